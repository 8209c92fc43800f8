//! All plugins of the portal: started, asked, and changed while the portal runs.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock},
};

use url::Url;

use super::{
    Confinement, MethodOffer, PluginFault, PluginSettings, Settings,
    proto::{self, Answer, Hello, HttpRequest, HttpResult, Op, Redirect},
    running::{Ground, Running},
    verified::Verified,
};
use crate::domain::refusal::Message;

/// All plugins of the portal. Dropping it ends their processes.
pub struct Gateway {
    executable: PathBuf,
    table: RwLock<Arc<Table>>,
    /// Held during a change: one at a time.
    changing: Mutex<()>,
    source: OnceLock<Source>,
    listener: OnceLock<Listener>,
}

/// A call as somebody who listens hears of it: plugin, circumstances, what was asked and what came of it.
pub struct Exchange<'a> {
    /// The plugin's name in the settings.
    pub plugin: &'a str,
    /// Clock, chance and language.
    pub cx: &'a proto::Cx,
    /// What was asked.
    pub op: &'a Op,
    /// The answer, or why there is none.
    pub outcome: &'a Result<Answer, PluginFault>,
}

/// Hears of every call; for authors of plugins, never in operation: what it hears holds personal data.
type Listener = Box<dyn Fn(&Exchange<'_>) + Send + Sync>;

/// Reads the settings again; the reason when they are faulty.
type Source = Box<dyn Fn() -> Result<Settings, String> + Send + Sync>;

/// The plugins of one state of the settings. Whoever asks one holds it until the answer is there, also across a change.
struct Table {
    ground: Ground,
    plugins: Vec<Plugin>,
}

struct Plugin {
    settings: PluginSettings,
    running: Result<Arc<Running>, String>,
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
    /// Whether its methods can be chosen; if not, it only finishes what was begun with it.
    pub enabled: bool,
    /// Whether real money moves.
    pub live: bool,
    /// What the conformance kit found of its library; nothing where it was not checked, or while it is off.
    pub verified: Option<Verified>,
    /// How its process is confined; nothing while it is off.
    pub confinement: Option<Confinement>,
    /// The SHA-256 of the library that was loaded; nothing while it is off.
    pub digest: Option<String>,
    /// What it needs to be told about the payer and was not granted.
    pub ungranted: Vec<proto::Need>,
}

/// What a change of the settings did to one plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginChange {
    /// Its name in the configuration.
    pub id: String,
    /// What was done.
    pub done: Done,
}

/// What was done to a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It is new.
    Added,
    /// Another process answers from now on.
    Replaced,
    /// It is no longer asked.
    Removed,
    /// Nothing: the same process goes on, or it is off as before.
    Kept,
}

impl fmt::Display for PluginChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let done = match self.done {
            Done::Added => "added",
            Done::Replaced => "replaced",
            Done::Removed => "removed",
            Done::Kept => "kept",
        };
        write!(f, "{}: {done}", self.id)
    }
}

impl Gateway {
    /// Starts every plugin. One that cannot be started is off, with a reason; the others and the portal do not mind.
    /// `executable` is this program; its `plugin-host` command runs [`super::child_run`].
    #[must_use]
    pub fn start(settings: Settings, executable: &Path) -> Self {
        let ground = Ground::of(&settings);
        let mut table = Table { ground, plugins: Vec::new() };
        for settings in settings.plugins {
            let running = table.started(&settings, executable);
            if let Err(why) = &running {
                tracing::warn!(plugin = settings.id, why, "plugin off");
            }
            table.plugins.push(Plugin { settings, running });
        }
        Self {
            executable: executable.to_owned(),
            table: RwLock::new(Arc::new(table)),
            changing: Mutex::new(()),
            source: OnceLock::new(),
            listener: OnceLock::new(),
        }
    }

