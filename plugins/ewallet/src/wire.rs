//! The requests of PROTOCOL.md. A real wallet's protocol would take the place of this file.

use evisa_plugin_sdk::{
    decimal::minor_format,
    proto::{Body, Cx, HttpMethod, HttpRequest, Order, Text},
};
use serde_json::json;

use crate::{API_KEY, CALLBACK_SECRET};

/// Characters of the purpose that are sent.
const PURPOSE_CHARS_MAX: usize = 125;

/// A request with the key that only the host knows.
fn request(method: HttpMethod, url: String) -> HttpRequest {
    HttpRequest::asking(method, url)
        .with_header("accept", "application/json")
        .with_header("authorization", Text::Join(vec![Text::from("Bearer "), Text::secret(API_KEY)]))
}

/// A request with a body of JSON.
fn posting(url: String, text: impl Into<Text>) -> HttpRequest {
    let body = Body::Text { content_type: "application/json".to_owned(), text: text.into() };
    request(HttpMethod::Post, url).with_body(body)
}

/// The same request as one that can move money; the provider knows its key too.
fn moving(request: HttpRequest, key: &str) -> HttpRequest {
    request.with_header("idempotency-key", key).moving(Some(key))
}

/// Creating the payment. It moves no money, for nobody but us can confirm it, and an order is never created twice: so it may be sent
/// again, and the customer may still choose another method.
pub(crate) fn create(api: &str, (cx, order): (&Cx, &Order), wallet: &str) -> HttpRequest {
    let (language, purpose) = match cx.lang.as_str() {
        "kk" => ("kk", &order.purpose.kk),
        "ru" => ("ru", &order.purpose.ru),
        _ => ("en", &order.purpose.en),
    };
    let purpose: String = purpose.chars().take(PURPOSE_CHARS_MAX).collect();
    let fields = json!({
        "order_ref": order.order_ref,
        "amount": minor_format(order.expected_minor, order.exponent),
        "currency": order.currency,
        "purpose": purpose,
        "language": language,
        "return_reference": order.payment_code,
        "beneficiary": {
            "name": order.beneficiary.name,
            "tax_code": order.beneficiary.tax_code,
            "knp": order.beneficiary.knp,
            "kbk": order.beneficiary.kbk,
        },
        "expires_at": order.expires_at,
        "callback_url": order.callback_url,
    });
    // The host puts both in as they are: a wallet is digits, and `secret::shared` has checked that the secret needs no escaping.
    let rest = fields.to_string().split_off(1);
    let body = Text::Join(vec![
        Text::from(r#"{"wallet":""#),
        Text::private(wallet),
        Text::from(r#"","callback_secret":""#),
        Text::secret(CALLBACK_SECRET),
        Text::from(format!(r#"",{rest}"#)),
    ]);
    posting(format!("{api}/v1/payments"), body).with_header("idempotency-key", order.attempt_id.as_str())
}

/// Another code by SMS. It moves no money, so it may be sent again.
pub(crate) fn code_again(api: &str, payment: &str) -> HttpRequest {
    posting(format!("{api}/v1/payments/{payment}/code"), "{}")
}

/// Confirming with a code: this takes the money. Each try has its own key.
pub(crate) fn confirm(api: &str, order: &Order, (payment, code, tries): (&str, &str, u32)) -> HttpRequest {
    let body = Text::Join(vec![Text::from(r#"{"code":""#), Text::private(code), Text::from(r#""}"#)]);
    let request = posting(format!("{api}/v1/payments/{payment}/confirm"), body);
    moving(request, &format!("{}-confirm-{tries}", order.attempt_id))
}

/// Asking after the order.
pub(crate) fn ask(api: &str, order: &Order) -> HttpRequest {
    request(HttpMethod::Get, format!("{api}/v1/payments/by-order/{}", order.order_ref))
}

/// Ending a payment that nobody confirmed.
pub(crate) fn cancel(api: &str, order: &Order) -> HttpRequest {
    let request = posting(format!("{api}/v1/payments/by-order/{}/cancel", order.order_ref), "{}");
    moving(request, &format!("{}-cancel", order.attempt_id))
}

/// Giving all of it back.
pub(crate) fn refund(api: &str, payment: &str, (refund, amount): (&str, String)) -> HttpRequest {
    let body = json!({ "refund_id": refund, "amount": amount }).to_string();
    moving(posting(format!("{api}/v1/payments/{payment}/refund"), body), refund)
}
