//! The table of faults, one story each, named by its row: what plugin, bank and customer do wrong, and that money stays true.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use std::collections::BTreeMap;

use evisa::{
    domain::{
        context::Actor,
        effect::Effect,
        invitation::InvitationState,
        payment::{AttemptState, Flight, Hold, PaymentState},
        profile::Profile,
        refusal::Refusal,
    },
    services::{Policy, Services},
    store::{Reader, Take, tables},
};
use evisa_plugin_sdk::proto::{Ack, Authenticity, Callback, Decline, Observation, RawHttp, Status, Step, Wait};

use crate::pay_desk::{Desk, Due, FEE_KZT, collect, lost, mutation, not_sent, question, redirect, response, terms};

fn refused(result: Result<impl std::fmt::Debug, Refusal>) -> String {
    match result {
        Err(Refusal::Denied(message)) => message.key,
        other => panic!("not refused: {other:?}"),
    }
}

fn callback(order_ref: &str, key: &str, authenticity: Authenticity) -> Callback {
    Callback {
        order_ref: Some(order_ref.to_owned()),
        authenticity,
        replay_key: Some(key.to_owned()),
        observation: None,
        ack: Ack { status: 200, content_type: "text/plain".to_owned(), body: "OK".to_owned() },
    }
}

fn raw() -> RawHttp {
    RawHttp { method: "POST".to_owned(), query: Vec::new(), headers: Vec::new(), body: Default::default() }
}

fn call_back(desk: &Desk, read: &Callback) {
    let number = desk.services.payment_callback_keep(&desk.system(), "model", &raw()).unwrap();
    desk.services.payment_callback_use(&desk.system(), number, "model", read).unwrap();
}

/// A customer at the bank, the bank asked because the customer came back, and what it says.
fn told(
    desk: &Desk,
    seen: impl Fn(&Desk, Due, evisa::domain::payment::AttemptId) -> Observation,
) -> (Due, evisa::domain::payment::AttemptId) {
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    desk.asked_and_told(due, id, seen(desk, due, id));
    (due, id)
}

#[test]
fn a_paid_fee_becomes_a_visa_one_letter_and_one_balanced_entry() {
    let desk = Desk::new();
    let (due, id) = told(&desk, |desk, due, id| desk.seen(due, id, Status::Paid));
    assert_eq!(desk.state(due, id), AttemptState::Paid);
    assert_eq!((desk.visas(), desk.ledger().len()), (1, 1));
    assert!(desk.ledger()[0].balanced());
    let letters = desk.wake().into_iter().filter(|effect| format!("{effect:?}").contains("VisaGranted")).count();
    assert_eq!(letters, 1);
}

#[test]
fn t01_a_request_that_never_left_exposes_nothing_and_the_customer_chooses_again() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt(due);
    desk.plugin_says(due, id, Step::Http(question()));
    desk.bank_says(due, id, &not_sent());
    assert_eq!(desk.of_attempt(due, id).flight, Flight::Plugin, "the plugin hears that nothing left");
    desk.plugin_fails(due, id);
    assert_eq!(desk.state(due, id), AttemptState::Declined);
    let other = desk.attempt(due);
    // The same for a request that would have moved money.
    desk.plugin_says(due, other, Step::Http(mutation()));
    assert!(desk.of_attempt(due, other).exposed, "until it is certain, money may move");
    desk.bank_says(due, other, &not_sent());
    let after = desk.of_attempt(due, other);
    assert_eq!((after.state, after.exposed), (AttemptState::Declined, false));
    assert_eq!(desk.payment(due).attempts.len(), 2, "both count");
    desk.attempt(due);
}

