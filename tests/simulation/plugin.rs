//! The model plugin: three methods behind the contract of real plugins, in this process. What it keeps is one word in its state.

use std::collections::BTreeMap;

use evisa::{
    domain::{
        effect::Ask,
        money::Money,
        payment::{Attempt, TurnFault},
    },
    services::payment::MethodTerms,
};
use evisa_plugin_sdk::proto::{
    Effect, Event, HttpMethod, HttpRequest, HttpResult, Observation, State, Status, Step, Turn, Wait,
};

use crate::{
    bank::Request,
    dice::Dice,
    pay_desk::{collect, redirect, terms},
    plant::Plant,
};

const BANK: &str = "https://bank.example/";

/// Methods as figure 7 has them: a card by redirect, a wallet by one form, a telephone by a form and a code.
pub(crate) const METHODS: [&str; 3] = ["card", "wallet", "phone"];

pub(crate) fn terms_of(method: &str) -> MethodTerms {
    let wallet = method == "wallet";
    let commission = if wallet { Money::kzt(2_500) } else { Money::kzt(10_000) };
    MethodTerms { method: method.to_owned(), commission, commission_included: wallet, ..terms() }
}

/// What the customer types.
pub(crate) fn typed() -> BTreeMap<String, String> {
    BTreeMap::from([("wallet".to_owned(), "77001112233".to_owned())])
}

fn ask(what: Request) -> Step {
    let path = match what {
        Request::Token => "token",
        Request::Status => "status",
        Request::Pay => "pay",
        Request::SendCode => "code",
        Request::Confirm => "confirm",
    };
    Step::Http(HttpRequest {
        effect: if what.mutates() { Effect::Mutate } else { Effect::Query },
        idempotency_key: None,
        method: HttpMethod::Post,
        url: format!("{BANK}{path}"),
        headers: Vec::new(),
        body: None,
        timeout_ms: None,
    })
}

/// What a request of this plugin asks of the bank.
pub(crate) fn asked(request: &HttpRequest) -> Request {
    match request.url.strip_prefix(BANK) {
        Some("token") => Request::Token,
        Some("status") => Request::Status,
        Some("pay") => Request::Pay,
        Some("code") => Request::SendCode,
        Some("confirm") => Request::Confirm,
        _ => panic!("no request of the model plugin: {}", request.url),
    }
}

/// The plugin's answer to one call; sometimes its process dies instead.
pub(crate) fn answer(
    dice: &mut Dice,
    plant: Option<Plant>,
    (attempt, asked): (&Attempt, &Ask),
) -> Result<Turn, TurnFault> {
    if dice.once_in(60) {
        return Err("the child died".into());
    }
    let waits = attempt.plugin_state.as_str();
    let turn = |step, waits: &str| Ok(Turn::new(step, State(waits.into())));
    match (asked, waits, attempt.method.as_str()) {
        (Ask::Start, _, "card") => turn(ask(Request::Token), "token"),
        (Ask::Start, _, _) => turn(collect(), "form"),
        (Ask::Query, ..) if dice.once_in(200) => {
            turn(Step::Wait(Wait { poll_after_s: 60, message: String::new() }), "status")
        }
        // A question must not make it forget that a code is awaited.
        (Ask::Query, Some("code"), _) => turn(ask(Request::Status), "code"),
        (Ask::Query, ..) => turn(ask(Request::Status), "status"),
        (Ask::Resume { event: Event::FormSubmitted { .. } }, Some("code"), _) => {
            turn(ask(Request::Confirm), "confirming")
        }
        (Ask::Resume { event: Event::FormSubmitted { .. } }, _, "wallet") => turn(ask(Request::Pay), "paying"),
        (Ask::Resume { event: Event::FormSubmitted { .. } }, ..) => turn(ask(Request::SendCode), "sending"),
        (Ask::Resume { event: Event::HttpResult(HttpResult::Response(reply)) }, Some("token"), _) => match reply.status
        {
            200 => turn(redirect(), "page"),
            status => Err(format!("no token: {status}").into()),
        },
        (Ask::Resume { event: Event::HttpResult(_) }, Some("token"), _) => Err("no token".into()),
        (Ask::Resume { event: Event::HttpResult(reply) }, Some("sending" | "confirming"), _) if code_asked(reply) => {
            turn(collect(), "code")
        }
        (Ask::Resume { event: Event::HttpResult(reply) }, ..) => {
            let seen = observation(attempt, reply);
            let expected = attempt.expected().map_err(|error| error.to_string())?.minor;
            let seen = match plant {
                Some(plant) => plant.on_observation(reply, seen, expected),
                None => seen,
            };
            turn(Step::Observe(seen), if waits == Some("code") { "code" } else { "asked" })
        }
        (Ask::Resume { .. }, ..) => turn(ask(Request::Status), "status"),
        (Ask::Cancel | Ask::Capture | Ask::Refund { .. } | Ask::QueryRefund { .. }, ..) => {
            panic!("asked for what it does not offer: {asked:?}")
        }
    }
}

fn text(reply: &HttpResult) -> Option<&str> {
    match reply {
        HttpResult::Response(response) if response.status == 200 => response.body.text(),
        HttpResult::Response(_) | HttpResult::NotSent { .. } | HttpResult::SentNoResponse { .. } => None,
    }
}

fn code_asked(reply: &HttpResult) -> bool {
    text(reply).is_some_and(|text| text.contains("\"code\":\"sent\"") || text.contains("\"code\":\"wrong\""))
}

/// A whole reply carries the observation; anything else is unknown.
fn observation(attempt: &Attempt, reply: &HttpResult) -> Observation {
    let unknown = || Observation::new(Status::Unknown, &attempt.order_ref);
    text(reply).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_else(unknown)
}
