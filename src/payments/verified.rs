//! What the conformance kit found of a library, kept beside it in `LIBRARY.verified.json`.
//!
//! The record names the SHA-256 of the library it is about, so it is worth nothing beside another one. Whoever can write it
//! could claim a level, but not change the library: that is pinned in the settings.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use evisa_plugin_sdk::proto::PROTO_VERSION;
use serde::{Deserialize, Serialize};

/// The least level at which a plugin takes payments: it pays, declines and asks correctly.
pub const LEVEL_ENABLED: u8 = 5;
/// The largest record in bytes: a level and a hash.
const RECORD_BYTES_MAX: u64 = 4 * 1024;

/// Whether a plugin must have been verified to take payments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    /// At [`LEVEL_ENABLED`] or above; otherwise it stays off.
    #[default]
    Required,
    /// The operator vouches for it by its pin.
    Waived,
}

/// What the conformance kit found of a library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// The SHA-256 of the library, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// The level of which nothing failed, nor of those below: 0 to 10.
    pub level: u8,
    /// The protocol that was spoken.
    pub protocol: u16,
    /// The version of the kit.
    pub kit: u32,
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "verified at level {}, protocol {}, kit {}", self.level, self.protocol, self.kit)
    }
}

impl Verified {
    /// Where the record of a library is kept.
    #[must_use]
    pub fn place(library: &Path) -> PathBuf {
        let mut name = library.as_os_str().to_owned();
        name.push(".verified.json");
        PathBuf::from(name)
    }

    /// Keeps the record beside its library. A higher level that the same kit found of the same library stays.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep(&self, library: &Path, failed: bool) -> io::Result<()> {
        let higher =
            |before: &Self| before.kit == self.kit && before.protocol == self.protocol && self.level < before.level;
        if !failed && of(library, &self.sha256).is_some_and(|before| higher(&before)) {
            return Ok(());
        }
        let place = Self::place(library);
        // Written aside and renamed: a reader finds the old record or the new one, never half of one.
        let aside = place.with_extension("json.new");
        fs::write(&aside, serde_json::to_vec_pretty(self)?)?;
        fs::rename(aside, place)
    }
}

/// The record of a library with this SHA-256; nothing where there is none that can be read, or it is about another one.
pub(super) fn of(library: &Path, sha256: &str) -> Option<Verified> {
    let place = Verified::place(&library.canonicalize().ok()?);
    if RECORD_BYTES_MAX < fs::metadata(&place).ok()?.len() {
        return None;
    }
    let verified: Verified = serde_json::from_slice(&fs::read(place).ok()?).ok()?;
    (verified.sha256 == sha256).then_some(verified)
}

/// Whether a plugin of this record may take payments; otherwise what to do.
pub(super) fn admit(verified: Option<&Verified>, library: &Path) -> Result<(), String> {
    let told = match verified {
        Some(verified) if verified.protocol == PROTO_VERSION && LEVEL_ENABLED <= verified.level => return Ok(()),
        Some(verified) => format!("it was {verified}; level {LEVEL_ENABLED} of protocol {PROTO_VERSION} is the least"),
        None => "nobody has verified this library".to_owned(),
    };
    let library = library.display();
    Err(format!("{told}: run `evisa plugin check {library}`, or set verification = \"waived\" if you vouch for it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verified(sha256: &str, level: u8) -> Verified {
        Verified { sha256: sha256.to_owned(), level, protocol: PROTO_VERSION, kit: 1 }
    }

    #[test]
    fn a_record_is_about_one_library_only() {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("lib.so");
        fs::write(&library, "x").unwrap();
        assert_eq!(of(&library, "aa"), None);
        verified("aa", 7).keep(&library, false).unwrap();
        assert_eq!(of(&library, "aa").unwrap().level, 7);
        assert_eq!(of(&library, "bb"), None);
        for text in ["", "{", r#"{"sha256":"aa","level":-1,"protocol":1,"kit":1}"#, &"x".repeat(10_000)] {
            fs::write(Verified::place(&library), text).unwrap();
            assert_eq!(of(&library, "aa"), None, "{text:.20}");
        }
    }

    #[test]
    fn a_shorter_check_that_passes_takes_no_level_away_and_one_that_fails_does() {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("lib.so");
        fs::write(&library, "x").unwrap();
        verified("aa", 10).keep(&library, false).unwrap();
        verified("aa", 5).keep(&library, false).unwrap();
        assert_eq!(of(&library, "aa").unwrap().level, 10);
        verified("aa", 3).keep(&library, true).unwrap();
        assert_eq!(of(&library, "aa").unwrap().level, 3);
        verified("bb", 1).keep(&library, false).unwrap();
        assert_eq!((of(&library, "aa"), of(&library, "bb").unwrap().level), (None, 1));
    }

    #[test]
    fn less_than_level_five_takes_no_payments() {
        let library = Path::new("/opt/lib.so");
        for level in 0..=10 {
            let admitted = admit(Some(&verified("aa", level)), library);
            assert_eq!(admitted.is_ok(), LEVEL_ENABLED <= level, "{level}");
        }
        let older = Verified { protocol: 0, ..verified("aa", 10) };
        assert!(admit(Some(&older), library).is_err());
        let why = admit(None, library).unwrap_err();
        assert!(why.contains("evisa plugin check /opt/lib.so") && why.contains("waived"), "{why}");
    }
}
