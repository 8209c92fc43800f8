//! Typed tables: keys whose bytes sort as they do, and records in a versioned, self-describing encoding.

use std::marker::PhantomData;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::StoreError;
use crate::domain::id::{ID_BYTES, Id};

/// A named table of records `R` under keys `K`: `const ACCOUNTS: Table<AccountId, Account> = Table::new("accounts");`
pub struct Table<K, R> {
    /// Its name in the database: a contract, never changed without a migration.
    pub name: &'static str,
    kinds: PhantomData<fn() -> (K, R)>,
}

impl<K, R> Table<K, R> {
    /// The table called `name`.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, kinds: PhantomData }
    }
}

impl<K, R> Clone for Table<K, R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K, R> Copy for Table<K, R> {}

/// A key: its bytes sort as its values do, and parts follow each other without ambiguity.
pub trait Key: Sized {
    /// Append the bytes of the key.
    fn append(&self, bytes: &mut Vec<u8>);
    /// Take a key off the front of `bytes`; `None` where they are not one.
    fn take(bytes: &mut &[u8]) -> Option<Self>;

    /// The bytes of the key.
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(32);
        self.append(&mut bytes);
        bytes
    }

    /// The key that has exactly these bytes.
    fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        Self::take(&mut bytes).filter(|_| bytes.is_empty())
    }
}

/// A key whose bytes begin every `K` it belongs to: the first parts of a compound key.
pub trait PrefixOf<K>: Key {}
impl<A: Key, B: Key> PrefixOf<(A, B)> for A {}
impl<A: Key, B: Key, C: Key> PrefixOf<(A, B, C)> for A {}
impl<A: Key, B: Key, C: Key> PrefixOf<(A, B, C)> for (A, B) {}

impl<K> Key for Id<K> {
    fn append(&self, bytes: &mut Vec<u8>) {
        bytes.extend(Id::to_bytes(*self));
    }
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        <[u8; ID_BYTES]>::take(bytes).map(Self::from_bytes)
    }
}

impl<const N: usize> Key for [u8; N] {
    fn append(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self);
    }
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        bytes.split_off(..N)?.try_into().ok()
    }
}

macro_rules! unsigned_key {
    ($($number:ty),*) => {$(
        impl Key for $number {
            fn append(&self, bytes: &mut Vec<u8>) {
                bytes.extend(self.to_be_bytes());
            }
            fn take(bytes: &mut &[u8]) -> Option<Self> {
                Key::take(bytes).map(Self::from_be_bytes)
            }
        }
    )*};
}
unsigned_key!(u8, u16, u32, u64);

/// Nanoseconds with the sign turned over, so that earlier sorts first, also before 1970.
impl Key for Timestamp {
    fn append(&self, bytes: &mut Vec<u8>) {
        bytes.extend((self.as_nanosecond() ^ i128::MIN).to_be_bytes());
    }
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        let turned = i128::from_be_bytes(Key::take(bytes)?);
        Self::from_nanosecond(turned ^ i128::MIN).ok()
    }
}

/// Year with the sign turned over, month, day.
impl Key for Date {
    fn append(&self, bytes: &mut Vec<u8>) {
        bytes.extend((self.year() ^ i16::MIN).to_be_bytes());
        bytes.extend(self.month().to_be_bytes());
        bytes.extend(self.day().to_be_bytes());
    }
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        let year = i16::from_be_bytes(Key::take(bytes)?) ^ i16::MIN;
        let [month, day] = <[u8; 2]>::take(bytes)?.map(|byte| i8::from_be_bytes([byte]));
        Self::new(year, month, day).ok()
    }
}

/// Text ends with 00 01 and writes its own 00 as 00 FF: order is kept, and any part may follow.
impl Key for String {
    fn append(&self, bytes: &mut Vec<u8>) {
        for byte in self.bytes() {
            bytes.push(byte);
            if byte == 0 {
                bytes.push(u8::MAX);
            }
        }
        bytes.extend([0, 1]);
    }
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        let mut text = Vec::new();
        loop {
            match (*bytes.split_off_first()?, bytes.first()) {
                (0, Some(&1)) => break,
                (0, Some(&u8::MAX)) => text.push(0),
                (0, _) => return None,
                (byte, _) => {
                    text.push(byte);
                    continue;
                }
            }
            bytes.split_off_first();
        }
        bytes.split_off_first();
        Self::from_utf8(text).ok()
    }
}

