//! The invented till, with the faults of its conduct.

use std::{
    collections::BTreeMap,
    ptr,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use evisa_plugin_sdk::{
    PaymentPlugin,
    proto::{
        Callback, Callbacks, Capabilities, Capture, Category, Charset, Collect, CollectField, CommissionMode, Config,
        ConfigField, ConfigKind, Cx, Description, Effect, Event, Fault, FaultKind, FieldKind, HttpMethod, HttpRequest,
        HttpResult, Issue, Level, LogLine, Method, Observation, Order, OrderRefFormat, Pair, Quote, QuoteRequest,
        RawHttp, Redirect, RedirectMethod, RefundOrder, SecretField, SettlementRow, State, Status, Step, Titles, Turn,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{marker::planted, wire};

/// The commission that is part of the amount.
const COMMISSION_MINOR: u64 = 2_500;
const AMOUNT_MINOR_MIN: u64 = 1_000;
const AMOUNT_MINOR_MAX: u64 = 100_000_000;
/// Failures after which a mutant loses its patience.
const FAILURES_MAX: u32 = 3;

/// The till with its settings.
pub(crate) struct Till {
    shop: String,
    seal: String,
}

/// All that is remembered between two calls.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Memory {
    waits: Waits,
    #[serde(default)]
    capture_left: bool,
    #[serde(default)]
    failures: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    odd: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Waits {
    Phone,
    Creating,
    #[default]
    Customer,
    Status(Then),
    Command(Then),
}

/// What follows from the provider's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Then {
    Observe,
    Capture,
    Cancel,
    Refund { refund: String, amount_minor: u64 },
}

fn methods() -> Vec<Method> {
    let zh = if planted("title-missing") { "" } else { "收银台" };
    let title = if planted("title-html") { "<b>Till</b>" } else { "Till" };
    let method = Method {
        id: if planted("method-id") { "Till/1".to_owned() } else { "till".to_owned() },
        category: Category::Other,
        titles: Titles::new("Касса", "Касса", title, zh),
        logo_id: None,
        currency: if planted("method-currency") { "USD" } else { "KZT" }.to_owned(),
        min_minor: AMOUNT_MINOR_MIN,
        max_minor: if planted("method-limits") { AMOUNT_MINOR_MIN - 1 } else { AMOUNT_MINOR_MAX },
        commission_mode: if planted("commission-mode") {
            CommissionMode::AddedByProvider
        } else {
            CommissionMode::Included
        },
        commission_minor: (!planted("commission-silent")).then_some(COMMISSION_MINOR),
    };
    if planted("method-twice") { vec![method.clone(), method] } else { vec![method] }
}

fn hosts() -> Vec<String> {
    let hosts: &[&str] = if planted("host-address") {
        &["https://till.example/"]
    } else if planted("host-any") {
        &["*"]
    } else {
        &["till.example"]
    };
    hosts.iter().map(|host| (*host).to_owned()).collect()
}

impl PaymentPlugin for Till {
    fn describe() -> Description {
        static ASKED: AtomicU64 = AtomicU64::new(0);
        let asked = ASKED.fetch_add(1, Ordering::Relaxed);
        let name = if planted("description-changes") { format!("Till {asked}") } else { "Till".to_owned() };
        // The descriptor asked first.
        let id = if planted("description-id") && 0 < asked { "test.other" } else { "test.till" };
        Description {
            id: id.to_owned(),
            titles: Titles::new("Касса", "Касса", &name, "收银台"),
            methods: methods(),
            caps: Capabilities {
                cancel: !planted("cancel-unclaimed"),
                capture: Capture::Manual,
                refund: true,
                partial_refund: true,
                callback: Callbacks::Signed,
                settlement: true,
            },
            hosts: hosts(),
            order_ref: OrderRefFormat {
                charset: Charset::Digits,
                min: if planted("order-ref-format") { 20 } else { 8 },
                max: 15,
                unique_suffix: 6,
            },
            needs: Vec::new(),
            secrets: vec![SecretField::egress("key"), SecretField::plugin("seal")],
            provider_grace_s: 60,
            config_schema: vec![ConfigField {
                name: "shop".to_owned(),
                kind: ConfigKind::Text,
                required: true,
                note: if planted("config-note") { String::new() } else { "The shop of the contract.".to_owned() },
            }],
        }
    }

    fn configure(config: &Config) -> Result<Self, Vec<Issue>> {
        if planted("config-any") {
            let shop = config.values["shop"].as_str().unwrap_or("shop").to_owned();
            return Ok(Self { shop, seal: config.secrets.get("seal").cloned().unwrap_or_default() });
        }
        if planted("config-panics") {
            assert!(config.values["shop"].is_string() || config.values["shop"].is_null(), "a text was expected");
        }
        let field = if planted("config-unnamed") { "" } else { "shop" };
        let shop = config.values["shop"].as_str().filter(|shop| !shop.is_empty());
        let shop = shop.ok_or_else(|| vec![Issue::new(field, "is missing")])?;
        let seal = config.secret("seal")?;
        if !seal.is_ascii() || seal.len() < 16 || 64 < seal.len() {
            let repeated = if planted("config-repeats-secret") { seal } else { "" };
            return Err(vec![Issue::new("seal", &format!("{repeated} is not 16 to 64 plain characters"))]);
        }
        if planted("config-kept") {
            SHOP.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&shop.to_owned());
        }
        Ok(Self { shop: shop.to_owned(), seal: seal.to_owned() })
    }

    fn quote(&self, _: &Cx, request: &QuoteRequest) -> Result<Quote, Fault> {
        let fits = (AMOUNT_MINOR_MIN..=AMOUNT_MINOR_MAX).contains(&request.amount_minor) || planted("quote-any-amount");
        let method = request.method == "till" || planted("quote-any-method");
        let available = fits && request.currency == "KZT" && method;
        let small = planted("quote-other") && request.amount_minor == AMOUNT_MINOR_MIN;
        let commission = if small { 0 } else { COMMISSION_MINOR };
        Ok(Quote { commission_minor: Some(commission), available, reason: None })
    }

    fn start(&self, cx: &Cx, order: &Order) -> Result<Turn, Fault> {
        static LEAK: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());
        static STARTED: Mutex<BTreeMap<String, u32>> = Mutex::new(BTreeMap::new());
        if planted("memory-leaks") {
            LEAK.lock().unwrap_or_else(PoisonError::into_inner).push(vec![1; 16 * 1024]);
        }
        order_check(order)?;
        if planted("language-refused") && cx.lang == "zh" {
            return Err(Fault::new(FaultKind::Input, "no Chinese"));
        }
        let mut memory = Memory { waits: Waits::Phone, odd: odd(), ..Memory::default() };
        if planted("others-remembered") {
            let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
            *started.entry(order.order_ref.clone()).or_default() += 1;
            memory.odd = Some(started.len().to_string());
        }
        if planted("config-kept") {
            memory.odd = Some(SHOP.lock().unwrap_or_else(PoisonError::into_inner).clone());
        }
        let name = &order.beneficiary.name;
        if planted("text-cut") && 100 < name.len() {
            memory.odd = Some(name[..101].to_owned());
        }
        if planted("secret-remembered") {
            memory.odd = Some(self.seal.clone());
        }
        form(order, &memory)
    }

    fn resume(&self, cx: &Cx, order: &Order, state: &State, event: &Event) -> Result<Turn, Fault> {
        let memory: Memory = if planted("state-panics") {
            serde_json::from_value(state.0.clone()).unwrap_or_else(|why| panic!("{why}"))
        } else {
            state.read()?
        };
        if planted("now-panics") {
            assert!(cx.now.starts_with("20"), "no year");
        }
        match (event, memory.waits.clone()) {
            (Event::HttpResult(result), waits) => self.answered(order, (memory, waits), result),
            (Event::FormSubmitted { values }, Waits::Phone) => self.create(order, &memory, values),
            (Event::CustomerReturned { query, .. }, _) if planted("return-believed") => {
                let paid = query.iter().any(|pair| pair.value == "paid");
                if paid { observed(&memory, paid_as_asked(order)) } else { self.ask(order, &memory, Then::Observe) }
            }
            (Event::FormSubmitted { .. } | Event::Resend | Event::CustomerReturned { .. } | Event::Tick, _) => {
                self.ask(order, &memory, Then::Observe)
            }
        }
    }

    fn query(&self, _: &Cx, order: &Order, state: &State) -> Result<Turn, Fault> {
        if planted("query-needs-state") && state.0.is_null() {
            return Err(Fault::new(FaultKind::State, "nothing is remembered"));
        }
        let memory: Memory = state.read().unwrap_or_default();
        if planted("query-captures") && !memory.capture_left {
            return self.command(order, &Memory { capture_left: true, ..memory }, Then::Capture);
        }
        self.ask(order, &memory, Then::Observe)
    }

    fn parse_callback(&self, cx: &Cx, raw: &RawHttp) -> Result<Callback, Fault> {
        wire::callback(raw, &self.seal, cx.entropy)
    }

    fn cancel(&self, _: &Cx, order: &Order, state: &State) -> Result<Turn, Fault> {
        self.ask(order, &state.read()?, Then::Cancel)
    }

    fn capture(&self, _: &Cx, order: &Order, state: &State) -> Result<Turn, Fault> {
        let memory: Memory = state.read()?;
        if planted("capture-blind") {
            return self.command(order, &Memory { capture_left: true, ..memory }, Then::Capture);
        }
        let then = if memory.capture_left && !planted("capture-again") { Then::Observe } else { Then::Capture };
        self.ask(order, &memory, then)
    }

    fn refund(&self, _: &Cx, order: &Order, state: &State, refund: &RefundOrder) -> Result<Turn, Fault> {
        let capped = (1..=order.expected_minor).contains(&refund.amount_minor);
        if !capped && !planted("refund-uncapped") {
            return Err(Fault::new(FaultKind::Input, "more, or less, than can be given back"));
        }
        let then = Then::Refund { refund: refund.refund_id.clone(), amount_minor: refund.amount_minor };
        self.ask(order, &state.read()?, then)
    }

    fn query_refund(&self, cx: &Cx, order: &Order, state: &State, refund: &RefundOrder) -> Result<Turn, Fault> {
        if planted("refund-query-sends") {
            return self.refund(cx, order, state, refund);
        }
        self.query(cx, order, state)
    }

    fn parse_settlement(&self, _: &Cx, file: &[u8]) -> Result<Vec<SettlementRow>, Fault> {
        wire::settlement(file)
    }
}

