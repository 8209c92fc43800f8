//! Personal account: take home everything that is held; have the account deleted, in two steps.

use hyper::{StatusCode, header};
use maud::{Markup, html};

use super::{limits, or_refused};
use crate::{
    domain::{
        application::ApplicationId,
        refusal::{Message, Refusal},
    },
    services::privacy::Held,
    web::{
        components::{button, form::csrf_field, notice::notice, table::Table, tag::Tone},
        errors,
        flash::Flash,
        form::FormView,
        guard::rate::Budget,
        layout::{AccountPage, Page},
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
        zip::Zip,
    },
};

/// The address, without its language.
const PATH: &str = "/account/data";
/// Where the ZIP comes from.
const EXPORT: &str = "/account/data/export";
/// Where the letter with the last word is asked for.
const ERASE: &str = "/account/data/erase";
/// "The account is deleted".
const ERASED: &str = "/erased";
/// Exports of one account: each prints every document anew.
const EXPORT_OF_ACCOUNT: Budget = Budget { burst: 3, refill_ms: 300_000 };
/// Letters with the last word to one account.
const ERASE_OF_ACCOUNT: Budget = Budget { burst: 3, refill_ms: 300_000 };
/// What is kept or goes: the rows of the table.
const ROWS: [[&str; 2]; 7] = [
    ["erase-what-account", "erase-fate-account"],
    ["erase-what-drafts", "erase-fate-drafts"],
    ["erase-what-unpaid", "erase-fate-unpaid"],
    ["erase-what-decided", "erase-fate-decided"],
    ["erase-what-payments", "erase-fate-payments"],
    ["erase-what-log", "erase-fate-log"],
    ["erase-what-backups", "erase-fate-backups"],
];

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/account/data", Access::SignedIn, |request| async move { show(&request, None) }),
        post("/{lang}/account/data/export", Access::SignedIn, export),
        post("/{lang}/account/data/erase", Access::SignedIn, erase_ask),
        get("/{lang}/erase/{token}", Access::Public, confirm),
        post("/{lang}/erase/{token}", Access::Public, erase),
        get("/{lang}/erased", Access::Public, erased),
    ]
}

/// The way here from "my details".
pub(super) fn link(request: &Request) -> Markup {
    html! {
        h2 { (request.t("mydata-title")) }
        p { (request.t("mydata-lead")) }
        div.buttons { (button::quiet_link(&request.t("mydata-title"), &request.to(PATH))) }
    }
}

fn show(request: &Request, why_not: Option<&Message>) -> Response {
    let t = |key: &str| request.t(key);
    let rows = ROWS.map(|row| row.map(|key| html! { (t(key)) }).to_vec());
    let table =
        Table { caption: &t("erase-caption"), columns: &[&t("erase-what"), &t("erase-fate")], rows: rows.to_vec() };
    let page = Page::new(request, &t("mydata-title")).in_account(AccountPage::Details);
    let page = if why_not.is_some() { page.with_status(StatusCode::CONFLICT) } else { page };
    page.show(html! {
        @if let Some(why) = why_not { (notice(request, Tone::Wait, (&t("erase-title"), &request.say(why)))) }
        h2 { (t("mydata-export-title")) }
        p { (t("mydata-export-text")) }
        form method="post" action=(request.to(EXPORT)) {
            (csrf_field(request))
            div.buttons { (button::submit(&t("mydata-export-do"))) }
        }
        h2 { (t("erase-title")) }
        p { (t("erase-text")) }
        (table.show())
        p { (t("erase-ask-text")) }
        form method="post" action=(request.to(ERASE)) data-once {
            (csrf_field(request))
            div.buttons { button.button.button-quiet type="submit" { (t("erase-ask-do")) } }
        }
    })
}

