//! Tiles: services (figure 2) and payment methods (figure 7).

use maud::{Markup, html};

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
    /// What it accepts.
    pub accepts: &'a str,
    /// Words and amount of the commission.
    pub commission: (&'a str, &'a str),
    /// Words and amount of the total.
    pub total: (&'a str, &'a str),
    /// Where its icon is; without one, the first letter of its name.
    pub icon: Option<&'a str>,
    /// Why it cannot be chosen just now.
    pub closed: Option<&'a str>,
}

/// A payment method: choosing is pressing it (figure 7). It stands in a form; the button is `name=method`.
#[must_use]
pub fn method(method: &Method<'_>) -> Markup {
    html! {
        li.method {
            button type="submit" name="method" value=(method.value) disabled[method.closed.is_some()] {
                span.method-icon aria-hidden="true" {
                    @match method.icon {
                        Some(href) => img src=(href) alt="" width="48" height="32";,
                        None => (method.name.chars().next().unwrap_or_default()),
                    }
                }
                span.method-name { (method.name) small { (method.accepts) } }
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
