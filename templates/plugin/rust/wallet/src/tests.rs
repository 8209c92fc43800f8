//! The plugin as the host drives it.

use crate::testing::{asked, order, payment, ready, then, told};
use evisa_plugin_sdk::{
    proto::{Effect, Event, Op, State, Status, Step, Turn},
    testing::Driver,
};
use serde_json::json;

fn typed(driver: &mut Driver, state: &State, number: &str) -> Turn {
    then(driver, state, Event::FormSubmitted { values: [("wallet".to_owned(), number.to_owned())].into() })
}

/// What the customer is told above the field; nothing at the first time.
fn notice(turn: &Turn) -> &str {
    match &turn.step {
        Step::Collect(form) => form.notice.as_ref().map_or("", |notice| &notice.key),
        other => panic!("a form was expected, not {other:?}"),
    }
}

#[test]
fn a_customer_confirms_in_the_wallet() {
    let mut driver = ready();
    let number = driver.turn(Op::Start { order: order() }).unwrap();
    let creating = typed(&mut driver, &number.state, " 77001112233 ");
    assert!(matches!(&creating.step, Step::Http(request) if request.effect == Effect::Mutate));
    let waiting = then(&mut driver, &creating.state, told(201, &payment("processing", "31062.40")));
    assert!(matches!(waiting.step, Step::Wait(_)));
    let later = then(&mut driver, &waiting.state, Event::Tick);
    assert!(matches!(later.step, Step::Http(_)));
    let seen = asked(&mut driver, &waiting.state, told(200, &payment("paid", "31062.40")));
    assert_eq!((seen.status, seen.amount_minor), (Status::Paid, Some(3_106_240)));
}

#[test]
fn a_wrong_number_is_asked_again() {
    let mut driver = ready();
    let number = driver.turn(Op::Start { order: order() }).unwrap();
    for wrong in ["", "7700", "7700111223x", "770011122334"] {
        assert_eq!(notice(&typed(&mut driver, &number.state, wrong)), "method-wallet-number-wrong");
    }
    let creating = typed(&mut driver, &number.state, "77001112233");
    let refused = then(&mut driver, &creating.state, told(404, &json!({"error": {"code": "wallet_not_found"}})));
    assert_eq!(notice(&refused), "method-wallet-not-found");
}
