//! The double-entry ledger in tenge: append-only, each entry sums to zero, entry names are deterministic so a second post is a no-op.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AttemptId, books::Books};
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
    /// Money that the payer's bank has taken back, by method: whose loss it is must be decided.
    Disputed(String),
    /// Money that a method has handed over, as its settlement file says.
    Bank,
}

impl fmt::Display for LedgerAccount {
    /// The account as the books print it; the Treasury's carries its posting key (figure 6).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clearing(method) => write!(f, "clearing:{method}"),
            Self::Treasury => write!(f, "treasury:{TAX_AUTHORITY_CODE}/{PURPOSE_CODE}/{BUDGET_CODE}"),
            Self::Commission(method) => write!(f, "commission:{method}"),
            Self::Suspense(method) => write!(f, "suspense:{method}"),
            Self::Disputed(method) => write!(f, "disputed:{method}"),
            Self::Bank => f.write_str("bank"),
        }
    }
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
        let (from, to) = (LedgerAccount::Clearing(method.to_owned()), LedgerAccount::Suspense(method.to_owned()));
        (captured.currency == Currency::Kzt)
            .then(|| moved(format!("{attempt}/suspense"), at, (from, to), captured))
            .flatten()
    }

    /// The provider corrected what it had told: what was suspended never came. `suspended` is what it had told.
    #[must_use]
    pub fn suspense_void(at: Timestamp, attempt: AttemptId, method: &str, suspended: Money) -> Option<Self> {
        let (from, to) = (LedgerAccount::Suspense(method.to_owned()), LedgerAccount::Clearing(method.to_owned()));
        moved(format!("{attempt}/suspense-void"), at, (from, to), suspended)
    }

    /// Two people found that suspended money is the fee: it moves to the Treasury; what is more stays suspended.
    #[must_use]
    pub fn fee_from_suspense(
        at: Timestamp,
        attempt: AttemptId,
        method: &str,
        (fee, commission_included): (Money, Money),
    ) -> Self {
        let mut entry = Self::fee_captured(at, attempt, method, (fee, commission_included));
        entry.postings[0].account = LedgerAccount::Suspense(method.to_owned());
        entry
    }

    /// Money was given back: off suspense first, then off the Treasury, then off the commission. `held` is what the attempt's own entries
    /// hold; `None` where they hold less than the amount. `reference` names the refund or the decision.
    #[must_use]
    pub fn given_back(
        at: Timestamp,
        (attempt, reference): (AttemptId, &str),
        method: &str,
        (amount, held): (Money, &Books),
    ) -> Option<Self> {
        let mut left = amount.minor;
        let mut postings = Vec::new();
        for account in [
            LedgerAccount::Suspense(method.to_owned()),
            LedgerAccount::Treasury,
            LedgerAccount::Commission(method.to_owned()),
        ] {
            let part = left.min(held.held(&account).minor);
            left -= part;
            postings.extend((part > 0).then(|| debit(account, part)));
        }
        postings.push(credit(LedgerAccount::Clearing(method.to_owned()), amount.minor));
        (left == 0 && amount.minor > 0).then(|| Self { name: format!("{attempt}/back/{reference}"), at, postings })
    }

    /// The payer's bank took back what was left of an attempt's money.
    #[must_use]
    pub fn disputed(at: Timestamp, attempt: AttemptId, method: &str, left: Money) -> Option<Self> {
        let (from, to) = (LedgerAccount::Disputed(method.to_owned()), LedgerAccount::Clearing(method.to_owned()));
        moved(format!("{attempt}/disputed"), at, (from, to), left)
    }

    /// The method handed money over, as a line of its settlement file says. `line` names it.
    #[must_use]
    pub fn handed_over(at: Timestamp, (attempt, line): (AttemptId, &str), method: &str, amount: Money) -> Option<Self> {
        let (from, to) = (LedgerAccount::Bank, LedgerAccount::Clearing(method.to_owned()));
        moved(format!("{attempt}/file/{line}"), at, (from, to), amount)
    }

    /// The method kept back what it had given to the payer, as a line of its settlement file says.
    #[must_use]
    pub fn kept_back(at: Timestamp, (attempt, line): (AttemptId, &str), method: &str, amount: Money) -> Option<Self> {
        let (from, to) = (LedgerAccount::Clearing(method.to_owned()), LedgerAccount::Bank);
        moved(format!("{attempt}/file/{line}"), at, (from, to), amount)
    }
}

/// One amount, debited to the first account and credited to the second; nothing is no entry.
fn moved(
    name: String,
    at: Timestamp,
    (to, from): (LedgerAccount, LedgerAccount),
    amount: Money,
) -> Option<LedgerEntry> {
    let postings = vec![debit(to, amount.minor), credit(from, amount.minor)];
    (amount.minor > 0).then_some(LedgerEntry { name, at, postings })
}

const fn debit(account: LedgerAccount, minor: u64) -> Posting {
    Posting { account, side: Side::Debit, minor }
}

const fn credit(account: LedgerAccount, minor: u64) -> Posting {
    Posting { account, side: Side::Credit, minor }
}
