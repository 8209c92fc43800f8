//! Level 6: what nobody knows is unknown. A plugin that takes a broken answer for "declined" lets the customer pay twice; one
//! that takes it for "paid" gives visas away.

use std::collections::BTreeSet;

use evisa_plugin_sdk::proto::{Bytes, Event, HttpRequest, HttpResponse, HttpResult, Op, State, Status};

use super::{
    Case,
    pay::{asks_customer, with_state},
    turns::{is_mutation, no_response, not_sent, operations},
};
use crate::{
    cassette::Truth,
    journey::{Ask, End, Scene, Trace, Walk, told, walk, walk_fair},
    probe::{Bench, Found, Outcome, Probe, shown, wrong},
};

/// What a proxy says when a provider does not.
const ERROR_PAGE: &str = "<html><head><title>Error</title></head><body><h1>Something is wrong</h1></body></html>";
/// Statuses of HTTP that providers and the machines before them are known to answer.
const STATUSES: [u16; 16] = [200, 201, 204, 301, 302, 400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503];
/// Cuts through each answer.
const CUTS: usize = 12;

pub(super) const CASES: &[Case] = &[
    Case {
        id: "unknown.not_sent",
        level: 6,
        title: "A request that never left decides nothing",
        expectation: "Whichever request it is, the walk ends with a question, a fault or `unknown`: never paid, never failed.",
        run: |bench| each_request(bench, &|_| vec![("not sent".to_owned(), not_sent())]),
    },
    Case {
        id: "unknown.no_response",
        level: 6,
        title: "A request without an answer decides nothing",
        expectation: "Whichever request it is, the walk ends with a question, a fault or `unknown`: never paid, never failed.",
        run: |bench| each_request(bench, &|_| vec![("no response".to_owned(), no_response())]),
    },
    Case {
        id: "unknown.http_status",
        level: 6,
        title: "An error page decides nothing",
        expectation: "The same for an HTML page with each status of HTTP, 200 and 404 among them.",
        run: |bench| each_request(bench, &error_pages),
    },
    Case {
        id: "unknown.truncated",
        level: 6,
        title: "Half an answer decides nothing",
        expectation: "The same for the provider's own answer, cut at a dozen places.",
        run: |bench| each_request(bench, &cut),
    },
    Case {
        id: "unknown.content",
        level: 6,
        title: "Another content decides nothing",
        expectation: "The same for no body, JSON without content, another encoding, compressed bytes and 256 KiB of blanks.",
        run: |bench| each_request(bench, &contents),
    },
    Case {
        id: "unknown.no_resend",
        level: 6,
        title: "A mutation is sent once",
        expectation: "After no answer or a broken one, neither the walk nor any later event sends the same mutation again.",
        run: no_resend,
    },
    Case {
        id: "unknown.ends",
        level: 6,
        title: "A provider that always errs is left",
        expectation: "With the same error for every request each operation ends within eight requests.",
        run: ends,
    },
    Case {
        id: "unknown.other_order",
        level: 6,
        title: "Another order's payment is not ours",
        expectation: "An answer about another order keeps its reference, or is a fault or unknown: never money of this order.",
        run: other_order,
    },
    Case {
        id: "unknown.strange",
        level: 6,
        title: "A word that is in no table is unknown",
        expectation: "`unknown` or a fault for a status the provider's documents do not name.",
        run: strange,
    },
];

/// What an answer without meaning may lead to.
fn allowed(end: &End, not_found_too: bool) -> bool {
    match end {
        End::Refused(_) | End::Stopped(_) => true,
        End::Observed(seen) => match seen.status {
            Status::Unknown | Status::Pending => true,
            Status::NotFound => not_found_too,
            Status::NotPaid
            | Status::Authorised
            | Status::Paid
            | Status::Declined
            | Status::Cancelled
            | Status::Refunded
            | Status::PartRefunded
            | Status::ChargedBack => false,
        },
    }
}

type Broken<'b> = &'b dyn Fn(&HttpResult) -> Vec<(String, HttpResult)>;

