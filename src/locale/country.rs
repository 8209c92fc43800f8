//! Names of countries and of the special nationality codes of passports.

use std::sync::LazyLock;

use icu::collator::{Collator, options::CollatorOptions};

use super::format::icu_locale;
use crate::domain::{
    countries,
    lang::{InFour, Lang},
};

/// The lone letter of German passports, which names the same country as `DEU`.
const GERMANY_AGAIN: &str = "D";

static LISTS: LazyLock<InFour<Vec<(&str, String)>>> = LazyLock::new(|| InFour::build(list_make));

/// The name of a nationality or issuing authority by its code (ISO 3166-1 alpha-3, or ICAO 9303-3 section 5).
/// A code nobody knows is returned as it is.
#[must_use]
pub fn country(lang: Lang, code: &str) -> String {
    if countries::is_known(code) { super::text(lang, &format!("country-{code}")) } else { code.to_owned() }
}

/// Codes and names in the alphabetical order of the language (Chinese: by sound): first all countries, then the special
/// codes of passports. Each is there once: Germany as `DEU`.
#[must_use]
pub fn country_list(lang: Lang) -> &'static [(&'static str, String)] {
    LISTS.get(lang)
}

fn list_make(lang: Lang) -> Vec<(&'static str, String)> {
    let order = Collator::try_new(icu_locale(lang).into(), CollatorOptions::default())
        .expect("the four languages are compiled into the program");
    let rows = countries::all().iter().filter(|row| row.code != GERMANY_AGAIN);
    let mut named: Vec<_> = rows.map(|row| (row.special, row.code, country(lang, row.code))).collect();
    named.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| order.compare(&a.2, &b.2)));
    named.into_iter().map(|(_, code, name)| (code, name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_table_has_a_name_in_every_language() {
        for country in countries::all() {
            for lang in Lang::ALL {
                assert!(super::super::is_known(&format!("country-{}", country.code)), "{} {lang:?}", country.code);
            }
        }
    }

    #[test]
    fn countries_are_named_in_the_reader_s_language() {
        let names = |code| Lang::ALL.map(|lang| country(lang, code));
        assert_eq!(names("KAZ"), ["Қазақстан", "Казахстан", "Kazakhstan", "哈萨克斯坦"]);
        assert_eq!(names("CHN"), ["Қытай", "Китай", "China", "中国"]);
        assert_eq!(names("D"), names("DEU"));
        assert_eq!(country(Lang::En, "QQQ"), "QQQ");
    }

    #[test]
    fn lists_follow_the_alphabet_of_the_language() {
        let places = |lang, codes: [&str; 3]| {
            codes.map(|code| country_list(lang).iter().position(|(own, _)| *own == code).unwrap())
        };
        // English: Å among A. Kazakh: Қ behind К. Chinese by sound: ao, han, zhong.
        for (lang, codes) in [
            (Lang::En, ["AFG", "ALA", "ALB"]),
            (Lang::Kk, ["CUB", "KGZ", "LAO"]),
            (Lang::Ru, ["AUS", "KAZ", "JPN"]),
            (Lang::Zh, ["AUS", "KOR", "CHN"]),
        ] {
            assert!(places(lang, codes).is_sorted(), "{lang:?}");
        }
        for lang in Lang::ALL {
            assert_eq!(country_list(lang).len(), countries::all().len() - 1);
            assert!(country_list(lang)[..249].iter().all(|(code, _)| !countries::by_code(code).unwrap().special));
        }
    }
}
