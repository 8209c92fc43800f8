//! What is checked, and how it is reached: given by whoever runs the kit, so that the kit itself loads no library.

use std::fmt;

use evisa_plugin_sdk::proto::Hello;

/// A plugin under check.
pub trait Subject {
    /// What its file says without being loaded.
    ///
    /// # Errors
    /// Why it is no library of this system.
    fn library(&self) -> Result<Library, String>;

    /// Loads it into a fresh process (or as fresh a place as there is).
    ///
    /// # Errors
    /// Why it could not be loaded.
    fn open(&self) -> Result<Box<dyn Session>, Trouble>;
}

/// A loaded plugin. Dropping it ends its process.
pub trait Session {
    /// What its descriptor says.
    fn hello(&self) -> &Hello;

    /// Hands it one frame as it is; the frame it answers, as it came.
    ///
    /// # Errors
    /// Why there is no answer; the session must then be dropped.
    fn exchange(&mut self, frame: &[u8]) -> Result<Vec<u8>, Trouble>;

    /// What its process holds just now; nothing where that cannot be seen.
    fn footprint(&self) -> Option<Footprint>;
}

/// What a library says without being loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    /// The symbols it defines for others.
    pub exports: Vec<String>,
    /// The newest version of the C library it asks for: 2 and 34 for `GLIBC_2.34`.
    pub glibc: Option<(u32, u32)>,
}

/// What a plugin's process holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Footprint {
    /// Threads.
    pub threads: usize,
    /// Open files.
    pub files: usize,
    /// Memory of its own that is in use, in bytes.
    pub memory_bytes: u64,
}

/// Why a plugin gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It could not be loaded.
    Load(String),
    /// Its process ended.
    Died(String),
    /// It did not answer in time.
    Deadline,
    /// What it wrote is no frame.
    Malformed(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Load(why) => write!(f, "it could not be loaded: {why}"),
            Self::Died(why) => write!(f, "its process ended: {why}"),
            Self::Deadline => f.write_str("it did not answer before the deadline and was killed"),
            Self::Malformed(why) => write!(f, "what it wrote is no frame: {why}"),
        }
    }
}
