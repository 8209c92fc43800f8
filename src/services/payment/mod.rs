//! Payments: opening a session and an attempt, what the customer does, and what plugins and providers answer.
//!
//! The engine is a chain of small commits. Each commit leaves at most one effect for an attempt (its *flight*): ask the plugin, or send
//! one request. The outcome comes back as a command that names the turn it belongs to; an outcome of an earlier turn is ignored, so
//! repeating an effect changes nothing. A request that moves money is begun at most once.
//!
//! While a flight is open nothing else is begun: whoever wants a question (a callback, a returning browser, a wake-up) leaves a mark, and
//! the landing asks. An attempt has one wake-up that counts beside its deadline, so questions never multiply.
//!
//! Provider tokens at rest: a request's `authorization` header and a redirect's form lie in the outbox (forgotten a day after they are
//! done) and in the attempt's step (removed when the attempt is over); evidence never holds them. They are bound to one order and live
//! for minutes.

mod customer;
mod decision;
mod errand;
mod find;
mod ledger;
pub mod money;
mod outcome;
mod pace;
mod provider;
mod read;
mod reask;
mod refund;
pub mod report;
mod settle;
pub mod settlement;
mod wake;

pub use self::{
    customer::{MethodTerms, Switched},
    decision::Verdict,
    provider::{CallbackKept, Orphan},
    read::{AttemptFacts, PaymentView},
};

use evisa_plugin_sdk::proto;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{audit, effect_leave};
use crate::{
    domain::{
        context::Cx,
        effect::{Ask, Effect},
        payment::{
            Attempt, AttemptEvent, AttemptId, Evidence, EvidenceKind, Flight, Hold, Payment, PaymentId,
            decide::{self, Consequence},
            schedule,
        },
        refusal::Refusal,
    },
    services::Services,
    store::{Reader, StoreError, Table, Take, Writer, outbox::State, tables},
};

/// A payment and the position of one of its attempts.
struct Loaded {
    payment: Payment,
    index: usize,
    /// The plugin wants no question before this time.
    not_before: Option<Timestamp>,
}

impl Loaded {
    fn attempt(&mut self) -> &mut Attempt {
        &mut self.payment.attempts[self.index]
    }
}

fn load(tx: &Reader<'_>, payment: PaymentId, attempt: AttemptId) -> Result<Loaded, Refusal> {
    let payment = tx.get(tables::PAYMENTS, &payment)?.ok_or(Refusal::NotFound)?;
    let index = payment.attempts.iter().position(|a| a.id == attempt).ok_or(Refusal::NotFound)?;
    Ok(Loaded { payment, index, not_before: None })
}

/// Keep a payment, and the lists of what its attempts wait for.
fn keep(tx: &mut Writer<'_>, payment: &Payment) -> Result<(), StoreError> {
    for attempt in &payment.attempts {
        listed(tx, tables::ATTEMPTS_OPEN, (attempt.id, payment.id), attempt.outcome_open())?;
        listed(tx, tables::ATTEMPTS_HELD, (attempt.id, payment.id), attempt.needs_staff())?;
    }
    tx.put(tables::PAYMENTS, &payment.id, payment)
}

/// Put an attempt on a list, or take it off; what stands already is left alone.
fn listed(
    tx: &mut Writer<'_>,
    list: Table<AttemptId, PaymentId>,
    (attempt, payment): (AttemptId, PaymentId),
    wanted: bool,
) -> Result<(), StoreError> {
    match (wanted, tx.has(list, &attempt)?) {
        (true, false) => tx.put(list, &attempt, &payment)?,
        (false, true) => tx.delete(list, &attempt),
        (true, true) | (false, false) => {}
    }
    Ok(())
}

/// Append one piece of evidence to an attempt.
fn evidence(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    attempt: &Attempt,
    (kind, body): (EvidenceKind, serde_json::Value),
) -> Result<(), StoreError> {
    let last = tx.prefix(tables::EVIDENCE, &attempt.id, Take::Last(1))?;
    let next = last.first().map_or(0, |((_, number), _)| number + 1);
    let line = Evidence { at: cx.now, turn: attempt.turn, kind, body };
    tx.insert_new(tables::EVIDENCE, &(attempt.id, next), &line)
}

/// Ask the plugin, as the attempt's next flight.
fn ask(tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded, ask: Ask) -> Result<(), StoreError> {
    let payment = loaded.payment.id;
    let attempt = loaded.attempt();
    attempt.turn += 1;
    attempt.flight = Flight::Plugin;
    attempt.errand = errand::of(&ask, attempt.errand);
    let effect = Effect::PluginTurn { payment, attempt: attempt.id, turn: attempt.turn, ask };
    effect_leave(tx, &turn_key(attempt), cx.now, effect)
}

/// The name of the effect of an attempt's present turn: one effect for one turn, however often it is left.
fn turn_key(attempt: &Attempt) -> String {
    format!("attempt/{}/{:08}", attempt.id, attempt.turn)
}

/// Ask the provider how the attempt stands, now or as soon as the present flight has landed.
fn query(tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded) -> Result<(), StoreError> {
    let attempt = loaded.attempt();
    if attempt.flight != Flight::None {
        attempt.query_wanted = true;
        return Ok(());
    }
    attempt.query_wanted = false;
    attempt.wake_at = None;
    attempt.queries += 1;
    attempt.queried_at = Some(cx.now);
    attempt.requests = 0;
    let plugin = attempt.plugin.clone();
    pace::taken(tx, cx, &plugin)?;
    ask(tx, cx, loaded, Ask::Query)
}

