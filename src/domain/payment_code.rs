//! The unique payment code of the gateway's page: `C0001000010101` (figure 7).
//!
//! The official format is not published; the shape is the manual's and the meaning of its digits is ours: four of the service, nine of a
//! sequence.

use super::person::{Malformed, text_type};

/// Digits after the letter.
pub const PAYMENT_CODE_DIGITS: usize = 13;
/// The largest number of a service.
pub const SERVICE_MAX: u16 = 9_999;
/// The largest number of a sequence.
pub const SEQUENCE_MAX: u32 = 999_999_999;
/// The service of consular fees for e-visas, as in the manual's code.
pub const SERVICE_E_VISA: u16 = 1;

text_type!(
    /// A payment code: `C` and thirteen digits; spaces are dropped and the letter is raised when parsing.
    PaymentCode,
    |text| {
        let code: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let valid = code.strip_prefix('C').is_some_and(|digits| {
            digits.len() == PAYMENT_CODE_DIGITS && digits.bytes().all(|b| b.is_ascii_digit())
        });
        if valid { Ok(code) } else { Err(Malformed("payment code")) }
    }
);

impl PaymentCode {
    /// The code of one payment; `None` where a number has too many digits.
    #[must_use]
    pub fn compose(service: u16, sequence: u32) -> Option<Self> {
        (service <= SERVICE_MAX && sequence <= SEQUENCE_MAX).then(|| Self(format!("C{service:04}{sequence:09}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_s_code_holds() {
        assert_eq!(PaymentCode::compose(SERVICE_E_VISA, 10_101).unwrap().as_str(), "C0001000010101");
        assert_eq!(" c0001 000010101".parse::<PaymentCode>().unwrap().as_str(), "C0001000010101");
    }

    #[test]
    fn other_texts_are_no_codes() {
        for text in ["", "C", "0001000010101", "C000100001010", "C00010000101010", "С0001000010101", "C000100001010x"]
        {
            assert!(text.parse::<PaymentCode>().is_err(), "{text:?}");
        }
        assert_eq!(PaymentCode::compose(10_000, 1), None);
        assert_eq!(PaymentCode::compose(1, 1_000_000_000), None);
    }
}
