//! The second factor: an authenticator app or a recovery code after the password. Until it was shown, a session opens nothing.
//!
//! A session that waits is named by its token, never by the actor: no other service takes it for anybody.

use super::{
    Services, audit, mail_leave,
    session::{session_begin, session_drop, session_key},
};
use crate::{
    crypto::{
        token::SessionToken,
        totp::{code_step, recovery_hash, recovery_mint, secret_address, secret_mint, secret_text},
    },
    domain::{
        account::Account,
        context::{Actor, Cx},
        effect::Letter,
        refusal::Refusal,
        session::Session,
        staff::{RECOVERY_CODES, SecondFactor, SecondFactorRule},
    },
    store::{Reader, Writer, tables},
};

/// What somebody whose session may wait is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondStanding {
    /// Whether something was set up that can be asked for.
    pub is_set: bool,
    /// Recovery codes that are left.
    pub recovery_left: usize,
    /// Whether the session waits for it.
    pub waits: bool,
    /// Whether staff of this installation must have one.
    pub rule: SecondFactorRule,
    /// Whether the holder works for the service.
    pub is_staff: bool,
}

/// An authenticator app to be set up, as it is shown.
pub struct Offer {
    /// The secret as people type it.
    pub secret: String,
    /// The address that apps read from a picture.
    pub address: Option<String>,
}

/// What showing the second factor gives: the new session's token, and after a set-up the recovery codes, which are shown once.
pub struct Shown {
    /// For the cookie and nowhere else.
    pub token: String,
    /// Shown once; only their hashes are kept.
    pub recovery: Vec<String>,
}

impl Services {
    /// Whether a session of this account must show a second factor.
    pub(super) fn second_wanted(&self, tx: &Reader<'_>, account: &Account) -> Result<bool, Refusal> {
        if account.role.is_staff() && self.policy.second_factor == SecondFactorRule::Required {
            return Ok(true);
        }
        Ok(tx.get(tables::SECOND_FACTORS, &account.id)?.is_some_and(|factor| factor.is_set()))
    }

    /// What the session of this token is asked.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] where there is no such session.
    pub fn second_standing(&self, cx: &Cx<'_>, token: &str) -> Result<SecondStanding, Refusal> {
        self.store.read(|tx: &Reader<'_>| {
            let holder = Holder::of(tx, cx, token)?;
            let waits = holder.session.second_at.is_none() && self.second_wanted(tx, &holder.account)?;
            Ok(SecondStanding {
                is_set: holder.factor.is_set(),
                recovery_left: holder.factor.recovery.len(),
                waits,
                rule: self.policy.second_factor,
                is_staff: holder.account.role.is_staff(),
            })
        })
    }

    /// Offer an authenticator app: the same secret until a code of it was seen.
    ///
    /// # Errors
    /// [`Refusal::Denied`] where one is set up: whoever has only the password must not put another in its place.
    pub fn second_offer(&self, cx: &Cx<'_>, token: &str, issuer: &str) -> Result<Offer, Refusal> {
        self.store.commit(|tx| {
            let mut holder = Holder::of(tx, cx, token)?;
            if holder.factor.is_set() {
                return Err(Refusal::denied("second-is-set"));
            }
            let made = holder.factor.totp_offered.is_none();
            let secret = holder.factor.totp_offered.get_or_insert_with(|| secret_mint(cx.chance)).clone();
            if made {
                tx.put(tables::SECOND_FACTORS, &holder.account.id, &holder.factor)?;
            }
            let address = secret_address(&secret, (issuer, &holder.account.email.to_string()));
            Ok(Offer { secret: secret_text(&secret), address })
        })
    }

    /// Set the offered app up by a code of it. The session is complete under a new token; recovery codes are made; a letter says so.
    ///
    /// # Errors
    /// [`Refusal::Denied`] where one is set up; [`Refusal::Fields`] for a wrong code.
    pub fn second_confirm(&self, cx: &Cx<'_>, token: &str, code: &str) -> Result<Shown, Refusal> {
        let fresh = SessionToken::mint(cx.chance);
        let recovery: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_mint(cx.chance)).collect();
        self.store.commit(|tx| {
            let mut holder = Holder::of(tx, cx, token)?;
            if holder.factor.is_set() {
                return Err(Refusal::denied("second-is-set"));
            }
            let offered = holder.factor.totp_offered.take().ok_or_else(|| Refusal::denied("second-not-offered"))?;
            let step = code_step(&offered, code, (now_s(cx), holder.factor.totp_step));
            holder.factor.totp_step = step.ok_or_else(wrong)?;
            holder.factor.totp = Some(offered);
            holder.factor.recovery = recovery.iter().filter_map(|code| recovery_hash(code)).collect();
            let id = holder.account.id;
            tx.put(tables::SECOND_FACTORS, &id, &holder.factor)?;
            holder.complete(tx, cx, &fresh)?;
            let me = cx.acting_as(Actor::Account(id));
            audit(tx, &me, ("second.set_up", &format!("account:{id}")), "authenticator app, ten recovery codes")?;
            let key = format!("second/{id}/{}", cx.now.as_millisecond());
            mail_leave(tx, cx, id, Letter::SecondFactorSet { at: cx.now }, &key)
        })?;
        Ok(Shown { token: fresh.text(), recovery })
    }

    /// Show a code of the app, or a recovery code, which is used up. The session is complete under a new token.
    ///
    /// # Errors
    /// [`Refusal::Fields`] for a wrong or used code.
    pub fn second_show(&self, cx: &Cx<'_>, token: &str, code: &str) -> Result<Shown, Refusal> {
        let fresh = SessionToken::mint(cx.chance);
        let right = self.store.commit(|tx| {
            let mut holder = Holder::of(tx, cx, token)?;
            let id = holder.account.id;
            let me = cx.acting_as(Actor::Account(id));
            let Some(how) = holder.take(cx, code) else {
                audit(tx, &me, ("second.failed", &format!("account:{id}")), "")?;
                return Ok::<_, Refusal>(false);
            };
            tx.put(tables::SECOND_FACTORS, &id, &holder.factor)?;
            holder.complete(tx, cx, &fresh)?;
            audit(tx, &me, ("second.shown", &format!("account:{id}")), how)?;
            Ok(true)
        })?;
        if right { Ok(Shown { token: fresh.text(), recovery: Vec::new() }) } else { Err(wrong()) }
    }
}

