//! The console: the test cards with what each does, the orders with their callbacks, and the control service.

use std::sync::Arc;

use hyper::{StatusCode, header};
use jiff::Timestamp;
use maud::{Markup, html};
use serde_json::{Value, json};

use super::{
    Bank,
    cards::{self, Card, Outcome},
    door::{self, Ask, Reply, field, plain},
    order::Order,
    pages::{self, Frame},
    words as w,
};
use crate::domain::{lang::Lang, money::Money};

/// Orders shown on the page; `GET /control` lists all.
const SHOWN_MAX: usize = 50;

/// `GET /`: the page.
pub(super) fn show(bank: &Bank, ask: &Ask) -> Reply {
    let lang = w::lang_of(field(&ask.query, "language")).unwrap_or(Lang::En);
    let now = bank.now();
    let mut orders = bank.read(|book| book.orders.values().cloned().collect::<Vec<_>>());
    orders.sort_by_key(|order| std::cmp::Reverse(order.opened_at));
    orders.truncate(SHOWN_MAX);
    let body = html! {
        p.lead { (w::CONSOLE_LEAD.get(lang)) }
        section { h2 { (w::CARDS.get(lang)) } (cards_table(lang)) }
        section {
            h2 { (w::ORDERS.get(lang)) }
            @if orders.is_empty() { p { (w::NO_ORDERS.get(lang)) } }
            @for order in &orders { (order_box(order, lang, now)) }
        }
    };
    let frame = Frame { lang, title: w::CONSOLE.get(lang), here: "/", wide: true, faulty: false, onward: None };
    door::page(StatusCode::OK, pages::framed(&frame, &body))
}

fn cards_table(lang: Lang) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { (w::NUMBER.get(lang)) } th scope="col" { (w::HAPPENS.get(lang)) } } }
            tbody {
                @for outcome in Outcome::ALL {
                    tr { td.card { (pages::grouped(&outcome.card())) } td { (outcome.told().get(lang)) } }
                }
                tr {
                    td.card { (pages::grouped(&cards::amex_like())) }
                    td { (Outcome::Approve.told().get(lang)) " · CVV 4" }
                }
            }
        }
    }
}

fn order_box(order: &Order, lang: Lang, now: Timestamp) -> Markup {
    let status = order.now(now).status;
    html! {
        article.order {
            h3 { (w::ORDER.get(lang)) " " (order.asked.invoice) " " span.status { (status.name()) } }
            p {
                (Money::kzt(order.asked.amount_minor)) " · " (order.asked.description)
                @if !order.mask.is_empty() { " · " (order.mask) }
            }
            @if order.is_open(now) {
                form.play method="post" action={ "/control/" (order.asked.invoice) } {
                    input type="hidden" name="language" value=(lang.code());
                    label { (w::HAPPENS.get(lang)) " "
                        select name="outcome" {
                            @for outcome in Outcome::ALL {
                                option value=(outcome.name()) { (outcome.digits()) " · " (outcome.told().get(lang)) }
                            }
                        }
                    }
                    button { (w::PLAY.get(lang)) }
                }
            }
            @if !order.callbacks.is_empty() {
                h4 { (w::CALLBACKS.get(lang)) }
                ul.log {
                    @for callback in &order.callbacks {
                        @let kind = if callback.paid { "postLink" } else { "failurePostLink" };
                        @for sent in &callback.log { li { (clock(sent.at)) " " (kind) " → " (sent.answer) } }
                        @if let Some(at) = callback.next_at { li { (clock(at)) " " (kind) " · " (w::PLANNED.get(lang)) } }
                    }
                }
            }
        }
    }
}

fn clock(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// `GET /control`: all orders with their callbacks, as JSON.
pub(super) fn list(bank: &Bank) -> Reply {
    let now = bank.now();
    let orders: Vec<Value> = bank.read(|book| book.orders.values().map(|order| told(order, now)).collect());
    door::json(StatusCode::OK, json!({ "test": true, "orders": orders }).to_string())
}

fn told(order: &Order, now: Timestamp) -> Value {
    json!({
        "invoice": order.asked.invoice,
        "id": order.id,
        "status": order.now(now).status.name(),
        "amount": Money::kzt(order.asked.amount_minor).decimal(),
        "taken": Money::kzt(order.taken_minor).decimal(),
        "currency": order.asked.currency,
        "outcome": order.outcome,
        "tries": order.tries,
        "card": order.mask,
        "page": format!("/pay/{}", order.page),
        "opened_at": order.opened_at,
        "callbacks": order.callbacks,
    })
}

/// `POST /control/{invoice}` with `{"outcome": "approve"}`: as if the customer paid with the card of that outcome now.
pub(super) async fn play(bank: &Arc<Bank>, ask: &Ask, invoice: &str) -> Reply {
    let is_json = ask.header(header::CONTENT_TYPE).starts_with("application/json");
    let form = if is_json { Vec::new() } else { ask.form() };
    let body: Value = if is_json { serde_json::from_slice(&ask.body).unwrap_or_default() } else { Value::Null };
    let named = body.get("outcome").and_then(Value::as_str).unwrap_or_else(|| field(&form, "outcome"));
    let Some(outcome) = Outcome::named(named) else {
        let names = Outcome::ALL.map(Outcome::name).join(", ");
        return plain(StatusCode::BAD_REQUEST, &format!("outcome is one of {names}"));
    };
    let (invoice, pace, now) = (invoice.to_owned(), bank.settings.pace, bank.now());
    let played = bank.change(move |book| {
        let order = book.orders.get_mut(&invoice).ok_or(StatusCode::NOT_FOUND)?;
        if !order.is_open(now) {
            return Err(StatusCode::CONFLICT);
        }
        order.play(&Card::of(outcome), &pace, now);
        Ok(told(order, now))
    });
    match played.await {
        Ok(Ok(order)) if is_json => door::json(StatusCode::OK, order.to_string()),
        Ok(Ok(_)) => {
            let lang = w::lang_of(field(&form, "language")).unwrap_or(Lang::En);
            door::see_other(&format!("/?language={}", lang.code()))
        }
        Ok(Err(StatusCode::NOT_FOUND)) => plain(StatusCode::NOT_FOUND, "no such order"),
        Ok(Err(status)) => plain(status, "a payment of this order is under way or over"),
        Err(error) => door::disk_failed(&error),
    }
}
