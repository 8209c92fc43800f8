//! The questions before step 1: who may get an e-visa, so that nobody registers or pays for what cannot be given.

use maud::{Markup, html};

use super::{ELIGIBILITY, judged, or_refused, standing};
use crate::{
    domain::{
        calendar::almaty_date,
        category::Category,
        countries,
        dates::date_parse,
        eligibility::{Answers, Eligibility, evaluate},
        person::Nationality,
        refusal::{FieldFault, Message, Refusal},
    },
    web::{
        components::{button, choice, field::Field},
        fields::Fields,
        form::FormView,
        layout::Page,
        paths,
        portal::{
            service,
            words::{categories, nationalities, profile},
        },
        request::Request,
        response::Response,
    },
};

/// The fields of the form, in the order of the page.
pub(super) const FIELDS: [&str; 5] = ["nationality", "category", "children", "passport_until", "pages"];
/// Present once the notices were read.
pub(super) const ANYWAY: &str = "anyway";

/// The questions; what the address already answers is filled in.
pub(super) async fn page(request: Request) -> Response {
    let values = request.query.clone();
    show(&request, &FormView::filled(&request, values))
}

/// The answers: back with what to mend, on to step 1, or why not.
pub(super) async fn answered(request: Request) -> Response {
    let answers = match parse(&request) {
        Ok(answers) => answers,
        Err(faults) => return show(&request, &FormView::again(&request, faults)),
    };
    match evaluate(&answers, profile(&request), almaty_date(request.now)) {
        Eligibility::NotEligible { reason, instead } => judged::not_eligible(&request, (&reason, &instead)),
        Eligibility::Eligible { notices } if !notices.is_empty() && !request.form.ticked(ANYWAY) => {
            judged::notices(&request, &notices)
        }
        Eligibility::Eligible { .. } => or_refused(&request, begin(&request, &answers).await),
    }
}

/// Begin the application; a visitor signs in first and finds the answers again afterwards.
async fn begin(request: &Request, answers: &Answers) -> Result<Response, Refusal> {
    if request.session.is_none() {
        return Ok(sign_in_first(request));
    }
    let answers = answers.clone();
    let id = request.run(move |cx, inside| inside.services.application_begin(&cx, &answers)).await?;
    Ok(Response::go(&standing::page(request, id, "step-1")))
}

fn sign_in_first(request: &Request) -> Response {
    let given = FIELDS.iter().map(|name| (*name, request.form.get(name)));
    let answers = form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
    let back = format!("{}?{answers}", request.to(ELIGIBILITY));
    let next: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
    Response::go(&format!("{}?next={next}", request.to(paths::LOGIN)))
}

fn show(request: &Request, form: &FormView<'_>) -> Response {
    let action = request.to(ELIGIBILITY);
    Page::new(request, &request.t("wizard-eligibility-title")).faulty(form).show(html! {
        (button::back(&request.t("back"), &request.to(service::PATH)))
        (form.error_summary())
        p.lead { (request.t("wizard-eligibility-lead")) }
        (super::form(request, &action, questions(request, form)))
    })
}

fn questions(request: &Request, form: &FormView<'_>) -> Markup {
    let t = |key| request.t(key);
    let rules = profile(request).passport;
    let until = request.say(&Message::new("wizard-passport-until-hint").with("months", rules.months_required));
    let pages = request.say(&Message::new("wizard-pages").with("pages", rules.blank_pages));
    let yes_no = [("no".to_owned(), t("no")), ("yes".to_owned(), t("yes"))];
    let yes_first = [("yes".to_owned(), t("yes")), ("no".to_owned(), t("no"))];
    let children = (t("wizard-children"), t("wizard-children-hint"));
    html! {
        (choice::select(form, "nationality", (&t("f-nationality"), Some(&t("wizard-nationality-hint"))), &nationalities(request)))
        (choice::radios(form, "category", (&t("wizard-category"), Some(&t("wizard-category-hint"))), &categories(request)))
        (choice::radios(form, "children", (&children.0, Some(&children.1)), &yes_no))
        (Field::date("passport_until", &t("wizard-passport-until")).hint(&until).show(form))
        (choice::radios(form, "pages", (&pages, None), &yes_first))
        div.buttons { (button::submit(&t("continue"))) }
    }
}

fn parse(request: &Request) -> Result<Answers, Vec<FieldFault>> {
    let form = &request.form;
    let mut faults = Vec::new();
    let mut fault = |field: &'static str, message: Message| faults.push(FieldFault { field, message });
    let nationality = nationality_parse(form.get("nationality"));
    if nationality.is_none() {
        fault("nationality", Message::new("field-country"));
    }
    let category = form.get("category").parse::<Category>().ok();
    if category.is_none() {
        fault("category", Message::new("wizard-category-missing"));
    }
    let children = yes_or_no(form, "children");
    if children.is_none() {
        fault("children", Message::new("wizard-children-missing"));
    }
    let until = date_parse(form.get("passport_until"));
    if let Err(wrong) = until {
        fault("passport_until", wrong.message());
    }
    let pages = yes_or_no(form, "pages");
    if pages.is_none() {
        fault("pages", Message::new("wizard-pages-missing"));
    }
    let (Some(nationality), Some(category), Ok(until), Some(enough)) = (nationality, category, until, pages) else {
        return Err(faults);
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let needed = profile(request).passport.blank_pages;
    let blank_pages = if enough { needed } else { needed.saturating_sub(1) };
    let known = Answers::new(nationality, category);
    Ok(Answers { passport_expires_on: Some(until), blank_pages: Some(blank_pages), children_along: children, ..known })
}

/// A nationality that a passport can have.
pub(super) fn nationality_parse(code: &str) -> Option<Nationality> {
    countries::is_known(code).then(|| code.parse().ok()).flatten()
}

fn yes_or_no(form: &Fields, name: &str) -> Option<bool> {
    match form.get(name) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}
