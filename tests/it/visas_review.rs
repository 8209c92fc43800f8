//! Where case officers decide: the promised day, counted in working days, and no visa before it.

use evisa::domain::lang::Lang;

use crate::paid::{EMAIL, applicant, house_with_review, paid};

/// Days from the morning of every story (8 June 2022) to a day.
const DAY: i64 = 24 * 60;

#[test]
fn the_promised_day_is_named_and_counted() {
    let house = house_with_review();
    let browser = applicant(&house);
    let (id, _) = paid(&house, EMAIL, "3622000299");
    for lang in Lang::ALL {
        for path in ["", "/step-3"] {
            let page = browser.get(&format!("/{}/applications/{id}{path}", lang.code()));
            page.is(200).is_whole().says("visas-now-in-review").says("visas-promise-late").see("08.06.2022");
            page.see("11.06.2022").see("12.06.2022").see("/receipt.pdf").must_not_see("/visa.pdf");
        }
        browser.get(&format!("/{}/account/visas", lang.code())).says("visas-state-in-review").see("15.06.2022");
    }
    let page = browser.get(&format!("/en/applications/{id}"));
    page.see("We decide by 15 June 2022.").says("visas-event-fee-paid-for-review").says("visas-next-grant");
    page.see("That is 5 working days after 08.06.2022, not counting the days of rest: 11.06.2022 – 12.06.2022.");
    page.must_not_see("/withdraw");
    browser.get(&format!("/en/applications/{id}/visa.pdf")).is(409).says("visas-not-yet");
    browser.get(&format!("/en/applications/{id}/e-visa")).is(409).says("visas-not-yet");
    let receipt = browser.get(&format!("/en/applications/{id}/receipt.pdf"));
    assert!(receipt.is(200).bytes.starts_with(b"%PDF"));
    house.later(8 * DAY);
    let later = house.sign_in(&browser, EMAIL, crate::house::PASSWORD);
    later.is(303);
    browser.get(&format!("/en/applications/{id}")).is(200).says("visas-promise-passed");
}

#[test]
fn holidays_are_left_out_of_the_count() {
    let house = house_with_review();
    // Paid on Friday, 1 July 2022: the day of the capital (6 July) and two weekends do not count.
    house.later(23 * DAY);
    house.invitation_row(&crate::house::INVITATION.replace("08.06.2022", "08.08.2022"));
    house.rate(crate::paid::RATE);
    let browser = house.register_and_confirm(EMAIL, ("inostr", "inostr"));
    let (id, _) = paid(&house, EMAIL, "3622000299");
    let page = browser.get(&format!("/en/applications/{id}/step-3"));
    page.is(200).see("We decide by 11 July 2022.");
    page.see("02.07.2022 – 03.07.2022, 06.07.2022, 09.07.2022 – 10.07.2022.");
}
