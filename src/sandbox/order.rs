//! An order and its life: pure functions of what pays it and of the time.
//!
//! A payment writes the whole future of its order at once, as changes with a time; the state now is the last change that is
//! due. So nothing is lost when the bank is killed, and no timer has to fire for an order to move on. The words here are the
//! bank's own; each protocol has its names for them.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Pace,
    chance::{self, Faults, Occasion, within},
    outcome::Outcome,
};

/// Time a customer has on the card page (figure 8).
pub(super) const PAGE_LIFE: Duration = Duration::from_secs(30 * 60);
/// Cards a customer may try on one page (figure 8).
pub(super) const TRIES_MAX: u8 = 5;
/// What [`Outcome::Amount`] pays too little: one tenge.
const AMOUNT_SHORT_MINOR: u64 = 100;

/// A protocol of the bank. Order numbers are unique within one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Cards, Halyk ePay 2.
    #[default]
    Halyk,
    /// Cards, the signed XML of KKB.
    Kkb,
    /// The e-wallet.
    Wallet,
    /// Balances of telephones.
    Mobile,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Halyk, Self::Kkb, Self::Wallet, Self::Mobile];

    /// Its name in addresses and answers of the control service.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Halyk => "halyk",
            Self::Kkb => "kkb",
            Self::Wallet => "wallet",
            Self::Mobile => "mobile",
        }
    }

    /// Whether a card is typed on a page of the bank.
    #[must_use]
    pub(super) const fn has_page(self) -> bool {
        match self {
            Self::Halyk | Self::Kkb => true,
            Self::Wallet | Self::Mobile => false,
        }
    }
}

/// The state of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    /// It is there, and nothing was paid.
    New,
    /// Somebody else is asked; it may take long.
    Working,
    /// The money is reserved.
    Reserved,
    /// The money is taken.
    Taken,
    /// The reservation was given up.
    Released,
    /// All the money was given back.
    GivenBack,
    /// The payer's own bank took the money back.
    ChargedBack,
    /// Declined for good.
    Declined,
    /// One card was declined; another may do.
    TryDeclined,
    /// Cancelled or expired before anything was paid.
    Ended,
}

impl Status {
    /// Its name in the control service.
    #[must_use]
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Working => "working",
            Self::Reserved => "reserved",
            Self::Taken => "taken",
            Self::Released => "released",
            Self::GivenBack => "given_back",
            Self::ChargedBack => "charged_back",
            Self::Declined => "declined",
            Self::TryDeclined => "try_declined",
            Self::Ended => "ended",
        }
    }
}

/// Why a payment was declined.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reason {
    /// It was not.
    #[default]
    None,
    /// The issuer said no.
    Refused,
    /// Not enough money.
    Short,
    /// The code that proves the payer was wrong.
    Code,
}

/// What the shop asks to be paid.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Asked {
    /// The protocol it came by.
    pub(super) family: Family,
    /// The order number.
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
    /// After when it cannot be paid any more, where the shop says so.
    pub(super) expires_at: Option<Timestamp>,
}

impl Asked {
    /// The name of the order in the book: order numbers of two protocols may be the same.
    #[must_use]
    pub(super) fn key(&self) -> String {
        format!("{}-{}", self.family.name(), self.invoice)
    }
}

/// A step in the life of an order.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Change {
    /// From when on.
    pub(super) at: Timestamp,
    /// The state.
    pub(super) status: Status,
    /// Why.
    pub(super) reason: Reason,
}

/// A message to the shop, and what it answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Callback {
    /// When to send it next; absent = no more.
    pub(super) next_at: Option<Timestamp>,
    /// What it tells.
    pub(super) tells: Status,
    /// What happened, one line for each time it was sent.
    pub(super) log: Vec<CallbackTry>,
}

impl Callback {
    /// Whether it tells a success.
    #[must_use]
    pub(super) fn is_success(&self) -> bool {
        matches!(self.tells, Status::Reserved | Status::Taken)
    }
}

