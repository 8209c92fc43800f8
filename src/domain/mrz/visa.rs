//! The machine-readable zone of a visa: MRV-A (two lines of 44) and MRV-B (two lines of 36), ICAO 9303-7 §4.2 and §7.2. A visa has no
//! composite check digit.

use jiff::civil::Date;

use super::{check_digit, names};
use crate::domain::person::{Nationality, PersonName, Sex};

/// Characters that the fixed fields of the second line take; optional data follow.
pub const FIXED_CHARS: usize = 28;
/// Characters of the number field.
const NUMBER_CHARS: usize = 9;
/// Where the name begins in the first line.
const NAME_AT: usize = 5;

/// The two formats of a visa.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// MRV-A: 120 × 80 mm, lines of 44 characters.
    A,
    /// MRV-B: 105 × 74 mm, lines of 36 characters.
    B,
}

impl Format {
    /// Characters of a line.
    #[must_use]
    pub const fn line_chars(self) -> usize {
        match self {
            Self::A => 44,
            Self::B => 36,
        }
    }
}

/// A date of birth whose parts may be unknown: each of year (two digits), month and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BirthDate {
    /// The last two digits of the year.
    pub year: Option<u8>,
    /// The month.
    pub month: Option<u8>,
    /// The day.
    pub day: Option<u8>,
}

impl From<Date> for BirthDate {
    fn from(date: Date) -> Self {
        Self {
            year: u8::try_from(date.year().rem_euclid(100)).ok(),
            month: u8::try_from(date.month()).ok(),
            day: u8::try_from(date.day()).ok(),
        }
    }
}

impl BirthDate {
    fn field(self) -> String {
        [self.year, self.month, self.day].map(|part| part.map_or("<<".to_owned(), |part| format!("{part:02}"))).concat()
    }
}

/// What the zone of a visa is written from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts<'a> {
    /// `V` and one letter chosen by the State, or `V` alone.
    pub document_type: &'a str,
    /// The issuing State, three letters.
    pub issuer: &'a str,
    /// The holder's name.
    pub name: &'a PersonName,
    /// The number of passport or visa; only its first nine characters stand in the zone.
    pub number: &'a str,
    /// The holder's nationality.
    pub nationality: &'a Nationality,
    /// The holder's date of birth.
    pub birth_date: BirthDate,
    /// The holder's sex.
    pub sex: Sex,
    /// The last day of validity.
    pub valid_until: Date,
    /// Optional data: at most 16 characters in MRV-A, 8 in MRV-B; longer is cut.
    pub optional: &'a str,
}

/// The two lines of a visa.
///
/// # Errors
/// A name that cannot be written in the letters of the zone.
pub fn lines(facts: &Facts<'_>, format: Format) -> Result<[String; 2], names::NameFault> {
    let chars = format.line_chars();
    let name = names::name_field(facts.name, facts.nationality, chars - NAME_AT)?;
    let first = format!("{}{}{name}", filled(facts.document_type, 2), filled(state_code(facts.issuer), 3));
    let until = BirthDate::from(facts.valid_until).field();
    let sex = match facts.sex {
        Sex::F => 'F',
        Sex::M => 'M',
        Sex::X => '<',
    };
    let second = [
        checked(filled(facts.number, NUMBER_CHARS)),
        filled(state_code(facts.nationality.as_str()), 3),
        checked(facts.birth_date.field()),
        sex.to_string(),
        checked(until),
        filled(facts.optional, chars - FIXED_CHARS),
    ];
    Ok([first, second.concat()])
}

/// Germany stands in the zone with one letter (ICAO 9303-3 §5).
fn state_code(code: &str) -> &str {
    if code == "DEU" { "D" } else { code }
}

/// A field of `chars` characters: upper case, anything but A–Z and 0–9 as filler, cut or filled up.
fn filled(text: &str, chars: usize) -> String {
    let upper = text.chars().map(|c| c.to_ascii_uppercase());
    let zone = upper.map(|c| if c.is_ascii_uppercase() || c.is_ascii_digit() { c } else { '<' });
    format!("{:<<chars$}", zone.take(chars).collect::<String>())
}

fn checked(field: String) -> String {
    // `filled` leaves only characters of the zone, so there is a digit.
    let digit = check_digit(&field).unwrap_or_default();
    field + &digit.to_string()
}

