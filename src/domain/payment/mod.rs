//! A payment: one state fee of one application, its sessions, its attempts and what is known about each.
//!
//! The payment's own state is never stored: it is derived from the attempts (see [`Payment::state`]). Messages of payment plugins are
//! plain data of the SDK crate and are kept as they are.

pub mod books;
pub mod decide;
pub mod decision;
mod fault;
pub mod ledger;
pub mod refund;
pub mod schedule;
pub mod settlement;
pub mod table;

use std::collections::BTreeSet;

use evisa_plugin_sdk::proto;
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub use self::{
    decision::{Decision, Proposal},
    fault::TurnFault,
    refund::{Refund, RefundId, RefundState},
    table::{AttemptEvent, AttemptState, Hold},
};
use super::{
    account::AccountId,
    application::ApplicationId,
    id::Id,
    money::{Money, MoneyError, Rate},
    payment_code::PaymentCode,
    person::PersonName,
};

/// Kind mark of payment identifiers.
pub enum PaymentKind {}
/// Identifier of a payment.
pub type PaymentId = Id<PaymentKind>;
/// Kind mark of attempt identifiers.
pub enum AttemptKind {}
/// Identifier of an attempt.
pub type AttemptId = Id<AttemptKind>;

/// How long a session lasts ("30 minutes or 5 attempts", figure 8).
pub const SESSION_AGE: SignedDuration = SignedDuration::from_mins(30);
/// Attempts of one session ("30 minutes or 5 attempts", figure 8).
pub const SESSION_ATTEMPTS_MAX: usize = 5;
/// Sessions of one payment: a fresh quote each; more would only feed a robot.
pub const SESSIONS_MAX: usize = 50;

/// The fee in both currencies, frozen for one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The state fee in dollars (figure 3).
    pub fee: Money,
    /// Tenge for a dollar.
    pub rate: Rate,
    /// The day the rate is of.
    pub rate_date: Date,
    /// Who set the rate.
    pub rate_source: String,
    /// The fee in tenge: what is paid, without commission (figure 7).
    pub tenge: Money,
}

impl Quote {
    /// Freeze a fee at a rate.
    pub fn freeze(fee: Money, rate: Rate, rate_date: Date, rate_source: &str) -> Result<Self, MoneyError> {
        Ok(Self { fee, rate, rate_date, rate_source: rate_source.to_owned(), tenge: rate.convert(fee)? })
    }
}

/// Thirty minutes, five attempts, one quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaySession {
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When its thirty minutes are over.
    pub expires_at: Timestamp,
    /// The frozen fee.
    pub quote: Quote,
}

/// What the person is asked to do now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum CustomerStep {
    /// Go to the provider's page.
    Redirect(proto::Redirect),
    /// Fill a form of ours.
    Collect(proto::Collect),
}

/// What we are waiting for on behalf of an attempt: at most one thing at a time (single flight).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flight {
    /// Nothing.
    None,
    /// The plugin's next step.
    Plugin,
    /// The provider's answer to a question.
    Question,
    /// The provider's answer to a request that moves money.
    Mutation,
}

/// What the present chain of questions and requests is for: it decides what a request that changes something may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errand {
    /// To take the fee.
    #[default]
    Pay,
    /// To find out how it stands; nothing may be changed by it.
    Query,
    /// To call the payment off.
    Cancel,
    /// To take reserved money.
    Capture,
    /// To give money back.
    Refund,
    /// To find out what became of giving it back.
    QueryRefund,
}

/// How far calling off at the provider has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallingOff {
    /// Nobody wants it.
    #[default]
    No,
    /// As soon as the provider says that nothing was taken.
    Wanted,
    /// The plugin was asked to; once.
    Asked,
}