async fn export(request: Request) -> Response {
    let answer = async {
        let account = request.actor().account().ok_or(Refusal::SignIn)?;
        request.allow(&format!("export:{account}"), EXPORT_OF_ACCOUNT)?;
        let held = request.run(|cx, inside| inside.services.privacy_export(&cx)).await?;
        let zip = packed(&request, held).await?;
        let response = Response::file(zip, "application/zip", "evisa-data.zip");
        Ok(response.with_header(header::CACHE_CONTROL, "no-store"))
    };
    or_refused(&request, answer.await)
}

async fn packed(request: &Request, held: Held) -> Result<Vec<u8>, Refusal> {
    let too_large = |fault| Refusal::Us(format!("{fault}"));
    let mut zip = Zip::default();
    for (name, facts) in &held.files {
        let text = serde_json::to_string_pretty(facts).map_err(|fault| Refusal::Us(fault.to_string()))?;
        zip.add(name, text.as_bytes()).map_err(too_large)?;
    }
    for application in held.papers {
        for (name, pdf) in documents(request, application).await? {
            zip.add(&name, &pdf).map_err(too_large)?;
        }
    }
    zip.finish().map_err(too_large)
}

/// The documents of an application; none while there are none, for example once the fee was given back.
async fn documents(request: &Request, application: ApplicationId) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let papers = match request.run(move |cx, inside| inside.services.papers_view(&cx, application)).await {
        Ok(papers) => papers,
        Err(Refusal::Denied(_)) => return Ok(Vec::new()),
        Err(refusal) => return Err(refusal),
    };
    let outside = &request.site.inside.outside;
    let sheets = [
        ("visa", outside.visa_sheet(&papers, request.lang)),
        ("receipt", outside.receipt_sheet(&papers, request.lang)),
    ];
    let mut printed = Vec::new();
    for (kind, sheet) in sheets {
        if let Some(sheet) = sheet {
            let pdf = outside.print(sheet).await.map_err(|error| Refusal::Us(error.to_string()))?;
            printed.push((format!("documents/{application}-{kind}.pdf"), pdf));
        }
    }
    Ok(printed)
}

async fn erase_ask(request: Request) -> Response {
    let answer = async {
        let account = request.actor().account().ok_or(Refusal::SignIn)?;
        request.allow(&format!("erase:{account}"), ERASE_OF_ACCOUNT)?;
        request.run(|cx, inside| inside.services.account_erase_ask(&cx)).await
    };
    match answer.await {
        Ok(()) => {
            let flash = Flash { tone: Tone::Note, message: Message::new("erase-sent") };
            Response::go(&request.to(PATH)).with_flash(flash)
        }
        Err(Refusal::Denied(why)) => show(&request, Some(&why)),
        Err(refusal) => errors::refused(&request, refusal),
    }
}

async fn confirm(request: Request) -> Response {
    let t = |key| request.t(key);
    let button = html! { div.buttons { (button::submit(&t("erase-confirm-do"))) } };
    Page::new(&request, &t("erase-confirm-title")).show(html! {
        p.lead { (t("erase-confirm-text")) }
        (FormView::empty(&request).show(&request.path, button))
    })
}

async fn erase(request: Request) -> Response {
    let token = request.param("token").to_owned();
    let done = match limits::link(&request) {
        Ok(()) => request.run(move |cx, inside| inside.services.account_erase(&cx, &token)).await,
        Err(refusal) => Err(refusal),
    };
    let t = |key| request.t(key);
    match done {
        Ok(()) => Response::go(&request.to(ERASED)).signing_out(),
        Err(Refusal::Denied(why)) => {
            Page::new(&request, &t("erase-confirm-title")).with_status(StatusCode::GONE).show(html! {
                p.lead { (request.say(&why)) }
                div.buttons { (button::link(&t("hdr-login"), &request.to(paths::LOGIN))) }
            })
        }
        Err(refusal) => errors::refused(&request, refusal),
    }
}

async fn erased(request: Request) -> Response {
    Page::new(&request, &request.t("erase-title")).show(html! { p.lead { (request.t("erase-done")) } })
}