/// One sending of a callback.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CallbackTry {
    /// When.
    pub(super) at: Timestamp,
    /// The status of the answer, or why there was none.
    pub(super) answer: String,
}

/// What pays: all that the bank keeps of a card, a wallet or a telephone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Instrument {
    /// What a payment with it comes to.
    pub(super) outcome: Outcome,
    /// Its number with the middle left out.
    pub(super) mask: String,
}

/// Under what an order moves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Conditions {
    /// How long troubles last.
    pub(super) pace: Pace,
    /// How often they come unasked.
    pub(super) faults: Faults,
    /// Where chance comes from.
    pub(super) seed: u64,
    /// When it is.
    pub(super) now: Timestamp,
}

/// An order and its life.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Order {
    /// What was asked for.
    pub(super) asked: Asked,
    /// Its place among all orders of the bank, from 1.
    pub(super) serial: u64,
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
    /// The masked number of the last card, the wallet or the telephone.
    pub(super) mask: String,
    /// What the last card does.
    pub(super) outcome: Option<Outcome>,
    /// What was taken, in hundredths of tenge.
    pub(super) taken_minor: u64,
    /// What was given back of it.
    pub(super) given_back_minor: u64,
    /// What was given back, by the shop's name of each refund where it has one, and when.
    pub(super) refunds: BTreeMap<String, (u64, Timestamp)>,
    /// Its past and its future, in order of time.
    pub(super) changes: Vec<Change>,
    /// Until when the status service does not know it.
    pub(super) unfound_until: Option<Timestamp>,
    /// How many more questions after it break the service.
    pub(super) breakdowns_left: u8,
    /// The messages to the shop.
    pub(super) callbacks: Vec<Callback>,
}

impl Order {
    /// The last change that is due. What was not paid in time has ended, where the protocol has a deadline.
    #[must_use]
    pub(super) fn now(&self, now: Timestamp) -> Change {
        let due = self.changes.iter().rfind(|change| change.at <= now).copied();
        let change = due.unwrap_or(Change { at: self.opened_at, status: Status::New, reason: Reason::None });
        let over = self.asked.expires_at.filter(|end| *end <= now && self.changes.is_empty());
        over.map_or(change, |at| Change { at, status: Status::Ended, reason: Reason::None })
    }

    /// Whether the status service knows it.
    #[must_use]
    pub(super) fn is_found(&self, now: Timestamp) -> bool {
        self.unfound_until.is_none_or(|until| until <= now)
    }

    /// When the page closes.
    #[must_use]
    pub(super) fn closes_at(&self) -> Timestamp {
        self.asked.expires_at.unwrap_or_else(|| later(self.opened_at, PAGE_LIFE))
    }

    /// Whether it may be paid: nothing is under way, time and tries are left.
    #[must_use]
    pub(super) fn is_open(&self, now: Timestamp) -> bool {
        let nothing_under_way = self.changes.last().is_none_or(|change| change.status == Status::TryDeclined);
        nothing_under_way && self.tries < TRIES_MAX && now < self.closes_at()
    }

