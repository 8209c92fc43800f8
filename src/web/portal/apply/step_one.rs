//! Step 1 (figure 4): five facts of passport and invitation, kept as typed whatever happens, matched against the register.

use std::collections::BTreeMap;

use hyper::header;
use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::{application, eligibility::nationality_parse, or_refused, passport, standing, step_one_page::show};
use crate::{
    domain::{
        application::{ApplicationId, ApplicationState, DRAFT_AGE},
        calendar::almaty_date,
        dates::past_date_parse,
        person::{Sex, Traveller},
        refusal::{FieldFault, Message, Refusal},
    },
    locale::format,
    services::application::StepOne,
    web::{
        components::tag::Tone, fields::Fields, flash::Flash, form::FormView, guard::rate::Budget, paths,
        request::Request, response::Response,
    },
};

/// The required fields of figure 4, in the order of the page.
pub(super) const FIELDS: [&str; 5] = ["invitation", "passport", "sex", "birth_date", "nationality"];
/// Look-ups of one account: ten typing errors at once, then one every three minutes, so that numbers cannot be tried out.
const LOOKUPS_OF_ACCOUNT: Budget = Budget { burst: 10, refill_ms: 180_000 };
/// Look-ups of one invitation by all accounts of one network: passport facts cannot be tried out either. Not by all networks together:
/// then anybody who knows a number could keep the invited person out.
const LOOKUPS_OF_INVITATION_AT_PLACE: Budget = Budget { burst: 10, refill_ms: 180_000 };
/// Seconds of a minute.
const MINUTE_S: u32 = 60;

/// The form with what was typed before; an application that is further leads on to where it stands.
pub(super) async fn page(request: Request) -> Response {
    let answer = async {
        let view = application(&request).await?;
        if view.application.state != ApplicationState::Draft {
            return Ok(standing::go_on(&request, &view));
        }
        let form = FormView::filled(&request, view.application.typed.clone().into_iter().collect());
        Ok(show(&request, &form, None))
    };
    or_refused(&request, answer.await)
}

/// The form was sent: to read the two lines, to continue later, or to go on.
pub(super) async fn sent(request: Request) -> Response {
    let answer = async {
        let id: ApplicationId = request.param_as("id")?;
        if request.form.ticked("fill") {
            return lines_read(&request, id).await;
        }
        if let Some(elsewhere) = keep(&request, id, &request.form).await? {
            return Ok(elsewhere);
        }
        if request.form.ticked("later") {
            return Ok(kept_for_later(&request));
        }
        matched(&request, id).await
    };
    or_refused(&request, answer.await)
}

/// Keep what was typed. An application that is no draft any more answers with the way on.
async fn keep(request: &Request, id: ApplicationId, form: &Fields) -> Result<Option<Response>, Refusal> {
    let typed: BTreeMap<String, String> =
        FIELDS.iter().map(|name| ((*name).to_owned(), form.raw(name).unwrap_or_default().to_owned())).collect();
    match request.run(move |cx, inside| inside.services.application_draft_keep(&cx, id, &typed)).await {
        Ok(()) => Ok(None),
        Err(Refusal::Denied(_)) => Ok(Some(standing::go_on(request, &application(request).await?))),
        Err(refusal) => Err(refusal),
    }
}

fn kept_for_later(request: &Request) -> Response {
    let until = format::date(request.lang, format::date_in_almaty(request.now + DRAFT_AGE));
    let message = Message::new("wizard-kept").with("date", until);
    Response::go(&request.to(paths::SERVICES)).with_flash(Flash { tone: Tone::Ok, message })
}

/// "Read the two lines": the fields they name are filled, whatever was typed into the others stays.
async fn lines_read(request: &Request, id: ApplicationId) -> Result<Response, Refusal> {
    let read = passport::read(&request.form, almaty_date(request.now));
    let filled = read.as_ref().map(passport::fill).unwrap_or_default();
    let typed = request.form.iter().filter(|(name, _)| filled.iter().all(|(by_lines, _)| by_lines != name));
    let values: Fields = typed
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .chain(filled.iter().map(|(name, value)| ((*name).to_owned(), value.clone())))
        .collect();
    if let Some(elsewhere) = keep(request, id, &values).await? {
        return Ok(elsewhere);
    }
    Ok(match read {
        Ok(zone) => show(request, &FormView::filled(request, values), Some(&zone)),
        Err(fault) => show(request, &FormView::again(request, vec![fault]), None),
    })
}

