//! `evisa plugin trigger`: something happens at the model bank now.

use std::{process::ExitCode, time::Duration};

use serde_json::{Map, Value, json};

use super::{
    args::{Happening, Trigger},
    say,
};
use crate::{cli::house::HouseFault, sandbox::cards::Outcome};

/// The longest wait for the model bank; it is on this machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// How something is made to happen.
enum Way {
    /// The customer pays now, with this outcome.
    Pay(Outcome),
    /// An act of the bank's control service.
    Act(&'static str),
    /// A stranger posts a callback.
    Forge,
}

/// Run `evisa plugin trigger EVENT`.
///
/// # Errors
/// The model bank is not there, knows no such order, or refuses.
pub(super) fn trigger(asked: &Trigger) -> Result<ExitCode, HouseFault> {
    let bank = asked.bank.as_str().trim_end_matches('/');
    let listed = send(ureq::get(&format!("{bank}/control")).config().http_status_as_error(false).build().call(), bank)?;
    let listed: Value = serde_json::from_str(&listed).map_err(|error| HouseFault::of(bank, error))?;
    let order = order(&listed, asked.order.as_deref())?;
    let name = order["order"].as_str().unwrap_or_default();
    let more: Map<String, Value> = asked.overrides.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
    let told = match way(asked.event) {
        Way::Pay(outcome) => {
            post(&format!("{bank}/control/{name}"), &with(json!({ "outcome": outcome.name() }), more))?
        }
        Way::Act(act) => post(&format!("{bank}/control/{name}/{act}"), &with(json!({}), more))?,
        Way::Forge => forge(order, more)?,
    };
    say(format_args!("{name}: {told}"));
    Ok(ExitCode::SUCCESS)
}

const fn way(event: Happening) -> Way {
    match event {
        Happening::Paid => Way::Pay(Outcome::Approve),
        Happening::PaidLate => Way::Pay(Outcome::Late),
        Happening::Declined => Way::Pay(Outcome::Decline),
        Happening::NoMoney => Way::Pay(Outcome::Insufficient),
        Happening::Pending => Way::Pay(Outcome::Pending),
        Happening::PendingForever => Way::Pay(Outcome::Never),
        Happening::NoAnswer => Way::Pay(Outcome::Timeout),
        Happening::LostCallback => Way::Pay(Outcome::Lost),
        Happening::DuplicateCallback => Way::Pay(Outcome::Twice),
        Happening::WrongAmount => Way::Pay(Outcome::Amount),
        Happening::NotFoundFirst => Way::Pay(Outcome::Unfound),
        Happening::BrokenStatus => Way::Pay(Outcome::Broken),
        Happening::Settle => Way::Act("settle"),
        Happening::Callback => Way::Act("callback"),
        Happening::Refund => Way::Act("refund"),
        Happening::Chargeback => Way::Act("chargeback"),
        Happening::ForgedCallback => Way::Forge,
    }
}

/// The order that is named, or the one that was opened last.
fn order<'a>(listed: &'a Value, named: Option<&str>) -> Result<&'a Value, HouseFault> {
    let orders = listed["orders"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_named = |order: &&Value| named.is_none_or(|name| order["order"] == name || order["invoice"] == name);
    let newest = orders.iter().filter(is_named).max_by_key(|order| order["opened_at"].as_str().unwrap_or_default());
    newest.ok_or_else(|| {
        HouseFault(match named {
            Some(name) => format!("the model bank knows no order {name}: GET /control lists them"),
            None => "the model bank has no order yet: choose the method at the gateway first".to_owned(),
        })
    })
}

fn with(mut body: Value, more: Map<String, Value>) -> Value {
    if let Some(fields) = body.as_object_mut() {
        fields.extend(more);
    }
    body
}

/// A callback that says "paid" and was not sent by the bank.
fn forge(order: &Value, more: Map<String, Value>) -> Result<String, HouseFault> {
    let url = order["callback_url"].as_str().unwrap_or_default();
    let url = url.split('?').next().filter(|url| !url.is_empty());
    let url = url.ok_or_else(|| HouseFault("the order has no address for callbacks".to_owned()))?;
    let body =
        json!({ "event_id": "forged", "order_ref": order["invoice"], "status": "paid", "callback_secret": "forged" });
    post(url, &with(body, more)).map(|answer| format!("forged a callback; it was answered with {answer:?}"))
}

fn post(url: &str, body: &Value) -> Result<String, HouseFault> {
    let request = ureq::post(url).config().http_status_as_error(false).timeout_global(Some(PATIENCE)).build();
    send(request.header("content-type", "application/json").send(body.to_string()), url)
}

fn send(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>, url: &str) -> Result<String, HouseFault> {
    let told = |error: ureq::Error| {
        HouseFault(format!(
            "no answer from {url} ({error}): start `evisa plugin dev DIR` or `evisa bank-sim`, and name its address with --bank"
        ))
    };
    let mut answer = answer.map_err(told)?;
    let text = answer.body_mut().read_to_string().map_err(told)?;
    // A callback may be refused: then the answer is what was asked for.
    if answer.status().is_success() || !url.contains("/control") {
        return Ok(text);
    }
    Err(HouseFault(format!("the model bank refuses: {text}")))
}
