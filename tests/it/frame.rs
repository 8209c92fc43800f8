//! What every page has, whatever it is about.

use crate::{house::House, log};

#[test]
fn the_house_answers_and_says_so_when_there_is_no_such_page() {
    let house = House::new();
    let browser = house.browser();
    browser.get("/health/live").is(200).see("live");
    browser.get("/ru/no-such-page").is(404);
    // What stories check is there to be checked.
    assert!(log::text().contains("pattern=\"/health/live\""));
}

#[test]
fn the_house_has_the_manual_s_invitation_and_rate() {
    let house = House::new();
    house.invitation();
    house.rate("388.28");
    let rate = house.services.rate_latest(house.now()).unwrap().unwrap();
    assert_eq!((rate.rate.to_string().as_str(), rate.date.to_string().as_str()), ("388.28", "2022-06-08"));
    house.services.invitation_revoke(&house.operator(), &"3622000299".parse().unwrap()).unwrap();
}
