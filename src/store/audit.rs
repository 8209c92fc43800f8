//! The audit chain: numbered lines, each hashing the one before, so that a changed or removed line is found.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Reader, Record, Store, StoreError, Table, Take, Writer};
use crate::domain::audit::AuditLine;

/// The lines by number, from 1.
const LINES: Table<u64, ChainLine> = Table::new("audit");
/// The numbers of the lines about one record.
const BY_RECORD: Table<(String, u64), ()> = Table::new("audit_by_record");
/// The counter that numbers the lines; it also tells how many there must be, so a removed tail is found.
const COUNTER: &str = "audit";

/// A line as it is stored: the exact text that was hashed, so that later programs hash the same bytes.
#[derive(Serialize, Deserialize)]
struct ChainLine {
    text: String,
    hash: String,
}

impl Record for ChainLine {
    const VERSION: u16 = 1;
}

impl ChainLine {
    /// `sha256(hash of the line before ‖ number ‖ text)`, in hexadecimal; the line before the first has no hash.
    fn hash(before: &str, number: u64, text: &str) -> String {
        let digest =
            Sha256::new().chain_update(before).chain_update(number.to_be_bytes()).chain_update(text).finalize();
        HEXLOWER.encode(&digest)
    }

    fn line(&self) -> Result<AuditLine, StoreError> {
        serde_json::from_str(&self.text).map_err(|error| StoreError::bad(LINES.name, error))
    }
}

/// Why the chain did not verify.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuditFault {
    /// This line, counted from 1, was changed, removed or slipped in; the lines before it are as they were written.
    #[error("the audit log is broken at line {at}")]
    Broken {
        /// Number of the first line that does not verify.
        at: u64,
    },
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Writer<'_> {
    /// Append a line to the audit chain, in the same transaction as what it tells of. Returns its number.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn audit(&mut self, line: &AuditLine) -> Result<u64, StoreError> {
        let text = serde_json::to_string(line).map_err(|error| StoreError::bad(LINES.name, error))?;
        let number = self.next_number(COUNTER)?;
        // A missing line before leaves a break that the verification reports; the work of the day goes on.
        let before = self.get(LINES, &(number - 1))?.map(|line| line.hash).unwrap_or_default();
        let hash = ChainLine::hash(&before, number, &text);
        self.put(LINES, &number, &ChainLine { text, hash })?;
        self.put(BY_RECORD, &(line.record.clone(), number), &())?;
        Ok(number)
    }
}

impl Reader<'_> {
    /// The newest lines below number `before` (`None`: from the end), newest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn audit_page(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, AuditLine)>, StoreError> {
        let lines = self.scan(LINES, ..before.unwrap_or(u64::MAX), Take::Last(limit))?;
        lines.into_iter().map(|(number, line)| Ok((number, line.line()?))).collect()
    }

    /// The newest lines about `record`, newest first.
    ///
    /// # Errors
    /// The store cannot be read, or a line is missing.
    pub fn audit_of(&self, record: &str, limit: usize) -> Result<Vec<(u64, AuditLine)>, StoreError> {
        let numbers = self.prefix(BY_RECORD, &record.to_owned(), Take::Last(limit))?;
        let line = |((_, number), ()): ((String, u64), ())| {
            let line = self.get(LINES, &number)?;
            let line = line.ok_or_else(|| StoreError::bad(LINES.name, "a line was removed"))?;
            Ok((number, line.line()?))
        };
        numbers.into_iter().map(line).collect()
    }
}

/// Check the whole chain. Returns how many lines it has.
///
/// # Errors
/// [`AuditFault::Broken`] with the first line that is not as it was written.
pub fn audit_verify(store: &Store) -> Result<u64, AuditFault> {
    store.read(|tx| {
        let count = tx.number(COUNTER)?;
        let mut before = String::new();
        for at in 1..=count {
            match tx.get(LINES, &at) {
                Ok(Some(line)) if line.hash == ChainLine::hash(&before, at, &line.text) => before = line.hash,
                Ok(_) | Err(StoreError::BadRecord { .. }) => return Err(AuditFault::Broken { at }),
                Err(error) => return Err(error.into()),
            }
        }
        match tx.scan(LINES, count + 1.., Take::First(1)) {
            Ok(beyond) if beyond.is_empty() => Ok(count),
            Ok(_) | Err(StoreError::BadRecord { .. }) => Err(AuditFault::Broken { at: count + 1 }),
            Err(error) => Err(error.into()),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::context::Actor;

    fn line(act: &str) -> AuditLine {
        AuditLine {
            at: "2022-06-08T08:43:35Z".parse().unwrap(),
            actor: Actor::System,
            place: None,
            act: act.to_owned(),
            record: format!("application:{}", act.len() % 2),
            note: String::new(),
        }
    }

    fn store_with_lines(count: usize) -> Store {
        let store = Store::in_memory();
        for at in 0..count {
            store.commit(|tx| tx.audit(&line(&"x".repeat(at)))).unwrap();
        }
        store
    }

    #[test]
    fn an_untouched_chain_verifies_and_is_listed_newest_first() {
        let store = store_with_lines(5);
        assert_eq!(audit_verify(&store), Ok(5));
        assert_eq!(audit_verify(&Store::in_memory()), Ok(0));
        let numbers = |page: Vec<(u64, AuditLine)>| page.into_iter().map(|(number, _)| number).collect::<Vec<_>>();
        store
            .read(|tx| {
                assert_eq!(numbers(tx.audit_page(None, 2)?), [5, 4]);
                assert_eq!(numbers(tx.audit_page(Some(4), 9)?), [3, 2, 1]);
                assert_eq!(numbers(tx.audit_of("application:0", 9)?), [5, 3, 1]);
                Ok::<_, StoreError>(())
            })
            .unwrap();
    }

    #[test]
    fn a_changed_line_is_found() {
        let store = store_with_lines(5);
        let forge = |tx: &mut Writer<'_>| {
            let mut forged = tx.get(LINES, &3)?.unwrap();
            forged.text = forged.text.replace("system", "operator");
            tx.put(LINES, &3, &forged)
        };
        store.commit(forge).unwrap();
        assert_eq!(audit_verify(&store), Err(AuditFault::Broken { at: 3 }));
    }

    #[test]
    fn a_changed_line_with_a_new_hash_breaks_the_line_after_it() {
        let store = store_with_lines(5);
        let forge = |tx: &mut Writer<'_>| {
            let before = tx.get(LINES, &2)?.unwrap().hash;
            let text = "{}".to_owned();
            let hash = ChainLine::hash(&before, 3, &text);
            tx.put(LINES, &3, &ChainLine { text, hash })
        };
        store.commit(forge).unwrap();
        assert_eq!(audit_verify(&store), Err(AuditFault::Broken { at: 4 }));
    }

    #[test]
    fn a_removed_line_is_found_in_the_middle_and_at_the_end() {
        for at in [1, 3, 5] {
            let store = store_with_lines(5);
            let remove = |tx: &mut Writer<'_>| {
                tx.delete(LINES, &at);
                Ok::<_, StoreError>(())
            };
            store.commit(remove).unwrap();
            assert_eq!(audit_verify(&store), Err(AuditFault::Broken { at }));
        }
    }

    #[test]
    fn a_line_slipped_in_behind_the_last_is_found() {
        let store = store_with_lines(2);
        let slip = |tx: &mut Writer<'_>| tx.put(LINES, &3, &ChainLine { text: String::new(), hash: String::new() });
        store.commit(slip).unwrap();
        assert_eq!(audit_verify(&store), Err(AuditFault::Broken { at: 3 }));
    }
}
