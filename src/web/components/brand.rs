//! The neutral mark of the portal. No state emblem: an operator who may use one uploads it.

use std::borrow::Cow;

use maud::{Markup, PreEscaped, html};

use crate::{assets, web::request::Request};

/// The sun of the portal, drawn inline: it is there before any other file is.
#[must_use]
pub fn emblem() -> Markup {
    let drawing = assets::web("emblem.svg").map_or(Cow::Borrowed(""), |file| String::from_utf8_lossy(file.bytes));
    html! { span.brand-sun { (PreEscaped(drawing)) } }
}

/// The head of a printed page: mark and name, in place of the navigation.
#[must_use]
pub fn print_header(request: &Request) -> Markup {
    html! {
        div.print-header aria-hidden="true" {
            (emblem())
            strong { (request.t("hdr-portal")) }
            span { (request.site.settings.public_url.host_str().unwrap_or_default()) }
        }
    }
}
