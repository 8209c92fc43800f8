//! Settlement files: whatever a provider delivers, twice, in parts or shuffled, each line counts once; and what differs is found and held.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use evisa::{
    domain::{
        effect::{Ask, Effect},
        payment::{
            AttemptId, AttemptState, Hold, RefundState,
            ledger::LedgerAccount,
            settlement::LineClass::{self, Amount, Duplicate, Matched, MissingHere, MissingThere, Status as Other},
        },
        refusal::Refusal,
    },
    services::payment::{report::settlement_csv, settlement::SettlementReport},
};
use evisa_plugin_sdk::proto::{Capabilities, RowKind, SettlementRow, Status, Step};

use crate::{
    pay_desk::{Desk, Due, FEE_KZT, TERMINAL, lost, mutation, redirect},
    pay_refund::{Staff, refunds},
};

fn row(line: u32, order_ref: &str, amount_minor: u64) -> SettlementRow {
    SettlementRow {
        line,
        kind: RowKind::Payment,
        order_ref: order_ref.to_owned(),
        provider_ref: Some(format!("ref-{order_ref}")),
        amount_minor,
        commission_minor: 0,
        currency: "KZT".to_owned(),
        terminal: Some(TERMINAL.to_owned()),
        occurred_at: "2022-06-08T14:31:00+06:00".to_owned(),
    }
}

fn import(desk: &Desk, name: &str, rows: &[SettlementRow]) -> SettlementReport {
    desk.services.settlement_import(&desk.system(), ("model", name), rows).unwrap()
}

fn classes(report: &SettlementReport) -> Vec<LineClass> {
    report.lines.iter().map(|line| line.class).collect()
}

fn order(desk: &Desk, (due, id): (Due, AttemptId)) -> String {
    desk.of_attempt(due, id).order_ref
}

/// Unknown: exposed, and nobody answers.
fn unknown(desk: &Desk) -> (Due, AttemptId) {
    let due = desk.ready();
    let id = desk.attempt_with(due, refunds());
    desk.plugin_says(due, id, redirect());
    desk.later(31 * 60);
    desk.wake();
    assert_eq!(desk.state(due, id), AttemptState::Unknown);
    (due, id)
}

#[test]
fn s01_every_difference_has_its_class_its_hold_and_its_line_in_the_report() {
    let desk = Desk::new();
    let good = desk.paid_with(refunds());
    let twice = desk.paid_with(refunds());
    let otherwise = desk.paid_with(refunds());
    let absent = desk.paid_with(refunds());
    let open = unknown(&desk);
    let rows = [
        row(1, &order(&desk, good), FEE_KZT),
        row(2, "999999", FEE_KZT),
        row(3, &order(&desk, twice), FEE_KZT),
        SettlementRow { provider_ref: Some("second".to_owned()), ..row(4, &order(&desk, twice), FEE_KZT) },
        row(5, &order(&desk, otherwise), FEE_KZT - 1),
        row(6, &order(&desk, open), FEE_KZT),
        SettlementRow { kind: RowKind::Refund, ..row(7, &order(&desk, good), 5_000) },
    ];
    let report = import(&desk, "a", &rows);
    assert_eq!(classes(&report), [Matched, MissingHere, Matched, Duplicate, Amount, Other, Other]);
    let holds = |(due, id): (Due, AttemptId)| desk.of_attempt(due, id).holds.into_iter().collect::<Vec<_>>();
    assert_eq!(holds(twice), [Hold::DuplicatePaid]);
    assert_eq!(holds(otherwise), [Hold::AmountMismatch]);
    assert_eq!(holds(good), [Hold::Contradiction], "a refund that is not ours");
    assert_eq!(desk.state(open.0, open.1), AttemptState::Unknown, "younger than three days: the provider is asked");
    assert!(holds(absent).is_empty(), "the file of the next day may have it");
    // What the bank took twice is held for its payer.
    assert_eq!(desk.holds(&LedgerAccount::Suspense("card".to_owned())), FEE_KZT);
    assert_eq!(desk.of_attempt(twice.0, twice.1).refunds[0].state, RefundState::Proposed);
    // One transaction goes back, by the amount of one: so its plugin knows it again.
    let staff = crate::pay_refund::Staff::of(&desk);
    staff.refund(&desk, twice.1, FEE_KZT);
    let sent = desk.wake().into_iter().find_map(|effect| {
        if let Effect::PluginTurn { ask: Ask::Refund { refund }, .. } = effect { Some(refund) } else { None }
    });
    let sent = sent.expect("the plugin is asked to give it back");
    assert_eq!((sent.amount_minor, sent.captured_minor), (FEE_KZT, Some(FEE_KZT)));
    // What reached the bank is posted, and only that.
    let books = desk.services.money_balance(&desk.system()).unwrap();
    assert_eq!(books.accounts[&LedgerAccount::Bank].debit, u128::from(2 * FEE_KZT));
    let open_lines = desk.services.settlement_open(&desk.system()).unwrap();
    assert_eq!(open_lines.len(), 5);

    desk.later(86_400);
    let next = SettlementRow { occurred_at: "2022-06-09T09:00:00+06:00".to_owned(), ..row(1, "999998", FEE_KZT) };
    let report = import(&desk, "b", &[next]);
    assert_eq!(report.counts()[&MissingThere], 1);
    assert_eq!(holds(absent), [Hold::UnmatchedSettlement]);
    let csv = settlement_csv(&report);
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines[1], "1,missing here,payment,999998,ref-999998,23296.80,KZT,2022-06-09T09:00:00+06:00,");
    assert_eq!(lines[2], format!(",missing there,,{},,,,,{}", order(&desk, absent), absent.1));
    // It comes after all: the hold goes, and the line is posted.
    import(&desk, "c", &[row(1, &order(&desk, absent), FEE_KZT)]);
    assert!(holds(absent).is_empty());
}

