//! The gallery of all components, in demonstrations only: for those who build pages, and for tests of the look.

use jiff::{ToSpan, civil::date};
use maud::{Markup, html};

use super::{
    components::{
        amount::{Amount, amount},
        button, choice,
        field::{Field, text_area},
        list::{self, Event, SummaryRow},
        mrz::mrz_box,
        notice::{countdown, notice, timeout_words, warning},
        steps::{step, tabs},
        table::{Table, pager},
        tag::{Tone, tag},
        tile::{self, Method},
    },
    fields::Fields,
    flash::Flash,
    form::FormView,
    layout::{AccountPage, Page},
    paths,
    request::Request,
    response::Response,
    route::{Access, Route, get, post},
};
use crate::{
    domain::{
        money::Money,
        person::Sex,
        refusal::{FieldFault, Message},
    },
    locale::format,
};

/// The routes of the gallery.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/components", Access::Demonstration, |request| async move { all(&request) }),
        post("/{lang}/components", Access::Demonstration, sent),
        get("/{lang}/components/account", Access::Demonstration, |request| async move { account(&request) }),
    ]
}

/// Any form of the gallery: says that it was sent, through a notice on the next page.
async fn sent(request: Request) -> Response {
    let message = Message::new("web-example-sent").with("email", "test@mail.ru");
    Response::go(&request.to(paths::COMPONENTS)).with_flash(Flash { tone: Tone::Ok, message })
}

fn all(request: &Request) -> Response {
    let t = |key: &str| request.t(key);
    let again = FormView::again(request, faults());
    Page::new(request, &t("web-gallery-title")).show(html! {
        p.lead { (t("web-gallery-lead")) }
        section { h2 { (t("web-gallery-navigation")) } (navigation(request)) }
        section { h2 { (t("web-gallery-forms")) } (form(&FormView::filled(request, typed()))) }
        section { h2 { (t("web-gallery-faults")) } (faulty(&again)) }
        section { h2 { (t("web-gallery-status")) } (status(request)) }
        section { h2 { (t("web-gallery-payment")) } (payment(request)) }
        section { h2 { (t("web-gallery-lists")) } (lists(request)) }
    })
}

fn account(request: &Request) -> Response {
    Page::new(request, &request.t("acc-visas")).in_account(AccountPage::Visas).wide().show(html! {
        (visas(request))
        (pager(request, (2, 5), |page| format!("?page={page}")))
    })
}

fn navigation(request: &Request) -> Markup {
    let t = |key: &str| request.t(key);
    let here = request.to(paths::COMPONENTS);
    let ways = [t("login-tab-pw"), t("login-tab-eds"), t("login-tab-egov")];
    html! {
        (button::back(&t("back"), &here))
        (step(request, (2, 3), &t("s1-title")))
        (tabs(&t("hdr-login"), &[(&ways[0], None), (&ways[1], Some(&here)), (&ways[2], Some(&here))]))
        (tile::tiles(&[
            tile::service(&t("svc-evisa"), &t("web-example-tile-text"), &here),
            tile::service(&t("acc-visas"), &t("web-example-empty-text"), &format!("{here}/account")),
        ]))
    }
}

fn typed() -> Fields {
    [("sex", "M"), ("nationality", "CHN"), ("birth_date", "27.03.1985"), ("declared", "yes")].into_iter().collect()
}

fn faults() -> Vec<FieldFault> {
    let fault = |field, key| FieldFault { field, message: Message::new(key) };
    vec![
        fault("passport_again", "field-passport-number"),
        fault("birth_date_again", "field-date-future"),
        fault("sex_again", "field-choose"),
        fault("declared_again", "field-confirm"),
    ]
}

fn sexes(request: &Request) -> Vec<choice::Choice> {
    Sex::ALL
        .iter()
        .map(|sex| (sex.code().to_owned(), request.t(&format!("web-sex-{}", sex.code().to_lowercase()))))
        .collect()
}

fn form(form: &FormView<'_>) -> Markup {
    let request = form.request;
    let t = |key: &str| request.t(key);
    let (f_invitation, f_passport, f_dob) = (t("f-invitation"), t("f-passport"), t("f-dob"));
    let (hint_invitation, hint_date) = (t("field-invitation"), t("date-hint"));
    form.show(
        &request.to(paths::COMPONENTS),
        html! {
            (mrz_box(form, "mrz"))
            (Field::digits("invitation", &f_invitation).hint(&hint_invitation).autocomplete("off").show(form))
            (Field::code("passport", &f_passport).autocomplete("off").show(form))
            (choice::radios(form, "sex", (&t("f-sex"), None), &sexes(request)))
            (Field::date("birth_date", &f_dob).hint(&hint_date).autocomplete("bday").show(form))
            (choice::select(form, "nationality", (&t("f-nationality"), None), &choice::nationalities(form)))
            (Field::text("organisation", &t("f-org")).optional().autocomplete("organization").show(form))
            (text_area(form, "address", (&t("f-addr"), None)))
            (choice::declaration(form, "declared", &t("web-example-declaration")))
            (button::submit_or(&t("continue"), (&t("b-cancel"), &request.to(paths::COMPONENTS))))
        },
    )
}

