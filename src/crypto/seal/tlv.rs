//! Tag, length, value: the message zone of seals. Lengths are DER (ICAO 9303-13 §2.3.2, header version 4), or a single byte in seals with the
//! older header.

use super::WrongFormat;

/// One feature of a seal, known or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// What it is, by the profile of the document.
    pub tag: u8,
    /// Its bytes.
    pub value: Vec<u8>,
}

impl Feature {
    /// A feature.
    #[must_use]
    pub const fn new(tag: u8, value: Vec<u8>) -> Self {
        Self { tag, value }
    }
}

/// How lengths are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lengths {
    /// Definite DER lengths: one byte below 128, else `81 xx` or `82 xx xx`.
    Der,
    /// One byte.
    Byte,
}

/// Take one feature off the front.
///
/// # Errors
/// A length that is not the shortest, or goes beyond the end.
pub fn take(bytes: &[u8], lengths: Lengths) -> Result<(Feature, &[u8]), WrongFormat> {
    let cut = WrongFormat("cut off within a feature");
    let [tag, rest @ ..] = bytes else { return Err(cut) };
    let (length, rest) = match (lengths, rest) {
        (Lengths::Byte, [length, rest @ ..]) => (usize::from(*length), rest),
        (Lengths::Der, [length @ 0..=0x7F, rest @ ..]) => (usize::from(*length), rest),
        (Lengths::Der, [0x81, length @ 0x80..=0xFF, rest @ ..]) => (usize::from(*length), rest),
        (Lengths::Der, [0x82, high @ 1..=0xFF, low, rest @ ..]) => {
            (usize::from(u16::from_be_bytes([*high, *low])), rest)
        }
        (Lengths::Der, [0x81 | 0x82, ..]) => return Err(WrongFormat("a length that is no DER")),
        (_, [_, ..]) => return Err(WrongFormat("a length of an unknown form")),
        (_, []) => return Err(cut),
    };
    let (value, rest) = rest.split_at_checked(length).ok_or(cut)?;
    Ok((Feature { tag: *tag, value: value.to_vec() }, rest))
}

/// Every feature of a zone.
///
/// # Errors
/// As [`take`].
pub fn parse(mut bytes: &[u8], lengths: Lengths) -> Result<Vec<Feature>, WrongFormat> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (feature, rest) = take(bytes, lengths)?;
        found.push(feature);
        bytes = rest;
    }
    Ok(found)
}

/// Append one feature.
///
/// # Errors
/// A value longer than the length can say.
pub fn put(bytes: &mut Vec<u8>, feature: &Feature, lengths: Lengths) -> Result<(), WrongFormat> {
    bytes.push(feature.tag);
    let long = WrongFormat("a feature that is too long");
    match (lengths, feature.value.len()) {
        (Lengths::Der, length @ 0..=0x7F) | (Lengths::Byte, length) => {
            bytes.push(u8::try_from(length).map_err(|_| long)?);
        }
        (Lengths::Der, length @ 0x80..=0xFF) => bytes.extend([0x81, u8::try_from(length).map_err(|_| long)?]),
        (Lengths::Der, length) => {
            bytes.push(0x82);
            bytes.extend(u16::try_from(length).map_err(|_| long)?.to_be_bytes());
        }
    }
    bytes.extend(&feature.value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_have_one_form_each() {
        for length in [0, 1, 127, 128, 255, 256, 3000] {
            let feature = Feature::new(7, vec![0xAA; length]);
            let mut bytes = Vec::new();
            put(&mut bytes, &feature, Lengths::Der).unwrap();
            assert_eq!(parse(&bytes, Lengths::Der), Ok(vec![feature]), "{length}");
        }
        for wrong in
            [&[1][..], &[1, 2, 3], &[1, 0x81, 5, 0, 0, 0, 0, 0], &[1, 0x82, 0, 200], &[1, 0x80], &[1, 0x84, 1, 1, 1, 1]]
        {
            assert!(parse(wrong, Lengths::Der).is_err(), "{wrong:?}");
        }
        assert!(put(&mut Vec::new(), &Feature::new(1, vec![0; 256]), Lengths::Byte).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_stop_the_program(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            for lengths in [Lengths::Der, Lengths::Byte] {
                if let Ok(features) = parse(&bytes, lengths) {
                    let mut again = Vec::new();
                    features.iter().try_for_each(|feature| put(&mut again, feature, lengths)).unwrap();
                    prop_assert_eq!(&again, &bytes);
                }
            }
        }
    }
}
