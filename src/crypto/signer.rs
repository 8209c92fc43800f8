//! A signer: a private key of P-256 and its certificate. Signing is deterministic (RFC 6979): the same bytes, the same signature, for ever.

use std::fmt;

use jiff::Timestamp;
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};

use super::certificate::Certificate;
use crate::domain::context::Chance;

/// Bytes of `r ‖ s`.
pub const SIGNATURE_BYTES: usize = 64;

/// Who signs: the key never leaves it.
#[derive(Clone)]
pub struct Signer {
    certificate: Certificate,
    key: SigningKey,
}

impl Signer {
    /// A key with its certificate; `None` where they do not belong together.
    #[must_use]
    pub fn new(certificate: Certificate, key: SigningKey) -> Option<Self> {
        let info = &certificate.x509().tbs_certificate.subject_public_key_info;
        let point = key.verifying_key().to_encoded_point(false);
        (info.subject_public_key.as_bytes() == Some(point.as_bytes())).then_some(Self { certificate, key })
    }

    /// Its certificate.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Sign bytes, hashed with SHA-256: `r ‖ s`.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> [u8; SIGNATURE_BYTES] {
        let signature: Signature = self.key.sign(bytes);
        signature.to_bytes().into()
    }

    /// The key, for the libraries inside `crypto` that sign by themselves.
    pub(super) const fn key(&self) -> &SigningKey {
        &self.key
    }

    /// How a seal names this signer: four letters of its subject, and its serial number (9303-13 §2.2).
    #[must_use]
    pub fn reference(&self) -> (String, String) {
        (format!("{}{}", self.certificate.country(), self.certificate.name()), self.certificate.serial_hex())
    }

    /// Whether its key may sign at that instant.
    #[must_use]
    pub fn is_valid_at(&self, at: Timestamp) -> bool {
        let (from, to) = self.certificate.validity();
        from <= at && at <= to
    }
}

impl fmt::Debug for Signer {
    /// The key never enters a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("reference", &self.reference()).finish_non_exhaustive()
    }
}

/// A new private key. A draw outside the group's order (one in 2^32) is drawn again.
#[must_use]
pub fn key_mint(chance: &dyn Chance) -> SigningKey {
    loop {
        let mut bytes = zeroize::Zeroizing::new([0; 32]);
        chance.fill(bytes.as_mut());
        if let Ok(key) = SigningKey::from_slice(bytes.as_slice()) {
            return key;
        }
    }
}
