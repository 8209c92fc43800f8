//! Giving money back: proposed by the program or asked by one person, approved by another, sent once under a reference of its own.

use evisa_plugin_sdk::proto;
use serde_json::json;

use super::{
    Loaded, ask, evidence,
    ledger::{books_of, post},
    step, wake_at,
};
use crate::{
    domain::{
        context::Cx,
        effect::{Ask, Letter},
        id::Id,
        money::Money,
        payment::{
            AttemptEvent, EvidenceKind, Flight, Hold, Refund, RefundState,
            ledger::LedgerEntry,
            refund::{self, RefundEvent, RefundFollow, RefundGround},
            schedule,
        },
        refusal::Refusal,
    },
    services::{Services, audit, mail_leave},
    store::Writer,
};

/// Suggest to give money back; staff decide. The same suggestion is made once.
pub(super) fn propose(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    loaded: &mut Loaded,
    (amount, ground): (Money, RefundGround),
) -> Result<(), Refusal> {
    let attempt = loaded.attempt();
    let known = attempt.refunds.iter().any(|one| one.ground == ground && one.amount == amount);
    if amount.minor == 0 || known || attempt.returnable().minor < amount.minor {
        return Ok(());
    }
    let refund = Refund::proposed(Id::mint(cx.now, cx.chance), (amount, ground), cx.now);
    attempt.refunds.push(refund.clone());
    record(tx, cx, loaded, (&refund, "proposed"))
}

