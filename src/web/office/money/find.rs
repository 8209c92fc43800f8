//! Finding a payment by its code, its application's number or an attempt's order reference. What was typed stands in no address.

use maud::{Markup, html};

use super::{
    super::{
        figures::{Column, Figures},
        or_refused, words,
    },
    address, day,
};
use crate::{
    domain::{payment::PaymentId, refusal::Refusal},
    services::payment::money::AttemptLine,
    web::{
        components::{button, field::Field},
        form::FormView,
        layout::{OfficePage, Page},
        paths,
        request::Request,
        response::Response,
    },
};

/// Characters that are looked for: the longest order reference with room for spaces.
const SEARCH_CHARS_MAX: u16 = 80;
/// The field.
const NAME: &str = "find";

/// The form on the page of the day.
pub(super) fn form(form: &FormView<'_>) -> Markup {
    let request = form.request;
    let (label, hint) = (request.t("office-find"), request.t("office-find-hint"));
    form.show(
        &request.to("/office/money/find"),
        html! {
            div.find {
                (Field::code(NAME, &label).hint(&hint).characters_max(SEARCH_CHARS_MAX).show(form))
                (button::submit(&request.t("search")))
            }
        },
    )
}

pub(super) async fn sent(request: Request) -> Response {
    let found = find(&request).await.map(|payment| request.to(&format!("/office/money/payments/{payment}")));
    match found {
        Ok(path) => Response::go(&path),
        Err(Refusal::Fields(faults)) => {
            let shown = day::read(&request).await;
            or_refused(&request, shown.map(|shown| day::show(&request, &shown, &FormView::again(&request, faults))))
        }
        Err(refusal) => or_refused(&request, Err(refusal)),
    }
}

async fn find(request: &Request) -> Result<PaymentId, Refusal> {
    let text: String = request.form.get(NAME).chars().take(SEARCH_CHARS_MAX.into()).collect();
    let found = request.run(move |cx, inside| inside.services.money_find(&cx, &text)).await?;
    found.ok_or_else(|| Refusal::field(NAME, "office-find-none"))
}

/// One payment: every attempt of it, so that anybody sees whether and how often money was taken.
pub(super) async fn page(request: Request) -> Response {
    let lines = async {
        let payment = request.param_as("payment")?;
        request.run(move |cx, inside| inside.services.money_payment(&cx, payment)).await
    };
    let shown = lines.await.map(|lines| show(&request, &lines));
    or_refused(&request, shown)
}

fn show(request: &Request, lines: &[AttemptLine]) -> Response {
    let title = lines.first().map_or_else(|| request.t("office-payment"), |line| line.code.to_string());
    Page::new(request, &title).in_office(OfficePage::Money).wide().show(html! {
        (button::back(&request.t("office-money"), &request.to(paths::MONEY)))
        @if let Some(number) = lines.first().and_then(|line| line.application.as_ref()) {
            p { (request.t("office-col-application")) ": " (number) }
        }
        @if lines.is_empty() { p { (request.t("office-payment-none")) } } @else { (attempts(request, lines)) (words::times_note(request)) }
    })
}

fn attempts(request: &Request, lines: &[AttemptLine]) -> Markup {
    let columns = [
        Column::Words(request.t("office-col-order")),
        Column::Words(request.t("office-col-opened")),
        Column::Words(request.t("office-col-method")),
        Column::Words(request.t("office-col-state")),
        Column::Figures(request.t("office-col-expected")),
        Column::Figures(request.t("office-col-taken")),
        Column::Figures(request.t("office-col-returned")),
    ];
    let row = |line: &AttemptLine| {
        let attempt = &line.attempt;
        vec![
            html! { a href=(address(request, attempt.id, "")) { (words::machine(&attempt.order_ref)) } },
            html! { (words::time(request, attempt.opened_at)) },
            html! { (words::method(request, attempt)) },
            words::state(request, attempt.state),
            html! { @if let Ok(expected) = attempt.expected() { (words::money(request, expected)) } },
            html! { (words::money(request, attempt.taken())) },
            html! { (words::money(request, attempt.returned())) },
        ]
    };
    let caption = request.t("office-payment-attempts");
    Figures { caption: &caption, columns: &columns, rows: lines.iter().map(row).collect(), foot: None }.show()
}
