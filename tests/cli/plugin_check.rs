//! Fear: a plugin that nobody verified takes payments, or its author is told that it failed and not how to see it again.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use quick_xml::{Reader, events::Event};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    place::Place,
    running::{Said, ask, evisa},
};

/// A library that was built with the program.
fn built(name: &str) -> PathBuf {
    env::current_exe().unwrap().parent().unwrap().join(format!("lib{name}.so"))
}

/// The faultless library with one fault planted: its descriptor begins with the wrong word.
fn broken(folder: &Path) -> PathBuf {
    let (marker, fault) = (b"EVISA-MUTANT:none;", b"EVISA-MUTANT:magic;");
    let mut bytes = fs::read(built("evisa_pay_mutants")).unwrap();
    let at = bytes.windows(marker.len()).position(|part| part == marker).unwrap();
    bytes[at..at + fault.len()].copy_from_slice(fault);
    let path = folder.join("broken one.so");
    fs::write(&path, bytes).unwrap();
    path
}

fn check(library: &Path, more: &[&str]) -> Said {
    ask(Path::new("/"), &[&["plugin", "check", library.to_str().unwrap()], more].concat())
}

/// What clap refuses.
fn misused(more: &[&str]) -> String {
    let output = evisa(Path::new("/"), &[&["plugin", "check", "x.so"], more].concat()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{more:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_library_that_passes_is_told_case_by_case_or_in_one_line() {
    let library = built("evisa_pay_mutants");
    let said = check(&library, &["--include", "load"]);
    said.good(&["load.opens", "passed", " 0 failed", "not all cases were run, so no level is told"]);
    let short = check(&library, &["--include", "load", "--only-failed"]);
    assert!(!short.good(&[" 0 failed"]).text.contains("load.opens"), "{}", short.text);
}

#[test]
fn a_fault_is_told_with_the_command_that_shows_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let library = broken(folder.path());
    let said = check(&library, &["--include", "load.opens", "--seed", "9", "--only-failed"]);
    said.refused(&["FAILED", "expected  ", "observed  ", " 1 failed"]);
    let again = said.text.lines().find_map(|line| line.trim().strip_prefix("again     evisa ")).unwrap();
    assert!(again.contains("--include load.opens --seed 9"), "{again}");
    // As a shell reads it: the name of the library has a blank.
    let line = format!("{} {again}", env!("CARGO_BIN_EXE_evisa"));
    let output = std::process::Command::new("sh").args(["-c", &line]).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.code() == Some(1) && told.contains("load.opens") && told.contains("FAILED"), "{told}");
}

#[test]
fn a_program_reads_one_object() {
    let folder = tempfile::tempdir().unwrap();
    let library = broken(folder.path());
    let said = check(&library, &["--include", "load", "--json"]);
    let json: Value = serde_json::from_str(&said.refused(&[]).text).unwrap();
    assert_eq!(json["sha256"], HEXLOWER.encode(&Sha256::digest(fs::read(&library).unwrap())));
    assert_eq!((&json["level"], &json["whole"]), (&Value::from(0), &Value::from(false)));
    let cases = json["cases"].as_array().unwrap();
    let opens = cases.iter().find(|case| case["id"] == "load.opens").unwrap();
    assert_eq!(opens["verdict"], "failed");
    assert!(opens["reproduce"].as_str().unwrap().starts_with("evisa plugin check '"), "{opens}");
}

#[test]
fn junit_counts_what_was_told() {
    let folder = tempfile::tempdir().unwrap();
    let (library, file) = (broken(folder.path()), folder.path().join("junit.xml"));
    let said = check(&library, &["--include", "load", "--json", "--junit", file.to_str().unwrap()]);
    let json: Value = serde_json::from_str(&said.refused(&[]).text).unwrap();
    let verdicts = |word: &str| json["cases"].as_array().unwrap().iter().filter(|case| case["verdict"] == word).count();

    let text = fs::read_to_string(file).unwrap();
    let mut xml = Reader::from_str(&text);
    let (mut cases, mut failures, mut skipped, mut suite) = (0, 0, 0, Vec::new());
    loop {
        let event = xml.read_event().unwrap();
        if event == Event::Eof {
            break;
        }
        let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
        match tag.name().as_ref() {
            b"testsuite" => {
                for wanted in ["tests", "failures", "skipped"] {
                    let value = tag.try_get_attribute(wanted).unwrap().unwrap().unescape_value().unwrap();
                    suite.push(value.parse::<usize>().unwrap());
                }
            }
            b"testcase" => cases += 1,
            b"failure" => failures += 1,
            b"skipped" => skipped += 1,
            _ => {}
        }
    }
    assert_eq!(suite, [cases, failures, skipped], "{text}");
    assert_eq!((failures, skipped), (verdicts("failed"), verdicts("skipped")), "{text}");
    assert!(0 < failures && cases == json["cases"].as_array().unwrap().len(), "{text}");
}

#[test]
fn what_cannot_be_checked_is_told_with_the_next_step() {
    let folder = tempfile::tempdir().unwrap();
    check(&folder.path().join("none.so"), &[]).refused(&["none.so cannot be read"]);
    let text = folder.path().join("text.so");
    fs::write(&text, "this is a text").unwrap();
    check(&text, &[]).refused(&["not a library of this system", "cc -shared"]);
    let library = built("evisa_pay_mutants");
    check(&library, &["--include", "pay.hapy"]).refused(&["there is no case `pay.hapy`", "`pay.happy`"]);
    check(&library, &["--include", "load", "--junit", "/nowhere/x.xml"])
        .refused(&["cannot be written", "another file"]);
    assert!(misused(&["--level", "11"]).contains("1..=10"));
    assert!(misused(&["--fuzz", "1d"]).contains("60s, 10m or 2h"));

    let (source, empty) = (folder.path().join("x.c"), folder.path().join("libx.so"));
    fs::write(&source, "int x;").unwrap();
    let mut compiler = std::process::Command::new("cc");
    assert!(compiler.args(["-shared", "-fPIC", "-o"]).arg(&empty).arg(&source).status().unwrap().success());
    check(&empty, &["--include", "load"]).refused(&["FAILED", "evisa_pay_plugin_v1"]);
}

#[test]
fn a_plugin_is_offered_once_it_was_verified() {
    let place = Place::new("");
    let library = place.folder().join("libhalyk.so");
    fs::copy(built("evisa_pay_halyk"), &library).unwrap();
    let sha256 = HEXLOWER.encode(&Sha256::digest(fs::read(&library).unwrap()));
    let settings = fs::read_to_string(place.folder().join("config.toml")).unwrap();
    place.write("secret", "a-secret-that-is-long-enough");
    let secret = place.folder().join("secret");
    place.write(
        "config.toml",
        format!(
            "{settings}[[plugin]]\nid = \"halyk\"\npath = {library:?}\nsha256 = \"{sha256}\"\n\
             hosts = [\"epay-oauth.homebank.kz\", \"epay-api.homebank.kz\", \"epay.homebank.kz\"]\n\
             config = {{ oauth_url = \"https://epay-oauth.homebank.kz/oauth2/token\", api_url = \"https://epay-api.homebank.kz\", \
             payform_url = \"https://epay.homebank.kz/payform\", terminal = \"t\", client_id = \"c\" }}\n\
             secrets = {{ client_secret = {{ file = {secret:?} }}, callback_secret = {{ file = {secret:?} }} }}\n"
        ),
    );
    place.ask("plugin list").refused(&["halyk: off: nobody has verified this library", "run `evisa plugin check"]);
    place.furnish();
    let portal = place.serve();
    portal.says("nobody has verified this library");
    let page = place.visitor().reach_the_gateway().text();
    assert!(page.contains("No payment method is working right now"), "{page}");
    portal.stop(std::time::Duration::from_secs(10));

    let cassettes = concat!(env!("CARGO_MANIFEST_DIR"), "/plugins/halyk/cassettes");
    check(&library, &["--level", "5", "--only-failed", "--cassettes", cassettes]).good(&["verified at level 5"]);
    place.ask("plugin list").good(&["halyk: on,", "verified at level 5"]);
}