/// A zone as it was read, field by field; check digits may be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisaZone {
    /// Which format.
    pub format: Format,
    /// `V` and at most one more letter.
    pub document_type: String,
    /// The issuing State as printed, without fillers (`D` stays `D`).
    pub issuer: String,
    /// The primary identifier, components parted by blanks.
    pub primary: String,
    /// The secondary identifier, components parted by blanks; empty where there is none.
    pub secondary: String,
    /// Whether the name fills its field, so that it may be cut.
    pub name_may_be_cut: bool,
    /// The number, without fillers at the end.
    pub number: String,
    /// The nationality as printed, without fillers.
    pub nationality: String,
    /// `YYMMDD`; unknown parts are fillers.
    pub birth_date: String,
    /// `F`, `M` or `<`.
    pub sex: char,
    /// `YYMMDD`.
    pub valid_until: String,
    /// Optional data, without fillers at the end.
    pub optional: String,
    /// Whether the check digits of number, birth date and validity are right, in this order.
    pub checks: [bool; 3],
}

impl VisaZone {
    /// Whether all three check digits are right.
    #[must_use]
    pub fn all_right(&self) -> bool {
        self.checks == [true; 3]
    }
}

/// Why two lines are no zone of a visa.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VisaZoneFault {
    /// Not two lines of 44 or of 36 characters.
    #[error("not two lines of 44 or of 36 characters")]
    Length,
    /// A character outside A–Z, 0–9 and `<`.
    #[error("a character that cannot stand in the zone")]
    Character,
    /// The first letter is not V.
    #[error("not a visa")]
    NotAVisa,
}