/// Breaks each answer of each operation in each way; from then on the provider is silent.
fn each_request(bench: &Bench<'_>, broken: Broken<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let mut ask = |op: &Op| probe.ask(op);
        let paid = walk_fair(&mut ask, &scene, (scene.success(), scene.start()))?.state();
        for (truth, op) in operations(&scene, &paid) {
            let fair = walk_fair(&mut ask, &scene, (truth, op.clone()))?;
            for (index, sent) in fair.sent.iter().enumerate() {
                for (what, result) in broken(&sent.result) {
                    let end = broken_at(&mut ask, &scene, (truth, op.clone()), (index, &result))?;
                    if !allowed(&end, what == "HTTP 404") {
                        let request = shown(told(&sent.request).as_bytes());
                        return wrong(format!("{}: {what} to {request}: {end:?}", scene.cassette.name));
                    }
                }
            }
        }
    }
    Ok(())
}

fn broken_at(
    ask: Ask<'_>,
    scene: &Scene<'_>,
    (truth, op): (Truth, Op),
    (at, result): (usize, &HttpResult),
) -> Result<End, Found> {
    let weather = &mut |index: usize, _: &HttpRequest| match index.cmp(&at) {
        std::cmp::Ordering::Less => None,
        std::cmp::Ordering::Equal => Some(result.clone()),
        std::cmp::Ordering::Greater => Some(no_response()),
    };
    Ok(walk(ask, Walk { scene, truth, weather, gives_up: true }, op)?.end)
}

fn response(status: u16, body: Vec<u8>) -> HttpResult {
    HttpResult::Response(HttpResponse { status, headers: Vec::new(), body: Bytes(body) })
}

fn error_pages(_: &HttpResult) -> Vec<(String, HttpResult)> {
    let page = |status| (format!("HTTP {status}"), response(status, ERROR_PAGE.as_bytes().to_vec()));
    STATUSES.into_iter().map(page).collect()
}

fn body_of(result: &HttpResult) -> (u16, &[u8]) {
    match result {
        HttpResult::Response(response) => (response.status, &response.body.0),
        HttpResult::NotSent { .. } | HttpResult::SentNoResponse { .. } => (200, &[]),
    }
}

fn cut(result: &HttpResult) -> Vec<(String, HttpResult)> {
    let (status, body) = body_of(result);
    let body = body.trim_ascii_end();
    // Not its very last signs: behind what a provider signed they mean nothing.
    let places: BTreeSet<usize> = (0..CUTS).map(|part| body.len() * part / CUTS).collect();
    // A body of a single sign, such as `0`, has no half; one that was empty is whole.
    let places = places.into_iter().filter(|place| *place < body.len());
    places.map(|place| (format!("{place} of {} bytes", body.len()), response(status, body[..place].to_vec()))).collect()
}

fn contents(result: &HttpResult) -> Vec<(String, HttpResult)> {
    let (status, body) = body_of(result);
    let wide: Vec<u8> = String::from_utf8_lossy(body).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let empty = body.trim_ascii().is_empty();
    let all: [(&str, Vec<u8>); 8] = [
        ("no body", Vec::new()),
        ("null", b"null".to_vec()),
        ("an empty list", b"[]".to_vec()),
        ("an empty object", b"{}".to_vec()),
        ("true", b"true".to_vec()),
        ("UTF-16", wide),
        (
            "compressed bytes",
            b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00".to_vec(),
        ),
        ("256 KiB of blanks", vec![b' '; 256 * 1024]),
    ];
    let other =
        all.into_iter().filter(|(_, other)| other.as_slice() != body && !(empty && other.trim_ascii().is_empty()));
    other.map(|(what, body)| (what.to_owned(), response(status, body))).collect()
}

/// A mutation that was sent a second time after the first may have arrived.
fn sent_twice(trace: &Trace) -> Option<String> {
    let mutations: Vec<_> = trace.mutations().collect();
    for (index, later) in mutations.iter().enumerate() {
        for earlier in &mutations[..index] {
            let (one, other) = (&earlier.request, &later.request);
            let same = told(one) == told(other)
                || (one.idempotency_key.is_some() && one.idempotency_key == other.idempotency_key);
            if same && !matches!(earlier.result, HttpResult::NotSent { .. }) {
                return Some(shown(told(other).as_bytes()));
            }
        }
    }
    None
}

