//! Which letters a language is written in: catches look-alike letters of another alphabet and leftovers of another
//! language.

const RUSSIAN: &str = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";
const KAZAKH_TOO: &str = "әғқңөұүһі";
/// Signs that Chinese has in its own wide form.
const NARROW_SIGNS: [char; 5] = [',', ';', '!', '?', ':'];

/// What is wrong with a piece of text, if anything.
pub(crate) fn fault_in(lang: &str, text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    for word in words {
        let fault = match lang {
            "en" => (!word.chars().all(is_latin)).then_some("a letter that is not Latin"),
            "ru" => cyrillic_fault(word, |c| RUSSIAN.contains(c)),
            "kk" => cyrillic_fault(word, |c| RUSSIAN.contains(c) || KAZAKH_TOO.contains(c)),
            _ => (!word.chars().all(|c| is_latin(c) || is_han(c))).then_some("a letter neither Latin nor Chinese"),
        };
        if let Some(fault) = fault {
            return Some(format!("{word}: {fault}"));
        }
    }
    match lang {
        "zh" => narrow_sign_fault(text),
        "ru" | "kk" => {
            text.split_whitespace().find(|word| is_lone_look_alike(word)).map(|word| format!("Latin {word}"))
        }
        _ => None,
    }
}

fn cyrillic_fault(word: &str, in_alphabet: impl Fn(char) -> bool) -> Option<&'static str> {
    let lower = word.to_lowercase();
    match lower.chars().filter(|c| is_latin(*c)).count() {
        0 if lower.chars().all(in_alphabet) => None,
        0 => Some("a letter that is not of this alphabet"),
        latin if latin == lower.chars().count() => None,
        _ => Some("Latin and Cyrillic letters in one word"),
    }
}

/// A Latin letter that stands alone where Russian and Kazakh have words of one letter.
fn is_lone_look_alike(word: &str) -> bool {
    matches!(word, "a" | "A" | "c" | "C" | "o" | "O" | "y" | "k" | "K" | "B")
}

fn narrow_sign_fault(text: &str) -> Option<String> {
    let signs: Vec<char> = text.chars().collect();
    let wrong = signs.windows(2).find(|pair| is_han(pair[0]) && NARROW_SIGNS.contains(&pair[1]));
    wrong.map(|pair| format!("a narrow {} after {}", pair[1], pair[0]))
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c)
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[test]
fn look_alike_and_foreign_letters_are_seen() {
    for (lang, text) in [
        ("ru", "Визa"), // the last letter is Latin
        ("kk", "Кiру"), // the second letter is Latin
        ("ru", "Қазақстан"),
        ("kk", "Їжак"),
        ("ru", "виза c приглашением"), // the preposition is Latin
        ("en", "Vіsa"),                // the second letter is Cyrillic
        ("en", "签证"),
        ("zh", "签证 виза"),
        ("zh", "注意,请等待"),
    ] {
        assert!(fault_in(lang, text).is_some(), "{lang}: {text}");
    }
}

#[test]
fn right_texts_pass() {
    for (lang, text) in [
        ("ru", "Скачать визу (PDF), e-mail"),
        ("kk", "Визаны PDF-те жүктеп алу"),
        ("en", "Côte d’Ivoire, São Tomé"),
        ("zh", "下载签证（PDF）：请等待"),
    ] {
        assert_eq!(fault_in(lang, text), None);
    }
}
