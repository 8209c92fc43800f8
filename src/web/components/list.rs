//! Lists of what is known: summary with "Change", timeline, nothing yet, code to copy.

use maud::{Markup, html};

use super::tag::{Tone, tag};
use crate::web::request::Request;

/// One line of a summary.
pub struct SummaryRow<'a> {
    /// What it is.
    pub term: &'a str,
    /// Its value; the empty text is shown as "Not provided".
    pub value: &'a str,
    /// Where it can be changed.
    pub change: Option<&'a str>,
}

impl<'a> SummaryRow<'a> {
    /// A line that cannot be changed.
    #[must_use]
    pub const fn fixed(term: &'a str, value: &'a str) -> Self {
        Self { term, value, change: None }
    }
}

/// What was entered, to be checked before it counts (figure 5).
#[must_use]
pub fn summary(request: &Request, rows: &[SummaryRow<'_>]) -> Markup {
    html! {
        dl.summary {
            @for row in rows {
                div.summary-row {
                    dt { (row.term) }
                    dd.summary-value {
                        @if row.value.is_empty() { span.muted { (request.t("none-given")) } } @else { (row.value) }
                    }
                    @if let Some(href) = row.change {
                        dd.summary-change { a href=(href) { (request.t("change")) span.unseen { " " (row.term) } } }
                    }
                }
            }
        }
    }
}

/// One event of a timeline.
pub struct Event<'a> {
    /// When, worded.
    pub when: &'a str,
    /// What happened.
    pub what: &'a str,
    /// How it stands; its word.
    pub tone: Tone,
    /// The word of the tag.
    pub word: &'a str,
}

/// What happened, the latest first.
#[must_use]
pub fn timeline(events: &[Event<'_>]) -> Markup {
    html! {
        ol.timeline {
            @for event in events {
                li class=(event.tone.class()) {
                    p.timeline-when { (event.when) }
                    p.timeline-what { (event.what) " " (tag(event.tone, event.word)) }
                }
            }
        }
    }
}

/// Nothing here yet, and how to begin.
#[must_use]
pub fn empty(title: &str, text: &str, action: Option<(&str, &str)>) -> Markup {
    html! {
        div.empty {
            h2 { (title) }
            p { (text) }
            @if let Some((words, href)) = action { a.button href=(href) { (words) } }
        }
    }
}

/// A number or code, easy to select; the script adds a button that copies it.
#[must_use]
pub fn copyable(request: &Request, code: &str) -> Markup {
    html! {
        span.copy {
            code.copyable { (code) }
            button.as-link type="button" data-copy=(code) data-copied=(request.t("web-copied")) hidden { (request.t("web-copy")) }
        }
    }
}
