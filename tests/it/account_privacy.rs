//! Somebody takes home what is held about them, or asks to be forgotten.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use evisa::{
    domain::{
        account::{AccountId, Role},
        context::Actor,
        effect::{Effect, Letter},
        refusal::Refusal,
    },
    store::{Reader, Take, outbox::Stage, tables},
};

use evisa_plugin_sdk::proto::Capabilities;

use crate::{
    house::{House, PASSWORD},
    pay_desk::Desk,
};

const EMAIL: &str = "test@mail.ru";
const PATH: &str = "/en/account/data";

fn erase_path(house: &House) -> String {
    let token = |letter| if let Letter::EraseConfirm { token } = letter { Some(token) } else { None };
    format!("/en/erase/{}", house.letters_to(EMAIL).into_iter().filter_map(token).next_back().expect("a letter"))
}

/// Whether some bytes stand in others.
fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn everything_that_is_held_comes_as_one_file_without_secrets() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    house.register_and_confirm("other@mail.ru", ("Nowak", "Jan"));
    browser.get(PATH).is(200).see("Download the ZIP file").see("Kept in the register of visas");
    let zip = browser.post("/en/account/data/export", &[]);
    zip.is(200);
    assert_eq!(zip.headers["content-type"], "application/zip");
    assert_eq!(zip.headers["cache-control"], "no-store");
    assert!(zip.bytes.starts_with(b"PK\x03\x04"));
    for file in ["account.json", "sessions.json", "applications.json", "payments.json", "visas.json", "log.json"] {
        assert!(holds(&zip.bytes, file), "{file}");
    }
    assert!(
        holds(&zip.bytes, "Kowalczyk") && holds(&zip.bytes, "account.sign_in") && holds(&zip.bytes, "192.0.2.0/24")
    );
    for secret in ["argon2", "password_hash", "Nowak", "other@mail.ru"] {
        assert!(!holds(&zip.bytes, secret), "{secret}");
    }
}

#[test]
fn exports_are_not_printed_without_end() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    for _ in 0..3 {
        browser.post("/en/account/data/export", &[]).is(200);
    }
    browser.post("/en/account/data/export", &[]).is(429);
}

#[test]
fn an_account_is_erased_by_two_steps_and_leaves_nothing_of_the_person() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    browser.post("/en/account/data/erase", &[]).at(PATH).see("A letter with a link is on its way");
    let link = erase_path(&house);
    let elsewhere = house.browser();
    // Opening the link erases nothing.
    elsewhere.get(&link).is(200).see("Delete the account?");
    browser.get("/en/account").at("/en/account");
    elsewhere.post(&link, &[]).at("/en/erased").see("The account is deleted");

    browser.get("/en/account").at("/en/login?next=%2Fen%2Faccount");
    house.sign_in(&browser, EMAIL, PASSWORD).is(422);
    assert!(house.letters_to(EMAIL).iter().any(|letter| matches!(letter, Letter::Erased { .. })));
    house
        .services
        .store
        .read(|tx: &Reader<'_>| {
            let accounts = tx.scan(tables::ACCOUNTS, .., Take::First(9)).unwrap();
            let text = serde_json::to_string(&accounts[0].1).unwrap();
            assert!(
                accounts[0].1.is_erased()
                    && !text.contains("Kowalczyk")
                    && !text.contains(EMAIL)
                    && !text.contains("argon2")
            );
            assert!(!tx.has(tables::ACCOUNT_BY_EMAIL, &EMAIL.to_owned()).unwrap());
            assert!(tx.scan(tables::SESSIONS, .., Take::First(9)).unwrap().is_empty());
            Ok::<_, Refusal>(())
        })
        .unwrap();
    elsewhere.get("/en/login");
    elsewhere.submit(&link, &[]).is(410);
    // The address may register anew.
    house.later(1);
    house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
}

