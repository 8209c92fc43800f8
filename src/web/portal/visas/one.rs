//! One application: where it stands, what can happen next, what happened, its documents, its payment, its invitation.

use maud::{Markup, html};

use super::{
    application,
    ended::{told, withdrawn},
    or_refused,
    promise::promise,
    words::{
        address, awaited_payment, has_visa, is_paid, payment_word, period, send_form, status, update_form, way_on,
    },
};
use crate::{
    domain::{
        application::{self, Application, ApplicationEvent, ApplicationState, DRAFT_AGE, Decision},
        invitation::{Invitation, StayAddress},
        money::Money,
        payment::{Attempt, Payment, PaymentState},
        refusal::Message,
    },
    locale::format,
    services::application::ApplicationView,
    web::{
        components::{
            button,
            list::{Event, SummaryRow, copyable, summary, timeline},
            tag::Tone,
        },
        layout::{AccountPage, Page},
        paths,
        request::Request,
        response::Response,
    },
};

/// The page.
pub(super) async fn page(request: Request) -> Response {
    let view = application(&request).await;
    or_refused(&request, view.map(|view| show(&request, &view)))
}

fn show(request: &Request, view: &ApplicationView) -> Response {
    let title = match &view.application.number {
        Some(number) => request.say(&Message::new("visas-one-title").with("number", number)),
        None => request.t("visas-one-draft"),
    };
    Page::new(request, &title).in_account(AccountPage::Visas).show(html! {
        (button::back(&request.t("acc-visas"), &request.to(paths::VISAS)))
        (standing(request, view))
        section { h2 { (request.t("visas-next-title")) } (next_steps(request, view)) }
        section { h2 { (request.t("visas-documents")) } (documents(request, view)) }
        section { h2 { (request.t("visas-events")) } (events(request, &view.application)) }
        @if let Some(payment) = &view.payment { section { h2 { (request.t("visas-payment")) } (payment_facts(request, payment)) } }
        @if let Some(invitation) = &view.invitation {
            section { h2 { (request.t("visas-invitation")) } (invitation_facts(request, invitation)) }
        }
    })
}

/// The status, what it means, the promised day, and the way on.
fn standing(request: &Request, view: &ApplicationView) -> Markup {
    let application = &view.application;
    html! {
        p { (status(request, view)) }
        @if withdrawn(view).is_none() { p.lead { (request.t(now_key(view))) } }
        (told(request, view))
        (promise(request, view))
        @if application.state == ApplicationState::Draft {
            @let kept = format::date_time(request.lang, application.changed_at + DRAFT_AGE);
            p { (request.say(&Message::new("visas-draft-kept").with("date", kept))) }
        }
        div.buttons {
            @if open(application.state) { (button::link(&request.t("continue"), &way_on(request, view))) }
            @if let Some(payment) = awaited_payment(view) { (update_form(request, payment)) }
            @if may_withdraw(view) {
                a href=(address(request, application.id, "withdraw")) { (request.t(withdraw_key(application.state))) }
            }
        }
    }
}

const fn open(state: ApplicationState) -> bool {
    match state {
        ApplicationState::Draft | ApplicationState::Submitted => true,
        ApplicationState::InReview
        | ApplicationState::Granted
        | ApplicationState::Refused
        | ApplicationState::Withdrawn => false,
    }
}

fn withdraw_key(state: ApplicationState) -> &'static str {
    if state == ApplicationState::Draft { "visas-draft-discard" } else { "visas-withdraw" }
}

/// Whether giving up is permitted: not once money may be under way.
fn may_withdraw(view: &ApplicationView) -> bool {
    let money = view
        .payment
        .as_ref()
        .is_some_and(|payment| payment.settled().is_some() || payment.live().is_some_and(|attempt| attempt.exposed));
    application::step(view.application.state, ApplicationEvent::Withdraw).is_some() && !money
}

/// What the present state means.
const fn now_key(view: &ApplicationView) -> &'static str {
    match view.application.state {
        ApplicationState::Draft => "visas-now-draft",
        ApplicationState::Submitted => match view.payment_state {
            None | Some(PaymentState::Due | PaymentState::InProgress | PaymentState::Lapsed) => "visas-now-due",
            Some(PaymentState::Checking | PaymentState::Paid | PaymentState::Refunded | PaymentState::Disputed) => {
                "visas-now-checking"
            }
        },
        ApplicationState::InReview => "visas-now-in-review",
        ApplicationState::Granted => "visas-now-granted",
        ApplicationState::Refused => "visas-now-refused",
        ApplicationState::Withdrawn => "visas-now-withdrawn",
    }
}

/// The rows of the application's table that begin where it stands.
fn next_steps(request: &Request, view: &ApplicationView) -> Markup {
    let policy = &request.site.inside.services.policy;
    let not_ours = match policy.decision(view.application.category) {
        Decision::Auto => ApplicationEvent::FeePaidForReview,
        Decision::Consul => ApplicationEvent::FeePaid,
    };
    let permitted = |event: ApplicationEvent| event != ApplicationEvent::Withdraw || may_withdraw(view);
    let next: Vec<ApplicationEvent> = application::ROWS
        .iter()
        .filter(|(from, event, _)| *from == view.application.state && *event != not_ours && permitted(*event))
        .map(|(_, event, _)| *event)
        .collect();
    html! {
        @if next.is_empty() { p { (request.t("visas-next-none")) } }
        @else { ul { @for event in next { li { (request.t(next_key(event))) } } } }
    }
}

