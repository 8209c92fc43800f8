//! What the holder is told about a visa that ended before its last day, and about the corrected one in its place.

use maud::{Markup, html};

use crate::{
    domain::{
        refusal::Message,
        visa::{Visa, VisaState},
    },
    locale::visa::{ground_key, state_key},
    services::application::ApplicationView,
    web::{
        components::{
            notice::notice,
            tag::{Tone, tag},
        },
        request::Request,
    },
};

/// The visa, if it was withdrawn.
pub(super) fn withdrawn(view: &ApplicationView) -> Option<&Visa> {
    view.visa.as_ref().filter(|visa| visa.state != VisaState::Issued)
}

/// The status of a withdrawn visa, beside the status of its application.
pub(super) fn ended_tag(request: &Request, view: &ApplicationView) -> Markup {
    html! { @if let Some(visa) = withdrawn(view) { (tag(Tone::Bad, &request.t(state_key(visa.state)))) } }
}

/// Why the visa is no longer valid, or that it corrects another; nothing for a visa without a story.
pub(super) fn told(request: &Request, view: &ApplicationView) -> Markup {
    let Some(visa) = &view.visa else { return html! {} };
    if let (Some(visa), Some(end)) = (withdrawn(view), &visa.end) {
        let why = Message::new("visas-now-withdrawn-visa")
            .with("number", &visa.number)
            .with("standing", request.t(state_key(visa.state)))
            .with("ground", request.t(ground_key(end.ground)));
        let text = format!("{} {}", request.say(&why), request.t("visas-withdrawn-ask"));
        return notice(request, Tone::Bad, (&request.t("visas-withdrawn-title"), &text));
    }
    let Some(old) = &view.corrected else { return html! {} };
    let text = Message::new("visas-corrected-text").with("old", old).with("number", &visa.number);
    notice(request, Tone::Note, (&request.t("visas-corrected-title"), &request.say(&text)))
}