    /// Takes other settings while the portal runs. A plugin whose settings stay the same keeps its process; another is
    /// started and proven first, and only when all are, they take the places of the old ones. Calls on their way are
    /// answered by the process that has them. Blocks as long as the starts take.
    ///
    /// # Errors
    /// Which plugins could not be started, and why; then nothing was changed.
    pub fn change(&self, settings: Settings) -> Result<Vec<PluginChange>, String> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.table();
        let mut after = Table { ground: Ground::of(&settings), plugins: Vec::new() };
        let (mut changes, mut faults) = (Vec::new(), Vec::new());
        for settings in settings.plugins {
            let old = before.find(&settings.id);
            let kept = old.filter(|old| before.ground == after.ground && old.settings == settings);
            let unique = after.find(&settings.id).is_none();
            let (running, done) = match kept.and_then(|old| old.running.as_ref().ok()) {
                Some(running) if unique && running.is_current(&settings) => (Ok(Arc::clone(running)), Done::Kept),
                Some(_) | None => (
                    after.started(&settings, &self.executable),
                    if old.is_some() { Done::Replaced } else { Done::Added },
                ),
            };
            let off_as_before = unique && kept.is_some_and(|old| old.running.is_err());
            match &running {
                Err(_) if off_as_before => changes.push(PluginChange { id: settings.id.clone(), done: Done::Kept }),
                Err(why) => faults.push(format!("{}: {why}", settings.id)),
                Ok(_) => changes.push(PluginChange { id: settings.id.clone(), done }),
            }
            after.plugins.push(Plugin { settings, running });
        }
        if !faults.is_empty() {
            return Err(faults.join("; "));
        }
        let removed = before.plugins.iter().filter(|old| after.find(&old.settings.id).is_none());
        changes.extend(removed.map(|old| PluginChange { id: old.settings.id.clone(), done: Done::Removed }));
        *self.table.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(after);
        Ok(changes)
    }

    /// Says where the settings are read again for [`Self::reread`]; the first source stays.
    pub fn reread_from(&self, source: impl Fn() -> Result<Settings, String> + Send + Sync + 'static) {
        drop(self.source.set(Box::new(source)));
    }

    /// Reads the settings again and takes what they say about plugins; tells the log what was done, or why not.
    ///
    /// # Errors
    /// As [`Self::change`], and faults of the settings; then nothing was changed.
    pub fn reread(&self) -> Result<Vec<PluginChange>, String> {
        let source = self.source.get().ok_or_else(|| "this portal has no settings to read again".to_owned())?;
        let changed = source().and_then(|settings| self.change(settings));
        match &changed {
            Ok(changes) => {
                let told: Vec<_> = changes.iter().map(ToString::to_string).collect();
                tracing::info!(plugins = told.join(", "), "the settings of plugins were read again");
            }
            Err(why) => tracing::error!(why, "the settings of plugins were read again, and nothing was changed"),
        }
        changed
    }

    /// The weakest confinement of the plugins that are on; nothing when none is. Pages for staff warn when it is not complete.
    #[must_use]
    pub fn confinement(&self) -> Option<Confinement> {
        let table = self.table();
        let running = table.plugins.iter().filter_map(|plugin| plugin.running.as_ref().ok());
        running.map(|running| running.confinement()).min_by_key(|it| (it.is_complete(), it.seccomp, it.landlock))
    }

    /// Every method of every plugin that is on, in the order of the configuration.
    #[must_use]
    pub fn methods(&self) -> Vec<MethodOffer> {
        let table = self.table();
        let offers = table.plugins.iter().filter_map(|plugin| {
            let running = plugin.running.as_ref().ok()?;
            let available = match (plugin.settings.enabled, running.admits()) {
                (false, _) => Err(Message::new("payments-method-off")),
                (true, false) => Err(Message::new("payments-method-resting")),
                (true, true) => Ok(()),
            };
            let offer = |offer: &MethodOffer| MethodOffer { available: available.clone(), ..offer.clone() };
            Some(running.offers().iter().map(offer).collect::<Vec<_>>())
        });
        offers.flatten().collect()
    }

    /// Every plugin of the configuration, also those that are off.
    #[must_use]
    pub fn plugins(&self) -> Vec<PluginState> {
        self.table().plugins.iter().map(Plugin::state).collect()
    }

    /// Asks a plugin; blocks, so it is called from blocking code. Nothing is tried twice.
    ///
    /// # Errors
    /// Why there is no answer; a fault is never an observation.
    pub fn call(&self, plugin: &str, cx: proto::Cx, op: Op) -> Result<Answer, PluginFault> {
        let Some(listener) = self.listener.get() else { return self.running(plugin)?.call(cx, op) };
        let outcome = self.running(plugin).and_then(|running| running.call(cx.clone(), op.clone()));
        listener(&Exchange { plugin, cx: &cx, op: &op, outcome: &outcome });
        outcome
    }

    /// Lets somebody hear of every call; the first listener stays.
    pub fn listen(&self, listener: impl Fn(&Exchange<'_>) + Send + Sync + 'static) {
        drop(self.listener.set(Box::new(listener)));
    }

    /// Sends the request of a plugin's `http` step. The request is used up: nothing here can send it again.
    pub async fn send(&self, plugin: &str, request: HttpRequest) -> HttpResult {
        match self.running(plugin) {
            Ok(running) => super::send(request, running.policy()).await,
            Err(fault) => HttpResult::NotSent { why: fault.to_string() },
        }
    }

    /// The address of a plugin's `redirect` step, when the customer may be sent there.
    ///
    /// # Errors
    /// The plugin is off, or its answer names a place it may not use.
    pub fn redirect_url(&self, plugin: &str, redirect: &Redirect) -> Result<Url, PluginFault> {
        self.running(plugin)?.redirect_url(redirect)
    }

    fn running(&self, id: &str) -> Result<Arc<Running>, PluginFault> {
        let table = self.table();
        let plugin = table.find(id).ok_or_else(|| PluginFault::Off(format!("there is no plugin `{id}`")))?;
        plugin.running.clone().map_err(PluginFault::Off)
    }

    fn table(&self) -> Arc<Table> {
        Arc::clone(&self.table.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Table {
    fn find(&self, id: &str) -> Option<&Plugin> {
        self.plugins.iter().find(|plugin| plugin.settings.id == id)
    }

    /// A plugin beside those that stand in the table already.
    fn started(&self, settings: &PluginSettings, executable: &Path) -> Result<Arc<Running>, String> {
        if self.find(&settings.id).is_some() {
            return Err(format!("another plugin is called `{}`, too", settings.id));
        }
        Running::start(settings, &self.ground, executable).map(Arc::new)
    }
}

impl Plugin {
    fn state(&self) -> PluginState {
        let running = self.running.as_ref();
        PluginState {
            id: self.settings.id.clone(),
            state: running.map(|running| running.hello().clone()).map_err(Clone::clone),
            resting: running.is_ok_and(|running| !running.admits()),
            enabled: self.settings.enabled,
            live: self.settings.live,
            verified: running.ok().and_then(|running| running.verified().cloned()),
            confinement: running.ok().map(|running| running.confinement()),
            digest: running.ok().map(|running| running.digest().to_owned()),
            ungranted: running.map(|running| running.ungranted(&self.settings.grants)).unwrap_or_default(),
        }
    }
}