/// One try to pay with one method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its identifier.
    pub id: AttemptId,
    /// Which session it belongs to, from 0.
    pub session: usize,
    /// The plugin that offers the method.
    pub plugin: String,
    /// The method.
    pub method: String,
    /// The reference the provider knows it by: made in the plugin's declared format and stored before first use.
    pub order_ref: String,
    /// The fee in tenge.
    pub fee: Money,
    /// The method's commission.
    pub commission: Money,
    /// Whether the commission is part of what the provider captures from us (wallet: yes; cards: the bank adds it, figure 7).
    pub commission_included: bool,
    /// The terminal that must take the money, where the configuration names one.
    pub terminal: Option<String>,
    /// Where it stands.
    pub state: AttemptState,
    /// Whether money may move; goes back to false only when it is certain that nothing left us.
    pub exposed: bool,
    /// Whether the request in flight is all that makes it exposed.
    #[serde(default)]
    pub exposed_by_flight: bool,
    /// Review flags beside the state.
    pub holds: BTreeSet<Hold>,
    /// The plugin's continuation, opaque to us.
    pub plugin_state: serde_json::Value,
    /// Counts what was asked of plugin and provider; an answer to an earlier turn is ignored.
    pub turn: u32,
    /// What we wait for.
    pub flight: Flight,
    /// Requests sent since the plugin was last asked something new.
    pub requests: u32,
    /// A question is wanted as soon as the flight has landed.
    pub query_wanted: bool,
    /// Questions asked so far.
    pub queries: u32,
    /// When the last question was asked.
    pub queried_at: Option<Timestamp>,
    /// When to come back to it; any other wake-up is stale.
    #[serde(default)]
    pub wake_at: Option<Timestamp>,
    /// What the person is asked to do.
    pub step: Option<CustomerStep>,
    /// Since when.
    #[serde(default)]
    pub asked_at: Option<Timestamp>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When the customer's time is over.
    pub expires_at: Timestamp,
    /// How long after the deadline the provider may still report a payment.
    pub grace: SignedDuration,
    /// The one-time mark of the form that opened it: the same form twice is the same attempt.
    pub nonce: String,
    /// The last decline, for the customer.
    pub decline: Option<proto::Decline>,
    /// The provider's receipt, once paid.
    pub proof: Option<Proof>,
    /// What the plugin can do beyond taking the fee, as it declared when the attempt was opened.
    #[serde(default)]
    pub caps: proto::Capabilities,
    /// What the present chain of questions and requests is for.
    #[serde(default)]
    pub errand: Errand,
    /// How far calling off has come.
    #[serde(default)]
    pub calling_off: CallingOff,
    /// When a request that takes reserved money last left: a second one needs a question that was asked well after it.
    #[serde(default)]
    pub capture_sent_at: Option<Timestamp>,
    /// What the provider has taken, once we know.
    #[serde(default)]
    pub captured: Option<Money>,
    /// What one transaction took, where the provider's file shows that several did: a refund gives one of them back.
    #[serde(default)]
    pub one_capture: Option<Money>,
    /// What is given back, oldest first.
    #[serde(default)]
    pub refunds: Vec<Refund>,
    /// What one person of the staff proposes and another has not decided yet.
    #[serde(default)]
    pub proposal: Option<Proposal>,
}

impl Attempt {
    /// Whether staff must look at it: a hold, a proposal, or a refund that is not over.
    #[must_use]
    pub fn needs_staff(&self) -> bool {
        let refunding = self.refunds.iter().any(|one| one.state.open() || one.state == RefundState::Proposed);
        !self.holds.is_empty() || self.proposal.is_some() || refunding
    }

    /// Whether the provider may still tell how it ends.
    #[must_use]
    pub const fn outcome_open(&self) -> bool {
        self.state.live() && self.exposed
    }
}

/// What the provider says about a captured payment; printed on the receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// When we learned of it.
    pub seen_at: Timestamp,
    /// When the provider says it happened.
    pub occurred_at: Option<Timestamp>,
    /// The provider's reference.
    pub provider_ref: Option<String>,
    /// The approval code.
    pub approval: Option<String>,
    /// The instrument with all but a few digits hidden.
    pub masked_instrument: Option<String>,
}

impl Attempt {
    /// What the provider must have captured: the fee, and the commission where it is part of the amount.
    pub fn expected(&self) -> Result<Money, MoneyError> {
        if self.commission_included { self.fee.plus(self.commission) } else { Ok(self.fee) }
    }
}

impl Attempt {
    /// When another one-time code may be asked for; nothing when none is offered.
    #[must_use]
    pub fn resend_at(&self) -> Option<Timestamp> {
        let Some(CustomerStep::Collect(form)) = &self.step else { return None };
        let resend = form.resend.filter(|resend| resend.allowed)?;
        Some(self.asked_at.unwrap_or(self.opened_at) + SignedDuration::from_secs(i64::from(resend.after_s)))
    }

    /// When the provider stops waiting for the form that is shown, or the session is over, whichever comes first.
    #[must_use]
    pub fn form_ends_at(&self) -> Timestamp {
        let Some(CustomerStep::Collect(form)) = &self.step else { return self.expires_at };
        let asked_at = self.asked_at.unwrap_or(self.opened_at);
        self.expires_at.min(asked_at + SignedDuration::from_secs(i64::from(form.expires_s)))
    }
}

