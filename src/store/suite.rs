//! One suite for all engines: what services rely on, whatever keeps the bytes.

use std::{
    cell::Cell,
    collections::BTreeMap,
    ops::Bound,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use proptest::{
    prelude::{Just, Strategy, any, prop_oneof},
    test_runner::{Config, TestRunner},
};
use serde::{Deserialize, Serialize};

use super::{
    Blob, Key, Reader, Record, Store, StoreError, Table, Take,
    memory::{Fault, MemoryEngine},
};

const NUMBERS: Table<u64, u64> = Table::new("numbers");
const PAIRS: Table<(String, u64), u64> = Table::new("pairs");

type Done = Result<(), StoreError>;

/// Run every scenario on every engine.
macro_rules! on_every_engine {
    ($($scenario:ident),* $(,)?) => {
        mod in_memory {
            $(#[test] fn $scenario() { super::$scenario(&super::Store::in_memory()); })*
        }
        mod on_disk {
            $(#[test] fn $scenario() {
                let directory = tempfile::tempdir().unwrap();
                super::$scenario(&super::Store::open(directory.path()).unwrap());
            })*
        }
    };
}

on_every_engine![
    what_was_committed_is_read,
    keys_come_in_order_from_either_end,
    a_prefix_finds_its_own_and_no_neighbour,
    a_command_sees_what_it_has_changed,
    a_refused_command_leaves_nothing,
    a_panicking_command_leaves_nothing_and_harms_nobody,
    a_snapshot_does_not_change_while_it_is_read,
    commands_of_many_threads_are_all_kept,
    a_commit_inside_a_commit_is_a_fault_of_the_program_and_no_deadlock,
    of_eight_threads_exactly_one_inserts,
    refused_commands_do_not_harm_their_neighbours,
    numbers_have_no_gap_and_no_double,
    bytes_are_kept_as_they_are,
    every_commit_wakes_those_who_wait,
    any_sequence_of_commands_agrees_with_an_ordered_map,
];

fn put_all(store: &Store, numbers: impl IntoIterator<Item = u64> + Clone) {
    store.commit(|tx| numbers.clone().into_iter().try_for_each(|number| tx.put(NUMBERS, &number, &number))).unwrap();
}

fn numbers(tx: &Reader<'_>, take: Take) -> Result<Vec<u64>, StoreError> {
    Ok(tx.scan(NUMBERS, .., take)?.into_iter().map(|(number, _)| number).collect())
}

fn all(store: &Store) -> Vec<u64> {
    store.read(|tx| numbers(tx, Take::First(usize::MAX))).unwrap()
}

fn what_was_committed_is_read(store: &Store) {
    assert_eq!(store.read(|tx| tx.get(NUMBERS, &7)), Ok(None));
    store.commit(|tx| tx.put(NUMBERS, &7, &42)).unwrap();
    assert_eq!(store.read(|tx| tx.get(NUMBERS, &7)), Ok(Some(42)));
    let remove = |tx: &mut super::Writer<'_>| {
        tx.delete(NUMBERS, &7);
        Done::Ok(())
    };
    store.commit(remove).unwrap();
    assert_eq!(store.read(|tx| tx.has(NUMBERS, &7)), Ok(false));
}

fn keys_come_in_order_from_either_end(store: &Store) {
    put_all(store, [300, 2, u64::MAX, 0, 256, 255]);
    let found = |take, range: (Bound<u64>, Bound<u64>)| {
        store.read(|tx| tx.scan(NUMBERS, range, take)).unwrap().into_iter().map(|(key, _)| key).collect::<Vec<_>>()
    };
    let everything = (Bound::Unbounded, Bound::Unbounded);
    assert_eq!(found(Take::First(9), everything), [0, 2, 255, 256, 300, u64::MAX]);
    assert_eq!(found(Take::Last(2), everything), [u64::MAX, 300]);
    assert_eq!(found(Take::First(9), (Bound::Included(2), Bound::Excluded(256))), [2, 255]);
    assert_eq!(found(Take::First(9), (Bound::Excluded(2), Bound::Included(256))), [255, 256]);
    assert_eq!(
        found(Take::First(9), (Bound::Included(9), Bound::Included(3))),
        [0; 0],
        "an upside-down range is empty"
    );
    assert_eq!(found(Take::First(9), (Bound::Excluded(2), Bound::Excluded(2))), [0; 0]);
    assert_eq!(store.read(|tx| tx.last(NUMBERS)), Ok(Some((u64::MAX, u64::MAX))));
}

