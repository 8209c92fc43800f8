//! A library under the conformance kit: sealed once, loaded as often as wanted, asked by frames as they are.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use evisa_plugin_sdk::proto::{Answer, Hello};

use super::{
    Confinement, PluginFault, Sandbox,
    abi::{self, Loaded},
    child::{self, Terms},
    library::{self, Sealed},
    process::Process,
    settings::{PluginLimits, PluginSettings, Redactor},
};

/// The time a child may take to start and to load its library, on a busy machine.
const START_DEADLINE: Duration = Duration::from_secs(10);

/// A library, read and sealed: every child gets the same bytes.
pub struct Specimen {
    library: Sealed,
    executable: PathBuf,
}

impl Specimen {
    /// Reads and seals a library. `executable` is this program.
    ///
    /// # Errors
    /// Why it cannot be read, or is no library.
    pub fn read(executable: &Path, path: &Path) -> Result<Self, String> {
        let library = library::seal(&PluginSettings::new("check", path), false)?;
        Ok(Self { library, executable: executable.to_owned() })
    }

    /// Its SHA-256 in lower-case hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.library.digest
    }

    /// Loads it into a fresh confined child.
    ///
    /// # Errors
    /// Why it could not be loaded, or is no plugin.
    pub fn start(&self) -> Result<SpecimenChild, PluginFault> {
        let limits = PluginLimits::default();
        let (process, _, hello) = started(&self.executable, &self.library, ("check", Sandbox::BestEffort, &limits))?;
        Ok(SpecimenChild { process, hello, call_deadline: Duration::from_millis(limits.call_ms.into()) })
    }
}

/// A fresh child that has loaded a sealed library, how it is confined, and what its descriptor says. Its log goes to `tracing` under `name`.
pub(super) fn started(
    executable: &Path,
    library: &Sealed,
    (name, sandbox, limits): (&str, Sandbox, &PluginLimits),
) -> Result<(Process, Confinement, Hello), PluginFault> {
    let terms = Terms { sandbox, memory_mib_max: limits.memory_mib };
    let started = Process::start(executable, terms, &library.file, (name, &Redactor::default()));
    let mut process = started.map_err(|error| PluginFault::Died(format!("could not be started: {error}")))?;
    let (confinement, Answer::Hello(hello)) = process.greeting(START_DEADLINE)? else {
        return Err(PluginFault::Malformed("no greeting".to_owned()));
    };
    Ok((process, confinement, hello))
}

/// A library in a confined child of its own. Dropping it ends the child.
pub struct SpecimenChild {
    process: Process,
    call_deadline: Duration,
    /// What its descriptor says.
    pub hello: Hello,
}

impl SpecimenChild {
    /// One frame as it is, and the frame it answers, as it came. After a fault the child must be dropped.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn exchange(&mut self, frame: &[u8]) -> Result<Vec<u8>, PluginFault> {
        self.process.expect_silence()?;
        self.process.exchange(frame, self.call_deadline)
    }

    /// Threads, open files, and bytes of memory in use, as the kernel tells them; nothing where it does not.
    #[must_use]
    pub fn footprint(&self) -> Option<(usize, usize, u64)> {
        let folder = PathBuf::from(format!("/proc/{}", self.process.id()));
        let count = |name: &str| Some(fs::read_dir(folder.join(name)).ok()?.count());
        let statm = fs::read_to_string(folder.join("statm")).ok()?;
        let pages: u64 = statm.split(' ').nth(1)?.parse().ok()?;
        let page_bytes = u64::try_from(rustix::param::page_size()).ok()?;
        Some((count("task")?, count("fd")?, pages.saturating_mul(page_bytes)))
    }
}

/// A library in this very process, for a debugger: nothing confines it, and what it keeps in memory stays.
pub struct SpecimenHere(Loaded);

impl SpecimenHere {
    /// Loads a library into this process.
    ///
    /// # Errors
    /// Why it could not be loaded, or is no plugin.
    pub fn load(path: &Path) -> Result<Self, PluginFault> {
        let path = path.canonicalize().map_err(|error| PluginFault::Load(error.to_string()))?;
        abi::load(&path).map(Self).map_err(PluginFault::Load)
    }

    /// What its descriptor says.
    #[must_use]
    pub fn hello(&self) -> &Hello {
        &self.0.hello
    }

    /// One frame as it is, and the frame it answers.
    #[must_use]
    pub fn exchange(&self, frame: &[u8]) -> Vec<u8> {
        child::exchange(&self.0, frame).1
    }
}
