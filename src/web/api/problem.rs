//! Faults of the JSON interface as problems (RFC 9457): what is wrong, and what to do, in English.

use hyper::{StatusCode, header};
use serde_json::json;

use crate::{
    domain::{lang::Lang, refusal::Refusal},
    locale,
    web::{request::Request, response::Response},
};

/// A problem: status, a short title, and what to do.
pub(in crate::web) fn problem(status: StatusCode, (title, detail): (&str, &str)) -> Response {
    let body = json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail });
    Response::bytes(body.to_string(), "application/problem+json").with_status(status)
}

/// What a status of the server itself says.
pub(in crate::web) fn plain(status: StatusCode) -> Response {
    let detail = match status.as_u16() {
        400 => "The request cannot be read.",
        404 => "There is no such address. /api/v1/openapi.json names all of them.",
        405 => "This address is asked with another method; the Allow header names it.",
        408 => "The request took too long. Send it again.",
        413 => "The body is too large.",
        414 => "The address is too long.",
        415 => "Send the body as application/json.",
        _ => "It is our fault. Try again later.",
    };
    problem(status, (status.canonical_reason().unwrap_or("Fault"), detail))
}

/// A refusal of a service.
pub(in crate::web) fn refused(request: &Request, refusal: Refusal) -> Response {
    match refusal {
        Refusal::SignIn => {
            let words = ("No valid key", "Send your key as `Authorization: Bearer evisa_…`. Ask the operator for one.");
            problem(StatusCode::UNAUTHORIZED, words).with_header(header::WWW_AUTHENTICATE, "Bearer")
        }
        Refusal::NotPermitted => problem(StatusCode::FORBIDDEN, ("Not permitted", "This key does not open that.")),
        Refusal::NotFound => plain(StatusCode::NOT_FOUND),
        Refusal::Denied(message) => problem(StatusCode::CONFLICT, ("Refused", &locale::say(Lang::En, &message))),
        Refusal::Fields(faults) => {
            let say = |message| locale::say(Lang::En, message);
            let lines: Vec<String> =
                faults.iter().map(|fault| format!("{}: {}", fault.field, say(&fault.message))).collect();
            problem(StatusCode::UNPROCESSABLE_ENTITY, ("Fields to mend", &lines.join(" ")))
        }
        Refusal::TooMany { retry_after_s } => {
            let detail = format!("Ask again in {retry_after_s} s.");
            problem(StatusCode::TOO_MANY_REQUESTS, ("Too many requests", &detail))
                .with_header(header::RETRY_AFTER, &retry_after_s.to_string())
        }
        Refusal::Us(fault) => {
            tracing::error!(id = request.id, pattern = request.pattern, fault, "our fault");
            plain(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}
