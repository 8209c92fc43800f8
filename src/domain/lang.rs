//! The four languages of the service, equal everywhere.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language of pages, messages, mails and documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Kazakh.
    Kk,
    /// Russian.
    Ru,
    /// English.
    En,
    /// Chinese, simplified.
    Zh,
}

impl Lang {
    /// All languages, in the order of the language bar (figure 1).
    pub const ALL: [Self; 4] = [Self::Kk, Self::Ru, Self::En, Self::Zh];

    /// The two letters in an address: `kk`, `ru`, `en`, `zh`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kk => "kk",
            Self::Ru => "ru",
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// The value of the HTML `lang` attribute (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Kk => "kk",
            Self::Ru => "ru",
            Self::En => "en",
            Self::Zh => "zh-Hans",
        }
    }

    /// The language's own name in the language bar (figure 1).
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Kk => "Қазақша",
            Self::Ru => "Русский",
            Self::En => "English",
            Self::Zh => "中文",
        }
    }
}

/// The text names no language of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of kk, ru, en, zh")]
pub struct UnknownLang;

impl FromStr for Lang {
    type Err = UnknownLang;
    fn from_str(text: &str) -> Result<Self, UnknownLang> {
        Self::ALL.into_iter().find(|lang| lang.code() == text).ok_or(UnknownLang)
    }
}

/// One text in each of the four languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InFour<T> {
    /// Kazakh.
    pub kk: T,
    /// Russian.
    pub ru: T,
    /// English.
    pub en: T,
    /// Chinese.
    pub zh: T,
}

impl<T> InFour<T> {
    /// The value for one language.
    pub const fn get(&self, lang: Lang) -> &T {
        match lang {
            Lang::Kk => &self.kk,
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }

    /// Make the four values from a function of the language.
    pub fn build(mut make: impl FnMut(Lang) -> T) -> Self {
        Self { kk: make(Lang::Kk), ru: make(Lang::Ru), en: make(Lang::En), zh: make(Lang::Zh) }
    }
}
