//! What an applicant asks for: the category of the visa and the number of entries (figure 3).

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::person::Malformed;

/// A category of e-visa, in the order of the service page (figure 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Business (visa categories B1, B2, B3).
    Business,
    /// Tourism (B12).
    Tourist,
    /// Medical treatment (C12).
    Medical,
}

impl Category {
    /// All categories, in the order of the service page.
    pub const ALL: [Self; 3] = [Self::Business, Self::Tourist, Self::Medical];

    /// The word in forms, files and addresses: `business`, `tourist`, `medical`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Tourist => "tourist",
            Self::Medical => "medical",
        }
    }

    /// The code on the visa and in its seal (reference: business B1, tourism B12, treatment C12).
    #[must_use]
    pub const fn visa_code(self) -> &'static str {
        match self {
            Self::Business => "B1",
            Self::Tourist => "B12",
            Self::Medical => "C12",
        }
    }
}

impl FromStr for Category {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let asked = text.trim();
        Self::ALL.into_iter().find(|one| one.code().eq_ignore_ascii_case(asked)).ok_or(Malformed("category"))
    }
}

/// How often a visa lets its holder enter. An e-visa is for one entry only (figure 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entries {
    /// One entry.
    Single,
}

impl Entries {
    /// The word in forms and files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Single => "single",
        }
    }
}

impl FromStr for Entries {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text.trim().to_ascii_lowercase().as_str() {
            "single" | "1" => Ok(Self::Single),
            _ => Err(Malformed("number of entries")),
        }
    }
}
