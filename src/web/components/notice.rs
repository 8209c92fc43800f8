//! Sentences that must be seen: notices, warnings, the notice of the page before, the end of a session, time left.

use jiff::Timestamp;
use maud::{Markup, html};

use super::tag::{Tone, warning_sign};
use crate::{locale, web::request::Request};

/// Seconds before the end of a session at which the notice appears (WCAG 2.2.1 asks for at least 20).
const TIMEOUT_NOTICE_S: u32 = 120;

/// A boxed sentence with a title.
#[must_use]
pub fn notice(request: &Request, tone: Tone, (title, text): (&str, &str)) -> Markup {
    html! {
        div class={ "notice " (tone.class()) } {
            p.notice-title { (tone.sign()) span.unseen { (request.t(tone.word_key())) ": " } (title) }
            p { (text) }
        }
    }
}

/// A warning of one sentence (figure 1: old-portal users must register again).
#[must_use]
pub fn warning(request: &Request, text: &str) -> Markup {
    html! {
        p.warning { (warning_sign()) span.unseen { (request.t("warning-heading")) ": " } strong { (text) } }
    }
}

/// The notice the page before left, if it left one; read out when it appears.
#[must_use]
pub fn flash_notice(request: &Request) -> Markup {
    html! {
        @if let Some(flash) = &request.flash { (said(request, flash.tone, &request.say(&flash.message))) }
    }
}

/// A boxed sentence without a title; read out when it appears.
#[must_use]
pub fn said(request: &Request, tone: Tone, text: &str) -> Markup {
    html! {
        div class={ "notice flash " (tone.class()) } role="status" {
            p { (tone.sign()) span.unseen { (request.t(tone.word_key())) ": " } (text) }
        }
    }
}

/// Says that the session will end; hidden until shortly before (the script shows it), since it is not true yet.
#[must_use]
pub fn timeout_notice(request: &Request) -> Markup {
    let ends = request.session.as_ref().and_then(|session| session.facts.expires_at);
    html! {
        @if let Some(ends) = ends {
            div.notice.tone-wait.timeout role="alert" hidden data-timeout=(seconds_until(request.now, ends))
                data-notice=(TIMEOUT_NOTICE_S) { (timeout_words(request)) }
        }
    }
}

/// The words of the notice, also for the gallery.
#[must_use]
pub fn timeout_words(request: &Request) -> Markup {
    html! {
        p.notice-title { (Tone::Wait.sign()) (request.t("web-timeout-title")) }
        p { (request.t("web-timeout-text")) " " a href=(request.path) data-stay { (request.t("stay-signed-in")) } }
    }
}

/// Time left until `deadline`: the words are right when the page is made, the script keeps them right.
#[must_use]
pub fn countdown(request: &Request, deadline: Timestamp) -> Markup {
    let seconds = seconds_until(request.now, deadline);
    let shown = locale::format::duration(request.lang, seconds);
    // HTML knows fractions of three digits at most; nobody is told more than seconds.
    let moment = deadline.strftime("%Y-%m-%dT%H:%M:%SZ");
    html! {
        time.countdown datetime=(moment) data-deadline=(seconds) { (shown) }
    }
}

fn seconds_until(now: Timestamp, then: Timestamp) -> u64 {
    u64::try_from(then.as_second().saturating_sub(now.as_second())).unwrap_or(0)
}

/// A status that changes by itself: the script fetches `href` (a fragment) until the piece it gets no longer asks for it.
#[must_use]
pub fn live(href: &str, content: &Markup) -> Markup {
    html! { div.live role="status" data-poll=(href) { (content) } }
}
