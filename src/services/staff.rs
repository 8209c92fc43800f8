//! How the first administrator comes to be, and how an administrator who lost the way in comes back: both by whoever holds the machine.

use jiff::Timestamp;

use super::{
    Services,
    account::{Registration, account_make, by_email, sessions_end},
    audit,
};
use crate::{
    crypto::token::LinkToken,
    domain::{
        account::{Account, AccountId, Role},
        context::Cx,
        person::EmailAddress,
        refusal::Refusal,
        session::{LinkPurpose, MailedLink},
        staff::{ADMIN_LINK_AGE, SETUP_LINK_AGE, SetupLink, StaffRecord},
    },
    store::{Reader, StoreError, Take, Writer, tables},
};

/// People who work for the service; more are not listed.
pub(super) const STAFF_MAX: usize = 1_000;
/// Accounts read at once when the staff of an older database are looked for.
const ACCOUNTS_AT_ONCE: usize = 500;
/// The one key of the mark that the staff were listed.
const LISTED: &str = "done";
/// Links that may wait at once; making one ends the others.
const SETUP_LINKS_MAX: usize = 16;

impl Services {
    /// Whether nobody administers this installation yet.
    ///
    /// # Errors
    /// Only that the store cannot be read.
    pub fn setup_needed(&self) -> Result<bool, Refusal> {
        self.store.read(|tx: &Reader<'_>| administrators(tx)).map(|found| found.is_empty())
    }

    /// List the staff of a database of before there was a list; once.
    ///
    /// # Errors
    /// Only that the store cannot be read or written.
    pub fn staff_search(&self, cx: &Cx<'_>) -> Result<(), Refusal> {
        let done = LISTED.to_owned();
        if self.store.read(|tx: &Reader<'_>| tx.has(tables::STAFF_LISTED, &done))? {
            return Ok(());
        }
        let mut from = None;
        loop {
            let page = self.store.read(|tx: &Reader<'_>| {
                let take = Take::First(ACCOUNTS_AT_ONCE);
                match from {
                    None => tx.scan(tables::ACCOUNTS, .., take),
                    Some(id) => tx.scan(tables::ACCOUNTS, id.., take),
                }
            })?;
            let staff: Vec<_> = page.iter().filter(|(_, account)| account.role.is_staff()).collect();
            if !staff.is_empty() {
                self.store.commit(|tx| staff.iter().try_for_each(|(_, account)| staff_note(tx, cx, account)))?;
            }
            match page.last() {
                // The next page begins with this one's last; a full page has more than that.
                Some((last, _)) if page.len() == ACCOUNTS_AT_ONCE => from = Some(*last),
                Some(_) | None => break,
            }
        }
        Ok(self.store.commit(|tx| tx.put(tables::STAFF_LISTED, &done, &()))?)
    }

    /// Make the link that makes the first administrator; earlier ones end. Returns its token, for the operator and nobody else.
    ///
    /// # Errors
    /// [`Refusal::Denied`] where there is an administrator.
    pub fn setup_link_make(&self, cx: &Cx<'_>) -> Result<String, Refusal> {
        let token = LinkToken::mint(cx.chance);
        self.store.commit(|tx| {
            if !administrators(tx)?.is_empty() {
                return Err(Refusal::denied("setup-done"));
            }
            setup_links_drop(tx)?;
            let link = SetupLink { expires_at: cx.now + SETUP_LINK_AGE };
            tx.put(tables::SETUP_LINKS, &token.hash().to_bytes(), &link)?;
            Ok::<_, Refusal>(audit(tx, cx, ("setup.link_make", "installation"), "")?)
        })?;
        Ok(token.text())
    }

