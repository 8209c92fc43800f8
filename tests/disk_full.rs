//! Fear: the disk is full, and the service dies, lies, or stays dead when there is room again.
//!
//! The limit on file size stands in for the full disk: it needs no privilege, and the parent lifts it while the child runs.

#![expect(clippy::unwrap_used, reason = "functions beside the tests are tests too")]

use std::{
    env,
    io::{BufRead, BufReader, Write, stdin},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use evisa::store::{Blob, Store, StoreError, Table, Take};

const DIRECTORY: &str = "EVISA_FULL_DIRECTORY";
const SCANS: Table<u64, Blob> = Table::new("scans");
/// Blocks of 512 or 1024 bytes, as the shell likes it: 4 or 8 MiB.
const LIMIT_BLOCKS: usize = 8192;
const HEALED_WITHIN: Duration = Duration::from_secs(10);

#[test]
fn a_full_disk_refuses_writes_and_heals_without_a_restart() {
    if !Command::new("prlimit").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
        println!("skipped: prlimit (util-linux) is not installed");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let mut child = child(directory.path());
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let before: Vec<_> = lines.by_ref().take_while(|line| line != "full.").collect();
    let lifted = Command::new("prlimit").args(["--fsize=unlimited", "--pid", &child.id().to_string()]).status();
    assert!(lifted.unwrap().success());
    child.stdin.take().unwrap().write_all(b"there is room\n").unwrap();
    assert!(lines.any(|line| line == "healed."), "the child did not heal");
    lines.for_each(drop);
    assert!(child.wait().unwrap().success());
    // What the child saw is also what a new process finds.
    let store = Store::open(directory.path()).unwrap();
    let acknowledged = before.iter().filter_map(|line| line.strip_prefix("kept ")?.parse().ok());
    let lost = acknowledged.clone().find(|at| !store.read(|tx| tx.has(SCANS, at)).unwrap());
    assert_eq!(lost, None);
    assert!(10 < acknowledged.count(), "the child met the limit too soon to show anything");
}

fn child(directory: &Path) -> Child {
    // Without the trap the signal would end the process; with it writing fails as on a full disk.
    let limited = format!("trap '' XFSZ; ulimit -S -f {LIMIT_BLOCKS}; exec \"$0\" \"$@\"");
    Command::new("sh")
        .args(["-c", &limited])
        .arg(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "fill_the_disk_and_wait_for_room"])
        .env(DIRECTORY, directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
#[ignore = "the child of the test above"]
fn fill_the_disk_and_wait_for_room() {
    let directory = env::var_os(DIRECTORY).expect("only the test above starts this");
    let store = Store::open(Path::new(&directory)).unwrap();
    let put = |at: u64| store.commit(|tx| tx.insert_new(SCANS, &at, &Blob(vec![7; 16 * 1024])));
    let mut kept = Vec::new();
    let refused = (1..10_000).find_map(|at| put(at).map(|()| kept.push(at)).err()).unwrap();
    assert!(matches!(refused, StoreError::ReadOnly(_) | StoreError::Unknown(_)), "{refused}");
    assert!(store.fault().is_some());
    let reads_go_on = || {
        let all = store.read(|tx| tx.scan(SCANS, .., Take::First(usize::MAX))).unwrap();
        kept.iter().all(|at| all.iter().any(|(key, scan)| key == at && scan.0.len() == 16 * 1024))
    };
    kept.iter().for_each(|at| println!("\nkept {at}"));
    assert!(reads_go_on(), "every acknowledged record can be read while the disk is full");
    assert!(matches!(put(20_000), Err(StoreError::ReadOnly(_))), "no storm of attempts right after a fault");
    thread::park_timeout(Duration::from_millis(1200));
    // Each too large for whatever room is left, so still refused; reading goes on after every attempt.
    let large = store.commit(|tx| tx.put(SCANS, &30_000, &Blob(vec![7; 8 * 1024 * 1024])));
    assert!(matches!(large, Err(StoreError::ReadOnly(_) | StoreError::Unknown(_))), "{large:?}");
    assert!(reads_go_on());
    println!("\nfull.");
    stdin().read_line(&mut String::new()).unwrap();
    let since = Instant::now();
    while let Err(error) = put(40_000) {
        assert!(matches!(error, StoreError::ReadOnly(_)), "{error}");
        assert!(since.elapsed() < HEALED_WITHIN, "still refused: {error}");
        thread::park_timeout(Duration::from_millis(100));
    }
    assert!(reads_go_on());
    assert_eq!(store.fault(), None);
    println!("\nhealed.");
}