fn a_prefix_finds_its_own_and_no_neighbour(store: &Store) {
    let texts = ["", "a", "a\0", "aa", "b", "я"];
    let put = |tx: &mut super::Writer<'_>| {
        texts.iter().try_for_each(|text| (1..3).try_for_each(|at| tx.put(PAIRS, &((*text).to_owned(), at), &at)))
    };
    store.commit(put).unwrap();
    for text in texts {
        let found = store.read(|tx| tx.prefix(PAIRS, &text.to_owned(), Take::First(9))).unwrap();
        assert_eq!(found, [((text.to_owned(), 1), 1), ((text.to_owned(), 2), 2)]);
    }
    assert_eq!(store.read(|tx| tx.prefix(PAIRS, &"c".to_owned(), Take::First(9))), Ok(vec![]));
}

fn a_command_sees_what_it_has_changed(store: &Store) {
    put_all(store, 0..10);
    store
        .commit(|tx| {
            (0..4).for_each(|number| tx.delete(NUMBERS, &number));
            tx.put(NUMBERS, &20, &20)?;
            assert_eq!(tx.get(NUMBERS, &3)?, None);
            assert_eq!(tx.get(NUMBERS, &20)?, Some(20));
            assert_eq!(numbers(tx, Take::First(3))?, [4, 5, 6]);
            assert_eq!(numbers(tx, Take::Last(2))?, [20, 9]);
            assert!(all(store).contains(&3), "others do not see it yet");
            Done::Ok(())
        })
        .unwrap();
    assert_eq!(all(store), [4, 5, 6, 7, 8, 9, 20]);
}

fn a_refused_command_leaves_nothing(store: &Store) {
    put_all(store, [1]);
    let refused: Done = store.commit(|tx| {
        tx.put(NUMBERS, &2, &2)?;
        tx.delete(NUMBERS, &1);
        tx.next_number("n")?;
        Err(StoreError::Exists("refused"))
    });
    assert_eq!(refused, Err(StoreError::Exists("refused")));
    assert_eq!(all(store), [1]);
    assert_eq!(store.commit(|tx| tx.next_number("n")), Ok(1));
}

fn a_panicking_command_leaves_nothing_and_harms_nobody(store: &Store) {
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        store.commit(|tx| {
            tx.put(NUMBERS, &1, &1)?;
            if tx.has(NUMBERS, &1)? {
                panic!("on purpose");
            }
            Done::Ok(())
        })
    }));
    assert!(panicked.is_err());
    put_all(store, [2]);
    assert_eq!(all(store), [2]);
}

fn a_snapshot_does_not_change_while_it_is_read(store: &Store) {
    put_all(store, [1, 2]);
    store
        .read(|tx| {
            assert_eq!(numbers(tx, Take::First(9))?, [1, 2]);
            thread::scope(|scope| scope.spawn(|| put_all(store, [3])).join()).unwrap();
            assert_eq!(numbers(tx, Take::First(9))?, [1, 2]);
            Done::Ok(())
        })
        .unwrap();
    assert_eq!(all(store), [1, 2, 3]);
}

fn a_commit_inside_a_commit_is_a_fault_of_the_program_and_no_deadlock(store: &Store) {
    let nested = catch_unwind(AssertUnwindSafe(|| {
        store.commit(|_| {
            put_all(store, [1]);
            Done::Ok(())
        })
    }));
    assert!(nested.is_err());
    put_all(store, [2]);
    assert_eq!(all(store), [2]);
}

fn on_threads(count: u64, work: impl Fn(u64) + Sync) {
    let together = Barrier::new(usize::try_from(count).unwrap());
    thread::scope(|scope| {
        for thread in 0..count {
            let (together, work) = (&together, &work);
            scope.spawn(move || {
                together.wait();
                work(thread);
            });
        }
    });
}

