//! A stand-in for eGov's identity provider: its three addresses, and invented people to choose from. It says so on every page.
//!
//! Nothing is kept: a code is the person and a mark over it and what was asked, made with a key of this start, and lasts a minute.

use std::sync::OnceLock;

use data_encoding::{BASE64, BASE64URL_NOPAD};
use hyper::{StatusCode, header, header::HeaderValue};
use maud::html;
use sha2::{Digest, Sha256};

use super::{
    Bank,
    door::{self, Ask, Reply, field},
    pages::{Frame, framed, is_link},
};
use crate::domain::lang::{InFour, Lang};

/// The portal's name here.
pub const CLIENT_ID: &str = "evisa-demonstration";
/// The portal's secret here; it protects nothing.
pub const CLIENT_SECRET: &str = "TEST-no-secret";
/// Seconds that a code lasts.
const CODE_S: i64 = 60;

/// The people: the National CA's own test numbers.
const PEOPLE: [(&str, &str, &str, &str); 2] =
    [("123456789011", "ТЕСТОВ", "ТЕСТ", "ТЕСТОВИЧ"), ("123456789012", "ТЕСТОВА", "АЙГУЛЬ", "ТЕСТОВНА")];

const TITLE: InFour<&str> = InFour {
    kk: "Сынақ eGov: кім болып кіресіз?",
    ru: "Тестовый eGov: кем войти?",
    en: "Test eGov: log in as whom?",
    zh: "测试 eGov：以谁的身份登录？",
};
const LEAD: InFour<&str> = InFour {
    kk: "ТЕСТ: бұл eGov емес. Бұл адамдар ойдан шығарылған.",
    ru: "ТЕСТ: это не eGov. Эти люди вымышлены.",
    en: "TEST: this is not eGov. These people are invented.",
    zh: "测试：这不是 eGov。这些人均为虚构。",
};
const DENY: InFour<&str> = InFour { kk: "Бас тарту", ru: "Отказаться", en: "Refuse", zh: "拒绝" };

/// Everything under `/idp`.
pub(super) fn answer(bank: &Bank, ask: &Ask, path: &[&str]) -> Reply {
    match (ask.method.as_str(), path) {
        ("GET", ["oauth", "authorize"]) => choose(ask),
        ("GET", ["oauth", "chosen"]) => chosen(bank, ask),
        ("POST", ["oauth", "token"]) => token(bank, ask),
        ("GET", ["resource", "user", "basic"]) => basic(bank, ask),
        _ => door::plain(StatusCode::NOT_FOUND, "no such page"),
    }
}

fn choose(ask: &Ask) -> Reply {
    let asked = |name| field(&ask.query, name);
    if asked("response_type") != "code" || asked("client_id") != CLIENT_ID || !is_link(asked("redirect_uri")) {
        return door::plain(
            StatusCode::BAD_REQUEST,
            "this is not how a portal asks: response_type, client_id, redirect_uri",
        );
    }
    let lang: Lang = asked("lang").parse().unwrap_or(Lang::En);
    let frame = Frame { lang, title: TITLE.get(lang), here: "/idp", wide: false, faulty: false, onward: None };
    // Links, since the forms of the model bank end at the model bank.
    let way = |person: &str| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for name in ["redirect_uri", "state", "code_challenge"] {
            query.append_pair(name, asked(name));
        }
        format!("/idp/oauth/chosen?{}", query.append_pair("person", person).finish())
    };
    let body = html! {
        p.lead { (LEAD.get(lang)) }
        ul {
            @for (iin, surname, given, _) in PEOPLE { li { a href=(way(iin)) { (surname) " " (given) ", IIN " (iin) } } }
            li { a href=(way("")) { (DENY.get(lang)) } }
        }
    };
    door::page(StatusCode::OK, framed(&frame, &body))
}

