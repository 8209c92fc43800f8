//! What the pages of an application share: its status in words, where it goes on, and its small forms.

pub(super) use super::super::apply::standing::{page as address, way_on};
use super::ended::{ended_tag, withdrawn};
use jiff::{Timestamp, civil::Date};
use maud::{Markup, html};

use crate::{
    domain::{
        application::{ApplicationId, ApplicationState},
        calendar::almaty_date,
        invitation::Invitation,
        payment::{PaymentId, PaymentState},
        refusal::Message,
    },
    locale::format,
    services::application::ApplicationView,
    web::{
        components::{
            form::csrf_field,
            tag::{Tone, tag},
        },
        request::Request,
    },
};

/// The upper line of the status: the application (figures 8.3 and 13).
pub(super) const fn state_word(state: ApplicationState) -> (Tone, &'static str) {
    match state {
        ApplicationState::Draft => (Tone::Note, "visas-state-draft"),
        ApplicationState::Submitted => (Tone::Wait, "st-progress"),
        ApplicationState::InReview => (Tone::Wait, "visas-state-in-review"),
        ApplicationState::Granted => (Tone::Ok, "st-approved"),
        ApplicationState::Refused => (Tone::Bad, "visas-state-refused"),
        ApplicationState::Withdrawn => (Tone::Note, "visas-state-withdrawn"),
    }
}

/// The lower line of the status: the payment (figures 8.3 and 13).
pub(super) const fn payment_word(state: PaymentState) -> (Tone, &'static str) {
    match state {
        PaymentState::Due | PaymentState::InProgress | PaymentState::Lapsed => (Tone::Wait, "st-unpaid"),
        PaymentState::Checking => (Tone::Wait, "visas-payment-checking"),
        PaymentState::Paid => (Tone::Ok, "st-paid"),
        PaymentState::Refunded => (Tone::Note, "visas-payment-refunded"),
        PaymentState::Disputed => (Tone::Bad, "visas-payment-disputed"),
    }
}

/// Both lines, application over payment.
pub(super) fn status(request: &Request, view: &ApplicationView) -> Markup {
    let (tone, key) = state_word(view.application.state);
    html! {
        span.tags {
            (tag(tone, &request.t(key)))
            @if let Some((tone, key)) = view.payment_state.map(payment_word) { (tag(tone, &request.t(key))) }
            (ended_tag(request, view))
        }
    }
}

/// Whether the fee is paid: then there is a receipt.
pub(super) fn is_paid(view: &ApplicationView) -> bool {
    view.payment_state == Some(PaymentState::Paid)
}

/// Whether there is a visa to show: only in "Approved. Payment completed" (figure 14), and while it was not withdrawn.
pub(super) fn has_visa(view: &ApplicationView) -> bool {
    view.application.state == ApplicationState::Granted && is_paid(view) && withdrawn(view).is_none()
}

/// The payment that is still awaited.
pub(super) fn awaited_payment(view: &ApplicationView) -> Option<PaymentId> {
    view.application.payment.filter(|_| view.application.state == ApplicationState::Submitted && !is_paid(view))
}

/// The address of the application itself.
pub(super) fn home(request: &Request, id: ApplicationId) -> String {
    request.to(&format!("/applications/{id}"))
}

/// "Update status" (figure 13): asks the bank, and comes back to this page.
pub(super) fn update_form(request: &Request, payment: PaymentId) -> Markup {
    html! {
        form method="post" action=(request.to(&format!("/epay/{payment}/update"))) data-once {
            (csrf_field(request))
            input type="hidden" name="next" value=(request.path);
            button.button.button-quiet type="submit" { (request.t("b-update")) }
        }
    }
}

/// "Send" (figure 8.3): mails the documents, and comes back to this page.
pub(super) fn send_form(request: &Request, id: ApplicationId) -> Markup {
    html! {
        form method="post" action=(address(request, id, "send")) data-once {
            (csrf_field(request))
            input type="hidden" name="next" value=(request.path);
            button.button.button-quiet type="submit" { (request.t("b-send")) }
        }
    }
}

/// "from 05.06.2022 to 08.06.2022" (figure 8.3).
pub(super) fn period(request: &Request, invitation: &Invitation) -> String {
    let lang = request.lang;
    let words = Message::new("col-fromto")
        .with("a", format::date(lang, invitation.valid_from))
        .with("b", format::date(lang, invitation.valid_to));
    request.say(&words)
}

/// The day of a moment in Almaty, as the manual writes days.
pub(super) fn day(request: &Request, at: Timestamp) -> String {
    format::date(request.lang, almaty_date(at))
}

/// Where one may enter and leave, as the airports are called on the day `on`.
pub(super) fn airports(request: &Request, on: Date) -> String {
    let points = request.site.inside.services.policy.profile.entry_points(on);
    let places: Vec<&str> = points.into_iter().map(|(_, name)| name.get(request.lang).as_str()).collect();
    let places = places.join(&request.t("doc-list-separator"));
    request.say(&Message::new("doc-instructions-print-airports").with("places", places))
}
