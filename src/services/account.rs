//! Accounts: registration, confirmation, sign-in, forgotten passwords, my details.
//!
//! No answer tells whether an address has an account: a registration and a reset are answered alike, and a wrong address costs a
//! sign-in as much time as a wrong password.

use jiff::Timestamp;
use zeroize::Zeroizing;

pub use crate::crypto::password::PASSWORD_CHARS_MIN;

use super::{
    Services, audit, mail_leave,
    old_account::is_old,
    session::{SESSIONS_MAX, session_begin, session_drop},
    signature::proof_from_before_drop,
    staff::staff_note,
};
use crate::{
    crypto::{
        password::{HashError, Verdict, password_check},
        token::{LinkToken, SessionToken},
    },
    domain::{
        account::{Account, AccountId, Role},
        context::{Actor, Cx},
        effect::Letter,
        id::Id,
        lang::Lang,
        person::{EmailAddress, NamePart, PersonName},
        refusal::{FieldFault, Refusal},
        session::{CONFIRM_LINK_AGE, LinkPurpose, MailedLink, RESET_LINK_AGE},
    },
    store::{Reader, Take, Writer, tables},
};

/// What a new account is made from.
pub struct Registration {
    /// The address that will sign in.
    pub email: EmailAddress,
    /// The holder's name.
    pub name: PersonName,
    /// The language of mails.
    pub lang: Lang,
    /// The chosen password.
    pub password: Zeroizing<String>,
}

impl Services {
    /// Register an account and mail a link that confirms the address. An address that already has an account gets a letter that says so;
    /// the answer on the page is the same.
    ///
    /// # Errors
    /// [`Refusal::Fields`] for a weak or known password.
    pub fn account_register(&self, cx: &Cx<'_>, form: &Registration) -> Result<(), Refusal> {
        let hash = self.password_hash(cx, &form.password, (&form.email, &form.name))?;
        self.store.commit(|tx| {
            if let Some(known) = by_email(tx, &form.email)? {
                // At most one such letter an hour: nobody can fill a stranger's mailbox.
                let hour = cx.now.as_second() / 3_600;
                // The line of the log makes this commit as slow as that of a new account, letter or not.
                audit(tx, cx, ("account.register_known", &format!("account:{}", known.id)), "")?;
                return mail_leave(tx, cx, known.id, Letter::AlreadyRegistered, &format!("known/{}/{hour}", known.id));
            }
            let account = Account {
                id: Id::mint(cx.now, cx.chance),
                email: form.email.clone(),
                email_confirmed_at: None,
                name: form.name.clone(),
                lang: form.lang,
                password_hash: hash.clone(),
                role: Role::Applicant,
                registered_at: cx.now,
            };
            tx.insert_new(tables::ACCOUNTS, &account.id, &account)?;
            tx.insert_new(tables::ACCOUNT_BY_EMAIL, &account.email.to_string(), &account.id)?;
            audit(tx, cx, ("account.register", &format!("account:{}", account.id)), "")?;
            confirm_link_leave(tx, cx, account.id)
        })
    }

    /// Make an account whose address needs no confirmation: for the operator's command line and the demonstration.
    ///
    /// # Errors
    /// [`Refusal::Fields`] for a weak password; [`Refusal::Denied`] for an address that has an account.
    pub fn account_create(&self, cx: &Cx<'_>, form: &Registration, role: Role) -> Result<AccountId, Refusal> {
        let hash = self.password_hash(cx, &form.password, (&form.email, &form.name))?;
        self.store.commit(|tx| account_make(tx, cx, form, (role, &hash)))
    }

