//! An account: the person who signs in, how, and in which language.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    id::Id,
    lang::Lang,
    person::{EmailAddress, PersonName},
};

/// Kind mark of account identifiers.
pub enum AccountKind {}
/// Identifier of an account.
pub type AccountId = Id<AccountKind>;

/// What an account may do. Staff roles join with the back office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Applies for visas.
    Applicant,
    /// Runs the installation.
    Administrator,
}

/// One person's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its identifier.
    pub id: AccountId,
    /// The address that signs in (figure 1) and receives mail.
    pub email: EmailAddress,
    /// When the address was confirmed through a mailed link; nobody signs in before.
    pub email_confirmed_at: Option<Timestamp>,
    /// The holder's name, shown in the header (figure 8.3).
    pub name: PersonName,
    /// The language of mails.
    pub lang: Lang,
    /// Argon2id hash in PHC text form.
    pub password_hash: String,
    /// What the account may do.
    pub role: Role,
    /// When it was registered.
    pub registered_at: Timestamp,
}
