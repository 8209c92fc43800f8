//! Personal account: change the password; see and end sessions.

use maud::html;

use super::{
    again,
    fields::{self, Faults, password_parse},
    limits, or_refused, second,
    sessions::{self, END},
};
use crate::{
    domain::{
        refusal::{Message, Refusal},
        session::{SESSION_AGE, SESSION_IDLE},
    },
    web::{
        components::{button, tag::Tone},
        flash::Flash,
        form::FormView,
        layout::{AccountPage, Page},
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// Where the new password is sent; what is wrong with it is shown there, without the list of sessions.
const PASSWORD: &str = "/account/security/password";

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/account/security", Access::SignedIn, page),
        get("/{lang}/account/security/password", Access::SignedIn, |request| async move {
            show(&request, &FormView::empty(&request))
        }),
        post("/{lang}/account/security/password", Access::SignedIn, sent),
        post("/{lang}/account/security/end", Access::SignedIn, end),
    ]
}

async fn page(request: Request) -> Response {
    let token = request.session.as_ref().map(|session| session.token.clone()).unwrap_or_default();
    let listed = request.run(move |cx, inside| inside.services.session_list(&cx, &token)).await;
    let second = match second::part_read(&request).await {
        Ok(standing) => second::part(&request, &standing),
        Err(refusal) => return or_refused(&request, Err(refusal)),
    };
    let t = |key| request.t(key);
    let lasts = Message::new("account-sessions-last")
        .with("minutes", SESSION_IDLE.as_mins())
        .with("hours", SESSION_AGE.as_hours());
    let shown = listed.map(|listed| {
        Page::new(&request, &t("web-menu-security")).in_account(AccountPage::Security).wide().show(html! {
            h2 { (t("account-password")) }
            p { (t("account-password-text")) }
            div.buttons { (button::link(&t("account-password-change"), &request.to(PASSWORD))) }
            (second)
            h2 { (t("account-sessions-title")) }
            p { (t("account-sessions-text")) " " (request.say(&lasts)) }
            (sessions::table(&request, &listed))
        })
    });
    or_refused(&request, shown)
}

fn show(request: &Request, form: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    let inside = html! {
        (fields::password(form, "old_password", &t("account-password-old")))
        (fields::password_new(form, &t("account-password-new")))
        (button::submit_or(&t("account-password-save"), (&t("b-cancel"), &request.to(paths::SECURITY))))
    };
    Page::new(request, &t("account-password-change")).in_account(AccountPage::Security).faulty(form).show(html! {
        p { (t("account-password-text")) }
        (form.show(&request.to(PASSWORD), inside))
    })
}

async fn sent(request: Request) -> Response {
    match change(&request).await {
        Ok(()) => {
            let flash = Flash { tone: Tone::Ok, message: Message::new("account-password-set") };
            Response::go(&request.to(paths::LOGIN)).signing_out().with_flash(flash)
        }
        Err(refusal) => again(&request, show, ("old_password", refusal)),
    }
}

async fn change(request: &Request) -> Result<(), Refusal> {
    let mut faults = Faults::default();
    let old = faults.note("old_password", password_parse(&request.form, "old_password"));
    let new = faults.note("password", password_parse(&request.form, "password"));
    let (old, new) = old.zip(new).ok_or(Refusal::Fields(faults.0))?;
    limits::password(request)?;
    request.run(move |cx, inside| inside.services.account_password_change(&cx, &old, &new)).await
}

/// End the session that was chosen, or all but this one.
async fn end(request: Request) -> Response {
    let token = request.session.as_ref().map(|session| session.token.clone()).unwrap_or_default();
    let chosen = request.form.get(END).to_owned();
    let ended = if chosen.is_empty() {
        request.run(move |cx, inside| inside.services.session_end_others(&cx, &token)).await
    } else {
        request.run(move |cx, inside| inside.services.session_end_chosen(&cx, &chosen)).await
    };
    let flash = Flash { tone: Tone::Ok, message: Message::new("account-sessions-ended") };
    or_refused(&request, ended.map(|()| Response::go(&request.to(paths::SECURITY)).with_flash(flash)))
}
