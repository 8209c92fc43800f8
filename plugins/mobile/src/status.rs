//! An operation of the provider by the table of PROTOCOL.md. What it does not name is unknown.

use evisa_plugin_sdk::{
    almaty,
    decimal::Decimal,
    proto::{Decline, Observation, Order, Status},
};
use serde::Deserialize;

/// Decimal places of the tenge.
pub(crate) const PLACES: u8 = 2;

/// The answer to asking after an order.
#[derive(Deserialize)]
pub(crate) struct Records {
    records: Vec<Record>,
}

/// One operation. Numbers that some versions send as strings are read either way.
#[derive(Deserialize)]
struct Record {
    id: Decimal,
    sum: Decimal,
    date: Option<String>,
    status: Decimal,
    #[serde(rename = "referenceId")]
    reference: Decimal,
    currency: Option<String>,
}

/// The status by its number.
fn numbered(number: &str) -> Status {
    match number {
        "1" => Status::NotPaid,
        "2" | "6" | "8" | "9" | "19" => Status::Pending,
        "3" => Status::Declined,
        "4" => Status::Paid,
        "5" | "7" => Status::Cancelled,
        _ => Status::Unknown,
    }
}

/// What the provider says about the order, values as they came.
pub(crate) fn observe(answer: &Records, order: &Order, operation: Option<&str>) -> Result<Observation, String> {
    let record = match answer.records.as_slice() {
        [] => return Ok(Observation::new(Status::NotFound, &order.order_ref)),
        [record] => record,
        [_, _, ..] => return Err("more than one operation".to_owned()),
    };
    let id = record.id.to_string();
    if operation.is_some_and(|asked| asked != id) {
        return Err("another operation than was asked after".to_owned());
    }
    let number = record.status.to_string();
    let status = numbered(&number);
    if status == Status::Unknown {
        return Err("a status that is not in the table".to_owned());
    }
    let amount = record.sum.minor(PLACES).map_err(|_| "the sum cannot be read")?;
    let key = match number.as_str() {
        "3" => Some("method-declined"),
        "5" | "7" => Some("method-cancelled"),
        _ => None,
    };
    Ok(Observation {
        amount_minor: Some(amount),
        // The protocol knows no other currency and may leave it out.
        currency: Some(record.currency.clone().unwrap_or_else(|| "KZT".to_owned())),
        provider_ref: Some(id),
        occurred_at: record.date.as_deref().and_then(almaty::with_offset),
        decline: key.map(|key| Decline::for_good(&format!("status-{number}"), key)),
        ..Observation::new(status, &record.reference.to_string())
    })
}
