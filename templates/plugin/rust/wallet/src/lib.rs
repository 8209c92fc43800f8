//! @NAME@: a payment method for evisa. The customer types a wallet number and confirms in the wallet's own application.
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

/// Seconds between two questions while the customer confirms.
const POLL_SECONDS: u32 = 5;

/// The plugin with its configuration.
struct Plugin {
    provider: Provider,
}

export_plugin!(Plugin);

/// What is remembered between two calls of one attempt: where the customer is, or which answer is awaited.
#[derive(Serialize, Deserialize)]
enum Place {
    /// The wallet number is asked for.
    Number,
    /// The answer to creating the payment is awaited.
    Creating,
    /// The customer confirms in the wallet; or the answer to asking after the payment is awaited.
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
                id: "wallet".to_owned(),
                category: Category::Wallet,
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

    // 1. The customer is asked for the number of the wallet …
    fn start(&self, cx: &Cx, order: &Order) -> Result<Turn, Fault> {
        number_ask(cx, order, None)
    }

    fn resume(&self, cx: &Cx, order: &Order, state: &State, event: &Event) -> Result<Turn, Fault> {
        match (event, state.read()?) {
            // 2. … the provider asks its owner to confirm, and can take the money from now on …
            (Event::FormSubmitted { values }, Place::Number) => {
                let typed = values.get("wallet").map(|typed| typed.trim()).unwrap_or_default();
                if typed.len() != 11 || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
                    return number_ask(cx, order, Some(Notice::wrong("method-wallet-number-wrong")));
                }
                let mut request = self.provider.create(order, &json!({ "wallet": typed, "confirm": "app" }));
                request.effect = Effect::Mutate;
                Ok(Turn::new(Step::Http(request), State::of(&Place::Creating)?))
            }
            (Event::HttpResult(result), Place::Creating) => match (Payment::read(result), refusal(result).as_deref()) {
                // 3. … meanwhile there is nothing to do but to ask again …
                (Some(payment), _) if payment.is_of(order) => {
                    let wait = Wait { poll_after_s: POLL_SECONDS, message: "method-wallet-title".to_owned() };
                    Ok(Turn::new(Step::Wait(wait), State::of(&Place::Truth)?))
                }
                (None, Some("wallet_not_found")) => {
                    number_ask(cx, order, Some(Notice::wrong("method-wallet-not-found")))
                }
                _ => self.query(cx, order, state),
            },
            // 4. … until the provider says how it ended.
            (Event::HttpResult(result), Place::Truth | Place::Number) => {
                Ok(Turn::new(Step::Observe(observe(order, result)), State::of(&Place::Truth)?))
            }
            (
                Event::FormSubmitted { .. } | Event::CustomerReturned { .. } | Event::Resend | Event::Tick,
                Place::Number | Place::Creating | Place::Truth,
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
    let field = CollectField::wallet_no("wallet");
    let form = Collect { notice, ..Collect::of(cx, order, ("method-wallet-title", vec![field])) };
    Ok(Turn::new(Step::Collect(form), State::of(&Place::Number)?))
}
