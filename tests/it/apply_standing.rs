//! Back, reload, a second tab and somebody else's address change nothing.

use crate::apply::{FACTS, applicant, begin, house};

#[test]
fn somebody_else_s_application_does_not_exist() {
    let house = house();
    let owner = applicant(&house);
    let (draft, submitted) = (begin(&owner), begin(&owner));
    submitted.submit(&owner);
    let stranger = house.register_and_confirm("other@mail.ru", ("Other", "Person"));
    let nothing = "0000000000000000000000000g";
    for application in [&draft.id, &submitted.id, nothing, "x", "..%2f.."] {
        for page in ["step-1", "confirm", "step-2", "withdraw"] {
            stranger.get(&format!("/en/applications/{application}/{page}")).is(404);
        }
        for page in ["step-1", "confirm", "pay", "withdraw"] {
            stranger.post(&format!("/en/applications/{application}/{page}"), &FACTS).is(404);
        }
    }
    owner.get(&draft.at("step-1")).is(200);
    owner.get(&submitted.at("step-2")).is(200);
}

#[test]
fn who_is_not_signed_in_comes_back_afterwards() {
    let house = house();
    let owner = applicant(&house);
    let application = begin(&owner);
    let visitor = house.browser();
    for page in ["step-1", "confirm", "step-2", "withdraw"] {
        let sent = visitor.ask(&application.at(page));
        assert!(sent.is(303).location().unwrap().starts_with("/en/login?next="), "{page}");
    }
}

#[test]
fn submitted_twice_is_submitted_once() {
    let house = house();
    let browser = applicant(&house);
    let application = begin(&browser);
    browser.post(&application.at("step-1"), &FACTS);
    let second_tab = browser.stolen();
    browser.post(&application.at("confirm"), &[("confirm", "yes")]).at(&application.at("step-2"));
    second_tab.post(&application.at("confirm"), &[("confirm", "yes")]).at(&application.at("step-2"));
    second_tab.post(&application.at("confirm"), &[]).at(&application.at("step-2"));
    let received = |letter: &_| matches!(letter, evisa::domain::effect::Letter::ApplicationReceived { .. });
    assert_eq!(house.letters_to("test@mail.ru").iter().filter(|letter| received(letter)).count(), 1);
}

#[test]
fn back_and_reload_lead_to_where_the_application_stands() {
    let house = house();
    let browser = applicant(&house);
    let application = begin(&browser);
    browser.get(&application.at("confirm")).at(&application.at("step-1"));
    browser.get(&application.at("step-2")).at(&application.at("step-1"));
    browser.post(&application.at("pay"), &[]).at(&application.at("step-1"));
    application.submit(&browser);
    for page in ["step-1", "confirm"] {
        browser.get(&application.at(page)).at(&application.at("step-2"));
        browser.post(&application.at(page), &FACTS).at(&application.at("step-2"));
    }
}

#[test]
fn a_draft_is_given_up_only_after_a_question() {
    let house = house();
    let browser = applicant(&house);
    let application = begin(&browser);
    let question = browser.get(&application.at("withdraw"));
    question.is_whole().says("wizard-discard-text").says("wizard-withdraw-no").see(&application.at("step-1"));
    browser.post(&application.at("withdraw"), &[]).at("/en/services").says("wizard-discarded");
    browser.get("/en/services").must_not_see(&application.id);
    for page in ["step-1", "confirm", "step-2", "withdraw"] {
        browser.get(&application.at(page)).at("/en/services");
    }
    for page in ["step-1", "confirm", "pay", "withdraw"] {
        browser.post(&application.at(page), &FACTS).at("/en/services");
    }
}