impl<A: Key, B: Key> Key for (A, B) {
    fn append(&self, bytes: &mut Vec<u8>) {
        self.0.append(bytes);
        self.1.append(bytes);
    }
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        Some((A::take(bytes)?, B::take(bytes)?))
    }
}

impl<A: Key, B: Key, C: Key> Key for (A, B, C) {
    fn append(&self, bytes: &mut Vec<u8>) {
        self.0.append(bytes);
        self.1.append(bytes);
        self.2.append(bytes);
    }
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        Some((A::take(bytes)?, B::take(bytes)?, C::take(bytes)?))
    }
}

/// A record: what a table keeps. Stored as `{"v":1,"r":{…}}`, so that it can be read without the program.
///
/// A record of an older version is read as long as serde can (new fields need `#[serde(default)]`); any other change of
/// shape raises `VERSION` and brings a migration.
pub trait Record: Serialize + DeserializeOwned {
    /// The version written now.
    const VERSION: u16;

    /// The rule that holds for every record, asserted before writing and checked after reading.
    ///
    /// # Errors
    /// Names the broken rule, without personal data.
    fn check(&self) -> Result<(), &'static str> {
        Ok(())
    }

    /// The bytes to store.
    ///
    /// # Errors
    /// [`StoreError::BadRecord`]: it breaks its rule or cannot be written.
    fn encode(&self, table: &str) -> Result<Vec<u8>, StoreError> {
        self.check().map_err(|reason| StoreError::bad(table, reason))?;
        serde_json::to_vec(&Written { v: Self::VERSION, r: self }).map_err(|error| StoreError::bad(table, error))
    }

    /// The record in these bytes.
    ///
    /// # Errors
    /// [`StoreError::NewerRecord`], or [`StoreError::BadRecord`]: not such a record, or it breaks its rule.
    fn decode(bytes: &[u8], table: &str) -> Result<Self, StoreError> {
        // serde's message may quote the value, which may be personal; the kind of fault and its place are enough.
        let bad = |error: serde_json::Error| {
            StoreError::bad(table, format!("{:?} fault at byte {}", error.classify(), error.column()))
        };
        let read = serde_json::from_slice::<Stored<Self>>(bytes);
        // Only what cannot be read is looked at twice: a newer record may have any shape.
        let v = match &read {
            Ok(stored) => stored.v,
            Err(_) => serde_json::from_slice::<Version>(bytes).map_err(bad)?.v,
        };
        if Self::VERSION < v {
            return Err(StoreError::NewerRecord { table: table.to_owned(), found: v, known: Self::VERSION });
        }
        let Stored { r, .. } = read.map_err(bad)?;
        r.check().map_err(|reason| StoreError::bad(table, reason))?;
        Ok(r)
    }
}

#[derive(Serialize)]
struct Written<'a, R> {
    v: u16,
    r: &'a R,
}

#[derive(Deserialize)]
struct Version {
    v: u16,
}

#[derive(Deserialize)]
struct Stored<R> {
    v: u16,
    r: R,
}

/// A table of keys alone: an index, or a set.
impl Record for () {
    const VERSION: u16 = 1;
}

/// A counter, or the number of something.
impl Record for u64 {
    const VERSION: u16 = 1;
}

/// Bytes stored as they are, such as an uploaded scan: JSON would make them four times as long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob(pub Vec<u8>);

impl Record for Blob {
    const VERSION: u16 = 1;

    fn encode(&self, _table: &str) -> Result<Vec<u8>, StoreError> {
        Ok(self.0.clone())
    }

    fn decode(bytes: &[u8], _table: &str) -> Result<Self, StoreError> {
        Ok(Self(bytes.to_vec()))
    }
}
