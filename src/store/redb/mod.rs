//! The engine on disk: redb with two-phase durable commits, group commit, and healing after a fault of the disk.
//!
//! **Group commit.** Bodies run on their callers' threads, one at a time, inside one open transaction. Whoever finishes and sees
//! nobody waiting commits for all; meanwhile newcomers gather for the next transaction. Every caller waits until what its body saw
//! and changed is durable.
//!
//! **Faults.** An error from a commit says neither yes nor no, and redb then refuses writes until it is opened again. So the callers
//! get [`StoreError::Unknown`], the file is opened again at once (reads go on), and writes are refused until a probe was written.
//! One thing cannot be healed here: after a failed sync the kernel may show bytes the disk does not hold. Hence `Unknown`, and backups.

#[cfg(test)]
mod faults;
#[cfg(test)]
mod power_cut;
mod tables;

use std::{
    fs::{OpenOptions, Permissions},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::Path,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use ::redb::{
    Builder, CommitError, Database, DatabaseError, Durability, ReadTransaction, ReadableDatabase, StorageError,
    WriteTransaction,
};

use self::tables::apply;
use super::{
    StoreError,
    engine::{Changes, Engine, ReadTx},
};

/// Bytes of the page cache: the working set of 100,000 applications; redb's own default of 1 GiB is more than a small machine has.
const CACHE_BYTES: usize = 64 * 1024 * 1024;
/// Commands in one transaction: beyond 64 throughput hardly grows (measured) while the first one waits for all.
const BATCH_MAX: usize = 64;
/// After a fault, how long writes are refused before the next one probes the disk: spares a full disk a storm of attempts.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// Where the probe after a fault is written.
const PROBE: &str = "probe";
/// Bytes of the probe: as large as one page of the file, so that it needs room.
const PROBE_BYTES: usize = 4096;

/// A redb file with its writers' desk.
pub(super) struct RedbEngine {
    opener: Opener,
    retry_after: Duration,
    /// `None` between a fault and a successful opening. Held only to begin a transaction, never while a body runs.
    database: RwLock<Option<Database>>,
    /// Writers about to take the desk: as long as there are any, they share the open batch.
    waiting: AtomicUsize,
    desk: Mutex<Desk>,
}

/// Opens the file, at start-up and after a fault.
type Opener = Box<dyn Fn(Check) -> Result<Database, StoreError> + Send + Sync>;

#[derive(Default)]
struct Desk {
    batch: Option<Batch>,
    fault: Option<Fault>,
}

/// Why writes are refused, and since when.
struct Fault {
    since: Instant,
    reason: String,
}

/// One open transaction and those who wait for it.
struct Batch {
    tx: WriteTransaction,
    members: usize,
    changed: bool,
    outcome: Promise,
}

/// What became of a batch, shared by its members.
#[derive(Default)]
struct Outcome {
    result: Mutex<Option<Result<(), StoreError>>>,
    told: Condvar,
}

impl Outcome {
    fn wait(&self) -> Result<(), StoreError> {
        let told = self.told.wait_while(lock(&self.result), |result| result.is_none());
        told.unwrap_or_else(PoisonError::into_inner).clone().expect("waited until it is there")
    }
}

/// The duty to tell the members; dropped untold (a panic inside redb) it tells them that nobody knows.
#[derive(Default)]
struct Promise(Arc<Outcome>);

impl Promise {
    fn tell(self, result: Result<(), StoreError>) {
        *lock(&self.0.result) = Some(result);
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        let lost = || Err(StoreError::Unknown("the commit was interrupted".to_owned()));
        lock(&self.0.result).get_or_insert_with(lost);
        self.0.told.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every value behind these locks is valid between any two statements, so a panic elsewhere spoils nothing.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl RedbEngine {
    /// Open or create the file at `path`, readable by its owner only, and check it page by page.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::Damaged`], or the file cannot be opened.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let path = path.to_owned();
        Self::with_opener(Box::new(move |check| open_database(&path, check)))
    }

    fn with_opener(opener: Opener) -> Result<Self, StoreError> {
        let database = match opener(Check::Whole) {
            // The check writes; on a full disk reading is still better than nothing.
            Err(StoreError::File(_)) => opener(Check::Trust)?,
            checked => checked?,
        };
        let database = RwLock::new(Some(database));
        Ok(Self { opener, retry_after: RETRY_AFTER, database, waiting: AtomicUsize::new(0), desk: Mutex::default() })
    }

    /// Let a body join the open batch. Returns what to wait for, if anything the body saw or changed is not durable yet.
    fn join(&self, desk: &mut Desk, body: Body<'_>) -> Result<Option<Arc<Outcome>>, StoreError> {
        if desk.batch.is_none() {
            desk.batch = Some(self.begin(desk)?);
        }
        let batch = desk.batch.as_mut().expect("a batch was begun above");
        let changes = body(&batch.tx).unwrap_or_default();
        batch.members += 1;
        if !changes.is_empty() {
            batch.changed = true;
            if let Err(error) = apply(&batch.tx, &changes) {
                let refused = StoreError::ReadOnly(error.to_string());
                if let Some(Batch { tx, outcome, .. }) = desk.batch.take() {
                    // Nothing of the batch was committed: dropping rolls it back.
                    drop(tx);
                    self.reopen(desk, error.to_string());
                    outcome.tell(Err(refused.clone()));
                }
                return Err(refused);
            }
        }
        Ok(batch.changed.then(|| Arc::clone(&batch.outcome.0)))
    }

    /// Commit the open batch, unless somebody is about to join it.
    fn settle(&self, desk: &mut Desk) {
        let full = desk.batch.as_ref().is_some_and(|batch| BATCH_MAX <= batch.members);
        if !full && self.waiting.load(Ordering::SeqCst) != 0 {
            return;
        }
        let Some(Batch { tx, outcome, changed: true, .. }) = desk.batch.take() else {
            return;
        };
        outcome.tell(match tx.commit() {
            Ok(()) => Ok(()),
            Err(error @ CommitError::TransactionPoisoned) => Err(StoreError::ReadOnly(error.to_string())),
            Err(error) => {
                // Opened before anybody is told, so that reading again shows what became of it.
                self.reopen(desk, error.to_string());
                Err(StoreError::Unknown(error.to_string()))
            }
        });
    }

    fn begin(&self, desk: &mut Desk) -> Result<Batch, StoreError> {
        if let Some(fault) = &desk.fault {
            if fault.since.elapsed() < self.retry_after {
                return Err(StoreError::ReadOnly(fault.reason.clone()));
            }
            self.probe(desk)?;
        }
        match self.begin_transaction() {
            Ok(tx) => Ok(Batch { tx, members: 0, changed: false, outcome: Promise::default() }),
            Err(reason) => {
                self.reopen(desk, reason.clone());
                Err(StoreError::ReadOnly(reason))
            }
        }
    }

    fn begin_transaction(&self) -> Result<WriteTransaction, String> {
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        let database = database.as_ref().ok_or("the database is closed after a fault")?;
        let mut tx = database.begin_write().map_err(|error| error.to_string())?;
        tx.set_durability(Durability::Immediate).map_err(|error| error.to_string())?;
        // A one-phase commit may publish pages that never reached the disk; the second fsync costs 0.2 ms, shared by the batch.
        tx.set_two_phase_commit(true);
        Ok(tx)
    }

    /// After a fault: write something of our own before a command is let in, so that a disk still full costs no unknown outcome.
    fn probe(&self, desk: &mut Desk) -> Result<(), StoreError> {
        if self.database.read().unwrap_or_else(PoisonError::into_inner).is_none() {
            self.reopen(desk, "the database is closed after a fault".to_owned());
        }
        let written = self.begin_transaction().and_then(|tx| {
            let mut probe = Changes::default();
            probe.set(PROBE, b"probe".to_vec(), Some(vec![0; PROBE_BYTES]));
            apply(&tx, &probe).map_err(|error| error.to_string())?;
            tx.commit().map_err(|error| error.to_string())
        });
        match written {
            Ok(()) => {
                tracing::info!("the disk takes writes again");
                desk.fault = None;
                Ok(())
            }
            Err(reason) => {
                self.reopen(desk, reason.clone());
                Err(StoreError::ReadOnly(reason))
            }
        }
    }

    /// Open the file again after a fault. Snapshots still being read end with an error: they would read through the old handle.
    fn reopen(&self, desk: &mut Desk, reason: String) {
        tracing::error!(reason, "the disk failed; reads go on, writes are refused until it takes a probe");
        let mut slot = self.database.write().unwrap_or_else(PoisonError::into_inner);
        // The old handle must be gone first, it holds the lock of the file.
        drop(slot.take());
        match (self.opener)(Check::Trust) {
            Ok(database) => *slot = Some(database),
            Err(error) => tracing::error!(%error, "the database could not be opened again"),
        }
        desk.fault = Some(Fault { since: Instant::now(), reason });
    }

    fn snapshot(&self) -> Result<ReadTransaction, StoreError> {
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        let database = database.as_ref().ok_or_else(|| StoreError::Unavailable("after a fault".to_owned()))?;
        database.begin_read().map_err(|error| StoreError::Unavailable(error.to_string()))
    }

    /// Open a database that a fault left closed, if it is time and nobody else is at it.
    fn revive(&self) {
        let Ok(mut desk) = self.desk.try_lock() else {
            return;
        };
        let closed = self.database.read().unwrap_or_else(PoisonError::into_inner).is_none();
        let fault = desk.fault.take_if(|fault| closed && self.retry_after <= fault.since.elapsed());
        if let Some(fault) = fault {
            self.reopen(&mut desk, fault.reason);
        }
    }
}

type Body<'a> = &'a mut dyn FnMut(&dyn ReadTx) -> Option<Changes>;

impl Engine for RedbEngine {
    fn read(&self, body: &mut dyn FnMut(&dyn ReadTx)) -> Result<(), StoreError> {
        let snapshot = self.snapshot().or_else(|_| {
            self.revive();
            self.snapshot()
        })?;
        body(&snapshot);
        Ok(())
    }

    fn write(&self, body: Body<'_>) -> Result<(), StoreError> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut desk = lock(&self.desk);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        // A panic in a body is its caller's own: the others in the batch still get their commit.
        let joined = catch_unwind(AssertUnwindSafe(|| self.join(&mut desk, body)));
        self.settle(&mut desk);
        drop(desk);
        match joined {
            Ok(outcome) => outcome?.map_or(Ok(()), |outcome| outcome.wait()),
            Err(panic) => resume_unwind(panic),
        }
    }

    fn fault(&self) -> Option<String> {
        lock(&self.desk).fault.as_ref().map(|fault| fault.reason.clone())
    }
}

/// How far a file is trusted when it is opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Check {
    /// Every page: at start-up. 0.1 s for 100 MB.
    Whole,
    /// As redb left it: after a fault, when nobody else can have had the file.
    Trust,
}

fn open_database(path: &Path, check: Check) -> Result<Database, StoreError> {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path);
    file.and_then(|file| file.set_permissions(Permissions::from_mode(0o600)))
        .map_err(|error| StoreError::file(path, &error))?;
    let open = || {
        let mut builder = Builder::new();
        builder.set_cache_size(CACHE_BYTES).set_check_integrity_on_open(check == Check::Whole);
        builder.create(path)
    };
    // redb may panic on a file that was damaged from outside.
    match catch_unwind(open) {
        Ok(Ok(database)) => Ok(database),
        Ok(Err(error)) => Err(not_opened(path, &error)),
        Err(_) => Err(StoreError::Damaged(path.display().to_string())),
    }
}

fn not_opened(path: &Path, error: &DatabaseError) -> StoreError {
    let path = path.display();
    if matches!(error, DatabaseError::DatabaseAlreadyOpen) {
        return StoreError::InUse(path.to_string());
    }
    if let DatabaseError::Storage(StorageError::Io(error)) = error
        && error.kind() != std::io::ErrorKind::InvalidData
    {
        return StoreError::File(format!("{path}: {error}"));
    }
    StoreError::Damaged(format!("{path}: {error}"))
}
