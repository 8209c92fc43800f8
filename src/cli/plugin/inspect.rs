//! `evisa plugin inspect`: everything there is to know about a library before it is trusted.

use std::{fmt::Write, path::Path, process::ExitCode};

use data_encoding::HEXLOWER;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{elf, executable, say};
use crate::{
    cli::house::HouseFault,
    payments::{
        LIBRARY_BYTES_MAX, PluginFault, Trial,
        proto::{CommissionMode, Description, Hello, Method, Need, SecretUse},
    },
};

/// A library that was read and loaded once.
pub(super) struct Inspected {
    /// Its size in bytes.
    pub(super) size: usize,
    /// Its SHA-256, as the settings pin it.
    pub(super) sha256: String,
    /// What its file says.
    pub(super) elf: elf::Elf,
    /// What its descriptor says.
    pub(super) hello: Hello,
    /// What it says about itself.
    pub(super) description: Description,
}

/// Run `evisa plugin inspect LIB`.
///
/// # Errors
/// The file is no plugin, and why.
pub(super) fn inspect(library: &Path, as_json: bool) -> Result<ExitCode, HouseFault> {
    let inspected = look(library, &bytes_read(library)?)?;
    if as_json {
        say(json(&inspected))
    } else {
        say(text(&inspected).trim_end())
    }
    Ok(ExitCode::SUCCESS)
}

/// The bytes of a library.
pub(super) fn bytes_read(library: &Path) -> Result<Vec<u8>, HouseFault> {
    let name = library.display();
    let told = |why: String| {
        HouseFault(format!(
            "{name} cannot be read ({why}): name the built library, such as target/release/libmybank.so"
        ))
    };
    let length = std::fs::metadata(library).map_err(|error| told(error.to_string()))?.len();
    if LIBRARY_BYTES_MAX < length {
        return Err(told(format!("larger than {} MiB", LIBRARY_BYTES_MAX / 1024 / 1024)));
    }
    std::fs::read(library).map_err(|error| told(error.to_string()))
}

/// Reads the tables of the file, then loads it once in a confined child.
pub(super) fn look(library: &Path, bytes: &[u8]) -> Result<Inspected, HouseFault> {
    let name = library.display();
    let elf = elf::read(bytes).map_err(|why| {
        HouseFault(format!(
            "{name} is not a library of this system ({why}): build it as a shared library (cdylib, or cc -shared)"
        ))
    })?;
    let started = Trial::start(&executable()?, library).and_then(|mut trial| {
        let description = trial.describe()?;
        Ok((trial.hello, description))
    });
    let (hello, description) = started.map_err(|fault| HouseFault(format!("{name}: {}", advice(&fault, &elf))))?;
    Ok(Inspected { size: bytes.len(), sha256: HEXLOWER.encode(&Sha256::digest(bytes)), elf, hello, description })
}

/// The fault, and what an author does about it.
fn advice(fault: &PluginFault, elf: &elf::Elf) -> String {
    let told = fault.to_string();
    if told.contains("GLIBC_") {
        let needs = elf.glibc.as_deref().unwrap_or("a newer version");
        return format!("{told}\nIt needs glibc {needs}: build it on a system as old as this one.");
    }
    if told.contains("exports no") {
        let next =
            "write `evisa_plugin_sdk::export_plugin!(YourType);`, or export the function of `evisa plugin header`";
        return format!("{told}\nIn its source, {next}.");
    }
    if told.contains("it has ABI") {
        return format!(
            "{told}\nBuild it again with this program's SDK (`evisa plugin new`) or header (`evisa plugin header`)."
        );
    }
    told
}

fn json(inspected: &Inspected) -> serde_json::Value {
    let Inspected { size, sha256, elf, hello, description } = inspected;
    json!({
        "size": size, "sha256": sha256, "exports": elf.exports, "libraries": elf.libraries, "glibc": elf.glibc,
        "descriptor": hello, "description": description,
    })
}

fn text(inspected: &Inspected) -> String {
    let Inspected { size, sha256, elf, hello, description } = inspected;
    let mut lines = format!(
        "plugin        {} {}: {}\nsdk           {}, built by {}\nprotocol      {} to {}\nfile          {size} bytes\nsha256        {sha256}\n\
         needs         {}\nexports       {}\n",
        hello.plugin,
        hello.version,
        description.titles.en,
        hello.sdk,
        hello.toolchain,
        hello.proto_min,
        hello.proto_max,
        needs(elf),
        elf.exports.join(", "),
    );
    for method in &description.methods {
        let place = method_line(method);
        writeln!(lines, "method        {place}").expect("a String takes every text");
    }
    lines.push_str(&asks(description));
    lines
}

fn needs(elf: &elf::Elf) -> String {
    let glibc = elf.glibc.iter().map(|version| format!("glibc {version}"));
    glibc.chain(elf.libraries.iter().cloned()).collect::<Vec<_>>().join(", ")
}

/// A method with its amounts and its commission, in tenge.
pub(super) fn method_line(method: &Method) -> String {
    let tenge = |minor: u64| format!("{}.{:02}", minor / 100, minor % 100);
    let mode = match method.commission_mode {
        CommissionMode::Included => "in the amount",
        CommissionMode::AddedByProvider => "added by the provider",
        CommissionMode::QuotedLater => "told before the customer confirms",
        CommissionMode::Unknown => "of a kind this program does not know",
    };
    let commission = method.commission_minor.map_or_else(String::new, |minor| format!("{} ", tenge(minor)));
    let (least, most) = (tenge(method.min_minor), tenge(method.max_minor));
    let (id, title, currency) = (&method.id, &method.titles.en, &method.currency);
    format!("{id}: {title}, {least} to {most} {currency}, commission {commission}{mode}")
}

/// What it asks for: hosts, secrets, personal data.
pub(super) fn asks(description: &Description) -> String {
    let hosts = list(description.hosts.iter().cloned());
    let secrets = list(description.secrets.iter().map(|secret| {
        let seen = match secret.used_by {
            SecretUse::Plugin => "the plugin sees it",
            SecretUse::Egress => "only put into requests",
        };
        let optional = if secret.optional { ", optional" } else { "" };
        format!("{} ({seen}{optional})", secret.name)
    }));
    let personal = list(description.needs.iter().map(|need| {
        let word = match need {
            Need::PayerName => "the payer's name",
            Need::Phone => "the payer's telephone number",
            Need::Email => "the payer's e-mail address",
            Need::Iin => "the payer's IIN",
            Need::Unknown => "something this program does not know and does not pass on",
        };
        word.to_owned()
    }));
    format!("hosts         {hosts}\nsecrets       {secrets}\npersonal data {personal}\n")
}

fn list(items: impl Iterator<Item = String>) -> String {
    let items = items.collect::<Vec<_>>().join(", ");
    if items.is_empty() { "none".to_owned() } else { items }
}