    /// Use a mailed link that confirms an address. Using it again while it lasts is harmless.
    ///
    /// # Errors
    /// [`Refusal::Denied`] for a link that is unknown or expired.
    pub fn account_confirm(&self, cx: &Cx<'_>, token: &str) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let (key, mut link) = link(tx, token, LinkPurpose::ConfirmEmail)?;
            let mut account = tx.get(tables::ACCOUNTS, &link.account)?.ok_or(Refusal::NotFound)?;
            if account.email_confirmed_at.is_some() && link.used_at.is_some() {
                return Ok(());
            }
            if !link.usable_at(cx.now) {
                return Err(Refusal::denied("account-link-dead"));
            }
            link.used_at = Some(cx.now);
            account.email_confirmed_at = Some(cx.now);
            tx.put(tables::MAILED_LINKS, &key, &link)?;
            tx.put(tables::ACCOUNTS, &account.id, &account)?;
            Ok(audit(tx, cx, ("account.confirm", &format!("account:{}", account.id)), "")?)
        })
    }

    /// Sign in (figure 1). Returns the token of the new session, for the cookie and nowhere else.
    ///
    /// # Errors
    /// [`Refusal::Denied`]: one sentence for an unknown address and for a wrong password; a clear one, with a fresh link mailed, where the
    /// password is right and the address is not confirmed yet.
    pub fn account_sign_in(&self, cx: &Cx<'_>, email: &EmailAddress, password: &str) -> Result<String, Refusal> {
        let wrong = || Refusal::denied("sign-in-wrong");
        let Some(account) = self.store.read(|tx| by_email(tx, email))? else {
            self.hasher.dummy_verify(password);
            let old = self.store.commit(|tx| {
                audit(tx, cx, ("account.sign_in_failed", "account:unknown"), "")?;
                is_old(tx, email)
            })?;
            // The manual's red notice (figure 1): an account of the old portal is not valid here.
            return Err(if old { Refusal::denied("login-warn-old") } else { wrong() });
        };
        let verdict = self.hasher.verify(password, &account.password_hash).map_err(broken)?;
        if verdict == Verdict::Wrong {
            self.store
                .commit(|tx| audit(tx, cx, ("account.sign_in_failed", &format!("account:{}", account.id)), ""))?;
            return Err(wrong());
        }
        if account.email_confirmed_at.is_none() {
            self.store.commit(|tx| confirm_link_leave(tx, cx, account.id))?;
            return Err(Refusal::denied("sign-in-unconfirmed"));
        }
        let rehashed = match verdict {
            Verdict::RightRehash => Some(self.hasher.hash(password, cx.chance).map_err(broken)?),
            Verdict::Right | Verdict::Wrong => None,
        };
        let token = SessionToken::mint(cx.chance);
        self.store.commit(|tx| {
            let mut holder = tx.get(tables::ACCOUNTS, &account.id)?.ok_or_else(wrong)?;
            if holder.password_hash != account.password_hash {
                // It was changed while it was compared: the old one opens nothing any more.
                return Err(wrong());
            }
            if let Some(hash) = &rehashed {
                holder.password_hash.clone_from(hash);
                tx.put(tables::ACCOUNTS, &holder.id, &holder)?;
            }
            session_begin(tx, cx, account.id, &token)?;
            Ok::<_, Refusal>(audit(
                tx,
                &cx.acting_as(Actor::Account(account.id)),
                ("account.sign_in", &format!("account:{}", account.id)),
                "",
            )?)
        })?;
        Ok(token.text())
    }

    /// Mail a link that sets a new password, if the address has an account; the answer on the page is the same if not.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn account_reset_ask(&self, cx: &Cx<'_>, email: &EmailAddress) -> Result<(), Refusal> {
        let token = LinkToken::mint(cx.chance);
        self.store.commit(|tx| {
            let Some(account) = by_email(tx, email)? else {
                // A commit as for a known address: how long the answer takes tells nothing.
                return Ok(audit(tx, cx, ("account.reset_ask", "account:unknown"), "")?);
            };
            let link = MailedLink {
                account: account.id,
                purpose: LinkPurpose::ResetPassword,
                expires_at: cx.now + RESET_LINK_AGE,
                used_at: None,
                sent_to: Some(email.clone()),
            };
            tx.put(tables::MAILED_LINKS, &token.hash().to_bytes(), &link)?;
            audit(tx, cx, ("account.reset_ask", &format!("account:{}", account.id)), "")?;
            // One letter a minute, however often the form is sent.
            let key = format!("reset/{}/{}", account.id, cx.now.as_second() / 60);
            mail_leave(tx, cx, account.id, Letter::ResetPassword { token: token.text() }, &key)
        })
    }

    /// Whether a reset link still works, so that a dead one is said before a password is typed.
    ///
    /// # Errors
    /// [`Refusal::Denied`] for a link that is unknown, used or expired.
    pub fn account_reset_check(&self, now: Timestamp, token: &str) -> Result<(), Refusal> {
        self.store.read(|tx: &Reader<'_>| {
            let (_, link) = link(tx, token, LinkPurpose::ResetPassword)?;
            if link.usable_at(now) { Ok(()) } else { Err(Refusal::denied("account-link-dead")) }
        })
    }

    /// Set a new password by a mailed link. Every session ends, the address counts as confirmed, and a letter says what happened.
    ///
    /// # Errors
    /// [`Refusal::Denied`] for a dead link; [`Refusal::Fields`] for a weak password, and then the link stays good.
    pub fn account_reset(&self, cx: &Cx<'_>, token: &str, new: &str) -> Result<(), Refusal> {
        let account = self.store.read(|tx: &Reader<'_>| {
            let (_, link) = link(tx, token, LinkPurpose::ResetPassword)?;
            tx.get(tables::ACCOUNTS, &link.account)?.ok_or(Refusal::NotFound)
        })?;
        let hash = self.password_hash(cx, new, (&account.email, &account.name))?;
        self.store.commit(|tx| {
            let (key, mut link) = link(tx, token, LinkPurpose::ResetPassword)?;
            if !link.usable_at(cx.now) {
                return Err(Refusal::denied("account-link-dead"));
            }
            link.used_at = Some(cx.now);
            tx.put(tables::MAILED_LINKS, &key, &link)?;
            proof_from_before_drop(tx, link.account)?;
            password_set(tx, cx, link.account, &hash)
        })
    }

    /// Change the password of the signed-in person. Every session ends, this one too.
    ///
    /// # Errors
    /// [`Refusal::Fields`] for a wrong present password or a weak new one.
    pub fn account_password_change(&self, cx: &Cx<'_>, old: &str, new: &str) -> Result<(), Refusal> {
        let account = self.account_view(cx)?;
        if self.hasher.verify(old, &account.password_hash).map_err(broken)? == Verdict::Wrong {
            return Err(Refusal::field("old_password", "password-wrong"));
        }
        let hash = self.password_hash(cx, new, (&account.email, &account.name))?;
        self.store.commit(|tx| password_set(tx, cx, account.id, &hash))
    }

    /// Change the name and the language of the signed-in person.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] when nobody is signed in.
    pub fn account_details_change(&self, cx: &Cx<'_>, name: &PersonName, lang: Lang) -> Result<(), Refusal> {
        let id = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.commit(|tx| {
            let mut account = tx.get(tables::ACCOUNTS, &id)?.ok_or(Refusal::NotFound)?;
            account.name = name.clone();
            account.lang = lang;
            tx.put(tables::ACCOUNTS, &id, &account)?;
            Ok(audit(tx, cx, ("account.details_change", &format!("account:{id}")), "")?)
        })
    }

    /// Check a new password and hash it.
    pub(super) fn password_hash(
        &self,
        cx: &Cx<'_>,
        password: &str,
        (email, name): (&EmailAddress, &PersonName),
    ) -> Result<String, Refusal> {
        let own = [Some(email.as_str()), Some(name.surname.as_str()), name.given.as_ref().map(NamePart::as_str)];
        password_check(password, &own.into_iter().flatten().collect::<Vec<_>>())
            .map_err(|fault| Refusal::Fields(vec![FieldFault { field: "password", message: fault.message() }]))?;
        self.hasher.hash(password, cx.chance).map_err(broken)
    }

    /// The signed-in person's account.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] when nobody is signed in.
    pub fn account_view(&self, cx: &Cx<'_>) -> Result<Account, Refusal> {
        let id = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.read(|tx: &Reader<'_>| tx.get(tables::ACCOUNTS, &id)?.ok_or(Refusal::SignIn))
    }
}

