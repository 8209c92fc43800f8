//! What comes of a payment, so that every trouble can be had on purpose: the last two digits of a card, a wallet or a
//! telephone decide.

use serde::{Deserialize, Serialize};

use super::cards;
use crate::domain::lang::InFour;

/// Wallets and telephones that end with these digits belong to nobody.
pub(super) const NOBODY: &str = "99";

/// What comes of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Paid at once.
    Approve,
    /// Declined for good.
    Decline,
    /// Not enough money: the page stays, another card may do.
    Insufficient,
    /// Pending for a while, then paid.
    Pending,
    /// Pending for ever.
    Never,
    /// Paid, but the customer's page gets no answer.
    Timeout,
    /// Paid, but the callback is lost.
    Lost,
    /// Paid, and the callback comes three times.
    Twice,
    /// Paid, but not the amount that was asked for.
    Amount,
    /// Not paid, and long after it paid.
    Late,
    /// Paid, but the status service breaks down once.
    Broken,
    /// Paid, but unknown to the status service for a while.
    Unfound,
    /// The code that proves the payer is wrong, whatever was typed.
    Code,
    /// Paid, and charged back later.
    Chargeback,
    /// Paid, but everything takes its time.
    Slow,
}

impl Outcome {
    /// All outcomes, in the order of their digits.
    pub const ALL: [Self; 15] = [
        Self::Approve,
        Self::Decline,
        Self::Insufficient,
        Self::Pending,
        Self::Never,
        Self::Timeout,
        Self::Lost,
        Self::Twice,
        Self::Amount,
        Self::Late,
        Self::Broken,
        Self::Unfound,
        Self::Code,
        Self::Chargeback,
        Self::Slow,
    ];

    /// The last two digits of its cards, wallets and telephones.
    #[must_use]
    pub const fn digits(self) -> &'static str {
        match self {
            Self::Approve => "00",
            Self::Decline => "01",
            Self::Insufficient => "02",
            Self::Pending => "03",
            Self::Never => "04",
            Self::Timeout => "05",
            Self::Lost => "06",
            Self::Twice => "07",
            Self::Amount => "08",
            Self::Late => "09",
            Self::Broken => "10",
            Self::Unfound => "11",
            Self::Code => "12",
            Self::Chargeback => "13",
            Self::Slow => "20",
        }
    }

    /// Its name in the control service.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::Insufficient => "insufficient",
            Self::Pending => "pending",
            Self::Never => "never",
            Self::Timeout => "timeout",
            Self::Lost => "lost",
            Self::Twice => "twice",
            Self::Amount => "amount",
            Self::Late => "late",
            Self::Broken => "broken",
            Self::Unfound => "unfound",
            Self::Code => "code",
            Self::Chargeback => "chargeback",
            Self::Slow => "slow",
        }
    }

    /// The outcome of this name, or of these two digits.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == text || outcome.digits() == text)
    }

    /// The outcome of a wallet or a telephone: that of its last two digits, and paid at once where they say nothing, so that
    /// the manual's own number (figure 9) pays.
    #[must_use]
    pub fn of_number(number: &str) -> Self {
        number.get(number.len().saturating_sub(2)..).and_then(Self::named).unwrap_or(Self::Approve)
    }

    /// One card number with this outcome: the digit before the last two makes the check sum right.
    #[must_use]
    pub fn card(self) -> String {
        cards::card_of(self, cards::CARD_DIGITS)
    }

    /// One wallet number with this outcome.
    #[must_use]
    pub fn wallet(self) -> String {
        format!("770000000{}", self.digits())
    }

    /// One telephone with this outcome, of the operator with this prefix: `701` activ/Kcell, `705` Beeline.
    #[must_use]
    pub fn phone(self, prefix: &str) -> String {
        format!("7{prefix}00000{}", self.digits())
    }

    /// What it does, in one sentence for the list of test cards.
    #[must_use]
    pub const fn told(self) -> InFour<&'static str> {
        use super::words as w;
        match self {
            Self::Approve => w::CARD_APPROVE,
            Self::Decline => w::CARD_DECLINE,
            Self::Insufficient => w::CARD_INSUFFICIENT,
            Self::Pending => w::CARD_PENDING,
            Self::Never => w::CARD_NEVER,
            Self::Timeout => w::CARD_TIMEOUT,
            Self::Lost => w::CARD_LOST,
            Self::Twice => w::CARD_TWICE,
            Self::Amount => w::CARD_AMOUNT,
            Self::Late => w::CARD_LATE,
            Self::Broken => w::CARD_BROKEN,
            Self::Unfound => w::CARD_UNFOUND,
            Self::Code => w::CARD_CODE,
            Self::Chargeback => w::CARD_CHARGEBACK,
            Self::Slow => w::CARD_SLOW,
        }
    }
}
