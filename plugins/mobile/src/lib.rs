//! Payments from the balance of a mobile telephone (figure 10): activ/Kcell and Beeline, by the methods, tables and codes of the
//! public protocol, carried as JSON: see PROTOCOL.md.
//!
//! ```text
//! start ─▶ collect the number ─ login ─ request a code ─▶ collect the code     wrong number ─▶ collect the number
//! collect the code ─ resend: login ─ request a code ─▶ collect the code
//! collect the code ─ login ─ invoice with the code (takes the money) ─ login ─ ask ─▶ observe
//!                                        wrong code ─▶ collect the code, three times at most
//! query ─ login ─ ask ─▶ observe, at any time, without losing the place in the form
//! ```
//!
//! The prefix is a hint and the payer decides; Tele2/Altel is refused with an explanation. Cancelling, giving back and settlement
//! files are not documented and unsupported.

mod callback;
mod config;
mod operator;
mod status;
#[cfg(test)]
mod tests;
mod typed;
mod wire;

use std::collections::BTreeMap;

use evisa_plugin_sdk::{
    PaymentPlugin,
    decimal::Decimal,
    export_plugin,
    proto::{
        Callback, Callbacks, Capabilities, Capture, Category, Charset, Collect, CollectField, CommissionMode, Config,
        Cx, Description, Event, Fault, FaultKind, FieldKind, HttpResult, Issue, Level, LogLine, Method, Observation,
        Order, OrderRefFormat, Quote, QuoteRequest, RawHttp, Resend, SecretField, SecretUse, State, Status, Step,
        Titles, Turn,
    },
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use config::Settings;
use operator::Hint;
use status::{Records, decline};
use wire::Answer;

/// activ and Kcell: one operator with two names.
const KCELL: &str = "mobile-kcell";
/// Beeline.
const BEELINE: &str = "mobile-beeline";
/// The commission that is part of the amount (figure 7): 100 KZT for both.
const COMMISSION_MINOR: u64 = 10_000;
/// The smallest fee: activ/Kcell take payments from 200 KZT.
const AMOUNT_MINOR_MIN: u64 = 20_000;
/// The largest fee: activ/Kcell take payments up to 148 850 KZT, the commission included.
const AMOUNT_MINOR_MAX: u64 = 14_885_000 - COMMISSION_MINOR;
/// How long the operator may still work on an invoice after its deadline.
const GRACE_S: u32 = 600;
/// Numbers to which a code is sent: a payer errs once or twice, a program that annoys people by SMS tries many.
const NUMBERS_MAX: u32 = 3;
/// Codes sent by SMS, the first one included: each costs somebody money.
const SMS_MAX: u32 = 6;
/// Wrong codes; the provider counts too (224).
const CODES_MAX: u32 = 3;
/// Seconds until another code may be asked for.
const RESEND_AFTER_S: u32 = 30;
/// Longest number that is typed: with country code, brackets and blanks.
const NUMBER_CHARS_MAX: u16 = 24;
/// Longest code that is typed, with blanks.
const CODE_CHARS_MAX: u16 = 12;
/// The password of the merchant's account; only the host sees it.
const PASSWORD: &str = "password";
/// What callbacks repeat.
const CALLBACK_SECRET: &str = "callback_secret";

/// The plugin with its settings.
pub struct Mobile {
    settings: Settings,
    callback_secret: String,
}

export_plugin!(Mobile);

/// All that is remembered between two calls.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    place: Place,
    waits_for: Waits,
    /// The number, while a code for it is awaited.
    phone: String,
    /// The number that looked like another operator's; typed again, it is taken.
    doubted: String,
    numbers: u32,
    sms: u32,
    codes: u32,
    /// The provider's number of the invoice.
    operation: Option<String>,
}

/// The place in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    /// The customer types the number.
    Number,
    /// The customer types the code.
    Code,
    /// Nothing is awaited from the customer any more.
    #[default]
    Over,
}