    /// Try to pay. The caller has asked [`Self::is_open`].
    pub(super) fn play(&mut self, instrument: &Instrument, conditions: &Conditions) {
        let Conditions { pace, now, .. } = *conditions;
        self.tries = self.tries.saturating_add(1);
        self.mask.clone_from(&instrument.mask);
        self.outcome = Some(instrument.outcome);
        self.taken_minor = self.asked.amount_minor;
        let paid = self.paid_status(&pace);
        match instrument.outcome {
            Outcome::Approve | Outcome::Timeout => self.settle(paid, now, conditions),
            Outcome::Lost => {
                self.change(paid, Reason::None, now);
                self.call_back_lost(paid, now);
            }
            Outcome::Twice => {
                self.change(paid, Reason::None, now);
                (0..3).for_each(|_| self.call_back_at(paid, now));
            }
            Outcome::Amount => {
                self.taken_minor = self.asked.amount_minor.saturating_sub(AMOUNT_SHORT_MINOR);
                self.settle(paid, now, conditions);
            }
            Outcome::Pending => {
                self.change(Status::Working, Reason::None, now);
                self.settle(paid, later(now, pace.pending), conditions);
            }
            Outcome::Never => self.change(Status::Working, Reason::None, now),
            Outcome::Late => {
                self.change(Status::New, Reason::None, now);
                self.settle(paid, later(now, pace.late), conditions);
            }
            Outcome::Broken => {
                // Where a program pays, the very answer to paying breaks first.
                self.breakdowns_left = if self.asked.family.has_page() { 1 } else { 2 };
                self.settle(paid, now, conditions);
            }
            Outcome::Unfound => {
                self.unfound_until = Some(later(now, pace.pending));
                self.change(Status::Working, Reason::None, now);
                self.settle(paid, later(now, pace.pending), conditions);
            }
            Outcome::Slow => {
                self.change(paid, Reason::None, now);
                self.call_back_at(paid, later(now, pace.slow));
            }
            Outcome::Chargeback => {
                self.settle(paid, now, conditions);
                self.change(Status::ChargedBack, Reason::None, later(now, pace.late));
            }
            Outcome::Decline => self.decline(Status::Declined, Reason::Refused, conditions),
            Outcome::Insufficient => self.decline(self.try_declined(), Reason::Short, conditions),
            Outcome::Code => self.decline(self.try_declined(), Reason::Code, conditions),
        }
    }