#[test]
fn t02_a_lost_answer_to_a_request_that_moves_money_is_unknown_and_never_sent_again() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt(due);
    desk.plugin_says(due, id, Step::Http(mutation()));
    assert_eq!(desk.requests_due(), 1);
    desk.bank_says(due, id, &lost());
    let after = desk.of_attempt(due, id);
    assert_eq!((after.state, after.flight), (AttemptState::Unknown, Flight::Plugin), "the provider is asked at once");
    assert_eq!(desk.payment(due).state(desk.now()), PaymentState::Checking);
    // A plugin that wants to send it again is not obeyed.
    desk.plugin_says(due, id, Step::Http(mutation()));
    assert_eq!(desk.requests_due(), 0);
    assert!(desk.evidence(id).contains("none may leave"));
    assert_eq!(desk.state(due, id), AttemptState::Unknown);
    desk.later(60);
    desk.wake();
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    assert_eq!(desk.state(due, id), AttemptState::Paid);
}

#[test]
fn t03_nonsense_instead_of_an_answer_is_never_a_payment_nor_a_failure() {
    let desk = Desk::new();
    // On a question: nothing changes. On the step that moves money: unknown.
    let (due, id) = told(&desk, |desk, due, id| desk.seen(due, id, Status::Unknown));
    assert_eq!(desk.state(due, id), AttemptState::Customer);
    let other = desk.ready();
    let id = desk.attempt(other);
    desk.plugin_says(other, id, Step::Http(mutation()));
    desk.bank_says(other, id, &response(502, "<html>"));
    desk.plugin_fails(other, id);
    assert_eq!(desk.state(other, id), AttemptState::Unknown);
}

#[test]
fn t06_not_found_closes_nothing_until_the_grace_is_over() {
    let desk = Desk::new();
    let (due, id) = told(&desk, |desk, due, id| desk.seen(due, id, Status::NotFound));
    assert_eq!(desk.state(due, id), AttemptState::Customer);
    desk.later(30 * 60);
    desk.wake();
    assert_eq!(desk.state(due, id), AttemptState::Unknown, "the deadline asks, it does not close");
    desk.asked_and_told(due, id, desk.seen(due, id, Status::NotFound));
    assert_eq!(desk.state(due, id), AttemptState::Unknown);
    assert_eq!(refused(desk.try_attempt(due)), "payment-attempt-under-way");
    // The question that counts comes when the grace is over, not a quarter of an hour later.
    desk.later(10 * 60);
    desk.wake();
    desk.asked_and_told(due, id, desk.seen(due, id, Status::NotFound));
    assert_eq!(desk.state(due, id), AttemptState::Closed);
    assert_eq!(desk.payment(due).state(desk.now()), PaymentState::Lapsed);
}

#[test]
fn t07_what_the_provider_says_of_another_order_changes_nothing_and_is_noticed() {
    let desk = Desk::new();
    let (due, id) = told(&desk, |desk, due, id| Observation {
        order_ref: "9999999999".to_owned(),
        ..desk.seen(due, id, Status::Paid)
    });
    assert_eq!(desk.state(due, id), AttemptState::Customer);
    assert_eq!(desk.visas(), 0);
    assert!(desk.evidence(id).contains("9999999999"));
}

#[test]
fn c01_a_callback_three_times_causes_one_question_and_one_payment() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    let order = desk.of_attempt(due, id).order_ref;
    for _ in 0..50 {
        call_back(&desk, &callback(&order, "k", Authenticity::SharedSecret));
    }
    assert_eq!(desk.of_attempt(due, id).queries, 1);
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    call_back(&desk, &callback(&order, "k2", Authenticity::SharedSecret));
    desk.later(5);
    desk.wake();
    assert_eq!((desk.visas(), desk.ledger().len()), (1, 1));
}

