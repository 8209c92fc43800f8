//! The customer's pages: an order is opened, the form of figure 8 is shown, paid, and followed by the result. They work without script, and every one says TEST.

use std::sync::Arc;

use hyper::StatusCode;
use jiff::Timestamp;
use maud::{DOCTYPE, Markup, html};
use url::Url;

use super::{
    Bank,
    door::{self, Ask, Fields, Reply, field, see_other},
    form::{Sheet, card_typed, form_page},
    order::{Asked, Order, Status},
    outcome::Outcome,
    words as w,
};
use crate::domain::{
    lang::{InFour, Lang},
    money::Money,
};

/// Seconds until the result page goes back to the shop by itself: time to read one line.
const BACK_AFTER_S: u8 = 8;
/// Longest field of an order that is kept.
const FIELD_CHARS_MAX: usize = 500;

/// What every page has around it.
pub(super) struct Frame<'a> {
    pub(super) lang: Lang,
    pub(super) title: &'a str,
    /// The address of the page, for the language bar.
    pub(super) here: &'a str,
    pub(super) wide: bool,
    /// Whether fields must be mended: the window's title says so first (GOV.UK pattern).
    pub(super) faulty: bool,
    /// Where the page goes by itself after [`BACK_AFTER_S`].
    pub(super) onward: Option<&'a str>,
}

/// A whole page.
pub(super) fn framed(frame: &Frame<'_>, body: &Markup) -> Markup {
    let lang = frame.lang;
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                @if let Some(link) = frame.onward {
                    meta http-equiv="refresh" content={ (BACK_AFTER_S) ";url=" (link) };
                }
                title { @if frame.faulty { (w::ERRORS.get(lang)) ": " } "TEST · " (frame.title) }
                link rel="stylesheet" href="/style.css";
            }
            body {
                p.test role="note" { (w::TEST.get(lang)) }
                header {
                    span.brand { span.mark aria-hidden="true" { "T" } (w::BANK.get(lang)) " " b { "TEST" } }
                    nav aria-label="Language" {
                        @for other in Lang::ALL {
                            @let current = (other == lang).then_some("true");
                            a href={ (frame.here) "?language=" (other.code()) } lang=(other.tag()) aria-current=[current] {
                                (other.own_name())
                            }
                        }
                    }
                }
                main.wide[frame.wide] { h1 { (frame.title) } (body) }
                footer { "TEST · evisa bank-sim" }
            }
        }
    }
}

