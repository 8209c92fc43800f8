//! Level 8: amounts are told as the provider told them, asked for as the order says, and never given back beyond it.

use evisa_plugin_sdk::{
    decimal::minor_format,
    proto::{
        Answer, Bytes, CommissionMode, FaultKind, HttpRequest, HttpResult, Op, Order, RefundOrder, State, Status, Step,
    },
};

use super::{
    Case,
    pay::{is_ours, unpaid},
    turns::{is_mutation, no_response, not_sent},
};
use crate::{
    cassette::Truth,
    journey::{Ask, End, REFUND_ID, Scene, Trace, Walk, told, walk, walk_fair},
    probe::{Bench, Found, Outcome, Probe, absent, brief, shown, wrong},
};

pub(super) const CASES: &[Case] = &[
    Case {
        id: "money.amount",
        level: 8,
        title: "Another amount is told as it is",
        expectation: "`paid` with the provider's amount, never the order's in its place.",
        run: |bench| mismatch(bench, Truth::OtherAmount),
    },
    Case {
        id: "money.currency",
        level: 8,
        title: "Another currency is told as it is",
        expectation: "`paid` with the provider's currency, or unknown.",
        run: |bench| mismatch(bench, Truth::OtherCurrency),
    },
    Case {
        id: "money.asked",
        level: 8,
        title: "What is asked for is what is expected",
        expectation: "The provider is asked for exactly the order's total: with the commission where it is included, without elsewhere.",
        run: asked,
    },
    Case {
        id: "money.unsupported",
        level: 8,
        title: "What is not claimed is refused",
        expectation: "cancel, capture, refund and parse_settlement are unsupported where the description does not name them.",
        run: unsupported,
    },
    Case {
        id: "money.capture_once",
        level: 8,
        title: "Money is taken once",
        expectation: "A capture sends one mutation, and after an answer that got lost never another; unpaid orders are not captured.",
        run: capture_once,
    },
    Case {
        id: "money.refund",
        level: 8,
        title: "Money is given back",
        expectation: "A refund sends one mutation, with the amount and the refund's own key, and is observed as given back.",
        run: refund,
    },
    Case {
        id: "money.refund_cap",
        level: 8,
        title: "No more is given back than was paid",
        expectation: "One tiyn more, nothing at all, or a part where only the whole can be given back: no mutation.",
        run: refund_cap,
    },
    Case {
        id: "money.refund_unknown",
        level: 8,
        title: "A refund without an answer is unknown",
        expectation: "Neither given back nor failed, and `query_refund` only asks.",
        run: refund_unknown,
    },
    Case {
        id: "money.cancel",
        level: 8,
        title: "Cancelling takes no money",
        expectation: "A cancellation ends, never with an order observed as paid that was not.",
        run: cancel,
    },
    Case {
        id: "money.foreign_order",
        level: 8,
        title: "An order of another method or currency is refused",
        expectation: "A fault, or a step that names neither: never a request for the money in another currency.",
        run: foreign_order,
    },
    Case {
        id: "money.settlement",
        level: 8,
        title: "A settlement file is read row by row",
        expectation: "The rows of the cassette; a fault for each file it calls wrong.",
        run: settlement,
    },
];

fn mismatch(bench: &Bench<'_>, truth: Truth) -> Outcome {
    let mut any = false;
    for scene in Scene::all(bench)? {
        let Some(raw) = scene.cassette.truths.get(&truth) else { continue };
        any = true;
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let trace = walk_fair(&mut |op| probe.ask(op), &scene, (truth, scene.query(&State::default())))?;
        let End::Observed(seen) = &trace.end else { return wrong(format!("{:?}", trace.end)) };
        let amount = raw.amount_minor.or(Some(scene.order.expected_minor));
        let currency = raw.currency.clone().or_else(|| Some(scene.order.currency.clone()));
        let told = (seen.amount_minor, seen.currency.clone()) == (amount, currency);
        if !told && (truth == Truth::OtherAmount || seen.status != Status::Unknown) {
            return wrong(format!("{}: {:?} {:?}", scene.cassette.name, seen.amount_minor, seen.currency));
        }
    }
    if any { Ok(()) } else { absent("the cassettes have no such truth") }
}