#[test]
fn c02_forged_callbacks_change_nothing_and_do_not_hide_the_true_one() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    let order = desk.of_attempt(due, id).order_ref;
    for _ in 0..20 {
        call_back(&desk, &callback(&order, "k", Authenticity::None));
    }
    assert_eq!(desk.of_attempt(due, id).queries, 1, "many forged ones cost one question");
    desk.asked_and_told(due, id, desk.seen(due, id, Status::NotPaid));
    assert_eq!(desk.state(due, id), AttemptState::Customer);
    desk.later(60);
    call_back(&desk, &callback(&order, "k", Authenticity::SharedSecret));
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    assert_eq!(desk.state(due, id), AttemptState::Paid);
    let wrong = desk.services.payment_callback_admit("model", "AAAAAAAAAAAAAAAAAAAAAA");
    assert_eq!(wrong, Err(Refusal::NotFound));
}

#[test]
fn c03_m01_another_amount_currency_or_terminal_is_held_and_never_paid() {
    type Change = fn(&mut Observation);
    let changes: [Change; 6] = [
        |seen| seen.amount_minor = Some(FEE_KZT - 1),
        |seen| seen.amount_minor = Some(FEE_KZT + 1),
        |seen| seen.amount_minor = Some(FEE_KZT + 10_000),
        |seen| seen.amount_minor = None,
        |seen| seen.currency = Some("USD".to_owned()),
        |seen| seen.terminal = Some("T-2".to_owned()),
    ];
    for change in changes {
        let desk = Desk::new();
        let (due, id) = told(&desk, |desk, due, id| {
            let mut seen = desk.seen(due, id, Status::Paid);
            change(&mut seen);
            seen
        });
        let attempt = desk.of_attempt(due, id);
        assert!(attempt.holds.contains(&Hold::AmountMismatch) && !attempt.state.captured(), "{attempt:?}");
        assert_eq!(desk.visas(), 0);
        assert!(desk.ledger().iter().all(|entry| entry.name.ends_with("/suspense") && entry.balanced()));
        assert_eq!(refused(desk.try_attempt(due)), "payment-attempt-under-way");
    }
}

#[test]
fn c05_paid_then_failed_stays_paid_and_failed_then_paid_becomes_paid() {
    let desk = Desk::new();
    let (due, id) = told(&desk, |desk, due, id| desk.seen(due, id, Status::Paid));
    let order = desk.of_attempt(due, id).order_ref;
    desk.later(60);
    call_back(&desk, &callback(&order, "late", Authenticity::SharedSecret));
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Declined));
    let attempt = desk.of_attempt(due, id);
    assert_eq!((attempt.state, attempt.holds.contains(&Hold::Contradiction)), (AttemptState::Paid, true));

    let (due, id) = told(&desk, |desk, due, id| desk.seen(due, id, Status::Declined));
    assert_eq!(desk.state(due, id), AttemptState::Declined);
    desk.later(60);
    let order = desk.of_attempt(due, id).order_ref;
    call_back(&desk, &callback(&order, "late", Authenticity::SharedSecret));
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    let attempt = desk.of_attempt(due, id);
    assert_eq!(
        (attempt.state, attempt.holds.is_empty()),
        (AttemptState::Paid, true),
        "late, but the fee was still due"
    );
    assert_eq!(desk.visas(), 2);
}

#[test]
fn c06_a_callback_before_our_own_answer_is_used_after_it() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt(due);
    let order = desk.of_attempt(due, id).order_ref;
    call_back(&desk, &callback(&order, "early", Authenticity::SharedSecret));
    let attempt = desk.of_attempt(due, id);
    assert_eq!((attempt.flight, attempt.query_wanted), (Flight::Plugin, true), "single flight: the question waits");
    desk.plugin_says(due, id, redirect());
    assert_eq!(desk.of_attempt(due, id).flight, Flight::Plugin, "and is asked as soon as the flight has landed");
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    assert_eq!(desk.state(due, id), AttemptState::Paid);
}

