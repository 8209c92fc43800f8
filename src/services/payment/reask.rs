//! Asking again at start: a stop, or a backup of yesterday, may hide what providers did meanwhile.

use std::ops::Bound;

use jiff::SignedDuration;

use super::{keep, load, pace, wake_at};
use crate::{
    domain::{
        context::Cx,
        id::Id,
        payment::{Attempt, AttemptId, Flight, PaymentId},
        refusal::Refusal,
    },
    services::Services,
    store::{Reader, Table, Take, tables},
};

/// Attempts opened within this time are asked about again, also those that are over: a weekend, and the day of a backup before it.
pub(super) const REASKED: SignedDuration = SignedDuration::from_hours(24 * 4);
/// Not those that were asked about within this time: a program that starts again and again does not hammer a provider.
const ASKED_LATELY: SignedDuration = SignedDuration::from_mins(10);
/// Attempts read in one transaction.
const STEP: usize = 200;

impl Services {
    /// Ask about every attempt whose end is open, and about the last days' attempts that left us. Call it at every start. Returns how many
    /// are asked; the pace of each provider spreads them.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn payments_reask(&self, cx: &Cx<'_>) -> Result<usize, Refusal> {
        let recent: AttemptId = Id::first_at(cx.now - REASKED);
        let open = self.reask_from(cx, (tables::ATTEMPTS_OPEN, Bound::Unbounded), Attempt::outcome_open)?;
        let ended = |attempt: &Attempt| attempt.exposed && !attempt.outcome_open();
        Ok(open + self.reask_from(cx, (tables::ATTEMPTS, Bound::Included(recent)), ended)?)
    }

    fn reask_from(
        &self,
        cx: &Cx<'_>,
        (list, mut from): (Table<AttemptId, PaymentId>, Bound<AttemptId>),
        wanted: impl Fn(&Attempt) -> bool,
    ) -> Result<usize, Refusal> {
        let mut asked = 0;
        loop {
            let some = self.store.read(|tx: &Reader<'_>| tx.scan(list, (from, Bound::Unbounded), Take::First(STEP)))?;
            let Some((last, _)) = some.last() else { return Ok(asked) };
            from = Bound::Excluded(*last);
            asked += self.store.commit(|tx| {
                let (begun, mut asked) = (asked, 0);
                for (attempt, payment) in &some {
                    let mut loaded = load(tx, *payment, *attempt)?;
                    let one = loaded.attempt();
                    let lately = one.queried_at.is_some_and(|at| cx.now < at + ASKED_LATELY);
                    if !wanted(one) || lately || one.flight != Flight::None {
                        continue;
                    }
                    // Spread over the time that the pace of one provider allows.
                    let nth = i32::try_from(begun + asked).unwrap_or(i32::MAX);
                    wake_at(tx, &mut loaded, cx.now + pace::EVERY * nth)?;
                    keep(tx, &loaded.payment)?;
                    asked += 1;
                }
                Ok::<_, Refusal>(asked)
            })?;
        }
    }
}