/// Make an account whose address needs no confirmation.
pub(super) fn account_make(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    form: &Registration,
    (role, hash): (Role, &str),
) -> Result<AccountId, Refusal> {
    if by_email(tx, &form.email)?.is_some() {
        return Err(Refusal::denied("account-email-taken"));
    }
    let account = Account {
        id: Id::mint(cx.now, cx.chance),
        email: form.email.clone(),
        email_confirmed_at: Some(cx.now),
        name: form.name.clone(),
        lang: form.lang,
        password_hash: hash.to_owned(),
        role,
        registered_at: cx.now,
    };
    tx.insert_new(tables::ACCOUNTS, &account.id, &account)?;
    tx.insert_new(tables::ACCOUNT_BY_EMAIL, &account.email.to_string(), &account.id)?;
    staff_note(tx, cx, &account)?;
    audit(
        tx,
        cx,
        ("account.create", &format!("account:{}", account.id)),
        &format!("by the operator, role {}", role.code()),
    )?;
    Ok(account.id)
}

pub(super) fn by_email(tx: &Reader<'_>, email: &EmailAddress) -> Result<Option<Account>, Refusal> {
    match tx.get(tables::ACCOUNT_BY_EMAIL, &email.to_string())? {
        Some(id) => Ok(tx.get(tables::ACCOUNTS, &id)?),
        None => Ok(None),
    }
}

