//! The JSON interface as an airline's program meets it: keys, answers, problems, limits, and a description that is true.

use std::collections::BTreeSet;

use data_encoding::{BASE64, HEXLOWER};
use evisa::{domain::account::Role, services::payment::Verdict};
use hyper::Method;
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    house::House,
    paid::{EMAIL, applicant, paid},
    seals::{newest, seal_of},
    staff::{address, staff},
};

const VERIFY: &str = "/api/v1/verify";

/// A house with an issued visa and a key.
fn house_with_key(house: &House) -> String {
    applicant(house);
    paid(house, EMAIL, "3622000299");
    key(house, "air-astana")
}

fn key(house: &House, caller: &str) -> String {
    let caller = caller.parse().expect("a name");
    let key = house.services.api_key_add(&house.operator(), &caller).expect("a key can be made");
    house.plant(&key);
    key
}

fn call(browser: &Browser<'_>, key: &str, body: &Value) -> Page {
    let bearer = format!("Bearer {key}");
    let headers = [("authorization", bearer.as_str())];
    browser.send_with((Method::POST, VERIFY), ("application/json", &headers), body.to_string())
}

fn json_of(page: &Page) -> Value {
    serde_json::from_slice(&page.bytes).expect("the answer is JSON")
}

fn asked(visa: &str, passport: &str) -> Value {
    json!({ "visa_number": visa, "passport_number": passport })
}

fn description(house: &House) -> Value {
    json_of(house.browser().get("/api/v1/openapi.json").is(200))
}

/// A problem as RFC 9457 has it, of this status.
fn problem(page: &Page, status: u16) -> Value {
    page.is(status);
    assert_eq!(page.headers["content-type"], "application/problem+json", "{}", page.path);
    let body = json_of(page);
    assert_eq!(body["status"], status);
    let words = |name: &str| body[name].as_str().is_some_and(|text| !text.is_empty());
    assert!(words("title") && words("detail") && words("type"), "{body}");
    body
}

#[test]
fn a_caller_with_a_key_learns_what_a_visa_is_worth_today() {
    let house = House::new();
    let key = house_with_key(&house);
    let browser = house.browser();
    let answer = call(&browser, &key, &asked("ev 0000001", "E 12345678"));
    answer.is(200);
    let expected = json!({ "result": "valid", "seal": null, "checked_at": "2022-06-08T08:30:00Z", "visa": {
        "number": "EV0000001", "category": "tourist", "valid_from": "2022-06-05", "valid_to": "2022-06-08", "entries": 1,
        "stay_days": 4, "holder_initials": "T… T…", "passport_number_end": "…678" } });
    assert_eq!(json_of(&answer), expected);
    assert!(answer.headers.get("set-cookie").is_none(), "a program needs no cookie");
    let unknown = json!({ "result": "unknown", "seal": null, "checked_at": "2022-06-08T08:30:00Z", "visa": null });
    for (visa, passport) in [("EV0000001", "E12345679"), ("EV0000002", "E12345678")] {
        assert_eq!(
            json_of(call(&browser, &key, &asked(visa, passport)).is(200)),
            unknown,
            "which is wrong is not told"
        );
    }
    house.later(24 * 60);
    assert_eq!(json_of(&call(&browser, &key, &asked("EV0000001", "E12345678")))["result"], "expired");
}

#[test]
fn a_revoked_visa_is_revoked_for_programs_at_once() {
    let house = House::new();
    let key = house_with_key(&house);
    let visa = house.services.visa_list(&house.operator(), false).expect("visas")[0].id;
    let officer = staff(&house, Role::CaseOfficer, "officer");
    let fields = [("ground", "purpose-gone"), ("reason", "a letter")];
    officer.post(&format!("/en/office/visas/{visa}/revoke"), &fields).is(200);
    let browser = house.browser();
    assert_eq!(json_of(&call(&browser, &key, &asked("EV0000001", "E12345678")))["result"], "valid", "only proposed");
    staff(&house, Role::Chief, "chief");
    house.services.visa_decide(&house.holder(&address("chief")), visa, Verdict::Approve).expect("a second person");
    assert_eq!(json_of(&call(&browser, &key, &asked("EV0000001", "E12345678")))["result"], "revoked");
}

#[test]
fn a_seal_is_answered_by_its_signature_first_and_then_by_the_register() {
    let house = House::new();
    let key = house_with_key(&house);
    let browser = house.browser();
    let ask = |seal: &[u8]| {
        let answer = json_of(call(&browser, &key, &json!({ "seal": BASE64.encode(seal) })).is(200));
        (answer["result"].clone(), answer["seal"].clone(), answer["visa"]["number"].clone())
    };
    let seal = seal_of(&newest(&house));
    assert_eq!(ask(&seal), (json!("valid"), json!("VALID"), json!("EV0000001")));
    let mut altered = seal.clone();
    altered[50] ^= 1;
    assert_eq!(ask(&altered), (json!("altered"), json!("INVALID_SIGNATURE"), Value::Null));
    assert_eq!(ask(b"nothing"), (json!("unknown"), json!("WRONG_FORMAT"), Value::Null));
    let vectors: Value = serde_json::from_str(include_str!("../vectors/vds.json")).expect("JSON");
    let foreign = HEXLOWER.decode(vectors["seals"][0]["seal_hex"].as_str().expect("hex").as_bytes()).expect("hex");
    assert_eq!(ask(&foreign), (json!("unknown"), json!("UNKNOWN_CERTIFICATE"), Value::Null));
    problem(&call(&browser, &key, &json!({ "seal": "not base 64" })), 422);
    house.later(24 * 60);
    assert_eq!(ask(&seal).0, "expired");
}

