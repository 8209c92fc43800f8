//! The outbox: effects on the outside world, stored with their cause and performed later, keyed so that none is done twice.
//!
//! | from | step | to |
//! |---|---|---|
//! | – | add | waiting |
//! | waiting | begin | begun |
//! | begun | retry | waiting |
//! | begun, at start-up | recover | waiting, or doubtful where it may happen at most once |
//! | waiting, begun, doubtful | done, fail | done, failed |

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Reader, Record, StoreError, Table, Take, Writer};

/// The keys of all effects by stage and time, so that due ones are found without reading the others.
const BY_STAGE: Table<(u8, Timestamp, String), ()> = Table::new("outbox_by_stage");

/// The entries with an effect of type `E`. Steps that only change the state read it as `Value`, which keeps every field.
const fn entries<E>() -> Table<String, Entry<E>> {
    Table::new("outbox")
}

/// How often an effect may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Doing it again does no harm: it is repeated after a crash.
    AtLeastOnce,
    /// Doing it again may do harm: after a crash between begin and done a person must look.
    AtMostOnce,
}

/// How far an effect has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// To be done when due.
    Waiting,
    /// Somebody does it, since then.
    Begun {
        /// When it was claimed.
        at: Timestamp,
    },
    /// It happened.
    Done {
        /// When.
        at: Timestamp,
    },
    /// It was given up; the reason stands in `last_fault`.
    Failed {
        /// When.
        at: Timestamp,
    },
    /// It may have happened: the program stopped between begin and done. Never repeated; a person must look.
    Doubtful {
        /// When it had begun.
        begun_at: Timestamp,
    },
}

/// The kinds of [`State`], to list effects by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// By due time.
    Waiting,
    /// By the time they were claimed.
    Begun,
    /// By the time they were done.
    Done,
    /// By the time they were given up.
    Failed,
    /// By the time they had begun.
    Doubtful,
}

impl Stage {
    /// Its byte in the index: a contract.
    const fn byte(self) -> u8 {
        match self {
            Self::Waiting => 0,
            Self::Begun => 1,
            Self::Done => 2,
            Self::Failed => 3,
            Self::Doubtful => 4,
        }
    }
}

/// One effect and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry<E> {
    /// What is to be done. No number in it may exceed 64 bits.
    pub effect: E,
    /// Not before this time.
    pub due_at: Timestamp,
    /// How far it has come.
    pub state: State,
    /// How often it was begun.
    pub tries: u32,
    /// How often it may happen.
    pub delivery: Delivery,
    /// Why the last try failed; no personal data.
    pub last_fault: Option<String>,
}

impl<E: Serialize + DeserializeOwned> Record for Entry<E> {
    const VERSION: u16 = 1;
}

impl<E> Entry<E> {
    /// An effect that waits until `due_at`.
    #[must_use]
    pub const fn new(effect: E, due_at: Timestamp, delivery: Delivery) -> Self {
        Self { effect, due_at, state: State::Waiting, tries: 0, delivery, last_fault: None }
    }

    /// Its kind of state, and the time it is listed under.
    const fn stage(&self) -> (Stage, Timestamp) {
        match self.state {
            State::Waiting => (Stage::Waiting, self.due_at),
            State::Begun { at } => (Stage::Begun, at),
            State::Done { at } => (Stage::Done, at),
            State::Failed { at } => (Stage::Failed, at),
            State::Doubtful { begun_at } => (Stage::Doubtful, begun_at),
        }
    }

    fn index(&self, key: &str) -> (u8, Timestamp, String) {
        let (stage, at) = self.stage();
        (stage.byte(), at, key.to_owned())
    }
}

