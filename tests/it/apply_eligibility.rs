//! Who cannot get an e-visa learns it before registering and paying, with the way to go instead.

use crate::{
    apply::{ANSWERS, FACTS, QUESTIONS, applicant, begin, business, with},
    house::House,
};

/// A "no" is a page of its own, not a mistake of the asker.
fn is_refused(field: &str, value: &str, (reason, instead): (&str, &str)) {
    let house = House::new();
    let page = house.browser().post(QUESTIONS, &with(&ANSWERS, field, value));
    page.is(200).is_whole().says("wizard-not-eligible-title").see(reason).says(instead);
    page.must_not_see("error-summary").must_not_see("<title>Error:");
}

#[test]
fn a_nationality_that_cannot_apply_is_told_where_to_go() {
    is_refused("nationality", "PAK", ("cannot get an electronic visa", "eligibility-instead-embassy"));
    is_refused("nationality", "KAZ", ("Citizens of Kazakhstan need no visa", "eligibility-instead-own-passport"));
}

#[test]
fn who_travels_with_children_is_told_where_to_go() {
    is_refused("children", "yes", ("enters with children", "eligibility-instead-embassy"));
}

#[test]
fn a_passport_that_ends_too_soon_or_is_full_is_told_what_to_do() {
    is_refused("passport_until", "07.09.2022", ("until 08.09.2022", "eligibility-instead-new-passport"));
    is_refused("pages", "no", ("at least 2 blank pages", "eligibility-instead-new-passport"));
}

#[test]
fn what_to_consider_before_paying_is_shown_once_and_one_may_go_on() {
    let house = House::new();
    let browser = applicant(&house);
    let short = with(&ANSWERS, "passport_until", "01.10.2022");
    let page = browser.post(QUESTIONS, &short);
    page.is(200).is_whole().says("wizard-notices-title").says("wizard-continue-anyway").see("less than 6 months");
    assert_eq!(page.value_of("passport_until"), "01.10.2022", "the answers are not asked twice");
    let anyway: Vec<_> = short.into_iter().chain([("anyway", "yes")]).collect();
    assert!(browser.post(QUESTIONS, &anyway).path.ends_with("/step-1"));
}

#[test]
fn who_needs_no_visa_learns_it_before_paying() {
    let house = House::new();
    // The list of those who need no visa is known since 2025.
    house.later(4 * 365 * 24 * 60);
    let page = house.browser().post(QUESTIONS, &with(&ANSWERS, "nationality", "RUS"));
    page.is(200).says("wizard-notices-title").see("90 days");
}

#[test]
fn every_question_must_be_answered() {
    let house = House::new();
    let page = house.browser().post(QUESTIONS, &[("passport_until", "31.02.2030")]);
    page.is(422).is_whole().see("<title>Error:");
    for field in ["nationality", "category", "children", "passport_until", "pages"] {
        assert!(page.faults(field), "{field}");
    }
    page.says("date-impossible").says("field-country").says("wizard-children-missing");
    assert_eq!(page.value_of("passport_until"), "31.02.2030");
}

#[test]
fn nobody_has_more_than_ten_open_drafts() {
    let house = House::new();
    let browser = applicant(&house);
    for _ in 0..10 {
        browser.submit(QUESTIONS, &ANSWERS).is(303);
    }
    browser.post(QUESTIONS, &ANSWERS).is(409).see("You have 10 applications");
}

#[test]
fn the_answers_do_not_open_the_way_for_another_nationality() {
    let house = House::new();
    house.invitation_row(&business().replace(",CHN", ",PAK"));
    let browser = applicant(&house);
    let application = begin(&browser);
    let page = browser.post(&application.at("step-1"), &with(&FACTS, "nationality", "PAK"));
    page.is(422).is_whole().says("eligibility-sticker-only");
    browser.get(&application.at("confirm")).at(&application.at("step-1"));
}

#[test]
fn the_passport_must_outlast_the_visa_of_the_invitation_and_not_only_today() {
    let house = House::new();
    house.invitation_row(&business().replace("05.06.2022,08.06.2022", "05.09.2022,30.09.2022"));
    let browser = applicant(&house);
    let begin_with = |until| {
        let page = browser.post(QUESTIONS, &with(&ANSWERS, "passport_until", until));
        page.path.clone()
    };
    let (short, long) = (begin_with("29.12.2022"), begin_with("30.12.2022"));
    browser.post(&short, &FACTS).is(422).is_whole().see("until 30.12.2022");
    browser.post(&long, &FACTS).at(&long.replace("step-1", "confirm"));
}
