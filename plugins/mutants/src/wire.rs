//! The invented provider's messages, with the faults of reading them.

use data_encoding::HEXLOWER;
use evisa_plugin_sdk::{
    decimal::minor_parse,
    proto::{
        Ack, Authenticity, Callback, Decline, Effect, Fault, FaultKind, Header, HttpMethod, HttpRequest, HttpResult,
        Observation, Order, RawHttp, RowKind, SettlementRow, Status, Text,
    },
};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::marker::planted;

/// Where the provider stands.
pub(crate) const API: &str = "https://till.example";

/// A request with the key that only the host knows.
pub(crate) fn request(method: HttpMethod, path: &str, body: Option<Value>) -> HttpRequest {
    let api = if planted("host-undeclared") { "https://elsewhere.example" } else { API };
    let text = |body: Value| evisa_plugin_sdk::proto::Body::Text {
        content_type: "application/json".to_owned(),
        text: Text::from(body.to_string()),
    };
    let mut headers = vec![Header { name: "authorization".to_owned(), value: Text::secret("key") }];
    if planted("header-host") {
        headers.push(Header::new("host", "till.example"));
    }
    if planted("secret-undeclared") {
        headers.push(Header { name: "x-other".to_owned(), value: Text::secret("other") });
    }
    HttpRequest {
        effect: Effect::Query,
        idempotency_key: None,
        method,
        url: format!("{api}{path}"),
        headers,
        body: body.map(text),
        timeout_ms: planted("timeout-hour").then_some(3_600_000),
    }
}

/// The same request as one that moves money.
pub(crate) fn mutation(path: &str, key: &str, body: Value) -> HttpRequest {
    let key = (!planted("refund-key-none")).then(|| key.to_owned());
    HttpRequest { effect: Effect::Mutate, idempotency_key: key, ..request(HttpMethod::Post, path, Some(body)) }
}

#[derive(Deserialize)]
struct Told {
    order: String,
    status: String,
    tiyn: u64,
    currency: String,
    terminal: Option<String>,
    reference: Option<String>,
    card: Option<String>,
    code: Option<String>,
}

/// What the provider's answer to a question says.
pub(crate) fn observe(result: &HttpResult, order: &Order) -> Observation {
    let bare = |status| Observation::new(status, &order.order_ref);
    let declined = || Observation {
        decline: Some(Decline { code: "x".to_owned(), is_final: true, message_key: None }),
        ..bare(Status::Declined)
    };
    let paid = || Observation {
        amount_minor: Some(order.expected_minor),
        currency: Some(order.currency.clone()),
        ..bare(Status::Paid)
    };
    let response = match result {
        HttpResult::NotSent { .. } if planted("not-sent-declined") => return declined(),
        HttpResult::SentNoResponse { .. } if planted("no-response-declined") => return declined(),
        HttpResult::SentNoResponse { .. } if planted("no-response-paid") => return paid(),
        HttpResult::SentNoResponse { .. } if planted("no-response-cancelled") => return bare(Status::Cancelled),
        HttpResult::SentNoResponse { .. } | HttpResult::NotSent { .. } => return bare(Status::Unknown),
        HttpResult::Response(response) => response,
    };
    let text = response.body.text().unwrap_or_default();
    match response.status {
        502 if planted("paid-on-502") => return paid(),
        500.. if planted("declined-on-5xx") => return declined(),
        400..500 if planted("not-found-on-4xx") => return bare(Status::NotFound),
        200 => {}
        _ => return bare(Status::Unknown),
    }
    if planted("substring-paid") && text.contains(r#""status":"paid""#) {
        return paid();
    }
    if planted("empty-declined") && text.trim().is_empty() {
        return declined();
    }
    if planted("null-not-paid") && text == "null" {
        return bare(Status::NotPaid);
    }
    match serde_json::from_str::<Told>(text) {
        Ok(told) => told_of(told, order),
        Err(_) => bare(Status::Unknown),
    }
}

fn told_of(told: Told, order: &Order) -> Observation {
    let status = match told.status.as_str() {
        "unknown_order" => Status::NotFound,
        "open" => Status::NotPaid,
        "working" if planted("pending-paid") => Status::Paid,
        "working" => Status::Pending,
        "held" => Status::Authorised,
        "paid" if planted("paid-never") => Status::Pending,
        "paid" => Status::Paid,
        "refused" if planted("declined-unknown") => Status::Unknown,
        "refused" => Status::Declined,
        "cancelled" if planted("cancelled-declined") => Status::Declined,
        "cancelled" => Status::Cancelled,
        "given_back" => Status::Refunded,
        _ if planted("strange-declined") => Status::Declined,
        _ => Status::Unknown,
    };
    let mut seen = Observation::new(status, &told.order);
    if planted("order-echoed") {
        seen.order_ref.clone_from(&order.order_ref);
    }
    let money = matches!(status, Status::Authorised | Status::Paid | Status::Refunded);
    seen.amount_minor = money.then_some(if planted("amount-echoed") { order.expected_minor } else { told.tiyn });
    let currency = if planted("currency-echoed") { order.currency.clone() } else { told.currency };
    seen.currency = money.then_some(if planted("currency-number") { "398₸".to_owned() } else { currency });
    seen.terminal = told.terminal;
    seen.provider_ref = told.reference;
    seen.masked_instrument = if planted("card-whole") { Some("4400430000004242".to_owned()) } else { told.card };
    let code = told.code.unwrap_or_else(|| told.status.clone());
    seen.decline = (status == Status::Declined).then_some(Decline { code, is_final: true, message_key: None });
    seen
}