impl Reader<'_> {
    /// The effect under `key`.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn effect<E: Serialize + DeserializeOwned>(&self, key: &str) -> Result<Option<Entry<E>>, StoreError> {
        self.get(entries(), &key.to_owned())
    }

    /// The effects of one stage with their keys, oldest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn effects_in<E: Serialize + DeserializeOwned>(
        &self,
        stage: Stage,
        limit: usize,
    ) -> Result<Vec<(String, Entry<E>)>, StoreError> {
        self.effects_until(stage, Timestamp::MAX, limit)
    }

    /// The effects due at `now` with their keys, the longest due first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn effects_due<E: Serialize + DeserializeOwned>(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<(String, Entry<E>)>, StoreError> {
        self.effects_until(Stage::Waiting, now, limit)
    }

    /// The effects that somebody began at or before `until` and has not ended.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn effects_begun<E: Serialize + DeserializeOwned>(
        &self,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<(String, Entry<E>)>, StoreError> {
        self.effects_until(Stage::Begun, until, limit)
    }

    /// When the next waiting effect is due: until then a job may sleep.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn effects_next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let next = self.prefix(BY_STAGE, &Stage::Waiting.byte(), Take::First(1))?.pop();
        Ok(next.map(|((_, due_at, _), ())| due_at))
    }

    fn effects_until<E: Serialize + DeserializeOwned>(
        &self,
        stage: Stage,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<(String, Entry<E>)>, StoreError> {
        let keys = self.prefix(BY_STAGE, &stage.byte(), Take::First(limit))?;
        let in_time = keys.into_iter().map(|(key, ())| key).take_while(|(_, at, _)| *at <= until);
        let entry = |(_, _, key): (u8, Timestamp, String)| {
            let entry = self.effect(&key)?;
            Ok((key, entry.ok_or_else(|| StoreError::bad(BY_STAGE.name, "it names an effect that is not there"))?))
        };
        in_time.map(entry).collect()
    }
}

