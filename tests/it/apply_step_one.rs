//! Step 1: what is typed is kept whatever happens, each fault says what to mend, and the passport's two lines fill the form.

use crate::{
    apply::{FACTS, applicant, begin, house, with},
    house::PASSWORD,
};

/// The first of the two lines of the invited person's passport.
const FIRST_LINE: &str = "P<CHNTEST<<TURISM<<<<<<<<<<<<<<<<<<<<<<<<<<<";

/// Both lines, the check digits of the second computed (weights 7, 3, 1).
fn lines() -> String {
    let digit = |field: &str| {
        let value = |c: char| if c == '<' { 0 } else { c.to_digit(36).expect("a zone has digits and letters") };
        field.chars().zip([7, 3, 1].into_iter().cycle()).map(|(c, weight)| value(c) * weight).sum::<u32>() % 10
    };
    let checked = |field: &str| format!("{field}{}", digit(field));
    let (number, birth, expiry) = (checked("E12345678"), checked("850119"), checked("311128"));
    let personal = checked("<<<<<<<<<<<<<<");
    let whole = digit(&format!("{number}{birth}{expiry}{personal}"));
    format!("{}\n{number}CHN{birth}M{expiry}{personal}{whole}", FIRST_LINE)
}

#[test]
fn faults_say_what_to_mend_and_nothing_typed_is_lost() {
    let house = house();
    let browser = applicant(&house);
    let application = begin(&browser);
    for (field, value, key) in [
        ("invitation", "36220002", "field-invitation"),
        ("invitation", "", "field-invitation"),
        ("passport", "Е-1", "field-passport-number"),
        ("sex", "", "wizard-sex-missing"),
        ("birth_date", "31.02.1985", "date-impossible"),
        ("birth_date", "09.06.2022", "date-in-future"),
        ("birth_date", "01.1985", "date-part-missing"),
        ("birth_date", "19.01.85", "date-short-year"),
        ("birth_date", "", "date-missing"),
        ("nationality", "", "field-country"),
    ] {
        let page = browser.post(&application.at("step-1"), &with(&FACTS, field, value));
        page.is(422).is_whole().says(key).see("<title>Error:").see(&format!("href=\"#field-{field}\""));
        assert!(page.faults(field), "{field}");
        let again = browser.get(&application.at("step-1"));
        for (name, typed) in
            with(&FACTS, field, value).into_iter().filter(|(name, _)| *name != "sex" && *name != "nationality")
        {
            assert_eq!(page.value_of(name), typed, "{name} as typed");
            assert_eq!(again.value_of(name), typed, "{name} kept");
        }
    }
}

#[test]
fn a_draft_waits_until_one_comes_back() {
    let house = house();
    let browser = applicant(&house);
    let application = begin(&browser);
    let half = [("invitation", "36220"), ("passport", "E1"), ("later", "yes")];
    let page = browser.post(&application.at("step-1"), &half);
    page.at("/en/services").see("kept until 08.07.2022").says("continue").see("36220");
    browser.post("/en/logout", &[]);
    browser.get("/en/services").is(200).must_not_see("36220");
    house.sign_in(&browser, "test@mail.ru", PASSWORD);
    browser.get("/en/services").says("wizard-open-title").see(&application.at("step-1"));
    assert_eq!(browser.get(&application.at("step-1")).value_of("passport"), "E1");
}

#[test]
fn the_two_lines_fill_four_fields_and_explain_every_digit() {
    let house = house();
    let browser = applicant(&house);
    let application = begin(&browser);
    let lines = lines();
    let page = browser.post(&application.at("step-1"), &[("mrz", &lines), ("fill", "mrz"), ("invitation", "36220")]);
    page.is(200).is_whole().says("wizard-mrz-right-title").see("TEST TURISM").see("28.11.2031");
    assert_eq!(page.value_of("passport"), "E12345678");
    assert_eq!(page.value_of("birth_date"), "19.01.1985");
    assert_eq!(page.value_of("invitation"), "36220", "what the lines do not say stays as typed");
    page.see("value=\"M\" checked").see("value=\"CHN\" selected");
    for key in [
        "mrz-field-number",
        "mrz-field-birth-date",
        "mrz-field-expiry-date",
        "mrz-field-personal-number",
        "mrz-field-composite",
    ] {
        page.says(key);
    }
    assert_eq!(page.text().matches("right: ").count(), 5);
    assert_eq!(browser.get(&application.at("step-1")).value_of("passport"), "E12345678", "the draft has it too");
}

#[test]
fn one_wrong_digit_is_named() {
    let house = house();
    let browser = applicant(&house);
    let application = begin(&browser);
    let wrong = lines().replace("E12345678", "E12345679");
    let page = browser.post(&application.at("step-1"), &[("mrz", &wrong), ("fill", "mrz")]);
    page.is(200).is_whole().says("wizard-mrz-wrong-title").see("wrong: printed");
    assert_eq!(page.text().matches("wrong: printed").count(), 2, "the number's own digit and the one over all fields");
    assert_eq!(page.value_of("passport"), "E12345679");
}

#[test]
fn what_is_no_passport_zone_is_refused_kindly_and_kept() {
    let house = house();
    let browser = applicant(&house);
    let application = begin(&browser);
    for (pasted, said) in [
        ("", "Paste the two lines"),
        ("garbage", "88 characters together"),
        (&"P<CHN".repeat(2_048), "10240"),
        ("<script>alert(1)</script>", "88 characters together"),
    ] {
        let page = browser.post(&application.at("step-1"), &[("mrz", pasted), ("fill", "mrz"), ("passport", "E7")]);
        page.is(422).is_whole().see(said);
        assert!(!page.text().contains("<script>alert"));
        assert!(page.faults("mrz"));
        assert_eq!(page.value_of("passport"), "E7");
    }
}

#[test]
fn markup_in_every_field_stays_text() {
    let house = house();
    let browser = applicant(&house);
    let application = begin(&browser);
    let evil = "\"><script>alert(1)</script>";
    let fields = ["invitation", "passport", "sex", "birth_date", "nationality", "mrz"].map(|name| (name, evil));
    let all_escaped = |page: &crate::browser::Page| {
        assert!(!page.text().contains("<script>alert"), "{}", page.path);
    };
    all_escaped(browser.post(&application.at("step-1"), &fields).is(422));
    all_escaped(browser.get(&application.at("step-1")).is(200));
    all_escaped(browser.get("/en/services").is(200).see("alert(1)"));
    let questions = crate::apply::ANSWERS.map(|(name, _)| (name, evil));
    all_escaped(browser.post(crate::apply::QUESTIONS, &questions).is(422));
    let asked: String = form_urlencoded::byte_serialize(evil.as_bytes()).collect();
    all_escaped(browser.get(&format!("/en/help?q={asked}")).is(200));
    all_escaped(
        browser.get(&format!("{}?nationality={asked}&passport_until={asked}", crate::apply::QUESTIONS)).is(200),
    );
}

#[test]
fn the_enter_key_presses_next_and_not_the_lines() {
    let house = house();
    let browser = applicant(&house);
    let page = browser.get(&begin(&browser).at("step-1"));
    let form = page.text().split("data-once").nth(1).expect("the form of step 1").to_owned();
    let first =
        form.split("<button").nth(1).expect("its first button").split('>').next().unwrap_or_default().to_owned();
    assert!(!first.contains("name="), "the first button of a form is the Enter key's: {first}");
}
