//! Names in the machine-readable zone: national letters become A–Z (ICAO 9303-3 §6), parts are joined by fillers, and what is too long is cut
//! (ICAO 9303-3 §4.6, 9303-7 §4.2.3).

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::domain::{
    person::{Nationality, PersonName},
    refusal::Message,
};

/// Positions that a cut primary identifier leaves free: two fillers and one letter of the secondary one.
const SECONDARY_LEAST: usize = 3;

/// Characters of the name field of an MRV-A visa.
const MRV_A_CHARS: usize = 39;

/// Why a name cannot stand in the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// A letter of a script that ICAO's tables do not transliterate: the Latin spelling of the passport is needed.
    #[error("{0:?} has no Latin transliteration")]
    Letter(char),
    /// No letter is left.
    #[error("the name has no letters")]
    Empty,
}

impl NameFault {
    /// The sentence that tells what to mend.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Letter(letter) => Message::new("name-not-latin").with("letter", letter),
            Self::Empty => Message::new("name-without-letters"),
        }
    }
}

/// Whether a name can stand in a zone at all. For the door: a visa without its zone is no visa, so such a name is refused long before anybody
/// pays.
///
/// # Errors
/// As [`name_field`].
pub fn check(name: &PersonName, nationality: &Nationality) -> Result<(), NameFault> {
    name_field(name, nationality, MRV_A_CHARS).map(|_| ())
}

/// The name field of a zone, `chars` characters long: `PRIMARY<<SECONDARY`, filled up with `<`. `nationality` chooses between the spellings
/// of Cyrillic letters that differ from State to State. A name that was cut ends in a letter.
///
/// # Errors
/// A letter that cannot be transliterated, or no letter at all.
pub fn name_field(name: &PersonName, nationality: &Nationality, chars: usize) -> Result<String, NameFault> {
    let state = nationality.as_str();
    let mut primary = components(name.surname.as_str(), state)?;
    let mut secondary = Vec::new();
    for part in [&name.given, &name.patronymic].into_iter().flatten() {
        secondary.extend(components(part.as_str(), state)?);
    }
    // Somebody with a given name only: it is the primary identifier (ICAO 9303-3 §4.6).
    if primary.is_empty() {
        primary = std::mem::take(&mut secondary);
    }
    if primary.is_empty() {
        return Err(NameFault::Empty);
    }
    Ok(format!("{:<<chars$}", cut(primary, &secondary, chars)))
}

/// The components of one identifier, each of A–Z only. Apostrophes join, hyphens, commas and blanks part, other signs are dropped.
fn components(text: &str, state: &str) -> Result<Vec<String>, NameFault> {
    let mut found = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || is_hyphen(c) || c == ',') {
        let mut latin = String::new();
        for (at, letter) in word.nfc().enumerate() {
            latin.push_str(&transliterated(letter, at == 0, state)?);
        }
        if !latin.is_empty() {
            found.push(latin);
        }
    }
    Ok(found)
}

const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '<' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Primary and secondary identifier within `chars` characters. Components of the primary are trimmed from the last to the first, each keeps
/// a letter; the whole is cut so that it ends in a letter, which says "may be cut".
fn cut(mut primary: Vec<String>, secondary: &[String], chars: usize) -> String {
    if secondary.is_empty() {
        let whole = primary.join("<");
        return whole.chars().take(chars).collect::<String>().trim_end_matches('<').to_owned();
    }
    let room = chars.saturating_sub(SECONDARY_LEAST);
    let mut excess = primary.join("<").len().saturating_sub(room);
    for component in primary.iter_mut().rev() {
        let take = excess.min(component.len().saturating_sub(1));
        component.truncate(component.len() - take);
        excess -= take;
    }
    let mut secondary = secondary.to_vec();
    loop {
        let whole = format!("{}<<{}", primary.join("<"), secondary.join("<"));
        if whole.len() <= chars {
            return whole;
        }
        let short = &whole[..chars];
        if !short.ends_with('<') {
            return short.to_owned();
        }
        // The cut falls on a filler: a shorter component before it brings a letter to the last place.
        let shortened = secondary_before_cut(&mut secondary, primary.join("<").len() + 2, chars);
        if !shortened {
            return short.trim_end_matches('<').to_owned();
        }
    }
}