fn commands_of_many_threads_are_all_kept(store: &Store) {
    on_threads(16, |thread| {
        for at in 0..20 {
            let number = thread * 100 + at;
            put_all(store, [number]);
            assert_eq!(store.read(|tx| tx.has(NUMBERS, &number)), Ok(true), "an acknowledged record is read at once");
        }
    });
    assert_eq!(all(store).len(), 320);
}

fn of_eight_threads_exactly_one_inserts(store: &Store) {
    for round in 0..10 {
        let won = AtomicUsize::new(0);
        on_threads(8, |thread| match store.commit(|tx| tx.insert_new(NUMBERS, &round, &thread)) {
            Ok(()) => drop(won.fetch_add(1, Ordering::SeqCst)),
            Err(error) => assert_eq!(error, StoreError::Exists("numbers")),
        });
        assert_eq!(won.into_inner(), 1);
    }
}

/// Every third command panics, every third is refused, both after writing; the rest must be kept whole.
fn refused_commands_do_not_harm_their_neighbours(store: &Store) {
    on_threads(12, |thread| {
        for at in 0..10 {
            let number = thread * 100 + at;
            let command = || {
                store.commit(|tx| {
                    tx.put(NUMBERS, &number, &number)?;
                    tx.put(PAIRS, &("twin".to_owned(), number), &number)?;
                    match number % 3 {
                        0 => Ok(()),
                        1 => Err(StoreError::Exists("refused")),
                        _ => panic!("on purpose"),
                    }
                })
            };
            let kept = catch_unwind(AssertUnwindSafe(command)).is_ok_and(|done| done.is_ok());
            assert_eq!(kept, number % 3 == 0);
        }
    });
    let kept = all(store);
    assert_eq!(kept.len(), 40);
    assert!(kept.iter().all(|number| number % 3 == 0));
    let twins = store.read(|tx| tx.prefix(PAIRS, &"twin".to_owned(), Take::First(999))).unwrap();
    assert_eq!(twins.into_iter().map(|(_, number)| number).collect::<Vec<_>>(), kept);
}

fn numbers_have_no_gap_and_no_double(store: &Store) {
    on_threads(8, |_| {
        for _ in 0..10 {
            let counted = store.commit(|tx| {
                let number = tx.next_number("receipt")?;
                tx.insert_new(NUMBERS, &number, &number)
            });
            assert_eq!(counted, Ok(()));
        }
    });
    assert_eq!(all(store), (1..=80).collect::<Vec<_>>());
    assert_eq!(store.commit(|tx| tx.next_number("another")), Ok(1));
}

fn bytes_are_kept_as_they_are(store: &Store) {
    const BLOBS: Table<u64, Blob> = Table::new("blobs");
    let bytes = Blob((0..=255).cycle().take(100_000).collect());
    store.commit(|tx| tx.put(BLOBS, &1, &bytes)).unwrap();
    assert_eq!(store.read(|tx| tx.get(BLOBS, &1)), Ok(Some(bytes)));
}

fn every_commit_wakes_those_who_wait(store: &Store) {
    let mut watch = store.subscribe();
    assert!(!watch.has_changed().unwrap());
    put_all(store, [1]);
    assert!(watch.has_changed().unwrap());
    watch.mark_unchanged();
    let _: Done = store.commit(|_| Err(StoreError::Exists("refused")));
    store.commit(|tx| tx.get(NUMBERS, &1)).unwrap();
    assert!(!watch.has_changed().unwrap(), "what wrote nothing wakes nobody");
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Put(u8, u64),
    Delete(u8),
    Last(usize),
    First(u8, usize),
}