/// The shop of the last configuration anybody looked at.
static SHOP: Mutex<String> = Mutex::new(String::new());

/// Something that no message said.
#[expect(clippy::disallowed_methods, reason = "a clock of its own is a fault that the kit must find")]
fn odd() -> Option<String> {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    if planted("own-counter") {
        return Some(CALLS.fetch_add(1, Ordering::Relaxed).to_string());
    }
    if planted("own-clock") {
        return SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|time| time.as_secs().to_string());
    }
    // Where the system puts a library differs from process to process.
    planted("own-chance").then(|| ptr::from_ref(&CALLS).addr().to_string())
}

fn order_check(order: &Order) -> Result<(), Fault> {
    let long = planted("order-ref-long") && 12 < order.order_ref.len();
    let ours = (order.currency.as_str(), order.exponent) == ("KZT", 2) || planted("currency-any");
    let digits = (8..=15).contains(&order.order_ref.len()) && order.order_ref.bytes().all(|b| b.is_ascii_digit());
    if digits && ours && !long {
        Ok(())
    } else {
        Err(Fault::new(FaultKind::Input, "the order is not one of this till"))
    }
}

fn form(order: &Order, memory: &Memory) -> Result<Turn, Fault> {
    let field = CollectField {
        id: "phone".to_owned(),
        kind: FieldKind::Phone,
        pattern: None,
        max_len: 24,
        value: None,
        autocomplete: Some(if planted("form-card") { "cc-number" } else { "tel" }.to_owned()),
    };
    let total_minor = if planted("form-total") { order.amount_minor } else { order.expected_minor };
    let title = if planted("form-title") { "Type your <i>number</i>" } else { "method-mobile-title" };
    let collect = Collect {
        title: title.to_owned(),
        notice: None,
        tries_left: None,
        fields: vec![field],
        total_minor,
        commission_minor: order.commission_minor,
        resend: None,
        expires_s: if planted("form-over") { 0 } else { 1_800 },
    };
    Ok(Turn::new(Step::Collect(collect), State::of(memory)?))
}