#[test]
fn c07_a_callback_about_an_unknown_order_is_kept_and_may_come_again() {
    let desk = Desk::new();
    let due = desk.ready();
    call_back(&desk, &callback("123456", "k", Authenticity::SharedSecret));
    let id = desk.at_the_bank(due);
    assert_eq!(desk.of_attempt(due, id).queries, 0);
    let order = desk.of_attempt(due, id).order_ref;
    call_back(&desk, &callback(&order, "k", Authenticity::SharedSecret));
    assert_eq!(desk.of_attempt(due, id).queries, 1, "an orphan's key was not used up");
}

#[test]
fn c08_u02_without_any_callback_or_browser_the_schedule_finds_the_payment() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    let mut asked = 0;
    while desk.state(due, id) != AttemptState::Paid {
        desk.later(5);
        desk.wake();
        if desk.of_attempt(due, id).flight == Flight::Plugin {
            asked += 1;
            let status = if asked < 4 { Status::NotPaid } else { Status::Paid };
            desk.asked_and_told(due, id, desk.seen(due, id, status));
        }
    }
    assert_eq!(asked, 4);
    assert!(desk.now().duration_since(desk.of_attempt(due, id).opened_at).as_secs() < 200);
}

#[test]
fn c09_a_callback_that_was_stored_and_not_used_waits_until_it_is() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    let number = desk.services.payment_callback_keep(&desk.system(), "model", &raw()).unwrap();
    // The portal stops here, and finds it at the next start.
    let waiting = desk.services.payment_callbacks_waiting().unwrap();
    assert_eq!(waiting.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [number]);
    let order = desk.of_attempt(due, id).order_ref;
    let read = callback(&order, "k", Authenticity::SharedSecret);
    desk.services.payment_callback_use(&desk.system(), number, "model", &read).unwrap();
    assert_eq!(desk.of_attempt(due, id).queries, 1);
    assert!(desk.services.payment_callbacks_waiting().unwrap().is_empty());
    let number = desk.services.payment_callback_keep(&desk.system(), "model", &raw()).unwrap();
    desk.services.payment_callback_unreadable(&desk.system(), number, "not JSON").unwrap();
    assert!(desk.services.payment_callbacks_waiting().unwrap().is_empty());
}

#[test]
fn c10_the_inbox_has_an_end() {
    let desk = Desk::new();
    let keep = || desk.services.payment_callback_keep(&desk.system(), "model", &raw());
    let kept = (0..2_000).take_while(|_| keep().is_ok()).count();
    assert_eq!(kept, 1_000);
    assert!(matches!(keep(), Err(Refusal::Us(_))), "not acknowledged, so that the provider repeats it");
}

#[test]
fn u01_the_same_form_twice_is_one_attempt() {
    let desk = Desk::new();
    let due = desk.ready();
    let open = || desk.services.payment_attempt_open(&desk.by(due), due.payment, "one-form", &terms());
    let (first, second) = (open().unwrap(), open().unwrap());
    assert_eq!(first, second);
    desk.plugin_says(due, first, redirect());
    assert_eq!(open().unwrap(), first, "also by the back button");
    assert_eq!(desk.payment(due).attempts.len(), 1);
}

