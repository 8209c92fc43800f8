//! Level 5, the least to take payments: it pays, declines, and tells the truth whenever it is asked.

use evisa_plugin_sdk::proto::{
    Answer, CommissionMode, Event, Observation, Op, Order, Pair, QuoteRequest, State, Status, Step,
};

use super::Case;
use crate::{
    cassette::Truth,
    journey::{End, Scene, Trace, walk_fair},
    probe::{Bench, Found, Outcome, Probe, absent, brief, wrong},
};

pub(super) const CASES: &[Case] = &[
    Case {
        id: "pay.happy",
        level: 5,
        title: "A payment succeeds, without any callback",
        expectation: "From `start` to `paid` (or `authorised`, then captured), with the order's reference, amount and currency.",
        run: happy,
    },
    Case {
        id: "pay.declined",
        level: 5,
        title: "A refused payment is declined",
        expectation: "`query` observes `declined` with the provider's code.",
        run: declined,
    },
    Case {
        id: "pay.statuses",
        level: 5,
        title: "Every status of the provider has its meaning",
        expectation: "`query` observes each truth of the cassette by its own name, never by another.",
        run: statuses,
    },
    Case {
        id: "pay.query_any_state",
        level: 5,
        title: "The truth is reached from everywhere",
        expectation: "`query` observes the payment from each state that was ever remembered, and from none at all.",
        run: query_any_state,
    },
    Case {
        id: "pay.return_is_no_evidence",
        level: 5,
        title: "What the browser brings back proves nothing",
        expectation: "A return with `status=paid` and the like, while nothing was paid, is never observed as paid.",
        run: return_is_no_evidence,
    },
    Case {
        id: "pay.languages",
        level: 5,
        title: "Every language can pay",
        expectation: "`start` takes kk, ru, en, zh, and a language it does not know.",
        run: languages,
    },
    Case {
        id: "quote.limits",
        level: 5,
        title: "Quotes keep to what was described",
        expectation: "min and max are available, one tiyn beyond is not, nor another currency or an unknown method.",
        run: quote_limits,
    },
    Case {
        id: "quote.commission",
        level: 5,
        title: "The commission is the described one",
        expectation: "Each quote names the described commission, unless it is quoted later.",
        run: quote_commission,
    },
];

/// The observation of the money of the order, as asked.
pub(super) fn is_ours(seen: &Observation, scene: &Scene<'_>, status: Status) -> Result<(), String> {
    let order = &scene.order;
    let wanted = (status, order.order_ref.as_str(), Some(order.expected_minor), Some(order.currency.as_str()));
    let got = (seen.status, seen.order_ref.as_str(), seen.amount_minor, seen.currency.as_deref());
    if got == wanted { Ok(()) } else { Err(format!("{got:?} instead of {wanted:?}")) }
}

fn ends_with(trace: &Trace, scene: &Scene<'_>, status: Status) -> Outcome {
    match &trace.end {
        End::Observed(seen) => is_ours(seen, scene, status).map_err(Found::Wrong),
        End::Refused(fault) => wrong(format!("refused: {fault}")),
        End::Stopped(step) => wrong(format!("it stopped with {step}")),
    }
}

fn happy(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let mut ask = |op: &Op| probe.ask(op);
        let truth = scene.success();
        let paid = walk_fair(&mut ask, &scene, (truth, scene.start()))?;
        ends_with(&paid, &scene, Scene::status_of(truth))?;
        if scene.captures() {
            let captured = walk_fair(&mut ask, &scene, (truth, scene.capture(&paid.state())))?;
            ends_with(&captured, &scene, Status::Paid)?;
        }
        let asked = walk_fair(&mut ask, &scene, (Truth::Paid, scene.query(&paid.state())))?;
        ends_with(&asked, &scene, Status::Paid)?;
    }
    Ok(())
}

fn declined(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let trace = walk_fair(&mut |op| probe.ask(op), &scene, (Truth::Declined, scene.query(&State::default())))?;
        let End::Observed(seen) = &trace.end else { return wrong(format!("{:?}", trace.end)) };
        let code = seen.decline.as_ref().map(|decline| decline.code.as_str()).unwrap_or_default();
        if seen.status != Status::Declined || code.is_empty() {
            return wrong(format!("{}: {:?} with the code {code:?}", scene.cassette.name, seen.status));
        }
    }
    Ok(())
}

fn statuses(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        for truth in scene.cassette.truths.keys().copied() {
            let trace = walk_fair(&mut |op| probe.ask(op), &scene, (truth, scene.query(&State::default())))?;
            let wanted = Scene::status_of(truth);
            // Another order's payment, or a word nobody knows, may also be a fault: neither says anything.
            let silent = matches!(truth, Truth::OtherOrder | Truth::Strange)
                && matches!(trace.end, End::Refused(_) | End::Observed(_))
                && matches!(trace.end.status(), None | Some(Status::Unknown));
            if trace.end.status() != Some(wanted) && !silent {
                return wrong(format!("{}: {truth:?} was told as {:?}", scene.cassette.name, trace.end));
            }
        }
    }
    Ok(())
}

