//! Payments from the e-wallet of Kazpost (figure 9), by a protocol of our own for the model bank: see PROTOCOL.md.
//!
//! ```text
//! start ─▶ collect the wallet number ─ create (no money moves) ─▶ collect the code
//! collect the code ─ resend ─▶ collect the code          code wrong or too old ─▶ collect the code
//! collect the code ─ confirm (takes the money) ─▶ ask ─▶ observe
//! query ─ ask ─▶ observe, at any time, without losing the place in the form
//! ```
//!
//! The commission of 25 KZT is part of the amount: 31 062.40 + 25 = 31 087.40.

mod callback;
mod config;
mod forms;
mod status;
#[cfg(test)]
mod tests;
mod wire;

use std::collections::BTreeMap;

use evisa_plugin_sdk::{
    PaymentPlugin,
    decimal::minor_format,
    export_plugin,
    proto::{
        Callback, Callbacks, Capabilities, Capture, Category, Charset, CommissionMode, Config, Cx, Decline,
        Description, Event, Fault, FaultKind, HttpRequest, HttpResult, Issue, Method, Notice, Observation, Order,
        OrderRefFormat, Quote, QuoteRequest, RawHttp, RefundOrder, SecretField, SettlementRow, State, Status, Step,
        Titles, Turn,
    },
    secret::Shared,
    settings, settlement, typed,
};

use config::Settings;
use forms::{Memory, Sms, Stage, code_asked, code_asked_once_more, number_asked};
use status::{Answer, Payment, Refusal};

/// The one method.
const METHOD: &str = "kazpost-wallet";
/// The commission that is part of the amount (figures 7 and 9): 25 KZT.
const COMMISSION_MINOR: u64 = 2_500;
/// The smallest and the largest amount: 10 KZT, and far above any consular fee, 10 000 000 KZT.
const AMOUNT_MINOR: (u64, u64) = (1_000, 1_000_000_000);
/// How long the provider may still work on a confirmed payment after its deadline.
const GRACE_S: u32 = 600;
/// Wallet numbers that may be tried: a payer errs once or twice, a program that looks for wallets tries many.
const NUMBER_TRIES_MAX: u32 = 3;
/// Codes that may be tried; the provider counts too, and its word counts first.
const CODE_TRIES_MAX: u32 = 5;
/// What requests are let in by; only the host sees it.
const API_KEY: &str = "api_key";
/// What callbacks repeat.
const CALLBACK_SECRET: &str = "callback_secret";
/// The one before it, while the secret changes: what the provider was told earlier still counts.
const CALLBACK_SECRET_BEFORE: &str = "callback_secret_before";

/// The plugin with its settings.
pub struct Wallet {
    settings: Settings,
    callback_secret: Shared,
}