#[test]
fn u04_u05_m02_no_second_method_while_money_may_move_and_a_late_old_tab_is_held() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    let switch = || desk.services.payment_method_switch(&desk.by(due), due.payment);
    assert_eq!(refused(switch()), "payment-checking-do-not-pay-twice");
    assert_eq!(refused(desk.try_attempt(due)), "payment-attempt-under-way");
    // One card declined on the bank's page: the page stays open, and so does the attempt.
    let decline = |is_final| Some(Decline { code: "05".to_owned(), is_final, message_key: None });
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    desk.asked_and_told(due, id, Observation { decline: decline(false), ..desk.seen(due, id, Status::Declined) });
    assert_eq!(desk.state(due, id), AttemptState::Customer);
    // Declined for good: another attempt pays — and then the old tab pays, too.
    desk.later(20);
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    desk.asked_and_told(due, id, Observation { decline: decline(true), ..desk.seen(due, id, Status::Declined) });
    let second = desk.at_the_bank(due);
    desk.services.payment_customer_returned(&desk.system(), due.payment, second).unwrap();
    desk.asked_and_told(due, second, desk.seen(due, second, Status::Paid));
    let order = desk.of_attempt(due, id).order_ref;
    call_back(&desk, &callback(&order, "late", Authenticity::SharedSecret));
    desk.later(5);
    desk.wake();
    if desk.of_attempt(due, id).flight == Flight::Plugin {
        desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    }
    let first = desk.of_attempt(due, id);
    assert_eq!(first.state, AttemptState::Paid);
    assert!(first.holds.contains(&Hold::DuplicatePaid) && first.holds.contains(&Hold::LateSuccess), "m2: {first:?}");
    assert_eq!(desk.payment(due).settled().unwrap().id, second);
    assert_eq!(desk.visas(), 1);
    let names: Vec<_> = desk.ledger().into_iter().map(|entry| entry.name).collect();
    assert!(names.contains(&format!("{second}/fee")) && names.contains(&format!("{id}/suspense")), "{names:?}");
}

#[test]
fn u06_hammering_update_status_asks_once_in_ten_seconds() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    let update = || desk.services.payment_status_update(&desk.by(due), due.payment).unwrap();
    for _ in 0..30 {
        update();
    }
    assert_eq!(desk.of_attempt(due, id).queries, 1);
    desk.asked_and_told(due, id, desk.seen(due, id, Status::NotPaid));
    for _ in 0..30 {
        update();
        desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    }
    assert_eq!(desk.of_attempt(due, id).queries, 1);
    desk.later(10);
    desk.wake();
    assert_eq!(desk.of_attempt(due, id).queries, 2, "the question that was put off, once");
}

#[test]
fn questions_never_multiply_however_often_somebody_asks() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    for _ in 0..40 {
        desk.later(11);
        desk.services.payment_status_update(&desk.by(due), due.payment).unwrap();
        if desk.of_attempt(due, id).flight == Flight::Plugin {
            desk.asked_and_told(due, id, desk.seen(due, id, Status::Pending));
        }
    }
    let asked = desk.of_attempt(due, id).queries;
    for _ in 0..60 {
        desk.later(60);
        desk.wake();
        if desk.of_attempt(due, id).flight == Flight::Plugin {
            desk.asked_and_told(due, id, desk.seen(due, id, Status::Pending));
        }
    }
    let more = desk.of_attempt(due, id).queries - asked;
    assert!((3..=6).contains(&more), "{more} questions in an hour of quarter-hours");
}

#[test]
fn u07_five_attempts_thirty_minutes_and_then_a_new_session_with_a_new_quote() {
    let desk = Desk::new();
    let due = desk.ready();
    for _ in 0..5 {
        let id = desk.attempt(due);
        desk.plugin_fails(due, id);
    }
    assert_eq!(refused(desk.try_attempt(due)), "payment-attempts-used");
    let other = desk.ready();
    desk.later(31 * 60);
    desk.wake();
    assert_eq!(refused(desk.try_attempt(other)), "payment-session-over");
    desk.rate("400.00");
    desk.services.payment_session_open(&desk.by(other), other.payment).unwrap();
    desk.attempt(other);
    let quotes: Vec<_> = desk.payment(other).sessions.iter().map(|session| session.quote.tenge.minor).collect();
    assert_eq!(quotes, [FEE_KZT, 2_400_000], "m3: a frozen quote stays, a new session brings a new one");
}

#[test]
fn m03_the_rate_between_quote_and_payment_does_not_matter() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    desk.rate("500.00");
    assert_eq!(desk.of_attempt(due, id).expected().unwrap().minor, FEE_KZT);
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    assert_eq!(desk.state(due, id), AttemptState::Paid);
}

