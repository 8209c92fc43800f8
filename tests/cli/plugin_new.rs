//! Fear: an author's first hour ends with a project that does not build outside our repository.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::running::ask;

/// Where Rust projects are built: kept between runs, so that only the first one builds serde.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("authors")
}

/// A new project in a folder of its own, far from the repository.
fn project(line: &str) -> (TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let words: Vec<_> = ["plugin", "new"].into_iter().chain(line.split(' ')).collect();
    ask(place.path(), &words).good(&["written", "Next:"]);
    let folder = place.path().join(words[2]);
    (place, folder)
}

/// Runs a tool of the author's; what it said.
fn tool(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    // The registry on the disk is enough, for these crates were just built here.
    command.args(arguments).current_dir(folder).env("CARGO_TARGET_DIR", target()).env("CARGO_NET_OFFLINE", "true");
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success(), "{program} {arguments:?}: {text}");
    text
}

/// Loads a library as the portal would.
fn inspect(library: &Path, method: &str) {
    let path = library.to_str().unwrap();
    ask(Path::new("/"), &["plugin", "inspect", path]).good(&[
        method,
        "commission 0.00",
        "api_key (only put into requests)",
    ]);
}

fn in_c(flow: &str, method: &str) {
    let (_place, folder) = project(&format!("shop-{flow} --lang c --flow {flow}"));
    let said = tool(&folder, "make", &["test"]);
    assert!(said.contains("all tests passed"), "{said}");
    inspect(&folder.join(format!("build/libshop_{flow}.so")), method);
}

fn in_rust(flow: &str, method: &str) {
    let (_place, folder) = project(&format!("till-{flow} --lang rust --flow {flow}"));
    let said = tool(&folder, "cargo", &["test", "--quiet"]);
    assert!(said.contains("4 passed"), "{said}");
    tool(&folder, "cargo", &["build", "--quiet"]);
    inspect(&target().join(format!("debug/libtill_{flow}.so")), method);
}

#[test]
fn a_project_in_c_builds_and_passes_its_tests() {
    in_c("redirect", "page: ");
    in_c("otp", "phone: ");
    in_c("wallet", "wallet: ");
}

#[test]
fn a_project_in_rust_builds_and_passes_its_tests() {
    in_rust("redirect", "page: ");
    in_rust("otp", "phone: ");
    in_rust("wallet", "wallet: ");
}

#[test]
fn a_project_has_all_that_its_readme_speaks_of() {
    let (_place, folder) = project("my-bank --flow otp");
    for name in ["Cargo.toml", ".gitignore", ".github/workflows/ci.yml", "src/provider.rs", "cassettes/phone.json"] {
        assert!(folder.join(name).is_file(), "{name} is missing");
    }
    let readme = fs::read_to_string(folder.join("README.md")).unwrap();
    assert!(readme.contains("target/release/libmy_bank.so") && !readme.contains('@'), "{readme}");
}

#[test]
fn what_cannot_be_begun_is_told_and_nothing_is_written() {
    let place = tempfile::tempdir().unwrap();
    for name in ["My-Bank", "1bank", "a", "bank-", "my--bank", "банк", "serde", "../bank"] {
        let line = ["plugin", "new", name, "--flow", "otp", "--dir", "x"];
        ask(place.path(), &line).refused(&["cannot be the name of a plugin", "such as my-bank"]);
    }
    assert!(!place.path().join("x").exists());
    fs::create_dir(place.path().join("my-bank")).unwrap();
    ask(place.path(), &["plugin", "new", "my-bank", "--flow", "otp"]).refused(&["my-bank exists already", "--dir"]);
    assert_eq!(fs::read_dir(place.path().join("my-bank")).unwrap().count(), 0);
}
