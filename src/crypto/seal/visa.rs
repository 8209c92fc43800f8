//! The visa profile of a seal (ICAO 9303-7 §9.1): which facts are sealed, and how.

use super::{WrongFormat, c40, tlv::Feature, vds::Seal};
use crate::domain::mrz::visa::{FIXED_CHARS, Format};

/// The feature definition of visas.
pub const DEFINITION: u8 = 0x5D;
/// The document type of visas.
pub const DOCUMENT: u8 = 0x01;

const MRV_A: u8 = 0x01;
const MRV_B: u8 = 0x02;
const ENTRIES: u8 = 0x03;
const STAY: u8 = 0x04;
const PASSPORT: u8 = 0x05;
const TYPE: u8 = 0x06;
/// Reserved by the standard: known, and without meaning.
const RESERVED: u8 = 0x07;

/// Characters of the passport number in a seal.
const PASSPORT_CHARS: usize = 9;
/// Bytes of the longest visa type.
const TYPE_BYTES_MAX: usize = 4;

/// How long the holder may stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stay {
    /// Until the last day of the visa.
    UntilEnd,
    /// As the officer at the border decides.
    OfficerDecides,
    /// Transit only: no entry.
    Transit,
    /// So many days, months and years.
    Span {
        /// Days.
        days: u8,
        /// Months.
        months: u8,
        /// Years.
        years: u8,
    },
}

impl Stay {
    const fn bytes(self) -> [u8; 3] {
        match self {
            Self::UntilEnd => [0; 3],
            Self::OfficerDecides => [0xFF; 3],
            Self::Transit => [0xFE; 3],
            Self::Span { days, months, years } => [days, months, years],
        }
    }

    const fn of(bytes: [u8; 3]) -> Self {
        match bytes {
            [0, 0, 0] => Self::UntilEnd,
            [0xFF, 0xFF, 0xFF] => Self::OfficerDecides,
            [0xFE, 0xFE, 0xFE] => Self::Transit,
            [days, months, years] => Self::Span { days, months, years },
        }
    }
}

/// The sealed facts of a visa.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedVisa {
    /// The format of the zone.
    pub format: Format,
    /// The first line of the zone, and the first 28 characters of the second; the optional data are not sealed.
    pub lines: [String; 2],
    /// Entries allowed; 0 is "any number". Absent in seals of other States that leave it out.
    pub entries: Option<u8>,
    /// How long the holder may stay.
    pub stay: Stay,
    /// The passport number, at most nine characters.
    pub passport: String,
    /// The type of visa, in bytes of the issuer's choice.
    pub kind: Option<Vec<u8>>,
    /// Tags that the profile does not know. They do not invalidate a seal (`UNKNOWN_FEATURE`).
    pub unknown: Vec<u8>,
}

/// The features of a visa, in the order of their tags.
///
/// # Errors
/// A text that does not fit its feature.
pub fn features(visa: &SealedVisa) -> Result<Vec<Feature>, WrongFormat> {
    let [first, second] = &visa.lines;
    if first.len() != visa.format.line_chars() || second.len() != FIXED_CHARS {
        return Err(WrongFormat("lines of another length than the zone's"));
    }
    if visa.passport.len() > PASSPORT_CHARS {
        return Err(WrongFormat("a passport number of more than nine characters"));
    }
    let zone = match visa.format {
        Format::A => MRV_A,
        Format::B => MRV_B,
    };
    let mut found = vec![Feature::new(zone, c40::encode(&format!("{first}{second}"))?)];
    found.extend(visa.entries.map(|entries| Feature::new(ENTRIES, vec![entries])));
    found.push(Feature::new(STAY, visa.stay.bytes().to_vec()));
    found.push(Feature::new(PASSPORT, c40::encode(&format!("{:<<PASSPORT_CHARS$}", visa.passport))?));
    found.extend(visa.kind.as_ref().map(|kind| Feature::new(TYPE, kind.clone())));
    Ok(found)
}

/// Read the facts of a visa out of a seal.
///
/// # Errors
/// A seal of another document, a mandatory feature that is missing, or one of another shape than the profile's.
pub fn read(seal: &Seal) -> Result<SealedVisa, WrongFormat> {
    if (seal.header.definition, seal.header.document) != (DEFINITION, DOCUMENT) {
        return Err(WrongFormat("a seal of another document than a visa"));
    }
    let (format, zone) = match (seal.feature(MRV_A), seal.feature(MRV_B)) {
        (Some(zone), None) => (Format::A, zone),
        (None, Some(zone)) => (Format::B, zone),
        _ => return Err(WrongFormat("not one machine-readable zone")),
    };
    let text = c40::decode(zone)?;
    let chars = format.line_chars();
    if text.len() != chars + FIXED_CHARS {
        return Err(WrongFormat("a machine-readable zone of another length"));
    }
    let stay = seal.feature(STAY).and_then(|bytes| <[u8; 3]>::try_from(bytes).ok());
    let passport = seal.feature(PASSPORT).ok_or(WrongFormat("no passport number"))?;
    let entries = match seal.feature(ENTRIES) {
        None => None,
        Some([entries]) => Some(*entries),
        Some(_) => return Err(WrongFormat("a number of entries of more than one byte")),
    };
    let kind = seal.feature(TYPE).map(<[u8]>::to_vec);
    if kind.as_ref().is_some_and(|kind| !(1..=TYPE_BYTES_MAX).contains(&kind.len())) {
        return Err(WrongFormat("a visa type of more than four bytes"));
    }
    let known = [MRV_A, MRV_B, ENTRIES, STAY, PASSPORT, TYPE, RESERVED];
    let tags = seal.features.iter().map(|feature| feature.tag);
    Ok(SealedVisa {
        format,
        lines: [text[..chars].to_owned(), text[chars..].to_owned()],
        entries,
        stay: Stay::of(stay.ok_or(WrongFormat("no duration of stay"))?),
        passport: c40::decode_bare(passport)?,
        kind,
        unknown: tags.filter(|tag| !known.contains(tag)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use serde_json::Value;

    use super::*;

    fn seal(at: usize) -> (Value, Seal) {
        let vectors: Value = serde_json::from_str(include_str!("../../../tests/vectors/vds.json")).unwrap();
        let vector = vectors["seals"][at].clone();
        let seal = Seal::parse(&HEXLOWER.decode(vector["seal_hex"].as_str().unwrap().as_bytes()).unwrap()).unwrap();
        (vector, seal)
    }

    #[test]
    fn facts_of_our_own_and_a_foreign_visa() {
        let (_, foreign) = seal(0);
        let visa = read(&foreign).unwrap();
        assert_eq!(visa.lines[0], "VCD<<DENT<<ARTHUR<PHILIP<<<<<<<<<<<<");
        assert_eq!(visa.stay, Stay::Span { days: 160, months: 0, years: 0 });
        assert_eq!((visa.entries, visa.passport.as_str(), visa.unknown.len()), (Some(12), "47110815P", 0));
        let (_, short) = seal(4);
        let visa = read(&short).unwrap();
        assert_eq!((visa.passport.as_str(), visa.entries), ("A1", Some(0)));
        assert_eq!(features(&visa).unwrap(), short.features);
        assert_eq!(read(&seal(5).1).unwrap().unknown, [0x50]);
    }

    #[test]
    fn a_seal_of_something_else_is_no_visa() {
        assert!(read(&seal(2).1).is_err());
        for tag in [MRV_A, STAY, PASSPORT] {
            let (_, mut seal) = seal(3);
            seal.features.retain(|feature| feature.tag != tag);
            assert!(read(&seal).is_err(), "without {tag}");
        }
    }
}
