//! Money goes back only by two people, never more than was taken, under a reference of its own; and what is unknown stays unknown.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use evisa::{
    domain::{
        account::{AccountId, Role},
        context::{Actor, Cx},
        effect::{Ask, Effect},
        money::Money,
        payment::{
            AttemptId, AttemptState, Decision, Flight, Hold, Payment, PaymentState, RefundState, ledger::LedgerAccount,
        },
        refusal::Refusal,
    },
    services::payment::Verdict,
};
use evisa_plugin_sdk::proto::{Capabilities, Capture, FaultKind, Observation, Status, Step};
use proptest::prelude::*;

use crate::pay_desk::{Desk, Due, FEE_KZT, lost, mutation, not_sent, question, redirect, response};

pub(crate) fn refunds() -> Capabilities {
    Capabilities { refund: true, partial_refund: true, settlement: true, ..Capabilities::default() }
}

/// The cash desk's staff.
pub(crate) struct Staff {
    pub(crate) cashier: AccountId,
    pub(crate) chief: AccountId,
}

impl Staff {
    pub(crate) fn of(desk: &Desk) -> Self {
        Self { cashier: desk.person(Role::Cashier), chief: desk.person(Role::Chief) }
    }

    pub(crate) fn cashier<'a>(&self, desk: &'a Desk) -> Cx<'a> {
        desk.cx(Actor::Account(self.cashier))
    }

    pub(crate) fn chief<'a>(&self, desk: &'a Desk) -> Cx<'a> {
        desk.cx(Actor::Account(self.chief))
    }

    /// The cashier asks, the chief agrees.
    pub(crate) fn refund(&self, desk: &Desk, id: AttemptId, minor: u64) {
        let asked = desk.services.money_refund_ask(&self.cashier(desk), id, (Money::kzt(minor), "paid twice")).unwrap();
        desk.services.money_refund_settle(&self.chief(desk), (id, asked), Verdict::Approve).unwrap();
    }

    /// The cashier proposes, the chief agrees.
    pub(crate) fn decide(&self, desk: &Desk, id: AttemptId, decision: Decision) -> Result<(), Refusal> {
        let words = ("the statement shows it", "statement of 8 June, line 4");
        desk.services.money_decision_propose(&self.cashier(desk), id, decision, words)?;
        desk.services.money_decision_settle(&self.chief(desk), id, Verdict::Approve)
    }
}

pub(crate) fn refused(result: Result<impl std::fmt::Debug, Refusal>) -> String {
    match result {
        Err(Refusal::Denied(message)) => message.key,
        Err(Refusal::Fields(faults)) => faults[0].message.key.clone(),
        Err(other) => format!("{other:?}"),
        Ok(done) => panic!("not refused: {done:?}"),
    }
}

fn state_of(desk: &Desk, due: Due, id: AttemptId) -> RefundState {
    desk.of_attempt(due, id).refunds.last().unwrap().state
}

/// The request to give money back is sent, and this comes of it.
fn refund_sent(desk: &Desk, due: Due, id: AttemptId, reply: &evisa_plugin_sdk::proto::HttpResult) {
    desk.plugin_says(due, id, Step::Http(mutation()));
    desk.bank_says(due, id, reply);
}

fn seen_back(desk: &Desk, due: Due, id: AttemptId, status: Status, minor: u64) -> Observation {
    Observation { amount_minor: Some(minor), ..desk.seen(due, id, status) }
}

/// What the plugin is asked now.
fn asked(desk: &Desk) -> Vec<Ask> {
    let ask = |effect| match effect {
        Effect::PluginTurn { ask, .. } => Some(ask),
        Effect::Mail { .. } | Effect::ProviderRequest { .. } | Effect::AttemptWake { .. } | Effect::DraftEnd { .. } => {
            None
        }
    };
    desk.wake().into_iter().filter_map(ask).collect()
}

