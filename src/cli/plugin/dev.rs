//! `evisa plugin dev` and `record`: build a project, pay with it in a demonstration, and build it again at every change.

use std::{
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use super::{
    args::Dev,
    executable, inspect,
    project::Project,
    say,
    trace::{Recorder, summary},
};
use crate::{
    cli::{
        demo::{self, Demo},
        house::HouseFault,
        run::log_start,
        signals,
    },
    payments::{self, Gateway, PluginFault, PluginSettings},
};

/// The pause between two looks at the project: a save is seen at once, and the disk rests.
const LOOK: Duration = Duration::from_millis(500);

/// Run `evisa plugin dev DIR`; with a file, every call is recorded there.
///
/// # Errors
/// The project cannot be built the first time, or the demonstration cannot be opened.
pub(super) async fn dev(asked: Dev, record: Option<PathBuf>) -> Result<ExitCode, HouseFault> {
    log_start("error");
    let project = Arc::new(Project::open(&asked.dir)?);
    say(format_args!("building {} …", asked.dir.display()));
    let seen = project.changed_at();
    let library = built(&project).await?;
    let id = inspect::look(&library, &inspect::bytes_read(&library)?)?.hello.plugin;
    let mut own: Result<Option<PluginSettings>, HouseFault> = Ok(None);
    let wanted = demo::Wanted { data: asked.data, listen: asked.listen, kind: asked.kind };
    let demo = Demo::open_with(wanted, |bank| {
        own = project.settings((&id, &library), bank).map(Some);
        own.as_ref().ok().cloned().flatten().into_iter().collect()
    });
    let demo = demo.await?;
    let own = own?.ok_or_else(|| HouseFault("the demonstration did not take the plugin".to_owned()))?;
    let gateway = Arc::clone(&demo.house.outside.gateway);
    let recorder = record.map(|file| Recorder::open(&file, &own, &executable()?)).transpose()?;
    let recorder = Mutex::new(recorder);
    let plugin = id.clone();
    gateway.listen(move |exchange| {
        if exchange.plugin != plugin {
            return;
        }
        say(summary(exchange));
        if let Some(recorder) = recorder.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            recorder.write(exchange);
        }
    });
    let stop = signals::stop_signal()?;
    say(demo.welcome());
    say(state(&gateway, &id));
    let watching = Watching { project, gateway, payments: demo.payments.clone(), id, bank_url: demo.bank_url.clone() };
    let watching = tokio::spawn(watching.run(seen, stop.clone()));
    demo.run(stop).await?;
    watching.await.map_err(|error| HouseFault::of("watching", error))?;
    Ok(ExitCode::SUCCESS)
}

async fn built(project: &Arc<Project>) -> Result<PathBuf, HouseFault> {
    let project = Arc::clone(project);
    tokio::task::spawn_blocking(move || project.build()).await.map_err(|error| HouseFault::of("build", error))?
}

/// Whether the plugin answers, and what to do when it does not.
fn state(gateway: &Gateway, id: &str) -> String {
    let plugin = gateway.plugins().into_iter().find(|plugin| plugin.id == id);
    match plugin.map(|plugin| plugin.state) {
        Some(Ok(hello)) => {
            format!("  {id} {} is at the gateway; save a file to build it again", hello.version)
        }
        Some(Err(why)) => {
            format!("  {id} is off: {why}\n  What it is configured with stands in dev.toml of the project.")
        }
        None => format!("  {id} is not there"),
    }
}

struct Watching {
    project: Arc<Project>,
    gateway: Arc<Gateway>,
    payments: payments::Settings,
    id: String,
    bank_url: String,
}

impl Watching {
    async fn run(self, mut seen: Option<std::time::SystemTime>, mut stop: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                () = tokio::time::sleep(LOOK) => {}
            }
            let changed = self.project.changed_at();
            if changed != seen {
                seen = changed;
                say("building again …");
                match self.reload().await {
                    Ok(()) => say(state(&self.gateway, &self.id)),
                    Err(why) => say(format_args!("{why}\nthe build before goes on answering at {}", self.bank_url)),
                }
            }
        }
    }

    /// A new child takes the place of the old one once it has started; calls on their way end in the old one.
    async fn reload(&self) -> Result<(), HouseFault> {
        let library = built(&self.project).await?;
        let mut settings = self.payments.clone();
        for plugin in settings.plugins.iter_mut().filter(|plugin| plugin.id == self.id) {
            plugin.path.clone_from(&library);
        }
        let gateway = Arc::clone(&self.gateway);
        let changed = tokio::task::spawn_blocking(move || gateway.change(settings)).await;
        changed.map_err(|error| HouseFault::of("reload", error))?.map_err(HouseFault)?;
        Ok(())
    }
}

/// What an author does about a fault.
pub(super) fn advice(fault: &PluginFault) -> &'static str {
    match fault {
        PluginFault::Panicked(_) => "the text says where; its process was replaced, and the attempt goes on by `query`",
        PluginFault::Deadline => "a call answers at once: no waiting, no loop without an end",
        PluginFault::Died(_) => "it crashed or called exit(): run its tests with a debugger or sanitizer",
        PluginFault::Malformed(_) => "compare with `evisa plugin schema`; `evisa plugin check` finds the field",
        PluginFault::Misconfigured(_) => "mend dev.toml, or `configure`",
        PluginFault::Refused(_) => "it said so itself: a fault is never an observation, and the host asks again later",
        PluginFault::Load(_) => "`evisa plugin inspect` says why it cannot be loaded",
        PluginFault::Request(_)
        | PluginFault::Off(_)
        | PluginFault::Resting
        | PluginFault::Busy
        | PluginFault::Closed => "wait a little, then try again",
    }
}
