//! Giving up: a draft is discarded, a submitted application without its fee is withdrawn; both only after a question.

use maud::html;

use super::{application, or_refused, standing};
use crate::{
    domain::{application::ApplicationState, refusal::Message},
    web::{
        components::{button, tag::Tone},
        flash::Flash,
        form::FormView,
        layout::Page,
        paths,
        request::Request,
        response::Response,
    },
};

/// The keys of the words: title, what happens, button, notice afterwards.
struct Words {
    title: &'static str,
    text: &'static str,
    button: &'static str,
    after: &'static str,
}

/// The words for an application in this state; none where there is nothing to give up any more.
const fn words(state: ApplicationState) -> Option<Words> {
    match state {
        ApplicationState::Draft => Some(Words {
            title: "wizard-discard-title",
            text: "wizard-discard-text",
            button: "wizard-discard-yes",
            after: "wizard-discarded",
        }),
        ApplicationState::Submitted => Some(Words {
            title: "wizard-withdraw-title",
            text: "wizard-withdraw-text",
            button: "wizard-withdraw-yes",
            after: "wizard-withdrawn",
        }),
        ApplicationState::InReview
        | ApplicationState::Granted
        | ApplicationState::Refused
        | ApplicationState::Withdrawn => None,
    }
}

/// The question.
pub(super) async fn page(request: Request) -> Response {
    let answer = async {
        let view = application(&request).await?;
        let Some(words) = words(view.application.state) else { return Ok(standing::go_on(&request, &view)) };
        let back = standing::way_on(&request, &view);
        let (yes, no) = (request.t(words.button), request.t("wizard-withdraw-no"));
        let form = FormView::empty(&request).show(&request.path, button::submit_or(&yes, (&no, &back)));
        Ok(Page::new(&request, &request.t(words.title)).show(html! {
            p.lead { (request.t(words.text)) }
            (form)
        }))
    };
    or_refused(&request, answer.await)
}

/// Given up. Sent again, it leads to where the application stands.
pub(super) async fn sent(request: Request) -> Response {
    let answer = async {
        let view = application(&request).await?;
        let Some(words) = words(view.application.state) else { return Ok(standing::go_on(&request, &view)) };
        let id = view.application.id;
        request.run(move |cx, inside| inside.services.application_withdraw(&cx, id)).await?;
        let notice = Flash { tone: Tone::Ok, message: Message::new(words.after) };
        Ok(Response::go(&request.to(paths::SERVICES)).with_flash(notice))
    };
    or_refused(&request, answer.await)
}
