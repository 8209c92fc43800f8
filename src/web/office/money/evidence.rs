//! The evidence of an attempt, oldest first: each piece folds open without a script, and nothing personal or secret is shown.

use maud::{Markup, html};
use serde_json::Value;

use super::super::words;
use crate::{domain::payment::Evidence, web::request::Request};

/// What stands in place of what is not shown.
const HIDDEN: &str = "•••";
/// Parts of names whose values are personal or secret.
const PRIVATE: [&str; 17] = [
    "token",
    "secret",
    "password",
    "authorization",
    "signature",
    "otp",
    "sms",
    "cvc",
    "cvv",
    "phone",
    "msisdn",
    "mail",
    "name",
    "payer",
    "wallet",
    "iin",
    "address",
];
/// Digits in a row that may be a card number (ISO/IEC 7812: 13 to 19; none ever should be here).
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;
/// Characters of a piece's gist.
const GIST_CHARS_MAX: usize = 70;

/// The evidence.
pub(super) fn section(request: &Request, evidence: &[(u64, Evidence)]) -> Markup {
    html! {
        h2 #evidence { (request.t("office-evidence")) }
        ol.evidence {
            @for (_, piece) in evidence {
                li {
                    details {
                        summary {
                            span.evidence-when { (words::time(request, piece.at)) }
                            strong { (request.t(words::evidence_key(piece.kind))) }
                            span.muted { (gist(&piece.body)) }
                        }
                        pre tabindex="0" { (pretty(&piece.body)) }
                    }
                }
            }
        }
    }
}

/// What a piece says in a few words: its plain values, shortened.
fn gist(body: &Value) -> String {
    let Value::Object(fields) = shown(body) else { return String::new() };
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let gist: Vec<String> =
        fields.iter().filter_map(|(name, value)| Some(format!("{name} {}", plain(value)?))).collect();
    let gist = gist.join(" · ");
    let short: String = gist.chars().take(GIST_CHARS_MAX).collect();
    if short.len() < gist.len() { format!("{short}…") } else { short }
}

/// A piece as text over several lines.
fn pretty(body: &Value) -> String {
    serde_json::to_string_pretty(&shown(body)).unwrap_or_default()
}

/// The same without what is personal or secret. Text that is JSON itself is shown as such.
fn shown(body: &Value) -> Value {
    match body {
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(name, value)| {
                    let hidden = is_private(name) && !matches!(value, Value::Null | Value::Object(_) | Value::Array(_));
                    (name.clone(), if hidden { HIDDEN.into() } else { shown(value) })
                })
                .collect(),
        ),
        Value::Array(values) => Value::Array(values.iter().map(shown).collect()),
        Value::String(text) => match serde_json::from_str(text) {
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => shown(&inner),
            Ok(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | Err(_) => {
                cards_hidden(&veiled(text)).into()
            }
        },
        Value::Null | Value::Bool(_) | Value::Number(_) => body.clone(),
    }
}

fn is_private(name: &str) -> bool {
    PRIVATE.iter().any(|part| name.to_lowercase().contains(part))
}

/// Text that is no JSON (XML, forms): `name="value"`, `name=value` and `<name>value<` without private values.
fn veiled(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(['=', '>']) {
        let (before, after) = rest.split_at(at + 1);
        let name = before[..at].rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
        out.push_str(before);
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = quote.map_or(after, |_| &after[1..]);
        let end = match quote {
            Some(quote) => value.find(quote),
            None => value.find(['<', '&', '>', '\n']),
        };
        let end = end.unwrap_or(value.len());
        out.extend(quote);
        let hidden = is_private(name) && !value[..end].trim().is_empty();
        out.push_str(if hidden { HIDDEN } else { &value[..end] });
        rest = &value[end..];
    }
    out.push_str(rest);
    out
}

/// The same with the middle of every number taken out that passes for a card's.
fn cards_hidden(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut digits = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if CARD_DIGITS.contains(&digits.len()) && luhn(&digits) {
            out.push_str(&format!("{}{HIDDEN}{}", &digits[..6], &digits[digits.len() - 4..]));
        } else {
            out.push_str(&digits);
        }
        digits.clear();
        out.push(c);
    }
    out.pop();
    out
}

/// The check digit of ISO/IEC 7812-1.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            let doubled = if place % 2 == 1 { digit * 2 } else { digit };
            doubled / 10 + doubled % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_personal_or_secret_is_not_shown_in_whatever_form_it_came() {
        let body = json!({
            "status": 200,
            "url": "https://bank.example/status/12345678",
            "body": r#"{"amount":100.5,"accessToken":"eyJ","payerName":"IVANOV","nested":{"phone":"+77011234567"}}"#,
            "xml": r#"<customer name="IVANOV" mail="a@b.cd"><phone>7701</phone><order id="7">"#,
            "form": "amount=1&otp=123456&state=ok",
            "pan": "4111111111111111",
            "order": "4111111111111112",
        });
        let text = pretty(&body);
        for hidden in ["eyJ", "IVANOV", "7701", "a@b.cd", "123456\"", "=123456&", "4111111111111111"] {
            assert!(!text.contains(hidden), "{hidden}: {text}");
        }
        for kept in ["100.5", "12345678", "state=ok", "411111•••1111", "4111111111111112", "order id=\\\"7\\\""] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
    }

    #[test]
    fn a_gist_is_short_whatever_the_script() {
        assert_eq!(gist(&json!({"to": "paid", "holds": []})), "to paid");
        assert!(gist(&json!({ "words": "қ".repeat(500) })).chars().count() <= GIST_CHARS_MAX + 1);
    }
}