fn no_resend(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let mut ask = |op: &Op| probe.ask(op);
        let paid = walk_fair(&mut ask, &scene, (scene.success(), scene.start()))?.state();
        for (truth, op) in operations(&scene, &paid) {
            let fair = walk_fair(&mut ask, &scene, (truth, op.clone()))?;
            let places = fair.sent.iter().enumerate().filter(|(_, sent)| is_mutation(&sent.request));
            for (at, _) in places {
                for result in [no_response(), response(502, ERROR_PAGE.as_bytes().to_vec()), response(200, Vec::new())]
                {
                    let weather = &mut |index: usize, _: &HttpRequest| (index == at).then(|| result.clone());
                    let plan = Walk { scene: &scene, truth, weather, gives_up: true };
                    let trace = walk(&mut ask, plan, op.clone())?;
                    let after = afterwards(&mut ask, &scene, (truth, trace))?;
                    if let Some(told) = sent_twice(&after) {
                        return wrong(format!("{}: sent again: {told}", scene.cassette.name));
                    }
                }
            }
        }
    }
    Ok(())
}

/// The walk, and every event a host may bring afterwards.
fn afterwards(ask: Ask<'_>, scene: &Scene<'_>, (truth, mut trace): (Truth, Trace)) -> Result<Trace, Found> {
    let state = trace.state();
    let last = trace.turns().last().map(|(_, turn)| turn.step.clone());
    let mut events = vec![Event::Tick, Event::CustomerReturned { query: Vec::new(), form: Vec::new() }];
    if last.is_some_and(|step| asks_customer(&step)) {
        events.push(Event::Resend);
    }
    for event in events {
        let op = with_state(&scene.order, &state, event);
        let later = walk_one(ask, scene, (truth, op))?;
        trace.sent.extend(later.sent);
    }
    let later = walk_fair(ask, scene, (truth, scene.query(&state)))?;
    trace.sent.extend(later.sent);
    Ok(trace)
}

/// Walks until the customer is asked: what a customer then confirms is a new wish.
fn walk_one(ask: Ask<'_>, scene: &Scene<'_>, (truth, op): (Truth, Op)) -> Result<Trace, Found> {
    let first = ask(&op)?;
    if let evisa_plugin_sdk::proto::Answer::Turn(turn) = &first
        && asks_customer(&turn.step)
    {
        let end = End::Stopped(crate::probe::brief_turn(turn));
        return Ok(Trace { calls: Vec::new(), sent: Vec::new(), end });
    }
    walk_fair(ask, scene, (truth, op))
}

fn ends(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let mut ask = |op: &Op| probe.ask(op);
        let paid = walk_fair(&mut ask, &scene, (scene.success(), scene.start()))?.state();
        for (truth, op) in operations(&scene, &paid) {
            for result in [no_response(), not_sent(), response(401, Vec::new()), response(500, Vec::new())] {
                let weather = &mut |_: usize, _: &HttpRequest| Some(result.clone());
                let trace = walk(&mut ask, Walk { scene: &scene, truth, weather, gives_up: true }, op.clone())?;
                if let End::Stopped(why) = &trace.end
                    && why.starts_with("more than")
                {
                    return wrong(format!("{}: {why}", scene.cassette.name));
                }
            }
        }
    }
    Ok(())
}

fn told_as(bench: &Bench<'_>, truth: Truth, look: fn(&Scene<'_>, &End) -> bool) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let mut ask = |op: &Op| probe.ask(op);
        let paid = walk_fair(&mut ask, &scene, (scene.success(), scene.start()))?.state();
        for state in [State::default(), paid] {
            let trace = walk_fair(&mut ask, &scene, (truth, scene.query(&state)))?;
            if !look(&scene, &trace.end) {
                return wrong(format!("{}: {:?}", scene.cassette.name, trace.end));
            }
        }
    }
    Ok(())
}

fn other_order(bench: &Bench<'_>) -> Outcome {
    told_as(bench, Truth::OtherOrder, |scene, end| match end {
        End::Observed(seen) => seen.status == Status::Unknown || seen.order_ref != scene.order.order_ref,
        End::Refused(_) | End::Stopped(_) => true,
    })
}

fn strange(bench: &Bench<'_>) -> Outcome {
    told_as(bench, Truth::Strange, |_, end| matches!(end.status(), None | Some(Status::Unknown)))
}
