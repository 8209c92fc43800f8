//! The accessibility statement and the privacy page.

use maud::html;

use crate::{
    domain::application::DRAFT_AGE,
    domain::refusal::Message,
    web::{layout::Page, request::Request, response::Response},
};

/// Hours of a day.
const DAY_HOURS: i64 = 24;

/// What works with which assistive technology, what does not, and whom to tell.
pub(super) async fn accessibility(request: Request) -> Response {
    let parts = ["accessibility-works", "accessibility-known", "accessibility-tested", "accessibility-tell"];
    statement(&request, ("accessibility-title", "accessibility-lead"), &parts)
}

/// What is kept, why, for how long, and who sees it.
pub(super) async fn privacy(request: Request) -> Response {
    let parts = [
        "privacy-account",
        "privacy-application",
        "privacy-payment",
        "privacy-log",
        "privacy-long",
        "privacy-cookies",
        "privacy-shared",
        "privacy-rights",
    ];
    statement(&request, ("privacy-title", "privacy-lead"), &parts)
}

/// A lead and headed paragraphs; a paragraph's title has the key of the paragraph and `-title`.
fn statement(request: &Request, (title, lead): (&str, &str), parts: &[&str]) -> Response {
    let days = DRAFT_AGE.as_hours() / DAY_HOURS;
    Page::new(request, &request.t(title)).show(html! {
        p.lead { (request.t(lead)) }
        @for part in parts {
            h2 { (request.t(&format!("{part}-title"))) }
            p { (request.say(&Message::new(part).with("days", days))) }
        }
    })
}
