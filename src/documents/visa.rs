//! The electronic visa: what it says, worded for its page, and the facts attached to it.

use data_encoding::BASE64;
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};

use super::{
    DocumentError, Order,
    symbol::Modules,
    words::{demonstration, framed, in_languages, names, row, title_languages},
};
use crate::{
    domain::{
        lang::{InFour, Lang},
        money::Money,
        person::{PersonName, Traveller},
        visa::VisaSeal,
    },
    locale::{self, format},
};

/// Characters of a line of the machine-readable zone of an MRV-A visa (ICAO 9303-7 §4.2).
const MACHINE_LINE_CHARS: usize = 44;
/// Characters of a line of the address where the visa is checked; a longer host takes more lines.
const ADDRESS_LINE_CHARS: usize = 34;
/// The languages of the captions inside the visa: the State's own, and English (ICAO 9303-7 §4.1).
const CAPTIONS: [Lang; 2] = [Lang::Kk, Lang::En];
/// The languages of the title, which officers read; the holder's follows.
const TITLES: [Lang; 3] = [Lang::Kk, Lang::En, Lang::Ru];
/// The rules of the manual (text before figure 4, figure 15) and of the migration service.
const RULES: [&str; 7] = ["show", "carry", "airports", "passport", "children", "host", "extension"];

/// All that one visa says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisaSheet {
    /// The holder's language: everything outside the visa block is in it.
    pub lang: Lang,
    /// The number of the visa; nine characters fit the machine-readable zone.
    pub number: String,
    /// When it was issued; the time of the document.
    pub issued_at: Timestamp,
    /// The place of issue, such as `Astana`; the English name stands in the visa, as names there are in Latin letters.
    pub place_of_issue: InFour<String>,
    /// The code of the category, such as `B12`.
    pub category_code: String,
    /// The category in words.
    pub category_name: InFour<String>,
    /// Number of entries.
    pub entries: u8,
    /// First day of validity.
    pub valid_from: Date,
    /// Last day of validity.
    pub valid_until: Date,
    /// Days the holder may stay.
    pub stay_days: u16,
    /// The state fee that was paid.
    pub fee: Money,
    /// The holder's name.
    pub name: PersonName,
    /// Passport, sex, birth date, nationality.
    pub traveller: Traveller,
    /// The application it was issued on.
    pub application_number: String,
    /// The invitation it was issued on.
    pub invitation_number: String,
    /// The inviting organisation or person (figure 5).
    pub inviter_name: String,
    /// Its IIN or BIN.
    pub inviter_iin_bin: String,
    /// Where the holder will stay (figure 5).
    pub stay_address: String,
    /// Where one may enter and leave: two airports (figure 15).
    pub entry_points: Vec<InFour<String>>,
    /// The two lines of the machine-readable zone; the place stays empty without them.
    pub machine_zone: Option<[String; 2]>,
    /// What was signed at its issue: the visible digital seal, and what lies in the attachment.
    pub seal: Option<VisaSeal>,
    /// The code that leads a telephone to the page where the visa is checked.
    pub check: Option<CheckCode>,
    /// Whether the installation is one for practice: the page says loudly that it is not valid.
    pub demonstration: bool,
}

/// What the second code of the page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecondCode {
    /// The address of the page where the visa is checked: any telephone opens it.
    #[default]
    Address,
    /// The signed travel authorisation (ICAO Datastructure for Barcode): an inspector's program reads it without a network.
    Barcode,
}

/// A QR code, and the address where the visa is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckCode {
    /// The code.
    pub modules: Modules,
    /// What is in it.
    pub holds: SecondCode,
    /// The address for people.
    pub address: String,
}

/// Everything the template and the attachment need.
pub(super) fn order(sheet: &VisaSheet) -> Result<Order, DocumentError> {
    if !sheet.machine_zone.iter().flatten().all(|line| is_machine_line(line)) {
        return Err(DocumentError::MachineZone);
    }
    Ok(Order {
        template: "visa.typ",
        words: words(sheet)?,
        facts: facts(sheet)?.to_string().into_bytes(),
        ident: format!("visa:{}:{}", sheet.number, sheet.lang.code()),
        issued_at: sheet.issued_at,
        pages_max: 1,
    })
}

