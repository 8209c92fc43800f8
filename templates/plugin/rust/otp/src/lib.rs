//! @NAME@: a payment method for evisa. The customer types a telephone number, then the code from a text message.
//!
//! A plugin does no input or output. Every call is a function of its message; the answer is a step, which the host takes, and then it
//! calls again. Nothing may be kept in memory but the configuration: each call may reach a freshly started process.

mod provider;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use evisa_plugin_sdk::{PaymentPlugin, export_plugin, proto::*, typed};
use provider::{API_KEY, HOSTS, Payment, Provider, observe, refusal};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Wrong codes before we stop asking for another; the provider has its own limit.
const CODE_TRIES_MAX: u32 = 3;

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
            secrets: vec![SecretField::egress(API_KEY)],
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
    fn start(&self, cx: &Cx, order: &Order) -> Result<Turn, Fault> {
        number_ask(cx, order, None)
    }

    fn resume(&self, cx: &Cx, order: &Order, state: &State, event: &Event) -> Result<Turn, Fault> {
        match (event, state.read()?) {
            // 2. … the provider sends a code to it …
            (Event::FormSubmitted { values }, Place::Number) => {
                let Some(phone) = values.get("phone").and_then(|typed| typed::mobile_number(typed)) else {
                    return number_ask(cx, order, Some(Notice::wrong("method-mobile-number-wrong")));
                };
                let request = self.provider.create(order, &json!({ "wallet": format!("7{phone}") }));
                Ok(Turn::new(Step::Http(request), State::of(&Place::Creating)?))
            }
            (Event::HttpResult(result), Place::Creating) => match (Payment::read(result), refusal(result).as_deref()) {
                // 3. … the customer types it …
                (Some(payment), _) if payment.is_of(order) => {
                    let payment = payment.field("payment_id").unwrap_or_default().to_owned();
                    code_ask(cx, order, (None, payment, 0))
                }
                (None, Some("wallet_not_found")) => {
                    number_ask(cx, order, Some(Notice::wrong("method-mobile-number-wrong")))
                }
                _ => self.query(cx, order, state),
            },
            // 4. … and with it the provider takes the money.
            (Event::FormSubmitted { values }, Place::Code { payment, tries }) => {
                let Some(code) = values.get("code").and_then(|typed| typed::code(typed)) else {
                    return code_ask(cx, order, (Some(Notice::wrong("method-code-wrong-shape")), payment, tries));
                };
                let tries = tries + 1;
                let path = format!("/v1/payments/{payment}/confirm");
                let body = json!({ "code": code });
                let request = self.provider.request(Effect::Mutate, HttpMethod::Post, &path, Some(&body));
                Ok(Turn::new(Step::Http(request), State::of(&Place::Confirming { payment, tries })?))
            }
            (Event::HttpResult(result), Place::Confirming { payment, tries }) => match refusal(result).as_deref() {
                Some("code_wrong") if tries < CODE_TRIES_MAX => {
                    code_ask(cx, order, (Some(Notice::wrong("method-code-wrong")), payment, tries))
                }
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

fn number_ask(cx: &Cx, order: &Order, notice: Option<Notice>) -> Result<Turn, Fault> {
    // The title is the key of a sentence of the portal, which has it in four languages.
    let form =
        Collect { notice, ..Collect::of(cx, order, ("method-mobile-title", vec![CollectField::phone("phone")])) };
    Ok(Turn::new(Step::Collect(form), State::of(&Place::Number)?))
}

fn code_ask(cx: &Cx, order: &Order, (notice, payment, tries): (Option<Notice>, String, u32)) -> Result<Turn, Fault> {
    let form = Collect { notice, ..Collect::of(cx, order, ("method-code-title", vec![CollectField::code("code")])) };
    Ok(Turn::new(Step::Collect(form), State::of(&Place::Code { payment, tries })?))
}
