//! Step 1, confirmation (figure 5): what was entered, who invites, where the traveller will stay, and the declaration.

use maud::{Markup, html};

use super::{
    application, or_refused, standing,
    step_one_page::{STEPS, sex_name},
};
use crate::{
    domain::{
        application::ApplicationState,
        invitation::{Invitation, InvitationId},
        person::Traveller,
        refusal::{FieldFault, Message, Refusal},
    },
    locale::{self, format},
    services::application::ApplicationView,
    web::{
        components::{
            button,
            choice::declaration,
            list::{SummaryRow, summary},
            steps,
        },
        form::FormView,
        layout::Page,
        portal::words::category_key,
        request::Request,
        response::Response,
    },
};

/// The field that names the invitation that was shown.
const INVITATION: &str = "invitation";

/// What was matched, to be declared; an application that is elsewhere leads there.
pub(super) async fn page(request: Request) -> Response {
    let answer = async { Ok(show(&request, &application(&request).await?, &FormView::empty(&request))) };
    or_refused(&request, answer.await)
}

/// "Next" counts only with the declaration. Sent twice, it is submitted once.
pub(super) async fn sent(request: Request) -> Response {
    or_refused(&request, submitted(&request).await)
}

async fn submitted(request: &Request) -> Result<Response, Refusal> {
    let view = application(request).await?;
    if view.application.state != ApplicationState::Draft {
        return Ok(standing::go_on(request, &view));
    }
    // Another tab may have matched another invitation meanwhile: only what was shown is declared.
    let shown = request.form.raw(INVITATION).map(str::to_owned);
    let is_shown = shown.is_none_or(|shown| view.application.invitation.is_some_and(|id| id.to_string() == shown));
    if !is_shown || !request.form.ticked("confirm") {
        let fault = FieldFault { field: "confirm", message: Message::new("wizard-confirm-missing") };
        return Ok(show(request, &view, &FormView::again(request, vec![fault])));
    }
    let id = view.application.id;
    request.run(move |cx, inside| inside.services.application_submit(&cx, id)).await?;
    Ok(Response::go(&standing::page(request, id, "step-2")))
}

fn show(request: &Request, view: &ApplicationView, form: &FormView<'_>) -> Response {
    let (ApplicationState::Draft, Some(invitation), Some(traveller)) =
        (view.application.state, &view.invitation, &view.application.traveller)
    else {
        return standing::go_on(request, view);
    };
    let t = |key| request.t(key);
    let id = view.application.id;
    Page::new(request, &t("wiz-title")).faulty(form).show(html! {
        (button::back(&t("back"), &standing::page(request, id, "step-1")))
        (form.error_summary())
        (steps::step(request, (1, STEPS), &t("wizard-confirm-title")))
        p { (t("wizard-confirm-lead")) }
        (entered(request, (invitation, traveller), &standing::page(request, id, "step-1")))
        (invited(request, invitation))
        (declare(request, form, (invitation.id, &standing::page(request, id, "withdraw"))))
    })
}

/// The declaration and its buttons.
fn declare(request: &Request, form: &FormView<'_>, (invitation, cancel): (InvitationId, &str)) -> Markup {
    let inside = html! {
        input type="hidden" name=(INVITATION) value=(invitation);
        (declaration(form, "confirm", &request.t("s1-confirm")))
        p { (request.t("wizard-confirm-next")) }
        (button::submit_or(&request.t("b-next"), (&request.t("b-cancel"), cancel)))
    };
    super::form(request, &request.path, inside)
}

/// The five facts, each with the way to change it.
fn entered(request: &Request, (invitation, traveller): (&Invitation, &Traveller), change: &str) -> Markup {
    let t = |key| request.t(key);
    let rows = [
        ("f-invitation", invitation.number.to_string(), "invitation"),
        ("f-passport", traveller.passport.to_string(), "passport"),
        ("f-sex", sex_name(request, traveller.sex), "sex"),
        ("f-dob", format::date(request.lang, traveller.birth_date), "birth_date"),
        ("f-nationality", locale::country(request.lang, traveller.nationality.as_str()), "nationality"),
    ]
    .map(|(key, value, field)| (t(key), value, format!("{change}#field-{field}")));
    let rows: Vec<SummaryRow<'_>> =
        rows.iter().map(|(term, value, href)| SummaryRow { term, value, change: Some(href) }).collect();
    html! { h3 { (t("wizard-confirm-entered")) } (summary(request, &rows)) }
}

/// What the invitation says: visa, inviter, address of stay. It can be changed by the inviting side only.
fn invited(request: &Request, invitation: &Invitation) -> Markup {
    let (t, lang) = (|key| request.t(key), request.lang);
    let (from, to) = (format::date(lang, invitation.valid_from), format::date(lang, invitation.valid_to));
    let period = request.say(&Message::new("col-fromto").with("a", from).with("b", to));
    html! {
        h3 { (t("wizard-confirm-visa")) }
        (summary(request, &[
            SummaryRow::fixed(&t("wizard-category"), &t(category_key(invitation.category))),
            SummaryRow::fixed(&t("col-name"), &invitation.name.full()),
            SummaryRow::fixed(&t("wizard-visa-period"), &period),
            SummaryRow::fixed(&t("svc-entries"), &t("wizard-entries-single")),
        ]))
        h3 { (t("s1-inviter")) }
        (summary(request, &[
            SummaryRow::fixed(&t("f-iin"), &invitation.inviter.tax_id),
            SummaryRow::fixed(&t("f-org"), &invitation.inviter.name),
            SummaryRow::fixed(&t("f-addr"), &invitation.inviter.address),
        ]))
        h3 { (t("s1-stay")) }
        (summary(request, &[
            SummaryRow::fixed(&t("f-region"), &invitation.stay.region),
            SummaryRow::fixed(&t("f-street"), &invitation.stay.street),
            SummaryRow::fixed(&t("f-house"), &invitation.stay.house),
        ]))
        p.muted { (t("wizard-confirm-inviter-mends")) }
    }
}
