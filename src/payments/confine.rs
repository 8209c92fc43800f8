//! What a plugin's process gives up before the first instruction of the plugin runs, and what more once it is loaded.
//!
//! In this order, each narrower than the one before: limits ([`limits`]), files and network ([`files`], Landlock), system
//! calls ([`calls`], seccomp, in two stages around the loading of the library).

mod alarm;
mod calls;
mod files;
mod limits;

use std::{fmt, io, os::fd::BorrowedFd, str::FromStr};

use serde::{Deserialize, Serialize};

pub(super) use self::{alarm::MARK as REFUSED_CALL, calls::after_load};

/// What happens on a kernel that cannot confine a plugin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sandbox {
    /// The plugin stays off.
    #[default]
    Required,
    /// It runs with what there is; a warning says so at the start, and pages for staff show it.
    BestEffort,
}

impl Sandbox {
    /// The word of the settings.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::BestEffort => "best_effort",
        }
    }
}

impl FromStr for Sandbox {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let known = [Self::Required, Self::BestEffort].into_iter().find(|sandbox| sandbox.code() == text);
        known.ok_or_else(|| format!("`{text}` is no kind of sandbox"))
    }
}

/// How far a plugin's process is confined. Limits, the empty environment and the three descriptors are always in force.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// The version of Landlock that keeps it from files, ports and other processes; 0 without.
    pub landlock: u8,
    /// Whether seccomp keeps it from system calls.
    pub seccomp: bool,
}

impl Confinement {
    /// Whether nothing is missing. Landlock of any version does: sockets and signals are kept from it by seccomp, too.
    #[must_use]
    pub const fn is_complete(self) -> bool {
        self.landlock > 0 && self.seccomp
    }
}

impl fmt::Display for Confinement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.landlock, self.seccomp) {
            (0, false) => f.write_str("limits only: neither Landlock nor seccomp"),
            (0, true) => f.write_str("seccomp, no Landlock"),
            (version, false) => write!(f, "Landlock {version}, no seccomp"),
            (version, true) => write!(f, "Landlock {version}, seccomp"),
        }
    }
}

/// Before the library is loaded: its constructors run confined already.
///
/// # Errors
/// A limit could not be set, or the kernel lacks what `sandbox` requires; the text names it.
pub(super) fn before_load(sandbox: Sandbox, memory_bytes_max: u64, library: BorrowedFd<'_>) -> io::Result<Confinement> {
    limits::set(memory_bytes_max)?;
    let landlock = files::forbid(library);
    let seccomp = calls::before_load();
    let missing: Vec<String> =
        [landlock.as_ref().err(), seccomp.as_ref().err()].into_iter().flatten().cloned().collect();
    if sandbox == Sandbox::Required && !missing.is_empty() {
        return Err(io::Error::other(format!("this kernel cannot confine a plugin: {}", missing.join("; "))));
    }
    Ok(Confinement { landlock: landlock.unwrap_or(0), seccomp: seccomp.is_ok() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_both_together_are_complete() {
        for (landlock, seccomp, complete, told) in [
            (7, true, true, "Landlock 7, seccomp"),
            (1, true, true, "Landlock 1, seccomp"),
            (0, true, false, "seccomp, no Landlock"),
            (7, false, false, "Landlock 7, no seccomp"),
            (0, false, false, "limits only: neither Landlock nor seccomp"),
        ] {
            let confinement = Confinement { landlock, seccomp };
            assert_eq!((confinement.is_complete(), confinement.to_string().as_str()), (complete, told));
        }
    }

    #[test]
    fn the_words_of_the_settings_are_read_back() {
        for sandbox in [Sandbox::Required, Sandbox::BestEffort] {
            assert_eq!(sandbox.code().parse(), Ok(sandbox));
        }
        assert!("none".parse::<Sandbox>().is_err());
    }
}
