//! Keys for tests, simulation and practice without a disk: real signatures of an authority that nobody trusts.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{Identity, KeyRing};
use crate::domain::context::Chance;

/// Numbers, hashed: the same keys every time.
struct Counted(AtomicU64);

impl Chance for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&Sha256::digest(number.to_be_bytes())[..chunk.len()]);
        }
    }
}

impl KeyRing {
    /// A ring that is the same every time and valid from 2020 to 2040. Its private keys are known to everybody: never for people.
    ///
    /// # Panics
    /// Never: its names are right.
    #[must_use]
    pub fn for_tests() -> Self {
        let identity = Identity {
            country: "KZ".to_owned(),
            signer: "EV".to_owned(),
            authority: "Test authority".to_owned(),
            key_months: 240,
            visa_months: 12,
        };
        let begin: Timestamp = Timestamp::from_second(1_577_836_800).expect("the first second of 2020");
        Self::new(&identity, begin, &Counted(AtomicU64::new(0))).expect("the names are right")
    }
}
