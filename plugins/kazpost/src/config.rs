//! The operator's settings: endpoint, merchant and keys.

use evisa_plugin_sdk::{
    proto::Issue,
    settings::{Field, Reader},
};
use serde_json::Value;

use crate::{document::escaped, sign::BankKeys};

/// Every host name this plugin may speak to: the two public installations of the protocol, and this machine for the model bank.
pub(crate) const HOSTS: [&str; 4] = ["epay.kkb.kz", "testpay.kkb.kz", "127.0.0.1", "localhost"];
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

/// The fields of the configuration.
pub(crate) const FIELDS: &[Field] = &[
    Field::url("epay_url", "Where /jsp/process and /jsp/remote stand: https://epay.kkb.kz"),
    Field::text("terminal", "The merchant number of the contract (merchant_id), digits"),
    Field::text("merchant_name", "The merchant's name as in the contract; shown on the card page"),
    Field::text("cert_id", "The serial number of the merchant's certificate, hexadecimal"),
    Field::text("bank_cert", "The bank's certificate or public key, PEM; two of them during a change"),
    Field::text("email", "The address given to the bank where the payer has none"),
    Field::optional("shop_id", "The shop, where the contract names one"),
    Field::optional("template", "The page skin, where the contract names one"),
    Field::optional("language_zh", "The page's language for Chinese customers: rus, eng or kaz; eng when absent"),
];

impl Settings {
    /// The settings, or everything that is wrong with them.
    pub(crate) fn read(values: &Value) -> Result<Self, Vec<Issue>> {
        let mut reader = Reader::new(values, FIELDS, &HOSTS);
        let epay_url = reader.line("epay_url").trim_end_matches('/').to_owned();
        let terminal = reader.checked("terminal", terminal_fault);
        let merchant_name = reader.checked("merchant_name", name_fault);
        let cert_id = reader.checked("cert_id", certificate_fault);
        let email = reader.checked("email", email_fault);
        let (shop_id, template) = (reader.line("shop_id"), reader.line("template"));
        let language_zh = reader.checked("language_zh", language_fault);
        let language_zh = if language_zh.is_empty() { "eng".to_owned() } else { language_zh };
        let mut bank = BankKeys::default();
        reader.block("bank_cert", |pem| match BankKeys::read(pem) {
            _ if PEM_CHARS_MAX < pem.len() => Some("is too long for four certificates"),
            Ok(keys) => {
                bank = keys;
                None
            }
            Err(why) => Some(why),
        });
        reader.finish(Self { epay_url, terminal, merchant_name, cert_id, email, shop_id, template, language_zh, bank })
    }
}

fn terminal_fault(text: &str) -> Option<&'static str> {
    let number = text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit());
    (!number).then_some("is not a merchant number of at most 15 digits")
}

fn name_fault(text: &str) -> Option<&'static str> {
    (escaped(text) != text).then_some("holds one of & < > \", which the signed order cannot carry")
}

fn certificate_fault(text: &str) -> Option<&'static str> {
    let serial = text.len() <= 40 && text.bytes().all(|b| b.is_ascii_hexdigit());
    (!serial).then_some("is not a serial number of at most 40 hexadecimal digits")
}

fn email_fault(text: &str) -> Option<&'static str> {
    (!text.contains('@') || text.contains(' ')).then_some("is not an electronic mail address")
}

fn language_fault(text: &str) -> Option<&'static str> {
    (!["rus", "eng", "kaz"].contains(&text)).then_some("is not rus, eng or kaz")
}