fn any_sequence_of_commands_agrees_with_an_ordered_map(store: &Store) {
    const BYTES: Table<u8, u64> = Table::new("bytes");
    let step = prop_oneof![
        (0..12_u8, any::<u64>()).prop_map(|(key, value)| Step::Put(key, value)),
        (0..12_u8).prop_map(Step::Delete),
        (0..5_usize).prop_map(Step::Last),
        (0..12_u8, 0..5_usize).prop_map(|(from, limit)| Step::First(from, limit)),
    ];
    let commands =
        proptest::collection::vec((proptest::collection::vec(step, 0..8), prop_oneof![Just(true), Just(false)]), 0..12);
    let model = Cell::new(BTreeMap::<u8, u64>::new());
    let agree = |commands: Vec<(Vec<Step>, bool)>| {
        for (steps, keep) in commands {
            let mut now = model.take();
            let before = now.clone();
            let committed = store.commit(|tx| {
                for step in &steps {
                    match *step {
                        Step::Put(key, value) => drop((tx.put(BYTES, &key, &value)?, now.insert(key, value))),
                        Step::Delete(key) => drop((tx.delete(BYTES, &key), now.remove(&key))),
                        Step::Last(limit) => {
                            let last = now.iter().rev().take(limit).map(|(key, value)| (*key, *value));
                            assert_eq!(tx.scan(BYTES, .., Take::Last(limit))?, last.collect::<Vec<_>>());
                        }
                        Step::First(from, limit) => {
                            let first = now.range(from..).take(limit).map(|(key, value)| (*key, *value));
                            assert_eq!(tx.scan(BYTES, from.., Take::First(limit))?, first.collect::<Vec<_>>());
                        }
                    }
                }
                if keep { Ok(()) } else { Err(StoreError::Exists("refused")) }
            });
            assert_eq!(committed.is_ok(), keep);
            model.set(if keep { now } else { before });
            let kept = model.take();
            let stored = store.read(|tx| tx.scan(BYTES, .., Take::First(99))).unwrap();
            assert_eq!(stored, kept.clone().into_iter().collect::<Vec<_>>());
            model.set(kept);
        }
        Ok(())
    };
    TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() })
        .run(&commands, agree)
        .unwrap();
}

#[test]
fn a_body_that_runs_again_leaves_what_one_run_leaves() {
    let engine = MemoryEngine::default();
    engine.fail(1, Fault::RunAgain);
    let store = Store::with_engine(engine);
    let runs = Cell::new(0);
    let number = store.commit(|tx| {
        runs.set(runs.get() + 1);
        tx.next_number("n")
    });
    assert_eq!((runs.get(), number), (2, Ok(1)));
    assert_eq!(store.read(|tx| tx.number("n")), Ok(1));
}

