//! The keys of people whose plugins this installation trusts: `evisa plugin trust`, and the check at `evisa plugin install`.
//!
//! They stand in a text file beside the settings, one a line: the key as minisign prints it, then whose it is.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use data_encoding::{BASE64, HEXUPPER};
use minisign_verify::{PublicKey, Signature};

use super::{args::Trust, say};
use crate::cli::house::HouseFault;

/// The file of keys beside the settings.
const KEYS_FILE: &str = "plugin-keys.txt";
/// The settings where none are named.
const SETTINGS_FILE: &str = "config.toml";
/// Where the number of a key stands in the bytes of a key and of a signature (minisign's file format).
const KEY_NUMBER: std::ops::Range<usize> = 2..10;
/// What minisign writes above a key.
const COMMENT: &str = "untrusted comment:";

/// A key and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// As minisign prints it.
    pub(super) base64: String,
    /// Whose it is, in the operator's words.
    pub(super) owner: String,
}

impl Key {
    /// A key from its base64 text, or from the file `minisign -G` wrote.
    pub(super) fn read(text_or_file: &str) -> Result<Self, HouseFault> {
        let text = fs::read_to_string(text_or_file).unwrap_or_else(|_| text_or_file.to_owned());
        let line = text.lines().find(|line| !line.starts_with(COMMENT) && !line.trim().is_empty()).unwrap_or_default();
        let base64 = line.trim().to_owned();
        if PublicKey::from_base64(&base64).is_err() {
            return Err(HouseFault(format!(
                "{text_or_file:?} is neither a minisign public key nor a file with one: give the line that begins with RW"
            )));
        }
        Ok(Self { base64, owner: String::new() })
    }

    /// The number of the key, as minisign prints it.
    pub(super) fn number(&self) -> String {
        number(&self.base64)
    }
}

/// The number in a key or in a signature: eight bytes, the last one first.
fn number(base64: &str) -> String {
    let bytes = BASE64.decode(base64.trim().as_bytes()).unwrap_or_default();
    let mut number = bytes.get(KEY_NUMBER).map(<[u8]>::to_vec).unwrap_or_default();
    number.reverse();
    HEXUPPER.encode(&number)
}

/// Run `evisa plugin trust …`.
///
/// # Errors
/// The key or the file of keys cannot be used, and what to do.
pub(super) fn trust(command: &Trust) -> Result<ExitCode, HouseFault> {
    match command {
        Trust::List { config } => {
            let keys = keys(config.as_deref())?;
            keys.iter().for_each(|key| say(format_args!("{}  {}  {}", key.number(), key.base64, key.owner)));
            if keys.is_empty() {
                say("no key is trusted: a plugin can be installed without a signature");
            }
        }
        Trust::Add { key, owner, config } => {
            let mut known = keys(config.as_deref())?;
            let key = Key { owner: owner.split_whitespace().collect::<Vec<_>>().join(" "), ..Key::read(key)? };
            known.retain(|other| other.base64 != key.base64);
            say(format_args!("{}: plugins signed with this key are trusted", key.number()));
            known.push(key);
            keys_write(config.as_deref(), &known)?;
        }
        Trust::Remove { key, config } => {
            let mut known = keys(config.as_deref())?;
            let before = known.len();
            known.retain(|other| other.number() != key.to_ascii_uppercase() && other.base64 != *key);
            if known.len() == before {
                return Err(HouseFault(format!(
                    "{key:?} is not among the trusted keys: `evisa plugin trust list` shows them"
                )));
            }
            keys_write(config.as_deref(), &known)?;
            say(format_args!("{key}: trusted no more; plugins that are installed stay installed"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn place(config: Option<&Path>) -> PathBuf {
    config.unwrap_or(Path::new(SETTINGS_FILE)).with_file_name(KEYS_FILE)
}

/// The trusted keys; none when there is no file.
pub(super) fn keys(config: Option<&Path>) -> Result<Vec<Key>, HouseFault> {
    let place = place(config);
    let text = match fs::read_to_string(&place) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(HouseFault(format!("{} cannot be read ({error}): check its rights", place.display())));
        }
    };
    let read = |(index, line): (usize, &str)| {
        let (base64, owner) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        if PublicKey::from_base64(base64).is_err() {
            let line = index + 1;
            return Err(HouseFault(format!(
                "{}, line {line}: not a minisign public key: mend or remove the line",
                place.display()
            )));
        }
        Ok(Key { base64: base64.to_owned(), owner: owner.to_owned() })
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(read).collect()
}

fn keys_write(config: Option<&Path>, keys: &[Key]) -> Result<(), HouseFault> {
    let place = place(config);
    let text: String = keys.iter().map(|key| format!("{} {}\n", key.base64, key.owner)).collect();
    fs::write(&place, text)
        .map_err(|error| HouseFault(format!("{} cannot be written ({error}): check its rights", place.display())))
}

/// Which of the keys signed these bytes; a refusal says whether the key is unknown or the signature is of something else.
pub(super) fn signer_of<'a>(bytes: &[u8], signature: &str, keys: &'a [Key]) -> Result<&'a Key, String> {
    let parsed = Signature::decode(signature).map_err(|error| format!("it is no minisign signature ({error})"))?;
    let by = number(signature.lines().nth(1).unwrap_or_default());
    let Some(key) = keys.iter().find(|key| key.number() == by) else {
        return Err(format!(
            "it was signed with the key {by}, which is not trusted: ask its maker for the key by another way, compare, then \
             `evisa plugin trust add KEY --owner WHO`"
        ));
    };
    let checked = PublicKey::from_base64(&key.base64).and_then(|public| public.verify(bytes, &parsed, false));
    checked.map_err(|error| {
        format!("the signature is not of these bytes ({error}): the library was changed, or the signature belongs to another build")
    })?;
    Ok(key)
}
