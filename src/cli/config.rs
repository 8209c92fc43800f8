//! The settings of `evisa serve`: `--set` before environment before file before default, every fault reported at once.
//!
//! The default is the commented `config.toml` itself, so the two cannot differ. [`read`] is a pure function of its [`Sources`]; each
//! setting is asked for once, by the line that gives it its type, and what nobody asked for is a fault.

mod fault;
mod kinds;
mod parts;
mod reader;
mod secret;
#[cfg(test)]
mod tests;
mod tree;

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use tracing::level_filters::LevelFilter;
use url::Url;

pub use self::{
    fault::{Fault, Faults, Origin, Place},
    reader::{Loaded, Shown},
    secret::SecretRef,
};
use self::{reader::Reader, tree::Table};
pub use crate::domain::application::Decision;
use crate::{
    crypto::{cms::Revocation, keys::Identity},
    documents::SecondCode,
    domain::{category::Category, staff::SecondFactorRule},
    identity::Protocol,
    mail::{Mailbox, Tls as MailTls},
    payments::{PluginLimits, Sandbox, Verification, proto::Need},
};

/// The commented default settings: the file `config.toml` of the source.
pub const DEFAULT_FILE: &str = include_str!("../../config.toml");
/// The settings file that is read, where it exists, when none is named.
pub const FILE_NAME: &str = "config.toml";
/// What the name of every environment variable of ours begins with.
pub const ENV_PREFIX: &str = "EVISA_";

/// All settings of `evisa serve`.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Listening.
    pub server: Server,
    /// Keeping.
    pub store: Store,
    /// Letters.
    pub mail: Mail,
    /// Rules and decisions.
    pub visa: Visa,
    /// The keys that seal and sign.
    pub keys: Keys,
    /// What is printed.
    pub documents: Documents,
    /// Cost of a password check.
    pub password: Password,
    /// Whether a digital signature must be known not to be revoked.
    pub revocation: Revocation,
    /// Whether staff must show a second thing besides their password.
    pub second_factor: SecondFactorRule,
    /// Who says who people are, beside passwords and signatures.
    pub identity: Option<Provider>,
    /// What happens on a kernel that cannot confine a payment plugin.
    pub sandbox: Sandbox,
    /// Payment plugins, in the order their methods are shown.
    pub plugins: Vec<Plugin>,
    /// The log.
    pub log: Log,
}

/// The keys that seal and sign visas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// Where the passphrase is kept; absent: in the data directory.
    pub passphrase: Option<SecretRef>,
    /// Who signs, and for how long.
    pub identity: Identity,
}

/// Where the portal listens, and what a client may cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// What applicants type; https unless the host is this machine.
    pub public_url: Url,
    /// Certificate and key, where evisa speaks TLS itself.
    pub tls: Option<Tls>,
    /// Addresses whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// What a client may cost.
    pub limits: Limits,
}

/// Certificate and key.
#[derive(Debug, Clone, PartialEq)]
pub struct Tls {
    /// The certificate chain, PEM.
    pub cert: PathBuf,
    /// The private key, PEM.
    pub key: PathBuf,
}

/// What a client may cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Connections at once.
    pub connections_max: usize,
    /// Connections at once from one address.
    pub connections_per_address_max: usize,
    /// To finish the TLS handshake.
    pub handshake: Duration,
    /// From the handshake to the first whole request.
    pub first_request: Duration,
    /// For the head of each later request.
    pub head: Duration,
    /// Greatest age of a connection.
    pub age: Duration,
    /// For open connections to finish at the end.
    pub farewell: Duration,
}

/// An identity provider.
#[derive(Debug, Clone, PartialEq)]
pub struct Provider {
    /// What it speaks.
    pub protocol: Protocol,
    /// Its address, as it names itself.
    pub issuer: Url,
    /// Our name there.
    pub client_id: String,
    /// Where our secret there is kept.
    pub client_secret: SecretRef,
    /// The claim that holds the IIN, where it is trusted to say it.
    pub iin_claim: Option<String>,
}

/// Where everything is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Store {
    /// The folder.
    pub dir: PathBuf,
}

/// How letters leave.
#[derive(Debug, Clone, PartialEq)]
pub struct Mail {
    /// The sender.
    pub from: Mailbox,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<Mailbox>,
    /// The way.
    pub way: MailWay,
}

/// The way of letters.
#[derive(Debug, Clone, PartialEq)]
pub enum MailWay {
    /// As files.
    Files {
        /// The folder.
        dir: PathBuf,
    },
    /// To a mail server.
    Smtp(Smtp),
}

