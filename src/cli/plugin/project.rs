//! An author's project: how it is built, what it is configured with, and when it changed.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::SystemTime,
};

use serde::Deserialize;
use serde_json::Value;

use crate::{
    cli::house::HouseFault,
    payments::{PluginSettings, Secret, proto::Need},
    sandbox::BankSettings,
};

/// The file with the plugin's configuration in a demonstration.
const DEV_FILE: &str = "dev.toml";
/// Folders that hold what is built, not what is written.
const BUILT: [&str; 3] = ["target", "build", ".git"];

/// What `dev.toml` says. In its texts `{bank}` is the model bank's address, `{wallet_key}` its key for wallets.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Dev {
    config: Value,
    secrets: BTreeMap<String, String>,
}

/// A project in Rust or in C.
pub(super) struct Project {
    folder: PathBuf,
    is_rust: bool,
}

impl Project {
    /// The project in a folder.
    pub(super) fn open(folder: &Path) -> Result<Self, HouseFault> {
        let is_rust = folder.join("Cargo.toml").is_file();
        if !is_rust && !folder.join("Makefile").is_file() {
            return Err(HouseFault(format!(
                "{} has neither a Cargo.toml nor a Makefile: name the folder of a plugin, or begin one with `evisa plugin new`",
                folder.display()
            )));
        }
        Ok(Self { folder: folder.to_owned(), is_rust })
    }

    /// Builds it; what the compiler says goes to standard error. The library.
    pub(super) fn build(&self) -> Result<PathBuf, HouseFault> {
        let (program, arguments): (_, &[&str]) = if self.is_rust {
            ("cargo", &["build", "--message-format=json-render-diagnostics"])
        } else {
            ("make", &["--silent"])
        };
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder).stdin(Stdio::null()).stderr(Stdio::inherit());
        let output = command.output().map_err(|error| missing(program, &error))?;
        if !output.status.success() {
            return Err(HouseFault(format!("{program} could not build it: mend what it says above, and save")));
        }
        let library = if self.is_rust { artifact(&output.stdout) } else { newest(&self.folder.join("build")) };
        library.ok_or_else(|| {
            let wanted =
                if self.is_rust { "crate-type = [\"cdylib\", \"rlib\"] in its [lib]" } else { "a lib….so in build/" };
            HouseFault(format!("{program} built no library: the project needs {wanted}"))
        })
    }

    /// The settings of the library in a demonstration with this bank.
    pub(super) fn settings(
        &self,
        (id, library): (&str, &Path),
        bank: &BankSettings,
    ) -> Result<PluginSettings, HouseFault> {
        let dev = self.dev()?;
        let filled = |text: &str| text.replace("{bank}", &bank.public_url).replace("{wallet_key}", &bank.wallet_key);
        let secrets = dev.secrets.iter().map(|(name, text)| (name.clone(), Secret::new(&filled(text))));
        Ok(PluginSettings {
            hosts: vec!["127.0.0.1".to_owned()],
            grants: vec![Need::PayerName, Need::Phone, Need::Email, Need::Iin],
            config: mapped(dev.config, &filled),
            secrets: secrets.collect(),
            ..PluginSettings::new(id, library)
        })
    }

    fn dev(&self) -> Result<Dev, HouseFault> {
        let place = self.folder.join(DEV_FILE);
        match fs::read_to_string(&place) {
            Ok(text) => toml::from_str(&text).map_err(|error| HouseFault(format!("{}: {error}", place.display()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Dev::default()),
            Err(error) => Err(HouseFault::of(&place.display().to_string(), error)),
        }
    }

    /// When something in it was last written.
    pub(super) fn changed_at(&self) -> Option<SystemTime> {
        let mut folders = vec![self.folder.clone()];
        let mut newest = None;
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let Ok(facts) = entry.metadata() else { continue };
                if !facts.is_dir() {
                    newest = newest.max(facts.modified().ok());
                } else if !BUILT.iter().any(|built| entry.file_name() == *built) {
                    folders.push(entry.path());
                }
            }
        }
        newest
    }
}

fn missing(program: &str, error: &std::io::Error) -> HouseFault {
    let install = if program == "cargo" { "install Rust (https://rustup.rs)" } else { "install a C compiler and make" };
    HouseFault(format!("{program} cannot be run ({error}): {install}, or put it on the PATH"))
}

/// The library among what cargo says it made.
fn artifact(messages: &[u8]) -> Option<PathBuf> {
    let text = String::from_utf8_lossy(messages);
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let made = messages.filter(|message| message["reason"] == "compiler-artifact");
    let files = made.flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default());
    let mut libraries =
        files.filter_map(|file| file.as_str().filter(|file| is_library(Path::new(file))).map(PathBuf::from));
    // Its own library comes after those of its dependencies.
    libraries.next_back()
}

fn newest(folder: &Path) -> Option<PathBuf> {
    let files = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).filter(|path| is_library(path));
    files.max_by_key(|path| path.metadata().and_then(|facts| facts.modified()).ok())
}

fn is_library(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "so")
}

fn mapped(value: Value, map: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(map(&text)),
        Value::Array(items) => items.into_iter().map(|item| mapped(item, map)).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, field)| (name, mapped(field, map))).collect(),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}
