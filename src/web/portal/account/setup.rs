//! The first administrator: a page behind the one-time address that the program printed at its first start.

use hyper::StatusCode;
use maud::html;

use super::{
    again,
    fields::{self, Faults, email_parse, lang_parse, name_parse, name_printable, password_parse},
    limits, or_refused,
};
use crate::{
    domain::refusal::{Message, Refusal},
    services::account::Registration,
    web::{
        components::{button, tag::Tone},
        fields::Fields,
        flash::Flash,
        form::FormView,
        layout::Page,
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/{lang}/setup/{token}", Access::Public, page), post("/{lang}/setup/{token}", Access::Public, sent)]
}

async fn page(request: Request) -> Response {
    let token = request.param("token").to_owned();
    match request.run(move |cx, inside| inside.services.setup_check(cx.now, &token)).await {
        Ok(()) => {
            let known: Fields = [("lang", request.lang.code())].into_iter().collect();
            show(&request, &FormView::filled(&request, known))
        }
        Err(refusal) => refused(&request, refusal),
    }
}

async fn sent(request: Request) -> Response {
    match set_up(&request).await {
        Ok(()) => {
            let flash = Flash { tone: Tone::Ok, message: Message::new("setup-made") };
            Response::go(&request.to(paths::LOGIN)).signing_out().with_flash(flash)
        }
        Err(refusal) => refused(&request, refusal),
    }
}

async fn set_up(request: &Request) -> Result<(), Refusal> {
    limits::link(request)?;
    let (form, mut faults) = (&request.form, Faults::default());
    let name = name_parse(form, &mut faults).and_then(|name| name_printable(request, name, &mut faults));
    let email = faults.note("email", email_parse(form));
    let password = faults.note("password", password_parse(form, "password"));
    let lang = faults.note("lang", lang_parse(form));
    let (Some(name), Some(email), Some(password), Some(lang)) = (name, email, password, lang) else {
        return Err(Refusal::Fields(faults.0));
    };
    let (token, form) = (request.param("token").to_owned(), Registration { email, name, lang, password });
    request.run(move |cx, inside| inside.services.setup_use(&cx, &token, &form).map(|_| ())).await
}

fn refused(request: &Request, refusal: Refusal) -> Response {
    match refusal {
        Refusal::Denied(why) if why.key == "setup-dead" => dead(request, &why),
        Refusal::Fields(_) | Refusal::Denied(_) | Refusal::TooMany { .. } => again(request, show, ("email", refusal)),
        Refusal::SignIn | Refusal::NotPermitted | Refusal::NotFound | Refusal::Us(_) => {
            or_refused(request, Err(refusal))
        }
    }
}

fn show(request: &Request, form: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    let inside = html! {
        (fields::name(form))
        (fields::email(form))
        (fields::password_new(form, &t("account-password")))
        (fields::lang(form))
        div.buttons { (button::submit(&t("setup-do"))) }
    };
    Page::new(request, &t("setup-title")).faulty(form).show(html! {
        @if !form.is_faulty() { p.lead { (t("setup-lead")) } }
        (form.show(&request.path, inside))
    })
}

fn dead(request: &Request, why: &Message) -> Response {
    let t = |key| request.t(key);
    Page::new(request, &t("account-link-dead-title")).with_status(StatusCode::GONE).show(html! {
        p.lead { (request.say(why)) }
        p { (t("setup-dead-instead")) }
        div.buttons { (button::link(&t("hdr-login"), &request.to(paths::LOGIN))) }
    })
}
