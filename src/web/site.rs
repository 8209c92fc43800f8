//! What every page can reach: settings, the clock, chance, sessions, and the services inside.

use std::sync::Arc;

use url::Url;

use super::{
    guard::{
        rate::{Budget, RateLimiter},
        seal::SiteKey,
    },
    session::SessionDoor,
};
pub use crate::domain::context::{Clock, StoppedClock};
use crate::{domain::context::Chance, effects::Outside, services::Services};

/// The web part of the configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address applicants type: scheme, host, port, no path.
    pub public_url: Url,
    /// A demonstration: a band on every page says so, the gallery of components exists, plain HTTP is accepted.
    pub demonstration: bool,
    /// In a demonstration: where a text can be signed with a test key.
    pub signing_desk: Option<Url>,
    /// How many pages one network may open.
    pub pages: Budget,
    /// How many forms one network may send.
    pub forms: Budget,
}

impl Settings {
    /// Settings of this public address, with the usual budgets: a whole embassy queue behind one address is not slowed down.
    #[must_use]
    pub const fn new(public_url: Url) -> Self {
        let pages = Budget { burst: 300, refill_ms: 50 };
        let forms = Budget { burst: 60, refill_ms: 1_000 };
        Self { public_url, demonstration: false, signing_desk: None, pages, forms }
    }

    /// The same as a demonstration.
    #[must_use]
    pub fn demonstration(self) -> Self {
        Self { demonstration: true, ..self }
    }

    /// Whether browsers reach the site over TLS (ours or a proxy's).
    #[must_use]
    pub fn https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// Whether the public address is this machine only.
    #[must_use]
    pub fn loopback(&self) -> bool {
        match self.public_url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }
}

/// The services and effects that pages call. The wiring fills it; pages reach it through [`super::request::Request::run`].
pub struct Inside {
    /// Commands and read models.
    pub services: Services,
    /// The outside world: documents, payment methods.
    pub outside: Outside,
}

#[cfg(test)]
impl Default for Inside {
    fn default() -> Self {
        Self { services: Services::in_memory(), outside: Outside::for_trying(std::sync::Arc::default()) }
    }
}

/// Everything a page can reach.
pub struct Site {
    /// The web part of the configuration.
    pub settings: Settings,
    /// Who is signed in.
    pub sessions: Arc<dyn SessionDoor>,
    /// The time, read once at the edge of every request.
    pub clock: Clock,
    /// Where random bytes come from.
    pub chance: Arc<dyn Chance>,
    /// The key of form tokens and of one-time notices; the same in every process of one installation.
    pub key: SiteKey,
    /// How often somebody may ask.
    pub rate: RateLimiter,
    /// Why the site cannot answer just now, for `/health/ready`; none when it can.
    pub ready: Arc<dyn Fn() -> Result<(), String> + Send + Sync>,
    /// Services and effects.
    pub inside: Inside,
}
