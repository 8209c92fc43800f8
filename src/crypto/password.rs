//! Passwords: what is let in, and Argon2id hashes with at most as many at once as there are cores.
//!
//! Rules: NIST SP 800-63B-4 (no second factor, so at least 15 characters; no rules of composition; a block-list; the whole secret is
//! verified after normalisation) and ASVS 5.0 chapter 6.2. Parameters: the least that OWASP recommends.

use std::{
    num::NonZeroUsize,
    sync::{Condvar, Mutex, PoisonError},
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, phc::PasswordHash},
};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::common_passwords::{is_common, is_context, is_pattern};
use crate::domain::{context::Chance, refusal::Message};

/// Code points of the shortest password, as there is no second factor (NIST SP 800-63B-4).
pub const PASSWORD_CHARS_MIN: usize = 15;
/// Code points of the longest password: room for any sentence (ASVS 6.2.9 asks for 64), and a bound for the work.
pub const PASSWORD_CHARS_MAX: usize = 128;
/// Bytes looked at before normalisation: four for each code point, and as much again for decomposed letters.
const PASSWORD_BYTES_MAX: usize = 8 * PASSWORD_CHARS_MAX;
/// Bytes of salt (RFC 9106 §3.1).
const SALT_BYTES: usize = 16;

/// Cost of one hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Settings {
    /// The OWASP minimum for Argon2id: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1 }
    }
}

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Fewer than [`PASSWORD_CHARS_MIN`] code points.
    #[error("{chars} characters")]
    TooShort {
        /// Code points found.
        chars: usize,
    },
    /// More than [`PASSWORD_CHARS_MAX`] code points.
    #[error("too long")]
    TooLong,
    /// On the block-list, or made of its entries.
    #[error("common")]
    Common,
    /// Made of the words of this service or of the person's own.
    #[error("made of expected words")]
    Context,
    /// A run, a number or a repetition.
    #[error("a pattern")]
    Pattern,
}

impl PasswordFault {
    /// The sentence that tells what to choose instead.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::TooShort { chars } => {
                Message::new("password-too-short").with("min", PASSWORD_CHARS_MIN).with("chars", chars)
            }
            Self::TooLong => Message::new("password-too-long").with("max", PASSWORD_CHARS_MAX),
            Self::Common => Message::new("password-common"),
            Self::Context => Message::new("password-context"),
            Self::Pattern => Message::new("password-pattern"),
        }
    }
}

/// Check a new password. `own_words` are the person's: e-mail address, names.
pub fn password_check(password: &str, own_words: &[&str]) -> Result<(), PasswordFault> {
    let password = normalised(password).ok_or(PasswordFault::TooLong)?;
    let chars = password.chars().count();
    if chars < PASSWORD_CHARS_MIN {
        return Err(PasswordFault::TooShort { chars });
    }
    if is_pattern(&password) {
        Err(PasswordFault::Pattern)
    } else if is_common(&password) {
        Err(PasswordFault::Common)
    } else if is_context(&password, own_words) {
        Err(PasswordFault::Context)
    } else {
        Ok(())
    }
}

/// The password as every keyboard gives it (NFKC: full-width letters, composed accents); `None` where it is too long.
fn normalised(password: &str) -> Option<Zeroizing<String>> {
    if password.len() > PASSWORD_BYTES_MAX {
        return None;
    }
    // Room for the longest, so that no piece of the secret stays behind when the text grows.
    let mut text = Zeroizing::new(String::with_capacity(4 * PASSWORD_CHARS_MAX));
    for (count, c) in password.nfkc().enumerate() {
        if count == PASSWORD_CHARS_MAX {
            return None;
        }
        text.push(c);
    }
    Some(text)
}

/// What a password and a stored hash say of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Another password.
    Wrong,
    /// The password.
    Right,
    /// The password; its hash was made with other settings, so hash it anew and store that.
    RightRehash,
}

/// The settings, or a stored hash, cannot be used: our fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Argon2 refuses these costs.
    #[error("password settings: {0}")]
    Settings(argon2::Error),
    /// The stored text is no Argon2id hash.
    #[error("stored password hash: {0}")]
    Stored(password_hash::Error),
    /// A new password that [`password_check`] would refuse as too long.
    #[error("a password of more than {PASSWORD_CHARS_MAX} characters")]
    TooLong,
}

