//! Visa, receipt, instructions: only when approved and paid, for nobody else, the same bytes twice (figures 11–17).

use evisa::domain::{application::ApplicationId, effect::Letter, lang::Lang};

use crate::{
    browser::{Browser, Page},
    house::House,
    paid::{EMAIL, applicant, paid, submitted},
};

fn header<'a>(page: &'a Page, name: &str) -> &'a str {
    page.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The pages of an application that carry its identifier.
fn pages(id: ApplicationId) -> [String; 5] {
    ["", "/step-3", "/e-visa", "/visa.pdf", "/receipt.pdf"].map(|name| format!("/en/applications/{id}{name}"))
}

fn send(browser: &Browser<'_>, id: ApplicationId) -> Page {
    browser.post(&format!("/en/applications/{id}/send"), &[("next", "/en/account/visas")])
}

#[test]
fn a_paid_visa_is_downloaded_under_a_neutral_name_and_twice_the_same() {
    let house = House::new();
    let browser = applicant(&house);
    let (id, _) = paid(&house, EMAIL, "3622000299");
    for (name, file) in [("visa.pdf", "16546770000000-visa.pdf"), ("receipt.pdf", "16546770000000-receipt.pdf")] {
        let path = format!("/en/applications/{id}/{name}");
        let page = browser.get(&path);
        page.is(200);
        assert!(page.bytes.starts_with(b"%PDF"), "{name}");
        assert_eq!(header(&page, "content-type"), "application/pdf");
        assert_eq!(header(&page, "content-disposition"), format!("attachment; filename=\"{file}\""));
        assert_eq!(header(&page, "cache-control"), "no-store");
        house.later(5);
        assert!(browser.get(&path).bytes == page.bytes, "{name}: other bytes the second time");
    }
}

#[test]
fn without_the_fee_there_are_no_documents() {
    let house = House::new();
    let browser = applicant(&house);
    let (id, _) = submitted(&house, EMAIL, "3622000299");
    for path in &pages(id)[2..] {
        browser.get(path).is(409).is_whole().says("documents-not-yet").must_not_see("%PDF");
    }
    send(&browser, id).is(409).says("documents-not-yet");
    browser.get(&pages(id)[0]).is(200).must_not_see("visa.pdf").says("documents-not-yet");
}

#[test]
fn for_others_there_is_no_such_application() {
    let house = House::new();
    let browser = applicant(&house);
    let (mine, _) = paid(&house, EMAIL, "3622000299");
    let draft = crate::paid::draft(&house, EMAIL);
    let stranger = house.register_and_confirm("other@mail.ru", ("Other", "Person"));
    for id in [mine, draft] {
        for path in pages(id) {
            stranger.get(&path).is(404).must_not_see("Turism");
            house.browser().ask(&path).is(303);
        }
        stranger.get("/en/account/visas");
        send(&stranger, id).is(404);
    }
    browser.get("/en/applications/not-an-identifier/visa.pdf").is(404);
}

#[test]
fn the_result_leads_to_the_visa_and_says_what_to_do_now() {
    let house = House::new();
    let browser = applicant(&house);
    let (id, _) = paid(&house, EMAIL, "3622000299");
    for lang in Lang::ALL {
        let page = browser.get(&format!("/{}/applications/{id}/step-3", lang.code()));
        page.is(200).is_whole().says("s3-title").says("s3-pdf").says("b-receipt");
        page.says("note-print").says("note-carry").says("doc-visa-rule-host");
        page.see(&format!("/{}/applications/{id}/visa.pdf", lang.code()));
    }
    let page = browser.get(&format!("/en/applications/{id}/step-3"));
    page.see("Nur-Sultan International Airport; Almaty International Airport");
}

#[test]
fn one_application_tells_its_whole_story() {
    let house = House::new();
    let browser = applicant(&house);
    let (id, _) = paid(&house, EMAIL, "3622000299");
    for lang in Lang::ALL {
        browser.get(&format!("/{}/applications/{id}", lang.code())).is(200).is_whole().says("visas-event-fee-paid");
    }
    let page = browser.get(&format!("/en/applications/{id}"));
    page.see("Application 16546770000000").see("08.06.2022, 14:30 (Almaty time, UTC+6)").says("visas-event-submit");
    page.see("C0001")
        .see("$60.00")
        .see("23,296.80")
        .see("inostr inostr -")
        .see("3622000299")
        .see("г.Алматы, АЫВА, 2585");
    page.says("visas-next-none").must_not_see("/withdraw");
}

#[test]
fn the_e_visa_prints_with_a_head_of_its_own() {
    let house = House::new();
    let browser = applicant(&house);
    let (id, _) = paid(&house, EMAIL, "3622000299");
    for lang in Lang::ALL {
        let page = browser.get(&format!("/{}/applications/{id}/e-visa", lang.code()));
        page.is(200).is_whole().see("class=\"print-header\"").see("data-print").see("Test Turism").see("E12345678");
        page.says("b-print").says("doc-visa-rule-show").says("doc-visa-rule-carry").see("/visa.pdf");
    }
    let page = browser.get(&format!("/en/applications/{id}/e-visa"));
    page.see("Electronic visa EV").see("05.06.2022").see("08.06.2022").see("China").see("19.01.1985");
}

#[test]
fn sending_leaves_one_letter_a_minute_and_says_where_it_goes() {
    let house = House::new();
    let browser = applicant(&house);
    let (id, _) = paid(&house, EMAIL, "3622000299");
    let again =
        || house.letters_to(EMAIL).into_iter().filter(|one| matches!(one, Letter::DocumentsAgain { .. })).count();
    browser.get("/en/account/visas");
    send(&browser, id).is(200).at("/en/account/visas").see("t…t@mail.ru");
    send(&browser, id).is(200);
    assert_eq!(again(), 1);
    send(&browser, id).is(200);
    send(&browser, id).is(429);
    house.later(1);
    send(&browser, id).is(200);
    assert_eq!(again(), 2);
}

#[test]
fn the_instructions_are_for_everybody_in_four_languages() {
    let house = House::new();
    for lang in Lang::ALL {
        let path = format!("/{}/services/e-visa/instructions.pdf", lang.code());
        let page = house.browser().get(&path);
        page.is(200);
        assert!(page.bytes.starts_with(b"%PDF"));
        house.later(60 * 24);
        assert!(house.browser().get(&path).bytes == page.bytes, "the text has a day of its own");
    }
}