#[test]
fn a_link_that_erases_lasts_an_hour_and_a_made_up_one_erases_nothing() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    browser.post("/en/account/data/erase", &[]).at(PATH);
    let link = erase_path(&house);
    house.later(60);
    let elsewhere = house.browser();
    elsewhere.get("/en/login");
    elsewhere.submit(&link, &[]).is(410).see("works once");
    elsewhere.submit("/en/erase/AAAAAAAAAAAAAAAAAAAAAA", &[]).is(410);
    house.sign_in(&browser, EMAIL, PASSWORD).is(303);
}

/// Ask for the letter with the last word and say it.
fn erase(desk: &Desk, holder: AccountId) {
    desk.services.account_erase_ask(&desk.cx(Actor::Account(holder))).unwrap();
    let waiting = desk.services.store.read(|tx: &Reader<'_>| tx.effects_in::<Effect>(Stage::Waiting, 99)).unwrap();
    let token = waiting.into_iter().rev().find_map(|(_, entry)| {
        if let Effect::Mail { letter: Letter::EraseConfirm { token }, .. } = entry.effect { Some(token) } else { None }
    });
    desk.services.account_erase(&desk.cx(Actor::Visitor), &token.unwrap()).unwrap();
}

#[test]
fn what_nobody_tried_to_pay_goes_with_the_account() {
    let desk = Desk::new();
    let due = desk.due(desk.applicant());
    let application = desk.payment(due).application;
    erase(&desk, due.account);
    let left = desk.services.store.read(|tx: &Reader<'_>| {
        Ok::<_, Refusal>((tx.has(tables::APPLICATIONS, &application)?, tx.has(tables::PAYMENTS, &due.payment)?))
    });
    assert_eq!(left.unwrap(), (false, false));
}

#[test]
fn what_was_paid_and_granted_stays_and_gets_no_letters() {
    let desk = Desk::new();
    let (due, _) = desk.paid_with(Capabilities::default());
    let application = desk.payment(due).application;
    erase(&desk, due.account);
    let kept = desk.services.store.read(|tx: &Reader<'_>| {
        let kept = tx.get(tables::APPLICATIONS, &application)?.unwrap();
        Ok::<_, Refusal>((kept.traveller.is_some(), kept.visa, tx.has(tables::PAYMENTS, &due.payment)?))
    });
    let (traveller, visa, payment) = kept.unwrap();
    assert!(traveller && visa.is_some() && payment, "the register and the books keep it");
    let holder = desk.services.store.read(|tx: &Reader<'_>| tx.get(tables::ACCOUNTS, &due.account)).unwrap().unwrap();
    assert!(holder.is_erased() && holder.name.surname.as_str() == "-");
}

#[test]
fn a_payment_under_way_comes_first() {
    let desk = Desk::new();
    let due = desk.ready();
    desk.at_the_bank(due);
    let refused = desk.services.account_erase_ask(&desk.cx(Actor::Account(due.account)));
    assert_eq!(refused.unwrap_err(), Refusal::denied("erase-payment"));
}

#[test]
fn staff_and_people_who_await_a_decision_are_told_why_not() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let set = |role| {
        house
            .services
            .store
            .commit(|tx| {
                let (id, mut account) = tx.scan(tables::ACCOUNTS, .., Take::First(1))?.remove(0);
                account.role = role;
                tx.put(tables::ACCOUNTS, &id, &account)
            })
            .unwrap();
    };
    set(Role::Auditor);
    browser.post("/en/account/data/erase", &[]).is(409).see("closed by the administrator");
    set(Role::Applicant);
    browser.post("/en/account/data/erase", &[]).at(PATH);
}

#[test]
fn sessions_and_links_that_are_over_are_swept_away() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    browser.post("/en/account/email", &[("email", "magda@example.org"), ("old_password", PASSWORD)]).is(200);
    let sweep = || (0..64).map(|_| house.services.privacy_sweep(&house.operator()).unwrap()).sum::<usize>();
    assert_eq!(sweep(), 0, "what is good stays");
    house.later(9 * 24 * 60);
    assert_eq!(sweep(), 4, "a session, a link, a change of address and its objection");
    assert_eq!(sweep(), 0);
}
