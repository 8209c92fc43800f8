//! An invitation carries one application of the person it names; guessing is slow and tells nothing.

use std::net::Ipv4Addr;

use crate::{
    apply::{FACTS, applicant, begin, business, house, with},
    house::PASSWORD,
};

/// Step 1 with these facts is refused with this sentence.
fn refused(house: &crate::house::House, facts: &[(&str, &str)], key: &str) {
    let browser = applicant(house);
    let application = begin(&browser);
    let page = browser.post(&application.at("step-1"), facts);
    page.is(422).is_whole().says(key);
    assert!(page.faults("invitation"), "every refusal stands at the same field");
    browser.get(&application.at("confirm")).at(&application.at("step-1"));
}

#[test]
fn whatever_differs_the_sentence_is_the_same() {
    for (field, value) in [
        ("invitation", "3622000298"),
        ("passport", "E12345679"),
        ("sex", "F"),
        ("birth_date", "20.01.1985"),
        ("nationality", "MAR"),
    ] {
        refused(&house(), &with(&FACTS, field, value), "invitation-no-match");
    }
}

#[test]
fn a_revoked_invitation_looks_like_none() {
    let house = house();
    let number = "3622000299".parse().unwrap();
    house.services.invitation_revoke(&house.operator(), &number).unwrap();
    refused(&house, &FACTS, "invitation-no-match");
}

#[test]
fn an_invitation_whose_period_is_over_says_so() {
    let house = crate::house::House::new();
    house.invitation_row(&business().replace("05.06.2022,08.06.2022", "01.06.2022,07.06.2022"));
    refused(&house, &FACTS, "invitation-expired");
}

#[test]
fn one_invitation_carries_one_application() {
    let house = house();
    let browser = applicant(&house);
    let (first, second) = (begin(&browser), begin(&browser));
    browser.post(&second.at("step-1"), &FACTS).at(&second.at("confirm"));
    first.submit(&browser);
    browser.post(&second.at("confirm"), &[("confirm", "yes")]).is(409).says("invitation-used");
    browser.post(&second.at("step-1"), &FACTS).is(422).says("invitation-used");
    let stranger = house.register_and_confirm("other@mail.ru", ("Other", "Person"));
    let theirs = begin(&stranger);
    stranger.post(&theirs.at("step-1"), &FACTS).is(422).says("invitation-used");
}

#[test]
fn a_withdrawn_application_sets_its_invitation_free() {
    let house = house();
    let browser = applicant(&house);
    let first = begin(&browser);
    first.submit(&browser);
    browser.get(&first.at("withdraw")).is_whole().says("wizard-withdraw-text");
    browser.post(&first.at("withdraw"), &[]).at("/en/services").says("wizard-withdrawn");
    begin(&browser).submit(&browser);
}

#[test]
fn an_account_cannot_try_numbers_out() {
    let house = house();
    let browser = applicant(&house);
    let application = begin(&browser);
    for last in 0..10 {
        let number = format!("362200010{last}");
        browser.post(&application.at("step-1"), &with(&FACTS, "invitation", &number)).is(422);
    }
    let page = browser.post(&application.at("step-1"), &FACTS);
    page.is(429).see("Wait 3 minutes");
    assert_eq!(page.value_of("invitation"), "3622000299");
    assert!(page.headers.contains_key("retry-after"));
    house.later(3);
    browser.post(&application.at("step-1"), &FACTS).at(&application.at("confirm"));
}

#[test]
fn many_accounts_together_cannot_try_passport_facts_out() {
    let house = house();
    for account in 0..2 {
        let browser = house.register_and_confirm(&format!("guesser{account}@mail.ru"), ("Guess", "Er"));
        let application = begin(&browser);
        for day in 1..6 {
            let birth = format!("0{day}.0{}.1985", account + 1);
            browser.post(&application.at("step-1"), &with(&FACTS, "birth_date", &birth)).is(422);
        }
    }
    let third = house.register_and_confirm("third@mail.ru", ("Third", "One"));
    third.post(&begin(&third).at("step-1"), &FACTS).is(429).see("Wait 3 minutes");
}

#[test]
fn a_guesser_elsewhere_does_not_keep_the_invited_person_out() {
    let house = house();
    let guesser = house.register_and_confirm("guesser@mail.ru", ("Guess", "Er"));
    let theirs = begin(&guesser);
    for day in 10..20 {
        guesser.post(&theirs.at("step-1"), &with(&FACTS, "birth_date", &format!("{day}.02.1985"))).is(422);
    }
    house.register_and_confirm("test@mail.ru", ("inostr", "inostr"));
    let invited = house.browser_at(Ipv4Addr::new(198, 51, 100, 7));
    house.sign_in(&invited, "test@mail.ru", PASSWORD).is(303);
    let application = begin(&invited);
    invited.post(&application.at("step-1"), &FACTS).at(&application.at("confirm"));
}

#[test]
fn only_the_invitation_that_was_shown_is_declared() {
    let house = house();
    house.invitation_row(&business().replace("3622000299", "3622000300"));
    let browser = applicant(&house);
    let application = begin(&browser);
    let shown = browser.post(&application.at("step-1"), &FACTS).value_of("invitation");
    assert!(!shown.is_empty());
    browser.post(&application.at("step-1"), &with(&FACTS, "invitation", "3622000300")).see("3622000300");
    let declared = [("confirm", "yes"), ("invitation", shown.as_str())];
    browser.post(&application.at("confirm"), &declared).is(422).see("3622000300").says("wizard-confirm-missing");
    let page = browser.get(&application.at("confirm"));
    let shown = page.value_of("invitation");
    browser.post(&application.at("confirm"), &[("confirm", "yes"), ("invitation", shown.as_str())]);
    browser.get(&application.at("confirm")).at(&application.at("step-2"));
}
