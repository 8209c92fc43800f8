//! The staff page "money" as staff meet it: what is held, who may decide, what is found, and what is never shown.

use evisa::{
    domain::{
        account::Role,
        lang::Lang,
        payment::{AttemptId, PaymentId},
    },
    services::account::Registration,
};
use evisa_plugin_sdk::proto::{Observation, Redirect, RedirectMethod, Status, Step};

use crate::{
    browser::Browser,
    house::{House, PASSWORD},
    paid::{self, EMAIL},
};

/// A member of staff, signed in.
fn staff<'a>(house: &'a House, role: Role, name: &str) -> Browser<'a> {
    let email = format!("{name}@evisa.example");
    let form = Registration {
        email: email.parse().expect("an address"),
        name: evisa::domain::person::PersonName {
            surname: "Officer".parse().expect("a name"),
            given: None,
            patronymic: None,
        },
        lang: Lang::En,
        password: PASSWORD.to_owned().into(),
    };
    house.services.account_create(&house.operator(), &form, role).expect("an account can be made");
    let browser = house.browser();
    let answer = house.sign_in(&browser, &email, PASSWORD);
    assert_eq!(answer.location().as_deref(), Some("/en/office"), "staff are led to their pages");
    browser
}

/// The manual's applicant paid, and the bank tells of another amount.
fn held(house: &House) -> (PaymentId, AttemptId) {
    paid::applicant(house);
    let (_, payment) = paid::submitted(house, EMAIL, "3622000299");
    let attempt = paid::attempt(house, EMAIL, payment, paid::card());
    let view = house.services.payment_view(&house.holder(EMAIL), payment).expect("the payment");
    let order_ref = view.payment.attempt(attempt).expect("the attempt").order_ref.clone();
    let seen = Observation {
        amount_minor: Some(100),
        currency: Some("KZT".to_owned()),
        masked_instrument: Some("440043…4242".to_owned()),
        ..Observation::new(Status::Paid, &order_ref)
    };
    paid::plugin_says(house, EMAIL, (payment, attempt), Step::Observe(seen));
    (payment, attempt)
}

fn page(attempt: AttemptId, act: &str) -> String {
    format!("/en/office/money/attempts/{attempt}{act}")
}

const PROPOSAL: [(&str, &str); 3] =
    [("decision", "reviewed"), ("reason", "statement line 4"), ("evidence", "statement 17")];

#[test]
fn a_held_payment_is_decided_by_two_people_and_never_by_one() {
    let house = House::new();
    let (_, attempt) = held(&house);
    let chief = staff(&house, Role::Chief, "chief");
    chief.get("/en/office/money").is(200).is_whole().says("office-hold-amount").says("office-hold-amount-do");
    chief.get(&page(attempt, "")).is(200).is_whole().says("office-decide-open");
    chief.post(&page(attempt, "/propose"), &PROPOSAL).is(200).says("office-propose-done").says("office-own-proposal");
    // The page shows no button; whoever sends the form nevertheless is refused by the service.
    chief.post(&page(attempt, "/decide"), &[("verdict", "approve")]).is(200).says("money-second-person");
    let cashier = staff(&house, Role::Cashier, "cashier");
    cashier.get(&page(attempt, "")).is(200).says("office-waits-chief").must_not_see("name=\"verdict\"");
    cashier.submit(&page(attempt, "/decide"), &[("verdict", "approve")]).is(403);
    cashier.get("/en/office/money").says("office-hold-amount");
    let other = staff(&house, Role::Chief, "second.chief");
    other.post(&page(attempt, "/decide"), &[("verdict", "perhaps")]).is(200).says("office-choose-verdict");
    other.post(&page(attempt, "/decide"), &[("verdict", "approve")]).is(200).says("office-decide-done");
    other.get("/en/office/money").is(200).says("office-held-none");
}