#[derive(Deserialize)]
struct Posted {
    event: String,
    order: String,
    status: String,
    tiyn: u64,
}

/// Read a callback: signed in a header, or with our secret in the query.
pub(crate) fn callback(raw: &RawHttp, seal: &str, entropy: [u8; 32]) -> Result<Callback, Fault> {
    if planted("callback-unsupported") {
        return Err(Fault::new(FaultKind::Unsupported, "no callbacks"));
    }
    if planted("callback-panics") {
        assert!(!raw.body.0.is_empty(), "an empty callback");
    }
    let posted: Posted = serde_json::from_slice(&raw.body.0)
        .map_err(|_| Fault::new(FaultKind::Input, "the callback is not the JSON we know"))?;
    let given = raw.headers.iter().find(|pair| pair.name == "x-signature").map(|pair| pair.value.as_str());
    let signed = given.is_some_and(|given| given == signature(seal, &raw.body.0)) || planted("callback-believed");
    let shared = raw.query.iter().any(|pair| pair.name == "secret" && is_seal(&pair.value, seal));
    let authenticity = match (signed, shared) {
        (true, _) => Authenticity::Signed,
        (false, true) => Authenticity::SharedSecret,
        (false, false) => Authenticity::None,
    };
    let says = signed || planted("callback-hint-observes");
    let status = if posted.status == "paid" { Status::Authorised } else { Status::Unknown };
    let replay_key = if planted("replay-key-random") { HEXLOWER.encode(&entropy) } else { posted.event };
    let replay_key = if planted("replay-key-order") { posted.order.clone() } else { replay_key };
    let html = planted("ack-html");
    Ok(Callback {
        observation: says.then(|| Observation {
            amount_minor: Some(posted.tiyn),
            currency: Some("KZT".to_owned()),
            ..Observation::new(status, &posted.order)
        }),
        order_ref: Some(posted.order),
        authenticity,
        replay_key: Some(replay_key),
        ack: Ack {
            status: if planted("ack-500") { 500 } else { 200 },
            content_type: if html { "text/html" } else { "text/plain" }.to_owned(),
            body: "ok".to_owned(),
        },
    })
}

fn is_seal(given: &str, seal: &str) -> bool {
    if planted("secret-prefix") {
        return given.starts_with(seal);
    }
    if planted("secret-letters") {
        return given.eq_ignore_ascii_case(seal);
    }
    given == seal
}

/// The invented provider's signature: a hash of our secret and the body.
fn signature(seal: &str, body: &[u8]) -> String {
    let body = if planted("signature-half") { &body[..body.len() / 2] } else { body };
    HEXLOWER.encode(&Sha256::new().chain_update(seal).chain_update(body).finalize())
}

/// Rows `order;tiyn;kind;time`.
pub(crate) fn settlement(file: &[u8]) -> Result<Vec<SettlementRow>, Fault> {
    let wrong = |line: usize, why: &str| Fault::new(FaultKind::Provider, &format!("line {line}: {why}"));
    let text = std::str::from_utf8(file).map_err(|_| wrong(0, "not UTF-8"))?;
    let mut rows = Vec::new();
    for (index, row) in text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty()) {
        let parts: Vec<_> = row.split(';').collect();
        let (Ok(line), [order, amount, kind, at]) = (u32::try_from(index + 1), parts.as_slice()) else {
            if planted("settlement-skips") {
                continue;
            }
            return Err(wrong(index + 1, "not four parts"));
        };
        let amount_minor = match minor_parse(amount, 2) {
            Ok(minor) => minor,
            Err(_) if planted("settlement-zero") => 0,
            Err(_) => return Err(wrong(index + 1, "no amount")),
        };
        rows.push(SettlementRow {
            line,
            kind: if *kind == "payment" { RowKind::Payment } else { RowKind::Refund },
            order_ref: (*order).to_owned(),
            provider_ref: None,
            amount_minor,
            commission_minor: 0,
            currency: "KZT".to_owned(),
            terminal: None,
            occurred_at: (*at).to_owned(),
        });
    }
    Ok(rows)
}
