//! When the provider is asked again about an attempt whose outcome is open.

use jiff::{SignedDuration, Timestamp};

/// Seconds between questions at the start; afterwards see [`next_query`].
const FIRST_S: [i64; 7] = [5, 15, 30, 60, 120, 300, 600];
const QUARTER_HOUR_S: i64 = 900;
const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 86_400;
/// After this long without an answer a person and the settlement file decide.
pub const UNANSWERED_AFTER: SignedDuration = SignedDuration::from_hours(72);
/// An outcome that is unknown for longer is an alarm for staff: whoever paid was told that it takes minutes.
pub const OUTCOME_LATE_AFTER: SignedDuration = SignedDuration::from_hours(2);
/// Seconds between two questions that the customer asks for with "update status" (figure 13).
pub const ASKED_EVERY_S: i64 = 10;

/// Seconds between two questions that callbacks and returning browsers cause: whoever repeats them cannot make us hammer a provider.
pub const FOLLOWED_EVERY_S: i64 = 3;

/// The time of the question after `asked` questions about an attempt that was opened at `opened_at`: 5 s, 15 s, 30 s, 1, 2, 5, 10
/// minutes, then every quarter of an hour to 24 hours, hourly to 72 hours, then daily. `jitter` (any byte) spreads up to a tenth.
#[must_use]
pub fn next_query(now: Timestamp, opened_at: Timestamp, asked: u32, jitter: u8) -> Timestamp {
    let age = now.duration_since(opened_at);
    let pause_s = match usize::try_from(asked).ok().and_then(|n| FIRST_S.get(n)) {
        Some(pause) => *pause,
        None if age < SignedDuration::from_hours(24) => QUARTER_HOUR_S,
        None if age < UNANSWERED_AFTER => HOUR_S,
        None => DAY_S,
    };
    let spread_ms = pause_s * 100 * i64::from(jitter) / 255;
    now + SignedDuration::from_secs(pause_s) + SignedDuration::from_millis(spread_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_become_rarer_and_never_stop() {
        let opened = Timestamp::UNIX_EPOCH;
        let mut now = opened;
        let mut pauses = Vec::new();
        for asked in 0..400 {
            let next = next_query(now, opened, asked, 0);
            pauses.push(next.duration_since(now).as_secs());
            now = next;
        }
        assert_eq!(pauses[..7], FIRST_S);
        assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(pauses.last(), Some(&DAY_S));
    }

    #[test]
    fn jitter_spreads_by_a_tenth_at_most() {
        let at = |jitter| next_query(Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH, 6, jitter).as_millisecond();
        assert_eq!((at(0), at(255)), (600_000, 660_000));
    }
}
