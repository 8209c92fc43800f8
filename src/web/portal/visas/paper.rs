//! The e-visa as a page that prints on one sheet (figures 15–17); the PDF is the better way and says so.

use maud::{Markup, html};

use super::{
    files::visa_of,
    one::stay,
    or_refused, papers,
    words::{address, airports, home},
};
use crate::{
    domain::{papers::Papers, person::Sex, refusal::Message, visa::Visa},
    locale::{self, format},
    web::{
        components::{
            button,
            list::{SummaryRow, summary},
        },
        layout::Page,
        request::Request,
        response::Response,
    },
};

/// The page.
pub(super) async fn page(request: Request) -> Response {
    let answer = async {
        let papers = papers(&request).await?;
        let visa = visa_of(&papers)?;
        Ok(show(&request, &papers, visa))
    };
    or_refused(&request, answer.await)
}

fn show(request: &Request, papers: &Papers, visa: &Visa) -> Response {
    let id = papers.application.id;
    let title = request.say(&Message::new("doc-visa-subject").with("number", &visa.number));
    Page::new(request, &title).show(html! {
        (button::back(&request.t("visas-to-application"), &home(request, id)))
        div.no-print.stack {
            p { (request.t("visas-paper-lead")) }
            div.buttons {
                (button::link(&request.t("s3-pdf"), &address(request, id, "visa.pdf")))
                (button::print(&request.t("b-print")))
            }
            p.muted { (request.t("visas-paper-how")) }
        }
        div.paper {
            (facts(request, visa))
            (rules(request, visa))
            @if request.site.settings.demonstration { p { strong { (request.t("doc-demonstration-note")) } } }
        }
    })
}

fn facts(request: &Request, visa: &Visa) -> Markup {
    let t = |key| request.t(key);
    let date = |date| format::date(request.lang, date);
    let holder = &visa.traveller;
    let rows = [
        (t("doc-visa-name"), visa.name.full()),
        (t("doc-visa-birth-date"), date(holder.birth_date)),
        (t("doc-visa-sex"), t(sex_key(holder.sex))),
        (t("doc-visa-nationality"), locale::country(request.lang, holder.nationality.as_str())),
        (t("doc-visa-passport"), holder.passport.to_string()),
        (t("doc-visa-category"), t(&format!("type-{}", visa.category.code()))),
        (t("doc-visa-validity"), validity(request, visa)),
        (t("doc-visa-stay"), request.say(&Message::new("doc-visa-stay-words").with("days", visa.stay_days))),
        (t("doc-visa-inviter"), format!("{}, {}", visa.inviter.name, visa.inviter.tax_id)),
        (t("doc-visa-stay-address"), stay(&visa.stay)),
        (t("doc-application-number"), visa.application_number.to_string()),
        (t("doc-invitation-number"), visa.invitation_number.to_string()),
        (t("doc-visa-issued-on"), format::date_time(request.lang, visa.issued_at)),
    ];
    let rows: Vec<SummaryRow<'_>> = rows.iter().map(|(term, value)| SummaryRow::fixed(term, value)).collect();
    summary(request, &rows)
}

fn validity(request: &Request, visa: &Visa) -> String {
    let words = Message::new("doc-visa-validity-words")
        .with("entries", visa.entries)
        .with("from", format::date(request.lang, visa.valid_from))
        .with("until", format::date(request.lang, visa.valid_to));
    request.say(&words)
}

const fn sex_key(sex: Sex) -> &'static str {
    match sex {
        Sex::F => "web-sex-f",
        Sex::M => "web-sex-m",
        Sex::X => "web-sex-x",
    }
}

/// What the holder must know at the border (figure 15).
fn rules(request: &Request, visa: &Visa) -> Markup {
    html! {
        h2 { (request.t("doc-visa-rules")) }
        ul {
            li { (request.t("doc-visa-rule-show")) }
            li { (request.t("doc-visa-rule-carry")) }
            li { (airports(request, visa.valid_from)) " " (request.t("doc-visa-rule-airports")) }
            li { (request.t("doc-visa-rule-passport")) }
            li { (request.t("doc-visa-rule-host")) }
        }
    }
}
