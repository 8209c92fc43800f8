//! Register: one form; the answer is the same whether the address is known or not.

use maud::html;
use zeroize::Zeroizing;

use super::{
    again,
    fields::{self, Faults, email_parse, lang_parse, name_parse, name_printable, password_parse},
    limits,
};
use crate::{
    domain::{
        refusal::{Message, Refusal},
        session::CONFIRM_LINK_AGE,
    },
    services::account::Registration,
    web::{
        components::{button, choice, tag::Tone},
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

/// "Look into your mailbox".
const SENT: &str = "/register/sent";

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/register", Access::Public, page),
        post("/{lang}/register", Access::Public, sent),
        get("/{lang}/register/sent", Access::Public, mailbox),
    ]
}

async fn page(request: Request) -> Response {
    if request.session.is_some() {
        return Response::go(&request.to(paths::SERVICES));
    }
    let known: Fields = [("lang", request.lang.code())].into_iter().collect();
    show(&request, &FormView::filled(&request, known))
}

async fn sent(request: Request) -> Response {
    match register(&request).await {
        Ok(email) => {
            let message = Message::new("account-sent-to").with("email", email);
            Response::go(&request.to(SENT)).with_flash(Flash { tone: Tone::Note, message })
        }
        Err(refusal) => again(&request, show, ("email", refusal)),
    }
}

async fn register(request: &Request) -> Result<String, Refusal> {
    let form = parse(request)?;
    limits::register(request)?;
    let email = form.email.to_string();
    request.run(move |cx, inside| inside.services.account_register(&cx, &form)).await?;
    Ok(email)
}

/// The registration, or what to mend in the order of the page.
fn parse(request: &Request) -> Result<Registration, Refusal> {
    let (form, mut faults) = (&request.form, Faults::default());
    let name = name_parse(form, &mut faults).and_then(|name| name_printable(request, name, &mut faults));
    let email = faults.note("email", email_parse(form));
    let password: Option<Zeroizing<String>> = faults.note("password", password_parse(form, "password"));
    let lang = faults.note("lang", lang_parse(form));
    let consent = if form.ticked("consent") { Ok(()) } else { Err(Message::new("field-confirm")) };
    let consent = faults.note("consent", consent);
    match (name, email, password, lang, consent) {
        (Some(name), Some(email), Some(password), Some(lang), Some(())) => {
            Ok(Registration { email, name, lang, password })
        }
        _ => Err(Refusal::Fields(faults.0)),
    }
}

fn show(request: &Request, form: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    let inside = html! {
        (fields::name(form))
        (fields::email(form))
        (fields::password_new(form, &t("account-password")))
        (fields::lang(form))
        (choice::declaration(form, "consent", &t("account-consent")))
        p { a href=(request.to(paths::PRIVACY)) { (t("account-consent-privacy")) } }
        div.buttons {
            (button::submit(&t("account-register-do")))
            (button::quiet_link(&t("account-has-account"), &request.to(paths::LOGIN)))
        }
    };
    Page::new(request, &t("hdr-register")).faulty(form).show(html! {
        @if !form.is_faulty() { p.lead { (t("account-register-lead")) } }
        (form.show(&request.to(paths::REGISTER), inside))
    })
}

async fn mailbox(request: Request) -> Response {
    let t = |key| request.t(key);
    let text = Message::new("account-sent-text").with("hours", CONFIRM_LINK_AGE.as_hours());
    Page::new(&request, &t("account-sent-title")).show(html! {
        p.lead { (request.say(&text)) }
        p { (t("account-sent-missing")) }
        div.buttons { (button::quiet_link(&t("account-sent-again"), &request.to(paths::REGISTER))) }
    })
}
