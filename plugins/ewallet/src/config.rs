//! The operator's settings: the endpoint and the terminal.

use evisa_plugin_sdk::{
    proto::Issue,
    settings::{Field, Reader},
};
use serde_json::Value;

/// Every host name this plugin may speak to: the provider's (figure 9 links to it), and this machine for the model bank.
pub(crate) const HOSTS: [&str; 3] = ["post.kz", "127.0.0.1", "localhost"];
/// The fields of the configuration.
pub(crate) const FIELDS: &[Field] = &[
    Field::url("api_url", "Where the wallet service stands, without /v1: https://post.kz/wallet"),
    Field::optional("terminal", "The terminal that must take the money, where the contract names one"),
];

/// What the operator sets.
pub(crate) struct Settings {
    pub(crate) api_url: String,
}

impl Settings {
    /// The settings, or everything that is wrong with them. The terminal is the host's to compare, and only checked here.
    pub(crate) fn read(values: &Value) -> Result<Self, Vec<Issue>> {
        let mut reader = Reader::new(values, FIELDS, &HOSTS);
        let api_url = reader.line("api_url").trim_end_matches('/').to_owned();
        reader.line("terminal");
        reader.finish(Self { api_url })
    }
}
