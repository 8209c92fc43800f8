//! The visas that wait for a second person, the newest ones, and the search. What was typed stands in no address.

use maud::{Markup, html};

use super::{
    super::{
        figures::{Column, Figures},
        or_refused, words,
    },
    address,
};
use crate::{
    domain::{calendar::almaty_date, refusal::Refusal, visa::Visa},
    locale::format,
    web::{
        components::{button, field::Field},
        form::FormView,
        layout::{OfficePage, Page},
        paths,
        request::Request,
        response::Response,
    },
};

/// Characters that are looked for: the longest number with room for spaces.
const SEARCH_CHARS_MAX: u16 = 40;
/// The field.
const NAME: &str = "find";

pub(super) async fn page(request: Request) -> Response {
    let shown = read(&request).await.map(|shown| show(&request, shown, &FormView::empty(&request)));
    or_refused(&request, shown)
}

/// Found: one visa is opened, several are listed.
pub(super) async fn find(request: Request) -> Response {
    let text: String = request.form.get(NAME).chars().take(SEARCH_CHARS_MAX.into()).collect();
    let found = request.run(move |cx, inside| inside.services.visa_find(&cx, &text)).await;
    match found.as_deref() {
        Ok([one]) => Response::go(&address(&request, one.id, "")),
        Ok([]) => {
            let fault = Refusal::field(NAME, "office-visas-none");
            let faults = if let Refusal::Fields(faults) = fault { faults } else { Vec::new() };
            let shown = read(&request).await;
            or_refused(&request, shown.map(|shown| show(&request, shown, &FormView::again(&request, faults))))
        }
        Ok(several) => show_found(&request, several),
        Err(_) => or_refused(&request, found.map(|_| Response::text(""))),
    }
}

/// Those that wait, and the newest.
type Shown = (Vec<Visa>, Vec<Visa>);

async fn read(request: &Request) -> Result<Shown, Refusal> {
    let both = |cx: crate::domain::context::Cx<'_>, inside: &crate::web::site::Inside| {
        Ok((inside.services.visa_list(&cx, true)?, inside.services.visa_list(&cx, false)?))
    };
    request.run(both).await
}

fn show(request: &Request, (waiting, newest): Shown, form: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    Page::new(request, &t("office-visas")).in_office(OfficePage::Visas).wide().faulty(form).show(html! {
        (search(request, form))
        @if waiting.is_empty() { h2 { (t("office-visas-waiting")) } p { (t("office-visas-waiting-none")) } }
        @else { (table(request, &t("office-visas-waiting"), &waiting)) }
        @if newest.is_empty() { h2 { (t("office-visas-newest")) } p { (t("office-visas-empty")) } }
        @else { (table(request, &t("office-visas-newest"), &newest)) }
        (words::times_note(request))
    })
}

fn show_found(request: &Request, found: &[Visa]) -> Response {
    Page::new(request, &request.t("office-visas")).in_office(OfficePage::Visas).wide().show(html! {
        (button::back(&request.t("office-visas"), &request.to(paths::OFFICE_VISAS)))
        (table(request, &request.t("office-visas-found"), found))
        (words::times_note(request))
    })
}

fn search(request: &Request, form: &FormView<'_>) -> Markup {
    form.show(
        &request.to(paths::OFFICE_VISAS),
        html! {
            div.find {
                (Field::code(NAME, &request.t("office-visas-find")).hint(&request.t("office-visas-find-hint"))
                    .characters_max(SEARCH_CHARS_MAX).show(form))
                (button::submit(&request.t("search")))
            }
        },
    )
}

fn table(request: &Request, caption: &str, visas: &[Visa]) -> Markup {
    let columns =
        ["office-visa-number", "office-visa-holder", "f-passport", "office-visa-validity", "office-visa-standing"];
    let columns: Vec<Column> = columns.into_iter().map(|key| Column::Words(request.t(key))).collect();
    let today = almaty_date(request.now);
    let row = |visa: &Visa| {
        vec![
            html! { a href=(address(request, visa.id, "")) { (words::machine(&visa.number)) } },
            html! { (visa.name.full()) },
            words::machine(visa.traveller.passport.as_str()),
            html! { (format::date(request.lang, visa.valid_from)) " – " (format::date(request.lang, visa.valid_to)) },
            words::standing(request, visa.standing(today)),
        ]
    };
    Figures { caption, columns: &columns, rows: visas.iter().map(row).collect(), foot: None }.show()
}
