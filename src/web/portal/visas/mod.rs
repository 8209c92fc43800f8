//! The applicant's visas: the list, one application, the result of the service, the documents (figures 8.3 and 11–17).

mod ended;
mod files;
mod list;
mod one;
mod paper;
mod promise;
mod result;
mod send;
mod words;

use crate::{
    domain::{papers::Papers, refusal::Refusal},
    services::application::ApplicationView,
    web::{
        errors,
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/account/visas", Access::APPLICANT, list::page),
        get("/{lang}/applications/{id}", Access::APPLICANT, one::page),
        get("/{lang}/applications/{id}/step-3", Access::APPLICANT, result::page),
        get("/{lang}/applications/{id}/e-visa", Access::APPLICANT, paper::page),
        get("/{lang}/applications/{id}/visa.pdf", Access::APPLICANT, files::visa),
        get("/{lang}/applications/{id}/receipt.pdf", Access::APPLICANT, files::receipt),
        post("/{lang}/applications/{id}/send", Access::APPLICANT, send::sent),
        get("/{lang}/services/e-visa/instructions.pdf", Access::Public, files::instructions),
    ]
}

/// The application that the address names, if it is the signed-in person's.
async fn application(request: &Request) -> Result<ApplicationView, Refusal> {
    let id = request.param_as("id")?;
    request.run(move |cx, inside| inside.services.application_view(&cx, id)).await
}

/// What its documents are printed from; only once it is paid (figure 14).
async fn papers(request: &Request) -> Result<Papers, Refusal> {
    let id = request.param_as("id")?;
    request.run(move |cx, inside| inside.services.papers_view(&cx, id)).await
}

/// The answer, or why there is none.
fn or_refused(request: &Request, answer: Result<Response, Refusal>) -> Response {
    answer.unwrap_or_else(|refusal| errors::refused(request, refusal))
}
