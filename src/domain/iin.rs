//! IIN and BIN: the twelve-digit numbers of persons and of organizations in Kazakhstan, with their two-pass check digit.
//!
//! Formation of the numbers: Government decree 406 of 22 May 2007. The fifth digit tells the two apart: in an IIN it begins the day of
//! birth (0–3), in a BIN it is the kind of registrant (4–6).

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    dates::ascii_digits,
    person::{Malformed, Sex},
    refusal::Message,
};

/// Digits of an IIN and of a BIN.
pub const TAX_ID_DIGITS: usize = 12;

/// The persons of the National Certification Authority's own test certificates; their check digits are wrong.
const TEST_IINS: [&str; 2] = ["123456789011", "123456789012"];
/// The organization of the same test certificates, printed in figure 5 of the manual.
const TEST_BIN: &str = "123456789021";

/// Which numbers are let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strictness {
    /// Only numbers that can exist.
    Strict,
    /// Also the three test identities: for demonstrations and evaluation, never for service.
    Demonstration,
}

/// Why a number is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaxIdFault {
    /// Something else than digits (spaces and hyphens are dropped).
    #[error("not only digits")]
    NotDigits,
    /// Not twelve digits.
    #[error("{digits} digits, not 12")]
    Length {
        /// Digits found.
        digits: usize,
    },
    /// The last digit does not follow from the others: a typing mistake.
    #[error("the last digit should be {expected}")]
    CheckDigit {
        /// The digit that would be right.
        expected: u8,
    },
    /// Both passes give 10, so no number begins like this.
    #[error("no number begins like this")]
    NeverIssued,
    /// The date inside does not exist.
    #[error("no such date")]
    Date,
    /// The date inside is still to come.
    #[error("a date to come")]
    Future,
    /// The seventh digit names no century and sex (1 to 6); 0 once stood for foreigners and is not accepted for new input.
    #[error("century digit {digit}")]
    Century {
        /// The digit found.
        digit: u8,
    },
    /// The fifth digit is no kind of registrant (4, 5, 6), or the sixth no kind of unit (0 to 3).
    #[error("kind of registrant")]
    BinType,
    /// A number of an organization where one of a person is needed.
    #[error("a BIN where an IIN is needed")]
    IsBin,
    /// A number of a person where one of an organization is needed.
    #[error("an IIN where a BIN is needed")]
    IsIin,
}

impl TaxIdFault {
    /// The sentence that tells what to mend.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::NotDigits => Message::new("iin-not-digits"),
            Self::Length { digits } => Message::new("iin-wrong-length").with("digits", digits),
            Self::CheckDigit { expected } => Message::new("iin-wrong-check-digit").with("expected", expected),
            Self::NeverIssued => Message::new("iin-never-issued"),
            Self::Date => Message::new("iin-no-such-date"),
            Self::Future => Message::new("iin-future-date"),
            Self::Century { digit } => Message::new("iin-wrong-century").with("digit", digit),
            Self::BinType => Message::new("bin-wrong-type"),
            Self::IsBin => Message::new("iin-is-a-bin"),
            Self::IsIin => Message::new("bin-is-an-iin"),
        }
    }
}

