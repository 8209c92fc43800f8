//! What a check of a visa tells to somebody who holds the paper or knows two of its numbers: enough to compare, too little to collect.

use jiff::civil::Date;

use super::{Standing, Visa};
use crate::domain::{
    category::Category,
    person::{NamePart, PassportNumber},
};

/// Characters of a passport number that a check shows, at its end.
const PASSPORT_SHOWN: usize = 3;

/// The minimal facts of a visa, for everybody who checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedVisa {
    /// Its printed number.
    pub number: String,
    /// What it is worth today.
    pub standing: Standing,
    /// The kind of visa.
    pub category: Category,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    pub valid_to: Date,
    /// Entries allowed.
    pub entries: u8,
    /// Longest stay in days.
    pub stay_days: u16,
    /// The first letters of the holder's names: `T… T…`.
    pub initials: String,
    /// The end of the passport's number: `…678`.
    pub passport_end: String,
}

impl CheckedVisa {
    /// The minimal facts of `visa` on the day `today`.
    #[must_use]
    pub fn of(visa: &Visa, today: Date) -> Self {
        let parts = [Some(&visa.name.surname), visa.name.given.as_ref()];
        let initials: Vec<String> = parts.into_iter().flatten().filter_map(initial).collect();
        Self {
            number: visa.number.clone(),
            standing: visa.standing(today),
            category: visa.category,
            valid_from: visa.valid_from,
            valid_to: visa.valid_to,
            entries: visa.entries,
            stay_days: visa.stay_days,
            initials: initials.join(" "),
            passport_end: end_of(&visa.traveller.passport),
        }
    }
}

fn initial(part: &NamePart) -> Option<String> {
    part.as_str().chars().next().map(|letter| format!("{letter}…"))
}

fn end_of(number: &PassportNumber) -> String {
    let (text, shown) = (number.as_str(), PASSPORT_SHOWN);
    // A number of three characters would be shown whole.
    let from = text.len().saturating_sub(shown).max(text.len().min(1));
    format!("…{}", text.get(from..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passport_number_is_never_shown_whole() {
        for (number, shown) in [("E12345678", "…678"), ("123", "…23"), ("A", "…")] {
            assert_eq!(end_of(&number.parse().unwrap()), shown);
        }
    }
}
