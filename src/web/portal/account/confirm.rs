//! Confirm an address through the mailed link. Opening the link changes nothing, since mail scanners open links; its button does.

use hyper::StatusCode;
use maud::html;

use super::{limits, or_refused};
use crate::{
    domain::refusal::{Message, Refusal},
    web::{
        components::button,
        form::FormView,
        layout::Page,
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// "Your address is confirmed".
const CONFIRMED: &str = "/confirmed";

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/confirm/{token}", Access::Public, page),
        post("/{lang}/confirm/{token}", Access::Public, sent),
        get("/{lang}/confirmed", Access::Public, confirmed),
    ]
}

async fn page(request: Request) -> Response {
    let t = |key| request.t(key);
    let button = html! { div.buttons { (button::submit(&t("account-confirm-do"))) } };
    Page::new(&request, &t("account-confirm-title")).show(html! {
        p.lead { (t("account-confirm-text")) }
        (FormView::empty(&request).show(&request.path, button))
    })
}

async fn sent(request: Request) -> Response {
    let answer = match confirm(&request).await {
        Err(Refusal::Denied(why)) => Ok(dead(&request, &why)),
        answer => answer.map(|()| Response::go(&request.to(CONFIRMED))),
    };
    or_refused(&request, answer)
}

async fn confirm(request: &Request) -> Result<(), Refusal> {
    limits::link(request)?;
    let token = request.param("token").to_owned();
    request.run(move |cx, inside| inside.services.account_confirm(&cx, &token)).await
}

fn dead(request: &Request, why: &Message) -> Response {
    let t = |key| request.t(key);
    Page::new(request, &t("account-link-dead-title")).with_status(StatusCode::GONE).show(html! {
        p.lead { (request.say(why)) }
        p { (t("account-link-dead-confirm")) }
        div.buttons { (button::link(&t("hdr-login"), &request.to(paths::LOGIN))) }
    })
}

async fn confirmed(request: Request) -> Response {
    let t = |key| request.t(key);
    Page::new(&request, &t("account-confirmed-title")).show(html! {
        p.lead { (t("account-confirmed-text")) }
        div.buttons { (button::link(&t("hdr-login"), &request.to(paths::LOGIN))) }
    })
}
