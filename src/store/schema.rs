//! The schema number of a database, and the migrations that bring an older one up when the program starts.

use std::{ops::Bound, path::Path};

use super::{Store, StoreError, Table, Take, Writer, backup, tables};

/// Facts about the database itself.
const META: Table<String, u64> = Table::new("meta");

/// One step up from the schema before.
pub struct Migration {
    /// The schema number after the step; numbers rise by one.
    pub to: u32,
    /// Rewrite what changed its shape.
    pub run: fn(&mut Writer<'_>) -> Result<(), StoreError>,
}

/// What this program writes, and how it brings older databases there.
pub struct Schema {
    /// The schema number of a database this program has written.
    pub current: u32,
    /// All steps, lowest first.
    pub migrations: &'static [Migration],
}

/// The schema of this program.
pub const SCHEMA: Schema = Schema { current: 2, migrations: &[Migration { to: 2, run: payments_index }] };

/// Records read in one step of a migration.
const STEP: usize = 1_000;

/// 2: attempts and ledger entries are listed by time and by what they wait for.
fn payments_index(tx: &mut Writer<'_>) -> Result<(), StoreError> {
    let mut from = Bound::Unbounded;
    loop {
        let payments = tx.scan(tables::PAYMENTS, (from, Bound::Unbounded), Take::First(STEP))?;
        let Some((last, _)) = payments.last() else { break };
        from = Bound::Excluded(*last);
        for (id, payment) in payments {
            tx.put(tables::PAYMENT_BY_CODE, &payment.code.to_string(), &id)?;
            for attempt in payment.attempts {
                tx.put(tables::ATTEMPTS, &attempt.id, &id)?;
                if attempt.outcome_open() {
                    tx.put(tables::ATTEMPTS_OPEN, &attempt.id, &id)?;
                }
                if attempt.needs_staff() {
                    tx.put(tables::ATTEMPTS_HELD, &attempt.id, &id)?;
                }
            }
        }
    }
    let mut from = Bound::Unbounded;
    loop {
        let entries = tx.scan(tables::LEDGER, (from, Bound::Unbounded), Take::First(STEP))?;
        let Some((last, _)) = entries.last() else { return Ok(()) };
        from = Bound::Excluded(last.clone());
        for (name, entry) in entries {
            tx.put(tables::LEDGER_BY_TIME, &(entry.at, name), &())?;
        }
    }
}

impl Schema {
    /// Bring `store` up, all steps in one transaction; an older database is first backed up into `directory`.
    ///
    /// # Errors
    /// [`StoreError::NewerSchema`], or the backup or a step failed; the database is then as it was.
    pub fn bring_up(&self, store: &Store, directory: &Path) -> Result<(), StoreError> {
        let key = "schema".to_owned();
        let known = self.current;
        match store.read(|tx| tx.get(META, &key))? {
            Some(found) if found == u64::from(known) => return Ok(()),
            Some(found) if u64::from(known) < found => {
                return Err(StoreError::NewerSchema { found: u32::try_from(found).unwrap_or(u32::MAX), known });
            }
            Some(found) => {
                let file = directory.join(format!("before-schema-{known}-was-{found}.backup"));
                // A backup left by an attempt that was cut short is as good: nothing was written since.
                if !file.exists() {
                    backup::backup_write(store, &file)?;
                }
            }
            None => {}
        }
        store.commit(|tx| {
            if let Some(found) = tx.get(META, &key)? {
                for migration in self.migrations.iter().filter(|step| found < u64::from(step.to)) {
                    (migration.run)(tx)?;
                }
            }
            tx.put(META, &key, &u64::from(known))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THINGS: Table<u64, u64> = Table::new("things");
    const NEXT: u32 = SCHEMA.current + 1;
    const DOUBLED: Schema = Schema {
        current: NEXT,
        migrations: &[Migration {
            to: NEXT,
            run: |tx| {
                let thing = tx.get(THINGS, &1)?.ok_or(StoreError::Exists("no thing"))?;
                tx.put(THINGS, &1, &(thing * 2))
            },
        }],
    };

    #[test]
    fn an_older_database_is_backed_up_and_brought_up_once() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::in_memory();
        SCHEMA.bring_up(&store, directory.path()).unwrap();
        store.commit(|tx| tx.put(THINGS, &1, &21)).unwrap();
        for _ in 0..2 {
            DOUBLED.bring_up(&store, directory.path()).unwrap();
            assert_eq!(store.read(|tx| tx.get(THINGS, &1)), Ok(Some(42)));
        }
        let backup = directory.path().join(format!("before-schema-{NEXT}-was-{}.backup", SCHEMA.current));
        assert!(backup::backup_check(&backup).unwrap().records > 0);
    }

    #[test]
    fn a_step_that_fails_leaves_the_database_as_it_was() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::in_memory();
        SCHEMA.bring_up(&store, directory.path()).unwrap();
        assert_eq!(DOUBLED.bring_up(&store, directory.path()), Err(StoreError::Exists("no thing")));
        assert_eq!(store.read(|tx| tx.get(META, &"schema".to_owned())), Ok(Some(u64::from(SCHEMA.current))));
    }

    #[test]
    fn a_newer_database_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::in_memory();
        DOUBLED.bring_up(&store, directory.path()).unwrap();
        let refused = SCHEMA.bring_up(&store, directory.path());
        assert_eq!(refused, Err(StoreError::NewerSchema { found: NEXT, known: SCHEMA.current }));
    }
}
