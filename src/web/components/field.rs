//! Fields one types into: label, hint, fault, and the input with its `autocomplete` and `inputmode`.

use maud::{Markup, html};

use crate::web::form::{FormView, field_id};

/// How wide an input is; it says how much is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// The whole measure.
    #[default]
    Full,
    /// About twenty characters: numbers of documents.
    Medium,
    /// About ten characters: dates, codes.
    Short,
}

impl Width {
    const fn class(self) -> &'static str {
        match self {
            Self::Full => "input",
            Self::Medium => "input input-medium",
            Self::Short => "input input-short",
        }
    }
}

/// A field of one line.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    name: &'static str,
    label: &'a str,
    hint: Option<&'a str>,
    kind: &'static str,
    autocomplete: Option<&'static str>,
    inputmode: Option<&'static str>,
    width: Width,
    characters_max: Option<u16>,
    optional: bool,
    verbatim: bool,
}

impl<'a> Field<'a> {
    /// A line of text.
    #[must_use]
    pub const fn text(name: &'static str, label: &'a str) -> Self {
        Self {
            name,
            label,
            hint: None,
            kind: "text",
            autocomplete: None,
            inputmode: None,
            width: Width::Full,
            characters_max: None,
            optional: false,
            verbatim: false,
        }
    }

    /// An e-mail address.
    #[must_use]
    pub const fn email(name: &'static str, label: &'a str) -> Self {
        let field = Self::text(name, label);
        Self { kind: "email", autocomplete: Some("email"), inputmode: Some("email"), verbatim: true, ..field }
    }

    /// A password: `current-password` or `new-password`. It is never shown again.
    #[must_use]
    pub const fn password(name: &'static str, label: &'a str, autocomplete: &'static str) -> Self {
        Self { kind: "password", autocomplete: Some(autocomplete), verbatim: true, ..Self::text(name, label) }
    }

    /// A date as text, DD.MM.YYYY: a calendar is no way to a birth date.
    #[must_use]
    pub const fn date(name: &'static str, label: &'a str) -> Self {
        Self { inputmode: Some("numeric"), width: Width::Short, characters_max: Some(32), ..Self::text(name, label) }
    }

    /// A number of digits (never `type=number`: it is a name, not a quantity).
    #[must_use]
    pub const fn digits(name: &'static str, label: &'a str) -> Self {
        Self { inputmode: Some("numeric"), width: Width::Medium, verbatim: true, ..Self::text(name, label) }
    }

    /// A number or code of letters and digits, as printed in a document.
    #[must_use]
    pub const fn code(name: &'static str, label: &'a str) -> Self {
        Self { width: Width::Medium, verbatim: true, ..Self::text(name, label) }
    }

    /// What to type, with an example.
    #[must_use]
    pub const fn hint(self, hint: &'a str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// What the browser may fill in (WCAG 1.3.5): `given-name`, `family-name`, `bday`, `tel`…
    #[must_use]
    pub const fn autocomplete(self, token: &'static str) -> Self {
        Self { autocomplete: Some(token), ..self }
    }

    /// How wide it is.
    #[must_use]
    pub const fn width(self, width: Width) -> Self {
        Self { width, ..self }
    }

    /// Characters the browser lets one type; the server has its own limits.
    #[must_use]
    pub const fn characters_max(self, characters: u16) -> Self {
        Self { characters_max: Some(characters), ..self }
    }

    /// May be left empty; the label says so.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// A name of a person: as in the passport, not to be corrected.
    #[must_use]
    pub const fn verbatim(self) -> Self {
        Self { verbatim: true, ..self }
    }

    /// The field in its form.
    #[must_use]
    pub fn show(&self, form: &FormView<'_>) -> Markup {
        let id = field_id(self.name);
        form.label(self.name, self.label);
        let (fault, described) = (form.fault(self.name), describe(form, self.name, self.hint));
        let value = if self.kind == "password" { "" } else { form.value(self.name) };
        html! {
            div.field.field-faulty[fault.is_some()] {
                label for=(id) { (self.label) @if self.optional { (optional_mark(form)) } }
                (hint_and_fault(form, self.name, self.hint))
                input id=(id) class=(self.width.class()) type=(self.kind) name=(self.name) value=(value)
                    autocomplete=[self.autocomplete] inputmode=[self.inputmode] maxlength=[self.characters_max]
                    spellcheck=[self.verbatim.then_some("false")] autocapitalize=[self.verbatim.then_some("none")]
                    aria-describedby=[described] aria-invalid=[fault.is_some().then_some("true")];
            }
        }
    }
}

/// A field of several lines.
#[must_use]
pub fn text_area(form: &FormView<'_>, name: &'static str, (label, hint): (&str, Option<&str>)) -> Markup {
    let id = field_id(name);
    form.label(name, label);
    let faulty = form.fault(name).is_some();
    html! {
        div.field.field-faulty[faulty] {
            label for=(id) { (label) }
            (hint_and_fault(form, name, hint))
            textarea.input id=(id) name=(name) rows="5" aria-describedby=[describe(form, name, hint)]
                aria-invalid=[faulty.then_some("true")] { (form.value(name)) }
        }
    }
}

/// A file to send. Nothing that was chosen before can be shown again: browsers do not allow it.
#[must_use]
pub fn file(form: &FormView<'_>, name: &'static str, (label, hint): (&str, Option<&str>)) -> Markup {
    let id = field_id(name);
    form.label(name, label);
    let faulty = form.fault(name).is_some();
    html! {
        div.field.field-faulty[faulty] {
            label for=(id) { (label) }
            (hint_and_fault(form, name, hint))
            input.input id=(id) type="file" name=(name) aria-describedby=[describe(form, name, hint)]
                aria-invalid=[faulty.then_some("true")];
        }
    }
}

/// "(optional)" beside a label; required fields carry no mark.
pub(super) fn optional_mark(form: &FormView<'_>) -> Markup {
    html! { " " span.muted { (form.request.t("web-optional")) } }
}

/// The hint and the fault of a field, under its label.
pub(super) fn hint_and_fault(form: &FormView<'_>, name: &str, hint: Option<&str>) -> Markup {
    let id = field_id(name);
    html! {
        @if let Some(hint) = hint { p.hint id={ (id) "-hint" } { (hint) } }
        @if let Some(fault) = form.fault(name) {
            p.fault id={ (id) "-fault" } { span.unseen { (form.request.t("web-error-prefix")) " " } (fault) }
        }
    }
}

/// The value of `aria-describedby`.
pub(super) fn describe(form: &FormView<'_>, name: &str, hint: Option<&str>) -> Option<String> {
    let id = field_id(name);
    let parts = [hint.map(|_| format!("{id}-hint")), form.fault(name).map(|_| format!("{id}-fault"))];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
