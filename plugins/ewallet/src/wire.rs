//! The requests of PROTOCOL.md. A real wallet's protocol would take the place of this file.

use evisa_plugin_sdk::{
    decimal::minor_format,
    proto::{Body, Cx, Effect, Fault, FaultKind, Header, HttpMethod, HttpRequest, Order, Text},
};
use serde_json::{Value, json};

use crate::{API_KEY, CALLBACK_SECRET};

/// Characters of the purpose that are sent.
const PURPOSE_CHARS_MAX: usize = 125;

/// A request with the key that only the host knows.
fn request(method: HttpMethod, url: String, body: Option<Text>) -> HttpRequest {
    let body = body.map(|text| Body::Text { content_type: "application/json".to_owned(), text });
    HttpRequest {
        effect: Effect::Query,
        idempotency_key: None,
        method,
        url,
        headers: vec![
            Header::new("accept", "application/json"),
            Header {
                name: "authorization".to_owned(),
                value: Text::Join(vec![Text::from("Bearer "), Text::secret(API_KEY)]),
            },
        ],
        body,
        timeout_ms: None,
    }
}

/// The same request as one that can move money; the provider knows its key too.
fn mutation(request: HttpRequest, key: &str) -> HttpRequest {
    let mut headers = request.headers;
    headers.push(Header::new("idempotency-key", key));
    HttpRequest { effect: Effect::Mutate, idempotency_key: Some(key.to_owned()), headers, ..request }
}

/// Creating the payment. The attempt is its idempotency key.
pub(crate) fn create(api: &str, cx: &Cx, (order, wallet): (&Order, &str)) -> Result<HttpRequest, Fault> {
    let (language, purpose) = match cx.lang.as_str() {
        "kk" => ("kk", &order.purpose.kk),
        "ru" => ("ru", &order.purpose.ru),
        _ => ("en", &order.purpose.en),
    };
    let purpose: String = purpose.chars().take(PURPOSE_CHARS_MAX).collect();
    let fields = json!({
        "order_ref": order.order_ref,
        "wallet": wallet,
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
    // The host puts the secret in as it is; `configure` has checked that it needs no escaping.
    let text = fields.to_string();
    let open = text.strip_suffix('}').ok_or_else(|| Fault::new(FaultKind::Internal, "no JSON object"))?;
    let body = Text::Join(vec![
        Text::from(format!(r#"{open},"callback_secret":""#)),
        Text::secret(CALLBACK_SECRET),
        Text::from(r#""}"#),
    ]);
    Ok(mutation(request(HttpMethod::Post, format!("{api}/v1/payments"), Some(body)), &order.attempt_id))
}

/// Another code by SMS. It moves no money, so it may be sent again.
pub(crate) fn code_again(api: &str, payment: &str) -> HttpRequest {
    request(HttpMethod::Post, format!("{api}/v1/payments/{payment}/code"), Some(Text::from("{}")))
}

/// Confirming with a code: this takes the money. Each try has its own key.
pub(crate) fn confirm(api: &str, order: &Order, (payment, code, tries): (&str, &str, u32)) -> HttpRequest {
    let body = Text::from(json!({ "code": code }).to_string());
    let url = format!("{api}/v1/payments/{payment}/confirm");
    mutation(request(HttpMethod::Post, url, Some(body)), &format!("{}-confirm-{tries}", order.attempt_id))
}

/// Asking after the order.
pub(crate) fn ask(api: &str, order: &Order) -> HttpRequest {
    request(HttpMethod::Get, format!("{api}/v1/payments/by-order/{}", order.order_ref), None)
}

/// Ending a payment that nobody confirmed.
pub(crate) fn cancel(api: &str, order: &Order) -> HttpRequest {
    let url = format!("{api}/v1/payments/by-order/{}/cancel", order.order_ref);
    mutation(request(HttpMethod::Post, url, Some(Text::from("{}"))), &format!("{}-cancel", order.attempt_id))
}

/// Giving all of it back.
pub(crate) fn refund(api: &str, payment: &str, (refund, amount): (&str, String)) -> HttpRequest {
    let body: Value = json!({ "refund_id": refund, "amount": amount });
    let url = format!("{api}/v1/payments/{payment}/refund");
    mutation(request(HttpMethod::Post, url, Some(Text::from(body.to_string()))), refund)
}