/// Hashes passwords. Blocking: call it from a blocking thread. One per process, so that the bound on memory holds.
pub struct Hasher {
    argon2: Argon2<'static>,
    settings: Settings,
    slots: Slots,
    dummy: String,
}

impl Hasher {
    /// A hasher that runs at most `at_once` hashes together; give it the number of cores.
    pub fn new(settings: Settings, at_once: NonZeroUsize, chance: &dyn Chance) -> Result<Self, HashError> {
        let params =
            Params::new(settings.memory_kib, settings.passes, settings.lanes, None).map_err(HashError::Settings)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut hasher = Self { argon2, settings, slots: Slots::new(at_once), dummy: String::new() };
        hasher.dummy = hasher.hash("a password that nobody has", chance)?;
        Ok(hasher)
    }

    /// The hash of a new password in PHC text form, with a salt from `chance`.
    pub fn hash(&self, password: &str, chance: &dyn Chance) -> Result<String, HashError> {
        let password = normalised(password).ok_or(HashError::TooLong)?;
        let mut salt = [0; SALT_BYTES];
        chance.fill(&mut salt);
        let _slot = self.slots.take();
        let hash: PasswordHash =
            self.argon2.hash_password_with_salt(password.as_bytes(), &salt).map_err(HashError::Stored)?;
        Ok(hash.to_string())
    }

    /// Compare a password with a stored hash. A password of any length takes the same time.
    pub fn verify(&self, password: &str, stored: &str) -> Result<Verdict, HashError> {
        let hash = PasswordHash::new(stored).map_err(|error| HashError::Stored(error.into()))?;
        let Some(password) = normalised(password) else {
            self.dummy_verify("");
            return Ok(Verdict::Wrong);
        };
        let _slot = self.slots.take();
        match self.argon2.verify_password(password.as_bytes(), &hash) {
            Ok(()) if self.is_outdated(&hash) => Ok(Verdict::RightRehash),
            Ok(()) => Ok(Verdict::Right),
            Err(password_hash::Error::PasswordInvalid) => Ok(Verdict::Wrong),
            Err(error) => Err(HashError::Stored(error)),
        }
    }

    /// Take the time of a verification for an account that does not exist, so that an answer does not tell which accounts do.
    pub fn dummy_verify(&self, password: &str) {
        // Whether it was right means nothing: no account has this hash.
        let _meaningless = self.verify(password, &self.dummy);
    }

    fn is_outdated(&self, hash: &PasswordHash) -> bool {
        let current = Params::try_from(hash).is_ok_and(|params| {
            let costs = Settings { memory_kib: params.m_cost(), passes: params.t_cost(), lanes: params.p_cost() };
            costs == self.settings
        });
        let algorithm = hash.algorithm == Algorithm::Argon2id.ident() && hash.version == Some(Version::V0x13.into());
        !(current && algorithm)
    }
}

/// A counting semaphore.
struct Slots {
    free: Mutex<usize>,
    freed: Condvar,
}

/// One taken slot; given back when dropped.
struct Slot<'a>(&'a Slots);

impl Slots {
    const fn new(count: NonZeroUsize) -> Self {
        Self { free: Mutex::new(count.get()), freed: Condvar::new() }
    }

    fn take(&self) -> Slot<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.freed.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Slot(self)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::domain::context::FixedChance;

    /// The least that Argon2 permits, for speed.
    const CHEAP: Settings = Settings { memory_kib: 8, passes: 1, lanes: 1 };
    const GOOD: &str = "violet canyon biscuit 42";

    fn hasher(settings: Settings) -> Hasher {
        Hasher::new(settings, NonZeroUsize::MIN, &FixedChance(1)).unwrap()
    }

    #[test]
    fn a_hash_knows_its_password_and_no_other() {
        let hasher = hasher(CHEAP);
        let hash = hasher.hash(GOOD, &FixedChance(9)).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
        assert_eq!(hasher.verify(GOOD, &hash), Ok(Verdict::Right));
        for other in ["", "violet canyon biscuit 4", "violet canyon biscuit 42 ", "Violet canyon biscuit 42"] {
            assert_eq!(hasher.verify(other, &hash), Ok(Verdict::Wrong), "{other:?}");
        }
        assert_ne!(hash, hasher.hash(GOOD, &FixedChance(10)).unwrap());
    }