#[test]
fn m06_a_refund_needs_two_people_a_reason_and_an_amount_and_is_sent_once() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let (due, id) = desk.paid_with(refunds());
    let ask = |cx: &Cx<'_>, minor, reason| desk.services.money_refund_ask(cx, id, (Money::kzt(minor), reason));
    assert_eq!(refused(ask(&desk.by(due), FEE_KZT, "mine")), "NotFound", "an applicant sees no such thing");
    assert_eq!(refused(ask(&staff.cashier(&desk), FEE_KZT, "  ")), "money-say-why");
    assert_eq!(refused(ask(&staff.cashier(&desk), FEE_KZT + 1, "more")), "money-refund-too-much");
    assert_eq!(refused(ask(&staff.cashier(&desk), 0, "nothing")), "money-refund-too-much");
    // The chief asks, and may not agree with himself; a cashier may not agree at all.
    let refund = ask(&staff.chief(&desk), FEE_KZT, "paid by mistake").unwrap();
    let settle = |cx: &Cx<'_>, verdict| desk.services.money_refund_settle(cx, (id, refund), verdict);
    assert_eq!(refused(settle(&staff.chief(&desk), Verdict::Approve)), "money-second-person");
    assert_eq!(refused(settle(&staff.cashier(&desk), Verdict::Approve)), "NotPermitted");
    assert_eq!(refused(ask(&staff.cashier(&desk), 1, "another")), "money-refund-open");
    assert_eq!(desk.of_attempt(due, id).flight, Flight::None, "nothing is asked of the plugin before that");
    let second = desk.cx(Actor::Account(desk.person(Role::Chief)));
    settle(&second, Verdict::Approve).unwrap();
    assert_eq!(refused(settle(&second, Verdict::Approve)), "money-refund-waits-for-nobody");
    let asked = asked(&desk);
    let [Ask::Refund { refund: order }] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((order.refund_id.clone(), order.amount_minor), (refund.to_string(), FEE_KZT));
    assert!(!order.reason.contains("mistake"), "what staff wrote stays in the house");

    refund_sent(&desk, due, id, &response(200, "{}"));
    assert_eq!(state_of(&desk, due, id), RefundState::Refunding);
    desk.plugin_says(due, id, Step::Observe(seen_back(&desk, due, id, Status::Refunded, FEE_KZT)));
    assert_eq!((state_of(&desk, due, id), desk.state(due, id)), (RefundState::Refunded, AttemptState::Refunded));
    assert_eq!(desk.payment(due).state(desk.now()), PaymentState::Refunded);
    assert_eq!((desk.holds(&LedgerAccount::Treasury), desk.ledger().len()), (0, 2));
    let letters = desk.wake().into_iter().filter(|effect| format!("{effect:?}").contains("Refunded")).count();
    assert_eq!(letters, 1, "the payer is told once");
    assert_eq!(refused(ask(&staff.cashier(&desk), 1, "again")), "money-refund-too-much", "twice is capped");
}

#[test]
fn m06_a_refund_without_an_answer_is_unknown_asked_about_and_never_sent_again() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let (due, id) = desk.paid_with(refunds());
    staff.refund(&desk, id, FEE_KZT);
    asked(&desk);
    refund_sent(&desk, due, id, &lost());
    assert_eq!((state_of(&desk, due, id), desk.state(due, id)), (RefundState::Refunding, AttemptState::Paid));
    let mut questions = 0;
    for _ in 0..4 * 24 * 4 {
        desk.later(15 * 60);
        for ask in asked(&desk) {
            assert!(matches!(ask, Ask::QueryRefund { .. }), "only asked about: {ask:?}");
            questions += 1;
        }
        if desk.of_attempt(due, id).flight == Flight::Plugin {
            // A plugin that would like to send it again is not obeyed.
            desk.plugin_says(due, id, Step::Http(mutation()));
            assert_eq!(desk.requests_due(), 0);
        }
    }
    assert!(50 < questions, "{questions}");
    let attempt = desk.of_attempt(due, id);
    assert_eq!(state_of(&desk, due, id), RefundState::Refunding, "unknown is not failed");
    assert!(attempt.holds.contains(&Hold::Unresolved), "after three days a person is asked");
    desk.later(86_400);
    desk.wake();
    desk.asked_and_told(due, id, seen_back(&desk, due, id, Status::Refunded, FEE_KZT));
    let attempt = desk.of_attempt(due, id);
    assert_eq!((attempt.state, attempt.holds.is_empty()), (AttemptState::Refunded, true), "{attempt:?}");
    assert_eq!(desk.holds(&LedgerAccount::Treasury), 0);
}

