//! The signatures of a visa, made once at its issue: the visible digital seal, the travel authorisation as a barcode, the signed JSON.

use jiff::Timestamp;
use serde_json::json;

use super::{
    keys::Generation,
    seal::{
        WrongFormat, c40, day, idb,
        tlv::{self, Feature, Lengths},
        vds, vdsnc,
        visa::{DEFINITION, DOCUMENT, SealedVisa, Stay, features},
    },
    signer::Signer,
};
use crate::domain::{
    calendar::almaty_date,
    mrz::{
        names::NameFault,
        visa::{FIXED_CHARS, Format},
    },
    visa::{ISSUER, PLACE_OF_ISSUE, Visa, VisaSeal},
};

/// Type of the signed JSON: our own profile, as the names of ICAO's are not public (see docs/seals.md).
pub const JSON_TYPE: &str = "kz.evisa";
/// Version of that profile.
pub const JSON_VERSION: u32 = 1;
/// Characters of a passport number in a visible digital seal; a longer one stands there with the principal ones, as in the zone.
const SEAL_PASSPORT_CHARS: usize = 9;
/// Characters of a passport number in a travel authorisation.
const AUTHORISATION_PASSPORT_CHARS: usize = 12;
/// ES256 in a barcode.
const ES256: u8 = 1;

/// Why a visa cannot be sealed. The texts carry no personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// Its zone cannot be written; a correction gives the name in Latin letters.
    #[error("the name has no Latin letters")]
    Name(#[from] NameFault),
    /// A fact does not fit its place.
    #[error(transparent)]
    Format(#[from] WrongFormat),
}

/// Sign a visa with the keys of a generation at `now`. The same visa, keys and time give the same signatures (RFC 6979).
///
/// # Errors
/// A name or a fact that the formats cannot say.
pub fn visa_seal(visa: &Visa, generation: &Generation, now: Timestamp) -> Result<VisaSeal, SealFault> {
    let zone = visa.machine_zone()?;
    let (letters, serial) = generation.seal.reference();
    Ok(VisaSeal {
        generation: generation.number,
        signer: format!("{letters}{serial}"),
        signed_at: now,
        bytes: visible(visa, &zone, (&generation.seal, now))?,
        barcode: authorisation(visa, &zone, (&generation.seal, now))?,
        json: portable(visa, &zone, &generation.portable)?,
    })
}

/// The seal of ICAO 9303-13 with the visa profile of 9303-7 §9: zone, entries, stay, passport, category.
fn visible(visa: &Visa, zone: &[String; 2], (signer, now): (&Signer, Timestamp)) -> Result<Vec<u8>, WrongFormat> {
    let (letters, serial) = signer.reference();
    let header = vds::Header {
        version: vds::Version::V4,
        country: ISSUER.to_owned(),
        signer: letters,
        certificate: serial,
        issued_on: almaty_date(visa.issued_at),
        signed_on: almaty_date(now),
        definition: DEFINITION,
        document: DOCUMENT,
    };
    let [first, second] = zone;
    let features = features(&SealedVisa {
        format: Format::A,
        lines: [first.clone(), second.chars().take(FIXED_CHARS).collect()],
        entries: Some(visa.entries),
        stay: stay(visa.stay_days),
        passport: first_chars(visa.traveller.passport.as_str(), SEAL_PASSPORT_CHARS),
        kind: Some(visa.category.visa_code().as_bytes().to_vec()),
        unknown: Vec::new(),
    })?;
    let signature = signer.sign(&vds::signed_bytes(&header, &features)?).to_vec();
    vds::Seal { header, features, signature }.bytes()
}

/// Days fit one byte: no profile of rules gives more than 255. Were there one, the seal would not promise more than it can say.
fn stay(days: u16) -> Stay {
    Stay::Span { days: u8::try_from(days).unwrap_or(u8::MAX), months: 0, years: 0 }
}

fn first_chars(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

/// The travel authorisation (ICAO TR Datastructure for Barcode, message 06), signed.
fn authorisation(visa: &Visa, zone: &[String; 2], (signer, now): (&Signer, Timestamp)) -> Result<String, WrongFormat> {
    let mut facts = Vec::new();
    let [first, second] = zone;
    let category = format!("{}<{}", visa.category.code().to_uppercase(), visa.category.visa_code());
    let passport = first_chars(visa.traveller.passport.as_str(), AUTHORISATION_PASSPORT_CHARS);
    let masked = |date: jiff::civil::Date| day::encode_masked(&date.to_string()).map(Vec::from);
    for (tag, value) in [
        (0x01, c40::encode(&visa.number)?),
        (0x02, c40::encode(first.get(5..).unwrap_or_default().trim_end_matches('<'))?),
        (0x03, c40::encode(&format!("{passport:<<AUTHORISATION_PASSPORT_CHARS$}"))?),
        (0x04, masked(visa.traveller.birth_date)?),
        (0x05, c40::encode(second.get(10..13).unwrap_or_default())?),
        (0x06, visa.traveller.sex.code().as_bytes().to_vec()),
        (0x07, c40::encode(&PLACE_OF_ISSUE.to_uppercase())?),
        (0x08, masked(visa.valid_from)?),
        (0x09, masked(visa.valid_to)?),
        (0x0A, c40::encode(&format!("{:03}", visa.stay_days))?),
        (0x0B, vec![visa.entries]),
        (0x0C, c40::encode(&category)?),
    ] {
        tlv::put(&mut facts, &Feature::new(tag, value), Lengths::Der)?;
    }
    let mut code = idb::Code {
        national: false,
        packed: false,
        country: ISSUER.to_owned(),
        signer: Some(idb::Signer {
            algorithm: ES256,
            reference: idb::reference_of(signer.certificate().der()),
            signed_on: almaty_date(now).to_string(),
        }),
        messages: vec![Feature::new(idb::TRAVEL_AUTHORISATION, facts)],
        certificate: None,
        signature: None,
    };
    code.signature = Some(signer.sign(&code.signed_bytes()?).to_vec());
    code.text()
}

/// The signed JSON (ICAO TR VDS-NC) with the signer's certificate: it lies in the PDF, so its length costs nothing.
fn portable(visa: &Visa, zone: &[String; 2], signer: &Signer) -> Result<String, WrongFormat> {
    let facts = json!({
        "evn": visa.number,
        "n": visa.name.full(),
        "dob": visa.traveller.birth_date,
        "sex": visa.traveller.sex,
        "nat": visa.traveller.nationality,
        "ppn": visa.traveller.passport,
        "poi": PLACE_OF_ISSUE,
        "iss": almaty_date(visa.issued_at),
        "vf": visa.valid_from,
        "vu": visa.valid_to,
        "ne": visa.entries,
        "ds": visa.stay_days,
        "tcc": visa.category.visa_code(),
        "mrz": zone,
    });
    let header = vdsnc::Header { t: JSON_TYPE.to_owned(), v: JSON_VERSION, is: ISSUER.to_owned() };
    let data = vdsnc::Data { hdr: header, msg: facts };
    let signature = signer.sign(&vdsnc::signed_bytes(&data)?);
    let seal = vdsnc::Seal::new(data, signer.certificate().der(), &signature);
    serde_json_canonicalizer::to_string(&seal).map_err(|_| WrongFormat("facts without a canonical form"))
}

#[cfg(test)]
mod tests;
