//! Decimals of providers to whole minor units and back, without floats.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

use crate::proto::{Fault, FaultKind, INTEGER_MAX};

/// The most significant digits that survive a JSON number read by way of a double, as JSON readers do.
const DOUBLE_DIGITS: usize = 15;

/// Minor units from a decimal with a dot or a comma: `"31062.40"` with 2 places is 3 106 240.
///
/// # Errors
/// [`FaultKind::Provider`] for anything else: signs, exponents, blanks inside, too many places, more than 2^53 − 1.
pub fn minor_parse(text: &str, places: u8) -> Result<u64, Fault> {
    let wrong = || Fault::new(FaultKind::Provider, &format!("not an amount with at most {places} decimals"));
    let places = usize::from(places);
    let (whole, part) = text.trim().split_once(['.', ',']).unwrap_or((text.trim(), ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    // Zeros beyond the places change nothing: 31062.4000 is an amount.
    let part = if part.len() > places { part.trim_end_matches('0') } else { part };
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > places {
        return Err(wrong());
    }
    let minor: u64 = format!("{whole}{part:0<places$}").parse().map_err(|_| wrong())?;
    if minor <= INTEGER_MAX { Ok(minor) } else { Err(wrong()) }
}

/// Minor units as a decimal with a dot: 3 106 240 with 2 places is `"31062.40"`.
#[must_use]
pub fn minor_format(minor: u64, places: u8) -> String {
    let places = usize::from(places);
    let digits = format!("{minor:0>width$}", width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
}

/// A decimal as a provider sent it: a JSON string or a JSON number, kept as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal(String);

impl Decimal {
    /// The decimal in minor units.
    ///
    /// # Errors
    /// As [`minor_parse`].
    pub fn minor(&self, places: u8) -> Result<u64, Fault> {
        minor_parse(&self.0, places)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyNumber)
    }
}

struct AnyNumber;

impl de::Visitor<'_> for AnyNumber {
    type Value = Decimal;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number or a string with one")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        Ok(Decimal(text.to_owned()))
    }
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Decimal, E> {
        Ok(Decimal(number.to_string()))
    }
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Decimal, E> {
        Ok(Decimal(number.to_string()))
    }
    /// The shortest text of a double is the text it was read from, as long as that had at most fifteen digits.
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Decimal, E> {
        let text = number.to_string();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits <= DOUBLE_DIGITS { Ok(Decimal(text)) } else { Err(E::custom("a number with too many digits")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bug_16_amounts_are_read_and_written_exactly() {
        for (text, places, minor) in [
            ("31062.40", 2, 3_106_240),
            ("31062,4", 2, 3_106_240),
            ("31062.4000", 2, 3_106_240),
            ("0.07", 2, 7),
            (" 12 ", 2, 1_200),
            ("12", 0, 12),
            ("90071992547409.91", 2, INTEGER_MAX),
        ] {
            assert_eq!(minor_parse(text, places), Ok(minor), "{text}");
        }
        assert_eq!(minor_format(3_106_240, 2), "31062.40");
        assert_eq!(minor_format(7, 2), "0.07");
        assert_eq!(minor_format(12, 0), "12");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "-1", "+1", "1e3", "1.234", "1 000", ".5", "1.2.3", "90071992547409.92", "NaN", "١"] {
            assert!(minor_parse(text, 2).is_err(), "{text}");
        }
    }

    #[test]
    fn a_provider_s_json_number_keeps_its_digits() {
        for (json, minor) in [("12.22", 1_222), ("31062.4", 3_106_240), ("80", 8_000), (r#""0.10""#, 10), ("0.1", 10)] {
            let decimal: Decimal = serde_json::from_str(json).unwrap();
            assert_eq!(decimal.minor(2), Ok(minor), "{json}");
        }
        assert!(serde_json::from_str::<Decimal>("1234567890123456.5").is_err());
        assert!(serde_json::from_str::<Decimal>("-1").unwrap().minor(2).is_err());
    }
}
