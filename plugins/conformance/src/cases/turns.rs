//! Level 5, too: whatever the plugin asks of its host is something that a host may do. Looked at are all turns of payments,
//! questions, captures, cancellations and refunds, and of each of them with one request failing.

use std::collections::BTreeSet;

use evisa_plugin_sdk::proto::{
    Body, Description, Effect, HTTP_TIMEOUT_MS_MAX, HttpRequest, HttpResult, LOG_LINE_BYTES_MAX, LOG_LINES_MAX, Op,
    SecretUse, State, Step, Text, Turn,
};

use super::Case;
use crate::{
    cassette::Truth,
    journey::{End, Scene, Trace, Walk, walk, walk_fair},
    probe::{Bench, Found, Outcome, Probe, brief_turn, shown, wrong},
};

/// Most fields of one form.
const FIELDS_MAX: usize = 8;
/// The longest time to wait before asking again: a day.
const WAIT_S_MAX: u32 = 86_400;
/// Digits in a row that may be a card number (ISO/IEC 7812).
const PAN_DIGITS_MIN: usize = 13;
/// Header fields that belong to the host.
const HOST_HEADERS: [&str; 4] = ["host", "content-length", "connection", "transfer-encoding"];

pub(super) const CASES: &[Case] = &[
    Case {
        id: "turn.hosts",
        level: 5,
        title: "Requests and customers go to declared hosts",
        expectation: "https (or http to this machine) at exactly a host of the description, without a user name.",
        run: |bench| each(bench, hosts),
    },
    Case {
        id: "turn.request",
        level: 5,
        title: "Requests are ones a host can send",
        expectation: "At most 30 s; no header that belongs to the host or breaks the line; only declared secrets.",
        run: |bench| each(bench, request),
    },
    Case {
        id: "turn.query_only_asks",
        level: 5,
        title: "Asking changes nothing",
        expectation: "No request of `query` and `query_refund` is a mutation.",
        run: query_only_asks,
    },
    Case {
        id: "turn.steps",
        level: 5,
        title: "An operation ends",
        expectation: "At most eight requests in one operation, and an end of every walk.",
        run: steps,
    },
    Case {
        id: "turn.form",
        level: 5,
        title: "Forms can be shown",
        expectation: "1 to 8 fields, each once, with a length; the order's total; no card number; a title that is a key.",
        run: |bench| each(bench, form),
    },
    Case {
        id: "turn.wait",
        level: 5,
        title: "Waiting has a measure",
        expectation: "1 second to one day, with a sentence that is a key.",
        run: |bench| each(bench, wait),
    },
    Case {
        id: "turn.observation",
        level: 5,
        title: "Observations can be stored",
        expectation: "A currency of three letters, no card number, a decline with a code only where it was declined or cancelled.",
        run: |bench| each(bench, observation),
    },
    Case {
        id: "turn.discreet",
        level: 5,
        title: "Secrets and personal data stay where they are",
        expectation: "None in log lines, addresses and faults; no secret in what is remembered; at most 64 lines of 1 KiB.",
        run: discreet,
    },
];

