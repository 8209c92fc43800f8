//! What time brings to an attempt: its deadline, and the next question to the provider. No browser is needed for any of it.

use super::{keep, load, pace, query, refund, step, unanswered_hold, wake_at, wake_leave};
use crate::{
    domain::{
        context::Cx,
        payment::{AttemptEvent, AttemptId, AttemptState, PaymentId},
        refusal::Refusal,
    },
    services::Services,
};

impl Services {
    /// Come back to an attempt.
    ///
    /// # Errors
    /// Only that the store could not be written; then the wake stays due.
    pub fn payment_attempt_wake(&self, cx: &Cx<'_>, payment: PaymentId, attempt: AttemptId) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let mut loaded = load(tx, payment, attempt)?;
            let attempt = loaded.attempt();
            let live = attempt.state.live();
            let asked_later = matches!(attempt.state, AttemptState::Pending | AttemptState::Unknown);
            if live && attempt.expires_at <= cx.now && !(attempt.exposed && asked_later) {
                step(tx, (self, cx), &mut loaded, (AttemptEvent::Deadline, None))?;
            } else if attempt.wake_at.is_some_and(|at| at <= cx.now) {
                let plugin = attempt.plugin.clone();
                if let Some(earliest) = pace::put_off(tx, cx, &plugin)? {
                    wake_at(tx, &mut loaded, earliest)?;
                } else if attempt.refund_of_plugin().is_some() {
                    refund::go(tx, (self, cx), &mut loaded)?;
                } else {
                    unanswered_hold(tx, (self, cx), &mut loaded)?;
                    query(tx, cx, &mut loaded)?;
                }
            } else {
                // A stale wake-up: another one comes, or a flight is open and its landing sees to it. Or an early one, because the clock was
                // put back after it was claimed: it comes again.
                let deadline = Some(attempt.expires_at).filter(|_| live);
                let ahead = [deadline, attempt.wake_at].into_iter().flatten().filter(|at| cx.now < *at);
                let ahead: Vec<_> = ahead.collect();
                return Ok(ahead.into_iter().try_for_each(|at| wake_leave(tx, &mut loaded, at))?);
            }
            Ok(keep(tx, &loaded.payment)?)
        })
    }
}
