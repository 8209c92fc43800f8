//! `evisa plugin check`: the conformance kit against one library, each case in a confined process of its own.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::Args;
use evisa_plugin_conformance::{
    self as kit, Cassette, Footprint, LEVEL_MAX, Options, SEED, Session, Subject, Trouble, Verdict, cases,
};

use super::{
    check_report::{self, Shown},
    elf, executable,
    inspect::bytes_read,
};
use crate::{
    cli::{house::HouseFault, say::say},
    payments::{PluginFault, Specimen, SpecimenChild, SpecimenHere, Verified, proto::Hello},
};

/// The folder with cassettes, beside the library or in the current folder.
const CASSETTES: &str = "cassettes";
/// Plugin, name and text of the cassettes of our own plugins.
const OURS: [(&str, &str, &str); 5] = [
    ("halyk", "card", include_str!("../../../plugins/halyk/cassettes/card.json")),
    ("kazpost", "card", include_str!("../../../plugins/kazpost/cassettes/card.json")),
    ("ewallet", "wallet", include_str!("../../../plugins/ewallet/cassettes/wallet.json")),
    ("mobile", "beeline", include_str!("../../../plugins/mobile/cassettes/beeline.json")),
    ("mobile", "kcell", include_str!("../../../plugins/mobile/cassettes/kcell.json")),
];
/// The longest fuzzing in seconds: a day.
const FUZZ_S_MAX: u64 = 86_400;

/// The arguments of `plugin check`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Check {
    /// The library
    #[arg(value_name = "LIB")]
    pub library: PathBuf,
    /// Run the cases up to this level
    #[arg(long, value_name = "1..10", default_value_t = LEVEL_MAX, value_parser = clap::value_parser!(u8).range(1..=10))]
    pub level: u8,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Write the results as JUnit XML into this file, too
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Print only the cases that failed
    #[arg(long)]
    pub only_failed: bool,
    /// Load the library into this very process, for a debugger; nothing confines it, and no level is kept
    #[arg(long)]
    pub in_process: bool,
    /// Fuzz so long instead of a fixed number of messages: 60s, 10m, 2h
    #[arg(long, value_name = "TIME", value_parser = time_parse)]
    pub fuzz: Option<Duration>,
    /// The seed of everything that is drawn
    #[arg(long, value_name = "NUMBER", default_value_t = SEED)]
    pub seed: u64,
    /// The folder with cassettes; without it, `cassettes` beside the library or in the current folder
    #[arg(long, value_name = "DIR")]
    pub cassettes: Option<PathBuf>,
    /// Run only this case, or those whose ids begin so; may be repeated
    #[arg(long, value_name = "ID")]
    pub include: Vec<String>,
}

fn time_parse(text: &str) -> Result<Duration, String> {
    let wrong = || "write a time such as 60s, 10m or 2h, at most a day".to_owned();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?);
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let unit_s: u64 = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        _ => return Err(wrong()),
    };
    let seconds = number.checked_mul(unit_s).filter(|seconds| (1..=FUZZ_S_MAX).contains(seconds)).ok_or_else(wrong)?;
    Ok(Duration::from_secs(seconds))
}

