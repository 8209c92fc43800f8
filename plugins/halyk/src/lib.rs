//! Card payments through Halyk ePay 2, by full redirect: the card is typed on the acquirer's own page (PCI DSS, SAQ A).
//!
//! ```text
//! start ─ token for this order ─▶ redirect to the card page
//! returned | tick | query ─ token ─▶ check-status ─▶ observe
//! refund ─ token ─▶ operation/refund ─ token ─▶ check-status ─▶ observe
//! ```
//!
//! Only `CHARGE` and `PAID` are paid; what cannot be read is unknown. Callbacks are not signed, so they only say "ask now".
//! A page that was never paid cannot be cancelled at this provider, and terminals are expected to take the money at once:
//! `cancel`, `capture` and partial refunds are unsupported, and the description says so.

mod amount;
mod callback;
mod config;
mod status;
#[cfg(test)]
mod tests;

use evisa_plugin_sdk::{
    PaymentPlugin,
    decimal::minor_format,
    export_plugin,
    proto::{
        Body, Callback, Callbacks, Capabilities, Capture, Category, Charset, CommissionMode, Config, Cx, Description,
        Event, Fault, FaultKind, FormField, HttpMethod, HttpRequest, HttpResult, Issue, Method, Order, OrderRefFormat,
        Pair, Quote, QuoteRequest, RawHttp, Redirect, RedirectMethod, RefundOrder, SecretField, SettlementRow, State,
        Step, Text, Titles, Turn,
    },
    secret::Shared,
    settings, settlement,
};
use serde::{Deserialize, Serialize};

use config::Settings;

/// The one method.
const METHOD: &str = "halyk-card";
/// The commission the bank adds on its own side (figure 7): 100 KZT.
const COMMISSION_MINOR: u64 = 10_000;
/// The smallest and the largest amount: what the bank can give back, 10 KZT, and far above any consular fee, 10 000 000 KZT.
const AMOUNT_MINOR: (u64, u64) = (1_000, 1_000_000_000);
/// How long the bank may still learn of a payment after its page closed.
const GRACE_S: u32 = 600;
/// Characters of the purpose that the bank's page has room for.
const DESCRIPTION_CHARS_MAX: usize = 125;
/// The secret with which a token is asked for; only the host sees it.
const CLIENT_SECRET: &str = "client_secret";
/// The secret that callbacks repeat.
const CALLBACK_SECRET: &str = "callback_secret";
/// The one before it, while the secret changes: what the provider was told earlier still counts.
const CALLBACK_SECRET_BEFORE: &str = "callback_secret_before";

/// The plugin with its settings.
#[derive(Debug)]
pub struct Halyk {
    settings: Settings,
    callback_secret: Shared,
}

export_plugin!(Halyk);

/// What we wait for; all that is remembered between two calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "waits_for", rename_all = "snake_case")]
enum Memory {
    /// The token that opens the card page.
    PageToken,
    /// The customer, on the card page.
    Customer,
    /// The token to ask after the order; `again` = the last one was refused.
    StatusToken { again: bool },
    /// The answer of check-status.
    Status { again: bool },
    /// The token to give money back.
    RefundToken { transaction: String, refund: String, amount_minor: u64 },
    /// The answer to giving money back.
    Refund,
}

impl PaymentPlugin for Halyk {
    fn describe() -> Description {
        let titles =
            Titles::new("Халық банкі картасы", "Карта (Halyk Bank)", "Card (Halyk Bank)", "银行卡（Halyk Bank）");
        Description {
            id: "kz.halyk.card".to_owned(),
            titles: Titles::new("Халық банкі", "Народный банк Казахстана", "Halyk Bank", "哈萨克斯坦人民银行"),
            methods: vec![Method {
                id: METHOD.to_owned(),
                category: Category::Card,
                titles,
                logo_id: Some("halyk".to_owned()),
                currency: "KZT".to_owned(),
                min_minor: AMOUNT_MINOR.0,
                max_minor: AMOUNT_MINOR.1,
                commission_mode: CommissionMode::AddedByProvider,
                commission_minor: Some(COMMISSION_MINOR),
            }],
            caps: Capabilities {
                cancel: false,
                capture: Capture::Auto,
                refund: true,
                partial_refund: false,
                callback: Callbacks::Hint,
                settlement: true,
            },
            hosts: config::HOSTS.map(str::to_owned).to_vec(),
            order_ref: OrderRefFormat { charset: Charset::Digits, min: 6, max: 15, unique_suffix: 6 },
            needs: Vec::new(),
            secrets: vec![
                SecretField::egress(CLIENT_SECRET),
                SecretField::plugin(CALLBACK_SECRET),
                SecretField::plugin(CALLBACK_SECRET_BEFORE).optional(),
            ],
            provider_grace_s: GRACE_S,
            config_schema: settings::schema(config::FIELDS),
        }
    }

