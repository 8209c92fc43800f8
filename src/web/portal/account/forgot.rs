//! Forgotten password: ask for a letter, and choose a new password through its link.

use hyper::StatusCode;
use maud::html;

use super::{
    again,
    fields::{self, email_parse, password_parse},
    limits, or_refused,
};
use crate::{
    domain::{
        refusal::{FieldFault, Message, Refusal},
        session::RESET_LINK_AGE,
    },
    web::{
        components::{button, tag::Tone},
        flash::Flash,
        form::FormView,
        layout::Page,
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// Where a letter is asked for.
pub(super) const PATH: &str = "/forgot";
/// "Look into your mailbox".
const SENT: &str = "/forgot/sent";

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/forgot", Access::Public, |request| async move { ask(&request, &FormView::empty(&request)) }),
        post("/{lang}/forgot", Access::Public, asked),
        get("/{lang}/forgot/sent", Access::Public, mailbox),
        get("/{lang}/reset/{token}", Access::Public, page),
        post("/{lang}/reset/{token}", Access::Public, sent),
    ]
}

fn ask(request: &Request, form: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    let buttons = (&*t("b-cancel"), &*request.to(paths::LOGIN));
    let inside = html! { (fields::email(form)) (button::submit_or(&t("account-forgot-do"), buttons)) };
    Page::new(request, &t("login-forgot")).faulty(form).show(html! {
        @if !form.is_faulty() { p.lead { (t("account-forgot-text")) } }
        (form.show(&request.to(PATH), inside))
    })
}

async fn asked(request: Request) -> Response {
    match letter(&request).await {
        Ok(email) => {
            let message = Message::new("account-sent-to-if").with("email", email);
            Response::go(&request.to(SENT)).with_flash(Flash { tone: Tone::Note, message })
        }
        Err(refusal) => again(&request, ask, ("email", refusal)),
    }
}

async fn letter(request: &Request) -> Result<String, Refusal> {
    let email =
        email_parse(&request.form).map_err(|message| Refusal::Fields(vec![FieldFault { field: "email", message }]))?;
    limits::reset(request, &email)?;
    let shown = email.to_string();
    request.run(move |cx, inside| inside.services.account_reset_ask(&cx, &email)).await?;
    Ok(shown)
}

async fn mailbox(request: Request) -> Response {
    let t = |key| request.t(key);
    let text = Message::new("account-forgot-sent").with("minutes", RESET_LINK_AGE.as_mins());
    Page::new(&request, &t("account-sent-title")).show(html! {
        p.lead { (request.say(&text)) }
        p { (t("account-forgot-missing")) }
        div.buttons { (button::quiet_link(&t("account-forgot-again"), &request.to(PATH))) }
    })
}

/// The form, unless the link is dead: that is said before a password is thought of.
async fn page(request: Request) -> Response {
    let token = request.param("token").to_owned();
    let alive = request.run(move |cx, inside| inside.services.account_reset_check(cx.now, &token)).await;
    match alive {
        Ok(()) => choose(&request, &FormView::empty(&request)),
        Err(refusal) => refused(&request, refusal),
    }
}

async fn sent(request: Request) -> Response {
    match reset(&request).await {
        Ok(()) => {
            let flash = Flash { tone: Tone::Ok, message: Message::new("account-password-set") };
            Response::go(&request.to(paths::LOGIN)).signing_out().with_flash(flash)
        }
        Err(refusal) => refused(&request, refusal),
    }
}

async fn reset(request: &Request) -> Result<(), Refusal> {
    let password = password_parse(&request.form, "password")
        .map_err(|message| Refusal::Fields(vec![FieldFault { field: "password", message }]))?;
    limits::link(request)?;
    let token = request.param("token").to_owned();
    request.run(move |cx, inside| inside.services.account_reset(&cx, &token, &password)).await
}

fn refused(request: &Request, refusal: Refusal) -> Response {
    match refusal {
        Refusal::Denied(why) => dead(request, &why),
        Refusal::Fields(_) | Refusal::TooMany { .. } => again(request, choose, ("password", refusal)),
        Refusal::SignIn | Refusal::NotPermitted | Refusal::NotFound | Refusal::Us(_) => {
            or_refused(request, Err(refusal))
        }
    }
}

fn choose(request: &Request, form: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    let inside = html! {
        (fields::password_new(form, &t("account-password-new")))
        div.buttons { (button::submit(&t("account-password-save"))) }
    };
    Page::new(request, &t("account-reset-title")).faulty(form).show(html! {
        p { (t("account-password-text")) }
        (form.show(&request.path, inside))
    })
}

fn dead(request: &Request, why: &Message) -> Response {
    let t = |key| request.t(key);
    let instead = Message::new("account-link-dead-reset").with("minutes", RESET_LINK_AGE.as_mins());
    Page::new(request, &t("account-link-dead-title")).with_status(StatusCode::GONE).show(html! {
        p.lead { (request.say(why)) }
        p { (request.say(&instead)) }
        div.buttons { (button::link(&t("account-forgot-again"), &request.to(PATH))) }
    })
}