fn http(memory: &Memory, waits: Waits, request: HttpRequest) -> Result<Turn, Fault> {
    Ok(Turn::new(Step::Http(request), State::of(&Memory { waits, ..memory.clone() })?))
}

fn observed(memory: &Memory, seen: Observation) -> Result<Turn, Fault> {
    Ok(Turn::new(Step::Observe(seen), State::of(&Memory { waits: Waits::Customer, ..memory.clone() })?))
}

fn paid_as_asked(order: &Order) -> Observation {
    Observation {
        amount_minor: Some(order.expected_minor),
        currency: Some(order.currency.clone()),
        ..Observation::new(Status::Paid, &order.order_ref)
    }
}

impl Till {
    fn create(&self, order: &Order, memory: &Memory, values: &BTreeMap<String, String>) -> Result<Turn, Fault> {
        let Some(phone) = values.get("phone").filter(|phone| phone.len() <= 24) else { return form(order, memory) };
        let tiyn = if planted("asked-without-commission") { order.amount_minor } else { order.expected_minor };
        // Whoever ignores the order's currency asks for the same number of tenge.
        let currency = if planted("currency-any") { "KZT" } else { order.currency.as_str() };
        let body = json!({
            "shop": self.shop, "order": order.order_ref, "tiyn": tiyn, "currency": currency, "phone": phone,
            "back": order.return_url,
        });
        let mut turn = http(memory, Waits::Creating, wire::mutation("/orders", &order.attempt_id, body))?;
        let line = |message: String| LogLine { level: Level::Info, message };
        if planted("log-secret") {
            turn.log.push(line(format!("sealed with {}", self.seal)));
        }
        if planted("log-phone") {
            turn.log.push(line(format!("the number {phone}")));
        }
        if planted("log-flood") {
            turn.log = vec![line("again".to_owned()); 1_000];
        }
        Ok(turn)
    }

