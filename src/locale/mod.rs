//! Sentences in the four languages: a Fluent key and its arguments become text.
//!
//! The files stand in `templates/locale/<lang>/*.ftl`, with equal keys and arguments; they are embedded and read once.

mod bundle;
mod country;
pub mod format;
mod negotiation;
#[cfg(test)]
mod tests;
pub mod visa;

use std::sync::LazyLock;

use fluent_bundle::FluentArgs;

pub use self::{
    country::{country, country_list},
    negotiation::negotiate,
};
use crate::{
    assets,
    domain::{lang::Lang, refusal::Message},
};

/// The sentence of a key that has no arguments. A key nobody wrote renders as `⟦key⟧`. Nothing is escaped.
#[must_use]
pub fn text(lang: Lang, key: &str) -> String {
    bundle::render(lang, key, None)
}

/// The sentence of a message. Arguments that are whole numbers choose plural forms.
#[must_use]
pub fn say(lang: Lang, message: &Message) -> String {
    if message.args.is_empty() {
        return text(lang, &message.key);
    }
    let args = message.args.iter().map(|(name, value)| (name.as_str(), bundle::argument(value)));
    bundle::render(lang, &message.key, Some(&FluentArgs::from_iter(args)))
}

/// The sentence of a key with its arguments by name; values that are whole numbers choose plural forms.
#[must_use]
pub fn text_with(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    let args = args.iter().map(|&(name, value)| (name, bundle::argument(value)));
    bundle::render(lang, key, Some(&FluentArgs::from_iter(args)))
}

/// Whether the key is written in all four languages.
#[must_use]
pub fn is_known(key: &str) -> bool {
    Lang::ALL.into_iter().all(|lang| bundle::has(lang, key))
}

/// The wording of the manual's Chinese screens beside the key of ours, for the search of the help pages: a reader of
/// the manual finds the screen although we word it better (the manual is machine-made Chinese).
#[must_use]
pub fn aliases() -> &'static [(&'static str, &'static str)] {
    static ALIASES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
        let table = assets::locale_table("manual-aliases.tsv").unwrap_or_default();
        table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
    });
    &ALIASES
}
