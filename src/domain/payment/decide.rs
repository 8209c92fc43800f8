//! From what a plugin observed to what an attempt does: the host compares every field, the plugin never sets a state.

use evisa_plugin_sdk::proto;
use jiff::Timestamp;

use super::{
    Attempt, Hold, Payment, Proof,
    table::{self, AttemptEvent, AttemptState, Follow},
};
use crate::domain::money::{Currency, MINOR_MAX, Money};

/// What an observation means for an attempt, when the provider was asked at `asked_at`: an old answer that is read late closes nothing.
/// `None` where it says nothing (unknown, or about somebody else's order).
#[must_use]
pub fn classify(attempt: &Attempt, seen: &proto::Observation, asked_at: Timestamp) -> Option<AttemptEvent> {
    use proto::Status;
    if seen.order_ref != attempt.order_ref {
        return None;
    }
    let over = attempt.expires_at + attempt.grace <= asked_at;
    match seen.status {
        Status::NotFound | Status::NotPaid if over => Some(AttemptEvent::SeenNotPaid),
        Status::NotFound | Status::NotPaid => Some(AttemptEvent::SeenNotPaidYet),
        Status::Pending => Some(AttemptEvent::SeenPending),
        // Reserved money is not taken: never "paid". What is not ours in every field is not taken either.
        Status::Authorised if captured_as_expected(attempt, seen) => Some(AttemptEvent::SeenAuthorised),
        Status::Authorised => Some(AttemptEvent::SeenPending),
        Status::Paid if captured_as_expected(attempt, seen) => Some(AttemptEvent::SeenPaid),
        Status::Paid => Some(AttemptEvent::SeenPaidOtherwise),
        Status::Cancelled => Some(AttemptEvent::SeenCancelled),
        // After the deadline and its grace no other try can follow on the provider's page.
        Status::Declined if over || seen.decline.as_ref().is_none_or(|decline| decline.is_final) => {
            Some(AttemptEvent::SeenDeclined)
        }
        Status::Declined => Some(AttemptEvent::SeenTryDeclined),
        Status::Refunded if attempt.state == AttemptState::Refunded || attempt.is_given_back() => None,
        // A provider goes on saying so after a part of ours; less than that is its own affair.
        Status::PartRefunded if matches!(attempt.state, AttemptState::PartRefunded | AttemptState::Refunded) => None,
        Status::Refunded | Status::PartRefunded => Some(AttemptEvent::SeenReturnedUnasked),
        Status::ChargedBack => Some(AttemptEvent::SeenChargedBack),
        Status::Unknown => None,
    }
}

/// Exact equality of amount, currency and terminal: a tolerance would be a hole.
fn captured_as_expected(attempt: &Attempt, seen: &proto::Observation) -> bool {
    let amount = attempt.expected().is_ok_and(|expected| seen.amount_minor == Some(expected.minor));
    // Providers write the tenge as letters or as the number of ISO 4217.
    let currency = matches!(seen.currency.as_deref(), Some("KZT" | "398"));
    let terminal = attempt.terminal.is_none() || seen.terminal == attempt.terminal;
    amount && currency && terminal
}

/// What the services must do after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consequence {
    /// Ask the provider at once.
    Query,
    /// Ask the provider at once, and call the payment off where its plugin can.
    CallOff,
    /// Ask the plugin to take the reserved money.
    Capture,
    /// Post the captured fee and settle the application.
    Settle,
    /// Post captured money that is not (or no longer) the fee.
    Suspend(Money),
    /// Post what the payer's bank took back.
    Dispute,
}

