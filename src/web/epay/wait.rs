//! The waiting page (figures 8.1 and 12): what happens now, what to do, and that closing it loses nothing.

use evisa_plugin_sdk::proto::{Redirect, RedirectMethod};
use hyper::StatusCode;
use maud::{Markup, html};
use url::Url;

use super::{chooser_path, form, own, standing::Standing, step_three_path};
use crate::{
    domain::{
        payment::{Attempt, PaymentId, SESSION_ATTEMPTS_MAX},
        refusal::{Message, Refusal},
    },
    locale::{self, format},
    services::payment::PaymentView,
    web::{
        components::{
            button,
            form::csrf_field,
            list::{SummaryRow, summary},
            notice::{countdown, live, notice},
            tag::Tone,
        },
        errors,
        layout::Page,
        request::Request,
        response::Response,
    },
};

/// Seconds between reloads without a script while something is about to happen.
const SOON_S: u8 = 2;
/// Seconds between reloads during the first minute.
const MINUTE_S: u8 = 5;
/// After this the page says that it may be closed, and stops reloading by itself.
const RELOADED_S: i64 = 60;

/// GET: the page.
pub(super) async fn show(request: Request) -> Response {
    let (payment, view) = match own(&request).await {
        Ok(found) => found,
        Err(refusal) => return errors::refused(&request, refusal),
    };
    let standing = Standing::of(&view, request.now);
    match &standing {
        Standing::Paid => return Response::go(&step_three_path(&request, view.payment.application)),
        Standing::Choose => return Response::go(&chooser_path(&request, payment)),
        Standing::Connecting
        | Standing::Bank(_)
        | Standing::Fill(_)
        | Standing::Working
        | Standing::Checking
        | Standing::Held
        | Standing::Declined => {}
    }
    let bank = match &standing {
        Standing::Bank(redirect) => match way_to(&request, &view, redirect) {
            Ok(url) => Some(url),
            Err(refusal) => return errors::refused(&request, refusal),
        },
        Standing::Choose
        | Standing::Connecting
        | Standing::Fill(_)
        | Standing::Working
        | Standing::Checking
        | Standing::Held
        | Standing::Declined
        | Standing::Paid => None,
    };
    let page = Page::new(&request, &request.t("epay-wait-title")).of_the_gateway();
    let page = match reload_s(&standing, &view, &request) {
        Some(seconds) => page.reloading(seconds),
        None => page,
    };
    let shown = page.show(content(&request, (&view, &standing), bank.as_ref()));
    match &bank {
        Some(url) => shown.with_form_action(url),
        None => shown,
    }
}

/// GET: the live status alone; 204 when the page has to be loaded anew.
pub(super) async fn status(request: Request) -> Response {
    let (_, view) = match own(&request).await {
        Ok(found) => found,
        Err(refusal) => return errors::refused(&request, refusal),
    };
    let standing = Standing::of(&view, request.now);
    if request.query.get("at") != standing.name() {
        return Response::text("").with_status(StatusCode::NO_CONTENT);
    }
    Response::fragment(status_words(&request, (&view, &standing)))
}

/// How soon a page without a script looks again.
fn reload_s(standing: &Standing, view: &PaymentView, request: &Request) -> Option<u8> {
    let age = view.payment.attempts.last().map(|last| request.now.duration_since(last.opened_at).as_secs());
    match standing {
        Standing::Connecting => Some(SOON_S),
        Standing::Working | Standing::Checking if age.is_some_and(|age| age < RELOADED_S) => Some(MINUTE_S),
        // Somebody may be reading, or typing; and a page that reloads for ever is no calm page.
        Standing::Working
        | Standing::Checking
        | Standing::Bank(_)
        | Standing::Fill(_)
        | Standing::Choose
        | Standing::Held
        | Standing::Declined
        | Standing::Paid => None,
    }
}

/// The address of the bank's page, checked once more against the method's own hosts.
fn way_to(request: &Request, view: &PaymentView, redirect: &Redirect) -> Result<Url, Refusal> {
    let plugin = view.payment.live().map(|live| live.plugin.as_str()).unwrap_or_default();
    let checked = request.site.inside.outside.gateway.redirect_url(plugin, redirect);
    let mut url = checked.map_err(|_| Refusal::denied("payments-method-resting"))?;
    if redirect.method == RedirectMethod::Get && !redirect.fields.is_empty() {
        url.query_pairs_mut().extend_pairs(redirect.fields.iter().map(|pair| (&pair.name, &pair.value)));
    }
    Ok(url)
}

fn content(request: &Request, (view, standing): (&PaymentView, &Standing), bank: Option<&Url>) -> Markup {
    let payment = view.payment.id;
    let words = status_words(request, (view, standing));
    let address = request.to(&format!("/epay/{payment}/status?at={}", standing.name()));
    html! {
        @if standing.changes() { (live(&address, &words)) }
        // The form has a heading and a notice of its own.
        @else if !matches!(standing, Standing::Fill(_)) { div.live role="status" { (words) } }
        @match standing {
            Standing::Bank(redirect) => { @if let Some(url) = bank { (to_the_bank(request, redirect, url)) } },
            Standing::Fill(asked) => {
                @if let Some(live) = view.payment.live() { (form::show(request, (payment, live), asked)) }
            },
            Standing::Declined => {
                p { (button::link(&request.t("epay-choose-again"), &chooser_path(request, payment))) }
            },
            Standing::Connecting | Standing::Working | Standing::Checking | Standing::Held
            | Standing::Choose | Standing::Paid => {},
        }
        @match standing {
            Standing::Bank(_) | Standing::Working | Standing::Checking | Standing::Held => (update(request, payment)),
            Standing::Connecting | Standing::Fill(_) => {
                @if view.payment.live().is_some_and(|live| may_switch(request, live)) { (switch(request, payment)) }
            },
            Standing::Declined | Standing::Choose | Standing::Paid => {},
        }
        (order(request, view))
    }
}

