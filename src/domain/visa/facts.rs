//! The facts that a seal carries, as texts to compare one by one with the record: both come from a machine-readable zone.

/// Where the fields stand in the second line of a visa's zone (ICAO 9303-7 §4.2.2).
const NATIONALITY: std::ops::Range<usize> = 10..13;
const BIRTH: std::ops::Range<usize> = 13..19;
const SEX: std::ops::Range<usize> = 20..21;
const VALID_UNTIL: std::ops::Range<usize> = 21..27;
/// Where the name begins in the first line.
const NAME_FROM: usize = 5;

/// Facts of a visa as its zone and its seal write them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ZoneFacts {
    /// Surname and given names, in Latin capitals.
    pub name: String,
    /// The passport's number, at most nine characters.
    pub passport: String,
    /// The nationality's three letters.
    pub nationality: String,
    /// The birth date, `DD.MM.YY`.
    pub birth: String,
    /// `M`, `F` or `X`.
    pub sex: String,
    /// The last day, `DD.MM.YY`.
    pub valid_to: String,
    /// Entries; 0 is any number.
    pub entries: String,
}

impl ZoneFacts {
    /// The facts of the two lines of a zone, of a passport number and of the entries.
    #[must_use]
    pub fn of([first, second]: [&str; 2], passport: &str, entries: Option<u8>) -> Self {
        let part = |range: std::ops::Range<usize>| second.get(range).unwrap_or_default();
        let words = |text: &str| text.split('<').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let sex = part(SEX);
        Self {
            name: words(first.get(NAME_FROM..).unwrap_or_default()),
            passport: passport.to_owned(),
            nationality: words(part(NATIONALITY)),
            birth: day(part(BIRTH)),
            sex: if sex == "<" { "X".to_owned() } else { sex.to_owned() },
            valid_to: day(part(VALID_UNTIL)),
            entries: entries.map(|count| count.to_string()).unwrap_or_default(),
        }
    }

    /// Each fact with its name, in the order of a page.
    #[must_use]
    pub fn list(&self) -> [(&'static str, &str); 7] {
        [
            ("name", &self.name),
            ("passport", &self.passport),
            ("nationality", &self.nationality),
            ("birth", &self.birth),
            ("sex", &self.sex),
            ("valid_to", &self.valid_to),
            ("entries", &self.entries),
        ]
    }
}

/// `YYMMDD` as `DD.MM.YY`; what is unknown stays as it is.
fn day(digits: &str) -> String {
    match (digits.get(..2), digits.get(2..4), digits.get(4..6)) {
        (Some(year), Some(month), Some(day)) => format!("{day}.{month}.{year}"),
        (_, _, _) => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_says_who_and_until_when() {
        let lines = ["V<KAZWANG<<XIAOMING<<<<<<<<<<<<<<<<<<<<<<<<<", "E123456782CHN8501019<2609304"];
        let facts = ZoneFacts::of(lines, "E12345678", Some(1));
        let expected = ["WANG XIAOMING", "E12345678", "CHN", "01.01.85", "X", "30.09.26", "1"];
        assert_eq!(facts.list().map(|(_, text)| text), expected);
        assert_eq!(ZoneFacts::of(["", ""], "", None), ZoneFacts::default(), "nothing is read out of nothing");
    }
}
