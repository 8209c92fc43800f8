//! @NAME@: a payment method for evisa. The customer types a telephone number, then the code from a text message.
//!
//! A plugin does no input or output. Every call is a function of its message; the answer is a step, which the host takes, and then it
//! calls again. Nothing may be kept in memory but the configuration: each call may reach a freshly started process.

mod provider;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use evisa_plugin_sdk::{PaymentPlugin, export_plugin, proto::*};
use provider::{API_KEY, HOSTS, Payment, Provider, observe, refusal};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Wrong codes before we stop asking for another; the provider has its own limit.
const CODE_TRIES_MAX: u32 = 3;
/// Seconds the customer has for a form.
const FORM_SECONDS: u32 = 300;

/// The plugin with its configuration.
struct Plugin {
    provider: Provider,
}

export_plugin!(Plugin);

/// What is remembered between two calls of one attempt: where the customer is, or which answer is awaited.
#[derive(Serialize, Deserialize)]
enum Place {
    /// The telephone number is asked for.
    Number,
    /// The answer to creating the payment is awaited.
    Creating,
    /// The code is asked for.
    Code { payment: String, tries: u32 },
    /// The answer to confirming with a code is awaited.
    Confirming { payment: String, tries: u32 },
    /// The answer to asking after the payment is awaited.
    Truth,
}

impl PaymentPlugin for Plugin {
    fn describe() -> Description {
        // The host shows the method in all four languages: Kazakh, Russian, English, Chinese.
        let titles = Titles::new("@NAME@", "@NAME@", "@NAME@", "@NAME@");
        Description {
            id: "@NAME@".to_owned(),
            titles: titles.clone(),
            methods: vec![Method {
                id: "phone".to_owned(),
                category: Category::Mobile,
                titles,
                logo_id: None,
                currency: "KZT".to_owned(),
                min_minor: 100,
                max_minor: 100_000_000,
                commission_mode: CommissionMode::Included,
                commission_minor: Some(0),
            }],
            caps: Capabilities::default(),
            hosts: HOSTS.map(str::to_owned).to_vec(),
            order_ref: OrderRefFormat { charset: Charset::Digits, min: 10, max: 15, unique_suffix: 0 },
            needs: vec![],
            secrets: vec![SecretField { name: API_KEY.to_owned(), used_by: SecretUse::Egress }],
            provider_grace_s: 60,
            config_schema: vec![ConfigField {
                name: "api_url".to_owned(),
                kind: ConfigKind::Url,
                required: true,
                note: "The address of the provider's service.".to_owned(),
            }],
        }
    }

    fn configure(config: &Config) -> Result<Self, Vec<Issue>> {
        Ok(Self { provider: Provider::configure(config)? })
    }

    fn quote(&self, _: &Cx, _: &QuoteRequest) -> Result<Quote, Fault> {
        Ok(Quote { commission_minor: Some(0), available: true, reason: None })
    }

    // 1. The customer is asked for a number …
    fn start(&self, _: &Cx, order: &Order) -> Result<Turn, Fault> {
        number_ask(order, "method-mobile-title")
    }

    fn resume(&self, cx: &Cx, order: &Order, state: &State, event: &Event) -> Result<Turn, Fault> {
        match (event, state.read()?) {
            // 2. … the provider sends a code to it …
            (Event::FormSubmitted { values }, Place::Number) => {
                let typed = values.get("phone").map(String::as_str).unwrap_or_default();
                let Some(phone) = phone(typed) else { return number_ask(order, "method-mobile-number-wrong") };
                let request = self.provider.create(order, &json!({ "wallet": phone }));
                Ok(Turn::new(Step::Http(request), State::of(&Place::Creating)?))
            }
            (Event::HttpResult(result), Place::Creating) => match (Payment::read(result), refusal(result).as_deref()) {
                // 3. … the customer types it …
                (Some(payment), _) if payment.is_of(order) => {
                    let payment = payment.field("payment_id").unwrap_or_default().to_owned();
                    code_ask(order, ("method-code-title", payment, 0))
                }
                (None, Some("wallet_not_found")) => number_ask(order, "method-mobile-number-wrong"),
                _ => self.query(cx, order, state),
            },
            // 4. … and with it the provider takes the money.
            (Event::FormSubmitted { values }, Place::Code { payment, tries }) => {
                let code = values.get("code").map(|typed| typed.trim()).unwrap_or_default();
                if !(4..=8).contains(&code.len()) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
                    return code_ask(order, ("method-code-wrong-shape", payment, tries));
                }
                let tries = tries + 1;
                let path = format!("/v1/payments/{payment}/confirm");
                let body = json!({ "code": code });
                let request = self.provider.request(Effect::Mutate, HttpMethod::Post, &path, Some(&body));
                Ok(Turn::new(Step::Http(request), State::of(&Place::Confirming { payment, tries })?))
            }
            (Event::HttpResult(result), Place::Confirming { payment, tries }) => match refusal(result).as_deref() {
                Some("code_wrong") if tries < CODE_TRIES_MAX => code_ask(order, ("method-code-wrong", payment, tries)),
                // Accepted, refused for good, or nobody knows: the payment's state tells, and it alone.
                _ => self.query(cx, order, state),
            },
            (Event::HttpResult(result), Place::Truth | Place::Number | Place::Code { .. }) => {
                Ok(Turn::new(Step::Observe(observe(order, result)), State::of(&Place::Truth)?))
            }
            (
                Event::FormSubmitted { .. } | Event::CustomerReturned { .. } | Event::Resend | Event::Tick,
                Place::Number | Place::Creating | Place::Code { .. } | Place::Confirming { .. } | Place::Truth,
            ) => self.query(cx, order, state),
        }
    }

    // Must reach the truth from every state, without any callback, and change nothing at the provider.
    fn query(&self, _: &Cx, order: &Order, _: &State) -> Result<Turn, Fault> {
        Ok(Turn::new(Step::Http(self.provider.ask(order)), State::of(&Place::Truth)?))
    }
}

fn number_ask(order: &Order, title: &str) -> Result<Turn, Fault> {
    let field = field("phone", FieldKind::Phone, (20, "tel"));
    Ok(Turn::new(Step::Collect(form(order, title, field)), State::of(&Place::Number)?))
}

fn code_ask(order: &Order, (title, payment, tries): (&str, String, u32)) -> Result<Turn, Fault> {
    let field = field("code", FieldKind::Otp, (8, "one-time-code"));
    Ok(Turn::new(Step::Collect(form(order, title, field)), State::of(&Place::Code { payment, tries })?))
}

fn field(id: &str, kind: FieldKind, (max_len, autocomplete): (u16, &str)) -> CollectField {
    CollectField { id: id.to_owned(), kind, pattern: None, max_len, autocomplete: Some(autocomplete.to_owned()) }
}

/// A form of one field. The title is the key of a sentence of the portal, which has it in four languages.
fn form(order: &Order, title: &str, field: CollectField) -> Collect {
    Collect {
        title: title.to_owned(),
        fields: vec![field],
        total_minor: order.expected_minor,
        commission_minor: order.commission_minor,
        resend: None,
        expires_s: FORM_SECONDS,
    }
}

/// A mobile number of Kazakhstan as the provider wants it, from all the ways people write one: `77011112233`.
fn phone(typed: &str) -> Option<String> {
    if !typed.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c)) {
        return None;
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix('7').or_else(|| digits.strip_prefix('8')).filter(|rest| rest.len() == 10);
    national.or(Some(&digits)).filter(|rest| rest.len() == 10 && rest.starts_with('7')).map(|rest| format!("7{rest}"))
}
