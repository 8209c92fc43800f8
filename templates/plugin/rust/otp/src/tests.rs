//! The plugin as the host drives it.

use crate::testing::{asked, order, payment, ready, then, told};
use evisa_plugin_sdk::{
    proto::{Effect, Event, Op, State, Status, Step, Turn},
    testing::Driver,
};
use serde_json::json;

fn typed(driver: &mut Driver, state: &State, (field, value): (&str, &str)) -> Turn {
    then(driver, state, Event::FormSubmitted { values: [(field.to_owned(), value.to_owned())].into() })
}

/// What the customer is told above the field; nothing at the first time.
fn notice(turn: &Turn) -> &str {
    match &turn.step {
        Step::Collect(form) => form.notice.as_ref().map_or("", |notice| &notice.key),
        other => panic!("a form was expected, not {other:?}"),
    }
}

/// As far as the form for the code.
fn code_asked(driver: &mut Driver) -> Turn {
    let number = driver.turn(Op::Start { order: order() }).unwrap();
    let creating = typed(driver, &number.state, ("phone", "+7 (701) 111-22-33"));
    let Step::Http(request) = &creating.step else { panic!("a request was expected") };
    assert_eq!(request.effect, Effect::Query);
    then(driver, &creating.state, told(201, &payment("awaiting_code", "31062.40")))
}

#[test]
fn a_customer_pays_with_a_code() {
    let mut driver = ready();
    let code = code_asked(&mut driver);
    assert_eq!(notice(&code), "");
    let confirming = typed(&mut driver, &code.state, ("code", "123456"));
    let Step::Http(request) = &confirming.step else { panic!("a request was expected") };
    assert_eq!((request.effect, request.url.ends_with("/p-1/confirm")), (Effect::Mutate, true));
    let seen = asked(&mut driver, &confirming.state, told(200, &payment("paid", "31062.40")));
    assert_eq!((seen.status, seen.amount_minor), (Status::Paid, Some(3_106_240)));
}

#[test]
fn a_slip_of_the_pen_is_asked_again() {
    let mut driver = ready();
    let number = driver.turn(Op::Start { order: order() }).unwrap();
    for wrong in ["", "701", "+1 202 555 01 23", "call me"] {
        assert_eq!(notice(&typed(&mut driver, &number.state, ("phone", wrong))), "method-mobile-number-wrong");
    }
    let code = code_asked(&mut driver);
    assert_eq!(notice(&typed(&mut driver, &code.state, ("code", "12"))), "method-code-wrong-shape");
    let confirming = typed(&mut driver, &code.state, ("code", "000000"));
    let wrong = then(&mut driver, &confirming.state, told(422, &json!({"error": {"code": "code_wrong"}})));
    assert_eq!(notice(&wrong), "method-code-wrong");
}
