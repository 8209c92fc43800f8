//! The machine-readable zone of a passport (ICAO 9303-3 and -4): reading the two lines that an applicant pastes, and explaining every check
//! digit. Beside it: [`names`] and [`visa`] write the zone of a visa.

pub mod names;
pub mod visa;

use jiff::civil::Date;

use super::{
    dates::ascii_digit,
    person::{Malformed, NamePart, Nationality, PassportNumber, PersonName, Sex},
    refusal::Message,
};

/// Characters of one line of a passport (TD3).
pub const LINE_CHARS: usize = 44;
/// Characters of the longest text that is looked at: two lines with a blank between any two characters, and some more.
pub const PASTED_CHARS_MAX: usize = 400;
/// A passport is valid for ten years and was issued to a living person, so its last day lies within half a century of today.
const EXPIRY_WINDOW_YEARS: i16 = 50;

/// The check digit of a field: weights 7, 3, 1 from the left over 0–9, A–Z as 10–35 and the filler as 0, remainder by 10
/// (ICAO 9303-3 §4.9). `None` where a character cannot stand in the zone.
#[must_use]
pub fn check_digit(field: &str) -> Option<u8> {
    let mut sum: u32 = 0;
    for (c, weight) in field.chars().zip([7, 3, 1].into_iter().cycle()) {
        let value = match c {
            '<' => 0,
            '0'..='9' | 'A'..='Z' => c.to_digit(36)?,
            _ => return None,
        };
        sum = (sum + value * weight) % 10;
    }
    u8::try_from(sum).ok()
}

/// A field of the zone that carries a check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckedField {
    /// Number of the passport.
    Number,
    /// Date of birth.
    BirthDate,
    /// Last day of the passport.
    ExpiryDate,
    /// Personal number; its check digit may be a filler where the field is empty.
    PersonalNumber,
    /// The four together.
    Composite,
}

impl CheckedField {
    /// The key of the field's name in the Fluent files.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Number => "mrz-field-number",
            Self::BirthDate => "mrz-field-birth-date",
            Self::ExpiryDate => "mrz-field-expiry-date",
            Self::PersonalNumber => "mrz-field-personal-number",
            Self::Composite => "mrz-field-composite",
        }
    }
}

/// One check digit: as printed, as computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// The field it stands for.
    pub field: CheckedField,
    /// The character printed.
    pub printed: char,
    /// The digit that the field's characters give.
    pub computed: u8,
    /// Whether the two agree.
    pub right: bool,
}

impl Check {
    /// The sentence beside the field's name.
    #[must_use]
    pub fn message(&self) -> Message {
        let key = if self.right { "mrz-check-right" } else { "mrz-check-wrong" };
        Message::new(key).with("printed", self.printed).with("computed", self.computed)
    }
}

/// All five check digits, in the order of the zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport(pub Vec<Check>);

impl CheckReport {
    /// Whether every digit is right, so that no single character was misread.
    #[must_use]
    pub fn all_right(&self) -> bool {
        self.0.iter().all(|check| check.right)
    }
}

/// A date of the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneDate {
    /// A day; the century was chosen by context, as the zone has none.
    Whole(Date),
    /// Some parts are fillers: unknown, which is permitted for a date of birth.
    PartlyUnknown,
    /// No day of the calendar: misread.
    Impossible,
}

impl ZoneDate {
    /// The day, where it is known.
    #[must_use]
    pub const fn date(self) -> Option<Date> {
        match self {
            Self::Whole(date) => Some(date),
            Self::PartlyUnknown | Self::Impossible => None,
        }
    }
}

/// What the two lines say. Fields may be misread as long as `checks` is not all right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassportZone {
    /// State that issued the passport.
    pub issuer: Nationality,
    /// Name in the zone's Latin letters.
    pub name: PersonName,
    /// Whether the name fills its field and so may be cut.
    pub name_may_be_cut: bool,
    /// Number of the passport.
    pub number: PassportNumber,
    /// Nationality; `D<<` reads as `DEU`.
    pub nationality: Nationality,
    /// Date of birth: never to come.
    pub birth_date: ZoneDate,
    /// Sex; a filler reads as unspecified.
    pub sex: Sex,
    /// Last day of the passport.
    pub expiry_date: ZoneDate,
    /// Personal number or another optional text, without fillers.
    pub optional: String,
    /// Every check digit.
    pub checks: CheckReport,
}

