//! Playing customer and provider: a walk through one operation, from its first call to its end.

use std::collections::BTreeMap;

use evisa_plugin_sdk::proto::{
    Answer, Beneficiary, Body, Capture, Collect, CommissionMode, Description, Effect, Event, Fault, HTTP_STEPS_MAX,
    HttpRequest, HttpResult, Method, Observation, Op, Order, QuoteRequest, RefundOrder, State, Status, Step, Text,
    Titles, Turn,
};

use crate::{
    Cassette,
    cassette::Truth,
    probe::{Bench, EXPIRES_AT, Found, Probe, brief, brief_turn, op_name, wrong},
};

/// The most calls of one walk: the longest we know has a dozen.
const CALLS_MAX: usize = 48;
/// The most forms a customer fills, or times of waiting, on one walk.
const PATIENCE: usize = 8;
/// What a refund is called.
pub(crate) const REFUND_ID: &str = "refund-1";

/// One method with everything needed to pay by it.
pub(crate) struct Scene<'a> {
    pub(crate) cassette: &'a Cassette,
    pub(crate) description: Description,
    pub(crate) method: Method,
    pub(crate) order: Order,
}

impl<'a> Scene<'a> {
    /// The scene of a cassette: the plugin is asked for its quote, and the order made as a host makes it.
    pub(crate) fn new(bench: &Bench<'_>, cassette: &'a Cassette) -> Result<Self, Found> {
        let mut probe = Probe::ready(bench, cassette)?;
        let description = probe.describe()?;
        let sketch = &cassette.order;
        let Some(method) = description.methods.iter().find(|method| method.id == sketch.method).cloned() else {
            return wrong(format!("{}: the plugin has no method `{}`", cassette.name, sketch.method));
        };
        let request = QuoteRequest {
            method: sketch.method.clone(),
            amount_minor: sketch.amount_minor,
            currency: method.currency.clone(),
        };
        let answer = probe.ask(&Op::Quote(request))?;
        let commission_minor = if let Answer::Quote(quote) = &answer
            && quote.available
        {
            quote.commission_minor.unwrap_or_default()
        } else {
            return wrong(format!("{}: the quote was answered with {}", cassette.name, brief(&answer)));
        };
        let order = order(cassette, &method, (sketch.amount_minor, commission_minor));
        Ok(Self { cassette, description, method, order })
    }

    /// Every scene.
    pub(crate) fn all(bench: &Bench<'a>) -> Result<Vec<Self>, Found> {
        bench.cassettes()?.iter().map(|cassette| Self::new(bench, cassette)).collect()
    }

    pub(crate) fn start(&self) -> Op {
        Op::Start { order: Box::new(self.order.clone()) }
    }

    pub(crate) fn query(&self, state: &State) -> Op {
        Op::Query { order: Box::new(self.order.clone()), state: state.clone() }
    }

    pub(crate) fn capture(&self, state: &State) -> Op {
        Op::Capture { order: Box::new(self.order.clone()), state: state.clone() }
    }

    pub(crate) fn cancel(&self, state: &State) -> Op {
        Op::Cancel { order: Box::new(self.order.clone()), state: state.clone() }
    }

    pub(crate) fn refund(&self, state: &State, (amount_minor, provider_ref): (u64, Option<String>)) -> Op {
        let reason = "paid twice".to_owned();
        let refund =
            RefundOrder { refund_id: REFUND_ID.to_owned(), amount_minor, captured_minor: None, provider_ref, reason };
        Op::Refund { order: Box::new(self.order.clone()), state: state.clone(), refund }
    }

    /// The truth at the end of a payment that succeeds, before a capture.
    pub(crate) fn success(&self) -> Truth {
        if self.captures() { Truth::Authorised } else { Truth::Paid }
    }

    pub(crate) fn captures(&self) -> bool {
        self.description.caps.capture == Capture::Manual
    }

    /// What an observation of a truth must say.
    pub(crate) fn status_of(truth: Truth) -> Status {
        match truth {
            Truth::NotFound => Status::NotFound,
            Truth::NotPaid => Status::NotPaid,
            Truth::Pending => Status::Pending,
            Truth::Authorised => Status::Authorised,
            Truth::Paid | Truth::OtherAmount | Truth::OtherCurrency | Truth::OtherOrder => Status::Paid,
            Truth::Declined => Status::Declined,
            Truth::Cancelled => Status::Cancelled,
            Truth::Refunded => Status::Refunded,
            Truth::Strange => Status::Unknown,
        }
    }