#[test]
fn m06_a_refund_that_certainly_never_left_is_tried_again_under_the_same_reference() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let (due, id) = desk.paid_with(refunds());
    staff.refund(&desk, id, FEE_KZT);
    let first = asked(&desk);
    refund_sent(&desk, due, id, &not_sent());
    assert_eq!(state_of(&desk, due, id), RefundState::Approved);
    desk.later(60);
    assert_eq!(asked(&desk), first, "the same refund, the same reference");
    desk.plugin_fails(due, id);
    assert_eq!(state_of(&desk, due, id), RefundState::Approved, "a plugin that failed before has sent nothing");
}

#[test]
fn m06_after_a_chargeback_nothing_is_given_back_and_a_refund_and_a_chargeback_are_one_money() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let (due, id) = desk.paid_with(refunds());
    staff.refund(&desk, id, 1_000_000);
    refund_sent(&desk, due, id, &response(200, "{}"));
    desk.plugin_says(due, id, Step::Observe(seen_back(&desk, due, id, Status::PartRefunded, 1_000_000)));
    assert_eq!(desk.state(due, id), AttemptState::PartRefunded);
    assert_eq!(desk.of_attempt(due, id).returnable().minor, FEE_KZT - 1_000_000);
    desk.told_again(due, id, desk.seen(due, id, Status::ChargedBack));
    assert_eq!(desk.state(due, id), AttemptState::Disputed);
    let books = desk.services.money_balance(&desk.system()).unwrap();
    let disputed = books.accounts[&LedgerAccount::Disputed("card".to_owned())];
    assert_eq!(disputed.debit, u128::from(FEE_KZT - 1_000_000), "what was left, and no more");
    assert_eq!(books.held(&LedgerAccount::Clearing("card".to_owned())).minor, 0);
    let ask = desk.services.money_refund_ask(&staff.cashier(&desk), id, (Money::kzt(1), "more"));
    assert_eq!(refused(ask), "money-refund-too-much");
}

#[test]
fn m06_a_second_part_is_not_taken_for_done_because_the_first_was() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let (due, id) = desk.paid_with(refunds());
    for (part, told) in [(500_000, 500_000), (400_000, 900_000)] {
        staff.refund(&desk, id, part);
        refund_sent(&desk, due, id, &response(200, "{}"));
        if told == 900_000 {
            // The provider still tells the first part only.
            desk.plugin_says(due, id, Step::Observe(seen_back(&desk, due, id, Status::PartRefunded, 500_000)));
            assert_eq!(state_of(&desk, due, id), RefundState::Refunding);
            desk.later(60);
            desk.wake();
            desk.asked_and_told(due, id, seen_back(&desk, due, id, Status::PartRefunded, told));
        } else {
            desk.plugin_says(due, id, Step::Observe(seen_back(&desk, due, id, Status::PartRefunded, told)));
        }
        assert_eq!(state_of(&desk, due, id), RefundState::Refunded);
    }
    assert_eq!(desk.holds(&LedgerAccount::Treasury), FEE_KZT - 900_000);
    assert_eq!(desk.payment(due).state(desk.now()), PaymentState::Paid, "a part back is still a paid fee");
}

