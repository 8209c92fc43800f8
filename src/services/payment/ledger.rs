//! Posting: an entry's name is deterministic, so a second post of the same changes nothing; and what one attempt's entries hold.

use crate::{
    domain::payment::{AttemptId, books::Books, ledger::LedgerEntry},
    store::{Reader, StoreError, Take, Writer, tables},
};

/// Entries of one attempt: a fee, its refunds and its lines in files; more would be a fault of ours.
const ENTRIES_MAX: usize = 1_000;

/// Post an entry once.
pub(super) fn post(tx: &mut Writer<'_>, entry: &LedgerEntry) -> Result<(), StoreError> {
    if tx.has(tables::LEDGER, &entry.name)? {
        return Ok(());
    }
    tx.put(tables::LEDGER_BY_TIME, &(entry.at, entry.name.clone()), &())?;
    tx.insert_new(tables::LEDGER, &entry.name, entry)
}

/// What the entries of one attempt hold.
pub(super) fn books_of(tx: &Reader<'_>, attempt: AttemptId) -> Result<Books, StoreError> {
    let mut books = Books::default();
    for entry in entries_of(tx, attempt)? {
        books.add(&entry);
    }
    Ok(books)
}

/// The entries of one attempt. Their names begin with it and a slash; `0` is the character after the slash.
pub(super) fn entries_of(tx: &Reader<'_>, attempt: AttemptId) -> Result<Vec<LedgerEntry>, StoreError> {
    let names = format!("{attempt}/")..format!("{attempt}0");
    Ok(tx.scan(tables::LEDGER, names, Take::First(ENTRIES_MAX))?.into_iter().map(|(_, entry)| entry).collect())
}
