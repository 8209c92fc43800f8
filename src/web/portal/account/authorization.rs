//! Instructions "User authorization", to which the login page leads (figure 1).

use maud::html;

use crate::{
    domain::{
        refusal::Message,
        session::{CONFIRM_LINK_AGE, RESET_LINK_AGE, SESSION_IDLE},
    },
    web::{
        components::button,
        layout::Page,
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get},
    },
};

/// The address, without its language.
pub(super) const PATH: &str = "/help/authorization";

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/{lang}/help/authorization", Access::Public, page)]
}

async fn page(request: Request) -> Response {
    let t = |key| request.t(key);
    let letter = Message::new("account-help-letter").with("hours", CONFIRM_LINK_AGE.as_hours());
    let forgot = Message::new("account-help-forgot").with("minutes", RESET_LINK_AGE.as_mins());
    let leave = Message::new("account-help-leave").with("minutes", SESSION_IDLE.as_mins());
    Page::new(&request, &t("account-help-title")).show(html! {
        h2 { (t("account-help-first")) }
        ol {
            li { (t("account-help-register")) }
            li { (request.say(&letter)) }
            li { (t("account-help-login")) }
        }
        h2 { (t("account-help-trouble")) }
        ul {
            li { (t("account-help-old")) }
            li { (request.say(&forgot)) }
            li { (t("account-help-tries")) }
        }
        h2 { (t("account-help-safe")) }
        p { (request.say(&leave)) }
        div.buttons {
            (button::link(&t("hdr-login"), &request.to(paths::LOGIN)))
            (button::quiet_link(&t("account-register-do"), &request.to(paths::REGISTER)))
        }
    })
}
