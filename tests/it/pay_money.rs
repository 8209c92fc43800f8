//! What staff see and decide, and what the program asks again by itself: the money page's services, the pace, the start, the orphans.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use evisa::{
    domain::{
        account::Role,
        calendar::almaty_date,
        context::Actor,
        payment::{AttemptState, Decision, Flight, Hold, RefundState, ledger::LedgerAccount},
        refusal::Refusal,
    },
    services::payment::Verdict,
    store::{Reader, tables},
};
use evisa_plugin_sdk::proto::{
    Ack, Authenticity, Callback, Capabilities, Decline, Observation, RawHttp, Status, Step, Wait,
};

use crate::{
    pay_desk::{Desk, FEE_KZT, question, redirect, response},
    pay_refund::{Staff, refunds, refused},
};

/// At the bank, asked because the customer came back, and told that another amount was taken.
fn taken_otherwise(desk: &Desk, minor: u64) -> (crate::pay_desk::Due, evisa::domain::payment::AttemptId) {
    let due = desk.ready();
    let id = desk.attempt_with(due, refunds());
    desk.plugin_says(due, id, redirect());
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    let seen = Observation { amount_minor: Some(minor), ..desk.seen(due, id, Status::Paid) };
    desk.asked_and_told(due, id, seen);
    assert!(desk.of_attempt(due, id).holds.contains(&Hold::AmountMismatch));
    (due, id)
}

#[test]
fn m01_more_than_the_fee_becomes_paid_by_two_people_and_the_rest_is_suggested_to_go_back() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let (due, id) = taken_otherwise(&desk, FEE_KZT + 10_000);
    let words = ("the receipt shows it", "receipt 17");
    let propose = |cx: &_, words| desk.services.money_decision_propose(cx, id, Decision::Paid, words);
    assert_eq!(refused(propose(&staff.cashier(&desk), ("", "receipt 17"))), "money-say-why");
    assert_eq!(refused(propose(&staff.cashier(&desk), ("it is so", " "))), "money-say-why", "evidence is no option");
    propose(&staff.chief(&desk), words).unwrap();
    assert_eq!(refused(propose(&staff.cashier(&desk), words)), "money-proposal-waits");
    let settle = |cx: &_, verdict| desk.services.money_decision_settle(cx, id, verdict);
    assert_eq!(refused(settle(&staff.chief(&desk), Verdict::Approve)), "money-second-person");
    assert_eq!(refused(settle(&desk.system(), Verdict::Approve)), "SignIn", "the program decides nothing");
    assert_eq!((desk.state(due, id), desk.visas()), (AttemptState::Customer, 0));
    let other = desk.cx(Actor::Account(desk.person(Role::Chief)));
    settle(&other, Verdict::Reject).unwrap();
    assert_eq!(desk.state(due, id), AttemptState::Customer, "refused, nothing happens");
    staff.decide(&desk, id, Decision::Paid).unwrap();
    let attempt = desk.of_attempt(due, id);
    assert_eq!((attempt.state, desk.visas()), (AttemptState::Paid, 1));
    assert_eq!((attempt.refunds[0].state, attempt.refunds[0].amount.minor), (RefundState::Proposed, 10_000));
    assert_eq!(desk.holds(&LedgerAccount::Treasury), FEE_KZT);
    assert_eq!(desk.holds(&LedgerAccount::Suspense("card".to_owned())), 10_000);
    let file = desk.services.money_attempt(&staff.cashier(&desk), id).unwrap();
    let told = format!("{:?}", file.evidence);
    assert!(told.contains("receipt 17") && told.contains("Approve"), "evidence is attached: {told}");
    let numbers: Vec<u64> = file.evidence.iter().map(|(number, _)| *number).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]), "in order, without a gap");
}

#[test]
fn m01_less_than_the_fee_is_never_paid_and_when_it_is_back_the_payer_may_begin_again() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let (due, id) = taken_otherwise(&desk, FEE_KZT - 100);
    assert_eq!(refused(staff.decide(&desk, id, Decision::Paid)), "money-less-than-the-fee");
    staff.refund(&desk, id, FEE_KZT - 100);
    desk.plugin_says(due, id, Step::Http(crate::pay_desk::mutation()));
    desk.bank_says(due, id, &response(200, "{}"));
    let back = Observation { amount_minor: Some(FEE_KZT - 100), ..desk.seen(due, id, Status::Refunded) };
    desk.plugin_says(due, id, Step::Observe(back));
    let attempt = desk.of_attempt(due, id);
    assert_eq!((attempt.state, attempt.holds.is_empty()), (AttemptState::Closed, true), "{attempt:?}");
    assert_eq!(desk.holds(&LedgerAccount::Suspense("card".to_owned())), 0);
    desk.attempt(due);
}