/// Everything the provider and the customer are shown on the way to a payment.
fn shown_on_the_way(trace: &Trace) -> Vec<String> {
    let requests = trace.sent.iter().map(|sent| told(&sent.request));
    let pages = trace.turns().filter_map(|(_, turn)| match &turn.step {
        Step::Redirect(redirect) => {
            let fields: Vec<_> = redirect.fields.iter().map(|pair| readable(&pair.value)).collect();
            Some(format!("{} {}", redirect.url, fields.join(" ")))
        }
        Step::Http(_) | Step::Collect(_) | Step::Wait(_) | Step::Observe(_) => None,
    });
    requests.chain(pages).collect()
}

/// A value, and what stands in it when it is base64.
fn readable(value: &str) -> String {
    let inside: Option<Bytes> = serde_json::from_value(serde_json::Value::from(value)).ok();
    let inside = inside.as_ref().and_then(Bytes::text).unwrap_or_default();
    format!("{value} {inside}")
}

/// Whether a text names an amount, as a decimal or in minor units, and not as a part of a longer number.
fn names(text: &str, minor: u64) -> bool {
    let decimal = minor_format(minor, 2);
    let short = decimal.trim_end_matches('0').trim_end_matches('.').to_owned();
    [decimal, short, minor.to_string()].iter().any(|number| {
        text.match_indices(number.as_str()).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let mut after = text[at + number.len()..].chars();
            let next = after.next();
            let part = next == Some('.') && after.next().is_some_and(|c| c.is_ascii_digit() && c != '0');
            !before.is_some_and(|c| c.is_ascii_digit() || c == '.')
                && !next.is_some_and(|c| c.is_ascii_digit())
                && !part
        })
    })
}

fn asked(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let trace = walk_fair(&mut |op| probe.ask(op), &scene, (scene.success(), scene.start()))?;
        let texts = shown_on_the_way(&trace);
        let order = &scene.order;
        let other = match scene.method.commission_mode {
            CommissionMode::Included => order.amount_minor,
            CommissionMode::AddedByProvider | CommissionMode::QuotedLater | CommissionMode::Unknown => {
                order.amount_minor + order.commission_minor
            }
        };
        if !texts.iter().any(|text| names(text, order.expected_minor)) {
            let texts: Vec<_> = texts.iter().map(|text| shown(text.as_bytes())).collect();
            let expected = minor_format(order.expected_minor, 2);
            return wrong(format!("{}: {expected} stands nowhere in {texts:?}", scene.cassette.name));
        }
        if other != order.expected_minor && texts.iter().any(|text| names(text, other)) {
            let other = minor_format(other, 2);
            return wrong(format!("{}: the provider is asked for {other}, too", scene.cassette.name));
        }
    }
    Ok(())
}

fn unsupported(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let (state, caps) = (State::default(), scene.description.caps);
        let whole = (scene.order.expected_minor, scene.cassette.provider_ref.clone());
        let ops = [
            (caps.cancel, scene.cancel(&state)),
            (scene.captures(), scene.capture(&state)),
            (caps.refund, scene.refund(&state, whole)),
            (caps.settlement, Op::ParseSettlement { file: Bytes::from("") }),
        ];
        for (_, op) in ops.into_iter().filter(|(claimed, _)| !claimed) {
            let answer = probe.ask(&op)?;
            if !matches!(&answer, Answer::Error(fault) if fault.kind == FaultKind::Unsupported) {
                return wrong(format!("{} was answered with {}", crate::probe::op_name(&op), brief(&answer)));
            }
        }
    }
    Ok(())
}