    /// Take money that is reserved: all of it, or less.
    pub(super) fn take(&mut self, amount_minor: Option<u64>, now: Timestamp) -> Result<(), &'static str> {
        let amount = amount_minor.unwrap_or(self.taken_minor);
        if self.now(now).status != Status::Reserved {
            return Err("the transaction is not in a state for this operation");
        }
        if amount == 0 || self.taken_minor < amount {
            return Err("more, or less, than is reserved");
        }
        self.taken_minor = amount;
        self.change(Status::Taken, Reason::None, now);
        Ok(())
    }

    /// Let reserved money go.
    pub(super) fn release(&mut self, now: Timestamp) -> Result<(), &'static str> {
        if self.now(now).status != Status::Reserved {
            return Err("the transaction is not in a state for this operation");
        }
        self.change(Status::Released, Reason::None, now);
        Ok(())
    }

    /// Give taken money back, once for each name; what is left of it is returned.
    pub(super) fn give_back(&mut self, amount_minor: u64, name: &str, now: Timestamp) -> Result<u64, &'static str> {
        let left = self.taken_minor.saturating_sub(self.given_back_minor);
        match self.refunds.get(name) {
            Some((known, _)) if *known == amount_minor => return Ok(left),
            Some(_) => return Err("the refund is known with another amount"),
            None => {}
        }
        if self.now(now).status != Status::Taken {
            return Err("the transaction is not in a state for this operation");
        }
        if amount_minor == 0 || left < amount_minor {
            return Err("more, or less, than can be given back");
        }
        self.refunds.insert(name.to_owned(), (amount_minor, now));
        self.given_back_minor = self.given_back_minor.saturating_add(amount_minor);
        if amount_minor == left {
            self.change(Status::GivenBack, Reason::None, now);
        }
        Ok(left - amount_minor)
    }

    /// End an order that nobody paid.
    pub(super) fn end(&mut self, now: Timestamp) -> Result<(), &'static str> {
        if !self.is_open(now) {
            return Err("a payment of this order is under way or over");
        }
        self.change(Status::Ended, Reason::None, now);
        Ok(())
    }

    /// The payer's bank takes the money back.
    pub(super) fn charge_back(&mut self, now: Timestamp) -> Result<(), &'static str> {
        if self.now(now).status != Status::Taken {
            return Err("only taken money is charged back");
        }
        self.change(Status::ChargedBack, Reason::None, now);
        Ok(())
    }

    /// What is still to come, comes now; what would never come, comes too.
    pub(super) fn hurry(&mut self, conditions: &Conditions) -> Result<(), &'static str> {
        let now = conditions.now;
        if !self.changes.iter().any(|change| now < change.at) && self.now(now).status != Status::Working {
            return Err("nothing of this order is still to come");
        }
        self.changes.iter_mut().for_each(|change| change.at = change.at.min(now));
        self.unfound_until = None;
        if self.now(now).status == Status::Working {
            self.settle(self.paid_status(&conditions.pace), now, conditions);
        }
        Ok(())
    }

    /// Send what is planned now, and where nothing is, tell the state once more.
    pub(super) fn call_back_now(&mut self, now: Timestamp) {
        let mut planned = self.callbacks.iter_mut().filter(|callback| callback.next_at.is_some()).peekable();
        if planned.peek().is_none() {
            return self.call_back_at(self.now(now).status, now);
        }
        planned.for_each(|callback| callback.next_at = Some(now));
    }

    /// Tell the shop, unless chance has it otherwise.
    pub(super) fn call_back(&mut self, tells: Status, at: Timestamp, conditions: &Conditions) {
        let Conditions { pace, faults, seed, .. } = *conditions;
        let nth = u64::try_from(self.callbacks.len()).unwrap_or_default();
        let roll = |occasion| chance::roll(seed, occasion, (self.serial, nth));
        if within(roll(Occasion::CallbackLost), faults.callback_lost_permille) {
            return self.call_back_lost(tells, at);
        }
        let wait = if within(roll(Occasion::CallbackLate), faults.callback_late_permille) {
            pace.late
        } else {
            chance::delay(roll(Occasion::CallbackDelay), faults.callback_delay_ms_max)
        };
        let doubled = within(roll(Occasion::CallbackDoubled), faults.callback_doubled_permille);
        self.call_back_at(tells, later(at, wait));
        if doubled {
            self.call_back_at(tells, later(at, wait + pace.slow));
        }
    }

    /// What a payment that succeeds comes to: KKB reserves, and takes when it is told to.
    fn paid_status(&self, pace: &Pace) -> Status {
        let reserves = match self.asked.family {
            Family::Halyk => pace.two_stage,
            Family::Kkb => true,
            Family::Wallet | Family::Mobile => false,
        };
        if reserves { Status::Reserved } else { Status::Taken }
    }

    /// What a refused card comes to: another may do, while tries are left. A wallet or a telephone has no other.
    fn try_declined(&self) -> Status {
        let again = self.asked.family.has_page() && self.tries < TRIES_MAX;
        if again { Status::TryDeclined } else { Status::Declined }
    }

    fn decline(&mut self, status: Status, reason: Reason, conditions: &Conditions) {
        self.change(status, reason, conditions.now);
        self.call_back(status, conditions.now, conditions);
    }

    fn settle(&mut self, status: Status, at: Timestamp, conditions: &Conditions) {
        self.change(status, Reason::None, at);
        self.call_back(status, at, conditions);
    }

    fn change(&mut self, status: Status, reason: Reason, at: Timestamp) {
        let place = self.changes.partition_point(|change| change.at <= at);
        self.changes.insert(place, Change { at, status, reason });
    }

    fn call_back_at(&mut self, tells: Status, at: Timestamp) {
        self.callbacks.push(Callback { next_at: Some(at), tells, log: Vec::new() });
    }

    fn call_back_lost(&mut self, tells: Status, at: Timestamp) {
        let log = vec![CallbackTry { at, answer: "lost on purpose".to_owned() }];
        self.callbacks.push(Callback { next_at: None, tells, log });
    }
}

/// A time later than another; the end of time stays where it is.
#[must_use]
pub(super) fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