#[test]
fn without_a_good_key_there_is_no_answer() {
    let house = House::new();
    let good = house_with_key(&house);
    let browser = house.browser();
    let body = asked("EV0000001", "E12345678");
    for key in ["", "evisa_", "evisa_AAAA", &good[1..], &format!("{good}A"), &good.to_uppercase()] {
        let answer = call(&browser, key, &body);
        problem(&answer, 401);
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
    }
    let caller = "air-astana".parse().expect("a name");
    let second = key(&house, "air-astana");
    assert_eq!(house.services.api_key_revoke(&house.operator(), &caller), Ok(2), "both keys of the caller");
    problem(&call(&browser, &good, &body), 401);
    problem(&call(&browser, &second, &body), 401);
    call(&browser, &key(&house, "air-astana"), &body).is(200);
}

#[test]
fn what_cannot_be_read_is_a_problem_that_says_what_to_do() {
    let house = House::new();
    let key = house_with_key(&house);
    let browser = house.browser();
    for body in [json!({}), json!([]), json!({ "visa_number": 7, "passport_number": "E" }), {
        let mut more = asked("EV0000001", "E12345678");
        more["name"] = json!("Test");
        more
    }] {
        problem(&call(&browser, &key, &body), 400);
    }
    problem(&call(&browser, &key, &asked("EV1", "E12345678")), 422);
    problem(&call(&browser, &key, &asked("EV0000001", "Е1")), 422);
    let bearer = format!("Bearer {key}");
    let headers = [("authorization", bearer.as_str())];
    let form = browser.send_with((Method::POST, VERIFY), ("text/plain", &headers), "x");
    problem(&form, 415);
    problem(&browser.ask("/api/v1/verify"), 405);
    problem(&browser.ask("/api/v2/verify"), 404);
    problem(&browser.send_with((Method::POST, VERIFY), ("application/json", &headers), "x".repeat(2_000_000)), 413);
}

#[test]
fn calls_are_limited_by_key_and_guesses_by_visa() {
    let house = House::new();
    let key_one = house_with_key(&house);
    let browser = house.browser();
    let statuses = |key: &str, count: usize, visa: fn(usize) -> String| -> Vec<u16> {
        (0..count).map(|n| call(&browser, key, &asked(&visa(n), "E12345670")).status).collect()
    };
    let guesses = statuses(&key_one, 25, |_| "EV0000001".to_owned());
    assert_eq!(guesses.iter().filter(|status| **status == 200).count(), 20, "{guesses:?}");
    let key_two = key(&house, "other");
    let calls = statuses(&key_two, 130, |n| format!("EV{n:07}"));
    assert_eq!(calls.iter().filter(|status| **status == 200).count(), 120, "{calls:?}");
    let last = call(&browser, &key_two, &asked("EV0000001", "E12345678"));
    problem(&last, 429);
    assert!(last.headers.contains_key("retry-after"));
    let strangers: Vec<u16> = (0..40).map(|_| call(&browser, "none", &json!({})).status).collect();
    assert_eq!(strangers.iter().filter(|status| **status == 401).count(), 30, "{strangers:?}");
}

#[test]
fn the_description_names_every_address_and_nothing_else() {
    let house = House::new();
    let routes = evisa::web::routes();
    let served: BTreeSet<String> = routes
        .iter()
        .filter(|route| route.pattern.starts_with("/api/"))
        .map(|route| format!("{} {}", route.method.as_str().to_lowercase(), route.pattern))
        .collect();
    let description = description(&house);
    let paths = description["paths"].as_object().expect("paths");
    let described: BTreeSet<String> = paths
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().expect("methods").keys().map(move |method| format!("{method} {path}"))
        })
        .collect();
    assert_eq!(served, described);
    assert_eq!(description["openapi"], "3.1.0");
    let text = description.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(description.pointer(reference).is_some(), "{reference} is described nowhere");
    }
}

/// Whether a value has the fields that a schema of the description asks for, and no others.
fn fits(description: &Value, schema: &str, value: &Value) {
    let schema = &description["components"]["schemas"][schema];
    let properties = schema["properties"].as_object().expect("properties");
    let fields = value.as_object().expect("an object");
    let names = |keys: Vec<&String>| keys.into_iter().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(fields.keys().collect()), names(properties.keys().collect()), "{value}");
    for (name, field) in fields {
        if let Some(values) = properties[name]["enum"].as_array() {
            assert!(values.contains(field), "{name}: {field}");
        }
    }
}

#[test]
fn answers_are_as_described() {
    let house = House::new();
    let key = house_with_key(&house);
    let (browser, described) = (house.browser(), description(&house));
    let checked = json_of(&call(&browser, &key, &asked("EV0000001", "E12345678")));
    fits(&described, "Checked", &checked);
    fits(&described, "Visa", &checked["visa"]);
    fits(&described, "AskedNumbers", &asked("EV0000001", "E12345678"));
    fits(&described, "AskedSeal", &json!({ "seal": "" }));
    fits(&described, "Health", &json_of(browser.get("/api/v1/health").is(200)));
    fits(&described, "Problem", &problem(&call(&browser, "none", &json!({})), 401));
}
