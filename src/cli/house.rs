//! Wiring: one installation from its plan — store, services, outside world, jobs and pages.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};
use tokio_rustls::rustls::ServerConfig;
use url::Url;

use super::{clock, config, keys};
use crate::{
    crypto::{
        keys::KeyRing,
        password::{self, Hasher},
    },
    documents::{self, SecondCode},
    domain::context::{Actor, Cx},
    effects::{HouseFacts, Outside},
    identity::{self, Provider},
    jobs::{self, Runner},
    mail::{self, Transport, Way},
    payments::{self, Gateway},
    services::{Policy, Services},
    store::{Store, StoreError},
    web::{
        self,
        door::Door,
        guard::{rate::RateLimiter, seal::SiteKey},
        server::{self, Limits},
        site::{Inside, Settings, Site},
    },
};

/// Why an installation could not be opened or run; the text says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct HouseFault(pub String);

impl HouseFault {
    /// A fault of one part.
    pub fn of(part: &str, error: impl std::fmt::Display) -> Self {
        Self(format!("{part}: {error}"))
    }
}

/// Everything an installation is built from.
pub struct Plan {
    /// Where facts are kept.
    pub directory: PathBuf,
    /// The address that browsers use.
    pub public_url: Url,
    /// Marked as a demonstration on every page and document.
    pub demonstration: bool,
    /// What this installation decided.
    pub policy: Policy,
    /// What the second code of a visa holds.
    pub second_code: SecondCode,
    /// The cost of password hashes.
    pub password: password::Settings,
    /// The keys that seal and sign.
    pub keys: config::Keys,
    /// Payment plugins.
    pub payments: payments::Settings,
    /// How letters leave.
    pub mail: mail::Settings,
    /// Who says who people are, beside passwords and signatures.
    pub identity: Option<identity::Settings>,
    /// In a demonstration: where a text can be signed with a test key.
    pub signing_desk: Option<Url>,
}

/// An installation, open and not yet serving.
pub struct House {
    /// Commands.
    pub services: Services,
    /// The outside world.
    pub outside: Outside,
    site: Arc<Site>,
    runner: Runner,
    settlements: PathBuf,
}

/// The folder of the data directory into which settlement files are put, one folder a plugin.
const SETTLEMENTS: &str = "settlement";

/// How many hashes and documents are made at once.
fn cores() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

impl House {
    /// Open the installation of a plan. Blocking: the database is opened, plugins are started.
    ///
    /// # Errors
    /// Which part failed, and what to do. A payment plugin that fails is only off.
    pub fn open(plan: Plan) -> Result<Self, HouseFault> {
        let store = store_open(&plan.directory)?;
        let settlements = plan.directory.join(SETTLEMENTS);
        let mut services = services(store, plan.policy, plan.password)?;
        services.keys = Some(Arc::new(keys(&plan.directory, &plan.keys, plan.demonstration)?));
        let chance = clock::chance();
        let system = Cx { now: clock::now(), actor: Actor::System, peer: None, chance: &*chance };
        let secret =
            |name| services.installation_secret(&system, name).map_err(|error| HouseFault::of("secrets", error));
        services.callback_secret_make(&system).map_err(|error| HouseFault::of("secrets", error))?;
        let executable = std::env::current_exe().map_err(|error| HouseFault::of("this program's own file", error))?;
        let outside = Outside {
            gateway: Arc::new(Gateway::start(plan.payments, &executable)),
            identity: plan.identity.map(Provider::new),
            documents: documents::Engine::new(),
            inbox: match &plan.mail.way {
                Way::Files { dir } if plan.demonstration => Some(dir.clone()),
                Way::Files { .. } | Way::Smtp(_) | Way::Memory(_) => None,
            },
            mail: Arc::new(Transport::new(plan.mail).map_err(|fault| HouseFault::of("mail", fault))?),
            house: Arc::new(HouseFacts {
                public_url: plan.public_url.as_str().trim_end_matches('/').to_owned(),
                demonstration: plan.demonstration,
                profile: services.policy.profile,
                second_code: plan.second_code,
            }),
            presses: Arc::new(Semaphore::new(cores().get())),
        };
        let mut settings = Settings::new(plan.public_url);
        settings.demonstration = plan.demonstration;
        settings.signing_desk = plan.signing_desk;
        let store = services.store.clone();
        let site = Arc::new(Site {
            settings,
            sessions: Arc::new(services.clone()),
            clock: Arc::new(clock::now),
            chance: Arc::clone(&chance),
            key: SiteKey::new(secret("site")?),
            rate: RateLimiter::default(),
            ready: Arc::new(move || store.fault().map_or(Ok(()), Err)),
            inside: Inside { services: services.clone(), outside: outside.clone() },
        });
        let runner =
            Runner { services: services.clone(), outside: outside.clone(), clock: Arc::new(clock::now), chance };
        Ok(Self { services, outside, site, runner, settlements })
    }