/// What we wait for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Waits {
    /// The customer, or nothing.
    #[default]
    Customer,
    /// A session to do this with.
    Session(Wish),
    /// The answer to asking for a code.
    Sms,
    /// The answer to the invoice.
    Invoice,
    /// The answer to asking after the order.
    Status,
}

/// What a session is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Wish {
    Sms,
    Invoice { code: String },
    Status,
}

impl PaymentPlugin for Mobile {
    fn describe() -> Description {
        let method = |id: &str, logo: &str, titles: Titles| Method {
            id: id.to_owned(),
            category: Category::Mobile,
            titles,
            logo_id: Some(logo.to_owned()),
            currency: "KZT".to_owned(),
            min_minor: AMOUNT_MINOR_MIN,
            max_minor: AMOUNT_MINOR_MAX,
            commission_mode: CommissionMode::Included,
            commission_minor: Some(COMMISSION_MINOR),
        };
        Description {
            id: "kz.mobile.balance".to_owned(),
            titles: Titles::new("Мобильді баланс", "Баланс телефона", "Mobile balance", "手机话费余额"),
            methods: vec![
                method(KCELL, "kcell", Titles::new("activ / Kcell", "activ / Kcell", "activ / Kcell", "activ / Kcell")),
                method(BEELINE, "beeline", Titles::new("Beeline", "Beeline", "Beeline", "Beeline")),
            ],
            caps: Capabilities { callback: Callbacks::Hint, capture: Capture::Auto, ..Capabilities::default() },
            hosts: config::HOSTS.map(str::to_owned).to_vec(),
            order_ref: OrderRefFormat { charset: Charset::Digits, min: 10, max: 15, unique_suffix: 0 },
            needs: Vec::new(),
            secrets: vec![
                SecretField { name: PASSWORD.to_owned(), used_by: SecretUse::Egress },
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
        let available = fits && request.currency == "KZT" && is_method(&request.method);
        let reason = (!available).then(|| "this amount, currency or method is not offered".to_owned());
        Ok(Quote { commission_minor: Some(COMMISSION_MINOR), available, reason })
    }

    fn start(&self, cx: &Cx, order: &Order) -> Result<Turn, Fault> {
        order_check(order)?;
        number_asked((cx, order), "method-mobile-title", Memory::default())
    }

    fn resume(&self, cx: &Cx, order: &Order, state: &State, event: &Event) -> Result<Turn, Fault> {
        order_check(order)?;
        if state.0.is_null() {
            return Err(Fault::new(FaultKind::State, "nothing is remembered of this attempt"));
        }
        let memory: Memory = state.read()?;
        match (event, memory.place) {
            (Event::HttpResult(result), _) => self.answered((cx, order), memory, result),
            (Event::FormSubmitted { values }, Place::Number) => self.number_typed((cx, order), memory, values),
            (Event::FormSubmitted { values }, Place::Code) => self.code_typed((cx, order), memory, values),
            (Event::Resend, Place::Code) if memory.sms < SMS_MAX => self.login(memory, Wish::Sms),
            (Event::Resend, Place::Code) => code_asked((cx, order), "method-code-not-sent", memory),
            (Event::FormSubmitted { .. } | Event::Resend | Event::CustomerReturned { .. } | Event::Tick, _) => {
                self.login(memory, Wish::Status)
            }
        }
    }

    fn query(&self, _: &Cx, order: &Order, state: &State) -> Result<Turn, Fault> {
        order_check(order)?;
        self.login(state.read().unwrap_or_default(), Wish::Status)
    }

    fn parse_callback(&self, _: &Cx, raw: &RawHttp) -> Result<Callback, Fault> {
        callback::parse(raw, &self.callback_secret)
    }
}

/// Clock and order of a call.
type Of<'a> = (&'a Cx, &'a Order);

impl Mobile {
    fn login(&self, memory: Memory, wish: Wish) -> Result<Turn, Fault> {
        let memory = Memory { waits_for: Waits::Session(wish), ..memory };
        Ok(Turn::new(Step::Http(wire::login(&self.settings)), State::of(&memory)?))
    }

    fn number_typed(&self, of: Of<'_>, memory: Memory, values: &BTreeMap<String, String>) -> Result<Turn, Fault> {
        let Some(phone) = values.get("phone").and_then(|typed| typed::phone(typed)) else {
            return number_asked(of, "method-mobile-number-wrong", memory);
        };
        let doubt = match (operator::hint(&phone), of.1.method.as_str()) {
            (Hint::Tele2, _) => return number_asked(of, "method-mobile-tele2", memory),
            (Hint::Kcell, KCELL) | (Hint::Beeline, BEELINE) => None,
            (Hint::Kcell, _) => Some("method-mobile-like-kcell"),
            (Hint::Beeline, _) => Some("method-mobile-like-beeline"),
            (Hint::Other, _) => Some("method-mobile-like-other"),
        };
        match doubt {
            Some(title) if memory.doubted != phone => number_asked(of, title, Memory { doubted: phone, ..memory }),
            Some(_) | None if NUMBERS_MAX <= memory.numbers => declined(of.1, ("numbers", "method-mobile-numbers")),
            Some(_) | None => self.login(Memory { phone, ..memory }, Wish::Sms),
        }
    }

    fn code_typed(&self, of: Of<'_>, memory: Memory, values: &BTreeMap<String, String>) -> Result<Turn, Fault> {
        match values.get("code").and_then(|typed| typed::code(typed)) {
            Some(code) => self.login(memory, Wish::Invoice { code }),
            None => code_asked(of, "method-code-wrong-shape", memory),
        }
    }

    fn answered(&self, of: Of<'_>, memory: Memory, result: &HttpResult) -> Result<Turn, Fault> {
        match memory.waits_for.clone() {
            Waits::Session(wish) => match wire::session(result) {
                Ok(session) => self.call(of, memory, (&session, wish)),
                Err(why) => not_called(of, memory, (wish, &why)),
            },
            Waits::Sms => code_sent(of, memory, result),
            Waits::Invoice => self.invoiced(of, memory, result),
            Waits::Status => told(of.1, memory, result),
            Waits::Customer => self.login(memory, Wish::Status),
        }
    }

    fn call(&self, of: Of<'_>, memory: Memory, (session, wish): (&str, Wish)) -> Result<Turn, Fault> {
        let (settings, (cx, order)) = (&self.settings, of);
        let (request, memory) = match wish {
            Wish::Sms => {
                let numbers = memory.numbers + u32::from(memory.place == Place::Number);
                let request = wire::code(settings, session, &memory.phone);
                (request, Memory { waits_for: Waits::Sms, numbers, sms: memory.sms + 1, ..memory })
            }
            Wish::Invoice { code } => {
                let request = wire::invoice(settings, session, (order, cx), (&memory.phone, &code))?;
                (request, Memory { waits_for: Waits::Invoice, ..memory })
            }
            Wish::Status => {
                let request = wire::ask(settings, session, (order, memory.operation.as_deref()));
                (request, Memory { waits_for: Waits::Status, ..memory })
            }
        };
        Ok(Turn::new(Step::Http(request), State::of(&memory)?))
    }

    /// The answer to the invoice. A refusal has changed nothing; whatever is not one, the state of the order tells.
    fn invoiced(&self, of: Of<'_>, memory: Memory, result: &HttpResult) -> Result<Turn, Fault> {
        #[derive(Deserialize)]
        struct Invoice {
            #[serde(rename = "operationId")]
            operation: Decimal,
        }
        match wire::answer::<Invoice>(result) {
            Answer::Done(invoice) => {
                let operation = Some(invoice.operation.to_string()).filter(|id| id.parse::<u64>().is_ok());
                self.login(Memory { operation, ..over(memory) }, Wish::Status)
            }
            Answer::Code(223) if memory.codes + 1 < CODES_MAX => {
                code_asked(of, "method-code-wrong", Memory { codes: memory.codes + 1, ..memory })
            }
            Answer::Code(223 | 224) => declined(of.1, ("224", "method-code-exceeded")),
            Answer::Code(code) => match refused(code) {
                Refused::Number(title) => number_asked(of, title, memory),
                Refused::Declined(key) => declined(of.1, (&code.to_string(), key)),
                Refused::Unclear => {
                    let mut turn = self.login(over(memory), Wish::Status)?;
                    turn.log.push(line(&format!("the invoice was answered with error {code}")));
                    Ok(turn)
                }
            },
            Answer::NotSent => code_asked(of, "method-try-again", memory),
            Answer::Unclear(why) => unknown(of.1, over(memory), &why),
        }
    }
}

/// What a code other than 0, 222, 223 and 224 means for the customer.
enum Refused {
    /// Another number, with this title.
    Number(&'static str),
    /// The end of the attempt, with this sentence.
    Declined(&'static str),
    /// The table does not say.
    Unclear,
}

fn refused(code: u32) -> Refused {
    match code {
        225 => Refused::Number("method-mobile-number-wrong"),
        603 => Refused::Number("method-mobile-operator-unsupported"),
        214 | 215 => Refused::Declined("method-limit-exceeded"),
        226 => Refused::Declined("method-balance-low"),
        _ => Refused::Unclear,
    }
}

/// Without a session nothing was done: the customer may try again where he is.
fn not_called(of: Of<'_>, memory: Memory, (wish, why): (Wish, &str)) -> Result<Turn, Fault> {
    let mut turn = match (wish, memory.place) {
        (Wish::Status, _) => return unknown(of.1, memory, why),
        (Wish::Sms, Place::Code) => code_asked(of, "method-code-not-sent", memory)?,
        (Wish::Sms, Place::Number | Place::Over) => number_asked(of, "method-try-again", memory)?,
        (Wish::Invoice { .. }, _) => code_asked(of, "method-try-again", memory)?,
    };
    turn.log.push(line(why));
    Ok(turn)
}

/// The answer to asking for a code. No money can have moved, whatever it was.
fn code_sent(of: Of<'_>, memory: Memory, result: &HttpResult) -> Result<Turn, Fault> {
    let again = memory.place == Place::Code;
    let answer = wire::answer::<serde_json::Value>(result);
    match answer {
        Answer::Done(_) if again => code_asked(of, "method-code-resent", memory),
        Answer::Done(_) => code_asked(of, "method-code-title", memory),
        Answer::Code(224) => declined(of.1, ("224", "method-code-exceeded")),
        Answer::Code(222) if !again => number_asked(of, "method-mobile-code-refused", memory),
        Answer::Code(code) => match refused(code) {
            Refused::Number(title) => number_asked(of, title, memory),
            Refused::Declined(key) => declined(of.1, (&code.to_string(), key)),
            Refused::Unclear => not_called(of, memory, (Wish::Sms, &format!("no code: error {code}"))),
        },
        Answer::NotSent => not_called(of, memory, (Wish::Sms, "no code: not sent")),
        Answer::Unclear(why) => not_called(of, memory, (Wish::Sms, &format!("no code: {why}"))),
    }
}

/// The answer to asking after the order. The place in the form stays.
fn told(order: &Order, memory: Memory, result: &HttpResult) -> Result<Turn, Fault> {
    let seen = match wire::answer::<Records>(result) {
        Answer::Done(records) => status::observe(&records, order, memory.operation.as_deref()),
        Answer::Code(code) => Err(format!("error {code}")),
        Answer::NotSent => Err("not sent".to_owned()),
        Answer::Unclear(why) => Err(why),
    };
    match seen {
        Ok(seen) => Ok(Turn::new(Step::Observe(seen), State::of(&Memory { waits_for: Waits::Customer, ..memory })?)),
        Err(why) => unknown(order, memory, &why),
    }
}

/// Nothing more is awaited from the customer, and his number is forgotten.
fn over(memory: Memory) -> Memory {
    Memory { place: Place::Over, phone: String::new(), doubted: String::new(), ..memory }
}

fn is_method(method: &str) -> bool {
    method == KCELL || method == BEELINE
}

/// The order must be one that the protocol can carry.
fn order_check(order: &Order) -> Result<(), Fault> {
    let money = (order.currency.as_str(), order.exponent) == ("KZT", status::PLACES);
    if money && is_order_ref(&order.order_ref) && is_method(&order.method) {
        return Ok(());
    }
    Err(Fault::new(FaultKind::Input, "the order is not one of these methods"))
}

/// Whether a text is an order number of this protocol.
fn is_order_ref(text: &str) -> bool {
    (10..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Seconds until the order's deadline.
fn seconds_left((cx, order): Of<'_>) -> u32 {
    let times = order.expires_at.parse::<Timestamp>().ok().zip(cx.now.parse::<Timestamp>().ok());
    times.and_then(|(end, now)| u32::try_from(end.duration_since(now).as_secs()).ok()).unwrap_or_default()
}

fn number_asked(of: Of<'_>, title: &str, memory: Memory) -> Result<Turn, Fault> {
    // No pattern for the browser: people write the number in many ways, and `typed` reads them all.
    let field = CollectField {
        id: "phone".to_owned(),
        kind: FieldKind::Phone,
        pattern: None,
        max_len: NUMBER_CHARS_MAX,
        autocomplete: Some("tel".to_owned()),
    };
    let memory = Memory { place: Place::Number, waits_for: Waits::Customer, phone: String::new(), ..memory };
    Ok(Turn::new(Step::Collect(form(of, title, field)), State::of(&memory)?))
}

fn code_asked(of: Of<'_>, title: &str, memory: Memory) -> Result<Turn, Fault> {
    let field = CollectField {
        id: "code".to_owned(),
        kind: FieldKind::Otp,
        pattern: None,
        max_len: CODE_CHARS_MAX,
        autocomplete: Some("one-time-code".to_owned()),
    };
    let resend = Some(Resend { allowed: memory.sms < SMS_MAX, after_s: RESEND_AFTER_S });
    let form = Collect { resend, ..form(of, title, field) };
    let memory = Memory { place: Place::Code, waits_for: Waits::Customer, ..memory };
    Ok(Turn::new(Step::Collect(form), State::of(&memory)?))
}

fn form(of: Of<'_>, title: &str, field: CollectField) -> Collect {
    Collect {
        title: title.to_owned(),
        fields: vec![field],
        total_minor: of.1.expected_minor,
        commission_minor: of.1.commission_minor,
        resend: None,
        expires_s: seconds_left(of),
    }
}

/// Refused before there was an invoice: certain, and for good.
fn declined(order: &Order, (code, key): (&str, &str)) -> Result<Turn, Fault> {
    let seen = Observation::new(Status::Declined, &order.order_ref);
    let seen = Observation { decline: Some(decline(code, key)), ..seen };
    Ok(Turn::new(Step::Observe(seen), State::of(&Memory::default())?))
}

fn unknown(order: &Order, memory: Memory, why: &str) -> Result<Turn, Fault> {
    let seen = Observation::new(Status::Unknown, &order.order_ref);
    let memory = Memory { waits_for: Waits::Customer, ..memory };
    let mut turn = Turn::new(Step::Observe(seen), State::of(&memory)?);
    turn.log.push(line(&format!("the state is unknown: {why}")));
    Ok(turn)
}

fn line(message: &str) -> LogLine {
    LogLine { level: Level::Warn, message: message.to_owned() }
}