const fn next_key(event: ApplicationEvent) -> &'static str {
    match event {
        ApplicationEvent::Submit => "visas-next-submit",
        ApplicationEvent::FeePaid => "visas-next-fee-paid",
        ApplicationEvent::FeePaidForReview => "visas-next-fee-paid-for-review",
        ApplicationEvent::Grant => "visas-next-grant",
        ApplicationEvent::Refuse => "visas-next-refuse",
        ApplicationEvent::Withdraw => "visas-next-withdraw",
    }
}

fn documents(request: &Request, view: &ApplicationView) -> Markup {
    let id = view.application.id;
    html! {
        @if !is_paid(view) { p { (request.t("documents-not-yet")) } }
        @else {
            @if withdrawn(view).is_some() { p { (request.t("visas-taken-back")) } }
            @else if !has_visa(view) { p { (request.t("visas-not-yet")) } }
            div.buttons {
                @if has_visa(view) {
                    (button::link(&request.t("s3-pdf"), &address(request, id, "visa.pdf")))
                    (button::quiet_link(&request.t("visas-open-print"), &address(request, id, "e-visa")))
                }
                (button::quiet_link(&request.t("b-receipt"), &address(request, id, "receipt.pdf")))
                (send_form(request, id))
            }
        }
    }
}

/// What happened, the latest first.
fn events(request: &Request, application: &Application) -> Markup {
    let steps = application.timeline.iter().rev().map(|line| (line.at, event_words(line.what)));
    let lines: Vec<(String, String, Tone, String)> = steps
        .chain([(application.started_at, ("visas-event-begun", Tone::Ok))])
        .map(|(at, (what, tone))| {
            let word = request.t(tone_word(tone));
            (format::date_time(request.lang, at), request.t(what), tone, word)
        })
        .collect();
    let events: Vec<Event<'_>> =
        lines.iter().map(|(when, what, tone, word)| Event { when, what, tone: *tone, word }).collect();
    timeline(&events)
}

const fn event_words(event: ApplicationEvent) -> (&'static str, Tone) {
    match event {
        ApplicationEvent::Submit => ("visas-event-submit", Tone::Ok),
        ApplicationEvent::FeePaid => ("visas-event-fee-paid", Tone::Ok),
        ApplicationEvent::FeePaidForReview => ("visas-event-fee-paid-for-review", Tone::Ok),
        ApplicationEvent::Grant => ("visas-event-grant", Tone::Ok),
        ApplicationEvent::Refuse => ("visas-event-refuse", Tone::Bad),
        ApplicationEvent::Withdraw => ("visas-event-withdraw", Tone::Note),
    }
}

const fn tone_word(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "web-tone-ok",
        Tone::Wait => "web-tone-wait",
        Tone::Bad => "web-tone-bad",
        Tone::Note => "web-tone-note",
    }
}

/// Code, method, amounts: of the attempt that paid, or of the latest.
fn payment_facts(request: &Request, payment: &Payment) -> Markup {
    let t = |key| request.t(key);
    let money = |amount: Money| format::money(request.lang, amount);
    let state = t(payment_word(payment.state(request.now)).1);
    let mut rows = vec![
        (t("f-payer"), payment.payer.as_payer()),
        (t("visas-payment-state"), state),
        (t("svc-fee"), money(payment.fee)),
    ];
    if let Some(attempt) = payment.settled().or(payment.attempts.last()) {
        rows.extend(attempt_facts(request, attempt));
    }
    let rows: Vec<SummaryRow<'_>> = rows.iter().map(|(term, value)| SummaryRow::fixed(term, value)).collect();
    html! {
        p { (t("gw-code")) ": " (copyable(request, payment.code.as_str())) }
        (summary(request, &rows))
    }
}

fn attempt_facts(request: &Request, attempt: &Attempt) -> Vec<(String, String)> {
    let money = |amount: Money| format::money(request.lang, amount);
    let outside = &request.site.inside.outside;
    let mut rows = vec![
        (request.t("doc-receipt-method"), outside.method_title(&attempt.plugin, &attempt.method, request.lang)),
        (request.t("gw-sum"), money(attempt.fee)),
        (request.t("gw-fee"), money(attempt.commission)),
    ];
    if let Some(proof) = &attempt.proof {
        let at = proof.occurred_at.unwrap_or(proof.seen_at);
        rows.push((request.t("visas-paid-at"), format::date_time(request.lang, at)));
    }
    rows
}

fn invitation_facts(request: &Request, invitation: &Invitation) -> Markup {
    let t = |key| request.t(key);
    let rows = [
        (t("f-invitation"), invitation.number.to_string()),
        (t("visas-category"), t(&format!("type-{}", invitation.category.code()))),
        (t("col-name"), invitation.name.full()),
        (t("f-passport"), invitation.traveller.passport.to_string()),
        (t("col-period"), period(request, invitation)),
        (t("s1-inviter"), invitation.inviter.name.clone()),
        (t("f-iin"), invitation.inviter.tax_id.clone()),
        (t("f-addr"), invitation.inviter.address.clone()),
        (t("s1-stay"), stay(&invitation.stay)),
    ];
    let rows: Vec<SummaryRow<'_>> = rows.iter().map(|(term, value)| SummaryRow::fixed(term, value)).collect();
    summary(request, &rows)
}

/// The address of stay in one line.
pub(super) fn stay(stay: &StayAddress) -> String {
    let parts = [&stay.region, &stay.street, &stay.house];
    parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
}
