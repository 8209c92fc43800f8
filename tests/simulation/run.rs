//! Many worlds, on all cores.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use crate::{
    dice::Dice,
    judge::Tally,
    world::{PAYMENTS, World},
};

/// A whole number from the environment.
pub(crate) fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

/// What plays one world again.
pub(crate) fn replay_command(world: u64) -> String {
    format!("EVISA_SIM_WORLD={world} cargo test --test simulation replay -- --nocapture")
}

/// So many payments, from one seed.
pub(crate) struct Run {
    pub(crate) seed: u64,
    pub(crate) payments: u64,
}

impl Run {
    /// The seed of a run's nth world: 32 bits, so that a person can type it.
    pub(crate) fn world(&self, nth: u64) -> u64 {
        Dice::of(self.seed.wrapping_add(nth.wrapping_mul(0x9e37_79b9))).word() >> 32
    }

    /// Play all worlds on all cores; the first that breaks ends the run with the command that plays it again.
    pub(crate) fn play(&self) -> Tally {
        println!("EVISA_SIM_SEED={} EVISA_SIM_PAYMENTS={}", self.seed, self.payments);
        let worlds = self.payments.div_ceil(u64::try_from(PAYMENTS).expect("it is small"));
        let (next, tally, broken) = (AtomicU64::new(0), Mutex::new(Tally::default()), Mutex::new(None));
        let work = || {
            loop {
                let nth = next.fetch_add(1, Ordering::Relaxed);
                if worlds <= nth {
                    return;
                }
                let world = self.world(nth);
                let ended = World::played(world, None);
                let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
                ended.tally.0.iter().for_each(|(what, count)| tally.add_many(what, *count));
                if let Some(why) = ended.broken {
                    next.store(worlds, Ordering::Relaxed);
                    *broken.lock().unwrap_or_else(PoisonError::into_inner) = Some((world, why));
                }
            }
        };
        let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(work))));
        if let Some((world, why)) = broken.into_inner().unwrap_or_else(PoisonError::into_inner) {
            panic!("{why}\nplay it again: {}", replay_command(world));
        }
        tally.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
