//! The answer of check-status, by the provider's tables. What the tables do not name is unknown, never paid or declined.

use evisa_plugin_sdk::{
    mask,
    proto::{Cx, Decline, Observation, Order, Status},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{GRACE_S, amount};

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow, rename = "resultCode")]
    code: Option<&'a RawValue>,
    #[serde(borrow)]
    transaction: Option<Transaction<'a>>,
}

/// The fields we read. Strings that some versions send as numbers are kept as their text.
#[derive(Deserialize)]
struct Transaction<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow, rename = "createdDate")]
    created: Option<&'a RawValue>,
    #[serde(borrow, rename = "invoiceID")]
    invoice: Option<&'a RawValue>,
    #[serde(borrow)]
    amount: Option<&'a RawValue>,
    #[serde(borrow)]
    currency: Option<&'a RawValue>,
    #[serde(borrow)]
    curency: Option<&'a RawValue>,
    #[serde(borrow)]
    terminal: Option<&'a RawValue>,
    #[serde(borrow, rename = "cardMask")]
    mask: Option<&'a RawValue>,
    #[serde(borrow, rename = "approvalCode")]
    approval: Option<&'a RawValue>,
    #[serde(borrow, rename = "statusName")]
    status_name: Option<&'a RawValue>,
    #[serde(borrow)]
    status: Option<&'a RawValue>,
    #[serde(borrow, rename = "reasonCode")]
    reason: Option<&'a RawValue>,
}

/// A string or a number as text; absent when empty, null or something else.
pub(crate) fn text(value: Option<&RawValue>) -> Option<String> {
    let json = value?.get();
    let number = json.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let text = if number { json.to_owned() } else { serde_json::from_str::<String>(json).ok()? };
    Some(text).filter(|text| !text.is_empty())
}

/// Two spellings of one field: either, or both when they agree.
fn either(one: Option<&RawValue>, other: Option<&RawValue>) -> Result<Option<String>, ()> {
    match (text(one), text(other)) {
        (Some(one), Some(other)) if one != other => Err(()),
        (one, other) => Ok(one.or(other)),
    }
}

/// The status by its name. `NEW` = the page is open and nothing was paid; `3D` = the issuer is asking the customer.
fn named(name: &str) -> Status {
    match name {
        "NEW" => Status::NotPaid,
        "3D" => Status::Pending,
        "AUTH" => Status::Authorised,
        "CHARGE" | "PAID" => Status::Paid,
        "CANCEL" | "CANCEL_OLD" => Status::Cancelled,
        "REFUND" => Status::Refunded,
        "REJECT" | "REJECTED" | "FAILED" => Status::Declined,
        _ => Status::Unknown,
    }
}

/// What an answer with status 200 says, and a line for the log where it says nothing.
pub(crate) fn observe(body: &[u8], order: &Order, cx: &Cx) -> (Observation, Option<String>) {
    let bare = |status| Observation::new(status, &order.order_ref);
    let unknown = |why: &str| (bare(Status::Unknown), Some(why.to_owned()));
    let Ok(answer) = serde_json::from_slice::<Answer<'_>>(body) else {
        return unknown("check-status did not answer with the JSON we know");
    };
    let code = text(answer.code).unwrap_or_default();
    match (code.as_str(), &answer.transaction) {
        ("100" | "101", Some(transaction)) => seen(&code, transaction, order, cx),
        ("100", None) => unknown("check-status answered 100 without a transaction"),
        ("101", None) => {
            let decline = Some(Decline { code, is_final: order.is_over(cx, GRACE_S), message_key: None });
            (Observation { decline, ..bare(Status::Declined) }, None)
        }
        ("102", None) => (bare(Status::NotFound), None),
        ("102", Some(_)) => unknown("check-status found no transaction and sent one"),
        ("103", _) => unknown("check-status answered 103, an error at the bank"),
        ("104", _) => unknown("check-status answered 104: the token names no terminal; check the setting `terminal`"),
        ("107", _) => unknown("check-status answered 107: ask again later"),
        ("109", _) => unknown("check-status answered 109: the terminal is not ours; check the setting `terminal`"),
        _ => unknown("check-status answered with a code that is not in the tables"),
    }
}

fn seen(code: &str, transaction: &Transaction<'_>, order: &Order, cx: &Cx) -> (Observation, Option<String>) {
    let unknown =
        |why: &str| (Observation::new(Status::Unknown, &order.order_ref), Some(format!("check-status: {why}")));
    let Ok(Some(name)) = either(transaction.status_name, transaction.status) else {
        return unknown("no status, or two different ones");
    };
    let Ok(currency) = either(transaction.currency, transaction.curency) else {
        return unknown("two different currencies");
    };
    let status = named(&name);
    if code == "101" && status != Status::Declined {
        return unknown("rejected, and yet in another state");
    }
    let Some(order_ref) = text(transaction.invoice) else { return unknown("no order number") };
    let nothing_moved = matches!(status, Status::Declined | Status::NotPaid | Status::Pending | Status::Unknown);
    let amount_minor = match transaction.amount.map(|raw| amount::minor(raw.get())) {
        // A failed card leaves `amount: 0, currency: ""` behind: nothing is said about the amount.
        Some(Some(0)) | None if nothing_moved => None,
        Some(Some(minor)) => Some(minor),
        Some(None) if nothing_moved => None,
        Some(None) | None => return unknown("the amount cannot be read"),
    };
    let decline = (status == Status::Declined).then(|| Decline {
        code: text(transaction.reason).unwrap_or_else(|| code.to_owned()),
        is_final: name != "FAILED" || order.is_over(cx, GRACE_S),
        message_key: None,
    });
    let occurred_at = text(transaction.created).filter(|at| at.parse::<Timestamp>().is_ok());
    let note = (status == Status::Unknown).then(|| "check-status: a status that is not in the tables".to_owned());
    let observation = Observation {
        status,
        order_ref,
        amount_minor,
        currency,
        terminal: text(transaction.terminal),
        provider_ref: text(transaction.id),
        approval: text(transaction.approval),
        occurred_at,
        masked_instrument: text(transaction.mask).as_deref().and_then(mask::masked),
        decline,
    };
    (observation, note)
}
