//! The books: the trial balance over the whole ledger, and a day's file for the Treasury.

use jiff::civil::Date;
use maud::{Markup, html};

use super::{
    figures::{Column, Figures},
    money::day_of,
    or_refused, words,
};
use crate::{
    domain::{
        money::{Currency, MINOR_MAX, Money},
        payment::books::Books,
        permission::Permission,
    },
    locale::format,
    services::payment::report::treasury_csv,
    web::{
        components::{
            button,
            tag::{Tone, tag},
        },
        layout::{OfficePage, Page},
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get},
    },
};

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    let may = Access::Permission;
    vec![
        get("/{lang}/office/ledger", may(Permission::LedgerRead), page),
        get("/{lang}/office/ledger/treasury.csv", may(Permission::LedgerRead), treasury),
    ]
}

async fn page(request: Request) -> Response {
    let books = request.run(|cx, inside| inside.services.money_balance(&cx)).await;
    or_refused(&request, books.map(|books| show(&request, &books)))
}

fn show(request: &Request, books: &Books) -> Response {
    let t = |key| request.t(key);
    Page::new(request, &t("office-ledger")).in_office(OfficePage::Ledger).wide().show(html! {
        p {
            @if books.balanced() { (tag(Tone::Ok, &t("office-balanced"))) } @else { (tag(Tone::Bad, &t("office-unbalanced"))) }
            " " span.muted { (t("office-entries")) ": " (format::number(request.lang, u64::try_from(books.entries).unwrap_or(u64::MAX))) }
        }
        (balance(request, books))
        (treasury_form(request))
    })
}

fn balance(request: &Request, books: &Books) -> Markup {
    let columns = [
        Column::Words(request.t("office-col-account")),
        Column::Figures(request.t("office-col-debit")),
        Column::Figures(request.t("office-col-credit")),
    ];
    // A sum beyond what money can be has been a fault long before it is shown.
    let kzt = |minor: u128| {
        let minor = u64::try_from(minor).unwrap_or(MINOR_MAX);
        words::money(request, Money { minor, currency: Currency::Kzt })
    };
    let rows = books.accounts.iter().map(|(account, turnover)| {
        vec![words::machine(&account.to_string()), html! { (kzt(turnover.debit)) }, html! { (kzt(turnover.credit)) }]
    });
    let (debit, credit) = books.sums();
    let foot = vec![html! { (request.t("office-sum")) }, html! { (kzt(debit)) }, html! { (kzt(credit)) }];
    let caption = request.t("office-balance");
    Figures { caption: &caption, columns: &columns, rows: rows.collect(), foot: Some(foot) }.show()
}

/// Choose a day, take its file away.
fn treasury_form(request: &Request) -> Markup {
    let t = |key| request.t(key);
    let today = format::date_in_almaty(request.now);
    html! {
        h2 { (t("office-treasury")) }
        p { (t("office-treasury-text")) }
        form.find method="get" action=(request.to(&format!("{}/treasury.csv", paths::LEDGER))) {
            div.field {
                label for="field-day" { (t("office-day")) }
                input.input.input-medium #field-day type="date" name="day" value=(today) max=(today);
            }
            (button::submit(&t("office-treasury-take")))
        }
    }
}

async fn treasury(request: Request) -> Response {
    let day: Date = day_of(&request);
    let rows = request.run(move |cx, inside| inside.services.money_treasury(&cx, day)).await;
    let file = rows.map(|rows| {
        Response::file(treasury_csv(day, &rows), "text/csv; charset=utf-8", &format!("treasury-{day}.csv"))
    });
    or_refused(&request, file)
}
