//! The model bank's cards: their last two digits decide what happens, so that every trouble can be had on purpose.

use serde::{Deserialize, Serialize};

use crate::domain::lang::InFour;

/// Every number begins with these digits, which belong to no real issuer; any other number is refused unread.
pub const PREFIX: &str = "900000";
/// Digits of a card number; of an Amex-like one [`AMEX_LIKE_DIGITS`], which has a security code of four.
pub const CARD_DIGITS: usize = 16;
/// Digits of an Amex-like card number.
pub const AMEX_LIKE_DIGITS: usize = 15;

/// What comes of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Paid at once.
    Approve,
    /// Declined for good.
    Decline,
    /// Not enough money: the page stays, another card may do.
    Insufficient,
    /// Pending for a while, then paid.
    Pending,
    /// Pending for ever.
    Never,
    /// Paid, but the customer's page gets no answer.
    Timeout,
    /// Paid, but the callback is lost.
    Lost,
    /// Paid, and the callback comes three times.
    Twice,
    /// Paid, but not the amount that was asked for.
    Amount,
    /// Not paid, and long after it paid.
    Late,
    /// Paid, but the status service breaks down once.
    Broken,
    /// Paid, but unknown to the status service for a while.
    Unfound,
    /// Paid, but everything takes its time.
    Slow,
}

impl Outcome {
    /// All outcomes, in the order of their digits.
    pub const ALL: [Self; 13] = [
        Self::Approve,
        Self::Decline,
        Self::Insufficient,
        Self::Pending,
        Self::Never,
        Self::Timeout,
        Self::Lost,
        Self::Twice,
        Self::Amount,
        Self::Late,
        Self::Broken,
        Self::Unfound,
        Self::Slow,
    ];

    /// The last two digits of its cards.
    #[must_use]
    pub const fn digits(self) -> &'static str {
        match self {
            Self::Approve => "00",
            Self::Decline => "01",
            Self::Insufficient => "02",
            Self::Pending => "03",
            Self::Never => "04",
            Self::Timeout => "05",
            Self::Lost => "06",
            Self::Twice => "07",
            Self::Amount => "08",
            Self::Late => "09",
            Self::Broken => "10",
            Self::Unfound => "11",
            Self::Slow => "20",
        }
    }

    /// Its name in the control service.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::Insufficient => "insufficient",
            Self::Pending => "pending",
            Self::Never => "never",
            Self::Timeout => "timeout",
            Self::Lost => "lost",
            Self::Twice => "twice",
            Self::Amount => "amount",
            Self::Late => "late",
            Self::Broken => "broken",
            Self::Unfound => "unfound",
            Self::Slow => "slow",
        }
    }

    /// The outcome of this name, or of these two digits.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == text || outcome.digits() == text)
    }

    /// One card number with this outcome: the digit before the last two makes the check sum right.
    #[must_use]
    pub fn card(self) -> String {
        card_of(self, CARD_DIGITS)
    }

    /// What it does, in one sentence for the list of test cards.
    #[must_use]
    pub const fn told(self) -> InFour<&'static str> {
        use super::words as w;
        match self {
            Self::Approve => w::CARD_APPROVE,
            Self::Decline => w::CARD_DECLINE,
            Self::Insufficient => w::CARD_INSUFFICIENT,
            Self::Pending => w::CARD_PENDING,
            Self::Never => w::CARD_NEVER,
            Self::Timeout => w::CARD_TIMEOUT,
            Self::Lost => w::CARD_LOST,
            Self::Twice => w::CARD_TWICE,
            Self::Amount => w::CARD_AMOUNT,
            Self::Late => w::CARD_LATE,
            Self::Broken => w::CARD_BROKEN,
            Self::Unfound => w::CARD_UNFOUND,
            Self::Slow => w::CARD_SLOW,
        }
    }
}

/// An approving card of fifteen digits, with a security code of four.
#[must_use]
pub fn amex_like() -> String {
    card_of(Outcome::Approve, AMEX_LIKE_DIGITS)
}

fn card_of(outcome: Outcome, digits: usize) -> String {
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

/// A card as the bank keeps it: what it does and its masked number. The number itself is forgotten at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// What a payment with it comes to.
    pub outcome: Outcome,
    /// The first six and last four digits: `900000...0900`.
    pub mask: String,
    /// Digits of its security code: 3, or 4 when Amex-like.
    pub code_digits: usize,
}

/// Why a card number was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotACard {
    /// Not 15 or 16 digits, or the check digit is wrong.
    Mistyped,
    /// It could be real: it is refused unread.
    NotATest,
}

impl Card {
    /// Read a number as typed; blanks and hyphens do not count.
    pub fn read(typed: &str) -> Result<Self, NotACard> {
        let number: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let length_fits = [CARD_DIGITS, AMEX_LIKE_DIGITS].contains(&number.len());
        if !length_fits || !luhn_holds(&number) {
            return Err(NotACard::Mistyped);
        }
        let outcome = Outcome::named(&number[number.len() - 2..]).filter(|_| number.starts_with(PREFIX));
        let outcome = outcome.ok_or(NotACard::NotATest)?;
        let code_digits = if number.len() == AMEX_LIKE_DIGITS { 4 } else { 3 };
        Ok(Self { outcome, mask: format!("{}...{}", &number[..6], &number[number.len() - 4..]), code_digits })
    }

    /// The card that plays this outcome through the control service.
    #[must_use]
    pub fn of(outcome: Outcome) -> Self {
        Self::read(&outcome.card()).expect("our own card numbers are right")
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
            assert_eq!((card.outcome, number.len(), card.code_digits), (outcome, 16, 3), "{number}");
            assert!(number.ends_with(outcome.digits()) && !card.mask.contains(&number));
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
