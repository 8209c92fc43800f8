//! The inbox of a demonstration: the letters that the portal delivered as files, so that their links can be followed.

use maud::{Markup, html};

use crate::{
    domain::refusal::Refusal,
    effects::{InboxLetter, InboxLine, Piece},
    locale::format,
    web::{
        components::{button, list::empty, table::Table},
        errors,
        layout::Page,
        request::Request,
        response::Response,
        route::{Access, Route, get},
    },
};

/// Where it is.
const INBOX: &str = "/inbox";

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/inbox", Access::Demonstration, list),
        get("/{lang}/inbox/{letter}", Access::Demonstration, letter),
        get("/{lang}/inbox/{letter}/{attachment}", Access::Demonstration, attachment),
    ]
}

async fn list(request: Request) -> Response {
    let lines = request.run(|_, inside| inside.outside.inbox_list().map_err(unreadable)).await;
    let page = lines.map(|lines| {
        Page::new(&request, &request.t("inbox-title")).wide().show(html! {
            p { (request.t("inbox-lead")) }
            @if lines.is_empty() { (empty(&request.t("inbox-empty-title"), &request.t("inbox-empty-text"), None)) }
            @else { (table(&request, &lines)) }
        })
    });
    page.unwrap_or_else(|refusal| errors::refused(&request, refusal))
}

fn table(request: &Request, lines: &[InboxLine]) -> Markup {
    let columns = ["inbox-subject", "inbox-to", "inbox-at"].map(|key| request.t(key));
    let row = |line: &InboxLine| {
        let href = request.to(&format!("{INBOX}/{}", line.id));
        vec![html! { a href=(href) { (line.subject) } }, html! { (line.to) }, html! { (at(request, line)) }]
    };
    let caption = request.t("inbox-letters");
    let columns = columns.each_ref().map(String::as_str);
    Table { caption: &caption, columns: &columns, rows: lines.iter().map(row).collect() }.show()
}

fn at(request: &Request, line: &InboxLine) -> String {
    line.at.map(|at| format::date_time(request.lang, at)).unwrap_or_default()
}

async fn letter(request: Request) -> Response {
    let found = read(&request).await.map(|letter| {
        Page::new(&request, &letter.line.subject).show(html! {
            (button::back(&request.t("inbox-title"), &request.to(INBOX)))
            p.muted { (request.t("inbox-to")) ": " (letter.line.to) br; (at(&request, &letter.line)) }
            (words(&letter.text))
            (attachments(&request, &letter))
        })
    });
    found.unwrap_or_else(|refusal| errors::refused(&request, refusal))
}

fn words(text: &[Piece]) -> Markup {
    html! {
        div.letter {
            @for piece in text {
                @match piece {
                    Piece::Words(words) => (words),
                    Piece::Link(address) => a href=(address) { (address) },
                }
            }
        }
    }
}

fn attachments(request: &Request, letter: &InboxLetter) -> Markup {
    let href = |number: usize| request.to(&format!("{INBOX}/{}/{number}", letter.line.id));
    let size = |bytes: &[u8]| format::file_size(request.lang, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    html! {
        @if !letter.attachments.is_empty() {
            h2 { (request.t("inbox-attachments")) }
            ul {
                @for (number, file) in letter.attachments.iter().enumerate() {
                    li { a href=(href(number)) { (file.file_name) } " " span.muted { (size(&file.bytes)) } }
                }
            }
        }
    }
}

async fn attachment(request: Request) -> Response {
    let answer = async {
        let number: usize = request.param_as("attachment")?;
        let mut files = read(&request).await?.attachments;
        if files.len() <= number {
            return Err(Refusal::NotFound);
        }
        let file = files.swap_remove(number);
        let kind = if file.content_type == "application/pdf" { "application/pdf" } else { "application/octet-stream" };
        Ok(Response::file(file.bytes, kind, &file.file_name))
    };
    answer.await.unwrap_or_else(|refusal| errors::refused(&request, refusal))
}

async fn read(request: &Request) -> Result<InboxLetter, Refusal> {
    let id = request.param("letter").to_owned();
    let letter = request.run(move |_, inside| inside.outside.inbox_read(&id).map_err(unreadable)).await?;
    letter.ok_or(Refusal::NotFound)
}

fn unreadable(error: std::io::Error) -> Refusal {
    Refusal::Us(format!("the inbox: {error}"))
}
