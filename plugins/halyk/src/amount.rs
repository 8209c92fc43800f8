//! Amounts from the very text of a JSON number: no float between the bank and the ledger.

use evisa_plugin_sdk::decimal::minor_parse;

/// Decimal places of the tenge.
const PLACES: u8 = 2;
/// The largest exponent that is read; 10^15 tenge is beyond every amount.
const EXPONENT_MAX: usize = 15;

/// Minor units of a JSON number or of a string with one: `31062.4` is 3 106 240. The exponent that some JSON writers put on
/// large numbers (`3.10624E4`) is read too. Absent for anything else: signs, more than two places, more than 2^53 − 1.
pub(crate) fn minor(json: &str) -> Option<u64> {
    let text = json.strip_prefix('"').and_then(|inside| inside.strip_suffix('"')).unwrap_or(json);
    if text.contains([',', ' ']) {
        return None;
    }
    match text.split_once(['e', 'E']) {
        None => minor_parse(text, PLACES).ok(),
        Some((digits, exponent)) => minor_parse(&shifted(digits, exponent)?, PLACES).ok(),
    }
}

/// `digits × 10^exponent` as a plain decimal, by moving the point.
fn shifted(digits: &str, exponent: &str) -> Option<String> {
    let (back, places) = match exponent.strip_prefix('-') {
        Some(places) => (true, places),
        None => (false, exponent.strip_prefix('+').unwrap_or(exponent)),
    };
    let plain = !places.is_empty() && places.bytes().all(|b| b.is_ascii_digit());
    let by = places.parse::<usize>().ok().filter(|by| plain && *by <= EXPONENT_MAX)?;
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{part}");
    if whole.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let zeros = "0".repeat(by);
    let (padded, point) = match back {
        true => (format!("{zeros}{all}"), whole.len()),
        false => (format!("{all}{zeros}"), whole.len() + by),
    };
    let (whole, part) = padded.split_at(point);
    Some(format!("{whole}.{part}"))
}

#[cfg(test)]
mod tests {
    use evisa_plugin_sdk::{decimal::minor_format, proto::INTEGER_MAX};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_text_of_a_number_is_read_exactly() {
        for (json, expected) in [
            ("31062.4", Some(3_106_240)),
            ("31062.40", Some(3_106_240)),
            ("31062", Some(3_106_200)),
            ("12.22", Some(1_222)),
            ("0", Some(0)),
            ("0.07", Some(7)),
            ("\"31062.4\"", Some(3_106_240)),
            ("3.10624E4", Some(3_106_240)),
            ("1e3", Some(100_000)),
            ("310624e-1", Some(3_106_240)),
            ("1e-3", None),
            ("1e99", None),
            ("1e", None),
            ("e1", None),
            ("1e+-1", None),
            ("31062.401", None),
            ("-1", None),
            ("31062,4", None),
            ("31 062.4", None),
            ("90071992547409.91", Some(INTEGER_MAX)),
            ("90071992547409.92", None),
            ("null", None),
            ("true", None),
            ("\"\"", None),
            ("{}", None),
        ] {
            assert_eq!(minor(json), expected, "{json}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_survives(amount in 0..=INTEGER_MAX) {
            let plain = minor_format(amount, 2);
            prop_assert_eq!(minor(&plain), Some(amount));
            prop_assert_eq!(minor(&format!("\"{plain}\"")), Some(amount));
            let short = plain.trim_end_matches('0').trim_end_matches('.');
            prop_assert_eq!(minor(short), Some(amount));
            prop_assert_eq!(minor(&format!("{amount}e-2")), Some(amount));
        }

        #[test]
        fn no_text_is_misread_or_panics(text in "[-+0-9.eE\", ]{0,20}") {
            if let Some(amount) = minor(&text) {
                prop_assert!(amount <= INTEGER_MAX);
            }
        }
    }
}