#[test]
fn an_unknown_attempt_is_closed_or_paid_by_two_people_and_never_by_one() {
    for (decision, state) in [(Decision::NotPaid, AttemptState::Closed), (Decision::Paid, AttemptState::Paid)] {
        let desk = Desk::new();
        let staff = Staff::of(&desk);
        let due = desk.ready();
        let id = desk.at_the_bank(due);
        desk.later(31 * 60);
        desk.wake();
        assert_eq!(desk.state(due, id), AttemptState::Unknown);
        let unknown = desk.services.money_unknown(&staff.cashier(&desk)).unwrap();
        assert_eq!(unknown.iter().map(|line| line.attempt.id).collect::<Vec<_>>(), [id]);
        staff.decide(&desk, id, decision).unwrap();
        assert_eq!(desk.state(due, id), state);
        assert!(desk.services.money_unknown(&staff.cashier(&desk)).unwrap().is_empty());
        assert_eq!(refused(staff.decide(&desk, id, decision)), "money-decision-impossible");
    }
}

#[test]
fn an_applicant_and_an_auditor_may_not_act_and_an_applicant_sees_nothing() {
    let desk = Desk::new();
    let (due, id) = desk.paid_with(refunds());
    let auditor = desk.cx(Actor::Account(desk.person(Role::Auditor)));
    let payer = desk.by(due);
    let services = &desk.services;
    let words = ("why", "paper");
    assert!(services.money_held(&auditor).is_ok() && services.money_balance(&auditor).is_ok());
    assert_eq!(services.money_query(&auditor, id), Err(Refusal::NotPermitted));
    assert_eq!(services.money_decision_propose(&auditor, id, Decision::Reviewed, words), Err(Refusal::NotPermitted));
    assert_eq!(services.money_attempt(&payer, id).unwrap_err(), Refusal::NotFound);
    assert_eq!(services.money_balance(&payer).unwrap_err(), Refusal::NotFound);
    assert_eq!(services.money_query(&payer, id), Err(Refusal::NotFound));
    assert_eq!(services.money_held(&desk.cx(Actor::Visitor)).unwrap_err(), Refusal::SignIn);
}

#[test]
fn the_day_is_told_by_method_and_state_and_the_treasury_gets_its_lines() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let (due, id) = desk.paid_with(refunds());
    let other = desk.ready();
    desk.at_the_bank(other);
    let today = almaty_date(desk.now());
    let day = desk.services.money_day(&staff.cashier(&desk), today).unwrap();
    let told: Vec<_> = day.totals.iter().map(|total| (total.state, total.attempts, total.amount.minor)).collect();
    assert_eq!(told, [(AttemptState::Customer, 1, FEE_KZT), (AttemptState::Paid, 1, FEE_KZT)]);
    assert_eq!(day.books.held(&LedgerAccount::Treasury).minor, FEE_KZT);
    let treasury = desk.services.money_treasury(&staff.cashier(&desk), today).unwrap();
    assert_eq!((treasury.len(), treasury[0].line.minor), (1, FEE_KZT));
    assert_eq!(treasury[0].code.as_ref(), Some(&desk.payment(due).code));
    let tomorrow = today.tomorrow().unwrap();
    assert!(desk.services.money_treasury(&staff.cashier(&desk), tomorrow).unwrap().is_empty());
    let payment = desk.payment(due);
    let application = desk.services.store.read(|tx: &Reader<'_>| tx.get(tables::APPLICATIONS, &payment.application));
    let number = application.unwrap().unwrap().number.unwrap().to_string();
    let order = desk.of_attempt(due, id).order_ref;
    for text in [order, format!(" {} ", payment.code), number] {
        let found = desk.services.money_find(&staff.cashier(&desk), text.trim()).unwrap();
        assert_eq!(found, Some(due.payment), "{text}");
    }
}

