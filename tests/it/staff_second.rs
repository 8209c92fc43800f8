//! The second step of logging in: set up at the first sign-in, asked for at every other, and nothing opens before it.

use std::sync::Arc;

use data_encoding::BASE32_NOPAD;
use evisa::{
    domain::{
        account::Role,
        effect::Letter,
        staff::{RECOVERY_CODES, SecondFactorRule},
    },
    effects::Outside,
    services::{Policy, Services},
    web::site::Settings,
};
use totp_rs::{Algorithm, Builder};

use crate::{
    browser::{Browser, Page},
    house::{House, PASSWORD},
    staff::{address, staff},
};

const SECOND: &str = "/en/login/second";
const APP: &str = "/en/login/second/app";

/// A house whose staff must show a second thing.
fn strict() -> House {
    let mut services = Services::in_memory();
    let policy = Policy { second_factor: SecondFactorRule::Required, ..(*services.policy).clone() };
    services.policy = Arc::new(policy);
    let settings = Settings::new("https://evisa.example".parse().expect("an address"));
    House::furnished(services, Outside::for_trying(Arc::default()), settings)
}

/// The page is there, whatever it remembers to go on to.
#[track_caller]
fn at<'a>(page: &'a Page, path: &str) -> &'a Page {
    assert_eq!(page.path.split('?').next(), Some(path), "{}", page.words());
    page
}

/// What stands between marks of the page, in order.
fn machine(page: &Page) -> Vec<String> {
    let text = page.text();
    let parts = text.split("<code class=\"machine\">").skip(1);
    parts.map(|part| part.split('<').next().unwrap_or_default().to_owned()).collect()
}

/// The code that an app of this secret shows.
fn code(house: &House, secret: &str) -> String {
    let bytes = BASE32_NOPAD.decode(secret.replace(' ', "").as_bytes()).expect("base 32");
    let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_step_duration(30).with_secret(bytes);
    totp.build_noncompliant().generate(u64::try_from(house.now().as_second()).expect("after 1970")).to_string()
}

/// Set an app up. Returns its secret and the recovery codes.
fn set_up(house: &House, browser: &Browser<'_>) -> (String, Vec<String>) {
    let secret = machine(browser.get(APP).is(200).is_whole()).remove(0);
    let done = browser.post(APP, &[("code", &code(house, &secret))]);
    done.is(200).is_whole().says("second-recovery-once");
    (secret, machine(&done))
}

#[test]
fn the_password_alone_never_reaches_a_staff_page() {
    let house = strict();
    let browser = staff(&house, Role::Administrator, "admin");
    for path in ["/en/office", "/en/office/people", "/en/account", "/en/account/security"] {
        let turned = browser.ask(path);
        let to = turned.is(303).location().expect("somewhere to go");
        assert!(to.starts_with("/en/login/second?next="), "{to}");
    }
    browser.submit("/en/office/people/invite", &[("surname", "A")]).is(303);
    at(browser.get("/en/office").is(200), APP).says("second-set-up-required");
    let (_, recovery) = set_up(&house, &browser);
    assert_eq!(recovery.len(), RECOVERY_CODES);
    browser.get("/en/office/people").is(200);
    let told = house.letters_to(&address("admin"));
    assert!(told.contains(&Letter::SecondFactorSet { at: house.now() }));
}

#[test]
fn a_code_opens_once_and_the_session_is_a_new_one() {
    let house = strict();
    let (secret, _) = set_up(&house, &staff(&house, Role::Administrator, "admin"));
    let used = code(&house, &secret);
    let browser = house.browser();
    house.sign_in(&browser, &address("admin"), PASSWORD).is(303);
    at(&browser.get("/en/office"), SECOND).is_whole().says("second-lead");
    assert!(browser.submit(SECOND, &[("code", &used)]).is(422).is_whole().says("second-wrong").faults("code"));
    browser.ask("/en/office").is(303);
    house.later(1);
    let before = browser.stolen();
    browser
        .post(&format!("{SECOND}?next=%2Fen%2Foffice%2Fpeople"), &[("code", &code(&house, &secret))])
        .is(200)
        .at("/en/office/people");
    assert_eq!(before.ask("/en/office").location().as_deref(), Some("/en/login?next=%2Fen%2Foffice"), "rotated");
    // Whoever has only the password puts no other app in its place.
    let thief = house.browser();
    house.sign_in(&thief, &address("admin"), PASSWORD).is(303);
    at(thief.get(APP).is(200), SECOND);
    thief.submit(APP, &[("code", "000000")]).is(303);
    thief.ask("/en/office").is(303);
}

#[test]
fn a_recovery_code_opens_once_however_it_is_typed() {
    let house = strict();
    let (_, recovery) = set_up(&house, &staff(&house, Role::Chief, "chief"));
    let typed = recovery[3].to_lowercase().replace('-', " ");
    for (opens, status) in [(true, 303), (false, 422)] {
        let browser = house.browser();
        house.sign_in(&browser, &address("chief"), PASSWORD).is(303);
        browser.submit(SECOND, &[("code", &typed)]).is(status);
        assert_eq!(browser.ask("/en/office").status == 200, opens);
    }
}

#[test]
fn guessing_is_slowed_down() {
    let house = strict();
    set_up(&house, &staff(&house, Role::Chief, "chief"));
    let browser = house.browser();
    house.sign_in(&browser, &address("chief"), PASSWORD).is(303);
    for _ in 0..5 {
        browser.submit(SECOND, &[("code", "000000")]).is(422);
    }
    browser.submit(SECOND, &[("code", "000000")]).is(429);
}

#[test]
fn a_lost_factor_is_reset_by_another_administrator() {
    let house = strict();
    let admin = staff(&house, Role::Administrator, "admin");
    set_up(&house, &admin);
    set_up(&house, &staff(&house, Role::Chief, "chief"));
    let id = house.holder(&address("chief")).actor.account().expect("an account");
    admin.post(&format!("/en/office/people/{id}/second"), &[]).is(200).says("people-second-gone");
    let browser = house.browser();
    house.sign_in(&browser, &address("chief"), PASSWORD).is(303);
    at(&browser.get("/en/office"), APP).says("second-set-up-required");
}

#[test]
fn in_a_demonstration_staff_sign_in_without_and_the_page_says_so() {
    let house = House::new();
    let browser = staff(&house, Role::Administrator, "admin");
    browser.get("/en/office").is(200).at("/en/office");
    browser.get("/en/office/people").is(200).says("second-demonstration");
    browser.get("/en/account/security").is(200).is_whole().says("second-demonstration-text");
    let (secret, _) = set_up(&house, &browser);
    house.later(1);
    let other = house.browser();
    house.sign_in(&other, &address("admin"), PASSWORD).is(303);
    at(&other.get("/en/office"), SECOND);
    other.submit(SECOND, &[("code", &code(&house, &secret))]).is(303);
    other.get("/en/office").at("/en/office");
}
