//! The box for the two lines at the foot of a passport's page: pasting them fills the fields and checks their digits.

use maud::{Markup, html};

use super::field::{describe, hint_and_fault};
use crate::web::form::{FormView, field_id};

/// The box. The button sends the form with `name=fill`, so it works without a script; what was understood is shown by the page.
#[must_use]
pub fn mrz_box(form: &FormView<'_>, name: &'static str) -> Markup {
    let id = field_id(name);
    let t = |key| form.request.t(key);
    let hint = t("web-mrz-hint");
    let open = form.fault(name).is_some() || !form.value(name).is_empty();
    html! {
        details.mrz open[open] {
            summary { (t("web-mrz-title")) }
            div.field.field-faulty[form.fault(name).is_some()] {
                label for=(id) { (t("web-mrz-label")) }
                (hint_and_fault(form, name, Some(&hint)))
                textarea.input.mrz-lines id=(id) name=(name) rows="2" cols="44" spellcheck="false" autocomplete="off"
                    autocapitalize="characters" aria-describedby=[describe(form, name, Some(&hint))] { (form.value(name)) }
            }
            button.button.button-quiet type="submit" name="fill" value=(name) { (t("web-mrz-fill")) }
        }
    }
}
