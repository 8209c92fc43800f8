//! When a plugin fails too often it rests, and one call decides whether it may work again.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// So many faults …
pub(super) const FAULTS_MAX: usize = 5;
/// … within this time open the breaker: a fault costs a process, and a broken plugin must not cost the machine.
const WINDOW: Duration = Duration::from_secs(60);
/// For so long nothing is asked, then one call is let through as a probe.
const REST: Duration = Duration::from_secs(60);

/// Counts the faults of one plugin.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    faults: VecDeque<Instant>,
    resting_until: Option<Instant>,
}

impl Breaker {
    /// Whether a call may be made now.
    pub(super) fn admits(&self, now: Instant) -> bool {
        self.resting_until.is_none_or(|until| until <= now)
    }

    /// A call went well; after a rest this closes the breaker.
    pub(super) fn success(&mut self) {
        if self.resting_until.take().is_some() {
            self.faults.clear();
        }
    }

    /// A call failed; whether the breaker opened by it.
    pub(super) fn fault(&mut self, now: Instant) -> bool {
        self.faults.retain(|fault| now.saturating_duration_since(*fault) < WINDOW);
        self.faults.push_back(now);
        let probe_failed = self.resting_until.is_some();
        if probe_failed || self.faults.len() >= FAULTS_MAX {
            self.resting_until = Some(now + REST);
            return true;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(now: Instant) -> Breaker {
        let mut breaker = Breaker::default();
        for count in 1..=FAULTS_MAX {
            assert!(breaker.admits(now));
            assert_eq!(breaker.fault(now), count == FAULTS_MAX);
        }
        breaker
    }

    #[test]
    fn p17_five_faults_in_a_minute_open_it_and_a_good_probe_closes_it() {
        let now = Instant::now();
        let mut breaker = opened(now);
        assert!(!breaker.admits(now + REST / 2));
        assert!(breaker.admits(now + REST));
        breaker.success();
        assert!(!breaker.fault(now + REST), "the count starts anew");
    }

    #[test]
    fn p17_a_bad_probe_opens_it_again() {
        let now = Instant::now();
        let mut breaker = opened(now);
        let later = now + REST + WINDOW;
        assert!(breaker.fault(later));
        assert!(!breaker.admits(later));
    }

    #[test]
    fn p17_slow_faults_and_successes_between_do_not_open_it() {
        let mut now = Instant::now();
        let mut breaker = Breaker::default();
        for _ in 0..3 * FAULTS_MAX {
            assert!(!breaker.fault(now));
            breaker.success();
            now += WINDOW / 4;
        }
    }
}
