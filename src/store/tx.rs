//! What the body of one transaction may do: read typed tables through [`Reader`], and change them through [`Writer`].

use std::{
    collections::BTreeMap,
    ops::{Bound, Deref, RangeBounds},
};

use super::{
    StoreError,
    engine::{Changes, Pair, ReadTx, Span, Take},
    table::{Key, PrefixOf, Record, Table},
};

/// Numbers in sequence, by name.
const COUNTERS: Table<String, u64> = Table::new("counters");

/// One consistent view of the store; inside a commit it also shows what the command itself has changed so far.
pub struct Reader<'a> {
    base: &'a dyn ReadTx,
    changes: Changes,
}

impl<'a> Reader<'a> {
    pub(super) fn over(base: &'a dyn ReadTx) -> Self {
        Self { base, changes: Changes::default() }
    }

    /// The record under `key`.
    ///
    /// # Errors
    /// The store cannot be read, or the record cannot be used.
    pub fn get<K: Key, R: Record>(&self, table: Table<K, R>, key: &K) -> Result<Option<R>, StoreError> {
        let found = self.bytes(table.name, &key.to_bytes())?;
        found.map(|bytes| R::decode(&bytes, table.name)).transpose()
    }

    /// There is a record under `key`; it is not read.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn has<K: Key, R>(&self, table: Table<K, R>, key: &K) -> Result<bool, StoreError> {
        Ok(self.bytes(table.name, &key.to_bytes())?.is_some())
    }

    /// The records whose keys lie in `range`.
    ///
    /// # Errors
    /// The store cannot be read, or a record cannot be used.
    pub fn scan<K: Key, R: Record>(
        &self,
        table: Table<K, R>,
        range: impl RangeBounds<K>,
        take: Take,
    ) -> Result<Vec<(K, R)>, StoreError> {
        let end = |bound: Bound<&K>| bound.map(Key::to_bytes);
        self.typed(table, &Span { from: end(range.start_bound()), to: end(range.end_bound()), take })
    }

    /// The records whose compound keys begin with `prefix`.
    ///
    /// # Errors
    /// The store cannot be read, or a record cannot be used.
    pub fn prefix<K: Key, R: Record>(
        &self,
        table: Table<K, R>,
        prefix: &impl PrefixOf<K>,
        take: Take,
    ) -> Result<Vec<(K, R)>, StoreError> {
        self.typed(table, &Span::prefix(prefix.to_bytes(), take))
    }

    /// The record with the highest key.
    ///
    /// # Errors
    /// The store cannot be read, or the record cannot be used.
    pub fn last<K: Key, R: Record>(&self, table: Table<K, R>) -> Result<Option<(K, R)>, StoreError> {
        Ok(self.scan(table, .., Take::Last(1))?.pop())
    }

    /// The last number of `counter` that was given out; 0 where none was.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn number(&self, counter: &str) -> Result<u64, StoreError> {
        Ok(self.get(COUNTERS, &counter.to_owned())?.unwrap_or(0))
    }

    fn typed<K: Key, R: Record>(&self, table: Table<K, R>, span: &Span) -> Result<Vec<(K, R)>, StoreError> {
        let typed = |(key, value): Pair| {
            let key = K::from_bytes(&key).ok_or_else(|| StoreError::bad(table.name, "the key is malformed"))?;
            Ok((key, R::decode(&value, table.name)?))
        };
        self.pairs(table.name, span)?.into_iter().map(typed).collect()
    }

    fn bytes(&self, table: &str, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changes.table(table).and_then(|changes| changes.get(key)) {
            Some(changed) => Ok(changed.clone()),
            None => self.base.get(table, key),
        }
    }

    fn pairs(&self, table: &str, span: &Span) -> Result<Vec<Pair>, StoreError> {
        let Some(changes) = self.changes.table(table) else {
            return self.base.scan(table, span);
        };
        // At worst every change in the span removes a pair, so that many more are read below.
        let changed: Vec<_> = changes.iter().filter(|(key, _)| span.has(key)).collect();
        let wider = Span { take: span.take.widened(changed.len()), ..span.clone() };
        let mut merged: BTreeMap<_, _> = self.base.scan(table, &wider)?.into_iter().collect();
        for (key, value) in changed {
            match value {
                Some(value) => merged.insert(key.clone(), value.clone()),
                None => merged.remove(key),
            };
        }
        Ok(span.take.of(merged.into_iter()))
    }
}

/// The body of a commit: reads like a [`Reader`]; what it changes is written when it returns `Ok`.
pub struct Writer<'a>(Reader<'a>);

impl<'a> Deref for Writer<'a> {
    type Target = Reader<'a>;
    fn deref(&self) -> &Reader<'a> {
        &self.0
    }
}

impl<'a> Writer<'a> {
    pub(super) fn over(base: &'a dyn ReadTx) -> Self {
        Self(Reader::over(base))
    }

    pub(super) fn into_changes(self) -> Changes {
        self.0.changes
    }

    /// Store a record, whether or not there is one under `key`.
    ///
    /// # Errors
    /// [`StoreError::BadRecord`]: the record breaks its own rule.
    pub fn put<K: Key, R: Record>(&mut self, table: Table<K, R>, key: &K, record: &R) -> Result<(), StoreError> {
        let bytes = record.encode(table.name)?;
        self.0.changes.set(table.name, key.to_bytes(), Some(bytes));
        Ok(())
    }

    /// Store a record under a key that must be free.
    ///
    /// # Errors
    /// [`StoreError::Exists`]: the key is taken. [`StoreError::BadRecord`]: the record breaks its own rule.
    pub fn insert_new<K: Key, R: Record>(&mut self, table: Table<K, R>, key: &K, record: &R) -> Result<(), StoreError> {
        if self.has(table, key)? {
            return Err(StoreError::Exists(table.name));
        }
        self.put(table, key, record)
    }

    /// Remove the record under `key`, if there is one.
    pub fn delete<K: Key, R>(&mut self, table: Table<K, R>, key: &K) {
        self.0.changes.set(table.name, key.to_bytes(), None);
    }

    /// The next number of `counter`, from 1. Numbers of refused commands are not used up; a used one never returns.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn next_number(&mut self, counter: &str) -> Result<u64, StoreError> {
        let next = self.number(counter)? + 1;
        self.put(COUNTERS, &counter.to_owned(), &next)?;
        Ok(next)
    }
}
