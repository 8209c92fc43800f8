//! Where staff begin: what their role is for, and the pages it opens.

use maud::html;

use super::{plugins, words::role_key};
use crate::{
    domain::{permission::Permission, refusal::Message},
    web::{
        components::tile,
        layout::{OfficePage, Page},
        request::Request,
        response::Response,
        route::{Access, Route, get},
    },
};

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/{lang}/office", Access::Permission(Permission::OfficeEnter), page)]
}

async fn page(request: Request) -> Response {
    let Some(session) = &request.session else { return Response::go(&request.to("/login")) };
    let role = session.facts.role;
    let open: Vec<_> = OfficePage::of(role).filter(|page| *page != OfficePage::Home).collect();
    let tiles: Vec<_> = open
        .iter()
        .map(|page| tile::service(&request.t(page.key()), &request.t(page.text_key()), &request.to(page.path())))
        .collect();
    let greeting = Message::new("office-your-role").with("role", request.t(role_key(role)));
    Page::new(&request, &request.t("office-title")).in_office(OfficePage::Home).wide().show(html! {
        @if role.may(Permission::PluginRead) { (plugins::loose(&request)) }
        p.lead { (request.say(&greeting)) }
        @if tiles.is_empty() { p { (request.t("office-nothing-yet")) } } @else { (tile::tiles(&tiles)) }
    })
}
