//! The invariants can fail: each planted fault is caught, in the world that is recorded for it, by the words that are recorded for it.

use std::{fmt::Write, fs, path::PathBuf};

use crate::{plant::Plant, run::Run, world::World};

/// Worlds that are searched for one that catches a planted fault.
const WORLDS_MAX: u64 = 400;
const HEADING: &str = "# Faults planted on purpose, the seed of the world that caught each, and the invariant that broke.\n\
    # Written by `UPDATE_EXPECT=1 cargo test --test simulation planted`.\n";

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../expected/planted.txt")
}

/// The invariant's own words, without what shows it.
fn invariant(broken: &str) -> &str {
    broken.split(':').next().unwrap_or_default()
}

/// Seed and invariant, by the first world of CI's run that catches it.
fn search(plant: Plant) -> (u64, String) {
    let run = Run { seed: crate::SEED, payments: 0 };
    let caught = (0..WORLDS_MAX).find_map(|nth| {
        let seed = run.world(nth);
        let broken = World::played(seed, Some(plant)).broken?;
        Some((seed, invariant(&broken).to_owned()))
    });
    caught.unwrap_or_else(|| panic!("nothing catches {}", plant.name()))
}

#[test]
fn every_planted_fault_is_caught_by_its_recorded_seed() {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let mut text = HEADING.to_owned();
        for plant in Plant::ALL {
            let (seed, invariant) = search(plant);
            writeln!(text, "{} | {seed} | {invariant}", plant.name()).expect("text takes text");
        }
        fs::write(file(), text).expect("the record can be written");
    }
    let record = fs::read_to_string(file()).expect("the record is there");
    let lines: Vec<_> = record.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines.len(), Plant::ALL.len(), "one line a fault");
    for (plant, line) in Plant::ALL.into_iter().zip(lines) {
        let [name, seed, words] = line.split(" | ").collect::<Vec<_>>()[..] else { panic!("three fields: {line}") };
        assert_eq!(name, plant.name());
        let seed = seed.parse().expect("a seed is a number");
        let broken = World::played(seed, Some(plant)).broken.unwrap_or_default();
        assert_eq!(invariant(&broken), words, "{name} in world {seed}: {broken}");
        assert_eq!(World::played(seed, None).broken, None, "without the fault world {seed} is sound");
    }
}
