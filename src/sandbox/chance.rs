//! The bank's moods: which callback is lost, doubled or late, how long an answer takes, in which order its fields stand. They
//! follow from the seed and the occasion alone, so that the same seed has the same troubles.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How often the bank makes trouble where nobody asked for it; a share is in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    /// Callbacks that are never sent.
    pub callback_lost_permille: u16,
    /// Callbacks that are sent twice.
    pub callback_doubled_permille: u16,
    /// Callbacks that are sent much later, as late as [`super::Pace::late`].
    pub callback_late_permille: u16,
    /// The longest wait of any other callback, in milliseconds: short waits of different length put callbacks out of order.
    pub callback_delay_ms_max: u32,
    /// Answers to a question about an order that are a page of HTML with status 500.
    pub answer_broken_permille: u16,
    /// The longest wait of an answer, in milliseconds.
    pub answer_delay_ms_max: u32,
    /// Whether fields stand in another order, in another spelling, with another offset of the clock, each time.
    pub shuffled: bool,
}

impl Faults {
    /// No trouble but that of the magic numbers.
    pub const KIND: Self = Self {
        callback_lost_permille: 0,
        callback_doubled_permille: 0,
        callback_late_permille: 0,
        callback_delay_ms_max: 0,
        answer_broken_permille: 0,
        answer_delay_ms_max: 0,
        shuffled: false,
    };
    /// As real ones on a bad day.
    pub const UNKIND: Self = Self {
        callback_lost_permille: 100,
        callback_doubled_permille: 150,
        callback_late_permille: 100,
        callback_delay_ms_max: 3_000,
        answer_broken_permille: 0,
        answer_delay_ms_max: 250,
        shuffled: true,
    };

    /// These faults with the named ones changed; the words say what is wrong.
    pub(super) fn changed(self, changes: &serde_json::Value) -> Result<Self, String> {
        let mut all = serde_json::to_value(self).map_err(|error| error.to_string())?;
        let (Some(all_fields), Some(fields)) = (all.as_object_mut(), changes.as_object()) else {
            return Err("send a JSON object with the rates to change".to_owned());
        };
        all_fields.extend(fields.iter().map(|(name, value)| (name.clone(), value.clone())));
        serde_json::from_value(all).map_err(|error| error.to_string())
    }
}

/// What a number is drawn for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Occasion {
    CallbackLost,
    CallbackDoubled,
    CallbackLate,
    CallbackDelay,
    AnswerBroken,
    AnswerDelay,
    AnswerShape,
    Code,
}

impl Occasion {
    const fn name(self) -> &'static str {
        match self {
            Self::CallbackLost => "callback lost",
            Self::CallbackDoubled => "callback doubled",
            Self::CallbackLate => "callback late",
            Self::CallbackDelay => "callback delay",
            Self::AnswerBroken => "answer broken",
            Self::AnswerDelay => "answer delay",
            Self::AnswerShape => "answer shape",
            Self::Code => "code",
        }
    }
}

/// The number of an occasion: of the `serial`th order or message, and the `nth` time for it.
pub(super) fn roll(seed: u64, occasion: Occasion, (serial, nth): (u64, u64)) -> u64 {
    let mut digest = Sha256::new();
    digest.update(seed.to_be_bytes());
    digest.update(serial.to_be_bytes());
    digest.update(nth.to_be_bytes());
    digest.update(occasion.name());
    let bytes = digest.finalize();
    bytes.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// Whether a number falls into a share.
pub(super) fn within(roll: u64, permille: u16) -> bool {
    roll % 1_000 < u64::from(permille)
}

/// A wait of at most so many milliseconds.
pub(super) fn delay(roll: u64, ms_max: u32) -> Duration {
    Duration::from_millis(roll % (u64::from(ms_max) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_has_the_same_troubles_and_another_has_others() {
        let lost = |seed| {
            let number = |order| roll(seed, Occasion::CallbackLost, (order, 0));
            (0..1_000).map(|order| within(number(order), 100)).collect::<Vec<_>>()
        };
        assert_eq!(lost(7), lost(7));
        assert_ne!(lost(7), lost(8));
        let share = lost(7).iter().filter(|lost| **lost).count();
        assert!((70..130).contains(&share), "{share} of 1000 for a tenth");
    }

    #[test]
    fn rates_are_changed_by_name_and_a_slip_is_named() {
        let change = |text: &str| Faults::KIND.changed(&serde_json::from_str(text).unwrap());
        let lost = Faults { callback_lost_permille: 500, ..Faults::KIND };
        assert_eq!(change(r#"{"callback_lost_permille": 500}"#), Ok(lost));
        assert!(change(r#"{"callback_lots_permille": 500}"#).unwrap_err().contains("callback_lots_permille"));
        assert!(change(r#"{"callback_lost_permille": -1}"#).is_err());
        assert!(change("[]").is_err());
        assert_eq!(change("{}"), Ok(Faults::KIND));
    }
}