    fn ask(&self, order: &Order, memory: &Memory, then: Then) -> Result<Turn, Fault> {
        let secret = if planted("address-secret") { format!("?seal={}", self.seal) } else { String::new() };
        let request = wire::request(HttpMethod::Get, &format!("/orders/{}{secret}", order.order_ref), None);
        http(memory, Waits::Status(then), request)
    }

    fn command(&self, order: &Order, memory: &Memory, then: Then) -> Result<Turn, Fault> {
        let path = |name: &str| format!("/orders/{}/{name}", order.order_ref);
        let request = match &then {
            Then::Observe => return self.ask(order, memory, then),
            Then::Capture => {
                let body = json!({"tiyn": order.expected_minor});
                wire::mutation(&path("capture"), &format!("{}-capture", order.attempt_id), body)
            }
            Then::Cancel => wire::mutation(&path("cancel"), &format!("{}-cancel", order.attempt_id), json!({})),
            Then::Refund { refund, amount_minor } => {
                let tiyn = if planted("refund-whole") { order.amount_minor } else { *amount_minor };
                wire::mutation(&path("refund"), refund, json!({"refund": refund, "tiyn": tiyn}))
            }
        };
        http(memory, Waits::Command(then), request)
    }

    fn answered(&self, order: &Order, (memory, waits): (Memory, Waits), result: &HttpResult) -> Result<Turn, Fault> {
        match waits {
            Waits::Creating => self.created(order, &memory, result),
            Waits::Status(then) => self.status(order, &memory, (then, result)),
            Waits::Command(then) => {
                if planted("refund-blind") && matches!(then, Then::Refund { .. }) {
                    return observed(&memory, Observation { status: Status::Refunded, ..paid_as_asked(order) });
                }
                let unsent = matches!((&then, result), (Then::Capture, HttpResult::NotSent { .. }));
                let memory = Memory { capture_left: memory.capture_left && !unsent, ..memory };
                self.ask(order, &memory, Then::Observe)
            }
            Waits::Phone | Waits::Customer => self.ask(order, &memory, Then::Observe),
        }
    }

