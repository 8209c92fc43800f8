//! How frames are written, and with which care they are read.

use std::{collections::BTreeSet, fmt};

use serde::{Deserializer, Serialize, de, de::DeserializeOwned};

use super::{DEPTH_MAX, FRAME_BYTES_MAX, INTEGER_MAX};

/// A frame as bytes of JSON.
///
/// # Errors
/// The reason, when it cannot be written or is larger than [`FRAME_BYTES_MAX`].
pub fn encode<T: Serialize>(frame: &T) -> Result<Vec<u8>, String> {
    let bytes = serde_json::to_vec(frame).map_err(|error| error.to_string())?;
    if bytes.len() > FRAME_BYTES_MAX { Err("the frame is larger than 1 MiB".to_owned()) } else { Ok(bytes) }
}

/// A frame from bytes of JSON, after [`json_check`].
///
/// # Errors
/// The reason, when it is not exactly one frame by the rules of this module.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    json_check(bytes)?;
    serde_json::from_slice(bytes).map_err(|error| error.to_string())
}

/// Whether the bytes are one JSON value by the rules of the wire: size, depth, no key twice, no floats, no whole number
/// beyond 2^53 − 1.
///
/// # Errors
/// The rule that is broken.
pub fn json_check(bytes: &[u8]) -> Result<(), String> {
    if bytes.len() > FRAME_BYTES_MAX {
        return Err("the frame is larger than 1 MiB".to_owned());
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    de::DeserializeSeed::deserialize(Strict { depth: 0 }, &mut reader).map_err(|error| error.to_string())?;
    reader.end().map_err(|error| error.to_string())
}

/// Reads any JSON value and keeps nothing of it but the verdict.
struct Strict {
    depth: usize,
}

impl Strict {
    fn deeper<E: de::Error>(&self) -> Result<usize, E> {
        if self.depth < DEPTH_MAX { Ok(self.depth + 1) } else { Err(E::custom("nested too deep")) }
    }
}

impl<'de> de::DeserializeSeed<'de> for Strict {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> de::Visitor<'de> for Strict {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without floats")
    }
    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E: de::Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E: de::Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<(), E> {
        if number <= INTEGER_MAX { Ok(()) } else { Err(E::custom("a whole number beyond 2^53 - 1")) }
    }
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<(), E> {
        self.visit_u64(number.unsigned_abs())
    }
    fn visit_f64<E: de::Error>(self, _: f64) -> Result<(), E> {
        Err(E::custom("a float"))
    }
    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let depth = self.deeper()?;
        while list.next_element_seed(Strict { depth })?.is_some() {}
        Ok(())
    }
    fn visit_map<A: de::MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let depth = self.deeper()?;
        let mut seen = BTreeSet::new();
        while let Some(key) = object.next_key::<String>()? {
            if seen.contains(&key) {
                return Err(de::Error::custom(format!("the key `{key}` twice")));
            }
            seen.insert(key);
            object.next_value_seed(Strict { depth })?;
        }
        Ok(())
    }
}