fn is_machine_line(line: &str) -> bool {
    line.len() == MACHINE_LINE_CHARS && line.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'<')
}

fn words(sheet: &VisaSheet) -> Result<Value, DocumentError> {
    let lang = sheet.lang;
    let subject = locale::text_with(lang, "doc-visa-subject", &[("number", &sheet.number)]);
    Ok(framed(
        lang,
        &subject,
        json!({
            "states": in_languages(&TITLES, "doc-state"),
            "titles": in_languages(&title_languages(TITLES, lang), "doc-visa-title"),
            "demonstration": demonstration(lang, sheet.demonstration),
            "number": { "label": locale::text(lang, "doc-visa-number"), "value": sheet.number },
            "block": block(sheet)?,
            "side": [
                row(lang, "doc-application-number", &[&sheet.application_number]),
                row(lang, "doc-invitation-number", &[&sheet.invitation_number]),
            ],
            "check": sheet.check.as_ref().map(|check| check_words(lang, check)).transpose()?,
            "particulars": {
                "title": locale::text(lang, "doc-visa-particulars"),
                "rows": particulars(sheet),
            },
            "rules": {
                "title": locale::text(lang, "doc-visa-rules"),
                "lines": RULES.map(|rule| locale::text(lang, &format!("doc-visa-rule-{rule}"))),
            },
        }),
    ))
}

fn check_words(lang: Lang, check: &CheckCode) -> Result<Value, DocumentError> {
    let (alt, how) = match check.holds {
        SecondCode::Address => ("doc-visa-qr-alt", "doc-visa-check-how"),
        SecondCode::Barcode => ("doc-visa-barcode-alt", "doc-visa-barcode-how"),
    };
    Ok(json!({
        "svg": check.modules.svg()?,
        "alt": locale::text(lang, alt),
        "title": locale::text(lang, "doc-visa-check"),
        "how": locale::text(lang, how),
        "address": lines_of(&check.address),
        "quiet": check.modules.quiet,
        "side": check.modules.rows.len() + 2 * check.modules.quiet,
    }))
}

/// An address in lines that fit beside the visa: host, then path, so that people can type it.
fn lines_of(address: &str) -> Vec<String> {
    let path_at = address.match_indices('/').nth(2).map_or(address.len(), |(at, _)| at);
    let (host, path) = address.split_at(path_at);
    let chars: Vec<char> = host.chars().collect();
    let mut lines: Vec<String> = chars.chunks(ADDRESS_LINE_CHARS).map(String::from_iter).collect();
    lines.push(path.to_owned());
    lines
}

/// The visa proper: the fields of ICAO 9303-7, zones I to V.
fn block(sheet: &VisaSheet) -> Result<Value, DocumentError> {
    let lang = sheet.lang;
    let seal = match &sheet.seal {
        Some(seal) => json!({
            "svg": Modules::data_matrix(&seal.bytes)?.svg()?,
            "alt": locale::text(lang, "doc-visa-seal-alt"),
            "caption": in_languages(&CAPTIONS, "doc-visa-seal"),
        }),
        None => Value::Null,
    };
    Ok(json!({
        "state": in_languages(&CAPTIONS, "doc-state"),
        "title": in_languages(&CAPTIONS, "doc-visa-word"),
        "cells": cells(sheet),
        "photo_alt": locale::text(lang, "doc-visa-photo-alt"),
        "seal": seal,
        "mrz": sheet.machine_zone,
    }))
}