#[test]
fn m07_a_chargeback_after_the_visa_is_a_case_for_staff_and_revokes_nothing() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let (due, id) = desk.paid_with(Capabilities::default());
    desk.told_again(due, id, desk.seen(due, id, Status::ChargedBack));
    assert_eq!(desk.payment(due).state(desk.now()), PaymentState::Disputed);
    assert_eq!(desk.visas(), 1, "the visa stands until somebody decides");
    let held = desk.services.money_held(&staff.cashier(&desk)).unwrap();
    assert_eq!(held.iter().map(|line| line.attempt.id).collect::<Vec<_>>(), [id]);
    assert!(held[0].attempt.holds.contains(&Hold::ChargedBack));
    desk.told_again(due, id, desk.seen(due, id, Status::ChargedBack));
    assert_eq!(desk.ledger().len(), 2, "told twice, posted once");
    staff.decide(&desk, id, Decision::Reviewed).unwrap();
    assert!(desk.services.money_held(&staff.cashier(&desk)).unwrap().is_empty());
}

#[test]
fn m02_what_was_paid_twice_is_suggested_to_go_back_and_goes_back_off_suspense() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let due = desk.ready();
    let first = desk.attempt_with(due, refunds());
    desk.plugin_says(due, first, redirect());
    desk.services.payment_customer_returned(&desk.system(), due.payment, first).unwrap();
    desk.asked_and_told(due, first, desk.seen(due, first, Status::Declined));
    let second = desk.attempt_with(due, refunds());
    desk.plugin_says(due, second, redirect());
    desk.services.payment_customer_returned(&desk.system(), due.payment, second).unwrap();
    desk.asked_and_told(due, second, desk.seen(due, second, Status::Paid));
    // The old tab of the bank pays, too.
    desk.told_again(due, first, desk.seen(due, first, Status::Paid));
    let attempt = desk.of_attempt(due, first);
    assert_eq!(attempt.refunds.len(), 1);
    assert_eq!((attempt.refunds[0].state, attempt.refunds[0].amount.minor), (RefundState::Proposed, FEE_KZT));
    assert_eq!(desk.of_attempt(due, first).flight, Flight::None, "a suggestion sends nothing");
    staff.refund(&desk, first, FEE_KZT);
    assert_eq!(desk.of_attempt(due, first).refunds.len(), 1, "the suggestion was taken up");
    refund_sent(&desk, due, first, &response(200, "{}"));
    desk.plugin_says(due, first, Step::Observe(seen_back(&desk, due, first, Status::Refunded, FEE_KZT)));
    let attempt = desk.of_attempt(due, first);
    assert_eq!((attempt.state, attempt.holds.is_empty()), (AttemptState::Refunded, true), "{attempt:?}");
    assert_eq!(desk.payment(due).state(desk.now()), PaymentState::Paid, "the fee stays paid by the other");
    assert_eq!(desk.holds(&LedgerAccount::Suspense("card".to_owned())), 0);
    assert_eq!(desk.holds(&LedgerAccount::Treasury), FEE_KZT);
    assert_eq!(desk.visas(), 1);
}

#[test]
fn m01_money_taken_wrongly_goes_back_whole_by_the_provider_s_own_reference() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let due = desk.ready();
    let id = desk.attempt_with(due, refunds());
    desk.plugin_says(due, id, redirect());
    let wrong = FEE_KZT + 4_200;
    let suspense = LedgerAccount::Suspense(desk.of_attempt(due, id).method);
    let seen = Observation {
        amount_minor: Some(wrong),
        provider_ref: Some("T-77".to_owned()),
        ..desk.seen(due, id, Status::Paid)
    };
    desk.told_again(due, id, seen);
    let attempt = desk.of_attempt(due, id);
    assert!(attempt.holds.contains(&Hold::AmountMismatch) && !attempt.state.captured(), "{attempt:?}");
    assert_eq!(desk.holds(&suspense), wrong, "what was taken waits in suspense");
    let _before = asked(&desk);
    staff.refund(&desk, id, wrong);
    let asked = asked(&desk);
    let [Ask::Refund { refund: order }] = &asked[..] else { panic!("{asked:?}") };
    let told = (order.amount_minor, order.captured_minor, order.provider_ref.as_deref());
    assert_eq!(told, (wrong, Some(wrong), Some("T-77")));
    refund_sent(&desk, due, id, &response(200, "{}"));
    desk.plugin_says(due, id, Step::Observe(seen_back(&desk, due, id, Status::Refunded, wrong)));
    assert_eq!(state_of(&desk, due, id), RefundState::Refunded);
    assert!(!desk.of_attempt(due, id).holds.contains(&Hold::AmountMismatch), "nothing is left to look at");
    assert_eq!(desk.holds(&suspense), 0, "the books balance");
    assert_eq!((desk.visas(), desk.payment(due).settled().is_none()), (0, true), "the fee was never paid");
}

