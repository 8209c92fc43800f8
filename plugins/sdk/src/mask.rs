//! Instruments as a receipt may show them.

/// Most digits that may be seen: the first six and the last four of a card (PCI DSS 3.4.1).
const DIGITS_MAX: usize = 10;
/// Longest masked text: a card number in groups has 23 characters.
const CHARS_MAX: usize = 32;

/// A masked instrument as the provider sent it, when its middle really is hidden: a whole number must not get any further.
#[must_use]
pub fn masked(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let hidden = text.chars().any(|c| matches!(c, 'X' | 'x' | '*' | '-' | '.' | '•' | '…'));
    (hidden && digits <= DIGITS_MAX && text.chars().count() <= CHARS_MAX).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_masked_gets_further() {
        for shown in ["440563...5096", "440564-XX-XXXX-6150", "440564XXXXXX6150", "7700***2233", "440563…5096"] {
            assert_eq!(masked(shown).as_deref(), Some(shown), "{shown}");
        }
        for whole in ["4405639704015096", "4405-6397-0401-5096", "77001112233", "", "4405 6397 0401 5096"] {
            assert_eq!(masked(whole), None, "{whole}");
        }
    }
}