fn chosen(bank: &Bank, ask: &Ask) -> Reply {
    let form = &ask.query;
    let (back, state, person) = (field(form, "redirect_uri"), field(form, "state"), field(form, "person"));
    let Some(mut back) = url::Url::parse(back).ok().filter(|_| is_link(back)) else {
        return door::plain(StatusCode::BAD_REQUEST, "redirect_uri is no address");
    };
    let known = PEOPLE.iter().find(|one| one.0 == person);
    match known {
        Some((iin, ..)) => {
            let redirect = back.to_string();
            let code = sealed(bank, iin, &format!("code {redirect} {}", field(form, "code_challenge")));
            back.query_pairs_mut().append_pair("code", &code);
        }
        None => {
            back.query_pairs_mut().append_pair("error", "access_denied");
        }
    }
    back.query_pairs_mut().append_pair("state", state);
    let mut reply = door::plain(StatusCode::SEE_OTHER, "");
    if let Ok(location) = HeaderValue::from_str(back.as_str()) {
        reply.headers_mut().insert(header::LOCATION, location);
    }
    reply
}

fn token(bank: &Bank, ask: &Ask) -> Reply {
    let refused = |error: &str| {
        door::json(
            StatusCode::BAD_REQUEST,
            serde_json::json!({ "error": error, "error_description": "TEST" }).to_string(),
        )
    };
    let expected = format!("Basic {}", BASE64.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}").as_bytes()));
    if ask.header(header::AUTHORIZATION) != expected {
        return refused("invalid_client");
    }
    let form = ask.form();
    let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(field(&form, "code_verifier").as_bytes()));
    let purpose = format!("code {} {challenge}", field(&form, "redirect_uri"));
    match opened(bank, field(&form, "code"), &purpose) {
        Some(iin) if field(&form, "grant_type") == "authorization_code" => {
            let access = sealed(bank, &iin, "access");
            door::json(
                StatusCode::OK,
                serde_json::json!({ "access_token": access, "token_type": "Bearer" }).to_string(),
            )
        }
        _ => refused("invalid_grant"),
    }
}

fn basic(bank: &Bank, ask: &Ask) -> Reply {
    let token = ask.header(header::AUTHORIZATION).strip_prefix("Bearer ").unwrap_or_default();
    let iin = opened(bank, token, "access");
    let person = iin.and_then(|iin| PEOPLE.into_iter().find(|one| one.0 == iin));
    let Some((iin, surname, name, patronymic)) = person else {
        return door::json(StatusCode::UNAUTHORIZED, "{\"error\":\"invalid_token\"}".to_owned());
    };
    let person = serde_json::json!({ "iin": iin, "surname": surname, "name": name, "patronymic": patronymic });
    door::json(StatusCode::OK, serde_json::json!({ "type": "INDIVIDUAL", "person": person }).to_string())
}

/// `person.second.mark`.
fn sealed(bank: &Bank, iin: &str, purpose: &str) -> String {
    let now = (bank.settings.clock)().as_second();
    format!("{iin}.{now}.{}", mark(iin, &now.to_string(), purpose))
}

fn opened(bank: &Bank, text: &str, purpose: &str) -> Option<String> {
    let mut parts = text.split('.');
    let (iin, second, sent) = (parts.next()?, parts.next()?, parts.next()?);
    let age = (bank.settings.clock)().as_second() - second.parse::<i64>().ok()?;
    ((0..=CODE_S).contains(&age) && mark(iin, second, purpose) == sent).then(|| iin.to_owned())
}

fn mark(iin: &str, second: &str, purpose: &str) -> String {
    static KEY: OnceLock<[u8; 32]> = OnceLock::new();
    let key = KEY.get_or_init(|| {
        let mut key = [0; 32];
        // Without chance the stand-in is only easier to imitate; it protects nothing.
        let _ = getrandom::fill(&mut key);
        key
    });
    let hash = Sha256::new().chain_update(key).chain_update(format!("{iin} {second} {purpose}").as_bytes()).finalize();
    BASE64URL_NOPAD.encode(&hash[..16])
}
