//! What the tests of every flow share: the plugin behind its real entry, an order, and answers of the provider.
//!
//! The driver asks everything twice, the second time of a fresh plugin, and fails when the answers differ.

use evisa_plugin_sdk::{
    proto::{
        Beneficiary, Bytes, Event, HttpResponse, HttpResult, Observation, Op, Order, Payer, State, Status, Step,
        Titles, Turn,
    },
    testing::Driver,
};
use serde_json::{Value, json};

pub(crate) fn ready() -> Driver {
    let mut driver = Driver::new(crate::evisa_pay_plugin_v1);
    assert_eq!(driver.init(json!({"api_url": "https://api.@NAME@.example"}), &[]), vec![]);
    driver
}

pub(crate) fn order() -> Box<Order> {
    Box::new(Order {
        method: "@METHOD@".to_owned(),
        payment_code: "C0001000010101".to_owned(),
        attempt_id: "a1".to_owned(),
        order_ref: "1203450001".to_owned(),
        amount_minor: 3_106_240,
        commission_minor: 0,
        expected_minor: 3_106_240,
        currency: "KZT".to_owned(),
        exponent: 2,
        purpose: Titles::new("Виза", "Виза", "Visa", "签证"),
        beneficiary: Beneficiary {
            name: "Treasury".to_owned(),
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

/// A payment as the provider tells it.
pub(crate) fn payment(status: &str, amount: &str) -> Value {
    json!({
        "payment_id": "p-1", "order_ref": "1203450001", "status": status, "amount": amount, "currency": "KZT",
        "page_url": "https://pay.@NAME@.example/p-1",
    })
}

/// The provider answers.
pub(crate) fn told(status: u16, body: &Value) -> Event {
    let body = Bytes::from(body.to_string().as_str());
    Event::HttpResult(HttpResult::Response(HttpResponse { status, headers: vec![], body }))
}

/// Something happened.
pub(crate) fn then(driver: &mut Driver, state: &State, event: Event) -> Turn {
    driver.turn(Op::Resume { order: order(), state: state.clone(), event }).expect("a turn")
}

/// Asks after the payment; the provider tells this.
pub(crate) fn asked(driver: &mut Driver, state: &State, answer: Event) -> Observation {
    let turn = driver.turn(Op::Query { order: order(), state: state.clone() }).expect("a turn");
    let Step::Http(request) = &turn.step else { panic!("a question was expected, not {:?}", turn.step) };
    assert!(request.url.ends_with("/by-order/1203450001"));
    match then(driver, &turn.state, answer).step {
        Step::Observe(seen) => seen,
        other => panic!("an observation was expected, not {other:?}"),
    }
}

#[test]
fn what_is_not_understood_is_unknown() {
    let mut driver = ready();
    let nothing = State::default();
    for answer in [
        told(200, &json!({"status": "paid"})),
        told(200, &payment("something new", "31062.40")),
        told(500, &payment("paid", "31062.40")),
        told(404, &json!("a proxy's page")),
        Event::HttpResult(HttpResult::NotSent { why: String::new() }),
        Event::HttpResult(HttpResult::SentNoResponse { why: String::new() }),
    ] {
        assert_eq!(asked(&mut driver, &nothing, answer.clone()).status, Status::Unknown, "{answer:?}");
    }
    let refused = told(404, &json!({"error": {"code": "payment_not_found"}}));
    assert_eq!(asked(&mut driver, &nothing, refused).status, Status::NotFound);
}

#[test]
fn another_amount_is_told_as_it_is() {
    let seen = asked(&mut ready(), &State::default(), told(200, &payment("paid", "31062.41")));
    assert_eq!((seen.status, seen.amount_minor), (Status::Paid, Some(3_106_241)));
}
