//! Runs payment plugins and sends the requests they ask for. Names no bank.
//!
//! A plugin is a library in a child process of its own. It answers messages and does nothing else; what leaves the portal
//! on its behalf leaves through [`send`], and what it saw is compared and decided elsewhere.

mod abi;
mod address;
mod breaker;
mod child;
mod confine;
mod egress;
mod fault;
mod library;
mod offer;
mod process;
mod request;
mod settings;
mod supervisor;
mod wire;

use std::path::{Path, PathBuf};

pub use child::run as child_run;
pub use confine::{Confinement, Sandbox};
pub use egress::{Policy, send};
pub use evisa_plugin_sdk::proto;
pub use fault::PluginFault;
pub use offer::MethodOffer;
use proto::{Answer, Hello, HttpRequest, HttpResult, Op, Redirect};
pub use settings::{PluginSettings, Secret, Settings};
use supervisor::Supervisor;
use url::Url;

use crate::domain::{context::Cx, lang::Lang, refusal::Message};

/// All plugins of the portal. Dropping it ends their processes.
pub struct Gateway {
    plugins: Vec<Plugin>,
}

/// What all plugins of a gateway stand on.
struct Ground {
    executable: PathBuf,
    allow_loopback: bool,
    sandbox: Sandbox,
}

struct Plugin {
    id: String,
    running: Result<Running, String>,
}

struct Running {
    supervisor: Supervisor,
    policy: Policy,
    offers: Vec<MethodOffer>,
}

/// What an operator is told about a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginState {
    /// Its name in the configuration.
    pub id: String,
    /// What its library says; or why it is off, in English, for the operator.
    pub state: Result<Hello, String>,
    /// Whether it rests after too many faults.
    pub resting: bool,
    /// How its process is confined; nothing while it is off.
    pub confinement: Option<Confinement>,
}

impl Gateway {
    /// Starts every plugin. One that cannot be started is off, with a reason; the others and the portal do not mind.
    /// `executable` is this program; its `plugin-host` command runs [`child_run`].
    #[must_use]
    pub fn start(settings: Settings, executable: &Path) -> Self {
        let Settings { allow_loopback, sandbox, .. } = settings;
        let ground = Ground { executable: executable.to_owned(), allow_loopback, sandbox };
        let mut plugins: Vec<Plugin> = Vec::new();
        for plugin in settings.plugins {
            let id = plugin.id.clone();
            let taken = plugins.iter().any(|before| before.id == id);
            let running =
                if taken { Err(format!("another plugin is called `{id}`, too")) } else { start(plugin, &ground) };
            match &running {
                Ok(running) => tell_ready(&id, &running.supervisor),
                Err(why) => tracing::warn!(plugin = id, why, "plugin off"),
            }
            plugins.push(Plugin { id, running });
        }
        Self { plugins }
    }

    /// The weakest confinement of the plugins that are on; nothing when none is. Pages for staff warn when it is not complete.
    #[must_use]
    pub fn confinement(&self) -> Option<Confinement> {
        let running = self.plugins.iter().filter_map(|plugin| plugin.running.as_ref().ok());
        running
            .map(|running| running.supervisor.confinement)
            .min_by_key(|it| (it.is_complete(), it.seccomp, it.landlock))
    }

    /// Every method of every plugin that is on, in the order of the configuration.
    #[must_use]
    pub fn methods(&self) -> Vec<MethodOffer> {
        let running = self.plugins.iter().filter_map(|plugin| plugin.running.as_ref().ok());
        let offers = running.flat_map(|running| {
            let available =
                if running.supervisor.admits() { Ok(()) } else { Err(Message::new("payments-method-resting")) };
            running.offers.iter().map(move |offer| MethodOffer { available: available.clone(), ..offer.clone() })
        });
        offers.collect()
    }

    /// Every plugin of the configuration, also those that are off.
    #[must_use]
    pub fn plugins(&self) -> Vec<PluginState> {
        let state = |plugin: &Plugin| PluginState {
            id: plugin.id.clone(),
            state: plugin.running.as_ref().map(|running| running.supervisor.hello.clone()).map_err(Clone::clone),
            resting: plugin.running.as_ref().is_ok_and(|running| !running.supervisor.admits()),
            confinement: plugin.running.as_ref().ok().map(|running| running.supervisor.confinement),
        };
        self.plugins.iter().map(state).collect()
    }

    /// Asks a plugin; blocks, so it is called from blocking code. Nothing is tried twice.
    ///
    /// # Errors
    /// Why there is no answer; a fault is never an observation.
    pub fn call(&self, plugin: &str, cx: proto::Cx, op: Op) -> Result<Answer, PluginFault> {
        self.running(plugin)?.supervisor.call(cx, op)
    }

    /// Sends the request of a plugin's `http` step, once.
    pub async fn send(&self, plugin: &str, request: &HttpRequest) -> HttpResult {
        match self.running(plugin) {
            Ok(running) => send(request, &running.policy).await,
            Err(fault) => HttpResult::NotSent { why: fault.to_string() },
        }
    }

    /// The address of a plugin's `redirect` step, when the customer may be sent there.
    ///
    /// # Errors
    /// The plugin is off, or its answer names a place it may not use.
    pub fn redirect_url(&self, plugin: &str, redirect: &Redirect) -> Result<Url, PluginFault> {
        request::redirect_permitted(redirect, &self.running(plugin)?.policy).map_err(PluginFault::Malformed)
    }

    fn running(&self, id: &str) -> Result<&Running, PluginFault> {
        let plugin = self.plugins.iter().find(|plugin| plugin.id == id);
        let plugin = plugin.ok_or_else(|| PluginFault::Off(format!("there is no plugin `{id}`")))?;
        plugin.running.as_ref().map_err(|why| PluginFault::Off(why.clone()))
    }
}

fn tell_ready(id: &str, Supervisor { hello, confinement, .. }: &Supervisor) {
    tracing::info!(plugin = id, ?hello, %confinement, "plugin ready");
    if !confinement.is_complete() {
        tracing::warn!(plugin = id, %confinement, "the plugin is not fully confined: this kernel lacks what it takes");
    }
}

fn start(plugin: PluginSettings, ground: &Ground) -> Result<Running, String> {
    let allow_loopback = ground.allow_loopback;
    if !plugin.enabled {
        return Err("switched off in the configuration".to_owned());
    }
    if !offer::is_id(&plugin.id) {
        return Err("its id is not of lower-case letters, digits, `.` and `-`, at most 32".to_owned());
    }
    let (id, configured, secrets) = (plugin.id.clone(), plugin.hosts.clone(), plugin.secrets.clone());
    let terminal = plugin.config.get("terminal").and_then(serde_json::Value::as_str).map(str::to_owned);
    let supervisor = Supervisor::start(plugin, ground)?;
    let hosts = address::hosts_effective(&supervisor.description.hosts, &configured, allow_loopback);
    let mut offers = offer::offers(&id, &supervisor.description, &hosts)?;
    offers.iter_mut().for_each(|offer| offer.terminal.clone_from(&terminal));
    Ok(Running { supervisor, policy: Policy { hosts, secrets, allow_loopback }, offers })
}

/// The circumstances of a call from those of a command: its time, fresh randomness, and the customer's language.
#[must_use]
pub fn call_cx(cx: &Cx<'_>, lang: Lang) -> proto::Cx {
    let mut entropy = [0; 32];
    cx.chance.fill(&mut entropy);
    proto::Cx { now: cx.now.to_string(), entropy, lang: lang.code().to_owned(), features: Vec::new() }
}
