//! Log in (figure 1): three ways as tabs, the warning to users of the old portal; log out.

use hyper::header;
use maud::{Markup, html};

use super::{
    again, authorization, egov,
    fields::{self, Faults, email_parse, password_parse},
    forgot, limits, or_refused, signature,
};
use crate::{
    domain::{account::Role, refusal::Refusal},
    web::{
        components::{
            button, notice,
            steps::{Tab, tabs},
            tag::Tone,
        },
        form::FormView,
        layout::Page,
        paths,
        request::{Request, local_path},
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// Where logging out ends.
const SIGNED_OUT: &str = "/signed-out";

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/login", Access::Public, page),
        post("/{lang}/login", Access::Public, sent),
        post("/{lang}/logout", Access::Public, logout),
        get("/{lang}/signed-out", Access::Public, signed_out),
    ]
}

/// A way to log in: a tab of figure 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Password,
    Signature,
    Egov,
}

impl Way {
    const ALL: [Self; 3] = [Self::Password, Self::Signature, Self::Egov];

    const fn words_key(self) -> &'static str {
        match self {
            Self::Password => "login-tab-pw",
            Self::Signature => "login-tab-eds",
            Self::Egov => "login-tab-egov",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Password => paths::LOGIN,
            Self::Signature => signature::PATH,
            Self::Egov => egov::PATH,
        }
    }
}

async fn page(request: Request) -> Response {
    if let Some(session) = &request.session {
        Response::go(&next(&request, session.facts.role))
    } else {
        show(&request, &FormView::empty(&request))
    }
}

async fn sent(request: Request) -> Response {
    match sign_in(&request).await {
        Ok(token) => {
            let role = role_of(&request, &token).await;
            Response::go(&next(&request, role)).signing_in(&token)
        }
        // One sentence for both fields: which of them is wrong is not told.
        Err(refusal) => again(&request, show, ("email", refusal)),
    }
}

async fn sign_in(request: &Request) -> Result<String, Refusal> {
    let mut faults = Faults::default();
    let email = faults.note("email", email_parse(&request.form));
    let password = faults.note("password", password_parse(&request.form, "password"));
    let (Some(email), Some(password)) = (email, password) else { return Err(Refusal::Fields(faults.0)) };
    limits::sign_in(request, &email)?;
    request.run(move |cx, inside| inside.services.account_sign_in(&cx, &email, &password)).await
}

/// The role behind a session that was just opened, whose device is noted for its owner; an applicant's pages are everybody's if it cannot be read.
pub(super) async fn role_of(request: &Request, token: &str) -> Role {
    let (token, now) = (token.to_owned(), request.now);
    let agent =
        request.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned();
    let opened = request.run(move |_, inside| {
        inside.services.session_device_note(&token, &agent)?;
        inside.services.session_open(now, &token)
    });
    let facts = opened.await;
    facts.ok().flatten().map_or(Role::Applicant, |facts| facts.role)
}

/// Where to go after logging in: back to where the person was, to the staff pages, or to the portal's services (figure 2).
pub(super) fn next(request: &Request, role: Role) -> String {
    let home = if role.is_staff() { paths::OFFICE } else { paths::SERVICES };
    local_path(request.query.get("next")).map_or_else(|| request.to(home), str::to_owned)
}

/// An address that remembers where to go after logging in.
pub(super) fn with_next(request: &Request, path: &str) -> String {
    let path = request.to(path);
    match local_path(request.query.get("next")) {
        Some(next) => format!("{path}?next={}", form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>()),
        None => path,
    }
}

fn show(request: &Request, form: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    let fields = html! {
        (fields::email(form))
        (fields::password(form, "password", &t("account-password")))
        div.buttons {
            (button::submit(&t("hdr-login")))
            (button::quiet_link(&t("account-register-do"), &request.to(paths::REGISTER)))
        }
    };
    Page::new(request, &t("hdr-login")).faulty(form).show(html! {
        (ways(request, Way::Password))
        @if local_path(request.query.get("next")).is_some() && !form.is_faulty() {
            (notice::notice(request, Tone::Note, (&t("sign-in-first-title"), &t("sign-in-first-body"))))
        }
        (notice::warning(request, &t("login-warn-old")))
        (form.show(&with_next(request, paths::LOGIN), fields))
        p { a href=(request.to(forgot::PATH)) { (t("login-forgot")) } }
        p { a href=(request.to(authorization::PATH)) { (t("login-help")) } }
    })
}

pub(super) fn ways(request: &Request, current: Way) -> Markup {
    let words = Way::ALL.map(|way| (request.t(way.words_key()), with_next(request, way.path()), way == current));
    let shown: Vec<Tab<'_>> =
        words.iter().map(|(words, href, here)| (words.as_str(), (!here).then_some(href.as_str()))).collect();
    tabs(&request.t("account-login-ways"), &shown)
}

/// A way that this installation has not set up: why not, and what to do instead.
pub(super) fn unavailable(request: &Request, (way, why): (Way, &str)) -> Response {
    let t = |key| request.t(key);
    Page::new(request, &t("hdr-login")).show(html! {
        (ways(request, way))
        (notice::notice(request, Tone::Note, (&t("account-way-off"), &t(why))))
        div.buttons {
            (button::link(&t("account-way-instead"), &with_next(request, paths::LOGIN)))
            (button::quiet_link(&t("account-register-do"), &request.to(paths::REGISTER)))
        }
    })
}

async fn logout(request: Request) -> Response {
    let gone = Response::go(&request.to(SIGNED_OUT)).signing_out();
    let Some(token) = request.session.as_ref().map(|session| session.token.clone()).or_else(|| request.waiting.clone())
    else {
        return gone;
    };
    let ended = request.run(move |cx, inside| inside.services.session_end(&cx, &token)).await;
    or_refused(&request, ended.map(|()| gone))
}

async fn signed_out(request: Request) -> Response {
    let t = |key| request.t(key);
    Page::new(&request, &t("signed-out-title")).show(html! {
        p.lead { (t("signed-out-body")) }
        div.buttons { (button::link(&t("hdr-login"), &request.to(paths::LOGIN))) }
    })
}
