//! The forms that propose: revoke and annul with a ground, correct with the right facts.

use maud::{Markup, html};

use super::{
    super::{may, or_refused},
    address,
    file::{self, event_key, title},
};
use crate::{
    domain::{
        permission::Permission,
        person::Sex,
        visa::{Visa, VisaEvent, VisaGround},
    },
    locale::visa::ground_key,
    web::{
        components::{
            button,
            choice::{Choice, nationalities, radios, select},
            field::{Field, Width, text_area},
        },
        fields::Fields,
        form::FormView,
        layout::{OfficePage, Page},
        request::Request,
        response::Response,
    },
};

pub(super) async fn revoke(request: Request) -> Response {
    open(&request, VisaEvent::Revoke).await
}

pub(super) async fn annul(request: Request) -> Response {
    open(&request, VisaEvent::Annul).await
}

pub(super) async fn reissue(request: Request) -> Response {
    open(&request, VisaEvent::Replace).await
}

async fn open(request: &Request, event: VisaEvent) -> Response {
    let file = file::read(request).await;
    or_refused(
        request,
        file.map(|file| {
            let form = match event {
                VisaEvent::Replace => FormView::filled(request, values(&file.visa)),
                VisaEvent::Revoke | VisaEvent::Annul => FormView::empty(request),
            };
            show(request, (&file.visa, event), &form)
        }),
    )
}

/// The facts of the visa, to be corrected where they are wrong.
fn values(visa: &Visa) -> Fields {
    let part =
        |part: &Option<crate::domain::person::NamePart>| part.as_ref().map(ToString::to_string).unwrap_or_default();
    let holder = &visa.traveller;
    [
        ("surname", visa.name.surname.to_string()),
        ("given", part(&visa.name.given)),
        ("patronymic", part(&visa.name.patronymic)),
        ("passport", holder.passport.to_string()),
        ("sex", holder.sex.code().to_owned()),
        ("birth_date", holder.birth_date.strftime("%d.%m.%Y").to_string()),
        ("nationality", holder.nationality.to_string()),
    ]
    .into_iter()
    .collect()
}

/// The form, empty, filled or again with what is to be mended.
pub(super) fn show(request: &Request, (visa, event): (&Visa, VisaEvent), form: &FormView<'_>) -> Response {
    let action = address(request, visa.id, &format!("/{}", event.name()));
    let (heading, text) = (request.t(event_key(event)), request.t(text_key(event)));
    Page::new(request, &heading).in_office(OfficePage::Visas).faulty(form).show(html! {
        (button::back(&title(request, visa), &address(request, visa.id, "")))
        p.lead { (text) }
        @if may(request, Permission::VisaPropose) {
            (form.show(&action, html! {
                @match event {
                    VisaEvent::Replace => (facts(form)),
                    VisaEvent::Revoke | VisaEvent::Annul => (grounds(form, event)),
                }
                (text_area(form, "reason", (&request.t("office-visa-reason"), Some(&request.t("office-visa-reason-hint")))))
                (button::submit(&request.t("office-visa-propose")))
            }))
        }
    })
}

const fn text_key(event: VisaEvent) -> &'static str {
    match event {
        VisaEvent::Revoke => "office-visa-revoke-text",
        VisaEvent::Annul => "office-visa-annul-text",
        VisaEvent::Replace => "office-visa-reissue-text",
    }
}

fn grounds(form: &FormView<'_>, event: VisaEvent) -> Markup {
    let t = |key| form.request.t(key);
    let choices: Vec<Choice> = VisaGround::ALL
        .into_iter()
        .filter(|ground| ground.carries(event))
        .map(|ground| (ground.name().to_owned(), t(ground_key(ground))))
        .collect();
    radios(form, "ground", (&t("office-visa-ground"), None), &choices)
}

fn facts(form: &FormView<'_>) -> Markup {
    let t = |key| form.request.t(key);
    let sexes = [(Sex::F, "web-sex-f"), (Sex::M, "web-sex-m"), (Sex::X, "web-sex-x")];
    let sexes: Vec<Choice> = sexes.into_iter().map(|(sex, key)| (sex.code().to_owned(), t(key))).collect();
    html! {
        (Field::text("surname", &t("account-surname")).hint(&t("office-visa-correct-hint")).verbatim().show(form))
        (Field::text("given", &t("account-given")).optional().verbatim().show(form))
        (Field::text("patronymic", &t("account-patronymic")).optional().verbatim().show(form))
        (Field::code("passport", &t("f-passport")).hint(&t("wizard-passport-hint")).show(form))
        (radios(form, "sex", (&t("f-sex"), None), &sexes))
        (Field::date("birth_date", &t("f-dob")).hint(&t("wizard-birth-date-hint")).width(Width::Short).show(form))
        (select(form, "nationality", (&t("f-nationality"), None), &nationalities(form)))
    }
}
