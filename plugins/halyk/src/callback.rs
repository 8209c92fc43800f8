//! A postLink: JSON or a form, never signed. It carries our own secret, which proves little, so it only says "ask now".

use evisa_plugin_sdk::{
    form,
    proto::{Ack, Authenticity, Callback, Fault, FaultKind, RawHttp},
    secret::Shared,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::status::text;

/// Longest order number, transaction number or code that is believed.
const FIELD_CHARS_MAX: usize = 64;

#[derive(Deserialize)]
struct Posted<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow, rename = "invoiceId")]
    invoice: Option<&'a RawValue>,
    #[serde(borrow, rename = "invoiceID")]
    invoice_too: Option<&'a RawValue>,
    #[serde(borrow)]
    code: Option<&'a RawValue>,
    #[serde(borrow, rename = "reasonCode")]
    reason: Option<&'a RawValue>,
    #[serde(borrow)]
    secret_hash: Option<&'a RawValue>,
}

/// What we read of it.
#[derive(Default)]
struct Hint {
    id: Option<String>,
    invoice: Option<String>,
    code: Option<String>,
    reason: Option<String>,
    secret: Option<String>,
}

/// Read a callback. Whatever it claims, it is acknowledged: the bank must not learn which secret is right, nor repeat.
pub(crate) fn parse(raw: &RawHttp, known: &Shared) -> Result<Callback, Fault> {
    let body = raw.body.0.trim_ascii();
    let hint = if body.starts_with(b"{") { from_json(body)? } else { from_form(body) };
    let invoice =
        hint.invoice.filter(|digits| (6..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
    let order_ref = invoice.ok_or_else(|| Fault::new(FaultKind::Input, "the callback names no order"))?;
    let proven = hint.secret.is_some_and(|given| known.proves(given.as_bytes()));
    let part = |text: Option<String>| text.filter(|text| text.len() <= FIELD_CHARS_MAX).unwrap_or_default();
    let replay_key = format!("{order_ref}/{}/{}/{}", part(hint.id), part(hint.code), part(hint.reason));
    Ok(Callback {
        order_ref: Some(order_ref),
        authenticity: if proven { Authenticity::SharedSecret } else { Authenticity::None },
        replay_key: Some(replay_key),
        observation: None,
        ack: Ack { status: 200, content_type: "text/plain".to_owned(), body: "OK".to_owned() },
    })
}

fn from_json(body: &[u8]) -> Result<Hint, Fault> {
    let posted: Posted<'_> = serde_json::from_slice(body)
        .map_err(|_| Fault::new(FaultKind::Input, "the callback is not the JSON we know"))?;
    Ok(Hint {
        id: text(posted.id),
        invoice: text(posted.invoice).or_else(|| text(posted.invoice_too)),
        code: text(posted.code),
        reason: text(posted.reason),
        secret: text(posted.secret_hash),
    })
}

fn from_form(body: &[u8]) -> Hint {
    let mut hint = Hint::default();
    for (name, value) in form::fields(body, b' ') {
        let value = String::from_utf8_lossy(&value).into_owned();
        match name.as_str() {
            "id" => hint.id = Some(value),
            "invoiceId" | "invoiceID" => hint.invoice = Some(value),
            "code" => hint.code = Some(value),
            "reasonCode" => hint.reason = Some(value),
            "secret_hash" => hint.secret = Some(value),
            _ => {}
        }
    }
    hint
}
