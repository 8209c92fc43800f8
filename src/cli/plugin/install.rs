//! `evisa plugin install`: what a plugin is and asks for, then, with the operator's word, its table in the settings.

use std::{
    fs,
    io::{BufRead, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde::Deserialize;

use super::{
    args::Install,
    inspect::{self, Inspected},
    keys::{self, Key},
    part, say,
    table::{self, Wanted},
};
use crate::cli::house::HouseFault;

/// The settings where none are named.
const SETTINGS_FILE: &str = "config.toml";
/// Bytes of the answer to a question.
const ANSWER_BYTES_MAX: u64 = 64;

/// Run `evisa plugin install LIB`.
///
/// # Errors
/// The library or its signature cannot be trusted, or the settings cannot be changed; nothing was changed.
pub(super) fn install(asked: &Install) -> Result<ExitCode, HouseFault> {
    let bytes = inspect::bytes_read(&asked.library)?;
    let signature = signature_read(asked)?;
    // The signature first: what nobody vouches for is not even loaded.
    let signer = signer(asked, &bytes, signature.as_deref())?;
    let inspected = inspect::look(&asked.library, &bytes)?;
    let library =
        asked.library.canonicalize().map_err(|error| HouseFault::of(&asked.library.display().to_string(), error))?;
    say(consent(&inspected, signer.as_ref(), &library));
    let id = asked.id.as_deref().unwrap_or(&inspected.hello.plugin);
    let wanted =
        Wanted { id, library: &library, inspected: &inspected, signer: signer.as_ref().map(|key| key.base64.as_str()) };
    let settings = asked.config.clone().unwrap_or_else(|| PathBuf::from(SETTINGS_FILE));
    if asked.config.is_none() && !settings.is_file() {
        say(format_args!(
            "There is no {SETTINGS_FILE} here. Put this into your settings:\n\n{}",
            table::alone(&wanted)?
        ));
        return Ok(ExitCode::SUCCESS);
    }
    let told =
        |error| HouseFault(format!("{} cannot be read ({error}): name the settings with --config", settings.display()));
    let before = fs::read_to_string(&settings).map_err(told)?;
    let after = table::inserted(&before, &wanted)?;
    if before == after {
        say(format_args!("{} has it already: nothing to change", settings.display()));
        return Ok(ExitCode::SUCCESS);
    }
    say(table::difference(&before, &after, &settings.display().to_string()));
    if !asked.yes && !agreed()? {
        say("nothing was changed");
        return Ok(ExitCode::FAILURE);
    }
    if let Some(signature) = signature {
        beside_write(&library, &signature)?;
    }
    settings_write(&settings, &after)?;
    say(format_args!("{} changed. {}", settings.display(), next(&inspected, id)));
    Ok(ExitCode::SUCCESS)
}

fn beside(library: &Path) -> PathBuf {
    let mut name = library.as_os_str().to_owned();
    name.push(".minisig");
    name.into()
}

fn signature_read(asked: &Install) -> Result<Option<String>, HouseFault> {
    let place = asked.sig.clone().unwrap_or_else(|| beside(&asked.library));
    match fs::read_to_string(&place) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && asked.sig.is_none() => Ok(None),
        Err(error) => Err(HouseFault(format!("the signature {} cannot be read: {error}", place.display()))),
    }
}

/// Who signed it. No signature is needed only where no key is trusted.
fn signer(asked: &Install, bytes: &[u8], signature: Option<&str>) -> Result<Option<Key>, HouseFault> {
    let trusted = match &asked.key {
        Some(key) => vec![Key::read(key)?],
        None => keys::keys(asked.config.as_deref())?,
    };
    let library = asked.library.display();
    match signature {
        None if trusted.is_empty() => Ok(None),
        None => Err(HouseFault(format!(
            "{library} has no signature, and this installation trusts only signed plugins: put {} beside it, or name it with --sig",
            beside(&asked.library).file_name().unwrap_or_default().to_string_lossy()
        ))),
        Some(signature) => match keys::signer_of(bytes, signature, &trusted) {
            Ok(key) => Ok(Some(key.clone())),
            Err(why) => Err(HouseFault(format!("{library} is not installed: {why}"))),
        },
    }
}

/// What `evisa plugin check` left beside the library.
#[derive(Deserialize)]
struct Verified {
    sha256: String,
    level: u8,
}

fn level(library: &Path, sha256: &str) -> String {
    let mut name = library.as_os_str().to_owned();
    name.push(".verified.json");
    let record = fs::read(PathBuf::from(name)).ok().and_then(|bytes| serde_json::from_slice::<Verified>(&bytes).ok());
    match record {
        Some(record) if record.sha256 == sha256 => format!("{} of 10, by the conformance kit", record.level),
        Some(_) => "of another build: run `evisa plugin check` again".to_owned(),
        None => "not checked: `evisa plugin check` tells how well it keeps the rules".to_owned(),
    }
}

fn consent(inspected: &Inspected, signer: Option<&Key>, library: &Path) -> String {
    let Inspected { hello, description, sha256, .. } = inspected;
    let signed = signer.map_or_else(
        || "none: nobody vouches for it; the pin only says that it stays the same".to_owned(),
        |key| format!("by {} {}", key.number(), key.owner),
    );
    let methods = description.methods.iter().map(|method| format!("method        {}\n", inspect::method_line(method)));
    format!(
        "{} {}: {}\n\nsignature     {}\nlevel         {}\n{}{}sha256        {sha256}\n",
        hello.plugin,
        hello.version,
        description.titles.en,
        signed.trim_end(),
        level(library, sha256),
        methods.collect::<String>(),
        inspect::asks(description),
    )
}

fn agreed() -> Result<bool, HouseFault> {
    part(
        "May it reach these hosts, use these secrets and see these data, and shall the settings be changed so? [y/N] ",
    );
    let mut answer = String::new();
    let read = std::io::Read::take(std::io::stdin().lock(), ANSWER_BYTES_MAX).read_line(&mut answer);
    read.map_err(|error| HouseFault::of("the answer", error))?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

fn beside_write(library: &Path, signature: &str) -> Result<(), HouseFault> {
    let place = beside(library);
    if fs::read_to_string(&place).is_ok_and(|standing| standing == signature) {
        return Ok(());
    }
    fs::write(&place, signature).map_err(|error| HouseFault::of(&place.display().to_string(), error))
}

/// Another file takes the place of the settings at once, so that a power cut leaves one of the two whole.
fn settings_write(settings: &Path, text: &str) -> Result<(), HouseFault> {
    let told = |error: std::io::Error| {
        HouseFault(format!("{} cannot be written ({error}) and is as it was: check its rights", settings.display()))
    };
    let folder = settings.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(told)?;
    file.write_all(text.as_bytes()).map_err(told)?;
    let rights = fs::metadata(settings).map_err(told)?.permissions();
    file.as_file().set_permissions(rights).map_err(told)?;
    file.as_file().sync_all().map_err(told)?;
    file.persist(settings).map_err(|error| told(error.error))?;
    Ok(())
}

fn next(inspected: &Inspected, id: &str) -> String {
    let required = inspected.description.config_schema.iter().filter(|field| field.required);
    let fields: Vec<_> = required.map(|field| format!("    {}: {}", field.name, field.note)).collect();
    let fill = if fields.is_empty() { String::new() } else { format!("Fill in its config:\n{}\n", fields.join("\n")) };
    format!("{fill}Then `evisa plugin list` tries it, and `systemctl reload evisa` begins to offer {id}.")
}
