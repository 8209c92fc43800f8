//! The bank's side of the mobile balance (plugins/mobile/PROTOCOL.md): a session, a code by SMS, an invoice with the code.

use std::sync::Arc;

use hyper::{StatusCode, header};
use jiff::{Timestamp, civil::DateTime, tz};
use serde::Deserialize;
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::{
    Bank,
    book::{Book, CODE_LIFE, TOKEN_LIFE, Token},
    door::{Ask, Reply, disk_failed, field, json},
    order::{Asked, Family, Instrument, Order, Status, later},
    outcome::{NOBODY, Outcome},
    shape::{almaty, amount, amount_short, object, shuffled, text, whim},
    trouble,
};
use crate::domain::money::decimal_parse;

/// Codes that may be typed wrongly.
const CODES_MAX: u8 = 3;
/// Messages to one telephone within the life of a code.
const MESSAGES_MAX: usize = 10;
/// The least and the most of one payment: 200 and 148 850 KZT (activ/Kcell).
const AMOUNT_MINOR: std::ops::RangeInclusive<u64> = 20_000..=14_885_000;
/// Commission of a payment, part of its amount (figure 7).
pub(super) const COMMISSION_MINOR: u64 = 10_000;
/// Prefixes of activ/Kcell and of Beeline: the only operators that are offered.
const PREFIXES: [&str; 9] = ["701", "702", "775", "778", "705", "706", "771", "776", "777"];
/// Almaty's offset; a deadline is never older than it.
const ALMATY: tz::Offset = tz::Offset::constant(5);

/// A code of the protocol's table.
type Code = u16;

const LOGIN: Code = 5;
const FORMAT: Code = 1;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invoice {
    reference_id: String,
    amount: String,
    add_info: String,
    user_phone: String,
    description: String,
    death_date: String,
    back_url: String,
    request_url: String,
}

/// One method of the protocol.
pub(super) async fn answer(bank: &Arc<Bank>, ask: &Ask, method: &str) -> Reply {
    let done = if method == "core_login" { login(bank, ask).await } else { with_session(bank, ask, method).await };
    match done {
        Ok(response) => envelope(0, &response),
        Err(Trouble::Code(code)) => envelope(code, "null"),
        Err(Trouble::Reply(reply)) => reply,
    }
}

/// Why there is no answer proper.
enum Trouble {
    /// A code of the table.
    Code(Code),
    /// Another answer.
    Reply(Reply),
}

fn envelope(code: Code, response: &str) -> Reply {
    json(StatusCode::OK, object(&[("error_code", code.to_string()), ("response", response.to_owned())]))
}

async fn changed<T: Send + 'static>(
    bank: &Arc<Bank>,
    change: impl FnOnce(&mut Book) -> T + Send + 'static,
) -> Result<T, Trouble> {
    bank.change(change).await.map_err(|error| Trouble::Reply(disk_failed(&error)))
}

async fn login(bank: &Arc<Bank>, ask: &Ask) -> Result<String, Trouble> {
    let form = ask.form();
    let same = |given: &str, known: &str| bool::from(given.as_bytes().ct_eq(known.as_bytes()));
    let name_fits = same(field(&form, "username"), &bank.settings.mobile_username);
    let password_fits = same(field(&form, "password"), &bank.settings.mobile_password);
    if !(name_fits && password_fits) {
        return Err(Trouble::Code(LOGIN));
    }
    let (seed, issued_at) = (bank.settings.seed, bank.now());
    let token = Token { fields: [("scope".to_owned(), "mobile".to_owned())].into(), issued_at };
    let session = changed(bank, move |book| book.token_issue(seed, token)).await?;
    Ok(object(&[("session", text(&session))]))
}

async fn with_session(bank: &Arc<Bank>, ask: &Ask, method: &str) -> Result<String, Trouble> {
    let session = ask.header(header::COOKIE).strip_prefix("session=").unwrap_or_default();
    let known = bank.read(|book| book.tokens.get(session).cloned());
    let fits = |token: &Token| token.field("scope") == "mobile" && bank.now() < later(token.issued_at, TOKEN_LIFE);
    if !known.as_ref().is_some_and(fits) {
        return Err(Trouble::Code(LOGIN));
    }
    match method {
        "core_requestConfirmationCode" => code_send(bank, ask).await,
        "cash_createInvoiceExtended" => invoice(bank, ask).await,
        "cash_getOperationData" => operations(bank, ask).await,
        _ => Err(Trouble::Code(2)),
    }
}

/// Whose telephone it is: an error of the table where it is nobody's, or of an operator that is not offered.
fn phone_check(phone: &str) -> Result<(), Code> {
    let digits = phone.len() == 10 && phone.bytes().all(|b| b.is_ascii_digit());
    if !digits || phone.ends_with(NOBODY) {
        return Err(225);
    }
    if PREFIXES.contains(&&phone[..3]) { Ok(()) } else { Err(603) }
}

async fn code_send(bank: &Arc<Bank>, ask: &Ask) -> Result<String, Trouble> {
    #[derive(Deserialize)]
    struct Wanted {
        phone: String,
    }
    let Wanted { phone } = serde_json::from_slice(&ask.body).map_err(|_| Trouble::Code(FORMAT))?;
    phone_check(&phone).map_err(Trouble::Code)?;
    let (seed, now) = (bank.settings.seed, bank.now());
    let sent = changed(bank, move |book| {
        let recent = book.messages.iter().filter(|sent| sent.to == phone && now < later(sent.at, CODE_LIFE)).count();
        if MESSAGES_MAX <= recent {
            return Err(222);
        }
        book.code_send(&phone, None, (seed, now));
        Ok(())
    });
    sent.await?.map_err(Trouble::Code)?;
    Ok("{}".to_owned())
}

