//! The list of sessions: since when, from which network, last use, and a button that ends each.

use maud::{Markup, html};

use crate::{
    locale::format,
    services::session::SessionSeen,
    web::{
        components::{
            form::csrf_field,
            table::Table,
            tag::{Tone, tag},
        },
        request::Request,
    },
};

/// The field that names a session to end.
pub(super) const END: &str = "session";
/// Where sessions are ended.
const END_PATH: &str = "/account/security/end";

/// The table, and the button that ends all others.
pub(super) fn table(request: &Request, listed: &[SessionSeen]) -> Markup {
    let t = |key| request.t(key);
    let columns = [
        t("account-session-began"),
        t("account-session-used"),
        t("account-session-device"),
        t("account-session-network"),
        t("account-session-state"),
    ];
    let rows = listed.iter().map(|one| row(request, one)).collect();
    let shown =
        Table { caption: &t("account-sessions-caption"), columns: &columns.each_ref().map(String::as_str), rows };
    html! {
        (shown.show())
        @if 1 < listed.len() {
            form method="post" action=(request.to(END_PATH)) data-once {
                (csrf_field(request))
                div.buttons { button.button.button-quiet { (t("account-sessions-end-others")) } }
            }
        }
    }
}

fn row(request: &Request, one: &SessionSeen) -> Vec<Markup> {
    let network = one.place.clone().unwrap_or_else(|| request.t("none-given"));
    let device = one.device.clone().unwrap_or_else(|| request.t("none-given"));
    vec![
        html! { (format::date_time(request.lang, one.opened_at)) },
        html! { (format::date_time(request.lang, one.seen_at)) },
        html! { (device) },
        html! { (network) },
        if one.is_this { tag(Tone::Ok, &request.t("account-session-this")) } else { end_button(request, one) },
    ]
}

fn end_button(request: &Request, one: &SessionSeen) -> Markup {
    html! {
        form method="post" action=(request.to(END_PATH)) data-once {
            (csrf_field(request))
            input type="hidden" name=(END) value=(one.mark);
            button.as-link type="submit" {
                (request.t("account-session-end"))
                span.unseen { " " (format::date_time(request.lang, one.opened_at)) }
            }
        }
    }
}