/// A mail server.
#[derive(Debug, Clone, PartialEq)]
pub struct Smtp {
    /// Its host name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: MailTls,
    /// The certificate of its own authority, PEM.
    pub authority: Option<PathBuf>,
    /// Name and password, where it asks for them.
    pub sign_in: Option<(String, SecretRef)>,
    /// The longest time for one letter.
    pub timeout: Duration,
}

/// Rules and decisions.
#[derive(Debug, Clone, PartialEq)]
pub struct Visa {
    /// The name of the profile of rules.
    pub profile: &'static str,
    /// Who decides, by category.
    pub decisions: Decisions,
    /// Days that an exchange rate may be old.
    pub rate_age_days_max: i32,
}

/// What is printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Documents {
    /// What the second code of a visa holds.
    pub second_code: SecondCode,
}

/// Who decides, by category.
#[derive(Debug, Clone, PartialEq)]
pub struct Decisions {
    /// Business visas.
    pub business: Decision,
    /// Tourist visas.
    pub tourist: Decision,
    /// Medical visas.
    pub medical: Decision,
}

impl Decisions {
    /// Who decides an application of this category.
    #[must_use]
    pub const fn of(&self, category: Category) -> Decision {
        match category {
            Category::Business => self.business,
            Category::Tourist => self.tourist,
            Category::Medical => self.medical,
        }
    }
}

/// Cost of one password check (Argon2id).
#[derive(Debug, Clone, PartialEq)]
pub struct Password {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// One payment plugin.
#[derive(Debug, Clone, PartialEq)]
pub struct Plugin {
    /// Its name in this portal, unique.
    pub id: String,
    /// The library.
    pub path: PathBuf,
    /// The SHA-256 of the library, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// The minisign public key of who signs the library, where a signature is asked for.
    pub signer: Option<String>,
    /// Whether it is offered.
    pub enabled: bool,
    /// Whether real money moves.
    pub live: bool,
    /// The hosts it may reach, as `name` or `name:port`.
    pub hosts: Vec<String>,
    /// What it may be told about the payer.
    pub grants: Vec<Need>,
    /// What its process may cost.
    pub limits: PluginLimits,
    /// Whether the conformance kit must have found it fit.
    pub verification: Verification,
    /// Its own table, a JSON object.
    pub config: serde_json::Value,
    /// Where its secrets are kept, by name.
    pub secrets: BTreeMap<String, SecretRef>,
}

/// The log.
#[derive(Debug, Clone, PartialEq)]
pub struct Log {
    /// How a line is written.
    pub format: LogFormat,
    /// The least weighty lines that are written.
    pub level: LevelFilter,
}

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For collectors: one JSON object a line.
    Json,
}

/// Where settings come from, the strongest first. Cannot be printed: the environment may hold secrets.
#[derive(Clone, Default)]
pub struct Sources {
    /// Keys and values of `--set`.
    pub flags: Vec<(String, String)>,
    /// The environment, all of it.
    pub env: Vec<(String, String)>,
    /// Name and text of the settings file.
    pub file: Option<(String, String)>,
}

impl Sources {
    /// The sources of this run: the values of `--set` (each `KEY=VALUE`), the environment, and the file; without a named file,
    /// [`FILE_NAME`] where it exists.
    pub fn gather(file: Option<&Path>, sets: &[(String, String)]) -> Result<Self, Faults> {
        let named = file.unwrap_or(Path::new(FILE_NAME));
        let name = named.display().to_string();
        let text = match std::fs::read_to_string(named) {
            Err(fault) if file.is_none() && fault.kind() == std::io::ErrorKind::NotFound => None,
            Err(fault) => return Err(Faults::unreadable(&name, &fault)),
            Ok(text) => Some((name, text)),
        };
        let env =
            std::env::vars_os().map(|(name, value)| (name.to_string_lossy().into(), value.to_string_lossy().into()));
        Ok(Self { flags: sets.to_vec(), env: env.collect(), file: text })
    }
}

/// Read the settings from their sources, or report every fault at once.
pub fn read(sources: &Sources) -> Result<Loaded, Faults> {
    let default = tree::parse(DEFAULT_FILE).expect("the tests read the default settings");
    let file = match &sources.file {
        Some((name, text)) => tree::parse(text).map_err(|faults| Faults::syntax(name, faults))?,
        None => Table::new(),
    };
    let mut reader = Reader::new(sources, &file, &default);
    let config = parts::config(&mut reader);
    reader.finish(config)
}