fn asked(invoice: Invoice) -> Result<Asked, Code> {
    let amount_minor = decimal_parse(&invoice.amount, 2).map_err(|_| 215_u16)?;
    if !AMOUNT_MINOR.contains(&amount_minor) {
        return Err(214);
    }
    phone_check(&invoice.user_phone)?;
    let death: DateTime = invoice.death_date.parse().map_err(|_| FORMAT)?;
    let expires_at = ALMATY.to_timestamp(death).map_err(|_| FORMAT)?;
    Ok(Asked {
        family: Family::Mobile,
        invoice: invoice.reference_id,
        amount_minor,
        currency: "KZT".to_owned(),
        description: invoice.description,
        account: invoice.user_phone,
        back_link: invoice.back_url,
        post_link: invoice.request_url.clone(),
        failure_post_link: invoice.request_url,
        expires_at: Some(expires_at),
        ..Asked::default()
    })
}

async fn invoice(bank: &Arc<Bank>, ask: &Ask) -> Result<String, Trouble> {
    let invoice: Invoice = serde_json::from_slice(&ask.body).map_err(|_| Trouble::Code(FORMAT))?;
    let code = invoice.add_info.clone();
    let asked = asked(invoice).map_err(Trouble::Code)?;
    let (seed, conditions) = (bank.settings.seed, bank.conditions());
    let now = conditions.now;
    let invoiced = changed(bank, move |book| {
        if book.orders.contains_key(&asked.key()) {
            return Err(221);
        }
        let outcome = Outcome::of_number(&asked.account);
        let message = book.code_last(&asked.account, None).ok_or(223_u16)?;
        if message.code != code || later(message.at, CODE_LIFE) <= now || outcome == Outcome::Code {
            message.wrong = message.wrong.saturating_add(1);
            return Err(if message.wrong < CODES_MAX { 223 } else { 224 });
        }
        if outcome == Outcome::Insufficient {
            return Err(226);
        }
        let phone = asked.account.clone();
        let key = book.order_open(asked, seed, now).map_err(|_| FORMAT)?;
        let order = book.orders.get_mut(&key).ok_or(FORMAT)?;
        order.play(&Instrument { outcome, mask: format!("{}***{}", &phone[..3], &phone[6..]) }, &conditions);
        Ok(order.clone())
    });
    let order = invoiced.await?.map_err(Trouble::Code)?;
    trouble::paid(bank, &order).await.map_err(Trouble::Reply)?;
    let address = format!("{}/?operation={}", bank.settings.public_url, order.id);
    Ok(object(&[("operationId", order.id), ("operationUrl", text(&address))]))
}

async fn operations(bank: &Arc<Bank>, ask: &Ask) -> Result<String, Trouble> {
    let asked: Value = serde_json::from_slice(&ask.body).map_err(|_| Trouble::Code(FORMAT))?;
    let named = |name: &str| {
        let list = asked.get(name).and_then(Value::as_array).and_then(|list| list.first()).cloned();
        list.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let now = bank.now();
    let (operation, reference) = (named("operationId"), named("referenceId"));
    let order = bank.read(|book| {
        let mine = book.orders.values().filter(|order| order.asked.family == Family::Mobile);
        let is_meant = |order: &&Order| match (&operation, &reference) {
            (Some(id), _) => order.id == *id,
            (None, Some(reference)) => order.asked.invoice == *reference,
            (None, None) => false,
        };
        mine.filter(|order| order.is_found(now)).find(is_meant).cloned()
    });
    let Some(order) = order else { return Ok(object(&[("records", "[]".to_owned())])) };
    trouble::answer(bank, &order).await.map_err(Trouble::Reply)?;
    Ok(object(&[("records", format!("[{}]", record(bank, &order, now)))]))
}

/// The number of a state.
pub(super) const fn numbered(status: Status) -> u8 {
    match status {
        Status::New | Status::TryDeclined => 1,
        Status::Working => 19,
        Status::Reserved | Status::Taken | Status::ChargedBack => 4,
        Status::Declined => 3,
        Status::Released | Status::Ended => 5,
        Status::GivenBack => 7,
    }
}

fn record(bank: &Bank, order: &Order, now: Timestamp) -> String {
    let whim = whim(bank);
    let change = order.now(now);
    let minor = if order.taken_minor == 0 { order.asked.amount_minor } else { order.taken_minor };
    // Numbers come as strings in a mood.
    let number = |text_of: String| if whim.is_multiple_of(2) { text_of } else { text(&text_of) };
    let mut fields = vec![
        ("id", number(order.id.clone())),
        ("type", "1".to_owned()),
        ("lotId", "1".to_owned()),
        ("sum", if whim % 3 == 2 { amount_short(minor) } else { text(&amount(minor)) }),
        ("date", text(&almaty(change.at))),
        ("status", number(numbered(change.status).to_string())),
        ("comment", text("TEST")),
        ("referenceId", number(order.asked.invoice.clone())),
    ];
    if whim % 5 != 4 {
        fields.push(("currency", text("KZT")));
    }
    object(&shuffled(fields, whim))
}
