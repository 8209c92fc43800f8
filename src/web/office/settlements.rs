//! Settlement files of the banks: brought in by upload, each with its report, and the lines that match nothing yet.

use data_encoding::HEXLOWER;
use maud::{Markup, html};
use sha2::{Digest, Sha256};

use super::{
    figures::{Column, Figures},
    may, or_refused, words,
};
use crate::{
    domain::{
        money::Money,
        payment::settlement::{SettledLine, SettlementFile},
        permission::Permission,
        refusal::{FieldFault, Message, Refusal},
    },
    services::payment::{report::settlement_csv, settlement::SettlementReport},
    web::{
        components::{
            button,
            choice::{Choice, select},
            field::file,
            tag::Tone,
        },
        flash::Flash,
        form::FormView,
        layout::{OfficePage, Page},
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// Lines shown of one report; the rest is in the file to take away.
const LINES_SHOWN_MAX: usize = 500;
/// The field with the file.
const FILE: &str = "file";
/// The field with the plugin.
const PLUGIN: &str = "plugin";

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    let may = Access::Permission;
    vec![
        get("/{lang}/office/settlements", may(Permission::MoneyRead), page),
        post("/{lang}/office/settlements", may(Permission::SettlementImport), sent).with_upload(),
        get("/{lang}/office/settlements/{sha256}", may(Permission::MoneyRead), report),
        get("/{lang}/office/settlements/{sha256}/report.csv", may(Permission::MoneyRead), report_csv),
    ]
}

/// Files, and lines that match nothing yet with their plugin.
type Shown = (Vec<SettlementFile>, Vec<(String, SettledLine)>);

async fn page(request: Request) -> Response {
    let shown = read(&request).await.map(|shown| show(&request, &shown, &FormView::empty(&request)));
    or_refused(&request, shown)
}

async fn read(request: &Request) -> Result<Shown, Refusal> {
    let both =
        request.run(|cx, inside| Ok((inside.services.settlement_files(&cx)?, inside.services.settlement_open(&cx)?)));
    both.await
}

async fn sent(request: Request) -> Response {
    match import(&request).await {
        Ok(report) => {
            let message =
                Message::new("office-settlement-done").with("lines", report.lines.len()).with("new", report.new);
            Response::go(&address(&request, &report.file.sha256)).with_flash(Flash { tone: Tone::Ok, message })
        }
        Err(Refusal::Fields(faults)) => {
            let shown = read(&request).await;
            or_refused(&request, shown.map(|shown| show(&request, &shown, &FormView::again(&request, faults))))
        }
        Err(refusal) => or_refused(&request, Err(refusal)),
    }
}

async fn import(request: &Request) -> Result<SettlementReport, Refusal> {
    let plugin = request.form.get(PLUGIN).to_owned();
    if !plugins(request).iter().any(|(id, _)| *id == plugin) {
        return Err(Refusal::field(PLUGIN, "office-settlement-choose"));
    }
    let bytes = request.upload.clone().filter(|bytes| !bytes.is_empty());
    let bytes = bytes.ok_or_else(|| Refusal::field(FILE, "office-settlement-no-file"))?;
    let unreadable = |fault: String| {
        let message = Message::new("settlement-unreadable").with("fault", fault);
        Refusal::Fields(vec![FieldFault { field: FILE, message }])
    };
    request
        .run(move |cx, inside| {
            let rows = inside.outside.settlement_read(&cx, &plugin, &bytes).map_err(unreadable)?;
            inside.services.settlement_import(&cx, (&plugin, &sha256(&bytes)), &rows)
        })
        .await
}

/// The name of a file everywhere.
fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The plugins whose files can be read, by identifier.
fn plugins(request: &Request) -> Vec<Choice> {
    let known = request.site.inside.outside.gateway.plugins();
    known.into_iter().filter(|one| one.state.is_ok()).map(|one| (one.id.clone(), one.id)).collect()
}

fn address(request: &Request, sha256: &str) -> String {
    request.to(&format!("{}/{sha256}", paths::SETTLEMENTS))
}

fn show(request: &Request, (files, open): &Shown, form: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    let page = Page::new(request, &t("office-settlements")).in_office(OfficePage::Settlements).wide().faulty(form);
    page.show(html! {
        @if may(request, Permission::SettlementImport) {
            h2 { (t("office-settlement-import")) }
            (form.show_upload(&request.to(paths::SETTLEMENTS), html! {
                (select(form, PLUGIN, (&t("office-col-plugin"), None), &plugins(request)))
                (file(form, FILE, (&t("office-settlement-file"), Some(&t("office-settlement-hint")))))
                (button::submit(&t("office-settlement-send")))
            }))
        }
        (open_lines(request, open))
        (file_list(request, files))
        (words::times_note(request))
    })
}

fn open_lines(request: &Request, open: &[(String, SettledLine)]) -> Markup {
    let caption = request.t("office-settlement-open");
    let lines: Vec<&SettledLine> = open.iter().map(|(_, line)| line).collect();
    html! {
        @if lines.is_empty() { h2 { (caption) } p { (request.t("office-settlement-open-none")) } }
        @else { (table(request, &caption, &lines)) }
    }
}

fn file_list(request: &Request, files: &[SettlementFile]) -> Markup {
    let columns = [
        Column::Words(request.t("office-col-imported")),
        Column::Words(request.t("office-col-plugin")),
        Column::Figures(request.t("office-col-lines")),
        Column::Words(request.t("office-col-sha256")),
    ];
    let row = |file: &SettlementFile| {
        vec![
            html! { a href=(address(request, &file.sha256)) { (words::time(request, file.imported_at)) } },
            words::machine(&file.plugin),
            html! { (file.lines) },
            words::machine(&file.sha256),
        ]
    };
    let caption = request.t("office-settlement-files");
    html! {
        @if files.is_empty() { h2 { (caption) } p { (request.t("office-settlement-files-none")) } }
        @else { (Figures { caption: &caption, columns: &columns, rows: files.iter().map(row).collect(), foot: None }.show()) }
    }
}

async fn report_of(request: &Request) -> Result<SettlementReport, Refusal> {
    let sha256 = request.param("sha256").to_owned();
    request.run(move |cx, inside| inside.services.settlement_report(&cx, &sha256)).await
}

async fn report(request: Request) -> Response {
    let shown = report_of(&request).await.map(|report| show_report(&request, &report));
    or_refused(&request, shown)
}

async fn report_csv(request: Request) -> Response {
    let file = report_of(&request).await.map(|report| {
        let name = format!("settlement-{}.csv", &report.file.sha256.get(..12).unwrap_or_default());
        Response::file(settlement_csv(&report), "text/csv; charset=utf-8", &name)
    });
    or_refused(&request, file)
}

fn show_report(request: &Request, report: &SettlementReport) -> Response {
    let t = |key| request.t(key);
    let lines: Vec<&SettledLine> = report.lines.iter().take(LINES_SHOWN_MAX).collect();
    let csv = format!("{}/report.csv", address(request, &report.file.sha256));
    Page::new(request, &t("office-settlement-report")).in_office(OfficePage::Settlements).wide().show(html! {
        (button::back(&t("office-settlements"), &request.to(paths::SETTLEMENTS)))
        p { (words::machine(&report.file.plugin)) " · " (words::time(request, report.file.imported_at)) }
        (counts(request, report))
        @if !lines.is_empty() { (table(request, &t("office-settlement-lines"), &lines)) }
        @if LINES_SHOWN_MAX < report.lines.len() { p.muted { (t("office-settlement-more")) } }
        @if !report.missing_there.is_empty() { (missing(request, report)) }
        div.buttons { (button::quiet_link(&t("office-settlement-csv"), &csv)) }
    })
}

fn counts(request: &Request, report: &SettlementReport) -> Markup {
    let columns =
        [Column::Words(request.t("office-settlement-counts")), Column::Figures(request.t("office-col-lines"))];
    let counts = report.counts();
    let rows = counts.iter().map(|(class, count)| vec![words::line_class(request, *class), html! { (count) }]);
    let caption = request.t("office-settlement-counts");
    Figures { caption: &caption, columns: &columns, rows: rows.collect(), foot: None }.show()
}

/// Paid here, and in no file though a later day is covered.
fn missing(request: &Request, report: &SettlementReport) -> Markup {
    html! {
        h2 { (request.t("office-line-missing-there")) }
        ul {
            @for (attempt, order_ref) in &report.missing_there {
                li { a href=(request.to(&format!("{}/attempts/{attempt}", paths::MONEY))) { (words::machine(order_ref)) } }
            }
        }
    }
}

fn table(request: &Request, caption: &str, lines: &[&SettledLine]) -> Markup {
    let columns = [
        Column::Words(request.t("office-col-order")),
        Column::Words(request.t("office-settlement-counts")),
        Column::Words(request.t("office-col-occurred")),
        Column::Figures(request.t("office-col-amount")),
    ];
    let row = |line: &&SettledLine| {
        let tenge = matches!(line.row.currency.as_str(), "KZT" | "398");
        vec![
            html! {
                @if let Some((_, attempt)) = line.attempt {
                    a href=(request.to(&format!("{}/attempts/{attempt}", paths::MONEY))) { (words::machine(&line.row.order_ref)) }
                } @else { (words::machine(&line.row.order_ref)) }
            },
            words::line_class(request, line.class),
            html! { (occurred(request, &line.row.occurred_at)) },
            html! {
                (words::money(request, Money::kzt(line.row.amount_minor)))
                @if !tenge { small { (line.row.currency) } }
            },
        ]
    };
    Figures { caption, columns: &columns, rows: lines.iter().map(row).collect(), foot: None }.show()
}

/// The bank's time in Almaty; as it came where it cannot be read.
fn occurred(request: &Request, text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |at| words::time(request, at))
}