    /// Serve pages and perform jobs until `stop` turns true.
    ///
    /// # Errors
    /// The store could not be read at the start.
    pub async fn run(
        self,
        (listener, tls): (TcpListener, Option<Arc<ServerConfig>>),
        limits: Limits,
        stop: watch::Receiver<bool>,
    ) -> Result<(), HouseFault> {
        let runner = self.runner.clone();
        let recovered = tokio::task::spawn_blocking(move || runner.recover()).await;
        recovered
            .map_err(|error| HouseFault::of("recovery", error))?
            .map_err(|error| HouseFault::of("recovery", error))?;
        let files = tokio::spawn(jobs::settlement::watch_folder(self.runner.clone(), self.settlements, stop.clone()));
        let jobs = tokio::spawn(self.runner.run(stop.clone()));
        let door = Door::new(self.site, web::routes());
        server::serve(listener, tls, door, (limits, stop)).await;
        files.await.map_err(|error| HouseFault::of("settlement files", error))?;
        jobs.await.map_err(|error| HouseFault::of("jobs", error))
    }
}

/// The store of a data directory, with the next step where it cannot be opened.
///
/// # Errors
/// It is in use, damaged, newer than this program, or cannot be written.
pub fn store_open(directory: &Path) -> Result<Store, HouseFault> {
    Store::open(directory).map_err(|error| {
        if let StoreError::File(why) = error {
            let next = "Let evisa write there (owner and rights of the folder), or choose another folder";
            return HouseFault(format!("data directory: {why}. {next}"));
        }
        HouseFault::of("data directory", error)
    })
}

/// The services over an open store.
///
/// # Errors
/// The password settings are out of Argon2's bounds.
pub fn services(store: Store, policy: Policy, password: password::Settings) -> Result<Services, HouseFault> {
    let hasher = Hasher::new(password, cores(), &clock::SystemChance)
        .map_err(|error| HouseFault::of("password settings", error))?;
    Ok(Services::new(store, hasher, policy))
}

/// The keys of an installation. A demonstration makes its own; the real ones are made by a person, who keeps a copy.
fn keys(directory: &Path, settings: &config::Keys, demonstration: bool) -> Result<KeyRing, HouseFault> {
    if demonstration && !directory.join(keys::FOLDER).exists() {
        return keys::make(directory, settings, &clock::SystemChance);
    }
    keys::open(directory, settings)
}

/// The library of a plugin that was built with the program: beside the executable, in `plugins/`, or where cargo leaves it.
#[must_use]
pub fn library_find(executable: &Path, name: &str) -> PathBuf {
    let file = format!("lib{name}.so");
    let folder = executable.parent().unwrap_or(Path::new("."));
    let places = [folder.join("plugins").join(&file), folder.join(&file), folder.join("deps").join(&file)];
    places.iter().find(|place| place.is_file()).unwrap_or(&places[0]).clone()
}
