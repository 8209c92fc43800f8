//! Buttons and links that look like them.

use maud::{Markup, html};

/// The one main button of a form, at the left; it names the action.
#[must_use]
pub fn submit(text: &str) -> Markup {
    html! { button.button type="submit" { (text) } }
}

/// The same, with an arrow that says it leads to more pages (figure 3: "Get a visa >").
#[must_use]
pub fn onward(text: &str) -> Markup {
    html! { button.button type="submit" { (text) " " span aria-hidden="true" { "›" } } }
}

/// The row of buttons under a form: go on first, then the quiet way out.
#[must_use]
pub fn submit_or(text: &str, (quiet, href): (&str, &str)) -> Markup {
    html! { div.buttons { (submit(text)) (quiet_link(quiet, href)) } }
}

/// A link as a main button (starting something, downloading).
#[must_use]
pub fn link(text: &str, href: &str) -> Markup {
    html! { a.button href=(href) { (text) } }
}

/// A link as a quiet button.
#[must_use]
pub fn quiet_link(text: &str, href: &str) -> Markup {
    html! { a.button.button-quiet href=(href) { (text) } }
}

/// The way back, above the content.
#[must_use]
pub fn back(text: &str, href: &str) -> Markup {
    html! { a.back href=(href) { (text) } }
}

/// Print this page; shown only where scripts run, since the browser's own menu prints without.
#[must_use]
pub fn print(text: &str) -> Markup {
    html! { button.button.button-quiet type="button" data-print hidden { (text) } }
}
