//! What can go wrong in the store, and whether anything was written.

use crate::domain::refusal::Refusal;

/// Why the store could not read or write. Only [`StoreError::Unknown`] leaves open whether the command took place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The commit failed half-way: the command took place fully or not at all, nobody knows which. Read again before acting.
    #[error("the outcome of a commit is unknown: {0}")]
    Unknown(String),
    /// The disk refuses writes for now; nothing of this command was written. The store mends itself when space returns.
    #[error("the store is read-only for now, nothing was written (free disk space, or check the disk): {0}")]
    ReadOnly(String),
    /// The store cannot be read for now: it is being opened again after a fault of the disk.
    #[error("the store cannot be read for now, it is being opened again: {0}")]
    Unavailable(String),
    /// Another process has this directory open.
    #[error("another evisa process uses {0}: stop it first, or choose another directory")]
    InUse(String),
    /// The file is damaged or is not a database of this program.
    #[error("the database is damaged ({0}): restore a backup")]
    Damaged(String),
    /// The database was written by a newer program.
    #[error(
        "the database has schema {found}, this program knows up to {known}: start the newer program, or restore a backup"
    )]
    NewerSchema {
        /// Schema number in the database.
        found: u32,
        /// Highest schema number this program knows.
        known: u32,
    },
    /// A record was written by a newer program.
    #[error("a record of {table} has version {found}, this program knows up to {known}: start the newer program")]
    NewerRecord {
        /// The table.
        table: String,
        /// Version in the record.
        found: u16,
        /// Highest version this program knows.
        known: u16,
    },
    /// A stored record or key cannot be read, or breaks its own rule.
    #[error("a record of {table} cannot be used: {reason}")]
    BadRecord {
        /// The table.
        table: String,
        /// What is wrong; never the record itself, it may hold personal data.
        reason: String,
    },
    /// `insert_new` met a record with the same key.
    #[error("{0} already has a record with this key")]
    Exists(&'static str),
    /// A directory or file could not be made, read or written.
    #[error("{0}")]
    File(String),
}

impl StoreError {
    /// A record of `table` that cannot be used.
    pub(super) fn bad(table: &str, reason: impl ToString) -> Self {
        Self::BadRecord { table: table.to_owned(), reason: reason.to_string() }
    }

    /// A file operation on `path` that failed.
    pub(super) fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::File(format!("{}: {error}", path.display()))
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Us(error.to_string())
    }
}
