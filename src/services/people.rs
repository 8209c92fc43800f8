//! The people who work for the service: who they are, invited, given a role, kept out. Nobody changes what is their own.

use super::{
    Services,
    account::{by_email, sessions_end},
    audit, mail_leave,
    permission::permit,
    staff::{STAFF_MAX, administrators},
};
use crate::{
    crypto::token::LinkToken,
    domain::{
        account::{Account, AccountId, Role},
        context::Cx,
        effect::Letter,
        id::Id,
        lang::Lang,
        permission::Permission,
        person::{EmailAddress, PersonName},
        refusal::Refusal,
        session::{LinkPurpose, MailedLink},
        staff::{INVITE_LINK_AGE, StaffRecord},
    },
    store::{Reader, Take, Writer, tables},
};

/// Sessions counted of one person.
const SESSIONS_COUNTED_MAX: usize = 100;

/// Where somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonState {
    /// Invited; no password was chosen yet.
    Invited,
    /// Works here.
    Active,
    /// Kept out.
    Suspended,
}

/// Somebody who works for the service, as the administrator sees them.
#[derive(Debug, Clone)]
pub struct Person {
    /// The account.
    pub account: Account,
    /// Where the person stands.
    pub state: PersonState,
    /// Sessions that are open.
    pub sessions: usize,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// Whether it is the one who asks.
    pub is_me: bool,
}

/// Somebody to be invited.
pub struct Invited {
    /// Where the invitation goes; signs in afterwards.
    pub email: EmailAddress,
    /// The name.
    pub name: PersonName,
    /// The language of the invitation.
    pub lang: Lang,
    /// What the person will do.
    pub role: Role,
}

impl Services {
    /// Everybody who works for the service, by name.
    ///
    /// # Errors
    /// Without [`Permission::PeopleRead`].
    pub fn people_list(&self, cx: &Cx<'_>) -> Result<Vec<Person>, Refusal> {
        self.store.read(|tx: &Reader<'_>| {
            permit(tx, cx, Permission::PeopleRead)?;
            let mut people = Vec::new();
            for (id, record) in tx.scan(tables::STAFF, .., Take::First(STAFF_MAX))? {
                if let Some(account) = tx.get(tables::ACCOUNTS, &id)?.filter(|account| account.role.is_staff()) {
                    people.push(person(tx, cx, (account, &record))?);
                }
            }
            people.sort_by_key(|person| person.account.name.full());
            Ok(people)
        })
    }

    /// One of them.
    ///
    /// # Errors
    /// Without [`Permission::PeopleRead`]; [`Refusal::NotFound`] for whoever is no staff.
    pub fn people_view(&self, cx: &Cx<'_>, id: AccountId) -> Result<Person, Refusal> {
        self.store.read(|tx: &Reader<'_>| {
            permit(tx, cx, Permission::PeopleRead)?;
            let (account, record) = staff(tx, id)?;
            person(tx, cx, (account, &record))
        })
    }

    /// Invite somebody: the account is made, and a letter carries a single-use link that chooses its password.
    ///
    /// # Errors
    /// Without [`Permission::PeopleChange`]; [`Refusal::Fields`] for an address that has an account, or a role that is no staff's.
    pub fn people_invite(&self, cx: &Cx<'_>, invited: &Invited) -> Result<AccountId, Refusal> {
        if !invited.role.is_staff() {
            return Err(Refusal::field("role", "field-choose"));
        }
        // Nobody knows this password; the link sets another.
        let nobodys = LinkToken::mint(cx.chance).text();
        let hash = self.hasher.hash(&nobodys, cx.chance).map_err(super::account::broken)?;
        self.store.commit(|tx| {
            permit(tx, cx, Permission::PeopleChange)?;
            if by_email(tx, &invited.email)?.is_some() {
                return Err(Refusal::field("email", "account-email-taken"));
            }
            let account = Account {
                id: Id::mint(cx.now, cx.chance),
                email: invited.email.clone(),
                email_confirmed_at: None,
                name: invited.name.clone(),
                lang: invited.lang,
                password_hash: hash.clone(),
                role: invited.role,
                registered_at: cx.now,
            };
            tx.insert_new(tables::ACCOUNTS, &account.id, &account)?;
            tx.insert_new(tables::ACCOUNT_BY_EMAIL, &account.email.to_string(), &account.id)?;
            tx.put(tables::STAFF, &account.id, &StaffRecord { since: cx.now, suspended_at: None })?;
            noted(tx, cx, ("people.invite", account.id), account.role.code())?;
            link_leave(tx, cx, account.id)?;
            Ok(account.id)
        })
    }

    /// Send the invitation again, to somebody who chose no password yet.
    ///
    /// # Errors
    /// Without [`Permission::PeopleChange`]; [`Refusal::NotFound`] for whoever does not wait for one.
    pub fn people_invite_again(&self, cx: &Cx<'_>, id: AccountId) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            permit(tx, cx, Permission::PeopleChange)?;
            let (account, record) = staff(tx, id)?;
            if state(&account, &record) != PersonState::Invited {
                return Err(Refusal::NotFound);
            }
            noted(tx, cx, ("people.invite_again", id), "")?;
            link_leave(tx, cx, id)
        })
    }

    /// Give somebody another role. Every session of theirs ends, so that nothing that was opened before goes on.
    ///
    /// # Errors
    /// Without [`Permission::PeopleChange`]; [`Refusal::Denied`] for one's own role and for the last administrator.
    pub fn people_role_change(&self, cx: &Cx<'_>, id: AccountId, role: Role) -> Result<(), Refusal> {
        if !role.is_staff() {
            return Err(Refusal::field("role", "field-choose"));
        }
        self.store.commit(|tx| {
            let (mut account, _) = changeable(tx, cx, id)?;
            if account.role == role {
                return Ok(());
            }
            if account.role == Role::Administrator {
                not_last(tx, id)?;
            }
            let note = format!("{} to {}", account.role.code(), role.code());
            account.role = role;
            tx.put(tables::ACCOUNTS, &id, &account)?;
            sessions_end(tx, id)?;
            noted(tx, cx, ("people.role_change", id), &note)
        })
    }

    /// Keep somebody out: every session ends, and no way to sign in works.
    ///
    /// # Errors
    /// Without [`Permission::PeopleChange`]; [`Refusal::Denied`] for oneself and for the last administrator.
    pub fn people_suspend(&self, cx: &Cx<'_>, id: AccountId) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let (account, record) = changeable(tx, cx, id)?;
            if record.suspended_at.is_some() {
                return Ok(());
            }
            if account.role == Role::Administrator {
                not_last(tx, id)?;
            }
            tx.put(tables::STAFF, &id, &StaffRecord { suspended_at: Some(cx.now), ..record })?;
            sessions_end(tx, id)?;
            noted(tx, cx, ("people.suspend", id), "")
        })
    }

    /// Let somebody in again.
    ///
    /// # Errors
    /// Without [`Permission::PeopleChange`]; [`Refusal::Denied`] for oneself.
    pub fn people_restore(&self, cx: &Cx<'_>, id: AccountId) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let (_, record) = changeable(tx, cx, id)?;
            if record.suspended_at.is_none() {
                return Ok(());
            }
            tx.put(tables::STAFF, &id, &StaffRecord { suspended_at: None, ..record })?;
            noted(tx, cx, ("people.restore", id), "")
        })
    }

    /// End every session of somebody.
    ///
    /// # Errors
    /// Without [`Permission::PeopleChange`]; [`Refusal::Denied`] for oneself: one's own stand in the personal account.
    pub fn people_sessions_end(&self, cx: &Cx<'_>, id: AccountId) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            changeable(tx, cx, id)?;
            sessions_end(tx, id)?;
            noted(tx, cx, ("people.sessions_end", id), "")
        })
    }

    /// Take the second factor of somebody who lost it away, so that another is set up at the next sign-in. Every session ends.
    ///
    /// # Errors
    /// Without [`Permission::PeopleChange`]; [`Refusal::Denied`] for oneself.
    pub fn people_second_reset(&self, cx: &Cx<'_>, id: AccountId) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            changeable(tx, cx, id)?;
            tx.delete(tables::SECOND_FACTORS, &id);
            sessions_end(tx, id)?;
            noted(tx, cx, ("people.second_reset", id), "")
        })
    }
}

