//! The plugin as the host drives it.

use crate::testing::{asked, order, payment, ready, then, told};
use evisa_plugin_sdk::proto::{Event, Op, Status, Step};

#[test]
fn a_customer_pays_on_the_provider_s_page() {
    let mut driver = ready();
    let created = driver.turn(Op::Start { order: order() }).unwrap();
    assert!(matches!(&created.step, Step::Http(request) if request.url.ends_with("/v1/payments")));
    let sent = then(&mut driver, &created.state, told(201, &payment("awaiting_customer", "31062.40")));
    assert!(matches!(&sent.step, Step::Redirect(page) if page.url == "https://pay.@NAME@.example/p-1"));
    let back = then(&mut driver, &sent.state, Event::CustomerReturned { query: vec![], form: vec![] });
    assert!(matches!(&back.step, Step::Http(_)), "coming back proves nothing");
    let seen = asked(&mut driver, &back.state, told(200, &payment("paid", "31062.40")));
    assert_eq!((seen.status, seen.amount_minor), (Status::Paid, Some(3_106_240)));
}

#[test]
fn nobody_is_sent_to_pay_another_amount() {
    let mut driver = ready();
    let created = driver.turn(Op::Start { order: order() }).unwrap();
    let turn = then(&mut driver, &created.state, told(201, &payment("awaiting_customer", "1.00")));
    assert!(matches!(turn.step, Step::Http(_)), "its state is asked for instead");
}
