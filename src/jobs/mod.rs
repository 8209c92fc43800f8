//! What time brings: effects that are due, attempts to come back to, old effects to forget. Woken by every commit.

mod perform;
pub mod settlement;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
};

use crate::{
    domain::{
        context::{Actor, Chance, Cx},
        refusal::Refusal,
    },
    effects::Outside,
    services::{Services, outbox::Claimed},
};

/// Effects performed at once: providers and the mail server answer slowly, and each waits for its own answer only.
const AT_ONCE_MAX: usize = 32;
/// The longest sleep without looking, should a wake-up be missed.
const SLEEP_MAX: SignedDuration = SignedDuration::from_secs(5);
/// The pause after the store could not be read or written.
const TROUBLE_PAUSE: std::time::Duration = std::time::Duration::from_secs(1);
/// How often the house is tended (see [`Runner::tend`]).
const TEND_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// The runner of jobs. Cheap to clone.
#[derive(Clone)]
pub struct Runner {
    /// Commands.
    pub services: Services,
    /// The outside world.
    pub outside: Outside,
    /// Reads the clock.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Where random bytes come from.
    pub chance: Arc<dyn Chance>,
}

impl Runner {
    /// The circumstances of a job.
    fn cx(&self) -> Cx<'_> {
        Cx { now: (self.clock)(), actor: Actor::System, peer: None, chance: &*self.chance }
    }

    /// Deal with what a stop or a crash left half-done. Call it once, before [`Runner::run`].
    ///
    /// # Errors
    /// The store could not be read or written.
    pub fn recover(&self) -> Result<(), Refusal> {
        for doubtful in self.services.effects_recover(&self.cx())? {
            perform::doubtful_report(self, &doubtful)?;
        }
        self.callbacks_take_up()?;
        let asked = self.services.payments_reask(&self.cx())?;
        tracing::info!(asked, "attempts are asked about again");
        Ok(())
    }

    /// What needs no effect of its own: forget what was kept long enough, take up what was left lying.
    ///
    /// # Errors
    /// The store could not be read or written.
    pub fn tend(&self) -> Result<(), Refusal> {
        for doubtful in self.services.effects_recover_stale(&self.cx())? {
            perform::doubtful_report(self, &doubtful)?;
        }
        self.callbacks_take_up()?;
        let orphans = self.services.payment_callbacks_rematch(&self.cx())?;
        if orphans > 0 {
            tracing::warn!(orphans, "callbacks speak of orders that are not known here: look at the money page");
        }
        self.services.settlement_rematch(&self.cx())?;
        if let Some((waiting, why)) = self.services.visas_seal(&self.cx())? {
            tracing::error!(waiting, why, "visas are paid and cannot be sealed: look at `evisa keys list`");
        }
        self.services.effects_purge((self.clock)())?;
        self.services.privacy_sweep(&self.cx())?;
        self.services.payment_callbacks_purge((self.clock)())
    }

    fn callbacks_take_up(&self) -> Result<(), Refusal> {
        for (number, kept) in self.services.payment_callbacks_waiting()? {
            perform::callback_use(self, number, kept)?;
        }
        Ok(())
    }

    /// Perform effects as they fall due, until `stop` says so; what is under way is finished first.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut commits = self.services.store.subscribe();
        let room = Arc::new(Semaphore::new(AT_ONCE_MAX));
        let mut under_way = JoinSet::new();
        let mut tend_at = (self.clock)();
        while !*stop.borrow() {
            commits.borrow_and_update();
            if tend_at <= (self.clock)() {
                tend_at = (self.clock)() + TEND_EVERY;
                let runner = self.clone();
                under_way.spawn(async move {
                    if let Err(refusal) = blocking(move || runner.tend()).await {
                        tracing::error!(%refusal, "the house could not be tended");
                    }
                });
            }
            match self.claim().await {
                Ok(claimed) => {
                    let more = !claimed.is_empty();
                    for one in claimed {
                        let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
                        let runner = self.clone();
                        under_way.spawn(async move {
                            perform::perform(&runner, one).await;
                            drop(permit);
                        });
                    }
                    while under_way.try_join_next().is_some() {}
                    if more {
                        continue;
                    }
                }
                Err(refusal) => {
                    tracing::error!(%refusal, "jobs cannot read the outbox");
                    tokio::time::sleep(TROUBLE_PAUSE).await;
                    continue;
                }
            }
            let pause = self.pause().await;
            tokio::select! {
                _ = stop.changed() => {}
                _ = commits.changed() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        while under_way.join_next().await.is_some() {}
    }

    /// Perform what is due now, one after the other, and what that makes due, until nothing is. Returns how many effects there were.
    ///
    /// # Errors
    /// The store could not be read or written.
    pub async fn settle(&self) -> Result<usize, Refusal> {
        let mut performed = 0;
        loop {
            let claimed = self.claim().await?;
            if claimed.is_empty() {
                return Ok(performed);
            }
            for one in claimed {
                perform::perform(self, one).await;
                performed += 1;
            }
        }
    }

    async fn claim(&self) -> Result<Vec<Claimed>, Refusal> {
        let runner = self.clone();
        blocking(move || runner.services.effects_claim(&runner.cx())).await
    }

    async fn pause(&self) -> std::time::Duration {
        let runner = self.clone();
        let next = blocking(move || runner.services.effects_next_due()).await.ok().flatten();
        let wait =
            next.map_or(SLEEP_MAX, |due| due.duration_since((self.clock)()).clamp(SignedDuration::ZERO, SLEEP_MAX));
        std::time::Duration::try_from(wait).unwrap_or_default()
    }
}