/// Take a letter off the last secondary component that ends before position `chars` and has more than one. `false`: there is none.
fn secondary_before_cut(secondary: &mut [String], start: usize, chars: usize) -> bool {
    let mut end = start;
    let mut before = None;
    for (at, component) in secondary.iter().enumerate() {
        end += component.len();
        if end >= chars {
            break;
        }
        if component.len() > 1 {
            before = Some(at);
        }
        end += 1;
    }
    before.is_some_and(|at| secondary[at].pop().is_some())
}

/// One letter as the zone writes it; empty where it is dropped.
fn transliterated(letter: char, first: bool, state: &str) -> Result<String, NameFault> {
    let upper: String = letter.to_uppercase().collect();
    let mut latin = String::new();
    for c in upper.chars() {
        if is_combining_mark(c) || !c.is_alphabetic() && !c.is_numeric() {
            continue;
        }
        match cyrillic(c, first, state).or_else(|| latin_special(c)) {
            Some(known) => latin.push_str(known),
            // What is left of a letter without its marks.
            None => match c.nfd().next() {
                Some(base) if base.is_ascii_uppercase() => latin.push(base),
                Some(base) if base != c => latin.push_str(&transliterated(base, first, state)?),
                _ => return Err(NameFault::Letter(letter)),
            },
        }
    }
    Ok(latin)
}

/// ICAO 9303-3 §6 A, where the letter is more than its base with a mark. Where ICAO offers a choice, the longer spelling is taken, and N for Ñ.
const fn latin_special(c: char) -> Option<&'static str> {
    Some(match c {
        'Ä' | 'Æ' | 'Ǽ' => "AE",
        'Å' => "AA",
        'Ö' | 'Ø' | 'Œ' | 'Ǿ' => "OE",
        'Ü' => "UE",
        'Þ' => "TH",
        'Ĳ' => "IJ",
        'ẞ' => "SS",
        'Ð' | 'Đ' => "D",
        'Ł' => "L",
        'Ħ' => "H",
        'Ŋ' => "N",
        'Ŧ' => "T",
        'ĸ' => "Q",
        'Ə' => "A",
        'Ɨ' | 'I' => "I",
        _ => return None,
    })
}

