//! The folder of settlement files: whatever a bank, or a person, puts into `settlement/PLUGIN/` of the data directory is taken in, compared,
//! and moved aside with its report. A file that cannot be read is moved aside with the reason.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use super::{Runner, blocking};
use crate::{
    domain::{payment::settlement::LineClass, refusal::Refusal},
    services::payment::report::settlement_csv,
};

/// How often the folder is looked at: banks deliver once a day.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// A file younger than this may still be written.
const SETTLED_AFTER: Duration = Duration::from_secs(10);
/// The largest file in bytes: what one frame of a plugin carries, with room for its base64.
pub const SETTLEMENT_BYTES_MAX: usize = 700 * 1024;
/// Where files go that were taken in, each with its report.
const DONE: &str = "done";
/// Where files go that could not be read, each with the reason.
const REFUSED: &str = "refused";

/// Look at the folder again and again until `stop`.
pub async fn watch_folder(runner: Runner, folder: PathBuf, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let (looking, place) = (runner.clone(), folder.clone());
        let looked = blocking(move || folder_import(&looking, &place, SETTLED_AFTER)).await;
        if let Err(refusal) = looked {
            tracing::error!(%refusal, "the folder of settlement files could not be dealt with");
        }
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Take in every file that lies in the folder for at least `settled`. Returns how many were taken in.
///
/// # Errors
/// The folder could not be read, or a file not moved; what was taken in stays so, and is harmless to take in again.
pub fn folder_import(runner: &Runner, folder: &Path, settled: Duration) -> Result<usize, Refusal> {
    let mut taken = 0;
    for plugin in entries(folder)?.iter().filter(|path| path.is_dir()) {
        let Some(name) = plugin.file_name().and_then(|name| name.to_str()) else { continue };
        for file in entries(plugin)?.iter().filter(|path| path.is_file() && lain(path, settled)) {
            match file_import(runner, name, file) {
                Ok(report) => {
                    aside(runner, file, (DONE, "report.csv", &report))?;
                    taken += 1;
                }
                Err(why) => {
                    tracing::error!(plugin = name, file = %file.display(), why, "a settlement file was refused");
                    aside(runner, file, (REFUSED, "why.txt", &why))?;
                }
            }
        }
    }
    Ok(taken)
}

/// One file: read by its plugin, taken in, compared. The report as CSV, or why not.
fn file_import(runner: &Runner, plugin: &str, file: &Path) -> Result<String, String> {
    let bytes = file_read(file).map_err(|error| error.to_string())?;
    let cx = runner.cx();
    let rows = runner.outside.settlement_read(&cx, plugin, &bytes)?;
    let sha256 = file_name(&bytes);
    let imported = runner.services.settlement_import(&cx, (plugin, &sha256), &rows);
    let report = imported.map_err(|refusal| refusal.to_string())?;
    let counts = report.counts();
    let wrong: usize = counts.iter().filter(|(class, _)| **class != LineClass::Matched).map(|(_, count)| count).sum();
    tracing::info!(plugin, lines = report.lines.len(), new = report.new, wrong, "a settlement file was taken in");
    Ok(settlement_csv(&report))
}

/// The bytes of a settlement file.
///
/// # Errors
/// It cannot be read, or is larger than [`SETTLEMENT_BYTES_MAX`].
pub fn file_read(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(SETTLEMENT_BYTES_MAX).unwrap_or(u64::MAX) + 1;
    fs::File::open(file)?.take(limit).read_to_end(&mut bytes)?;
    if SETTLEMENT_BYTES_MAX < bytes.len() {
        let why = format!("larger than {} KiB: split it by days", SETTLEMENT_BYTES_MAX / 1024);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    Ok(bytes)
}

/// The name of a settlement file everywhere: SHA-256 of its bytes, hexadecimal.
#[must_use]
pub fn file_name(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// What lies in a folder, by name; nothing where there is no folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault(folder, &error)),
    };
    let paths: io::Result<Vec<PathBuf>> = listed.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(|error| fault(folder, &error))?;
    paths.sort();
    Ok(paths)
}

/// Whether nobody has written to a file for so long. A clock that was put back makes it wait.
fn lain(file: &Path, settled: Duration) -> bool {
    let age = fs::metadata(file).and_then(|facts| facts.modified()).ok().and_then(|at| at.elapsed().ok());
    age.is_some_and(|age| settled <= age)
}

/// Move a file aside, with what is to be said about it beside it. A name that is taken gets the time in front: nothing is overwritten.
fn aside(runner: &Runner, file: &Path, (place, ending, text): (&str, &str, &str)) -> Result<(), Refusal> {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else { return Ok(()) };
    let place = folder.join(place);
    let mut name = name.to_owned();
    if place.join(&name).exists() {
        let mut timed = std::ffi::OsString::from(format!("{}-", runner.cx().now.as_millisecond()));
        timed.push(&name);
        name = timed;
    }
    let moved = fs::create_dir_all(&place).and_then(|()| {
        let mut said = name.clone();
        said.push(format!(".{ending}"));
        fs::write(place.join(said), text)?;
        fs::rename(file, place.join(name))
    });
    moved.map_err(|error| fault(file, &error))
}

fn fault(place: &Path, error: &io::Error) -> Refusal {
    Refusal::Us(format!("{}: {error}", place.display()))
}