#[test]
fn s02_the_same_file_again_a_longer_one_and_one_in_another_order_change_nothing() {
    let desk = Desk::new();
    let (first, second) = (desk.paid_with(refunds()), desk.paid_with(refunds()));
    // Two equal lines without anything to tell them apart are two, in every import.
    let equal = row(1, "777777", 100);
    let rows = [row(1, &order(&desk, first), FEE_KZT), row(2, &order(&desk, second), FEE_KZT), equal.clone(), equal];
    let part = import(&desk, "part", &rows[..1]);
    assert_eq!((part.new, classes(&part)), (1, vec![Matched]));
    let whole = import(&desk, "whole", &rows);
    assert_eq!((whole.new, classes(&whole)), (3, vec![Matched, Matched, MissingHere, MissingHere]));
    let before = (desk.ledger(), desk.evidence(first.1), desk.evidence(second.1));
    let mut turned = rows.to_vec();
    turned.reverse();
    for (name, rows) in [("whole", rows.to_vec()), ("turned", turned)] {
        assert_eq!(import(&desk, name, &rows).new, 0, "{name}");
        assert_eq!((desk.ledger(), desk.evidence(first.1), desk.evidence(second.1)), before, "{name}");
    }
    let files = desk.services.settlement_files(&desk.system()).unwrap();
    assert_eq!(files.len(), 3, "the same bytes are one file");
    desk.holds(&LedgerAccount::Bank);
}

#[test]
fn s03_a_payment_of_the_last_second_is_looked_for_on_both_days() {
    let desk = Desk::new();
    // 23:59:59 in Almaty, where it is UTC+6 in 2022.
    desk.clock.put("2022-06-08T17:59:59Z".parse().unwrap());
    desk.rate("388.28");
    let late = desk.paid_with(refunds());
    let hold = || desk.of_attempt(late.0, late.1).holds.contains(&Hold::UnmatchedSettlement);
    let noon = row(1, "1", 1);
    desk.later(3_600);
    import(&desk, "today", &[SettlementRow { occurred_at: "2022-06-08T12:00:00+06:00".to_owned(), ..noon.clone() }]);
    assert!(!hold(), "its own day has not got it, and that means nothing yet");
    // The bank books it on the next day, in a zone of its own.
    let next =
        SettlementRow { occurred_at: "2022-06-09T00:00:01+06:00".to_owned(), ..row(1, &order(&desk, late), FEE_KZT) };
    assert_eq!(classes(&import(&desk, "tomorrow", &[next])), [Matched]);
    desk.later(2 * 86_400);
    import(&desk, "later", &[SettlementRow { occurred_at: "2022-06-10T12:00:00+06:00".to_owned(), ..noon.clone() }]);
    assert!(!hold());
    // A file that speaks of days to come makes nothing look missing.
    let other = desk.paid_with(refunds());
    import(&desk, "future", &[SettlementRow { occurred_at: "2032-01-01T12:00:00+06:00".to_owned(), ..noon }]);
    assert!(!desk.of_attempt(other.0, other.1).holds.contains(&Hold::UnmatchedSettlement));
}