type Look = fn(&Scene<'_>, &Turn) -> Result<(), String>;

/// Everything the plugin can do in this scene.
pub(super) fn operations(scene: &Scene<'_>, paid: &State) -> Vec<(Truth, Op)> {
    let caps = scene.description.caps;
    let mut all = vec![(scene.success(), scene.start()), (Truth::Paid, scene.query(paid))];
    if scene.captures() {
        all.push((Truth::Authorised, scene.capture(paid)));
    }
    if caps.cancel {
        all.push((scene.success(), scene.cancel(paid)));
    }
    if caps.refund {
        all.push((Truth::Paid, scene.refund(paid, (scene.order.expected_minor, scene.cassette.provider_ref.clone()))));
    }
    all
}

/// Every walk of a scene, and each of them again with one request failing, for each request.
pub(super) fn traces(bench: &Bench<'_>, scene: &Scene<'_>) -> Result<Vec<Trace>, Found> {
    let mut probe = Probe::ready(bench, scene.cassette)?;
    let mut ask = |op: &Op| probe.ask(op);
    let paid = walk_fair(&mut ask, scene, (scene.success(), scene.start()))?.state();
    let mut all = Vec::new();
    for (truth, op) in operations(scene, &paid) {
        let fair = walk_fair(&mut ask, scene, (truth, op.clone()))?;
        let requests = fair.sent.len();
        all.push(fair);
        for failing in 0..requests {
            for result in [not_sent(), no_response()] {
                let weather = &mut |index: usize, _: &HttpRequest| (index == failing).then(|| result.clone());
                let plan = Walk { scene, truth, weather, gives_up: false };
                all.push(walk(&mut ask, plan, op.clone())?);
            }
        }
    }
    Ok(all)
}

/// The request never left.
pub(super) fn not_sent() -> HttpResult {
    HttpResult::NotSent { why: "connection refused".to_owned() }
}

/// The request left, and nothing came back.
pub(super) fn no_response() -> HttpResult {
    HttpResult::SentNoResponse { why: "timed out".to_owned() }
}

fn each(bench: &Bench<'_>, look: Look) -> Outcome {
    for scene in Scene::all(bench)? {
        for trace in traces(bench, &scene)? {
            for (_, turn) in trace.turns() {
                look(&scene, turn)
                    .map_err(|why| Found::Wrong(format!("{}: {why}, in {}", scene.cassette.name, brief_turn(turn))))?;
            }
        }
    }
    Ok(())
}

fn hosts(scene: &Scene<'_>, turn: &Turn) -> Result<(), String> {
    match &turn.step {
        Step::Http(request) => place(&scene.description, &request.url),
        Step::Redirect(redirect) => place(&scene.description, &redirect.url),
        Step::Collect(_) | Step::Wait(_) | Step::Observe(_) => Ok(()),
    }
}

fn place(description: &Description, url: &str) -> Result<(), String> {
    let Some((scheme, rest)) = url.split_once("://") else { return Err("no address".to_owned()) };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default();
    let here = host == "127.0.0.1" || host == "localhost";
    if !(scheme == "https" || (scheme == "http" && here)) {
        return Err(format!("the scheme `{scheme}`"));
    }
    if !url.bytes().all(|b| b.is_ascii_graphic()) || authority.contains('@') {
        return Err("an address with blanks, other letters, or a user name".to_owned());
    }
    if description.hosts.iter().any(|declared| declared == host) {
        Ok(())
    } else {
        Err(format!("the host `{host}`, which is not declared"))
    }
}

fn request(scene: &Scene<'_>, turn: &Turn) -> Result<(), String> {
    let Step::Http(request) = &turn.step else { return Ok(()) };
    if request.timeout_ms.is_some_and(|ms| ms == 0 || HTTP_TIMEOUT_MS_MAX < ms) {
        return Err(format!("a time of {:?} ms", request.timeout_ms));
    }
    let token = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    for header in &request.headers {
        let name = header.name.to_ascii_lowercase();
        if name.is_empty() || !name.bytes().all(token) || HOST_HEADERS.contains(&name.as_str()) {
            return Err(format!("the header `{name}`"));
        }
        text(scene, &header.value, true)?;
    }
    match &request.body {
        Some(Body::Text { text: body, content_type }) if !content_type.is_empty() => text(scene, body, false),
        Some(Body::Base64 { content_type, .. }) if !content_type.is_empty() => Ok(()),
        Some(Body::Text { .. } | Body::Base64 { .. }) => Err("a body without a content type".to_owned()),
        Some(Body::Form { fields }) => fields.iter().try_for_each(|field| text(scene, &field.value, false)),
        None => Ok(()),
    }
}

fn text(scene: &Scene<'_>, value: &Text, line: bool) -> Result<(), String> {
    match value {
        Text::Plain(text) | Text::Private { private: text } if line && text.chars().any(char::is_control) => {
            Err("a header of two lines".to_owned())
        }
        Text::Plain(_) | Text::Private { .. } => Ok(()),
        Text::Secret { secret } => {
            let declared = scene.description.secrets.iter().any(|field| field.name == *secret);
            if declared { Ok(()) } else { Err(format!("the secret `{secret}`, which is not declared")) }
        }
        Text::Basic { basic } => {
            text(scene, &basic.user, line)?;
            text(scene, &basic.password, line)
        }
        Text::Join(parts) => parts.iter().try_for_each(|part| text(scene, part, line)),
    }
}

fn query_only_asks(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let states = traces(bench, &scene)?;
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let mut states: Vec<State> =
            states.iter().flat_map(|trace| trace.turns().map(|(_, turn)| turn.state.clone())).collect();
        states.push(State::default());
        let mut seen = BTreeSet::new();
        states.retain(|state| seen.insert(state.0.to_string()));
        for state in states {
            for truth in scene.cassette.truths.keys().copied() {
                let trace = walk_fair(&mut |op| probe.ask(op), &scene, (truth, scene.query(&state)))?;
                if let Some(sent) = trace.mutations().next() {
                    let told = shown(crate::journey::told(&sent.request).as_bytes());
                    return wrong(format!("{}: `query` from {} sends {told}", scene.cassette.name, state.0));
                }
            }
        }
    }
    Ok(())
}

fn steps(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        for trace in traces(bench, &scene)? {
            match &trace.end {
                End::Stopped(why) if why.starts_with("more than") || why.starts_with("no end") => {
                    return wrong(format!("{}: {why}", scene.cassette.name));
                }
                End::Stopped(_) | End::Observed(_) | End::Refused(_) => {}
            }
        }
    }
    Ok(())
}

