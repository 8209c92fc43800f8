//! Tiles: services (figure 2) and payment methods (figure 7).

use maud::{Markup, html};

use super::tag;

/// A service to begin: title, one sentence, the whole tile leads on.
#[must_use]
pub fn service(title: &str, text: &str, href: &str) -> Markup {
    html! {
        li.tile {
            h2 { a href=(href) { (title) } }
            p { (text) }
        }
    }
}

/// Tiles beside one another.
#[must_use]
pub fn tiles(tiles: &[Markup]) -> Markup {
    html! { ul.tiles { @for tile in tiles { (tile) } } }
}

/// A payment method as it is offered.
pub struct Method<'a> {
    /// The value of the button in the form: which method.
    pub value: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Whether its provider's test system answers, where everything else is real.
    pub test: bool,
    /// What it accepts.
    pub accepts: &'a str,
    /// Words and amount of the commission.
    pub commission: (&'a str, &'a str),
    /// Words and amount of the total.
    pub total: (&'a str, &'a str),
    /// What one pays with.
    pub means: Means,
    /// A field that is sent along, name and value: what was shown, for whoever takes the form.
    pub sent: (&'a str, &'a str),
    /// Why it cannot be chosen just now.
    pub closed: Option<&'a str>,
}

/// What one pays with, as a picture beside the name; brands' own signs are not ours to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// A bank card.
    Card,
    /// An electronic wallet.
    Wallet,
    /// A mobile telephone.
    Telephone,
    /// Anything else.
    Other,
}

impl Means {
    const fn outline(self) -> &'static str {
        match self {
            Self::Card => "M2 4.5h16v11H2zM2 8.5h16M5 12.5h4",
            Self::Wallet => "M3 6V15.5h14V6.5H4.5A1.5 1.5 0 0 1 4.5 3.5H15V6.5M13.5 11h.01",
            Self::Telephone => "M6 2h8v16H6zM9 15.3h2",
            Self::Other => "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM7 14V6M7 10l5-4M8.5 9l4 5",
        }
    }
}

/// A payment method: choosing is pressing it (figure 7). It stands in a form; the button is `name=method`.
#[must_use]
pub fn method(method: &Method<'_>) -> Markup {
    html! {
        li.method {
            @if method.closed.is_none() { input type="hidden" name=(method.sent.0) value=(method.sent.1); }
            button type="submit" name="method" value=(method.value) disabled[method.closed.is_some()] {
                span.method-icon { (tag::drawn(method.means.outline())) }
                span.method-name { (method.name) @if method.test { " " (tag::tag(tag::Tone::Wait, "TEST")) } small { (method.accepts) } }
                @if let Some(reason) = method.closed {
                    span.method-closed { (reason) }
                } @else {
                    span.method-cost {
                        span.method-line { (method.commission.0) " " b { (method.commission.1) } }
                        span.method-line { (method.total.0) " " b { (method.total.1) } }
                    }
                }
            }
        }
    }
}
