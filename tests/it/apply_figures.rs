//! The start page, and every page of the way in four languages.

use crate::{
    apply::{FACTS, QUESTIONS, applicant, begin, house},
    house::House,
};

#[test]
fn the_start_page_tells_what_one_needs() {
    let house = House::new();
    let page = house.browser().get("/en");
    page.is(200).is_whole();
    for key in
        ["wizard-start-invitation", "svc-fee", "note-norefund", "svc-term-v", "note-children", "wizard-start-now"]
    {
        page.says(key);
    }
    page.see("$60").see("$80").see("Nur-Sultan International Airport; Almaty International Airport");
    page.see("href=\"/en/services/e-visa\"").see("at least 3 months").see("at least 2 blank pages");
    // 5 working days after Wednesday, 8 June 2022.
    page.see("15 June 2022");
}

#[test]
fn every_page_speaks_four_languages() {
    let house = house();
    let browser = applicant(&house);
    let (draft, submitted) = (begin(&browser), begin(&browser));
    browser.post(&draft.at("step-1"), &FACTS).at(&draft.at("confirm"));
    let in_all = |path: &str| {
        for lang in ["kk", "ru", "en", "zh"] {
            browser.ask(&path.replacen("/en", &format!("/{lang}"), 1)).is(200).is_whole();
        }
    };
    for path in
        ["/en", "/en/services", "/en/services/e-visa", QUESTIONS, "/en/help?q=visa", "/en/accessibility", "/en/privacy"]
    {
        in_all(path);
    }
    for page in ["step-1", "confirm", "withdraw"] {
        in_all(&draft.at(page));
    }
    submitted.submit(&browser);
    for page in ["step-2", "withdraw"] {
        in_all(&submitted.at(page));
    }
    in_all("/en/services");
}
