//! The audit log: searched by record, person, act and day, page by page; taken away as CSV or as lines of JSON.

use jiff::civil::Date;
use maud::{Markup, html};

use super::{
    figures::{Column, Figures},
    may, or_refused, words,
};
use crate::{
    domain::{permission::Permission, refusal::Refusal},
    locale::format,
    services::audit_log::{AuditFound, AuditSearch, AuditSeen, actor_text},
    web::{
        components::{button, form::csrf_field},
        fields::Fields,
        layout::{OfficePage, Page},
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// The columns of the file.
const HEADING: [&str; 8] = ["number", "at", "actor", "name", "place", "act", "record", "note"];
/// Signs that make a spreadsheet read a cell as a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/office/audit", Access::Permission(Permission::AuditRead), page),
        post("/{lang}/office/audit/export", Access::Permission(Permission::AuditExport), export),
    ]
}

fn search(fields: &Fields) -> AuditSearch {
    AuditSearch {
        record: fields.get("record").to_owned(),
        actor: fields.get("actor").to_owned(),
        act: fields.get("act").to_owned(),
        day: fields.get("day").parse::<Date>().ok(),
        before: fields.get("before").parse().ok(),
    }
}

async fn page(request: Request) -> Response {
    let search = search(&request.query);
    let asked = search.clone();
    let found = request.run(move |cx, inside| inside.services.audit_search(&cx, &asked)).await;
    or_refused(&request, found.map(|found| show(&request, (&search, &found))))
}

fn show(request: &Request, (search, found): (&AuditSearch, &AuditFound)) -> Response {
    let t = |key| request.t(key);
    Page::new(request, &t("office-audit")).in_office(OfficePage::Audit).wide().show(html! {
        (form(request, search))
        @if found.lines.is_empty() { p { (t("audit-none")) } } @else { (table(request, &found.lines)) }
        div.buttons {
            @if let Some(older) = found.older {
                (button::quiet_link(&t("audit-older"), &address(request, search, Some(older))))
            }
            @if search.before.is_some() {
                (button::quiet_link(&t("audit-newest"), &address(request, search, None)))
            }
        }
        @if may(request, Permission::AuditExport) { (take(request, search)) }
    })
}

fn form(request: &Request, search: &AuditSearch) -> Markup {
    let t = |key| request.t(key);
    let fields = [("record", &search.record), ("actor", &search.actor), ("act", &search.act)];
    html! {
        p.lead { (t("office-audit-text")) }
        form.find method="get" action=(request.to(paths::AUDIT)) {
            @for (name, value) in fields {
                div.field {
                    label for={ "field-" (name) } { (t(label(name))) }
                    input.input.input-medium id={ "field-" (name) } type="text" name=(name) value=(value) autocomplete="off"
                        spellcheck="false" maxlength="80";
                }
            }
            div.field {
                label for="field-day" { (t("office-day")) }
                input.input.input-medium #field-day type="date" name="day" value=[search.day];
            }
            (button::submit(&t("audit-find")))
        }
    }
}

fn label(name: &str) -> &'static str {
    match name {
        "record" => "audit-record",
        "actor" => "audit-actor",
        _ => "audit-act",
    }
}

fn table(request: &Request, lines: &[AuditSeen]) -> Markup {
    let columns = ["audit-number", "audit-at", "audit-actor", "audit-place", "audit-act", "audit-record", "audit-note"]
        .map(|key| Column::Words(request.t(key)));
    let caption = request.t("audit-table");
    let rows = lines.iter().map(|seen| row(request, seen)).collect();
    Figures { caption: &caption, columns: &columns, rows, foot: None }.show()
}

fn row(request: &Request, seen: &AuditSeen) -> Vec<Markup> {
    let line = &seen.line;
    let only = |search: AuditSearch, shown: Markup| html! { a href=(address(request, &search, None)) { (shown) } };
    let actor = actor_text(line.actor);
    let who = seen.name.as_ref().map_or_else(|| words::machine(&actor), |name| html! { (name) });
    vec![
        html! { (seen.number) },
        html! { (format::date_time(request.lang, line.at)) },
        only(AuditSearch { actor, ..AuditSearch::default() }, who),
        html! { (line.place.as_deref().unwrap_or_default()) },
        only(AuditSearch { act: line.act.clone(), ..AuditSearch::default() }, words::machine(&line.act)),
        only(AuditSearch { record: line.record.clone(), ..AuditSearch::default() }, words::machine(&line.record)),
        html! { span lang="en" { (line.note) } },
    ]
}

fn address(request: &Request, search: &AuditSearch, before: Option<u64>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("record", &search.record), ("actor", &search.actor), ("act", &search.act)] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    if let Some(day) = search.day {
        query.append_pair("day", &day.to_string());
    }
    if let Some(before) = before {
        query.append_pair("before", &before.to_string());
    }
    format!("{}?{}", request.to(paths::AUDIT), query.finish())
}

fn take(request: &Request, search: &AuditSearch) -> Markup {
    let t = |key| request.t(key);
    let day = search.day.map(|day| day.to_string()).unwrap_or_default();
    let fields = [("record", &search.record), ("actor", &search.actor), ("act", &search.act), ("day", &day)];
    html! {
        h2 { (t("audit-take")) }
        p { (t("audit-take-text")) }
        form method="post" action=(request.to(&format!("{}/export", paths::AUDIT))) {
            (csrf_field(request))
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
            div.buttons {
                button.button.button-quiet type="submit" name="format" value="csv" { (t("audit-take-csv")) }
                button.button.button-quiet type="submit" name="format" value="jsonl" { (t("audit-take-jsonl")) }
            }
        }
    }
}

async fn export(request: Request) -> Response {
    let search = AuditSearch { before: None, ..search(&request.form) };
    let csv = request.form.get("format") != "jsonl";
    let found = request.run(move |cx, inside| inside.services.audit_export(&cx, &search)).await;
    let file = found.and_then(|lines| {
        let day = format::date_in_almaty(request.now);
        if csv {
            let name = format!("audit-{day}.csv");
            Ok(Response::file(csv_of(&lines)?, "text/csv; charset=utf-8", &name))
        } else {
            Ok(Response::file(jsonl_of(&lines), "application/jsonl", &format!("audit-{day}.jsonl")))
        }
    });
    or_refused(&request, file)
}

fn csv_of(lines: &[AuditSeen]) -> Result<Vec<u8>, Refusal> {
    let broken = |error: csv::Error| Refusal::Us(format!("the audit log as CSV: {error}"));
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(HEADING).map_err(broken)?;
    for seen in lines {
        let line = &seen.line;
        let cells = [
            seen.number.to_string(),
            line.at.to_string(),
            actor_text(line.actor),
            seen.name.clone().unwrap_or_default(),
            line.place.clone().unwrap_or_default(),
            line.act.clone(),
            line.record.clone(),
            line.note.clone(),
        ];
        table.write_record(cells.iter().map(|cell| harmless(cell))).map_err(broken)?;
    }
    table.into_inner().map_err(|error| Refusal::Us(format!("the audit log as CSV: {error}")))
}

/// A cell that no spreadsheet runs.
fn harmless(cell: &str) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

fn jsonl_of(lines: &[AuditSeen]) -> String {
    let one = |seen: &AuditSeen| {
        serde_json::json!({ "number": seen.number, "name": seen.name, "line": seen.line }).to_string() + "\n"
    };
    lines.iter().map(one).collect()
}