#[test]
fn m06_a_refund_that_its_plugin_will_never_send_has_failed_and_people_see_it() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let (due, id) = desk.paid_with(refunds());
    staff.refund(&desk, id, FEE_KZT);
    asked(&desk);
    desk.plugin_refuses(due, id, FaultKind::Internal);
    assert_eq!(state_of(&desk, due, id), RefundState::Approved, "what may go better the next time is tried again");
    desk.later(60 * 60);
    asked(&desk);
    desk.plugin_refuses(due, id, FaultKind::Unsupported);
    assert_eq!((state_of(&desk, due, id), desk.state(due, id)), (RefundState::Failed, AttemptState::Paid));
    assert_eq!(
        desk.services.money_held(&staff.cashier(&desk)).unwrap().len(),
        1,
        "it is on the list of what to look at"
    );
    staff.refund(&desk, id, FEE_KZT);
    assert_eq!(state_of(&desk, due, id), RefundState::Refunding, "people give it back at the bank");
    assert_eq!(asked(&desk).iter().filter(|ask| matches!(ask, Ask::Refund { .. })).count(), 0);
    staff.decide(&desk, id, Decision::RefundDone).unwrap();
    assert_eq!(desk.state(due, id), AttemptState::Refunded);
}

#[test]
fn while_money_goes_back_nobody_decides_that_it_is_the_fee_and_a_late_given_back_is_not_lost() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let due = desk.ready();
    let id = desk.attempt_with(due, refunds());
    desk.plugin_says(due, id, redirect());
    let seen = Observation {
        amount_minor: Some(FEE_KZT + 4_200),
        provider_ref: Some("T-78".to_owned()),
        ..desk.seen(due, id, Status::Paid)
    };
    desk.told_again(due, id, seen);
    let words = ("the statement shows it", "statement of 8 June, line 4");
    desk.services.money_decision_propose(&staff.cashier(&desk), id, Decision::Paid, words).unwrap();
    let ask = || desk.services.money_refund_ask(&staff.cashier(&desk), id, (Money::kzt(FEE_KZT + 4_200), "paid twice"));
    assert_eq!(refused(ask()), "money-proposal-waits");
    desk.services.money_decision_settle(&staff.chief(&desk), id, Verdict::Reject).unwrap();
    staff.refund(&desk, id, FEE_KZT + 4_200);
    let proposed = desk.services.money_decision_propose(&staff.cashier(&desk), id, Decision::Paid, words);
    assert_eq!(refused(proposed), "money-refund-open");
    let _asked = asked(&desk);
    refund_sent(&desk, due, id, &lost());
    desk.services.money_query(&desk.system(), id).unwrap();
    if desk.of_attempt(due, id).flight == Flight::Plugin {
        desk.plugin_says(due, id, Step::Observe(desk.seen(due, id, Status::Paid)));
    }
    assert_eq!((desk.visas(), desk.payment(due).settled().is_none()), (0, true), "what goes back is no fee");
    desk.later(15 * 60);
    assert!(matches!(asked(&desk).last(), Some(Ask::QueryRefund { .. })));
    staff.decide(&desk, id, Decision::RefundNotDone).unwrap();
    desk.plugin_says(due, id, Step::Observe(seen_back(&desk, due, id, Status::Refunded, FEE_KZT + 4_200)));
    assert!(desk.of_attempt(due, id).holds.contains(&Hold::Contradiction), "people said that it did not happen");
    assert_eq!(desk.visas(), 0);
}

