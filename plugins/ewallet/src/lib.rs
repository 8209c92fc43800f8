//! Payments from the e-wallet of Kazpost (figure 9), by a protocol of our own for the model bank: see PROTOCOL.md.
//!
//! ```text
//! start ─▶ collect the wallet number ─ create (moves the payment into being, no money) ─▶ collect the code
//! collect the code ─ resend ─▶ collect the code          code wrong or too old ─▶ collect the code
//! collect the code ─ confirm (takes the money) ─▶ ask ─▶ observe
//! query ─ ask ─▶ observe, at any time, without losing the place in the form
//! ```
//!
//! The commission of 25 KZT is part of the amount: 31 062.40 + 25 = 31 087.40.

mod callback;
mod config;
mod status;
#[cfg(test)]
mod tests;
mod typed;
mod wire;

use std::collections::BTreeMap;

use evisa_plugin_sdk::{
    PaymentPlugin,
    decimal::minor_format,
    export_plugin,
    proto::{
        Callback, Callbacks, Capabilities, Capture, Category, Charset, Collect, CollectField, CommissionMode, Config,
        Cx, Decline, Description, Event, Fault, FaultKind, FieldKind, HttpRequest, HttpResult, Issue, Level, LogLine,
        Method, Observation, Order, OrderRefFormat, Quote, QuoteRequest, RawHttp, RefundOrder, Resend, SecretField,
        SecretUse, State, Status, Step, Titles, Turn,
    },
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use config::Settings;
use status::{Answer, Payment, Refusal};

/// The one method.
const METHOD: &str = "kazpost-wallet";
/// The commission that is part of the amount (figures 7 and 9): 25 KZT.
const COMMISSION_MINOR: u64 = 2_500;
/// The smallest amount, 10 KZT.
const AMOUNT_MINOR_MIN: u64 = 1_000;
/// The largest amount: far above any consular fee, 10 000 000 KZT.
const AMOUNT_MINOR_MAX: u64 = 1_000_000_000;
/// How long the provider may still work on a confirmed payment after its deadline.
const GRACE_S: u32 = 600;
/// Wallet numbers that may be tried: a payer errs once or twice, a program that looks for wallets tries many.
const NUMBER_TRIES_MAX: u32 = 3;
/// Codes that may be tried; the provider counts too, and its word counts first.
const CODE_TRIES_MAX: u32 = 5;
/// Seconds until another code may be asked for, when the provider names none.
const RESEND_AFTER_S: u32 = 30;
/// Longest text that is typed: a number with country code, brackets and blanks.
const NUMBER_CHARS_MAX: u16 = 24;
/// Longest code that is typed, with blanks.
const CODE_CHARS_MAX: u16 = 12;
/// What requests are let in by; only the host sees it.
const API_KEY: &str = "api_key";
/// What callbacks repeat.
const CALLBACK_SECRET: &str = "callback_secret";

/// The plugin with its settings.
pub struct Wallet {
    settings: Settings,
    callback_secret: String,
}

export_plugin!(Wallet);

/// All that is remembered between two calls: the place in the form, and whether an answer about the state is awaited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Memory {
    stage: Stage,
    #[serde(default)]
    asks: bool,
}

/// The place in the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stage {
    /// The customer types the wallet number.
    Number { tries: u32 },
    /// The payment is being created.
    Creating { tries: u32 },
    /// The customer types the code.
    Code(Sms),
    /// Another code is being sent.
    Resending(Sms),
    /// The code is being checked.
    Confirming(Sms),
    /// Cancelling or giving back is under way.
    Ending,
    /// Nothing is awaited from the customer any more.
    Over,
}

/// A payment that waits for its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Sms {
    payment: String,
    tries: u32,
    expires_s: Option<u32>,
    resend_after_s: Option<u32>,
}

impl PaymentPlugin for Wallet {
    fn describe() -> Description {
        let titles = Titles::new(
            "Қазпоштаның электрондық әмияны",
            "Электронный кошелёк Казпочты",
            "Kazpost e-wallet",
            "Kazpost 电子钱包",
        );
        Description {
            id: "kz.kazpost.wallet".to_owned(),
            titles: Titles::new("Қазпошта", "Казпочта", "Kazpost", "哈萨克斯坦邮政（Kazpost）"),
            methods: vec![Method {
                id: METHOD.to_owned(),
                category: Category::Wallet,
                titles,
                logo_id: Some("kazpost".to_owned()),
                currency: "KZT".to_owned(),
                min_minor: AMOUNT_MINOR_MIN,
                max_minor: AMOUNT_MINOR_MAX,
                commission_mode: CommissionMode::Included,
                commission_minor: Some(COMMISSION_MINOR),
            }],
            caps: Capabilities {
                cancel: true,
                capture: Capture::Auto,
                refund: true,
                partial_refund: false,
                callback: Callbacks::Hint,
                settlement: false,
            },
            hosts: config::HOSTS.map(str::to_owned).to_vec(),
            order_ref: OrderRefFormat { charset: Charset::Digits, min: 10, max: 15, unique_suffix: 0 },
            needs: Vec::new(),
            secrets: vec![
                SecretField { name: API_KEY.to_owned(), used_by: SecretUse::Egress },
                SecretField { name: CALLBACK_SECRET.to_owned(), used_by: SecretUse::Plugin },
            ],
            provider_grace_s: GRACE_S,
            config_schema: config::schema(),
        }
    }

