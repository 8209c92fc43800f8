//! Tables of bytes inside a redb transaction.

use ::redb::{ReadTransaction, ReadableTable, TableDefinition, TableError, TableHandle, WriteTransaction};

use crate::store::{
    StoreError,
    engine::{Changes, Pair, ReadTx, Span},
};

type Definition<'a> = TableDefinition<'a, &'static [u8], &'static [u8]>;

impl ReadTx for ReadTransaction {
    fn get(&self, table: &str, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.open_table(Definition::new(table)) {
            Ok(table) => get(&table, key),
            Err(TableError::TableDoesNotExist(_)) => Ok(None),
            Err(error) => Err(unreadable(error)),
        }
    }

    fn scan(&self, table: &str, span: &Span) -> Result<Vec<Pair>, StoreError> {
        match self.open_table(Definition::new(table)) {
            Ok(table) => scan(&table, span),
            Err(TableError::TableDoesNotExist(_)) => Ok(Vec::new()),
            Err(error) => Err(unreadable(error)),
        }
    }

    fn tables(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.list_tables().map_err(unreadable)?.map(|table| table.name().to_owned()).collect())
    }
}

impl ReadTx for WriteTransaction {
    fn get(&self, table: &str, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        get(&self.open_table(Definition::new(table)).map_err(unreadable)?, key)
    }

    fn scan(&self, table: &str, span: &Span) -> Result<Vec<Pair>, StoreError> {
        scan(&self.open_table(Definition::new(table)).map_err(unreadable)?, span)
    }

    fn tables(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.list_tables().map_err(unreadable)?.map(|table| table.name().to_owned()).collect())
    }
}

fn get(table: &impl ReadableTable<&'static [u8], &'static [u8]>, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(table.get(key).map_err(unreadable)?.map(|value| value.value().to_vec()))
}

fn scan(table: &impl ReadableTable<&'static [u8], &'static [u8]>, span: &Span) -> Result<Vec<Pair>, StoreError> {
    if span.is_empty() {
        return Ok(Vec::new());
    }
    let range = table.range::<&[u8]>(span.ends()).map_err(unreadable)?;
    let pairs = span.take.of(range).into_iter();
    pairs
        .map(|pair| pair.map(|(key, value)| (key.value().to_vec(), value.value().to_vec())).map_err(unreadable))
        .collect()
}

/// Write the changes of one command. After an error the transaction must be dropped.
pub(super) fn apply(tx: &WriteTransaction, changes: &Changes) -> Result<(), ::redb::Error> {
    for (name, changes) in changes.iter() {
        let mut table = tx.open_table(Definition::new(name))?;
        for (key, value) in changes {
            match value {
                Some(value) => table.insert(key.as_slice(), value.as_slice())?,
                None => table.remove(key.as_slice())?,
            };
        }
    }
    Ok(())
}

fn unreadable(error: impl Into<::redb::Error>) -> StoreError {
    let error = error.into();
    if let ::redb::Error::Corrupted(reason) = error {
        return StoreError::Damaged(reason);
    }
    StoreError::Unavailable(error.to_string())
}
