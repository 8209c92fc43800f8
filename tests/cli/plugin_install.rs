//! Fear: a plugin gets into the settings that nobody vouches for, or the settings lose what the operator wrote.

use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
};

use minisign::KeyPair;
use tempfile::TempDir;

use crate::running::{Said, ask, ask_with};

/// Settings with comments, as an operator writes them.
const SETTINGS: &str = "# ours since 2026\n[server]\nlisten = \"127.0.0.1:8443\" # behind the proxy\n";

/// A folder with settings and a copy of a real library.
struct Office {
    place: TempDir,
    keys: KeyPair,
}

impl Office {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let built = std::env::current_exe().unwrap().parent().unwrap().join("libevisa_pay_halyk.so");
        fs::copy(built, place.path().join("libbank.so")).unwrap();
        fs::write(place.path().join("config.toml"), SETTINGS).unwrap();
        Self { place, keys: KeyPair::generate_unencrypted_keypair().unwrap() }
    }

    fn folder(&self) -> &Path {
        self.place.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    fn settings(&self) -> String {
        fs::read_to_string(self.path("config.toml")).unwrap()
    }

    fn key(&self) -> String {
        self.keys.pk.to_base64()
    }

    /// Signs these bytes and puts the signature beside the library.
    fn sign(&self, bytes: &[u8]) {
        let signed = minisign::sign(Some(&self.keys.pk), &self.keys.sk, Cursor::new(bytes), None, None).unwrap();
        fs::write(self.path("libbank.so.minisig"), signed.into_string()).unwrap();
    }

    fn sign_library(&self) {
        self.sign(&fs::read(self.path("libbank.so")).unwrap());
    }

    fn ask(&self, line: &str) -> Said {
        ask(self.folder(), &line.split(' ').collect::<Vec<_>>())
    }
}

#[test]
fn nothing_is_changed_without_a_word_and_comments_stay() {
    let office = Office::new();
    let line = ["plugin", "install", "libbank.so"];
    ask_with(office.folder(), &line, b"n\n").refused(&[
        "signature     none",
        "epay-api.homebank.kz",
        "callback_secret (the plugin sees it)",
        "personal data none",
        "not checked",
        "+[[plugin]]",
        "nothing was changed",
    ]);
    assert_eq!(office.settings(), SETTINGS);
    ask_with(office.folder(), &line, b"yes\n").good(&["config.toml changed", "terminal:"]);
    let settings = office.settings();
    assert!(settings.starts_with(SETTINGS), "{settings}");
    let library = office.path("libbank.so").canonicalize().unwrap();
    for words in ["id = \"kz.halyk.card\"", library.to_str().unwrap(), "sha256 = \"", "client_secret = { file = "] {
        assert!(settings.contains(words), "no {words} in:\n{settings}");
    }
    office.ask("plugin install libbank.so --yes").good(&["has it already"]);
}

#[test]
fn an_upgrade_changes_the_pin_and_keeps_the_rest() {
    let office = Office::new();
    let table = "[[plugin]]\nid = \"kz.halyk.card\" # the card\npath = \"/old/libbank.so\"\nsha256 = \"00\" # of May\nhosts = [\"epay.homebank.kz\"]\n";
    fs::write(office.path("config.toml"), format!("{SETTINGS}{table}")).unwrap();
    office.ask("plugin install libbank.so --yes").good(&["-sha256 = \"00\" # of May"]);
    let settings = office.settings();
    assert!(
        settings.contains("# the card") && settings.contains("# of May") && !settings.contains("\"00\""),
        "{settings}"
    );
    assert!(settings.contains("hosts = [\"epay.homebank.kz\"]\n") && !settings.contains("/old/"), "{settings}");
    assert_eq!(settings.matches("[[plugin]]").count(), 1);
}

#[test]
fn p03_an_unknown_key_is_refused() {
    let office = Office::new();
    office.sign_library();
    let stranger = KeyPair::generate_unencrypted_keypair().unwrap().pk.to_base64();
    office.ask(&format!("plugin trust add {stranger} --owner Stranger")).good(&["are trusted"]);
    office.ask("plugin install libbank.so --yes").refused(&["which is not trusted", "plugin trust add"]);
    assert_eq!(office.settings(), SETTINGS);
}

#[test]
fn p03_a_bad_signature_is_refused() {
    let office = Office::new();
    office.sign(b"another build");
    let line = format!("plugin install libbank.so --yes --key {}", office.key());
    office.ask(&line).refused(&["not installed", "the library was changed"]);
    fs::write(office.path("libbank.so.minisig"), "not a signature").unwrap();
    office.ask(&line).refused(&["no minisign signature"]);
    assert_eq!(office.settings(), SETTINGS);
}

#[test]
fn p03_once_a_key_is_trusted_a_signature_is_needed() {
    let office = Office::new();
    let key = office.key();
    office.ask(&format!("plugin trust add {key} --owner Bank")).good(&[]);
    office.ask("plugin install libbank.so --yes").refused(&["has no signature", "libbank.so.minisig", "--sig"]);
    office.sign_library();
    office.ask("plugin install libbank.so --yes").good(&["Bank", &format!("+signer = \"{key}\"")]);
    // The secrets are the operator's to provide: the portal names the first file that is not there.
    office.ask("plugin list").refused(&["the secret in", "cannot be read"]);
    let listed = office.ask("plugin trust list").good(&[&key, "Bank"]).text.clone();
    let number = listed.split_whitespace().next().unwrap();
    office.ask(&format!("plugin trust remove {number}")).good(&["trusted no more"]);
    office.ask(&format!("plugin trust remove {number}")).refused(&["not among the trusted keys"]);
    office.ask("plugin trust add RWnonsense").refused(&["neither a minisign public key"]);
}

#[test]
fn without_settings_the_table_is_printed() {
    let office = Office::new();
    fs::remove_file(office.path("config.toml")).unwrap();
    office.ask("plugin install libbank.so").good(&["There is no config.toml here", "[[plugin]]", "sha256 = \""]);
    office.ask("plugin install libbank.so --config none.toml").refused(&["none.toml cannot be read", "--config"]);
}
