//! Somebody takes another e-mail address, or somebody else does it for them.

use evisa::domain::effect::Letter;

use crate::house::{House, PASSWORD};

const OLD: &str = "test@mail.ru";
const NEW: &str = "magda@example.org";
const PATH: &str = "/en/account/email";

fn house_and_asked(house: &House) -> crate::browser::Browser<'_> {
    let browser = house.register_and_confirm(OLD, ("Kowalczyk", "Magdalena"));
    let asked = browser.post(PATH, &[("email", NEW), ("old_password", PASSWORD)]);
    asked.at("/en/account").see("on its way to the new address");
    browser
}

fn confirm_path(house: &House) -> String {
    let token = |letter| if let Letter::EmailConfirmNew { token } = letter { Some(token) } else { None };
    format!(
        "/en/email/confirm/{}",
        house.letters_to(NEW).into_iter().find_map(token).expect("a letter to the new address")
    )
}

fn object_paths(house: &House) -> Vec<String> {
    let path = |letter| {
        if let Letter::EmailChanging { token, .. } = letter { Some(format!("/en/email/object/{token}")) } else { None }
    };
    house.letters_to(OLD).into_iter().filter_map(path).collect()
}

#[test]
fn an_address_is_changed_by_who_knows_the_password_and_reads_the_new_mailbox() {
    let house = House::new();
    let browser = house_and_asked(&house);
    browser.get(PATH).see(&format!("Not confirmed yet: {NEW}"));
    assert_eq!(object_paths(&house).len(), 1, "the old mailbox is told at once");
    house.sign_in(&house.browser(), NEW, PASSWORD).is(422);

    let (elsewhere, link) = (house.browser(), confirm_path(&house));
    // Opening the link changes nothing: mail scanners do that.
    elsewhere.get(&link).is(200).see("Confirm the new e-mail address");
    house.sign_in(&house.browser(), OLD, PASSWORD).is(303);
    elsewhere.post(&link, &[]).at("/en/login").see("Log in with the new address");

    browser.get("/en/account").at("/en/login?next=%2Fen%2Faccount");
    house.sign_in(&browser, OLD, PASSWORD).is(422);
    house.sign_in(&browser, NEW, PASSWORD).is(303);
    browser.get("/en/account").see(NEW).must_not_see(OLD);
    assert_eq!(object_paths(&house).len(), 2, "and told again when it is done");
    elsewhere.get("/en/login");
    elsewhere.submit(&link, &[]).is(410);
}

#[test]
fn a_change_needs_the_password_and_another_address() {
    let house = House::new();
    let browser = house.register_and_confirm(OLD, ("Kowalczyk", "Magdalena"));
    let wrong = browser.post(PATH, &[("email", NEW), ("old_password", "seven noisy camels walk")]);
    wrong.is(422).see("This is not your present password").must_not_see("noisy");
    assert!(wrong.faults("old_password") && !wrong.faults("email"));
    let same = browser.post(PATH, &[("email", OLD), ("old_password", PASSWORD)]);
    assert!(same.is(422).faults("email"));
    assert!(browser.post(PATH, &[("email", "t\u{435}st@mail.ru"), ("old_password", PASSWORD)]).is(422).faults("email"));
    assert!(
        browser.post(PATH, &[("email", "a@b.cz\r\nBcc: x@y.cz"), ("old_password", PASSWORD)]).is(422).faults("email")
    );
    assert!(house.letters_to(NEW).is_empty() && object_paths(&house).is_empty());
}

#[test]
fn a_stranger_at_an_open_browser_cannot_take_the_account_away() {
    let house = House::new();
    let thief = house_and_asked(&house);
    house.browser().post(&confirm_path(&house), &[]).at("/en/login");
    house.sign_in(&thief, NEW, PASSWORD).is(303);

    let owner = house.browser();
    let notice = object_paths(&house).pop().expect("a notice");
    owner.get(&notice).is(200).see("You did not change your address?");
    owner.post(&notice, &[]).at("/en/forgot").see("Your old address is back");
    thief.get("/en/account").at("/en/login?next=%2Fen%2Faccount");
    for email in [OLD, NEW] {
        house.sign_in(&thief, email, PASSWORD).is(422);
    }
    let reset = house.reset_link(OLD);
    owner.post(&reset, &[("password", "nine patient storks wait")]).at("/en/login");
    house.sign_in(&owner, OLD, "nine patient storks wait").is(303);
    // No notice works twice.
    for path in object_paths(&house) {
        owner.get("/en/account");
        owner.submit(&path, &[]).is(410);
    }
}

#[test]
fn a_change_is_called_off_before_it_is_made() {
    let house = House::new();
    let browser = house_and_asked(&house);
    let (link, notice) = (confirm_path(&house), object_paths(&house).remove(0));
    house.browser().post(&notice, &[]).at("/en/login").see("called off");
    let elsewhere = house.browser();
    elsewhere.get("/en/login");
    elsewhere.submit(&link, &[]).is(410);
    browser.get("/en/account").at("/en/account").see(OLD);
}

#[test]
fn links_about_an_address_end() {
    let house = House::new();
    house_and_asked(&house);
    let (link, notice) = (confirm_path(&house), object_paths(&house).remove(0));
    let elsewhere = house.browser();
    house.later(24 * 60);
    elsewhere.get("/en/login");
    elsewhere.submit(&link, &[]).is(410);
    house.later(6 * 24 * 60);
    elsewhere.submit(&notice, &[]).is(410);
    elsewhere.submit("/en/email/confirm/AAAAAAAAAAAAAAAAAAAAAA", &[]).is(410);
    elsewhere.submit("/en/email/object/nonsense", &[]).is(410);
}

#[test]
fn an_address_with_an_account_is_not_told_to_who_asks() {
    let house = House::new();
    house.register_and_confirm(NEW, ("Somebody", "Else"));
    house_and_asked(&house);
    assert!(house.letters_to(NEW).contains(&Letter::AlreadyRegistered));
    assert!(!house.letters_to(NEW).iter().any(|letter| matches!(letter, Letter::EmailConfirmNew { .. })));
}

#[test]
fn a_link_to_a_new_password_in_the_old_mailbox_dies_with_the_change() {
    let house = House::new();
    house_and_asked(&house);
    house.browser().post("/en/forgot", &[("email", OLD)]).is(200);
    let reset = house.reset_link(OLD);
    house.browser().post(&confirm_path(&house), &[]).at("/en/login");
    house.browser().get(&reset).is(410);
}
