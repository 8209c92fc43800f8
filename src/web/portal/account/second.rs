//! The second factor after the password: set up at the first sign-in, asked for at every other.

use maud::{Markup, PreEscaped, html};
use qrcode::{QrCode, render::svg};

use super::{
    again, limits,
    login::{next, role_of, with_next},
    or_refused,
};
use crate::{
    domain::{
        refusal::{FieldFault, Refusal},
        staff::SecondFactorRule,
    },
    services::second::{Offer, SecondStanding, Shown},
    web::{
        components::{
            button,
            field::Field,
            notice::{notice, warning},
            tag::Tone,
        },
        form::FormView,
        layout::Page,
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// Where an authenticator app is set up.
const SET_UP: &str = "/login/second/app";
/// The field with the code.
const CODE: &str = "code";
/// Pixels of the picture's side at least; it is drawn in lines, so it stays sharp.
const PICTURE_PX: u32 = 220;
/// Recovery codes that are few.
const FEW: usize = 3;

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/login/second", Access::Public, page),
        post("/{lang}/login/second", Access::Public, sent),
        get("/{lang}/login/second/app", Access::Public, offer_page),
        post("/{lang}/login/second/app", Access::Public, confirmed),
    ]
}

/// The token of the session: one that waits, or one whose holder sets a second factor up of their own will.
fn token(request: &Request) -> Option<String> {
    request.waiting.clone().or_else(|| request.session.as_ref().map(|session| session.token.clone()))
}

async fn standing(request: &Request) -> Result<(String, SecondStanding), Refusal> {
    let token = token(request).ok_or(Refusal::SignIn)?;
    let asked = token.clone();
    let standing = request.run(move |cx, inside| inside.services.second_standing(&cx, &asked)).await?;
    Ok((token, standing))
}

async fn page(request: Request) -> Response {
    match standing(&request).await {
        Ok((_, standing)) if !standing.is_set => Response::go(&with_next(&request, SET_UP)),
        Ok((token, standing)) if !standing.waits => {
            let role = role_of(&request, &token).await;
            Response::go(&next(&request, role))
        }
        Ok(_) => show(&request, &FormView::empty(&request)),
        Err(refusal) => or_refused(&request, Err(refusal)),
    }
}

fn code_field(form: &FormView<'_>, label: &str, hint: &str) -> Markup {
    Field::text(CODE, label).hint(hint).autocomplete("one-time-code").verbatim().show(form)
}

fn show(request: &Request, form: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    let inside = html! {
        (code_field(form, &t("second-code"), &t("second-code-hint")))
        div.buttons { (button::submit(&t("hdr-login"))) }
    };
    Page::new(request, &t("second-title")).faulty(form).show(html! {
        @if !form.is_faulty() { p.lead { (t("second-lead")) } }
        (form.show(&with_next(request, paths::SECOND), inside))
        p { (t("second-lost")) }
    })
}

async fn sent(request: Request) -> Response {
    let shown = async {
        let token = token(&request).ok_or(Refusal::SignIn)?;
        limits::second(&request, &token)?;
        let code = request.form.get(CODE).to_owned();
        request.run(move |cx, inside| inside.services.second_show(&cx, &token, &code)).await
    };
    match shown.await {
        Ok(Shown { token, .. }) => {
            let role = role_of(&request, &token).await;
            Response::go(&next(&request, role)).signing_in(&token)
        }
        Err(refusal) => again(&request, show, (CODE, refusal)),
    }
}

async fn offer(request: &Request) -> Result<(SecondStanding, Offer), Refusal> {
    let (token, standing) = standing(request).await?;
    let issuer = request.site.settings.public_url.host_str().unwrap_or("evisa").to_owned();
    let offer = request.run(move |cx, inside| inside.services.second_offer(&cx, &token, &issuer)).await?;
    Ok((standing, offer))
}

async fn offer_page(request: Request) -> Response {
    let shown = offer_shown(&request, Vec::new()).await;
    or_refused(&request, shown)
}

async fn offer_shown(request: &Request, faults: Vec<FieldFault>) -> Result<Response, Refusal> {
    match offer(request).await {
        Ok((standing, offer)) => {
            let form = FormView::again(request, faults);
            Ok(offer_drawn(request, &form, (&standing, &offer)))
        }
        // One is set up already: it is asked for, and no other takes its place.
        Err(Refusal::Denied(_)) => Ok(Response::go(&with_next(request, paths::SECOND))),
        Err(refusal) => Err(refusal),
    }
}

