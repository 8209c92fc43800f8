//! The operator's settings: the endpoint and the terminal; what is wrong is named field by field.

use evisa_plugin_sdk::proto::{ConfigField, ConfigKind, Issue};
use serde_json::Value;

/// Every host name this plugin may speak to: the provider's (figure 9 links to it), and this machine for the model bank.
pub(crate) const HOSTS: [&str; 3] = ["post.kz", "127.0.0.1", "localhost"];
/// Longest setting.
const SETTING_CHARS_MAX: usize = 200;

/// What the operator sets.
pub(crate) struct Settings {
    pub(crate) api_url: String,
}

const FIELDS: [(&str, ConfigKind, bool, &str); 2] = [
    ("api_url", ConfigKind::Url, true, "Where the wallet service stands, without /v1: https://post.kz/wallet"),
    ("terminal", ConfigKind::Text, false, "The terminal that must take the money, where the contract names one"),
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
    /// The settings, or everything that is wrong with them. The terminal is the host's to compare, and only checked here.
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
        let api_url = take("api_url").trim_end_matches('/').to_owned();
        take("terminal");
        if issues.is_empty() { Ok(Self { api_url }) } else { Err(issues) }
    }
}

fn fault(name: &str, text: &str, given: bool) -> Option<&'static str> {
    let (_, kind, required, _) = FIELDS.iter().find(|(field, ..)| *field == name)?;
    match text {
        "" if *required => Some("is missing: see the contract with the provider"),
        "" if given => Some("is empty or not a text"),
        "" => None,
        _ if text.len() > SETTING_CHARS_MAX || text.chars().any(char::is_control) => {
            Some("is too long or not plain text")
        }
        _ if *kind == ConfigKind::Url && !url_is_ours(text) => {
            Some("is not an https address at a host of this provider (http only on 127.0.0.1), without a query")
        }
        _ => None,
    }
}

/// `https` at one of [`HOSTS`], or `http` on this machine; no query.
fn url_is_ours(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let here = host == "127.0.0.1" || host == "localhost";
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && !b"\\?#".contains(&b));
    plain && port.parse::<u16>().is_ok() && HOSTS.contains(&host) && (scheme == "https" || (scheme == "http" && here))
}
