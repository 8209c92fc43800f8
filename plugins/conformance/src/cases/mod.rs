//! The catalogue: every case by level. An id is a promise: it is never given to another case.

mod callback;
mod configure;
mod describe;
mod fuzz;
mod load;
mod money;
mod pay;
mod protocol;
mod purity;
mod robust;
mod soak;
mod turns;
mod unknown;

use crate::probe::{Bench, Outcome};

/// A case: what is expected of a plugin, and the way to find out.
#[derive(Debug)]
pub struct Case {
    /// Its name for ever: `unknown.no_response`.
    pub id: &'static str,
    /// Its level, 1 to 10.
    pub level: u8,
    /// What it is about.
    pub title: &'static str,
    /// What is expected, in one sentence.
    pub expectation: &'static str,
    pub(crate) run: fn(&Bench<'_>) -> Outcome,
}

/// Every case, in order of the levels.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    let groups: [&'static [Case]; 13] = [
        load::CASES,
        protocol::CASES,
        describe::CASES,
        configure::CASES,
        purity::CASES,
        pay::CASES,
        turns::CASES,
        unknown::CASES,
        callback::CASES,
        money::CASES,
        robust::CASES,
        fuzz::CASES,
        soak::CASES,
    ];
    groups.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::LEVEL_MAX;

    #[test]
    fn every_case_has_its_own_name_and_the_levels_rise() {
        let mut names = BTreeSet::new();
        let mut level = 1;
        for case in cases() {
            assert!(names.insert(case.id), "{} twice", case.id);
            assert!((level..=LEVEL_MAX).contains(&case.level), "{} is out of order", case.id);
            assert!(case.expectation.ends_with('.') && !case.title.is_empty(), "{}", case.id);
            level = case.level;
        }
        assert_eq!(level, LEVEL_MAX);
    }
}
