//! The language of a visitor who has not chosen one yet.

use crate::domain::lang::Lang;

/// Bytes of the header that are read: browsers send fewer than 200.
const HEADER_BYTES_MAX: usize = 1_024;
/// Languages of the header that are read: people list fewer than ten.
const RANGES_MAX: usize = 32;
/// The language of those who speak none of ours: an applicant is a foreigner, and English is the language a foreigner
/// of unknown speech most probably reads.
const FALLBACK: Lang = Lang::En;

/// The best of our languages for an `Accept-Language` header (RFC 9110, 12.5.4): the highest weight wins, among equals
/// the first. Whatever cannot be read is passed over.
#[must_use]
pub fn negotiate(accept_language: &str) -> Lang {
    let mut best = (FALLBACK, 0);
    for range in head(accept_language).split(',').take(RANGES_MAX) {
        if let Some((lang, weight)) = range_parse(range)
            && best.1 < weight
        {
            best = (lang, weight);
        }
    }
    best.0
}

/// One of our languages and its weight in thousandths. `zh-Hans-CN` and `zh` are both Chinese.
fn range_parse(range: &str) -> Option<(Lang, u16)> {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next()?.to_ascii_lowercase();
    let lang = tag.split(['-', '_']).next()?.parse().ok()?;
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    Some((lang, weight.map_or(Some(1_000), weight_parse)?))
}

/// `0`, `1`, `0.8`, `0.875` in thousandths.
fn weight_parse(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = part.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(whole, "0" | "1") || !digits || part.len() > 3 {
        return None;
    }
    format!("{whole}{part:0<3}").parse().ok().filter(|weight| *weight <= 1_000)
}

fn head(text: &str) -> &str {
    let end = (0..=HEADER_BYTES_MAX.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_highest_weight_wins_and_among_equals_the_first() {
        for (header, lang) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Lang::Zh),
            ("zh-Hant-TW", Lang::Zh),
            ("de-DE,de;q=0.9,ru;q=0.5,en;q=0.4", Lang::Ru),
            ("en;q=0.5, kk;q=0.9", Lang::Kk),
            ("KK-Cyrl-KZ", Lang::Kk),
            ("ru, en", Lang::Ru),
            ("en;q=0, ru;q=0.001", Lang::Ru),
            ("ru;q=0", Lang::En),
            ("fr, *;q=0.1", Lang::En),
            ("", Lang::En),
        ] {
            assert_eq!(negotiate(header), lang, "{header}");
        }
    }

    #[test]
    fn a_broken_part_is_passed_over() {
        for header in ["ru;q=2, zh;q=0.5", "ru;q=-1,zh", "ru;q=0.1234,zh", "ru;q=1.001,zh", ";;;,=,zh", "\u{0}ru,zh"] {
            assert_eq!(negotiate(header), Lang::Zh, "{header}");
        }
    }

    #[test]
    fn only_the_head_of_a_long_header_is_read() {
        assert_eq!(negotiate(&format!("{},ru", "x".repeat(HEADER_BYTES_MAX))), Lang::En);
        assert_eq!(negotiate(&format!("{}ru", "de,".repeat(RANGES_MAX))), Lang::En);
        assert_eq!(negotiate(&format!("ru,{}", "é".repeat(HEADER_BYTES_MAX))), Lang::Ru);
    }

    proptest! {
        #[test]
        fn no_header_panics(header in ".*") {
            prop_assert!(Lang::ALL.contains(&negotiate(&header)));
        }
    }
}
