//! Checking a visa as anybody does: by the address on its paper, or by two of its numbers — and how little that tells.

use std::net::Ipv4Addr;

use evisa::{
    domain::{
        account::Role,
        application::ApplicationId,
        lang::Lang,
        person::Traveller,
        visa::{Correction, Visa},
    },
    services::payment::Verdict,
};

use crate::{
    browser::Page,
    house::House,
    paid::{EMAIL, applicant, paid},
    seals::{newest, picture, seal_of},
    staff::{address, staff},
};

/// A house with one issued visa, valid until the end of the day.
fn issued(house: &House) -> (ApplicationId, Visa) {
    applicant(house);
    let (application, _) = paid(house, EMAIL, "3622000299");
    (application, newest(house))
}

/// End the visa as two people do.
fn end(house: &House, visa: &Visa, (what, ground): (&str, &str)) {
    let officer = staff(house, Role::CaseOfficer, "officer");
    let path = format!("/en/office/visas/{}/{what}", visa.id);
    officer.post(&path, &[("ground", ground), ("reason", "a letter")]).is(200);
    staff(house, Role::Chief, "chief");
    house.services.visa_decide(&house.holder(&address("chief")), visa.id, Verdict::Approve).expect("a second person");
}

fn by_token(house: &House, token: &str) -> Page {
    house.browser().get(&format!("/en/verify/{token}"))
}

/// What nobody learns from a check.
fn tells_little(page: &Page) {
    for hidden in ["E12345678", "Turism", "19.01.1985", "Солар", "3622000299", "16546770000000"] {
        page.must_not_see(hidden);
    }
}

#[test]
fn the_address_on_the_paper_says_in_words_what_the_visa_is_worth_today() {
    let house = House::new();
    let (_, visa) = issued(&house);
    for lang in Lang::ALL {
        let page = house.browser().get(&format!("/{}/verify/{}", lang.code(), visa.check_token));
        page.is(200)
            .is_whole()
            .says("verify-is-valid")
            .says("verify-do-valid")
            .see("notice tone-ok")
            .see("class=\"sign\"");
        page.see("EV0000001").see("…678").see("T… T…");
        tells_little(&page);
    }
    house.later(24 * 60);
    by_token(&house, &visa.check_token).is(200).says("verify-is-expired").see("notice tone-bad");
}

#[test]
fn a_visa_for_later_days_is_genuine_and_not_valid_yet() {
    let house = House::new();
    house.invitation_row(
        &crate::house::INVITATION
            .replace("3622000299", "3622000300")
            .replace("05.06.2022,08.06.2022", "20.06.2022,25.06.2022"),
    );
    applicant(&house);
    paid(&house, EMAIL, "3622000300");
    by_token(&house, &newest(&house).check_token).is(200).says("verify-is-not-yet").see("notice tone-wait");
}

#[test]
fn a_withdrawn_visa_is_never_called_valid_whatever_its_dates_say() {
    for (how, key) in
        [(("revoke", "purpose-gone"), "verify-is-revoked"), (("annul", "false-facts"), "verify-is-annulled")]
    {
        let house = House::new();
        let (_, visa) = issued(&house);
        end(&house, &visa, how);
        for page in [
            by_token(&house, &visa.check_token),
            house.browser().post("/en/verify", &[("visa", "EV0000001"), ("passport", "E12345678")]),
        ] {
            page.is(200).says(key).says("verify-do-withdrawn").see("notice tone-bad").must_not_see("tone-ok");
            tells_little(&page);
        }
    }
}

#[test]
fn an_address_without_a_language_speaks_the_reader_s() {
    let house = House::new();
    let (_, visa) = issued(&house);
    let answer = house.browser().ask(&format!("/verify/{}", visa.check_token));
    answer.is(302);
    assert_eq!(answer.location(), Some(format!("/en/verify/{}", visa.check_token)));
    assert_eq!(answer.headers.get("vary").and_then(|value| value.to_str().ok()), Some("Accept-Language, Cookie"));
}

#[test]
fn an_unknown_token_is_answered_like_a_known_one_and_told_nothing() {
    let house = House::new();
    let (_, visa) = issued(&house);
    let other = format!("{}A", &visa.check_token[..21]);
    for token in [other.as_str(), "AAAAAAAAAAAAAAAAAAAAAA", "x", "..", "%00"] {
        let page = by_token(&house, token);
        page.is(200).is_whole().says("verify-is-unknown").says("verify-do-unknown").must_not_see("EV0000001");
    }
}