    fn configure(config: &Config) -> Result<Self, Vec<Issue>> {
        let (settings, callback_secret) = settings::both(
            Settings::read(&config.values),
            Shared::read(config, (CALLBACK_SECRET, CALLBACK_SECRET_BEFORE)),
        )?;
        Ok(Self { settings, callback_secret })
    }

    fn quote(&self, _: &Cx, request: &QuoteRequest) -> Result<Quote, Fault> {
        Ok(Quote::fixed(request, &[METHOD], (COMMISSION_MINOR, AMOUNT_MINOR)))
    }

    fn start(&self, _: &Cx, order: &Order) -> Result<Turn, Fault> {
        self.token(order, &Memory::PageToken)
    }

    fn resume(&self, cx: &Cx, order: &Order, state: &State, event: &Event) -> Result<Turn, Fault> {
        let memory: Memory = state.read()?;
        let result = match event {
            Event::HttpResult(result) => result,
            Event::CustomerReturned { .. } | Event::Tick | Event::FormSubmitted { .. } | Event::Resend => {
                return self.query(cx, order, state);
            }
        };
        match memory {
            Memory::PageToken => self.page(cx, order, token_read(result)?.1),
            Memory::Customer => self.query(cx, order, state),
            Memory::StatusToken { again } => match token_read(result) {
                Ok((token, _)) => self.ask(order, &token, again),
                Err(fault) => Turn::unknown(order, &Memory::Customer, &fault.message),
            },
            Memory::Status { again } => self.answered(cx, order, result, again),
            Memory::RefundToken { transaction, refund, amount_minor } => {
                let (token, _) = token_read(result)?;
                self.give_back(&token, &transaction, &refund, amount_minor)
            }
            Memory::Refund => {
                // Accepted, refused or unheard: only the state of the order tells the truth.
                let told = result.ok_body().map_or_else(|why| why, |_| "HTTP 200".to_owned());
                Ok(self.token(order, &Memory::StatusToken { again: false })?.warning(&format!("refund: {told}")))
            }
        }
    }

    fn query(&self, _: &Cx, order: &Order, _: &State) -> Result<Turn, Fault> {
        self.token(order, &Memory::StatusToken { again: false })
    }

    fn parse_callback(&self, _: &Cx, raw: &RawHttp) -> Result<Callback, Fault> {
        callback::parse(raw, &self.callback_secret)
    }

    fn refund(&self, _: &Cx, order: &Order, _: &State, refund: &RefundOrder) -> Result<Turn, Fault> {
        if refund.amount_minor != refund.whole_minor(order) {
            return Err(Fault::new(FaultKind::Unsupported, "only the whole amount can be given back"));
        }
        let name =
            |text: &str| (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let transaction = refund.provider_ref.clone().filter(|id| name(id) && name(&refund.refund_id));
        let transaction = transaction.ok_or_else(|| Fault::new(FaultKind::Input, "the transaction is not named"))?;
        let memory =
            Memory::RefundToken { transaction, refund: refund.refund_id.clone(), amount_minor: refund.amount_minor };
        self.token(order, &memory)
    }

    fn query_refund(&self, cx: &Cx, order: &Order, state: &State, _: &RefundOrder) -> Result<Turn, Fault> {
        self.query(cx, order, state)
    }

    fn parse_settlement(&self, _: &Cx, file: &[u8]) -> Result<Vec<SettlementRow>, Fault> {
        settlement::parse(file)
    }
}

impl Halyk {
    /// Ask for a token bound to the order. It moves no money, so it may be asked for again.
    fn token(&self, order: &Order, memory: &Memory) -> Result<Turn, Fault> {
        let fields = vec![
            FormField::new("grant_type", "client_credentials"),
            FormField::new("scope", "payment"),
            FormField::new("client_id", self.settings.client_id.as_str()),
            FormField::new("client_secret", Text::secret(CLIENT_SECRET)),
            FormField::new("invoiceID", order.order_ref.as_str()),
            FormField::new("secret_hash", Text::secret(CALLBACK_SECRET)),
            FormField::new("amount", minor_format(order.expected_minor, order.exponent)),
            FormField::new("currency", order.currency.as_str()),
            FormField::new("terminal", self.settings.terminal.as_str()),
            FormField::new("postLink", order.callback_url.as_str()),
            FormField::new("failurePostLink", order.callback_url.as_str()),
        ];
        let request = HttpRequest::asking(HttpMethod::Post, self.settings.oauth_url.clone())
            .with_header("accept", "application/json")
            .with_body(Body::Form { fields });
        Turn::of(Step::Http(request), memory)
    }