fn staff(tx: &Reader<'_>, id: AccountId) -> Result<(Account, StaffRecord), Refusal> {
    let account = tx.get(tables::ACCOUNTS, &id)?.filter(|account| account.role.is_staff());
    Ok((account.ok_or(Refusal::NotFound)?, tx.get(tables::STAFF, &id)?.ok_or(Refusal::NotFound)?))
}

/// Somebody else, for whoever may change people.
fn changeable(tx: &Reader<'_>, cx: &Cx<'_>, id: AccountId) -> Result<(Account, StaffRecord), Refusal> {
    permit(tx, cx, Permission::PeopleChange)?;
    let found = staff(tx, id)?;
    if cx.actor.account() == Some(id) { Err(Refusal::denied("people-not-oneself")) } else { Ok(found) }
}

fn not_last(tx: &Reader<'_>, id: AccountId) -> Result<(), Refusal> {
    let others = administrators(tx)?.into_iter().any(|other| other != id);
    if others { Ok(()) } else { Err(Refusal::denied("people-last-administrator")) }
}

const fn state(account: &Account, record: &StaffRecord) -> PersonState {
    match (record.suspended_at, account.email_confirmed_at) {
        (Some(_), _) => PersonState::Suspended,
        (None, None) => PersonState::Invited,
        (None, Some(_)) => PersonState::Active,
    }
}

fn person(tx: &Reader<'_>, cx: &Cx<'_>, (account, record): (Account, &StaffRecord)) -> Result<Person, Refusal> {
    let mut sessions = 0;
    for ((_, key), ()) in tx.prefix(tables::SESSIONS_OF, &account.id, Take::First(SESSIONS_COUNTED_MAX))? {
        sessions += usize::from(tx.get(tables::SESSIONS, &key)?.is_some_and(|session| session.open_at(cx.now)));
    }
    let second_factor = tx.get(tables::SECOND_FACTORS, &account.id)?.is_some_and(|factor| factor.is_set());
    let is_me = cx.actor.account() == Some(account.id);
    Ok(Person { state: state(&account, record), account, sessions, second_factor, is_me })
}

fn noted(tx: &mut Writer<'_>, cx: &Cx<'_>, (act, id): (&str, AccountId), note: &str) -> Result<(), Refusal> {
    Ok(audit(tx, cx, (act, &format!("account:{id}")), note)?)
}

/// The letter with the link; using it chooses the password and confirms the address.
fn link_leave(tx: &mut Writer<'_>, cx: &Cx<'_>, account: AccountId) -> Result<(), Refusal> {
    let token = LinkToken::mint(cx.chance);
    let link = MailedLink {
        account,
        purpose: LinkPurpose::ResetPassword,
        expires_at: cx.now + INVITE_LINK_AGE,
        used_at: None,
        sent_to: None,
    };
    tx.put(tables::MAILED_LINKS, &token.hash().to_bytes(), &link)?;
    let key = format!("invited/{account}/{}", cx.now.as_second() / 60);
    mail_leave(tx, cx, account, Letter::StaffInvited { token: token.text() }, &key)
}