    fn configure(config: &Config) -> Result<Self, Vec<Issue>> {
        let settings = Settings::read(&config.values);
        let plain = |secret: &str| secret.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b));
        let secret = config.secret(CALLBACK_SECRET).and_then(|secret| match secret.len() {
            0..16 => Err(vec![Issue::new(CALLBACK_SECRET, "is shorter than 16 characters: make a random one")]),
            _ if !plain(secret) => Err(vec![Issue::new(CALLBACK_SECRET, "holds more than letters, digits and -_.~")]),
            _ => Ok(secret.to_owned()),
        });
        match (settings, secret) {
            (Ok(settings), Ok(callback_secret)) => Ok(Self { settings, callback_secret }),
            (settings, secret) => Err([settings.err(), secret.err()].into_iter().flatten().flatten().collect()),
        }
    }

    fn quote(&self, _: &Cx, request: &QuoteRequest) -> Result<Quote, Fault> {
        let fits = (AMOUNT_MINOR_MIN..=AMOUNT_MINOR_MAX).contains(&request.amount_minor);
        let available = fits && request.currency == "KZT" && request.method == METHOD;
        let reason = (!available).then(|| "this amount, currency or method is not offered".to_owned());
        Ok(Quote { commission_minor: Some(COMMISSION_MINOR), available, reason })
    }

    fn start(&self, cx: &Cx, order: &Order) -> Result<Turn, Fault> {
        order_check(order)?;
        number_asked(cx, order, ("method-wallet-title", 0))
    }

    fn resume(&self, cx: &Cx, order: &Order, state: &State, event: &Event) -> Result<Turn, Fault> {
        let memory: Memory = state.read()?;
        match (event, memory) {
            (Event::HttpResult(result), Memory { stage, asks: true }) => told(order, stage, result),
            (Event::HttpResult(result), Memory { stage, asks: false }) => self.answered(cx, order, stage, result),
            (Event::FormSubmitted { values }, Memory { stage: Stage::Number { tries }, .. }) => {
                self.number_typed(cx, order, tries, values)
            }
            (Event::FormSubmitted { values }, Memory { stage: Stage::Code(sms), .. }) => {
                self.code_typed(cx, order, sms, values)
            }
            (Event::Resend, Memory { stage: Stage::Code(sms), .. }) => {
                let request = wire::code_again(&self.settings.api_url, &sms.payment);
                sent(request, Stage::Resending(sms))
            }
            (
                Event::FormSubmitted { .. } | Event::Resend | Event::CustomerReturned { .. } | Event::Tick,
                Memory { stage, .. },
            ) => self.ask(order, stage),
        }
    }

    fn query(&self, _: &Cx, order: &Order, state: &State) -> Result<Turn, Fault> {
        let stage = state.read().map_or(Stage::Over, |memory: Memory| memory.stage);
        self.ask(order, stage)
    }

    fn parse_callback(&self, _: &Cx, raw: &RawHttp) -> Result<Callback, Fault> {
        callback::parse(raw, &self.callback_secret)
    }

    fn cancel(&self, _: &Cx, order: &Order, _: &State) -> Result<Turn, Fault> {
        order_check(order)?;
        sent(wire::cancel(&self.settings.api_url, order), Stage::Ending)
    }

    fn refund(&self, _: &Cx, order: &Order, _: &State, refund: &RefundOrder) -> Result<Turn, Fault> {
        order_check(order)?;
        if refund.amount_minor != order.expected_minor {
            return Err(Fault::new(FaultKind::Unsupported, "only the whole amount can be given back"));
        }
        let payment = refund.provider_ref.as_deref().filter(|name| is_name(name) && is_name(&refund.refund_id));
        let payment = payment.ok_or_else(|| Fault::new(FaultKind::Input, "the payment is not named"))?;
        let amount = minor_format(refund.amount_minor, order.exponent);
        sent(wire::refund(&self.settings.api_url, payment, (&refund.refund_id, amount)), Stage::Ending)
    }

    fn query_refund(&self, cx: &Cx, order: &Order, state: &State, _: &RefundOrder) -> Result<Turn, Fault> {
        self.query(cx, order, state)
    }
}