/// One step of a refund, as the table permits, with everything that follows. What is not permitted changes nothing: `false`.
pub(super) fn refund_step(
    tx: &mut Writer<'_>,
    (services, cx): (&Services, &Cx<'_>),
    loaded: &mut Loaded,
    (index, event): (usize, RefundEvent),
) -> Result<bool, Refusal> {
    let Some(refund) = loaded.attempt().refunds.get_mut(index) else { return Ok(false) };
    let Some(row) = refund::find(refund.state, event) else { return Ok(false) };
    let changed = refund.state != row.to;
    refund.state = row.to;
    if matches!(row.to, RefundState::Refunded | RefundState::Rejected | RefundState::Failed) {
        refund.ended_at = Some(cx.now);
    }
    let refund = refund.clone();
    if changed {
        record(tx, cx, loaded, (&refund, &format!("{event:?}")))?;
    }
    match row.follow {
        RefundFollow::Nothing => {}
        RefundFollow::Send => go(tx, (services, cx), loaded)?,
        RefundFollow::Query => come_back(tx, cx, loaded)?,
        RefundFollow::Reverse => reverse(tx, (services, cx), loaded, &refund)?,
    }
    Ok(true)
}

/// Ask the plugin to send the approved refund, or what became of the one that may have been sent. One made by hand is waited for.
pub(super) fn go(
    tx: &mut Writer<'_>,
    (services, cx): (&Services, &Cx<'_>),
    loaded: &mut Loaded,
) -> Result<(), Refusal> {
    let attempt = loaded.attempt();
    let Some(index) = attempt.refund_under_way() else { return Ok(()) };
    let approved_at = attempt.refunds[index].approved_at.unwrap_or(cx.now);
    let long = schedule::UNANSWERED_AFTER <= cx.now.duration_since(approved_at);
    if long && !attempt.holds.contains(&Hold::Unresolved) {
        step(tx, (services, cx), loaded, (AttemptEvent::Unanswered, None))?;
    }
    let attempt = loaded.attempt();
    if attempt.refund_of_plugin().is_none() {
        return Ok(());
    }
    if attempt.flight != Flight::None {
        return come_back(tx, cx, loaded);
    }
    attempt.requests = 0;
    attempt.wake_at = None;
    let captured_minor = attempt.one_capture.or(attempt.captured).map(|taken| taken.minor);
    let provider_ref = attempt.proof.as_ref().and_then(|proof| proof.provider_ref.clone());
    let refund = &mut attempt.refunds[index];
    refund.queries = refund.queries.saturating_add(1);
    let order = proto::RefundOrder {
        refund_id: refund.id.to_string(),
        amount_minor: refund.amount.minor,
        captured_minor,
        provider_ref,
        reason: reason_of(refund.ground).to_owned(),
    };
    let asked = match refund.state {
        RefundState::Approved => Ask::Refund { refund: order },
        RefundState::Refunding
        | RefundState::Proposed
        | RefundState::Asked
        | RefundState::Refunded
        | RefundState::Rejected
        | RefundState::Failed => Ask::QueryRefund { refund: order },
    };
    Ok(ask(tx, cx, loaded, asked)?)
}

/// Come back to the refund under way by the schedule, counted from its approval.
pub(super) fn come_back(tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded) -> Result<(), Refusal> {
    let [jitter] = cx.random::<1>();
    let attempt = loaded.attempt();
    let Some(index) = attempt.refund_under_way() else { return Ok(()) };
    if attempt.refund_of_plugin().is_none() {
        return Ok(());
    }
    let refund = &attempt.refunds[index];
    let next = schedule::next_query(cx.now, refund.approved_at.unwrap_or(cx.now), refund.queries, jitter);
    Ok(wake_at(tx, loaded, next)?)
}

/// The money is back: post it, correct the attempt, tell the payer.
fn reverse(
    tx: &mut Writer<'_>,
    (services, cx): (&Services, &Cx<'_>),
    loaded: &mut Loaded,
    refund: &Refund,
) -> Result<(), Refusal> {
    given_back(tx, cx, loaded, (&refund.id.to_string(), refund.amount))?;
    let attempt = loaded.attempt();
    let all = attempt.is_given_back();
    let answered = match refund.ground {
        RefundGround::Duplicate => Some(Hold::DuplicatePaid),
        RefundGround::Late => Some(Hold::LateSuccess),
        RefundGround::Overpaid => Some(Hold::AmountMismatch),
        RefundGround::Staff => None,
    };
    let money = [Hold::DuplicatePaid, Hold::LateSuccess, Hold::AmountMismatch];
    attempt.holds.retain(|hold| *hold != Hold::Unresolved && Some(*hold) != answered && !(all && money.contains(hold)));
    let event = if all { AttemptEvent::ReturnedAll } else { AttemptEvent::ReturnedPart };
    step(tx, (services, cx), loaded, (event, None))?;
    let (payment, attempt, account) = (loaded.payment.id, loaded.attempt().id, loaded.payment.account);
    let letter = Letter::Refunded { payment, attempt, refund: refund.id };
    mail_leave(tx, cx, account, letter, &format!("refunded/{}", refund.id))
}

/// Post money that left again; what the books of the attempt do not hold is a contradiction for a person.
pub(super) fn given_back(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    loaded: &mut Loaded,
    (reference, amount): (&str, Money),
) -> Result<(), Refusal> {
    let attempt = loaded.attempt().clone();
    let held = books_of(tx, attempt.id)?;
    match LedgerEntry::given_back(cx.now, (attempt.id, reference), &attempt.method, (amount, &held)) {
        Some(entry) => Ok(post(tx, &entry)?),
        None => {
            loaded.attempt().holds.insert(Hold::Contradiction);
            Ok(())
        }
    }
}

/// What the provider is told; what staff wrote stays in the house.
const fn reason_of(ground: RefundGround) -> &'static str {
    match ground {
        RefundGround::Duplicate => "paid twice",
        RefundGround::Late => "paid after the order was closed",
        RefundGround::Overpaid => "paid too much",
        RefundGround::Staff => "returned by the merchant",
    }
}

/// Evidence and audit line of what happened to a refund.
pub(super) fn record(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    loaded: &mut Loaded,
    (refund, what): (&Refund, &str),
) -> Result<(), Refusal> {
    let attempt = loaded.attempt().clone();
    let body = json!({ "refund": refund.id, "what": what, "state": refund.state, "amount_minor": refund.amount.minor,
        "ground": refund.ground });
    evidence(tx, cx, &attempt, (EvidenceKind::Refund, body))?;
    let note = format!("{what}: {} of attempt {}, now {:?}", refund.amount, attempt.id, refund.state);
    Ok(audit(tx, cx, ("payment.refund", &format!("refund:{}", refund.id)), &note)?)
}