/// Whether a text is a key of the portal's sentences: `method-code-title`.
fn is_key(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn form(scene: &Scene<'_>, turn: &Turn) -> Result<(), String> {
    let Step::Collect(form) = &turn.step else { return Ok(()) };
    let mut ids = BTreeSet::new();
    if !is_key(&form.title) || !(1..=FIELDS_MAX).contains(&form.fields.len()) {
        return Err(format!("{} fields under the title {:?}", form.fields.len(), form.title));
    }
    for field in &form.fields {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if field.id.is_empty() || !field.id.bytes().all(plain) || !ids.insert(&field.id) || field.max_len == 0 {
            return Err(format!("the field {:?} of at most {} characters", field.id, field.max_len));
        }
        let complete = field.autocomplete.as_deref().unwrap_or_default();
        if complete.starts_with("cc-") || ["card", "pan", "cvc", "cvv"].iter().any(|word| field.id.contains(word)) {
            return Err(format!("the field {:?} asks for a card", field.id));
        }
    }
    if form.total_minor != scene.order.expected_minor || form.commission_minor != scene.order.commission_minor {
        let (total, commission) = (form.total_minor, form.commission_minor);
        let (expected, quoted) = (scene.order.expected_minor, scene.order.commission_minor);
        return Err(format!("a total of {total} with a commission of {commission}, not {expected} with {quoted}"));
    }
    if form.expires_s == 0 { Err("a form that is over already".to_owned()) } else { Ok(()) }
}

fn wait(_: &Scene<'_>, turn: &Turn) -> Result<(), String> {
    let Step::Wait(wait) = &turn.step else { return Ok(()) };
    if (1..=WAIT_S_MAX).contains(&wait.poll_after_s) && is_key(&wait.message) {
        return Ok(());
    }
    Err(format!("{} s, {:?}", wait.poll_after_s, wait.message))
}

fn observation(_: &Scene<'_>, turn: &Turn) -> Result<(), String> {
    use evisa_plugin_sdk::proto::Status;
    let Step::Observe(seen) = &turn.step else { return Ok(()) };
    if seen.currency.as_ref().is_some_and(|text| text.len() != 3 || !text.bytes().all(|b| b.is_ascii_uppercase())) {
        return Err(format!("the currency {:?}", seen.currency));
    }
    let card = |text: &str| text.split(|c: char| !c.is_ascii_digit()).any(|run| PAN_DIGITS_MIN <= run.len());
    if seen.masked_instrument.as_deref().is_some_and(card) {
        return Err("a whole card number".to_owned());
    }
    let may = matches!(seen.status, Status::Declined | Status::Cancelled);
    match &seen.decline {
        Some(decline) if !may || decline.code.is_empty() => Err(format!("a decline {:?}", decline.code)),
        Some(decline) if decline.message_key.as_deref().is_some_and(|key| !is_key(key)) => {
            Err(format!("the sentence {:?}", decline.message_key))
        }
        Some(_) | None => Ok(()),
    }
}

fn discreet(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let secrets: Vec<_> = scene.cassette.secrets.values().filter(|secret| !secret.is_empty()).collect();
        let typed: Vec<_> = scene.cassette.customer.values().collect();
        let says = |text: &str, words: &[&String]| words.iter().any(|word| text.contains(word.as_str()));
        for trace in traces(bench, &scene)? {
            for (_, turn) in trace.turns() {
                let lines = &turn.log;
                let long = lines.iter().any(|line| LOG_LINE_BYTES_MAX < line.message.len());
                if LOG_LINES_MAX < lines.len() || long {
                    return wrong(format!("{} log lines, or one beyond 1 KiB", lines.len()));
                }
                if let Some(line) =
                    lines.iter().find(|line| says(&line.message, &secrets) || says(&line.message, &typed))
                {
                    return wrong(format!(
                        "a secret or what the customer typed is in a log line of {} characters",
                        line.message.len()
                    ));
                }
                if says(&turn.state.0.to_string(), &secrets) {
                    return wrong("a secret is remembered in the state");
                }
                let address = match &turn.step {
                    Step::Http(request) => request.url.as_str(),
                    Step::Redirect(redirect) => redirect.url.as_str(),
                    Step::Collect(_) | Step::Wait(_) | Step::Observe(_) => "",
                };
                if says(address, &secrets) || says(address, &typed) {
                    return wrong("a secret or what the customer typed is in an address");
                }
            }
            if let End::Refused(fault) = &trace.end
                && (says(&fault.message, &secrets) || says(&fault.message, &typed))
            {
                return wrong("a secret or what the customer typed is in a fault");
            }
        }
    }
    Ok(())
}

/// Whether the request can move money.
pub(super) fn is_mutation(request: &HttpRequest) -> bool {
    request.effect == Effect::Mutate
}

/// Whether the plugin is shown a secret of the cassette.
pub(super) fn is_plugin_secret(scene: &Scene<'_>, name: &str) -> bool {
    scene.description.secrets.iter().any(|field| field.name == name && field.used_by == SecretUse::Plugin)
}
