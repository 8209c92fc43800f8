//! Fields one chooses in: select, radio buttons, a declaration to tick.

use maud::{Markup, html};

use super::field::{describe, hint_and_fault};
use crate::{
    domain::countries,
    locale,
    web::form::{FormView, field_id},
};

/// What can be chosen: the value in the form, and its words.
pub type Choice = (String, String);

/// A list to choose one from. It begins empty, so that nothing is chosen by oversight.
#[must_use]
pub fn select(
    form: &FormView<'_>,
    name: &'static str,
    (label, hint): (&str, Option<&str>),
    choices: &[Choice],
) -> Markup {
    let id = field_id(name);
    form.label(name, label);
    let faulty = form.fault(name).is_some();
    html! {
        div.field.field-faulty[faulty] {
            label for=(id) { (label) }
            (hint_and_fault(form, name, hint))
            select.input id=(id) name=(name) aria-describedby=[describe(form, name, hint)]
                aria-invalid=[faulty.then_some("true")] {
                option value="" { (form.request.t("web-choose")) }
                @for (value, words) in choices {
                    option value=(value) selected[form.has(name, value)] { (words) }
                }
            }
        }
    }
}

/// All nationalities and special codes of travel documents, by name in the reader's language.
#[must_use]
pub fn nationalities(form: &FormView<'_>) -> Vec<Choice> {
    let lang = form.request.lang;
    let mut choices: Vec<Choice> =
        countries::all().iter().map(|country| (country.code.to_owned(), locale::country(lang, country.code))).collect();
    choices.sort_by_cached_key(|(_, name)| name.to_lowercase());
    choices
}

/// A few choices that all can be seen; the legend is the question.
#[must_use]
pub fn radios(
    form: &FormView<'_>,
    name: &'static str,
    (legend, hint): (&str, Option<&str>),
    choices: &[Choice],
) -> Markup {
    let faulty = form.fault(name).is_some();
    html! {
        fieldset.field.field-faulty[faulty] aria-describedby=[describe(form, name, hint)] {
            legend { (legend) }
            (hint_and_fault(form, name, hint))
            @for (number, (value, words)) in choices.iter().enumerate() {
                @let id = choice_id(name, number);
                div.choice {
                    input id=(id) type="radio" name=(name) value=(value) checked[form.has(name, value)];
                    label for=(id) { (words) }
                }
            }
        }
    }
}

/// The first choice has the identifier of the field, so that the error summary leads to it.
fn choice_id(name: &str, number: usize) -> String {
    if number == 0 { field_id(name) } else { format!("{}-{number}", field_id(name)) }
}

/// A sentence the applicant declares to be true by ticking it.
#[must_use]
pub fn declaration(form: &FormView<'_>, name: &'static str, sentence: &str) -> Markup {
    let id = field_id(name);
    let faulty = form.fault(name).is_some();
    html! {
        div.field.field-faulty[faulty] {
            (hint_and_fault(form, name, None))
            div.choice {
                input id=(id) type="checkbox" name=(name) value="yes" checked[form.has(name, "yes")]
                    aria-describedby=[describe(form, name, None)] aria-invalid=[faulty.then_some("true")];
                label for=(id) { (sentence) }
            }
        }
    }
}
