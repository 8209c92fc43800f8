//! Fear: one broken payment plugin keeps the whole portal down, or fails without a word.

use std::{fmt::Write, fs, path::PathBuf, time::Duration};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::place::Place;

/// The real library, built with the program.
fn halyk() -> PathBuf {
    std::env::current_exe().unwrap().parent().unwrap().join("libevisa_pay_halyk.so")
}

fn pin(path: &PathBuf) -> String {
    HEXLOWER.encode(&Sha256::digest(fs::read(path).unwrap()))
}

const GOOD: &str = "config = { oauth_url = \"https://epay-oauth.homebank.kz/oauth2/token\", api_url = \"https://epay-api.homebank.kz\", \
    payform_url = \"https://epay.homebank.kz/payform\", terminal = \"t\", client_id = \"c\" }\n\
    secrets = { client_secret = { env = \"BANK_CLIENT\" }, callback_secret = { env = \"BANK_CALLBACK\" } }\n";

/// Four plugins, each broken in its own way.
fn broken() -> Place {
    let place = Place::new("");
    let text = place.write("text.so", "this is a text");
    let library = halyk();
    let zeros = "0".repeat(64);
    let plugins = [
        ("missing", place.folder().join("none.so"), zeros.clone(), ""),
        ("text", text.clone(), pin(&text), ""),
        ("changed", library.clone(), zeros, ""),
        ("unset", library.clone(), pin(&library), "config = { terminal = \"t\" }\n"),
    ];
    let mut settings = fs::read_to_string(place.folder().join("config.toml")).unwrap();
    for (id, path, sha256, more) in plugins {
        write!(
            settings,
            "[[plugin]]\nid = \"{id}\"\npath = {path:?}\nsha256 = \"{sha256}\"\nverification = \"waived\"\n{more}"
        )
        .unwrap();
    }
    place.write("config.toml", settings);
    place
}

#[test]
fn broken_plugins_are_off_with_their_reasons_and_the_portal_starts() {
    let place = broken();
    place.ask("plugin list").refused(&[
        "missing: off:",
        "none.so: No such file",
        "text: off:",
        "no ELF file",
        "changed: off:",
        "the configuration pins 0000",
        "unset: off:",
        "is missing",
    ]);
    place.furnish();
    let portal = place.serve();
    let log = portal.text();
    for id in ["missing", "text", "changed", "unset"] {
        assert!(log.contains(&format!("\"{id}\"")), "{id} is not in the log:\n{log}");
    }
    let page = place.visitor().reach_the_gateway().text();
    assert!(page.contains("No payment method is working right now"), "{page}");
    assert!(page.contains("Your application is kept"), "{page}");
    portal.stop(Duration::from_secs(10));
}

#[test]
fn a_good_plugin_is_listed_with_its_methods() {
    let library = halyk();
    let place = Place::new(&format!(
        "[[plugin]]\nid = \"halyk\"\npath = {library:?}\nsha256 = \"{}\"\nverification = \"waived\"\nhosts = [\"epay-oauth.homebank.kz\", \"epay-api.homebank.kz\", \"epay.homebank.kz\"]\n{GOOD}",
        pin(&library)
    ));
    place.ask("plugin list").refused(&["plugin halyk", "BANK_CALLBACK", "is not set"]);
    let mut command = crate::running::evisa(place.folder(), &["plugin", "list"]);
    let output =
        command.env("BANK_CLIENT", "s3cret-one").env("BANK_CALLBACK", "s3cret-two-is-longer").output().unwrap();
    let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success() && told.contains("halyk: on,"), "{told}");
    assert!(!told.contains("s3cret"), "{told}");
}
