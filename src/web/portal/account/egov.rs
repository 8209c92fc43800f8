//! Log in through eGov or another OpenID provider (third tab of figure 1), and connect it to an account. No script is needed.

use hyper::{StatusCode, header};
use maud::{Markup, html};
use url::Url;

use super::{
    limits,
    login::{Way, next, role_of, unavailable, ways, with_next},
    or_refused,
};
use crate::{
    domain::{
        identity::{IDENTITY_AWAY, IdentityPending, ProvedIdentity},
        refusal::{Message, Refusal},
    },
    effects::{IdentityFault, Provider},
    locale::format,
    services::identity::Away,
    web::{
        components::{button, form::csrf_field, notice::notice, tag::Tone},
        errors,
        flash::Flash,
        layout::{AccountPage, Page},
        paths,
        request::{Request, local_path},
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// The address, without its language.
pub(super) const PATH: &str = "/login/egov";
/// Where the provider sends browsers back to: one address for all languages, so that it can be registered there.
const BACK: &str = "/login/egov/return";
/// The account's connection.
const MINE: &str = "/account/egov";
/// Where it is removed.
const REMOVE: &str = "/account/egov/remove";
/// Characters of the longest code that is given to the provider.
const CODE_CHARS_MAX: usize = 4_096;

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/login/egov", Access::Public, page),
        post("/{lang}/login/egov", Access::Public, leave),
        get("/{lang}/login/egov/return", Access::Public, back),
        get("/{lang}/account/egov", Access::SignedIn, mine),
        post("/{lang}/account/egov", Access::SignedIn, leave),
        post("/{lang}/account/egov/remove", Access::SignedIn, remove),
    ]
}

fn provider(request: &Request) -> Option<Provider> {
    request.site.inside.outside.identity.clone()
}

async fn page(request: Request) -> Response {
    if let Some(session) = &request.session {
        return Response::go(&next(&request, session.facts.role));
    }
    let Some(provider) = provider(&request) else { return unavailable(&request, (Way::Egov, "account-egov-off")) };
    let door = match provider.door(request.now).await {
        Ok(door) => door,
        Err(fault) => return trouble(&request, None, fault_message(&fault)),
    };
    let t = |key| request.t(key);
    let shown = Page::new(&request, &t("hdr-login")).show(html! {
        (ways(&request, Way::Egov))
        p.lead { (t("egov-lead")) }
        p { (t("egov-first")) }
        (leave_form(&request, &with_next(&request, PATH), &t("egov-go")))
    });
    // Browsers apply the rule to the redirect after a form.
    shown.with_form_action(&door)
}

fn leave_form(request: &Request, action: &str, words: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            (csrf_field(request))
            div.buttons { (button::submit(words)) }
        }
    }
}

/// Send the browser to the provider.
async fn leave(request: Request) -> Response {
    let mine = request.session.is_some();
    let answer = async {
        limits::signature(&request)?;
        let provider = provider(&request).ok_or(Refusal::NotFound)?;
        let back = back_address(&request)?;
        let left = provider.leave((request.now, &*request.site.chance), (&back, request.lang)).await;
        let left = left.map_err(|fault| Refusal::Denied(Message::new(fault_message(&fault))))?;
        let away = Away {
            state: left.state,
            nonce: left.nonce,
            verifier: left.verifier,
            bond: request.form_token(),
            lang: request.lang,
            next: local_path(request.query.get("next")).map(str::to_owned),
        };
        request.run(move |cx, inside| inside.services.identity_leave(&cx, &away)).await?;
        Ok(left.address)
    };
    match answer.await {
        Ok(address) => {
            Response::text("").with_status(StatusCode::SEE_OTHER).with_header(header::LOCATION, address.as_str())
        }
        Err(Refusal::Denied(why)) => trouble(&request, mine.then_some(()), &why.key),
        Err(refusal) => errors::refused(&request, refusal),
    }
}

/// The address that the provider sends browsers back to.
fn back_address(request: &Request) -> Result<Url, Refusal> {
    request.site.settings.public_url.join(BACK).map_err(|fault| Refusal::Us(fault.to_string()))
}

/// A browser comes back from the provider.
async fn back(request: Request) -> Response {
    let pending = match returned(&request).await {
        Ok(pending) => pending,
        Err(Refusal::Denied(why)) => return trouble(&request, None, &why.key),
        Err(refusal) => return errors::refused(&request, refusal),
    };
    let mine = pending.account.map(|_| ());
    // The person said no, or the provider did (RFC 6749 §4.1.2.1).
    match request.query.get("error") {
        "" => {}
        "access_denied" | "login_required" | "consent_required" | "interaction_required" => {
            return trouble(&request, mine, "egov-refused");
        }
        "server_error" | "temporarily_unavailable" => return trouble(&request, mine, "egov-down"),
        _ => return trouble(&request, mine, "egov-invalid"),
    }
    match arrived(&request, &pending).await {
        Ok(Arrived::Session(token)) => {
            let role = role_of(&request, &token).await;
            let home = pending.next.as_deref().and_then(local_path).map_or_else(|| next(&request, role), str::to_owned);
            Response::go(&home).signing_in(&token)
        }
        Ok(Arrived::Connected) => {
            let flash = Flash { tone: Tone::Ok, message: Message::new("egov-connected") };
            Response::go(&request.to(MINE)).with_flash(flash)
        }
        Err(Refusal::Denied(why)) => trouble(&request, mine, &why.key),
        Err(refusal) => errors::refused(&request, refusal),
    }
}

