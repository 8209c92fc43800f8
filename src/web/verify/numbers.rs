//! Two numbers of a visa: whether they belong together, and what such a visa is worth today.

use maud::html;
use unicode_normalization::UnicodeNormalization;

use super::{allow, picture, result};
use crate::{
    domain::{
        person::PASSPORT_NUMBER_CHARS_MAX,
        refusal::{FieldFault, Message, Refusal},
        visa::{CheckedVisa, is_visa_number},
    },
    services::verify::TwoNumbers,
    web::{
        components::{button, field::Field},
        errors,
        fields::Fields,
        form::FormView,
        guard::rate::Budget,
        layout::Page,
        paths,
        request::Request,
        response::Response,
    },
};

/// Tries on one visa from one network, whatever passport number goes with it: passport numbers cannot be tried out.
const TRIES_ON_A_VISA: Budget = Budget { burst: 10, refill_ms: 180_000 };
/// Characters typed into a field, with room for spaces.
const CHARS_MAX: u16 = 40;

pub(super) async fn page(request: Request) -> Response {
    let empty = FormView::empty(&request);
    show(&request, (&empty, &empty), &empty)
}

pub(super) async fn sent(request: Request) -> Response {
    match check(&request).await {
        Ok(found) => result::show(&request, found.as_ref()),
        Err(Refusal::Fields(faults)) => {
            let again = FormView::again(&request, faults);
            show(&request, (&again, &FormView::empty(&request)), &again)
        }
        Err(refusal) => errors::refused(&request, refusal),
    }
}

async fn check(request: &Request) -> Result<Option<CheckedVisa>, Refusal> {
    let numbers = parse(&request.form).map_err(Refusal::Fields)?;
    allow(request)?;
    let place = request.cx().place().unwrap_or_default();
    request.allow(&format!("verify-visa:{place}:{}", numbers.visa), TRIES_ON_A_VISA)?;
    request.run(move |cx, inside| inside.services.visa_check_numbers(&cx, &numbers)).await
}

/// Both numbers, or what to mend. Full-width letters and digits are read as their narrow ones.
pub(in crate::web) fn parse(form: &Fields) -> Result<TwoNumbers, Vec<FieldFault>> {
    let narrow = |name: &str| form.get(name).nfkc().filter(|c| !c.is_whitespace()).collect::<String>();
    let visa = narrow("visa").to_uppercase();
    let passport = narrow("passport").parse();
    let mut faults = Vec::new();
    if !is_visa_number(&visa) {
        faults.push(FieldFault { field: "visa", message: Message::new("verify-visa-number-wrong") });
    }
    match passport {
        Ok(passport) if faults.is_empty() => Ok(TwoNumbers { visa, passport }),
        Ok(_) => Err(faults),
        Err(_) => {
            faults.push(FieldFault { field: "passport", message: Message::new("field-passport-number") });
            Err(faults)
        }
    }
}

/// The page with its two forms; `faulty` is the one that came back, if one did.
pub(super) fn show(request: &Request, (form, file): (&FormView<'_>, &FormView<'_>), faulty: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    let passport_max = u16::try_from(PASSPORT_NUMBER_CHARS_MAX).unwrap_or(CHARS_MAX).max(CHARS_MAX);
    Page::new(request, &t("verify-title")).faulty(faulty).show(html! {
        p.lead { (t("verify-lead")) }
        section {
            h2 { (t("verify-numbers")) }
            (form.show(&request.to(paths::VERIFY), html! {
                (Field::code("visa", &t("verify-visa-number")).hint(&t("verify-visa-number-hint")).characters_max(CHARS_MAX).show(form))
                (Field::code("passport", &t("f-passport")).hint(&t("wizard-passport-hint")).characters_max(passport_max).show(form))
                (button::submit(&t("verify-check")))
            }))
        }
        p { (t("verify-qr")) }
        section { h2 { (t("verify-by-picture")) } (picture::form(file, paths::VERIFY_PICTURE)) }
    })
}
