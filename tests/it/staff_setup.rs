//! The first administrator, through the one-time address that the first start prints.

use crate::{
    browser::Page,
    house::{House, PASSWORD},
};

const FIRST: [(&str, &str); 4] =
    [("surname", "Officer"), ("email", "first@evisa.example"), ("password", PASSWORD), ("lang", "en")];

fn link(house: &House) -> String {
    let token = house.services.setup_link_make(&house.operator()).expect("nobody administers this house");
    format!("/en/setup/{token}")
}

fn is_dead(page: &Page) {
    page.is(410).is_whole().says("setup-dead").must_not_see("name=\"password\"");
}

#[test]
fn the_address_makes_one_administrator_and_works_once() {
    let house = House::new();
    assert_eq!(house.services.setup_needed(), Ok(true));
    let link = link(&house);
    let browser = house.browser();
    browser.get(&link).is(200).is_whole().says("setup-lead");
    browser.post(&link, &FIRST).is(200).at("/en/login").says("setup-made");
    assert_eq!(house.services.setup_needed(), Ok(false));
    is_dead(&browser.ask(&link));
    let second = [("surname", "Other"), ("email", "second@evisa.example"), ("password", PASSWORD), ("lang", "en")];
    is_dead(&browser.submit(&link, &second));
    assert!(house.services.setup_link_make(&house.operator()).is_err(), "there is an administrator");
    house.sign_in(&browser, "first@evisa.example", PASSWORD).is(303);
    browser.get("/en/office/people").is(200).is_whole().see("first@evisa.example");
}

#[test]
fn what_is_wrong_is_told_and_the_address_stays_good() {
    let house = House::new();
    let link = link(&house);
    let browser = house.browser();
    let weak = [("surname", "Officer"), ("email", "first@evisa.example"), ("password", "short"), ("lang", "en")];
    assert!(browser.submit(&link, &weak).is(422).is_whole().faults("password"));
    assert!(browser.submit(&link, &[("lang", "en")]).is(422).faults("surname"));
    browser.post(&link, &FIRST).at("/en/login");
}

#[test]
fn an_address_that_was_replaced_has_grown_old_or_was_never_made_is_dead() {
    let house = House::new();
    let browser = house.browser();
    let (first, second) = (link(&house), link(&house));
    is_dead(&browser.ask(&first));
    browser.ask(&second).is(200);
    house.later(60);
    is_dead(&browser.ask(&second));
    is_dead(&browser.ask("/en/setup/AAAAAAAAAAAAAAAAAAAAAA"));
    is_dead(&browser.ask("/en/setup/x"));
}
