//! What every form carries.

use maud::{Markup, html};

use crate::web::{guard::csrf, request::Request};

/// The hidden token that proves a form to be ours.
#[must_use]
pub fn csrf_field(request: &Request) -> Markup {
    html! { input type="hidden" name=(csrf::FIELD) value=(request.form_token()); }
}
