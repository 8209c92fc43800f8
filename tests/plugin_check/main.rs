//! The conformance kit against plugins whose worth is known: the four that are built in, one without a fault, and one planted fault
//! after the other.
#![expect(clippy::unwrap_used, reason = "what a test cannot unwrap has failed it")]

mod faults;

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
};

use evisa::{cli::plugin::check::Checked, payments::LEVEL_ENABLED};
use evisa_plugin_conformance::{Cassette, LEVEL_MAX, Options, Report, Verdict, check};

/// Mutants that are checked at once.
const THREADS: usize = 3;
/// What stands in front of the name of the fault in the library file.
const MARKER: &[u8] = b"EVISA-MUTANT:none;";

/// A library among those that cargo built for this test.
fn library(name: &str) -> PathBuf {
    env::current_exe().unwrap().parent().unwrap().join(format!("lib{name}.so"))
}

fn cassettes(plugin: &str) -> Vec<Cassette> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins").join(plugin).join("cassettes");
    Cassette::folder(&folder).unwrap()
}

/// What the kit says about the cases asked for.
fn report(library: &Path, cassettes: &[Cassette], options: &Options) -> Report {
    let subject = Checked::read(Path::new(env!("CARGO_BIN_EXE_evisa")), library, false).unwrap();
    check(&subject, cassettes, options, &mut |_| true)
}

fn failed(report: &Report) -> Vec<String> {
    report.with(Verdict::Failed).map(|case| format!("{}: {}", case.id, case.observed)).collect()
}

/// The least level that takes payments: the longer cases above it are for `evisa plugin check` on an optimised build.
fn may_take_payments(plugin: &str) {
    let options = Options { level: LEVEL_ENABLED, ..Options::default() };
    let report = report(&library(&format!("evisa_pay_{plugin}")), &cassettes(plugin), &options);
    assert_eq!((failed(&report), report.level), (Vec::new(), LEVEL_ENABLED), "{plugin}");
}

#[test]
fn halyk_may_take_payments() {
    may_take_payments("halyk");
}

#[test]
fn kazpost_may_take_payments() {
    may_take_payments("kazpost");
}

#[test]
fn the_wallet_may_take_payments() {
    may_take_payments("ewallet");
}

#[test]
fn the_mobile_balance_may_take_payments() {
    may_take_payments("mobile");
}

#[test]
fn a_plugin_without_a_fault_reaches_the_highest_level() {
    let report = report(&library("evisa_pay_mutants"), &cassettes("mutants"), &Options::default());
    assert_eq!((failed(&report), report.level), (Vec::new(), LEVEL_MAX));
}

/// The library with one fault planted.
fn mutant(folder: &Path, fault: &str) -> PathBuf {
    let mut bytes = fs::read(library("evisa_pay_mutants")).unwrap();
    let places: Vec<_> = bytes.windows(MARKER.len()).enumerate().filter(|(_, part)| *part == MARKER).collect();
    let [(at, _)] = places[..] else { panic!("{} markers", places.len()) };
    let name = format!("EVISA-MUTANT:{fault};");
    bytes[at..at + name.len()].copy_from_slice(name.as_bytes());
    let path = folder.join(format!("{fault}.so"));
    fs::write(&path, bytes).unwrap();
    path
}

/// Faults that the kit does not find yet; whoever mends a case takes its line out.
const OPEN: [&str; 0] = [];

#[test]
fn every_planted_fault_is_found_by_its_case() {
    let folder = tempfile::tempdir().unwrap();
    let cassettes = cassettes("mutants");
    let (left, missed) = (Mutex::new(faults::FAULTS.iter()), Mutex::new(BTreeSet::new()));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let Some((fault, case)) = left.lock().unwrap().next() else { break };
                    let path = mutant(folder.path(), fault);
                    let options = Options { include: vec![(*case).to_owned()], ..Options::default() };
                    let found = failed(&report(&path, &cassettes, &options));
                    fs::remove_file(path).unwrap();
                    if found.is_empty() {
                        missed.lock().unwrap().insert(*fault);
                    }
                }
            });
        }
    });
    assert_eq!(missed.into_inner().unwrap(), BTreeSet::from(OPEN), "missed, and known as missed");
}

#[test]
fn what_is_planted_is_expected_and_what_is_expected_is_planted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins/mutants/src");
    let mut planted = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for call in ["planted(\"", "text(\""] {
            planted.extend(text.split(call).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
    }
    let expected: BTreeSet<_> = faults::FAULTS.iter().map(|(fault, _)| (*fault).to_owned()).collect();
    assert_eq!(planted, expected);
}
