//! One visa: its facts, what is proposed about it, how it ended, and what was done to it.

use maud::{Markup, html};

use super::{
    super::{
        figures::{Column, Figures},
        may, or_refused, words,
    },
    address,
};
use crate::{
    domain::{
        audit::AuditLine,
        context::Actor,
        permission::Permission,
        refusal::{Message, Refusal},
        visa::{Correction, Visa, VisaEnd, VisaEvent, VisaProposal, step},
    },
    locale::{self, format, visa::ground_key},
    services::visa_life::VisaFile,
    web::{
        components::{
            button,
            form::csrf_field,
            list::{SummaryRow, summary},
        },
        layout::{OfficePage, Page},
        paths,
        request::Request,
        response::Response,
        words::category_key,
    },
};

pub(super) async fn page(request: Request) -> Response {
    let file = read(&request).await;
    or_refused(&request, file.map(|file| show(&request, &file)))
}

/// The visa that the address names.
pub(super) async fn read(request: &Request) -> Result<VisaFile, Refusal> {
    let visa = request.param_as("visa")?;
    request.run(move |cx, inside| inside.services.visa_file(&cx, visa)).await
}

/// "Visa EV0000001".
pub(super) fn title(request: &Request, visa: &Visa) -> String {
    request.say(&Message::new("office-visa-title").with("number", &visa.number))
}

/// The key of what is to happen.
pub(super) const fn event_key(event: VisaEvent) -> &'static str {
    match event {
        VisaEvent::Revoke => "office-visa-event-revoke",
        VisaEvent::Annul => "office-visa-event-annul",
        VisaEvent::Replace => "office-visa-event-reissue",
    }
}

fn show(request: &Request, file: &VisaFile) -> Response {
    let (t, visa) = (|key| request.t(key), &file.visa);
    Page::new(request, &title(request, visa)).in_office(OfficePage::Visas).wide().show(html! {
        (button::back(&t("office-visas"), &request.to(paths::OFFICE_VISAS)))
        p { (words::standing(request, file.standing)) }
        @if let Some(proposal) = &visa.proposal { (proposed(request, visa, proposal)) }
        @else if may(request, Permission::VisaPropose) { (ways(request, visa)) }
        @if let Some(end) = &visa.end { (ended(request, file, end)) }
        section { h2 { (t("office-visa-facts")) } div.dense { (facts(request, file)) } }
        (history(request, &file.history))
        (words::times_note(request))
    })
}

/// What can be proposed, where its life permits it.
fn ways(request: &Request, visa: &Visa) -> Markup {
    let ways: Vec<VisaEvent> = VisaEvent::ALL.into_iter().filter(|event| step(visa.state, *event).is_some()).collect();
    html! {
        @if !ways.is_empty() {
            section {
                h2 { (request.t("office-visa-to-propose")) }
                div.buttons {
                    @for event in ways {
                        @let path = address(request, visa.id, &format!("/{}", event.name()));
                        (button::quiet_link(&request.t(event_key(event)), &path))
                    }
                }
            }
        }
    }
}

fn proposed(request: &Request, visa: &Visa, proposal: &VisaProposal) -> Markup {
    let t = |key| request.t(key);
    let own = request.session.as_ref().is_some_and(|session| session.facts.account == proposal.by);
    let mut rows = vec![
        (t("office-visa-event"), t(event_key(proposal.event))),
        (t("office-visa-ground"), t(ground_key(proposal.ground))),
        (t("office-visa-reason"), proposal.reason.clone()),
        (t("office-proposed-at"), words::time(request, proposal.at)),
    ];
    if let Some(correction) = &proposal.correction {
        rows.extend(holder(request, correction));
    }
    html! {
        section {
            h2 { (t("office-visa-proposal")) }
            div.dense { (lines(request, &rows)) }
            @if own { p.muted { (t("visa-life-second-person")) } }
            @else if may(request, Permission::VisaDecide) {
                form.buttons method="post" action=(address(request, visa.id, "/decide")) data-once {
                    (csrf_field(request))
                    button.button type="submit" name="verdict" value="approve" { (t("office-approve")) }
                    button.button.button-quiet type="submit" name="verdict" value="reject" { (t("office-reject")) }
                }
            } @else { p.muted { (t("office-waits-chief")) } }
        }
    }
}

