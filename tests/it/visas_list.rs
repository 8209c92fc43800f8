//! "My visas": the table of figures 8.3 and 13, drafts above it, the search.

use evisa::domain::lang::Lang;

use crate::{
    house::{House, INVITATION},
    paid::{EMAIL, applicant, draft, paid, submitted},
};

/// A second invitation for the same person, as figure 13 has two rows.
const SECOND: &str = "3622000300";

#[test]
fn nothing_yet_says_how_to_begin() {
    let house = House::new();
    let browser = applicant(&house);
    let page = browser.get("/en/account/visas");
    page.is(200)
        .is_whole()
        .says("visas-empty-title")
        .see("/en/services/e-visa")
        .see("inostr i.")
        .must_not_see("<table");
    house.browser().ask("/en/account/visas").is(303);
}

#[test]
fn the_table_shows_both_rows_of_figure_13() {
    let house = House::new();
    let browser = applicant(&house);
    house.invitation_row(&INVITATION.replace("3622000299", SECOND));
    let (approved, _) = paid(&house, EMAIL, "3622000299");
    house.later(1);
    let (waiting, payment) = submitted(&house, EMAIL, SECOND);
    for lang in Lang::ALL {
        let page = browser.get(&format!("/{}/account/visas", lang.code()));
        page.is(200).is_whole();
        for key in ["col-name", "col-period", "f-invitation", "col-app", "col-status", "st-approved", "st-paid"] {
            page.says(key);
        }
        for key in ["st-progress", "st-unpaid", "b-update", "b-receipt", "b-send", "svc-evisa", "acc-me", "acc-visas"] {
            page.says(key);
        }
    }
    let page = browser.get("/en/account/visas");
    let text = page.text();
    let rows: Vec<&str> = text.split("<tbody").nth(1).unwrap().split("<tr").skip(1).collect();
    assert_eq!(rows.len(), 2);
    let row = |id: &str| *rows.iter().find(|row| row.contains(id)).expect("a row of the application");
    let (first, second) = (row(&approved.to_string()), row(&waiting.to_string()));
    for seen in
        ["Test Turism", "from 05.06.2022 to 08.06.2022", "3622000299", "16546770000000", "08.06.2022", "Approved"]
    {
        assert!(first.contains(seen), "{seen}: {first}");
    }
    for seen in ["/e-visa\"", "/receipt.pdf\"", "/send\"", "Paid"] {
        assert!(first.contains(seen), "{seen}: {first}");
    }
    assert!(!first.contains("/update\""));
    for seen in ["In progress", "Payment not completed", "Update status", "Continue", SECOND] {
        assert!(second.contains(seen), "{seen}: {second}");
    }
    assert!(second.contains(&format!("/en/epay/{payment}/update\"")) && second.contains("value=\"/en/account/visas\""));
    for not_yet in ["/e-visa\"", "/receipt.pdf", "/send\"", "Approved"] {
        assert!(!second.contains(not_yet), "{not_yet}: {second}");
    }
    assert!(text.find(&waiting.to_string()) < text.find(&approved.to_string()), "the newest stands first");
}

#[test]
fn drafts_say_what_is_missing_and_until_when_they_are_kept() {
    let house = House::new();
    let browser = applicant(&house);
    let id = draft(&house, EMAIL);
    let typed = [("invitation", "3622000299"), ("passport", "E1"), ("sex", "M"), ("nationality", " ")];
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    house.services.application_draft_keep(&house.holder(EMAIL), id, &typed).unwrap();
    let page = browser.get("/en/account/visas");
    page.is(200).is_whole().see("Still missing: Date of birth, Nationality").see("until 08.07.2022");
    page.see(&format!("/en/applications/{id}/step-1")).see(&format!("/en/applications/{id}/withdraw"));
    browser.get(&format!("/en/applications/{id}")).is(200).is_whole().see("until 08.07.2022").says("visas-now-draft");
    browser.get(&format!("/en/applications/{id}/step-3")).at(&format!("/en/applications/{id}/step-1"));
    house.services.application_withdraw(&house.holder(EMAIL), id).unwrap();
    browser.get("/en/account/visas").must_not_see(&id.to_string()).says("visas-empty-title");
}

#[test]
fn numbers_are_found_among_one_s_own() {
    let house = House::new();
    let browser = applicant(&house);
    house.invitation_row(&INVITATION.replace("3622000299", SECOND));
    let (first, _) = paid(&house, EMAIL, "3622000299");
    house.later(1);
    let (second, _) = submitted(&house, EMAIL, SECOND);
    let both = [first.to_string(), second.to_string()];
    let search = |q: &str| {
        let page = browser.get(&format!("/en/account/visas?q={q}"));
        page.is(200).is_whole();
        both.each_ref().map(|id| page.text().contains(id.as_str()))
    };
    assert_eq!(search("16546770000000"), [true, false]);
    assert_eq!(search("1654+6770+0000+00"), [true, false]);
    assert_eq!(search("36-2200-0300"), [false, true]);
    assert_eq!(search("99999999999999"), [false, false]);
    assert_eq!(search(""), [true, true]);
    let none = browser.get("/en/account/visas?q=%3Cscript%3E");
    none.is(200).see("None of your applications has the number <script>");
    assert!(!none.text().contains("<script>"), "what was typed became a part of the page");
    let stranger = house.register_and_confirm("other@mail.ru", ("Other", "Person"));
    stranger.get("/en/account/visas?q=16546770000000").is(200).must_not_see(&both[0]).says("visas-empty-title");
}

#[test]
fn what_was_withdrawn_is_no_longer_listed_but_can_be_looked_up() {
    let house = House::new();
    let browser = applicant(&house);
    let (id, _) = submitted(&house, EMAIL, "3622000299");
    let one = format!("/en/applications/{id}");
    browser.get(&one).is(200).see(&format!("{one}/withdraw")).says("visas-next-fee-paid").says("visas-now-due");
    browser.get(&format!("{one}/step-3")).is(200).is_whole().says("pay-wait").says("b-update");
    house.services.application_withdraw(&house.holder(EMAIL), id).unwrap();
    browser.get("/en/account/visas").must_not_see(&id.to_string());
    let page = browser.get(&one);
    page.is(200)
        .is_whole()
        .says("visas-now-withdrawn")
        .says("visas-next-none")
        .must_not_see(&format!("{one}/withdraw"));
}
