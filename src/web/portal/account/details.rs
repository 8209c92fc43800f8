//! Personal account: my details (figure 8.3).

use maud::html;

use super::{
    again, egov, email,
    fields::{self, Faults, lang_parse, name_parse, name_printable},
    or_refused, privacy, signature_mine,
};
use crate::{
    domain::{
        account::Account,
        lang::Lang,
        person::{NamePart, PersonName},
        refusal::{Message, Refusal},
    },
    web::{
        components::{
            button,
            list::{SummaryRow, summary},
            tag::Tone,
        },
        fields::Fields,
        flash::Flash,
        form::FormView,
        layout::{AccountPage, Page},
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/{lang}/account", Access::SignedIn, page), post("/{lang}/account", Access::SignedIn, sent)]
}

async fn page(request: Request) -> Response {
    let account = request.run(|cx, inside| inside.services.account_view(&cx)).await;
    or_refused(&request, account.map(|account| show(&request, &FormView::filled(&request, known(&account)))))
}

/// What is known, as the form has it.
fn known(account: &Account) -> Fields {
    let part = |part: &Option<NamePart>| part.as_ref().map(NamePart::as_str).unwrap_or_default().to_owned();
    let name = &account.name;
    [
        ("surname", name.surname.to_string()),
        ("given", part(&name.given)),
        ("patronymic", part(&name.patronymic)),
        ("lang", account.lang.code().to_owned()),
    ]
    .into_iter()
    .collect()
}

async fn sent(request: Request) -> Response {
    match change(&request).await {
        Ok(()) => {
            let flash = Flash { tone: Tone::Ok, message: Message::new("account-details-saved") };
            Response::go(&request.to(paths::ACCOUNT)).with_flash(flash)
        }
        Err(refusal) => again(&request, show, ("surname", refusal)),
    }
}

async fn change(request: &Request) -> Result<(), Refusal> {
    let (name, lang) = parse(request)?;
    request.run(move |cx, inside| inside.services.account_details_change(&cx, &name, lang)).await
}

fn parse(request: &Request) -> Result<(PersonName, Lang), Refusal> {
    let (form, mut faults) = (&request.form, Faults::default());
    let name = name_parse(form, &mut faults).and_then(|name| name_printable(request, name, &mut faults));
    let lang = faults.note("lang", lang_parse(form));
    name.zip(lang).ok_or(Refusal::Fields(faults.0))
}

fn show(request: &Request, form: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    let email = request.session.as_ref().and_then(|session| session.facts.email.clone()).unwrap_or_default();
    let inside = html! {
        (fields::name(form))
        (fields::lang(form))
        div.buttons { (button::submit(&t("save"))) }
    };
    Page::new(request, &t("acc-me")).in_account(AccountPage::Details).faulty(form).show(html! {
        (summary(request, &[SummaryRow::fixed(&t("account-email"), &email)]))
        p { a href=(request.to(email::PATH)) { (t("account-email-change")) } }
        (form.show(&request.to(paths::ACCOUNT), inside))
        (signature_mine::link(request))
        (egov::link(request))
        (privacy::link(request))
    })
}
