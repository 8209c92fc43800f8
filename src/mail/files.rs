//! Delivery as files: each letter appears in the folder whole or not at all.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{MailFault, message::key_of};

/// The ending of a whole letter. An unfinished one has another, so that no reader sees it.
pub(super) const ENDING: &str = "eml";

/// Put a message into the folder under a name that follows from the effect, replacing an earlier delivery of the same effect.
pub(super) async fn put(dir: &Path, effect_key: &str, message: Vec<u8>) -> Result<(), MailFault> {
    let (dir, name) = (dir.to_owned(), key_of(effect_key));
    let written = tokio::task::spawn_blocking(move || put_blocking(&dir, &name, &message)).await;
    written
        .map_err(io::Error::other)
        .flatten()
        .map_err(|fault| MailFault::temporary(format!("the folder of letters cannot be written: {}", fault.kind())))
}

fn put_blocking(dir: &Path, name: &str, message: &[u8]) -> io::Result<()> {
    /// Keeps apart two deliveries of one letter at the same time.
    static TURN: AtomicU64 = AtomicU64::new(0);
    // Letters carry passports and sign-in links: they are for this user only.
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let turn = TURN.fetch_add(1, Ordering::Relaxed);
    let unfinished = dir.join(format!("{name}.{}-{turn}.part", std::process::id()));
    let written = write_through(&unfinished, message)
        .and_then(|()| fs::rename(&unfinished, dir.join(format!("{name}.{ENDING}"))))
        .and_then(|()| File::open(dir)?.sync_all());
    if written.is_err() {
        // The first fault is the one to report.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