#[test]
fn c07_a_callback_whose_order_becomes_known_later_is_followed_then() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let due = desk.ready();
    let number = || {
        let raw = RawHttp { method: "POST".into(), query: Vec::new(), headers: Vec::new(), body: Default::default() };
        desk.services.payment_callback_keep(&desk.system(), "model", &raw).unwrap()
    };
    // The next order reference is known before the order is: the time in front, the number behind.
    let id = desk.at_the_bank(due);
    let order_ref = desk.of_attempt(due, id).order_ref;
    let sequence: u64 = order_ref[order_ref.len() - 6..].parse().unwrap();
    let next = format!("{}{:06}", &order_ref[..order_ref.len() - 6], sequence + 1);
    for order_ref in [next.as_str(), "000000"] {
        let read = Callback {
            order_ref: Some(order_ref.to_owned()),
            authenticity: Authenticity::SharedSecret,
            replay_key: None,
            observation: None,
            ack: Ack { status: 200, content_type: String::new(), body: String::new() },
        };
        desk.services.payment_callback_use(&desk.system(), number(), "model", &read).unwrap();
    }
    assert_eq!(desk.services.payment_callbacks_rematch(&desk.system()), Ok(2), "two wait, and somebody is told");
    let other = desk.ready();
    let later = desk.at_the_bank(other);
    assert_eq!(desk.of_attempt(other, later).order_ref, next);
    assert_eq!(desk.services.payment_callbacks_rematch(&desk.system()), Ok(1));
    assert_eq!((desk.of_attempt(other, later).queries, desk.of_attempt(due, id).queries), (1, 0));
    let orphans = desk.services.payment_callbacks_orphaned(&staff.cashier(&desk)).unwrap();
    assert_eq!(orphans.iter().map(|orphan| orphan.order_ref.as_str()).collect::<Vec<_>>(), ["000000"]);
    desk.later(181 * 86_400);
    desk.services.payment_callbacks_purge(desk.now()).unwrap();
    assert!(desk.services.payment_callbacks_orphaned(&staff.cashier(&desk)).unwrap().is_empty());
}

#[test]
fn t08_a_provider_that_asks_for_patience_is_given_it_and_nothing_changes() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    desk.plugin_says(due, id, Step::Http(question()));
    desk.bank_says(due, id, &response(429, "slow down"));
    desk.plugin_says(due, id, Step::Wait(Wait { poll_after_s: 900, message: String::new() }));
    assert_eq!(desk.state(due, id), AttemptState::Customer);
    desk.later(880);
    desk.wake();
    assert_eq!(desk.of_attempt(due, id).flight, Flight::None, "not before");
    desk.later(120);
    desk.wake();
    assert_eq!(desk.of_attempt(due, id).flight, Flight::Plugin);
}

#[test]
fn t09_a_token_that_never_lasts_ends_in_an_error_and_not_in_a_loop() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    let mut sent = 0;
    while desk.of_attempt(due, id).flight == Flight::Plugin {
        desk.plugin_says(due, id, Step::Http(question()));
        if desk.of_attempt(due, id).flight == Flight::Question {
            sent += 1;
            desk.bank_says(due, id, &response(401, "expired"));
        }
    }
    assert_eq!((sent, desk.state(due, id)), (8, AttemptState::Customer), "no state by it");
    assert!(desk.of_attempt(due, id).wake_at.is_some(), "asked again later");
}

#[test]
fn t10_the_provider_s_clock_orders_nothing_and_the_day_is_almaty_s() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    // Told in a zone that no longer exists there, and a year in the future: kept as told, believed in nothing.
    let seen =
        Observation { occurred_at: Some("2023-06-08T14:31:00+05:00".to_owned()), ..desk.seen(due, id, Status::Paid) };
    desk.asked_and_told(due, id, seen);
    let proof = desk.of_attempt(due, id).proof.unwrap();
    assert_eq!((proof.seen_at, proof.occurred_at.unwrap().to_string().as_str()), (desk.now(), "2023-06-08T09:31:00Z"));
    let today = almaty_date(desk.now());
    assert_eq!(
        desk.services.money_treasury(&staff.cashier(&desk), today).unwrap().len(),
        1,
        "the day we learned of it"
    );
    let late = Observation {
        occurred_at: Some("2020-01-01T00:00:00+06:00".to_owned()),
        decline: Some(Decline { code: "5".to_owned(), is_final: true, message_key: None }),
        ..desk.seen(due, id, Status::Declined)
    };
    desk.told_again(due, id, late);
    assert_eq!(desk.state(due, id), AttemptState::Paid, "an older time does not undo it");
}

