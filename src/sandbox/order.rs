//! An order and its life: pure functions of the card and the time.
//!
//! A card writes the whole future of its order at once, as changes with a time; the state now is the last change that is
//! due. So nothing is lost when the bank is killed, and no timer has to fire for an order to move on.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Pace,
    cards::{Card, Outcome},
};

/// Time a customer has on the card page (figure 8).
pub(super) const PAGE_LIFE: Duration = Duration::from_secs(30 * 60);
/// Cards a customer may try on one page (figure 8).
pub(super) const TRIES_MAX: u8 = 5;
/// Reason codes of the bank: 0 none, 462 declined by the issuer, 484 not enough money.
const REASON_DECLINED: u16 = 462;
const REASON_SHORT: u16 = 484;
/// What the card of [`Outcome::Amount`] pays too little: one tenge.
const AMOUNT_SHORT_MINOR: u64 = 100;

/// The state of an order, by the bank's own names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Status {
    /// The page was opened.
    New,
    /// The issuer is asked.
    ThreeD,
    /// The money is reserved.
    Auth,
    /// The money is taken.
    Charge,
    /// The reservation was given up.
    Cancel,
    /// The money was given back.
    Refund,
    /// Declined for good.
    Reject,
    /// One card was declined; another may do.
    Failed,
}

impl Status {
    /// The bank's own name.
    #[must_use]
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::ThreeD => "3D",
            Self::Auth => "AUTH",
            Self::Charge => "CHARGE",
            Self::Cancel => "CANCEL",
            Self::Refund => "REFUND",
            Self::Reject => "REJECT",
            Self::Failed => "FAILED",
        }
    }
}

/// What the shop asks to be paid.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Asked {
    /// The order number: 6 to 15 digits, unique in its last six.
    pub(super) invoice: String,
    /// Hundredths of tenge.
    pub(super) amount_minor: u64,
    /// ISO 4217 letters.
    pub(super) currency: String,
    /// The shop's terminal.
    pub(super) terminal: String,
    /// What it is for.
    pub(super) description: String,
    /// The bank's three letters.
    pub(super) language: String,
    /// The shop's own number of the payer.
    pub(super) account: String,
    /// Who gets the money; empty = the terminal's owner.
    pub(super) recipient: String,
    /// The shop's cabinet; empty = the terminal's.
    pub(super) cabinet: String,
    /// Where the customer goes after success.
    pub(super) back_link: String,
    /// Where the customer goes otherwise.
    pub(super) failure_back_link: String,
    /// Where a success is told.
    pub(super) post_link: String,
    /// Where a failure is told.
    pub(super) failure_post_link: String,
    /// The shop's secret, repeated in callbacks.
    pub(super) secret_hash: String,
}

/// A step in the life of an order.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Change {
    /// From when on.
    pub(super) at: Timestamp,
    /// The state.
    pub(super) status: Status,
    /// Why, by the bank's numbers; 0 = no reason.
    pub(super) reason: u16,
}

/// A message to the shop, and what it answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Callback {
    /// When to send it next; absent = no more.
    pub(super) next_at: Option<Timestamp>,
    /// Whether it tells a success.
    pub(super) paid: bool,
    /// What happened, one line for each time it was sent.
    pub(super) log: Vec<CallbackTry>,
}

/// One sending of a callback.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CallbackTry {
    /// When.
    pub(super) at: Timestamp,
    /// The status of the answer, or why there was none.
    pub(super) answer: String,
}

/// An order and its life.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Order {
    /// What was asked for.
    pub(super) asked: Asked,
    /// The unguessable part of its page's address.
    pub(super) page: String,
    /// The bank's own number of the transaction.
    pub(super) id: String,
    /// The reference on the receipt.
    pub(super) reference: String,
    /// The approval code.
    pub(super) approval: String,
    /// When the page was opened.
    pub(super) opened_at: Timestamp,
    /// Cards tried.
    pub(super) tries: u8,
    /// The masked number of the last card.
    pub(super) mask: String,
    /// What the last card does.
    pub(super) outcome: Option<Outcome>,
    /// What was taken, in hundredths of tenge.
    pub(super) taken_minor: u64,
    /// Its past and its future, in order of time.
    pub(super) changes: Vec<Change>,
    /// Until when the status service does not know it.
    pub(super) unfound_until: Option<Timestamp>,
    /// How many more questions after it break the status service.
    pub(super) breakdowns_left: u8,
    /// The messages to the shop.
    pub(super) callbacks: Vec<Callback>,
}