impl Wallet {
    fn ask(&self, order: &Order, stage: Stage) -> Result<Turn, Fault> {
        order_check(order)?;
        let request = wire::ask(&self.settings.api_url, order);
        Ok(Turn::new(Step::Http(request), State::of(&Memory { stage, asks: true })?))
    }

    fn number_typed(
        &self,
        cx: &Cx,
        order: &Order,
        tries: u32,
        values: &BTreeMap<String, String>,
    ) -> Result<Turn, Fault> {
        let Some(wallet) = values.get("wallet").and_then(|typed| typed::wallet(typed)) else {
            return number_asked(cx, order, ("method-wallet-number-wrong", tries));
        };
        let request = wire::create(&self.settings.api_url, cx, (order, &wallet))?;
        sent(request, Stage::Creating { tries: tries + 1 })
    }

    fn code_typed(&self, cx: &Cx, order: &Order, sms: Sms, values: &BTreeMap<String, String>) -> Result<Turn, Fault> {
        let Some(code) = values.get("code").and_then(|typed| typed::code(typed)) else {
            return code_asked(cx, order, ("method-code-wrong-shape", sms));
        };
        let sms = Sms { tries: sms.tries + 1, ..sms };
        let request = wire::confirm(&self.settings.api_url, order, (&sms.payment, &code, sms.tries));
        sent(request, Stage::Confirming(sms))
    }

    /// The answer to something other than a question about the state.
    fn answered(&self, cx: &Cx, order: &Order, stage: Stage, result: &HttpResult) -> Result<Turn, Fault> {
        match stage {
            Stage::Creating { tries } => self.created(cx, order, tries, result),
            Stage::Resending(sms) => resent(cx, order, sms, result),
            Stage::Confirming(sms) => self.confirmed(cx, order, sms, result),
            // Done, refused or unheard: only the state of the payment tells the truth.
            Stage::Number { .. } | Stage::Code(_) | Stage::Ending | Stage::Over => self.ask(order, stage),
        }
    }

    fn created(&self, cx: &Cx, order: &Order, tries: u32, result: &HttpResult) -> Result<Turn, Fault> {
        let stage = Stage::Creating { tries };
        match status::answer(result) {
            Answer::Payment(payment) if is_created(&payment, order) => {
                let sms = Sms {
                    payment: payment.payment_id,
                    tries: 0,
                    expires_s: payment.code_expires_s,
                    resend_after_s: payment.resend_after_s,
                };
                code_asked(cx, order, ("method-code-title", sms))
            }
            // Created otherwise than asked for, or there already: its state tells which.
            Answer::Payment(_) => self.ask(order, stage),
            Answer::Refused(refusal) => match refusal.code.as_str() {
                "wallet_not_found" if tries < NUMBER_TRIES_MAX => {
                    number_asked(cx, order, ("method-wallet-not-found", tries))
                }
                "wallet_not_found" | "wallet_blocked" | "limit_exceeded" | "insufficient_funds" => {
                    declined(order, status::decline(&refusal.code))
                }
                _ => self.ask(order, stage),
            },
            Answer::NotSent => number_asked(cx, order, ("method-try-again", tries)),
            Answer::Unclear(why) => unknown(order, stage, &why),
        }
    }

    fn confirmed(&self, cx: &Cx, order: &Order, sms: Sms, result: &HttpResult) -> Result<Turn, Fault> {
        match status::answer(result) {
            Answer::Refused(Refusal { code, attempts_left }) => match code.as_str() {
                "code_wrong" if attempts_left == Some(0) => self.ask(order, Stage::Over),
                "code_wrong" if sms.tries < CODE_TRIES_MAX => code_asked(cx, order, ("method-code-wrong", sms)),
                // The provider would let more be tried, we do not: the payment ends there too.
                "code_wrong" => sent(wire::cancel(&self.settings.api_url, order), Stage::Ending),
                "code_expired" => code_asked(cx, order, ("method-code-expired", sms)),
                // Declined for good, as the payment will say; anything else is asked after too.
                _ => self.ask(order, Stage::Over),
            },
            Answer::NotSent => code_asked(cx, order, ("method-try-again", sms)),
            // Accepted: by how much, the payment says.
            Answer::Payment(_) => self.ask(order, Stage::Over),
            Answer::Unclear(why) => unknown(order, Stage::Confirming(sms), &why),
        }
    }
}

/// Whatever came of asking for another code, the customer may type one; no money moved.
fn resent(cx: &Cx, order: &Order, sms: Sms, result: &HttpResult) -> Result<Turn, Fault> {
    match status::answer(result) {
        Answer::Payment(payment) => {
            let sms = Sms { expires_s: payment.code_expires_s, resend_after_s: payment.resend_after_s, ..sms };
            code_asked(cx, order, ("method-code-resent", sms))
        }
        Answer::Refused(_) | Answer::NotSent | Answer::Unclear(_) => {
            code_asked(cx, order, ("method-code-not-sent", sms))
        }
    }
}