impl Writer<'_> {
    /// Leave an effect to be done. A second effect under the same key changes nothing: `false`.
    ///
    /// # Errors
    /// The store cannot be read, or the effect cannot be encoded.
    pub fn effect_add<E: Serialize + DeserializeOwned>(
        &mut self,
        key: &str,
        entry: &Entry<E>,
    ) -> Result<bool, StoreError> {
        if self.has(entries::<E>(), &key.to_owned())? {
            return Ok(false);
        }
        self.put(BY_STAGE, &entry.index(key), &())?;
        self.put(entries(), &key.to_owned(), entry)?;
        Ok(true)
    }

    /// Claim a waiting effect, before acting. `false`: somebody else has it, or it is over.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn effect_begin(&mut self, key: &str, now: Timestamp) -> Result<bool, StoreError> {
        self.effect_step(key, &[Stage::Waiting], |entry| {
            entry.state = State::Begun { at: now };
            entry.tries = entry.tries.saturating_add(1);
        })
    }

    /// The effect happened. `false`: it was over already.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn effect_done(&mut self, key: &str, now: Timestamp) -> Result<bool, StoreError> {
        self.effect_step(key, &[Stage::Waiting, Stage::Begun, Stage::Doubtful], |entry| {
            entry.state = State::Done { at: now };
        })
    }

    /// The effect did certainly not happen (or may be repeated): try again at `due_at`. `false`: nobody had begun it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn effect_retry(&mut self, key: &str, due_at: Timestamp, reason: &str) -> Result<bool, StoreError> {
        self.effect_step(key, &[Stage::Begun], |entry| {
            entry.state = State::Waiting;
            entry.due_at = due_at;
            entry.last_fault = Some(reason.to_owned());
        })
    }

    /// Give the effect up. `false`: it was over already.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn effect_fail(&mut self, key: &str, now: Timestamp, reason: &str) -> Result<bool, StoreError> {
        self.effect_step(key, &[Stage::Waiting, Stage::Begun, Stage::Doubtful], |entry| {
            entry.state = State::Failed { at: now };
            entry.last_fault = Some(reason.to_owned());
        })
    }

    /// Keep another text of an effect that is over. `false`: it is not over, and stays as it is.
    ///
    /// # Errors
    /// The store cannot be read, or the effect cannot be encoded.
    pub fn effect_replace<E: Serialize>(&mut self, key: &str, effect: &E) -> Result<bool, StoreError> {
        let value = serde_json::to_value(effect).map_err(|error| StoreError::bad("outbox", error))?;
        self.effect_step(key, &[Stage::Done, Stage::Failed], |entry| entry.effect = value)
    }

    /// Effects that were begun at or before `until`, when nobody can be doing them any more: they wait again, except those that may
    /// happen at most once; these become doubtful, and their keys are returned so that a person can be told. At most `limit`
    /// effects; call again until [`Reader::effects_begun`] is empty.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn effects_recover(
        &mut self,
        (until, now): (Timestamp, Timestamp),
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        let mut doubtful = Vec::new();
        for (key, entry) in self.effects_begun::<Value>(until, limit)? {
            match (entry.delivery, entry.stage()) {
                (Delivery::AtLeastOnce, _) => {
                    self.effect_retry(&key, now, "the program stopped before it was done")?;
                }
                (Delivery::AtMostOnce, (_, begun_at)) => {
                    self.effect_step(&key, &[Stage::Begun], |entry| entry.state = State::Doubtful { begun_at })?;
                    doubtful.push(key);
                }
            }
        }
        Ok(doubtful)
    }

    /// Forget effects that came to this stage (their end) at or before `until`, the oldest first. Returns how many. Their keys may
    /// then be used again.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn effects_purge(&mut self, stage: Stage, until: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let over = self.effects_until::<Value>(stage, until, limit)?;
        for (key, entry) in &over {
            self.delete(BY_STAGE, &entry.index(key));
            self.delete(entries::<Value>(), key);
        }
        Ok(over.len())
    }

    /// Change the effect under `key` if it is in one of the stages `from`, and its place in the index with it.
    fn effect_step(
        &mut self,
        key: &str,
        from: &[Stage],
        step: impl FnOnce(&mut Entry<Value>),
    ) -> Result<bool, StoreError> {
        let Some(mut entry) = self.effect::<Value>(key)?.filter(|entry| from.contains(&entry.stage().0)) else {
            return Ok(false);
        };
        self.delete(BY_STAGE, &entry.index(key));
        step(&mut entry);
        self.put(BY_STAGE, &entry.index(key), &())?;
        self.put(entries(), &key.to_owned(), &entry)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    enum Deed {
        Mail { to: String, number: u64 },
        Refund,
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_654_677_815 + second).unwrap()
    }

    fn mail(number: u64) -> Deed {
        Deed::Mail { to: "a@b".to_owned(), number }
    }

    fn in_one<T>(store: &Store, mut body: impl FnMut(&mut Writer<'_>) -> Result<T, StoreError>) -> T {
        store.commit(|tx| body(tx)).unwrap()
    }

    fn keys(found: Vec<(String, Entry<Deed>)>) -> Vec<String> {
        found.into_iter().map(|(key, _)| key).collect()
    }

    fn add(store: &Store, key: &str, due: i64, delivery: Delivery) -> bool {
        in_one(store, |tx| tx.effect_add(key, &Entry::new(mail(u64::MAX), at(due), delivery)))
    }

    #[test]
    fn due_effects_come_in_the_order_of_their_time_and_not_before_it() {
        let store = Store::in_memory();
        for (key, due) in [("late", 9), ("b", 2), ("a", 2), ("early", 1)] {
            assert!(add(&store, key, due, Delivery::AtLeastOnce));
        }
        in_one(&store, |tx| {
            assert_eq!(keys(tx.effects_due(at(2), 9)?), ["early", "a", "b"]);
            assert_eq!(keys(tx.effects_due(at(2), 1)?), ["early"]);
            assert_eq!(keys(tx.effects_due(at(0), 9)?), [""; 0]);
            assert_eq!(tx.effects_next_due()?, Some(at(1)));
            Ok(())
        });
    }

    #[test]
    fn a_second_effect_with_the_same_key_changes_nothing() {
        let store = Store::in_memory();
        assert!(add(&store, "k", 1, Delivery::AtLeastOnce));
        assert!(!in_one(&store, |tx| tx.effect_add("k", &Entry::new(Deed::Refund, at(5), Delivery::AtMostOnce))));
        let kept = in_one(&store, |tx| tx.effect::<Deed>("k")).unwrap();
        assert_eq!(kept, Entry::new(mail(u64::MAX), at(1), Delivery::AtLeastOnce));
    }

    #[test]
    fn an_effect_is_claimed_once_and_keeps_its_content_through_every_step() {
        let store = Store::in_memory();
        add(&store, "k", 1, Delivery::AtLeastOnce);
        in_one(&store, |tx| {
            assert!(tx.effect_begin("k", at(1))?);
            assert!(!tx.effect_begin("k", at(1))?);
            assert_eq!(keys(tx.effects_due(at(9), 9)?), [""; 0]);
            assert!(tx.effect_retry("k", at(5), "the server did not answer")?);
            assert_eq!(keys(tx.effects_due(at(4), 9)?), [""; 0]);
            assert!(tx.effect_begin("k", at(5))?);
            assert!(tx.effect_done("k", at(6))?);
            for over in [tx.effect_begin("k", at(7))?, tx.effect_done("k", at(7))?, tx.effect_fail("k", at(7), "")?] {
                assert!(!over);
            }
            let entry = tx.effect::<Deed>("k")?.unwrap();
            assert_eq!((entry.effect, entry.state, entry.tries), (mail(u64::MAX), State::Done { at: at(6) }, 2));
            assert!(!tx.effect_begin("unknown", at(7))?);
            Ok(())
        });
    }

    #[test]
    fn after_a_crash_a_refund_is_reported_and_a_mail_is_repeated() {
        let store = Store::in_memory();
        add(&store, "mail", 1, Delivery::AtLeastOnce);
        add(&store, "refund", 1, Delivery::AtMostOnce);
        in_one(&store, |tx| Ok(tx.effect_begin("mail", at(1))? && tx.effect_begin("refund", at(1))?));
        assert_eq!(in_one(&store, |tx| tx.effects_recover((at(0), at(3)), 9)), [""; 0], "somebody may still do them");
        assert_eq!(in_one(&store, |tx| tx.effects_recover((at(2), at(3)), 9)), ["refund"]);
        in_one(&store, |tx| {
            assert_eq!(keys(tx.effects_due(at(3), 9)?), ["mail"]);
            assert_eq!(keys(tx.effects_in(Stage::Doubtful, 9)?), ["refund"]);
            assert!(!tx.effect_begin("refund", at(4))?);
            assert_eq!(tx.effects_recover((at(4), at(4)), 9)?, [""; 0]);
            assert!(tx.effect_done("refund", at(5))?);
            Ok(())
        });
    }

    #[test]
    fn purging_forgets_only_what_is_done_and_old() {
        let store = Store::in_memory();
        for key in ["old", "new", "failed", "waiting"] {
            add(&store, key, 1, Delivery::AtLeastOnce);
        }
        in_one(&store, |tx| {
            assert!(tx.effect_done("old", at(2))? && tx.effect_done("new", at(5))?);
            assert!(tx.effect_fail("failed", at(2), "no such address")?);
            assert_eq!(tx.effects_purge(Stage::Done, at(4), 9)?, 1);
            assert_eq!(tx.effects_purge(Stage::Done, at(4), 9)?, 0);
            assert!(tx.effect::<Deed>("old")?.is_none());
            assert_eq!(keys(tx.effects_in(Stage::Done, 9)?), ["new"]);
            assert_eq!(keys(tx.effects_in(Stage::Failed, 9)?), ["failed"]);
            assert_eq!(keys(tx.effects_due(at(9), 9)?), ["waiting"]);
            assert_eq!(tx.effects_purge(Stage::Failed, at(1), 9)?, 0);
            assert_eq!(tx.effects_purge(Stage::Failed, at(2), 9)?, 1);
            Ok(())
        });
    }
}
