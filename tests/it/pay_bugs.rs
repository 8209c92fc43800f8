//! Faults that other payment systems really had, each named by its number in the reference, and that this one has not.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use std::thread;

use evisa::domain::payment::{AttemptState, Flight, Hold, PaymentState, RefundState};
use evisa_plugin_sdk::proto::{Ack, Authenticity, Callback, RawHttp, Status, Step};

use crate::{
    pay_desk::{Desk, FEE_KZT, lost, mutation, redirect},
    pay_refund::{Staff, refunds, refused},
};

fn call_back(desk: &Desk, plugin: &str, order_ref: &str, key: &str) {
    let raw = RawHttp { method: "POST".into(), query: Vec::new(), headers: Vec::new(), body: Default::default() };
    let number = desk.services.payment_callback_keep(&desk.system(), plugin, &raw).unwrap();
    let read = Callback {
        order_ref: Some(order_ref.to_owned()),
        authenticity: Authenticity::SharedSecret,
        replay_key: Some(key.to_owned()),
        observation: None,
        ack: Ack { status: 200, content_type: String::new(), body: String::new() },
    };
    desk.services.payment_callback_use(&desk.system(), number, plugin, &read).unwrap();
}

fn letters(desk: &Desk) -> usize {
    desk.wake().iter().filter(|effect| format!("{effect:?}").contains("VisaGranted")).count()
}

#[test]
fn bug_01_looking_at_a_payment_changes_nothing_and_frees_no_second_method() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    let before = desk.payment(due);
    for _ in 0..20 {
        desk.services.payment_view(&desk.by(due), due.payment).unwrap();
        desk.services.money_attempt(&staff.cashier(&desk), id).unwrap();
        desk.services.money_unknown(&staff.cashier(&desk)).unwrap();
    }
    assert_eq!(desk.payment(due), before);
    assert_eq!(refused(desk.try_attempt(due)), "payment-attempt-under-way");
}

#[test]
fn bug_02_a_callback_of_another_gateway_never_moves_this_attempt() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    let order = desk.of_attempt(due, id).order_ref;
    call_back(&desk, "another", &order, "k");
    assert_eq!(desk.of_attempt(due, id).queries, 0, "the same reference at another plugin is another order");
    assert_eq!(desk.services.payment_callbacks_orphaned(&desk.system()).unwrap().len(), 1);
}

#[test]
fn bug_03_bug_04_return_callback_and_button_at_once_ask_once_and_write_one_letter() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    let order = desk.of_attempt(due, id).order_ref;
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    call_back(&desk, "model", &order, "k");
    desk.services.payment_status_update(&desk.by(due), due.payment).unwrap();
    assert_eq!(desk.of_attempt(due, id).queries, 1);
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    // What was wanted meanwhile is asked once more, and finds it paid.
    desk.later(10);
    let written = letters(&desk);
    if desk.of_attempt(due, id).flight == Flight::Plugin {
        desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    }
    assert_eq!((written + letters(&desk), desk.visas(), desk.ledger().len()), (1, 1, 1));
}

#[test]
fn bug_05_bug_23_the_same_news_from_many_threads_settles_once() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    let turn = desk.of_attempt(due, id).turn;
    let seen = desk.seen(due, id, Status::Paid);
    let answer = Ok(evisa_plugin_sdk::proto::Turn::new(Step::Observe(seen), Default::default()));
    let (services, now, chance) = (&desk.services, desk.now(), &*desk.chance);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let cx = evisa::domain::context::Cx {
                    now,
                    actor: evisa::domain::context::Actor::System,
                    peer: None,
                    chance,
                };
                services.payment_turn_ended(&cx, (due.payment, id, turn), &answer).unwrap();
            });
        }
    });
    assert_eq!((desk.visas(), desk.ledger().len(), letters(&desk)), (1, 1, 1));
}