#[test]
fn a_proposal_that_lacks_something_comes_back_with_what_was_typed() {
    let house = House::new();
    let (_, attempt) = held(&house);
    let cashier = staff(&house, Role::Cashier, "cashier");
    let lacking = [("decision", "reviewed"), ("reason", "statement line 4"), ("evidence", " ")];
    let again = cashier.post(&page(attempt, "/propose"), &lacking);
    again.is(422).is_whole().see("statement line 4").says("money-say-why");
    assert!(again.faults("evidence") && !again.faults("reason"));
    cashier
        .post(&page(attempt, "/propose"), &[("reason", "x"), ("evidence", "y")])
        .is(422)
        .says("office-choose-decision");
    let refund = cashier.post(&page(attempt, "/refund"), &[("amount", "a lot"), ("refund_reason", "twice")]);
    refund.is(422).says("office-amount-malformed").see("a lot").see("twice");
    let wordless = cashier.post(&page(attempt, "/refund"), &[("amount", "1,00"), ("refund_reason", " ")]);
    wordless.is(422).says("money-say-why");
    assert!(wordless.faults("refund_reason") && !wordless.faults("reason"));
}

#[test]
fn whoever_may_not_decide_is_told_so_and_an_applicant_finds_no_staff_page() {
    let house = House::new();
    let (_, attempt) = held(&house);
    let auditor = staff(&house, Role::Auditor, "auditor");
    auditor.get(&page(attempt, "")).is(200).is_whole().must_not_see("/propose").must_not_see("/query");
    for act in ["/query", "/propose", "/decide", "/refund"] {
        auditor.submit(&page(attempt, act), &PROPOSAL).is(403).says("web-not-permitted-title");
    }
    staff(&house, Role::Administrator, "admin").ask("/en/office/money").is(403);
    let applicant = house.register_and_confirm("other@mail.example", ("Other", "Person"));
    applicant.ask("/en/office").is(404);
    applicant.ask(&page(attempt, "")).is(404);
    applicant.submit(&page(attempt, "/decide"), &[("verdict", "approve")]).is(404);
    assert_eq!(
        house.browser().ask("/en/office/money").location().as_deref(),
        Some("/en/login?next=%2Fen%2Foffice%2Fmoney")
    );
}

#[test]
fn staff_cannot_apply_for_themselves() {
    let house = House::new();
    let cashier = staff(&house, Role::Cashier, "cashier");
    cashier.ask("/en/account/visas").is(403);
    let answers = evisa::domain::eligibility::Answers::new(
        "CHN".parse().expect("a nationality"),
        evisa::domain::category::Category::Tourist,
    );
    let refused = house.services.application_begin(&house.holder("cashier@evisa.example"), &answers);
    assert_eq!(refused, Err(evisa::domain::refusal::Refusal::NotPermitted));
    cashier.get("/en/account").is(200).must_not_see("/account/visas");
}

#[test]
fn a_payment_is_found_by_any_of_its_numbers_and_none_of_them_stands_in_an_address() {
    let house = House::new();
    let (payment, attempt) = held(&house);
    let cashier = staff(&house, Role::Cashier, "cashier");
    let lines = house.services.money_payment(&house.operator(), payment).expect("the attempts");
    let (code, number) = (lines[0].code.to_string(), lines[0].application.clone().expect("a number"));
    for known in [code.as_str(), &format!(" {} ", code.to_lowercase()), &number, &lines[0].attempt.order_ref] {
        let found = cashier.submit("/en/office/money/find", &[("find", known)]);
        assert_eq!(found.location(), Some(format!("/en/office/money/payments/{payment}")), "{known}");
    }
    cashier.get(&format!("/en/office/money/payments/{payment}")).is(200).is_whole().see(&page(attempt, "")).see(&code);
    for unknown in ["", "C0009999999999", "0000000000", "../..", &"9".repeat(5_000)] {
        let none = cashier.post("/en/office/money/find", &[("find", unknown)]);
        none.is(422).is_whole().says("office-find-none");
    }
    cashier.ask("/en/office/money/payments/nothing").is(404);
}

