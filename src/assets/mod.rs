//! The embedded files: sentences, document templates, fonts, and what a browser loads.
//!
//! Nothing is read from the disk at run time, so one executable is the whole service.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use data_encoding::HEXLOWER;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "templates/locale"]
struct LocaleFiles;

#[derive(RustEmbed)]
#[folder = "templates/documents"]
#[allow_missing = true]
struct DocumentFiles;

#[derive(RustEmbed)]
#[folder = "templates/assets"]
struct WebFiles;

#[derive(RustEmbed)]
#[folder = "fonts"]
#[allow_missing = true]
struct FontFiles;

#[derive(RustEmbed)]
#[folder = "templates/plugin"]
struct PluginTemplateFiles;

#[derive(RustEmbed)]
#[folder = "plugins/sdk/src"]
struct PluginSdkFiles;

/// Bytes of the hash in the address of the web assets: 64 bits tell releases apart; nobody attacks them.
const HASH_BYTES: usize = 8;

/// One file that a browser loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The file.
    pub bytes: &'static [u8],
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// The value of `ETag`, with its quotation marks: a hash of this file.
    pub etag: String,
}

struct Web {
    hash: String,
    files: BTreeMap<String, Asset>,
}

static WEB: LazyLock<Web> = LazyLock::new(|| {
    let files: BTreeMap<String, Asset> = WebFiles::iter()
        .filter_map(|name| {
            let bytes = embedded::<WebFiles>(&name)?;
            let etag = format!("\"{}\"", hash_of(&[bytes]));
            Some((name.to_string(), Asset { bytes, content_type: content_type(&name), etag }))
        })
        .collect();
    let parts: Vec<&[u8]> = files.iter().flat_map(|(name, asset)| [name.as_bytes(), asset.etag.as_bytes()]).collect();
    Web { hash: hash_of(&parts), files }
});

/// The Fluent file `name` (with its ending) of a language, by its two-letter code.
#[must_use]
pub fn locale_file(lang_code: &str, name: &str) -> Option<&'static str> {
    text_of(embedded::<LocaleFiles>(&format!("{lang_code}/{name}"))?)
}

/// The names of all Fluent files of a language, in alphabetical order.
#[must_use]
pub fn locale_files(lang_code: &str) -> Vec<String> {
    let folder = format!("{lang_code}/");
    let mut names: Vec<String> = LocaleFiles::iter()
        .filter_map(|path| path.strip_prefix(&folder).filter(|name| name.ends_with(".ftl")).map(str::to_owned))
        .collect();
    names.sort();
    names
}

/// A table that stands beside the languages, such as `manual-aliases.tsv`.
#[must_use]
pub fn locale_table(name: &str) -> Option<&'static str> {
    text_of(embedded::<LocaleFiles>(name)?)
}

/// A file of a document template, by its path under `templates/documents`.
#[must_use]
pub fn document_template(name: &str) -> Option<&'static [u8]> {
    embedded::<DocumentFiles>(name)
}

/// A font file, by its name.
#[must_use]
pub fn font(name: &str) -> Option<&'static [u8]> {
    embedded::<FontFiles>(name)
}

/// A file that a browser loads, by its name, such as `site.css`.
#[must_use]
pub fn web(name: &str) -> Option<&'static Asset> {
    WEB.files.get(name)
}

/// A file by the hash and the name in its address. Another release's hash finds nothing, so that the answer may be
/// kept by browsers for ever.
#[must_use]
pub fn web_at(hash: &str, name: &str) -> Option<&'static Asset> {
    if hash == WEB.hash { web(name) } else { None }
}

/// The address of a web asset: `/assets/<hash>/site.css`.
///
/// One hash covers all of them, so that a style sheet may name a picture beside it by a relative address.
#[must_use]
pub fn web_path(name: &str) -> String {
    debug_assert!(web(name).is_some(), "no such web asset: {name}");
    format!("/assets/{}/{name}", WEB.hash)
}

/// The files of a folder of `templates/plugin`, by their path below it.
#[must_use]
pub fn plugin_templates(folder: &str) -> Vec<(String, &'static [u8])> {
    files_below::<PluginTemplateFiles>(&format!("{folder}/"))
}

/// The source of the SDK for plugins, by the path below its `src`.
#[must_use]
pub fn plugin_sdk() -> Vec<(String, &'static [u8])> {
    files_below::<PluginSdkFiles>("")
}

fn files_below<Folder: RustEmbed>(folder: &str) -> Vec<(String, &'static [u8])> {
    let found = Folder::iter().filter_map(|path| {
        let name = path.strip_prefix(folder)?.to_owned();
        Some((name, embedded::<Folder>(&path)?))
    });
    found.collect()
}

fn embedded<Folder: RustEmbed>(name: &str) -> Option<&'static [u8]> {
    match Folder::get(name)?.data {
        Cow::Borrowed(bytes) => Some(bytes),
        // Only without the `debug-embed` feature, where each read copies the file.
        Cow::Owned(bytes) => Some(bytes.leak()),
    }
}

fn text_of(bytes: &'static [u8]) -> Option<&'static str> {
    std::str::from_utf8(bytes).ok()
}

/// The hash of parts, each led by its length so that a border cannot move unseen.
fn hash_of(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_string());
        hash.update(b":");
        hash.update(part);
    }
    HEXLOWER.encode(&hash.finalize()[..HASH_BYTES])
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "pdf" => "application/pdf",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_common_sentences() {
        for code in ["kk", "ru", "en", "zh"] {
            assert!(locale_file(code, "common.ftl").is_some_and(|text| text.contains("hdr-portal")), "{code}");
            assert!(locale_files(code).contains(&"common.ftl".to_owned()), "{code}");
        }
        assert_eq!(locale_file("de", "common.ftl"), None);
    }

    #[test]
    fn a_web_asset_is_found_by_the_address_we_print() {
        let path = web_path("sun.svg");
        let (hash, name) = path.strip_prefix("/assets/").unwrap().split_once('/').unwrap();
        let asset = web_at(hash, name).unwrap();
        assert_eq!(asset.content_type, "image/svg+xml");
        assert!(asset.etag.starts_with('"') && asset.etag.ends_with('"') && asset.etag.len() > 10);
        assert_eq!(web_at("0000000000000000", name), None);
        assert_eq!(web_at(hash, "../Cargo.toml"), None);
    }

    #[test]
    fn what_stands_in_the_folders_is_what_was_embedded() {
        let on_disk = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/locale/en")).unwrap();
        assert_eq!(on_disk.count(), locale_files("en").len());
    }

    #[test]
    fn every_web_asset_has_a_type_a_browser_knows() {
        for (name, asset) in &WEB.files {
            assert_ne!(asset.content_type, "application/octet-stream", "{name}");
        }
    }
}
