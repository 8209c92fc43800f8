//! Dates of seals: a day as the number MMDDYYYY in three bytes (ICAO 9303-13 §2.3.1), and a masked date in four whose digits may be unknown
//! (ICAO TR Datastructure for Barcode).

use jiff::civil::Date;

use super::WrongFormat;

/// Bytes of a day.
pub const BYTES: usize = 3;
/// Bytes of a masked date.
pub const MASKED_BYTES: usize = 4;
/// Digits of MMDDYYYY.
const DIGITS: usize = 8;

/// A day in three bytes.
#[must_use]
pub fn encode(date: Date) -> [u8; BYTES] {
    let part = |part: i8| u32::from(part.unsigned_abs());
    number(part(date.month()) * 1_000_000 + part(date.day()) * 10_000 + u32::from(date.year().unsigned_abs()))
}

/// A day out of three bytes.
///
/// # Errors
/// No day of the calendar.
pub fn decode(bytes: [u8; BYTES]) -> Result<Date, WrongFormat> {
    let number = u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]]);
    let wrong = WrongFormat("a date that is no day of the calendar");
    let part = |value: u32| i8::try_from(value).map_err(|_| wrong);
    let year = i16::try_from(number % 10_000).map_err(|_| wrong)?;
    Date::new(year, part(number / 1_000_000)?, part(number / 10_000 % 100)?).map_err(|_| wrong)
}

fn number(value: u32) -> [u8; BYTES] {
    let [_, bytes @ ..] = value.to_be_bytes();
    bytes
}

/// A date `YYYY-MM-DD` whose unknown digits are `x`, in four bytes: a mask, then the known digits.
///
/// # Errors
/// A text of another shape.
pub fn encode_masked(text: &str) -> Result<[u8; MASKED_BYTES], WrongFormat> {
    let wrong = WrongFormat("a masked date is written YYYY-MM-DD with x for unknown digits");
    let [year, month, day] = text.split('-').collect::<Vec<_>>()[..] else { return Err(wrong) };
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return Err(wrong);
    }
    let mut mask = 0_u8;
    let mut value = 0_u32;
    for c in format!("{month}{day}{year}").chars() {
        let digit = if c == 'x' { None } else { Some(c.to_digit(10).ok_or(wrong)?) };
        mask = mask << 1 | u8::from(digit.is_none());
        value = value * 10 + digit.unwrap_or(0);
    }
    let [a, b, c] = number(value);
    Ok([mask, a, b, c])
}

/// The text of a masked date.
///
/// # Errors
/// A number that has more than eight digits, or a known date that is no day of the calendar.
pub fn decode_masked(bytes: [u8; MASKED_BYTES]) -> Result<String, WrongFormat> {
    let [mask, rest @ ..] = bytes;
    if mask == 0 {
        return Ok(decode(rest)?.to_string());
    }
    let digits = format!("{:0DIGITS$}", u32::from_be_bytes([0, rest[0], rest[1], rest[2]]));
    if digits.len() != DIGITS {
        return Err(WrongFormat("a masked date of more than eight digits"));
    }
    let shown = |(at, digit): (usize, char)| if mask & (0x80 >> at) == 0 { digit } else { 'x' };
    let shown: String = digits.chars().enumerate().map(shown).collect();
    Ok(format!("{}-{}-{}", &shown[4..], &shown[..2], &shown[2..4]))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn anchors_of_the_standards() {
        for (day, bytes) in [
            (date(1957, 3, 25), [0x31, 0x9e, 0xf5]),
            (date(1979, 10, 9), [0x99, 0xfd, 0xcb]),
            (date(2024, 9, 27), [0x8d, 0x7a, 0xd8]),
            (date(2020, 1, 1), [0x0f, 0x71, 0x34]),
        ] {
            assert_eq!((encode(day), decode(bytes)), (bytes, Ok(day)));
        }
        assert!(decode([0, 0, 0]).is_err() && decode([0xff; 3]).is_err());
        for (text, hex) in [
            ("19xx-xx-01", [0xc3, 0x00, 0x2e, 0x7c]),
            ("201x-04-xx", [0x31, 0x3d, 0x10, 0xda]),
            ("1900-xx-xx", [0xf0, 0x00, 0x07, 0x6c]),
            ("1999-12-31", [0x00, 0xbb, 0xdd, 0xbf]),
            ("xxxx-xx-xx", [0xff, 0x00, 0x00, 0x00]),
        ] {
            assert_eq!(encode_masked(text), Ok(hex), "{text}");
            assert_eq!(decode_masked(hex).as_deref(), Ok(text));
        }
        assert!(encode_masked("1999-1-31").is_err() && encode_masked("1999-12-3a").is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_stop_the_program(bytes in any::<[u8; 4]>()) {
            let _ = decode_masked(bytes);
            if let Ok(day) = decode([bytes[0], bytes[1], bytes[2]]) {
                prop_assert_eq!(encode(day), [bytes[0], bytes[1], bytes[2]]);
            }
        }
    }
}
