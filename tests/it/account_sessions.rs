//! Sessions: they end when told to, when idle, and when old; their owner sees them.

use std::net::Ipv4Addr;

use crate::house::{House, PASSWORD};

const EMAIL: &str = "test@mail.ru";

#[test]
fn logging_out_kills_the_session_behind_the_cookie() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let thief = browser.stolen();
    thief.get("/en/account").is(200).at("/en/account");
    let answer = browser.submit("/en/logout", &[]);
    assert_eq!(answer.headers["clear-site-data"], "\"cache\", \"storage\"");
    browser.get("/en/signed-out").is(200).see("You are logged out");
    assert!(!browser.cookies().contains("session="));
    thief.get("/en/account").at("/en/login?next=%2Fen%2Faccount");
}

#[test]
fn a_session_ends_after_an_hour_without_use() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    for _ in 0..3 {
        house.later(59);
        browser.get("/en/account").at("/en/account");
    }
    house.later(60);
    browser.get("/en/account").at("/en/login?next=%2Fen%2Faccount");
}

#[test]
fn a_session_ends_after_twelve_hours_however_busy() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    for _ in 0..23 {
        house.later(30);
        browser.get("/en/account").at("/en/account");
    }
    house.later(30);
    browser.get("/en/account").at("/en/login?next=%2Fen%2Faccount");
}

#[test]
fn the_owner_sees_open_sessions_and_ends_them() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let alone = browser.get("/en/account/security");
    alone.is(200).see("This browser").see("192.0.2.0/24").must_not_see("End this session");

    let hotel = house.browser_at(Ipv4Addr::new(198, 51, 100, 7));
    let phone = house.browser_at(Ipv4Addr::new(203, 0, 113, 9));
    for one in [&hotel, &phone] {
        house.later(5);
        house.sign_in(one, EMAIL, PASSWORD).is(303);
    }
    let page = browser.get("/en/account/security");
    page.see("198.51.100.0/24").see("203.0.113.0/24").see("End all others");
    // The phone was used last, so it stands first among the others.
    let mark = page.value_of("session");
    browser.post("/en/account/security/end", &[("session", &mark)]).at("/en/account/security").see("must log in again");
    phone.get("/en/account").at("/en/login?next=%2Fen%2Faccount");
    hotel.get("/en/account").at("/en/account");

    browser.post("/en/account/security/end", &[]).must_not_see("198.51.100.0/24");
    hotel.get("/en/account").at("/en/login?next=%2Fen%2Faccount");
    browser.get("/en/account").at("/en/account");
}

#[test]
fn nobody_ends_the_sessions_of_others() {
    let house = House::new();
    let owner = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let second = house.browser();
    house.sign_in(&second, EMAIL, PASSWORD).is(303);
    let mark = owner.get("/en/account/security").value_of("session");
    let stranger = house.register_and_confirm("stranger@mail.ru", ("Somebody", ""));
    stranger.post("/en/account/security/end", &[("session", &mark)]).is(404);
    stranger.post("/en/account/security/end", &[("session", "nonsense")]).is(404);
    second.get("/en/account").at("/en/account");
}

#[test]
fn the_owner_sees_which_device_it_was() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let phone = house.browser();
    let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1";
    let csrf = phone.get("/en/login").value_of("csrf");
    let fields = [("csrf", csrf.as_str()), ("email", EMAIL), ("password", PASSWORD)];
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let form_type = "application/x-www-form-urlencoded";
    phone.send_with((hyper::Method::POST, "/en/login"), (form_type, &[("user-agent", agent)]), form).is(303);
    browser.get("/en/account/security").see("Safari, iPhone").must_not_see("Mozilla");
}