    fn reply(&self, request: &HttpRequest, truth: &mut Truth) -> Result<Sent, Found> {
        let text = told(request);
        let mut routes = self.cassette.routes.iter();
        let route = routes.find(|route| route.contains.iter().all(|word| text.contains(word.as_str())));
        let Some(route) = route else {
            return wrong(format!("{}: no route answers {}", self.cassette.name, crate::probe::shown(text.as_bytes())));
        };
        let told = route.truth.then_some(*truth);
        let reply = match (&route.reply, self.cassette.truths.get(truth)) {
            (Some(reply), _) => reply,
            (None, Some(told)) => &told.reply,
            (None, None) => return wrong(format!("{}: `truths` lacks {truth:?}", self.cassette.name)),
        };
        if let Some(becomes) = route.becomes {
            *truth = becomes;
        }
        Ok(Sent { request: request.clone(), result: HttpResult::Response(reply.response()), told, fair: true })
    }
}

/// An order as a host makes it.
pub(crate) fn order(cassette: &Cassette, method: &Method, (amount_minor, commission_minor): (u64, u64)) -> Order {
    let expected_minor = match method.commission_mode {
        CommissionMode::Included => amount_minor + commission_minor,
        CommissionMode::AddedByProvider | CommissionMode::QuotedLater | CommissionMode::Unknown => amount_minor,
    };
    Order {
        method: method.id.clone(),
        payment_code: "C0001000010101".to_owned(),
        attempt_id: "a1".to_owned(),
        order_ref: cassette.order.order_ref.clone(),
        amount_minor,
        commission_minor,
        expected_minor,
        currency: method.currency.clone(),
        exponent: 2,
        purpose: Titles::new("Консулдық алым", "Консульский сбор", "Consular fee", "领事费"),
        beneficiary: Beneficiary {
            name: "Treasury".to_owned(),
            tax_code: "620301".to_owned(),
            knp: "911".to_owned(),
            kbk: "108126".to_owned(),
        },
        payer: cassette.order.payer.clone(),
        return_url: "https://portal.example/return".to_owned(),
        callback_url: "https://portal.example/callback".to_owned(),
        expires_at: EXPIRES_AT.to_owned(),
    }
}

/// A request that left, and what came back.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) request: HttpRequest,
    pub(crate) result: HttpResult,
    /// What the provider told about the order in it.
    pub(crate) told: Option<Truth>,
    /// Whether the provider's own answer came through.
    pub(crate) fair: bool,
}

/// One call of a walk.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) op: Op,
    pub(crate) answer: Answer,
}

/// How a walk ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum End {
    /// With an observation.
    Observed(Box<Observation>),
    /// With a fault.
    Refused(Fault),
    /// The customer is asked, or nothing more happens; what was asked last.
    Stopped(String),
}

impl End {
    /// The status that was observed.
    pub(crate) fn status(&self) -> Option<Status> {
        match self {
            Self::Observed(seen) => Some(seen.status),
            Self::Refused(_) | Self::Stopped(_) => None,
        }
    }
}

/// A walk from its first call to its end.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    pub(crate) calls: Vec<Call>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) end: End,
}

impl Trace {
    /// The turns with the operation that each answered.
    pub(crate) fn turns(&self) -> impl Iterator<Item = (&Op, &Turn)> {
        self.calls.iter().filter_map(|call| {
            if let Answer::Turn(turn) = &call.answer { Some((&call.op, turn.as_ref())) } else { None }
        })
    }

    /// What was remembered last.
    pub(crate) fn state(&self) -> State {
        self.turns().last().map(|(_, turn)| turn.state.clone()).unwrap_or_default()
    }

    pub(crate) fn mutations(&self) -> impl Iterator<Item = &Sent> {
        self.sent.iter().filter(|sent| sent.request.effect == Effect::Mutate)
    }
}

/// What becomes of the request with this number, when it is not answered well.
pub(crate) type Weather<'w> = &'w mut dyn FnMut(usize, &HttpRequest) -> Option<HttpResult>;

/// How to walk.
pub(crate) struct Walk<'s, 'w> {
    pub(crate) scene: &'s Scene<'s>,
    pub(crate) truth: Truth,
    pub(crate) weather: Weather<'w>,
    /// Whether the customer goes away once a request was not answered well.
    pub(crate) gives_up: bool,
}

/// How calls are made: by one process, or each by another.
pub(crate) type Ask<'p> = &'p mut dyn FnMut(&Op) -> Result<Answer, Found>;

