//! From a file to bytes that cannot change any more: read once, compared with pin and signature, sealed.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Read, Write},
    os::{
        fd::OwnedFd,
        unix::fs::{OpenOptionsExt, PermissionsExt},
    },
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use minisign_verify::{PublicKey, Signature};
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
use sha2::{Digest, Sha256};

use super::settings::PluginSettings;

/// The largest library in bytes: a plugin in Rust with its own cryptography is 1–5 MB.
pub const LIBRARY_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The largest signature file in bytes: minisign writes about 300.
const SIGNATURE_BYTES_MAX: u64 = 4 * 1024;
/// What minisign appends to the name of the file it signs.
const SIGNATURE_SUFFIX: &str = "minisig";

/// A library as it was read, hashed and sealed: what was compared is what is loaded, also after a restart of the child.
#[derive(Debug)]
pub(super) struct Sealed {
    /// Its bytes, in memory or without a name on disk.
    pub(super) file: OwnedFd,
    /// Its SHA-256 in lower-case hexadecimal digits.
    pub(super) digest: String,
}

/// Reads a library, compares it with its pin and its signature, and seals it.
pub(super) fn seal(plugin: &PluginSettings, pin_required: bool) -> Result<Sealed, String> {
    let path = plugin.path.display();
    let bytes = read(&plugin.path, LIBRARY_BYTES_MAX).map_err(|error| format!("{path}: {error}"))?;
    if !bytes.starts_with(b"\x7fELF") {
        return Err(format!("{path} is not a library of this system (no ELF file)"));
    }
    let digest = HEXLOWER.encode(&Sha256::digest(&bytes));
    match &plugin.sha256 {
        Some(pin) if pin.eq_ignore_ascii_case(&digest) => {}
        Some(pin) => return Err(format!("{path} has sha256 {digest}; the configuration pins {pin}")),
        None if pin_required => return Err(format!("{path} has no pin; if you trust it, set sha256 = \"{digest}\"")),
        // Permitted in a demonstration only, where it must not frighten a newcomer.
        None => tracing::debug!(plugin = plugin.id, "loaded without a pin"),
    }
    if let Some(signer) = &plugin.signer {
        signature_check(&bytes, &plugin.path, signer)?;
    }
    let file = sealed(&bytes).or_else(|in_memory| {
        tracing::debug!(plugin = plugin.id, %in_memory, "no executable file in memory: a copy without a name takes its place");
        copied(&bytes, &std::env::temp_dir())
    });
    Ok(Sealed { file: file.map_err(|error| format!("the library cannot be sealed: {error}"))?, digest })
}

/// The SHA-256 of what stands at the path of a plugin now.
pub(super) fn digest(plugin: &PluginSettings) -> io::Result<String> {
    read(&plugin.path, LIBRARY_BYTES_MAX).map(|bytes| HEXLOWER.encode(&Sha256::digest(bytes)))
}

/// Checks the signature beside a library, `LIBRARY.minisig`, against the public key of its signer (base64, as minisign writes
/// it in the second line of its `.pub` file).
///
/// # Errors
/// The key or the signature cannot be read, or the signature is another's or of another file; the text names the path.
pub fn signature_check(bytes: &[u8], path: &Path, signer: &str) -> Result<(), String> {
    let beside = signature_path(path);
    let key = PublicKey::from_base64(signer.trim()).map_err(|error| format!("signer is no minisign key: {error}"))?;
    let text = read(&beside, SIGNATURE_BYTES_MAX).map_err(|error| format!("{}: {error}", beside.display()))?;
    let signature = Signature::decode(&String::from_utf8_lossy(&text));
    let checked = signature.and_then(|signature| key.verify(bytes, &signature, false));
    checked.map_err(|error| format!("{} is no signature of this library by the signer: {error}", beside.display()))
}

fn signature_path(library: &Path) -> PathBuf {
    let mut name = library.as_os_str().to_owned();
    name.push(".");
    name.push(SIGNATURE_SUFFIX);
    name.into()
}

fn read(path: &Path, bytes_max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path.canonicalize()?)?.take(bytes_max + 1).read_to_end(&mut bytes)?;
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= bytes_max => Ok(bytes),
        _ => Err(io::Error::other(format!("larger than {} KiB", bytes_max / 1024))),
    }
}

fn sealed(bytes: &[u8]) -> io::Result<OwnedFd> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    // Kernels before 6.3 do not know that a file in memory may be told executable, and need not be told.
    let file = match memfd_create(c"evisa-plugin", flags | MemfdFlags::EXEC) {
        Err(rustix::io::Errno::INVAL) => memfd_create(c"evisa-plugin", flags)?,
        made => made?,
    };
    let mut file = File::from(file);
    file.write_all(bytes)?;
    fcntl_add_seals(&file, SealFlags::SEAL | SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE)?;
    Ok(file.into())
}

/// Where `vm.memfd_noexec` forbids executable files in memory: a copy for reading in a folder of our own, that has lost its
/// name before anybody could open it. Whoever has the descriptor has these bytes.
fn copied(bytes: &[u8], beside: &Path) -> io::Result<OwnedFd> {
    let folder = tempfile::Builder::new().prefix("evisa-plugin-").tempdir_in(beside)?;
    fs::set_permissions(folder.path(), Permissions::from_mode(0o700))?;
    let path = folder.path().join("library.so");
    let mut writing = OpenOptions::new().write(true).create_new(true).mode(0o400).open(&path)?;
    writing.write_all(bytes)?;
    let reading = File::open(&path)?;
    fs::remove_file(&path)?;
    Ok(reading.into())
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, SeekFrom};

    use super::*;

    fn settings(path: &Path, sha256: Option<&str>) -> PluginSettings {
        let json = serde_json::json!({"id": "test", "path": path, "sha256": sha256});
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_library_is_refused_for_a_reason_one_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let missing = seal(&settings(&folder.path().join("none.so"), None), true).unwrap_err();
        assert!(missing.contains("none.so: No such file"), "{missing}");
        let script = folder.path().join("script.so");
        fs::write(&script, "#!/bin/sh").unwrap();
        assert!(seal(&settings(&script, None), false).unwrap_err().contains("no ELF file"));
        let library = folder.path().join("lib.so");
        fs::write(&library, b"\x7fELF but short").unwrap();
        let no_pin = seal(&settings(&library, None), true).unwrap_err();
        let other_pin = seal(&settings(&library, Some("00")), true).unwrap_err();
        let pin = HEXLOWER.encode(&Sha256::digest(b"\x7fELF but short"));
        assert!(no_pin.contains(&pin) && other_pin.contains(&pin) && other_pin.contains("pins 00"));
        assert!(seal(&settings(&library, Some(&pin.to_uppercase())), true).is_ok());
    }

    #[test]
    fn a_copy_on_disk_has_no_name_and_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = File::from(copied(b"\x7fELF first", folder.path()).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "the folder goes, too");
        assert!(file.write_all(b"x").is_err() && file.set_len(1).is_err());
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "\u{7f}ELF first");
    }

    #[test]
    fn what_was_hashed_cannot_change_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("lib.so");
        fs::write(&library, b"\x7fELF first").unwrap();
        let mut file = File::from(seal(&settings(&library, None), false).unwrap().file);
        fs::write(&library, b"\x7fELF other").unwrap();
        assert!(file.write_all(b"x").is_err() && file.set_len(1).is_err());
        let mut text = String::new();
        file.seek(SeekFrom::Start(0)).unwrap();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "\u{7f}ELF first");
    }
}
