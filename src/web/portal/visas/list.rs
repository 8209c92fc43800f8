//! "My visas": drafts with what is missing, then every application in the columns of figures 8.3 and 13.

use maud::{Markup, html};

use super::{
    or_refused,
    words::{address, awaited_payment, day, has_visa, home, is_paid, period, send_form, status, update_form, way_on},
};
use crate::{
    domain::{
        application::{Application, ApplicationState, DRAFT_AGE},
        refusal::Message,
    },
    locale::format,
    services::application::ApplicationView,
    web::{
        components::{
            button,
            list::empty,
            table::{Table, pager},
        },
        layout::{AccountPage, Page},
        paths,
        request::Request,
        response::Response,
    },
};

/// Rows of one page: about what one looks through.
const PAGE_ROWS: usize = 25;
/// Characters of a search that are read: an application number with room for spaces.
const SEARCH_CHARS_MAX: usize = 40;
/// What step 1 asks for (figure 4): the name of the field and the key of its label.
const STEP_ONE: [(&str, &str); 5] = [
    ("invitation", "f-invitation"),
    ("passport", "f-passport"),
    ("sex", "f-sex"),
    ("birth_date", "f-dob"),
    ("nationality", "f-nationality"),
];

/// The list.
pub(super) async fn page(request: Request) -> Response {
    let views = request.run(|cx, inside| inside.services.application_list(&cx)).await;
    or_refused(&request, views.map(|views| show(&request, views)))
}

fn show(request: &Request, views: Vec<ApplicationView>) -> Response {
    let (drafts, sent): (Vec<_>, Vec<_>) =
        views.into_iter().partition(|view| view.application.state == ApplicationState::Draft);
    let asked = request.query.get("q").to_owned();
    Page::new(request, &request.t("acc-visas")).in_account(AccountPage::Visas).wide().show(html! {
        @if drafts.is_empty() && sent.is_empty() { (nothing_yet(request)) }
        @if !drafts.is_empty() && asked.is_empty() { (draft_list(request, &drafts)) }
        @if !sent.is_empty() {
            (search(request, &asked))
            (found(request, &asked, &sent))
        }
    })
}

fn nothing_yet(request: &Request) -> Markup {
    let (words, href) = (request.t("visas-empty-start"), request.to("/services/e-visa"));
    empty(&request.t("visas-empty-title"), &request.t("visas-empty-text"), Some((&words, &href)))
}

fn draft_list(request: &Request, drafts: &[ApplicationView]) -> Markup {
    html! {
        section.drafts aria-labelledby="drafts" {
            h2 #drafts { (request.t("visas-drafts")) }
            ul { @for draft in drafts { li { (draft_card(request, draft)) } } }
        }
    }
}

/// What is missing, and until when the draft is kept.
fn draft_card(request: &Request, view: &ApplicationView) -> Markup {
    let draft = &view.application;
    let begun = Message::new("visas-draft-begun").with("date", day(request, draft.started_at));
    let kept = Message::new("visas-draft-kept").with("date", day(request, draft.changed_at + DRAFT_AGE));
    html! {
        h3 { a href=(home(request, draft.id)) { (request.say(&begun)) } }
        p { (missing(request, draft)) }
        p.muted { (request.say(&kept)) }
        p.buttons {
            (button::link(&request.t("continue"), &way_on(request, view)))
            a href=(address(request, draft.id, "withdraw")) { (request.t("visas-draft-discard")) }
        }
    }
}

fn missing(request: &Request, draft: &Application) -> String {
    if draft.invitation.is_some() {
        return request.t("visas-draft-confirm");
    }
    let lacking = |name: &str| draft.typed.get(name).is_none_or(|typed| typed.trim().is_empty());
    let labels: Vec<String> =
        STEP_ONE.iter().filter(|(name, _)| lacking(name)).map(|(_, label)| request.t(label)).collect();
    if labels.is_empty() {
        return request.t("visas-draft-match");
    }
    request.say(&Message::new("visas-draft-missing").with("fields", labels.join(&request.t("visas-comma"))))
}

