//! Another address for an account: asked with the password, confirmed from the new mailbox, objected to from the old one.
//!
//! The page does not tell whether the new address has an account. The old mailbox hears of it twice, each time with a link that puts
//! everything back: whoever took over an open browser and its password cannot take the account away.

use zeroize::Zeroizing;

use super::{
    Services,
    account::{broken, by_email, sessions_end},
    audit, effect_leave,
    identity::identities_drop,
    mail_leave,
    signature::proof_drop,
};
use crate::{
    crypto::{
        password::Verdict,
        token::{LinkToken, SessionToken},
    },
    domain::{
        account::{Account, AccountId},
        context::Cx,
        effect::{Effect, Letter},
        email_change::{EMAIL_OBJECT_AGE, EmailChange, EmailChangeState},
        person::EmailAddress,
        refusal::Refusal,
        session::{LinkPurpose, MailedLink, RESET_LINK_AGE},
    },
    store::{Reader, Record, Table, Take, Writer, tables},
};

/// Changes of address, under the hash of the token that confirms them.
const CHANGES: Table<tables::HashKey, EmailChange> = Table::new("email_changes");
/// The change that an objection's token is about.
const OBJECTIONS: Table<tables::HashKey, HashOf> = Table::new("email_objections");
/// The newest change of an account.
const CHANGE_OF: Table<AccountId, HashOf> = Table::new("email_change_of");

/// Changes that are looked at when an account is erased.
const CHANGES_MAX: usize = 100_000;

/// The key of a change, as a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct HashOf(tables::HashKey);

impl Record for EmailChange {
    const VERSION: u16 = 1;
}
impl Record for HashOf {
    const VERSION: u16 = 1;
}

/// What an objection did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objected {
    /// Nothing had changed yet, and nothing will.
    InTime,
    /// The old address is back, everybody is logged out, and a letter with a link to a new password is on its way to it.
    PutBack,
}

impl Services {
    /// Ask for another address. The new one gets a link that confirms it, the old one a notice with a link that objects.
    ///
    /// # Errors
    /// [`Refusal::Fields`] for a wrong password or the present address; [`Refusal::SignIn`] when nobody is signed in.
    pub fn account_email_ask(&self, cx: &Cx<'_>, password: &str, new: &EmailAddress) -> Result<(), Refusal> {
        let account = self.account_view(cx)?;
        if self.hasher.verify(password, &account.password_hash).map_err(broken)? == Verdict::Wrong {
            return Err(Refusal::field("old_password", "password-wrong"));
        }
        if account.email == *new {
            return Err(Refusal::field("email", "account-email-same"));
        }
        let (confirm, object) = (LinkToken::mint(cx.chance), LinkToken::mint(cx.chance));
        let key = confirm.hash().to_bytes();
        self.store.commit(|tx| {
            call_off(tx, account.id)?;
            let change = EmailChange {
                account: account.id,
                old: account.email.clone(),
                new: new.clone(),
                asked_at: cx.now,
                state: EmailChangeState::Asked,
            };
            tx.put(CHANGES, &key, &change)?;
            tx.put(CHANGE_OF, &account.id, &HashOf(key))?;
            tx.put(OBJECTIONS, &object.hash().to_bytes(), &HashOf(key))?;
            audit(tx, cx, ("account.email_ask", &format!("account:{}", account.id)), "")?;
            match by_email(tx, new)? {
                // Its owner hears that somebody tried; the one who asked does not.
                Some(other) => {
                    let hour = cx.now.as_second() / 3_600;
                    mail_leave(tx, cx, other.id, Letter::AlreadyRegistered, &format!("known/{}/{hour}", other.id))?;
                }
                None => {
                    let letter = Letter::EmailConfirmNew { token: confirm.text() };
                    let letter =
                        Effect::Mail { to: new.clone(), lang: account.lang, name: account.name.clone(), letter };
                    effect_leave(tx, &format!("mail/email-new/{}", millis(cx, &account)), cx.now, letter)?;
                }
            }
            let notice = Letter::EmailChanging { at: cx.now, token: object.text(), made: false };
            mail_leave(tx, cx, account.id, notice, &format!("email-asked/{}", millis(cx, &account)))
        })
    }