/// The payment of one application's fee.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Payment {
    /// Its identifier.
    pub id: PaymentId,
    /// What it pays for.
    pub application: ApplicationId,
    /// Whose.
    pub account: AccountId,
    /// The payer: the holder of the account (figure 6).
    pub payer: PersonName,
    /// The payer's IIN or BIN; foreigners have none.
    pub payer_tax_id: Option<String>,
    /// The unique payment code (figure 7).
    pub code: PaymentCode,
    /// The state fee in dollars.
    pub fee: Money,
    /// Sessions, oldest first.
    pub sessions: Vec<PaySession>,
    /// Attempts, oldest first.
    pub attempts: Vec<Attempt>,
}

/// Where a payment stands, derived from its attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Nothing is under way: a method may be chosen.
    Due,
    /// An attempt is under way.
    InProgress,
    /// We do not know yet and are asking: nobody should pay twice.
    Checking,
    /// The fee is paid.
    Paid,
    /// The session is over and every attempt is closed by confirmation: a new session brings a new quote.
    Lapsed,
    /// Paid and returned.
    Refunded,
    /// Paid and taken back by the payer's bank.
    Disputed,
}

impl Payment {
    /// Where the payment stands at `now`.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> PaymentState {
        let any = |state| self.attempts.iter().any(|attempt| attempt.state == state);
        if any(AttemptState::Paid) || any(AttemptState::PartRefunded) {
            return PaymentState::Paid;
        }
        if any(AttemptState::Disputed) {
            return PaymentState::Disputed;
        }
        if any(AttemptState::Refunded) {
            return PaymentState::Refunded;
        }
        match self.live() {
            Some(attempt) if attempt.state == AttemptState::Unknown || attempt.expires_at <= now => {
                PaymentState::Checking
            }
            Some(_) => PaymentState::InProgress,
            None if self.sessions.is_empty() || self.session_open(now).is_some() => PaymentState::Due,
            None => PaymentState::Lapsed,
        }
    }

    /// The attempt that may still end either way; a payment has at most one.
    #[must_use]
    pub fn live(&self) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.state.live())
    }

    /// The attempt whose money counts as the fee: the first that was captured.
    #[must_use]
    pub fn settled(&self) -> Option<&Attempt> {
        self.attempts
            .iter()
            .filter(|attempt| attempt.state.captured())
            .min_by_key(|attempt| attempt.proof.as_ref().map(|p| p.seen_at))
    }

    /// The session in which a method may be chosen at `now`, with its index.
    #[must_use]
    pub fn session_open(&self, now: Timestamp) -> Option<(usize, &PaySession)> {
        let (index, session) = self.sessions.iter().enumerate().next_back()?;
        (now < session.expires_at && self.attempts_in(index) < SESSION_ATTEMPTS_MAX).then_some((index, session))
    }

    /// Attempts opened in one session.
    #[must_use]
    pub fn attempts_in(&self, session: usize) -> usize {
        self.attempts.iter().filter(|attempt| attempt.session == session).count()
    }

    /// One attempt.
    #[must_use]
    pub fn attempt(&self, id: AttemptId) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.id == id)
    }

    /// Whether a record read back can be true: one live attempt at most, sessions that exist, amounts in tenge.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.attempts.iter().filter(|attempt| attempt.state.live()).count() > 1 {
            return Err("two live attempts in one payment");
        }
        if self.attempts.iter().any(|attempt| attempt.session >= self.sessions.len()) {
            return Err("an attempt without its session");
        }
        if self.attempts.iter().any(|attempt| attempt.refunds.iter().filter(|refund| refund.state.open()).count() > 1) {
            return Err("two open refunds of one attempt");
        }
        if self.attempts.iter().any(|attempt| attempt.taken().minor < attempt.returned().minor) {
            return Err("more given back than was taken");
        }
        Ok(())
    }
}

/// One piece of evidence about an attempt: every request, answer, callback and decision, in order and never changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// When.
    pub at: Timestamp,
    /// The attempt's turn.
    pub turn: u32,
    /// What kind.
    pub kind: EvidenceKind,
    /// The particulars; secrets are placeholders here, and no card number ever reaches us.
    pub body: serde_json::Value,
}

/// Kinds of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// The attempt was opened.
    Opened,
    /// A request left for the provider.
    Request,
    /// What came back, or that nothing did.
    Reply,
    /// The customer came back or filled a form.
    Customer,
    /// The provider called us.
    Callback,
    /// What the plugin read out of it.
    Observation,
    /// The plugin failed.
    Fault,
    /// A step of the life was taken.
    Step,
    /// A line of the provider's settlement file.
    Settlement,
    /// Staff proposed, approved or refused something.
    Staff,
    /// A step of a refund was taken.
    Refund,
}
