//! The page of step 1 (figure 4): what to know, the box for the two passport lines, five required fields.

use maud::{Markup, html};

use super::passport;
use crate::{
    domain::{mrz::PassportZone, person::Sex},
    web::{
        components::{
            button,
            choice::{self, Choice},
            field::{Field, Width},
            mrz::mrz_box,
            steps,
        },
        form::FormView,
        layout::Page,
        portal::words::{before_you_fill_in, nationalities},
        request::Request,
        response::Response,
    },
};

/// Steps of an application by invitation.
pub(super) const STEPS: u8 = 3;
/// Marks a required field, as the manual's form does (figure 4).
const REQUIRED: &str = " *";

/// The page, with what the two lines said if they were just read.
pub(super) fn show(request: &Request, form: &FormView<'_>, zone: Option<&PassportZone>) -> Response {
    Page::new(request, &request.t("wiz-title")).faulty(form).show(html! {
        (form.error_summary())
        (steps::step(request, (1, STEPS), &request.t("s1-title")))
        @if let Some(zone) = zone {
            (passport::report(request, zone))
            @if let Some(gap) = passport::gaps(zone) { p { (request.say(&gap)) } }
        }
        details.before open[zone.is_none() && !form.is_faulty()] {
            summary { (request.t("wizard-before-title")) }
            (before_you_fill_in(request))
        }
        (super::form(request, &request.path, fields(request, form)))
    })
}

fn fields(request: &Request, form: &FormView<'_>) -> Markup {
    let t = |key: &str| request.t(key);
    let marked = |key: &str| format!("{}{REQUIRED}", request.t(key));
    html! {
        // The Enter key presses the first button of a form: without this one it would read the two lines.
        button.unseen type="submit" tabindex="-1" aria-hidden="true" {}
        (mrz_box(form, passport::BOX))
        p { (t("f-required")) }
        (Field::digits("invitation", &marked("f-invitation")).hint(&t("wizard-invitation-hint")).show(form))
        (Field::code("passport", &marked("f-passport")).hint(&t("wizard-passport-hint")).show(form))
        (choice::radios(form, "sex", (&marked("f-sex"), Some(&t("wizard-sex-hint"))), &sexes(request)))
        (Field::date("birth_date", &marked("f-dob")).hint(&t("wizard-birth-date-hint")).autocomplete("bday").width(Width::Short).show(form))
        (choice::select(form, "nationality", (&marked("f-nationality"), Some(&t("wizard-nationality-hint"))), &nationalities(request)))
        div.buttons {
            (button::submit(&t("b-next")))
            button.button.button-quiet type="submit" name="later" value="yes" { (t("wizard-later")) }
            (button::quiet_link(&t("b-cancel"), &request.path.replace("/step-1", "/withdraw")))
        }
    }
}

fn sexes(request: &Request) -> Vec<Choice> {
    let key = |sex| match sex {
        Sex::F => "web-sex-f",
        Sex::M => "web-sex-m",
        Sex::X => "web-sex-x",
    };
    Sex::ALL.into_iter().map(|sex| (sex.code().to_owned(), request.t(key(sex)))).collect()
}

/// The name of a sex in the reader's language.
pub(super) fn sex_name(request: &Request, sex: Sex) -> String {
    sexes(request).into_iter().find(|(code, _)| code == sex.code()).map(|(_, words)| words).unwrap_or_default()
}
