//! The provider's side: the requests it understands and what its answers mean. Your bank's protocol takes the place of this file.

use evisa_plugin_sdk::{
    decimal::{Decimal, minor_format},
    proto::{
        Body, Config, Decline, Effect, Header, HttpMethod, HttpRequest, HttpResult, Issue, Observation, Order, Status,
        Text,
    },
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The hosts the plugin may reach; the settings may permit fewer, never more.
pub(crate) const HOSTS: [&str; 2] = ["api.@NAME@.example", "pay.@NAME@.example"];
/// The secret in every request; the host fills it in, the plugin never sees it.
pub(crate) const API_KEY: &str = "api_key";
/// Decimal places of the tenge.
pub(crate) const PLACES: u8 = 2;

/// Where the provider is.
pub(crate) struct Provider {
    api_url: String,
}

impl Provider {
    /// From the configuration; what is wrong is told field by field.
    pub(crate) fn configure(config: &Config) -> Result<Self, Vec<Issue>> {
        match config.values.get("api_url").and_then(Value::as_str) {
            // Plain http is for the model bank; the host itself permits it in a demonstration only.
            Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
                Ok(Self { api_url: url.trim_end_matches('/').to_owned() })
            }
            Some(_) => Err(vec![Issue::new("api_url", "begins neither with https:// nor with http://")]),
            None => Err(vec![Issue::new("api_url", "is missing: the address of the provider's service")]),
        }
    }

    /// Creates the payment at the provider. No money moves, and an order that exists is not created twice: asking again is harmless.
    pub(crate) fn create(&self, order: &Order, more: &Value) -> HttpRequest {
        let mut body = json!({
            "order_ref": order.order_ref,
            "amount": minor_format(order.expected_minor, PLACES),
            "currency": order.currency,
            "purpose": order.purpose.en,
            "expires_at": order.expires_at,
            "return_url": order.return_url,
            "callback_url": order.callback_url,
        });
        if let (Some(fields), Some(more)) = (body.as_object_mut(), more.as_object()) {
            fields.extend(more.clone());
        }
        self.request(Effect::Query, HttpMethod::Post, "/v1/payments", Some(&body))
    }

    /// Asks after the payment; changes nothing, and tells the truth without any callback.
    pub(crate) fn ask(&self, order: &Order) -> HttpRequest {
        let path = format!("/v1/payments/by-order/{}", order.order_ref);
        self.request(Effect::Query, HttpMethod::Get, &path, None)
    }

    /// A request with the key that only the host knows.
    pub(crate) fn request(&self, effect: Effect, method: HttpMethod, path: &str, body: Option<&Value>) -> HttpRequest {
        let bearer = Text::Join(vec![Text::from("Bearer "), Text::secret(API_KEY)]);
        let text = |body: &Value| Text::from(body.to_string());
        HttpRequest {
            effect,
            idempotency_key: None,
            method,
            url: format!("{}{path}", self.api_url),
            headers: vec![Header { name: "authorization".to_owned(), value: bearer }],
            body: body.map(|body| Body::Text { content_type: "application/json".to_owned(), text: text(body) }),
            timeout_ms: None,
        }
    }
}

/// A payment as the provider tells it.
#[derive(Deserialize)]
pub(crate) struct Payment {
    order_ref: String,
    status: String,
    amount: Decimal,
    currency: String,
    /// What else it tells.
    #[serde(flatten)]
    more: Map<String, Value>,
}

impl Payment {
    /// The payment in an answer; `None` for everything that is not one, such as a proxy's error page.
    pub(crate) fn read(result: &HttpResult) -> Option<Self> {
        let HttpResult::Response(response) = result else { return None };
        if !(200..300).contains(&response.status) {
            return None;
        }
        serde_json::from_slice(&response.body.0).ok()
    }

    /// Something else it tells, by name.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.more.get(name).and_then(Value::as_str)
    }

    /// Whether it is the payment that was asked for: nobody pays another amount by mistake.
    pub(crate) fn is_of(&self, order: &Order) -> bool {
        let amount = self.amount.minor(PLACES) == Ok(order.expected_minor);
        amount && self.currency == order.currency && self.order_ref == order.order_ref
    }
}

/// The reason of a refusal, after which certainly nothing changed: `{"error": {"code": "…"}}` with a status 4xx.
pub(crate) fn refusal(result: &HttpResult) -> Option<String> {
    let HttpResult::Response(response) = result else { return None };
    if !(400..500).contains(&response.status) {
        return None;
    }
    let told: Value = serde_json::from_slice(&response.body.0).ok()?;
    told["error"]["code"].as_str().map(str::to_owned)
}

/// What the answer to [`Provider::ask`] says. Whatever is not understood is unknown: never paid, never failed.
pub(crate) fn observe(order: &Order, result: &HttpResult) -> Observation {
    if refusal(result).as_deref() == Some("payment_not_found") {
        return Observation::new(Status::NotFound, &order.order_ref);
    }
    let Some(payment) = Payment::read(result) else { return Observation::new(Status::Unknown, &order.order_ref) };
    let status = match payment.status.as_str() {
        "awaiting_code" | "awaiting_customer" => Status::NotPaid,
        "processing" => Status::Pending,
        "paid" => Status::Paid,
        "declined" => Status::Declined,
        "cancelled" | "expired" => Status::Cancelled,
        "refunded" => Status::Refunded,
        "part_refunded" => Status::PartRefunded,
        _ => Status::Unknown,
    };
    // Values as the provider told them, never as they were asked: the host compares.
    let mut seen = Observation::new(status, &payment.order_ref);
    seen.amount_minor = payment.amount.minor(PLACES).ok();
    seen.currency = Some(payment.currency.clone());
    seen.provider_ref = payment.field("payment_id").map(str::to_owned);
    if status == Status::Declined {
        let code = payment.field("decline_code").unwrap_or("declined").to_owned();
        seen.decline = Some(Decline { code, is_final: true, message_key: Some("method-declined".to_owned()) });
    }
    seen
}