/// Enter blocking code: the only place where jobs do.
async fn blocking<T: Send + 'static>(body: impl FnOnce() -> Result<T, Refusal> + Send + 'static) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(body).await.unwrap_or_else(|error| Err(Refusal::Us(format!("a job stopped: {error}"))))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::{
        domain::{account::Role, context::FixedChance, effect::Effect, lang::Lang, person::PersonName},
        services::account::Registration,
        store::{Reader, outbox::Stage},
    };

    #[tokio::test]
    async fn a_panic_leaves_no_effect_begun() {
        let services = Services::in_memory();
        let name = PersonName { surname: "Kowalczyk".parse().unwrap(), given: None, patronymic: None };
        let password = "seven quiet camels walk".to_owned().into();
        let form = Registration { email: "test@mail.ru".parse().unwrap(), name, lang: Lang::En, password };
        let now: Timestamp = "2022-06-08T08:30:00Z".parse().unwrap();
        let cx = Cx { now, actor: Actor::System, peer: None, chance: &FixedChance(1) };
        services.account_create(&cx, &form, Role::Applicant).unwrap();
        services.account_register(&cx, &form).unwrap();
        let panics = Arc::new(AtomicBool::new(false));
        let armed = Arc::clone(&panics);
        let clock = Arc::new(move || {
            assert!(!armed.swap(false, Ordering::SeqCst), "once");
            now
        });
        let outside = Outside::for_trying(Arc::default());
        let runner = Runner { services: services.clone(), outside, clock, chance: Arc::new(FixedChance(1)) };
        let claimed = services.effects_claim(&cx).unwrap().pop().unwrap();
        panics.store(true, Ordering::SeqCst);
        perform::perform(&runner, claimed.clone()).await;
        assert!(!panics.load(Ordering::SeqCst), "it panicked while the letter was delivered");
        let waiting = services.store.read(|tx: &Reader<'_>| tx.effects_in::<Effect>(Stage::Waiting, 9)).unwrap();
        assert_eq!(waiting.iter().map(|(key, _)| key).collect::<Vec<_>>(), [&claimed.key]);
    }
}