#[test]
fn two_numbers_must_belong_together_and_which_is_wrong_is_not_told() {
    let house = House::new();
    issued(&house);
    let ask = |visa, passport| house.browser().post("/en/verify", &[("visa", visa), ("passport", passport)]);
    ask("ev 0000001", "e 1234 5678").is(200).says("verify-is-valid");
    let words = |page: &Page| page.words().replace(&page.path, "");
    let (wrong_passport, wrong_visa) = (ask("EV0000001", "E12345679"), ask("EV0000002", "E12345678"));
    wrong_passport.is(200).says("verify-is-unknown");
    assert_eq!(words(&wrong_passport), words(&wrong_visa), "the two answers differ");
    tells_little(&wrong_passport);
    for (visa, passport, field) in
        [("", "E12345678", "visa"), ("EV1", "E12345678", "visa"), ("EV0000001", "Е1", "passport")]
    {
        let page = ask(visa, passport);
        page.is(422).is_whole();
        assert!(page.faults(field), "{visa} {passport}");
        assert_eq!(page.text().matches("class=\"error-summary").count(), 1, "one summary of faults");
    }
}

#[test]
fn passport_numbers_cannot_be_tried_out_and_tokens_neither() {
    let house = House::new();
    issued(&house);
    let at = |network| house.browser_at(Ipv4Addr::new(198, 51, network, 1));
    let guesser = at(100);
    let tries = (0..30).map(|n| {
        let passport = format!("E{n:08}");
        guesser.post("/en/verify", &[("visa", "EV0000001"), ("passport", &passport)]).status
    });
    let tries: Vec<u16> = tries.collect();
    assert!(
        tries[..10].iter().all(|status| *status == 200) && tries[10..].iter().all(|status| *status == 429),
        "{tries:?}"
    );
    let walker = at(101);
    let walked: Vec<u16> = (0..60).map(|n| walker.get(&format!("/en/verify/{n:022}")).status).collect();
    assert_eq!(walked.iter().filter(|status| **status == 429).count(), 20, "{walked:?}");
    at(102).get("/en/verify/AAAAAAAAAAAAAAAAAAAAAA").is(200);
}

#[test]
fn a_corrected_visa_has_an_address_of_its_own_and_the_old_address_says_so() {
    let house = House::new();
    let (_, wrong) = issued(&house);
    staff(&house, Role::CaseOfficer, "officer");
    staff(&house, Role::Chief, "chief");
    let traveller = Traveller { passport: "E12345679".parse().expect("a number"), ..wrong.traveller.clone() };
    house.later(1);
    let correction = Correction { name: wrong.name.clone(), traveller };
    let proposed = house.services.visa_reissue(&house.holder(&address("officer")), wrong.id, ("a digit", correction));
    proposed.expect("a mistake can be corrected");
    house.services.visa_decide(&house.holder(&address("chief")), wrong.id, Verdict::Approve).expect("a second person");
    let right = newest(&house);
    assert_ne!(right.check_token, wrong.check_token);
    by_token(&house, &right.check_token).is(200).says("verify-is-valid").see("…679");
    by_token(&house, &wrong.check_token).is(200).says("verify-is-replaced").must_not_see("…679");
}

#[test]
fn the_pdf_that_the_holder_got_is_checked_by_the_seal_it_carries() {
    let house = House::new();
    let holder = applicant(&house);
    let (application, _) = paid(&house, EMAIL, "3622000299");
    let pdf = holder.get(&format!("/en/applications/{application}/visa.pdf")).bytes;
    let send = |bytes: &[u8]| house.browser().send_picture(("/en/verify", "/en/verify/picture"), bytes);
    let page = send(&pdf);
    page.is(200).says("verify-is-valid").see("EV0000001");
    tells_little(&page);
    let receipt = holder.get(&format!("/en/applications/{application}/receipt.pdf")).bytes;
    send(&receipt).is(200).says("reader-read-error");
    end(&house, &newest(&house), ("annul", "false-facts"));
    send(&pdf).is(200).says("verify-is-annulled").must_not_see("tone-ok");
}

#[test]
fn a_picture_of_the_seal_is_answered_with_the_same_minimal_facts() {
    let house = House::new();
    let (_, visa) = issued(&house);
    let send = |network, bytes: &[u8]| {
        let browser = house.browser_at(Ipv4Addr::new(198, 51, network, 1));
        browser.send_picture(("/en/verify", "/en/verify/picture"), bytes)
    };
    let page = send(100, &picture(&seal_of(&visa)));
    page.is(200).is_whole().says("verify-is-valid").see("EV0000001").see("…678");
    tells_little(&page);
    let mut altered = seal_of(&visa);
    altered[60] ^= 4;
    send(100, &picture(&altered)).is(200).says("reader-invalid-signature").must_not_see("EV0000001");
    end(&house, &visa, ("revoke", "purpose-gone"));
    send(101, &picture(&seal_of(&visa))).is(200).says("verify-is-revoked").must_not_see("tone-ok");
    send(101, &vec![b'x'; 9 * 1024 * 1024]).is(413);
    let many: Vec<u16> = (0..10).map(|_| send(102, b"x").status).collect();
    assert_eq!(many.iter().filter(|status| **status == 429).count(), 2, "{many:?}");
}
