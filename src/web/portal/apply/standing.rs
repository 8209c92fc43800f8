//! Where an application stands, as the page on which it goes on: back, reload and old links all lead there.

use crate::{
    domain::{
        application::{ApplicationId, ApplicationState},
        payment::PaymentState,
    },
    services::application::ApplicationView,
    web::{paths, request::Request, response::Response},
};

/// The address of a page of an application.
pub(crate) fn page(request: &Request, id: ApplicationId, name: &str) -> String {
    request.to(&format!("/applications/{id}/{name}"))
}

/// The address of the page on which the application goes on.
pub(crate) fn way_on(request: &Request, view: &ApplicationView) -> String {
    let application = &view.application;
    match application.state {
        ApplicationState::Draft if application.invitation.is_some() => page(request, application.id, "confirm"),
        ApplicationState::Draft => page(request, application.id, "step-1"),
        ApplicationState::Submitted => payment_page(request, view),
        ApplicationState::InReview | ApplicationState::Granted | ApplicationState::Refused => request.to(paths::VISAS),
        ApplicationState::Withdrawn => request.to(paths::SERVICES),
    }
}

/// Go on there.
pub(super) fn go_on(request: &Request, view: &ApplicationView) -> Response {
    Response::go(&way_on(request, view))
}

/// Step 2 while nothing is under way; otherwise the page of E-Pay, which knows how the payment stands.
fn payment_page(request: &Request, view: &ApplicationView) -> String {
    let step_two = page(request, view.application.id, "step-2");
    let Some(payment) = view.application.payment else { return step_two };
    match view.payment_state {
        None | Some(PaymentState::Due | PaymentState::Lapsed) => step_two,
        Some(
            PaymentState::InProgress
            | PaymentState::Checking
            | PaymentState::Paid
            | PaymentState::Refunded
            | PaymentState::Disputed,
        ) => request.to(&format!("/epay/{payment}")),
    }
}
