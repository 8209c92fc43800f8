//! Help: one short section for each screen, a search that knows every label and the manual's own wording, and two statements.

mod screens;
mod search;
mod statements;

use maud::{Markup, html};

use self::{
    screens::{SCREENS, Screen},
    search::Found,
};
use crate::{
    domain::refusal::Message,
    web::{
        components::{
            button,
            field::{Field, Width},
        },
        form::FormView,
        layout::Page,
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get},
    },
};

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/help", Access::Public, help),
        get("/{lang}/accessibility", Access::Public, statements::accessibility),
        get("/{lang}/privacy", Access::Public, statements::privacy),
    ]
}

async fn help(request: Request) -> Response {
    let asked = request.query.get("q").to_owned();
    Page::new(&request, &request.t("help-title")).show(html! {
        (search_form(&request))
        @if !asked.is_empty() { (found(&request, &asked)) }
        p.lead { (request.t("help-lead")) }
        nav aria-label=(request.t("help-contents")) {
            ol { @for screen in SCREENS { li { a href={ "#" (screen.anchor) } { (request.t(screen.title)) } } } }
        }
        @for screen in SCREENS { (section(&request, screen)) }
        (about(&request))
    })
}

fn search_form(request: &Request) -> Markup {
    let form = FormView::filled(request, request.query.clone());
    let hint = request.t("help-search-hint");
    html! {
        form.form role="search" method="get" action=(request.to(paths::HELP)) {
            (Field::text("q", &request.t("help-search")).hint(&hint).width(Width::Full).characters_max(search::QUERY_CHARS_MAX).show(&form))
            div.buttons { (button::submit(&request.t("search"))) }
        }
    }
}

fn found(request: &Request, asked: &str) -> Markup {
    let found = search::search(asked);
    html! {
        section #found role="status" aria-labelledby="found-title" {
            h2 #found-title { (request.say(&Message::new("help-found").with("count", found.len()))) }
            @if found.is_empty() { p { (request.t("help-found-nothing")) } }
            @else { ul { @for one in &found { li { (line(request, one)) } } } }
        }
    }
}

/// The screen, and the labels on it that fit.
fn line(request: &Request, found: &Found) -> Markup {
    let labels: Vec<String> = found.keys.iter().map(|key| request.t(key)).collect();
    html! {
        a href={ "#" (found.screen.anchor) } { (request.t(found.screen.title)) }
        @if !labels.is_empty() { br; span.muted { (labels.join(" · ")) } }
    }
}

fn section(request: &Request, screen: &Screen) -> Markup {
    html! {
        section id=(screen.anchor) aria-labelledby={ (screen.anchor) "-title" } {
            h2 id={ (screen.anchor) "-title" } { (request.t(screen.title)) }
            p { (request.t(screen.text)) }
            @if let Some(path) = screen.path { p { a href=(request.to(path)) { (request.t("help-open")) } } }
        }
    }
}

fn about(request: &Request) -> Markup {
    html! {
        h2 { (request.t("help-more")) }
        ul {
            li { a href=(request.to(paths::ACCESSIBILITY)) { (request.t("accessibility-title")) } }
            li { a href=(request.to(paths::PRIVACY)) { (request.t("privacy-title")) } }
        }
    }
}