    /// Send the customer to the card page with the token. `auth` is the provider's answer as it came.
    fn page(&self, cx: &Cx, order: &Order, auth: String) -> Result<Turn, Fault> {
        let (language, purpose) = match cx.lang.as_str() {
            "kk" => ("kaz", &order.purpose.kk),
            "ru" => ("rus", &order.purpose.ru),
            "zh" => (self.settings.language_zh.as_str(), &order.purpose.zh),
            _ => ("eng", &order.purpose.en),
        };
        let description: String = purpose.chars().take(DESCRIPTION_CHARS_MAX).collect();
        let amount = minor_format(order.expected_minor, order.exponent);
        let fields = [
            ("invoiceId", order.order_ref.as_str()),
            ("backLink", &order.return_url),
            ("failureBackLink", &order.return_url),
            ("postLink", &order.callback_url),
            ("failurePostLink", &order.callback_url),
            ("language", language),
            ("description", &description),
            ("accountId", &order.payment_code),
            ("recipient", &order.beneficiary.name),
            ("cabinet", &self.settings.cabinet),
            ("terminal", &self.settings.terminal),
            ("amount", &amount),
            ("currency", &order.currency),
            ("auth", &auth),
        ];
        let fields = fields.map(|(name, value)| Pair::new(name, value)).to_vec();
        let url = self.settings.payform_url.clone();
        let redirect = Redirect { method: RedirectMethod::Post, url, fields };
        Turn::of(Step::Redirect(redirect), &Memory::Customer)
    }

    /// Ask after the order.
    fn ask(&self, order: &Order, token: &str, again: bool) -> Result<Turn, Fault> {
        let path = format!("/check-status/payment/transaction/{}", order.order_ref);
        Turn::of(Step::Http(self.api(HttpMethod::Get, &path, token)), &Memory::Status { again })
    }

    fn api(&self, method: HttpMethod, path: &str, token: &str) -> HttpRequest {
        HttpRequest::asking(method, format!("{}{path}", self.settings.api_url))
            .with_header("accept", "application/json")
            .with_header("authorization", format!("Bearer {token}"))
    }

    /// The answer of check-status. A token that died on the way is renewed once.
    fn answered(&self, cx: &Cx, order: &Order, result: &HttpResult, again: bool) -> Result<Turn, Fault> {
        if let (HttpResult::Response(response), false) = (result, again)
            && response.status == 401
        {
            return self.token(order, &Memory::StatusToken { again: true });
        }
        let body = match result.ok_body() {
            Ok(body) => body,
            Err(why) => return Turn::unknown(order, &Memory::Customer, &why),
        };
        let (observation, note) = status::observe(body, order, cx);
        let turn = Turn::of(Step::Observe(observation), &Memory::Customer)?;
        Ok(note.into_iter().fold(turn, |turn, note| turn.warning(&note)))
    }

    fn give_back(&self, token: &str, transaction: &str, refund: &str, amount_minor: u64) -> Result<Turn, Fault> {
        let amount = minor_format(amount_minor, 2);
        let path = format!("/operation/{transaction}/refund?amount={amount}&externalID={refund}");
        let request = self.api(HttpMethod::Post, &path, token).moving(Some(refund));
        Turn::of(Step::Http(request), &Memory::Refund)
    }
}

/// The token of an answer, and the answer itself. Nothing has happened when there is none: it is safe to try again.
fn token_read(result: &HttpResult) -> Result<(String, String), Fault> {
    #[derive(Deserialize)]
    struct Token {
        access_token: String,
    }
    let provider = |why: &str| Fault::new(FaultKind::Provider, why);
    let body = result.ok_body().map_err(|why| provider(&format!("no token: {why}")))?;
    // `expires_in` is a string or a number; a token is used at once, so it does not matter which.
    let text = std::str::from_utf8(body).map_err(|_| provider("no token: the answer is not text"))?;
    let token: Token =
        serde_json::from_str(text).map_err(|_| provider("no token: the answer is not the JSON we know"))?;
    let printable =
        (1..=8_192).contains(&token.access_token.len()) && token.access_token.bytes().all(|b| b.is_ascii_graphic());
    if printable { Ok((token.access_token, text.trim().to_owned())) } else { Err(provider("no token: it is not one")) }
}
