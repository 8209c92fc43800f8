//! Real bugs of other payment systems, by their number in the list that `tests/expected/faults.txt` keeps: none of them is here.
//! Each is played with the portal's jobs and the model bank, on its kind days.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use std::{sync::atomic::AtomicU64, thread};

use evisa::{
    domain::{
        context::{Actor, Cx},
        effect::{Effect, Letter},
        payment::{Attempt, AttemptState, Hold, PaymentState},
        refusal::Refusal,
    },
    store::{Reader, outbox::Stage},
};
use evisa_plugin_sdk::proto::{Authenticity, Observation, Status};
use jiff::SignedDuration;

use crate::{
    bank::Calling,
    crash_points::{
        Act::{self, BankRefuses, Fill, Open, Pay, PayInTheOldTab, Return, Switch, UpdateStatus, Wait},
        act, follow,
    },
    dice::Dice,
    pay_desk::{Due, Sequence},
    plugin::terms_of,
    world::World,
};

/// A portal and a bank in good order, and one payer with an open session.
fn world() -> (World, Due) {
    let mut world = World::new(Dice::kind(), None);
    world.settle_people(1);
    let due = world.people[0].due;
    world.desk.services.payment_session_open(&world.desk.by(due), due.payment).unwrap();
    (world, due)
}

fn play(world: &mut World, due: Due, acts: &[Act]) {
    for one in acts {
        act(world, due, *one);
        follow(world).unwrap();
    }
}

fn attempt(world: &World, due: Due, nth: usize) -> Attempt {
    world.desk.payment(due).attempts[nth].clone()
}

fn state(world: &World, due: Due) -> PaymentState {
    world.desk.payment(due).state(world.desk.now())
}

fn fees(world: &World) -> usize {
    world.desk.ledger().iter().filter(|entry| entry.name.ends_with("/fee")).count()
}

/// Letters that tell of a granted visa, delivered or not.
fn letters(world: &World) -> usize {
    let granted = |effect: &Effect| matches!(effect, Effect::Mail { letter: Letter::VisaGranted { .. }, .. });
    let of =
        |stage| world.desk.services.store.read(|tx: &Reader<'_>| tx.effects_in::<Effect>(stage, usize::MAX)).unwrap();
    let all = [Stage::Waiting, Stage::Begun, Stage::Done, Stage::Failed].map(of);
    all.iter().flatten().filter(|(_, entry)| granted(&entry.effect)).count()
}

/// Somebody calls about an order and claims this.
fn call(world: &mut World, attempt: &Attempt, key: &str, status: Status) {
    let claims = Observation {
        amount_minor: Some(attempt.expected().unwrap().minor),
        currency: Some("KZT".to_owned()),
        terminal: attempt.terminal.clone(),
        ..Observation::new(status, &attempt.order_ref)
    };
    world.bank.calling.push(Calling {
        at: world.bank.now,
        order_ref: attempt.order_ref.clone(),
        replay_key: key.to_owned(),
        authenticity: Authenticity::Signed,
        claims,
    });
}

#[test]
fn bug_01_looking_at_a_payment_changes_nothing_and_no_second_method_is_charged() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("card")]);
    let (commits, before) = (world.disk.commits(), world.desk.payment(due));
    for _ in 0..20 {
        assert_eq!(world.desk.payment(due), before);
    }
    assert_eq!(world.disk.commits(), commits, "a page that is only shown writes nothing");
    assert_eq!(world.open(due, "wallet", "another tab"), None);
    play(&mut world, due, &[Pay, Return]);
    assert_eq!((state(&world, due), world.bank.book.len()), (PaymentState::Paid, 1));
}

#[test]
fn bug_02_a_stale_callback_of_another_attempt_does_not_complete_this_one() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("card"), BankRefuses, Return, Open("wallet")]);
    let old = attempt(&world, due, 0);
    call(&mut world, &old, "late", Status::Paid);
    play(&mut world, due, &[Return]);
    let states = world.desk.payment(due).attempts.iter().map(|one| one.state).collect::<Vec<_>>();
    assert_eq!(states, [AttemptState::Declined, AttemptState::Customer]);
    assert_eq!((fees(&world), world.desk.visas()), (0, 0));
}

