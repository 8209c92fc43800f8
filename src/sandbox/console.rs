//! The console: magic numbers with what each does, codes that a telephone would show, orders with their callbacks, settlement
//! files, and what the control service offers.

use hyper::StatusCode;
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};

use super::{
    Bank,
    book::Message,
    cards, control,
    door::{self, Ask, Reply, field},
    order::{Family, Order, Status},
    outcome::Outcome,
    pages::{self, Frame},
    settlement, words as w,
};
use crate::domain::{
    lang::{InFour, Lang},
    money::Money,
};

/// Orders and messages shown on the page; `GET /control` lists all.
const SHOWN_MAX: usize = 50;

/// `GET /`: the page.
pub(super) fn show(bank: &Bank, ask: &Ask) -> Reply {
    let lang = w::lang_of(field(&ask.query, "language")).unwrap_or(Lang::En);
    let now = bank.now();
    let (mut orders, messages) =
        bank.read(|book| (book.orders.values().cloned().collect::<Vec<_>>(), book.messages.clone()));
    let files = settlement_links(&orders, lang, now);
    orders.sort_by_key(|order| std::cmp::Reverse(order.serial));
    orders.truncate(SHOWN_MAX);
    let body = html! {
        p.lead { (w::CONSOLE_LEAD.get(lang)) }
        section #codes { h2 { (w::CODES.get(lang)) } (codes(&messages, lang)) }
        section #orders {
            h2 { (w::ORDERS.get(lang)) }
            @if orders.is_empty() { p { (w::NO_ORDERS.get(lang)) } }
            @for order in &orders { (order_box(order, lang, now)) }
        }
        section #numbers {
            h2 { (w::CARDS.get(lang)) }
            div.scroll tabindex="0" role="region" aria-label=(w::CARDS.get(lang)) { (numbers(lang)) }
        }
        section #settlement { h2 { (w::SETTLEMENT.get(lang)) } (files) }
        section #control {
            h2 { (w::CONTROL.get(lang)) }
            dl { @for (how, what) in control::OFFERS { dt { code { (how) } } dd lang="en" { (what) } } }
        }
    };
    let frame = Frame { lang, title: w::CONSOLE.get(lang), here: "/", wide: true, faulty: false, onward: None };
    door::page(StatusCode::OK, pages::framed(&frame, &body))
}

fn numbers(lang: Lang) -> Markup {
    let wallet = |outcome: Outcome| outcome.wallet();
    html! {
        table {
            thead { tr {
                @for head in [w::NUMBER, w::WALLET] { th scope="col" { (head.get(lang)) } }
                th scope="col" { "activ / Kcell" }
                th scope="col" { "Beeline" }
                th scope="col" { (w::HAPPENS.get(lang)) }
            } }
            tbody {
                @for outcome in Outcome::ALL {
                    tr {
                        td.card { (pages::grouped(&outcome.card())) }
                        td.card { (wallet(outcome)) }
                        td.card { (outcome.phone("701")) }
                        td.card { (outcome.phone("705")) }
                        td { (outcome.told().get(lang)) }
                    }
                }
                tr {
                    td.card { (pages::grouped(&cards::amex_like())) }
                    td {} td {} td {}
                    td { (Outcome::Approve.told().get(lang)) " · CVV 4" }
                }
            }
        }
    }
}

/// What a telephone would show.
fn codes(messages: &[Message], lang: Lang) -> Markup {
    html! {
        @if messages.is_empty() { p { (w::NO_CODES.get(lang)) } }
        @else {
            table {
                thead { tr {
                    @for head in [w::SENT_TO, w::CODE_SENT, w::SENT_AT] { th scope="col" { (head.get(lang)) } }
                } }
                tbody {
                    @for message in messages.iter().rev().take(SHOWN_MAX) {
                        tr {
                            td.card { (message.to) }
                            td.card { b.code { (message.code) } }
                            td { (clock(message.at)) }
                        }
                    }
                }
            }
        }
    }
}

fn settlement_links(orders: &[Order], lang: Lang, now: Timestamp) -> Markup {
    let links: Vec<String> = Family::ALL
        .into_iter()
        .flat_map(|family| {
            let days = settlement::days(orders, family, now);
            days.into_iter().map(move |day| format!("/settlement/{}/{day}.csv", family.name()))
        })
        .collect();
    html! {
        @if links.is_empty() { p { (w::NO_SETTLEMENT.get(lang)) } }
        ul.log { @for link in &links { li { a href=(link) { (link) } } } }
    }
}

fn order_box(order: &Order, lang: Lang, now: Timestamp) -> Markup {
    let status = order.now(now).status;
    let key = order.asked.key();
    html! {
        article.order {
            h3 { (w::ORDER.get(lang)) " " (order.asked.invoice) " " span.status { (status.name()) } }
            p {
                (order.asked.family.name()) " · "
                (Money::kzt(order.asked.amount_minor)) " · " (order.asked.description)
                @if !order.mask.is_empty() { " · " (order.mask) }
            }
            @if order.is_open(now) {
                form.play method="post" action={ "/control/" (key) } {
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
            } @else {
                @for (act, label) in acts(order, now) {
                    form.play method="post" action={ "/control/" (key) "/" (act) } {
                        input type="hidden" name="language" value=(lang.code());
                        button { (label.get(lang)) }
                    }
                }
            }
            @if !order.callbacks.is_empty() {
                h4 { (w::CALLBACKS.get(lang)) }
                ul.log {
                    @for callback in &order.callbacks {
                        @let kind = callback.tells.name();
                        @for sent in &callback.log { li { (clock(sent.at)) " " (kind) " → " (sent.answer) } }
                        @if let Some(at) = callback.next_at { li { (clock(at)) " " (kind) " · " (w::PLANNED.get(lang)) } }
                    }
                }
            }
        }
    }
}

/// What may be done with an order that nobody can pay any more, and its button.
fn acts(order: &Order, now: Timestamp) -> Vec<(&'static str, InFour<&'static str>)> {
    let status = order.now(now).status;
    let to_come = order.changes.iter().any(|change| now < change.at);
    let mut acts = vec![("callback", w::CALL_BACK)];
    if to_come || matches!(status, Status::Reserved | Status::Working) {
        acts.push(("settle", w::SETTLE));
    }
    if status == Status::Taken {
        acts.push(("chargeback", w::CHARGE_BACK));
    }
    acts
}

/// A time where the portal is.
fn clock(at: Timestamp) -> String {
    let zone = TimeZone::get("Asia/Almaty").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
