//! The engine in memory: for tests, simulation and trying things out; it can be told to fail.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    StoreError,
    engine::{Changes, Engine, Pair, ReadTx, Span},
};

/// All tables at one moment. Values are shared, so a snapshot costs keys only when somebody still reads the one before.
#[derive(Default, Clone)]
struct Snapshot(BTreeMap<String, Arc<Rows>>);

type Rows = BTreeMap<Vec<u8>, Arc<[u8]>>;

impl ReadTx for Snapshot {
    fn get(&self, table: &str, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.get(table).and_then(|rows| rows.get(key)).map(|value| value.to_vec()))
    }

    fn scan(&self, table: &str, span: &Span) -> Result<Vec<Pair>, StoreError> {
        let Some(rows) = self.0.get(table).filter(|_| !span.is_empty()) else {
            return Ok(Vec::new());
        };
        Ok(span.take.of(rows.range::<[u8], _>(span.ends()).map(|(key, value)| (key.clone(), value.to_vec()))))
    }

    fn tables(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.0.keys().cloned().collect())
    }
}

impl Snapshot {
    fn apply(&mut self, changes: &Changes) {
        for (table, changes) in changes.iter() {
            let rows = Arc::make_mut(self.0.entry(table.to_owned()).or_default());
            for (key, value) in changes {
                match value {
                    Some(value) => rows.insert(key.clone(), value.as_slice().into()),
                    None => rows.remove(key),
                };
            }
        }
    }
}

/// A fault to happen, for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The write is refused; nothing of it is kept.
    Refused,
    /// The outcome is reported as unknown, and nothing was kept.
    UnknownLost,
    /// The outcome is reported as unknown, though everything was kept.
    UnknownKept,
    /// The body runs twice, as after a conflict; then the write succeeds.
    RunAgain,
}

/// Tables in memory with snapshot reads, one writer at a time.
#[derive(Default)]
pub struct MemoryEngine {
    durable: RwLock<Arc<Snapshot>>,
    writing: Mutex<()>,
    writes: AtomicU64,
    faults: Mutex<BTreeMap<u64, Fault>>,
}

impl MemoryEngine {
    /// Let `fault` happen to the `nth` write from now, counting from 1. Bodies that change nothing are not counted.
    pub fn fail(&self, nth: u64, fault: Fault) {
        let at = self.writes.load(Ordering::SeqCst) + nth;
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).insert(at, fault);
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.durable.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, changes: &Changes) {
        Arc::make_mut(&mut *self.durable.write().unwrap_or_else(PoisonError::into_inner)).apply(changes);
    }
}

impl Engine for MemoryEngine {
    fn read(&self, body: &mut dyn FnMut(&dyn ReadTx)) -> Result<(), StoreError> {
        body(&*self.snapshot());
        Ok(())
    }

    fn write(&self, body: &mut dyn FnMut(&dyn ReadTx) -> Option<Changes>) -> Result<(), StoreError> {
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut changes) = body(&*self.snapshot()).filter(|changes| !changes.is_empty()) else {
            return Ok(());
        };
        let write = self.writes.fetch_add(1, Ordering::SeqCst) + 1;
        let fault = self.faults.lock().unwrap_or_else(PoisonError::into_inner).remove(&write);
        match fault {
            Some(Fault::Refused) => return Err(StoreError::ReadOnly("fault injected".to_owned())),
            Some(Fault::UnknownLost) => return Err(StoreError::Unknown("fault injected".to_owned())),
            Some(Fault::RunAgain) => changes = body(&*self.snapshot()).unwrap_or_default(),
            Some(Fault::UnknownKept) | None => {}
        }
        self.keep(&changes);
        match fault {
            Some(Fault::UnknownKept) => Err(StoreError::Unknown("fault injected".to_owned())),
            Some(Fault::Refused | Fault::UnknownLost | Fault::RunAgain) | None => Ok(()),
        }
    }

    fn fault(&self) -> Option<String> {
        None
    }
}
