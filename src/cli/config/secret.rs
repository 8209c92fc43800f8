//! Where a secret is kept. The settings name the place; only the part that needs the secret reads it.

use std::{fs::File, io::Read, path::PathBuf};

use zeroize::Zeroizing;

/// Bytes of the longest secret: a private key in PEM stays below 8 KiB.
const SECRET_BYTES_MAX: u64 = 16 * 1024;

/// The place where a secret is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretRef {
    /// A file; a line break at its end does not count.
    File(PathBuf),
    /// An environment variable.
    Env(String),
}

impl SecretRef {
    /// The secret itself, wiped from memory when dropped, or a sentence that says why it cannot be had.
    pub fn read(&self) -> Result<Zeroizing<String>, String> {
        let secret = match self {
            Self::File(path) => {
                let mut text = Zeroizing::new(String::new());
                let read = File::open(path).and_then(|file| file.take(SECRET_BYTES_MAX + 1).read_to_string(&mut text));
                read.map_err(|fault| format!("the secret in {} cannot be read: {fault}", path.display()))?;
                if SECRET_BYTES_MAX < u64::try_from(text.len()).unwrap_or(u64::MAX) {
                    return Err(format!("the secret in {} is longer than {SECRET_BYTES_MAX} bytes", path.display()));
                }
                Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned())
            }
            Self::Env(name) => Zeroizing::new(
                std::env::var(name)
                    .map_err(|_| format!("the environment variable {name} with the secret is not set"))?,
            ),
        };
        if secret.is_empty() { Err(format!("the secret in {} is empty", self.place())) } else { Ok(secret) }
    }

    fn place(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Env(name) => name.clone(),
        }
    }
}
