//! The model bank's cards: their last two digits decide what happens.

use super::order::Instrument;
pub use super::outcome::Outcome;

/// Every number begins with these digits, which belong to no real issuer; any other number is refused unread.
pub const PREFIX: &str = "900000";
/// Digits of a card number; of an Amex-like one [`AMEX_LIKE_DIGITS`], which has a security code of four.
pub const CARD_DIGITS: usize = 16;
/// Digits of an Amex-like card number.
pub const AMEX_LIKE_DIGITS: usize = 15;

/// An approving card of fifteen digits, with a security code of four.
#[must_use]
pub fn amex_like() -> String {
    card_of(Outcome::Approve, AMEX_LIKE_DIGITS)
}

pub(super) fn card_of(outcome: Outcome, digits: usize) -> String {
    let zeros = "0".repeat(digits - PREFIX.len() - 3);
    let number = |check: u32| format!("{PREFIX}{zeros}{check}{}", outcome.digits());
    (0..10).map(number).find(|number| luhn_holds(number)).expect("the free digit is not doubled, so one of ten fits")
}

/// Whether the check digit of a card number is right (ISO/IEC 7812-1, annex B).
#[must_use]
pub fn luhn_holds(number: &str) -> bool {
    let digits = number.chars().rev().map(|c| c.to_digit(10)).collect::<Option<Vec<_>>>();
    let Some(digits) = digits.filter(|digits| !digits.is_empty()) else { return false };
    let value = |(place, digit): (usize, &u32)| match (place % 2, digit * 2) {
        (0, _) => *digit,
        (_, doubled) => doubled / 10 + doubled % 10,
    };
    digits.iter().enumerate().map(value).sum::<u32>().is_multiple_of(10)
}

/// A card as it was typed. The number itself is forgotten at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Card {
    /// What is kept of it; its mask is the first six and last four digits: `900000...0900`.
    pub(super) instrument: Instrument,
    /// Digits of its security code: 3, or 4 when Amex-like.
    pub(super) code_digits: usize,
}

/// Why a card number was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotACard {
    /// Not 15 or 16 digits, or the check digit is wrong.
    Mistyped,
    /// It could be real: it is refused unread.
    NotATest,
}

impl Card {
    /// Read a number as typed; blanks and hyphens do not count.
    pub(super) fn read(typed: &str) -> Result<Self, NotACard> {
        let number: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let length_fits = [CARD_DIGITS, AMEX_LIKE_DIGITS].contains(&number.len());
        if !length_fits || !luhn_holds(&number) {
            return Err(NotACard::Mistyped);
        }
        let outcome = Outcome::named(&number[number.len() - 2..]).filter(|_| number.starts_with(PREFIX));
        let outcome = outcome.ok_or(NotACard::NotATest)?;
        let code_digits = if number.len() == AMEX_LIKE_DIGITS { 4 } else { 3 };
        let mask = format!("{}...{}", &number[..6], &number[number.len() - 4..]);
        Ok(Self { instrument: Instrument { outcome, mask }, code_digits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_a_card_that_reads_back_to_it() {
        for outcome in Outcome::ALL {
            let number = outcome.card();
            let card = Card::read(&number).unwrap();
            assert_eq!((card.instrument.outcome, number.len(), card.code_digits), (outcome, 16, 3), "{number}");
            assert!(number.ends_with(outcome.digits()) && !card.instrument.mask.contains(&number));
            assert_eq!(Outcome::named(outcome.name()), Some(outcome));
        }
        assert_eq!(Card::read(&amex_like()).unwrap().code_digits, 4);
    }

    #[test]
    fn a_number_that_could_be_real_is_refused() {
        // Luhn holds for both: made up here, outside our prefix.
        assert_eq!(Card::read("4000 0000 0000 0002"), Err(NotACard::NotATest));
        assert_eq!(Card::read("9000-0100-0000-0000"), Err(NotACard::NotATest));
    }

    #[test]
    fn a_slip_of_the_finger_is_noticed() {
        let good = Outcome::Approve.card();
        for place in 0..good.len() {
            let mut slipped: Vec<char> = good.chars().collect();
            slipped[place] = if slipped[place] == '5' { '6' } else { '5' };
            assert_eq!(Card::read(&slipped.iter().collect::<String>()), Err(NotACard::Mistyped), "place {place}");
        }
        for text in ["", "9000", "90000000000009\u{661}0", "abcdefghijklmnop", "90000000000000000000"] {
            assert_eq!(Card::read(text), Err(NotACard::Mistyped), "{text:?}");
        }
    }
}