/// The link behind a token; a wrong purpose is as dead as an unknown token.
pub(super) fn link(
    tx: &Reader<'_>,
    token: &str,
    purpose: LinkPurpose,
) -> Result<(tables::HashKey, MailedLink), Refusal> {
    let dead = || Refusal::denied("account-link-dead");
    let key = LinkToken::parse(token).ok_or_else(dead)?.hash().to_bytes();
    let link = tx.get(tables::MAILED_LINKS, &key)?.filter(|link| link.purpose == purpose).ok_or_else(dead)?;
    if let Some(mailbox) = &link.sent_to {
        let account = tx.get(tables::ACCOUNTS, &link.account)?;
        // The account has another address now: whoever reads the old mailbox has no more to say.
        account.filter(|account| account.email == *mailbox).ok_or_else(dead)?;
    }
    Ok((key, link))
}

pub(super) fn confirm_link_leave(tx: &mut Writer<'_>, cx: &Cx<'_>, account: AccountId) -> Result<(), Refusal> {
    let token = LinkToken::mint(cx.chance);
    let link = MailedLink {
        account,
        purpose: LinkPurpose::ConfirmEmail,
        expires_at: cx.now + CONFIRM_LINK_AGE,
        used_at: None,
        sent_to: None,
    };
    tx.put(tables::MAILED_LINKS, &token.hash().to_bytes(), &link)?;
    let key = format!("confirm/{account}/{}", cx.now.as_second() / 60);
    mail_leave(tx, cx, account, Letter::ConfirmEmail { token: token.text() }, &key)
}

fn password_set(tx: &mut Writer<'_>, cx: &Cx<'_>, id: AccountId, hash: &str) -> Result<(), Refusal> {
    let mut account = tx.get(tables::ACCOUNTS, &id)?.ok_or(Refusal::NotFound)?;
    hash.clone_into(&mut account.password_hash);
    // Whoever holds the mailed link holds the address.
    account.email_confirmed_at.get_or_insert(cx.now);
    tx.put(tables::ACCOUNTS, &id, &account)?;
    sessions_end(tx, id)?;
    audit(tx, cx, ("account.password_set", &format!("account:{id}")), "every session ended")?;
    mail_leave(
        tx,
        cx,
        id,
        Letter::PasswordChanged { at: cx.now },
        &format!("password/{id}/{}", cx.now.as_millisecond()),
    )
}

/// End every session of an account.
pub(super) fn sessions_end(tx: &mut Writer<'_>, id: AccountId) -> Result<(), Refusal> {
    for ((_, key), ()) in tx.prefix(tables::SESSIONS_OF, &id, Take::First(SESSIONS_MAX * 2))? {
        session_drop(tx, id, key);
    }
    Ok(())
}

/// The hasher could not work: never the person's fault.
pub(super) fn broken(error: HashError) -> Refusal {
    Refusal::Us(format!("hashing: {error}"))
}
