//! The kinds of settings: each turns a raw value into its type, or says what was expected.

use std::{collections::BTreeMap, fmt::Write, ops::RangeInclusive, path::PathBuf, str::FromStr, time::Duration};

use minisign_verify::PublicKey;
use serde_json::Value as Json;
use url::Url;

use super::{secret::SecretRef, tree::Raw};
use crate::{mail::is_loopback, payments::proto::Need};

/// Words in the name of a plugin's setting that betray a secret.
const SECRET_WORDS: [&str; 4] = ["secret", "password", "passphrase", "token"];

pub(super) fn text(raw: &Raw) -> Result<String, String> {
    let (Raw::Text(text) | Raw::Typed(text)) = raw else {
        return Err(format!("expected a text in quotation marks, found {}", raw.word()));
    };
    if text.trim().is_empty() { Err("is empty: give it a value, or take it out".to_owned()) } else { Ok(text.clone()) }
}

pub(super) fn path(raw: &Raw) -> Result<PathBuf, String> {
    text(raw).map(PathBuf::from)
}

/// A text that can be read as `what`.
pub(super) fn parsed<T: FromStr>(what: &str) -> impl Fn(&Raw) -> Result<T, String> {
    move |raw| {
        let text = text(raw)?;
        text.parse().map_err(|_| format!("{text:?} is not {what}"))
    }
}

pub(super) fn number<T: TryFrom<u64>>(range: RangeInclusive<u64>) -> impl Fn(&Raw) -> Result<T, String> {
    move |raw| {
        let (least, most) = (range.start(), range.end());
        let number = if let Raw::Whole(digits, radix) = raw {
            u64::from_str_radix(digits, *radix).ok()
        } else if let Raw::Typed(text) = raw {
            text.trim().parse().ok()
        } else {
            return Err(format!("expected a whole number from {least} to {most}, found {}", raw.word()));
        };
        let number = number.filter(|number| range.contains(number)).and_then(|number| T::try_from(number).ok());
        number.ok_or_else(|| format!("{} is not a whole number from {least} to {most}", raw.written()))
    }
}

pub(super) fn seconds(range: RangeInclusive<u64>) -> impl Fn(&Raw) -> Result<Duration, String> {
    move |raw| number(range.clone())(raw).map(Duration::from_secs)
}

pub(super) fn flag(raw: &Raw) -> Result<bool, String> {
    if let Raw::Flag(flag) = raw { Ok(*flag) } else { Err(format!("expected true or false, found {}", raw.word())) }
}

/// One of a few words.
pub(super) fn choice<T: Copy>(words: &[(&str, T)]) -> impl Fn(&Raw) -> Result<T, String> {
    move |raw| {
        let asked = text(raw)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == asked) {
            return Ok(*value);
        }
        let all: Vec<_> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
        let hint = hint(&asked, words.iter().map(|(word, _)| *word));
        Err(format!("{asked:?} is none of {}{hint}", all.join(", ")))
    }
}

pub(super) fn list<T: FromStr>(what: &str) -> impl Fn(&Raw) -> Result<Vec<T>, String> {
    move |raw| {
        if let Raw::List(values) = raw {
            return values.iter().map(parsed(what)).collect();
        }
        let Raw::Typed(text) = raw else {
            return Err(format!("expected a list in brackets, found {}", raw.word()));
        };
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| part.parse().map_err(|_| format!("{part:?} is not {what}"))).collect()
    }
}

/// The public address: cookies and sign-in need https, except on this machine. An address with a password in it is not repeated.
pub(super) fn public_url(raw: &Raw) -> Result<Url, String> {
    let url: Url = parsed("an address, such as https://evisa.example")(raw)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a name or a password".to_owned());
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(format!("\"{url}\" must end after host and port"));
    }
    match (url.scheme(), url.host_str()) {
        ("https", Some(_)) => Ok(url),
        ("http", Some(host)) if is_loopback(host) => Ok(url),
        _ => Err(format!("\"{url}\" must begin with https://, because its host is not this machine")),
    }
}

/// The address of an identity provider, as it names itself; a path may follow.
pub(super) fn issuer(raw: &Raw) -> Result<Url, String> {
    let url: Url = parsed("an address, such as https://idp.egov.kz")(raw)?;
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err("must be an address without name, password or question mark".to_owned());
    }
    match (url.scheme(), url.host_str()) {
        ("https", Some(_)) => Ok(url),
        ("http", Some(host)) if is_loopback(host) => Ok(url),
        _ => Err(format!("\"{url}\" must begin with https://, because its host is not this machine")),
    }
}

pub(super) fn two_letters(raw: &Raw) -> Result<String, String> {
    let letters = text(raw)?;
    let valid = letters.len() == 2 && letters.bytes().all(|b| b.is_ascii_uppercase());
    if valid { Ok(letters) } else { Err(format!("{letters:?} is not two capital letters, such as \"KZ\"")) }
}