/// Why a text is no zone of a passport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MrzFault {
    /// Nothing was pasted.
    #[error("empty")]
    Empty,
    /// Not two lines of 44 characters.
    #[error("{chars} characters instead of 88")]
    Length {
        /// Characters found, blanks left out.
        chars: usize,
    },
    /// A character that cannot stand in the zone.
    #[error("{character:?} in line {line}, place {place}")]
    Character {
        /// The character.
        character: char,
        /// Line, from 1.
        line: usize,
        /// Place in the line, from 1.
        place: usize,
    },
    /// The zone of another document: its first letter is not P.
    #[error("not a passport")]
    NotAPassport,
    /// A field that no passport can have: number, nationality, sex or name.
    #[error("{0}")]
    Field(&'static str),
}

impl MrzFault {
    /// The sentence that tells what to do.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Empty => Message::new("mrz-empty"),
            Self::Length { chars } => Message::new("mrz-wrong-length").with("chars", chars),
            Self::Character { character, line, place } => {
                Message::new("mrz-wrong-character").with("character", character).with("line", line).with("place", place)
            }
            Self::NotAPassport => Message::new("mrz-not-a-passport"),
            Self::Field(_) => Message::new("mrz-field-unreadable"),
        }
    }
}

impl From<Malformed> for MrzFault {
    fn from(malformed: Malformed) -> Self {
        Self::Field(malformed.0)
    }
}

/// Read the two lines of a passport as somebody pasted them: lower case, blanks, full-width characters, one line of 88, and missing fillers
/// at the end of the first line are all accepted. `today` tells the century of both dates.
pub fn passport_zone_parse(pasted: &str, today: Date) -> Result<PassportZone, MrzFault> {
    let (first, second) = lines_of(pasted)?;
    if !first.starts_with('P') {
        return Err(MrzFault::NotAPassport);
    }
    Ok(PassportZone {
        issuer: state_of(&first[2..5])?,
        name: name_of(&first[5..])?,
        name_may_be_cut: !first.ends_with('<'),
        number: second[..9].trim_end_matches('<').parse()?,
        nationality: state_of(&second[10..13])?,
        birth_date: zone_date(&second[13..19], |year_of_century| birth_year(year_of_century, &second[15..19], today)),
        sex: sex_of(&second[20..21])?,
        expiry_date: zone_date(&second[21..27], |year_of_century| expiry_year(year_of_century, today)),
        optional: second[28..42].trim_end_matches('<').replace('<', " "),
        checks: checks_of(&second),
    })
}

/// The two lines, each of [`LINE_CHARS`] characters `A–Z`, `0–9` and `<`.
fn lines_of(pasted: &str) -> Result<(String, String), MrzFault> {
    if pasted.chars().count() > PASTED_CHARS_MAX {
        return Err(MrzFault::Length { chars: pasted.chars().count() });
    }
    let tidy = |line: &str| -> String { line.chars().filter(|c| !c.is_whitespace()).map(zone_character).collect() };
    let lines: Vec<String> = pasted.lines().map(tidy).filter(|line| !line.is_empty()).collect();
    let chars = lines.iter().map(|line| line.chars().count()).sum();
    let joined: Vec<char> = match lines.as_slice() {
        [] => return Err(MrzFault::Empty),
        // Some programs drop the fillers at the end of the first line.
        [first, second] if second.chars().count() == LINE_CHARS && (5..LINE_CHARS).contains(&first.chars().count()) => {
            format!("{first:<<LINE_CHARS$}{second}").chars().collect()
        }
        _ => lines.concat().chars().collect(),
    };
    if joined.len() != 2 * LINE_CHARS {
        return Err(MrzFault::Length { chars });
    }
    if let Some(at) = joined.iter().position(|c| !matches!(c, 'A'..='Z' | '0'..='9' | '<')) {
        return Err(MrzFault::Character {
            character: joined[at],
            line: at / LINE_CHARS + 1,
            place: at % LINE_CHARS + 1,
        });
    }
    Ok((joined[..LINE_CHARS].iter().collect(), joined[LINE_CHARS..].iter().collect()))
}