#[test]
fn u08_somebody_else_s_payment_does_not_exist() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    let thief = desk.cx(Actor::Account(desk.applicant()));
    let services = &desk.services;
    assert_eq!(services.payment_view(&thief, due.payment).unwrap_err(), Refusal::NotFound);
    assert_eq!(services.payment_status_update(&thief, due.payment), Err(Refusal::NotFound));
    assert_eq!(services.payment_method_switch(&thief, due.payment), Err(Refusal::NotFound));
    assert_eq!(services.payment_session_open(&thief, due.payment), Err(Refusal::NotFound));
    assert_eq!(services.payment_attempt_open(&thief, due.payment, "n", &terms()), Err(Refusal::NotFound));
    assert_eq!(services.payment_form_submitted(&thief, (due.payment, id), BTreeMap::new()), Err(Refusal::NotFound));
}

#[test]
fn m08_reserved_money_is_not_taken_money() {
    let desk = Desk::new();
    let (due, id) = told(&desk, |desk, due, id| desk.seen(due, id, Status::Authorised));
    assert_eq!((desk.state(due, id), desk.visas()), (AttemptState::Pending, 0));
    desk.later(60);
    desk.wake();
    assert_eq!(desk.of_attempt(due, id).flight, Flight::Plugin);
}

#[test]
fn i01_a_crash_while_money_may_be_moving_asks_and_never_sends_again_even_if_recovery_crashes() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt(due);
    desk.plugin_says(due, id, Step::Http(mutation()));
    assert_eq!(desk.requests_due(), 1, "begun");
    // The portal dies; at the next start it dies again, half-way through its recovery.
    assert_eq!(desk.services.effects_recover(&desk.system()).unwrap().len(), 1);
    let doubtful = desk.services.effects_recover(&desk.system()).unwrap();
    assert_eq!(doubtful.len(), 1, "still reported");
    assert_eq!(desk.requests_due(), 0, "not sent again");
    desk.bank_says(due, id, &lost());
    desk.services.effect_done(&desk.system(), &doubtful[0].key).unwrap();
    assert_eq!(desk.state(due, id), AttemptState::Unknown);
    assert!(desk.services.effects_recover(&desk.system()).unwrap().is_empty());
}

#[test]
fn an_answer_of_an_earlier_turn_is_ignored() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt(due);
    let turn = desk.of_attempt(due, id).turn;
    desk.plugin_says(due, id, redirect());
    desk.services.payment_turn_ended(&desk.system(), (due.payment, id, turn), &Err("late".into())).unwrap();
    assert_eq!(desk.state(due, id), AttemptState::Customer);
}

#[test]
fn a_redirect_that_comes_too_late_leads_nobody_to_the_bank() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt(due);
    desk.services.payment_method_switch(&desk.by(due), due.payment).unwrap();
    assert_eq!(desk.state(due, id), AttemptState::Closed);
    desk.plugin_says(due, id, redirect());
    let attempt = desk.of_attempt(due, id);
    assert_eq!((attempt.state, attempt.exposed, attempt.step), (AttemptState::Closed, false, None));
    // The same when the application was given up meanwhile.
    let other = desk.ready();
    let id = desk.attempt(other);
    desk.services.application_withdraw(&desk.by(other), desk.payment(other).application).unwrap();
    desk.plugin_says(other, id, redirect());
    assert_eq!((desk.state(other, id), desk.of_attempt(other, id).exposed), (AttemptState::Closed, false));
    assert_eq!(refused(desk.try_attempt(other)), "payment-not-due");
    // And at the deadline the way to the bank is closed, though the attempt still waits for the bank's word.
    let third = desk.ready();
    let id = desk.at_the_bank(third);
    desk.later(31 * 60);
    desk.wake();
    assert_eq!(desk.of_attempt(third, id).step, None);
}

