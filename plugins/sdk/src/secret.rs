//! Secrets that callbacks repeat: read from the configuration, compared in constant time.

use subtle::ConstantTimeEq;

use crate::proto::{Config, Issue};

/// Fewest characters of a secret: 16 of 64 signs cannot be guessed.
const SECRET_CHARS_MIN: usize = 16;

/// A secret that we give the provider and that its callbacks repeat; while it changes, also the one before it: what was begun under that
/// one is still told with it.
#[derive(Clone)]
pub struct Shared {
    now: String,
    before: Option<String>,
}

impl Shared {
    /// The secrets of these two names; the second may be missing.
    ///
    /// # Errors
    /// One issue that names the secret and says what is wrong with it.
    pub fn read(config: &Config, (name, before): (&str, &str)) -> Result<Self, Vec<Issue>> {
        let former = config.secrets.contains_key(before).then(|| shared(config, before)).transpose()?;
        Ok(Self { now: shared(config, name)?, before: former })
    }

    /// Whether somebody knows it, or knew the one before.
    #[must_use]
    pub fn proves(&self, given: &[u8]) -> bool {
        let before = self.before.as_ref().is_some_and(|before| same(given, before.as_bytes()));
        same(given, self.now.as_bytes()) | before
    }
}

impl std::fmt::Debug for Shared {
    /// A secret never enters a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("before", &self.before.is_some()).finish_non_exhaustive()
    }
}

/// A secret that we give the provider and that its callbacks repeat. It is of letters, digits and `-_.~`, so that it can stand in
/// JSON, a form or an address without escaping.
fn shared(config: &Config, name: &str) -> Result<String, Vec<Issue>> {
    let secret = config.secret(name)?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    if secret.len() < SECRET_CHARS_MIN {
        return Err(vec![Issue::new(name, "is shorter than 16 characters: make a random one")]);
    }
    if !secret.bytes().all(plain) {
        return Err(vec![Issue::new(name, "holds more than letters, digits and -_.~")]);
    }
    Ok(secret.to_owned())
}

/// Whether two secrets are equal, in a time that depends on their lengths only.
#[must_use]
pub fn same(given: &[u8], known: &[u8]) -> bool {
    bool::from(given.ct_eq(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_and_plain() {
        let config = |secret: &str| Config {
            values: serde_json::Value::Null,
            secrets: [("callback_secret".to_owned(), secret.to_owned())].into(),
        };
        assert_eq!(shared(&config("long-enough_1.2~3"), "callback_secret").unwrap(), "long-enough_1.2~3");
        for bad in ["", "short", "long enough, not plain", "long-\"enough\"-1234"] {
            assert_eq!(shared(&config(bad), "callback_secret").unwrap_err()[0].field, "callback_secret", "{bad}");
        }
        assert_eq!(shared(&config("x"), "another").unwrap_err()[0].field, "another");
    }

    #[test]
    fn c11_the_secret_before_counts_while_it_is_configured() {
        let config = |secrets: &[(&str, &str)]| Config {
            values: serde_json::Value::Null,
            secrets: secrets.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
        };
        let read = |secrets: &[(&str, &str)]| Shared::read(&config(secrets), ("now", "before"));
        let (now, before) = (("now", "the-secret-of-today"), ("before", "the-secret-of-yesterday"));
        let both = read(&[now, before]).unwrap();
        assert!(both.proves(now.1.as_bytes()) && both.proves(before.1.as_bytes()));
        assert!(!both.proves(b"the-secret-of-tomorrow") && !both.proves(b""));
        let after = read(&[now]).unwrap();
        assert!(after.proves(now.1.as_bytes()) && !after.proves(before.1.as_bytes()));
        assert_eq!(read(&[now, ("before", "short")]).unwrap_err()[0].field, "before");
        assert_eq!(read(&[before]).unwrap_err()[0].field, "now", "the present one is always needed");
        assert!(!format!("{both:?}").contains("today"));
    }

    #[test]
    fn bug_17_only_the_whole_secret_is_the_same() {
        assert!(same(b"secret", b"secret"));
        for other in [&b""[..], b"secre", b"secrets", b"Secret"] {
            assert!(!same(other, b"secret"));
        }
    }
}