#[test]
fn bug_07_bug_28_no_answer_is_never_failed_and_nobody_is_charged_again_meanwhile() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let due = desk.ready();
    let id = desk.attempt(due);
    desk.plugin_says(due, id, Step::Http(mutation()));
    desk.bank_says(due, id, &lost());
    assert_eq!(desk.payment(due).state(desk.now()), PaymentState::Checking);
    assert_eq!(refused(desk.try_attempt(due)), "payment-attempt-under-way");
    desk.later(3 * 3_600);
    let unknown = desk.services.money_unknown(&staff.cashier(&desk)).unwrap();
    let age = desk.now().duration_since(unknown[0].attempt.opened_at).as_hours();
    assert_eq!((unknown.len(), age), (1, 3), "staff see it with its age");
}

#[test]
fn bug_09_bug_11_a_payment_is_paid_when_any_attempt_was_whatever_became_of_the_others() {
    let desk = Desk::new();
    let due = desk.ready();
    let first = desk.at_the_bank(due);
    desk.services.payment_customer_returned(&desk.system(), due.payment, first).unwrap();
    desk.asked_and_told(due, first, desk.seen(due, first, Status::Declined));
    let second = desk.attempt(due);
    desk.plugin_says(due, second, Step::Http(mutation()));
    desk.bank_says(due, second, &lost());
    // The first was charged after all, while nobody knows about the second.
    desk.told_again(due, first, desk.seen(due, first, Status::Paid));
    assert_eq!(desk.state(due, second), AttemptState::Unknown);
    assert_eq!(desk.payment(due).state(desk.now()), PaymentState::Paid);
    // The second never came: it closes, and the payment stays paid.
    desk.later(41 * 60);
    desk.wake();
    desk.asked_and_told(due, second, desk.seen(due, second, Status::NotFound));
    assert_eq!(desk.payment(due).state(desk.now()), PaymentState::Paid);
    assert_eq!((desk.visas(), desk.ledger().len()), (1, 1));
}

#[test]
fn bug_08_bug_22_a_refund_that_timed_out_is_not_failed_and_cannot_be_made_twice() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let (due, id) = desk.paid_with(refunds());
    staff.refund(&desk, id, FEE_KZT);
    desk.plugin_says(due, id, Step::Http(mutation()));
    desk.bank_says(due, id, &lost());
    desk.later(30 * 86_400);
    assert_eq!(desk.of_attempt(due, id).refunds[0].state, RefundState::Refunding, "no clock makes it failed");
    let again = desk.services.money_refund_ask(
        &staff.cashier(&desk),
        id,
        (evisa::domain::money::Money::kzt(FEE_KZT), "it did not arrive"),
    );
    assert_eq!(refused(again), "money-refund-open");
}

#[test]
fn bug_12_money_for_an_application_that_was_given_up_is_held_and_suggested_to_go_back() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt_with(due, refunds());
    desk.plugin_says(due, id, redirect());
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Declined));
    desk.services.application_withdraw(&desk.by(due), desk.payment(due).application).unwrap();
    desk.told_again(due, id, desk.seen(due, id, Status::Paid));
    let attempt = desk.of_attempt(due, id);
    assert!(attempt.holds.contains(&Hold::LateSuccess));
    assert_eq!((attempt.refunds[0].state, attempt.refunds[0].amount.minor), (RefundState::Proposed, FEE_KZT));
    assert_eq!(desk.visas(), 0);
}

#[test]
fn bug_26_the_mark_of_a_callback_is_forgotten_together_with_it() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    let order = desk.of_attempt(due, id).order_ref;
    call_back(&desk, "model", &order, "k");
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    call_back(&desk, "model", &order, "k");
    assert_eq!(desk.of_attempt(due, id).queries, 1);
    desk.later(181 * 86_400);
    desk.services.payment_callbacks_purge(desk.now()).unwrap();
    call_back(&desk, "model", &order, "k");
    assert_eq!(desk.of_attempt(due, id).queries, 2, "a key without its callback blocks nothing");
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    assert_eq!((desk.visas(), desk.ledger().len()), (1, 1));
}