fn ended(request: &Request, file: &VisaFile, end: &VisaEnd) -> Markup {
    let t = |key| request.t(key);
    let rows = [
        (t("office-visa-ended-at"), words::time(request, end.at)),
        (t("office-visa-ground"), t(ground_key(end.ground))),
        (t("office-visa-reason"), end.reason.clone()),
    ];
    html! {
        section {
            h2 { (t("office-visa-end")) }
            div.dense { (lines(request, &rows)) }
            @if let Some((id, number)) = &file.replaced_by {
                p { (t("office-visa-replaced-by")) ": " a href=(address(request, *id, "")) { (number) } }
            }
        }
    }
}

/// The facts about the holder, as they stand in the visa or are to stand in the corrected one.
fn holder(request: &Request, facts: &Correction) -> [(String, String); 5] {
    let t = |key| request.t(key);
    let traveller = &facts.traveller;
    [
        (t("doc-visa-name"), facts.name.full()),
        (t("doc-visa-passport"), traveller.passport.to_string()),
        (t("doc-visa-birth-date"), format::date(request.lang, traveller.birth_date)),
        (t("doc-visa-sex"), traveller.sex.code().to_owned()),
        (t("doc-visa-nationality"), locale::country(request.lang, traveller.nationality.as_str())),
    ]
}

fn facts(request: &Request, file: &VisaFile) -> Markup {
    let (t, visa) = (|key| request.t(key), &file.visa);
    let validity =
        format!("{} – {}", format::date(request.lang, visa.valid_from), format::date(request.lang, visa.valid_to));
    let stay = request.say(&Message::new("doc-visa-stay-words").with("days", visa.stay_days));
    let mut rows = vec![(t("office-visa-number"), visa.number.clone())];
    rows.extend(holder(request, &Correction { name: visa.name.clone(), traveller: visa.traveller.clone() }));
    rows.extend([
        (t("doc-visa-category"), t(category_key(visa.category))),
        (t("office-visa-validity"), validity),
        (t("doc-visa-stay"), stay),
        (t("doc-visa-inviter"), format!("{}, {}", visa.inviter.name, visa.inviter.tax_id)),
        (t("doc-application-number"), visa.application_number.to_string()),
        (t("doc-invitation-number"), visa.invitation_number.to_string()),
        (t("doc-visa-issued-on"), words::time(request, visa.issued_at)),
    ]);
    html! {
        (lines(request, &rows))
        @if let Some((id, number)) = &file.replaces {
            p { (t("office-visa-replaces")) ": " a href=(address(request, *id, "")) { (number) } }
        }
    }
}

fn lines(request: &Request, rows: &[(String, String)]) -> Markup {
    let rows: Vec<SummaryRow<'_>> = rows.iter().map(|(term, value)| SummaryRow::fixed(term, value)).collect();
    summary(request, &rows)
}

fn history(request: &Request, lines: &[AuditLine]) -> Markup {
    let columns = ["office-visa-when", "office-visa-what", "office-visa-who", "office-visa-note"];
    let columns: Vec<Column> = columns.into_iter().map(|key| Column::Words(request.t(key))).collect();
    let row = |line: &AuditLine| {
        vec![
            html! { (words::time(request, line.at)) },
            html! { (act_key(&line.act).map_or_else(|| line.act.clone(), |key| request.t(key))) },
            html! { (who(request, line.actor)) },
            words::machine(&line.note),
        ]
    };
    let caption = request.t("office-visa-history");
    Figures { caption: &caption, columns: &columns, rows: lines.iter().map(row).collect(), foot: None }.show()
}

fn act_key(act: &str) -> Option<&'static str> {
    Some(match act {
        "visa.issue" => "office-visa-act-issue",
        "visa.propose" => "office-visa-act-propose",
        "visa.reject" => "office-visa-act-reject",
        "visa.revoke" => "office-visa-act-revoke",
        "visa.annul" => "office-visa-act-annul",
        "visa.reissue" => "office-visa-act-reissue",
        "visa.seal" => "office-visa-act-seal",
        "visa.seal_waits" => "office-visa-act-seal-waits",
        "border.check" => "office-visa-act-check",
        _ => return None,
    })
}

fn who(request: &Request, actor: Actor) -> String {
    match actor {
        Actor::Account(id) => request.say(&Message::new("office-visa-person").with("id", id)),
        Actor::Visitor | Actor::System | Actor::Operator => request.t("office-visa-program"),
    }
}
