//! Border posts: an officer sees the whole record by two numbers, everybody gets the reader, and only the reader gets the camera.

use evisa::{
    domain::{account::Role, lang::Lang},
    services::payment::Verdict,
};

use crate::{
    browser::{Browser, Page},
    house::House,
    paid::{EMAIL, applicant, paid},
    staff::{address, staff},
};

const READER: &str = "/en/border/reader";

fn issued(house: &House) {
    applicant(house);
    paid(house, EMAIL, "3622000299");
}

fn check(officer: &Browser<'_>, visa: &str, passport: &str) -> Page {
    officer.post("/en/border", &[("visa", visa), ("passport", passport)])
}

fn header<'a>(page: &'a Page, name: &str) -> &'a str {
    page.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[test]
fn an_officer_sees_the_whole_record_and_each_look_is_written_down() {
    let house = House::new();
    issued(&house);
    let officer = staff(&house, Role::BorderOfficer, "border");
    officer.get("/en/office").is(200).says("office-border-text");
    for lang in Lang::ALL {
        officer.get(&format!("/{}/border", lang.code())).is(200).is_whole().says("border-lead");
    }
    let page = check(&officer, "ev0000001", "e12345678");
    page.is(200).is_whole().says("verify-is-valid").see("Test Turism").see("E12345678").see("19.01.1985").see("China");
    check(&officer, "EV0000001", "E12345679").is(200).says("verify-is-unknown").must_not_see("Turism");
    check(&officer, "", "E12345678").is(422);
    let visa = house.services.visa_list(&house.operator(), false).expect("visas")[0].id;
    let file = house.services.visa_file(&house.operator(), visa).expect("the visa");
    assert_eq!(file.history.iter().filter(|line| line.act == "border.check").count(), 1, "only what was found");
}

#[test]
fn the_ground_of_a_withdrawal_is_told_to_the_officer() {
    let house = House::new();
    issued(&house);
    let visa = house.services.visa_list(&house.operator(), false).expect("visas")[0].id;
    let case_officer = staff(&house, Role::CaseOfficer, "officer");
    let fields = [("ground", "rules-broken"), ("reason", "a report")];
    case_officer.post(&format!("/en/office/visas/{visa}/revoke"), &fields).is(200);
    staff(&house, Role::Chief, "chief");
    house.services.visa_decide(&house.holder(&address("chief")), visa, Verdict::Approve).expect("a second person");
    let page = check(&staff(&house, Role::BorderOfficer, "border"), "EV0000001", "E12345678");
    page.is(200).says("verify-is-revoked").says("visa-ground-rules-broken").must_not_see("a report");
}

#[test]
fn nobody_else_searches_the_record() {
    let house = House::new();
    issued(&house);
    for role in [Role::Registrar, Role::Cashier, Role::Administrator, Role::Auditor] {
        check(&staff(&house, role, role.code()), "EV0000001", "E12345678").is(403).must_not_see("Turism");
    }
    house.browser().ask("/en/border").is(303);
    house.register_and_confirm("other@mail.ru", ("Other", "Person")).get("/en/border").is(404);
}

#[test]
fn the_reader_is_everybody_s_names_nobody_and_alone_has_the_camera() {
    let house = House::new();
    for lang in Lang::ALL {
        house.browser().get(&format!("/{}/border/reader", lang.code())).is(200).is_whole().says("reader-lead");
    }
    let page = house.browser().get(READER);
    page.see("data-verdict=\"INVALID_SIGNATURE\"").see("zxing_reader.wasm").see("<noscript>");
    assert!(header(&page, "content-security-policy").contains("script-src 'self' 'wasm-unsafe-eval';"));
    assert!(header(&page, "permissions-policy").starts_with("camera=(self)"));
    let other = house.browser().get("/en/verify");
    assert!(!header(&other, "content-security-policy").contains("wasm"));
    assert!(header(&other, "permissions-policy").starts_with("camera=()"));
}

#[test]
fn the_worker_stands_where_it_may_look_after_the_reader_and_is_never_kept() {
    let house = House::new();
    let worker = house.browser().get("/border-worker.js");
    worker.is(200).see("addEventListener(\"fetch\"");
    assert_eq!(header(&worker, "content-type"), "text/javascript; charset=utf-8");
    assert_eq!(header(&worker, "cache-control"), "no-cache");
}

#[test]
fn a_house_without_keys_has_no_trust_list() {
    let house = House::new();
    let answer = house.browser().get("/api/v1/trust-list");
    answer.is(404);
    assert_eq!(header(&answer, "content-type"), "application/problem+json");
}
