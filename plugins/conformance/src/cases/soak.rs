//! Level 10: a thousand payments in bad weather. Requests get lost, answers break, processes are replaced, customers come and
//! go; at the end the provider's truth is known, and no money was asked for twice.

use evisa_plugin_sdk::proto::{Bytes, Event, HttpRequest, HttpResponse, HttpResult, Op, State, Status, Step};

use super::{
    Case,
    turns::{no_response, not_sent},
};
use crate::{
    cassette::Truth,
    journey::{End, Scene, Trace, Walk, told, walk, walk_fair},
    probe::{Bench, Found, Outcome, Probe, shown, wrong},
};

/// Payments by each method.
const PAYMENTS: usize = 1_000;
/// One request in so many is not answered well.
const FAULT_IN: usize = 4;
/// One payment in so many meets a fresh process.
const RESPAWN_IN: usize = 25;

pub(super) const CASES: &[Case] = &[Case {
    id: "soak.weather",
    level: 10,
    title: "A thousand payments in bad weather",
    expectation: "No verdict without the provider's word, no mutation twice, and the truth at last.",
    run: weather,
}];

fn weather(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut chance = fastrand::Rng::with_seed(bench.seed);
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let truths: Vec<Truth> = scene.cassette.truths.keys().copied().filter(|truth| is_plain(*truth)).collect();
        for count in 0..PAYMENTS {
            if chance.usize(..RESPAWN_IN) == 0 {
                probe = Probe::ready(bench, scene.cassette)?;
            }
            let truth = truths[chance.usize(..truths.len())];
            payment(&mut probe, &scene, (truth, &mut chance)).map_err(|found| match found {
                Found::Wrong(why) => {
                    let (name, seed) = (&scene.cassette.name, bench.seed);
                    Found::Wrong(format!("{name}, payment {count} of seed {seed}, {truth:?}: {why}"))
                }
                absent @ Found::Absent(_) => absent,
            })?;
        }
    }
    Ok(())
}

/// A truth about this order that has one meaning.
fn is_plain(truth: Truth) -> bool {
    match truth {
        Truth::NotFound
        | Truth::NotPaid
        | Truth::Pending
        | Truth::Authorised
        | Truth::Paid
        | Truth::Declined
        | Truth::Cancelled
        | Truth::Refunded => true,
        Truth::OtherAmount | Truth::OtherCurrency | Truth::OtherOrder | Truth::Strange => false,
    }
}

/// One payment: started, disturbed, asked after.
fn payment(probe: &mut Probe, scene: &Scene<'_>, (truth, chance): (Truth, &mut fastrand::Rng)) -> Outcome {
    let mut ask = |op: &Op| probe.ask(op);
    let gives_up = chance.bool();
    let mut plan = |chance: &mut fastrand::Rng, op: Op| {
        let weather = &mut |_: usize, _: &HttpRequest| (chance.usize(..FAULT_IN) == 0).then(|| bad(chance));
        walk(&mut ask, Walk { scene, truth, weather, gives_up }, op)
    };
    let mut whole = plan(chance, scene.start())?;
    verdict(&whole, (truth, is_exposed(&whole)))?;
    for _ in 0..chance.usize(..4) {
        let event = match chance.u8(..3) {
            0 => Event::Tick,
            1 => Event::CustomerReturned { query: Vec::new(), form: Vec::new() },
            _ => Event::FormSubmitted { values: scene.cassette.customer.clone() },
        };
        let later = if chance.bool() {
            plan(chance, scene.query(&whole.state()))?
        } else {
            let op = Op::Resume { order: Box::new(scene.order.clone()), state: whole.state(), event };
            plan(chance, op)?
        };
        let exposed = is_exposed(&whole) || is_exposed(&later);
        verdict(&later, (truth, exposed))?;
        whole.sent.extend(later.sent);
        whole.calls.extend(later.calls);
    }
    if let Some(told) = sent_twice(&whole) {
        return wrong(format!("sent twice: {told}"));
    }
    truth_at_last(&mut ask, scene, (truth, &whole.state()))
}

fn truth_at_last(
    ask: &mut dyn FnMut(&Op) -> Result<evisa_plugin_sdk::proto::Answer, Found>,
    scene: &Scene<'_>,
    (truth, state): (Truth, &State),
) -> Outcome {
    let asked = walk_fair(ask, scene, (truth, scene.query(state)))?;
    // An order that is open may also be gone on with: the customer is asked.
    let goes_on = truth == Truth::NotPaid && matches!(asked.end, End::Stopped(_));
    let told = asked.end.status() == Some(Scene::status_of(truth));
    if told || goes_on { Ok(()) } else { wrong(format!("{:?}", asked.end)) }
}

fn bad(chance: &mut fastrand::Rng) -> HttpResult {
    let page = |status, body: &[u8]| {
        HttpResult::Response(HttpResponse { status, headers: Vec::new(), body: Bytes(body.to_vec()) })
    };
    match chance.u8(..7) {
        0 | 1 => not_sent(),
        2 | 3 => no_response(),
        4 => page(502, b"<html>Bad gateway</html>"),
        5 => page(200, b""),
        _ => page(429, b"slow down"),
    }
}

/// Whether money may have moved: a mutation may have arrived, or the customer was sent to the provider.
fn is_exposed(trace: &Trace) -> bool {
    let arrived = trace.mutations().any(|sent| !matches!(sent.result, HttpResult::NotSent { .. }));
    arrived || trace.turns().any(|(_, turn)| matches!(turn.step, Step::Redirect(_)))
}

/// A verdict needs the provider's word as the last thing that was heard; only what never began may be refused without it.
fn verdict(trace: &Trace, (truth, exposed): (Truth, bool)) -> Outcome {
    let End::Observed(seen) = &trace.end else { return Ok(()) };
    let last = trace.sent.last();
    let heard = last.is_some_and(|sent| sent.fair && sent.told == Some(truth));
    let status = seen.status;
    let modest = matches!(status, Status::Unknown | Status::Pending) || (status == Status::Declined && !exposed);
    if modest || (heard && status == Scene::status_of(truth)) {
        return Ok(());
    }
    wrong(format!("{status:?}, and the last that was heard is {:?}", last.map(|sent| &sent.result)))
}

/// A mutation that was sent again although the first may have arrived.
fn sent_twice(trace: &Trace) -> Option<String> {
    let mutations: Vec<_> = trace.mutations().collect();
    for (index, later) in mutations.iter().enumerate() {
        let same = mutations[..index]
            .iter()
            .any(|earlier| earlier.request == later.request && !matches!(earlier.result, HttpResult::NotSent { .. }));
        if same {
            return Some(shown(told(&later.request).as_bytes()));
        }
    }
    None
}
