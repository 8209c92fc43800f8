//! Somebody logs in (figure 1), or tries to.

use std::net::Ipv4Addr;

use crate::house::{House, PASSWORD};

const EMAIL: &str = "test@mail.ru";

#[test]
fn ways_that_are_not_set_up_say_why_and_what_to_do_instead() {
    let house = House::new();
    let browser = house.browser();
    browser.get("/en/login/signature").is(200).see("cannot be checked").see("Log in with e-mail and password");
    browser
        .get("/en/login/egov?next=/en/account")
        .is(200)
        .see("not connected to eGov")
        .see("/en/login?next=%2Fen%2Faccount");
}

#[test]
fn a_wrong_address_and_a_wrong_password_look_alike() {
    let house = House::new();
    house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let stranger = house.browser();
    let wrong = house.sign_in(&stranger, EMAIL, "seven noisy camels walk");
    wrong.is(422).see("do not belong together").must_not_see("noisy");
    let unknown = house.sign_in(&stranger, "nobody@mail.ru", "seven noisy camels walk");
    assert_eq!(wrong.text().replace(EMAIL, ""), unknown.text().replace("nobody@mail.ru", ""));
    assert_eq!((wrong.value_of("email").as_str(), wrong.value_of("password").as_str()), (EMAIL, ""));
    house.sign_in(&stranger, "", "").is(422).see("Fill in this field");
}

#[test]
fn a_guesser_must_wait_but_the_owner_in_another_network_need_not() {
    let house = House::new();
    house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    house.later(60);
    let guesser = house.browser_at(Ipv4Addr::new(198, 51, 100, 7));
    for n in 0..10 {
        house.sign_in(&guesser, EMAIL, &format!("guess number {n} of many")).is(422);
    }
    let page = house.sign_in(&guesser, EMAIL, PASSWORD);
    page.is(429).see("Wait 1 minute");
    assert_eq!(page.headers["retry-after"], "60");
    // The neighbour in the same network is counted too; another network is not, nor is another address here.
    house.sign_in(&house.browser_at(Ipv4Addr::new(198, 51, 100, 8)), EMAIL, PASSWORD).is(429);
    house.sign_in(&guesser, "other@mail.ru", PASSWORD).is(422);
    house.sign_in(&house.browser(), EMAIL, PASSWORD).is(303);
    house.later(1);
    house.sign_in(&guesser, EMAIL, PASSWORD).is(303);
}

#[test]
fn one_network_cannot_try_many_addresses() {
    let house = House::new();
    let guesser = house.browser();
    for n in 0..60 {
        // A form costs a second of the budget of all forms.
        house.sign_in(&guesser, &format!("somebody{n}@mail.ru"), PASSWORD).is(422);
    }
    house.sign_in(&guesser, "somebody60@mail.ru", PASSWORD).is(429);
}

#[test]
fn logging_in_leads_back_to_where_one_was_and_never_off_the_site() {
    let house = House::new();
    let owner = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    owner.get("/en/login").at("/en/services");

    let browser = house.browser();
    let asked = browser.ask("/en/account/security");
    let login = asked.is(303).location().unwrap();
    assert_eq!(login, "/en/login?next=%2Fen%2Faccount%2Fsecurity");
    browser.get(&login).see("You will come back to this page");
    let answer = browser.submit(&login, &[("email", EMAIL), ("password", PASSWORD)]);
    assert_eq!(answer.is(303).location().as_deref(), Some("/en/account/security"));

    for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", "/%09/evil.example", "evil", ""] {
        let address = format!("/en/login?next={}", elsewhere.replace('\\', "%5C"));
        let answer = house.browser().submit(&address, &[("email", EMAIL), ("password", PASSWORD)]);
        assert_eq!(answer.is(303).location().as_deref(), Some("/en/services"), "{elsewhere}");
    }
}

#[test]
fn a_form_without_its_token_is_refused() {
    let house = House::new();
    house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let browser = house.browser();
    browser.get("/en/login");
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    browser.send_bare("/en/login", &fields).is(403);
    browser.send_bare("/en/login", &[("csrf", "AAAAAAAAAAAAAAAAAAAAAA"), fields[0], fields[1]]).is(403);
    for path in ["/en/register", "/en/forgot", "/en/logout", "/en/confirm/x", "/en/reset/x"] {
        browser.send_bare(path, &[]).is(403);
    }
    browser.get("/en/account").at("/en/login?next=%2Fen%2Faccount");
}

