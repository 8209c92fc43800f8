//! Money in whole minor units of a currency, and the exchange rate that freezes a fee in tenge.
//!
//! No float touches money; every sum is checked.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The largest amount in minor units: the largest whole number that every JSON reader keeps exactly (2^53 − 1).
pub const MINOR_MAX: u64 = 9_007_199_254_740_991;
/// Decimal places of both currencies (ISO 4217).
pub const MINOR_DIGITS: usize = 2;

/// A currency of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Currency {
    /// Tenge, in which every payment is made; numeric code 398.
    #[serde(rename = "KZT")]
    Kzt,
    /// US dollar, in which fees are set (figure 3); numeric code 840.
    #[serde(rename = "USD")]
    Usd,
}

impl Currency {
    /// The three letters of ISO 4217.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kzt => "KZT",
            Self::Usd => "USD",
        }
    }

    /// The sign printed beside an amount.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Kzt => "₸",
            Self::Usd => "$",
        }
    }
}

/// An amount: whole minor units (tiyn, cents) of one currency, at most [`MINOR_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Hundredths of the currency.
    pub minor: u64,
    /// The currency.
    pub currency: Currency,
}

/// A sum that cannot be written down exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Two currencies in one sum.
    #[error("two currencies in one sum")]
    Currencies,
    /// Less than nothing, or more than [`MINOR_MAX`].
    #[error("out of range")]
    Range,
    /// The text is not a decimal number of at most the allowed places.
    #[error("not a decimal number of at most {places} places")]
    NotDecimal {
        /// Decimal places allowed.
        places: usize,
    },
}

impl Money {
    /// `minor` hundredths of tenge.
    #[must_use]
    pub const fn kzt(minor: u64) -> Self {
        Self { minor, currency: Currency::Kzt }
    }

    /// `minor` cents.
    #[must_use]
    pub const fn usd(minor: u64) -> Self {
        Self { minor, currency: Currency::Usd }
    }

    /// The sum of two amounts of one currency.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies);
        }
        let minor = self.minor.checked_add(other.minor).filter(|sum| *sum <= MINOR_MAX).ok_or(MoneyError::Range)?;
        Ok(Self { minor, ..self })
    }

    /// What remains after taking `other` away.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies);
        }
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::Range)?;
        Ok(Self { minor, ..self })
    }

    /// The amount as a plain decimal with a dot and two places, for wire formats: `31062.40`.
    #[must_use]
    pub fn decimal(self) -> String {
        format!("{}.{:02}", self.minor / 100, self.minor % 100)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency.code())
    }
}

/// Parse a decimal with a dot or a comma and at most `places` decimals into whole units of 10^−places.
pub fn decimal_parse(text: &str, places: usize) -> Result<u64, MoneyError> {
    let wrong = MoneyError::NotDecimal { places };
    let (whole, part) = text.trim().split_once(['.', ',']).unwrap_or((text.trim(), ""));
    let only_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !only_digits(whole) || !only_digits(part) || part.len() > places {
        return Err(wrong);
    }
    let value: u64 = format!("{whole}{part:0<places$}").parse().map_err(|_| MoneyError::Range)?;
    if value <= MINOR_MAX { Ok(value) } else { Err(MoneyError::Range) }
}

/// Decimal places kept of an exchange rate.
pub const RATE_DIGITS: usize = 6;
const RATE_ONE: u128 = 1_000_000;

/// Tenge for one US dollar, in millionths of a tenge; more than nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(u64);

impl Rate {
    /// A rate from millionths of a tenge per unit of the foreign currency.
    pub fn from_millionths(millionths: u64) -> Result<Self, MoneyError> {
        if millionths == 0 { Err(MoneyError::Range) } else { Ok(Self(millionths)) }
    }

    /// The rate in millionths of a tenge, to compare two rates.
    #[must_use]
    pub const fn millionths(self) -> u64 {
        self.0
    }

    /// The rate of one unit, where the National Bank quotes `quant` units at once (reference: its `<quant>` element).
    /// What does not divide evenly is rounded half up at the sixth place.
    pub fn of_one(self, quant: u32) -> Result<Self, MoneyError> {
        let quant = u64::from(quant);
        let doubled = self.0.checked_mul(2).and_then(|twice| twice.checked_add(quant)).ok_or(MoneyError::Range)?;
        Self::from_millionths(doubled.checked_div(quant.saturating_mul(2)).ok_or(MoneyError::Range)?)
    }