#[test]
fn bug_03_a_return_and_a_callback_at_once_are_one_payment_and_one_letter() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("card")]);
    act(&mut world, due, Pay);
    act(&mut world, due, Return);
    world.callbacks_arrive();
    act(&mut world, due, UpdateStatus);
    follow(&mut world).unwrap();
    assert_eq!((fees(&world), world.desk.visas(), letters(&world)), (1, 1, 1));
}

#[test]
fn bug_04_completion_by_the_customer_and_by_the_bank_capture_once() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("wallet")]);
    act(&mut world, due, Fill);
    act(&mut world, due, Fill);
    let under_way = attempt(&world, due, 0);
    call(&mut world, &under_way, "1", Status::Paid);
    world.callbacks_arrive();
    follow(&mut world).unwrap();
    assert_eq!(world.bank.book[&under_way.order_ref].captured.len(), 1);
    assert_eq!((fees(&world), world.desk.visas()), (1, 1));
}

#[test]
fn bug_05_three_callbacks_at_the_same_moment_settle_once() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("card")]);
    act(&mut world, due, Pay);
    let copies = world.bank.calling[0].clone();
    world.bank.calling.extend([copies.clone(), copies]);
    world.bank.now += SignedDuration::from_mins(1);
    world.desk.clock.put(world.bank.now);
    world.callbacks_arrive();
    // The answer to the question they caused reaches the portal three times at once, too.
    while attempt(&world, due, 0).flight != evisa::domain::payment::Flight::Question {
        world.jobs();
    }
    let (asked, services) = (attempt(&world, due, 0), world.desk.services.clone());
    let reply = crate::pay_desk::response(200, "{}");
    let (now, turn) = (world.desk.now(), (due.payment, asked.id, asked.turn));
    thread::scope(|scope| {
        for nth in 0..3 {
            let (services, reply) = (services.clone(), reply.clone());
            scope.spawn(move || {
                let chance = Sequence(AtomicU64::new(1_000 * nth));
                let cx = Cx { now, actor: Actor::System, peer: None, chance: &chance };
                services.payment_reply_arrived(&cx, turn, &reply).unwrap();
            });
        }
    });
    assert_eq!(attempt(&world, due, 0).turn, asked.turn + 1, "one answer counts");
    play(&mut world, due, &[Return, UpdateStatus]);
    assert_eq!((fees(&world), world.desk.visas(), letters(&world)), (1, 1, 1));
}

#[test]
fn bug_06_a_callback_before_our_own_answer_is_not_lost() {
    let (mut world, due) = world();
    act(&mut world, due, Open("card"));
    let opened = attempt(&world, due, 0);
    call(&mut world, &opened, "early", Status::Pending);
    world.callbacks_arrive();
    assert!(world.bank.calling.is_empty(), "acknowledged");
    follow(&mut world).unwrap();
    assert!(attempt(&world, due, 0).query_wanted || 0 < attempt(&world, due, 0).queries, "it made us ask");
    play(&mut world, due, &[Pay, Return]);
    assert_eq!(state(&world, due), PaymentState::Paid);
}

#[test]
fn bug_07_a_timeout_after_the_charge_is_unknown_and_then_paid_never_failed() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("wallet")]);
    act(&mut world, due, Fill);
    // The request leaves; the answer never comes back, because the portal stops.
    while world.bank.book.is_empty() {
        world.jobs();
    }
    world.hands.clear();
    world.recover();
    assert_eq!(attempt(&world, due, 0).state, AttemptState::Unknown);
    assert_eq!(world.open(due, "card", "again"), None, "nobody pays twice meanwhile");
    follow(&mut world).unwrap();
    assert_eq!((state(&world, due), world.desk.visas()), (PaymentState::Paid, 1));
}