macro_rules! twelve_digits {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The twelve digits.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        /// Reading back what was stored: twelve digits. Rules that depend on the day or on [`Strictness`] were checked at the door.
        impl TryFrom<String> for $name {
            type Error = Malformed;
            fn try_from(text: String) -> Result<Self, Malformed> {
                let valid = text.len() == TAX_ID_DIGITS && text.bytes().all(|b| b.is_ascii_digit());
                if valid { Ok(Self(text)) } else { Err(Malformed("twelve digits")) }
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

twelve_digits!(
    /// The number of a person: `YYMMDD`, century and sex, four digits of serial, check digit.
    Iin
);
twelve_digits!(
    /// The number of an organization: `YYMM` of registration, kind of registrant, kind of unit, five digits of serial, check digit.
    Bin
);

impl Iin {
    /// Parse what a person typed; `today` tells a date of birth to come.
    pub fn parse(text: &str, today: Date, strictness: Strictness) -> Result<Self, TaxIdFault> {
        let text = twelve(text)?;
        if strictness == Strictness::Demonstration && TEST_IINS.contains(&text.as_str()) {
            return Ok(Self(text));
        }
        let digits = digits_of(&text);
        if (4..=6).contains(&digits[4]) {
            return Err(Bin::check(&digits).err().unwrap_or(TaxIdFault::IsBin));
        }
        check_digit_hold(&digits)?;
        if birth_date(&digits)? > today {
            return Err(TaxIdFault::Future);
        }
        Ok(Self(text))
    }

    /// The date of birth; none in a test identity.
    #[must_use]
    pub fn birth_date(&self) -> Option<Date> {
        birth_date(&digits_of(&self.0)).ok()
    }

    /// The sex; none in a test identity.
    #[must_use]
    pub fn sex(&self) -> Option<Sex> {
        self.birth_date()?;
        Some(if digits_of(&self.0)[6] % 2 == 1 { Sex::M } else { Sex::F })
    }
}

impl Bin {
    /// Parse what a person typed. The year of registration has two digits and no century, so no year can be called future.
    pub fn parse(text: &str, strictness: Strictness) -> Result<Self, TaxIdFault> {
        let text = twelve(text)?;
        if strictness == Strictness::Demonstration && text == TEST_BIN {
            return Ok(Self(text));
        }
        let digits = digits_of(&text);
        if digits[4] <= 3 {
            return Err(check_digit_hold(&digits).err().unwrap_or(TaxIdFault::IsIin));
        }
        Self::check(&digits)?;
        Ok(Self(text))
    }

    fn check(digits: &[u8; TAX_ID_DIGITS]) -> Result<(), TaxIdFault> {
        check_digit_hold(digits)?;
        if !(4..=6).contains(&digits[4]) || digits[5] > 3 {
            return Err(TaxIdFault::BinType);
        }
        let month = digits[2] * 10 + digits[3];
        if (1..=12).contains(&month) { Ok(()) } else { Err(TaxIdFault::Date) }
    }
}

/// The number of a person or of an organization: who invites (figure 5), who pays (figure 7).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxId {
    /// A person.
    Iin(Iin),
    /// An organization.
    Bin(Bin),
}

impl TaxId {
    /// Parse what a person typed; the fifth digit tells which of the two it is.
    pub fn parse(text: &str, today: Date, strictness: Strictness) -> Result<Self, TaxIdFault> {
        let digits = twelve(text)?;
        match Bin::parse(&digits, strictness) {
            Ok(bin) => Ok(Self::Bin(bin)),
            Err(fault) if digits_of(&digits)[4] > 6 => Err(fault),
            // Also the two test persons, whose fifth digit is that of an organization.
            Err(_) => Iin::parse(&digits, today, strictness).map(Self::Iin),
        }
    }

    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Iin(iin) => iin.as_str(),
            Self::Bin(bin) => bin.as_str(),
        }
    }
}

impl fmt::Display for TaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The digits of `text` without spaces and hyphens: exactly twelve.
fn twelve(text: &str) -> Result<String, TaxIdFault> {
    let digits = ascii_digits(text, &['-']).ok_or(TaxIdFault::NotDigits)?;
    if digits.len() == TAX_ID_DIGITS { Ok(digits) } else { Err(TaxIdFault::Length { digits: digits.len() }) }
}

fn digits_of(text: &str) -> [u8; TAX_ID_DIGITS] {
    let mut digits = [0; TAX_ID_DIGITS];
    for (digit, byte) in digits.iter_mut().zip(text.bytes()) {
        *digit = byte.saturating_sub(b'0');
    }
    digits
}

