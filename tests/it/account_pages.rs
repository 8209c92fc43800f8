//! Every account page in every language; my details.

use evisa::domain::lang::Lang;

use crate::house::{House, PASSWORD};

const EMAIL: &str = "test@mail.ru";
const PUBLIC: [&str; 11] = [
    "/login",
    "/login/signature",
    "/login/egov",
    "/register",
    "/register/sent",
    "/confirm/AAAAAAAAAAAAAAAAAAAAAA",
    "/confirmed",
    "/forgot",
    "/forgot/sent",
    "/signed-out",
    "/help/authorization",
];
const PERSONAL: [&str; 3] = ["/account", "/account/security", "/account/security/password"];

#[test]
fn every_page_is_whole_in_every_language_and_leads_to_itself_in_the_others() {
    let house = House::new();
    let owner = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let visitor = house.browser();
    for lang in Lang::ALL {
        let pages = PUBLIC.map(|path| (&visitor, path)).into_iter().chain(PERSONAL.map(|path| (&owner, path)));
        for (browser, path) in pages {
            let page = browser.ask(&format!("/{}{path}", lang.code()));
            page.is(200).is_whole();
            for other in Lang::ALL {
                page.see(&format!("href=\"/{}{path}\"", other.code()));
            }
        }
        visitor.ask(&format!("/{}/reset/nonsense", lang.code())).is(410).is_whole();
    }
}

#[test]
fn every_refusal_is_worded_in_every_language() {
    let house = House::new();
    let owner = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let visitor = house.browser();
    for lang in Lang::ALL {
        // The budget of forms refills.
        house.later(10);
        let at = |path: &str| format!("/{}{path}", lang.code());
        for path in ["/login", "/register", "/forgot"] {
            visitor.post(&at(path), &[]).is(422).is_whole();
        }
        visitor.post(&at("/login"), &[("email", EMAIL), ("password", "wrong")]).is(422).is_whole();
        visitor.post(&at("/forgot"), &[("email", "tеst@mail.ru")]).is(422).is_whole();
        visitor.post(&at("/confirm/x"), &[]).is(410).is_whole();
        owner.post(&at("/account"), &[]).is(422).is_whole();
        let fields = [("old_password", "wrong"), ("password", PASSWORD)];
        owner.post(&at("/account/security/password"), &fields).is(422).is_whole();
        let saved = owner.post(&at("/account"), &[("surname", "Kowalczyk"), ("lang", lang.code())]);
        saved.is(200).is_whole().says("account-details-saved");
    }
    assert!(evisa::locale::is_known("account-email-taken"), "the command line says it");
}

#[test]
fn my_details_can_be_changed_and_letters_follow_the_language() {
    let house = House::new();
    let browser = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let fields = [("surname", "Nowak"), ("given", "王"), ("patronymic", "Петровна"), ("lang", "zh")];
    let page = browser.post("/en/account", &fields);
    page.at("/en/account").see("Your details are saved").see("Nowak 王.");
    assert_eq!(["surname", "given", "patronymic"].map(|name| page.value_of(name)), ["Nowak", "王", "Петровна"]);
    page.see("value=\"zh\" selected");
    browser.get("/en/account").must_not_see("Your details are saved");

    let faulty = browser.post("/en/account", &[("surname", ""), ("given", "kept as typed"), ("lang", "zh")]);
    faulty.is(422).see("Fill in this field").see("Nowak 王.");
    assert_eq!(faulty.value_of("given"), "kept as typed");

    house.later(1);
    house.browser().post("/en/forgot", &[("email", EMAIL)]).is(200);
    assert_eq!(house.letters().last().unwrap().lang, Lang::Zh);
}

#[test]
fn the_personal_account_asks_to_log_in() {
    let house = House::new();
    let browser = house.browser();
    for path in PERSONAL {
        browser.get(&format!("/kk{path}")).is(200).see("name=\"password\"");
    }
}
