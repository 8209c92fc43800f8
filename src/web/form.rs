//! A form on a page: what was typed, what is wrong with it, and the summary of faults on top.

use std::cell::RefCell;

use maud::{Markup, html};

use super::{components::form::csrf_field, fields::Fields, request::Request};
use crate::domain::refusal::FieldFault;

/// A form as it is shown: empty, filled with what is known, or again with faults.
pub struct FormView<'a> {
    /// The request of the page.
    pub request: &'a Request,
    values: Fields,
    faults: Vec<FieldFault>,
    /// The labels of the fields drawn so far: the summary names them.
    labels: RefCell<Vec<(&'static str, String)>>,
}

impl<'a> FormView<'a> {
    /// An empty form.
    #[must_use]
    pub fn empty(request: &'a Request) -> Self {
        Self { request, values: Fields::default(), faults: Vec::new(), labels: RefCell::default() }
    }

    /// A form filled with what is known.
    #[must_use]
    pub fn filled(request: &'a Request, values: Fields) -> Self {
        Self { request, values, faults: Vec::new(), labels: RefCell::default() }
    }

    /// The form that was sent, with what was typed and what is wrong with it, in the order of the page.
    #[must_use]
    pub fn again(request: &'a Request, faults: Vec<FieldFault>) -> Self {
        Self { request, values: request.form.clone(), faults, labels: RefCell::default() }
    }

    /// What a field holds.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.values.raw(name).unwrap_or_default()
    }

    /// Whether a checkbox is ticked or a choice is made.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values.all(name).any(|held| held == value)
    }

    /// Note the label of a field that is drawn.
    pub(super) fn label(&self, name: &'static str, label: &str) {
        self.labels.borrow_mut().push((name, label.to_owned()));
    }

    /// A fault as the summary says it. General sentences ("Fill in this field") get the field's name in front, since the summary stands far
    /// from the field; others name it themselves.
    fn summary_line(&self, fault: &FieldFault) -> String {
        let sentence = self.request.say(&fault.message);
        let labels = self.labels.borrow();
        let general = fault.message.key.starts_with("field-");
        match labels.iter().find(|(name, _)| general && *name == fault.field) {
            Some((_, label)) => format!("{label}: {sentence}"),
            None => sentence,
        }
    }

    /// What is wrong with a field, in words.
    #[must_use]
    pub fn fault(&self, name: &str) -> Option<String> {
        let fault = self.faults.iter().find(|fault| fault.field == name)?;
        Some(self.request.say(&fault.message))
    }

    /// Whether anything is wrong.
    #[must_use]
    pub fn is_faulty(&self) -> bool {
        !self.faults.is_empty()
    }

    /// The summary of faults: takes the focus (with script), each fault leads to its field. Nothing when all is well.
    #[must_use]
    pub fn error_summary(&self) -> Markup {
        let request = self.request;
        html! {
            @if self.is_faulty() {
                div.error-summary role="alert" tabindex="-1" data-focus {
                    h2 { (request.t("error-summary")) }
                    ul {
                        @for fault in &self.faults {
                            li { a href={ "#" (field_id(fault.field)) } { (self.summary_line(fault)) } }
                        }
                    }
                }
            }
        }
    }

    /// The summary of faults and the form around its fields, posted to `action`.
    #[must_use]
    pub fn show(&self, action: &str, inside: Markup) -> Markup {
        self.drawn((action, None), &inside)
    }

    /// The same for a form that brings a file.
    #[must_use]
    pub fn show_upload(&self, action: &str, inside: Markup) -> Markup {
        self.drawn((action, Some("multipart/form-data")), &inside)
    }

    /// The form that brings a file alone, where its page shows the summary further up.
    #[must_use]
    pub fn show_upload_bare(&self, action: &str, inside: &Markup) -> Markup {
        self.bare((action, Some("multipart/form-data")), inside)
    }

    fn drawn(&self, (action, enctype): (&str, Option<&str>), inside: &Markup) -> Markup {
        html! {
            (self.error_summary())
            (self.bare((action, enctype), inside))
        }
    }

    fn bare(&self, (action, enctype): (&str, Option<&str>), inside: &Markup) -> Markup {
        html! {
            form.form method="post" action=(action) enctype=[enctype] novalidate data-once {
                (csrf_field(self.request))
                (inside)
            }
        }
    }
}

/// The identifier of a field on its page; of a group, that of its first choice.
#[must_use]
pub fn field_id(name: &str) -> String {
    format!("field-{name}")
}
