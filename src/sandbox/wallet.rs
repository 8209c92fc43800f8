//! The bank's side of the e-wallet (plugins/ewallet/PROTOCOL.md): create, a code by SMS, confirm; all of it JSON.

use std::sync::Arc;

use hyper::{StatusCode, header};
use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use subtle::ConstantTimeEq;

use super::{
    Bank,
    book::{Book, CODE_LIFE},
    door::{Ask, Reply, disk_failed, json},
    order::{Asked, Callback, Family, Instrument, Order, Reason, Status, later},
    outcome::{NOBODY, Outcome},
    shape::{amount, amount_short, object, shuffled, text, time, whim},
    trouble,
};
use crate::domain::money::decimal_parse;

/// Codes that may be typed wrongly.
const CODES_MAX: u8 = 3;
/// Messages with a code that are sent for one payment.
const MESSAGES_MAX: usize = 5;
/// Commission of a payment, part of its amount (figure 9).
pub(super) const COMMISSION_MINOR: u64 = 2_500;

#[derive(Deserialize)]
struct Created {
    order_ref: String,
    /// Absent: the customer pays on the bank's page.
    wallet: Option<String>,
    /// `app`: no code is needed, the owner confirms in the wallet's own application.
    confirm: Option<String>,
    amount: String,
    currency: String,
    purpose: String,
    #[serde(default)]
    language: String,
    expires_at: String,
    #[serde(default)]
    return_url: String,
    callback_url: String,
    #[serde(default)]
    callback_secret: String,
}

#[derive(Deserialize)]
struct Confirmed {
    code: String,
}

#[derive(Deserialize)]
struct GivenBack {
    refund_id: String,
    amount: String,
}

/// A refusal: status, code, and how many codes may still be typed.
type Refused = (StatusCode, &'static str, Option<u8>);

const NOT_FOUND: Refused = (StatusCode::NOT_FOUND, "payment_not_found", None);
const NOT_AWAITING: Refused = (StatusCode::CONFLICT, "not_awaiting_code", None);
const BAD: Refused = (StatusCode::UNPROCESSABLE_ENTITY, "bad_request", None);

/// One request below `/wallet/v1/payments`.
pub(super) async fn answer(bank: &Arc<Bank>, ask: &Ask, path: &[&str]) -> Reply {
    let given = ask.header(header::AUTHORIZATION).as_bytes();
    if !bool::from(given.ct_eq(format!("Bearer {}", bank.settings.wallet_key).as_bytes())) {
        return refusal((StatusCode::UNAUTHORIZED, "unauthorised", None));
    }
    let done = match (ask.method.as_str(), path) {
        ("POST", []) => create(bank, ask).await,
        ("GET", ["by-order", order]) => find(bank, order).await,
        ("POST", ["by-order", order, "cancel"]) => cancel(bank, order).await,
        ("POST", [id, "code"]) => code_again(bank, id).await,
        ("POST", [id, "confirm"]) => confirm(bank, ask, id).await,
        ("POST", [id, "refund"]) => give_back(bank, ask, id).await,
        _ => Err(refusal((StatusCode::NOT_FOUND, "no_such_address", None))),
    };
    done.unwrap_or_else(|reply| reply)
}

fn refusal((status, code, attempts_left): Refused) -> Reply {
    let left = attempts_left.map(|left| ("attempts_left", left.to_string()));
    let error: Vec<_> = [("code", text(code))].into_iter().chain(left).collect();
    json(status, object(&[("error", object(&error))]))
}

fn body<T: DeserializeOwned>(ask: &Ask) -> Result<T, Refused> {
    serde_json::from_slice(&ask.body).map_err(|_| BAD)
}

/// Change the book; a refusal changed nothing but what it says.
async fn changed<T: Send + 'static>(
    bank: &Arc<Bank>,
    change: impl FnOnce(&mut Book) -> Result<T, Refused> + Send + 'static,
) -> Result<T, Reply> {
    match bank.change(change).await {
        Ok(done) => done.map_err(refusal),
        Err(error) => Err(disk_failed(&error)),
    }
}

fn key_of(order_ref: &str) -> String {
    Asked { family: Family::Wallet, invoice: order_ref.to_owned(), ..Asked::default() }.key()
}

