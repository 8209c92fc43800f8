//! The double-entry ledger in tenge: append-only, each entry sums to zero, entry names are deterministic so a second post is a no-op.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::AttemptId;
use crate::domain::money::{Currency, Money};

/// The payee of every state fee, as figure 6 prints it.
pub const BENEFICIARY: &str = "Банк-Бенефициар «Комитет Казначейства МФ РК»";
/// Tax authority code of the payee (figure 6).
pub const TAX_AUTHORITY_CODE: &str = "620301";
/// Payment purpose code, KNP (figure 6).
pub const PURPOSE_CODE: &str = "911";
/// Budget classification code, KBK (figure 6).
pub const BUDGET_CODE: &str = "108126";

/// An account of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerAccount {
    /// Money a payment method has taken and not yet handed over.
    Clearing(String),
    /// State fees, under the treasury posting key of figure 6.
    Treasury,
    /// Commission that was part of the captured amount.
    Commission(String),
    /// Captured money that is not what was expected, or came twice: waits for a decision.
    Suspense(String),
}

/// The side of a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Debit.
    Debit,
    /// Credit.
    Credit,
}

/// One line of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// The account.
    pub account: LedgerAccount,
    /// The side.
    pub side: Side,
    /// Tiyn, more than nothing.
    pub minor: u64,
}

/// One balanced entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// Deterministic name: attempt and kind. A second post of the same name changes nothing.
    pub name: String,
    /// When it was posted.
    pub at: Timestamp,
    /// Its lines.
    pub postings: Vec<Posting>,
}

impl LedgerEntry {
    /// Whether debits equal credits.
    #[must_use]
    pub fn balanced(&self) -> bool {
        let sum = |side| self.postings.iter().filter(|p| p.side == side).map(|p| u128::from(p.minor)).sum::<u128>();
        sum(Side::Debit) == sum(Side::Credit) && !self.postings.is_empty()
    }

    /// A fee was captured: clearing of the method against the treasury, and the commission where it was included.
    #[must_use]
    pub fn fee_captured(
        at: Timestamp,
        attempt: AttemptId,
        method: &str,
        (fee, commission_included): (Money, Money),
    ) -> Self {
        let mut postings = vec![
            debit(LedgerAccount::Clearing(method.to_owned()), fee.minor.saturating_add(commission_included.minor)),
            credit(LedgerAccount::Treasury, fee.minor),
        ];
        if commission_included.minor > 0 {
            postings.push(credit(LedgerAccount::Commission(method.to_owned()), commission_included.minor));
        }
        Self { name: format!("{attempt}/fee"), at, postings }
    }

    /// Money was captured that is not (or no longer) the fee: it waits in suspense.
    #[must_use]
    pub fn suspended(at: Timestamp, attempt: AttemptId, method: &str, captured: Money) -> Option<Self> {
        // Only tenge is ever held; a capture in another currency is evidence, not a posting.
        (captured.currency == Currency::Kzt && captured.minor > 0).then(|| Self {
            name: format!("{attempt}/suspense"),
            at,
            postings: vec![
                debit(LedgerAccount::Clearing(method.to_owned()), captured.minor),
                credit(LedgerAccount::Suspense(method.to_owned()), captured.minor),
            ],
        })
    }
}

const fn debit(account: LedgerAccount, minor: u64) -> Posting {
    Posting { account, side: Side::Debit, minor }
}

const fn credit(account: LedgerAccount, minor: u64) -> Posting {
    Posting { account, side: Side::Credit, minor }
}
