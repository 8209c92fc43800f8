//! Sessions: opened by signing in, found by their cookie, seen and ended by their owner.

use data_encoding::HEXLOWER;
use jiff::Timestamp;

use super::{Services, audit, staff::suspended};
use crate::{
    crypto::token::SessionToken,
    domain::{
        account::{AccountId, Role},
        context::Cx,
        device::device_name,
        lang::Lang,
        person::EmailAddress,
        refusal::Refusal,
        session::{SESSION_AGE, SESSION_IDLE, SESSION_SEEN_EVERY, Session},
    },
    store::{Reader, Take, Writer, tables},
};

/// Sessions of one account that may be open at once; the oldest ends.
pub(super) const SESSIONS_MAX: usize = 20;

/// A signed-in browser as pages see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFacts {
    /// Whose.
    pub account: AccountId,
    /// The header's greeting: `inostr i.` (figure 8.3).
    pub short_name: String,
    /// What the account may do.
    pub role: Role,
    /// The language of the account.
    pub lang: Lang,
    /// The address that signs in.
    pub email: EmailAddress,
    /// When the session ends unless it is used.
    pub expires_at: Timestamp,
    /// Whether it still waits for a second factor: until then it opens nothing.
    pub waits: bool,
}

/// An open session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSeen {
    /// Names the session in a form; lets nobody in.
    pub mark: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was last used, to a minute.
    pub seen_at: Timestamp,
    /// The network it was opened from.
    pub place: Option<String>,
    /// The browser and its system, where they are known.
    pub device: Option<String>,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

impl Services {
    /// The session behind a cookie, if it is still good; its last use is written down at most once a minute.
    ///
    /// # Errors
    /// Only that the store cannot be read.
    pub fn session_open(&self, now: Timestamp, token: &str) -> Result<Option<SessionFacts>, Refusal> {
        let Some(key) = session_key(token) else { return Ok(None) };
        let found = self.store.read(|tx: &Reader<'_>| {
            let Some(session) = tx.get(tables::SESSIONS, &key)?.filter(|session| session.open_at(now)) else {
                return Ok::<_, Refusal>(None);
            };
            let Some(account) = tx.get(tables::ACCOUNTS, &session.account)? else { return Ok(None) };
            if suspended(tx, &account)? {
                return Ok(None);
            }
            let waits = session.second_at.is_none() && self.second_wanted(tx, &account)?;
            Ok(Some((session, account, waits)))
        })?;
        let Some((session, account, waits)) = found else { return Ok(None) };
        if SESSION_SEEN_EVERY <= now.duration_since(session.seen_at) {
            let noted = self.store.commit(|tx| match tx.get(tables::SESSIONS, &key)? {
                Some(session) => tx.put(tables::SESSIONS, &key, &Session { seen_at: now, ..session }),
                None => Ok(()),
            });
            if let Err(fault) = noted {
                // A full disk signs nobody out: unnoted, the session only ends earlier.
                tracing::warn!(%fault, "the use of a session could not be noted");
            }
        }
        let expires_at = (now + SESSION_IDLE).min(session.opened_at + SESSION_AGE);
        Ok(Some(SessionFacts {
            account: account.id,
            short_name: account.name.short(),
            role: account.role,
            lang: account.lang,
            email: account.email,
            expires_at,
            waits,
        }))
    }

    /// Note which device a session was opened on, by its `User-Agent`: its owner knows it again in the list.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn session_device_note(&self, token: &str, user_agent: &str) -> Result<(), Refusal> {
        let (Some(key), Some(device)) = (session_key(token), device_name(user_agent)) else { return Ok(()) };
        self.store.commit(|tx| match tx.get(tables::SESSIONS, &key)? {
            Some(session) => {
                Ok(tx.put(tables::SESSIONS, &key, &Session { device: Some(device.clone()), ..session })?)
            }
            None => Ok(()),
        })
    }

    /// End the session behind a cookie.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn session_end(&self, cx: &Cx<'_>, token: &str) -> Result<(), Refusal> {
        let Some(key) = session_key(token) else { return Ok(()) };
        self.store.commit(|tx| {
            let Some(session) = tx.get(tables::SESSIONS, &key)? else { return Ok(()) };
            tx.delete(tables::SESSIONS, &key);
            tx.delete(tables::SESSIONS_OF, &(session.account, key));
            Ok(audit(tx, cx, ("account.sign_out", &format!("account:{}", session.account)), "")?)
        })
    }

    /// The open sessions of the signed-in person: the one of `token` first, then the last used.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] when nobody is signed in.
    pub fn session_list(&self, cx: &Cx<'_>, token: &str) -> Result<Vec<SessionSeen>, Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        let this = session_key(token);
        let open = self.store.read(|tx: &Reader<'_>| open_of(tx, cx, account))?;
        let mut seen: Vec<SessionSeen> = open
            .into_iter()
            .map(|(key, session)| SessionSeen {
                mark: HEXLOWER.encode(&key),
                opened_at: session.opened_at,
                seen_at: session.seen_at,
                place: session.place,
                device: session.device,
                is_this: Some(key) == this,
            })
            .collect();
        seen.sort_by_key(|one| (!one.is_this, std::cmp::Reverse(one.seen_at)));
        Ok(seen)
    }

    /// End one session of the signed-in person, by its mark. One that is over already is ended as well as any.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] when nobody is signed in; [`Refusal::NotFound`] for a mark that names no session of theirs.
    pub fn session_end_chosen(&self, cx: &Cx<'_>, mark: &str) -> Result<(), Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        let key = HEXLOWER.decode(mark.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        let key: tables::HashKey = key.ok_or(Refusal::NotFound)?;
        self.store.commit(|tx| {
            if !tx.has(tables::SESSIONS_OF, &(account, key))? {
                return if tx.has(tables::SESSIONS, &key)? { Err(Refusal::NotFound) } else { Ok(()) };
            }
            session_drop(tx, account, key);
            ended(tx, cx, account, "one")
        })
    }

    /// End every session of the signed-in person but the one of `token`.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] when nobody is signed in.
    pub fn session_end_others(&self, cx: &Cx<'_>, token: &str) -> Result<(), Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        let this = session_key(token).ok_or(Refusal::SignIn)?;
        self.store.commit(|tx| {
            let all = tx.prefix(tables::SESSIONS_OF, &account, Take::First(SESSIONS_MAX * 2))?;
            for ((_, key), ()) in all.into_iter().filter(|((_, key), ())| *key != this) {
                session_drop(tx, account, key);
            }
            ended(tx, cx, account, "all others")
        })
    }
}

