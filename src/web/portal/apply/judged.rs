//! What the questions lead to when it is not simply "go on": why not and where to go instead, or what to consider before paying.

use maud::html;

use super::{
    ELIGIBILITY,
    eligibility::{ANYWAY, FIELDS},
};
use crate::{
    domain::refusal::Message,
    web::{
        components::{button, notice, tag::Tone},
        layout::Page,
        paths,
        request::Request,
        response::Response,
    },
};

/// An e-visa cannot be given. This is an answer, not a mistake of the asker.
pub(super) fn not_eligible(request: &Request, (reason, instead): (&Message, &Message)) -> Response {
    let t = |key| request.t(key);
    Page::new(request, &t("wizard-not-eligible-title")).show(html! {
        p.lead { (request.say(reason)) }
        h2 { (t("wizard-not-eligible-instead")) }
        p { (request.say(instead)) }
        p { (t("wizard-not-eligible-nothing-paid")) }
        div.buttons {
            (button::link(&t("wizard-not-eligible-again"), &again(request)))
            (button::quiet_link(&t("home-title"), &request.to(paths::SERVICES)))
        }
    })
}

/// An e-visa can be given, but the asker should know this before paying.
pub(super) fn notices(request: &Request, notices: &[Message]) -> Response {
    let t = |key| request.t(key);
    Page::new(request, &t("wizard-notices-title")).show(html! {
        p.lead { (t("wizard-notices-lead")) }
        @for message in notices {
            (notice::notice(request, Tone::Note, (&t("wizard-before-paying"), &request.say(message))))
        }
        (super::form(request, &request.to(ELIGIBILITY), html! {
            @for name in FIELDS { input type="hidden" name=(name) value=(request.form.get(name)); }
            input type="hidden" name=(ANYWAY) value="yes";
            (button::submit_or(&t("wizard-continue-anyway"), (&t("wizard-not-eligible-again"), &again(request))))
        }))
    })
}

/// The questions again, with the nationality and the category as they were.
fn again(request: &Request) -> String {
    let kept = ["nationality", "category"].map(|name| (name, request.form.get(name)));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    format!("{}?{query}", request.to(ELIGIBILITY))
}
