//! Typed identifiers: 48 bits of time, then 80 bits of chance, so keys sort by age and cannot be guessed.
//!
//! An identifier in an address is never a credential: every service checks who asks.

use std::{fmt, marker::PhantomData, str::FromStr, sync::LazyLock};

use data_encoding::{Encoding, Specification};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::context::Chance;

/// Bytes of an identifier.
pub const ID_BYTES: usize = 16;
/// Characters of an identifier in an address.
pub const ID_CHARS: usize = 26;

/// An identifier of one kind of record; `K` only keeps kinds apart at compile time.
pub struct Id<K>([u8; ID_BYTES], PhantomData<fn() -> K>);

impl<K> Id<K> {
    /// Mint an identifier at `now` with ten bytes of chance.
    #[must_use]
    pub fn mint(now: Timestamp, chance: &dyn Chance) -> Self {
        let Self(mut bytes, _) = Self::first_at(now);
        chance.fill(&mut bytes[6..]);
        Self(bytes, PhantomData)
    }

    /// The smallest identifier that could be minted at `now`: where a stretch of time begins in a table of identifiers.
    #[must_use]
    pub fn first_at(now: Timestamp) -> Self {
        let mut bytes = [0; ID_BYTES];
        let millisecond = u64::try_from(now.as_millisecond()).unwrap_or(0);
        bytes[..6].copy_from_slice(&millisecond.to_be_bytes()[2..]);
        Self(bytes, PhantomData)
    }

    /// The sixteen bytes, as a storage key.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; ID_BYTES] {
        self.0
    }

    /// An identifier from its storage key.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; ID_BYTES]) -> Self {
        Self(bytes, PhantomData)
    }
}

/// Lower-case Crockford base 32: no letter can be mistaken for another.
static ENCODING: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    specification.check_trailing_bits = true;
    specification.encoding().expect("the alphabet has 32 different letters")
});

/// The text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct NotAnId;

impl<K> FromStr for Id<K> {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let bytes = ENCODING.decode(text.as_bytes()).map_err(|_| NotAnId)?;
        Ok(Self(bytes.try_into().map_err(|_| NotAnId)?, PhantomData))
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ENCODING.encode(&self.0))
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::context::FixedChance;

    #[test]
    fn an_id_survives_text_and_sorts_by_time() {
        let early: Id<()> = Id::mint(Timestamp::from_millisecond(1_654_677_815_098).unwrap(), &FixedChance(255));
        let late: Id<()> = Id::mint(Timestamp::from_millisecond(1_654_677_815_099).unwrap(), &FixedChance(0));
        assert_eq!(early.to_string().parse(), Ok(early));
        assert_eq!(early.to_string().len(), ID_CHARS);
        assert!(early < late);
        assert_eq!("not an id".parse::<Id<()>>(), Err(NotAnId));
        assert_eq!("".parse::<Id<()>>(), Err(NotAnId));
    }
}
