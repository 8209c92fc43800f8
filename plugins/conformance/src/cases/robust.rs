//! Level 9: whatever is remembered, whatever is said, however often: an answer, in time, without growing.

use std::time::{Duration, Instant};

use evisa_plugin_sdk::proto::{Event, Op, Order, STATE_BYTES_MAX, State, Status};
use serde_json::{Value, json};

use super::{
    Case,
    pay::{unpaid, with_state},
    purity::whole,
    turns::{operations, traces},
};
use crate::{
    journey::{Scene, Trace, walk_fair},
    probe::{Bench, Outcome, Probe, absent, op_name, wrong},
};

/// Calls after which memory is looked at again.
const CALLS: usize = 10_000;
/// Calls before it is looked at first: what is set up once is no leak.
const CALLS_FIRST: usize = 1_000;
/// The memory that may be added by all of them: less than 100 bytes a call.
const GROWTH_BYTES_MAX: u64 = 1024 * 1024;
/// The longest a single call may take, the best of several: a call does no input or output.
const CALL_MAX: Duration = Duration::from_millis(100);
/// Tries of which the best counts: a busy machine is not the plugin's fault.
const TRIES: usize = 5;

pub(super) const CASES: &[Case] = &[
    Case {
        id: "robust.state",
        level: 9,
        title: "A memory that is broken does no harm",
        expectation: "States of another shape, age or content: a fault or an answer; no mutation, and unpaid stays unpaid.",
        run: state,
    },
    Case {
        id: "robust.events",
        level: 9,
        title: "Any event may come at any time",
        expectation: "Every kind of event in every state: a fault or an answer; an unpaid order is never observed as paid.",
        run: events,
    },
    Case {
        id: "robust.texts",
        level: 9,
        title: "Texts of any length and letter",
        expectation: "64 KiB, NUL, right-to-left marks, quotes and tags in every text of the order and of forms are answered.",
        run: texts,
    },
    Case {
        id: "robust.quick",
        level: 9,
        title: "Each call is answered quickly",
        expectation: "Every call of a payment takes less than 100 ms, the best of five.",
        run: quick,
    },
    Case {
        id: "robust.growth",
        level: 9,
        title: "Ten thousand calls do not make it grow",
        expectation: "After them its process holds at most 1 MiB more than after the first thousand.",
        run: growth,
    },
];

/// A remembered state with something wrong about it.
fn broken(good: &Value) -> Vec<Value> {
    let mut all = vec![
        json!(true),
        json!(-1),
        json!("state"),
        json!([]),
        json!({}),
        json!({"v": 0}),
        json!({"version": 99, "stage": "tomorrow"}),
        json!({"x": "y".repeat(STATE_BYTES_MAX - 100)}),
        json!([good]),
        Value::from(good.to_string()),
    ];
    if let Some(table) = good.as_object() {
        for name in table.keys() {
            let mut without = table.clone();
            without.remove(name);
            all.push(without.into());
            for other in [json!(null), json!("other"), json!(9_007_199_254_740_991_u64), json!([[]])] {
                let mut changed = table.clone();
                changed.insert(name.clone(), other);
                all.push(changed.into());
            }
        }
    }
    all.retain(|state| state != good && state.to_string().len() <= STATE_BYTES_MAX);
    all
}

/// Every state that was ever remembered, each once.
fn remembered(traces: &[Trace]) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for (_, turn) in traces.iter().flat_map(Trace::turns) {
        if !all.contains(&turn.state.0) {
            all.push(turn.state.0.clone());
        }
    }
    all
}

fn state(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let Some(truth) = unpaid(&scene) else { return absent("the cassette has no truth that says `not paid`") };
        let walks = traces(bench, &scene)?;
        let mut probe = Probe::ready(bench, scene.cassette)?;
        for good in remembered(&walks) {
            for bad in broken(&good).into_iter().map(State) {
                let tick = with_state(&scene.order, &bad, Event::Tick);
                for op in [scene.query(&bad), tick] {
                    let trace = walk_fair(&mut |op| probe.ask(op), &scene, (truth, op.clone()))?;
                    let name = op_name(&op);
                    if trace.mutations().next().is_some() && matches!(op, Op::Query { .. }) {
                        return wrong(format!("{}: {name} from {} sends a mutation", scene.cassette.name, bad.0));
                    }
                    if matches!(trace.end.status(), Some(Status::Paid | Status::Authorised)) {
                        return wrong(format!("{}: {name} from {}: {:?}", scene.cassette.name, bad.0, trace.end));
                    }
                }
            }
        }
    }
    Ok(())
}

