//! The operator's settings: endpoints, terminal and client; what is wrong is named field by field.

use evisa_plugin_sdk::proto::{ConfigField, ConfigKind, Issue};
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
/// Longest setting: the addresses of the bank have fewer than 80 characters.
const SETTING_CHARS_MAX: usize = 200;

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

const FIELDS: [(&str, ConfigKind, bool, &str); 7] = [
    ("oauth_url", ConfigKind::Url, true, "Where tokens are given: https://epay-oauth.homebank.kz/oauth2/token"),
    ("api_url", ConfigKind::Url, true, "Where orders are asked after, without a path: https://epay-api.homebank.kz"),
    ("payform_url", ConfigKind::Url, true, "The card page that takes a form with the fields of halyk.pay"),
    ("terminal", ConfigKind::Text, true, "The terminal of the contract, a UUID"),
    ("client_id", ConfigKind::Text, true, "The name of the client of the contract"),
    ("cabinet", ConfigKind::Text, false, "The cabinet shown on the card page (figure 8)"),
    ("language_zh", ConfigKind::Text, false, "The page's language for Chinese customers; eng when absent"),
];

/// The fields of the configuration.
pub(crate) fn schema() -> Vec<ConfigField> {
    let field = |(name, kind, required, note): (&str, ConfigKind, bool, &str)| ConfigField {
        name: name.to_owned(),
        kind,
        required,
        note: note.to_owned(),
    };
    FIELDS.map(field).to_vec()
}

impl Settings {
    /// The settings, or everything that is wrong with them.
    pub(crate) fn read(values: &Value) -> Result<Self, Vec<Issue>> {
        let Some(table) = values.as_object() else { return Err(vec![Issue::new("", "the settings are not a table")]) };
        let known = |name: &String| FIELDS.iter().any(|(field, ..)| field == name);
        let strange = table.keys().filter(|name| !known(name));
        let mut issues: Vec<Issue> = strange.map(|name| Issue::new(name, "there is no such setting")).collect();
        let mut take = |name: &str| {
            let text = table.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
            if let Some(message) = fault(name, &text, table.contains_key(name)) {
                issues.push(Issue::new(name, message));
            }
            text
        };
        let settings = Self {
            oauth_url: take("oauth_url"),
            api_url: take("api_url").trim_end_matches('/').to_owned(),
            payform_url: take("payform_url"),
            terminal: take("terminal"),
            client_id: take("client_id"),
            cabinet: take("cabinet"),
            language_zh: Some(take("language_zh")).filter(|text| !text.is_empty()).unwrap_or_else(|| "eng".to_owned()),
        };
        if issues.is_empty() { Ok(settings) } else { Err(issues) }
    }
}

fn fault(name: &str, text: &str, given: bool) -> Option<&'static str> {
    let (_, kind, required, _) = FIELDS.iter().find(|(field, ..)| *field == name)?;
    let url = *kind == ConfigKind::Url;
    match text {
        "" if *required => Some("is missing: see the contract with the bank"),
        "" if given => Some("is empty or not a text"),
        "" => None,
        _ if text.len() > SETTING_CHARS_MAX || text.chars().any(char::is_control) => {
            Some("is too long or not plain text")
        }
        _ if url && !url_is_ours(text) => {
            Some("is not an https address at a host of this bank (http only on 127.0.0.1)")
        }
        _ if name == "api_url" && text.contains(['?', '#']) => Some("must end before the query"),
        _ => None,
    }
}

/// `https` at one of [`HOSTS`], or `http` on this machine.
fn url_is_ours(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let here = host == "127.0.0.1" || host == "localhost";
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    plain && port.parse::<u16>().is_ok() && HOSTS.contains(&host) && (scheme == "https" || (scheme == "http" && here))
}
