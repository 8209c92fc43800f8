//! A small plugin through its real entry function: answers, refusals, panics, and the purity check of the driver.

use std::sync::atomic::{AtomicU32, Ordering};

use evisa_plugin_sdk::{
    PaymentPlugin, export_plugin,
    proto::{
        Answer, Beneficiary, Callback, Capabilities, Charset, Config, Cx, Description, Event, Fault, FaultKind, Issue,
        Observation, Op, Order, OrderRefFormat, Payer, Quote, QuoteRequest, RawHttp, State, Status, Step, Titles, Turn,
    },
    testing::Driver,
};
use serde_json::json;

struct Till {
    terminal: String,
}

static CALLS: AtomicU32 = AtomicU32::new(0);

impl PaymentPlugin for Till {
    fn describe() -> Description {
        Description {
            id: "test.till".to_owned(),
            titles: Titles::default(),
            methods: Vec::new(),
            caps: Capabilities::default(),
            hosts: Vec::new(),
            order_ref: OrderRefFormat { charset: Charset::Digits, min: 6, max: 15, unique_suffix: 6 },
            needs: Vec::new(),
            secrets: Vec::new(),
            provider_grace_s: 0,
            config_schema: Vec::new(),
        }
    }
    fn configure(config: &Config) -> Result<Self, Vec<Issue>> {
        let terminal = config.values["terminal"].as_str().ok_or_else(|| vec![Issue::new("terminal", "is missing")])?;
        Ok(Self { terminal: terminal.to_owned() })
    }
    fn quote(&self, _: &Cx, request: &QuoteRequest) -> Result<Quote, Fault> {
        match request.method.as_str() {
            "panic" => panic!("no till today"),
            "moody" => Ok(Quote {
                commission_minor: Some(CALLS.fetch_add(1, Ordering::Relaxed).into()),
                available: true,
                reason: None,
            }),
            _ => Ok(Quote { commission_minor: Some(100), available: true, reason: None }),
        }
    }
    fn start(&self, _: &Cx, order: &Order) -> Result<Turn, Fault> {
        let observation = Observation {
            terminal: Some(self.terminal.clone()),
            ..Observation::new(Status::Pending, &order.order_ref)
        };
        Ok(Turn::new(Step::Observe(observation), State::of(&"started")?))
    }
    fn resume(&self, _: &Cx, _: &Order, _: &State, _: &Event) -> Result<Turn, Fault> {
        Err(Fault::new(FaultKind::Provider, "nothing to resume"))
    }
    fn query(&self, cx: &Cx, order: &Order, _: &State) -> Result<Turn, Fault> {
        self.start(cx, order)
    }
    fn parse_callback(&self, _: &Cx, _: &RawHttp) -> Result<Callback, Fault> {
        Err(Fault::new(FaultKind::Provider, "no"))
    }
}

export_plugin!(Till);

fn ready() -> Driver {
    let mut driver = Driver::new(evisa_pay_plugin_v1);
    assert_eq!(driver.init(json!({"terminal": "T1"}), &[]), vec![]);
    driver
}

fn quote(method: &str) -> Op {
    Op::Quote(QuoteRequest { method: method.to_owned(), amount_minor: 1, currency: "KZT".to_owned() })
}

fn order() -> Box<Order> {
    Box::new(Order {
        method: "card".to_owned(),
        payment_code: "C0001000010101".to_owned(),
        attempt_id: "a1".to_owned(),
        order_ref: "100001".to_owned(),
        amount_minor: 3_106_240,
        commission_minor: 0,
        expected_minor: 3_106_240,
        currency: "KZT".to_owned(),
        exponent: 2,
        purpose: Titles::default(),
        beneficiary: Beneficiary {
            name: String::new(),
            tax_code: "620301".to_owned(),
            knp: "911".to_owned(),
            kbk: "108126".to_owned(),
        },
        payer: Payer::default(),
        return_url: "https://portal.example/back".to_owned(),
        callback_url: "https://portal.example/callback".to_owned(),
        expires_at: "2026-03-02T10:30:00+05:00".to_owned(),
    })
}

#[test]
fn a_plugin_answers_through_its_entry() {
    let mut driver = ready();
    assert_eq!(driver.describe().id, "test.till");
    let turn = driver.turn(Op::Start { order: order() }).unwrap();
    assert_eq!(turn.state.read::<String>().unwrap(), "started");
    assert!(matches!(turn.step, Step::Observe(seen) if seen.terminal.as_deref() == Some("T1")));
}

#[test]
fn what_a_plugin_does_not_have_is_unsupported() {
    let fault = ready().turn(Op::Cancel { order: order(), state: State::default() }).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unsupported);
}

#[test]
fn a_bad_configuration_names_its_field_and_leaves_the_plugin_closed() {
    let mut driver = Driver::new(evisa_pay_plugin_v1);
    assert_eq!(driver.init(json!({}), &[]), vec![Issue::new("terminal", "is missing")]);
    assert!(matches!(driver.call(quote("card")), Answer::Error(fault) if fault.kind == FaultKind::NotReady));
}

#[test]
fn a_panic_is_answered_with_its_text_and_place() {
    let Answer::Error(fault) = ready().call(quote("panic")) else { panic!("a fault was expected") };
    assert_eq!(fault.kind, FaultKind::Panicked);
    assert!(fault.message.contains("no till today") && fault.message.contains("driver.rs"), "{}", fault.message);
}

#[test]
#[should_panic(expected = "keeps something in memory")]
fn the_driver_finds_a_plugin_that_remembers() {
    ready().call(quote("moody"));
}