fn events(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let Some(truth) = unpaid(&scene) else { return absent("the cassette has no truth that says `not paid`") };
        let walks = traces(bench, &scene)?;
        let mut probe = Probe::ready(bench, scene.cassette)?;
        for state in remembered(&walks).into_iter().map(State) {
            let events = [
                Event::Tick,
                Event::Resend,
                Event::CustomerReturned { query: Vec::new(), form: Vec::new() },
                Event::FormSubmitted { values: [].into() },
                Event::FormSubmitted { values: scene.cassette.customer.clone() },
                Event::FormSubmitted { values: [("".to_owned(), "\u{0}".to_owned())].into() },
                Event::HttpResult(super::money::silence()),
            ];
            for event in events {
                let op = with_state(&scene.order, &state, event);
                let trace = walk_fair(&mut |op| probe.ask(op), &scene, (truth, op))?;
                if matches!(trace.end.status(), Some(Status::Paid | Status::Authorised)) {
                    return wrong(format!("{}: from {}: {:?}", scene.cassette.name, state.0, trace.end));
                }
            }
        }
    }
    Ok(())
}

fn texts(bench: &Bench<'_>) -> Outcome {
    let long = "щ".repeat(32 * 1024);
    let hostile = ["", "\0", "\u{202e}abc", "'\"<>&;--", "]]></bank>", "${jndi:x}", "%00%0d%0a", "\r\nx: y", &long];
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        for text in hostile {
            let mut order: Order = scene.order.clone();
            let purpose = &mut order.purpose;
            for title in [&mut purpose.kk, &mut purpose.ru, &mut purpose.en, &mut purpose.zh] {
                text.clone_into(title);
            }
            text.clone_into(&mut order.beneficiary.name);
            order.payer.name = order.payer.name.map(|_| text.to_owned());
            probe.ask(&Op::Start { order: Box::new(order) })?;
            let paid = walk_fair(&mut |op| probe.ask(op), &scene, (scene.success(), scene.start()))?;
            for (_, turn) in paid.turns() {
                let values = scene.cassette.customer.keys().map(|field| (field.clone(), text.to_owned())).collect();
                probe.ask(&with_state(&scene.order, &turn.state, Event::FormSubmitted { values }))?;
            }
        }
    }
    Ok(())
}

fn quick(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        whole(&scene, &mut |op| {
            let mut best = Duration::MAX;
            for _ in 0..TRIES {
                let began = Instant::now();
                probe.ask(op)?;
                best = best.min(began.elapsed());
                if best < CALL_MAX {
                    return probe.ask(op);
                }
            }
            wrong(format!("{} takes {} ms at best", op_name(op), best.as_millis()))
        })?;
    }
    Ok(())
}

fn growth(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let paid = walk_fair(&mut |op| probe.ask(op), &scene, (scene.success(), scene.start()))?.state();
        let mut ops = Vec::new();
        for (truth, op) in operations(&scene, &paid) {
            let trace = walk_fair(&mut |op| probe.ask(op), &scene, (truth, op))?;
            ops.extend(trace.calls.into_iter().map(|call| call.op));
        }
        let samples = &scene.cassette.callbacks;
        ops.extend(samples.iter().map(|sample| Op::ParseCallback(sample.request.raw())));
        let mut first = None;
        for (count, op) in ops.iter().cycle().take(CALLS_FIRST + CALLS).enumerate() {
            probe.ask(op)?;
            if count == CALLS_FIRST {
                first = probe.session.footprint();
            }
        }
        let (Some(first), Some(last)) = (first, probe.session.footprint()) else {
            return absent("the process cannot be looked into here");
        };
        let grown = last.memory_bytes.saturating_sub(first.memory_bytes);
        if GROWTH_BYTES_MAX < grown {
            return wrong(format!("{}: {} KiB more after {CALLS} calls", scene.cassette.name, grown / 1024));
        }
    }
    Ok(())
}