fn cells(sheet: &VisaSheet) -> Value {
    let date = |date| format::date(Lang::En, date);
    let values = [
        ("place_of_issue", sheet.place_of_issue.en.to_uppercase()),
        ("valid_from", date(sheet.valid_from)),
        ("valid_until", date(sheet.valid_until)),
        ("document_number", sheet.number.clone()),
        ("entries", sheet.entries.to_string()),
        ("stay_days", sheet.stay_days.to_string()),
        ("category", sheet.category_code.clone()),
        ("issued_on", date(format::date_in_almaty(sheet.issued_at))),
        ("fee", sheet.fee.to_string()),
        ("name", sheet.name.full().to_uppercase()),
        ("passport", sheet.traveller.passport.to_string()),
        ("nationality", sheet.traveller.nationality.to_string()),
        ("birth_date", date(sheet.traveller.birth_date)),
        ("sex", sheet.traveller.sex.code().to_owned()),
    ];
    let cell = |(name, value): (&str, String)| {
        let key = format!("doc-visa-{}", name.replace('_', "-"));
        let [kk, en] = CAPTIONS.map(|lang| locale::text(lang, &key));
        (name.to_owned(), json!({ "kk": kk, "en": en, "value": value }))
    };
    Value::Object(values.into_iter().map(cell).collect())
}

fn particulars(sheet: &VisaSheet) -> Vec<Value> {
    let lang = sheet.lang;
    let category = format!("{} · {}", sheet.category_code, sheet.category_name.get(lang));
    let validity = locale::text_with(
        lang,
        "doc-visa-validity-words",
        &[
            ("from", &format::date_long(lang, sheet.valid_from)),
            ("until", &format::date_long(lang, sheet.valid_until)),
            ("entries", &sheet.entries.to_string()),
        ],
    );
    let stay = locale::text_with(lang, "doc-visa-stay-words", &[("days", &sheet.stay_days.to_string())]);
    let iin_bin = format!("{} {}", locale::text(lang, "doc-iin-bin"), sheet.inviter_iin_bin);
    vec![
        row(lang, "doc-visa-category", &[&category]),
        row(lang, "doc-visa-validity", &[&validity]),
        row(lang, "doc-visa-stay", &[&stay]),
        row(lang, "doc-visa-entry-points", &names(lang, &sheet.entry_points)),
        row(lang, "doc-visa-inviter", &[&sheet.inviter_name, &iin_bin]),
        row(lang, "doc-visa-stay-address", &[&sheet.stay_address]),
    ]
}

/// The facts of the visa for programs, attached to the PDF as `evisa.json`.
fn facts(sheet: &VisaSheet) -> Result<Value, DocumentError> {
    Ok(json!({
        "document": "visa",
        "version": 1,
        "demonstration": sheet.demonstration,
        "number": sheet.number,
        "issuedAt": sheet.issued_at,
        "placeOfIssue": sheet.place_of_issue.en,
        "category": sheet.category_code,
        "entries": sheet.entries,
        "validFrom": sheet.valid_from,
        "validUntil": sheet.valid_until,
        "stayDays": sheet.stay_days,
        "fee": { "amount": sheet.fee.decimal(), "currency": sheet.fee.currency },
        "name": sheet.name,
        "passportNumber": sheet.traveller.passport,
        "nationality": sheet.traveller.nationality,
        "sex": sheet.traveller.sex,
        "birthDate": sheet.traveller.birth_date,
        "applicationNumber": sheet.application_number,
        "invitationNumber": sheet.invitation_number,
        "inviter": { "name": sheet.inviter_name, "iinBin": sheet.inviter_iin_bin },
        "stayAddress": sheet.stay_address,
        "entryPoints": names(Lang::En, &sheet.entry_points),
        "machineReadableZone": sheet.machine_zone,
        "seal": sheet.seal.as_ref().map(signed).transpose()?,
    }))
}

/// What is signed, for programs that check it with no network: the bytes of the printed seal, the barcode, and the signed JSON (VDS-NC).
fn signed(seal: &VisaSeal) -> Result<Value, DocumentError> {
    let portable: Value = serde_json::from_str(&seal.json).map_err(|_| DocumentError::Seal)?;
    Ok(json!({
        "signer": seal.signer,
        "signedAt": seal.signed_at,
        "visible": BASE64.encode(&seal.bytes),
        "barcode": seal.barcode,
        "portable": portable,
    }))
}
