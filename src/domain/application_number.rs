//! Application numbers: fourteen digits, thirteen of them the Unix milliseconds of submission (figures 8.3, 13 and 14).
//!
//! The last digit only keeps two applications of one millisecond apart: the manual's three numbers fit no check-digit scheme. A number
//! tells when it was made and can be guessed, so it never gives access to anything.

use jiff::Timestamp;

use super::person::{Malformed, text_type};

/// Digits of an application number.
pub const APPLICATION_NUMBER_DIGITS: usize = 14;
/// Milliseconds tried after the first: ten numbers each are far more than one installation can submit.
const MILLISECONDS_TRIED_MAX: i64 = 1_000;

text_type!(
    /// An application number: fourteen digits; spaces are dropped when parsing.
    ApplicationNumber,
    |text| {
        let number: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let valid = number.len() == APPLICATION_NUMBER_DIGITS && number.bytes().all(|b| b.is_ascii_digit());
        if valid { Ok(number) } else { Err(Malformed("application number")) }
    }
);

impl ApplicationNumber {
    /// The first number at or after `now` that is not `taken`: the next last digit, then the next millisecond. `None` only when a whole
    /// second is taken or the clock stands outside the years 1970 to 2286.
    pub fn mint(now: Timestamp, taken: impl Fn(&str) -> bool) -> Option<Self> {
        let first = now.as_millisecond();
        (first..first.saturating_add(MILLISECONDS_TRIED_MAX))
            .flat_map(|millisecond| (0..10).map(move |digit| format!("{millisecond:013}{digit}")))
            .filter_map(|text| text.parse::<Self>().ok())
            .find(|number| !taken(number.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_manual_s_numbers_hold() {
        for text in ["16546778150988", "16548650547870", "16548650436654"] {
            assert_eq!(text.parse::<ApplicationNumber>().unwrap().as_str(), text);
        }
        for text in ["", "1654677815098", "165467781509880", "1654677815098x", "-6546778150988", "٠٦٥٤٦٧٧٨١٥٠٩٨٨"]
        {
            assert!(text.parse::<ApplicationNumber>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn no_number_is_minted_twice() {
        let now = Timestamp::from_millisecond(1_654_677_815_098).unwrap();
        let mut taken = BTreeSet::new();
        for _ in 0..25 {
            let number = ApplicationNumber::mint(now, |text| taken.contains(text)).unwrap();
            assert!(taken.insert(number.as_str().to_owned()));
        }
        assert_eq!(taken.first().unwrap(), "16546778150980");
        assert_eq!(taken.last().unwrap(), "16546778151004");
        assert_eq!(ApplicationNumber::mint(now, |_| true), None);
    }
}
