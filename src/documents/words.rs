//! The words that every document shares, and the check that its fonts have them all.

use serde_json::{Value, json};

use super::{DocumentError, can_print};
use crate::{
    domain::lang::{InFour, Lang},
    locale,
};

/// Keys of values that are drawn, not typeset.
const DRAWN: &str = "svg";

/// What the frame of every document needs: language, title, portal, alternative text of the mark.
pub(super) fn framed(lang: Lang, subject: &str, page: Value) -> Value {
    let mut words = json!({
        "lang": lang.code(),
        "subject": subject,
        "portal": locale::text(lang, "doc-portal"),
        "emblem_alt": locale::text(lang, "doc-emblem-alt"),
    });
    if let (Value::Object(words), Value::Object(page)) = (&mut words, page) {
        words.extend(page);
    }
    words
}

/// One row: a worded label and the lines of its value.
pub(super) fn row(lang: Lang, key: &str, lines: &[&str]) -> Value {
    json!({ "label": locale::text(lang, key), "value": lines })
}

/// One sentence in several languages, each marked with its own.
pub(super) fn in_languages(langs: &[Lang], key: &str) -> Value {
    langs.iter().map(|lang| json!({ "lang": lang.code(), "text": locale::text(*lang, key) })).collect()
}

/// The band and the grey words of a document that is not valid; nothing for a valid one.
pub(super) fn demonstration(lang: Lang, is_demonstration: bool) -> Value {
    if !is_demonstration {
        return Value::Null;
    }
    json!({
        "titles": in_languages(&title_languages([Lang::Kk, Lang::Ru, Lang::En], lang), "doc-demonstration"),
        "note": locale::text(lang, "doc-demonstration-note"),
        // Every officer at a border reads the English word.
        "background": locale::text(Lang::En, "doc-demonstration"),
    })
}

/// The primary languages of a title, and the holder's where it is none of them.
pub(super) fn title_languages(primary: [Lang; 3], holder: Lang) -> Vec<Lang> {
    primary.into_iter().chain((!primary.contains(&holder)).then_some(holder)).collect()
}

/// The names of places in one language.
pub(super) fn names(lang: Lang, places: &[InFour<String>]) -> Vec<&str> {
    places.iter().map(|place| place.get(lang).as_str()).collect()
}

/// A character that no font has would be an empty box on the page: refuse it first, and name it.
pub(super) fn check_glyphs(words: &Value) -> Result<(), DocumentError> {
    match words {
        Value::String(text) => {
            can_print(text).map_err(|missing| DocumentError::MissingGlyph { characters: missing.into_iter().collect() })
        }
        Value::Array(values) => values.iter().try_for_each(check_glyphs),
        Value::Object(fields) => {
            fields.iter().filter(|(key, _)| *key != DRAWN).try_for_each(|(_, value)| check_glyphs(value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}