fn faulty(form: &FormView<'_>) -> Markup {
    let request = form.request;
    let t = |key: &str| request.t(key);
    form.show(
        &request.to(paths::COMPONENTS),
        html! {
            (Field::code("passport_again", &t("f-passport")).show(form))
            (Field::date("birth_date_again", &t("f-dob")).hint(&t("date-hint")).show(form))
            (choice::radios(form, "sex_again", (&t("f-sex"), None), &sexes(request)))
            (choice::declaration(form, "declared_again", &t("web-example-declaration")))
            (button::submit(&t("continue")))
        },
    )
}

fn status(request: &Request) -> Markup {
    let t = |key: &str| request.t(key);
    html! {
        p { @for tone in Tone::ALL { (tag(tone, &t(tone_example(tone)))) " " } }
        (warning(request, &t("login-warn-old")))
        @for tone in Tone::ALL { (notice(request, tone, (&t(tone_example(tone)), &t("note-print")))) }
        div.notice.tone-wait { (timeout_words(request)) }
        (list::empty(&t("web-example-empty-title"), &t("web-example-empty-text"), Some((&t("svc-get"), &request.to("/components")))))
    }
}

const fn tone_example(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "st-approved",
        Tone::Wait => "st-progress",
        Tone::Bad => "st-unpaid",
        Tone::Note => "st-paid",
    }
}

fn payment(request: &Request) -> Markup {
    let t = |key: &str| request.t(key);
    let ends = request.now + 28.minutes();
    let source = t("web-example-source");
    let block = Amount {
        label: &t("f-amount"),
        charged: Money::kzt(3_106_240),
        fee: Money::usd(8_000),
        rate: "388,28",
        rate_on: date(2022, 6, 8),
        source: &source,
    };
    html! {
        (amount(request, &block))
        p { (t("epay-time-left")) " " (countdown(request, ends)) }
        form method="post" action=(request.to(paths::COMPONENTS)) {
            (super::components::form::csrf_field(request))
            ul.methods { (methods(request)) }
        }
        p { (t("f-invitation")) ": " (list::copyable(request, "3622000299")) }
        (button::print(&t("b-print")))
    }
}

fn methods(request: &Request) -> Markup {
    let lang = request.lang;
    let (commission, total) = (request.t("web-example-commission"), request.t("total"));
    let costs =
        |minor: u64| (format::money(lang, Money::kzt(minor)), format::money(lang, Money::kzt(3_106_240 + minor)));
    let (hundred, with_hundred) = costs(10_000);
    let (quarter, with_quarter) = costs(2_500);
    let closed = request.t("web-example-closed");
    let halyk = Method {
        value: "halyk",
        name: "HALYK BANK",
        test: false,
        accepts: "Visa, Maestro, Visa Electron, MasterCard",
        commission: (&commission, &hundred),
        total: (&total, &with_hundred),
        means: tile::Means::Card,
        sent: ("commission:halyk", "10000"),
        closed: None,
    };
    let wallet = Method {
        value: "wallet",
        name: "KazPost",
        accepts: "77001112233",
        commission: (&commission, &quarter),
        total: (&total, &with_quarter),
        means: tile::Means::Wallet,
        sent: ("commission:wallet", "2500"),
        ..halyk
    };
    let beeline = Method {
        value: "beeline",
        name: "Beeline",
        accepts: "+7 777",
        means: tile::Means::Telephone,
        sent: ("commission:beeline", "10000"),
        closed: Some(&closed),
        ..halyk
    };
    html! { (tile::method(&halyk)) (tile::method(&wallet)) (tile::method(&beeline)) }
}

fn lists(request: &Request) -> Markup {
    let t = |key: &str| request.t(key);
    let lang = request.lang;
    let here = request.to(paths::COMPONENTS);
    let (when, then) = (format::date(lang, date(2022, 6, 10)), format::date(lang, date(2022, 6, 8)));
    html! {
        (list::summary(request, &[
            SummaryRow { term: &t("f-passport"), value: "E12345678", change: Some(&here) },
            SummaryRow { term: &t("f-dob"), value: &format::date(lang, date(1985, 3, 27)), change: Some(&here) },
            SummaryRow { term: &t("f-org"), value: "Товарищество с ограниченной ответственностью Солар Сан Казахстан", change: None },
            SummaryRow { term: &t("f-house"), value: "", change: Some(&here) },
        ]))
        (list::timeline(&[
            Event { when: &when, what: &t("s3-title"), tone: Tone::Ok, word: &t("st-approved") },
            Event { when: &then, what: &t("rec-title"), tone: Tone::Note, word: &t("st-paid") },
            Event { when: &then, what: &t("wiz-title"), tone: Tone::Wait, word: &t("st-progress") },
        ]))
        (visas(request))
        (pager(request, (2, 5), |page| format!("?page={page}")))
    }
}

/// The list of figure 8.3.
fn visas(request: &Request) -> Markup {
    let t = |key: &str| request.t(key);
    let heads = [t("col-name"), t("f-invitation"), t("col-app"), t("col-status"), t("s3-pdf")];
    let row = |number: &str, tone: Tone| {
        vec![
            html! { "Test Turism" },
            html! { "3622000299" },
            html! { (number) " · " (format::date(request.lang, date(2022, 6, 8))) },
            tag(tone, &t(tone_example(tone))),
            html! { a href=(request.to(paths::COMPONENTS)) { "PDF" span.unseen { " " (number) } } },
        ]
    };
    let table = Table {
        caption: &t("acc-visas"),
        columns: &heads.each_ref().map(String::as_str),
        rows: vec![
            row("16546778150988", Tone::Ok),
            row("16548650547870", Tone::Wait),
            row("16548650436654", Tone::Bad),
        ],
    };
    table.show()
}