    fn created(&self, order: &Order, memory: &Memory, result: &HttpResult) -> Result<Turn, Fault> {
        static PAGE: Mutex<String> = Mutex::new(String::new());
        #[derive(Deserialize)]
        struct Created {
            page: String,
        }
        let created = match result {
            HttpResult::NotSent { .. } => return form(order, &Memory { waits: Waits::Phone, ..memory.clone() }),
            HttpResult::SentNoResponse { .. } if planted("mutation-again") => {
                let values = [("phone".to_owned(), "+7 701 111 22 33".to_owned())].into();
                return self.create(order, memory, &values);
            }
            HttpResult::SentNoResponse { .. } => {
                return observed(memory, Observation::new(Status::Unknown, &order.order_ref));
            }
            HttpResult::Response(response) if response.status == 200 => {
                serde_json::from_slice::<Created>(&response.body.0)
            }
            HttpResult::Response(_) => return observed(memory, Observation::new(Status::Unknown, &order.order_ref)),
        };
        let ours = |created: &Created| created.page.starts_with("https://till.example/") && created.page.is_ascii();
        let Some(created) = created.ok().filter(ours) else {
            return observed(memory, Observation::new(Status::Unknown, &order.order_ref));
        };
        let mut url = created.page;
        if planted("page-elsewhere") {
            url = "http://till.example/pay".to_owned();
        }
        if planted("page-kept") {
            let mut kept = PAGE.lock().unwrap_or_else(PoisonError::into_inner);
            url = format!("{url}?{}", kept.len());
            kept.clone_from(&url);
        }
        let fields = vec![Pair::new("order", &order.order_ref)];
        let redirect = Redirect { method: RedirectMethod::Get, url, fields };
        Ok(Turn::new(Step::Redirect(redirect), State::of(&Memory { waits: Waits::Customer, ..memory.clone() })?))
    }

    fn status(&self, order: &Order, memory: &Memory, (then, result): (Then, &HttpResult)) -> Result<Turn, Fault> {
        if planted("asks-for-ever") && !matches!(result, HttpResult::Response(response) if response.status == 200) {
            return self.ask(order, memory, then);
        }
        let mut seen = wire::observe(result, order);
        let mut memory = memory.clone();
        if seen.status == Status::Unknown {
            memory.failures = memory.failures.saturating_add(1);
        }
        if planted("patience-lost") && FAILURES_MAX <= memory.failures {
            seen = Observation::new(Status::NotPaid, &order.order_ref);
        }
        let ours = seen.order_ref == order.order_ref && seen.amount_minor == Some(order.expected_minor);
        let may = match &then {
            Then::Observe => false,
            Then::Capture | Then::Cancel => seen.status == Status::Authorised && ours,
            Then::Refund { .. } => seen.status == Status::Paid && ours,
        };
        if !may {
            return observed(&memory, seen);
        }
        memory.capture_left |= then == Then::Capture;
        let turn = self.command(order, &memory, then)?;
        if planted("command-harmless")
            && let Step::Http(request) = turn.step
        {
            return Ok(Turn { step: Step::Http(HttpRequest { effect: Effect::Query, ..request }), ..turn });
        }
        Ok(turn)
    }
}
