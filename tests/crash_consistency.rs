//! Fear: a record that was acknowledged is gone after the power button. A child commits and says so, is killed, and is asked.

#![expect(clippy::unwrap_used, reason = "functions beside the tests are tests too")]

use std::{
    collections::BTreeSet,
    env,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
};

use evisa::{
    domain::{audit::AuditLine, context::Actor},
    store::{Store, StoreError, Table, Take, audit::audit_verify},
};

const CYCLES: usize = 20;
const THREADS: usize = 4;
const DIRECTORY: &str = "EVISA_CRASH_DIRECTORY";
const FACTS: Table<u64, u64> = Table::new("facts");
const TWINS: Table<u64, u64> = Table::new("twins");

#[test]
fn no_acknowledged_record_is_lost_when_the_process_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let mut acknowledged = BTreeSet::new();
    for cycle in 0..CYCLES {
        acknowledged.extend(acknowledged_until_killed(directory.path(), 1 + cycle * 7));
        let store = Store::open(directory.path()).unwrap();
        let keys = |table| {
            let rows = store.read(|tx| tx.scan(table, .., Take::First(usize::MAX))).unwrap();
            rows.into_iter().map(|(key, _)| key).collect::<BTreeSet<u64>>()
        };
        let kept = keys(FACTS);
        let lost: Vec<_> = acknowledged.difference(&kept).collect();
        assert!(lost.is_empty(), "cycle {cycle}: lost {lost:?}");
        assert_eq!(kept, keys(TWINS), "a command is kept whole or not at all");
        assert_eq!(audit_verify(&store), Ok(u64::try_from(kept.len()).unwrap()));
    }
    assert!(CYCLES * CYCLES < acknowledged.len());
    println!("{CYCLES} kills, {} acknowledged records, none lost", acknowledged.len());
}

/// Start a child, kill it after it has acknowledged `enough` records, and return all it had acknowledged by then.
fn acknowledged_until_killed(directory: &Path, enough: usize) -> Vec<u64> {
    let mut child = child(directory);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let number = |line: String| line.strip_prefix("kept ")?.strip_suffix('.')?.parse().ok();
    let mut kept: Vec<u64> = lines.by_ref().filter_map(number).take(enough).collect();
    assert_eq!(kept.len(), enough, "the child died by itself");
    child.kill().unwrap();
    child.wait().unwrap();
    kept.extend(lines.filter_map(number));
    kept
}

fn child(directory: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "commit_and_acknowledge_until_killed"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
#[ignore = "the child of the test above"]
fn commit_and_acknowledge_until_killed() {
    let directory = env::var_os(DIRECTORY).expect("only the test above starts this");
    let store = Store::open(Path::new(&directory)).unwrap();
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    // The line break before keeps it apart from what the test harness writes.
                    println!("\nkept {}.", commit_one(&store).unwrap());
                }
            });
        }
    });
}

fn commit_one(store: &Store) -> Result<u64, StoreError> {
    let line = AuditLine {
        at: jiff::Timestamp::UNIX_EPOCH,
        actor: Actor::System,
        place: None,
        act: "fact.add".to_owned(),
        record: "fact".to_owned(),
        note: String::new(),
    };
    store.commit(|tx| {
        let number = tx.next_number("facts")?;
        tx.insert_new(FACTS, &number, &number)?;
        tx.insert_new(TWINS, &number, &number)?;
        tx.audit(&line)?;
        Ok(number)
    })
}
