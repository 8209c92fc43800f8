//! The manual's applicant goes from the service page to the bill (figures 2 to 6) and sees the manual's own data.

use crate::apply::{ANSWERS, Application, FACTS, QUESTIONS, applicant, begin, house};

#[test]
fn the_manual_s_applicant_comes_to_the_bill_of_figure_six() {
    let house = house();
    let browser = applicant(&house);
    browser.get("/en/services").is(200).says("home-title").says("svc-evisa");
    browser.get("/en/services/e-visa").is(200).says("svc-get");
    let application = begin(&browser);

    let confirm = browser.post(&application.at("step-1"), &FACTS);
    confirm.at(&application.at("confirm")).is_whole();
    for shown in [
        "3622000299",
        "E12345678",
        "19.01.1985",
        "China",
        "123456789021",
        "Товарищество с ограниченной ответственностью Солар Сан Казахстан",
        "АЛМАТИНСКАЯ ОБЛАСТЬ, РАЙОН АЛМАЛИНСКИЙ, АЛМАТУ, КОПЕРНИКА, 2",
        "г.Алматы",
        "АЫВА",
        "2585",
        "from 05.06.2022 to 08.06.2022",
        "Test Turism",
    ] {
        confirm.see(shown);
    }
    let bill = browser.post(&application.at("confirm"), &[("confirm", "yes")]);
    bill.at(&application.at("step-2")).is_whole();
    for shown in [
        "inostr inostr -",
        "Банк-Бенефициар «Комитет Казначейства МФ РК»",
        "620301",
        "911",
        "108126",
        "USD",
        "80",
        "31,062.40\u{a0}₸".replace('\u{a0}', " ").as_str(),
        "388.28",
        "08.06.2022",
        "National Bank of Kazakhstan",
        "30 minutes",
    ] {
        bill.see(shown);
    }
    let russian = browser.get(&application.at("step-2").replace("/en/", "/ru/"));
    russian.is_whole().see("31 062,40 ₸");
    pays(&browser, &application);
}

/// "Pay" leads to E-Pay; the amount is fixed from then on, also when the rate changes.
fn pays(browser: &crate::browser::Browser<'_>, application: &Application) {
    let paid = browser.submit(&application.at("pay"), &[]);
    paid.is(303);
    let e_pay = paid.location().expect("the way to E-Pay");
    assert!(e_pay.starts_with("/en/epay/"), "{e_pay}");
    let again = browser.submit(&application.at("pay"), &[]);
    assert_eq!(again.location(), Some(e_pay), "pressed twice is pressed once");
    browser.get(&application.at("step-2")).see("This amount is fixed until 08.06.2022, 15:00");
}

#[test]
fn the_amount_stays_fixed_for_thirty_minutes_whatever_the_rate_does() {
    let house = house();
    let browser = applicant(&house);
    let application = begin(&browser);
    application.submit(&browser);
    browser.submit(&application.at("pay"), &[]).is(303);
    house.rate("400");
    browser.get(&application.at("step-2")).see("31,062.40").must_not_see("32,000.00");
    house.later(31);
    browser.get(&application.at("step-2")).see("32,000.00").must_not_see("31,062.40");
}

#[test]
fn without_a_fresh_rate_nobody_is_charged_and_the_page_says_so() {
    let house = crate::house::House::new();
    house.invitation_row(&crate::apply::business());
    let browser = applicant(&house);
    let application = begin(&browser);
    application.submit(&browser);
    let page = browser.get(&application.at("step-2"));
    page.is(200).is_whole().says("wizard-rate-missing-title").must_not_see("/pay\"");
    browser.post(&application.at("pay"), &[]).is(409).says("payment-rate-stale");
    house.rate("388.28");
    browser.get(&application.at("step-2")).see("31,062.40");
    browser.submit(&application.at("pay"), &[]).is(303);
}

#[test]
fn a_visitor_answers_first_and_signs_in_then() {
    let house = house();
    let visitor = house.browser();
    let page = visitor.post(QUESTIONS, &ANSWERS);
    page.is(200).says("hdr-login");
    assert!(page.path.starts_with("/en/login?next="), "{}", page.path);
    assert!(page.path.contains("nationality%3DCHN"), "the answers come back afterwards: {}", page.path);
    let back =
        visitor.get("/en/services/e-visa/eligibility?nationality=CHN&category=business&passport_until=28.11.2031");
    assert_eq!(back.value_of("passport_until"), "28.11.2031");
    back.see("value=\"CHN\" selected").see("value=\"business\" checked");
}
