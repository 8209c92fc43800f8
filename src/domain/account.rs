//! An account: the person who signs in, how, and in which language.

use std::str::FromStr;

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

/// What somebody is to the service; what each role may do is the table in [`super::permission`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Applies for visas.
    Applicant,
    /// Keeps the register of invitations.
    Registrar,
    /// Decides on applications.
    CaseOfficer,
    /// Decides as the second person.
    Chief,
    /// Looks after payments: asks banks, compares settlement files, proposes decisions and refunds.
    Cashier,
    /// Compares documents and travellers at the border.
    BorderOfficer,
    /// Runs the installation.
    Administrator,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Role {
    /// All roles, in the order of tables.
    pub const ALL: [Self; 8] = [
        Self::Applicant,
        Self::Registrar,
        Self::CaseOfficer,
        Self::Chief,
        Self::Cashier,
        Self::BorderOfficer,
        Self::Administrator,
        Self::Auditor,
    ];

    /// The role as command lines and tables write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Registrar => "registrar",
            Self::CaseOfficer => "case-officer",
            Self::Chief => "chief",
            Self::Cashier => "cashier",
            Self::BorderOfficer => "border-officer",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    /// Whether it works for the service; everybody else applies for visas.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        match self {
            Self::Applicant => false,
            Self::Registrar
            | Self::CaseOfficer
            | Self::Chief
            | Self::Cashier
            | Self::BorderOfficer
            | Self::Administrator
            | Self::Auditor => true,
        }
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.code() == text).ok_or(UnknownRole)
    }
}

/// No role is called that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("choose applicant, registrar, case-officer, chief, cashier, border-officer, administrator or auditor")]
pub struct UnknownRole;

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

/// The domain of the address that stands where one was erased; no mail can go there (RFC 2606).
const ERASED_DOMAIN: &str = "@erased.invalid";

impl Account {
    /// What stays of the account when its holder is forgotten: that there was one, for the records that name it.
    #[must_use]
    pub fn erased(self) -> Self {
        let email = format!("{}{ERASED_DOMAIN}", self.id).parse().unwrap_or(self.email);
        let name = "-".parse().map_or(self.name, |surname| PersonName { surname, given: None, patronymic: None });
        Self { email, name, email_confirmed_at: None, password_hash: String::new(), ..self }
    }

    /// Whether its holder was forgotten.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.email.as_str().ends_with(ERASED_DOMAIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_read_back_as_it_is_written_and_the_refusal_names_them_all() {
        for role in Role::ALL {
            assert_eq!(role.code().parse(), Ok(role));
            assert!(UnknownRole.to_string().contains(role.code()), "{role:?}");
            let stored = serde_json::to_string(&role).unwrap();
            assert_eq!(stored, format!("\"{}\"", role.code().replace('-', "_")));
        }
        assert_eq!("Cashier".parse::<Role>(), Err(UnknownRole));
    }

    #[test]
    fn an_account_stored_before_there_were_staff_roles_is_read() {
        let stored = r#"{"id":"00000000000000000000000000","email":"test@mail.ru","email_confirmed_at":null,
            "name":{"surname":"inostr","given":"inostr","patronymic":null},"lang":"en","password_hash":"$argon2id$",
            "role":"applicant","registered_at":"2026-11-23T00:00:00Z"}"#;
        assert_eq!(serde_json::from_str::<Account>(stored).unwrap().role, Role::Applicant);
    }
}
