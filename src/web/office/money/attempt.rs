//! One attempt: what is wrong and what to do, what is known, what can be done, and the evidence in order.

use maud::{Markup, html};

use super::{
    super::{
        figures::{Column, Figures},
        may, or_refused, words,
    },
    address, decide, evidence, refund,
};
use crate::{
    domain::{
        money::{Currency, Money},
        payment::{
            Attempt, AttemptId,
            ledger::{LedgerEntry, Side},
        },
        permission::Permission,
        refusal::Refusal,
    },
    services::payment::money::{AttemptFile, AttemptLine},
    web::{
        components::{
            button,
            form::csrf_field,
            list::{SummaryRow, summary},
            notice,
            tag::Tone,
        },
        form::FormView,
        layout::{OfficePage, Page},
        request::Request,
        response::Response,
    },
};

pub(super) async fn page(request: Request) -> Response {
    let file = read(&request).await;
    or_refused(&request, file.map(|file| show(&request, &file, Forms::empty(&request))))
}

/// Everything about the attempt that the path names.
pub(super) async fn read(request: &Request) -> Result<AttemptFile, Refusal> {
    let attempt: AttemptId = request.param_as("attempt")?;
    request.run(move |cx, inside| inside.services.money_attempt(&cx, attempt)).await
}

/// The forms of the page, of which one may have come back with faults.
pub(super) struct Forms<'a> {
    pub(super) decision: FormView<'a>,
    pub(super) refund: FormView<'a>,
}

impl<'a> Forms<'a> {
    pub(super) fn empty(request: &'a Request) -> Self {
        Self { decision: FormView::empty(request), refund: FormView::empty(request) }
    }
}

pub(super) fn show(request: &Request, file: &AttemptFile, forms: Forms<'_>) -> Response {
    let (line, attempt) = (&file.line, &file.line.attempt);
    let faulty = if forms.decision.is_faulty() { &forms.decision } else { &forms.refund };
    let payment = request.to(&format!("/office/money/payments/{}", line.payment));
    Page::new(request, &request.t("office-attempt")).in_office(OfficePage::Money).wide().faulty(faulty).show(html! {
        (button::back(&request.t("office-payment-attempts"), &payment))
        @for hold in &attempt.holds {
            @let (name, what_to_do) = words::hold_keys(*hold);
            (notice::notice(request, Tone::Bad, (&request.t(name), &request.t(what_to_do))))
        }
        (known(request, line))
        (query(request, attempt))
        (decide::section(request, attempt, &forms.decision))
        (refund::section(request, attempt, &forms.refund))
        (evidence::section(request, &file.evidence))
        (entries(request, &file.entries))
                (words::times_note(request))
    })
}

fn known(request: &Request, line: &AttemptLine) -> Markup {
    let attempt = &line.attempt;
    let t = |key| request.t(key);
    let proof = attempt.proof.clone();
    let of_proof =
        |part: fn(&crate::domain::payment::Proof) -> Option<String>| proof.as_ref().and_then(part).unwrap_or_default();
    let expected = attempt.expected().map(|expected| words::money(request, expected)).unwrap_or_default();
    let rows = [
        (t("office-col-code"), line.code.to_string()),
        (t("office-col-application"), line.application.clone().unwrap_or_default()),
        (t("office-col-method"), words::method(request, attempt)),
        (t("office-col-order"), attempt.order_ref.clone()),
        (t("office-col-opened"), words::time(request, attempt.opened_at)),
        (t("office-col-expected"), expected),
        (t("office-col-taken"), words::money(request, attempt.taken())),
        (t("office-col-returned"), words::money(request, attempt.returned())),
        (t("office-provider-ref"), of_proof(|proof| proof.provider_ref.clone())),
        (t("office-approval"), of_proof(|proof| proof.approval.clone())),
        (t("office-instrument"), of_proof(|proof| proof.masked_instrument.clone())),
    ];
    let told = rows.iter().filter(|(_, value)| !value.is_empty());
    let rows: Vec<_> = told.map(|(term, value)| SummaryRow::fixed(term, value)).collect();
    html! {
        p.standing { (t("office-col-state")) ": " (words::state(request, attempt.state)) }
        div.dense { (summary(request, &rows)) }
    }
}

/// Ask the bank now.
fn query(request: &Request, attempt: &Attempt) -> Markup {
    html! {
        @if may(request, Permission::MoneyQuery) {
            form.buttons method="post" action=(address(request, attempt.id, "/query")) data-once {
                (csrf_field(request))
                button.button.button-quiet type="submit" { (request.t("office-query")) }
                span.muted { (asked(request, attempt)) }
            }
        }
    }
}

fn asked(request: &Request, attempt: &Attempt) -> String {
    match attempt.queried_at {
        Some(at) => format!("{}: {}", request.t("office-queried"), words::time(request, at)),
        None => request.t("office-never-queried"),
    }
}

fn entries(request: &Request, entries: &[LedgerEntry]) -> Markup {
    let columns = [
        Column::Words(request.t("office-col-entry")),
        Column::Words(request.t("office-col-posted")),
        Column::Words(request.t("office-col-account")),
        Column::Figures(request.t("office-col-debit")),
        Column::Figures(request.t("office-col-credit")),
    ];
    let kzt = |minor| words::money(request, Money { minor, currency: Currency::Kzt });
    let rows = entries.iter().flat_map(|entry| {
        entry.postings.iter().map(move |posting| {
            let name = entry.name.split_once('/').map_or(entry.name.as_str(), |(_, kind)| kind);
            vec![
                words::machine(name),
                html! { (words::time(request, entry.at)) },
                words::machine(&posting.account.to_string()),
                html! { @if posting.side == Side::Debit { (kzt(posting.minor)) } },
                html! { @if posting.side == Side::Credit { (kzt(posting.minor)) } },
            ]
        })
    });
    let rows: Vec<_> = rows.collect();
    let caption = request.t("office-entries");
    html! {
        @if rows.is_empty() { h2 { (caption) } p { (request.t("office-entries-none")) } }
        @else { (Figures { caption: &caption, columns: &columns, rows, foot: None }.show()) }
    }
}