/// Weights 1 to 11, remainder by 11; where that is 10, once more with weights 3 to 11, 1, 2; where it is 10 again, none.
fn check_digit(digits: &[u8; TAX_ID_DIGITS]) -> Option<u8> {
    const FIRST: [u16; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    const SECOND: [u16; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];
    [FIRST, SECOND].into_iter().find_map(|weights| {
        let sum: u16 = digits.iter().zip(weights).map(|(digit, weight)| u16::from(*digit) * weight).sum();
        u8::try_from(sum % 11).ok().filter(|digit| *digit < 10)
    })
}

fn check_digit_hold(digits: &[u8; TAX_ID_DIGITS]) -> Result<(), TaxIdFault> {
    match check_digit(digits) {
        None => Err(TaxIdFault::NeverIssued),
        Some(expected) if expected != digits[11] => Err(TaxIdFault::CheckDigit { expected }),
        Some(_) => Ok(()),
    }
}

fn birth_date(digits: &[u8; TAX_ID_DIGITS]) -> Result<Date, TaxIdFault> {
    let two = |at: usize| i16::from(digits[at] * 10 + digits[at + 1]);
    let century = match digits[6] {
        1 | 2 => 1800,
        3 | 4 => 1900,
        5 | 6 => 2000,
        digit => return Err(TaxIdFault::Century { digit }),
    };
    let part = |value: i16| i8::try_from(value).map_err(|_| TaxIdFault::Date);
    Date::new(century + two(0), part(two(2))?, part(two(4))?).map_err(|_| TaxIdFault::Date)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 3, 1);

    #[test]
    fn numbers_of_persons_that_can_exist() {
        for (text, born) in [
            ("850101300015", date(1985, 1, 1)),
            ("920229400122", date(1992, 2, 29)),
            ("001231500379", date(2000, 12, 31)),
            ("040229601015", date(2004, 2, 29)),
            ("850101300603", date(1985, 1, 1)),
            ("850101300615", date(1985, 1, 1)),
            ("850101300627", date(1985, 1, 1)),
            ("061211600012", date(2006, 12, 11)),
        ] {
            let iin = Iin::parse(text, TODAY, Strictness::Strict).unwrap_or_else(|fault| panic!("{text}: {fault}"));
            assert_eq!(iin.birth_date(), Some(born), "{text}");
            assert_eq!(TaxId::parse(text, TODAY, Strictness::Strict), Ok(TaxId::Iin(iin)));
        }
        assert_eq!(Iin::parse("920229400122", TODAY, Strictness::Strict).unwrap().sex(), Some(Sex::F));
        assert_eq!(Iin::parse(" 8501 01-300015 ", TODAY, Strictness::Strict).unwrap().as_str(), "850101300015");
    }

    #[test]
    fn numbers_of_persons_that_cannot_exist_say_why() {
        use TaxIdFault as F;
        for (text, fault) in [
            ("123456789021", F::CheckDigit { expected: 5 }),
            ("123456789011", F::CheckDigit { expected: 3 }),
            ("123456789012", F::CheckDigit { expected: 3 }),
            ("850101300016", F::CheckDigit { expected: 5 }),
            ("930229400124", F::Date),
            ("851301300015", F::Date),
            ("850132300014", F::Date),
            ("850101700010", F::Century { digit: 7 }),
            ("850101300690", F::NeverIssued),
            ("850101300699", F::NeverIssued),
            ("850101302205", F::NeverIssued),
            ("991231500016", F::Future),
            ("1234567890", F::Length { digits: 10 }),
            ("", F::Length { digits: 0 }),
            ("85010130001x", F::NotDigits),
            ("120340000014", F::IsBin),
        ] {
            assert_eq!(Iin::parse(text, TODAY, Strictness::Strict), Err(fault), "{text}");
        }
    }

    #[test]
    fn numbers_of_organizations_that_can_exist() {
        for text in [
            "120340000014",
            "200140001230",
            "951240000076",
            "180750000420",
            "990660000103",
            "231142000013",
            "120340000507",
            "120340000519",
            "120340000520",
            "081240013779",
            "971240001315",
            "090440004151",
        ] {
            assert!(Bin::parse(text, Strictness::Strict).is_ok(), "{text}");
            assert!(matches!(TaxId::parse(text, TODAY, Strictness::Strict), Ok(TaxId::Bin(_))), "{text}");
        }
    }

    #[test]
    fn numbers_of_organizations_that_cannot_exist_say_why() {
        use TaxIdFault as F;
        for (text, fault) in [
            ("120340000015", F::CheckDigit { expected: 4 }),
            ("120340000570", F::NeverIssued),
            ("120340000579", F::NeverIssued),
            ("123470000012", F::BinType),
            ("123456789021", F::CheckDigit { expected: 5 }),
            ("123456789025", F::BinType),
            ("121340000017", F::Date),
            ("12034000001", F::Length { digits: 11 }),
            ("850101300015", F::IsIin),
        ] {
            assert_eq!(Bin::parse(text, Strictness::Strict), Err(fault), "{text}");
        }
        assert!(TaxId::parse("123456789013", TODAY, Strictness::Strict).is_err());
        assert!(TaxId::parse("123470000012", TODAY, Strictness::Strict).is_err());
    }

    #[test]
    fn test_identities_pass_in_a_demonstration_only() {
        for text in ["123456789011", "123456789012", "123456789021"] {
            assert!(TaxId::parse(text, TODAY, Strictness::Strict).is_err(), "{text}");
            assert_eq!(TaxId::parse(text, TODAY, Strictness::Demonstration).unwrap().as_str(), text);
        }
        assert!(TaxId::parse("123456789013", TODAY, Strictness::Demonstration).is_err());
        assert_eq!(Iin::parse("123456789011", TODAY, Strictness::Demonstration).unwrap().sex(), None);
    }

    #[test]
    fn what_was_stored_is_checked_again_when_read() {
        assert!(serde_json::from_str::<Iin>("\"123456789011\"").is_ok());
        assert!(serde_json::from_str::<Iin>("\"12345678901\"").is_err());
    }
}
