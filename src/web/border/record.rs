//! The record of a visa as an officer reads it: the verdict first, then every fact to compare with paper and passport.

use maud::{Markup, html};

use crate::{
    domain::{calendar::almaty_date, refusal::Message, visa::Visa},
    locale::{self, format, visa::ground_key},
    web::{
        components::{
            button,
            list::{SummaryRow, summary},
            notice::notice,
            tag::Tone,
        },
        layout::{OfficePage, Page},
        paths,
        request::Request,
        response::Response,
        verify::words_of,
        words::category_key,
    },
};

/// The page of what was found.
pub(super) fn show(request: &Request, found: Option<&Visa>) -> Response {
    page(
        request,
        html! {
            (verdict(request, found))
            @if let Some(visa) = found { (section(request, visa)) }
        },
    )
}

/// A page of the border with its way on.
pub(super) fn page(request: &Request, content: Markup) -> Response {
    let at = Message::new("verify-checked-at").with("at", format::date_time(request.lang, request.now));
    Page::new(request, &request.t("border-title")).in_office(OfficePage::Border).show(html! {
        (content)
        p.muted { (request.say(&at)) }
        div.buttons { (button::link(&request.t("border-another"), &request.to(paths::BORDER))) }
    })
}

/// What the record says today.
pub(super) fn verdict(request: &Request, found: Option<&Visa>) -> Markup {
    let Some(visa) = found else {
        return notice(request, Tone::Bad, (&request.t("verify-is-unknown"), &request.t("border-unknown-do")));
    };
    let (tone, title, text) = words_of(visa.standing(almaty_date(request.now)));
    let text = match &visa.end {
        Some(end) => {
            request.say(&Message::new("border-withdrawn-do").with("ground", request.t(ground_key(end.ground))))
        }
        None => request.t(text),
    };
    notice(request, tone, (&request.t(title), &text))
}

/// Every fact of the record.
pub(super) fn section(request: &Request, visa: &Visa) -> Markup {
    html! { section { h2 { (request.t("border-record")) } (facts(request, visa)) } }
}

fn facts(request: &Request, visa: &Visa) -> Markup {
    let t = |key| request.t(key);
    let date = |day| format::date(request.lang, day);
    let holder = &visa.traveller;
    let rows = [
        (t("verify-visa-number"), visa.number.clone()),
        (t("doc-visa-name"), visa.name.full()),
        (t("doc-visa-passport"), holder.passport.to_string()),
        (t("doc-visa-nationality"), locale::country(request.lang, holder.nationality.as_str())),
        (t("doc-visa-birth-date"), date(holder.birth_date)),
        (t("doc-visa-sex"), holder.sex.code().to_owned()),
        (t("doc-visa-category"), t(category_key(visa.category))),
        (t("office-visa-validity"), format!("{} – {}", date(visa.valid_from), date(visa.valid_to))),
        (t("verify-entries"), visa.entries.to_string()),
        (t("doc-visa-stay"), request.say(&Message::new("doc-visa-stay-words").with("days", visa.stay_days))),
        (t("doc-visa-inviter"), visa.inviter.name.clone()),
    ];
    let rows: Vec<SummaryRow<'_>> = rows.iter().map(|(term, value)| SummaryRow::fixed(term, value)).collect();
    summary(request, &rows)
}
