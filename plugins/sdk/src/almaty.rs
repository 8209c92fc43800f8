//! Times that providers write without an offset: Almaty's, which was +06:00 until 1 March 2024 and is +05:00 since.

use jiff::civil::{DateTime, date};

/// `2022-06-08 14:47:12` with the offset of its day; absent when it is no such time.
#[must_use]
pub fn with_offset(text: &str) -> Option<String> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b"-: .T".contains(&b));
    let civil: DateTime = plain.then(|| text.trim().parse().ok())??;
    let civil = civil.with().subsec_nanosecond(0).build().ok()?;
    let hours = if civil < date(2024, 3, 1).at(0, 0, 0, 0) { 6 } else { 5 };
    Some(format!("{civil}+0{hours}:00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offset_is_that_of_the_day() {
        for (text, expected) in [
            ("2022-06-08 14:47:12", Some("2022-06-08T14:47:12+06:00")),
            ("2024-02-29 23:59:59", Some("2024-02-29T23:59:59+06:00")),
            ("2024-03-01 00:00:00", Some("2024-03-01T00:00:00+05:00")),
            ("2026-03-02 10:05:00.0", Some("2026-03-02T10:05:00+05:00")),
            ("2026-03-02 10:05:00.123", Some("2026-03-02T10:05:00+05:00")),
            ("2026-02-30 10:05:00", None),
            ("2026-03-02T10:05:00Z", None),
            ("02.03.2026", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(with_offset(text).as_deref(), expected, "{text}");
        }
    }
}