/// Take one step of an attempt. Returns what follows, or `None` where the table does not permit the step and nothing was changed.
pub fn take(
    payment: &mut Payment,
    index: usize,
    (event, seen): (AttemptEvent, Option<&proto::Observation>),
    now: Timestamp,
) -> Option<Vec<Consequence>> {
    let paid_before = payment.attempts.iter().any(|attempt| attempt.state.captured());
    let attempt = payment.attempts.get_mut(index)?;
    let row = table::find(attempt.state, attempt.exposed, event)?;
    let captured_before = attempt.state.captured();
    let first_capture = !captured_before && row.to == Some(AttemptState::Paid);
    attempt.state = row.to.unwrap_or(attempt.state);
    // What is over leads nobody to the provider's page any more, and keeps no token for it.
    if !attempt.state.live() || event == AttemptEvent::Deadline {
        attempt.step = None;
    }
    if first_capture {
        // Decided now: an earlier sighting of other money must not make it the first that was captured.
        let known = attempt.proof.take().map_or_else(|| Proof::decided(now), |known| Proof { seen_at: now, ..known });
        attempt.proof = Some(seen.map_or(known, |seen| proof(seen, now)));
        let decided = event == AttemptEvent::DecidedPaid;
        if decided {
            attempt.holds.remove(&Hold::AmountMismatch);
        }
        let told = attempt.captured.filter(|_| decided);
        attempt.captured = told.or_else(|| attempt.expected().ok());
    }
    // It has ended: nobody need look for its end any more.
    if !captured_before && !attempt.state.live() {
        attempt.holds.remove(&Hold::Unresolved);
    }
    if let (AttemptEvent::SeenDeclined | AttemptEvent::SeenTryDeclined, Some(seen)) = (event, seen) {
        attempt.decline.clone_from(&seen.decline);
    }
    Some(match row.follow {
        Follow::Nothing => Vec::new(),
        Follow::Expose => {
            attempt.exposed = true;
            Vec::new()
        }
        Follow::Query => vec![Consequence::Query],
        Follow::CallOff => vec![Consequence::CallOff],
        Follow::Capture => vec![Consequence::Capture],
        // Posted by whoever knows the refund.
        Follow::Reverse => Vec::new(),
        Follow::Dispute => {
            attempt.holds.insert(Hold::ChargedBack);
            vec![Consequence::Dispute]
        }
        Follow::Lift(hold) => {
            attempt.holds.remove(&hold);
            Vec::new()
        }
        Follow::LiftAll => {
            attempt.holds.clear();
            Vec::new()
        }
        // What was captured is posted: another amount told later is a contradiction, not more money.
        Follow::Hold(hold) => hold_with(attempt, (hold, now), seen.filter(|_| !captured_before)),
        Follow::Settle | Follow::SettleLate if paid_before => {
            attempt.holds.insert(Hold::DuplicatePaid);
            if row.follow == Follow::SettleLate {
                attempt.holds.insert(Hold::LateSuccess);
            }
            attempt.captured.map(Consequence::Suspend).into_iter().collect()
        }
        // Late, but the fee was still due: it counts.
        Follow::Settle | Follow::SettleLate => vec![Consequence::Settle],
    })
}

fn hold_with(
    attempt: &mut Attempt,
    (hold, now): (Hold, Timestamp),
    seen: Option<&proto::Observation>,
) -> Vec<Consequence> {
    attempt.holds.insert(hold);
    let captured =
        seen.filter(|seen| hold == Hold::AmountMismatch && matches!(seen.currency.as_deref(), Some("KZT" | "398")));
    let measured = captured.and_then(|seen| Some((seen, seen.amount_minor.filter(|minor| *minor <= MINOR_MAX)?)));
    match measured {
        Some((seen, minor)) if attempt.captured.is_none() => {
            let taken = Money { minor, currency: Currency::Kzt };
            attempt.captured = Some(taken);
            // By its reference the provider can give it back.
            attempt.proof = Some(proof(seen, now));
            vec![Consequence::Suspend(taken)]
        }
        Some(_) | None => Vec::new(),
    }
}

impl Proof {
    /// Two people say so; their evidence stands beside it.
    const fn decided(now: Timestamp) -> Self {
        Self { seen_at: now, occurred_at: None, provider_ref: None, approval: None, masked_instrument: None }
    }
}

fn proof(seen: &proto::Observation, now: Timestamp) -> Proof {
    Proof {
        seen_at: now,
        occurred_at: seen.occurred_at.as_deref().and_then(|at| at.parse().ok()),
        provider_ref: seen.provider_ref.clone(),
        approval: seen.approval.clone(),
        masked_instrument: seen.masked_instrument.clone(),
    }
}