/// The same, but not within `pause_s` of the question before: then the question is put off. Whether anything changed by it.
fn query_paced(tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded, pause_s: i64) -> Result<bool, StoreError> {
    let attempt = loaded.attempt();
    // A question of the future was asked before the clock was put back.
    let asked_before = attempt.queried_at.filter(|asked| *asked <= cx.now);
    let earliest = asked_before.map(|asked| asked + SignedDuration::from_secs(pause_s));
    match earliest {
        _ if attempt.flight != Flight::None => {
            let joined = !std::mem::replace(&mut attempt.query_wanted, true);
            Ok(joined)
        }
        Some(earliest) if cx.now < earliest => {
            attempt.query_wanted = false;
            if attempt.wake_at.is_some_and(|at| at <= earliest) {
                return Ok(false);
            }
            wake_at(tx, loaded, earliest)?;
            Ok(true)
        }
        Some(_) | None => query(tx, cx, loaded).map(|()| true),
    }
}

/// Take one step of the attempt's life with everything that follows. A step the table does not permit changes nothing.
fn step(
    tx: &mut Writer<'_>,
    (services, cx): (&Services, &Cx<'_>),
    loaded: &mut Loaded,
    (event, seen): (AttemptEvent, Option<&proto::Observation>),
) -> Result<(), Refusal> {
    let before = loaded.attempt().clone();
    let Some(consequences) = decide::take(&mut loaded.payment, loaded.index, (event, seen), cx.now) else {
        return Ok(());
    };
    for consequence in consequences {
        match consequence {
            Consequence::Query => query(tx, cx, loaded)?,
            Consequence::CallOff => errand::call_off(tx, cx, loaded)?,
            Consequence::Capture => errand::capture(tx, cx, loaded)?,
            Consequence::Settle => settle::fee_settle(tx, (services, cx), loaded)?,
            Consequence::Suspend(captured) => settle::capture_suspend(tx, cx, loaded, captured)?,
            Consequence::Dispute => settle::dispute_post(tx, cx, loaded)?,
        }
    }
    // Only now: settling may put a hold of its own on the attempt.
    let after = loaded.attempt().clone();
    if after.state.captured() && !before.state.captured() && after.caps.settlement {
        tx.put(tables::ATTEMPTS_UNSETTLED, &(after.plugin.clone(), after.id), &loaded.payment.id)?;
    }
    if after.state != before.state || after.holds != before.holds {
        let body = json!({ "event": event, "from": before.state, "to": after.state, "holds": after.holds });
        evidence(tx, cx, &after, (EvidenceKind::Step, body))?;
        let note = format!("{event:?}: {:?} to {:?}, holds {:?}", before.state, after.state, after.holds);
        audit(tx, cx, ("payment.attempt_step", &format!("attempt:{}", after.id)), &note)?;
    }
    Ok(())
}

/// After three days without an end a person is asked, too; questions go on.
fn unanswered_hold(
    tx: &mut Writer<'_>,
    (services, cx): (&Services, &Cx<'_>),
    loaded: &mut Loaded,
) -> Result<(), Refusal> {
    let attempt = loaded.attempt();
    let long = schedule::UNANSWERED_AFTER <= cx.now.duration_since(attempt.opened_at);
    if long && attempt.state.live() && !attempt.holds.contains(&Hold::Unresolved) {
        step(tx, (services, cx), loaded, (AttemptEvent::Unanswered, None))?;
    }
    Ok(())
}

/// Come back to the attempt at `at`, and at no other time but its deadline.
fn wake_at(tx: &mut Writer<'_>, loaded: &mut Loaded, at: Timestamp) -> Result<(), StoreError> {
    loaded.attempt().wake_at = Some(at);
    wake_leave(tx, loaded, at)
}

/// Leave the wake-up itself; what it finds is decided when it comes. Where one of this very moment waits already, that one is it; where one is
/// over (a clock that was put back brings a moment twice), the next millisecond is taken.
fn wake_leave(tx: &mut Writer<'_>, loaded: &mut Loaded, mut at: Timestamp) -> Result<(), StoreError> {
    let (payment, attempt) = (loaded.payment.id, loaded.attempt().id);
    loop {
        let key = format!("wake/{attempt}/{:015}", at.as_millisecond());
        match tx.effect::<Effect>(&key)?.map(|entry| entry.state) {
            None => return effect_leave(tx, &key, at, Effect::AttemptWake { payment, attempt }),
            Some(State::Waiting) => return Ok(()),
            Some(State::Begun { .. } | State::Done { .. } | State::Failed { .. } | State::Doubtful { .. }) => {
                at += SignedDuration::from_millis(1)
            }
        }
    }
}

/// When an open attempt is to be asked about next: by the schedule, and at once when the provider's last word counts.
fn next_wake(attempt: &Attempt, cx: &Cx<'_>) -> Timestamp {
    let [jitter] = cx.random::<1>();
    let next = schedule::next_query(cx.now, attempt.opened_at, attempt.queries, jitter);
    let last_word = attempt.expires_at + attempt.grace;
    if cx.now < last_word { next.min(last_word) } else { next }
}
