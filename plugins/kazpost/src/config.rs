//! The operator's settings: endpoint, merchant and keys; what is wrong is named field by field.

use evisa_plugin_sdk::proto::{ConfigField, ConfigKind, Issue};
use serde_json::Value;

use crate::{document::escaped, sign::BankKeys};

/// Every host name this plugin may speak to: the two public installations of the protocol, and this machine for the model bank.
pub(crate) const HOSTS: [&str; 4] = ["epay.kkb.kz", "testpay.kkb.kz", "127.0.0.1", "localhost"];
/// Longest setting of one line.
const SETTING_CHARS_MAX: usize = 200;
/// Longest PEM text: four certificates of 4096 bits.
const PEM_CHARS_MAX: usize = 16 * 1024;

/// What the operator sets.
pub(crate) struct Settings {
    pub(crate) epay_url: String,
    pub(crate) terminal: String,
    pub(crate) merchant_name: String,
    pub(crate) cert_id: String,
    pub(crate) email: String,
    pub(crate) shop_id: String,
    pub(crate) template: String,
    pub(crate) language_zh: String,
    pub(crate) bank: BankKeys,
}

const FIELDS: [(&str, ConfigKind, bool, &str); 9] = [
    ("epay_url", ConfigKind::Url, true, "Where /jsp/process and /jsp/remote stand: https://epay.kkb.kz"),
    ("terminal", ConfigKind::Text, true, "The merchant number of the contract (merchant_id), digits"),
    ("merchant_name", ConfigKind::Text, true, "The merchant's name as in the contract; shown on the card page"),
    ("cert_id", ConfigKind::Text, true, "The serial number of the merchant's certificate, hexadecimal"),
    ("bank_cert", ConfigKind::Text, true, "The bank's certificate or public key, PEM; two of them during a change"),
    ("email", ConfigKind::Text, true, "The address given to the bank where the payer has none"),
    ("shop_id", ConfigKind::Text, false, "The shop, where the contract names one"),
    ("template", ConfigKind::Text, false, "The page skin, where the contract names one"),
    (
        "language_zh",
        ConfigKind::Text,
        false,
        "The page's language for Chinese customers: rus, eng or kaz; eng when absent",
    ),
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
        let epay_url = take("epay_url").trim_end_matches('/').to_owned();
        let (terminal, merchant_name) = (take("terminal"), take("merchant_name"));
        let (cert_id, email, pem) = (take("cert_id"), take("email"), take("bank_cert"));
        let (shop_id, template) = (take("shop_id"), take("template"));
        let language_zh = Some(take("language_zh")).filter(|text| !text.is_empty()).unwrap_or_else(|| "eng".to_owned());
        let bank = BankKeys::read(&pem);
        if let (Err(why), false) = (&bank, pem.is_empty()) {
            issues.push(Issue::new("bank_cert", why));
        }
        match bank {
            Ok(bank) if issues.is_empty() => {
                Ok(Self { epay_url, terminal, merchant_name, cert_id, email, shop_id, template, language_zh, bank })
            }
            Ok(_) | Err(_) => Err(issues),
        }
    }
}

fn fault(name: &str, text: &str, given: bool) -> Option<&'static str> {
    let (_, kind, required, _) = FIELDS.iter().find(|(field, ..)| *field == name)?;
    let digits = |max: usize| (1..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let line = text.len() <= SETTING_CHARS_MAX && !text.chars().any(char::is_control);
    match (name, text) {
        (_, "") if *required => Some("is missing: see the contract with the bank"),
        (_, "") if given => Some("is empty or not a text"),
        (_, "") => None,
        ("bank_cert", _) => (PEM_CHARS_MAX < text.len()).then_some("is too long for four certificates"),
        _ if !line => Some("is too long or not plain text"),
        _ if *kind == ConfigKind::Url && !url_is_ours(text) => {
            Some("is not an https address at a host of this bank (http only on 127.0.0.1), without a query")
        }
        ("terminal", _) if !digits(15) => Some("is not a merchant number of at most 15 digits"),
        ("merchant_name", _) if escaped(text) != text => {
            Some("holds one of & < > \", which the signed order cannot carry")
        }
        ("cert_id", _) if !(text.len() <= 40 && text.bytes().all(|b| b.is_ascii_hexdigit())) => {
            Some("is not a serial number of at most 40 hexadecimal digits")
        }
        ("email", _) if !text.contains('@') || text.contains(' ') => Some("is not an electronic mail address"),
        ("language_zh", _) if !["rus", "eng", "kaz"].contains(&text) => Some("is not rus, eng or kaz"),
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
