//! Just enough of RFC 3339 to tell whether an order is over: the bank writes +05:00 or +06:00, so offsets count.

/// Seconds since 1970 in UTC, of a time with an offset; absent when it is none.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| -> Option<i64> {
        let part = text.get(from..to)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let sign = |at: usize, signs: &[u8]| text.as_bytes().get(at).is_some_and(|b| signs.contains(b));
    let shaped = sign(4, b"-") && sign(7, b"-") && sign(10, b"Tt ") && sign(13, b":") && sign(16, b":");
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let ranges = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    let fraction = text.get(19..)?;
    let zone = match fraction.strip_prefix('.') {
        Some(rest) => rest.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => fraction,
    };
    let offset = offset_seconds(zone)?;
    (shaped && ranges).then(|| days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset)
}

fn offset_seconds(zone: &str) -> Option<i64> {
    if zone == "Z" || zone == "z" {
        return Some(0);
    }
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let pair =
        |text: &str| (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<i64>().ok())?;
    let size = pair(hours)? * 3_600 + pair(minutes)? * 60;
    match zone.as_bytes().first()? {
        b'+' => Some(size),
        b'-' => Some(-size),
        _ => None,
    }
}

/// Days since 1970-01-01 in the Gregorian calendar: years begin in March, so that the leap day is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2022-06-08T14:47:12+06:00", Some(1_654_678_032)),
            ("2022-06-08T13:47:12+05:00", Some(1_654_678_032)),
            ("2024-02-29T23:59:59.123456-00:30", Some(1_709_252_999)),
            ("2000-03-01T00:00:00Z", Some(951_868_800)),
            ("2022-06-08T14:47:12", None),
            ("2022-06-08", None),
            ("2022-13-08T14:47:12Z", None),
            ("2022-06-08T14:47:12+6", None),
            ("", None),
            ("é022-06-08T14:47:12Z", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
