//! The answer of a check: a word, a colour and a sign, what to do, and the minimal facts to compare.

use maud::{Markup, html};

use crate::{
    domain::{
        refusal::Message,
        visa::{CheckedVisa, Standing},
    },
    locale::format,
    web::{
        components::{
            button,
            list::{SummaryRow, summary},
            notice::notice,
            tag::Tone,
        },
        layout::Page,
        paths,
        request::Request,
        response::Response,
        words::category_key,
    },
};

/// Tone, title and what to do, of a standing.
pub(in crate::web) const fn words_of(standing: Standing) -> (Tone, &'static str, &'static str) {
    match standing {
        Standing::Valid => (Tone::Ok, "verify-is-valid", "verify-do-valid"),
        Standing::NotYetValid => (Tone::Wait, "verify-is-not-yet", "verify-do-not-yet"),
        Standing::Expired => (Tone::Bad, "verify-is-expired", "verify-do-expired"),
        Standing::Revoked => (Tone::Bad, "verify-is-revoked", "verify-do-withdrawn"),
        Standing::Annulled => (Tone::Bad, "verify-is-annulled", "verify-do-withdrawn"),
        Standing::Replaced => (Tone::Bad, "verify-is-replaced", "verify-do-withdrawn"),
    }
}

/// The page: what was found, or that there is no such visa.
pub(super) fn show(request: &Request, found: Option<&CheckedVisa>) -> Response {
    let at = Message::new("verify-checked-at").with("at", format::date_time(request.lang, request.now));
    Page::new(request, &request.t("verify-title")).show(html! {
        (verdict(request, found))
        @if let Some(visa) = found { section { h2 { (request.t("verify-facts")) } (facts(request, visa)) } }
        p.muted { (request.say(&at)) }
        div.buttons { (button::quiet_link(&request.t("verify-another"), &request.to(paths::VERIFY))) }
    })
}

/// The page of a verdict without facts.
pub(super) fn told(request: &Request, (tone, title, text): (Tone, &str, &str)) -> Response {
    Page::new(request, &request.t("verify-title")).show(html! {
        (notice(request, tone, (&request.t(title), &request.t(text))))
        div.buttons { (button::quiet_link(&request.t("verify-another"), &request.to(paths::VERIFY))) }
    })
}

fn verdict(request: &Request, found: Option<&CheckedVisa>) -> Markup {
    let (tone, title, text) =
        found.map_or((Tone::Bad, "verify-is-unknown", "verify-do-unknown"), |visa| words_of(visa.standing));
    notice(request, tone, (&request.t(title), &request.t(text)))
}

fn facts(request: &Request, visa: &CheckedVisa) -> Markup {
    let t = |key| request.t(key);
    let date = |day| format::date(request.lang, day);
    let rows = [
        (t("verify-visa-number"), visa.number.clone()),
        (t("doc-visa-category"), t(category_key(visa.category))),
        (t("office-visa-validity"), format!("{} – {}", date(visa.valid_from), date(visa.valid_to))),
        (t("verify-entries"), visa.entries.to_string()),
        (t("doc-visa-stay"), request.say(&Message::new("doc-visa-stay-words").with("days", visa.stay_days))),
        (t("verify-holder"), visa.initials.clone()),
        (t("verify-passport-end"), visa.passport_end.clone()),
    ];
    let rows: Vec<SummaryRow<'_>> = rows.iter().map(|(term, value)| SummaryRow::fixed(term, value)).collect();
    summary(request, &rows)
}
