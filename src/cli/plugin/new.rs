//! `evisa plugin new`: a whole project from the templates in this executable: it builds, and its tests pass, anywhere.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use super::{
    args::{Flow, New, ProgramLanguage},
    say, sdk,
};
use crate::{assets, cli::house::HouseFault};

/// The longest name: it also names the plugin in settings and addresses.
const NAME_CHARS_MAX: usize = 32;
/// Names of crates that the project itself uses, or that the language keeps.
const NAMES_TAKEN: [&str; 8] =
    ["core", "evisa", "evisa-plugin-sdk", "proc-macro", "serde", "serde-json", "std", "test"];

/// Run `evisa plugin new NAME`.
///
/// # Errors
/// The name is not allowed, the folder exists, or a file cannot be written.
pub(super) fn new(wanted: &New) -> Result<ExitCode, HouseFault> {
    name_check(&wanted.name)?;
    let folder = wanted.dir.clone().unwrap_or_else(|| PathBuf::from(&wanted.name));
    if folder.exists() {
        return Err(HouseFault(format!(
            "{} exists already, and nothing was written: take another folder with --dir, or move it away",
            folder.display()
        )));
    }
    let files = files(wanted)?;
    for (name, bytes) in &files {
        write(&folder.join(name), bytes)?;
    }
    say(format_args!("{} written: {} files\n\n{}", folder.display(), files.len(), next(wanted, &folder)));
    Ok(ExitCode::SUCCESS)
}

fn name_check(name: &str) -> Result<(), HouseFault> {
    let told = |why: &str| {
        HouseFault(format!(
            "{name:?} cannot be the name of a plugin: {why}. Take 2 to {NAME_CHARS_MAX} of a to z, 0 to 9 and \"-\", such as my-bank"
        ))
    };
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !(2..=NAME_CHARS_MAX).contains(&name.len()) {
        return Err(told("it is too short or too long"));
    }
    if !name.starts_with(|first: char| first.is_ascii_lowercase()) || name.ends_with('-') || name.contains("--") {
        return Err(told("it begins with a letter, ends with a letter or digit, and has no two hyphens together"));
    }
    if !name.bytes().all(allowed) {
        return Err(told("it has other characters"));
    }
    if NAMES_TAKEN.contains(&name) {
        return Err(told("a library of that name is used by the project itself"));
    }
    Ok(())
}

/// Every file of the project, by its path inside it.
fn files(wanted: &New) -> Result<Vec<(String, Vec<u8>)>, HouseFault> {
    let flow = wanted.flow.word();
    let language = wanted.lang.word();
    let mut files = Vec::new();
    for part in ["common".to_owned(), flow.to_owned()] {
        for (name, bytes) in assets::plugin_templates(&format!("{language}/{part}")) {
            files.push((undotted(&name), filled(bytes, wanted)));
        }
    }
    for (name, bytes) in assets::plugin_templates(&format!("cassettes/{flow}")) {
        files.push((format!("cassettes/{name}"), filled(bytes, wanted)));
    }
    match wanted.lang {
        ProgramLanguage::Rust => files.extend(sdk::files()?),
        ProgramLanguage::C => {
            files.push(("include/evisa_pay_plugin.h".to_owned(), super::HEADER.as_bytes().to_vec()));
        }
    }
    Ok(files)
}

/// A template's name with the dots that version control would otherwise hide: `dot-gitignore` is `.gitignore`.
fn undotted(name: &str) -> String {
    name.strip_prefix("dot-").map_or_else(|| name.to_owned(), |rest| format!(".{rest}"))
}

fn filled(bytes: &[u8], wanted: &New) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let snake = wanted.name.replace('-', "_");
    let text = text.replace("@NAME@", &wanted.name).replace("@SNAKE@", &snake);
    text.replace("@METHOD@", wanted.flow.method()).into_bytes()
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), HouseFault> {
    let told =
        |error| HouseFault(format!("{} cannot be written ({error}): check the folder and its rights", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(told)?;
    }
    fs::write(path, bytes).map_err(told)
}

/// What to type next.
fn next(wanted: &New, folder: &Path) -> String {
    let folder = folder.display();
    let (test, library) = match wanted.lang {
        ProgramLanguage::Rust => {
            ("cargo test && cargo build --release", format!("target/release/lib{}.so", wanted.name.replace('-', "_")))
        }
        ProgramLanguage::C => ("make test", format!("build/lib{}.so", wanted.name.replace('-', "_"))),
    };
    format!(
        "Next:\n    cd {folder}\n    {test}\n    evisa plugin check {library}\n    evisa plugin dev .        pays with it in a demonstration\n\
         Its README says which files to change for your bank."
    )
}

impl Flow {
    const fn word(self) -> &'static str {
        match self {
            Self::Redirect => "redirect",
            Self::Otp => "otp",
            Self::Wallet => "wallet",
        }
    }

    /// The name of the one method of the template.
    const fn method(self) -> &'static str {
        match self {
            Self::Redirect => "page",
            Self::Otp => "phone",
            Self::Wallet => "wallet",
        }
    }
}

impl ProgramLanguage {
    const fn word(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::C => "c",
        }
    }
}