/// The character of the zone that was meant: upper case, half-width, and the quotation marks that programs make of `<`.
fn zone_character(c: char) -> char {
    match c {
        '＜' | '‹' | '«' | '〈' => '<',
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c).to_ascii_uppercase(),
        _ => ascii_digit(c).unwrap_or(c).to_ascii_uppercase(),
    }
}

/// A three-letter state or organization; Germany's single letter becomes its ISO code (ICAO 9303-3 §5).
fn state_of(code: &str) -> Result<Nationality, MrzFault> {
    let code = code.trim_end_matches('<');
    Ok(if code == "D" { "DEU" } else { code }.parse()?)
}

fn name_of(field: &str) -> Result<PersonName, MrzFault> {
    if field.chars().any(|c| c.is_ascii_digit()) {
        return Err(MrzFault::Field("name"));
    }
    let (surname, given) = field.split_once("<<").unwrap_or((field, ""));
    let words = |part: &str| part.split('<').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let (surname, given) = (words(surname), words(given));
    let given: Option<NamePart> = if given.is_empty() { None } else { Some(given.parse()?) };
    Ok(PersonName { surname: surname.parse()?, given, patronymic: None })
}

fn sex_of(letter: &str) -> Result<Sex, MrzFault> {
    Ok(if letter == "<" { Sex::X } else { letter.parse()? })
}

fn zone_date(field: &str, year_of: impl Fn(i16) -> i16) -> ZoneDate {
    if field.contains('<') {
        return ZoneDate::PartlyUnknown;
    }
    let part = |at: usize| field[at..at + 2].parse::<i8>().ok();
    let (Some(year), Some(month), Some(day)) = (part(0), part(2), part(4)) else { return ZoneDate::Impossible };
    Date::new(year_of(i16::from(year)), month, day).map_or(ZoneDate::Impossible, ZoneDate::Whole)
}

/// The last year that ends in these two digits and does not put the birth after `today`.
fn birth_year(year_of_century: i16, month_and_day: &str, today: Date) -> i16 {
    let year = today.year() - today.year().rem_euclid(100) + year_of_century;
    let this_year = format!("{:02}{:02}", today.month(), today.day());
    let to_come = year > today.year() || (year == today.year() && *month_and_day > *this_year);
    if to_come { year - 100 } else { year }
}

/// The year that ends in these two digits and is nearest to `today`.
fn expiry_year(year_of_century: i16, today: Date) -> i16 {
    let year = today.year() - today.year().rem_euclid(100) + year_of_century;
    if year > today.year() + EXPIRY_WINDOW_YEARS {
        year - 100
    } else if year <= today.year() - EXPIRY_WINDOW_YEARS {
        year + 100
    } else {
        year
    }
}