    /// The dollars in tenge, rounded half up to the tiyn: 80 USD × 388.28 = 31 062.40 (figures 6 and 7).
    pub fn convert(self, dollars: Money) -> Result<Money, MoneyError> {
        if dollars.currency != Currency::Usd {
            return Err(MoneyError::Currencies);
        }
        let exact = u128::from(dollars.minor) * u128::from(self.0);
        let minor = u64::try_from((exact + RATE_ONE / 2) / RATE_ONE).map_err(|_| MoneyError::Range)?;
        if minor <= MINOR_MAX { Ok(Money::kzt(minor)) } else { Err(MoneyError::Range) }
    }

    /// The tenge in dollars at this rate, rounded half up to the cent: only for showing.
    pub fn convert_back(self, tenge: Money) -> Result<Money, MoneyError> {
        if tenge.currency != Currency::Kzt {
            return Err(MoneyError::Currencies);
        }
        let rate = u128::from(self.0);
        let exact = u128::from(tenge.minor) * RATE_ONE;
        Ok(Money::usd(u64::try_from((exact + rate / 2) / rate).map_err(|_| MoneyError::Range)?))
    }
}

impl fmt::Display for Rate {
    /// As the National Bank prints it: at least two decimals, no further zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = format!("{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000);
        let shortest = all.trim_end_matches('0');
        let least = all.len() - (RATE_DIGITS - MINOR_DIGITS);
        f.write_str(if shortest.len() < least { &all[..least] } else { shortest })
    }
}

impl FromStr for Rate {
    type Err = MoneyError;
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        Self::from_millionths(decimal_parse(text, RATE_DIGITS)?)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_manual_s_amounts_hold() {
        let rate: Rate = "388.28".parse().unwrap();
        assert_eq!(rate.convert(Money::usd(8_000)), Ok(Money::kzt(3_106_240)));
        assert_eq!(rate.convert(Money::usd(6_000)), Ok(Money::kzt(2_329_680)));
        assert_eq!(Money::kzt(3_106_240).plus(Money::kzt(2_500)).unwrap().decimal(), "31087.40");
        assert_eq!(rate.to_string(), "388.28");
    }

    #[test]
    fn a_rate_of_many_units_is_divided() {
        assert_eq!("13.05".parse::<Rate>().unwrap().of_one(10).unwrap().to_string(), "1.305");
        assert_eq!("86".parse::<Rate>().unwrap().to_string(), "86.00");
        assert_eq!("0".parse::<Rate>(), Err(MoneyError::Range));
        assert_eq!("1".parse::<Rate>().unwrap().of_one(0), Err(MoneyError::Range));
    }

    #[test]
    fn what_is_not_a_decimal_is_refused() {
        for text in ["", ".", "-1", "+1", "1e3", "1.234", "1 000", "١", "1.2.3"] {
            assert!(decimal_parse(text, 2).is_err(), "{text:?}");
        }
        assert_eq!(decimal_parse("90071992547409.92", 2), Err(MoneyError::Range));
        assert_eq!(decimal_parse("90071992547409,91", 2), Ok(MINOR_MAX));
    }

    proptest! {
        #[test]
        fn decimals_survive_text(minor in 0..=MINOR_MAX) {
            prop_assert_eq!(decimal_parse(&Money::kzt(minor).decimal(), 2), Ok(minor));
        }

        #[test]
        fn conversion_is_within_half_a_tiyn(cents in 0u64..=10_000_000, millionths in 1u64..=10_000_000_000) {
            let tenge = Rate::from_millionths(millionths).unwrap().convert(Money::usd(cents)).unwrap().minor;
            let exact = u128::from(cents) * u128::from(millionths);
            let back = u128::from(tenge) * RATE_ONE;
            prop_assert!(back.abs_diff(exact) <= RATE_ONE / 2);
        }

        #[test]
        fn sums_never_wrap(a in 0..=MINOR_MAX, b in 0..=MINOR_MAX) {
            match Money::kzt(a).plus(Money::kzt(b)) {
                Ok(sum) => prop_assert_eq!(sum.minor, a + b),
                Err(error) => { prop_assert_eq!(error, MoneyError::Range); prop_assert!(a + b > MINOR_MAX); }
            }
        }
    }
}
