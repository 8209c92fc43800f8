//! `POST /api/v1/verify`: two numbers or a seal in, what the visa is worth today out.

use data_encoding::BASE64;
use hyper::{StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{caller, plain, problem, refused};
use crate::{
    domain::{
        refusal::{FieldFault, Message, Refusal},
        visa::{CheckedVisa, Standing, is_visa_number},
    },
    services::{verify::TwoNumbers, verify_seal::SealCode},
    web::{guard::rate::Budget, request::Request, response::Response},
};

/// Tries of one caller on one visa, whatever passport number goes with it: passport numbers cannot be tried out.
const TRIES_ON_A_VISA: Budget = Budget { burst: 20, refill_ms: 60_000 };

/// What is asked.
#[derive(Deserialize)]
#[serde(untagged)]
enum Asked {
    Numbers(AskedNumbers),
    Seal(AskedSeal),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedNumbers {
    visa_number: String,
    passport_number: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedSeal {
    /// The bytes of the printed code, base 64.
    seal: String,
}

pub(super) async fn verify(request: Request) -> Response {
    match check(&request).await {
        Ok(answer) => answer,
        Err(refusal) => refused(&request, refusal),
    }
}

async fn check(request: &Request) -> Result<Response, Refusal> {
    let caller = caller(request).await?;
    let kind = request.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/json") {
        return Ok(plain(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let asked: Asked = match serde_json::from_slice(&request.body) {
        Ok(asked) => asked,
        Err(fault) => {
            let detail = format!("The body is not what /api/v1/openapi.json describes: line {}.", fault.line());
            return Ok(problem(StatusCode::BAD_REQUEST, ("Bad request", &detail)));
        }
    };
    let body = match asked {
        Asked::Numbers(asked) => {
            let numbers = numbers(&asked)?;
            request.allow(&format!("api-visa:{caller}:{}", numbers.visa), TRIES_ON_A_VISA)?;
            let found = request.run(move |cx, inside| inside.services.visa_check_numbers(&cx, &numbers)).await?;
            answer(request, (None, found.as_ref()))
        }
        Asked::Seal(asked) => {
            let seal = BASE64.decode(asked.seal.as_bytes());
            let seal = seal.map_err(|_| Refusal::field("seal", "api-seal-malformed"))?;
            let (code, found) = request.run(move |cx, inside| inside.services.visa_check_seal(&cx, &seal)).await?;
            answer(request, (Some(code), found.as_ref()))
        }
    };
    Ok(Response::json(body.to_string()))
}

fn numbers(asked: &AskedNumbers) -> Result<TwoNumbers, Refusal> {
    let visa: String = asked.visa_number.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    if !is_visa_number(&visa) {
        let message = Message::new("verify-visa-number-wrong");
        return Err(Refusal::Fields(vec![FieldFault { field: "visa_number", message }]));
    }
    match asked.passport_number.parse() {
        Ok(passport) => Ok(TwoNumbers { visa, passport }),
        Err(_) => Err(Refusal::field("passport_number", "field-passport-number")),
    }
}

/// The word of a standing in the interface: a contract with programs.
pub(super) const fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::NotYetValid => "not_yet_valid",
        Standing::Valid => "valid",
        Standing::Expired => "expired",
        Standing::Revoked => "revoked",
        Standing::Annulled => "annulled",
        Standing::Replaced => "replaced",
    }
}

/// What a seal that does not hold makes of the answer, whatever the register says.
const fn spoiled(code: SealCode) -> Option<&'static str> {
    match code {
        SealCode::Valid => None,
        SealCode::InvalidSignature => Some("altered"),
        SealCode::WrongFormat
        | SealCode::InvalidDocumentType
        | SealCode::UnknownCertificate
        | SealCode::UntrustedCertificate
        | SealCode::ExpiredCertificate
        | SealCode::RevokedCertificate => Some("unknown"),
    }
}

fn answer(request: &Request, (code, found): (Option<SealCode>, Option<&CheckedVisa>)) -> Value {
    let spoiled = code.and_then(spoiled);
    let found = found.filter(|_| spoiled.is_none());
    json!({
        "result": spoiled.unwrap_or_else(|| found.map_or("unknown", |visa| word(visa.standing))),
        "seal": code.map(SealCode::name),
        "checked_at": request.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "visa": found.map(|visa| json!({
            "number": visa.number,
            "category": visa.category.code(),
            "valid_from": visa.valid_from.to_string(),
            "valid_to": visa.valid_to.to_string(),
            "entries": visa.entries,
            "stay_days": visa.stay_days,
            "holder_initials": visa.initials,
            "passport_number_end": visa.passport_end,
        })),
    })
}