#[test]
fn bug_09_a_later_attempt_that_ends_badly_does_not_hide_the_one_that_was_paid() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("card"), BankRefuses, Return, Open("card"), PayInTheOldTab, Return, Wait(120)]);
    let states = world.desk.payment(due).attempts.iter().map(|one| one.state).collect::<Vec<_>>();
    assert_eq!(states, [AttemptState::Paid, AttemptState::Closed]);
    assert_eq!((state(&world, due), fees(&world)), (PaymentState::Paid, 1));
}

#[test]
fn bug_10_a_late_failure_does_not_take_back_what_was_paid() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("card"), Pay, Return]);
    let paid = attempt(&world, due, 0);
    world.bank.order(&paid.order_ref).captured.clear();
    call(&mut world, &paid, "expired", Status::NotPaid);
    play(&mut world, due, &[Wait(1), Return]);
    let after = attempt(&world, due, 0);
    assert_eq!((after.state, state(&world, due)), (AttemptState::Paid, PaymentState::Paid));
    assert!(after.holds.contains(&Hold::Contradiction), "a person looks at it");
}

#[test]
fn bug_11_nothing_is_closed_for_age_before_the_bank_was_asked() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("card")]);
    act(&mut world, due, Pay);
    world.bank.calling.clear();
    world.bank.now += SignedDuration::from_mins(90);
    world.desk.clock.put(world.bank.now);
    follow(&mut world).unwrap();
    assert_eq!((attempt(&world, due, 0).state, world.desk.visas()), (AttemptState::Paid, 1));
}

#[test]
fn bug_12_money_for_what_was_given_up_brings_no_visa_and_waits_for_a_person() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("card"), BankRefuses, Return]);
    let application = world.desk.payment(due).application;
    world.desk.services.application_withdraw(&world.desk.by(due), application).unwrap();
    play(&mut world, due, &[Pay, Wait(5)]);
    let late = attempt(&world, due, 0);
    assert!(late.holds.contains(&Hold::LateSuccess), "{late:?}");
    assert_eq!((fees(&world), world.desk.visas(), letters(&world)), (0, 0, 0));
}

#[test]
fn bug_13_a_redirect_that_nobody_followed_ends_on_the_banks_word() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("card"), Wait(35)]);
    assert!(attempt(&world, due, 0).state.live(), "not before the grace is over");
    play(&mut world, due, &[Wait(30)]);
    assert_eq!((attempt(&world, due, 0).state, state(&world, due)), (AttemptState::Closed, PaymentState::Lapsed));
}

#[test]
fn bug_18_nobody_is_told_to_pay_while_a_payment_may_be_on_its_way() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("card"), Wait(35)]);
    assert_eq!(state(&world, due), PaymentState::Checking);
    let refused = world.desk.services.payment_method_switch(&world.desk.by(due), due.payment);
    assert!(matches!(refused, Err(Refusal::Denied(_))), "{refused:?}");
    let by = world.desk.by(due);
    let second = world.desk.services.payment_attempt_open(&by, due.payment, "second", &terms_of("wallet"));
    assert!(matches!(second, Err(Refusal::Denied(why)) if why.key == "payment-attempt-under-way"));
}

#[test]
fn bug_19_a_browser_that_never_comes_back_is_not_needed() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("card"), Pay]);
    world.bank.calling.clear();
    play(&mut world, due, &[Wait(5)]);
    assert_eq!((state(&world, due), world.desk.visas(), letters(&world)), (PaymentState::Paid, 1, 1));
}

#[test]
fn bug_23_the_ledger_is_posted_once_and_its_sums_agree() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("wallet"), Fill, Return, UpdateStatus]);
    let paid = attempt(&world, due, 0);
    for key in ["1", "2", "3"] {
        call(&mut world, &paid, key, Status::Paid);
        play(&mut world, due, &[Wait(1)]);
    }
    let books = world.desk.services.money_balance(&world.desk.system()).unwrap();
    assert!(books.balanced(), "{books:?}");
    assert_eq!((fees(&world), world.desk.ledger().len()), (1, 1));
    world.judge().unwrap();
}