fn checks_of(second: &str) -> CheckReport {
    let composite = [&second[..10], &second[13..20], &second[21..43]].concat();
    let check = |field: CheckedField, characters: &str, place: usize| {
        let printed = second.chars().nth(place).unwrap_or('<');
        let computed = check_digit(characters).unwrap_or(0);
        let empty = field == CheckedField::PersonalNumber && printed == '<' && characters.chars().all(|c| c == '<');
        Check { field, printed, computed, right: empty || printed.to_digit(10) == Some(u32::from(computed)) }
    };
    CheckReport(vec![
        check(CheckedField::Number, &second[..9], 9),
        check(CheckedField::BirthDate, &second[13..19], 19),
        check(CheckedField::ExpiryDate, &second[21..27], 27),
        check(CheckedField::PersonalNumber, &second[28..42], 42),
        check(CheckedField::Composite, &composite, 43),
    ])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 3, 1);
    const FIRST: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
    const SECOND: &str = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";

    fn read(text: &str) -> Result<PassportZone, MrzFault> {
        passport_zone_parse(text, TODAY)
    }

    #[test]
    fn check_digits_are_icao_s() {
        for (field, digit) in [("520727", 3), ("AB2134<<<", 5), ("L898902C<", 3), ("690806", 1), ("940623", 6), ("", 0)]
        {
            assert_eq!(check_digit(field), Some(digit), "{field}");
        }
        assert_eq!(check_digit("a"), None);
        assert_eq!(check_digit("É"), None);
    }

    #[test]
    fn icao_s_specimen_is_read_however_it_is_pasted() {
        let zone = read(&format!("{FIRST}\n{SECOND}")).unwrap();
        assert_eq!(zone.name.full(), "ERIKSSON ANNA MARIA");
        assert_eq!(
            (zone.number.as_str(), zone.nationality.as_str(), zone.issuer.as_str()),
            ("L898902C3", "UTO", "UTO")
        );
        assert_eq!(zone.birth_date, ZoneDate::Whole(date(1974, 8, 12)));
        assert_eq!(zone.expiry_date, ZoneDate::Whole(date(2012, 4, 15)));
        assert_eq!((zone.sex, zone.optional.as_str(), zone.name_may_be_cut), (Sex::F, "ZE184226B", false));
        assert!(zone.checks.all_right());
        let spaced: String = format!("{FIRST}{SECOND}").chars().flat_map(|c| [c, ' ']).collect();
        for other in [
            format!("{FIRST}{SECOND}"),
            format!("  {}\r\n\r\n{}\n", FIRST.to_lowercase(), SECOND.to_lowercase()),
            format!("P<UTOERIKSSON<<ANNA<MARIA\n{SECOND}"),
            format!("{FIRST} {SECOND}").replace('<', "＜"),
            spaced,
        ] {
            assert_eq!(read(&other), Ok(zone.clone()), "{other:?}");
        }
    }

    #[test]
    fn every_wrong_check_digit_is_named() {
        let zone = read(&format!("{FIRST}{}", SECOND.replace("L898902C36", "L898902C37"))).unwrap();
        let wrong: Vec<_> = zone.checks.0.iter().filter(|check| !check.right).collect();
        assert_eq!(wrong[0], &Check { field: CheckedField::Number, printed: '7', computed: 6, right: false });
        assert_eq!(wrong[0].message().key, "mrz-check-wrong");
        assert_eq!(wrong.len(), 2, "the number's own digit and the composite one");
    }

    #[test]
    fn germans_single_names_and_unknown_parts_are_read() {
        let first = format!("{:<<44}", "P<D<<MUELLER");
        let second = "C01X00T478D<<64<<<<8<2702283<<<<<<<<<<<<<<<4";
        let zone = read(&format!("{first}\n{second}")).unwrap();
        assert_eq!((zone.issuer.as_str(), zone.nationality.as_str()), ("DEU", "DEU"));
        assert_eq!((zone.name.full().as_str(), zone.name.given.is_none()), ("MUELLER", true));
        assert_eq!((zone.birth_date, zone.sex), (ZoneDate::PartlyUnknown, Sex::X));
        assert!(zone.checks.0.iter().find(|check| check.field == CheckedField::PersonalNumber).unwrap().right);
    }

    #[test]
    fn the_century_comes_from_the_day() {
        for (birth, expected) in
            [("260301", date(2026, 3, 1)), ("260302", date(1926, 3, 2)), ("270101", date(1927, 1, 1))]
        {
            let read = zone_date(birth, |year| birth_year(year, &birth[2..], TODAY));
            assert_eq!(read, ZoneDate::Whole(expected));
        }
        for (expiry, expected) in [("760101", 2076), ("770101", 1977), ("990101", 1999), ("250101", 2025)] {
            let read = zone_date(expiry, |year| expiry_year(year, TODAY));
            assert_eq!(read.date().unwrap().year(), expected);
        }
        assert_eq!(expiry_year(2, date(2095, 1, 1)), 2102);
    }

    #[test]
    fn what_is_no_passport_says_why() {
        assert_eq!(read(" \n "), Err(MrzFault::Empty));
        assert_eq!(read("P<UTO"), Err(MrzFault::Length { chars: 5 }));
        assert_eq!(read(&"<".repeat(100_000)), Err(MrzFault::Length { chars: 100_000 }));
        assert_eq!(read(&format!("V{}{SECOND}", &FIRST[1..])), Err(MrzFault::NotAPassport));
        assert_eq!(
            read(&format!("{FIRST}\n{}", SECOND.replace("UTO", "U?O"))),
            Err(MrzFault::Character { character: '?', line: 2, place: 12 })
        );
        assert_eq!(read(&format!("{}\n{SECOND}", FIRST.replace("ANNA", "4NNA"))), Err(MrzFault::Field("name")));
        assert_eq!(read(&"P".repeat(88)), Err(MrzFault::Field("sex")));
    }

    /// The two lines of a passport, composed from its fields.
    fn composed(surname: &str, given: &str, number: &str, dates: [Date; 2], sex: char) -> (String, String) {
        let two = |date: Date| format!("{:02}{:02}{:02}", date.year().rem_euclid(100), date.month(), date.day());
        let checked = |field: String| format!("{field}{}", check_digit(&field).unwrap());
        let first: String = format!("{:<<44}", format!("P<CHN{surname}<<{given}")).chars().take(44).collect();
        let number = checked(format!("{number:<<9}"));
        let (birth, expiry) = (checked(two(dates[0])), checked(two(dates[1])));
        let optional = checked("<".repeat(14));
        let composite = check_digit(&format!("{number}{birth}{expiry}{optional}")).unwrap();
        (first, format!("{number}CHN{birth}{sex}{expiry}{optional}{composite}"))
    }

    prop_compose! {
        fn passport()(
            surname in "[A-Z]{1,20}", given in "[A-Z]{1,15}", number in "[A-Z0-9]{1,9}",
            born in 0i32..36_000, expires in 0i32..3_650, sex in prop::sample::select(vec!['M', 'F', '<'])
        ) -> (String, String, String, Date, Date, char) {
            let ago = TODAY.checked_sub(jiff::Span::new().days(born)).unwrap();
            let ahead = TODAY.checked_add(jiff::Span::new().days(expires)).unwrap();
            (surname, given, number, ago, ahead, sex)
        }
    }

    proptest! {
        #[test]
        fn a_composed_passport_reads_back((surname, given, number, born, expires, sex) in passport()) {
            let (first, second) = composed(&surname, &given, &number, [born, expires], sex);
            let zone = read(&format!("{first}\n{second}")).unwrap();
            prop_assert!(zone.checks.all_right());
            prop_assert_eq!(zone.name.full(), format!("{surname} {given}"));
            prop_assert_eq!(zone.number.as_str(), number.as_str());
            prop_assert_eq!((zone.birth_date.date(), zone.expiry_date.date()), (Some(born), Some(expires)));
        }

        #[test]
        fn one_wrong_digit_is_found((surname, given, number, born, expires, sex) in passport(), at in 0usize..44, by in 1u32..10) {
            let (first, second) = composed(&surname, &given, &number, [born, expires], sex);
            let mut characters: Vec<char> = second.chars().collect();
            let digit = characters[at].to_digit(10);
            prop_assume!(digit.is_some());
            characters[at] = char::from_digit((digit.unwrap() + by) % 10, 10).unwrap();
            let spoiled: String = characters.into_iter().collect();
            let zone = read(&format!("{first}\n{spoiled}")).unwrap();
            prop_assert!(!zone.checks.all_right());
        }

        #[test]
        fn no_text_stops_the_program(text in "\\PC{0,100}", zone in "[A-Z0-9<]{88}", lines in "P[A-Z<]{43}\n[A-Z0-9<]{44}") {
            let _ = read(&text);
            let _ = read(&zone);
            let _ = read(&lines);
        }
    }
}
