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
//! The prefix is a hint and the payer decides; Tele2/Altel is refused with an explanation. Cancelling and giving back are not
//! documented and unsupported.

mod callback;
mod config;
mod forms;
mod operator;
mod status;
#[cfg(test)]
mod tests;
mod wire;

use std::collections::BTreeMap;

use evisa_plugin_sdk::{
    PaymentPlugin,
    decimal::Decimal,
    export_plugin,
    proto::{
        Callback, Callbacks, Capabilities, Capture, Category, Charset, CommissionMode, Config, Cx, Decline,
        Description, Event, Fault, FaultKind, HttpResult, Issue, Method, Notice, Observation, Order, OrderRefFormat,
        Quote, QuoteRequest, RawHttp, SecretField, SettlementRow, State, Status, Step, Titles, Turn,
    },
    secret::Shared,
    settings, settlement, typed,
};
use serde::Deserialize;

use config::Settings;
use forms::{Memory, Place, Waits, Wish, code_asked, number_asked};
use operator::Hint;
use status::Records;
use wire::Answer;

/// activ and Kcell: one operator with two names.
const KCELL: &str = "mobile-kcell";
/// Beeline.
const BEELINE: &str = "mobile-beeline";
/// The commission that is part of the amount (figure 7): 100 KZT for both.
const COMMISSION_MINOR: u64 = 10_000;
/// The smallest and the largest fee: activ/Kcell take payments of 200 to 148 850 KZT, the commission included.
const AMOUNT_MINOR: (u64, u64) = (20_000, 14_885_000 - COMMISSION_MINOR);
/// How long the operator may still work on an invoice after its deadline.
const GRACE_S: u32 = 600;
/// Numbers to which a code is sent: a payer errs once or twice, a program that annoys people by SMS tries many.
const NUMBERS_MAX: u32 = 3;
/// Codes sent by SMS, the first one included: each costs somebody money.
const SMS_MAX: u32 = 6;
/// Wrong codes; the provider counts too (224).
const CODES_MAX: u32 = 3;
/// The password of the merchant's account; only the host sees it.
const PASSWORD: &str = "password";
/// What callbacks repeat.
const CALLBACK_SECRET: &str = "callback_secret";
/// The one before it, while the secret changes: what the provider was told earlier still counts.
const CALLBACK_SECRET_BEFORE: &str = "callback_secret_before";

/// The plugin with its settings.
pub struct Mobile {
    settings: Settings,
    callback_secret: Shared,
}

export_plugin!(Mobile);

