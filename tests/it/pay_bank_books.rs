//! What the model bank's books and ours say of each other: refunds, a success after the session's end, settlement files.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use evisa::{
    domain::payment::{
        AttemptState, Flight, Hold, PaymentState, RefundState,
        settlement::LineClass::{self, Amount, Matched, MissingHere},
    },
    sandbox::{chance::Faults, outcome::Outcome},
};

use crate::{
    pay_bank::{World, http},
    pay_methods::{BEELINE, HALYK, KAZPOST, KCELL, WALLET, Way, control},
    pay_refund::Staff,
};

/// What the bank says about the order of a method: order numbers of two protocols may be the same.
fn order(world: &World, method: &str, order_ref: &str) -> serde_json::Value {
    let family = match method {
        HALYK => "halyk",
        KAZPOST => "kkb",
        WALLET => "wallet",
        _ => "mobile",
    };
    let key = format!("{family}-{order_ref}");
    let listed = control(world);
    let orders = listed["orders"].as_array().unwrap();
    orders.iter().find(|order| order["order"] == key).unwrap_or_else(|| panic!("no {key}: {listed}")).clone()
}

/// One payment with each method, all paid.
fn paid_with_each(world: &World) -> Vec<(&'static str, Way<'_>)> {
    let numbers = [
        (WALLET, "wallet", Outcome::Approve.wallet()),
        (KCELL, "phone", Outcome::Approve.phone("701")),
        (BEELINE, "phone", Outcome::Approve.phone("705")),
    ];
    let mut ways = Vec::new();
    for (method, field, number) in numbers {
        let (way, _) = Way::choose(world, method);
        way.pay(field, &number);
        ways.push((method, way));
    }
    for method in [HALYK, KAZPOST] {
        let (way, wait) = Way::choose(world, method);
        world.pay(&world.at_the_bank(&wait), Outcome::Approve);
        ways.push((method, way));
    }
    ways.iter().for_each(|(method, way)| way.until_paid(method));
    ways
}

#[test]
fn m06_a_refund_with_two_signatures_reaches_the_bank_once_with_every_method_that_has_one() {
    let world = World::of(Faults { shuffled: true, ..Faults::KIND });
    let staff = Staff::of(&world.desk);
    for (method, way) in paid_with_each(&world) {
        let attempt = way.attempt();
        // All that was taken: the wallet's commission of 25 KZT is part of it.
        let whole = attempt.captured.unwrap().minor;
        staff.refund(&world.desk, attempt.id, whole);
        if method == KCELL || method == BEELINE {
            // The operators have no such command: people give it back by hand, and nothing was sent.
            world.until(method, |_| way.attempt().refunds[0].state == RefundState::Refunding);
            assert_eq!(order(&world, method, &attempt.order_ref)["refunds"], 0, "{method}");
            continue;
        }
        world.until(method, |_| way.attempt().refunds[0].state == RefundState::Refunded);
        world.until(method, |world| world.state(way.due) == PaymentState::Refunded);
        let listed = order(&world, method, &attempt.order_ref);
        assert_eq!((&listed["state"], &listed["refunds"]), (&"given_back".into(), &1.into()), "{method}: {listed}");
        assert_eq!(listed["given_back"], listed["taken"], "{method}");
    }
}

#[test]
fn m01_another_amount_than_asked_goes_back_whole_by_every_method_that_can() {
    let world = World::of(Faults::KIND);
    let staff = Staff::of(&world.desk);
    let (wallet, _) = Way::choose(&world, WALLET);
    wallet.pay("wallet", &Outcome::Amount.wallet());
    let (card, wait) = Way::choose(&world, HALYK);
    world.pay(&world.at_the_bank(&wait), Outcome::Amount);
    // The older card protocol only reserves, and what is reserved wrongly is never taken; the operators give back by hand.
    let ways = [(WALLET, wallet), (HALYK, card)];
    for (method, way) in &ways {
        world.until(method, |_| way.attempt().holds.contains(&Hold::AmountMismatch));
        let attempt = way.attempt();
        staff.refund(&world.desk, attempt.id, attempt.captured.unwrap().minor);
        world.until(method, |_| way.attempt().refunds.last().is_some_and(|one| one.state == RefundState::Refunded));
        let listed = order(&world, method, &attempt.order_ref);
        assert_eq!((&listed["given_back"], &listed["refunds"]), (&listed["taken"], &1.into()), "{method}: {listed}");
        assert!(way.attempt().holds.is_empty(), "{method}: {:?}", way.attempt().holds);
    }
    // Long after the deadline the providers still say "given back", and that is no news.
    world.desk.later(2 * 3_600);
    for (method, way) in &ways {
        world.desk.services.money_query(&world.desk.system(), way.attempt().id).unwrap();
        world.until(method, |_| way.attempt().state == AttemptState::Closed && way.attempt().flight == Flight::None);
        assert!(way.attempt().holds.is_empty(), "{method}: {:?}", way.attempt().holds);
    }
    assert!(world.desk.services.money_balance(&world.desk.system()).unwrap().balanced());
    assert_eq!(world.desk.visas(), 0);
}

