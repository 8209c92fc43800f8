//! One plugin that was started and proven: what it offers, and what its requests may do.

use std::path::Path;

use url::Url;

use super::{
    Confinement, MethodOffer, PluginFault, PluginSettings, Policy, Sandbox, Settings, address, library, offer,
    proto::{Answer, Cx, Hello, Need, Op, Redirect},
    request,
    supervisor::Supervisor,
    verified::{self, Verification, Verified},
};

/// What all plugins of a portal stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ground {
    allow_loopback: bool,
    sandbox: Sandbox,
}

impl Ground {
    pub(super) const fn of(settings: &Settings) -> Self {
        Self { allow_loopback: settings.allow_loopback, sandbox: settings.sandbox }
    }
}

/// A plugin that answers. Dropping it ends its process.
pub(super) struct Running {
    supervisor: Supervisor,
    policy: Policy,
    offers: Vec<MethodOffer>,
    /// The SHA-256 of the library that was loaded.
    digest: String,
    /// What the conformance kit found of it.
    verified: Option<Verified>,
}

impl Running {
    /// Starts a plugin: it says hello, describes itself and takes its configuration; the reason when it must stay off.
    pub(super) fn start(settings: &PluginSettings, ground: &Ground, executable: &Path) -> Result<Self, String> {
        let Ground { allow_loopback, sandbox } = *ground;
        if !offer::is_id(&settings.id) {
            return Err("its id is not of lower-case letters, digits, `.` and `-`, at most 32".to_owned());
        }
        if allow_loopback && settings.live {
            return Err("a demonstration moves no real money: live = true does not belong here".to_owned());
        }
        let library = library::seal(settings, !allow_loopback)?;
        let digest = library.digest.clone();
        let verified = verified::of(&settings.path, &digest);
        if !allow_loopback && settings.verification == Verification::Required {
            verified::admit(verified.as_ref(), &settings.path)?;
        }
        let supervisor = Supervisor::start(settings.clone(), (library, sandbox), executable.to_owned())?;
        let hosts = address::hosts_effective(&supervisor.description.hosts, &settings.hosts, allow_loopback);
        let mut offers = offer::offers(&settings.id, &supervisor.description, &hosts)?;
        let terminal = settings.config.get("terminal").and_then(serde_json::Value::as_str);
        for offer in &mut offers {
            offer.terminal = terminal.map(str::to_owned);
            offer.live = settings.live;
            offer.needs.retain(|need| settings.grants.contains(need));
        }
        let running = Self {
            policy: Policy { hosts, secrets: settings.secrets.clone(), allow_loopback },
            supervisor,
            offers,
            digest,
            verified,
        };
        running.tell(settings);
        Ok(running)
    }

    fn tell(&self, settings: &PluginSettings) {
        let (plugin, confinement) = (settings.id.as_str(), self.confinement());
        tracing::info!(plugin, hello = ?self.hello(), %confinement, "plugin ready");
        if !confinement.is_complete() {
            tracing::warn!(plugin, %confinement, "the plugin is not fully confined: this kernel lacks what it takes");
        }
        let ungranted = self.ungranted(&settings.grants);
        if !ungranted.is_empty() {
            tracing::warn!(plugin, ?ungranted, "the plugin asks for what it was not granted, and is not told it");
        }
    }

    /// Whether the file still holds what was loaded: without a pin it may have been built anew.
    pub(super) fn is_current(&self, settings: &PluginSettings) -> bool {
        settings.sha256.is_some() || library::digest(settings).is_ok_and(|digest| digest == self.digest)
    }

    pub(super) fn call(&self, cx: Cx, op: Op) -> Result<Answer, PluginFault> {
        self.supervisor.call(cx, op)
    }

    pub(super) fn admits(&self) -> bool {
        self.supervisor.admits()
    }

    pub(super) fn digest(&self) -> &str {
        &self.digest
    }

    pub(super) const fn hello(&self) -> &Hello {
        &self.supervisor.hello
    }

    pub(super) const fn confinement(&self) -> Confinement {
        self.supervisor.confinement
    }

    pub(super) const fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(super) fn offers(&self) -> &[MethodOffer] {
        &self.offers
    }

    pub(super) const fn verified(&self) -> Option<&Verified> {
        self.verified.as_ref()
    }

    /// What it needs to be told about the payer and was not granted.
    pub(super) fn ungranted(&self, grants: &[Need]) -> Vec<Need> {
        self.supervisor.description.needs.iter().filter(|need| !grants.contains(need)).copied().collect()
    }

    pub(super) fn redirect_url(&self, redirect: &Redirect) -> Result<Url, PluginFault> {
        request::redirect_permitted(redirect, &self.policy).map_err(PluginFault::Malformed)
    }
}
