//! What an operator says about payment plugins.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use evisa_plugin_sdk::proto::Need;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use super::{confine::Sandbox, verified::Verification};

/// The `[payments]` part of the configuration.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The plugins, in the order their methods are shown.
    pub plugins: Vec<PluginSettings>,
    /// Demonstration: requests may go to this machine without TLS, and libraries need no pin. Never with real money.
    pub allow_loopback: bool,
    /// What happens on a kernel that cannot confine a plugin.
    pub sandbox: Sandbox,
}

/// One plugin. The same library may stand here twice, for example with two terminals.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PluginSettings {
    /// Its name in this portal, unique: lower-case letters, digits, `.` and `-`.
    pub id: String,
    /// The library.
    pub path: PathBuf,
    /// The SHA-256 of the library, 64 hexadecimal digits: what else is found there is not loaded.
    #[serde(default)]
    pub sha256: Option<String>,
    /// The public key of who signs the library, as minisign writes it: then the signature in `LIBRARY.minisig` must be theirs.
    #[serde(default)]
    pub signer: Option<String>,
    /// Whether it is offered to those who choose a method. Attempts that were begun with it are finished either way.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Whether real money moves; `false` at a provider's test system, and always in a demonstration.
    #[serde(default)]
    pub live: bool,
    /// The host names it may reach, as `name` or `name:port`; only those count that it declares itself. In a demonstration
    /// names of this machine count too, so that a model bank can stand in.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// What it may be told about the payer: of what it declares to need, only this is passed on.
    #[serde(default)]
    pub grants: Vec<Need>,
    /// What its process may cost.
    #[serde(default)]
    pub limits: PluginLimits,
    /// Whether `evisa plugin check` must have found it fit to take payments.
    #[serde(default)]
    pub verification: Verification,
    /// Its own table, passed on as it is.
    #[serde(default)]
    pub config: serde_json::Value,
    /// Its secrets by name.
    #[serde(default)]
    pub secrets: BTreeMap<String, Secret>,
}

impl PluginSettings {
    /// A library under a name, with the defaults: no pin, no host, no secret.
    #[must_use]
    pub fn new(id: &str, path: &Path) -> Self {
        Self {
            id: id.to_owned(),
            path: path.to_owned(),
            sha256: None,
            signer: None,
            enabled: true,
            live: false,
            hosts: Vec::new(),
            grants: Vec::new(),
            limits: PluginLimits::default(),
            verification: Verification::default(),
            config: serde_json::Value::Null,
            secrets: BTreeMap::new(),
        }
    }
}

/// What the process of a plugin may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PluginLimits {
    /// Milliseconds one call may take: it does no input or output, so the default is generous.
    pub call_ms: u32,
    /// Mebibytes of memory beyond the program itself: messages are at most 1 MiB, so the default is generous.
    pub memory_mib: u32,
}

impl Default for PluginLimits {
    fn default() -> Self {
        Self { call_ms: 2_000, memory_mib: 256 }
    }
}

const fn yes() -> bool {
    true
}

/// A secret that no log shows and that is wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// A secret.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        Self(Zeroizing::new(secret.to_owned()))
    }

    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Zeroizing::new(String::deserialize(deserializer)?)))
    }
}

/// Bytes of a line of a secret that is hidden by itself: a shorter one tells nothing and would hide common words.
const SECRET_LINE_BYTES_MIN: usize = 8;

/// Takes secrets out of lines for the log, by exact value, and cuts them to a length.
#[derive(Clone, Default)]
pub(super) struct Redactor(Vec<Secret>);

impl Redactor {
    pub(super) fn new(secrets: &BTreeMap<String, Secret>) -> Self {
        // A secret of several lines, such as a private key, is printed line by line.
        let lines = secrets.values().flat_map(|secret| secret.expose().lines());
        let lines = lines.filter(|line| line.len() >= SECRET_LINE_BYTES_MIN).map(Secret::new);
        let whole = secrets.values().filter(|secret| !secret.expose().is_empty()).cloned();
        let mut secrets: Vec<_> = whole.chain(lines).collect();
        // A secret that contains another goes first, or its rest would stay.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
        Self(secrets)
    }

    /// The length in bytes of the longest secret: so much more of a line must be read before it is cut.
    pub(super) fn longest(&self) -> usize {
        self.0.first().map_or(0, |secret| secret.expose().len())
    }

    /// The line without secrets and control characters, at most `bytes_max` long.
    pub(super) fn line(&self, text: &str, bytes_max: usize) -> String {
        let mut line = self.0.iter().fold(text.to_owned(), |line, secret| line.replace(secret.expose(), "[secret]"));
        line.truncate(line.floor_char_boundary(bytes_max));
        line.replace(char::is_control, " ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_their_secrets_never_shown() {
        let settings: Settings = serde_json::from_str(
            r#"{"plugins":[{"id":"halyk","path":"/opt/h.so","hosts":["a.kz"],"secrets":{"client":"hunter2"}}]}"#,
        )
        .unwrap();
        assert!(settings.plugins[0].enabled && !settings.allow_loopback);
        assert_eq!(settings.plugins[0].secrets["client"].expose(), "hunter2");
        assert!(!format!("{settings:?}").contains("hunter2"));
    }

    #[test]
    fn a_misspelt_setting_is_refused() {
        assert!(serde_json::from_str::<Settings>(r#"{"allow_lopback":true}"#).is_err());
    }

    #[test]
    fn lines_lose_their_secrets_before_they_are_cut() {
        let secrets = [("a", "pass"), ("b", "password9"), ("c", "")];
        let redactor = Redactor::new(&secrets.map(|(name, value)| (name.to_owned(), Secret::new(value))).into());
        assert_eq!(redactor.line("x password9 pass\ty", 99), "x [secret] [secret] y");
        assert_eq!(redactor.line("жжж", 3), "ж");
        assert_eq!(redactor.longest(), 9);
        let key = Secret::new("-----BEGIN KEY-----\nMIIEvQIBADAN\nBg==\n-----END KEY-----");
        let redactor = Redactor::new(&[("key".to_owned(), key)].into());
        assert_eq!(redactor.line("key: MIIEvQIBADAN", 99), "key: [secret]");
    }
}