    /// The address that is asked for and not confirmed yet.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] when nobody is signed in.
    pub fn account_email_waiting(&self, cx: &Cx<'_>) -> Result<Option<EmailAddress>, Refusal> {
        let id = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.read(|tx: &Reader<'_>| {
            let Some(HashOf(key)) = tx.get(CHANGE_OF, &id)? else { return Ok(None) };
            Ok(tx.get(CHANGES, &key)?.filter(|change| change.confirmable_at(cx.now)).map(|change| change.new))
        })
    }

    /// Use the link in the letter to the new address: from now on it signs in. Every session ends; the old mailbox is told.
    ///
    /// # Errors
    /// [`Refusal::Denied`] for a link that is unknown, used, called off or expired, and where the address got an account meanwhile.
    pub fn account_email_confirm(&self, cx: &Cx<'_>, token: &str) -> Result<(), Refusal> {
        let key = token_key(token)?;
        let object = LinkToken::mint(cx.chance);
        self.store.commit(|tx| {
            let mut change = tx.get(CHANGES, &key)?.filter(|one| one.confirmable_at(cx.now)).ok_or_else(dead)?;
            let account = tx.get(tables::ACCOUNTS, &change.account)?.ok_or_else(dead)?;
            if account.email != change.old || by_email(tx, &change.new)?.is_some() {
                return Err(dead());
            }
            // To the address as it is still: the old one.
            let notice = Letter::EmailChanging { at: cx.now, token: object.text(), made: true };
            mail_leave(tx, cx, account.id, notice, &format!("email-made/{}", millis(cx, &account)))?;
            tx.put(OBJECTIONS, &object.hash().to_bytes(), &HashOf(key))?;
            change.state = EmailChangeState::Made;
            tx.put(CHANGES, &key, &change)?;
            address_set(tx, account, change.new)?;
            sessions_end(tx, change.account)?;
            Ok(audit(tx, cx, ("account.email_set", &format!("account:{}", change.account)), "every session ended")?)
        })
    }

    /// Use the link in the notice to the old address. Before the change it is called off. After it the old address signs in again, with
    /// a new password only, and other ways to sign in are removed: whoever made the change may have added them.
    ///
    /// # Errors
    /// [`Refusal::Denied`] for a link that is unknown, used or expired.
    pub fn account_email_object(&self, cx: &Cx<'_>, token: &str) -> Result<Objected, Refusal> {
        let (objection, reset) = (token_key(token)?, LinkToken::mint(cx.chance));
        // Nobody knows this password.
        let unknown = Zeroizing::new(SessionToken::mint(cx.chance).text());
        let hash = self.hasher.hash(&unknown, cx.chance).map_err(broken)?;
        self.store.commit(|tx| {
            let HashOf(key) = tx.get(OBJECTIONS, &objection)?.ok_or_else(dead)?;
            let mut change = tx.get(CHANGES, &key)?.filter(|one| one.objectable_at(cx.now)).ok_or_else(dead)?;
            let account = tx.get(tables::ACCOUNTS, &change.account)?.ok_or_else(dead)?;
            if by_email(tx, &change.old)?.is_some_and(|other| other.id != account.id) {
                return Err(dead());
            }
            let (id, before) = (account.id, change.state);
            change.state = EmailChangeState::CalledOff;
            tx.put(CHANGES, &key, &change)?;
            let record = format!("account:{id}");
            if before == EmailChangeState::Asked {
                audit(tx, cx, ("account.email_object", &record), "before the change")?;
                return Ok(Objected::InTime);
            }
            // A change made since then is called off as well.
            call_off(tx, id)?;
            address_set(tx, Account { password_hash: hash.clone(), ..account }, change.old)?;
            sessions_end(tx, id)?;
            proof_drop(tx, id)?;
            identities_drop(tx, id)?;
            let link = MailedLink {
                account: id,
                purpose: LinkPurpose::ResetPassword,
                expires_at: cx.now + RESET_LINK_AGE,
                used_at: None,
                sent_to: None,
            };
            tx.put(tables::MAILED_LINKS, &reset.hash().to_bytes(), &link)?;
            let letter = Letter::ResetPassword { token: reset.text() };
            mail_leave(tx, cx, id, letter, &format!("email-back/{id}/{}", cx.now.as_millisecond()))?;
            audit(tx, cx, ("account.email_object", &record), "the old address is back, every session ended")?;
            Ok::<_, Refusal>(Objected::PutBack)
        })
    }
}

fn dead() -> Refusal {
    Refusal::denied("account-link-dead")
}

fn token_key(token: &str) -> Result<tables::HashKey, Refusal> {
    Ok(LinkToken::parse(token).ok_or_else(dead)?.hash().to_bytes())
}

fn millis(cx: &Cx<'_>, account: &Account) -> String {
    format!("{}/{}", account.id, cx.now.as_millisecond())
}

/// The newest change of an account is not made any more, if it was not yet.
fn call_off(tx: &mut Writer<'_>, account: AccountId) -> Result<(), Refusal> {
    let Some(HashOf(key)) = tx.get(CHANGE_OF, &account)? else { return Ok(()) };
    if let Some(change) = tx.get(CHANGES, &key)?.filter(|change| change.state == EmailChangeState::Asked) {
        tx.put(CHANGES, &key, &EmailChange { state: EmailChangeState::CalledOff, ..change })?;
    }
    Ok(())
}

fn address_set(tx: &mut Writer<'_>, mut account: Account, email: EmailAddress) -> Result<(), Refusal> {
    tx.delete(tables::ACCOUNT_BY_EMAIL, &account.email.to_string());
    account.email = email;
    tx.put(tables::ACCOUNT_BY_EMAIL, &account.email.to_string(), &account.id)?;
    Ok(tx.put(tables::ACCOUNTS, &account.id, &account)?)
}

/// Forget the changes of an account that is erased.
pub(super) fn changes_drop(tx: &mut Writer<'_>, account: AccountId) -> Result<(), Refusal> {
    if let Some(HashOf(key)) = tx.get(CHANGE_OF, &account)? {
        tx.delete(CHANGES, &key);
        tx.delete(CHANGE_OF, &account);
    }
    // Older ones hold addresses too; there are as many as somebody changed within a week.
    for (key, change) in tx.scan(CHANGES, .., Take::First(CHANGES_MAX))? {
        if change.account == account {
            tx.delete(CHANGES, &key);
        }
    }
    Ok(())
}

/// Forget changes that nobody can confirm or object to any more. Returns how many.
pub(super) fn changes_sweep(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    from: tables::HashKey,
    limit: usize,
) -> Result<usize, Refusal> {
    let mut swept = 0;
    for (key, change) in tx.scan(CHANGES, from.., Take::First(limit))? {
        if change.asked_at + EMAIL_OBJECT_AGE < cx.now {
            tx.delete(CHANGES, &key);
            if tx.get(CHANGE_OF, &change.account)? == Some(HashOf(key)) {
                tx.delete(CHANGE_OF, &change.account);
            }
            swept += 1;
        }
    }
    for (key, HashOf(change)) in tx.scan(OBJECTIONS, from.., Take::First(limit))? {
        if !tx.has(CHANGES, &change)? {
            tx.delete(OBJECTIONS, &key);
            swept += 1;
        }
    }
    Ok(swept)
}
