//! Fear: the power goes, and the disk keeps some of the last writes, whole or torn, in any order. What was synced must be there.

use std::{
    collections::BTreeSet,
    fs, io,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use ::redb::{StorageBackend, backends::InMemoryBackend};
use proptest::{
    prelude::Rng,
    test_runner::{RngAlgorithm, TestRng},
};

use super::{Builder, RedbEngine, lock, not_opened};
use crate::store::{Store, StoreError, Table, Take};

const FACTS: Table<u64, u64> = Table::new("facts");
const COMMANDS: u64 = 30;
/// Images of the disk after a cut, per run; a release can afford more.
const IMAGES: u32 = 300;
/// Bytes a disk writes whole or not at all.
const SECTOR: usize = 512;

/// Whether a sync keeps its promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Disk {
    Honest,
    /// Forgets synced writes too: the control that shows that this test can fail.
    Lying,
}

/// What reached the disk's queue, in order.
#[derive(Debug, Clone)]
enum Call {
    Write(u64, Vec<u8>),
    Length(u64),
    Sync,
    /// The program was told that this command is kept.
    Acknowledged(u64),
}

#[derive(Debug)]
struct Recording {
    memory: InMemoryBackend,
    calls: Arc<Mutex<Vec<Call>>>,
    sync_takes: Duration,
}

impl StorageBackend for Recording {
    fn len(&self) -> io::Result<u64> {
        self.memory.len()
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.memory.read(offset, out)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        lock(&self.calls).push(Call::Length(len));
        self.memory.set_len(len)
    }
    fn sync_data(&self) -> io::Result<()> {
        lock(&self.calls).push(Call::Sync);
        thread::park_timeout(self.sync_takes);
        self.memory.sync_data()
    }
    fn write(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        lock(&self.calls).push(Call::Write(offset, bytes.to_vec()));
        self.memory.write(offset, bytes)
    }
}

/// A store on a recording disk.
fn recording(sync_takes: Duration) -> (Store, Arc<Mutex<Vec<Call>>>) {
    let calls = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&calls);
    let opener = move |_| {
        let backend = Recording { memory: InMemoryBackend::new(), calls: Arc::clone(&shared), sync_takes };
        Builder::new().create_with_backend(backend).map_err(|error| not_opened("recording".as_ref(), &error))
    };
    (Store::with_engine(RedbEngine::with_opener(Box::new(opener)).unwrap()), calls)
}

/// Everything a run asked of the disk.
fn recorded() -> Vec<Call> {
    let (store, calls) = recording(Duration::ZERO);
    for number in 0..COMMANDS {
        store.commit(|tx| tx.put(FACTS, &number, &number)).unwrap();
        lock(&calls).push(Call::Acknowledged(number));
    }
    lock(&calls).clone()
}

/// The file after a cut behind `calls`: all that was synced, and of the rest what chance kept, sector by sector.
fn image(calls: &[Call], disk: Disk, chance: &mut impl FnMut(u32) -> bool) -> Vec<u8> {
    let synced =
        calls.iter().rposition(|call| matches!(call, Call::Sync)).filter(|_| disk == Disk::Honest).unwrap_or(0);
    let mut file = Vec::new();
    for (at, call) in calls.iter().enumerate() {
        match call {
            Call::Write(offset, bytes) => {
                let offset = usize::try_from(*offset).unwrap();
                file.resize(file.len().max(offset + bytes.len()), 0);
                let whole = at < synced || chance(2);
                for (part, sector) in bytes.chunks(SECTOR).enumerate() {
                    if whole || chance(2) {
                        let from = offset + part * SECTOR;
                        file[from..from + sector.len()].copy_from_slice(sector);
                    }
                }
            }
            Call::Length(length) => file.resize(usize::try_from(*length).unwrap(), 0),
            Call::Sync | Call::Acknowledged(_) => {}
        }
    }
    file
}

/// Cut the power at many moments. Returns how many images lost something or could not be opened.
fn cuts_that_lose(disk: Disk) -> usize {
    let calls = recorded();
    let first = calls.iter().position(|call| matches!(call, Call::Acknowledged(_))).unwrap();
    let mut random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("cut");
    let mut loses = || {
        let mut below = |limit: u32| random.next_u32() % limit;
        let rest = u32::try_from(calls.len() - first).unwrap();
        let cut = first + usize::try_from(below(rest)).unwrap();
        let calls = &calls[..=cut];
        fs::write(&path, image(calls, disk, &mut |odds| below(odds) == 0)).unwrap();
        let acknowledged = calls.iter().filter_map(|call| match call {
            Call::Acknowledged(number) => Some(*number),
            Call::Write(..) | Call::Length(_) | Call::Sync => None,
        });
        let kept = RedbEngine::open(&path).and_then(|engine| {
            let all = Store::with_engine(engine).read(|tx| tx.scan(FACTS, .., Take::First(usize::MAX)))?;
            Ok::<_, StoreError>(all.into_iter().map(|(number, _)| number).collect::<BTreeSet<_>>())
        });
        !kept.is_ok_and(|kept| acknowledged.clone().all(|number| kept.contains(&number)))
    };
    (0..IMAGES).filter(|_| loses()).count()
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    assert_eq!(cuts_that_lose(Disk::Honest), 0);
}

#[test]
fn a_disk_that_lies_about_syncing_is_caught_by_this_test() {
    assert!(0 < cuts_that_lose(Disk::Lying));
}

#[test]
fn commands_that_come_together_share_their_syncs() {
    let (store, calls) = recording(Duration::from_millis(3));
    lock(&calls).clear();
    thread::scope(|scope| {
        for number in 0..16 {
            let store = &store;
            scope.spawn(move || {
                (0..5).for_each(|at| store.commit(|tx| tx.put(FACTS, &(number * 10 + at), &at)).unwrap())
            });
        }
    });
    let syncs = lock(&calls).iter().filter(|call| matches!(call, Call::Sync)).count();
    assert!(syncs < 40, "80 commands alone would need 160 syncs; together they took {syncs}");
    println!("80 commands of 16 threads: {syncs} syncs");
}
