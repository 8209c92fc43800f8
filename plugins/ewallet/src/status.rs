//! A payment of the provider, and its refusals, by the tables of PROTOCOL.md. What they do not name is unknown.

use evisa_plugin_sdk::{
    decimal::Decimal,
    mask,
    proto::{Decline, HttpResponse, HttpResult, Observation, Order, Status},
};
use jiff::Timestamp;
use serde::Deserialize;

use crate::is_name;

/// Decimal places of the tenge.
pub(crate) const PLACES: u8 = 2;
/// Longest text of the provider that is passed on.
const TEXT_CHARS_MAX: usize = 64;

/// A payment as the provider tells it.
#[derive(Debug, Deserialize)]
pub(crate) struct Payment {
    pub(crate) payment_id: String,
    pub(crate) order_ref: String,
    pub(crate) status: String,
    amount: Decimal,
    currency: String,
    terminal: Option<String>,
    wallet_masked: Option<String>,
    approval: Option<String>,
    updated_at: Option<String>,
    decline_code: Option<String>,
    pub(crate) code_expires_s: Option<u32>,
    pub(crate) resend_after_s: Option<u32>,
}

impl Payment {
    /// Whether it is about the amount of the order.
    pub(crate) fn asks_for(&self, order: &Order) -> bool {
        self.amount.minor(PLACES) == Ok(order.expected_minor) && self.currency == order.currency
    }
}

/// A refusal: the request changed nothing.
#[derive(Debug, Deserialize)]
pub(crate) struct Refusal {
    pub(crate) code: String,
    pub(crate) attempts_left: Option<u32>,
}

/// What an answer is worth.
pub(crate) enum Answer {
    /// A payment.
    Payment(Box<Payment>),
    /// Certain: refused, nothing changed.
    Refused(Refusal),
    /// Certain: the request never left us.
    NotSent,
    /// Nobody knows what happened; why, for the log.
    Unclear(String),
}

/// Read an answer. Only the shapes and statuses of the protocol count: a proxy's error page decides nothing.
pub(crate) fn answer(result: &HttpResult) -> Answer {
    let response = match result {
        HttpResult::Response(response) => response,
        HttpResult::NotSent { .. } => return Answer::NotSent,
        HttpResult::SentNoResponse { why } => return Answer::Unclear(format!("no answer: {why}")),
    };
    match response.status {
        200 | 201 => match serde_json::from_slice::<Payment>(&response.body.0) {
            Ok(payment) if is_name(&payment.payment_id) => Answer::Payment(Box::new(payment)),
            Ok(_) | Err(_) => Answer::Unclear("the answer is not the payment we know".to_owned()),
        },
        404 | 409 | 422 | 429 => refusal(response),
        status => Answer::Unclear(format!("HTTP {status}")),
    }
}

fn refusal(response: &HttpResponse) -> Answer {
    #[derive(Deserialize)]
    struct Refused {
        error: Refusal,
    }
    match serde_json::from_slice::<Refused>(&response.body.0) {
        Ok(refused) if is_name(&refused.error.code) => Answer::Refused(refused.error),
        Ok(_) | Err(_) => Answer::Unclear(format!("HTTP {} without a reason", response.status)),
    }
}

/// The status by its word.
fn named(word: &str) -> Status {
    match word {
        "awaiting_code" => Status::NotPaid,
        "processing" => Status::Pending,
        "paid" => Status::Paid,
        "declined" => Status::Declined,
        "cancelled" | "expired" => Status::Cancelled,
        "refunded" => Status::Refunded,
        "part_refunded" => Status::PartRefunded,
        _ => Status::Unknown,
    }
}

/// What a payment says, values as they came.
pub(crate) fn observe(payment: Payment) -> Result<Observation, String> {
    let status = named(&payment.status);
    if status == Status::Unknown {
        return Err("a status that is not in the table".to_owned());
    }
    let amount = payment.amount.minor(PLACES).map_err(|_| "the amount cannot be read")?;
    let short = |text: Option<String>| text.filter(|text| !text.is_empty() && text.len() <= TEXT_CHARS_MAX);
    let decline = if status == Status::Declined {
        let code = short(payment.decline_code).unwrap_or_else(|| "declined".to_owned());
        Some(decline(&code))
    } else if status == Status::Cancelled {
        Some(Decline::for_good(&payment.status, "method-cancelled"))
    } else {
        None
    };
    Ok(Observation {
        amount_minor: Some(amount),
        currency: Some(payment.currency),
        terminal: short(payment.terminal),
        provider_ref: Some(payment.payment_id),
        approval: short(payment.approval),
        occurred_at: payment.updated_at.filter(|at| at.parse::<Timestamp>().is_ok()),
        masked_instrument: payment.wallet_masked.as_deref().and_then(mask::masked),
        decline,
        ..Observation::new(status, &payment.order_ref)
    })
}

/// Why it was declined, for good: after these the provider lets the order be paid no more.
pub(crate) fn decline(code: &str) -> Decline {
    let key = match code {
        "insufficient_funds" => "method-balance-low",
        "limit_exceeded" => "method-limit-exceeded",
        "wallet_blocked" => "method-wallet-blocked",
        "wallet_not_found" => "method-wallet-not-found",
        "code_wrong" | "code_attempts" => "method-code-exceeded",
        _ => "method-declined",
    };
    Decline::for_good(code, key)
}
