//! How the messages of PROTOCOL.md are written and read. For the SOAP of a real provider this file alone would change.

use evisa_plugin_sdk::{
    decimal::minor_format,
    proto::{Body, Cx, Fault, FaultKind, FormField, HttpMethod, HttpRequest, HttpResult, Order, Text},
};
use jiff::{Timestamp, tz};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};

use crate::{CALLBACK_SECRET, PASSWORD, config::Settings};

/// Characters of the purpose that are sent.
const PURPOSE_CHARS_MAX: usize = 125;
/// Longest session that is believed.
const SESSION_CHARS_MAX: usize = 128;
/// Hours that Almaty is ahead of UTC, since 1 March 2024; a deadline is never older.
const ALMATY: tz::Offset = tz::Offset::constant(5);

/// What an answer is worth.
pub(crate) enum Answer<T> {
    /// It was done.
    Done(T),
    /// The provider's code says why not.
    Code(u32),
    /// Certain: the request never left us.
    NotSent,
    /// Nobody knows what happened; why, for the log.
    Unclear(String),
}

/// Read the envelope. Only HTTP 200 with a code is an answer: a proxy's error page decides nothing.
pub(crate) fn answer<T: DeserializeOwned>(result: &HttpResult) -> Answer<T> {
    // Kept as its text: a generic JSON value would silently take the last of two equal keys.
    #[derive(Deserialize)]
    struct Envelope<'a> {
        error_code: u32,
        #[serde(borrow)]
        response: Option<&'a RawValue>,
    }
    let response = match result {
        HttpResult::Response(response) if response.status == 200 => response,
        HttpResult::Response(response) => return Answer::Unclear(format!("HTTP {}", response.status)),
        HttpResult::NotSent { .. } => return Answer::NotSent,
        HttpResult::SentNoResponse { why } => return Answer::Unclear(format!("no answer: {why}")),
    };
    match serde_json::from_slice::<Envelope<'_>>(&response.body.0) {
        Ok(envelope) if envelope.error_code != 0 => Answer::Code(envelope.error_code),
        Ok(envelope) => match serde_json::from_str(envelope.response.map_or("null", RawValue::get)) {
            Ok(answer) => Answer::Done(answer),
            Err(_) => Answer::Unclear("the answer is not the one we know".to_owned()),
        },
        Err(_) => Answer::Unclear("the answer is not the JSON we know".to_owned()),
    }
}

/// Logging in. It moves no money, so it may be sent again.
pub(crate) fn login(settings: &Settings) -> HttpRequest {
    let fields = vec![
        FormField::new("username", settings.username.as_str()),
        FormField::new("password", Text::secret(PASSWORD)),
        FormField::new("captcha", ""),
    ];
    request(settings, "core_login", Body::Form { fields })
}

/// The session of an answer to [`login`].
pub(crate) fn session(result: &HttpResult) -> Result<String, String> {
    #[derive(Deserialize)]
    struct Login {
        session: String,
    }
    let named = |text: &str| {
        (1..=SESSION_CHARS_MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    match answer::<Login>(result) {
        Answer::Done(login) if named(&login.session) => Ok(login.session),
        Answer::Done(_) => Err("no session: it is not one".to_owned()),
        Answer::Code(code) => Err(format!("no session: error {code}")),
        Answer::NotSent => Err("no session: not sent".to_owned()),
        Answer::Unclear(why) => Err(format!("no session: {why}")),
    }
}

/// A code by SMS. It moves no money, so it may be sent again.
pub(crate) fn code(settings: &Settings, session: &str, phone: &str) -> HttpRequest {
    let body = Text::Join(vec![Text::from(r#"{"phone":""#), Text::private(phone), Text::from(r#""}"#)]);
    call(settings, session, ("core_requestConfirmationCode", body))
}

/// The invoice: this takes the money. The attempt is its idempotency key, the order number its own.
pub(crate) fn invoice(
    settings: &Settings,
    session: &str,
    (order, cx): (&Order, &Cx),
    (phone, code): (&str, &str),
) -> Result<HttpRequest, Fault> {
    let purpose = match cx.lang.as_str() {
        "kk" => &order.purpose.kk,
        "ru" => &order.purpose.ru,
        _ => &order.purpose.en,
    };
    let deadline: Timestamp =
        order.expires_at.parse().map_err(|_| Fault::new(FaultKind::Input, "the deadline of the order is no time"))?;
    let fields = json!({
        "referenceId": order.order_ref,
        "orderNumber": order.order_ref,
        "amount": minor_format(order.expected_minor, order.exponent),
        "userEmail": "",
        "serviceName": settings.service_name,
        "serviceType": 2,
        "cardForbidden": 1,
        "description": purpose.chars().take(PURPOSE_CHARS_MAX).collect::<String>(),
        "deathDate": ALMATY.to_datetime(deadline).strftime("%Y-%m-%d %H:%M:%S").to_string(),
        "backUrl": order.return_url,
    });
    let callback = Value::from(format!("{}?order={}&secret=", order.callback_url, order.order_ref)).to_string();
    let callback = callback.strip_suffix('"').unwrap_or_default().to_owned();
    // The host puts these in as they are: digits, and a secret that `secret::shared` has found to need no escaping.
    let rest = fields.to_string().split_off(1);
    let body = Text::Join(vec![
        Text::from(r#"{"userPhone":""#),
        Text::private(phone),
        Text::from(r#"","addInfo":""#),
        Text::private(code),
        Text::from(format!(r#"","requestUrl":{callback}"#)),
        Text::secret(CALLBACK_SECRET),
        Text::from(format!(r#"",{rest}"#)),
    ]);
    Ok(call(settings, session, ("cash_createInvoiceExtended", body)).moving(Some(&order.attempt_id)))
}

/// Asking after the order, by the provider's number where it is known.
pub(crate) fn ask(settings: &Settings, session: &str, (order, operation): (&Order, Option<&str>)) -> HttpRequest {
    let body = match operation.map(str::parse::<u64>) {
        Some(Ok(operation)) => json!({ "operationId": [operation] }),
        Some(Err(_)) | None => json!({ "referenceId": [order.order_ref] }),
    };
    call(settings, session, ("cash_getOperationData", body.to_string().into()))
}

fn call(settings: &Settings, session: &str, (method, text): (&str, Text)) -> HttpRequest {
    let body = Body::Text { content_type: "application/json".to_owned(), text };
    request(settings, method, body).with_header("cookie", format!("session={session}"))
}

fn request(settings: &Settings, method: &str, body: Body) -> HttpRequest {
    HttpRequest::asking(HttpMethod::Post, format!("{}/{method}", settings.api_url))
        .with_header("accept", "application/json")
        .with_body(body)
}