impl PaymentPlugin for Mobile {
    fn describe() -> Description {
        let method = |id: &str, logo: &str, titles: Titles| Method {
            id: id.to_owned(),
            category: Category::Mobile,
            titles,
            logo_id: Some(logo.to_owned()),
            currency: "KZT".to_owned(),
            min_minor: AMOUNT_MINOR.0,
            max_minor: AMOUNT_MINOR.1,
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
            caps: Capabilities {
                callback: Callbacks::Hint,
                capture: Capture::Auto,
                settlement: true,
                ..Capabilities::default()
            },
            hosts: config::HOSTS.map(str::to_owned).to_vec(),
            order_ref: OrderRefFormat { charset: Charset::Digits, min: 10, max: 15, unique_suffix: 0 },
            needs: Vec::new(),
            secrets: vec![
                SecretField::egress(PASSWORD),
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
        Ok(Quote::fixed(request, &[KCELL, BEELINE], (COMMISSION_MINOR, AMOUNT_MINOR)))
    }

    fn start(&self, cx: &Cx, order: &Order) -> Result<Turn, Fault> {
        order_check(order)?;
        number_asked((cx, order), (None, ""), Memory::default())
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
            (Event::Resend, Place::Code) => {
                code_asked((cx, order), Some(Notice::wrong("method-code-resend-limit")), memory)
            }
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

    fn parse_settlement(&self, _: &Cx, file: &[u8]) -> Result<Vec<SettlementRow>, Fault> {
        settlement::parse(file)
    }
}

/// Clock and order of a call.
type Of<'a> = (&'a Cx, &'a Order);

impl Mobile {
    fn login(&self, memory: Memory, wish: Wish) -> Result<Turn, Fault> {
        let memory = Memory { waits_for: Waits::Session(wish), ..memory };
        Turn::of(Step::Http(wire::login(&self.settings)), &memory)
    }

    fn number_typed(&self, of: Of<'_>, memory: Memory, values: &BTreeMap<String, String>) -> Result<Turn, Fault> {
        let typed = values.get("phone").map(String::as_str).unwrap_or_default();
        let again = |key: &str, memory| number_asked(of, (Some(Notice::wrong(key)), typed), memory);
        let Some(phone) = typed::mobile_number(typed) else { return again("method-mobile-number-wrong", memory) };
        let doubt = match (operator::hint(&phone), of.1.method.as_str()) {
            (Hint::Tele2, _) => return again("method-mobile-tele2", memory),
            (Hint::Kcell, KCELL) | (Hint::Beeline, BEELINE) => None,
            (Hint::Kcell, _) => Some("method-mobile-like-kcell"),
            (Hint::Beeline, _) => Some("method-mobile-like-beeline"),
            (Hint::Other, _) => Some("method-mobile-like-other"),
        };
        match doubt {
            Some(key) if memory.doubted != phone => again(key, Memory { doubted: phone, ..memory }),
            Some(_) | None if NUMBERS_MAX <= memory.numbers => declined(of.1, ("numbers", "method-mobile-numbers")),
            Some(_) | None => {
                let masked = typed::mobile_masked(&phone);
                self.login(Memory { phone, masked, ..memory }, Wish::Sms)
            }
        }
    }

    fn code_typed(&self, of: Of<'_>, memory: Memory, values: &BTreeMap<String, String>) -> Result<Turn, Fault> {
        match values.get("code").and_then(|typed| typed::code(typed)) {
            Some(code) => self.login(memory, Wish::Invoice { code }),
            None => code_asked(of, Some(Notice::wrong("method-code-wrong-shape")), memory),
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
        Turn::of(Step::Http(request), &memory)
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
                self.login(Memory { operation, ..memory.over() }, Wish::Status)
            }
            Answer::Code(223) if memory.codes + 1 < CODES_MAX => {
                let wrong = Some(Notice::wrong("method-code-wrong"));
                code_asked(of, wrong, Memory { codes: memory.codes + 1, ..memory })
            }
            Answer::Code(223 | 224) => declined(of.1, ("224", "method-code-exceeded")),
            Answer::Code(code) => match refused(code) {
                Refused::Number(key) => number_again(of, key, memory),
                Refused::Declined(key) => declined(of.1, (&code.to_string(), key)),
                Refused::Unclear => {
                    let turn = self.login(memory.over(), Wish::Status)?;
                    Ok(turn.warning(&format!("the invoice was answered with error {code}")))
                }
            },
            Answer::NotSent => code_asked(of, Some(Notice::wrong("method-try-again")), memory),
            Answer::Unclear(why) => Turn::unknown(of.1, &memory.over().rested(), &why),
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

/// Ask for another number, showing the one that was refused.
fn number_again(of: Of<'_>, key: &str, memory: Memory) -> Result<Turn, Fault> {
    let typed = memory.phone.clone();
    number_asked(of, (Some(Notice::wrong(key)), &typed), memory)
}

/// Without a session nothing was done: the customer may try again where he is.
fn not_called(of: Of<'_>, memory: Memory, (wish, why): (Wish, &str)) -> Result<Turn, Fault> {
    let code_again = |key: &str, memory| code_asked(of, Some(Notice::wrong(key)), memory);
    let turn = match (wish, memory.place) {
        (Wish::Status, _) => return Turn::unknown(of.1, &memory.rested(), why),
        (Wish::Sms, Place::Code) => code_again("method-code-not-sent", memory)?,
        (Wish::Sms, Place::Number | Place::Over) => number_again(of, "method-try-again", memory)?,
        (Wish::Invoice { .. }, _) => code_again("method-try-again", memory)?,
    };
    Ok(turn.warning(why))
}

/// The answer to asking for a code. No money can have moved, whatever it was.
fn code_sent(of: Of<'_>, memory: Memory, result: &HttpResult) -> Result<Turn, Fault> {
    let again = memory.place == Place::Code;
    let answer = wire::answer::<serde_json::Value>(result);
    match answer {
        Answer::Done(_) => code_asked(of, again.then(|| Notice::said("method-code-resent")), memory),
        Answer::Code(224) => declined(of.1, ("224", "method-code-exceeded")),
        Answer::Code(222) if !again => number_again(of, "method-mobile-code-refused", memory),
        Answer::Code(code) => match refused(code) {
            Refused::Number(key) => number_again(of, key, memory),
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
    let memory = memory.rested();
    match seen {
        Ok(seen) => {
            // The protocol names no number in its records; ours is known to be the one that was charged.
            let masked_instrument = Some(memory.masked.clone()).filter(|masked| !masked.is_empty());
            Turn::of(Step::Observe(Observation { masked_instrument, ..seen }), &memory)
        }
        Err(why) => Turn::unknown(order, &memory, &why),
    }
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

/// Refused before there was an invoice: certain, and for good.
fn declined(order: &Order, (code, key): (&str, &str)) -> Result<Turn, Fault> {
    let seen = Observation::new(Status::Declined, &order.order_ref);
    let seen = Observation { decline: Some(Decline::for_good(code, key)), ..seen };
    Turn::of(Step::Observe(seen), &Memory::default())
}
