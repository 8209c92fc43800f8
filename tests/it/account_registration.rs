//! Somebody registers, confirms the address through a letter, and logs in.

use evisa::domain::effect::Letter;

use crate::house::{House, PASSWORD};

const EMAIL: &str = "test@mail.ru";

/// A registration form that is filled in well, with some fields changed.
fn form<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let well = [
        ("surname", "Kowalczyk"),
        ("given", "Magdalena"),
        ("patronymic", ""),
        ("email", EMAIL),
        ("password", PASSWORD),
        ("lang", "ru"),
        ("consent", "yes"),
    ];
    let value = |name| changed.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
    well.into_iter()
        .map(|(name, well)| (name, value(name).unwrap_or(well)))
        .filter(|(_, value)| *value != "(not sent)")
        .collect()
}

#[test]
fn from_registration_to_being_signed_in() {
    let house = House::new();
    let browser = house.browser();
    browser.post("/en/register", &form(&[])).is(200).at("/en/register/sent").see("The letter goes to test@mail.ru");
    assert_eq!(house.letters().len(), 1);
    assert_eq!(house.letters()[0].lang.code(), "ru", "letters come in the language that was chosen");

    let link = house.confirm_link(EMAIL);
    browser.get(&link).is(200).see("Confirm the address");
    house.sign_in(&browser, EMAIL, PASSWORD).is(422).see("not confirmed yet");

    browser.post(&link, &[]).is(200).at("/en/confirmed").see("The address is confirmed");
    let page = house.sign_in(&browser, EMAIL, PASSWORD);
    assert_eq!(page.is(303).location().as_deref(), Some("/en/services"));
    let details = browser.get("/en/account");
    details.is(200).see("Kowalczyk M.").see(EMAIL);
    assert_eq!((details.value_of("surname").as_str(), details.value_of("given").as_str()), ("Kowalczyk", "Magdalena"));
}

#[test]
fn an_address_that_is_known_gives_the_same_page_and_another_letter() {
    let house = House::new();
    let (owner, stranger) = (house.browser(), house.browser());
    let new = owner.post("/en/register", &form(&[]));
    house.confirm(&owner, EMAIL).is(200);
    let known =
        stranger.post("/en/register", &form(&[("surname", "Somebody"), ("password", "eleven loud goats sleep")]));
    assert_eq!((new.status, &new.path, new.words()), (known.status, &known.path, known.words()));
    assert!(house.letters_to(EMAIL).contains(&Letter::AlreadyRegistered));
    house.sign_in(&owner, EMAIL, PASSWORD).is(303);
    owner.get("/en/account").see("Kowalczyk M.");

    // However often the stranger tries: one such letter an hour.
    stranger.post("/en/register", &form(&[])).is(200);
    assert_eq!(house.letters_to(EMAIL).len(), 2);
}

#[test]
fn a_confirmation_link_lasts_a_day_and_signing_in_gives_a_new_one() {
    let house = House::new();
    let browser = house.browser();
    browser.post("/en/register", &form(&[])).is(200);
    let late = house.confirm_link(EMAIL);
    house.later(24 * 60);
    browser.post(&late, &[]).is(410).see("This link no longer works").see("we send you a new link");

    house.sign_in(&browser, EMAIL, PASSWORD).is(422).see("We have just sent you a new link");
    let fresh = house.confirm_link(EMAIL);
    assert_ne!(fresh, late);
    browser.post(&fresh, &[]).is(200).at("/en/confirmed");
    browser.post(&fresh, &[]).is(200).at("/en/confirmed");
    browser.post("/en/confirm/AAAAAAAAAAAAAAAAAAAAAA", &[]).is(410);
    browser.post("/en/confirm/nonsense", &[]).is(410);
}

