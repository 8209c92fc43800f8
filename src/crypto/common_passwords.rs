//! Passwords that attackers try first: common ones, their combinations, the words of this service, runs and repetitions.

use std::{collections::HashSet, sync::LazyLock};

/// Words that everybody expects in a password of this service.
const SERVICE_WORDS: [&str; 12] = [
    "evisa",
    "visa",
    "kazakhstan",
    "qazaqstan",
    "казахстан",
    "қазақстан",
    "哈萨克斯坦",
    "almaty",
    "astana",
    "egov",
    "password",
    "пароль",
];
/// Characters that must remain when the service's and the person's own words are taken out.
const REMAINING_CHARS_MIN: usize = 8;
/// A word of the person (a part of the address, a name) counts from this length.
const WORD_CHARS_MIN: usize = 4;
/// Fewer different characters than this are no secret.
const DIFFERENT_CHARS_MIN: usize = 5;
/// A piece this short that is only repeated is no secret.
const REPEATED_CHARS_MAX: usize = 8;
/// Neighbours on a keyboard, and so in a careless password.
const KEYBOARD_ROWS: [&str; 7] =
    ["1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"];

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("common_passwords.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
});

/// Whether the password is a common one, perhaps with digits or signs around it, or two common ones side by side.
pub(super) fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let letters_and_digits = compact(&lower);
    let core = letters_and_digits.trim_matches(|c: char| c.is_numeric());
    [lower.as_str(), letters_and_digits.as_str(), core]
        .into_iter()
        .any(|text| COMMON.contains(text) || is_two_common(text))
}

fn is_two_common(text: &str) -> bool {
    let cuts = text.char_indices().map(|(at, _)| at).filter(|at| *at > 0);
    cuts.into_iter().any(|at| COMMON.contains(&text[..at]) && COMMON.contains(&text[at..]))
}

/// Whether little remains of the password without the words of the service and of the person.
pub(super) fn is_context(password: &str, own_words: &[&str]) -> bool {
    let mut rest = compact(&password.to_lowercase());
    let before = rest.chars().count();
    let own = own_words.iter().flat_map(|words| words.split(|c: char| !c.is_alphanumeric())).map(str::to_lowercase);
    let mut words: Vec<String> = SERVICE_WORDS.into_iter().map(str::to_owned).collect();
    words.extend(own.filter(|word| word.chars().count() >= WORD_CHARS_MIN));
    // The longest first, so that "evisa" goes before "visa".
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words {
        rest = rest.replace(&word, "");
    }
    let remaining = rest.chars().count();
    remaining < before && remaining < REMAINING_CHARS_MIN
}

/// Whether the password is a run (`abcdef`, `qwerty`), a number, a repetition, or has next to no different characters.
pub(super) fn is_pattern(password: &str) -> bool {
    let characters: Vec<char> = password.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let different = characters.iter().collect::<HashSet<_>>().len();
    different < DIFFERENT_CHARS_MIN
        || characters.iter().all(|c| !c.is_alphabetic())
        || is_repetition(&characters)
        || is_run(&characters)
}

fn is_repetition(characters: &[char]) -> bool {
    let half = characters.len() / 2;
    (1..=REPEATED_CHARS_MAX.min(half))
        .any(|piece| characters.windows(piece + 1).all(|window| window[0] == window[piece]))
}

/// Four of five steps go to the same character, the next or previous one, or a neighbour on the keyboard.
fn is_run(characters: &[char]) -> bool {
    let steps = characters.len().saturating_sub(1);
    let near = characters.windows(2).filter(|pair| is_near(pair[0], pair[1])).count();
    near * 5 >= steps * 4
}

fn is_near(a: char, b: char) -> bool {
    let beside = |row: &str| {
        let place = |wanted: char| row.chars().position(|c| c == wanted);
        place(a).zip(place(b)).is_some_and(|(a, b)| a.abs_diff(b) == 1)
    };
    u32::from(a).abs_diff(u32::from(b)) <= 1 || KEYBOARD_ROWS.into_iter().any(beside)
}

fn compact(lower: &str) -> String {
    lower.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_long_and_tidy() {
        assert!(COMMON.len() > 9_000, "{}", COMMON.len());
        assert!(COMMON.iter().all(|entry| entry.trim() == *entry && entry.to_lowercase() == **entry));
    }

    #[test]
    fn common_passwords_are_known_in_their_disguises() {
        for password in [
            "correcthorsebatterystaple",
            "Correct Horse Battery Staple",
            "1qaz2wsx3edc4rfv",
            "footballbaseball",
            "Football-Baseball!!",
            "2024superman2025!!!",
            "thisismypassword",
            "парольпароль2022",
        ] {
            assert!(is_common(password), "{password}");
        }
        for password in [
            "violet canyon biscuit 42",
            "my aunt paints blue doors",
            "жёлтый трамвай поёт ночью",
            "喜欢在雨天散步的老猫先生们",
        ] {
            assert!(!is_common(password) && !is_pattern(password) && !is_context(password, &[]), "{password}");
        }
    }

    #[test]
    fn words_of_the_service_and_of_the_person_are_not_enough() {
        for password in ["evisa-kazakhstan-2026", "KazakhstanAlmaty1", "wangxiaoming1985", "Wang.Xiaoming.visa"] {
            assert!(is_context(password, &["wang.xiaoming@mail.cn", "Wangxiaoming"]), "{password}");
        }
        assert!(!is_context("kazakhstan has nine lakes", &["test@mail.ru"]));
    }

    #[test]
    fn runs_and_repetitions_are_patterns() {
        for password in [
            "aaaaaaaaaaaaaaaa",
            "abcdefghijklmnop",
            "qwertyuiopasdfgh",
            "123456789012345",
            "31415926535897932",
            "abcdabcdabcdabcd",
            "йцукенгшщзфывапро",
            "ababababababababab",
            "xy12xy12xy12xy12",
            "zyxwvutsrqponmlk",
        ] {
            assert!(is_pattern(password), "{password}");
        }
    }
}
