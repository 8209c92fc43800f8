//! The start page, and the portal's services after signing in (figure 2).

use maud::{Markup, html};

use super::{
    apply::standing,
    words::{airports, category_key, fees, profile, promised_day},
};
use crate::{
    domain::{
        application::{ApplicationState, DRAFT_AGE},
        refusal::{Message, Refusal},
    },
    locale::format,
    services::application::ApplicationView,
    web::{
        components::{
            button,
            list::{SummaryRow, summary},
            tile,
        },
        errors,
        layout::Page,
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get},
    },
};

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/{lang}", Access::Public, start), get("/{lang}/services", Access::Public, services)]
}

async fn start(request: Request) -> Response {
    let t = |key| request.t(key);
    let passport = profile(&request).passport;
    let needed = Message::new("wizard-start-passport")
        .with("months", passport.months_required)
        .with("pages", passport.blank_pages);
    Page::new(&request, &t("wizard-start-title")).show(html! {
        p.lead { (t("wizard-start-lead")) }
        h2 { (t("wizard-start-need")) }
        ul {
            li { (t("wizard-start-invitation")) }
            li { (request.say(&needed)) }
            li { (t("wizard-start-pay")) }
        }
        div.buttons {
            (button::link(&t("wizard-start-now"), &request.to(super::service::PATH)))
            (button::quiet_link(&t("wizard-start-may-i"), &request.to(super::apply::ELIGIBILITY)))
        }
        h2 { (t("svc-fee")) }
        (fees(&request))
        p { (t("note-norefund")) "." }
        h2 { (t("svc-term")) }
        p { (t("svc-term-v")) }
        p { (promised_day(&request)) }
        h2 { (t("wizard-start-border")) }
        ul {
            li { (airports(&request)) }
            @if !profile(&request).children_admitted { li { (t("note-children")) } }
            li { (t("note-print")) }
            li { (t("note-carry")) }
        }
    })
}

async fn services(request: Request) -> Response {
    let open = match open_applications(&request).await {
        Ok(open) => open,
        Err(refusal) => return errors::refused(&request, refusal),
    };
    let t = |key| request.t(key);
    let tiles = [
        tile::service(&t("svc-evisa"), &t("wizard-tile-evisa"), &request.to(super::service::PATH)),
        tile::service(&t("wizard-tile-visas-title"), &t("wizard-tile-visas"), &request.to(paths::VISAS)),
        tile::service(&t("help-title"), &t("wizard-tile-help"), &request.to(paths::HELP)),
    ];
    Page::new(&request, &t("home-title")).wide().show(html! {
        @if !open.is_empty() {
            section aria-labelledby="open-applications" {
                h2 #open-applications { (t("wizard-open-title")) }
                @for view in &open { (open_application(&request, view)) }
            }
        }
        (tile::tiles(&tiles))
    })
}

/// What the signed-in person began and did not finish; nothing for a visitor.
async fn open_applications(request: &Request) -> Result<Vec<ApplicationView>, Refusal> {
    if request.session.is_none() {
        return Ok(Vec::new());
    }
    let mut all = request.run(|cx, inside| inside.services.application_list(&cx)).await?;
    all.retain(|view| matches!(view.application.state, ApplicationState::Draft | ApplicationState::Submitted));
    Ok(all)
}

fn open_application(request: &Request, view: &ApplicationView) -> Markup {
    let (t, application) = (|key| request.t(key), &view.application);
    let draft = application.state == ApplicationState::Draft;
    let number = match &view.invitation {
        Some(invitation) => invitation.number.to_string(),
        None => application.typed.get("invitation").cloned().unwrap_or_default(),
    };
    let kept = format::date(request.lang, format::date_in_almaty(application.changed_at + DRAFT_AGE));
    let state = if draft {
        request.say(&Message::new("wizard-open-draft").with("date", kept))
    } else {
        t("wizard-open-unpaid")
    };
    let go_on = if draft { t("continue") } else { t("wizard-open-pay") };
    html! {
        div.open-application {
            (summary(request, &[
                SummaryRow::fixed(&t("wizard-category"), &t(category_key(application.category))),
                SummaryRow::fixed(&t("f-invitation"), &number),
                SummaryRow::fixed(&t("wizard-open-state"), &state),
            ]))
            div.buttons {
                (button::link(&go_on, &standing::way_on(request, view)))
                (button::quiet_link(&t("wizard-discard"), &standing::page(request, application.id, "withdraw")))
            }
        }
    }
}
