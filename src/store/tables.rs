//! Every table of the installation, in one list. A name is a contract: it changes only with a migration.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Record, Table};
use crate::domain::{
    account::{Account, AccountId},
    api_key::ApiKey,
    application::{Application, ApplicationId},
    id::Id,
    invitation::{Invitation, InvitationId},
    payment::{AttemptId, Evidence, Payment, PaymentId, ledger::LedgerEntry},
    rates::DayRate,
    session::{MailedLink, Session},
    staff::{SecondFactor, SetupLink, StaffRecord},
    visa::{Visa, VisaId},
};

/// Bytes of the hash under which a token is known.
pub type HashKey = [u8; 32];

/// Accounts.
pub const ACCOUNTS: Table<AccountId, Account> = Table::new("accounts");
/// Which account an e-mail address signs in to.
pub const ACCOUNT_BY_EMAIL: Table<String, AccountId> = Table::new("account_by_email");
/// Mailed links, under the hash of their token.
pub const MAILED_LINKS: Table<HashKey, MailedLink> = Table::new("mailed_links");
/// Signed-in browsers, under the hash of their token.
pub const SESSIONS: Table<HashKey, Session> = Table::new("sessions");
/// The sessions of an account.
pub const SESSIONS_OF: Table<(AccountId, HashKey), ()> = Table::new("sessions_of");
/// Who works for the service.
pub const STAFF: Table<AccountId, StaffRecord> = Table::new("staff");
/// That the accounts of before there was a list of staff were searched for staff.
pub const STAFF_LISTED: Table<String, ()> = Table::new("staff_listed");
/// Links that make the first administrator, under the hash of their token.
pub const SETUP_LINKS: Table<HashKey, SetupLink> = Table::new("setup_links");
/// What accounts show besides their password.
pub const SECOND_FACTORS: Table<AccountId, SecondFactor> = Table::new("second_factors");
/// Invitations.
pub const INVITATIONS: Table<InvitationId, Invitation> = Table::new("invitations");
/// Which invitation a number names.
pub const INVITATION_BY_NUMBER: Table<String, InvitationId> = Table::new("invitation_by_number");
/// Applications.
pub const APPLICATIONS: Table<ApplicationId, Application> = Table::new("applications");
/// The applications of an account.
pub const APPLICATIONS_OF: Table<(AccountId, ApplicationId), ()> = Table::new("applications_of");
/// Which application a number names.
pub const APPLICATION_BY_NUMBER: Table<String, ApplicationId> = Table::new("application_by_number");
/// Payments, each with its sessions and attempts.
pub const PAYMENTS: Table<PaymentId, Payment> = Table::new("payments");
/// Which payment a payment code names.
pub const PAYMENT_BY_CODE: Table<String, PaymentId> = Table::new("payment_by_code");
/// The payment of every attempt; keys sort by the time the attempt was opened.
pub const ATTEMPTS: Table<AttemptId, PaymentId> = Table::new("attempts");
/// Attempts whose outcome the provider may still tell.
pub const ATTEMPTS_OPEN: Table<AttemptId, PaymentId> = Table::new("attempts_open");
/// Attempts that staff must look at.
pub const ATTEMPTS_HELD: Table<AttemptId, PaymentId> = Table::new("attempts_held");
/// Captured attempts, by plugin, that no settlement file has had yet.
pub const ATTEMPTS_UNSETTLED: Table<(String, AttemptId), PaymentId> = Table::new("attempts_unsettled");
/// Which attempt a plugin's order reference names.
pub const ORDER_REFS: Table<(String, String), OrderOf> = Table::new("order_refs");
/// Evidence about attempts, in order.
pub const EVIDENCE: Table<(AttemptId, u64), Evidence> = Table::new("evidence");
/// The ledger, by entry name.
pub const LEDGER: Table<String, LedgerEntry> = Table::new("ledger");
/// The entries of the ledger by the time they were posted.
pub const LEDGER_BY_TIME: Table<(Timestamp, String), ()> = Table::new("ledger_by_time");
/// Visas.
pub const VISAS: Table<VisaId, Visa> = Table::new("visas");
/// Which visa a printed number names.
pub const VISA_BY_NUMBER: Table<String, VisaId> = Table::new("visa_by_number");
/// Which visa the verification address on a paper names, under the hash of its token.
pub const VISA_BY_TOKEN: Table<HashKey, VisaId> = Table::new("visa_by_token");
/// Which visa a seal belongs to, under the SHA-256 of its bytes.
pub const VISA_BY_SEAL: Table<HashKey, VisaId> = Table::new("visa_by_seal");
/// Visas about which one person proposed something and nobody decided yet.
pub const VISAS_PROPOSED: Table<VisaId, ()> = Table::new("visas_proposed");
/// Visas that ended before their last day, by the time they did: what a trust list names.
pub const VISAS_ENDED: Table<(Timestamp, VisaId), ()> = Table::new("visas_ended");
/// Keys of the JSON interface, under their hash.
pub const API_KEYS: Table<HashKey, ApiKey> = Table::new("api_keys");
/// Visas that wait for a key that may sign them.
pub const VISAS_UNSEALED: Table<VisaId, ()> = Table::new("visas_unsealed");
/// Exchange rates of the dollar, by day (ISO 8601).
pub const RATES: Table<String, DayRate> = Table::new("rates");

/// The attempt behind an order reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderOf {
    /// The payment.
    pub payment: PaymentId,
    /// The attempt.
    pub attempt: AttemptId,
}

macro_rules! records {
    ($($record:ty),* $(,)?) => {$(
        impl Record for $record {
            const VERSION: u16 = 1;
        }
    )*};
}
records!(StaffRecord, SetupLink, SecondFactor);
records!(Account, ApiKey, MailedLink, Session, Invitation, Application, OrderOf, Evidence, Visa, DayRate);

impl<K> Record for Id<K> {
    const VERSION: u16 = 1;
}

impl Record for Payment {
    const VERSION: u16 = 1;
    fn check(&self) -> Result<(), &'static str> {
        Self::check(self)
    }
}

impl Record for LedgerEntry {
    const VERSION: u16 = 1;
    fn check(&self) -> Result<(), &'static str> {
        if self.balanced() { Ok(()) } else { Err("debits and credits differ") }
    }
}