/// The scenes of which this holds, with a process and the state after a payment.
fn each(
    bench: &Bench<'_>,
    (holds, why): (fn(&Scene<'_>) -> bool, &str),
    look: fn(Ask<'_>, &Scene<'_>, &State) -> Outcome,
) -> Outcome {
    let mut any = false;
    for scene in Scene::all(bench)?.into_iter().filter(holds) {
        any = true;
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let mut ask = |op: &Op| probe.ask(op);
        let paid = walk_fair(&mut ask, &scene, (scene.success(), scene.start()))?.state();
        look(&mut ask, &scene, &paid).map_err(|found| match found {
            Found::Wrong(why) => Found::Wrong(format!("{}: {why}", scene.cassette.name)),
            absent @ Found::Absent(_) => absent,
        })?;
    }
    if any { Ok(()) } else { absent(why) }
}

fn capture_once(bench: &Bench<'_>) -> Outcome {
    each(bench, (|scene| scene.captures(), "the provider captures by itself"), |ask, scene, paid| {
        let captured = walk_fair(ask, scene, (Truth::Authorised, scene.capture(paid)))?;
        let sent = captured.mutations().count();
        if sent != 1 {
            return wrong(format!("{sent} mutations for one capture"));
        }
        let weather = &mut |_: usize, request: &HttpRequest| is_mutation(request).then(no_response);
        let lost = walk(ask, Walk { scene, truth: Truth::Authorised, weather, gives_up: false }, scene.capture(paid))?;
        let again = walk_fair(ask, scene, (Truth::Authorised, scene.capture(&lost.state())))?;
        if again.mutations().next().is_some() {
            return wrong("another capture after one whose answer got lost");
        }
        let weather = &mut |_: usize, request: &HttpRequest| is_mutation(request).then(not_sent);
        let unsent =
            walk(ask, Walk { scene, truth: Truth::Authorised, weather, gives_up: false }, scene.capture(paid))?;
        let retried = walk_fair(ask, scene, (Truth::Authorised, scene.capture(&unsent.state())))?;
        if retried.end.status() != Some(Status::Paid) {
            return wrong(format!("a capture that never left cannot be tried again: {:?}", retried.end));
        }
        if let Some(truth) = unpaid(scene) {
            let early = walk_fair(ask, scene, (truth, scene.capture(paid)))?;
            if early.mutations().next().is_some() {
                return wrong(format!("a capture although the provider says {truth:?}"));
            }
        }
        Ok(())
    })
}

const REFUNDS: (fn(&Scene<'_>) -> bool, &str) = (|scene| scene.description.caps.refund, "nothing can be given back");

fn refund(bench: &Bench<'_>) -> Outcome {
    each(bench, REFUNDS, |ask, scene, paid| {
        let whole = (scene.order.expected_minor, scene.cassette.provider_ref.clone());
        let trace = walk_fair(ask, scene, (Truth::Paid, scene.refund(paid, whole)))?;
        let sent: Vec<_> = trace.mutations().collect();
        let [one] = sent.as_slice() else { return wrong(format!("{} mutations", sent.len())) };
        let text = unescaped(&told(&one.request));
        if !names(&text, scene.order.expected_minor) {
            return wrong(format!("the amount stands nowhere in {}", shown(text.as_bytes())));
        }
        if one.request.idempotency_key.as_deref() != Some(REFUND_ID) {
            return wrong(format!("the idempotency key {:?} instead of the refund's", one.request.idempotency_key));
        }
        match trace.end.status() {
            Some(Status::Refunded | Status::PartRefunded) => Ok(()),
            Some(_) | None => wrong(format!("{:?}", trace.end)),
        }
    })
}

/// A text with the escapes of an address undone, as far as amounts need it.
fn unescaped(text: &str) -> String {
    text.replace("%22", "\"").replace("%2E", ".").replace("%20", " ").replace("%3D", "=")
}

fn refund_cap(bench: &Bench<'_>) -> Outcome {
    each(bench, REFUNDS, |ask, scene, paid| {
        let whole = scene.order.expected_minor;
        let part = (!scene.description.caps.partial_refund).then_some(whole - 1);
        for amount in [Some(whole + 1), Some(whole * 2), Some(0), part].into_iter().flatten() {
            let op = scene.refund(paid, (amount, scene.cassette.provider_ref.clone()));
            let trace = walk_fair(ask, scene, (Truth::Paid, op))?;
            if let Some(sent) = trace.mutations().next() {
                let told = shown(told(&sent.request).as_bytes());
                return wrong(format!("{amount} of {whole} tiyn are given back: {told}"));
            }
        }
        Ok(())
    })
}

fn refund_unknown(bench: &Bench<'_>) -> Outcome {
    each(bench, REFUNDS, |ask, scene, paid| {
        let whole = (scene.order.expected_minor, scene.cassette.provider_ref.clone());
        let mut lost = false;
        let weather = &mut |_: usize, request: &HttpRequest| {
            lost |= is_mutation(request);
            lost.then(no_response)
        };
        let plan = Walk { scene, truth: Truth::Paid, weather, gives_up: true };
        let trace = walk(ask, plan, scene.refund(paid, whole.clone()))?;
        if let Some(Status::Refunded | Status::PartRefunded | Status::Paid | Status::Declined) = trace.end.status() {
            return wrong(format!("{:?}", trace.end));
        }
        let Op::Refund { refund, .. } = scene.refund(paid, whole) else { return Ok(()) };
        let op = query_refund(&scene.order, &trace.state(), refund);
        let asked = walk_fair(ask, scene, (Truth::Paid, op))?;
        if asked.mutations().next().is_some() {
            return wrong("`query_refund` sends a mutation");
        }
        match asked.end.status() {
            Some(Status::Refunded | Status::PartRefunded) => wrong("given back, although the provider says paid"),
            Some(_) | None => Ok(()),
        }
    })
}

fn query_refund(order: &Order, state: &State, refund: RefundOrder) -> Op {
    Op::QueryRefund { order: Box::new(order.clone()), state: state.clone(), refund }
}

fn cancel(bench: &Bench<'_>) -> Outcome {
    let cancels: (fn(&Scene<'_>) -> bool, &str) = (|scene| scene.description.caps.cancel, "nothing can be cancelled");
    each(bench, cancels, |ask, scene, paid| {
        let truths = [unpaid(scene), scene.captures().then_some(Truth::Authorised)];
        for truth in truths.into_iter().flatten() {
            let trace = walk_fair(ask, scene, (truth, scene.cancel(paid)))?;
            if 1 < trace.mutations().count() {
                return wrong(format!("{} mutations for one cancellation", trace.mutations().count()));
            }
            if matches!(trace.end.status(), Some(Status::Paid)) {
                return wrong(format!("observed as paid: {:?}", trace.end));
            }
        }
        let paid_already = walk_fair(ask, scene, (Truth::Paid, scene.cancel(paid)))?;
        match &paid_already.end {
            End::Observed(seen) if seen.status == Status::Paid => {
                is_ours(seen, scene, Status::Paid).map_err(Found::Wrong)
            }
            End::Observed(_) | End::Refused(_) | End::Stopped(_) => Ok(()),
        }
    })
}

fn foreign_order(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let dollars = Order { currency: "USD".to_owned(), ..scene.order.clone() };
        let places = Order { exponent: 0, ..scene.order.clone() };
        for order in [dollars, places] {
            let foreign = Scene {
                cassette: scene.cassette,
                description: scene.description.clone(),
                method: scene.method.clone(),
                order,
            };
            let trace = walk_fair(&mut |op| probe.ask(op), &foreign, (scene.success(), foreign.start()))?;
            // Whoever passes the order's own currency on asks for what the order says; `KZT` would ask for something else.
            let steps = trace.turns().filter_map(|(_, turn)| serde_json::to_string(&turn.step).ok());
            if foreign.order.currency != "KZT" && steps.into_iter().any(|step| step.contains("KZT")) {
                return wrong(format!(
                    "{}: {} cents of USD are asked for in KZT",
                    scene.cassette.name, foreign.order.expected_minor
                ));
            }
        }
    }
    Ok(())
}

fn settlement(bench: &Bench<'_>) -> Outcome {
    let mut any = false;
    for scene in Scene::all(bench)?.into_iter().filter(|scene| scene.description.caps.settlement) {
        any = true;
        let Some(sample) = &scene.cassette.settlement else {
            return wrong(format!(
                "{}: the description reads settlement files, and there is no sample",
                scene.cassette.name
            ));
        };
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let file = |text: &str| Op::ParseSettlement { file: Bytes::from(text) };
        let answer = probe.ask(&file(&sample.text))?;
        if !matches!(&answer, Answer::Rows(rows) if *rows == sample.rows) {
            return wrong(format!("{}: {}", scene.cassette.name, brief(&answer)));
        }
        for text in &sample.refused {
            let answer = probe.ask(&file(text))?;
            if !matches!(answer, Answer::Error(_)) {
                return wrong(format!("{}: {} for {}", scene.cassette.name, brief(&answer), shown(text.as_bytes())));
            }
        }
    }
    if any { Ok(()) } else { absent("the description reads no settlement files") }
}

/// An answer that never came, for the cases beside this file.
pub(super) fn silence() -> HttpResult {
    no_response()
}