fn query_any_state(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let mut ask = |op: &Op| probe.ask(op);
        let paid = walk_fair(&mut ask, &scene, (scene.success(), scene.start()))?;
        let mut states: Vec<State> = paid.turns().map(|(_, turn)| turn.state.clone()).collect();
        states.push(State::default());
        for state in states {
            let asked = walk_fair(&mut ask, &scene, (Truth::Paid, scene.query(&state)))?;
            ends_with(&asked, &scene, Status::Paid).map_err(|found| match found {
                Found::Wrong(why) => Found::Wrong(format!("{} from {}: {why}", scene.cassette.name, state.0)),
                absent @ Found::Absent(_) => absent,
            })?;
        }
    }
    Ok(())
}

fn return_is_no_evidence(bench: &Bench<'_>) -> Outcome {
    let lie = ["status", "result", "state", "code", "payment", "paid", "success"];
    let says = ["paid", "success", "true", "00", "PAID", "1", "CHARGE"];
    for scene in Scene::all(bench)? {
        let Some(truth) = unpaid(&scene) else { return absent("the cassette has no truth that says `not paid`") };
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let paid = walk_fair(&mut |op| probe.ask(op), &scene, (scene.success(), scene.start()))?;
        for (_, turn) in paid.turns() {
            for word in says {
                let pairs: Vec<Pair> = lie.iter().map(|name| Pair::new(name, word)).collect();
                let event = Event::CustomerReturned { query: pairs.clone(), form: pairs };
                let op = Op::Resume { order: Box::new(scene.order.clone()), state: turn.state.clone(), event };
                let trace = walk_fair(&mut |op| probe.ask(op), &scene, (truth, op))?;
                if matches!(trace.end.status(), Some(Status::Paid | Status::Authorised)) {
                    return wrong(format!("{}: `{word}` was believed: {:?}", scene.cassette.name, trace.end));
                }
            }
        }
    }
    Ok(())
}

/// A truth in which nothing was paid.
pub(super) fn unpaid(scene: &Scene<'_>) -> Option<Truth> {
    let mut truths = [Truth::NotPaid, Truth::NotFound, Truth::Pending, Truth::Declined].into_iter();
    truths.find(|truth| scene.cassette.truths.contains_key(truth))
}

fn languages(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        for lang in ["kk", "ru", "en", "zh", "xx", ""] {
            let mut probe = Probe::ready(bench, scene.cassette)?;
            probe.cx.lang = lang.to_owned();
            let trace = walk_fair(&mut |op| probe.ask(op), &scene, (scene.success(), scene.start()))?;
            if let End::Refused(fault) = &trace.end {
                return wrong(format!("{}: language {lang:?}: {fault}", scene.cassette.name));
            }
        }
    }
    Ok(())
}

fn quote_limits(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let (id, min, max) = (scene.method.id.as_str(), scene.method.min_minor, scene.method.max_minor);
        let quotes = [
            (id, min, "KZT", true),
            (id, max, "KZT", true),
            (id, min.saturating_sub(1), "KZT", min == 0),
            (id, max + 1, "KZT", false),
            (id, min, "USD", false),
            ("no-such-method", min, "KZT", false),
        ];
        for (method, amount_minor, currency, available) in quotes {
            let request = QuoteRequest { method: method.to_owned(), amount_minor, currency: currency.to_owned() };
            // A fault takes the method off the page, too.
            let answer = probe.ask(&Op::Quote(request))?;
            let offered = matches!(answer, Answer::Quote(quote) if quote.available);
            if offered != available {
                return wrong(format!("{method}, {amount_minor} {currency}: available = {offered}"));
            }
        }
    }
    Ok(())
}

fn quote_commission(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let method = &scene.method;
        for amount_minor in [method.min_minor, scene.order.amount_minor, method.max_minor] {
            let request = QuoteRequest { method: method.id.clone(), amount_minor, currency: method.currency.clone() };
            let answer = probe.ask(&Op::Quote(request))?;
            let Answer::Quote(quote) = answer else { return wrong(brief(&answer)) };
            let later = method.commission_mode == CommissionMode::QuotedLater;
            if !later && quote.commission_minor != method.commission_minor {
                let (quoted, described) = (quote.commission_minor, method.commission_minor);
                return wrong(format!("{}: {quoted:?} for {amount_minor}, described {described:?}", method.id));
            }
        }
    }
    Ok(())
}

/// An order for another amount, all else equal.
pub(super) fn with_state(order: &Order, state: &State, event: Event) -> Op {
    Op::Resume { order: Box::new(order.clone()), state: state.clone(), event }
}

/// Whether the step asks the customer for something.
pub(super) fn asks_customer(step: &Step) -> bool {
    match step {
        Step::Collect(_) | Step::Redirect(_) | Step::Wait(_) => true,
        Step::Http(_) | Step::Observe(_) => false,
    }
}
