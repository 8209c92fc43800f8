//! Accounts (figure 1): log in, register, confirm, forgotten password, my details, password and sessions.

mod authorization;
mod confirm;
mod details;
mod egov;
mod email;
pub(in crate::web) mod fields;
mod forgot;
mod limits;
mod login;
mod privacy;
mod register;
mod second;
mod security;
mod sessions;
mod setup;
mod signature;
mod signature_mine;

use hyper::{StatusCode, header};

use crate::{
    domain::refusal::{FieldFault, Message, Refusal},
    web::{errors, form::FormView, request::Request, response::Response, route::Route},
};

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    let slices = [
        login::routes(),
        register::routes(),
        confirm::routes(),
        forgot::routes(),
        details::routes(),
        egov::routes(),
        privacy::routes(),
        email::routes(),
        second::routes(),
        setup::routes(),
        security::routes(),
        authorization::routes(),
        signature::routes(),
        signature_mine::routes(),
    ];
    slices.into_iter().flatten().collect()
}

/// How a page shows its form.
type Draw = fn(&Request, &FormView<'_>) -> Response;

/// A refusal of a form: the form again, with what was typed and what to do, the sentence beside `field` where it concerns the
/// whole form. What is no matter of the form gets a page of its own.
fn again(request: &Request, draw: Draw, (field, refusal): (&'static str, Refusal)) -> Response {
    let drawn = |message| draw(request, &FormView::again(request, vec![FieldFault { field, message }]));
    match refusal {
        Refusal::Fields(faults) => draw(request, &FormView::again(request, faults)),
        Refusal::Denied(message) => drawn(message),
        Refusal::TooMany { retry_after_s } => {
            // Whole minutes, so that nobody comes back too early.
            drawn(Message::new("too-many-body").with("minutes", retry_after_s.div_ceil(60)))
                .with_status(StatusCode::TOO_MANY_REQUESTS)
                .with_header(header::RETRY_AFTER, &retry_after_s.to_string())
        }
        Refusal::SignIn | Refusal::NotPermitted | Refusal::NotFound | Refusal::Us(_) => {
            errors::refused(request, refusal)
        }
    }
}

/// An answer, or the page of its refusal.
fn or_refused(request: &Request, answer: Result<Response, Refusal>) -> Response {
    answer.unwrap_or_else(|refusal| errors::refused(request, refusal))
}
