//! Runs payment plugins and sends the requests they ask for. Names no bank.
//!
//! A plugin is a library in a child process of its own. It answers messages and does nothing else; what leaves the portal
//! on its behalf leaves through [`send`], and what it saw is compared and decided elsewhere.

mod abi;
mod address;
mod breaker;
mod child;
mod egress;
mod fault;
mod library;
mod offer;
mod process;
mod request;
mod settings;
mod supervisor;
mod wire;

use std::path::Path;

pub use child::run as child_run;
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
}

impl Gateway {
    /// Starts every plugin. One that cannot be started is off, with a reason; the others and the portal do not mind.
    /// `executable` is this program; its `plugin-host` command runs [`child_run`].
    #[must_use]
    pub fn start(settings: Settings, executable: &Path) -> Self {
        let mut plugins: Vec<Plugin> = Vec::new();
        for plugin in settings.plugins {
            let id = plugin.id.clone();
            let taken = plugins.iter().any(|before| before.id == id);
            let running = if taken {
                Err(format!("another plugin is called `{id}`, too"))
            } else {
                start(plugin, executable, settings.allow_loopback)
            };
            match &running {
                Ok(running) => tracing::info!(plugin = id, hello = ?running.supervisor.hello, "plugin ready"),
                Err(why) => tracing::warn!(plugin = id, why, "plugin off"),
            }
            plugins.push(Plugin { id, running });
        }
        Self { plugins }
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

fn start(plugin: PluginSettings, executable: &Path, allow_loopback: bool) -> Result<Running, String> {
    if !plugin.enabled {
        return Err("switched off in the configuration".to_owned());
    }
    if !offer::is_id(&plugin.id) {
        return Err("its id is not of lower-case letters, digits, `.` and `-`, at most 32".to_owned());
    }
    let (id, configured, secrets) = (plugin.id.clone(), plugin.hosts.clone(), plugin.secrets.clone());
    let terminal = plugin.config.get("terminal").and_then(serde_json::Value::as_str).map(str::to_owned);
    let supervisor = Supervisor::start(plugin, executable.to_owned(), !allow_loopback)?;
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