/// Read the two lines of a visa, of either format.
///
/// # Errors
/// Lines that cannot be a visa's. A wrong check digit is no error but a finding.
pub fn parse(first: &str, second: &str) -> Result<VisaZone, VisaZoneFault> {
    let format = match (first.chars().count(), second.chars().count()) {
        (44, 44) => Format::A,
        (36, 36) => Format::B,
        _ => return Err(VisaZoneFault::Length),
    };
    let of_zone = |line: &str| line.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'<');
    if !of_zone(first) || !of_zone(second) {
        return Err(VisaZoneFault::Character);
    }
    if !first.starts_with('V') {
        return Err(VisaZoneFault::NotAVisa);
    }
    let name = first[NAME_AT..].trim_end_matches('<');
    let (primary, secondary) = name.split_once("<<").unwrap_or((name, ""));
    let bare = |field: &str| field.trim_end_matches('<').to_owned();
    let right = |field: &str, digit: &str| check_digit(field).is_some_and(|computed| digit == computed.to_string());
    Ok(VisaZone {
        format,
        document_type: bare(&first[..2]),
        issuer: bare(&first[2..NAME_AT]),
        primary: primary.replace('<', " "),
        secondary: secondary.replace('<', " ").trim().to_owned(),
        name_may_be_cut: !first.ends_with('<'),
        number: bare(&second[..9]),
        nationality: bare(&second[10..13]),
        birth_date: second[13..19].to_owned(),
        sex: second[20..21].chars().next().unwrap_or('<'),
        valid_until: second[21..27].to_owned(),
        optional: bare(&second[FIXED_CHARS..]),
        checks: [
            right(&second[..9], &second[9..10]),
            right(&second[13..19], &second[19..20]),
            right(&second[21..27], &second[27..28]),
        ],
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const VECTORS: &str = include_str!("../../../tests/vectors/mrv.csv");
    const ICAO_NAMES: &str = include_str!("../../../tests/vectors/mrv_names_icao.csv");

    /// `YYMMDD` with fillers.
    fn birth(text: &str) -> BirthDate {
        let part = |at: usize| text[at..at + 2].parse().ok();
        BirthDate { year: part(0), month: part(2), day: part(4) }
    }

    fn day(text: &str) -> Date {
        let part = |at: usize| text[at..at + 2].parse::<i8>().unwrap();
        date(2000 + i16::from(part(0)), part(2), part(4))
    }

    fn sex(text: &str) -> Sex {
        match text {
            "F" => Sex::F,
            "M" => Sex::M,
            _ => Sex::X,
        }
    }

    #[test]
    fn every_vector_is_written_and_read() {
        let mut reader = csv::Reader::from_reader(VECTORS.as_bytes());
        let mut seen = 0;
        for row in reader.records() {
            let row = row.unwrap();
            let column = |at: usize| row.get(at).unwrap();
            let name =
                PersonName { surname: column(4).parse().unwrap(), given: column(5).parse().ok(), patronymic: None };
            let nationality = if column(7) == "D" { "DEU" } else { column(7) }.parse().unwrap();
            let facts = Facts {
                document_type: column(2),
                issuer: column(3),
                name: &name,
                number: column(6),
                nationality: &nationality,
                birth_date: birth(column(8)),
                sex: sex(column(9)),
                valid_until: day(column(10)),
                optional: column(11),
            };
            let format = if column(1) == "MRV-A" { Format::A } else { Format::B };
            assert_eq!(lines(&facts, format).unwrap(), [column(12), column(13)], "{}", column(0));
            let zone = parse(column(12), column(13)).unwrap();
            assert!(zone.all_right() && zone.format == format, "{}", column(0));
            assert_eq!((zone.birth_date.as_str(), zone.valid_until.as_str()), (column(8), column(10)));
            assert_eq!(zone.document_type, column(2));
            seen += 1;
        }
        assert!(seen >= 37, "{seen} vectors");
    }

    #[test]
    fn the_lines_that_icao_prints_are_read_and_the_exact_ones_written() {
        let mut reader = csv::Reader::from_reader(ICAO_NAMES.as_bytes());
        for row in reader.records() {
            let row = row.unwrap();
            let [format, printed, line, note] = [0, 1, 2, 3].map(|at| row.get(at).unwrap());
            let format = if format == "MRV-A" { Format::A } else { Format::B };
            let (surname, given) = printed.split_once(", ").unwrap_or((printed, ""));
            let name = PersonName { surname: surname.parse().unwrap(), given: given.parse().ok(), patronymic: None };
            let field = names::name_field(&name, &"UTO".parse().unwrap(), format.line_chars() - NAME_AT).unwrap();
            if note == "exact" {
                assert_eq!(field, line[NAME_AT..], "{printed}");
            }
            let second = "<".repeat(format.line_chars());
            let zone = parse(line, &second).unwrap();
            assert_eq!(zone.name_may_be_cut, !line.ends_with('<'));
            let first_word =
                |text: &str| text.split([' ', '-', '\'']).next().unwrap().chars().take(4).collect::<String>();
            assert!(zone.primary.starts_with(first_word(surname).trim_end_matches('O')), "{printed}: {}", zone.primary);
        }
    }

    #[test]
    fn an_unknown_day_of_birth_is_a_filler() {
        let name = PersonName { surname: "Doe".parse().unwrap(), given: None, patronymic: None };
        let facts = Facts {
            document_type: "V",
            issuer: "KAZ",
            name: &name,
            number: "A1",
            nationality: &"DEU".parse().unwrap(),
            birth_date: BirthDate { year: Some(64), month: None, day: None },
            sex: Sex::X,
            valid_until: date(2027, 2, 28),
            optional: "",
        };
        let [_, second] = lines(&facts, Format::A).unwrap();
        assert_eq!(&second[10..21], "D<<64<<<<4<");
        assert!(parse(&lines(&facts, Format::A).unwrap()[0], &second).unwrap().all_right());
    }

    #[test]
    fn what_is_no_visa_says_why() {
        let first = format!("{:<<44}", "V<KAZDOE");
        assert_eq!(parse(&first, "short"), Err(VisaZoneFault::Length));
        assert_eq!(parse(&first.replace("DOE", "dOE"), &"<".repeat(44)), Err(VisaZoneFault::Character));
        assert_eq!(parse(&format!("P{}", &first[1..]), &"<".repeat(44)), Err(VisaZoneFault::NotAVisa));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_of_a_checked_field_is_found(at in 0usize..28, by in 1u32..10) {
            let second = "E123456782CHN8501019M260930426EV000001<<<<<<";
            let mut characters: Vec<char> = second.chars().collect();
            let digit = characters[at].to_digit(10);
            prop_assume!(digit.is_some());
            characters[at] = char::from_digit((digit.unwrap() + by) % 10, 10).unwrap();
            let spoiled: String = characters.into_iter().collect();
            let zone = parse("V<KAZWANG<<XIAOMING<<<<<<<<<<<<<<<<<<<<<<<<<", &spoiled).unwrap();
            prop_assert!(!zone.all_right());
        }

        #[test]
        fn no_lines_stop_the_program(first in "\\PC{0,50}", second in "\\PC{0,50}", a in "V[A-Z<]{43}", b in "[0-9A-Z<]{44}") {
            let _ = parse(&first, &second);
            let _ = parse(&a, &b);
        }
    }
}
