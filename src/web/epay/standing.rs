//! Where a payment stands, as the waiting page tells it: one of a few situations, derived from the stored facts.

use evisa_plugin_sdk::proto;
use jiff::Timestamp;

use crate::{
    domain::payment::{Attempt, AttemptState, CustomerStep, Flight},
    services::payment::PaymentView,
};

/// What the payer is told now.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Standing {
    /// No attempt is under way and none failed: choose a method.
    Choose,
    /// The way to the bank is being made.
    Connecting,
    /// Go to the bank's page.
    Bank(proto::Redirect),
    /// Fill in a form of ours.
    Fill(proto::Collect),
    /// The bank has it.
    Working,
    /// We do not know and are asking: nobody should pay twice.
    Checking,
    /// The money came, but not as it should have: a person decides.
    Held,
    /// The last attempt ended without money.
    Declined,
    /// Paid.
    Paid,
}

impl Standing {
    /// The situation of a payment at `now`.
    pub(super) fn of(view: &PaymentView, now: Timestamp) -> Self {
        let payment = &view.payment;
        if payment.settled().is_some() {
            return Self::Paid;
        }
        match (payment.live(), payment.attempts.last()) {
            (Some(live), _) => of_live(live, now),
            (None, Some(last)) if last.state == AttemptState::Declined => Self::Declined,
            (None, Some(_) | None) => Self::Choose,
        }
    }

    /// Its name in the address of the live status.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Choose => "choose",
            Self::Connecting => "connecting",
            Self::Bank(_) => "bank",
            Self::Fill(_) => "fill",
            Self::Working => "working",
            Self::Checking => "checking",
            Self::Held => "held",
            Self::Declined => "declined",
            Self::Paid => "paid",
        }
    }

    /// Whether it may change while nobody does anything.
    pub(super) const fn changes(&self) -> bool {
        match self {
            Self::Connecting | Self::Bank(_) | Self::Working | Self::Checking => true,
            Self::Choose | Self::Fill(_) | Self::Held | Self::Declined | Self::Paid => false,
        }
    }
}

fn of_live(live: &Attempt, now: Timestamp) -> Standing {
    if !live.holds.is_empty() {
        return Standing::Held;
    }
    if live.expires_at <= now || live.state == AttemptState::Unknown {
        return Standing::Checking;
    }
    match (live.state, &live.step) {
        (AttemptState::Customer, Some(CustomerStep::Redirect(redirect))) => Standing::Bank(redirect.clone()),
        (AttemptState::Customer, Some(CustomerStep::Collect(form))) if live.flight == Flight::None => {
            Standing::Fill(form.clone())
        }
        (AttemptState::Created, _) if !live.exposed => Standing::Connecting,
        (
            AttemptState::Created
            | AttemptState::Customer
            | AttemptState::Sent
            | AttemptState::Pending
            | AttemptState::Unknown
            | AttemptState::Paid
            | AttemptState::Declined
            | AttemptState::Closed
            | AttemptState::Refunded
            | AttemptState::PartRefunded
            | AttemptState::Disputed,
            _,
        ) => Standing::Working,
    }
}
