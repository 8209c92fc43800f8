//! Dates as people type them: `08.06.2022`, `8/6/2022`, `8 6 2022`, `2022-06-08`, `2022年6月8日`, full-width digits.

use jiff::civil::Date;

use super::refusal::Message;

/// Characters of the longest text that is looked at; a date needs eleven.
const DATE_CHARS_MAX: usize = 40;
/// The years that a birth, a passport or a visa can have.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2199;

/// Why a text is not the date that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    /// Nothing was typed.
    #[error("missing")]
    Missing,
    /// Fewer than three numbers.
    #[error("a part is missing")]
    PartMissing,
    /// The year does not have four digits.
    #[error("the year does not have four digits")]
    ShortYear,
    /// Not three numbers.
    #[error("not a date")]
    NotADate,
    /// Three numbers, but the calendar has no such day.
    #[error("no such day")]
    Impossible,
    /// A day to come, where a past one was asked for.
    #[error("in the future")]
    InFuture,
}

impl DateFault {
    /// The sentence that tells what to mend.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Missing => "date-missing",
            Self::PartMissing => "date-part-missing",
            Self::ShortYear => "date-short-year",
            Self::NotADate => "date-not-understood",
            Self::Impossible => "date-impossible",
            Self::InFuture => "date-in-future",
        })
    }
}

/// Parse a date that a person typed: day, month, year (the manual's DD.MM.YYYY), or year first when it is written in four digits.
pub fn date_parse(text: &str) -> Result<Date, DateFault> {
    if text.trim().is_empty() {
        return Err(DateFault::Missing);
    }
    if text.chars().count() > DATE_CHARS_MAX {
        return Err(DateFault::NotADate);
    }
    let parts = parts_of(text)?;
    let [first, second, third] = <[String; 3]>::try_from(parts)
        .map_err(|parts| if parts.len() < 3 { DateFault::PartMissing } else { DateFault::NotADate })?;
    let (day, month, year) = if first.len() == 4 { (third, second, first) } else { (first, second, third) };
    if day.len() > 2 || month.len() > 2 {
        return Err(DateFault::NotADate);
    }
    if year.len() != 4 {
        return Err(DateFault::ShortYear);
    }
    let year: i16 = year.parse().map_err(|_| DateFault::Impossible)?;
    let (month, day) =
        (month.parse().map_err(|_| DateFault::Impossible)?, day.parse().map_err(|_| DateFault::Impossible)?);
    if !YEARS.contains(&year) {
        return Err(DateFault::Impossible);
    }
    Date::new(year, month, day).map_err(|_| DateFault::Impossible)
}

/// Parse a date that cannot be after `today`: a date of birth, a date of issue.
pub fn past_date_parse(text: &str, today: Date) -> Result<Date, DateFault> {
    let date = date_parse(text)?;
    if date <= today { Ok(date) } else { Err(DateFault::InFuture) }
}

/// The runs of digits between separators, as ASCII digits.
fn parts_of(text: &str) -> Result<Vec<String>, DateFault> {
    let mut parts = vec![String::new()];
    for c in text.trim().chars() {
        if let Some(digit) = ascii_digit(c) {
            parts.last_mut().expect("there is always a last part").push(digit);
        } else if is_separator(c) {
            parts.push(String::new());
        } else {
            return Err(DateFault::NotADate);
        }
    }
    parts.retain(|part| !part.is_empty());
    Ok(parts)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '.' | ',' | '/' | '-' | '．' | '。' | '，' | '／' | '－' | '–' | '—' | '年' | '月' | '日')
}

/// The ASCII digit of a digit, half-width or full-width (as Chinese and Japanese keyboards type it).
pub(crate) fn ascii_digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => None,
    }
}

/// The ASCII digits of `text`, where it holds nothing else than digits, spaces and the characters of `dropped`.
pub(crate) fn ascii_digits(text: &str, dropped: &[char]) -> Option<String> {
    text.chars().filter(|c| !c.is_whitespace() && !dropped.contains(c)).map(ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_read_as_people_type_them() {
        for text in [
            "08.06.2022",
            "8.6.2022",
            " 08 / 06 / 2022 ",
            "8-6-2022",
            "8 6 2022",
            "2022-06-08",
            "2022年6月8日",
            "０８．０６．２０２２",
            "08.06.2022.",
            "08..06.2022",
        ] {
            assert_eq!(date_parse(text), Ok(date(2022, 6, 8)), "{text:?}");
        }
    }

    #[test]
    fn faults_are_told_apart() {
        use DateFault as F;
        for (text, fault) in [
            ("", F::Missing),
            ("  ", F::Missing),
            ("08.2022", F::PartMissing),
            ("..", F::PartMissing),
            ("8.6.22", F::ShortYear),
            ("8.6.20222", F::ShortYear),
            ("31.02.2022", F::Impossible),
            ("29.02.2023", F::Impossible),
            ("06.13.2022", F::Impossible),
            ("00.01.2022", F::Impossible),
            ("08.06.0022", F::Impossible),
            ("8 June 2022", F::NotADate),
            ("1.2.3.2022", F::NotADate),
            ("008.06.2022", F::NotADate),
            ("08062022", F::PartMissing),
        ] {
            assert_eq!(date_parse(text), Err(fault), "{text:?}");
        }
        assert_eq!(date_parse(&"1".repeat(100_000)), Err(F::NotADate));
    }

    #[test]
    fn a_birth_is_not_to_come() {
        let today = date(2022, 6, 8);
        assert_eq!(past_date_parse("08.06.2022", today), Ok(today));
        assert_eq!(past_date_parse("09.06.2022", today), Err(DateFault::InFuture));
    }

    proptest! {
        #[test]
        fn every_day_survives_every_spelling(days in -30_000i32..70_000, separator in prop::sample::select(vec![".", "/", "-", " ", "．"])) {
            let day = date(2000, 1, 1).saturating_add(jiff::Span::new().days(days));
            let typed = format!("{}{separator}{}{separator}{:04}", day.day(), day.month(), day.year());
            prop_assert_eq!(date_parse(&typed), Ok(day));
            prop_assert_eq!(date_parse(&day.to_string()), Ok(day));
        }

        #[test]
        fn no_text_stops_the_program(text in ".{0,60}") {
            let _ = date_parse(&text);
        }
    }
}
