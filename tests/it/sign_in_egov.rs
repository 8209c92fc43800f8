//! Somebody logs in through eGov or another provider (third tab of figure 1), or somebody else tries to.

use std::collections::BTreeMap;

use evisa::{effects::Outside, services::Services, web::site::Settings};
use serde_json::json;

use crate::{
    browser::{Browser, Page},
    house::House,
    idp::{Idp, provider},
};

const EMAIL: &str = "test@mail.ru";
const LOGIN: &str = "/en/login/egov";
const MINE: &str = "/en/account/egov";
const PERSON: (&str, Option<&str>) = ("person-1", None);

fn house(provider: evisa::effects::Provider) -> House {
    let outside = Outside { identity: Some(provider), ..Outside::for_trying(std::sync::Arc::default()) };
    House::furnished(
        Services::in_memory(),
        outside,
        Settings::new("https://evisa.example".parse().expect("an address")),
    )
}

/// What a browser takes to the provider.
fn leave(browser: &Browser<'_>, from: &str) -> BTreeMap<String, String> {
    let left = browser.submit(from, &[]);
    let address: url::Url = left.is(303).location().expect("an address").parse().expect("a whole one");
    assert_eq!(address.path(), "/authorize");
    let query: BTreeMap<_, _> = address.query_pairs().into_owned().collect();
    assert_eq!((query["code_challenge_method"].as_str(), query["response_type"].as_str()), ("S256", "code"));
    assert_eq!(query["redirect_uri"], "https://evisa.example/login/egov/return");
    query
}

/// It comes back with a code, to the one address that is registered at the provider.
fn come_back(browser: &Browser<'_>, state: &str) -> Page {
    browser.get(&format!("/login/egov/return?code=good&state={state}"))
}

/// There and back as this person.
fn there_and_back(idp: &Idp, browser: &Browser<'_>, (from, person): (&str, (&str, Option<&str>))) -> Page {
    let query = leave(browser, from);
    idp.say(person, (&query["nonce"], &query["code_challenge"]));
    come_back(browser, &query["state"])
}

#[test]
fn an_account_is_connected_and_opened_by_the_proved_person_only() {
    let idp = Idp::start();
    let house = house(idp.provider());
    let owner = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    owner.get("/en/account").see("eGov and this account");
    there_and_back(&idp, &owner, (MINE, PERSON)).at(MINE).see("eGov is connected");

    let other = house.browser();
    other.get(LOGIN).is(200).see("Continue to eGov");
    there_and_back(&idp, &other, (&format!("{LOGIN}?next=/en/account/security"), PERSON)).at("/en/account/security");
    other.get("/en/account").see(EMAIL);

    // The same address at the provider, another person: nobody's account.
    let stranger = house.browser();
    there_and_back(&idp, &stranger, (LOGIN, ("person-2", None))).is(422).see("No account here is connected");
    stranger.get("/en/account").at("/en/login?next=%2Fen%2Faccount");

    owner.post("/en/account/egov/remove", &[]).at("/en/account").see("eGov is disconnected");
    there_and_back(&idp, &stranger, (LOGIN, PERSON)).is(422).see("No account here is connected");
}

#[test]
fn a_person_of_another_account_is_not_connected_twice() {
    let idp = Idp::start();
    let house = house(idp.provider());
    let first = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    there_and_back(&idp, &first, (MINE, PERSON)).at(MINE);
    let second = house.register_and_confirm("second@mail.ru", ("Nowak", "Jan"));
    there_and_back(&idp, &second, (MINE, PERSON)).is(422).see("opens another account here");
    second.get(MINE).see("Connect eGov").must_not_see("connected since");
}

#[test]
fn what_comes_back_belongs_to_the_browser_that_left_and_counts_once() {
    let idp = Idp::start();
    let house = house(idp.provider());
    let owner = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    there_and_back(&idp, &owner, (MINE, PERSON)).at(MINE);

    // Somebody lures another browser into the answer of their own login.
    let (lurer, victim) = (house.browser(), house.browser());
    let query = leave(&lurer, LOGIN);
    idp.say(PERSON, (&query["nonce"], &query["code_challenge"]));
    victim.get(LOGIN);
    come_back(&victim, &query["state"]).is(422).see("belongs to another browser");
    come_back(&lurer, &query["state"]).at("/en/services");
    come_back(&lurer, &query["state"]).is(422).see("was used already");

    let slow = house.browser();
    let query = leave(&slow, LOGIN);
    idp.say(PERSON, (&query["nonce"], &query["code_challenge"]));
    house.later(10);
    come_back(&slow, &query["state"]).is(422).see("took longer than 10 minutes");
    come_back(&slow, "AAAA").is(422).see("Begin again here");
    come_back(&slow, "").is(422);
}

#[test]
fn an_answer_that_does_not_fit_is_not_believed() {
    let idp = Idp::start();
    let house = house(idp.provider());
    let owner = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    there_and_back(&idp, &owner, (MINE, PERSON)).at(MINE);
    type Spoil = fn(&mut crate::idp::Said);
    let spoilt: [(&str, Spoil); 7] = [
        ("the nonce of another login", |said| drop(said.claims.insert("nonce".to_owned(), json!("another")))),
        ("no nonce", |said| drop(said.claims.remove("nonce"))),
        ("an answer for another portal", |said| drop(said.claims.insert("aud".to_owned(), json!("another")))),
        ("another issuer", |said| drop(said.claims.insert("iss".to_owned(), json!("https://another.example")))),
        ("an answer that is over", |said| drop(said.claims.insert("exp".to_owned(), json!(1_600_000_000)))),
        ("a key that nobody announced", |said| said.rogue = true),
        ("the challenge of another login", |said| "another".clone_into(&mut said.challenge)),
    ];
    for (why, spoil) in spoilt {
        house.later(1);
        let browser = house.browser();
        let query = leave(&browser, LOGIN);
        idp.say(PERSON, (&query["nonce"], &query["code_challenge"]));
        spoil(&mut idp.said.lock().expect("nobody panicked"));
        let page = come_back(&browser, &query["state"]);
        assert!(page.text().contains("could not be confirmed") && page.status == 422, "{why}: {}", page.words());
        browser.get("/en/account").at("/en/login?next=%2Fen%2Faccount");
    }
}

#[test]
fn a_refusal_and_a_provider_that_is_down_are_told_kindly_in_four_languages() {
    let idp = Idp::start();
    let house = house(idp.provider());
    for (lang, refused) in [("kk", "тоқтатты"), ("ru", "прервали"), ("en", "broke it off"), ("zh", "中断了登录")]
    {
        let browser = house.browser();
        let query = leave(&browser, &format!("/{lang}/login/egov"));
        let page = browser.get(&format!("/{lang}/login/egov/return?error=access_denied&state={}", query["state"]));
        page.is(422).see(refused).is_whole();
    }
    let gone = std::net::TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr()).expect("a port");
    let house = self::house(provider(&format!("http://{gone}")));
    for (lang, down) in [("kk", "жауап бермейді"), ("ru", "не отвечает"), ("en", "does not answer"), ("zh", "没有响应")]
    {
        house.browser().get(&format!("/{lang}/login/egov")).is(424).see(down).is_whole();
    }
}
