//! A visa after its issue: revoked, annulled or corrected by two people, and what its holder sees and hears of it.

use evisa::{
    domain::{
        account::Role,
        application::ApplicationId,
        effect::Letter,
        lang::Lang,
        refusal::Refusal,
        visa::{VisaGround, VisaId, VisaState},
    },
    services::{payment::Verdict, visa_life::Why},
    store::{Reader, Take, tables},
};

use crate::{
    browser::{Browser, Page},
    house::House,
    paid::{EMAIL, applicant, paid},
    staff::{address, staff},
};

/// A house with an issued visa: its holder's browser, the application and the visa.
fn issued(house: &House) -> (Browser<'_>, ApplicationId, VisaId) {
    let browser = applicant(house);
    let (application, _) = paid(house, EMAIL, "3622000299");
    (browser, application, visa_of(house, application))
}

fn visa_of(house: &House, application: ApplicationId) -> VisaId {
    let found = house.services.store.read(|tx: &Reader<'_>| tx.get(tables::APPLICATIONS, &application));
    found.expect("applications can be read").and_then(|one| one.visa).expect("the visa was issued")
}

fn state(house: &House, visa: VisaId) -> VisaState {
    let found = house.services.store.read(|tx: &Reader<'_>| tx.get(tables::VISAS, &visa));
    found.expect("visas can be read").expect("the visa").state
}

fn page(visa: VisaId, act: &str) -> String {
    format!("/en/office/visas/{visa}{act}")
}

const REVOKE: [(&str, &str); 2] = [("ground", "purpose-gone"), ("reason", "letter 17 of the inviting side")];
const CORRECT: [(&str, &str); 8] = [
    ("surname", "Test"),
    ("given", "Turism"),
    ("patronymic", ""),
    ("passport", "E12345679"),
    ("sex", "M"),
    ("birth_date", "19.01.1985"),
    ("nationality", "CHN"),
    ("reason", "the register had the last digit wrong"),
];

fn decide(browser: &Browser<'_>, visa: VisaId, verdict: &str) -> Page {
    browser.post(&page(visa, "/decide"), &[("verdict", verdict)])
}

#[test]
fn one_officer_proposes_a_chief_decides_and_the_holder_is_told_why() {
    let house = House::new();
    let (holder, application, visa) = issued(&house);
    let officer = staff(&house, Role::CaseOfficer, "officer");
    let chief = staff(&house, Role::Chief, "chief");

    let said = officer.post(&page(visa, "/revoke"), &REVOKE);
    said.is(200).at(&page(visa, "")).says("office-visa-proposed-done").see("letter 17 of the inviting side");
    said.must_not_see("/decide").says("visa-life-second-person");
    assert_eq!(state(&house, visa), VisaState::Issued, "a proposal changes nothing");
    holder.get(&format!("/en/applications/{application}/visa.pdf")).is(200);

    chief.get("/en/office/visas").is(200).is_whole().says("office-visas-waiting").see(&page(visa, ""));
    decide(&chief, visa, "approve").is(200).says("office-visa-decided-done").says("visa-standing-revoked");
    assert_eq!(state(&house, visa), VisaState::Revoked);

    for lang in Lang::ALL {
        let seen = holder.get(&format!("/{}/applications/{application}", lang.code()));
        seen.is(200).is_whole().says("visas-withdrawn-title").says("visa-standing-revoked").says("visas-taken-back");
        seen.says("visa-ground-purpose-gone").must_not_see("visa.pdf").must_not_see("letter 17");
    }
    for document in ["visa.pdf", "e-visa"] {
        let path = format!("/en/applications/{application}/{document}");
        holder.get(&path).is(409).says("visas-taken-back").must_not_see("%PDF");
    }
    holder.get(&format!("/en/applications/{application}/step-3")).is(200).says("visas-withdrawn-title");
    holder.get(&format!("/en/applications/{application}/receipt.pdf")).is(200);
    let letters = house.letters_to(EMAIL);
    let told = letters.iter().filter(|one| **one == Letter::VisaWithdrawn { visa }).count();
    assert_eq!(told, 1, "{letters:?}");
    let ended = house.services.store.read(|tx: &Reader<'_>| tx.scan(tables::VISAS_ENDED, .., Take::First(9)));
    assert_eq!(ended.expect("readable").len(), 1, "the list that trust lists are made of");
}

#[test]
fn nobody_decides_what_they_proposed_and_a_case_officer_never_decides() {
    let house = House::new();
    let (_, _, visa) = issued(&house);
    let (officer, chief) = (staff(&house, Role::CaseOfficer, "officer"), staff(&house, Role::Chief, "chief"));
    chief.post(&page(visa, "/annul"), &[("ground", "issued-in-error"), ("reason", "no invitation")]).is(200);
    decide(&chief, visa, "approve").is(200).says("visa-life-second-person");
    decide(&officer, visa, "approve").is(403);
    assert_eq!(state(&house, visa), VisaState::Issued);
    officer.post(&page(visa, "/revoke"), &REVOKE).is(200).says("visa-life-waits");
    let other = staff(&house, Role::Chief, "other");
    decide(&other, visa, "perhaps").is(200).says("office-choose-verdict");
    decide(&other, visa, "reject").is(200).says("visa-standing-valid").says("office-visa-act-reject");
    decide(&other, visa, "approve").is(200).says("visa-life-nothing-proposed");
    officer.post(&page(visa, "/annul"), &[("ground", "false-facts"), ("reason", "a forged letter")]).is(200);
    decide(&other, visa, "approve").is(200).says("visa-standing-annulled");
    for act in ["/revoke", "/annul", "/reissue"] {
        let fields: &[(&str, &str)] = if act == "/reissue" { &CORRECT } else { &REVOKE };
        let again = officer.submit(&page(visa, act), fields);
        assert!(again.status == 303 || again.status == 422, "{act}: {}", again.status);
        assert_eq!(state(&house, visa), VisaState::Annulled, "an end is final: {act}");
    }
}

#[test]
fn a_proposal_needs_a_ground_that_carries_it_and_words() {
    let house = House::new();
    let (_, _, visa) = issued(&house);
    let officer = staff(&house, Role::CaseOfficer, "officer");
    officer.get(&page(visa, "/revoke")).is(200).is_whole();
    for (act, fields, faulty) in [
        ("/revoke", [("ground", ""), ("reason", "x")], "ground"),
        ("/revoke", [("ground", "mistake"), ("reason", "x")], "ground"),
        ("/annul", [("ground", "holder-asked"), ("reason", "x")], "ground"),
        ("/annul", [("ground", "false-facts"), ("reason", " ")], "reason"),
    ] {
        let answer = officer.post(&page(visa, act), &fields);
        answer.is(422).is_whole().see("<title>Error:");
        assert!(answer.faults(faulty), "{act} {fields:?}");
    }
}

#[test]
fn a_corrected_visa_takes_the_place_of_the_wrong_one() {
    let house = House::new();
    let (holder, application, wrong) = issued(&house);
    let (officer, chief) = (staff(&house, Role::CaseOfficer, "officer"), staff(&house, Role::Chief, "chief"));
    let form = officer.get(&page(wrong, "/reissue"));
    form.is(200).is_whole();
    assert_eq!(form.value_of("passport"), "E12345678");
    assert_eq!(form.value_of("birth_date"), "19.01.1985");
    officer.post(&page(wrong, "/reissue"), &CORRECT).is(200).says("office-visa-proposed-done").see("E12345679");
    let letters_before = house.letters_to(EMAIL).len();
    decide(&chief, wrong, "approve").is(200).says("visa-standing-replaced").see("EV0000002");

    let right = visa_of(&house, application);
    assert_ne!(right, wrong);
    assert_eq!((state(&house, wrong), state(&house, right)), (VisaState::Replaced, VisaState::Issued));
    let letters = house.letters_to(EMAIL);
    assert_eq!(letters[letters_before..], [Letter::VisaCorrected { visa: right }]);
    let seen = holder.get(&format!("/en/applications/{application}"));
    seen.is(200).says("visas-corrected-title").see("EV0000001").see("EV0000002").see("visa.pdf");
    holder.get(&format!("/en/applications/{application}/visa.pdf")).is(200);
    holder.get(&format!("/en/applications/{application}/e-visa")).is(200).see("E12345679");
    chief.get(&page(right, "")).is(200).says("office-visa-replaces").see("EV0000001");
}

#[test]
fn corrected_facts_are_checked_like_step_one() {
    let house = House::new();
    let (_, _, visa) = issued(&house);
    let officer = staff(&house, Role::CaseOfficer, "officer");
    let with = |name: &str, value: &'static str| {
        CORRECT.map(|(field, typed)| if field == name { (field, value) } else { (field, typed) })
    };
    for (field, value) in [
        ("surname", ""),
        ("passport", "Е1"),
        ("sex", ""),
        ("birth_date", "31.02.1985"),
        ("birth_date", "09.06.2022"),
        ("nationality", "QQQ"),
        ("reason", ""),
        ("surname", "محمد"),
    ] {
        let answer = officer.post(&page(visa, "/reissue"), &with(field, value));
        answer.is(422).is_whole();
        assert!(answer.faults(field), "{field} {value}");
    }
    officer.post(&page(visa, "/reissue"), &with("passport", "E12345678")).is(200).says("visa-life-nothing-differs");
}

#[test]
fn staff_find_a_visa_by_any_of_its_numbers_and_nobody_else_does() {
    let house = House::new();
    let (holder, _, visa) = issued(&house);
    let auditor = staff(&house, Role::Auditor, "auditor");
    for number in ["EV0000001", "ev 0000001", "16546770000000", "3622000299", "E12345678"] {
        auditor.post("/en/office/visas", &[("find", number)]).is(200).at(&page(visa, "")).see("EV0000001");
    }
    auditor.post("/en/office/visas", &[("find", "EV9999999")]).is(422).says("office-visas-none");
    for lang in Lang::ALL {
        auditor.get(&format!("/{}/office/visas/{visa}", lang.code())).is(200).is_whole().says("office-visa-act-issue");
        auditor.get(&format!("/{}/office/visas", lang.code())).is(200).is_whole().says("office-visas-newest");
    }
    auditor.get(&page(visa, "")).must_not_see("/revoke");
    auditor.submit(&page(visa, "/revoke"), &REVOKE).is(403);
    holder.get("/en/office/visas").is(404);
    staff(&house, Role::Cashier, "cashier").get(&page(visa, "")).is(403);
}

#[test]
fn neither_the_program_nor_a_command_line_ends_a_visa() {
    let house = House::new();
    let (_, _, visa) = issued(&house);
    let why = Why { ground: VisaGround::Authorities, reason: "a command" };
    assert_eq!(house.services.visa_revoke(&house.operator(), visa, why), Err(Refusal::SignIn));
    assert_eq!(house.services.visa_decide(&house.operator(), visa, Verdict::Approve), Err(Refusal::SignIn));
    let holder = house.holder(EMAIL);
    assert_eq!(house.services.visa_revoke(&holder, visa, why), Err(Refusal::NotFound));
}

#[test]
fn after_its_last_day_a_visa_can_only_be_annulled() {
    let house = House::new();
    let (_, _, visa) = issued(&house);
    staff(&house, Role::CaseOfficer, "officer");
    let officer = house.holder(&address("officer"));
    house.later(60 * 24);
    house.later(60 * 24);
    let late = evisa::domain::context::Cx { now: house.now(), ..officer };
    let why = |ground| Why { ground, reason: "found late" };
    let revoked = house.services.visa_revoke(&late, visa, why(VisaGround::PurposeGone));
    assert_eq!(revoked, Err(Refusal::denied("visa-life-over")));
    assert_eq!(house.services.visa_annul(&late, visa, why(VisaGround::FalseFacts)), Ok(()));
}