/// A card number in groups of four.
pub(super) fn grouped(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn notice(lang: Lang, status: StatusCode, text: &InFour<&'static str>) -> Reply {
    let frame = Frame { lang, title: w::PAY_TITLE.get(lang), here: "/", wide: false, faulty: false, onward: None };
    door::page(status, framed(&frame, &html! { p.notice.bad { (text.get(lang)) } }))
}

pub(super) fn lang_asked(fields: &Fields, order: Option<&Order>) -> Lang {
    let own = order.and_then(|order| w::lang_of(&order.asked.language));
    w::lang_of(field(fields, "language")).or(own).unwrap_or(Lang::En)
}

/// An order that came with the customer's browser: on to its page, or the reason why not.
pub(super) async fn opened(bank: &Arc<Bank>, lang: Lang, asked: Result<Asked, &'static str>) -> Reply {
    let (seed, now) = (bank.settings.seed, bank.now());
    let opened = match asked {
        Ok(asked) => {
            bank.change(move |book| {
                let key = book.order_open(asked, seed, now)?;
                book.orders.get(&key).map(|order| order.page.clone()).ok_or("the order was forgotten")
            })
            .await
        }
        Err(reason) => Ok(Err(reason)),
    };
    match opened {
        Ok(Ok(page)) => see_other(&format!("/pay/{page}")),
        Ok(Err(reason)) => {
            tracing::warn!(reason, "the model bank refused an order");
            notice(lang, StatusCode::BAD_REQUEST, &w::REFUSED_ORDER)
        }
        Err(error) => door::disk_failed(&error),
    }
}

/// A field of an order, cut to what is kept.
pub(super) fn field_kept(fields: &Fields, name: &str) -> String {
    field(fields, name).chars().take(FIELD_CHARS_MAX).collect()
}

/// Whether a text is an address a browser may be sent to.
pub(super) fn is_link(link: &str) -> bool {
    Url::parse(link).is_ok_and(|url| ["http", "https"].contains(&url.scheme()))
}

/// `GET /pay/{page}`: the form while a card may be tried, then the result.
pub(super) fn show(bank: &Bank, ask: &Ask, page: &str) -> Reply {
    let found = bank.read(|book| book.order_of_page(page).cloned());
    let lang = lang_asked(&ask.query, found.as_ref());
    let Some(order) = found else { return notice(lang, StatusCode::NOT_FOUND, &w::NO_ORDER) };
    let now = bank.now();
    if order.is_open(now) {
        form_page(bank, &order, &Sheet { lang, now, typed: &Vec::new(), faults: &[] })
    } else {
        result_page(bank, &order, lang, now)
    }
}

/// `POST /pay/{page}`: the customer pressed Pay.
pub(super) async fn pay(bank: &Arc<Bank>, ask: &Ask, page: &str) -> Reply {
    let found = bank.read(|book| book.order_of_page(page).cloned());
    let typed = ask.form();
    let lang = lang_asked(&typed, found.as_ref());
    let Some(order) = found else { return notice(lang, StatusCode::NOT_FOUND, &w::NO_ORDER) };
    let now = bank.now();
    let address = format!("/pay/{page}?language={}", lang.code());
    if !order.is_open(now) {
        return see_other(&address);
    }
    let card = match card_typed(&typed, now) {
        Ok(card) => card,
        Err(faults) => return form_page(bank, &order, &Sheet { lang, now, typed: &typed, faults: &faults }),
    };
    let (key, conditions, outcome) = (order.asked.key(), bank.conditions(), card.instrument.outcome);
    let played = bank.change(move |book| {
        // Asked again inside: a second tab may have paid meanwhile.
        if let Some(order) = book.orders.get_mut(&key).filter(|order| order.is_open(now)) {
            order.play(&card.instrument, &conditions);
        }
    });
    if let Err(error) = played.await {
        return door::disk_failed(&error);
    }
    match outcome {
        Outcome::Timeout => {
            tokio::time::sleep(bank.settings.pace.page_timeout).await;
            notice(lang, StatusCode::GATEWAY_TIMEOUT, &w::NO_ANSWER)
        }
        Outcome::Slow => {
            tokio::time::sleep(bank.settings.pace.slow).await;
            see_other(&address)
        }
        Outcome::Approve
        | Outcome::Decline
        | Outcome::Insufficient
        | Outcome::Pending
        | Outcome::Never
        | Outcome::Lost
        | Outcome::Twice
        | Outcome::Amount
        | Outcome::Late
        | Outcome::Broken
        | Outcome::Unfound
        | Outcome::Code
        | Outcome::Chargeback => see_other(&address),
    }
}

/// What is paid, to whom and for what.
pub(super) fn order_lines(bank: &Bank, order: &Order, lang: Lang) -> Markup {
    let or = |own: &str, other: &str| if own.is_empty() { other.to_owned() } else { own.to_owned() };
    let lines = [
        (w::RECIPIENT, or(&order.asked.recipient, &bank.settings.recipient)),
        (w::CABINET, or(&order.asked.cabinet, &bank.settings.cabinet)),
        (w::ORDER, order.asked.invoice.clone()),
        (w::PURPOSE, order.asked.description.clone()),
    ];
    html! {
        dl.lines {
            div.amount { dt { (w::AMOUNT.get(lang)) } dd { (Money::kzt(order.asked.amount_minor)) } }
            @for (label, value) in &lines {
                @if !value.is_empty() { div { dt { (label.get(lang)) } dd { (value) } } }
            }
        }
    }
}

fn result_page(bank: &Bank, order: &Order, lang: Lang, now: Timestamp) -> Reply {
    let (tone, text, link) = match order.now(now).status {
        Status::Reserved | Status::Taken => ("good", w::PAID, &order.asked.back_link),
        Status::GivenBack | Status::Released | Status::ChargedBack => ("wait", w::GIVEN_BACK, &order.asked.back_link),
        Status::Declined => ("bad", w::DECLINED, &order.asked.failure_back_link),
        Status::Working => ("wait", w::WORKING, &order.asked.back_link),
        Status::New if !order.changes.is_empty() => ("wait", w::WORKING, &order.asked.back_link),
        Status::New | Status::TryDeclined | Status::Ended => ("bad", w::OVER, &order.asked.failure_back_link),
    };
    let body = html! {
        p class={ "notice " (tone) } role="status" { (text.get(lang)) }
        (order_lines(bank, order, lang))
        dl.lines {
            @if !order.mask.is_empty() { div { dt { (w::CARD.get(lang)) } dd { (order.mask) } } }
            @if tone == "good" {
                div { dt { (w::REFERENCE.get(lang)) } dd { (order.reference) } }
                div { dt { (w::APPROVAL.get(lang)) } dd { (order.approval) } }
            }
        }
        p { a.button href=(link) { (w::BACK.get(lang)) } }
        p.hint { (w::BACK_SOON.get(lang)) }
    };
    let here = format!("/pay/{}", order.page);
    let title = w::PAY_TITLE.get(lang);
    door::page(
        StatusCode::OK,
        framed(&Frame { lang, title, here: &here, wide: false, faulty: false, onward: Some(link) }, &body),
    )
}
