//! What staff do with a visa: each parses, calls one service, and leads back to the visa with what happened.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::{super::or_refused, address, file, forms};
use crate::{
    domain::{
        calendar::almaty_date,
        countries,
        dates::past_date_parse,
        person::{NamePart, Nationality, PersonName, Sex, Traveller},
        refusal::{FieldFault, Message, Refusal},
        visa::{Correction, VisaEvent, VisaGround, VisaId},
    },
    services::{payment::Verdict, visa_life::Why},
    web::{components::tag::Tone, fields::Fields, flash::Flash, form::FormView, request::Request, response::Response},
};

pub(super) async fn revoke(request: Request) -> Response {
    let proposed = withdraw(&request, VisaEvent::Revoke).await;
    done(&request, VisaEvent::Revoke, proposed).await
}

pub(super) async fn annul(request: Request) -> Response {
    let proposed = withdraw(&request, VisaEvent::Annul).await;
    done(&request, VisaEvent::Annul, proposed).await
}

pub(super) async fn reissue(request: Request) -> Response {
    let proposed = correct(&request).await;
    done(&request, VisaEvent::Replace, proposed).await
}

async fn withdraw(request: &Request, event: VisaEvent) -> Result<(), Refusal> {
    let visa: VisaId = request.param_as("visa")?;
    let chosen = request.form.get("ground");
    let ground = VisaGround::ALL.into_iter().find(|ground| ground.name() == chosen);
    let ground = ground.ok_or_else(|| Refusal::field("ground", "visa-life-choose-ground"))?;
    let reason = request.form.get("reason").to_owned();
    request
        .run(move |cx, inside| {
            let why = Why { ground, reason: &reason };
            match event {
                VisaEvent::Revoke => inside.services.visa_revoke(&cx, visa, why),
                VisaEvent::Annul | VisaEvent::Replace => inside.services.visa_annul(&cx, visa, why),
            }
        })
        .await
}

async fn correct(request: &Request) -> Result<(), Refusal> {
    let visa: VisaId = request.param_as("visa")?;
    let correction = parse(&request.form, almaty_date(request.now)).map_err(Refusal::Fields)?;
    if let Err(characters) = request.site.inside.outside.can_print(&correction.name.full()) {
        let message = Message::new("name-not-printable").with("characters", characters);
        return Err(Refusal::Fields(vec![FieldFault { field: "surname", message }]));
    }
    let reason = request.form.get("reason").to_owned();
    request.run(move |cx, inside| inside.services.visa_reissue(&cx, visa, (&reason, correction))).await
}

pub(super) async fn decide(request: Request) -> Response {
    let decided = async {
        let visa: VisaId = request.param_as("visa")?;
        let verdict = match request.form.get("verdict") {
            "approve" => Verdict::Approve,
            "reject" => Verdict::Reject,
            _ => return Err(Refusal::denied("office-choose-verdict")),
        };
        request.run(move |cx, inside| inside.services.visa_decide(&cx, visa, verdict)).await
    };
    let flash = match decided.await {
        Ok(()) => Flash { tone: Tone::Ok, message: Message::new("office-visa-decided-done") },
        Err(Refusal::Denied(message)) => Flash { tone: Tone::Bad, message },
        Err(refusal) => return or_refused(&request, Err(refusal)),
    };
    back(&request, flash)
}

/// Back to the visa with a notice.
fn back(request: &Request, flash: Flash) -> Response {
    let visa: Result<VisaId, Refusal> = request.param_as("visa");
    or_refused(request, visa.map(|id| Response::go(&address(request, id, "")).with_flash(flash)))
}

/// Back to the visa, or the form again with what is to be mended.
async fn done(request: &Request, event: VisaEvent, proposed: Result<(), Refusal>) -> Response {
    let faults = match proposed {
        Ok(()) => {
            return back(request, Flash { tone: Tone::Ok, message: Message::new("office-visa-proposed-done") });
        }
        Err(Refusal::Denied(message)) => return back(request, Flash { tone: Tone::Bad, message }),
        Err(Refusal::Fields(faults)) => faults,
        Err(refusal) => return or_refused(request, Err(refusal)),
    };
    let file = file::read(request).await;
    or_refused(request, file.map(|file| forms::show(request, (&file.visa, event), &FormView::again(request, faults))))
}

/// The corrected facts, read as step 1 reads them, or what to mend in the order of the page.
fn parse(form: &Fields, today: Date) -> Result<Correction, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let mut fault = |field: &'static str, message: Message| faults.push(FieldFault { field, message });
    let narrow = |name: &str| form.get(name).nfkc().collect::<String>();
    let mut part = |field: &'static str, needed: bool| match form.get(field).nfc().collect::<String>() {
        text if text.is_empty() && !needed => None,
        text => {
            let part = text.parse::<NamePart>().ok();
            if part.is_none() {
                fault(field, Message::new(if text.is_empty() { "field-required" } else { "account-name-wrong" }));
            }
            part
        }
    };
    let (surname, given, patronymic) = (part("surname", true), part("given", false), part("patronymic", false));
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
    let code = form.get("nationality");
    let nationality = countries::is_known(code).then(|| code.parse::<Nationality>().ok()).flatten();
    if nationality.is_none() {
        fault("nationality", Message::new("field-country"));
    }
    match (surname, passport, sex, birth_date, nationality) {
        (Some(surname), Some(passport), Some(sex), Ok(birth_date), Some(nationality)) if faults.is_empty() => {
            Ok(Correction {
                name: PersonName { surname, given, patronymic },
                traveller: Traveller { passport, sex, birth_date, nationality },
            })
        }
        _ => Err(faults),
    }
}
