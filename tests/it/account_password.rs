//! Somebody forgets a password, or changes it.

use std::sync::atomic::{AtomicBool, Ordering};

use evisa::{
    domain::{
        context::{Actor, Chance, Cx, FixedChance},
        effect::Letter,
        refusal::Refusal,
    },
    services::Services,
};
use jiff::Timestamp;

use crate::house::{House, PASSWORD};

const EMAIL: &str = "test@mail.ru";
const NEW: &str = "nine patient storks wait";

#[test]
fn a_forgotten_password_is_replaced_through_a_letter_and_every_session_ends() {
    let house = House::new();
    let at_home = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let elsewhere = house.browser();
    let sent = elsewhere.post("/en/forgot", &[("email", EMAIL)]);
    sent.is(200).at("/en/forgot/sent").see("within 10 minutes");

    let link = house.reset_link(EMAIL);
    elsewhere.get(&link).is(200).see("Choose a new password");
    elsewhere.post(&link, &[("password", "too short")]).is(422).see("at least 15 characters");
    elsewhere.post(&link, &[("password", "")]).is(422).see("Fill in this field");
    elsewhere.post(&link, &[("password", NEW)]).is(200).at("/en/login").see("The new password is saved");

    at_home.get("/en/account").at("/en/login?next=%2Fen%2Faccount");
    assert!(house.letters_to(EMAIL).contains(&Letter::PasswordChanged { at: house.now() }));
    house.sign_in(&at_home, EMAIL, PASSWORD).is(422);
    house.sign_in(&at_home, EMAIL, NEW).is(303);

    // The link is used up.
    elsewhere.get(&link).is(410).see("This link no longer works");
    elsewhere.send_bare(&link, &[("password", NEW)]).is(403);
}

#[test]
fn a_reset_link_lasts_ten_minutes() {
    let house = House::new();
    house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let browser = house.browser();
    browser.post("/en/forgot", &[("email", EMAIL)]).is(200);
    let link = house.reset_link(EMAIL);
    house.later(9);
    browser.get(&link).is(200);
    house.later(1);
    browser.get(&link).is(410).see("Ask for a new letter");
    browser.get("/en/login");
    browser.submit(&link, &[("password", NEW)]).is(410);
    house.sign_in(&browser, EMAIL, PASSWORD).is(303);
}

#[test]
fn asking_for_a_letter_tells_nothing_about_an_address() {
    let house = House::new();
    house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let browser = house.browser();
    let known = browser.post("/en/forgot", &[("email", EMAIL)]);
    let letters = house.letters().len();
    let unknown = browser.post("/en/forgot", &[("email", "nobody@mail.ru")]);
    assert_eq!(known.words().replace(EMAIL, ""), unknown.words().replace("nobody@mail.ru", ""));
    assert_eq!((known.status, &known.path), (unknown.status, &unknown.path));
    assert_eq!(house.letters().len(), letters);
    browser.post("/en/forgot", &[("email", "nobody")]).is(422).see("with an @ sign");

    // Known and unknown addresses wait alike.
    for email in [EMAIL, "nobody@mail.ru"] {
        browser.post("/en/forgot", &[("email", email)]).is(200);
        browser.post("/en/forgot", &[("email", email)]).is(200);
        browser.post("/en/forgot", &[("email", email)]).is(429).see("Wait 5 minutes");
    }
}

#[test]
fn a_password_is_changed_by_who_knows_the_present_one() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let other = house.browser();
    house.sign_in(&other, EMAIL, PASSWORD).is(303);
    let path = "/en/account/security/password";
    let wrong = browser.post(path, &[("old_password", "seven noisy camels walk"), ("password", NEW)]);
    wrong.is(422).see("This is not your present password").must_not_see(NEW);
    assert!(wrong.faults("old_password") && !wrong.faults("password"));
    assert!(browser.post(path, &[("old_password", PASSWORD), ("password", "magdalena@mail.ru")]).faults("password"));
    browser
        .post(path, &[("old_password", PASSWORD), ("password", NEW)])
        .at("/en/login")
        .see("The new password is saved");
    for one in [&browser, &other] {
        one.get("/en/account").at("/en/login?next=%2Fen%2Faccount");
    }
    assert!(house.letters_to(EMAIL).contains(&Letter::PasswordChanged { at: house.now() }));
    house.sign_in(&browser, EMAIL, NEW).is(303);
}

#[test]
fn a_browser_left_open_cannot_be_used_to_guess_the_password() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    for _ in 0..5 {
        let fields = [("old_password", "seven noisy camels walk"), ("password", NEW)];
        browser.post("/en/account/security/password", &fields).is(422);
    }
    let fields = [("old_password", PASSWORD), ("password", NEW)];
    browser.post("/en/account/security/password", &fields).is(429).see("Wait 1 minute");
}

#[test]
fn asking_for_a_letter_costs_the_same_whether_the_address_is_known_or_not() {
    let house = House::new();
    house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    // A commit waits for the disk: one more or less can be measured from outside.
    let commits = |email: &str| {
        let email = email.parse().expect("an address");
        let before = *house.services.store.subscribe().borrow();
        house.services.account_reset_ask(&house.operator(), &email).expect("the answer is always the same");
        *house.services.store.subscribe().borrow() - before
    };
    assert_eq!([commits(EMAIL), commits("nobody@mail.ru")], [1, 1]);
}

/// Chance that changes the password of an account on its first use: in the middle of a sign-in.
struct Meanwhile {
    services: Services,
    holder: (Actor, Timestamp),
    over: AtomicBool,
}

impl Chance for Meanwhile {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(9);
        if !self.over.swap(true, Ordering::SeqCst) {
            let cx = Cx { now: self.holder.1, actor: self.holder.0, peer: None, chance: &FixedChance(3) };
            assert_eq!(self.services.account_password_change(&cx, PASSWORD, NEW), Ok(()));
        }
    }
}

#[test]
fn a_password_that_is_changed_during_a_sign_in_lets_nobody_in() {
    let house = House::new();
    house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let holder = (house.holder(EMAIL).actor, house.now());
    let meanwhile = Meanwhile { services: house.services.clone(), holder, over: AtomicBool::new(false) };
    let cx = Cx { chance: &meanwhile, ..house.operator() };
    let entered = house.services.account_sign_in(&cx, &EMAIL.parse().expect("an address"), PASSWORD);
    assert_eq!(entered, Err(Refusal::denied("sign-in-wrong")));
}
