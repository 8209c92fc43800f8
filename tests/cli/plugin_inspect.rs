//! Fear: an operator trusts a file that is no plugin, or is told something that does not help.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::running::ask;

/// A library from a few lines of C.
fn library(folder: &Path, source: &str) -> PathBuf {
    let (file, library) = (folder.join("x.c"), folder.join("libx.so"));
    fs::write(&file, source).unwrap();
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins/sdk/include");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-I"]).arg(include).arg("-o").arg(&library).arg(&file);
    assert!(compiler.status().unwrap().success());
    library
}

fn inspect(library: &Path) -> crate::running::Said {
    ask(Path::new("/"), &["plugin", "inspect", library.to_str().unwrap()])
}

#[test]
fn a_plugin_shows_all_it_is_and_asks_for() {
    let library = std::env::current_exe().unwrap().parent().unwrap().join("libevisa_pay_halyk.so");
    let pin = HEXLOWER.encode(&Sha256::digest(fs::read(&library).unwrap()));
    inspect(&library).good(&[
        "built by rustc",
        "protocol      1 to 1",
        &pin,
        "needs         glibc 2.",
        "exports       evisa_pay_plugin_v1\n",
        "epay-api.homebank.kz",
        "client_secret (only put into requests)",
        "callback_secret (the plugin sees it)",
        "personal data none",
    ]);
    let json = ask(Path::new("/"), &["plugin", "inspect", library.to_str().unwrap(), "--json"]);
    let json: Value = serde_json::from_str(&json.good(&[]).text).unwrap();
    assert_eq!((&json["sha256"], &json["exports"]), (&Value::from(pin), &serde_json::json!(["evisa_pay_plugin_v1"])));
    assert_eq!(json["descriptor"]["plugin"], json["description"]["id"]);
}

#[test]
fn what_is_no_plugin_is_told_with_the_next_step() {
    let place = tempfile::tempdir().unwrap();
    inspect(&place.path().join("none.so")).refused(&["none.so cannot be read", "such as target/release"]);
    let text = place.path().join("text.so");
    fs::write(&text, "this is a text").unwrap();
    inspect(&text).refused(&["not a library of this system", "cc -shared"]);
    inspect(&library(place.path(), "int x;")).refused(&[
        "exports no `evisa_pay_plugin_v1`",
        "export_plugin!",
        "plugin header",
    ]);
    let newer = "#include \"evisa_pay_plugin.h\"\nconst struct evisa_pay_descriptor *evisa_pay_plugin_v1(void) {\n\
        static const struct evisa_pay_descriptor d = {.magic = EVISA_PAY_MAGIC, .struct_size = sizeof d, .abi_major = 2};\nreturn &d; }";
    inspect(&library(place.path(), newer)).refused(&["it has ABI 2.0; this program loads 1.x", "Build it again"]);
}

#[test]
fn the_header_that_is_printed_is_the_one_that_is_checked() {
    let header = concat!(env!("CARGO_MANIFEST_DIR"), "/plugins/sdk/include/evisa_pay_plugin.h");
    let printed = ask(Path::new("/"), &["plugin", "header"]);
    assert_eq!(printed.good(&[]).text, fs::read_to_string(header).unwrap());
}