#[test]
fn bug_24_the_rate_of_the_quote_holds_until_its_session_ends() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("card")]);
    let quoted = attempt(&world, due, 0).fee;
    world.desk.rate("500.00");
    play(&mut world, due, &[Pay, Return]);
    assert_eq!((attempt(&world, due, 0).fee, state(&world, due)), (quoted, PaymentState::Paid));
    // Who did not pay gets a new quote with a new session, and never the old one again.
    let (mut world, due) = self::world();
    play(&mut world, due, &[Open("wallet"), Switch]);
    world.desk.rate("500.00");
    play(&mut world, due, &[Wait(31), Open("wallet")]);
    assert_eq!(attempt(&world, due, 1).fee.minor, 3_000_000);
}

#[test]
fn bug_25_every_method_ends_paid_without_one_callback() {
    for acts in [&[Open("card"), Pay][..], &[Open("wallet"), Fill], &[Open("phone"), Fill, Fill]] {
        let (mut world, due) = world();
        for one in acts {
            act(&mut world, due, *one);
            for _ in 0..40 {
                world.bank.calling.clear();
                world.jobs();
                world.bank.now += SignedDuration::from_secs(1);
                world.desk.clock.put(world.bank.now);
            }
        }
        assert_eq!((state(&world, due), world.desk.visas()), (PaymentState::Paid, 1), "{acts:?}");
    }
}

#[test]
fn bug_26_one_form_is_one_attempt_also_at_once_and_after_the_house_was_tended() {
    let (mut world, due) = world();
    let (services, now) = (world.desk.services.clone(), world.desk.now());
    let opened = thread::scope(|scope| {
        let open = |nth: u64| {
            let services = services.clone();
            scope.spawn(move || {
                let chance = Sequence(AtomicU64::new(1_000_000 * nth));
                let cx = Cx { now, actor: Actor::Account(due.account), peer: None, chance: &chance };
                services.payment_attempt_open(&cx, due.payment, "one form", &terms_of("card")).unwrap()
            })
        };
        [1, 2, 3, 4].map(open).map(|one| one.join().unwrap())
    });
    assert!(opened.iter().all(|id| *id == opened[0]), "{opened:?}");
    play(&mut world, due, &[Pay, Wait(10)]);
    world.bank.now += SignedDuration::from_hours(24 * 40);
    world.desk.clock.put(world.bank.now);
    world.tend();
    assert_eq!(world.open(due, "card", "one form"), Some(opened[0]), "the mark lives as long as the attempt");
    assert_eq!(world.desk.payment(due).attempts.len(), 1);
}

#[test]
fn bug_27_a_callback_that_is_repeated_is_acknowledged_every_time() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("card"), Pay, Return]);
    let paid = attempt(&world, due, 0);
    for _ in 0..50 {
        call(&mut world, &paid, "the same", Status::Paid);
    }
    world.callbacks_arrive();
    assert!(world.bank.calling.iter().all(|calling| calling.replay_key != "the same"), "each was acknowledged");
    play(&mut world, due, &[Wait(5)]);
    assert_eq!((fees(&world), world.desk.visas(), letters(&world)), (1, 1, 1));
}

#[test]
fn bug_28_what_is_unknown_is_shown_to_staff_with_its_age_and_never_charged_again() {
    let (mut world, due) = world();
    play(&mut world, due, &[Open("wallet")]);
    act(&mut world, due, Fill);
    // The request leaves, the portal stops, and the bank will not say what became of it.
    while world.bank.book.is_empty() {
        world.jobs();
    }
    let order_ref = attempt(&world, due, 0).order_ref;
    let order = world.bank.order(&order_ref);
    order.captured.clear();
    order.silent = true;
    world.hands.clear();
    world.recover();
    play(&mut world, due, &[Wait(60)]);
    let unknown = world.desk.services.money_unknown(&world.desk.system()).unwrap();
    assert_eq!(unknown.iter().map(|line| line.attempt.id).collect::<Vec<_>>(), [attempt(&world, due, 0).id]);
    let age = world.desk.now().duration_since(unknown[0].attempt.opened_at);
    assert!(60 <= age.as_mins(), "{age:?}");
    assert_eq!(world.open(due, "card", "again"), None, "the person is not charged a second time");
}
