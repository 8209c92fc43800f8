//! Status tags: a sign and a word, never colour alone.

use maud::{Markup, PreEscaped, html};
use serde::{Deserialize, Serialize};

/// Whether something is good, bad, waited for, or only to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Good: approved, paid, sent.
    Ok,
    /// Waited for: in progress, payment not completed.
    Wait,
    /// Bad: refused, failed.
    Bad,
    /// To be known.
    Note,
}

impl Tone {
    /// All tones.
    pub const ALL: [Self; 4] = [Self::Ok, Self::Wait, Self::Bad, Self::Note];

    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Ok => "tone-ok",
            Self::Wait => "tone-wait",
            Self::Bad => "tone-bad",
            Self::Note => "tone-note",
        }
    }

    /// The key of the word that stands for the sign in speech.
    pub(super) const fn word_key(self) -> &'static str {
        match self {
            Self::Ok => "web-tone-ok",
            Self::Wait => "web-tone-wait",
            Self::Bad => "web-tone-bad",
            Self::Note => "web-tone-note",
        }
    }

    /// The sign: tick, clock, cross, letter i — different in shape.
    pub(super) fn sign(self) -> Markup {
        let path = match self {
            Self::Ok => "M4 10.5l4 4 8-9",
            Self::Wait => "M10 5v5.5l3.5 2M18 10a8 8 0 1 1-16 0 8 8 0 0 1 16 0z",
            Self::Bad => "M5 5l10 10M15 5L5 15",
            Self::Note => "M10 9.5v4.3M10 6.2h.01M18 10a8 8 0 1 1-16 0 8 8 0 0 1 16 0z",
        };
        drawn(path)
    }
}

/// The sign of a warning: a triangle.
pub(super) fn warning_sign() -> Markup {
    drawn("M10 3l8 14H2zM10 8.5v3.6M10 14.6h.01")
}

/// A sign from the outline of its strokes.
pub(super) fn drawn(path: &str) -> Markup {
    PreEscaped(format!(
        "<svg class=\"sign\" viewBox=\"0 0 20 20\" aria-hidden=\"true\" focusable=\"false\"><path d=\"{path}\"/></svg>"
    ))
}

/// A status in a word or two.
#[must_use]
pub fn tag(tone: Tone, word: &str) -> Markup {
    html! { span class={ "tag " (tone.class()) } { (tone.sign()) (word) } }
}
