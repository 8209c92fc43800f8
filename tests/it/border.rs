//! Border posts: an officer sees the whole record by two numbers, everybody gets the reader, and only the reader gets the camera.

use evisa::{
    crypto::trust::Trust,
    domain::{account::Role, lang::Lang},
    effects::Outside,
    services::{Services, payment::Verdict},
    store::{Writer, tables},
    web::site::Settings,
};

use crate::{
    browser::{Browser, Page},
    house::House,
    paid::{EMAIL, applicant, paid},
    seals::{newest, picture, seal_of},
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
    let mut services = Services::in_memory();
    services.keys = None;
    let settings = Settings::new("https://evisa.example".parse().expect("an address"));
    let house = House::furnished(services, Outside::for_trying(std::sync::Arc::default()), settings);
    let answer = house.browser().get("/api/v1/trust-list");
    answer.is(404);
    assert_eq!(header(&answer, "content-type"), "application/problem+json");
}

#[test]
fn the_trust_list_is_signed_and_names_a_withdrawn_visa_at_once() {
    let house = House::new();
    issued(&house);
    let list = || Trust::open(&house.browser().get("/api/v1/trust-list").is(200).bytes, None).expect("a signed list");
    assert_eq!(list().withdrawn.len(), 0);
    revoke(&house);
    let list = list();
    assert!(
        list.withdrawn_by_seal(&seal_of(&newest(&house))).is_some() && list.withdrawn_by_number("EV0000001").is_some()
    );
}

/// Two people revoke the newest visa.
fn revoke(house: &House) {
    let visa = newest(house).id;
    let fields = [("ground", "rules-broken"), ("reason", "a report")];
    staff(house, Role::CaseOfficer, "one").post(&format!("/en/office/visas/{visa}/revoke"), &fields).is(200);
    staff(house, Role::Chief, "two");
    house.services.visa_decide(&house.holder(&address("two")), visa, Verdict::Approve).expect("a second person");
}

const FORM: (&str, &str) = ("/en/border", "/en/border/picture");

#[test]
fn a_picture_shows_the_sealed_facts_beside_the_record() {
    let house = House::new();
    issued(&house);
    let officer = staff(&house, Role::BorderOfficer, "border");
    let code = picture(&seal_of(&newest(&house)));
    let page = officer.send_picture(FORM, &code);
    page.is(200).is_whole().says("verify-is-valid").says("border-both").says("border-same-yes").see("TEST TURISM");
    page.must_not_see("border-differs").see("19.01.85").see("E12345678");
    assert!(!page.words().contains(&evisa::locale::text(Lang::En, "border-differs")), "nothing differs");
    revoke(&house);
    let page = officer.send_picture(FORM, &code);
    page.is(200).says("verify-is-revoked").says("visa-ground-rules-broken").must_not_see("notice tone-ok");
}

#[test]
fn a_record_that_differs_from_its_seal_is_marked() {
    let house = House::new();
    issued(&house);
    let mut visa = newest(&house);
    visa.traveller.passport = "E99999999".parse().expect("a number");
    let change = |tx: &mut Writer<'_>| tx.put(tables::VISAS, &visa.id, &visa);
    house.services.store.commit(change).expect("the store can be written");
    let page = staff(&house, Role::BorderOfficer, "border").send_picture(FORM, &picture(&seal_of(&visa)));
    page.is(200).says("border-differs").says("border-same-no").see("E12345678").see("E99999999");
}

#[test]
fn an_altered_seal_shows_no_facts_and_other_pictures_say_what_they_are() {
    let house = House::new();
    issued(&house);
    let officer = staff(&house, Role::BorderOfficer, "border");
    let mut altered = seal_of(&newest(&house));
    altered[40] ^= 1;
    let page = officer.send_picture(FORM, &picture(&altered));
    page.is(200).is_whole().says("reader-invalid-signature").must_not_see("TURISM").must_not_see("E12345678");
    let stranger = include_bytes!("../browser/pictures/seal-of-another-signer.png");
    officer.send_picture(FORM, stranger).is(200).says("reader-unknown-certificate").must_not_see("WANG");
    officer.send_picture(FORM, &picture(&[0xDC, 9, 9])).is(200).says("reader-wrong-format");
    officer.send_picture(FORM, &picture(b"no seal")).is(200).says("reader-read-error");
    for broken in [&b""[..], b"%PDF-1.7 not a picture"] {
        let page = officer.send_picture(FORM, broken);
        page.is(422).is_whole();
        assert!(page.faults("file"));
    }
}
