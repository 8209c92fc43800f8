//! Checking by what is typed: the whole record of the visa, for the officer who has the traveller in front of them.

use maud::html;

use super::record;
use crate::{
    domain::{refusal::Refusal, visa::Visa},
    web::{
        components::{button, field::Field},
        errors,
        form::FormView,
        guard::rate::Budget,
        layout::{OfficePage, Page},
        paths,
        request::Request,
        response::Response,
        verify::{numbers_parse, picture_form},
    },
};

/// Checks of one officer: a queue of travellers passes, a search through the register does not.
const CHECKS: Budget = Budget { burst: 60, refill_ms: 2_000 };
/// Characters typed into a field, with room for spaces.
const CHARS_MAX: u16 = 40;

pub(super) async fn page(request: Request) -> Response {
    let empty = FormView::empty(&request);
    show(&request, (&empty, &empty), &empty)
}

pub(super) async fn sent(request: Request) -> Response {
    match find(&request).await {
        Ok(found) => record::show(&request, found.as_ref()),
        Err(Refusal::Fields(faults)) => {
            let again = FormView::again(&request, faults);
            show(&request, (&again, &FormView::empty(&request)), &again)
        }
        Err(refusal) => errors::refused(&request, refusal),
    }
}

async fn find(request: &Request) -> Result<Option<Visa>, Refusal> {
    request.allow(&format!("border:{:?}", request.actor().account()), CHECKS)?;
    let numbers = numbers_parse(&request.form).map_err(Refusal::Fields)?;
    request.run(move |cx, inside| inside.services.border_check(&cx, &numbers)).await
}

/// The page with its two forms; `faulty` is the one that came back, if one did.
pub(super) fn show(request: &Request, (form, file): (&FormView<'_>, &FormView<'_>), faulty: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    Page::new(request, &t("border-title")).in_office(OfficePage::Border).faulty(faulty).show(html! {
        p.lead { (t("border-lead")) }
        p { a href=(request.to(paths::READER)) { (t("border-to-reader")) } }
        section {
            h2 { (t("border-by-numbers")) }
            (form.show(&request.to(paths::BORDER), html! {
                (Field::code("visa", &t("verify-visa-number")).hint(&t("verify-visa-number-hint")).characters_max(CHARS_MAX).show(form))
                (Field::code("passport", &t("f-passport")).hint(&t("wizard-passport-hint")).characters_max(CHARS_MAX).show(form))
                (button::submit(&t("verify-check")))
            }))
        }
        section { h2 { (t("verify-by-picture")) } (picture_form(file, paths::BORDER_PICTURE)) }
    })
}
