//! The store: typed tables over one narrow engine, one transaction per command, an audit chain and an outbox in the same transaction.

pub mod audit;
pub mod backup;
pub mod engine;
mod error;
pub mod memory;
pub mod outbox;
mod redb;
pub mod schema;
#[cfg(test)]
mod suite;
pub mod table;
pub mod tables;
mod tx;

use std::{
    cell::Cell,
    fs::{self, DirBuilder},
    os::unix::fs::DirBuilderExt,
    path::Path,
    sync::Arc,
};

use tokio::sync::watch;

pub use self::{
    engine::{Engine, Take},
    error::StoreError,
    table::{Blob, Key, PrefixOf, Record, Table},
    tx::{Reader, Writer},
};

/// The store of one installation. Clones share it. Blocking: enter it from the blocking side only, and never from inside a body.
#[derive(Clone)]
pub struct Store(Arc<Shared>);

struct Shared {
    engine: Box<dyn Engine>,
    commits: watch::Sender<u64>,
}

/// The database in the directory of an installation.
const FILE: &str = "evisa.redb";
/// The database while a backup is being restored.
const FILE_RESTORING: &str = "evisa.redb.restoring";

impl Store {
    /// Open or create the store in `directory`, and bring an older one up to this program's schema after a backup beside it.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::Damaged`], [`StoreError::NewerSchema`], or a file could not be made or read.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        directory_make(directory)?;
        let store = Self::with_engine(redb::RedbEngine::open(&directory.join(FILE))?);
        directory_sync(directory)?;
        schema::SCHEMA.bring_up(&store, directory)?;
        Ok(store)
    }

    /// Make a store in `directory`, which must hold none, from a backup that is checked first.
    ///
    /// # Errors
    /// The backup is damaged, the directory holds a database already, or it cannot be written.
    pub fn restore(backup: &Path, directory: &Path) -> Result<backup::Manifest, StoreError> {
        backup::backup_check(backup)?;
        directory_make(directory)?;
        let (file, restoring) = (directory.join(FILE), directory.join(FILE_RESTORING));
        if file.exists() {
            return Err(StoreError::File(format!("{} exists: choose an empty directory", file.display())));
        }
        if restoring.exists() {
            fs::remove_file(&restoring).map_err(|error| StoreError::file(&restoring, &error))?;
        }
        let manifest = backup::restore_into(&redb::RedbEngine::open(&restoring)?, backup)?;
        fs::rename(&restoring, &file).map_err(|error| StoreError::file(&file, &error))?;
        Self::open(directory)?;
        Ok(manifest)
    }

    /// A store in memory, empty: for tests, simulation and trying things out.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::with_engine(memory::MemoryEngine::default())
    }

    /// A store over any engine.
    pub fn with_engine(engine: impl Engine + 'static) -> Self {
        Self(Arc::new(Shared { engine: Box::new(engine), commits: watch::Sender::new(0) }))
    }

    /// Read one consistent snapshot of what is durable.
    ///
    /// # Errors
    /// The body's own, or that the store cannot be read.
    pub fn read<T, E: From<StoreError>>(&self, mut body: impl FnMut(&Reader<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut answer = None;
        self.0.engine.read(&mut |tx| answer = Some(body(&Reader::over(tx))))?;
        answer.expect("an engine runs the body before it returns Ok")
    }

    /// Run one command in one transaction, and return when it is durable. A body that returns `Err` has written nothing.
    ///
    /// The body may run more than once, so it must not have effects of its own: leave them in the outbox.
    ///
    /// # Errors
    /// The body's own, or a [`StoreError`]; after [`StoreError::Unknown`] read again before acting.
    pub fn commit<T, E: From<StoreError>>(
        &self,
        mut body: impl FnMut(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let _inside = Inside::enter();
        let mut answer = None;
        let mut changed = false;
        self.0.engine.write(&mut |tx| {
            let mut writer = Writer::over(tx);
            let said = answer.insert(body(&mut writer));
            let changes = said.is_ok().then(|| writer.into_changes()).filter(|changes| !changes.is_empty());
            changed = changes.is_some();
            changes
        })?;
        let answer = answer.expect("an engine runs the body before it returns Ok");
        if changed {
            self.0.commits.send_modify(|count| *count += 1);
        }
        answer
    }

    /// Why writes are refused for now; `None` as long as all is well.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        self.0.engine.fault()
    }

    fn engine(&self) -> &dyn Engine {
        &*self.0.engine
    }

    /// A signal that changes after every commit that wrote something: jobs wait on it instead of polling.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.commits.subscribe()
    }
}

/// Make new names in `directory` survive a power cut: syncing a file does not sync its name.
fn directory_sync(directory: &Path) -> Result<(), StoreError> {
    let synced = fs::File::open(directory).and_then(|directory| directory.sync_all());
    synced.map_err(|error| StoreError::file(directory, &error))
}

/// Marks that this thread runs a commit: a second one inside its body would wait for itself for ever.
struct Inside;

thread_local! {
    static COMMITTING: Cell<bool> = const { Cell::new(false) };
}

impl Inside {
    fn enter() -> Self {
        assert!(!COMMITTING.replace(true), "a commit inside the body of a commit: use the writer you were given");
        Self
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        COMMITTING.set(false);
    }
}

fn directory_make(directory: &Path) -> Result<(), StoreError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(directory);
    made.map_err(|error| StoreError::file(directory, &error))
}
