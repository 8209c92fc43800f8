//! What came of the cases, and the level that was reached.

use evisa_plugin_sdk::proto::PROTO_VERSION;
use serde::Serialize;

use crate::{KIT_VERSION, LEVEL_MAX, Options};

/// What came of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As expected.
    Passed,
    /// Not as expected.
    Failed,
    /// There was nothing to check: the plugin does not claim to do this.
    Skipped,
}

/// A case and what came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Result {
    /// The case.
    pub id: &'static str,
    /// Its level.
    pub level: u8,
    /// What it is about.
    pub title: &'static str,
    /// What is expected.
    pub expectation: &'static str,
    /// What came of it.
    pub verdict: Verdict,
    /// What was observed.
    pub observed: String,
    /// How long it took in milliseconds.
    pub took_ms: u64,
}

/// All results of one check.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The version of the kit.
    pub kit: u32,
    /// The protocol it speaks.
    pub protocol: u16,
    /// The seed of everything that was drawn.
    pub seed: u64,
    /// The highest level of which nothing failed, nor of the levels below; only levels that were run whole count.
    pub level: u8,
    /// Whether every case up to the wanted level was run.
    pub whole: bool,
    /// The cases.
    pub cases: Vec<Result>,
}

impl Report {
    pub(crate) fn new(cases: Vec<Result>, options: &Options) -> Self {
        let whole = options.include.is_empty() && cases.len() == options.chosen().count();
        let failed = cases.iter().filter(|case| case.verdict == Verdict::Failed).map(|case| case.level).min();
        // A level of which nothing could be tried was not reached.
        let tried = |level: u8| cases.iter().any(|case| case.level == level && case.verdict != Verdict::Skipped);
        let untried = (1..=options.level.min(LEVEL_MAX)).find(|level| !tried(*level));
        let below = failed.into_iter().chain(untried).min().map_or(options.level.min(LEVEL_MAX), |level| level - 1);
        let level = if whole { below } else { 0 };
        Self { kit: KIT_VERSION, protocol: PROTO_VERSION, seed: options.seed, level, whole, cases }
    }

    /// The cases with this verdict.
    pub fn with(&self, verdict: Verdict) -> impl Iterator<Item = &Result> {
        self.cases.iter().filter(move |case| case.verdict == verdict)
    }

    /// Whether nothing failed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.with(Verdict::Failed).next().is_none()
    }
}
