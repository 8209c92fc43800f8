//! Plugins that run in circles, or that an upgrade made forget: the attempt is stopped or kept, and money stays true.

use evisa::domain::payment::{AttemptState, Flight, PaymentState};
use evisa_plugin_sdk::proto::{Status, Step};

use crate::pay_desk::{Desk, question, response};

/// Requests a plugin may make for one question.
const REQUESTS_MAX: usize = 8;

/// A plugin that answers each answer with another question; how many were sent.
fn ping_pong(desk: &Desk, due: crate::pay_desk::Due, id: evisa::domain::payment::AttemptId) -> usize {
    for sent in 0..100 {
        if desk.of_attempt(due, id).flight != Flight::Plugin {
            return sent;
        }
        desk.plugin_says(due, id, Step::Http(question()));
        if matches!(desk.of_attempt(due, id).flight, Flight::Question) {
            desk.bank_says(due, id, &response(200, "{}"));
        }
    }
    panic!("it was never stopped");
}

#[test]
fn p13_a_plugin_that_asks_and_asks_is_stopped_before_money_can_move() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt(due);
    assert_eq!(ping_pong(&desk, due, id), REQUESTS_MAX + 1, "the ninth is not sent");
    assert!(desk.evidence(id).contains("too many requests for one question"));
    assert_eq!(desk.requests_due(), REQUESTS_MAX, "the ninth was never left to send");
    let attempt = desk.of_attempt(due, id);
    assert!(!attempt.exposed && attempt.state == AttemptState::Declined, "{attempt:?}");
    assert!(desk.try_attempt(due).is_ok(), "the customer may choose again");
}

#[test]
fn p13_a_plugin_that_asks_and_asks_about_a_payment_on_its_way_fails_nothing() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    assert_eq!(ping_pong(&desk, due, id), REQUESTS_MAX + 1);
    assert_eq!(desk.state(due, id), AttemptState::Customer, "neither paid nor failed");
    assert!(desk.try_attempt(due).is_err(), "no second method while money may move");
    desk.later(3_600);
    desk.wake();
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    assert_eq!(desk.payment(due).state(desk.now()), PaymentState::Paid);
}

#[test]
fn p12_a_status_that_nobody_knows_is_neither_paid_nor_failed() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Unknown));
    assert_eq!(desk.state(due, id), AttemptState::Customer);
    assert!(desk.try_attempt(due).is_err());
}

#[test]
fn p18_an_attempt_that_an_upgraded_plugin_cannot_read_is_asked_about_until_somebody_can() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    for hours in 1..=100 {
        desk.later(3_600);
        desk.wake();
        if desk.of_attempt(due, id).flight == Flight::Plugin {
            desk.plugin_fails(due, id);
        }
        let attempt = desk.of_attempt(due, id);
        assert!(matches!(attempt.state, AttemptState::Customer | AttemptState::Unknown), "hour {hours}: {attempt:?}");
        assert!(desk.try_attempt(due).is_err(), "hour {hours}: money may have moved");
    }
    let held = desk.of_attempt(due, id);
    assert_eq!(held.state, AttemptState::Unknown);
    assert!(!held.holds.is_empty(), "staff see it");
    // The older plugin is put back, and the state was kept.
    while desk.of_attempt(due, id).flight != Flight::Plugin {
        desk.later(3_600);
        desk.wake();
    }
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    assert_eq!(desk.payment(due).state(desk.now()), PaymentState::Paid);
}