export_plugin!(Wallet);

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
                min_minor: AMOUNT_MINOR.0,
                max_minor: AMOUNT_MINOR.1,
                commission_mode: CommissionMode::Included,
                commission_minor: Some(COMMISSION_MINOR),
            }],
            caps: Capabilities {
                cancel: true,
                capture: Capture::Auto,
                refund: true,
                partial_refund: false,
                callback: Callbacks::Hint,
                settlement: true,
            },
            hosts: config::HOSTS.map(str::to_owned).to_vec(),
            order_ref: OrderRefFormat { charset: Charset::Digits, min: 10, max: 15, unique_suffix: 0 },
            needs: Vec::new(),
            secrets: vec![
                SecretField::egress(API_KEY),
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

    fn start(&self, cx: &Cx, order: &Order) -> Result<Turn, Fault> {
        order_check(order)?;
        number_asked((cx, order), None, (0, ""))
    }

    fn resume(&self, cx: &Cx, order: &Order, state: &State, event: &Event) -> Result<Turn, Fault> {
        let memory: Memory = state.read()?;
        match (event, memory) {
            (Event::HttpResult(result), Memory { stage, asks: true }) => told((cx, order), stage, result),
            (Event::HttpResult(result), Memory { stage, asks: false }) => self.answered((cx, order), stage, result),
            (Event::FormSubmitted { values }, Memory { stage: Stage::Number { tries }, .. }) => {
                self.number_typed((cx, order), tries, values)
            }
            (Event::FormSubmitted { values }, Memory { stage: Stage::Code(sms), .. }) => {
                self.code_typed((cx, order), sms, values)
            }
            (Event::Resend, Memory { stage: Stage::Code(sms), .. }) if sms.last => {
                code_asked((cx, order), Some(Notice::wrong("method-code-resend-limit")), sms)
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
        if refund.amount_minor != refund.whole_minor(order) {
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

    fn parse_settlement(&self, _: &Cx, file: &[u8]) -> Result<Vec<SettlementRow>, Fault> {
        settlement::parse(file)
    }
}

/// Clock and order of a call.
type Of<'a> = (&'a Cx, &'a Order);

impl Wallet {
    fn ask(&self, order: &Order, stage: Stage) -> Result<Turn, Fault> {
        order_check(order)?;
        let request = wire::ask(&self.settings.api_url, order);
        Turn::of(Step::Http(request), &Memory { stage, asks: true })
    }

    fn number_typed(&self, of: Of<'_>, tries: u32, values: &BTreeMap<String, String>) -> Result<Turn, Fault> {
        let typed = values.get("wallet").map(String::as_str).unwrap_or_default();
        let Some(number) = typed::mobile_number(typed) else {
            return number_asked(of, Some(Notice::wrong("method-wallet-number-wrong")), (tries, typed));
        };
        let request = wire::create(&self.settings.api_url, of, &format!("7{number}"));
        sent(request, Stage::Creating { tries: tries + 1, typed: typed.to_owned() })
    }

    fn code_typed(&self, of: Of<'_>, sms: Sms, values: &BTreeMap<String, String>) -> Result<Turn, Fault> {
        let Some(code) = values.get("code").and_then(|typed| typed::code(typed)) else {
            return code_asked(of, Some(Notice::wrong("method-code-wrong-shape")), sms);
        };
        let sms = Sms { tries: sms.tries + 1, ..sms };
        let request = wire::confirm(&self.settings.api_url, of.1, (&sms.payment, &code, sms.tries));
        sent(request, Stage::Confirming(sms))
    }

    /// The answer to something other than a question about the state.
    fn answered(&self, of: Of<'_>, stage: Stage, result: &HttpResult) -> Result<Turn, Fault> {
        match stage {
            Stage::Creating { tries, typed } => self.created(of, (tries, typed), result),
            Stage::Resending(sms) => resent(of, sms, result),
            Stage::Confirming(sms) => self.confirmed(of, sms, result),
            // Done, refused or unheard: only the state of the payment tells the truth.
            Stage::Number { .. } | Stage::Code(_) | Stage::Ending | Stage::Over => self.ask(of.1, stage),
        }
    }

    fn created(&self, of: Of<'_>, (tries, typed): (u32, String), result: &HttpResult) -> Result<Turn, Fault> {
        let order = of.1;
        let again = |key: &str| number_asked(of, Some(Notice::wrong(key)), (tries, &typed));
        // Whatever the state of the payment tells, the number is not needed any more.
        let stage = Stage::Creating { tries, typed: String::new() };
        match status::answer(result) {
            Answer::Payment(payment) if is_created(&payment, order) => code_asked(of, None, awaiting(*payment)),
            // Created otherwise than asked for, or there already: its state tells which.
            Answer::Payment(_) => self.ask(order, stage),
            Answer::Refused(refusal) => match refusal.code.as_str() {
                "wallet_not_found" if tries < NUMBER_TRIES_MAX => again("method-wallet-not-found"),
                "wallet_not_found" | "wallet_blocked" | "limit_exceeded" | "insufficient_funds" => {
                    declined(order, status::decline(&refusal.code))
                }
                _ => self.ask(order, stage),
            },
            Answer::NotSent => again("method-try-again"),
            Answer::Unclear(why) => Turn::unknown(order, &Memory::at(stage), &why),
        }
    }

    fn confirmed(&self, of: Of<'_>, sms: Sms, result: &HttpResult) -> Result<Turn, Fault> {
        let order = of.1;
        let again = |key: &str, left, sms| code_asked_once_more(of, (Some(Notice::wrong(key)), left), sms);
        match status::answer(result) {
            Answer::Refused(Refusal { code, attempts_left }) => match code.as_str() {
                "code_wrong" if attempts_left == Some(0) => self.ask(order, Stage::Over),
                "code_wrong" if sms.tries < CODE_TRIES_MAX => again("method-code-wrong", attempts_left, sms),
                // The provider would let more be tried, we do not: the payment ends there too.
                "code_wrong" => sent(wire::cancel(&self.settings.api_url, order), Stage::Ending),
                "code_expired" => again("method-code-expired", attempts_left, sms),
                // Declined for good, as the payment will say; anything else is asked after too.
                _ => self.ask(order, Stage::Over),
            },
            Answer::NotSent => again("method-try-again", None, sms),
            // Accepted: by how much, the payment says.
            Answer::Payment(_) => self.ask(order, Stage::Over),
            Answer::Unclear(why) => Turn::unknown(order, &Memory::at(Stage::Confirming(sms)), &why),
        }
    }
}

/// Whatever came of asking for another code, the customer may type one; no money moved.
fn resent(of: Of<'_>, sms: Sms, result: &HttpResult) -> Result<Turn, Fault> {
    match status::answer(result) {
        Answer::Payment(payment) => {
            let sms = Sms { expires_s: payment.code_expires_s, resend_after_s: payment.resend_after_s, ..sms };
            code_asked(of, Some(Notice::said("method-code-resent")), sms)
        }
        Answer::Refused(refusal) if refusal.code == "resend_limit" => {
            code_asked(of, Some(Notice::wrong("method-code-resend-limit")), Sms { last: true, ..sms })
        }
        Answer::Refused(_) | Answer::NotSent | Answer::Unclear(_) => {
            code_asked(of, Some(Notice::wrong("method-code-not-sent")), sms)
        }
    }
}

/// The answer to a question about the state. The place in the form stays; a creation whose answer was lost is found here.
fn told(of: Of<'_>, stage: Stage, result: &HttpResult) -> Result<Turn, Fault> {
    let order = of.1;
    let seen = match status::answer(result) {
        Answer::Payment(payment) if matches!(stage, Stage::Creating { .. }) && is_created(&payment, order) => {
            return code_asked(of, None, awaiting(*payment));
        }
        Answer::Payment(payment) => status::observe(*payment),
        Answer::Refused(refusal) if refusal.code == "payment_not_found" => {
            Ok(Observation::new(Status::NotFound, &order.order_ref))
        }
        Answer::Refused(refusal) => Err(format!("refused with {}", refusal.code)),
        Answer::NotSent => Err("not sent".to_owned()),
        Answer::Unclear(why) => Err(why),
    };
    match seen {
        Ok(seen) => Turn::of(Step::Observe(seen), &Memory::at(stage)),
        Err(why) => Turn::unknown(order, &Memory::at(stage), &why),
    }
}

/// A payment that has just come into being: no code was tried yet.
fn awaiting(payment: Payment) -> Sms {
    let (expires_s, resend_after_s) = (payment.code_expires_s, payment.resend_after_s);
    Sms { payment: payment.payment_id, tries: 0, expires_s, resend_after_s, last: false }
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

fn sent(request: HttpRequest, stage: Stage) -> Result<Turn, Fault> {
    Turn::of(Step::Http(request), &Memory::at(stage))
}

/// Refused before there was a payment: certain, and for good.
fn declined(order: &Order, decline: Decline) -> Result<Turn, Fault> {
    let seen = Observation { decline: Some(decline), ..Observation::new(Status::Declined, &order.order_ref) };
    Turn::of(Step::Observe(seen), &Memory::at(Stage::Over))
}
