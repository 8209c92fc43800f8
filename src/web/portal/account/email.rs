//! Personal account: another e-mail address. Opening a mailed link changes nothing, since mail scanners open links; its button does.

use hyper::StatusCode;
use maud::html;

use super::{
    again,
    fields::{self, Faults, email_parse, password_parse},
    forgot, limits, or_refused,
};
use crate::{
    domain::{
        person::EmailAddress,
        refusal::{Message, Refusal},
        session::RESET_LINK_AGE,
    },
    services::account_email::Objected,
    web::{
        components::{button, field::Field, notice, tag::Tone},
        errors,
        flash::Flash,
        form::FormView,
        layout::{AccountPage, Page},
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// The address, without its language.
pub(super) const PATH: &str = "/account/email";

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/account/email", Access::SignedIn, page),
        post("/{lang}/account/email", Access::SignedIn, sent),
        get("/{lang}/email/confirm/{token}", Access::Public, |request| async move { button_page(&request, &CONFIRM) }),
        post("/{lang}/email/confirm/{token}", Access::Public, confirmed),
        get("/{lang}/email/object/{token}", Access::Public, |request| async move { button_page(&request, &OBJECT) }),
        post("/{lang}/email/object/{token}", Access::Public, objected),
    ]
}

/// A page with one button: title, text, button.
type ButtonPage = [&'static str; 3];
const CONFIRM: ButtonPage = ["account-email-confirm-title", "account-email-confirm-text", "account-confirm-do"];
const OBJECT: ButtonPage = ["account-email-object-title", "account-email-object-text", "account-email-object-do"];

async fn page(request: Request) -> Response {
    let waiting = request.run(|cx, inside| inside.services.account_email_waiting(&cx)).await;
    let shown = waiting.map(|waiting| draw(&request, &FormView::empty(&request), waiting.as_ref()));
    or_refused(&request, shown)
}

fn show(request: &Request, form: &FormView<'_>) -> Response {
    draw(request, form, None)
}

fn draw(request: &Request, form: &FormView<'_>, waiting: Option<&EmailAddress>) -> Response {
    let t = |key| request.t(key);
    let inside = html! {
        (Field::email("email", &t("account-email-new")).autocomplete("email").show(form))
        (fields::password(form, "old_password", &t("account-password-old")))
        (button::submit_or(&t("account-email-change-do"), (&t("b-cancel"), &request.to(paths::ACCOUNT))))
    };
    Page::new(request, &t("account-email-change")).in_account(AccountPage::Details).faulty(form).show(html! {
        p { (t("account-email-change-text")) }
        @if let Some(email) = waiting {
            (notice::warning(request, &request.say(&Message::new("account-email-waiting").with("email", email.as_str()))))
        }
        (form.show(&request.to(PATH), inside))
    })
}

async fn sent(request: Request) -> Response {
    match ask(&request).await {
        Ok(()) => {
            let flash = Flash { tone: Tone::Note, message: Message::new("account-email-change-sent") };
            Response::go(&request.to(paths::ACCOUNT)).with_flash(flash)
        }
        Err(refusal) => again(&request, show, ("email", refusal)),
    }
}

async fn ask(request: &Request) -> Result<(), Refusal> {
    let mut faults = Faults::default();
    let email = faults.note("email", email_parse(&request.form));
    let old = faults.note("old_password", password_parse(&request.form, "old_password"));
    let (email, old) = email.zip(old).ok_or(Refusal::Fields(faults.0))?;
    limits::password(request)?;
    request.run(move |cx, inside| inside.services.account_email_ask(&cx, &old, &email)).await
}

fn button_page(request: &Request, [title, text, button]: &ButtonPage) -> Response {
    let button = html! { div.buttons { (button::submit(&request.t(button))) } };
    Page::new(request, &request.t(title)).show(html! {
        p.lead { (request.t(text)) }
        (FormView::empty(request).show(&request.path, button))
    })
}

async fn confirmed(request: Request) -> Response {
    let token = request.param("token").to_owned();
    let done = match limits::link(&request) {
        Ok(()) => request.run(move |cx, inside| inside.services.account_email_confirm(&cx, &token)).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(()) => {
            let flash = Flash { tone: Tone::Ok, message: Message::new("account-email-confirmed") };
            Response::go(&request.to(paths::LOGIN)).signing_out().with_flash(flash)
        }
        Err(refusal) => dead_or_refused(&request, refusal),
    }
}

async fn objected(request: Request) -> Response {
    let token = request.param("token").to_owned();
    let done = match limits::link(&request) {
        Ok(()) => request.run(move |cx, inside| inside.services.account_email_object(&cx, &token)).await,
        Err(refusal) => Err(refusal),
    };
    let (path, message) = match done {
        Ok(Objected::InTime) => (paths::LOGIN, Message::new("account-email-kept")),
        Ok(Objected::PutBack) => {
            (forgot::PATH, Message::new("account-email-put-back").with("minutes", RESET_LINK_AGE.as_mins()))
        }
        Err(refusal) => return dead_or_refused(&request, refusal),
    };
    Response::go(&request.to(path)).with_flash(Flash { tone: Tone::Ok, message })
}

fn dead_or_refused(request: &Request, refusal: Refusal) -> Response {
    let Refusal::Denied(why) = refusal else { return errors::refused(request, refusal) };
    let t = |key| request.t(key);
    Page::new(request, &t("account-link-dead-title")).with_status(StatusCode::GONE).show(html! {
        p.lead { (request.say(&why)) }
        div.buttons { (button::link(&t("hdr-login"), &request.to(paths::LOGIN))) }
    })
}
