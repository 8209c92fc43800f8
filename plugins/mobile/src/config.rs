//! The operator's settings: the endpoint and the account.

use evisa_plugin_sdk::{
    proto::Issue,
    settings::{Field, Reader},
};
use serde_json::Value;

/// Every host name this plugin may speak to: the provider's, its test system's, and this machine for the model bank.
pub(crate) const HOSTS: [&str; 4] = ["www.wooppay.com", "www.test.wooppay.com", "127.0.0.1", "localhost"];
/// The fields of the configuration.
pub(crate) const FIELDS: &[Field] = &[
    Field::url("api_url", "Where the methods stand, without their names: https://www.wooppay.com/api/json"),
    Field::text("username", "The merchant's account"),
    Field::text("service_name", "The service of the contract, by its name"),
];

/// What the operator sets.
pub(crate) struct Settings {
    pub(crate) api_url: String,
    pub(crate) username: String,
    pub(crate) service_name: String,
}

impl Settings {
    /// The settings, or everything that is wrong with them.
    pub(crate) fn read(values: &Value) -> Result<Self, Vec<Issue>> {
        let mut reader = Reader::new(values, FIELDS, &HOSTS);
        let api_url = reader.line("api_url").trim_end_matches('/').to_owned();
        let (username, service_name) = (reader.line("username"), reader.line("service_name"));
        reader.finish(Self { api_url, username, service_name })
    }
}