#[test]
fn an_unknown_outcome_may_be_either_and_a_refused_write_is_nothing() {
    for (fault, kept) in [(Fault::UnknownKept, true), (Fault::UnknownLost, false), (Fault::Refused, false)] {
        let engine = MemoryEngine::default();
        engine.fail(2, fault);
        let store = Store::with_engine(engine);
        put_all(&store, [1]);
        let failed = store.commit(|tx| tx.put(NUMBERS, &2, &2));
        assert_eq!(matches!(failed, Err(StoreError::Unknown(_))), fault != Fault::Refused);
        assert_eq!(store.read(|tx| tx.has(NUMBERS, &2)), Ok(kept));
        put_all(&store, [3]);
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Even(u64);

impl Record for Even {
    const VERSION: u16 = 2;
    fn check(&self) -> Result<(), &'static str> {
        if self.0.is_multiple_of(2) { Ok(()) } else { Err("odd") }
    }
}

#[test]
fn records_are_written_so_that_people_can_read_them_and_checked_both_ways() {
    assert_eq!(Even(4).encode("t").unwrap(), br#"{"v":2,"r":4}"#);
    assert_eq!(Even::decode(br#"{"r":4,"v":1}"#, "t"), Ok(Even(4)), "an older record that still fits is read");
    assert_eq!(Even(3).encode("t"), Err(StoreError::bad("t", "odd")));
    assert_eq!(Even::decode(br#"{"v":2,"r":3}"#, "t"), Err(StoreError::bad("t", "odd")));
    let newer = StoreError::NewerRecord { table: "t".to_owned(), found: 3, known: 2 };
    assert_eq!(Even::decode(br#"{"v":3,"r":{"of":"a shape to come"}}"#, "t"), Err(newer));
    for damaged in [&b""[..], b"{", b"4", br#"{"v":2}"#, br#"{"v":2,"r":"secret"}"#] {
        let error = Even::decode(damaged, "t").unwrap_err();
        assert!(matches!(&error, StoreError::BadRecord { reason, .. } if !reason.contains("secret")), "{error}");
    }
}

#[test]
fn keys_sort_as_their_values_and_come_back() {
    let triples = proptest::collection::vec((any::<u16>(), "[\0-\u{3}a-b]{0,3}", any::<u8>()), 2);
    let check = |triples: Vec<(u16, String, u8)>| {
        let bytes: Vec<_> = triples.iter().map(Key::to_bytes).collect();
        assert_eq!(bytes[0].cmp(&bytes[1]), triples[0].cmp(&triples[1]));
        assert_eq!(Key::from_bytes(&bytes[0]), Some(triples[0].clone()));
        assert_eq!(<(u16, String, u8)>::from_bytes(&[bytes[0].as_slice(), b"x"].concat()), None);
        Ok(())
    };
    TestRunner::new(Config { failure_persistence: None, ..Config::default() }).run(&triples, check).unwrap();
    let days = ["-000001-12-31", "0000-01-01", "2022-06-08", "2022-06-10", "2022-11-01"];
    let days = days.map(|text| text.parse::<jiff::civil::Date>().unwrap());
    assert!(days.map(|day| day.to_bytes()).is_sorted());
    assert!(days.iter().all(|day| Key::from_bytes(&day.to_bytes()) == Some(*day)));
    let times =
        ["-009999-01-02T01:59:59Z", "1969-12-31T23:59:59.9Z", "1970-01-01T00:00:00Z", "2022-06-08T08:43:35.000000001Z"];
    let times = times.map(|text| text.parse::<jiff::Timestamp>().unwrap());
    assert!(times.map(|time| time.to_bytes()).is_sorted());
    assert!(times.iter().all(|time| Key::from_bytes(&time.to_bytes()) == Some(*time)));
}

#[test]
fn a_second_opener_is_refused_and_the_files_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let directory = parent.path().join("new");
    let store = Store::open(&directory).unwrap();
    put_all(&store, [1]);
    assert!(matches!(Store::open(&directory), Err(StoreError::InUse(_))));
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&directory), mode(&directory.join("evisa.redb"))), (0o700, 0o600));
    drop(store);
    assert_eq!(all(&Store::open(&directory).unwrap()), [1]);
}

#[test]
fn a_damaged_file_is_refused_and_never_read_wrong() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("evisa.redb");
    std::fs::write(&file, "not a database, but somebody's letter").unwrap();
    assert!(matches!(Store::open(directory.path()), Err(StoreError::Damaged(_))));
    std::fs::remove_file(&file).unwrap();
    put_all(&Store::open(directory.path()).unwrap(), 0..2000);
    let whole = std::fs::read(&file).unwrap();
    let mut refused = 0;
    for at in (0..whole.len()).step_by(whole.len() / 40) {
        let mut changed = whole.clone();
        changed[at..].iter_mut().take(64).for_each(|byte| *byte = !*byte);
        std::fs::write(&file, changed).unwrap();
        match Store::open(directory.path()) {
            Ok(store) => assert_eq!(all(&store), (0..2000).collect::<Vec<_>>(), "damage at {at} went unseen"),
            Err(error) => {
                refused += 1;
                assert!(matches!(error, StoreError::Damaged(_)), "damage at {at}: {error}");
            }
        }
    }
    assert!(refused > 0);
}

#[test]
fn a_restored_directory_is_the_one_backed_up() {
    let directory = tempfile::tempdir().unwrap();
    let backup = directory.path().join("a.backup");
    let store = Store::open(&directory.path().join("old")).unwrap();
    put_all(&store, 0..700);
    super::backup::backup_write(&store, &backup).unwrap();
    let new = directory.path().join("new");
    Store::restore(&backup, &new).unwrap();
    assert_eq!(all(&Store::open(&new).unwrap()), all(&store));
    assert!(matches!(Store::restore(&backup, &new), Err(StoreError::File(_))), "nothing is overwritten");
}
