//! The control service: what the evaluator and the tests force, as JSON. `GET /control` says what there is.

use std::sync::Arc;

use hyper::{StatusCode, header};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Bank,
    book::Book,
    cards::Card,
    door::{self, Ask, Fields, Reply, field, plain, see_other},
    halyk, mobile,
    order::{Conditions, Family, Instrument, Order},
    outcome::Outcome,
    settlement, wallet, words as w,
};
use crate::domain::{lang::Lang, money::Money};

/// What the service offers, for people and for `GET /control`.
pub(super) const OFFERS: [(&str, &str); 9] = [
    ("GET /control", "orders, messages with codes, fault rates, settlement files"),
    (
        "POST /control/{order} {\"outcome\": \"lost\"}",
        "pay the order now with this outcome, by name or by its two digits",
    ),
    ("POST /control/{order}/settle", "what is still to come of the order comes now; reserved money is taken"),
    ("POST /control/{order}/chargeback", "the payer's bank takes the money back"),
    ("POST /control/{order}/refund", "all of it is given back, as if at the bank's desk"),
    ("POST /control/{order}/callback", "send its planned callbacks now, or tell its state once more"),
    ("POST /control/callbacks", "send all planned callbacks now"),
    ("POST /control/faults {\"callback_lost_permille\": 500}", "change some of the fault rates"),
    (
        "GET /settlement/{halyk|kkb|wallet|mobile}/{YYYY-MM-DD}.csv?faults=missing,extra,amount,duplicate,cp1251,crlf,comma",
        "the settlement file of a day, with these faults",
    ),
];

/// A refusal: status and words.
type Refused = (StatusCode, String);

/// One request below `/control`.
pub(super) async fn answer(bank: &Arc<Bank>, ask: &Ask, path: &[&str]) -> Reply {
    let is_json = ask.header(header::CONTENT_TYPE).starts_with("application/json");
    let form = if is_json { Vec::new() } else { ask.form() };
    let done = match (ask.method.as_str(), path) {
        ("GET", []) => Ok(list(bank)),
        ("POST", ["faults"]) => faults_change(bank, ask).await,
        ("POST", ["callbacks"]) => callbacks_release(bank).await,
        ("POST", [order]) => play(bank, order, outcome_named(ask, &form)).await,
        ("POST", [order, act]) => act_on(bank, order, act).await,
        _ => Err((StatusCode::NOT_FOUND, "no such address; GET /control says what there is".to_owned())),
    };
    match done {
        // A button of the console: back to it.
        Ok(_) if ask.method == hyper::Method::POST && !field(&form, "language").is_empty() => {
            let lang = w::lang_of(field(&form, "language")).unwrap_or(Lang::En);
            see_other(&format!("/?language={}", lang.code()))
        }
        Ok(told) => door::json(StatusCode::OK, told.to_string()),
        Err((status, why)) => plain(status, &why),
    }
}

fn list(bank: &Bank) -> Value {
    let (now, faults) = (bank.now(), bank.faults());
    bank.read(|book| {
        let all: Vec<_> = book.orders.values().cloned().collect();
        let files = Family::ALL.into_iter().flat_map(|family| {
            let day = move |day| format!("/settlement/{}/{day}.csv", family.name());
            settlement::days(&all, family, now).into_iter().map(day).collect::<Vec<_>>()
        });
        json!({
            "test": true,
            "offers": OFFERS.map(|(how, what)| json!({ "how": how, "what": what })),
            "orders": all.iter().map(|order| told(order, now)).collect::<Vec<_>>(),
            "messages": book.messages,
            "faults": faults,
            "settlement": files.collect::<Vec<_>>(),
        })
    })
}

/// An order as the control service tells it: `status` in the words of its protocol, `state` in the bank's own.
fn told(order: &Order, now: Timestamp) -> Value {
    let status = order.now(now).status;
    let named = match order.asked.family {
        Family::Halyk => halyk::named(status).to_owned(),
        Family::Kkb => status.name().to_owned(),
        Family::Wallet => wallet::named(order, status).to_owned(),
        Family::Mobile => mobile::numbered(status).to_string(),
    };
    json!({
        "order": order.asked.key(),
        "family": order.asked.family,
        "invoice": order.asked.invoice,
        "id": order.id,
        "status": named,
        "state": status,
        "amount": Money::kzt(order.asked.amount_minor).decimal(),
        "taken": Money::kzt(order.taken_minor).decimal(),
        "given_back": Money::kzt(order.given_back_minor).decimal(),
        "refunds": order.refunds.len(),
        "currency": order.asked.currency,
        "outcome": order.outcome,
        "tries": order.tries,
        "card": order.mask,
        "page": order.asked.family.has_page().then(|| format!("/pay/{}", order.page)),
        "opened_at": order.opened_at,
        "callbacks": order.callbacks,
        "callback_url": order.asked.post_link,
    })
}

