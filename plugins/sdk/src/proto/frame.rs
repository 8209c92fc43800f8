//! Frames: one request, one response; how they are written and with which care they are read.

use std::{collections::BTreeMap, fmt};

use data_encoding::BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Bytes, Callback, Description, Event, Order, PROTO_VERSION, Quote, QuoteRequest, RawHttp, RefundOrder,
    SettlementRow, State, Turn,
};

/// A call of the host: `{v, id, op, body, now, entropy, lang, features}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Request {
    /// The protocol version, [`PROTO_VERSION`].
    pub v: u16,
    /// A number the response repeats.
    pub id: u64,
    /// Clock, chance and language.
    #[serde(flatten)]
    pub cx: Cx,
    /// What is asked.
    #[serde(flatten)]
    pub op: Op,
}

impl Request {
    /// A call in the current protocol version.
    #[must_use]
    pub fn new(id: u64, cx: Cx, op: Op) -> Self {
        Self { v: PROTO_VERSION, id, cx, op }
    }
}

/// The host's clock and chance, so that a call is a function of its message and can be repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cx {
    /// Now, RFC 3339 with an offset.
    pub now: String,
    /// Thirty-two random bytes, fresh for each call.
    #[serde(serialize_with = "entropy_write", deserialize_with = "entropy_read")]
    #[cfg_attr(feature = "schema", schemars(with = "Bytes"))]
    pub entropy: [u8; 32],
    /// The customer's language: `kk`, `ru`, `en` or `zh`.
    pub lang: String,
    /// What this host can do beyond the first protocol version.
    #[serde(default)]
    pub features: Vec<String>,
}

fn entropy_write<S: Serializer>(entropy: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64.encode(entropy))
}

fn entropy_read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
    let bytes = Bytes::deserialize(deserializer)?;
    bytes.0.try_into().map_err(|_| de::Error::custom("entropy is 32 bytes"))
}

/// What is asked of a plugin: `op` names it, `body` holds the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "op", content = "body", rename_all = "snake_case")]
pub enum Op {
    /// Who are you? Answered without a configuration.
    Describe,
    /// Here is the configuration: answered with the issues found, none = ready.
    Init(Config),
    /// Would this configuration do? Answered with the issues found; changes nothing.
    CheckConfig(Config),
    /// What does a method cost?
    Quote(QuoteRequest),
    /// A method was chosen.
    Start {
        /// The attempt.
        order: Box<Order>,
    },
    /// Something happened since the last step.
    Resume {
        /// The attempt.
        order: Box<Order>,
        /// What the plugin remembered.
        #[serde(default)]
        state: State,
        /// What happened.
        event: Event,
    },
    /// What does the provider say about the order? Must work without any callback, and change nothing there.
    Query {
        /// The attempt.
        order: Box<Order>,
        /// What the plugin remembered.
        #[serde(default)]
        state: State,
    },
    /// The provider called: what does it say?
    ParseCallback(RawHttp),
    /// The customer chose otherwise, or the time is over.
    Cancel {
        /// The attempt.
        order: Box<Order>,
        /// What the plugin remembered.
        #[serde(default)]
        state: State,
    },
    /// Take the reserved money.
    Capture {
        /// The attempt.
        order: Box<Order>,
        /// What the plugin remembered.
        #[serde(default)]
        state: State,
    },
    /// Give money back.
    Refund {
        /// The attempt.
        order: Box<Order>,
        /// What the plugin remembered.
        #[serde(default)]
        state: State,
        /// How much.
        refund: RefundOrder,
    },
    /// What became of giving it back?
    QueryRefund {
        /// The attempt.
        order: Box<Order>,
        /// What the plugin remembered.
        #[serde(default)]
        state: State,
        /// How much.
        refund: RefundOrder,
    },
    /// What does this settlement file say?
    ParseSettlement {
        /// The file as it came.
        file: Bytes,
    },
}

impl Op {
    /// The names of all operations of this protocol version.
    pub const NAMES: [&'static str; 13] = [
        "describe",
        "init",
        "check_config",
        "quote",
        "start",
        "resume",
        "query",
        "parse_callback",
        "cancel",
        "capture",
        "refund",
        "query_refund",
        "parse_settlement",
    ];
}