/// Walks with an answer to everything.
pub(crate) fn walk_fair(ask: Ask<'_>, scene: &Scene<'_>, (truth, op): (Truth, Op)) -> Result<Trace, Found> {
    walk(ask, Walk { scene, truth, weather: &mut |_, _| None, gives_up: false }, op)
}

/// Walks from an operation to its end.
pub(crate) fn walk(ask: Ask<'_>, plan: Walk<'_, '_>, first: Op) -> Result<Trace, Found> {
    let Walk { scene, mut truth, weather, gives_up } = plan;
    let mut trace = Trace { calls: Vec::new(), sent: Vec::new(), end: End::Stopped("nothing".to_owned()) };
    // Whoever only asks meets no customer.
    let asks_only = matches!(first, Op::Query { .. } | Op::QueryRefund { .. });
    let (mut op, mut patience, mut requests, mut bad) = (first, PATIENCE, 0, false);
    for _ in 0..CALLS_MAX {
        let answer = ask(&op)?;
        trace.calls.push(Call { op: op.clone(), answer: answer.clone() });
        let turn = match answer {
            Answer::Turn(turn) => turn,
            Answer::Error(fault) => {
                trace.end = End::Refused(fault);
                return Ok(trace);
            }
            other @ (Answer::Hello(_)
            | Answer::Description(_)
            | Answer::Issues(_)
            | Answer::Quote(_)
            | Answer::Callback(_)
            | Answer::Rows(_)) => return wrong(format!("{} was answered with {}", op_name(&op), brief(&other))),
        };
        let asked = brief_turn(&turn);
        let event = match &turn.step {
            Step::Observe(seen) => {
                trace.end = End::Observed(Box::new(seen.clone()));
                return Ok(trace);
            }
            Step::Http(request) => {
                requests += 1;
                if HTTP_STEPS_MAX < requests {
                    trace.end = End::Stopped(format!("more than {HTTP_STEPS_MAX} requests in one operation: {asked}"));
                    return Ok(trace);
                }
                let sent = match weather(trace.sent.len(), request) {
                    Some(result) => {
                        bad = true;
                        // What arrived may have had its effect, although nothing came back.
                        Sent { request: request.clone(), result, told: None, fair: false }
                    }
                    None => scene.reply(request, &mut truth)?,
                };
                trace.sent.push(sent.clone());
                Event::HttpResult(sent.result)
            }
            Step::Collect(_) | Step::Redirect(_) | Step::Wait(_) if patience == 0 || asks_only || (bad && gives_up) => {
                trace.end = End::Stopped(asked);
                return Ok(trace);
            }
            Step::Collect(form) => Event::FormSubmitted { values: filled(scene, form)? },
            Step::Redirect(_) => Event::CustomerReturned { query: Vec::new(), form: Vec::new() },
            Step::Wait(_) => Event::Tick,
        };
        if !matches!(event, Event::HttpResult(_)) {
            (patience, requests) = (patience - 1, 0);
        }
        op = Op::Resume { order: Box::new(scene.order.clone()), state: turn.state, event };
    }
    trace.end = End::Stopped(format!("no end after {CALLS_MAX} calls"));
    Ok(trace)
}

fn filled(scene: &Scene<'_>, form: &Collect) -> Result<BTreeMap<String, String>, Found> {
    let value = |id: &String| match scene.cassette.customer.get(id) {
        Some(value) => Ok((id.clone(), value.clone())),
        None => wrong(format!("{}: `customer` lacks the field `{id}`", scene.cassette.name)),
    };
    form.fields.iter().map(|field| value(&field.id)).collect()
}

/// A request as routes see it: `METHOD url body`, secrets as `{name}`.
pub(crate) fn told(request: &HttpRequest) -> String {
    let method = serde_json::to_value(request.method).unwrap_or_default();
    let body = match &request.body {
        None => String::new(),
        Some(Body::Text { text, .. }) => plain(text),
        Some(Body::Base64 { bytes, .. }) => String::from_utf8_lossy(&bytes.0).into_owned(),
        Some(Body::Form { fields }) => {
            fields.iter().map(|field| format!("{}={}", field.name, plain(&field.value))).collect::<Vec<_>>().join("&")
        }
    };
    format!("{} {} {body}", method.as_str().unwrap_or("?"), request.url)
}

fn plain(text: &Text) -> String {
    match text {
        Text::Plain(text) | Text::Private { private: text } => text.clone(),
        Text::Secret { secret } => format!("{{{secret}}}"),
        Text::Basic { basic } => format!("{}:{}", plain(&basic.user), plain(&basic.password)),
        Text::Join(parts) => parts.iter().map(plain).collect(),
    }
}