#[test]
fn p18_an_attempt_whose_plugin_cannot_read_its_memory_is_held_at_once_and_not_lost() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    desk.later(60);
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    desk.plugin_refuses(due, id, FaultKind::State);
    let attempt = desk.of_attempt(due, id);
    assert!(attempt.holds.contains(&Hold::Unresolved) && attempt.state.live(), "{attempt:?}");
    let staff = Staff::of(&desk);
    assert_eq!(desk.services.money_held(&staff.cashier(&desk)).unwrap().len(), 1);
}

#[test]
fn a_plugin_that_cannot_give_back_leaves_it_to_the_bank_s_own_pages_and_two_people_say_when_it_is_done() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let (due, id) = desk.paid_with(Capabilities::default());
    staff.refund(&desk, id, FEE_KZT);
    assert_eq!((state_of(&desk, due, id), asked(&desk).len()), (RefundState::Refunding, 0));
    assert_eq!(desk.services.money_held(&staff.cashier(&desk)).unwrap().len(), 1, "it stays on the list");
    staff.decide(&desk, id, Decision::RefundDone).unwrap();
    assert_eq!((state_of(&desk, due, id), desk.state(due, id)), (RefundState::Refunded, AttemptState::Refunded));
    assert_eq!(desk.holds(&LedgerAccount::Treasury), 0);
}

#[test]
fn m08_reserved_money_is_taken_by_one_request_and_a_lost_answer_is_asked_about_before_a_second() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt_with(due, Capabilities { capture: Capture::Manual, ..Capabilities::default() });
    desk.plugin_says(due, id, redirect());
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Authorised));
    assert_eq!((desk.state(due, id), desk.visas()), (AttemptState::Pending, 0), "reserved is not paid");
    assert_eq!(asked(&desk).pop(), Some(Ask::Capture));
    refund_sent(&desk, due, id, &lost());
    assert_eq!(desk.state(due, id), AttemptState::Unknown);
    // Asked at once, the bank may not have finished: still reserved is no reason to send it again.
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Authorised));
    assert_eq!(desk.of_attempt(due, id).flight, Flight::None, "no second request yet");
    desk.later(120);
    desk.wake();
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Authorised));
    assert_eq!(asked(&desk).pop(), Some(Ask::Capture), "a question well after the first found it untaken");
    refund_sent(&desk, due, id, &response(200, "{}"));
    desk.plugin_says(due, id, Step::Observe(desk.seen(due, id, Status::Paid)));
    assert_eq!((desk.state(due, id), desk.visas(), desk.ledger().len()), (AttemptState::Paid, 1, 1));
}

#[test]
fn m08_reserved_money_of_another_amount_is_not_taken() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt_with(due, Capabilities { capture: Capture::Manual, ..Capabilities::default() });
    desk.plugin_says(due, id, redirect());
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    let seen = Observation { amount_minor: Some(FEE_KZT + 1), ..desk.seen(due, id, Status::Authorised) };
    desk.asked_and_told(due, id, seen);
    assert_eq!((desk.state(due, id), desk.of_attempt(due, id).flight), (AttemptState::Pending, Flight::None));
}

#[test]
fn u04_another_method_is_free_only_when_the_provider_confirms_that_the_first_is_called_off() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt_with(due, Capabilities { cancel: true, ..Capabilities::default() });
    desk.plugin_says(due, id, redirect());
    let switch = || desk.services.payment_method_switch(&desk.by(due), due.payment).unwrap();
    assert_eq!(switch(), evisa::services::payment::Switched::Asked);
    assert_eq!(switch(), evisa::services::payment::Switched::Asked, "pressed again, nothing more happens");
    // It is asked first: what is paid is not called off.
    assert_eq!(asked(&desk).pop(), Some(Ask::Query));
    desk.asked_and_told(due, id, desk.seen(due, id, Status::NotPaid));
    assert_eq!(asked(&desk).pop(), Some(Ask::Cancel));
    refund_sent(&desk, due, id, &lost());
    assert_eq!(desk.state(due, id), AttemptState::Customer, "no answer is no confirmation");
    assert_eq!(refused(desk.try_attempt(due)), "payment-attempt-under-way");
    desk.later(60);
    desk.wake();
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Cancelled));
    assert_eq!(desk.state(due, id), AttemptState::Closed);
    desk.attempt(due);
}

