//! What staff may decide about an attempt that the rules cannot decide: proposed by one person with a reason and evidence, approved by another.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Attempt,
    table::{self, AttemptEvent},
};
use crate::domain::account::AccountId;

/// The longest reason, and the longest note of evidence, in characters: a paragraph.
pub const WORDS_CHARS_MAX: usize = 1_000;

/// What is decided: each corrects our record to match the provider's, or says that a hold was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The provider's papers show the money: it is paid.
    Paid,
    /// The provider's papers show that nothing was taken: the attempt is over.
    NotPaid,
    /// The provider's papers show that all of it was given back, without a refund of ours.
    Returned,
    /// The refund under way was made.
    RefundDone,
    /// The refund under way was not made, and will not be.
    RefundNotDone,
    /// The payer's bank took the money back.
    ChargedBack,
    /// Looked at: the holds are lifted, nothing else changes.
    Reviewed,
}

impl Decision {
    /// All decisions, for pages and tests.
    pub const ALL: [Self; 7] = [
        Self::Paid,
        Self::NotPaid,
        Self::Returned,
        Self::RefundDone,
        Self::RefundNotDone,
        Self::ChargedBack,
        Self::Reviewed,
    ];

    /// The step of the attempt's life; `None` where it is a step of its refund.
    #[must_use]
    pub const fn event(self) -> Option<AttemptEvent> {
        match self {
            Self::Paid => Some(AttemptEvent::DecidedPaid),
            Self::NotPaid => Some(AttemptEvent::DecidedNotPaid),
            Self::Returned => Some(AttemptEvent::DecidedReturned),
            Self::ChargedBack => Some(AttemptEvent::DecidedChargedBack),
            Self::Reviewed => Some(AttemptEvent::DecidedReviewed),
            Self::RefundDone | Self::RefundNotDone => None,
        }
    }

    /// Its name in forms and addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::NotPaid => "not_paid",
            Self::Returned => "returned",
            Self::RefundDone => "refund_done",
            Self::RefundNotDone => "refund_not_done",
            Self::ChargedBack => "charged_back",
            Self::Reviewed => "reviewed",
        }
    }
}

impl Attempt {
    /// Whether the life of the attempt, as it stands, has a place for a decision.
    #[must_use]
    pub fn admits(&self, decision: Decision) -> bool {
        let has_step = match decision.event() {
            Some(event) => table::find(self.state, self.exposed, event).is_some(),
            None => self.refund_under_way().is_some(),
        };
        has_step && (decision != Decision::Reviewed || !self.holds.is_empty())
    }
}

/// A decision that waits for the second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What is to be decided.
    pub decision: Decision,
    /// Why, in the words of whoever proposes it.
    pub reason: String,
    /// What shows it: the line of a statement, the number of a letter of the bank.
    pub evidence: String,
    /// Who proposes it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}
