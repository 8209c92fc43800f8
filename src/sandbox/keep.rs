//! The book on disk: written whole, beside the old one, and put in its place in one step.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use super::book::Book;

/// The book as it was left; an empty one when there is none yet.
///
/// # Errors
/// The file is there and cannot be read: better to stop than to forget who paid.
pub(super) fn load(path: &Path) -> io::Result<Book> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Book::default()),
        Err(error) => Err(error),
    }
}

/// Write the book so that a crash leaves either the old one or the new one.
///
/// # Errors
/// The disk's own.
pub(super) fn save(path: &Path, book: &Book) -> io::Result<()> {
    let fresh = path.with_extension("new");
    let mut file = File::create(&fresh)?;
    file.write_all(&serde_json::to_vec(book)?)?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
