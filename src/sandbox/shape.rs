//! How answers are written: amounts as the real banks write them, fields in any order, times with either offset.

use std::sync::atomic::Ordering;

use jiff::{
    Timestamp,
    tz::{self, TimeZone},
};

use super::{
    Bank,
    chance::{self, Occasion},
};

/// One field: its name, and its value as it is written.
pub(super) type Field = (&'static str, String);

/// A JSON string.
pub(super) fn text(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

/// A JSON object with the fields in this order.
pub(super) fn object(fields: &[Field]) -> String {
    let inside: Vec<_> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", inside.join(","))
}

/// An amount as a number without needless zeros: `31062.4`.
pub(super) fn amount_short(minor: u64) -> String {
    let whole = amount(minor);
    whole.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An amount with two places: `31062.40`.
pub(super) fn amount(minor: u64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// A mood of the bank: another number for each answer, or 0 for ever when it does not shuffle.
pub(super) fn whim(bank: &Bank) -> usize {
    if !bank.faults().shuffled {
        return 0;
    }
    let nth = bank.whims.fetch_add(1, Ordering::Relaxed);
    usize::try_from(chance::roll(bank.settings.seed, Occasion::AnswerShape, (0, nth)) % 1_024).unwrap_or(0)
}

/// The fields in the order of a mood.
pub(super) fn shuffled(mut fields: Vec<Field>, whim: usize) -> Vec<Field> {
    let middle = whim % fields.len().max(1);
    fields.rotate_left(middle);
    fields
}

/// A time with its offset. Kazakhstan is at +05:00 since March 2024; the real bank still says +06:00 now and then.
pub(super) fn time(at: Timestamp, whim: usize) -> String {
    let hours = if whim.is_multiple_of(2) { 5 } else { 6 };
    at.to_zoned(TimeZone::fixed(tz::offset(hours))).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Almaty's time without an offset, as older protocols and files have it.
pub(super) fn almaty(at: Timestamp) -> String {
    at.to_zoned(TimeZone::fixed(tz::offset(5))).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_bare_numbers() {
        for (minor, written) in [(3_106_240, "31062.4"), (3_106_200, "31062"), (5, "0.05"), (0, "0"), (100, "1")] {
            assert_eq!(amount_short(minor), written);
        }
        assert_eq!(amount(3_106_240), "31062.40");
    }

    #[test]
    fn times_carry_either_offset() {
        let at: Timestamp = "2026-03-01T05:00:00Z".parse().unwrap();
        assert_eq!(time(at, 0), "2026-03-01T10:00:00+05:00");
        assert_eq!(time(at, 1), "2026-03-01T11:00:00+06:00");
        assert_eq!(almaty(at), "2026-03-01 10:00:00");
    }
}
