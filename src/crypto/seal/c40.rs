//! C40: three characters of A–Z, 0–9 and `<` in two bytes (ICAO 9303-13 §2.3.1, after ISO/IEC 16022).

use super::WrongFormat;

/// The basic set, in the order of its values.
const ALPHABET: &[u8; 37] = b"<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// The value of the filler; digits follow from 4, letters from 14.
const FILLER: u16 = 3;
/// Announces one character as ASCII + 1, where a single one is left over.
const UNLATCH: u8 = 0xFE;

/// Encode a text. A blank counts as filler.
///
/// # Errors
/// A character that C40 does not have in its basic set.
pub fn encode(text: &str) -> Result<Vec<u8>, WrongFormat> {
    let values = text.chars().map(value).collect::<Option<Vec<u16>>>();
    let values = values.ok_or(WrongFormat("a character outside A–Z, 0–9 and the filler"))?;
    let mut bytes = Vec::with_capacity(values.len().div_ceil(3) * 2);
    for chunk in values.chunks(3) {
        match *chunk {
            [a, b, c] => bytes.extend((1600 * a + 40 * b + c + 1).to_be_bytes()),
            [a, b] => bytes.extend((1600 * a + 40 * b + 1).to_be_bytes()),
            [a] => bytes.extend([UNLATCH, ascii(a) + 1]),
            _ => {}
        }
    }
    Ok(bytes)
}

/// Decode bytes; fillers stay.
///
/// # Errors
/// Bytes that [`encode`] never makes.
pub fn decode(bytes: &[u8]) -> Result<String, WrongFormat> {
    let mut text = String::with_capacity(bytes.len() / 2 * 3);
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err(WrongFormat("an odd number of C40 bytes"));
    }
    let last = pairs.len();
    for (at, pair) in pairs.enumerate() {
        let (high, low) = (pair[0], pair[1]);
        let end = at + 1 == last;
        if high == UNLATCH {
            let single = low.checked_sub(1).map(char::from).filter(|c| value(*c).is_some());
            text.push(single.filter(|_| end).ok_or(WrongFormat("a C40 unlatch out of place"))?);
            continue;
        }
        let packed = u16::from_be_bytes([high, low]).checked_sub(1).ok_or(WrongFormat("a C40 pair of zeros"))?;
        for (place, value) in [packed / 1600, packed / 40 % 40, packed % 40].into_iter().enumerate() {
            // The last of three may be missing at the end.
            if place == 2 && value == 0 && end {
                break;
            }
            if !(FILLER..40).contains(&value) {
                return Err(WrongFormat("a C40 value outside the basic set"));
            }
            text.push(char::from(ascii(value)));
        }
    }
    Ok(text)
}

/// Decode and take the fillers at the end away.
///
/// # Errors
/// As [`decode`].
pub fn decode_bare(bytes: &[u8]) -> Result<String, WrongFormat> {
    Ok(decode(bytes)?.trim_end_matches('<').to_owned())
}

fn value(c: char) -> Option<u16> {
    let c = if c == ' ' { '<' } else { c };
    let at = ALPHABET.iter().position(|known| char::from(*known) == c)?;
    u16::try_from(at).ok().map(|at| at + FILLER)
}

/// The character of a value of the basic set.
fn ascii(value: u16) -> u8 {
    let at = usize::from(value.saturating_sub(FILLER));
    ALPHABET.get(at).copied().unwrap_or(b'<')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn anchors_of_the_standards() {
        for (text, hex) in [
            ("XK<CD", "eb0466a9"),
            ("XKCD", "eb11fe45"),
            ("VISA01", "de515826"),
            ("DETS32", "6d32c91f"),
            ("D<<", "6abc"),
            ("KAZ", "9858"),
            ("KZEV021F", "9c2bdb672239"),
            ("A1<<<<<<<", "584c133c133c"),
        ] {
            let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
            assert_eq!(encode(text).as_deref(), Ok(bytes.as_slice()), "{text}");
            assert_eq!(decode(&bytes).as_deref(), Ok(text), "{hex}");
        }
        assert_eq!(decode_bare(&encode("A1<<<<<<<").unwrap()).unwrap(), "A1");
        assert!(encode("a").is_err() && decode(&[1]).is_err() && decode(&[0, 0]).is_err());
        assert!(decode(&[0xFE, 0x45, 0x98, 0x58]).is_err(), "an unlatch in the middle");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(text in "[A-Z0-9<]{0,80}") {
            prop_assert_eq!(decode(&encode(&text).unwrap()).unwrap(), text);
        }

        #[test]
        fn no_bytes_stop_the_program(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(text) = decode(&bytes) {
                prop_assert_eq!(encode(&text).unwrap(), bytes);
            }
        }
    }
}