/// The answer to a question about the state. The place in the form stays.
fn told(order: &Order, stage: Stage, result: &HttpResult) -> Result<Turn, Fault> {
    let seen = match status::answer(result) {
        Answer::Payment(payment) => status::observe(*payment),
        Answer::Refused(refusal) if refusal.code == "payment_not_found" => {
            Ok(Observation::new(Status::NotFound, &order.order_ref))
        }
        Answer::Refused(refusal) => Err(format!("refused with {}", refusal.code)),
        Answer::NotSent => Err("not sent".to_owned()),
        Answer::Unclear(why) => Err(why),
    };
    match seen {
        Ok(seen) => Ok(Turn::new(Step::Observe(seen), State::of(&Memory { stage, asks: false })?)),
        Err(why) => unknown(order, stage, &why),
    }
}

/// Whether the provider created what we asked for: nobody confirms another amount by a code.
fn is_created(payment: &Payment, order: &Order) -> bool {
    payment.status == "awaiting_code" && payment.order_ref == order.order_ref && payment.asks_for(order)
}

/// The order must be one that the protocol can carry.
fn order_check(order: &Order) -> Result<(), Fault> {
    let money = (order.currency.as_str(), order.exponent) == ("KZT", status::PLACES);
    let names = is_order_ref(&order.order_ref) && is_name(&order.attempt_id);
    if money && names && order.method == METHOD {
        return Ok(());
    }
    Err(Fault::new(FaultKind::Input, "the order is not one of this method"))
}

/// Whether a text is an order number of this protocol.
fn is_order_ref(text: &str) -> bool {
    (10..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a text may stand in an address or a header.
fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

/// Seconds until the order's deadline.
fn seconds_left(cx: &Cx, order: &Order) -> u32 {
    let times = order.expires_at.parse::<Timestamp>().ok().zip(cx.now.parse::<Timestamp>().ok());
    times.and_then(|(end, now)| u32::try_from(end.duration_since(now).as_secs()).ok()).unwrap_or_default()
}

fn number_asked(cx: &Cx, order: &Order, (title, tries): (&str, u32)) -> Result<Turn, Fault> {
    // No pattern for the browser: people write the number in many ways, and `typed` reads them all.
    let field = CollectField {
        id: "wallet".to_owned(),
        kind: FieldKind::WalletNo,
        pattern: None,
        max_len: NUMBER_CHARS_MAX,
        autocomplete: Some("tel".to_owned()),
    };
    let form = form(cx, order, (title, field));
    Ok(Turn::new(Step::Collect(form), State::of(&Memory { stage: Stage::Number { tries }, asks: false })?))
}

fn code_asked(cx: &Cx, order: &Order, (title, sms): (&str, Sms)) -> Result<Turn, Fault> {
    let field = CollectField {
        id: "code".to_owned(),
        kind: FieldKind::Otp,
        pattern: None,
        max_len: CODE_CHARS_MAX,
        autocomplete: Some("one-time-code".to_owned()),
    };
    let form = form(cx, order, (title, field));
    let form = Collect {
        resend: Some(Resend { allowed: true, after_s: sms.resend_after_s.unwrap_or(RESEND_AFTER_S) }),
        expires_s: sms.expires_s.map_or(form.expires_s, |code| code.min(form.expires_s)),
        ..form
    };
    Ok(Turn::new(Step::Collect(form), State::of(&Memory { stage: Stage::Code(sms), asks: false })?))
}

fn form(cx: &Cx, order: &Order, (title, field): (&str, CollectField)) -> Collect {
    Collect {
        title: title.to_owned(),
        fields: vec![field],
        total_minor: order.expected_minor,
        commission_minor: order.commission_minor,
        resend: None,
        expires_s: seconds_left(cx, order),
    }
}

fn sent(request: HttpRequest, stage: Stage) -> Result<Turn, Fault> {
    Ok(Turn::new(Step::Http(request), State::of(&Memory { stage, asks: false })?))
}

/// Refused before there was a payment: certain, and for good.
fn declined(order: &Order, decline: Decline) -> Result<Turn, Fault> {
    let seen = Observation { decline: Some(decline), ..Observation::new(Status::Declined, &order.order_ref) };
    Ok(Turn::new(Step::Observe(seen), State::of(&Memory { stage: Stage::Over, asks: false })?))
}

fn unknown(order: &Order, stage: Stage, why: &str) -> Result<Turn, Fault> {
    let seen = Observation::new(Status::Unknown, &order.order_ref);
    let mut turn = Turn::new(Step::Observe(seen), State::of(&Memory { stage, asks: false })?);
    let message = format!("the state is unknown: {why}");
    turn.log.push(LogLine { level: Level::Warn, message });
    Ok(turn)
}
