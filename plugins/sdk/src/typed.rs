//! What the customer typed, as providers want it: people write blanks, `+7`, `8` and wide digits.

/// Most digits of what is typed that are looked at; a number has eleven.
const TYPED_CHARS_MAX: usize = 40;

/// The ten digits of a mobile telephone in Kazakhstan, `7011112233`, however it was written.
#[must_use]
pub fn mobile_number(typed: &str) -> Option<String> {
    let digits = digits(typed, |c| matches!(c, ' ' | '\u{a0}' | '-' | '(' | ')' | '.' | '+' | '＋'))?;
    let national = match (digits.len(), digits.as_bytes().first()?) {
        (11, b'7' | b'8') => digits.get(1..)?,
        (10, _) => digits.as_str(),
        _ => return None,
    };
    is_mobile(national).then(|| national.to_owned())
}

/// A mobile number with its middle hidden, for a receipt: `+7 701 *** ** 33`. Everything is hidden of what is no such number.
#[must_use]
pub fn mobile_masked(national: &str) -> String {
    match (national.get(..3), national.get(8..10), national.len()) {
        (Some(code), Some(end), 10) => format!("+7 {code} *** ** {end}"),
        _ => "***".to_owned(),
    }
}

/// The mobile numbers of Kazakhstan without the country code: `7(?:0[0-25-8]|47|6[0-4]|7[15-8]|85)\d{7}`.
fn is_mobile(national: &str) -> bool {
    let Some(code) = national.get(..3).and_then(|code| code.parse::<u16>().ok()) else { return false };
    matches!(code, 700..=702 | 705..=708 | 747 | 760..=764 | 771 | 775..=778 | 785)
}

/// A confirmation code of four to eight digits.
#[must_use]
pub fn code(typed: &str) -> Option<String> {
    digits(typed, |c| matches!(c, ' ' | '\u{a0}' | '-')).filter(|digits| (4..=8).contains(&digits.len()))
}

/// The digits of a text that holds nothing else but what may be skipped.
fn digits(typed: &str, skipped: impl Fn(char) -> bool) -> Option<String> {
    let mut digits = String::new();
    for (place, c) in typed.trim().chars().enumerate() {
        match c {
            '0'..='9' => digits.push(c),
            '０'..='９' => digits.push(char::from_digit(u32::from(c) - u32::from('０'), 10)?),
            _ if skipped(c) => {}
            _ => return None,
        }
        if TYPED_CHARS_MAX < place {
            return None;
        }
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for typed in [
            "77001112233",
            "87001112233",
            "7001112233",
            "+7 700 111 22 33",
            "+7 (700) 111-22-33",
            "8 700 111 22 33",
            " 7700 1112233 ",
            "７７００１１１２２３３",
            "+7\u{a0}700\u{a0}1112233",
        ] {
            assert_eq!(mobile_number(typed).as_deref(), Some("7001112233"), "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_of_kazakhstan_is_refused() {
        for typed in [
            "",
            "7",
            "770011122",
            "770011122334",
            "97001112233",
            "+1 700 111 22 33",
            "7700111223a",
            "7700111223٣",
            "77031112233",
            "77271112233",
            "9991112233",
            "seven",
            "+",
            "7700111223\u{0}",
        ] {
            assert_eq!(mobile_number(typed), None, "{typed}");
        }
        assert_eq!(mobile_number(&" 7".repeat(5_000)), None);
    }

    #[test]
    fn a_code_has_four_to_eight_digits() {
        for (typed, expected) in [
            ("1234", Some("1234")),
            (" 123 456 ", Some("123456")),
            ("１２３４５６", Some("123456")),
            ("123", None),
            ("123456789", None),
            ("12a4", None),
            ("", None),
        ] {
            assert_eq!(code(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn a_receipt_shows_five_digits_of_a_number() {
        assert_eq!(mobile_masked("7011112233"), "+7 701 *** ** 33");
        for other in ["", "701", "77011112233", "жжжжж"] {
            assert_eq!(mobile_masked(other), "***", "{other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_typed_panics_and_every_number_is_whole(typed in "\\PC{0,60}") {
            if let Some(number) = mobile_number(&typed) {
                proptest::prop_assert!(number.len() == 10 && number.starts_with('7'));
            }
            proptest::prop_assert!(code(&typed).is_none_or(|code| (4..=8).contains(&code.len())));
        }
    }
}
