//! What a passport says about a person; each type parses at the door and is valid afterwards.

use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A text that is none of ours. The caller knows which field it came from and words the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(pub &'static str);

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $parse:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The normalised text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl std::str::FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                let parse: fn(&str) -> Result<String, Malformed> = $parse;
                parse(text).map(Self)
            }
        }
        impl TryFrom<String> for $name {
            type Error = Malformed;
            fn try_from(text: String) -> Result<Self, Malformed> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(crate) use text_type;

/// Characters of the longest travel document number that ICAO 9303-3 leaves room for with its overflow into the optional field.
pub const PASSPORT_NUMBER_CHARS_MAX: usize = 15;

text_type!(
    /// The number of a travel document: upper-case letters A–Z and digits, 1 to 15; spaces and hyphens are dropped when parsing.
    PassportNumber,
    |text| {
        let number: String =
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '<')).flat_map(char::to_uppercase).collect();
        let valid = (1..=PASSPORT_NUMBER_CHARS_MAX).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if valid { Ok(number) } else { Err(Malformed("passport number")) }
    }
);

text_type!(
    /// A nationality as travel documents write it: ISO 3166-1 alpha-3 or a special code of ICAO 9303-3 §5 (`D` for Germany is
    /// written `DEU` here and only printed `D<<` in the machine-readable zone). Membership is checked against `countries`.
    Nationality,
    |text| {
        let code = text.trim().to_ascii_uppercase();
        let valid = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
        if valid { Ok(code) } else { Err(Malformed("nationality")) }
    }
);

/// Characters of the longest name part that is kept.
pub const NAME_CHARS_MAX: usize = 100;

text_type!(
    /// One part of a name in any script: trimmed, single spaces, no control characters, 1 to 100 characters.
    NamePart,
    |text| {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let valid = (1..=NAME_CHARS_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if valid { Ok(name) } else { Err(Malformed("name")) }
    }
);

/// A person's name as the passport has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    /// Family name (the primary identifier of ICAO 9303).
    pub surname: NamePart,
    /// Given names; some people have a single name only.
    pub given: Option<NamePart>,
    /// Patronymic, where there is one. The manual prints a dash where there is none (figure 6).
    pub patronymic: Option<NamePart>,
}

impl PersonName {
    /// Surname, given names and patronymic, missing parts left out.
    #[must_use]
    pub fn full(&self) -> String {
        let parts = [Some(&self.surname), self.given.as_ref(), self.patronymic.as_ref()];
        parts.into_iter().flatten().map(NamePart::as_str).collect::<Vec<_>>().join(" ")
    }

    /// As the payment pages print a payer: `inostr inostr -`, a dash for the missing patronymic (figure 6).
    #[must_use]
    pub fn as_payer(&self) -> String {
        let part = |part: &Option<NamePart>| part.as_ref().map_or("-".to_owned(), |part| part.as_str().to_owned());
        format!("{} {} {}", self.surname, part(&self.given), part(&self.patronymic))
    }

    /// As the header greets the holder: `inostr i.` (figure 8.3).
    #[must_use]
    pub fn short(&self) -> String {
        match self.given.as_ref().and_then(|given| given.as_str().chars().next()) {
            Some(initial) => format!("{} {initial}.", self.surname),
            None => self.surname.to_string(),
        }
    }
}

/// Sex as travel documents write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sex {
    /// Female.
    F,
    /// Male.
    M,
    /// Unspecified.
    X,
}

impl Sex {
    /// All values, in the order of the form.
    pub const ALL: [Self; 3] = [Self::M, Self::F, Self::X];

    /// The letter in forms and files: `M`, `F`, `X`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::F => "F",
            Self::M => "M",
            Self::X => "X",
        }
    }
}

impl FromStr for Sex {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::ALL.into_iter().find(|sex| sex.code().eq_ignore_ascii_case(text.trim())).ok_or(Malformed("sex"))
    }
}

/// The facts that tie a person, a passport and an invitation together: four of the five fields of figure 4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traveller {
    /// Number of the travel document.
    pub passport: PassportNumber,
    /// Sex as in the travel document.
    pub sex: Sex,
    /// Date of birth.
    pub birth_date: Date,
    /// Nationality as in the travel document.
    pub nationality: Nationality,
}

/// Characters of the longest e-mail address (RFC 5321 §4.5.3.1.3: 256 with the angle brackets).
pub const EMAIL_CHARS_MAX: usize = 254;

text_type!(
    /// An e-mail address: printable ASCII, lower-cased, one `@`, a dot in the domain, at most 254 characters. No look-alike letter
    /// and no line break can enter it.
    EmailAddress,
    |text| {
        let address = text.trim().to_ascii_lowercase();
        let plain = address.len() <= EMAIL_CHARS_MAX
            && address.bytes().all(|b| b.is_ascii_graphic() && !b"\"(),:;<>[\\]".contains(&b));
        let (local, domain) = address.rsplit_once('@').ok_or(Malformed("e-mail"))?;
        let local_valid = (1..=64).contains(&local.len()) && !local.contains('@') && !local.starts_with('.') && !local.ends_with('.')
            && !local.contains("..");
        let labels_valid = domain.contains('.')
            && domain.split('.').all(|label| {
                (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
                    && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            });
        if plain && local_valid && labels_valid { Ok(address.clone()) } else { Err(Malformed("e-mail")) }
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passport_numbers_are_normalised() {
        assert_eq!("e 12-345678".parse::<PassportNumber>().unwrap().as_str(), "E12345678");
        for wrong in ["", " ", "E1234567890123456", "Е12345678", "E12/4"] {
            assert!(wrong.parse::<PassportNumber>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_payer_without_patronymic_has_a_dash() {
        let name =
            PersonName { surname: "inostr".parse().unwrap(), given: Some("inostr".parse().unwrap()), patronymic: None };
        assert_eq!(name.as_payer(), "inostr inostr -");
        assert_eq!(name.short(), "inostr i.");
    }

    #[test]
    fn e_mail_addresses_are_plain() {
        assert_eq!(" Test@Mail.RU ".parse::<EmailAddress>().unwrap().as_str(), "test@mail.ru");
        for wrong in
            ["", "a", "a@b", "a@@b.c", "a b@c.d", "а@mail.ru", "a@mail.ru\r\nBcc: x@y.z", ".a@b.c", "a@-b.c", "a@b..c"]
        {
            assert!(wrong.parse::<EmailAddress>().is_err(), "{wrong:?}");
        }
    }
}