fn ended(tx: &mut Writer<'_>, cx: &Cx<'_>, account: AccountId, which: &str) -> Result<(), Refusal> {
    Ok(audit(tx, cx, ("account.sessions_end", &format!("account:{account}")), which)?)
}

fn open_of(tx: &Reader<'_>, cx: &Cx<'_>, account: AccountId) -> Result<Vec<(tables::HashKey, Session)>, Refusal> {
    let mut open = Vec::new();
    for ((_, key), ()) in tx.prefix(tables::SESSIONS_OF, &account, Take::First(SESSIONS_MAX * 2))? {
        open.extend(tx.get(tables::SESSIONS, &key)?.filter(|one| one.open_at(cx.now)).map(|one| (key, one)));
    }
    Ok(open)
}

pub(super) fn session_begin(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    account: AccountId,
    token: &SessionToken,
) -> Result<(), Refusal> {
    // Whoever is kept out hears the same as whoever mistypes: which of both it is concerns nobody else.
    let holder = tx.get(tables::ACCOUNTS, &account)?.ok_or(Refusal::NotFound)?;
    if suspended(tx, &holder)? {
        return Err(Refusal::denied("sign-in-wrong"));
    }
    let open = tx.prefix(tables::SESSIONS_OF, &account, Take::First(SESSIONS_MAX * 2))?;
    let mut sessions = Vec::new();
    for ((_, key), ()) in open {
        match tx.get(tables::SESSIONS, &key)?.filter(|session| session.open_at(cx.now)) {
            Some(session) => sessions.push((session.opened_at, key)),
            None => session_drop(tx, account, key),
        }
    }
    sessions.sort_unstable();
    for (_, key) in sessions.iter().take((sessions.len() + 1).saturating_sub(SESSIONS_MAX)) {
        session_drop(tx, account, *key);
    }
    let (now, place) = (cx.now, cx.place());
    let session = Session { account, opened_at: now, seen_at: now, place, device: None, second_at: None };
    tx.insert_new(tables::SESSIONS, &token.hash().to_bytes(), &session)?;
    Ok(tx.put(tables::SESSIONS_OF, &(account, token.hash().to_bytes()), &())?)
}

pub(super) fn session_drop(tx: &mut Writer<'_>, account: AccountId, key: tables::HashKey) {
    tx.delete(tables::SESSIONS, &key);
    tx.delete(tables::SESSIONS_OF, &(account, key));
}

/// The key under which the session of a cookie is kept.
pub(super) fn session_key(token: &str) -> Option<tables::HashKey> {
    SessionToken::parse(token).map(|token| token.hash().to_bytes())
}