fn search(request: &Request, asked: &str) -> Markup {
    html! {
        form.search role="search" method="get" action=(request.to(paths::VISAS)) {
            label for="field-q" { (request.t("visas-search-label")) }
            input.input.input-medium #field-q type="search" name="q" value=(asked) inputmode="numeric" autocomplete="off"
                maxlength=(SEARCH_CHARS_MAX);
            button.button.button-quiet type="submit" { (request.t("search")) }
            @if !asked.is_empty() { a href=(request.to(paths::VISAS)) { (request.t("visas-search-all")) } }
        }
    }
}

/// Whether an application carries the digits that are looked for, in its number or its invitation's.
fn carries(view: &ApplicationView, digits: &str) -> bool {
    let number = view.application.number.as_ref().is_some_and(|number| number.as_str().contains(digits));
    number || view.invitation.as_ref().is_some_and(|invitation| invitation.number.as_str().contains(digits))
}

fn found(request: &Request, asked: &str, sent: &[ApplicationView]) -> Markup {
    let digits: String = asked.chars().filter(|c| !c.is_whitespace() && *c != '-').take(SEARCH_CHARS_MAX).collect();
    let rows: Vec<&ApplicationView> = sent.iter().filter(|view| carries(view, &digits)).collect();
    if rows.is_empty() {
        return html! { p role="status" { (request.say(&Message::new("visas-search-none").with("number", asked))) } };
    }
    let of = rows.len().div_ceil(PAGE_ROWS);
    let now = request.query.get("page").parse::<usize>().unwrap_or(1).clamp(1, of);
    let shown = rows.into_iter().skip((now - 1) * PAGE_ROWS).take(PAGE_ROWS);
    let pages = [now, of].map(|pages| u32::try_from(pages).unwrap_or(u32::MAX));
    let query: String = form_urlencoded::byte_serialize(asked.as_bytes()).collect();
    html! {
        (table(request, shown))
        (pager(request, pages.into(), |page| format!("{}?q={query}&page={page}", request.to(paths::VISAS))))
    }
}

fn table<'a>(request: &Request, views: impl Iterator<Item = &'a ApplicationView>) -> Markup {
    let keys =
        ["col-name", "col-period", "f-invitation", "col-app", "col-status", "visas-col-documents", "visas-col-send"];
    let columns = keys.map(|key| request.t(key));
    let rows = views.map(|view| row(request, view)).collect();
    let caption = request.t("visas-table");
    html! { div.visas { (Table { caption: &caption, columns: &columns.each_ref().map(String::as_str), rows }.show()) } }
}

fn row(request: &Request, view: &ApplicationView) -> Vec<Markup> {
    let application = &view.application;
    let name = view.invitation.as_ref().map(|invitation| invitation.name.full());
    let number = application.number.as_ref().map(ToString::to_string).unwrap_or_default();
    vec![
        html! { a href=(home(request, application.id)) { (name.unwrap_or_default()) } },
        html! { @if let Some(invitation) = &view.invitation { (period(request, invitation)) } },
        html! { @if let Some(invitation) = &view.invitation { (invitation.number) } },
        html! { (number) @if let Some(at) = application.submitted_at { br; (day(request, at)) } },
        html! { (status(request, view)) (promised(request, view)) },
        html! { div.row-actions { (documents(request, view)) } },
        html! { @if is_paid(view) { (send_form(request, application.id)) } @else { span.muted aria-hidden="true" { "—" } } },
    ]
}

/// The promised day while a case officer decides.
fn promised(request: &Request, view: &ApplicationView) -> Markup {
    let due = view.decision_due.filter(|_| view.application.state == ApplicationState::InReview);
    html! {
        @if let Some(due) = due {
            small.muted { (request.say(&Message::new("visas-due").with("date", format::date(request.lang, due)))) }
        }
    }
}

/// E-visa and receipt once they exist; until the fee is paid, "Update status" and the way on (figure 13).
fn documents(request: &Request, view: &ApplicationView) -> Markup {
    let id = view.application.id;
    html! {
        @if has_visa(view) { a href=(address(request, id, "e-visa")) { (request.t("svc-evisa")) } }
        @if is_paid(view) { a href=(address(request, id, "receipt.pdf")) { (request.t("b-receipt")) } }
        @if let Some(payment) = awaited_payment(view) {
            (update_form(request, payment))
            a href=(way_on(request, view)) { (request.t("continue")) }
        }
    }
}
