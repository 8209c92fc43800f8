//! How often somebody may ask: token buckets by key, in whole thousandths, with a bounded memory.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;

/// Buckets kept at once: about 10 MB.
const BUCKETS_MAX: usize = 100_000;
/// Thousandths of a permission in one permission.
const WHOLE: u64 = 1_000;

/// How much is allowed: at once, and then one more every so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Permissions that can be used at once.
    pub burst: u32,
    /// Milliseconds until one more permission is there.
    pub refill_ms: u32,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// Thousandths of a permission at `touched_ms`.
    left: u64,
    touched_ms: u64,
    /// When it will be full again, if nobody takes: from then on forgetting it changes nothing.
    full_ms: u64,
}

/// Remembers who asked how often. One per site.
#[derive(Default)]
pub struct RateLimiter {
    buckets: Mutex<HashMap<String, Bucket>>,
}

impl RateLimiter {
    /// Take one permission of `key`; refused, it says after how many seconds there is one again.
    pub fn take(&self, key: &str, budget: Budget, now: Timestamp) -> Result<(), u32> {
        let now_ms = u64::try_from(now.as_millisecond()).unwrap_or(0);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if !buckets.contains_key(key) && BUCKETS_MAX < buckets.len() + 1 {
            sweep(&mut buckets, now_ms);
        }
        let full = u64::from(budget.burst) * WHOLE;
        let refill_ms = u64::from(budget.refill_ms.max(1));
        let bucket =
            buckets.entry(key.to_owned()).or_insert(Bucket { left: full, touched_ms: now_ms, full_ms: now_ms });
        let gained = now_ms.saturating_sub(bucket.touched_ms).saturating_mul(WHOLE) / refill_ms;
        if 0 < gained {
            // Only then: asking every millisecond must not lose the fractions in between.
            bucket.left = bucket.left.saturating_add(gained).min(full);
            bucket.touched_ms = now_ms;
        }
        if bucket.left < WHOLE {
            let wait_ms = ((WHOLE - bucket.left) * refill_ms).div_ceil(WHOLE);
            return Err(u32::try_from(wait_ms.div_ceil(1_000)).unwrap_or(u32::MAX));
        }
        bucket.left -= WHOLE;
        bucket.full_ms = bucket.touched_ms + ((full - bucket.left) * refill_ms).div_ceil(WHOLE);
        Ok(())
    }

    /// Buckets remembered now.
    #[must_use]
    pub fn len(&self) -> usize {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Forget full buckets; if that is not enough, forget the half that is nearest to full.
fn sweep(buckets: &mut HashMap<String, Bucket>, now_ms: u64) {
    buckets.retain(|_, bucket| now_ms < bucket.full_ms);
    if BUCKETS_MAX < buckets.len() + 1 {
        let mut ends: Vec<u64> = buckets.values().map(|bucket| bucket.full_ms).collect();
        let half = ends.len() / 2;
        let (_, middle, _) = ends.select_nth_unstable(half);
        let middle = *middle;
        buckets.retain(|_, bucket| middle < bucket.full_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGET: Budget = Budget { burst: 3, refill_ms: 2_000 };

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_654_677_815_098 + ms).unwrap()
    }

    #[test]
    fn a_burst_is_allowed_then_one_every_two_seconds() {
        let limiter = RateLimiter::default();
        for _ in 0..3 {
            assert_eq!(limiter.take("a", BUDGET, at(0)), Ok(()));
        }
        assert_eq!(limiter.take("a", BUDGET, at(0)), Err(2));
        assert_eq!(limiter.take("b", BUDGET, at(0)), Ok(()));
        assert_eq!(limiter.take("a", BUDGET, at(1_000)), Err(1));
        assert_eq!(limiter.take("a", BUDGET, at(2_000)), Ok(()));
        assert_eq!(limiter.take("a", BUDGET, at(2_000)), Err(2));
        assert_eq!(limiter.take("a", BUDGET, at(1_000)), Err(2), "a clock that steps back gives nothing away");
    }

    #[test]
    fn memory_is_bounded_and_the_worst_are_remembered() {
        let limiter = RateLimiter::default();
        for _ in 0..3 {
            limiter.take("greedy", BUDGET, at(0)).unwrap();
        }
        for n in 0..BUCKETS_MAX + 10 {
            limiter.take(&format!("k{n}"), BUDGET, at(0)).unwrap();
        }
        assert!(limiter.len() < BUCKETS_MAX + 1);
        assert_eq!(limiter.take("greedy", BUDGET, at(0)), Err(2));
        limiter.take("late", BUDGET, at(3_600_000)).unwrap();
        assert!(!limiter.is_empty());
    }
}
