//! The documents of KKB: what the shop signed, cut out as it stands, and what the bank signs, byte for byte.

use encoding_rs::WINDOWS_1251;
use serde::Deserialize;

use super::{super::shape::Field, sign::Keys};

/// Longest document of the shop that is read.
const DOCUMENT_BYTES_MAX: usize = 16 * 1024;

/// The `<merchant>` of an order, a question or a command.
#[derive(Debug, Deserialize)]
pub(super) struct Merchant {
    /// The shop's number; an order names it in its department.
    #[serde(rename = "@id")]
    pub(super) id: Option<String>,
    pub(super) order: Option<MerchantOrder>,
    pub(super) command: Option<Command>,
    pub(super) payment: Option<Payment>,
}

/// The order that is to be paid (`order_id`), or asked after (`id`).
#[derive(Debug, Deserialize)]
pub(super) struct MerchantOrder {
    #[serde(rename = "@id")]
    pub(super) id: Option<String>,
    #[serde(rename = "@order_id")]
    pub(super) order_id: Option<String>,
    #[serde(rename = "@amount")]
    pub(super) amount: Option<String>,
    #[serde(rename = "@currency")]
    pub(super) currency: Option<String>,
    pub(super) department: Option<Department>,
}

/// Which terminal gets how much.
#[derive(Debug, Deserialize)]
pub(super) struct Department {
    #[serde(rename = "@merchant_id")]
    pub(super) merchant_id: String,
    #[serde(rename = "@amount")]
    pub(super) amount: String,
}

/// What is to be done.
#[derive(Debug, Deserialize)]
pub(super) struct Command {
    #[serde(rename = "@type")]
    pub(super) kind: String,
}

/// With which payment.
#[derive(Debug, Deserialize)]
pub(super) struct Payment {
    #[serde(rename = "@reference")]
    pub(super) reference: String,
    #[serde(rename = "@approval_code")]
    pub(super) approval_code: String,
    #[serde(rename = "@orderid")]
    pub(super) order: String,
    #[serde(rename = "@amount")]
    pub(super) amount: String,
    #[serde(rename = "@currency_code")]
    pub(super) currency: String,
}

/// The merchant element of a document, parsed and as it stands, when the shop's key signed it.
pub(super) fn merchant<'a>(document: &'a str, keys: &Keys) -> Result<(Merchant, &'a str), &'static str> {
    if DOCUMENT_BYTES_MAX < document.len() {
        return Err("the document is too long");
    }
    let start = document.find("<merchant ").ok_or("there is no merchant")?;
    let end = document.find("</merchant>").map(|at| at + "</merchant>".len()).filter(|end| start < *end);
    let end = end.ok_or("the merchant has no end")?;
    let (raw, rest) = (&document[start..end], &document[end..]);
    let signature = rest.split_once("<merchant_sign").and_then(|(_, rest)| rest.split_once('>'));
    let signature = signature.and_then(|(_, text)| text.split_once('<')).ok_or("there is no signature")?.0;
    if !keys.verify(raw.as_bytes(), signature) {
        return Err("the signature is not the shop's");
    }
    quick_xml::de::from_str(raw).map(|merchant| (merchant, raw)).map_err(|_| "the merchant is not the XML we know")
}

/// The name of the first thing that is sold, from `<document><item name="…"/></document>`; empty when there is none.
pub(super) fn purpose(appendix: &str) -> String {
    #[derive(Deserialize)]
    struct Appendix {
        item: Vec<Item>,
    }
    #[derive(Deserialize)]
    struct Item {
        #[serde(rename = "@name")]
        name: String,
    }
    let read = quick_xml::de::from_str::<Appendix>(appendix);
    read.ok().and_then(|appendix| appendix.item.into_iter().next()).map(|item| item.name).unwrap_or_default()
}

/// `<name a="…" b="…"/>`; the values hold nothing that would have to be escaped.
pub(super) fn element(name: &str, attributes: &[Field]) -> String {
    let attributes: Vec<_> = attributes.iter().map(|(name, value)| format!(r#" {name}="{value}""#)).collect();
    format!("<{name}{}/>", attributes.concat())
}

/// A signed document. In a mood the bank writes its name in Russian, in windows-1251 or in UTF-8, and closes its signature
/// with a blank, as real answers have it.
pub(super) fn signed(keys: &Keys, inside: &str, whim: usize) -> Result<Vec<u8>, rsa::Error> {
    let name = if whim.is_multiple_of(2) { "Model bank TEST" } else { "Модельный банк ТЕСТ" };
    let bank = format!(r#"<bank name="{name}">{inside}</bank>"#);
    let bytes = if whim % 3 == 1 { WINDOWS_1251.encode(&bank).0.into_owned() } else { bank.into_bytes() };
    let signature = keys.sign(&bytes)?;
    let close = if whim.is_multiple_of(2) { "</bank_sign>" } else { "</bank_sign >" };
    let sign = format!(r#"<bank_sign cert_id="C0FFEE02" type="SHA/RSA">{signature}{close}"#);
    Ok([b"<document>", bytes.as_slice(), sign.as_bytes(), b"</document>"].concat())
}
