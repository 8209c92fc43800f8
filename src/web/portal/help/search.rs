//! The search of the help page: every label in four languages, and the wording of the manual's own Chinese screens.

use unicode_normalization::UnicodeNormalization;

use super::screens::{SCREENS, Screen};
use crate::{domain::lang::Lang, locale};

/// Characters of a question that are looked at: the longest label has 190.
pub(super) const QUERY_CHARS_MAX: u16 = 200;
/// Letters of the shortest question that is answered: one letter stands in nearly every label.
const LETTERS_MIN: usize = 2;
/// Labels of one screen that are shown; more would hide the screen.
const LABELS_SHOWN: usize = 3;

/// A screen, and the keys of its labels that fit, best first.
pub(super) struct Found {
    pub(super) screen: &'static Screen,
    pub(super) keys: Vec<&'static str>,
}

/// The screens on which the asked words stand, best first.
pub(super) fn search(asked: &str) -> Vec<Found> {
    let asked: String = asked.chars().take(usize::from(QUERY_CHARS_MAX)).collect();
    let words: Vec<String> = asked.split_whitespace().map(folded).filter(|word| !word.is_empty()).collect();
    if words.concat().chars().count() < LETTERS_MIN {
        return Vec::new();
    }
    let mut ranked: Vec<(usize, Found)> = SCREENS.iter().filter_map(|screen| on_screen(screen, &words)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, found)| found).collect()
}

fn on_screen(screen: &'static Screen, words: &[String]) -> Option<(usize, Found)> {
    let mut fits: Vec<(usize, &'static str)> =
        screen.labels.iter().filter_map(|key| Some((rank(key, words)?, *key))).collect();
    fits.sort_by_key(|(rank, _)| *rank);
    let title = wordings(screen.title).iter().filter_map(|text| rank_of(text, words)).min();
    let best = fits.first().map(|(rank, _)| *rank).into_iter().chain(title).min()?;
    let keys = fits.into_iter().take(LABELS_SHOWN).map(|(_, key)| key).collect();
    Some((best, Found { screen, keys }))
}

fn rank(key: &str, words: &[String]) -> Option<usize> {
    wordings(key).iter().filter_map(|text| rank_of(text, words)).min()
}

/// How a key is worded: in our four languages, and in the manual.
fn wordings(key: &str) -> Vec<String> {
    let ours = Lang::ALL.into_iter().map(|lang| locale::text(lang, key));
    let manual = locale::aliases().iter().filter(|(_, of)| *of == key).map(|(alias, _)| (*alias).to_owned());
    ours.chain(manual).map(|text| folded(&text)).collect()
}

/// The letters beside the asked ones: none is the best. No rank where a word does not stand in the text.
fn rank_of(text: &str, words: &[String]) -> Option<usize> {
    let all = words.iter().all(|word| text.contains(word.as_str()));
    all.then(|| text.chars().count().saturating_sub(words.concat().chars().count()))
}

/// Letters and digits only, in lower case and in their plain form: blanks and signs tell nothing apart.
fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(asked: &str) -> Option<&'static str> {
        search(asked).first().map(|found| found.screen.anchor)
    }

    #[test]
    fn a_reader_of_the_manual_finds_the_screen() {
        for (asked, screen) in [
            ("税务机关法典", "step-2"),
            ("签证多重性", "service"),
            ("注销", "login"),
            ("复制签证为 PDF 格式", "result"),
            ("邀请号码", "step-1"),
            ("房屋", "confirm"),
            ("簽證", "visas"),
        ] {
            assert_eq!(first(asked), Some(screen), "{asked}");
        }
    }

    #[test]
    fn labels_of_every_language_are_found_whatever_their_case_and_signs() {
        for asked in
            ["tax authority CODE", "код налогового органа", "салық органының коды", "税务机关代码", "ＴＡＸ authority"]
        {
            assert_eq!(first(asked), Some("step-2"), "{asked}");
        }
    }

    #[test]
    fn every_wording_of_the_manual_leads_somewhere() {
        for (alias, key) in locale::aliases() {
            let found = search(alias);
            assert!(found.iter().any(|one| one.screen.labels.contains(key)), "{alias} ({key})");
        }
    }

    #[test]
    fn every_label_is_written() {
        for screen in SCREENS {
            for key in [&[screen.title, screen.text], screen.labels].concat() {
                assert!(locale::is_known(key), "{key}");
            }
        }
    }

    #[test]
    fn nonsense_finds_nothing_and_stops_nothing() {
        for asked in ["", " ", "a", "…", "qqqqqq", &"税".repeat(10_000)] {
            assert!(search(asked).is_empty(), "{asked:.20}");
        }
    }
}