/// ICAO 9303-3 §6 B with its notes for States, and the Kazakh letters as Kazakh passports spell them.
fn cyrillic(c: char, first: bool, state: &str) -> Option<&'static str> {
    let of = |states: &[&str]| states.contains(&state);
    Some(match c {
        'А' | 'Ә' => "A",
        'Б' => "B",
        'В' => "V",
        'Г' if of(&["BLR", "SRB", "UKR"]) => "H",
        'Г' | 'Ґ' | 'Ғ' | 'Ѓ' => "G",
        'Д' | 'Ђ' => "D",
        'Ё' if of(&["BLR"]) => "IO",
        'Є' if first && of(&["UKR"]) => "YE",
        'Є' => "IE",
        'Е' | 'Ё' | 'Э' => "E",
        'Ж' if of(&["SRB"]) => "Z",
        'Ж' => "ZH",
        'З' => "Z",
        'И' if of(&["UKR"]) => "Y",
        'Ї' if first && of(&["UKR"]) => "YI",
        'Й' if first && of(&["UKR"]) => "Y",
        'И' | 'Й' | 'І' | 'Ї' | 'Ѝ' => "I",
        'Ј' => "J",
        'К' | 'Қ' | 'Ќ' => "K",
        'Л' => "L",
        'Љ' => "LJ",
        'М' => "M",
        'Н' | 'Ң' => "N",
        'Њ' => "NJ",
        'О' | 'Ө' => "O",
        'П' => "P",
        'Р' => "R",
        'С' => "S",
        'Ѕ' => "DZ",
        'Т' => "T",
        'У' | 'Ў' | 'Ұ' | 'Ү' | 'Ѫ' => "U",
        'Ф' => "F",
        'Х' if of(&["SRB", "MKD"]) => "H",
        'Х' => "KH",
        'Һ' => "H",
        'Ц' if of(&["SRB", "MKD"]) => "C",
        'Ц' => "TS",
        'Ч' | 'Ћ' if of(&["SRB"]) => "C",
        'Ћ' => "C",
        'Ч' => "CH",
        'Џ' => "DZ",
        'Ш' if of(&["SRB"]) => "S",
        'Ш' => "SH",
        'Щ' if of(&["BGR"]) => "SHT",
        'Щ' => "SHCH",
        'Ъ' => "IE",
        'Ы' | 'Ѵ' => "Y",
        'Ь' => "",
        'Ю' if first && of(&["UKR"]) => "YU",
        'Ю' => "IU",
        'Я' if first && of(&["UKR"]) => "YA",
        'Я' => "IA",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(surname: &str, given: &str) -> PersonName {
        PersonName { surname: surname.parse().unwrap(), given: given.parse().ok(), patronymic: None }
    }

    fn field(surname: &str, given: &str, state: &str) -> String {
        let field = name_field(&name(surname, given), &state.parse().unwrap(), 39).unwrap();
        field.trim_end_matches('<').to_owned()
    }

    #[test]
    fn letters_of_many_states_become_latin() {
        for (surname, given, state, expected) in [
            ("Müller", "Jürgen Groß", "DEU", "MUELLER<<JUERGEN<GROSS"),
            ("O'Connor", "Enya", "IRL", "OCONNOR<<ENYA"),
            ("O’Connor", "Enya", "IRL", "OCONNOR<<ENYA"),
            ("Yılmaz", "İbrahim", "TUR", "YILMAZ<<IBRAHIM"),
            ("Нұрғалиева", "Әсел", "KAZ", "NURGALIEVA<<ASEL"),
            ("Һасан", "Қуаныш", "KAZ", "HASAN<<KUANYSH"),
            ("Гаврилюк", "Юлія", "UKR", "HAVRYLIUK<<YULIIA"),
            ("Їжак", "Євген", "UKR", "YIZHAK<<YEVHEN"),
            ("Ђорђевић", "Жељко", "SRB", "DORDEVIC<<ZELJKO"),
            ("Щербак", "Христо", "BGR", "SHTERBAK<<KHRISTO"),
            ("Nguyễn", "Thị Ánh", "VNM", "NGUYEN<<THI<ANH"),
            ("Ħassan-Łuk, Jr.", "Þór", "MLT", "HASSAN<LUK<JR<<THOR"),
            ("Wang", "", "CHN", "WANG"),
        ] {
            assert_eq!(field(surname, given, state), expected, "{surname} {given}");
        }
    }

    #[test]
    fn what_has_no_latin_letters_asks_for_the_passport_s_spelling() {
        let of = |surname: &str| name_field(&name(surname, ""), &"CHN".parse().unwrap(), 39);
        assert_eq!(of("王"), Err(NameFault::Letter('王')));
        assert_eq!(of("Wang3"), Err(NameFault::Letter('3')));
        assert_eq!(of("--"), Err(NameFault::Empty));
    }

    #[test]
    fn a_single_given_name_is_the_primary_identifier() {
        assert_eq!(field("-", "Sukarno", "IDN"), "SUKARNO");
    }

    #[test]
    fn a_name_of_eighty_letters_is_cut_at_a_letter() {
        let long = "WOLFESCHLEGELSTEINHAUSENBERGERDORFF".repeat(3);
        let whole = name_field(&name(&long[..80], "ANNA"), &"DEU".parse().unwrap(), 39).unwrap();
        assert_eq!((whole.len(), &whole[36..]), (39, "<<A"));
    }

    proptest! {
        #[test]
        fn any_name_fills_the_field(surname in "\\PC{1,60}", given in "\\PC{0,60}", chars in 20usize..45) {
            if let Ok(surname) = surname.parse() {
                let name = PersonName { surname, given: given.parse().ok(), patronymic: None };
                if let Ok(field) = name_field(&name, &"UKR".parse().unwrap(), chars) {
                    prop_assert_eq!(field.len(), chars);
                    prop_assert!(field.bytes().all(|b| b.is_ascii_uppercase() || b == b'<'), "{}", field);
                    prop_assert!(field.starts_with(|c: char| c.is_ascii_uppercase()));
                }
            }
        }
    }
}