#[test]
fn c05_a_success_long_after_the_session_is_paid_and_not_lost() {
    let world = World::of(Faults::KIND);
    let late = |method: &str, field: &str, number: String| {
        let (way, _) = Way::choose(&world, method);
        way.pay(field, &number);
        way
    };
    let ways = [
        (WALLET, late(WALLET, "wallet", Outcome::Never.wallet())),
        (KCELL, late(KCELL, "phone", Outcome::Never.phone("701"))),
        (BEELINE, late(BEELINE, "phone", Outcome::Never.phone("705"))),
    ];
    ways.iter().for_each(|(method, way)| way.until_attempt(method, AttemptState::Pending));
    // Far beyond the thirty minutes and every grace: still nobody calls it failed.
    world.desk.later(3 * 3_600);
    for (method, way) in &ways {
        world.until(method, |world| world.state(way.due) == PaymentState::Checking);
        let order = order(&world, method, &way.attempt().order_ref);
        let settle = format!("{}/control/{}/settle", world.bank, order["order"].as_str().unwrap());
        assert_eq!(http("POST", &settle, "", Some("")).status, 200);
    }
    for (method, way) in &ways {
        world.until(method, |world| world.state(way.due) == PaymentState::Paid);
    }
    assert_eq!(world.desk.visas(), 3);
}

#[test]
fn s01_s02_the_banks_own_files_match_and_each_planted_fault_is_found() {
    let world = World::of(Faults::KIND);
    let ways = paid_with_each(&world);
    // The bank's clock and ours have parted: both must be past the day's lines.
    let addresses = control(&world)["settlement"].as_array().unwrap().clone();
    assert_eq!(addresses.len(), 4, "one file for each plugin: {addresses:?}");
    let import = |address: &str, faults: &str| -> Vec<LineClass> {
        let plugin = match address.split('/').nth(2).unwrap() {
            "halyk" => "halyk",
            "kkb" => "kz.kazpost.card",
            "wallet" => "kz.kazpost.wallet",
            _ => "kz.mobile.balance",
        };
        let file = http("GET", &format!("{}{address}?faults={faults}", world.bank), "", None).body;
        let rows = world.outside.settlement_read(&world.desk.system(), plugin, file.as_bytes()).unwrap();
        let name = format!("{address}?{faults}");
        let report = world.desk.services.settlement_import(&world.desk.system(), (plugin, &name), &rows).unwrap();
        report.lines.iter().map(|line| line.class).collect()
    };
    let attempt = |method| ways.iter().find(|(known, _)| *known == method).unwrap().1.attempt();
    let (wallet, others): (Vec<&str>, Vec<&str>) =
        addresses.iter().map(|address| address.as_str().unwrap()).partition(|address| address.contains("wallet"));
    assert_eq!(import(wallet[0], "missing"), vec![]);
    assert_eq!(import(wallet[0], "amount"), vec![Amount]);
    assert!(!attempt(WALLET).holds.is_empty(), "another amount is held");
    for address in others {
        let lines = if address.contains("mobile") { 2 } else { 1 };
        assert_eq!(import(address, ""), vec![Matched; lines], "{address}");
        assert_eq!(import(address, "comma,crlf"), vec![Matched; lines], "{address}: the same in other clothes");
        assert_eq!(import(address, "extra").last(), Some(&MissingHere), "{address}");
        assert!(import(address, "duplicate").contains(&Matched), "{address}");
    }
}