/// "Next": parse, look the invitation up, go on to the confirmation.
async fn matched(request: &Request, id: ApplicationId) -> Result<Response, Refusal> {
    let again = |faults| Ok(show(request, &FormView::again(request, faults), None));
    let facts = match parse(&request.form, almaty_date(request.now)) {
        Ok(facts) => facts,
        Err(faults) => return again(faults),
    };
    if let Err(retry_after_s) = lookup_allow(request, &facts) {
        let message = Message::new("wizard-lookup-wait").with("minutes", retry_after_s.div_ceil(MINUTE_S));
        return again(vec![FieldFault { field: "invitation", message }]).map(|page| {
            page.with_status(hyper::StatusCode::TOO_MANY_REQUESTS)
                .with_header(header::RETRY_AFTER, &retry_after_s.to_string())
        });
    }
    match request.run(move |cx, inside| inside.services.application_match(&cx, id, &facts)).await {
        Ok(()) => Ok(Response::go(&standing::page(request, id, "confirm"))),
        // Which field differs is not told: it would help a guesser. The sentence stands at the first field.
        Err(Refusal::Denied(message)) => again(vec![FieldFault { field: "invitation", message }]),
        Err(refusal) => Err(refusal),
    }
}

/// Take a permission to look up; refused, the seconds to wait.
fn lookup_allow(request: &Request, facts: &StepOne) -> Result<(), u32> {
    let account = request.actor().account().map(|id| id.to_string()).unwrap_or_default();
    let place = request.cx().place().unwrap_or_default();
    let of_invitation = format!("lookup-invitation:{place}:{}", facts.invitation);
    let taken = request
        .allow(&format!("lookup-account:{account}"), LOOKUPS_OF_ACCOUNT)
        .and_then(|()| request.allow(&of_invitation, LOOKUPS_OF_INVITATION_AT_PLACE));
    match taken {
        Err(Refusal::TooMany { retry_after_s }) => Err(retry_after_s),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The five facts, or what to mend in the order of the page. Full-width digits and letters are read as their narrow ones.
fn parse(form: &Fields, today: Date) -> Result<StepOne, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let mut fault = |field: &'static str, message: Message| faults.push(FieldFault { field, message });
    let narrow = |name: &str| form.get(name).nfkc().collect::<String>();
    let invitation = narrow("invitation").parse().ok();
    if invitation.is_none() {
        fault("invitation", Message::new("field-invitation"));
    }
    let passport = narrow("passport").parse().ok();
    if passport.is_none() {
        fault("passport", Message::new("field-passport-number"));
    }
    let sex = form.get("sex").parse::<Sex>().ok();
    if sex.is_none() {
        fault("sex", Message::new("wizard-sex-missing"));
    }
    let birth_date = past_date_parse(form.get("birth_date"), today);
    if let Err(wrong) = birth_date {
        fault("birth_date", wrong.message());
    }
    let nationality = nationality_parse(form.get("nationality"));
    if nationality.is_none() {
        fault("nationality", Message::new("field-country"));
    }
    match (invitation, passport, sex, birth_date, nationality) {
        (Some(invitation), Some(passport), Some(sex), Ok(birth_date), Some(nationality)) => {
            Ok(StepOne { invitation, traveller: Traveller { passport, sex, birth_date, nationality } })
        }
        _ => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2022, 6, 8);
    const WELL: [(&str, &str); 5] = [
        ("invitation", "3622000299"),
        ("passport", "E12345678"),
        ("sex", "F"),
        ("birth_date", "13.04.1990"),
        ("nationality", "CHN"),
    ];

    fn faults(changed: &str, value: &str) -> Vec<(&'static str, String)> {
        let form: Fields =
            WELL.iter().map(|(name, well)| (*name, if *name == changed { value } else { *well })).collect();
        match parse(&form, TODAY) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.into_iter().map(|fault| (fault.field, fault.message.key)).collect(),
        }
    }

    #[test]
    fn the_five_facts_are_read_as_people_type_them() {
        for (name, value) in [
            ("invitation", " 362 200 0299"),
            ("invitation", "３６２２０００２９９"),
            ("passport", "e 1234 5678"),
            ("birth_date", "1990-04-13"),
            ("birth_date", "08.06.2022"),
        ] {
            assert_eq!(faults(name, value), [], "{name} {value}");
        }
    }

    #[test]
    fn each_field_says_what_to_mend() {
        for (name, value, key) in [
            ("invitation", "362200029", "field-invitation"),
            ("passport", "Е1", "field-passport-number"),
            ("sex", "", "wizard-sex-missing"),
            ("birth_date", "31.02.1990", "date-impossible"),
            ("birth_date", "09.06.2022", "date-in-future"),
            ("birth_date", "04.1990", "date-part-missing"),
            ("nationality", "QQQ", "field-country"),
        ] {
            assert_eq!(faults(name, value), [(name, key.to_owned())], "{name} {value}");
        }
    }
}