    #[test]
    fn the_last_of_128_characters_counts_and_the_129th_is_refused() {
        let hasher = hasher(CHEAP);
        let longest = "é".repeat(PASSWORD_CHARS_MAX);
        let hash = hasher.hash(&longest, &FixedChance(1)).unwrap();
        let other = format!("{}e", "é".repeat(PASSWORD_CHARS_MAX - 1));
        assert_eq!(hasher.verify(&other, &hash), Ok(Verdict::Wrong));
        assert_eq!(hasher.verify(&format!("{longest}é"), &hash), Ok(Verdict::Wrong));
        assert_eq!(hasher.hash(&format!("{longest}é"), &FixedChance(1)), Err(HashError::TooLong));
        assert_eq!(hasher.verify(&"x".repeat(10_000_000), &hash), Ok(Verdict::Wrong));
        assert_eq!(password_check(&"xyzw!".repeat(26), &[]), Err(PasswordFault::TooLong));
    }

    #[test]
    fn every_keyboard_gives_the_same_password() {
        let hasher = hasher(CHEAP);
        let hash = hasher.hash("café на углу 2022", &FixedChance(1)).unwrap();
        assert_eq!(hasher.verify("cafe\u{301} на углу ２０２２", &hash), Ok(Verdict::Right));
    }

    #[test]
    fn another_cost_asks_for_a_new_hash() {
        let old = hasher(CHEAP).hash(GOOD, &FixedChance(1)).unwrap();
        let now = hasher(Settings { passes: 2, ..CHEAP });
        assert_eq!(now.verify(GOOD, &old), Ok(Verdict::RightRehash));
        assert_eq!(now.verify("another", &old), Ok(Verdict::Wrong));
    }

    #[test]
    fn what_was_stored_wrongly_is_our_fault() {
        let hasher = hasher(CHEAP);
        for stored in ["", "$", "plain", "$2b$12$abc", "$argon2id$v=19$m=8,t=1,p=1$AAAA"] {
            assert!(matches!(hasher.verify(GOOD, stored), Err(HashError::Stored(_))), "{stored:?}");
        }
        assert!(Hasher::new(Settings { memory_kib: 1, ..CHEAP }, NonZeroUsize::MIN, &FixedChance(1)).is_err());
    }

    #[test]
    fn an_unknown_account_costs_a_whole_hash() {
        let hasher = hasher(CHEAP);
        hasher.dummy_verify(GOOD);
        assert_eq!(hasher.verify("wrong", &hasher.dummy), Ok(Verdict::Wrong), "the dummy is a hash of today's cost");
    }

    #[test]
    fn the_default_cost_is_the_one_owasp_asks_for() {
        let hash = hasher(Settings::default()).hash(GOOD, &FixedChance(1)).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }

    #[test]
    fn passwords_are_refused_with_a_reason() {
        use PasswordFault as F;
        for (password, fault) in [
            ("", F::TooShort { chars: 0 }),
            ("short but ok??", F::TooShort { chars: 14 }),
            ("abcdefghijklmnop", F::Pattern),
            ("correct horse battery staple", F::Common),
            ("evisa-kazakhstan-2026", F::Context),
            ("tester.testov.2022", F::Context),
            ("tester.testov@mail.ru", F::Context),
        ] {
            assert_eq!(password_check(password, &["tester.testov@mail.ru"]), Err(fault), "{password}");
        }
        assert_eq!(password_check(GOOD, &["tester@mail.ru"]), Ok(()));
        assert_eq!(password_check("喜欢在雨天散步的老猫先生们很开心", &[]), Ok(()));
    }

    #[test]
    fn no_more_hashes_run_at_once_than_there_are_slots() {
        let slots = Slots::new(NonZeroUsize::new(2).unwrap());
        let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _slot = slots.take();
                        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::yield_now();
                        running.fetch_sub(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!((1..=2).contains(&most.load(Ordering::SeqCst)));
        assert_eq!(*slots.free.lock().unwrap(), 2);
    }
}
