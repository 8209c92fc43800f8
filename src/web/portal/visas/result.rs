//! Step 3, "Result of the service": the visa, the promised day, or "wait until it is confirmed" (figures 11 and 12).

use maud::{Markup, html};

use super::{
    application,
    ended::{told, withdrawn},
    or_refused,
    promise::promise,
    words::{address, airports, awaited_payment, has_visa, home, is_paid, send_form, status, update_form, way_on},
};
use crate::{
    domain::{application::ApplicationState, calendar::almaty_date},
    services::application::ApplicationView,
    web::{
        components::{button, notice::notice, steps::step, tag::Tone},
        layout::Page,
        paths,
        request::Request,
        response::Response,
    },
};

/// The steps of the application (figure 4).
const STEPS: u8 = 3;

/// The page. What is not submitted yet has no result: it goes on where it stands.
pub(super) async fn page(request: Request) -> Response {
    let view = application(&request).await;
    or_refused(&request, view.map(|view| show(&request, &view)))
}

fn show(request: &Request, view: &ApplicationView) -> Response {
    let content = match view.application.state {
        ApplicationState::Draft | ApplicationState::Withdrawn => return Response::go(&way_on(request, view)),
        ApplicationState::Granted if has_visa(view) => granted(request, view),
        ApplicationState::Granted if withdrawn(view).is_some() => told(request, view),
        ApplicationState::InReview => in_review(request, view),
        ApplicationState::Refused => refused(request),
        ApplicationState::Submitted | ApplicationState::Granted => waiting(request, view),
    };
    let id = view.application.id;
    Page::new(request, &request.t("wiz-title")).show(html! {
        (step(request, (STEPS, STEPS), &request.t("s3-title")))
        p { (status(request, view)) }
        @if has_visa(view) { (told(request, view)) }
        (content)
        p {
            a href=(home(request, id)) { (request.t("visas-to-application")) }
            " · "
            a href=(request.to(paths::VISAS)) { (request.t("web-to-visas")) }
        }
    })
}

/// Figure 11: download the visa.
fn granted(request: &Request, view: &ApplicationView) -> Markup {
    let id = view.application.id;
    let from = view.invitation.as_ref().map_or_else(|| almaty_date(request.now), |invitation| invitation.valid_from);
    html! {
        (notice(request, Tone::Ok, (&request.t("visas-granted-title"), &request.t("visas-granted-text"))))
        div.buttons {
            (button::link(&request.t("s3-pdf"), &address(request, id, "visa.pdf")))
            (button::quiet_link(&request.t("visas-open-print"), &address(request, id, "e-visa")))
            (button::quiet_link(&request.t("b-receipt"), &address(request, id, "receipt.pdf")))
        }
        section {
            h2 { (request.t("visas-what-now")) }
            ol {
                li { (request.t("visas-compare")) }
                li { (request.t("note-print")) }
                li { (request.t("note-carry")) }
                li { (airports(request, from)) }
                li { (request.t("doc-visa-rule-host")) }
            }
        }
    }
}

/// Paid, and a case officer decides.
fn in_review(request: &Request, view: &ApplicationView) -> Markup {
    html! {
        (notice(request, Tone::Wait, (&request.t("visas-now-in-review"), &request.t("visas-review-text"))))
        (promise(request, view))
        @if is_paid(view) {
            div.buttons {
                (button::quiet_link(&request.t("b-receipt"), &address(request, view.application.id, "receipt.pdf")))
                (send_form(request, view.application.id))
            }
        }
    }
}

fn refused(request: &Request) -> Markup {
    html! { (notice(request, Tone::Bad, (&request.t("visas-state-refused"), &request.t("visas-now-refused")))) }
}

/// Figure 12: the payment is not confirmed yet.
fn waiting(request: &Request, view: &ApplicationView) -> Markup {
    html! {
        (notice(request, Tone::Wait, (&request.t("pay-wait"), &request.t("visas-wait-text"))))
        div.buttons {
            @if let Some(payment) = awaited_payment(view) { (update_form(request, payment)) }
            a href=(way_on(request, view)) { (request.t("visas-wait-back")) }
        }
    }
}