fn offer_drawn(request: &Request, form: &FormView<'_>, (standing, offer): (&SecondStanding, &Offer)) -> Response {
    let t = |key| request.t(key);
    let required = standing.is_staff && standing.rule == SecondFactorRule::Required;
    let inside = html! {
        (code_field(form, &t("second-set-up-code"), &t("second-set-up-code-hint")))
        div.buttons { (button::submit(&t("second-set-up-do"))) }
    };
    Page::new(request, &t("second-set-up-title")).faulty(form).show(html! {
        @if !form.is_faulty() {
            p.lead { @if required { (t("second-set-up-required")) } @else { (t("second-set-up-lead")) } }
        }
        ol {
            li { (t("second-set-up-step-app")) }
            li {
                p { (t("second-set-up-step-scan")) }
                @if let Some(picture) = offer.address.as_deref().and_then(picture) {
                    div role="img" aria-label=(t("second-set-up-picture")) { (picture) }
                }
                p { (t("second-set-up-step-type")) " " code.machine { (grouped(&offer.secret)) } }
            }
            li { (t("second-set-up-step-code")) }
        }
        (form.show(&with_next(request, SET_UP), inside))
    })
}

/// The address as a picture.
fn picture(address: &str) -> Option<Markup> {
    let code = QrCode::new(address.as_bytes()).ok()?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(PICTURE_PX, PICTURE_PX).build();
    // The drawing stands inside a page, where an XML declaration may not.
    drawn.find("<svg").and_then(|start| drawn.get(start..)).map(|svg| PreEscaped(svg.to_owned()))
}

/// In fours, as people read.
fn grouped(secret: &str) -> String {
    let groups: Vec<&str> = secret.as_bytes().chunks(4).filter_map(|four| std::str::from_utf8(four).ok()).collect();
    groups.join(" ")
}

async fn confirmed(request: Request) -> Response {
    let shown = async {
        let token = token(&request).ok_or(Refusal::SignIn)?;
        limits::second(&request, &token)?;
        let code = request.form.get(CODE).to_owned();
        request.run(move |cx, inside| inside.services.second_confirm(&cx, &token, &code)).await
    };
    match shown.await {
        Ok(shown) => recovery_shown(&request, &shown).await.signing_in(&shown.token),
        Err(Refusal::Fields(faults)) => {
            let again = offer_shown(&request, faults).await;
            or_refused(&request, again)
        }
        Err(Refusal::Denied(_)) => Response::go(&with_next(&request, SET_UP)),
        Err(refusal) => or_refused(&request, Err(refusal)),
    }
}

/// The recovery codes, once.
async fn recovery_shown(request: &Request, shown: &Shown) -> Response {
    let t = |key| request.t(key);
    let role = role_of(request, &shown.token).await;
    Page::new(request, &t("second-recovery-title")).show(html! {
        (notice(request, Tone::Ok, (&t("second-set-up-done"), &t("second-recovery-lead"))))
        ul.codes { @for code in &shown.recovery { li { code.machine { (code) } } } }
        (warning(request, &t("second-recovery-once")))
        div.buttons { (button::link(&t("second-recovery-on"), &next(request, role))) }
    })
}

/// For "password and sessions": whether one is set up, and the way to it.
pub(super) fn part(request: &Request, standing: &SecondStanding) -> Markup {
    let t = |key| request.t(key);
    html! {
        h2 { (t("second-title")) }
        @if standing.is_staff && standing.rule == SecondFactorRule::Demonstration {
            (notice(request, Tone::Note, (&t("second-demonstration"), &t("second-demonstration-text"))))
        }
        @if standing.is_set {
            p { (t("second-set")) }
            @if standing.recovery_left < FEW { (warning(request, &t("second-recovery-few"))) }
        } @else {
            p { (t("second-unset")) }
            div.buttons { (button::quiet_link(&t("second-set-up-title"), &request.to(SET_UP))) }
        }
    }
}

/// What [`part`] shows, where it can be read.
pub(super) async fn part_read(request: &Request) -> Result<SecondStanding, Refusal> {
    standing(request).await.map(|(_, standing)| standing)
}