impl Order {
    /// The last change that is due.
    #[must_use]
    pub(super) fn now(&self, now: Timestamp) -> Change {
        let due = self.changes.iter().rfind(|change| change.at <= now);
        due.copied().unwrap_or(Change { at: self.opened_at, status: Status::New, reason: 0 })
    }

    /// When the page closes.
    #[must_use]
    pub(super) fn closes_at(&self) -> Timestamp {
        later(self.opened_at, PAGE_LIFE)
    }

    /// Whether a card may be tried: nothing is under way, time and tries are left.
    #[must_use]
    pub(super) fn is_open(&self, now: Timestamp) -> bool {
        let nothing_under_way = self.changes.last().is_none_or(|change| change.status == Status::Failed);
        nothing_under_way && self.tries < TRIES_MAX && now < self.closes_at()
    }

    /// Try a card. The caller has asked [`Self::is_open`].
    pub(super) fn play(&mut self, card: &Card, pace: &Pace, now: Timestamp) {
        self.tries = self.tries.saturating_add(1);
        self.mask.clone_from(&card.mask);
        self.outcome = Some(card.outcome);
        self.taken_minor = self.asked.amount_minor;
        let paid = if pace.two_stage { Status::Auth } else { Status::Charge };
        match card.outcome {
            Outcome::Approve | Outcome::Timeout => self.settle(paid, now, 1),
            Outcome::Lost => {
                self.settle(paid, now, 0);
                let log = vec![CallbackTry { at: now, answer: "lost on purpose".to_owned() }];
                self.callbacks.push(Callback { next_at: None, paid: true, log });
            }
            Outcome::Twice => self.settle(paid, now, 3),
            Outcome::Amount => {
                self.taken_minor = self.asked.amount_minor.saturating_sub(AMOUNT_SHORT_MINOR);
                self.settle(paid, now, 1);
            }
            Outcome::Pending => {
                self.change(Status::ThreeD, 0, now);
                self.settle(paid, later(now, pace.pending), 1);
            }
            Outcome::Never => self.change(Status::ThreeD, 0, now),
            Outcome::Late => {
                self.change(Status::New, 0, now);
                self.settle(paid, later(now, pace.late), 1);
            }
            Outcome::Broken => {
                self.breakdowns_left = 1;
                self.settle(paid, now, 1);
            }
            Outcome::Unfound => {
                self.unfound_until = Some(later(now, pace.pending));
                self.settle(paid, later(now, pace.pending), 1);
            }
            Outcome::Slow => {
                self.settle(paid, now, 0);
                self.call_back(true, later(now, pace.slow));
            }
            Outcome::Decline => {
                self.change(Status::Reject, REASON_DECLINED, now);
                self.call_back(false, now);
            }
            Outcome::Insufficient => {
                let status = if self.tries < TRIES_MAX { Status::Failed } else { Status::Reject };
                self.change(status, REASON_SHORT, now);
                self.call_back(false, now);
            }
        }
    }

    /// Take, release or give back the money, as the shop asks; refused unless the order is in the right state.
    pub(super) fn operate(
        &mut self,
        operation: &str,
        amount_minor: Option<u64>,
        now: Timestamp,
    ) -> Result<(), &'static str> {
        let amount = amount_minor.unwrap_or(self.taken_minor);
        match (operation, self.now(now).status) {
            ("charge", Status::Auth) if amount <= self.taken_minor => {
                self.taken_minor = amount;
                self.change(Status::Charge, 0, now);
            }
            ("cancel", Status::Auth) => self.change(Status::Cancel, 0, now),
            ("refund", Status::Charge) if amount == self.taken_minor => self.change(Status::Refund, 0, now),
            ("refund", Status::Charge) => return Err("the model bank gives back the whole amount only"),
            ("charge" | "cancel" | "refund", _) => return Err("the transaction is not in a state for this operation"),
            _ => return Err("no such operation"),
        }
        Ok(())
    }

    fn settle(&mut self, status: Status, at: Timestamp, callbacks: usize) {
        self.change(status, 0, at);
        for _ in 0..callbacks {
            self.call_back(true, at);
        }
    }

    fn change(&mut self, status: Status, reason: u16, at: Timestamp) {
        self.changes.push(Change { at, status, reason });
    }

    fn call_back(&mut self, paid: bool, at: Timestamp) {
        self.callbacks.push(Callback { next_at: Some(at), paid, log: Vec::new() });
    }
}

/// A time later than another; the end of time stays where it is.
#[must_use]
pub(super) fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
