//! The table of ticks is whole, and every test it names exists and has the tick in it.

use std::{collections::BTreeSet, path::Path};

/// How many ticks each figure of the manual has; `text` is the text before figure 4.
const TICKS: [(&str, usize); 21] = [
    ("1", 8),
    ("2", 2),
    ("3", 12),
    ("text", 6),
    ("4", 3),
    ("5", 4),
    ("6", 9),
    ("7", 8),
    ("8", 7),
    ("8.1", 2),
    ("8.2", 2),
    ("8.3", 3),
    ("9", 4),
    ("10", 1),
    ("11", 2),
    ("12", 1),
    ("13", 2),
    ("14", 1),
    ("15", 2),
    ("16", 1),
    ("17", 1),
];
/// Items of the list of bad input, and lines of the manual's own values.
const OTHERS: [(&str, usize); 2] = [("bad", 26), ("golden", 13)];

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rows: what comes first (`3.10`, `bad`, `golden`), the words after it, and the test.
fn rows() -> Vec<(String, String, String)> {
    let table = read("tests/expected/manual.txt");
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (what, test) = line.split_once(" -> ").unwrap_or_else(|| panic!("no test: {line}"));
            let (first, words) = what.split_once(' ').unwrap_or_else(|| panic!("no words: {line}"));
            (first.to_owned(), words.to_owned(), test.to_owned())
        })
        .collect()
}

/// The text of a function, up to the next function that is no part of it.
fn body<'a>(source: &'a str, name: &str) -> Option<&'a str> {
    let start = source.find(&format!("fn {name}("))?;
    source[start..].split("\n}\n").next()
}

#[test]
fn no_tick_of_the_manual_is_missing() {
    let rows = rows();
    let named: Vec<&str> = rows.iter().map(|(first, ..)| first.as_str()).collect();
    let mut expected = BTreeSet::new();
    for (figure, ticks) in TICKS {
        expected.extend((1..=ticks).map(|tick| format!("{figure}.{tick}")));
    }
    let ticks: BTreeSet<String> =
        named.iter().filter(|first| OTHERS.iter().all(|(other, _)| other != *first)).map(ToString::to_string).collect();
    assert_eq!(ticks, expected);
    for (kind, count) in OTHERS {
        assert_eq!(named.iter().filter(|first| **first == kind).count(), count, "{kind}");
    }
    let different: BTreeSet<_> = rows.iter().map(|(first, words, _)| (first, words)).collect();
    assert_eq!(different.len(), rows.len(), "a row stands twice");
}

#[test]
fn every_named_test_exists_and_has_its_tick() {
    for (first, words, test) in rows() {
        let Some((file, name)) = test.split_once("::") else {
            assert!(test.starts_with("later: "), "{first} {words}: {test}");
            continue;
        };
        let source = read(file);
        let told = body(&source, name).unwrap_or_else(|| panic!("{first} {words}: {file} has no {name}"));
        let before = &source[..source.find(&format!("fn {name}(")).unwrap_or_default()];
        let marks = before.lines().rev().take(3).collect::<Vec<_>>().join("\n");
        assert!(marks.contains("#[test]") || marks.contains("::test]"), "{name} is no test");
        if OTHERS.iter().all(|(other, _)| *other != first) {
            assert!(told.contains(&format!("// {first} ")), "{name} has no tick {first}");
        }
    }
}
