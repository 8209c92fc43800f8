//! A backup of the whole store into one file, taken while it works, and its way back; the file proves itself by its digest.
//!
//! The file: a first line that names the format; then frames of three lengths-with-bytes (table, key, value; each length four bytes,
//! big-endian); a frame with an empty table name ends them; then the number of records (eight bytes) and the sha256 of all before.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, Read, Write},
    ops::Bound,
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{
    Store, StoreError, Take, directory_sync,
    engine::{Changes, Engine, ReadTx, Span},
};

/// The first line of a backup.
const MAGIC: &[u8] = b"evisa backup 1\n";
/// Records read at once: 500 records of 1 kB are half a megabyte.
const PAGE: usize = 500;
/// Bytes of one name, key or value in a backup: more is damage, not data (uploads are at most 5 MiB).
const PART_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// How many records.
    pub records: u64,
    /// Digest of the content, in hexadecimal: to be noted beside the backup.
    pub sha256: String,
}

/// Write a backup of one consistent snapshot to `file`, which must not exist; others go on working meanwhile.
///
/// # Errors
/// The store cannot be read or the file not be written; no file is left behind then.
pub fn backup_write(store: &Store, file: &Path) -> Result<Manifest, StoreError> {
    let fault = |error: &io::Error| StoreError::file(file, error);
    let output = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).map_err(|e| fault(&e))?;
    let mut written = Err(StoreError::Unavailable("no snapshot".to_owned()));
    let read = store.engine().read(&mut |tx| {
        written = Output::begin(BufWriter::new(&output)).map_err(|e| fault(&e)).and_then(|mut output| {
            copy(tx, |frame| output.frame(frame).map_err(|e| fault(&e)))?;
            output.end().map_err(|e| fault(&e))
        });
    });
    let synced = read.and(written).and_then(|manifest| output.sync_all().map(|()| manifest).map_err(|e| fault(&e)));
    let named = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = synced.and_then(|manifest| directory_sync(named).map(|()| manifest));
    if synced.is_err() {
        // The error that matters is already at hand; a half file must not pass for a backup.
        fs::remove_file(file).ok();
    }
    synced
}

/// Read a backup from end to end and compare its digest.
///
/// # Errors
/// [`StoreError::Damaged`], or the file cannot be read.
pub fn backup_check(file: &Path) -> Result<Manifest, StoreError> {
    frames(file, &mut |_| Ok(()))
}

/// Fill `engine`, which must be empty, from a backup; check the backup before, for a damaged one is noticed only at its end.
///
/// # Errors
/// [`StoreError::Damaged`]; the backup cannot be read or the engine not be written.
pub(super) fn restore_into(engine: &dyn Engine, file: &Path) -> Result<Manifest, StoreError> {
    let mut page = Changes::default();
    let mut pending = 0;
    let manifest = frames(file, &mut |[table, key, value]| {
        let table = std::str::from_utf8(&table).map_err(|_| StoreError::Damaged(file.display().to_string()))?;
        page.set(table, key, Some(value));
        pending += 1;
        if PAGE <= pending {
            pending = 0;
            write_page(engine, std::mem::take(&mut page))?;
        }
        Ok(())
    })?;
    write_page(engine, page)?;
    Ok(manifest)
}

fn write_page(engine: &dyn Engine, page: Changes) -> Result<(), StoreError> {
    engine.write(&mut |_| Some(page.clone()))
}

/// Hand every record of a snapshot to `each`.
fn copy(tx: &dyn ReadTx, mut each: impl FnMut([&[u8]; 3]) -> Result<(), StoreError>) -> Result<(), StoreError> {
    for table in tx.tables()? {
        let mut span = Span::all(Take::First(PAGE));
        loop {
            let page = tx.scan(&table, &span)?;
            for (key, value) in &page {
                each([table.as_bytes(), key, value])?;
            }
            match page.into_iter().next_back() {
                Some((last, _)) => span.from = Bound::Excluded(last),
                None => break,
            }
        }
    }
    Ok(())
}

struct Output<W> {
    to: W,
    digest: Sha256,
    records: u64,
}

impl<W: Write> Output<W> {
    fn begin(to: W) -> io::Result<Self> {
        let mut output = Self { to, digest: Sha256::new(), records: 0 };
        output.write(MAGIC)?;
        Ok(output)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.digest.update(bytes);
        self.to.write_all(bytes)
    }

