//! Checks a payment plugin for evisa: some ninety cases in ten levels, each in a process of its own.
//!
//! The cases are data ([`cases`]): an id, a level, a title and what is expected. [`check`] runs them against a [`Subject`]
//! and tells for each what was observed. What a case must know of one method (its customer, its provider's answers) stands
//! in a [`Cassette`] beside the plugin.

mod cases;
pub mod cassette;
mod journey;
mod probe;
mod report;
mod subject;

use std::time::{Duration, Instant};

pub use cases::{Case, cases};
pub use cassette::Cassette;
pub use report::{Report, Result, Verdict};
pub use subject::{Footprint, Library, Session, Subject, Trouble};

use probe::{Bench, Found};

/// The version of the kit: it grows when a case is added or becomes stricter.
pub const KIT_VERSION: u32 = 2;
/// The highest level.
pub const LEVEL_MAX: u8 = 10;
/// The least level at which a plugin may take payments: it pays, declines and asks correctly.
pub const LEVEL_ENABLED: u8 = 5;
/// The seed when none is named.
pub const SEED: u64 = 1;

/// Which cases are run, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Cases up to this level.
    pub level: u8,
    /// Only cases whose id is or begins with one of these; empty = all.
    pub include: Vec<String>,
    /// The seed of everything that is drawn.
    pub seed: u64,
    /// How long the fuzzing case goes on; absent = a fixed number of messages.
    pub fuzz: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        Self { level: LEVEL_MAX, include: Vec::new(), seed: SEED, fuzz: None }
    }
}

impl Options {
    /// The cases that are run, in order of their levels.
    pub fn chosen(&self) -> impl Iterator<Item = &'static Case> {
        let chosen =
            |id: &str| self.include.is_empty() || self.include.iter().any(|part| id.starts_with(part.as_str()));
        cases().filter(move |case| case.level <= self.level && chosen(case.id))
    }
}

/// Runs the chosen cases. `told` hears of each result and says whether to go on.
pub fn check(
    subject: &dyn Subject,
    cassettes: &[Cassette],
    options: &Options,
    told: &mut dyn FnMut(&Result) -> bool,
) -> Report {
    let mut results = Vec::new();
    for case in options.chosen() {
        let began = Instant::now();
        let bench = Bench::new(subject, cassettes, (options.seed, options.fuzz));
        let (verdict, observed) = match (case.run)(&bench) {
            Ok(()) => (Verdict::Passed, "as expected".to_owned()),
            Err(Found::Wrong(observed)) => (Verdict::Failed, observed),
            Err(Found::Absent(why)) => (Verdict::Skipped, why),
        };
        let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let result = Result {
            id: case.id,
            level: case.level,
            title: case.title,
            expectation: case.expectation,
            verdict,
            observed,
            took_ms,
        };
        let goes_on = told(&result);
        results.push(result);
        if !goes_on {
            break;
        }
    }
    Report::new(results, options)
}