/// What happens now, in a sentence or two.
fn status_words(request: &Request, (view, standing): (&PaymentView, &Standing)) -> Markup {
    let told = |tone, title: &str, text: &str| notice(request, tone, (&request.t(title), &request.t(text)));
    let ends = view.payment.live().map(|live| live.expires_at);
    html! {
        @match standing {
            Standing::Connecting => (told(Tone::Wait, "epay-connecting-title", "epay-connecting-text")),
            Standing::Bank(_) => {
                @if request.query.ticked("back") { (told(Tone::Wait, "epay-back-title", "epay-back-text")) }
                @else { (told(Tone::Note, "epay-bank-title", "epay-bank-text")) }
                @if let Some(ends) = ends { p { (request.t("epay-time-left")) " " (countdown(request, ends)) } }
            },
            Standing::Working => {
                (told(Tone::Wait, "epay-working-title", "pay-wait"))
                p { (request.t("epay-close-text")) }
            },
            Standing::Checking => {
                (told(Tone::Wait, "epay-checking-title", "epay-checking-text"))
                p { (request.t("epay-close-text")) }
            },
            Standing::Held => {
                (told(Tone::Wait, "epay-held-title", "epay-held-text"))
                p { (request.t("epay-close-text")) }
            },
            Standing::Declined => (declined(request, view)),
            Standing::Fill(_) | Standing::Choose | Standing::Paid => {},
        }
    }
}

/// Why it was declined, in words where the method has them, and how many attempts are left.
fn declined(request: &Request, view: &PaymentView) -> Markup {
    let decline = view.payment.attempts.last().and_then(|last| last.decline.as_ref());
    let known = decline.and_then(|decline| decline.message_key.as_deref()).filter(|key| locale::is_known(key));
    let why = match (known, decline) {
        (Some(key), _) => key,
        (None, Some(_)) => "epay-declined-text",
        (None, None) => "epay-technical-text",
    };
    let left =
        Message::new("epay-attempts-left").with("attempts", view.attempts_left).with("max", SESSION_ATTEMPTS_MAX);
    html! {
        (notice(request, Tone::Bad, (&request.t("epay-declined-title"), &request.t(why))))
        p { (request.say(&left)) }
    }
}

fn to_the_bank(request: &Request, redirect: &Redirect, url: &Url) -> Markup {
    let words = request.t("epay-bank-button");
    html! {
        @match redirect.method {
            RedirectMethod::Post => {
                form method="post" action=(url) data-bank {
                    @for pair in &redirect.fields { input type="hidden" name=(pair.name) value=(pair.value); }
                    (button::submit(&words))
                }
            },
            RedirectMethod::Get => a.button href=(url) rel="noreferrer" { (words) },
        }
        p.muted { (request.t("epay-bank-safe")) }
    }
}

/// Whether another method may be chosen: while no money can move, and where the provider can be told that nothing shall.
fn may_switch(request: &Request, live: &Attempt) -> bool {
    let offers = request.site.inside.outside.gateway.methods();
    !live.exposed || offers.iter().any(|offer| offer.plugin == live.plugin && offer.caps.cancel)
}

fn update(request: &Request, payment: PaymentId) -> Markup {
    html! {
        form method="post" action=(request.to(&format!("/epay/{payment}/update"))) data-once {
            (csrf_field(request))
            button.button.button-quiet type="submit" { (request.t("b-update")) }
        }
    }
}

fn switch(request: &Request, payment: PaymentId) -> Markup {
    html! {
        form method="post" action=(request.to(&format!("/epay/{payment}/switch"))) data-once {
            (csrf_field(request))
            button.button.button-quiet type="submit" { (request.t("epay-switch")) }
        }
    }
}

/// What is being paid, always in sight.
fn order(request: &Request, view: &PaymentView) -> Markup {
    let Some(last) = view.payment.attempts.last() else { return html! {} };
    let offers = request.site.inside.outside.gateway.methods();
    let offer = offers.iter().find(|offer| (&offer.plugin, &offer.method) == (&last.plugin, &last.method));
    let method = offer.map_or(last.method.as_str(), |offer| offer.titles.get(request.lang));
    let sum = format::money(request.lang, last.expected().unwrap_or(last.fee));
    let labels = ["epay-method", "f-amount", "gw-code"].map(|key| request.t(key));
    let values = [method, sum.as_str(), view.payment.code.as_str()];
    let rows: Vec<_> = labels.iter().zip(values).map(|(label, value)| SummaryRow::fixed(label, value)).collect();
    html! { div.stack { h2 { (request.t("epay-order")) } (summary(request, &rows)) } }
}
