//! Keeps one plugin running: a thread of its own that starts its child, asks it, and replaces it after a fault.
//!
//! A thread, because the kernel ties some child-process services to the thread that started the child, and the threads of
//! an async runtime come and go. The child ends by itself when its requests end, so it cannot outlive the portal.

use std::{
    os::fd::OwnedFd,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use evisa_plugin_sdk::proto::{
    Answer, Config, Cx, Description, Hello, LOG_LINE_BYTES_MAX, LOG_LINES_MAX, Level, Op, Request, SecretUse,
};

use super::{
    PluginFault, Sandbox,
    breaker::Breaker,
    child::Terms,
    confine::Confinement,
    library::Sealed,
    process::Process,
    settings::{PluginSettings, Redactor},
};

/// The time a child may take to start and to load its library, on a busy machine.
const START_DEADLINE: Duration = Duration::from_secs(10);

/// Calls that may wait for one plugin: each holds a thread of those that also serve pages.
const CALLS_WAITING_MAX: usize = 64;

/// A plugin that was started; calls go to its thread.
pub(super) struct Supervisor {
    desk: mpsc::SyncSender<Job>,
    breaker: Arc<Mutex<Breaker>>,
    /// What its library says.
    pub(super) hello: Hello,
    /// What it says about itself.
    pub(super) description: Description,
    /// How its process is confined.
    pub(super) confinement: Confinement,
}

struct Job {
    cx: Cx,
    op: Op,
    reply: mpsc::SyncSender<Result<Answer, PluginFault>>,
}

impl Supervisor {
    /// Starts a plugin from its library; the reason when it must stay off.
    pub(super) fn start(
        plugin: PluginSettings,
        (library, sandbox): (Sealed, Sandbox),
        executable: PathBuf,
    ) -> Result<Self, String> {
        let breaker = Arc::new(Mutex::new(Breaker::default()));
        let redactor = Redactor::new(&plugin.secrets);
        let (desk, jobs) = mpsc::sync_channel(CALLS_WAITING_MAX);
        let (report, started) = mpsc::sync_channel(1);
        let mut worker = Worker {
            terms: Terms { sandbox, memory_mib_max: plugin.limits.memory_mib },
            executable,
            plugin,
            library: library.file,
            redactor,
            process: None,
            breaker: Arc::clone(&breaker),
            next_id: 1,
            known: None,
        };
        let work = move || {
            let first = worker.spawn();
            let ready = first.is_ok();
            let known = first.and_then(|()| worker.known.clone().ok_or(PluginFault::Closed));
            drop(report.send(known.map_err(|fault| worker.told(fault))));
            if ready {
                worker.run(&jobs);
            }
        };
        thread::Builder::new().name("plugin".to_owned()).spawn(work).map_err(|error| error.to_string())?;
        let known = started.recv().map_err(|_| PluginFault::Closed).flatten().map_err(|fault| fault.to_string())?;
        let Known { hello, description, confinement } = known;
        Ok(Self { desk, breaker, hello, description, confinement })
    }

    /// One call; blocks at most about twelve seconds (a start and a call). Never retried here.
    pub(super) fn call(&self, cx: Cx, op: Op) -> Result<Answer, PluginFault> {
        let (reply, answer) = mpsc::sync_channel(1);
        self.desk.try_send(Job { cx, op, reply }).map_err(|unsent| match unsent {
            mpsc::TrySendError::Full(_) => PluginFault::Busy,
            mpsc::TrySendError::Disconnected(_) => PluginFault::Closed,
        })?;
        answer.recv().map_err(|_| PluginFault::Closed)?
    }

    /// Whether a call would be tried now.
    pub(super) fn admits(&self) -> bool {
        lock(&self.breaker).admits(Instant::now())
    }
}

fn lock(breaker: &Mutex<Breaker>) -> MutexGuard<'_, Breaker> {
    breaker.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What lives in the thread.
struct Worker {
    plugin: PluginSettings,
    executable: PathBuf,
    terms: Terms,
    library: OwnedFd,
    redactor: Redactor,
    process: Option<Process>,
    breaker: Arc<Mutex<Breaker>>,
    next_id: u64,
    known: Option<Known>,
}

/// What a child says before it is asked for anything: the same each time.
#[derive(Clone, PartialEq, Eq)]
struct Known {
    hello: Hello,
    description: Description,
    confinement: Confinement,
}

impl Worker {
    fn run(&mut self, jobs: &mpsc::Receiver<Job>) {
        for job in jobs {
            // Whoever asked may have gone; the answer then changes nothing.
            drop(job.reply.send(self.serve(job.cx, job.op)));
        }
    }

    fn serve(&mut self, cx: Cx, op: Op) -> Result<Answer, PluginFault> {
        if !lock(&self.breaker).admits(Instant::now()) {
            return Err(PluginFault::Resting);
        }
        let outcome = self.ready().and_then(|()| self.ask(cx, op));
        match outcome {
            Ok(answer) => {
                lock(&self.breaker).success();
                self.log_turn(&answer);
                Ok(answer)
            }
            Err(fault) if fault.is_of_the_process() => Err(self.replace(fault)),
            Err(fault) => Err(self.told(fault)),
        }
    }

    /// A fault as others may read it: a plugin can repeat what it was told.
    fn told(&self, fault: PluginFault) -> PluginFault {
        fault.map_text(|text| self.redactor.line(text, LOG_LINE_BYTES_MAX))
    }

    /// After a fault the child is never used again.
    fn replace(&mut self, fault: PluginFault) -> PluginFault {
        self.process = None;
        let opened = lock(&self.breaker).fault(Instant::now());
        let fault = self.told(fault);
        tracing::warn!(plugin = self.plugin.id, opened, why = %fault, "the plugin failed; its process is replaced");
        fault
    }

    /// A child that is still alive and silent, or a new one.
    fn ready(&mut self) -> Result<(), PluginFault> {
        match &mut self.process {
            Some(process) => match process.expect_silence() {
                Ok(()) => Ok(()),
                Err(fault) => {
                    // It failed after its last answer: that counts, but does not fail this call.
                    self.replace(fault);
                    self.spawn()
                }
            },
            None => self.spawn(),
        }
    }

    /// A child that is ready for calls, or none: one that stopped half-way is not kept.
    fn spawn(&mut self) -> Result<(), PluginFault> {
        self.greet().map_err(|fault| {
            self.process = None;
            if let PluginFault::Refused(fault) = fault {
                return PluginFault::Malformed(format!("while it started: {fault}"));
            }
            fault
        })
    }

    /// Starts a child: it says hello, describes itself, and takes its configuration.
    fn greet(&mut self) -> Result<(), PluginFault> {
        let log = (self.plugin.id.as_str(), &self.redactor);
        let started = Process::start(&self.executable, self.terms, &self.library, log);
        let mut process = started.map_err(|error| PluginFault::Died(format!("could not be started: {error}")))?;
        let (confinement, Answer::Hello(hello)) = process.greeting(START_DEADLINE)? else {
            return Err(PluginFault::Malformed("no greeting".to_owned()));
        };
        self.process = Some(process);
        let Answer::Description(description) = self.ask(quiet(), Op::Describe)? else {
            return Err(PluginFault::Malformed("no description".to_owned()));
        };
        let known = Known { hello, description: *description, confinement };
        if self.known.as_ref().is_some_and(|before| *before != known) {
            return Err(PluginFault::Malformed("another description than before".to_owned()));
        }
        let config = self.granted(&known.description);
        self.known = Some(known);
        let Answer::Issues(issues) = self.ask(quiet(), Op::Init(config))? else {
            return Err(PluginFault::Malformed("no answer to the configuration".to_owned()));
        };
        if issues.is_empty() {
            return Ok(());
        }
        let issues = issues.iter().map(|issue| format!("{}: {}", issue.field, issue.message));
        Err(PluginFault::Misconfigured(issues.collect::<Vec<_>>().join("; ")))
    }

    /// The configuration with those secrets only that the plugin must see.
    fn granted(&self, description: &Description) -> Config {
        let seen = description.secrets.iter().filter(|secret| secret.used_by == SecretUse::Plugin);
        let secrets = seen.filter_map(|field| {
            self.plugin.secrets.get(&field.name).map(|secret| (field.name.clone(), secret.expose().to_owned()))
        });
        Config { values: self.plugin.config.clone(), secrets: secrets.collect() }
    }

    fn ask(&mut self, cx: Cx, op: Op) -> Result<Answer, PluginFault> {
        let request = Request::new(self.next_id, cx, op);
        self.next_id += 1;
        let process = self.process.as_mut().ok_or(PluginFault::Closed)?;
        process.ask(&request, Duration::from_millis(self.plugin.limits.call_ms.into()))
    }

    fn log_turn(&self, answer: &Answer) {
        let Answer::Turn(turn) = answer else { return };
        let plugin = self.plugin.id.as_str();
        for line in turn.log.iter().take(LOG_LINES_MAX) {
            let text = self.redactor.line(&line.message, LOG_LINE_BYTES_MAX);
            match line.level {
                Level::Warn => tracing::warn!(plugin, "{text}"),
                Level::Info => tracing::info!(plugin, "{text}"),
                Level::Debug => tracing::debug!(plugin, "{text}"),
            }
        }
    }
}

/// Circumstances for the calls that may not depend on any: who are you, and here is your configuration.
pub(super) fn quiet() -> Cx {
    Cx { now: "1970-01-01T00:00:00Z".to_owned(), entropy: [0; 32], lang: "en".to_owned(), features: Vec::new() }
}