pub(super) fn plugin_id(raw: &Raw) -> Result<String, String> {
    let id = text(raw)?;
    let valid = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    if valid { Ok(id) } else { Err(format!("{id:?} may hold only a to z, 0 to 9, \".\" and \"-\"")) }
}

pub(super) fn sha256(raw: &Raw) -> Result<String, String> {
    let digits = text(raw)?.to_ascii_lowercase();
    let valid = digits.len() == 64 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    if valid { Ok(digits) } else { Err("must have 64 hexadecimal digits: take them from sha256sum FILE".to_owned()) }
}

/// A minisign public key: 42 bytes in base64, of which the first two say `Ed`.
pub(super) fn signer(raw: &Raw) -> Result<String, String> {
    let key = text(raw)?;
    match PublicKey::from_base64(&key) {
        Ok(_) => Ok(key),
        Err(_) => Err("is no minisign public key: take the second line of the .pub file".to_owned()),
    }
}

/// What a plugin may be told about the payer, by the words of the protocol.
pub(super) fn grants(raw: &Raw) -> Result<Vec<Need>, String> {
    const GRANTS: [(&str, Need); 4] =
        [("payer_name", Need::PayerName), ("phone", Need::Phone), ("email", Need::Email), ("iin", Need::Iin)];
    let words: Vec<String> = list("a word")(raw)?;
    let grant = |word: &String| {
        let found = GRANTS.iter().find(|(name, _)| name == word);
        found.map(|(_, need)| *need).ok_or_else(|| {
            let all = GRANTS.map(|(name, _)| format!("{name:?}")).join(", ");
            format!("{word:?} is none of {all}{}", hint(word, GRANTS.iter().map(|(name, _)| *name)))
        })
    };
    words.iter().map(grant).collect()
}

pub(super) fn plugin_config(raw: &Raw) -> Result<Json, String> {
    let Raw::Table(_) = raw else {
        return Err(format!("expected a table such as {{ terminal = \"1\" }}, found {}", raw.word()));
    };
    let json = raw.json();
    match secret_name(&json) {
        None => Ok(json),
        Some(name) => Err(format!("{name} looks like a secret, {}", how("secrets", name))),
    }
}

/// The first name in a plugin's table that looks like a secret's.
fn secret_name(json: &Json) -> Option<&str> {
    match json {
        Json::Object(table) => table.iter().find_map(|(name, value)| {
            let lower = name.to_ascii_lowercase();
            let betrays = value.is_string() && SECRET_WORDS.iter().any(|word| lower.contains(word));
            if betrays { Some(name.as_str()) } else { secret_name(value) }
        }),
        Json::Array(list) => list.iter().find_map(secret_name),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => None,
    }
}

/// Where a secret is kept; `name` is what it is called in the file. The value itself is never repeated.
pub(super) fn secret(name: &str, raw: &Raw) -> Result<SecretRef, String> {
    let Raw::Table(table) = raw else {
        return Err(format!("a secret does not stand in the settings, {}", how_place(name)));
    };
    let mut fields = table.iter().map(|(key, node)| (key.as_str(), text(&node.raw)));
    match (fields.next(), fields.next()) {
        (Some(("file", Ok(path))), None) => Ok(SecretRef::File(path.into())),
        (Some(("env", Ok(variable))), None) => Ok(SecretRef::Env(variable)),
        _ => Err(format!("cannot be read as the place of a secret, {}", how_place(name))),
    }
}

/// The places of a plugin's secrets by name, or all that is wrong with them.
pub(super) fn secrets(raw: &Raw) -> Result<BTreeMap<String, SecretRef>, String> {
    let Raw::Table(table) = raw else {
        return Err(format!("expected a table, {}", how("secrets", "NAME")));
    };
    let (mut places, mut faults) = (BTreeMap::new(), String::new());
    for (name, node) in table {
        match secret(name, &node.raw) {
            Ok(place) => drop(places.insert(name.clone(), place)),
            Err(fault) => {
                let divider = if faults.is_empty() { "" } else { "; " };
                write!(faults, "{divider}{name}: {fault}").expect("a String takes every text");
            }
        }
    }
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}

fn how(table: &str, name: &str) -> String {
    format!("write {table} = {{ {name} = {{ file = \"PATH\" }} }} or {{ env = \"VARIABLE\" }}")
}

fn how_place(name: &str) -> String {
    format!("write {name} = {{ file = \"PATH\" }} or {{ env = \"VARIABLE\" }}")
}

/// `; did you mean "listen"?` where one of the words is near, else nothing.
pub(super) fn hint<'a>(asked: &str, words: impl Iterator<Item = &'a str>) -> String {
    // Two slips in a short word make another word; long words may have more.
    let far = asked.chars().count() / 3 + 1;
    let near = words
        .map(|word| (strsim::damerau_levenshtein(asked, word), word))
        .filter(|(distance, _)| *distance <= far)
        .min();
    near.map(|(_, word)| format!("; did you mean {word:?}?")).unwrap_or_default()
}
