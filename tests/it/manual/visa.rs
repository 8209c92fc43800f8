//! Figures 14 to 17: when the e-visa opens, what its page says, and that it is one sheet. Every comment with a number is a tick.

use evisa::{assets, domain::lang::Lang};
use evisa_plugin_sdk::proto::Status;

use crate::{
    house::House,
    paid::{self, EMAIL, applicant, bank_says, card, plugin_says},
    pay_desk,
};

/// A4 in points, as PDF writes it.
const A4: [&str; 2] = ["595.27", "841.8"];

#[test]
fn figure_14_only_when_approved_and_paid() {
    let house = House::new();
    let browser = applicant(&house);
    let (id, payment) = paid::submitted(&house, EMAIL, "3622000299");
    // 14.1 the link opens the e-visa in "Approved. Payment completed" and in no state before it
    let closed = |when: &str| {
        for name in ["e-visa", "visa.pdf"] {
            let page = browser.get(&format!("/en/applications/{id}/{name}"));
            assert_eq!(page.status, 409, "{when}: {name}");
        }
        browser.get("/en/account/visas").must_not_see("/e-visa\"");
    };
    closed("the fee is due");
    let attempt = paid::attempt(&house, EMAIL, payment, card());
    closed("a method was chosen");
    plugin_says(&house, EMAIL, (payment, attempt), pay_desk::redirect());
    house.later(1);
    browser.post(&format!("/en/epay/{payment}/update"), &[]);
    bank_says(&house, EMAIL, (payment, attempt), Status::Pending);
    closed("the bank is working");
    house.later(1);
    browser.post(&format!("/en/epay/{payment}/update"), &[]);
    closed("the bank is asked");
    bank_says(&house, EMAIL, (payment, attempt), Status::Paid);
    browser.get("/en/account/visas").see(&format!("/en/applications/{id}/e-visa\"")).see("Approved Paid");
    browser.get(&format!("/en/applications/{id}/e-visa")).is(200).see("Test Turism");
    let reviewed = paid::house_with_review();
    let browser = applicant(&reviewed);
    let (id, _) = paid::paid(&reviewed, EMAIL, "3622000299");
    // Paid, but not yet approved.
    browser.get(&format!("/en/applications/{id}/e-visa")).is(409);
}

#[test]
fn figure_15_e_visa() {
    let house = House::new();
    let browser = applicant(&house);
    let (id, _) = paid::paid(&house, EMAIL, "3622000299");
    for lang in Lang::ALL {
        let page = browser.get(&format!("/{}/applications/{id}/e-visa", lang.code()));
        // 15.1 print
        page.is(200).is_whole().says("b-print").see("data-print");
        // 15.2 show it at passport control, carry it with the passport, the two airports
        page.says("doc-visa-rule-show").says("doc-visa-rule-carry").says("doc-visa-rule-airports");
    }
    let page = browser.get(&format!("/en/applications/{id}/e-visa"));
    page.see("Nur-Sultan International Airport").see("Almaty International Airport");
}

#[test]
fn figure_16_print() {
    let house = House::new();
    let browser = applicant(&house);
    let (id, _) = paid::paid(&house, EMAIL, "3622000299");
    // 16.1 the page prints on A4 without the navigation, and says how to save it
    let page = browser.get(&format!("/en/applications/{id}/e-visa"));
    page.says("visas-paper-how").see("Save as PDF").see("class=\"print-header\"").see("no-print");
    let css = String::from_utf8_lossy(assets::web("site.css").expect("the style").bytes);
    assert!(css.contains("@page { size: A4;"), "A4");
    for hidden in [".top-bar", ".site-footer", ".buttons"] {
        let print = css.split("@media print").nth(1).expect("rules for printing");
        let line = print.lines().find(|line| line.contains("display: none")).expect("what is left out");
        assert!(line.contains(hidden), "{hidden}");
    }
}

#[test]
fn figure_17_save() {
    let house = House::new();
    let browser = applicant(&house);
    let (id, _) = paid::paid(&house, EMAIL, "3622000299");
    // 17.1 saved, it is one sheet of A4 with a name of its own
    for name in ["visa", "receipt"] {
        let paper = browser.get(&format!("/en/applications/{id}/{name}.pdf"));
        let pdf = String::from_utf8_lossy(&paper.bytes).into_owned();
        let boxes: Vec<&str> = pdf.split("/MediaBox[").skip(1).filter_map(|rest| rest.split(']').next()).collect();
        assert_eq!(boxes.len(), 1, "{name}: one page: {boxes:?}");
        assert!(A4.iter().all(|side| boxes[0].contains(side)), "{name}: {}", boxes[0]);
        let saved = paper.headers["content-disposition"].to_str().expect("a name");
        assert!(saved.ends_with(&format!("-{name}.pdf\"")), "{saved}");
    }
}