#[test]
fn an_outcome_unknown_for_too_long_is_an_alarm_with_its_age() {
    let house = House::new();
    paid::applicant(&house);
    let (_, payment) = paid::submitted(&house, EMAIL, "3622000299");
    let attempt = paid::attempt(&house, EMAIL, payment, paid::card());
    let url = "https://bank.example/pay".to_owned();
    let redirect = Step::Redirect(Redirect { method: RedirectMethod::Get, url, fields: Vec::new() });
    paid::plugin_says(&house, EMAIL, (payment, attempt), redirect);
    house.later(20);
    let cashier = staff(&house, Role::Cashier, "cashier");
    cashier.get("/en/office/money").is(200).must_not_see("office-late").says("office-unknown").see("20 minutes");
    house.later(100);
    let cashier = staff(&house, Role::Cashier, "cashier.again");
    cashier.get("/en/office/money").is(200).says("office-late-title").see("2 hours");
    cashier.get("/en/office/money?day=2022-06-07").is(200).says("office-totals-none");
    cashier.get("/en/office/money?day=yesterday").is(200).see("8 June 2022");
}

#[test]
fn the_books_balance_and_the_treasury_gets_its_day() {
    let house = House::new();
    paid::applicant(&house);
    paid::paid(&house, EMAIL, "3622000299");
    let auditor = staff(&house, Role::Auditor, "auditor");
    let ledger = auditor.get("/en/office/ledger");
    ledger.is(200).is_whole().says("office-balanced").see("treasury:620301/911/108126").see("class=\"figure\"");
    let file = auditor.ask("/en/office/ledger/treasury.csv?day=2022-06-08");
    file.is(200).see("620301,911,108126,credit");
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"treasury-2022-06-08.csv\"");
    assert_eq!(
        auditor.ask("/en/office/ledger/treasury.csv?day=2022-06-07").text().lines().count(),
        1,
        "only the heading"
    );
}

#[test]
fn a_settlement_file_is_refused_with_words_and_never_without_the_token() {
    let house = House::new();
    let cashier = staff(&house, Role::Cashier, "cashier");
    let path = "/en/office/settlements";
    cashier.get(path).is(200).is_whole().see("multipart/form-data");
    cashier.upload(path, ("plugin", "nobody"), "date;order").is(422).is_whole().says("office-settlement-choose");
    cashier.upload(path, ("plugin", "nobody"), &"x".repeat(1_100_000)).is(413);
    house.browser().upload(path, ("plugin", "nobody"), "date;order").is(303);
    let stolen = cashier.stolen();
    stolen.send_bare(path, &[("plugin", "nobody")]).is(403);
    staff(&house, Role::Auditor, "auditor").get(path).is(200).must_not_see("multipart/form-data");
    cashier.ask(&format!("{path}/{}", "0".repeat(64))).is(404);
}

#[test]
fn evidence_stands_in_order_and_folds_open_without_a_script() {
    let house = House::new();
    let (_, attempt) = held(&house);
    let auditor = staff(&house, Role::Auditor, "auditor");
    let shown = auditor.get(&page(attempt, ""));
    shown.is(200).see("<details><summary>").says("office-evidence-opened").says("office-evidence-observation");
    let text = shown.text();
    let (opened, seen) = (text.find("Opened</strong>"), text.find("What the plugin read</strong>"));
    assert!(opened.is_some() && opened < seen, "oldest first");
}

#[test]
fn a_refund_needs_a_second_person_and_never_more_than_was_taken() {
    let house = House::new();
    let (_, attempt) = held(&house);
    let chief = staff(&house, Role::Chief, "chief");
    let ask = |amount| [("amount", amount), ("refund_reason", "another amount was taken")];
    chief.post(&page(attempt, "/refund"), &ask("1.01")).is(422).see("1.00 KZT");
    chief.post(&page(attempt, "/refund"), &ask("1.00")).is(200).says("office-refund-done").says("office-own-proposal");
    let view = house.services.money_attempt(&house.operator(), attempt).expect("the attempt");
    let settle = page(attempt, &format!("/refunds/{}", view.line.attempt.refunds[0].id));
    chief.post(&settle, &[("verdict", "approve")]).is(200).says("money-second-person");
    staff(&house, Role::Cashier, "cashier").submit(&settle, &[("verdict", "approve")]).is(403);
    let other = staff(&house, Role::Chief, "second.chief");
    other.get(&page(attempt, "")).says("office-refund-asked").see(&settle);
    other.post(&settle, &[("verdict", "reject")]).is(200).says("office-decide-done").says("office-refund-rejected");
    other.post(&settle, &[("verdict", "approve")]).is(200).says("money-refund-waits-for-nobody");
}