#[test]
fn a_weak_password_is_refused_with_its_reason_and_everything_else_is_kept() {
    let house = House::new();
    let browser = house.browser();
    let refused = [
        ("blue goat", "Use at least 15 characters; this has 9"),
        ("qwertyuiopasdfghjkl", "row of keys"),
        ("aaaaaaaaaaaaaaaaaaaa", "repetition"),
        ("evisa kazakhstan evisa", "little more than the name of this service"),
        ("kowalczyk kowalczyk", "little more than"),
    ];
    for (password, reason) in refused {
        let page = browser.post("/en/register", &form(&[("password", password)]));
        page.is(422).see(reason).see("<title>Error: Register");
        assert!(page.faults("password"), "{password}");
        let kept = ["surname", "given", "email", "password"].map(|name| page.value_of(name));
        assert_eq!(kept, ["Kowalczyk", "Magdalena", EMAIL, ""], "{password}");
        page.see("value=\"ru\" selected").see("value=\"yes\" checked");
    }
    assert_eq!(house.letters(), []);
}

#[test]
fn every_field_says_what_to_mend() {
    let house = House::new();
    let browser = house.browser();
    let long = "x".repeat(101);
    let refused = [
        ("surname", " ", "Fill in this field"),
        ("surname", long.as_str(), "Enter no more than 100 characters"),
        ("given", long.as_str(), "Enter no more than 100 characters"),
        ("email", "", "Fill in this field"),
        ("email", "test.mail.ru", "with an @ sign"),
        ("email", "a@mail.ru\r\nBcc: victim@mail.ru", "with an @ sign"),
        ("email", "tеst@mail.ru", "do not belong in an e-mail address: е"), // the second letter is Cyrillic
        ("password", "", "Fill in this field"),
        ("lang", "xx", "Choose one of the options"),
        ("consent", "(not sent)", "Tick the box"),
    ];
    for (name, value, reason) in refused {
        let page = browser.post("/en/register", &form(&[(name, value)]));
        page.is(422).see(reason);
        assert!(page.faults(name), "{name} {value}");
        assert_eq!(page.text().matches("-fault\">").count(), 1, "only {name} is wrong");
    }
    assert_eq!(house.letters(), []);
}

#[test]
fn an_address_typed_in_wide_letters_is_the_same_address() {
    let house = House::new();
    let browser = house.browser();
    browser.post("/zh/register", &form(&[("email", "Ｔｅｓｔ＠ｍａｉｌ．ｒｕ")])).is(200).see(EMAIL);
    house.confirm(&browser, EMAIL).is(200);
    house.sign_in(&browser, " TEST@mail.ru ", PASSWORD).is(303);
}

#[test]
fn one_network_cannot_register_without_end() {
    let house = House::new();
    let browser = house.browser();
    for n in 0..20 {
        browser.post("/en/register", &form(&[("email", &format!("traveller{n}@mail.ru"))])).is(200);
    }
    let page = browser.post("/en/register", &form(&[("email", "traveller20@mail.ru")]));
    page.is(429).see("Wait 1 minute").must_not_see(PASSWORD);
    assert_eq!(page.value_of("surname"), "Kowalczyk");
    house.later(1);
    browser.post("/en/register", &form(&[("email", "traveller20@mail.ru")])).is(200);
}

#[test]
fn registering_a_known_address_again_and_again_takes_as_long_as_a_new_one() {
    let house = House::new();
    let commits = |email: &str| {
        let before = *house.services.store.subscribe().borrow();
        house.browser().post("/en/register", &form(&[("email", email)])).is(200);
        *house.services.store.subscribe().borrow() - before
    };
    let new = commits(EMAIL);
    assert_eq!([commits(EMAIL), commits(EMAIL), commits("other@mail.ru")], [new; 3]);
}

#[test]
fn a_name_that_no_document_can_print_is_refused_in_the_form() {
    let house = House::new();
    let page = house.browser().post("/en/register", &form(&[("given", "Ма한г")]));
    page.is(422).is_whole().see("cannot be printed");
    assert!(page.faults("given") && !page.faults("surname"));
    assert!(house.letters().is_empty());
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let page = browser.post("/en/account", &[("surname", "김"), ("given", ""), ("patronymic", ""), ("lang", "en")]);
    page.is(422).see("cannot be printed");
    browser.get("/en/account").see("Kowalczyk M.");
}