#[test]
fn a_plugin_that_waits_or_only_looks_at_its_start_is_asked_again() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt(due);
    desk.plugin_says(due, id, Step::Wait(Wait { poll_after_s: 60, message: String::new() }));
    desk.later(30);
    desk.wake();
    assert_eq!(desk.of_attempt(due, id).flight, Flight::None, "not before it said");
    desk.later(30);
    desk.wake();
    desk.asked_and_told(due, id, desk.seen(due, id, Status::NotPaid));
    desk.later(3_000);
    desk.wake();
    assert_eq!(desk.state(due, id), AttemptState::Closed, "nothing ever left us: the deadline closes it");
}

#[test]
fn a_method_may_ask_for_a_code_after_its_first_request_and_send_once_more() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt(due);
    desk.plugin_says(due, id, collect());
    let fill = |value: &str| {
        let values = BTreeMap::from([("wallet".to_owned(), value.to_owned()), ("other".to_owned(), "x".to_owned())]);
        desk.services.payment_form_submitted(&desk.by(due), (due.payment, id), values)
    };
    fill("77001112233999").unwrap();
    let asked = desk.wake().into_iter().find_map(|effect| match effect {
        Effect::PluginTurn { ask, .. } => format!("{ask:?}").contains("FormSubmitted").then(|| format!("{ask:?}")),
        Effect::Mail { .. } | Effect::ProviderRequest { .. } | Effect::AttemptWake { .. } | Effect::DraftEnd { .. } => {
            None
        }
    });
    let asked = asked.unwrap();
    assert!(asked.contains("\"77001112233\"") && !asked.contains("other"), "{asked}");
    assert_eq!(refused(fill("7")), "payment-form-not-awaited");
    desk.plugin_says(due, id, Step::Http(mutation()));
    desk.bank_says(due, id, &response(200, "{}"));
    desk.plugin_says(due, id, collect());
    assert_eq!(desk.state(due, id), AttemptState::Customer);
    fill("1234").unwrap();
    desk.plugin_says(due, id, Step::Http(mutation()));
    desk.bank_says(due, id, &response(200, "{}"));
    desk.plugin_says(due, id, Step::Observe(desk.seen(due, id, Status::Paid)));
    assert_eq!(desk.state(due, id), AttemptState::Paid);
    assert!(!desk.evidence(id).contains("77001112233"), "what was typed is no evidence");
}

#[test]
fn a_plugin_that_asks_for_ever_is_stopped() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt(due);
    let mut sent = 0;
    while desk.of_attempt(due, id).flight == Flight::Plugin {
        desk.plugin_says(due, id, Step::Http(question()));
        if desk.of_attempt(due, id).flight == Flight::Question {
            sent += 1;
            desk.bank_says(due, id, &response(200, "{}"));
        }
    }
    assert_eq!((sent, desk.state(due, id)), (8, AttemptState::Declined));
}

#[test]
fn after_three_days_without_an_answer_a_person_is_asked_and_questions_go_on() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    for _ in 0..4 * 24 * 4 {
        desk.later(15 * 60);
        desk.wake();
        if desk.of_attempt(due, id).flight == Flight::Plugin {
            desk.asked_and_told(due, id, desk.seen(due, id, Status::Pending));
        }
    }
    let attempt = desk.of_attempt(due, id);
    assert!(attempt.holds.contains(&Hold::Unresolved), "{attempt:?}");
    desk.later(2 * 86_400);
    desk.wake();
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    assert_eq!(desk.state(due, id), AttemptState::Paid);
}