    fn frame(&mut self, parts: [&[u8]; 3]) -> io::Result<()> {
        self.records += 1;
        parts.into_iter().try_for_each(|part| {
            let length = u32::try_from(part.len()).map_err(io::Error::other)?;
            self.write(&length.to_be_bytes())?;
            self.write(part)
        })
    }

    fn end(mut self) -> io::Result<Manifest> {
        self.write(&0_u32.to_be_bytes())?;
        self.write(&self.records.to_be_bytes())?;
        let digest = self.digest.finalize();
        self.to.write_all(&digest)?;
        self.to.flush()?;
        Ok(Manifest { records: self.records, sha256: HEXLOWER.encode(&digest) })
    }
}

struct Input {
    from: BufReader<File>,
    digest: Sha256,
}

impl Input {
    fn take(&mut self, length: usize) -> io::Result<Vec<u8>> {
        if PART_BYTES_MAX < length {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = vec![0; length];
        self.from.read_exact(&mut bytes)?;
        self.digest.update(&bytes);
        Ok(bytes)
    }

    fn number<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| io::ErrorKind::InvalidData.into())
    }

    fn part(&mut self) -> io::Result<Vec<u8>> {
        let length = u32::from_be_bytes(self.number()?);
        self.take(usize::try_from(length).map_err(io::Error::other)?)
    }

    /// The next record; `None` at the end.
    fn frame(&mut self) -> io::Result<Option<[Vec<u8>; 3]>> {
        let table = self.part()?;
        if table.is_empty() { Ok(None) } else { Ok(Some([table, self.part()?, self.part()?])) }
    }
}

/// Hand every record of a backup to `each`, and compare count and digest at the end.
fn frames(file: &Path, each: &mut dyn FnMut([Vec<u8>; 3]) -> Result<(), StoreError>) -> Result<Manifest, StoreError> {
    let damaged = || StoreError::Damaged(format!("{} is not a whole backup", file.display()));
    let fault = |error: io::Error| {
        let cut = matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData);
        if cut { damaged() } else { StoreError::file(file, &error) }
    };
    let from = BufReader::new(File::open(file).map_err(fault)?);
    let mut input = Input { from, digest: Sha256::new() };
    if input.take(MAGIC.len()).map_err(fault)? != MAGIC {
        return Err(damaged());
    }
    let mut records = 0;
    while let Some(frame) = input.frame().map_err(fault)? {
        records += 1;
        each(frame)?;
    }
    let promised = u64::from_be_bytes(input.number().map_err(fault)?);
    let sha256 = HEXLOWER.encode(&input.digest.clone().finalize());
    let written = HEXLOWER.encode(&input.take(32).map_err(fault)?);
    if promised != records || written != sha256 || input.from.bytes().next().is_some() {
        return Err(damaged());
    }
    Ok(Manifest { records, sha256 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Table, memory::MemoryEngine};

    const THINGS: Table<u64, u64> = Table::new("things");

    fn store_with(count: u64) -> Store {
        let store = Store::in_memory();
        store.commit(|tx| (0..count).try_for_each(|at| tx.put(THINGS, &at, &at))).unwrap();
        store
    }

    #[test]
    fn what_was_backed_up_comes_back() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("a.backup");
        let manifest = backup_write(&store_with(1201), &file).unwrap();
        assert_eq!(manifest.records, 1201);
        assert_eq!(backup_check(&file), Ok(manifest.clone()));
        let engine = MemoryEngine::default();
        assert_eq!(restore_into(&engine, &file), Ok(manifest));
        let restored = Store::with_engine(engine);
        let all = restored.read(|tx| tx.scan(THINGS, .., Take::First(9999))).unwrap();
        assert_eq!(all, (0..1201).map(|at| (at, at)).collect::<Vec<_>>());
        assert!(matches!(backup_write(&restored, &file), Err(StoreError::File(_))), "a backup is never overwritten");
    }

    #[test]
    fn every_changed_or_missing_byte_of_a_backup_is_found() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("a.backup");
        backup_write(&store_with(3), &file).unwrap();
        let whole = fs::read(&file).unwrap();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&file, changed).unwrap();
            assert!(backup_check(&file).is_err(), "byte {at} was changed");
            fs::write(&file, &whole[..at]).unwrap();
            assert!(backup_check(&file).is_err(), "cut at {at}");
        }
        fs::write(&file, [whole.as_slice(), b"x"].concat()).unwrap();
        assert!(backup_check(&file).is_err());
    }
}
