//! From a file to bytes that cannot change any more: read once, compared with the pin, sealed in memory.

use std::{fs::File, io::Read, os::fd::OwnedFd};

use data_encoding::HEXLOWER;
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
use sha2::{Digest, Sha256};

use super::settings::PluginSettings;

/// The largest library in bytes: a plugin in Rust with its own cryptography is 1–5 MB.
const LIBRARY_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The library as a sealed file in memory: what was hashed is what is loaded, also after a restart of the child.
pub(super) fn seal(plugin: &PluginSettings, pin_required: bool) -> Result<OwnedFd, String> {
    let path = plugin.path.display();
    let bytes = read(plugin).map_err(|error| format!("{path}: {error}"))?;
    if !bytes.starts_with(b"\x7fELF") {
        return Err(format!("{path} is not a library of this system (no ELF file)"));
    }
    let found = HEXLOWER.encode(&Sha256::digest(&bytes));
    match &plugin.sha256 {
        Some(pin) if pin.eq_ignore_ascii_case(&found) => {}
        Some(pin) => return Err(format!("{path} has sha256 {found}; the configuration pins {pin}")),
        None if pin_required => return Err(format!("{path} has no pin; if you trust it, set sha256 = \"{found}\"")),
        // Permitted in a demonstration only, where it must not frighten a newcomer.
        None => tracing::debug!(plugin = plugin.id, "loaded without a pin"),
    }
    sealed(&bytes).map_err(|error| format!("no sealed file in memory: {error}"))
}

fn read(plugin: &PluginSettings) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(plugin.path.canonicalize()?)?.take(LIBRARY_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= LIBRARY_BYTES_MAX => Ok(bytes),
        _ => Err(std::io::Error::other("larger than 64 MiB")),
    }
}

fn sealed(bytes: &[u8]) -> std::io::Result<OwnedFd> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    // Kernels before 6.3 do not know that a file in memory may be told executable, and need not be told.
    let file =
        memfd_create(c"evisa-plugin", flags | MemfdFlags::EXEC).or_else(|_| memfd_create(c"evisa-plugin", flags))?;
    let mut file = File::from(file);
    std::io::Write::write_all(&mut file, bytes)?;
    fcntl_add_seals(&file, SealFlags::SEAL | SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE)?;
    Ok(file.into())
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        io::{Seek, SeekFrom, Write},
        path::Path,
    };

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
    fn what_was_hashed_cannot_change_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("lib.so");
        fs::write(&library, b"\x7fELF first").unwrap();
        let mut file = File::from(seal(&settings(&library, None), false).unwrap());
        fs::write(&library, b"\x7fELF other").unwrap();
        assert!(file.write_all(b"x").is_err() && file.set_len(1).is_err());
        let mut text = String::new();
        file.seek(SeekFrom::Start(0)).unwrap();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "\u{7f}ELF first");
    }
}