#[test]
fn s04_what_was_unknown_for_three_days_is_settled_by_the_file() {
    let desk = Desk::new();
    let (due, id) = unknown(&desk);
    let rows = [row(1, &order(&desk, (due, id)), FEE_KZT)];
    desk.later(72 * 3_600);
    for _ in 0..3 {
        desk.later(3_600);
        desk.wake();
        if desk.of_attempt(due, id).flight == evisa::domain::payment::Flight::Plugin {
            desk.asked_and_told(due, id, desk.seen(due, id, Status::Unknown));
        }
    }
    assert!(desk.of_attempt(due, id).holds.contains(&Hold::Unresolved));
    let report = import(&desk, "statement", &rows);
    assert_eq!(classes(&report), [Matched]);
    let attempt = desk.of_attempt(due, id);
    assert_eq!((attempt.state, attempt.holds.is_empty(), desk.visas()), (AttemptState::Paid, true, 1), "{attempt:?}");
    assert_eq!(attempt.proof.unwrap().provider_ref, Some(format!("ref-{}", attempt.order_ref)));
    assert_eq!(desk.holds(&LedgerAccount::Treasury), FEE_KZT);
    assert_eq!(desk.holds(&LedgerAccount::Clearing("card".to_owned())), 0, "taken, and handed over");
}

#[test]
fn s04_a_file_that_names_another_amount_settles_nothing() {
    let desk = Desk::new();
    let (due, id) = unknown(&desk);
    desk.later(73 * 3_600);
    desk.wake();
    let report = import(&desk, "statement", &[row(1, &order(&desk, (due, id)), FEE_KZT + 1)]);
    assert_eq!(classes(&report), [Amount]);
    assert!(!desk.state(due, id).captured());
    assert!(desk.of_attempt(due, id).holds.contains(&Hold::AmountMismatch));
}

#[test]
fn s04_a_refund_that_nobody_could_tell_about_is_settled_by_the_file() {
    let desk = Desk::new();
    let staff = Staff::of(&desk);
    let (due, id) = desk.paid_with(refunds());
    staff.refund(&desk, id, FEE_KZT);
    desk.plugin_says(due, id, Step::Http(mutation()));
    desk.bank_says(due, id, &lost());
    let back = SettlementRow { kind: RowKind::Refund, ..row(2, &order(&desk, (due, id)), FEE_KZT) };
    let report = import(&desk, "statement", &[row(1, &order(&desk, (due, id)), FEE_KZT), back]);
    assert_eq!(classes(&report), [Matched, Matched]);
    let attempt = desk.of_attempt(due, id);
    assert_eq!((attempt.state, attempt.refunds[0].state), (AttemptState::Refunded, RefundState::Refunded));
    let books = desk.services.money_balance(&desk.system()).unwrap();
    let clearing = books.accounts[&LedgerAccount::Clearing("card".to_owned())];
    assert_eq!(clearing.debit, clearing.credit, "nothing is left with the method");
}

#[test]
fn a_line_of_an_attempt_that_is_paid_a_little_later_matches_then() {
    let desk = Desk::new();
    let (due, id) = unknown(&desk);
    let report = import(&desk, "early", &[row(1, &order(&desk, (due, id)), FEE_KZT)]);
    assert_eq!(classes(&report), [Other]);
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    desk.services.settlement_rematch(&desk.system()).unwrap();
    let report = desk.services.settlement_report(&desk.system(), "early").unwrap();
    assert_eq!(classes(&report), [Matched]);
    assert!(desk.services.settlement_open(&desk.system()).unwrap().is_empty());
}

#[test]
fn only_the_cash_desk_brings_files_in() {
    let desk = Desk::new();
    let (due, _) = desk.paid_with(Capabilities::default());
    let refused = desk.services.settlement_import(&desk.by(due), ("model", "x"), &[]);
    assert_eq!(refused.unwrap_err(), Refusal::NotFound);
    let many: Vec<_> = (0..50_001).map(|line| row(line, "1", 1)).collect();
    let refused = desk.services.settlement_import(&desk.system(), ("model", "x"), &many);
    assert!(matches!(refused, Err(Refusal::Denied(_))), "a file without end");
}
