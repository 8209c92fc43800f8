//! Reads the operator's settings of a plugin: what is wrong is named field by field.

use serde_json::{Map, Value};

use crate::proto::{ConfigField, ConfigKind, Issue};

/// Longest setting of one line: addresses of banks have fewer than 80 characters.
const LINE_CHARS_MAX: usize = 200;

/// A field of the settings.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    name: &'static str,
    kind: ConfigKind,
    required: bool,
    note: &'static str,
}

impl Field {
    /// An `https` address at one of the plugin's hosts; without it the plugin cannot work.
    #[must_use]
    pub const fn url(name: &'static str, note: &'static str) -> Self {
        Self { name, kind: ConfigKind::Url, required: true, note }
    }

    /// A line of text; without it the plugin cannot work.
    #[must_use]
    pub const fn text(name: &'static str, note: &'static str) -> Self {
        Self { name, kind: ConfigKind::Text, required: true, note }
    }

    /// A line of text that may be absent.
    #[must_use]
    pub const fn optional(name: &'static str, note: &'static str) -> Self {
        Self { name, kind: ConfigKind::Text, required: false, note }
    }
}

/// The fields as the description names them.
#[must_use]
pub fn schema(fields: &[Field]) -> Vec<ConfigField> {
    let field = |field: &Field| ConfigField {
        name: field.name.to_owned(),
        kind: field.kind,
        required: field.required,
        note: field.note.to_owned(),
    };
    fields.iter().map(field).collect()
}

/// Settings as they are read: fields are taken one by one, and every fault is kept.
pub struct Reader<'a> {
    table: Option<&'a Map<String, Value>>,
    fields: &'a [Field],
    hosts: &'a [&'a str],
    issues: Vec<Issue>,
}

impl<'a> Reader<'a> {
    /// Settings to read by `fields`; addresses may be at `hosts` only.
    #[must_use]
    pub fn new(values: &'a Value, fields: &'a [Field], hosts: &'a [&'a str]) -> Self {
        let table = values.as_object();
        let known = |name: &String| fields.iter().any(|field| field.name == name);
        let strange = table.into_iter().flat_map(Map::keys).filter(|name| !known(name));
        let mut issues: Vec<Issue> = strange.map(|name| Issue::new(name, "there is no such setting")).collect();
        if table.is_none() {
            issues.push(Issue::new("", "the settings are not a table"));
        }
        Self { table, fields, hosts, issues }
    }

    /// A field of one line; empty when it is absent or wrong.
    pub fn line(&mut self, name: &str) -> String {
        self.checked(name, |_| None)
    }

    /// A field of one line that must also pass `check`, which says what is wrong.
    pub fn checked(&mut self, name: &str, check: impl FnOnce(&str) -> Option<&'static str>) -> String {
        self.take(name, |text, kind, hosts| match kind {
            _ if text.len() > LINE_CHARS_MAX || text.chars().any(char::is_control) => {
                Some("is too long or not plain text")
            }
            ConfigKind::Url if !url_is_ours(text, hosts) => {
                Some("is not an https address at a host of this provider (http only on 127.0.0.1), without a query")
            }
            ConfigKind::Url | ConfigKind::Text | ConfigKind::Integer | ConfigKind::Flag => check(text),
        })
    }

    /// A field of several lines, for example keys, that must pass `check`.
    pub fn block(&mut self, name: &str, check: impl FnOnce(&str) -> Option<&'static str>) -> String {
        self.take(name, |text, _, _| check(text))
    }

    fn take(&mut self, name: &str, check: impl FnOnce(&str, ConfigKind, &[&str]) -> Option<&'static str>) -> String {
        let (Some(table), Some(field)) = (self.table, self.fields.iter().find(|field| field.name == name)) else {
            return String::new();
        };
        let text = table.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
        let fault = match text.as_str() {
            "" if field.required => Some("is missing: see the contract with the provider"),
            "" => table.contains_key(name).then_some("is empty or not a text"),
            text => check(text, field.kind, self.hosts),
        };
        self.issues.extend(fault.map(|fault| Issue::new(name, fault)));
        text
    }

    /// The settings, if nothing was wrong.
    ///
    /// # Errors
    /// Everything that was wrong.
    pub fn finish<T>(self, settings: T) -> Result<T, Vec<Issue>> {
        if self.issues.is_empty() { Ok(settings) } else { Err(self.issues) }
    }
}

/// Two parts of a configuration, or everything that is wrong with both.
///
/// # Errors
/// The issues of either part.
pub fn both<A, B>(a: Result<A, Vec<Issue>>, b: Result<B, Vec<Issue>>) -> Result<(A, B), Vec<Issue>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (a, b) => Err([a.err(), b.err()].into_iter().flatten().flatten().collect()),
    }
}

/// `https` at one of the hosts, or `http` on this machine; no query.
fn url_is_ours(text: &str, hosts: &[&str]) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let here = host == "127.0.0.1" || host == "localhost";
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && !b"\\?#".contains(&b));
    plain && port.parse::<u16>().is_ok() && hosts.contains(&host) && (scheme == "https" || (scheme == "http" && here))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FIELDS: &[Field] = &[
        Field::url("api_url", "Where it stands"),
        Field::text("shop", "The shop"),
        Field::optional("skin", "The skin"),
    ];

    fn read(values: &Value) -> Result<[String; 3], Vec<Issue>> {
        let mut reader = Reader::new(values, FIELDS, &["pay.kz", "127.0.0.1"]);
        let settings = [reader.line("api_url"), reader.line("shop"), reader.line("skin")];
        reader.finish(settings)
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let good = read(&json!({"api_url": "https://pay.kz/v1", "shop": " 7 "})).unwrap();
        assert_eq!(good, ["https://pay.kz/v1", "7", ""]);
        let fields = |values: Value| -> Vec<String> {
            read(&values).unwrap_err().into_iter().map(|issue| issue.field).collect()
        };
        assert_eq!(fields(json!({"api_url": "https://evil.kz", "shop": "a\nb", "x": 1})), ["x", "api_url", "shop"]);
        assert_eq!(fields(json!({"skin": 5})), ["api_url", "shop", "skin"]);
        assert_eq!(fields(json!("text")), [""]);
    }

    #[test]
    fn an_address_is_at_the_provider_and_encrypted() {
        let is_ours = |url| url_is_ours(url, &["pay.kz", "127.0.0.1"]);
        assert!(is_ours("https://pay.kz") && is_ours("https://pay.kz:8443/a") && is_ours("http://127.0.0.1:81/a"));
        for bad in ["http://pay.kz", "https://pay.kz.evil", "https://pay.kz?x", "ftp://pay.kz", "https://pay.kz:x", ""]
        {
            assert!(!is_ours(bad), "{bad}");
        }
    }
}