    /// Whether a link still makes the first administrator, so that a dead one is said before anything is typed.
    ///
    /// # Errors
    /// [`Refusal::Denied`] for a link that is unknown, used or expired.
    pub fn setup_check(&self, now: Timestamp, token: &str) -> Result<(), Refusal> {
        self.store.read(|tx: &Reader<'_>| setup_link(tx, now, token))
    }

    /// Make the first administrator by the link; it and every other such link end.
    ///
    /// # Errors
    /// [`Refusal::Denied`] for a dead link or an address that has an account; [`Refusal::Fields`] for a weak password, and then the link
    /// stays good.
    pub fn setup_use(&self, cx: &Cx<'_>, token: &str, form: &Registration) -> Result<AccountId, Refusal> {
        self.setup_check(cx.now, token)?;
        let hash = self.password_hash(cx, &form.password, (&form.email, &form.name))?;
        self.store.commit(|tx| {
            setup_link(tx, cx.now, token)?;
            setup_links_drop(tx)?;
            let id = account_make(tx, cx, form, (Role::Administrator, &hash))?;
            audit(tx, cx, ("setup.use", &format!("account:{id}")), "the first administrator")?;
            Ok(id)
        })
    }

    /// Let an administrator choose a new password: returns the token of a single-use link (`/{lang}/reset/{token}`). Whoever was kept
    /// out or lost the second factor comes back too, and every session ends.
    ///
    /// # Errors
    /// [`Refusal::Denied`] where the address is no administrator's.
    pub fn admin_reset(&self, cx: &Cx<'_>, email: &EmailAddress) -> Result<String, Refusal> {
        let token = LinkToken::mint(cx.chance);
        self.store.commit(|tx| {
            let account = by_email(tx, email)?.filter(|account| account.role == Role::Administrator);
            let account = account.ok_or_else(|| Refusal::denied("setup-no-administrator"))?;
            let link = MailedLink {
                account: account.id,
                purpose: LinkPurpose::ResetPassword,
                expires_at: cx.now + ADMIN_LINK_AGE,
                used_at: None,
                sent_to: None,
            };
            tx.put(tables::MAILED_LINKS, &token.hash().to_bytes(), &link)?;
            tx.put(tables::STAFF, &account.id, &StaffRecord { since: account.registered_at, suspended_at: None })?;
            tx.delete(tables::SECOND_FACTORS, &account.id);
            sessions_end(tx, account.id)?;
            Ok::<_, Refusal>(audit(tx, cx, ("admin.reset", &format!("account:{}", account.id)), "by the operator")?)
        })?;
        Ok(token.text())
    }
}

/// Note that an account works for the service, where it does.
pub(super) fn staff_note(tx: &mut Writer<'_>, cx: &Cx<'_>, account: &Account) -> Result<(), StoreError> {
    if !account.role.is_staff() || tx.has(tables::STAFF, &account.id)? {
        return Ok(());
    }
    tx.put(tables::STAFF, &account.id, &StaffRecord { since: cx.now, suspended_at: None })
}

/// Whether somebody who works for the service is kept out.
pub(super) fn suspended(tx: &Reader<'_>, account: &Account) -> Result<bool, StoreError> {
    if !account.role.is_staff() {
        return Ok(false);
    }
    Ok(tx.get(tables::STAFF, &account.id)?.is_some_and(|record| record.suspended_at.is_some()))
}

/// Everybody who can administer: not kept out, and of a confirmed address.
pub(super) fn administrators(tx: &Reader<'_>) -> Result<Vec<AccountId>, Refusal> {
    let mut found = Vec::new();
    for (id, record) in tx.scan(tables::STAFF, .., Take::First(STAFF_MAX))? {
        let account = tx.get(tables::ACCOUNTS, &id)?;
        let can =
            account.is_some_and(|account| account.role == Role::Administrator && account.email_confirmed_at.is_some());
        if can && record.suspended_at.is_none() {
            found.push(id);
        }
    }
    Ok(found)
}

fn setup_link(tx: &Reader<'_>, now: Timestamp, token: &str) -> Result<(), Refusal> {
    let dead = || Refusal::denied("setup-dead");
    let key = LinkToken::parse(token).ok_or_else(dead)?.hash().to_bytes();
    let link = tx.get(tables::SETUP_LINKS, &key)?.ok_or_else(dead)?;
    if now < link.expires_at && administrators(tx)?.is_empty() { Ok(()) } else { Err(dead()) }
}

fn setup_links_drop(tx: &mut Writer<'_>) -> Result<(), StoreError> {
    for (key, _) in tx.scan(tables::SETUP_LINKS, .., Take::First(SETUP_LINKS_MAX))? {
        tx.delete(tables::SETUP_LINKS, &key);
    }
    Ok(())
}
