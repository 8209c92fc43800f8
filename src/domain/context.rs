//! What a command needs from outside: the time, the actor and chance, all as arguments.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::account::AccountId;

/// A source of random bytes; the program uses the operating system, tests a fixed sequence.
pub trait Chance: Send + Sync {
    /// Fill `bytes` with random bytes fit for secrets.
    fn fill(&self, bytes: &mut [u8]);
}

/// A chance that repeats one byte: for tests.
pub struct FixedChance(pub u8);

impl Chance for FixedChance {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

/// Reads the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A clock that stands where it is put: for tests.
#[derive(Clone)]
pub struct StoppedClock(Arc<Mutex<Timestamp>>);

impl StoppedClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }

    /// Put the clock.
    pub fn put(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// As the program takes it.
    #[must_use]
    pub fn clock(&self) -> Clock {
        let shown = Arc::clone(&self.0);
        Arc::new(move || *shown.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Somebody who has not signed in.
    Visitor,
    /// The holder of an account.
    Account(AccountId),
    /// The program itself: jobs, reconciliation, time passing.
    System,
    /// Somebody with access to the machine, through a command line.
    Operator,
}

impl Actor {
    /// The account that acts, where one does.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account(id) => Some(*id),
            Self::Visitor | Self::System | Self::Operator => None,
        }
    }
}

/// The circumstances of one command: the first argument of every service.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    /// The time of the command, read once at the edge.
    pub now: Timestamp,
    /// Who acts.
    pub actor: Actor,
    /// The address the request came from; kept only as a prefix (see [`Cx::place`]).
    pub peer: Option<IpAddr>,
    /// Where random bytes come from.
    pub chance: &'a dyn Chance,
}

impl Cx<'_> {
    /// The same circumstances with another actor.
    #[must_use]
    pub const fn acting_as(self, actor: Actor) -> Self {
        Self { actor, ..self }
    }

    /// `N` random bytes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.chance.fill(&mut bytes);
        bytes
    }

    /// The network the request came from: /24 for IPv4, /48 for IPv6. Enough to recognise a place, too little to find a person.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        self.peer.map(|peer| match peer.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}::/48")
            }
        })
    }
}
