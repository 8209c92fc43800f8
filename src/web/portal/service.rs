//! The page of the service "e-visa" (figure 3).

use maud::{Markup, html};

use super::{
    apply,
    words::{categories, fees, nationalities, promised_day},
};
use crate::{
    domain::category::Entries,
    web::{
        components::{button, choice, notice, tag::Tone},
        form::FormView,
        layout::Page,
        request::Request,
        response::Response,
        route::{Access, Route, get},
    },
};

/// The address of the page, without its language.
pub(super) const PATH: &str = "/services/e-visa";
/// The address of the instructions to download.
const INSTRUCTIONS: &str = "/services/e-visa/instructions.pdf";

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/{lang}/services/e-visa", Access::Public, service)]
}

async fn service(request: Request) -> Response {
    let t = |key| request.t(key);
    Page::new(&request, &t("svc-title")).show(html! {
        (choose(&request))
        h2 { (t("svc-types")) }
        ul { @for (_, words) in categories(&request) { li { (words) } } }
        (particulars(&request))
        (notice::notice(&request, Tone::Note, (&t("wizard-remember"), &t("note-invite"))))
        (notice::notice(&request, Tone::Note, (&t("wizard-before-paying"), &t("note-norefund"))))
    })
}

/// Country and number of entries, and the button that leads on.
fn choose(request: &Request) -> Markup {
    let (t, form) = (|key| request.t(key), FormView::empty(request));
    let entries = [(Entries::Single.code().to_owned(), t("wizard-entries-single"))];
    html! {
        form.form method="get" action=(request.to(apply::ELIGIBILITY)) {
            (choice::select(&form, "nationality", (&t("svc-country"), Some(&t("wizard-country-hint"))), &nationalities(request)))
            (choice::select(&form, "entries", (&t("svc-entries"), None), &entries))
            div.buttons { (button::onward(&t("svc-get"))) }
        }
    }
}

fn particulars(request: &Request) -> Markup {
    let t = |key| request.t(key);
    html! {
        h2 { (t("svc-fullname")) }
        p { (t("svc-title")) }
        h2 { (t("svc-provider")) }
        p { (t("svc-provider-v")) }
        h2 { (t("svc-who")) }
        p { (t("svc-who-v")) }
        h2 { (t("svc-term")) }
        p { (t("svc-term-v")) }
        p { (promised_day(request)) }
        h2 { (t("svc-fee")) }
        (fees(request))
        h2 { (t("svc-instr")) }
        p { (t("wizard-instructions")) }
        div.buttons { (button::quiet_link(&t("svc-instr-dl"), &request.to(INSTRUCTIONS))) }
    }
}
