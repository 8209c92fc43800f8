//! The outbox as jobs see it: claim what is due, say what became of it.

use jiff::{SignedDuration, Timestamp};

use super::Services;
use crate::{
    domain::{context::Cx, effect::Effect, refusal::Refusal},
    store::{Reader, Writer, outbox::Stage},
};

/// Effects claimed at once; the rest is claimed in the next round.
pub const CLAIM_MAX: usize = 64;
/// Nothing takes this long: not a letter to a slow server, nor an answer that waits for a disk in trouble.
const BEGUN_AGE: SignedDuration = SignedDuration::from_hours(1);
/// Done effects are forgotten after this long: the longest life of a link in a letter.
const DONE_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// Effects that were given up are kept this long for the operator to see.
const FAILED_KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// An effect somebody must now perform.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// Its name.
    pub key: String,
    /// What to do.
    pub effect: Effect,
    /// How often it was begun, this time included.
    pub tries: u32,
}

impl Services {
    /// Claim the effects that are due, before anything is done about them: what may happen at most once is never begun twice.
    ///
    /// # Errors
    /// Only that the store could not be written; then nothing may be done.
    pub fn effects_claim(&self, cx: &Cx<'_>) -> Result<Vec<Claimed>, Refusal> {
        let due = self.store.read(|tx: &Reader<'_>| tx.effects_due::<Effect>(cx.now, CLAIM_MAX))?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        self.store.commit(|tx| {
            let mut claimed = Vec::new();
            for (key, entry) in &due {
                if tx.effect_begin(key, cx.now)? {
                    claimed.push(Claimed { key: key.clone(), effect: entry.effect.clone(), tries: entry.tries + 1 });
                }
            }
            Ok(claimed)
        })
    }

    /// It happened.
    ///
    /// # Errors
    /// Only that the store could not be written; then it happens again after a restart, which its kind permits.
    pub fn effect_done(&self, cx: &Cx<'_>, key: &str) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            tx.effect_done(key, cx.now)?;
            spent_forget(tx, key)
        })
    }

    /// It did not happen: again at `due_at`.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn effect_retry(&self, key: &str, due_at: Timestamp, reason: &str) -> Result<(), Refusal> {
        self.store.commit(|tx| Ok(tx.effect_retry(key, due_at, reason).map(|_| ())?))
    }

    /// It will never happen; the operator sees it with its reason.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn effect_fail(&self, cx: &Cx<'_>, key: &str, reason: &str) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            tx.effect_fail(key, cx.now, reason)?;
            spent_forget(tx, key)
        })
    }

    /// At start-up: what was begun waits again, except requests that may have moved money. Those are returned: their attempts are asked
    /// about instead. Those of an earlier start whose report was cut short are returned again.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn effects_recover(&self, cx: &Cx<'_>) -> Result<Vec<Claimed>, Refusal> {
        self.effects_take_up(cx, Timestamp::MAX)
    }

    /// The same while the program runs, for what was begun an hour ago: whoever did it has failed to say what became of it.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn effects_recover_stale(&self, cx: &Cx<'_>) -> Result<Vec<Claimed>, Refusal> {
        self.effects_take_up(cx, cx.now - BEGUN_AGE)
    }

    fn effects_take_up(&self, cx: &Cx<'_>, begun_until: Timestamp) -> Result<Vec<Claimed>, Refusal> {
        while !self.store.read(|tx: &Reader<'_>| tx.effects_begun::<Effect>(begun_until, 1))?.is_empty() {
            self.store.commit(|tx| tx.effects_recover((begun_until, cx.now), CLAIM_MAX))?;
        }
        let doubtful = self.store.read(|tx: &Reader<'_>| tx.effects_in::<Effect>(Stage::Doubtful, usize::MAX))?;
        Ok(doubtful.into_iter().map(|(key, entry)| Claimed { key, effect: entry.effect, tries: entry.tries }).collect())
    }

    /// When the next effect is due: until then, or until the next commit, jobs may sleep.
    ///
    /// # Errors
    /// Only that the store cannot be read.
    pub fn effects_next_due(&self) -> Result<Option<Timestamp>, Refusal> {
        self.store.read(|tx: &Reader<'_>| Ok(tx.effects_next_due()?))
    }

    /// Forget effects that are over for long enough: their letters and requests held addresses and links, which need not lie about.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn effects_purge(&self, now: Timestamp) -> Result<(), Refusal> {
        for (stage, kept) in [(Stage::Done, DONE_KEPT), (Stage::Failed, FAILED_KEPT)] {
            while self.store.commit(|tx| tx.effects_purge(stage, now - kept, CLAIM_MAX))? == CLAIM_MAX {}
        }
        Ok(())
    }
}

/// Take out of an effect that is over what was only needed to perform it.
fn spent_forget(tx: &mut Writer<'_>, key: &str) -> Result<(), Refusal> {
    let spent = tx.effect::<Effect>(key)?.and_then(|entry| entry.effect.spent());
    Ok(spent.map_or(Ok(false), |spent| tx.effect_replace(key, &spent)).map(|_| ())?)
}