#[test]
fn i06_at_start_what_is_open_and_what_ended_lately_is_asked_again() {
    let desk = Desk::new();
    // Since yesterday's backup the bank has taken the money of an attempt that was declined in it.
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Declined));
    let unexposed = desk.ready();
    let never = desk.attempt(unexposed);
    desk.plugin_fails(unexposed, never);
    let open = desk.ready();
    let pending = desk.at_the_bank(open);
    assert_eq!(desk.services.payments_reask(&desk.system()), Ok(1), "the first was asked about just now");
    desk.later(24 * 3_600);
    assert_eq!(desk.services.payments_reask(&desk.system()), Ok(2), "the open one once, the declined one");
    desk.later(5);
    desk.wake();
    let flight = |due, id| desk.of_attempt(due, id).flight;
    assert_eq!(
        (flight(due, id), flight(open, pending), flight(unexposed, never)),
        (Flight::Plugin, Flight::Plugin, Flight::None)
    );
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    assert_eq!((desk.state(due, id), desk.visas()), (AttemptState::Paid, 1));
    desk.asked_and_told(open, pending, desk.seen(open, pending, Status::Pending));
    // After the days that are looked back on, an ended attempt is left in peace.
    desk.later(6 * 24 * 3_600);
    let asked = desk.services.payments_reask(&desk.system()).unwrap();
    assert_eq!(asked, 1, "only the open one");
}

#[test]
fn a_hundred_questions_due_at_once_are_spread_and_a_customer_s_own_goes_first() {
    let desk = Desk::new();
    let account = desk.applicant();
    let attempts: Vec<_> = (0..100)
        .map(|_| {
            let due = desk.due(account);
            desk.services.payment_session_open(&desk.by(due), due.payment).unwrap();
            (due, desk.at_the_bank(due))
        })
        .collect();
    desk.later(30 * 60);
    let asked = |desk: &Desk| attempts.iter().filter(|(due, id)| 0 < desk.of_attempt(*due, *id).queries).count();
    // The deadline itself asks about each; then the schedule does, and that is spread.
    for _ in 0..4 {
        desk.wake();
    }
    for (due, id) in &attempts {
        assert_eq!(desk.of_attempt(*due, *id).queries, 1);
        desk.asked_and_told(*due, *id, desk.seen(*due, *id, Status::Pending));
    }
    assert_eq!(asked(&desk), 100);
    desk.later(60);
    for _ in 0..4 {
        desk.wake();
    }
    let again = attempts.iter().filter(|(due, id)| 1 < desk.of_attempt(*due, *id).queries).count();
    assert!((20..=60).contains(&again), "{again} at once: the burst of the pace");
    let (due, id) = *attempts.iter().find(|(due, id)| desk.of_attempt(*due, *id).queries == 1).unwrap();
    desk.services.payment_status_update(&desk.by(due), due.payment).unwrap();
    assert_eq!(desk.of_attempt(due, id).queries, 2, "the customer does not wait for the program's own questions");
    for _ in 0..80 {
        desk.later(2);
        desk.wake();
    }
    let again = attempts.iter().filter(|(due, id)| 1 < desk.of_attempt(*due, *id).queries).count();
    assert_eq!(again, 100, "all are asked in the end");
}

#[test]
fn what_a_plugin_can_do_is_remembered_with_the_attempt() {
    let desk = Desk::new();
    let (due, id) = desk.paid_with(Capabilities { refund: true, ..Capabilities::default() });
    let staff = Staff::of(&desk);
    // A part of it is not for this plugin: people give it back at the bank, and say when it is done.
    staff.refund(&desk, id, 1);
    assert!(desk.of_attempt(due, id).refunds[0].by_hand);
    desk.later(60 * 60);
    let asked = format!("{:?}", desk.wake());
    assert!(!asked.contains("Refund {"), "{asked}");
    staff.decide(&desk, id, Decision::RefundDone).unwrap();
    assert_eq!(desk.of_attempt(due, id).returned().minor, 1);
    staff.refund(&desk, id, FEE_KZT - 1);
    assert!(desk.of_attempt(due, id).refunds[1].by_hand, "the rest is no whole transaction either");
}