/// The configuration of a plugin, as the operator wrote it, with the secrets it must see. Its `Debug` shows no secret.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Config {
    /// The plugin's own table of the configuration file.
    #[serde(default)]
    pub values: Value,
    /// The secrets declared with the use `plugin`.
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
}

impl Config {
    /// The plugin's table as its own type; what does not fit is an issue of the whole configuration.
    ///
    /// # Errors
    /// One [`Issue`] that says what does not fit.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Vec<Issue>> {
        T::deserialize(&self.values).map_err(|error| vec![Issue::new("", &error.to_string())])
    }

    /// A secret by name; an issue when it is missing.
    ///
    /// # Errors
    /// One [`Issue`] that names the secret.
    pub fn secret(&self, name: &str) -> Result<&str, Vec<Issue>> {
        self.secrets.get(name).map(String::as_str).ok_or_else(|| vec![Issue::new(name, "this secret is missing")])
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.secrets.keys().collect();
        f.debug_struct("Config").field("values", &self.values).field("secrets", &names).finish()
    }
}

/// What is wrong with one field of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Issue {
    /// The field; empty = the whole.
    pub field: String,
    /// What is wrong and what to do, in English, for the operator.
    pub message: String,
}

impl Issue {
    /// A fault of one field.
    #[must_use]
    pub fn new(field: &str, message: &str) -> Self {
        Self { field: field.to_owned(), message: message.to_owned() }
    }
}

/// An answer: `{v, id, answer, body}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Response {
    /// The protocol version, [`PROTO_VERSION`].
    pub v: u16,
    /// The number of the request.
    pub id: u64,
    /// The answer.
    #[serde(flatten)]
    pub answer: Answer,
}

impl Response {
    /// An answer in the current protocol version.
    #[must_use]
    pub fn new(id: u64, answer: Answer) -> Self {
        Self { v: PROTO_VERSION, id, answer }
    }
}

/// What a plugin answers: `answer` names the kind, `body` holds the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "answer", content = "body", rename_all = "snake_case")]
pub enum Answer {
    /// The first frame of a child process, sent unasked with the number 0.
    Hello(Hello),
    /// To `describe`.
    Description(Box<Description>),
    /// To `init` and `check_config`.
    Issues(Vec<Issue>),
    /// To `quote`.
    Quote(Quote),
    /// To everything that moves an attempt.
    Turn(Box<Turn>),
    /// To `parse_callback`.
    Callback(Box<Callback>),
    /// To `parse_settlement`.
    Rows(Vec<SettlementRow>),
    /// To anything: it could not be answered.
    Error(Fault),
}

/// A line for the operator's log; no personal data, no secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogLine {
    /// How much it matters.
    pub level: Level,
    /// The line, at most 1 KiB.
    pub message: String,
}

/// How much a log line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Look at it.
    Warn,
    /// Only when looking for something.
    Debug,
    /// Good to know; also whatever a newer plugin calls otherwise.
    #[serde(other)]
    Info,
}

/// What the descriptor of a loaded library says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hello {
    /// The plugin.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// The version of its SDK.
    pub sdk: String,
    /// What built it.
    pub toolchain: String,
    /// The oldest protocol it speaks.
    pub proto_min: u16,
    /// The newest protocol it speaks.
    pub proto_max: u16,
}

/// Why a call was not answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fault {
    /// Of which kind.
    pub kind: FaultKind,
    /// What happened, in English, for the log; no personal data, no secrets.
    pub message: String,
}

impl Fault {
    /// A fault with its sentence for the log.
    #[must_use]
    pub fn new(kind: FaultKind, message: &str) -> Self {
        Self { kind, message: message.to_owned() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.message)
    }
}

impl std::error::Error for Fault {}

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The plugin has no such operation.
    Unsupported,
    /// The call came before a good configuration.
    NotReady,
    /// The request is not what the protocol says.
    Input,
    /// The remembered state cannot be read or written.
    State,
    /// The provider's answer cannot be read.
    Provider,
    /// The plugin panicked; its process is not used again.
    Panicked,
    /// The library could not be loaded.
    Load,
    /// Anything else.
    #[serde(other)]
    Internal,
}
