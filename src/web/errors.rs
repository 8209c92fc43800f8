//! Refusals and faults in the reader's language: what happened, and what to do next.

use hyper::{StatusCode, header};
use maud::{Markup, html};

use super::{answer::to_sign_in, api, layout::Page, paths, request::Request, response::Response};
use crate::domain::refusal::{Message, Refusal};

/// The page of a status: 400, 403, 404, 405, 408, 413, 414 and 500; any other is worded like 500.
#[must_use]
pub fn plain(request: &Request, status: StatusCode) -> Response {
    if api::is_api(&request.path) {
        return api::plain(status);
    }
    let key = match status.as_u16() {
        code @ (400 | 404 | 405 | 408 | 413 | 414) => format!("web-error-{code}"),
        _ => "web-error-500".to_owned(),
    };
    let text = Message::new(&format!("{key}-text"));
    page(request, status, (&Message::new(&format!("{key}-title")), &text))
}

/// The form did not come from one of our pages, or its page was too old.
#[must_use]
pub fn forged(request: &Request) -> Response {
    let words = (&Message::new("web-error-403-title"), &Message::new("web-error-403-text"));
    page(request, StatusCode::FORBIDDEN, words)
}

/// A refusal as a page. Pages with a form show [`Refusal::Fields`] themselves; here they are listed.
#[must_use]
pub fn refused(request: &Request, refusal: Refusal) -> Response {
    if api::is_api(&request.path) {
        return api::refused(request, refusal);
    }
    match refusal {
        Refusal::SignIn => to_sign_in(request),
        Refusal::NotPermitted => {
            let words = (&Message::new("web-not-permitted-title"), &Message::new("web-not-permitted-text"));
            page(request, StatusCode::FORBIDDEN, words)
        }
        Refusal::NotFound => plain(request, StatusCode::NOT_FOUND),
        Refusal::Denied(message) => page(request, StatusCode::CONFLICT, (&Message::new("denied-title"), &message)),
        Refusal::Fields(faults) => {
            let list = html! { ul { @for fault in &faults { li { (request.say(&fault.message)) } } } };
            Page::new(request, &request.t("error-summary")).with_status(StatusCode::BAD_REQUEST).show(list)
        }
        Refusal::TooMany { retry_after_s } => {
            let text = Message::new("web-error-429-text").with("seconds", retry_after_s);
            page(request, StatusCode::TOO_MANY_REQUESTS, (&Message::new("too-many-title"), &text))
                .with_header(header::RETRY_AFTER, &retry_after_s.to_string())
        }
        Refusal::Us(fault) => {
            tracing::error!(id = request.id, pattern = request.pattern, fault, "our fault");
            plain(request, StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

fn page(request: &Request, status: StatusCode, (title, text): (&Message, &Message)) -> Response {
    Page::new(request, &request.say(title)).with_status(status).show(body(request, status, text))
}

fn body(request: &Request, status: StatusCode, text: &Message) -> Markup {
    let (way_on, way_on_text) = match &request.session {
        Some(session) if session.facts.role.is_staff() => (paths::OFFICE, "office-title"),
        Some(_) => (paths::VISAS, "web-to-visas"),
        None => (paths::HOME, "web-to-home"),
    };
    html! {
        p.lead { (request.say(text)) }
        p { a.button.button-quiet href=(request.to(way_on)) { (request.t(way_on_text)) } }
        @if status.is_server_error() || status == StatusCode::FORBIDDEN {
            p.muted { (request.t("web-error-reference")) " " code.copyable { (request.id) } }
        }
    }
}
