//! The way from the first question to the payment: eligibility, step 1, confirmation, step 2 (figures 4, 5 and 6).

mod confirm;
mod eligibility;
mod judged;
mod passport;
pub(super) mod standing;
mod step_one;
mod step_one_page;
mod step_two;
mod withdraw;

use maud::{Markup, html};

use crate::{
    domain::{application::ApplicationId, refusal::Refusal},
    services::application::ApplicationView,
    web::{
        components::form::csrf_field,
        errors,
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// The address of the questions before step 1, without its language.
pub(super) const ELIGIBILITY: &str = "/services/e-visa/eligibility";

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/services/e-visa/eligibility", Access::Public, eligibility::page),
        post("/{lang}/services/e-visa/eligibility", Access::Public, eligibility::answered),
        get("/{lang}/applications/{id}/step-1", Access::APPLICANT, step_one::page),
        post("/{lang}/applications/{id}/step-1", Access::APPLICANT, step_one::sent),
        get("/{lang}/applications/{id}/confirm", Access::APPLICANT, confirm::page),
        post("/{lang}/applications/{id}/confirm", Access::APPLICANT, confirm::sent),
        get("/{lang}/applications/{id}/step-2", Access::APPLICANT, step_two::page),
        post("/{lang}/applications/{id}/pay", Access::APPLICANT, step_two::pay),
        get("/{lang}/applications/{id}/withdraw", Access::APPLICANT, withdraw::page),
        post("/{lang}/applications/{id}/withdraw", Access::APPLICANT, withdraw::sent),
    ]
}

/// The application that the address names, if it is the signed-in person's.
async fn application(request: &Request) -> Result<ApplicationView, Refusal> {
    let id: ApplicationId = request.param_as("id")?;
    request.run(move |cx, inside| inside.services.application_view(&cx, id)).await
}

/// A form of ours around its fields; the summary of faults stands on top of the page, before what is only to be read.
fn form(request: &Request, action: &str, inside: Markup) -> Markup {
    html! {
        form.form method="post" action=(action) novalidate data-once {
            (csrf_field(request))
            (inside)
        }
    }
}

/// The answer, or why there is none.
fn or_refused(request: &Request, answer: Result<Response, Refusal>) -> Response {
    answer.unwrap_or_else(|refusal| errors::refused(request, refusal))
}
