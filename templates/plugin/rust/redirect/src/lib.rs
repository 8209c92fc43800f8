//! @NAME@: a payment method for evisa. The customer pays on the provider's own page.
//!
//! A plugin does no input or output. Every call is a function of its message; the answer is a step, which the host takes, and then it
//! calls again. Nothing may be kept in memory but the configuration: each call may reach a freshly started process.

mod provider;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use evisa_plugin_sdk::{PaymentPlugin, export_plugin, proto::*};
use provider::{API_KEY, HOSTS, Payment, Provider, observe};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The plugin with its configuration.
struct Plugin {
    provider: Provider,
}

export_plugin!(Plugin);

/// What is remembered between two calls of one attempt: which answer is awaited.
#[derive(Serialize, Deserialize)]
enum Awaited {
    /// The answer to creating the payment.
    Created,
    /// The answer to asking after it.
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
                id: "page".to_owned(),
                category: Category::Other,
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

    // 1. The provider is told of the order …
    fn start(&self, _: &Cx, order: &Order) -> Result<Turn, Fault> {
        Ok(Turn::new(Step::Http(self.provider.create(order, &json!({}))), State::of(&Awaited::Created)?))
    }

    fn resume(&self, cx: &Cx, order: &Order, state: &State, event: &Event) -> Result<Turn, Fault> {
        match (event, state.read()?) {
            (Event::HttpResult(result), Awaited::Created) => match Payment::read(result) {
                // 2. … the customer goes to its page …
                Some(payment) if payment.is_of(order) && payment.field("page_url").is_some() => {
                    let url = payment.field("page_url").unwrap_or_default().to_owned();
                    let page = Redirect { method: RedirectMethod::Get, url, fields: vec![] };
                    Ok(Turn::new(Step::Redirect(page), State::of(&Awaited::Truth)?))
                }
                // Created otherwise, there already, or nobody knows: its state tells.
                _ => self.query(cx, order, state),
            },
            // 4. … and only the provider's own answer counts.
            (Event::HttpResult(result), Awaited::Truth) => {
                Ok(Turn::new(Step::Observe(observe(order, result)), State::of(&Awaited::Truth)?))
            }
            // 3. Coming back proves nothing, so the provider is asked …
            (Event::CustomerReturned { .. } | Event::FormSubmitted { .. } | Event::Resend | Event::Tick, _) => {
                self.query(cx, order, state)
            }
        }
    }

    // Must reach the truth from every state, without any callback, and change nothing at the provider.
    fn query(&self, _: &Cx, order: &Order, _: &State) -> Result<Turn, Fault> {
        Ok(Turn::new(Step::Http(self.provider.ask(order)), State::of(&Awaited::Truth)?))
    }
}