/// The holder of a session, with what the holder shows.
struct Holder {
    key: tables::HashKey,
    session: Session,
    account: Account,
    factor: SecondFactor,
}

impl Holder {
    fn of(tx: &Reader<'_>, cx: &Cx<'_>, token: &str) -> Result<Self, Refusal> {
        let key = session_key(token).ok_or(Refusal::SignIn)?;
        let session = tx.get(tables::SESSIONS, &key)?.filter(|session| session.open_at(cx.now));
        let session = session.ok_or(Refusal::SignIn)?;
        let account = tx.get(tables::ACCOUNTS, &session.account)?.ok_or(Refusal::SignIn)?;
        let factor = tx.get(tables::SECOND_FACTORS, &account.id)?.unwrap_or_default();
        Ok(Self { key, session, account, factor })
    }

    /// Use a code up: a step of the app, or a recovery code. Returns how, for the log.
    fn take(&mut self, cx: &Cx<'_>, code: &str) -> Option<&'static str> {
        let app = self.factor.totp.as_ref();
        if let Some(step) = app.and_then(|secret| code_step(secret, code, (now_s(cx), self.factor.totp_step))) {
            self.factor.totp_step = step;
            return Some("authenticator app");
        }
        let hash = recovery_hash(code)?;
        let left = self.factor.recovery.len();
        self.factor.recovery.retain(|kept| *kept != hash);
        (self.factor.recovery.len() < left).then_some("recovery code")
    }

    /// The session under a new token, complete: what was known of it before opens nothing any more.
    fn complete(&self, tx: &mut Writer<'_>, cx: &Cx<'_>, fresh: &SessionToken) -> Result<(), Refusal> {
        session_drop(tx, self.account.id, self.key);
        session_begin(tx, cx, self.account.id, fresh)?;
        let key = fresh.hash().to_bytes();
        let session = tx.get(tables::SESSIONS, &key)?.ok_or(Refusal::SignIn)?;
        Ok(tx.put(tables::SESSIONS, &key, &Session { second_at: Some(cx.now), ..session })?)
    }
}

fn wrong() -> Refusal {
    Refusal::field("code", "second-wrong")
}

fn now_s(cx: &Cx<'_>) -> u64 {
    u64::try_from(cx.now.as_second()).unwrap_or_default()
}