/// Run `evisa plugin check LIB`. The exit code is 0 when no case failed.
///
/// # Errors
/// The library, a cassette or an argument cannot be read; the text says what to do.
pub(super) fn check(wanted: &Check) -> Result<ExitCode, HouseFault> {
    include_check(&wanted.include)?;
    let subject = Checked::read(&executable()?, &wanted.library, wanted.in_process)?;
    let cassettes = cassettes(wanted)?;
    let options =
        Options { level: wanted.level, include: wanted.include.clone(), seed: wanted.seed, fuzz: wanted.fuzz };
    let shown = Shown::begin(wanted, &cassettes);
    let report = kit::check(&subject, &cassettes, &options, &mut |result| {
        shown.result(result);
        true
    });
    if let Some(file) = &wanted.junit {
        let text = check_report::junit(&report, wanted).map_err(|error| HouseFault::of("JUnit", error))?;
        std::fs::write(file, text).map_err(|error| {
            HouseFault(format!("{} cannot be written ({error}): name another file", file.display()))
        })?;
    }
    if wanted.json {
        say(check_report::json(&report, (wanted, subject.sha256())));
    }
    shown.end(&report);
    let failed = report.with(Verdict::Failed).next().is_some();
    if report.whole && !wanted.in_process {
        let verified = Verified {
            sha256: subject.sha256().to_owned(),
            level: report.level,
            protocol: report.protocol,
            kit: report.kit,
        };
        let kept = wanted.library.canonicalize().and_then(|library| verified.keep(&library, failed));
        shown.kept(kept.map_err(|error| error.to_string()));
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Each wanted case must be one, so that nobody takes "nothing ran" for "nothing failed".
fn include_check(include: &[String]) -> Result<(), HouseFault> {
    for wanted in include {
        if cases().any(|case| case.id.starts_with(wanted.as_str())) {
            continue;
        }
        let near = cases().min_by_key(|case| strsim::levenshtein(case.id, wanted));
        let near = near.map(|case| format!(", perhaps `{}`", case.id)).unwrap_or_default();
        return Err(HouseFault(format!("there is no case `{wanted}`{near}: a run without --include names them all")));
    }
    Ok(())
}

fn cassettes(wanted: &Check) -> Result<Vec<Cassette>, HouseFault> {
    let told =
        |why: String| HouseFault(format!("{why}\nA cassette plays the customer and the provider of one method."));
    if let Some(folder) = &wanted.cassettes {
        return Cassette::folder(folder).map_err(told);
    }
    match folder_find(&wanted.library) {
        Some(folder) => Cassette::folder(&folder).map_err(told),
        None => ours(&wanted.library).map(|(name, text)| Cassette::parse(name, text).map_err(told)).collect(),
    }
}

/// The cassettes of our own plugins: an operator has the library and this program, not their source.
fn ours(library: &Path) -> impl Iterator<Item = (&'static str, &'static str)> {
    let file = library.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    OURS.iter()
        .filter(move |(plugin, ..)| file == format!("libevisa_pay_{plugin}.so"))
        .map(|(_, name, text)| (*name, *text))
}

/// Where cassettes are when no folder is named.
pub(super) fn folder_find(library: &Path) -> Option<PathBuf> {
    let beside = library.parent().map(|folder| folder.join(CASSETTES));
    [beside, Some(PathBuf::from(CASSETTES))].into_iter().flatten().find(|folder| folder.is_dir())
}

/// A library as the kit reaches it.
pub struct Checked {
    tables: Result<kit::Library, String>,
    specimen: Specimen,
    /// Loaded here, once.
    here: Option<PathBuf>,
}

impl Checked {
    /// Reads a library. `executable` is this program.
    ///
    /// # Errors
    /// It cannot be read, or is no library.
    pub fn read(executable: &Path, library: &Path, in_process: bool) -> Result<Self, HouseFault> {
        let bytes = bytes_read(library)?;
        let name = library.display();
        let tables = elf::read(&bytes).map(|elf| kit::Library { exports: elf.exports, glibc: numbers(elf.glibc) });
        if let Err(why) = &tables {
            let next = "build it as a shared library (cdylib, or cc -shared)";
            return Err(HouseFault(format!("{name} is not a library of this system ({why}): {next}")));
        }
        let specimen = Specimen::read(executable, library).map_err(HouseFault)?;
        Ok(Self { tables, specimen, here: in_process.then(|| library.to_owned()) })
    }

    /// The SHA-256 of the library.
    #[must_use]
    pub fn sha256(&self) -> &str {
        self.specimen.sha256()
    }
}

/// `2.34` as numbers.
fn numbers(version: Option<String>) -> Option<(u32, u32)> {
    let version = version?;
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
}

impl Subject for Checked {
    fn library(&self) -> Result<kit::Library, String> {
        self.tables.clone()
    }

    fn open(&self) -> Result<Box<dyn Session>, Trouble> {
        match &self.here {
            Some(path) => Ok(Box::new(Here(SpecimenHere::load(path).map_err(trouble)?))),
            None => Ok(Box::new(Confined(self.specimen.start().map_err(trouble)?))),
        }
    }
}

struct Confined(SpecimenChild);

impl Session for Confined {
    fn hello(&self) -> &Hello {
        &self.0.hello
    }
    fn exchange(&mut self, frame: &[u8]) -> Result<Vec<u8>, Trouble> {
        self.0.exchange(frame).map_err(trouble)
    }
    fn footprint(&self) -> Option<Footprint> {
        let (threads, files, memory_bytes) = self.0.footprint()?;
        Some(Footprint { threads, files, memory_bytes })
    }
}

struct Here(SpecimenHere);

impl Session for Here {
    fn hello(&self) -> &Hello {
        self.0.hello()
    }
    fn exchange(&mut self, frame: &[u8]) -> Result<Vec<u8>, Trouble> {
        Ok(self.0.exchange(frame))
    }
    fn footprint(&self) -> Option<Footprint> {
        None
    }
}

fn trouble(fault: PluginFault) -> Trouble {
    match fault {
        PluginFault::Load(why) => Trouble::Load(why),
        PluginFault::Deadline => Trouble::Deadline,
        PluginFault::Malformed(why) | PluginFault::Request(why) => Trouble::Malformed(why),
        PluginFault::Off(_)
        | PluginFault::Resting
        | PluginFault::Busy
        | PluginFault::Misconfigured(_)
        | PluginFault::Refused(_)
        | PluginFault::Died(_)
        | PluginFault::Panicked(_)
        | PluginFault::Closed => Trouble::Died(fault.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (text, seconds) in [("60s", 60), ("10m", 600), ("2h", 7_200), ("24h", 86_400)] {
            assert_eq!(time_parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "60", "s", "0s", "25h", "-1s", "1d", "1.5s", "99999999999999999999s", "18446744073709551615h"]
        {
            assert!(time_parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_least_level_is_the_kit_s() {
        assert_eq!(crate::payments::LEVEL_ENABLED, kit::LEVEL_ENABLED);
    }

    #[test]
    fn a_misspelt_case_is_told_with_the_right_one() {
        let why = include_check(&["pay.hapy".to_owned()]).unwrap_err().0;
        assert!(why.contains("`pay.happy`"), "{why}");
        assert!(include_check(&["pay.".to_owned(), "load.file".to_owned()]).is_ok());
    }
}