fn outcome_named(ask: &Ask, form: &Fields) -> Result<Outcome, Refused> {
    let body: Value = serde_json::from_slice(&ask.body).unwrap_or_default();
    let named = body.get("outcome").and_then(Value::as_str).unwrap_or_else(|| field(form, "outcome"));
    Outcome::named(named).ok_or_else(|| {
        let names = Outcome::ALL.map(Outcome::name).join(", ");
        (StatusCode::BAD_REQUEST, format!("outcome is one of {names}"))
    })
}

/// Change one order; what it says afterwards.
async fn changed(
    bank: &Arc<Bank>,
    named: &str,
    change: impl FnOnce(&mut Order, &Conditions) -> Result<(), &'static str> + Send + 'static,
) -> Result<Value, Refused> {
    let (named, conditions) = (named.to_owned(), bank.conditions());
    let done = bank.change(move |book: &mut Book| {
        let missing =
            || (StatusCode::NOT_FOUND, "no such order, or more than one: GET /control lists their names".to_owned());
        let key = book.order_key(&named).ok_or_else(missing)?;
        let order = book.orders.get_mut(&key).ok_or_else(missing)?;
        change(order, &conditions).map_err(|why| (StatusCode::CONFLICT, why.to_owned()))?;
        Ok(told(order, conditions.now))
    });
    done.await.map_err(disk)?
}

fn disk(error: std::io::Error) -> Refused {
    tracing::error!(%error, "the model bank cannot write its book");
    (StatusCode::INTERNAL_SERVER_ERROR, "the bank cannot write its book; nothing happened".to_owned())
}

/// As if the customer paid now with the card, the wallet or the telephone of that outcome.
async fn play(bank: &Arc<Bank>, named: &str, outcome: Result<Outcome, Refused>) -> Result<Value, Refused> {
    let outcome = outcome?;
    let play = move |order: &mut Order, conditions: &Conditions| {
        if !order.is_open(conditions.now) {
            return Err("a payment of this order is under way or over");
        }
        let instrument = match Card::read(&outcome.card()) {
            Ok(card) if order.asked.family.has_page() => card.instrument,
            Ok(_) | Err(_) => Instrument { outcome, mask: order.mask.clone() },
        };
        order.play(&instrument, conditions);
        Ok(())
    };
    changed(bank, named, play).await
}

async fn act_on(bank: &Arc<Bank>, named: &str, act: &str) -> Result<Value, Refused> {
    let act: fn(&mut Order, &Conditions) -> Result<(), &'static str> = match act {
        "settle" => |order, conditions| match order.take(None, conditions.now) {
            Ok(()) => Ok(()),
            Err(_) => order.hurry(conditions),
        },
        "chargeback" => |order, conditions| order.charge_back(conditions.now),
        "refund" => |order, conditions| order.give_back(order.taken_minor, "control", conditions.now).map(|_| ()),
        "callback" => |order, conditions| {
            order.call_back_now(conditions.now);
            Ok(())
        },
        _ => return Err((StatusCode::NOT_FOUND, "no such act; GET /control says what there is".to_owned())),
    };
    changed(bank, named, act).await
}

async fn callbacks_release(bank: &Arc<Bank>) -> Result<Value, Refused> {
    let now = bank.now();
    let released = bank.change(move |book| {
        let all = book.orders.values_mut().flat_map(|order| &mut order.callbacks);
        let planned = all.filter(|callback| callback.next_at.is_some());
        planned.map(|callback| callback.next_at = Some(now)).count()
    });
    Ok(json!({ "test": true, "released": released.await.map_err(disk)? }))
}

async fn faults_change(bank: &Arc<Bank>, ask: &Ask) -> Result<Value, Refused> {
    let changes: Value = serde_json::from_slice(&ask.body).unwrap_or_default();
    let faults = bank.faults().changed(&changes).map_err(|why| (StatusCode::BAD_REQUEST, why))?;
    bank.change(move |book| book.faults = Some(faults)).await.map_err(disk)?;
    Ok(json!({ "test": true, "faults": faults }))
}