async fn create(bank: &Arc<Bank>, ask: &Ask) -> Result<Reply, Reply> {
    let created: Created = body(ask).map_err(refusal)?;
    let is_wallet = |it: &str| it.len() == 11 && it.bytes().all(|b| b.is_ascii_digit()) && !it.ends_with(NOBODY);
    if created.wallet.as_deref().is_some_and(|wallet| !is_wallet(wallet)) {
        return Err(refusal((StatusCode::NOT_FOUND, "wallet_not_found", None)));
    }
    let expires_at = created.expires_at.parse::<Timestamp>().map_err(|_| refusal(BAD))?;
    let amount_minor = decimal_parse(&created.amount, 2).map_err(|_| refusal(BAD))?;
    if created.currency != "KZT" || amount_minor <= COMMISSION_MINOR {
        return Err(refusal(BAD));
    }
    let asked = Asked {
        family: Family::Wallet,
        invoice: created.order_ref,
        amount_minor,
        currency: created.currency,
        description: created.purpose,
        language: created.language,
        account: created.wallet.unwrap_or_default(),
        back_link: created.return_url.clone(),
        failure_back_link: created.return_url,
        post_link: created.callback_url.clone(),
        failure_post_link: created.callback_url,
        secret_hash: created.callback_secret,
        expires_at: Some(expires_at),
        ..Asked::default()
    };
    let in_app = created.confirm.as_deref() == Some("app");
    let (seed, conditions) = (bank.settings.seed, bank.conditions());
    let now = conditions.now;
    let order = changed(bank, move |book| {
        if book.orders.contains_key(&asked.key()) {
            return Err((StatusCode::CONFLICT, "order_exists", None));
        }
        let wallet = asked.account.clone();
        let key = book.order_open(asked, seed, now).map_err(|_| BAD)?;
        if !wallet.is_empty() && !in_app {
            book.code_send(&wallet, Some(&key), (seed, now));
        }
        let order = book.orders.get_mut(&key).ok_or(NOT_FOUND)?;
        order.mask = mask(&wallet);
        if in_app {
            let mask = order.mask.clone();
            order.play(&Instrument { outcome: Outcome::of_number(&wallet), mask }, &conditions);
        }
        Ok(order.clone())
    });
    let order = order.await?;
    Ok(payment(bank, &order, StatusCode::CREATED))
}

fn mask(wallet: &str) -> String {
    format!("{}***{}", wallet.get(..4).unwrap_or_default(), wallet.get(7..).unwrap_or_default())
}

async fn find(bank: &Arc<Bank>, order_ref: &str) -> Result<Reply, Reply> {
    let now = bank.now();
    let found = bank.read(|book| book.orders.get(&key_of(order_ref)).cloned()).filter(|order| order.is_found(now));
    let order = found.ok_or_else(|| refusal(NOT_FOUND))?;
    trouble::answer(bank, &order).await?;
    Ok(payment(bank, &order, StatusCode::OK))
}

async fn code_again(bank: &Arc<Bank>, id: &str) -> Result<Reply, Reply> {
    let (id, seed, now, pause) = (id.to_owned(), bank.settings.seed, bank.now(), bank.settings.pace.code_again);
    let order = changed(bank, move |book| {
        let order = book.order_by_id(Family::Wallet, &id).ok_or(NOT_FOUND)?.clone();
        if !order.is_open(now) {
            return Err(NOT_AWAITING);
        }
        let key = order.asked.key();
        let sent: Vec<_> = book.messages.iter().filter(|message| message.order.as_ref() == Some(&key)).collect();
        if sent.last().is_some_and(|last| now < later(last.at, pause)) {
            return Err((StatusCode::TOO_MANY_REQUESTS, "resend_too_early", None));
        }
        if MESSAGES_MAX <= sent.len() {
            return Err((StatusCode::UNPROCESSABLE_ENTITY, "resend_limit", None));
        }
        book.code_send(&order.asked.account, Some(&key), (seed, now));
        Ok(order)
    });
    let order = order.await?;
    Ok(payment(bank, &order, StatusCode::OK))
}

async fn confirm(bank: &Arc<Bank>, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    let Confirmed { code } = body(ask).map_err(refusal)?;
    let (id, conditions) = (id.to_owned(), bank.conditions());
    let now = conditions.now;
    let order = bank.change(move |book| {
        let order = book.order_by_id(Family::Wallet, &id).ok_or(NOT_FOUND)?.clone();
        if !order.is_open(now) {
            return Err(NOT_AWAITING);
        }
        let (key, wallet) = (order.asked.key(), order.asked.account.clone());
        let outcome = Outcome::of_number(&wallet);
        let message = book.code_last(&wallet, Some(&key)).ok_or(NOT_AWAITING)?;
        if later(message.at, CODE_LIFE) <= now {
            return Err((StatusCode::UNPROCESSABLE_ENTITY, "code_expired", None));
        }
        let wrong = message.code != code || outcome == Outcome::Code;
        message.wrong = message.wrong.saturating_add(u8::from(wrong));
        let left = CODES_MAX.saturating_sub(message.wrong);
        let order = book.orders.get_mut(&key).ok_or(NOT_FOUND)?;
        if wrong && 0 < left {
            return Ok(Err((StatusCode::UNPROCESSABLE_ENTITY, "code_wrong", Some(left))));
        }
        let outcome = if wrong { Outcome::Code } else { outcome };
        let mask = order.mask.clone();
        order.play(&Instrument { outcome, mask }, &conditions);
        Ok(match order.now(now).reason {
            Reason::Code => Err((StatusCode::UNPROCESSABLE_ENTITY, "code_wrong", Some(0))),
            Reason::Short => Err((StatusCode::UNPROCESSABLE_ENTITY, "insufficient_funds", None)),
            Reason::None | Reason::Refused => Ok(order.clone()),
        })
    });
    let order = match order.await {
        Ok(Ok(Ok(order))) => order,
        Ok(Ok(Err(refused)) | Err(refused)) => return Err(refusal(refused)),
        Err(error) => return Err(disk_failed(&error)),
    };
    trouble::paid(bank, &order).await?;
    Ok(payment(bank, &order, StatusCode::OK))
}

