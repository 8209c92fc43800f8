//! The narrow border behind which an engine keeps named tables of ordered bytes.
//!
//! A write body reads and answers with its [`Changes`]; it never touches the engine itself. So a refused or panicking body leaves
//! nothing behind by construction, and an engine may run a body again after a conflict.

use std::{
    collections::BTreeMap,
    ops::{Bound, RangeBounds},
};

use super::StoreError;

/// A key and its value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// One place that keeps tables. Bodies run on the caller's thread and must not call the same engine again.
pub trait Engine: Send + Sync {
    /// Run `body` over one unchanging snapshot of everything that was durable when it began.
    ///
    /// # Errors
    /// The snapshot could not be taken.
    fn read(&self, body: &mut dyn FnMut(&dyn ReadTx)) -> Result<(), StoreError>;

    /// Run `body` alone among writers, then make its changes durable, all or none. `None` writes nothing.
    ///
    /// Returns when everything the body saw and changed is durable. The body may run more than once.
    ///
    /// # Errors
    /// [`StoreError::Unknown`]: the changes may or may not have been made. Every other error: nothing was written.
    fn write(&self, body: &mut dyn FnMut(&dyn ReadTx) -> Option<Changes>) -> Result<(), StoreError>;

    /// Why writes are refused for now; `None` as long as all is well. For the page of the operator.
    fn fault(&self) -> Option<String>;
}

/// One consistent view of all tables. A table nobody wrote to is empty.
pub trait ReadTx {
    /// The value of `key`.
    ///
    /// # Errors
    /// The engine could not read.
    fn get(&self, table: &str, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// The pairs of a span, in its order, up to its limit.
    ///
    /// # Errors
    /// The engine could not read.
    fn scan(&self, table: &str, span: &Span) -> Result<Vec<Pair>, StoreError>;

    /// The names of all tables.
    ///
    /// # Errors
    /// The engine could not read.
    fn tables(&self) -> Result<Vec<String>, StoreError>;
}

/// How many pairs, and from which end. Every scan has a limit, so no page can grow with the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// The first so many, ascending.
    First(usize),
    /// The last so many, descending.
    Last(usize),
}

impl Take {
    /// The most pairs wanted.
    #[must_use]
    pub const fn limit(self) -> usize {
        match self {
            Self::First(limit) | Self::Last(limit) => limit,
        }
    }

    /// From the same end, `more` pairs more.
    #[must_use]
    pub const fn widened(self, more: usize) -> Self {
        match self {
            Self::First(limit) => Self::First(limit.saturating_add(more)),
            Self::Last(limit) => Self::Last(limit.saturating_add(more)),
        }
    }

    /// Take from pairs that are sorted ascending.
    pub(super) fn of<T>(self, pairs: impl DoubleEndedIterator<Item = T>) -> Vec<T> {
        match self {
            Self::First(limit) => pairs.take(limit).collect(),
            Self::Last(limit) => pairs.rev().take(limit).collect(),
        }
    }
}

/// A stretch of keys, and how much of it is wanted.
#[derive(Debug, Clone)]
pub struct Span {
    /// Where it begins.
    pub from: Bound<Vec<u8>>,
    /// Where it ends.
    pub to: Bound<Vec<u8>>,
    /// How much of it, from which end.
    pub take: Take,
}

impl Span {
    /// All keys.
    #[must_use]
    pub const fn all(take: Take) -> Self {
        Self { from: Bound::Unbounded, to: Bound::Unbounded, take }
    }

    /// All keys that begin with `prefix`.
    #[must_use]
    pub fn prefix(prefix: Vec<u8>, take: Take) -> Self {
        let mut end = prefix.clone();
        while end.last() == Some(&u8::MAX) {
            end.pop();
        }
        let to = end.last_mut().map(|last| *last += 1).map_or(Bound::Unbounded, |()| Bound::Excluded(end));
        Self { from: Bound::Included(prefix), to, take }
    }

    /// The two ends as slices, as ordered maps want them.
    #[must_use]
    pub fn ends(&self) -> (Bound<&[u8]>, Bound<&[u8]>) {
        (self.from.as_ref().map(Vec::as_slice), self.to.as_ref().map(Vec::as_slice))
    }

    /// No key can lie in it (ordered maps panic when asked for such a range).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self.ends() {
            (Bound::Included(from), Bound::Included(to)) => to < from,
            (Bound::Included(from) | Bound::Excluded(from), Bound::Excluded(to) | Bound::Included(to)) => to <= from,
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
        }
    }

    /// The key lies in it.
    #[must_use]
    pub fn has(&self, key: &[u8]) -> bool {
        RangeBounds::<[u8]>::contains(&self.ends(), key)
    }
}

/// The new values of one table; `None` is a removal.
pub type TableChanges = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// What one command wants written: the last word for each key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes(BTreeMap<String, TableChanges>);

impl Changes {
    /// Nothing is to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Set (`Some`) or remove (`None`) a key.
    pub fn set(&mut self, table: &str, key: Vec<u8>, value: Option<Vec<u8>>) {
        if let Some(changes) = self.0.get_mut(table) {
            changes.insert(key, value);
        } else {
            self.0.insert(table.to_owned(), BTreeMap::from([(key, value)]));
        }
    }

    /// The changes of one table.
    #[must_use]
    pub fn table(&self, table: &str) -> Option<&TableChanges> {
        self.0.get(table)
    }

    /// All changes, table by table.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &TableChanges)> {
        self.0.iter().map(|(table, changes)| (table.as_str(), changes))
    }
}