#[test]
fn an_address_of_the_old_portal_is_told_to_register_again() {
    const NOTICE: &str = "If you registered on the old portal, you must register again";
    let house = House::new();
    let old = ["old@mail.ru".parse().expect("an address")];
    assert_eq!(house.services.old_account_import(&house.operator(), &old), Ok(1));
    assert_eq!(house.services.old_account_import(&house.operator(), &old), Ok(0));
    let browser = house.browser();
    let count = |page: &crate::browser::Page| page.words().matches(NOTICE).count();
    let told = house.sign_in(&browser, "old@mail.ru", "seven noisy camels walk");
    let unknown = house.sign_in(&browser, "nobody@mail.ru", "seven noisy camels walk");
    told.is(422).must_not_see("do not belong together");
    assert!(count(&unknown) < count(&told), "the notice stands beside the field, too");
    // Registered anew, it logs in like any other.
    house.register_and_confirm("old@mail.ru", ("Kowalczyk", "Magdalena"));
    house.sign_in(&browser, "old@mail.ru", "seven noisy camels walk").see("do not belong together");
}

#[test]
fn a_password_of_ten_thousand_characters_is_answered_in_words() {
    let house = House::new();
    house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    for long in ["x".repeat(10_000), "ы".repeat(5_000), format!("{PASSWORD}{}", "z".repeat(10_000))] {
        house.sign_in(&house.browser(), EMAIL, &long).is(422).see("do not belong together");
    }
}

#[test]
fn an_address_that_would_write_headers_of_a_letter_is_refused() {
    let house = House::new();
    let browser = house.browser();
    for address in
        ["a@mail.ru\r\nBcc: b@mail.ru", "a@mail.ru\nSubject: x", "a@mail.ru%0d%0aBcc: b@mail.ru", "a@mail.ru,b@mail.ru"]
    {
        let page = browser.post("/en/forgot", &[("email", address)]);
        assert!(page.is(422).faults("email"), "{address:?}");
    }
    assert_eq!(house.letters(), []);
}

/// Times of sign-ins with a known and an unknown address, one after the other, at the real cost of a hash.
/// `cargo test --test it known_and_unknown -- --ignored --nocapture`
#[test]
#[ignore = "a measurement: it needs a quiet machine"]
fn known_and_unknown_addresses_take_the_same_time() {
    use std::{num::NonZeroUsize, time::Instant};

    use evisa::{
        crypto::password::{Hasher, Settings as Costs},
        domain::context::FixedChance,
        effects::Outside,
        services::Services,
        web::site::Settings,
    };
    const PAIRS: usize = 200;
    let cheap = Services::in_memory();
    let hasher = Hasher::new(Costs::default(), NonZeroUsize::MIN, &FixedChance(7)).expect("the default costs are good");
    let services = Services::new(cheap.store.clone(), hasher, (*cheap.policy).clone());
    let settings = Settings::new("https://evisa.example".parse().expect("an address"));
    let house = House::furnished(services, Outside::for_trying(std::sync::Arc::default()), settings);
    house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let browser = house.browser();
    let once = |email: &str| {
        house.later(2);
        let csrf = browser.get("/en/login").value_of("csrf");
        let fields = [("csrf", csrf.as_str()), ("email", email), ("password", "seven noisy camels walk")];
        let began = Instant::now();
        browser.send_bare("/en/login", &fields).is(422);
        u32::try_from(began.elapsed().as_micros()).map_or(f64::MAX, f64::from)
    };
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        known.push(once(EMAIL));
        unknown.push(once("nobody@mail.ru"));
    }
    let count = f64::from(u32::try_from(PAIRS).expect("few"));
    let mean = |times: &[f64]| times.iter().sum::<f64>() / count;
    let variance = |times: &[f64]| times.iter().map(|t| (t - mean(times)).powi(2)).sum::<f64>() / (count - 1.0);
    let error = ((variance(&known) + variance(&unknown)) / count).sqrt();
    let t = (mean(&known) - mean(&unknown)) / error;
    println!("known {:.0} µs, unknown {:.0} µs, Welch's t {t:.2} over {PAIRS} pairs", mean(&known), mean(&unknown));
    assert!(t.abs() < 4.5, "an outsider could tell known addresses from unknown ones: t = {t}");
}