async fn cancel(bank: &Arc<Bank>, order_ref: &str) -> Result<Reply, Reply> {
    let (key, conditions) = (key_of(order_ref), bank.conditions());
    let order = changed(bank, move |book| {
        let order = book.orders.get_mut(&key).ok_or(NOT_FOUND)?;
        order.end(conditions.now).map_err(|_| NOT_AWAITING)?;
        order.call_back(Status::Ended, conditions.now, &conditions);
        Ok(order.clone())
    });
    let order = order.await?;
    Ok(payment(bank, &order, StatusCode::OK))
}

async fn give_back(bank: &Arc<Bank>, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    let GivenBack { refund_id, amount } = body(ask).map_err(refusal)?;
    let minor = decimal_parse(&amount, 2).map_err(|_| refusal(BAD))?;
    let (id, conditions) = (id.to_owned(), bank.conditions());
    let order = changed(bank, move |book| {
        let order = book.order_by_id(Family::Wallet, &id).ok_or(NOT_FOUND)?;
        if minor != order.taken_minor {
            return Err((StatusCode::UNPROCESSABLE_ENTITY, "whole_amount_only", None));
        }
        let before = order.refunds.len();
        order.give_back(minor, &refund_id, conditions.now).map_err(|_| (StatusCode::CONFLICT, "not_paid", None))?;
        if before < order.refunds.len() {
            order.call_back(Status::GivenBack, conditions.now, &conditions);
        }
        Ok(order.clone())
    });
    let order = order.await?;
    Ok(payment(bank, &order, StatusCode::OK))
}

/// The word of a state.
pub(super) fn named(order: &Order, status: Status) -> &'static str {
    match status {
        Status::New | Status::TryDeclined => "awaiting_code",
        Status::Working => "processing",
        Status::Reserved | Status::Taken | Status::ChargedBack if 0 < order.given_back_minor => "part_refunded",
        Status::Reserved | Status::Taken | Status::ChargedBack => "paid",
        Status::GivenBack => "refunded",
        Status::Declined => "declined",
        Status::Ended if order.changes.is_empty() => "expired",
        Status::Released | Status::Ended => "cancelled",
    }
}

fn payment(bank: &Bank, order: &Order, status: StatusCode) -> Reply {
    let (whim, now) = (whim(bank), bank.now());
    let change = order.now(now);
    let minor = if order.taken_minor == 0 { order.asked.amount_minor } else { order.taken_minor };
    let decline = match change.reason {
        Reason::None => "null".to_owned(),
        Reason::Refused => text("declined"),
        Reason::Short => text("insufficient_funds"),
        Reason::Code => text("code_attempts"),
    };
    let moved = matches!(change.status, Status::Taken | Status::GivenBack | Status::ChargedBack);
    let mut fields = vec![
        ("payment_id", text(&order.id)),
        ("order_ref", text(&order.asked.invoice)),
        ("status", text(named(order, change.status))),
        // A string as a rule; in a mood a number, as JSON writers have it.
        ("amount", if whim % 3 == 2 { amount_short(minor) } else { text(&amount(minor)) }),
        ("currency", text(&order.asked.currency)),
        ("wallet_masked", text(&order.mask)),
        ("approval", if moved { text(&order.approval) } else { "null".to_owned() }),
        ("updated_at", text(&time(change.at, whim))),
        ("decline_code", decline),
    ];
    if change.status == Status::New && order.is_open(now) {
        fields.push(("code_expires_s", CODE_LIFE.as_secs().to_string()));
        fields.push(("resend_after_s", bank.settings.pace.code_again.as_secs().to_string()));
    }
    if order.asked.account.is_empty() {
        fields.push(("page_url", text(&format!("{}/pay/{}", bank.settings.public_url, order.page))));
    }
    json(status, object(&shuffled(fields, whim)))
}

/// What the bank posts unasked. It only makes the shop ask.
pub(super) fn callback(bank: &Bank, order: &Order, (index, callback): (usize, &Callback)) -> String {
    let fields = vec![
        ("event_id", text(&format!("e-{}-{index}", order.serial))),
        ("order_ref", text(&order.asked.invoice)),
        ("payment_id", text(&order.id)),
        ("status", text(named(order, callback.tells))),
        ("callback_secret", text(&order.asked.secret_hash)),
    ];
    object(&shuffled(fields, whim(bank)))
}
