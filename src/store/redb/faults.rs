//! Fear: the disk fails at the worst moment. The n-th write, growth or sync fails, for every n, and nothing acknowledged is lost.

use std::{
    collections::BTreeSet,
    fs::File,
    io,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread,
};

use ::redb::{StorageBackend, backends::FileBackend};

use super::{Builder, Check, Duration, Path, RedbEngine, StoreError, not_opened, open_database};
use crate::store::{Store, Table, Take};

const FACTS: Table<u64, u64> = Table::new("facts");
const TWINS: Table<u64, u64> = Table::new("twins");
const COMMANDS: u64 = 6;
/// A countdown that is never over.
const HEALTHY: i64 = i64::MAX;

/// How long the disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    Once,
    FromThenOn,
}

/// A file whose changing calls fail once the countdown is over.
#[derive(Debug)]
struct Failing {
    file: FileBackend,
    calls_left: Arc<AtomicI64>,
    failure: Failure,
}

impl Failing {
    fn count(&self) -> io::Result<()> {
        let before = self.calls_left.fetch_sub(1, Ordering::SeqCst);
        let fails = match self.failure {
            Failure::Once => before == 1,
            Failure::FromThenOn => before < 2,
        };
        if fails { Err(io::Error::other("the disk failed on purpose")) } else { Ok(()) }
    }
}

impl StorageBackend for Failing {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.count()?;
        self.file.set_len(len)
    }
    /// The worst case: the bytes are kept, and yet an error is reported.
    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()?;
        self.count()
    }
    fn write(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.count()?;
        self.file.write(offset, bytes)
    }
}

fn engine(path: &Path, calls_left: &Arc<AtomicI64>, failure: Failure) -> RedbEngine {
    drop(open_database(path, Check::Trust).unwrap());
    let (path, calls_left) = (path.to_owned(), Arc::clone(calls_left));
    let opener = move |_| {
        let file = File::options().read(true).write(true).open(&path).unwrap();
        let backend = Failing { file: FileBackend::new(file).unwrap(), calls_left: Arc::clone(&calls_left), failure };
        Builder::new().create_with_backend(backend).map_err(|error| not_opened(&path, &error))
    };
    let mut engine = RedbEngine::with_opener(Box::new(opener)).unwrap();
    engine.retry_after = Duration::ZERO;
    engine
}

/// What the commands were told, by number.
#[derive(Default)]
struct Told {
    kept: BTreeSet<u64>,
    refused: BTreeSet<u64>,
    unknown: BTreeSet<u64>,
}

impl Told {
    fn command(&mut self, store: &Store, number: u64) {
        let done = store.commit(|tx| {
            tx.insert_new(FACTS, &number, &number)?;
            tx.put(TWINS, &number, &number)
        });
        match done {
            Ok(()) => self.kept.insert(number),
            Err(StoreError::Unknown(_)) => self.unknown.insert(number),
            Err(StoreError::ReadOnly(_) | StoreError::Unavailable(_)) => self.refused.insert(number),
            Err(other) => panic!("{other}"),
        };
    }

    fn check(&self, store: &Store) {
        let keys = |table| {
            let rows = store.read(|tx| tx.scan(table, .., Take::First(usize::MAX))).unwrap();
            rows.into_iter().map(|(key, _)| key).collect::<BTreeSet<u64>>()
        };
        let stored = keys(FACTS);
        assert_eq!(stored, keys(TWINS), "a command is kept whole or not at all");
        assert!(self.kept.is_subset(&stored), "an acknowledged record is lost");
        assert!(self.refused.is_disjoint(&stored), "a refused record was written");
        assert!(stored.iter().all(|number| self.kept.contains(number) || self.unknown.contains(number)));
    }
}

/// Let the `nth` call fail; returns whether anything met the fault.
fn survive(nth: i64, failure: Failure) -> bool {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("faulty");
    let calls_left = Arc::new(AtomicI64::new(HEALTHY));
    let store = Store::with_engine(engine(&path, &calls_left, failure));
    let mut told = Told::default();
    told.command(&store, 100);
    calls_left.store(nth, Ordering::SeqCst);
    (0..COMMANDS).for_each(|number| told.command(&store, number));
    let met = calls_left.swap(HEALTHY, Ordering::SeqCst) < 1;
    told.command(&store, 101);
    assert!(told.kept.contains(&100) && told.kept.contains(&101), "it did not heal");
    assert_eq!(store.fault(), None);
    told.check(&store);
    drop(store);
    told.check(&Store::with_engine(RedbEngine::open(&path).unwrap()));
    met
}

#[test]
fn whichever_call_fails_nothing_acknowledged_is_lost_and_it_heals() {
    for failure in [Failure::Once, Failure::FromThenOn] {
        let calls = (1..500).find(|nth| !survive(*nth, failure)).unwrap();
        assert!(20 < calls, "the commands made too few calls to show anything: {calls}");
        println!("{failure:?}: each of {} calls failed in its turn", calls - 1);
    }
}

#[test]
fn every_member_of_a_batch_is_told_the_truth() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("faulty");
    for nth in (1..120).step_by(7) {
        let calls_left = Arc::new(AtomicI64::new(HEALTHY));
        std::fs::remove_file(&path).ok();
        let store = Store::with_engine(engine(&path, &calls_left, Failure::Once));
        calls_left.store(nth, Ordering::SeqCst);
        let told = thread::scope(|scope| {
            let one = |thread: u64| {
                let store = &store;
                scope.spawn(move || {
                    let mut told = Told::default();
                    (0..5).for_each(|at| told.command(store, thread * 10 + at));
                    told
                })
            };
            let threads: Vec<_> = (0..8).map(one).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).fold(Told::default(), |mut all, told| {
                all.kept.extend(told.kept);
                all.refused.extend(told.refused);
                all.unknown.extend(told.unknown);
                all
            })
        });
        assert_eq!(told.kept.len() + told.refused.len() + told.unknown.len(), 40);
        told.check(&store);
    }
}
