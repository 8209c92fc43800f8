//! The two lines of a passport: what they fill in, and every check digit explained.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::{
    domain::{
        mrz::{self, PassportZone},
        refusal::{FieldFault, Message},
    },
    locale::{self, format},
    web::{
        components::{
            list::{SummaryRow, summary},
            notice,
            table::Table,
            tag::{Tone, tag},
        },
        fields::Fields,
        request::Request,
    },
};

/// The name of the box, and the value of its button.
pub(super) const BOX: &str = "mrz";

/// Read what was pasted into the box.
pub(super) fn read(form: &Fields, today: Date) -> Result<PassportZone, FieldFault> {
    let pasted = form.raw(BOX).unwrap_or_default();
    mrz::passport_zone_parse(pasted, today).map_err(|fault| FieldFault { field: BOX, message: fault.message() })
}

/// What the lines say about the fields of step 1; a date that is not whole fills nothing.
pub(super) fn fill(zone: &PassportZone) -> Vec<(&'static str, String)> {
    let mut filled = vec![
        ("passport", zone.number.to_string()),
        ("sex", zone.sex.code().to_owned()),
        ("nationality", zone.nationality.to_string()),
    ];
    if let Some(birth) = zone.birth_date.date() {
        filled.push(("birth_date", day_text(birth)));
    }
    filled
}

/// What was understood, and every check digit.
pub(super) fn report(request: &Request, zone: &PassportZone) -> Markup {
    let t = |key| request.t(key);
    let (tone, title, text) = if zone.checks.all_right() {
        (Tone::Ok, "wizard-mrz-right-title", "wizard-mrz-right-text")
    } else {
        (Tone::Bad, "wizard-mrz-wrong-title", "wizard-mrz-wrong-text")
    };
    let nationality = locale::country(request.lang, zone.nationality.as_str());
    let expires = zone.expiry_date.date().map(|day| format::date(request.lang, day)).unwrap_or_default();
    html! {
        section #mrz-report aria-labelledby="mrz-report-title" {
            h2 #mrz-report-title { (t("wizard-mrz-title")) }
            (notice::notice(request, tone, (&t(title), &t(text))))
            (summary(request, &[
                SummaryRow::fixed(&t("col-name"), &zone.name.full()),
                SummaryRow::fixed(&t("f-passport"), zone.number.as_str()),
                SummaryRow::fixed(&t("f-nationality"), &nationality),
                SummaryRow::fixed(&t("wizard-passport-until"), &expires),
            ]))
            @if zone.name_may_be_cut { p { (t("wizard-mrz-name-cut")) } }
            (digits(request, zone))
        }
    }
}

fn digits(request: &Request, zone: &PassportZone) -> Markup {
    let (right, wrong) = (request.t("wizard-mrz-right"), request.t("wizard-mrz-wrong"));
    let row = |check: &mrz::Check| {
        let (tone, word) = if check.right { (Tone::Ok, &right) } else { (Tone::Bad, &wrong) };
        vec![
            html! { (request.t(check.field.key())) },
            html! { (tag(tone, word)) },
            html! { (request.say(&check.message())) },
        ]
    };
    let columns = ["wizard-mrz-field", "wizard-mrz-digit", "wizard-mrz-explained"].map(|key| request.t(key));
    Table {
        caption: &request.t("wizard-mrz-digits"),
        columns: &[&columns[0], &columns[1], &columns[2]],
        rows: zone.checks.0.iter().map(row).collect(),
    }
    .show()
}

/// A notice in place of the report when nationality or birth date could not be taken over.
pub(super) fn gaps(zone: &PassportZone) -> Option<Message> {
    zone.birth_date.date().is_none().then(|| Message::new("wizard-mrz-no-birth-date"))
}

/// A date as the form takes it, `08.06.2022` (figure 4).
fn day_text(day: Date) -> String {
    format!("{:02}.{:02}.{:04}", day.day(), day.month(), day.year())
}
