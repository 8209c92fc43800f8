//! Every fault that was thought of, and every real bug that was read about, has a test that shows it: `tests/expected/faults.txt` says
//! which. `UPDATE_EXPECT=1` writes that file from the names of the tests.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

/// The families of faults, and how many each has: plugins, traffic, callbacks, users, money, interruptions, settlement.
const FAMILIES: [(&str, u32); 7] = [("p", 18), ("t", 10), ("c", 11), ("u", 9), ("m", 8), ("i", 7), ("s", 4)];
/// Real bugs of other payment systems.
const BUGS: u32 = 28;
/// Where tests are.
const FOLDERS: [&str; 3] = ["tests", "src", "plugins"];
/// What nothing shows yet.
const OPEN: [&str; 0] = [];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All ids, as they begin the names of tests: `p01`, `bug_07`.
fn ids() -> BTreeSet<String> {
    let faults =
        FAMILIES.iter().flat_map(|(family, count)| (1..=*count).map(move |number| format!("{family}{number:02}")));
    faults.chain((1..=BUGS).map(|number| format!("bug_{number:02}"))).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("an entry can be read").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && name != "node_modules" && name != "target" {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The tests of a file that are run: functions with a test attribute and without `#[ignore]`.
fn tests_of(text: &str) -> Vec<&str> {
    let (mut tests, mut marked, mut ignored) = (Vec::new(), false, false);
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[") {
            marked |= line == "#[test]" || line.starts_with("#[tokio::test");
            ignored |= line.starts_with("#[ignore");
        } else if let Some(rest) = line.strip_prefix("async fn ").or_else(|| line.strip_prefix("fn ")) {
            let name = rest.split(['(', '<']).next().unwrap_or_default();
            tests.extend((marked && !ignored).then_some(name));
            (marked, ignored) = (false, false);
        } else if !line.is_empty() && !line.starts_with("//") {
            (marked, ignored) = (false, false);
        }
    }
    tests
}

/// The ids a test's name begins with: `c08_u02_without_any_callback` shows both.
fn ids_of<'a>(name: &'a str, known: &BTreeSet<String>) -> Vec<&'a str> {
    if name.starts_with("bug_") {
        return name.get(..6).filter(|id| known.contains(*id)).into_iter().collect();
    }
    name.split('_').take_while(|part| known.contains(*part)).collect()
}

/// What shows each id: `file::function`, in order.
fn shown() -> BTreeMap<String, BTreeSet<String>> {
    let known = ids();
    let mut files = Vec::new();
    FOLDERS.iter().for_each(|folder| sources(&root().join(folder), &mut files));
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a source file can be read");
        let place = file.strip_prefix(root()).expect("it is below the root").display().to_string();
        for name in tests_of(&text) {
            for id in ids_of(name, &known) {
                shown.entry(id.to_owned()).or_default().insert(format!("{place}::{name}"));
            }
        }
    }
    shown
}

fn written(shown: &BTreeMap<String, BTreeSet<String>>) -> String {
    let heading = "# Faults (p plugins, t traffic, c callbacks, u users, m money, i interruptions, s settlement) and real bugs of other payment\n\
                   # systems, and the tests that show each. Written by `UPDATE_EXPECT=1 cargo test --test fault_matrix`.\n";
    let line = |(id, tests): (&String, &BTreeSet<String>)| {
        tests.iter().map(|test| format!("{id} {test}\n")).collect::<String>()
    };
    heading.to_owned() + &shown.iter().map(line).collect::<String>()
}

/// What the file says, in the same shape.
fn recorded() -> BTreeMap<String, BTreeSet<String>> {
    let file = root().join("tests/expected/faults.txt");
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, written(&shown())).expect("the map can be written");
    }
    let mut recorded: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in fs::read_to_string(file).expect("the map is there").lines().filter(|line| !line.starts_with('#')) {
        let (id, test) = line.split_once(' ').expect("an id and a test");
        recorded.entry(id.to_owned()).or_default().insert(test.to_owned());
    }
    recorded
}

#[test]
fn every_fault_and_every_bug_has_a_test_that_is_run() {
    let (recorded, shown) = (recorded(), shown());
    let missing: Vec<_> = ids().into_iter().filter(|id| !recorded.contains_key(id)).collect();
    assert_eq!(missing, OPEN, "the map has no test for these; what is open stands in `OPEN`");
    for (id, tests) in &recorded {
        let gone: Vec<_> = tests.difference(shown.get(id).unwrap_or(&BTreeSet::new())).cloned().collect();
        assert!(
            gone.is_empty(),
            "{id}: no such test, or it is ignored: {gone:?}\nUPDATE_EXPECT=1 cargo test --test fault_matrix"
        );
    }
}

#[test]
fn a_test_that_is_not_run_does_not_count() {
    let text = "#[test]\n#[ignore = \"later\"]\nfn p01_a() {}\n#[test]\nfn p02_t03_b() {}\nfn p03_c() {}\n#[tokio::test]\nasync fn bug_07_d() {}\n";
    let known = ids();
    let found: Vec<_> = tests_of(text).into_iter().flat_map(|name| ids_of(name, &known)).collect();
    assert_eq!(found, ["p02", "t03", "bug_07"]);
}