enum Arrived {
    Session(String),
    Connected,
}

async fn returned(request: &Request) -> Result<IdentityPending, Refusal> {
    limits::signature(request)?;
    let (state, bond) = (request.query.get("state").to_owned(), request.form_token());
    request.run(move |cx, inside| inside.services.identity_return(&cx, (&state, &bond))).await
}

async fn arrived(request: &Request, pending: &IdentityPending) -> Result<Arrived, Refusal> {
    let proved = proved(request, pending).await.map_err(|fault| {
        tracing::warn!(%fault, "somebody could not be identified");
        Refusal::denied(fault_message(&fault))
    })?;
    let adding = pending.account.is_some();
    request
        .run(move |cx, inside| {
            if adding {
                return inside.services.identity_add(&cx, &proved).map(|()| Arrived::Connected);
            }
            inside.services.identity_sign_in(&cx, &proved).map(Arrived::Session)
        })
        .await
}

async fn proved(request: &Request, pending: &IdentityPending) -> Result<ProvedIdentity, IdentityFault> {
    let off = || IdentityFault::Down("no provider is set up".to_owned());
    let provider = provider(request).ok_or_else(off)?;
    let back = back_address(request).map_err(|_| off())?;
    let code = request.query.get("code");
    if code.is_empty() || CODE_CHARS_MAX < code.len() {
        return Err(IdentityFault::Invalid("no code".to_owned()));
    }
    provider.identify(request.now, (code, &back), (&pending.nonce, &pending.verifier)).await
}

const fn fault_message(fault: &IdentityFault) -> &'static str {
    match fault {
        IdentityFault::Down(_) => "egov-down",
        IdentityFault::Invalid(_) => "egov-invalid",
    }
}

/// It did not work: why, and what to do. `mine` where an account was to be connected.
fn trouble(request: &Request, mine: Option<()>, why: &str) -> Response {
    let t = |key: &str| request.t(key);
    let status = if why == "egov-down" { StatusCode::FAILED_DEPENDENCY } else { StatusCode::UNPROCESSABLE_ENTITY };
    let text = request.say(&Message::new(why).with("minutes", IDENTITY_AWAY.as_mins()));
    let page = Page::new(request, &t("egov-title")).with_status(status);
    if mine.is_some() {
        return page.in_account(AccountPage::Details).show(html! {
            (notice(request, Tone::Bad, (&t("egov-failed"), &text)))
            div.buttons { (button::link(&t("egov-again"), &request.to(MINE))) }
        });
    }
    page.show(html! {
        (ways(request, Way::Egov))
        (notice(request, Tone::Bad, (&t("egov-failed"), &text)))
        div.buttons {
            (button::link(&t("egov-again"), &with_next(request, PATH)))
            (button::quiet_link(&t("account-way-instead"), &with_next(request, paths::LOGIN)))
            (button::quiet_link(&t("account-register-do"), &request.to(paths::REGISTER)))
        }
    })
}

/// The way here from "my details"; none where there is no provider.
pub(super) fn link(request: &Request) -> Markup {
    html! {
        @if provider(request).is_some() {
            h2 { (request.t("egov-title")) }
            div.buttons { (button::quiet_link(&request.t("egov-mine-link"), &request.to(MINE))) }
        }
    }
}

async fn mine(request: Request) -> Response {
    let Some(provider) = provider(&request) else { return errors::refused(&request, Refusal::NotFound) };
    let held = match request.run(|cx, inside| inside.services.identity_view(&cx)).await {
        Ok(held) => held,
        Err(refusal) => return errors::refused(&request, refusal),
    };
    let t = |key| request.t(key);
    let shown = Page::new(&request, &t("egov-title")).in_account(AccountPage::Details);
    if let Some(proof) = held.first() {
        let since = Message::new("egov-since").with("at", format::date_time(request.lang, proof.added_at));
        return shown.show(html! {
            p.lead { (request.say(&since)) }
            form method="post" action=(request.to(REMOVE)) {
                (csrf_field(&request))
                div.buttons { button.button.button-quiet type="submit" { (t("egov-remove")) } }
            }
        });
    }
    match provider.door(request.now).await {
        Ok(door) => shown
            .show(html! {
                p.lead { (t("egov-add-text")) }
                (leave_form(&request, &request.to(MINE), &t("egov-add-do")))
            })
            .with_form_action(&door),
        Err(fault) => trouble(&request, Some(()), fault_message(&fault)),
    }
}

async fn remove(request: Request) -> Response {
    let removed = request.run(|cx, inside| inside.services.identity_remove(&cx)).await;
    let flash = Flash { tone: Tone::Ok, message: Message::new("egov-removed") };
    or_refused(&request, removed.map(|()| Response::go(&request.to(paths::ACCOUNT)).with_flash(flash)))
}
