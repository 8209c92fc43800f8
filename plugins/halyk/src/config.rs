//! The operator's settings: endpoints, terminal and client.

use evisa_plugin_sdk::{
    proto::Issue,
    settings::{Field, Reader},
};
use serde_json::Value;

/// Every host name this plugin may speak to: the bank's, its test system's, and this machine for the model bank.
pub(crate) const HOSTS: [&str; 8] = [
    "epay-oauth.homebank.kz",
    "epay-api.homebank.kz",
    "epay.homebank.kz",
    "test-epay-oauth.epayment.kz",
    "test-epay-api.epayment.kz",
    "test-epay.epayment.kz",
    "127.0.0.1",
    "localhost",
];
/// The fields of the configuration.
pub(crate) const FIELDS: &[Field] = &[
    Field::url("oauth_url", "Where tokens are given: https://epay-oauth.homebank.kz/oauth2/token"),
    Field::url("api_url", "Where orders are asked after, without a path: https://epay-api.homebank.kz"),
    Field::url("payform_url", "The card page that takes a form with the fields of halyk.pay"),
    Field::text("terminal", "The terminal of the contract, a UUID"),
    Field::text("client_id", "The name of the client of the contract"),
    Field::optional("cabinet", "The cabinet shown on the card page (figure 8)"),
    Field::optional("language_zh", "The page's language for Chinese customers; eng when absent"),
];

/// What the operator sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) oauth_url: String,
    pub(crate) api_url: String,
    pub(crate) payform_url: String,
    pub(crate) terminal: String,
    pub(crate) client_id: String,
    pub(crate) cabinet: String,
    pub(crate) language_zh: String,
}

impl Settings {
    /// The settings, or everything that is wrong with them.
    pub(crate) fn read(values: &Value) -> Result<Self, Vec<Issue>> {
        let mut reader = Reader::new(values, FIELDS, &HOSTS);
        let settings = Self {
            oauth_url: reader.line("oauth_url"),
            api_url: reader.line("api_url").trim_end_matches('/').to_owned(),
            payform_url: reader.line("payform_url"),
            terminal: reader.line("terminal"),
            client_id: reader.line("client_id"),
            cabinet: reader.line("cabinet"),
            language_zh: Some(reader.line("language_zh")).filter(|text| !text.is_empty()).unwrap_or("eng".to_owned()),
        };
        reader.finish(settings)
    }
}