#[test]
fn evidence_holds_no_token() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt(due);
    desk.plugin_says(due, id, Step::Http(question()));
    desk.bank_says(due, id, &response(200, r#"{"access_token":"also-secret"}"#));
    let evidence = desk.evidence(id);
    assert!(evidence.contains("authorization") && !evidence.contains("secret"), "{evidence}");
}

#[test]
fn nobody_pays_for_a_visa_whose_last_day_is_over() {
    let desk = Desk::new();
    let due = desk.due(desk.applicant());
    let open = || desk.services.payment_session_open(&desk.by(due), due.payment);
    // The invitation ends on 30 June; its last day counts, in Almaty.
    desk.clock.put("2022-06-30T17:59:59Z".parse().unwrap());
    desk.rate("388.28");
    open().unwrap();
    desk.clock.put("2022-06-30T18:00:00Z".parse().unwrap());
    assert_eq!(refused(desk.try_attempt(due)), "invitation-expired");
    desk.later(3_600);
    assert_eq!(refused(open()), "invitation-expired");
}

#[test]
fn the_visa_carries_the_fee_that_was_paid_and_not_the_one_of_the_day() {
    let text = include_str!("../../src/domain/profiles/manual-2022.toml");
    let dearer = format!("{text}\n[[category.tourist.fee]]\nsince = \"2022-06-09\"\nusd_cents = 7000\n");
    let profile: Profile = toml::from_str(&dearer).unwrap();
    let services = Services::in_memory();
    let policy = Policy { profile: Box::leak(Box::new(profile)), ..(*services.policy).clone() };
    let desk = Desk::of(Services { policy: policy.into(), ..services }, Desk::new().clock);
    let due = desk.due(desk.applicant());
    desk.later(86_400);
    desk.services.payment_session_open(&desk.by(due), due.payment).unwrap();
    let id = desk.at_the_bank(due);
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    let visas = desk.services.store.read(|tx: &Reader<'_>| tx.scan(tables::VISAS, .., Take::First(9))).unwrap();
    assert_eq!(visas[0].1.fee, desk.payment(due).fee);
    assert_eq!(visas[0].1.fee.minor, 6_000);
}

#[test]
fn another_amount_told_after_the_fee_was_taken_is_held_and_not_posted_again() {
    let desk = Desk::new();
    let (due, id) = told(&desk, |desk, due, id| desk.seen(due, id, Status::Paid));
    desk.later(60);
    call_back(&desk, &callback(&desk.of_attempt(due, id).order_ref, "again", Authenticity::None));
    let seen = Observation { amount_minor: Some(FEE_KZT + 1), ..desk.seen(due, id, Status::Paid) };
    desk.asked_and_told(due, id, seen);
    assert!(desk.of_attempt(due, id).holds.contains(&Hold::AmountMismatch));
    assert_eq!((desk.state(due, id), desk.ledger().len()), (AttemptState::Paid, 1));
}

#[test]
fn money_that_comes_after_a_withdrawal_waits_and_the_invitation_carries_another_application() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    let application = desk.payment(due).application;
    let withdraw = || desk.services.application_withdraw(&desk.by(due), application);
    assert_eq!(refused(withdraw()), "application-payment-under-way");
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    let decline = Decline { code: "5".to_owned(), is_final: true, message_key: None };
    desk.asked_and_told(due, id, Observation { decline: Some(decline), ..desk.seen(due, id, Status::Declined) });
    // A method is chosen, and nobody was sent anywhere yet.
    let unexposed = desk.attempt(due);
    withdraw().unwrap();
    desk.plugin_says(due, unexposed, redirect());
    assert_eq!(desk.state(due, unexposed), AttemptState::Closed, "nobody is sent to pay for what was given up");
    let invitation = desk.services.store.read(|tx: &Reader<'_>| tx.scan(tables::INVITATIONS, .., Take::First(9)));
    assert_eq!(invitation.unwrap()[0].1.state, InvitationState::Valid);
    desk.later(60);
    call_back(&desk, &callback(&desk.of_attempt(due, id).order_ref, "late", Authenticity::None));
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    assert!(desk.of_attempt(due, id).holds.contains(&Hold::LateSuccess));
    assert_eq!(desk.visas(), 0);
    let ledger = desk.ledger();
    assert!(ledger.len() == 1 && ledger[0].name.ends_with("/suspense") && ledger[0].balanced(), "{ledger:?}");
}
