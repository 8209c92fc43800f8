//! The answers of checkOrdern.jsp and control.jsp, by the provider's tables. What is not signed, or not in the tables, is unknown.

use evisa_plugin_sdk::{
    almaty,
    decimal::minor_parse,
    proto::{Cx, Decline, Observation, Order, Status},
};

use crate::{
    GRACE_S,
    document::{self, attribute, child},
    sign::BankKeys,
};

/// Decimal places of the tenge.
pub(crate) const PLACES: u8 = 2;

/// Whether a text is an order number of this protocol: 6 to 15 digits.
pub(crate) fn is_order_ref(text: &str) -> bool {
    (6..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// ISO 4217 letters of the numbers that the protocol knows; anything else stays as it is, for the host to refuse.
pub(crate) fn currency(number: String) -> String {
    match number.as_str() {
        "398" => "KZT".to_owned(),
        "840" => "USD".to_owned(),
        _ => number,
    }
}

/// The table of (payment, status, result). Its row (false, 9, 9), an error at the bank, is unknown, as is whatever it does not name.
pub(crate) fn mapped(payment: &str, status: &str, result: &str) -> Status {
    match (payment, status, result) {
        ("true", "0", "0") => Status::Authorised,
        ("true", "2", "0") => Status::Paid,
        ("false", "2", result) if !result.is_empty() => Status::Declined,
        ("false", "7", "7") => Status::NotFound,
        ("false", "8", "8") => Status::NotPaid,
        _ => Status::Unknown,
    }
}

/// What a signed answer of checkOrdern.jsp says; the reason for the log where it says nothing.
pub(crate) fn observe(body: &[u8], keys: &BankKeys, (order, cx): (&Order, &Cx)) -> Result<Observation, String> {
    let bank = document::bank_verified(body, keys).ok_or_else(|| unsigned(body))?;
    let parsed = document::parse(&bank).ok_or("signed, and yet no XML")?;
    let merchant = child(parsed.root_element(), "merchant").ok_or("no merchant in the answer")?;
    let asked = child(merchant, "order").ok_or("no order in the answer")?;
    let response = child(parsed.root_element(), "response").ok_or("no response in the answer")?;
    let part = |name: &str| attribute(response, name);
    let triple = ["payment", "status", "result"].map(|name| part(name).unwrap_or_default());
    let status = mapped(&triple[0], &triple[1], &triple[2]);
    if status == Status::Unknown {
        let [payment, status, result] = triple.map(|text| text.chars().take(8).collect::<String>());
        return Err(format!("payment={payment:?} status={status:?} result={result:?} is not an outcome of the table"));
    }
    let money = matches!(status, Status::Authorised | Status::Paid);
    let amount_minor = match part("amount").map(|text| minor_parse(&text, PLACES)) {
        Some(Ok(minor)) if money || minor > 0 => Some(minor),
        Some(Err(_)) | None if money => return Err("the amount cannot be read".to_owned()),
        Some(Ok(_) | Err(_)) | None => None,
    };
    let decline = (status == Status::Declined).then(|| Decline {
        code: triple[2].chars().take(16).collect(),
        is_final: order.is_over(cx, GRACE_S),
        message_key: Some("method-card-refused".to_owned()),
    });
    Ok(Observation {
        status,
        order_ref: attribute(asked, "id").ok_or("no order number in the answer")?,
        amount_minor,
        currency: part("currencycode").map(currency),
        terminal: attribute(merchant, "id"),
        provider_ref: part("reference"),
        approval: part("approval_code"),
        occurred_at: part("timestamp").and_then(|text| almaty::with_offset(&text)),
        masked_instrument: None,
        decline,
    })
}

/// What the bank said to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// `00` = done.
    pub(crate) code: String,
    /// What is left of the payment in minor units, where the bank says it.
    pub(crate) remaining_minor: Option<u64>,
}

/// The signed answer of control.jsp to our own command; the reason for the log when it is not one.
pub(crate) fn verdict(body: &[u8], keys: &BankKeys, (order_ref, command): (&str, &str)) -> Result<Verdict, String> {
    let bank = document::bank_verified(body, keys).ok_or_else(|| unsigned(body))?;
    let parsed = document::parse(&bank).ok_or("signed, and yet no XML")?;
    let merchant = child(parsed.root_element(), "merchant").ok_or("no merchant in the answer")?;
    let echoed = child(merchant, "command").and_then(|node| attribute(node, "type"));
    let order = child(merchant, "payment").and_then(|node| attribute(node, "orderid"));
    if (echoed.as_deref(), order.as_deref()) != (Some(command), Some(order_ref)) {
        return Err("the answer is to another command".to_owned());
    }
    let response = child(parsed.root_element(), "response").ok_or("no response in the answer")?;
    let code = attribute(response, "code").ok_or("no code in the answer")?;
    let remaining = attribute(response, "remaining_amount").and_then(|text| minor_parse(&text, PLACES).ok());
    Ok(Verdict { code: code.chars().take(16).collect(), remaining_minor: remaining })
}

/// Why an answer proves nothing; the bank's own words are not repeated, they may hold anything.
fn unsigned(body: &[u8]) -> String {
    if document::find(body, b"<error").is_some() {
        return "the bank answered with an error".to_owned();
    }
    "the answer is not signed by the bank".to_owned()
}
