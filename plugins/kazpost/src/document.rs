//! The documents of the protocol: what we send byte for byte, and what the bank signed, cut out of its answer as it stands.

use encoding_rs::{UTF_8, WINDOWS_1251};
use evisa_plugin_sdk::proto::{Cx, Fault};
use roxmltree::{Document, Node, ParsingOptions};

use crate::sign::{BankKeys, MerchantKey};

/// Largest document in bytes that is read: the bank's are below 4 KiB.
pub(crate) const DOCUMENT_BYTES_MAX: usize = 64 * 1024;
/// Most elements and texts in a document: the largest we know has twelve.
const NODES_MAX: u32 = 200;

/// `<document>…</document>` of a merchant element and its signature, without a blank that the protocol does not have.
pub(crate) fn signed(cx: &Cx, key: &MerchantKey, merchant: &str, sign_open: &str) -> Result<String, Fault> {
    let signature = key.sign(cx, merchant.as_bytes())?;
    Ok(format!("<document>{merchant}{sign_open}{signature}</merchant_sign></document>"))
}

/// The `<bank>` element of a document, when one of the bank's keys signed it; otherwise nothing. The bank signs windows-1251 or
/// UTF-8, whichever it sends, so both are tried on the bytes as they came.
pub(crate) fn bank_verified(document: &[u8], keys: &BankKeys) -> Option<String> {
    let (bank, signature) = bank_cut(document)?;
    let as_sent = std::str::from_utf8(bank).map_or_else(|_| WINDOWS_1251.decode(bank).0, Into::into);
    if keys.verify(bank, signature) {
        return Some(as_sent.into_owned());
    }
    let other = if std::str::from_utf8(bank).is_ok() { WINDOWS_1251 } else { UTF_8 };
    let (recoded, _, lost) = other.encode(&as_sent);
    (!lost && !as_sent.is_ascii() && keys.verify(&recoded, signature)).then(|| as_sent.into_owned())
}

/// The bytes of `<bank …>…</bank>` and the text of the `bank_sign` element right behind; never parsed and written anew, for
/// the signature is over the very bytes.
fn bank_cut(document: &[u8]) -> Option<(&[u8], &str)> {
    if DOCUMENT_BYTES_MAX < document.len() {
        return None;
    }
    let start = ["<bank ", "<bank>"].iter().filter_map(|open| find(document, open.as_bytes())).min()?;
    let sign = start + find(&document[start..], b"<bank_sign")?;
    let close = b"</bank>";
    let end = document[start..sign].windows(close.len()).rposition(|part| part == close)? + start + close.len();
    if !document[end..sign].iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    let text = sign + find(&document[sign..], b">")? + 1;
    // Some answers close the element as `</bank_sign >`.
    let text_end = text + find(&document[text..], b"</bank_sign")?;
    Some((&document[start..end], std::str::from_utf8(&document[text..text_end]).ok()?))
}

pub(crate) fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// A text as XML, if it is a small and plain one.
pub(crate) fn parse(text: &str) -> Option<Document<'_>> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).ok()
}

/// The only child element of this name: two would be two answers.
pub(crate) fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    let mut found = node.children().filter(|child| child.has_tag_name(name));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// An attribute that is there and not empty.
pub(crate) fn attribute(node: Node<'_, '_>, name: &str) -> Option<String> {
    node.attribute(name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
}

/// Text for an attribute or an element.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}