#[test]
fn at_the_deadline_a_plugin_that_can_calls_off_what_nobody_paid() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.attempt_with(due, Capabilities { cancel: true, ..Capabilities::default() });
    desk.plugin_says(due, id, redirect());
    desk.later(30 * 60);
    desk.wake();
    assert_eq!(desk.state(due, id), AttemptState::Unknown);
    desk.asked_and_told(due, id, desk.seen(due, id, Status::NotPaid));
    assert_eq!(asked(&desk).pop(), Some(Ask::Cancel));
    desk.plugin_says(due, id, Step::Http(mutation()));
    desk.bank_says(due, id, &response(200, "{}"));
    desk.plugin_says(due, id, Step::Observe(desk.seen(due, id, Status::Cancelled)));
    assert_eq!(desk.state(due, id), AttemptState::Closed);
}

#[test]
fn a_question_that_would_change_something_is_not_obeyed() {
    let desk = Desk::new();
    let due = desk.ready();
    let id = desk.at_the_bank(due);
    desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
    desk.plugin_says(due, id, Step::Http(question()));
    desk.bank_says(due, id, &response(200, "{}"));
    desk.wake();
    desk.plugin_says(due, id, Step::Http(mutation()));
    assert!(desk.evidence(id).contains("none may leave"));
    assert_eq!(desk.requests_due(), 0);
}

/// Everything that is or may be on its way back, and what the books say about it.
fn capped(payment: &Payment, desk: &Desk) {
    for attempt in &payment.attempts {
        let counted: u64 = attempt.refunds.iter().filter(|one| one.state.counts()).map(|one| one.amount.minor).sum();
        assert!(counted <= attempt.taken().minor, "{attempt:?}");
    }
    let given: u128 = desk
        .ledger()
        .iter()
        .filter(|entry| entry.name.contains("/back/"))
        .flat_map(|entry| &entry.postings)
        .filter(|posting| matches!(posting.account, LedgerAccount::Clearing(_)))
        .map(|posting| u128::from(posting.minor))
        .sum();
    assert!(given <= u128::from(FEE_KZT));
    desk.holds(&LedgerAccount::Treasury);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever two people ask and the provider answers, never more goes back than was taken, and the books balance.
    #[test]
    fn m06_never_more_goes_back_than_was_taken(
        steps in proptest::collection::vec((1..FEE_KZT * 2, 0_u8..7, any::<bool>()), 1..12),
    ) {
        let desk = Desk::new();
        let staff = Staff::of(&desk);
        let (due, id) = desk.paid_with(refunds());
        for (minor, fate, agreed) in steps {
            desk.later(3_600);
            let Ok(refund) = desk.services.money_refund_ask(&staff.cashier(&desk), id, (Money::kzt(minor), "why")) else {
                continue;
            };
            let verdict = if agreed { Verdict::Approve } else { Verdict::Reject };
            desk.services.money_refund_settle(&staff.chief(&desk), (id, refund), verdict).unwrap();
            if agreed {
                let reply = match fate { 0 => lost(), 1 => not_sent(), _ => response(200, "{}") };
                refund_sent(&desk, due, id, &reply);
                let before = desk.of_attempt(due, id);
                if before.flight == Flight::Plugin {
                    let all = before.returned().minor + minor;
                    let status = if all == FEE_KZT { Status::Refunded } else { Status::PartRefunded };
                    let told = match fate { 2 => Status::Paid, 3 => Status::Unknown, _ => status };
                    desk.plugin_says(due, id, Step::Observe(seen_back(&desk, due, id, told, all)));
                }
                let decision = if fate % 2 == 0 { Decision::RefundDone } else { Decision::RefundNotDone };
                let _open_or_not = staff.decide(&desk, id, decision);
            }
            capped(&desk.payment(due), &desk);
        }
    }
}
