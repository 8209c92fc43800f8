//! Elliptic-curve signatures of seals: `r ‖ s`, hashed by the bit length of the curve's order (ICAO 9303-13 §2.4). Verifying only; signing
//! is the business of `crypto::signer`.

use der::{Decode, asn1::ObjectIdentifier};
use sha2::{Digest, Sha256, Sha384};
use x509_cert::{Certificate, spki::SubjectPublicKeyInfoOwned};

/// Named curves of seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-256: what we sign with.
    P256,
    /// NIST P-384.
    P384,
    /// brainpoolP256r1.
    BrainpoolP256r1,
    /// brainpoolP384r1.
    BrainpoolP384r1,
}

impl Curve {
    /// The curve of an object identifier (RFC 5480, RFC 5639).
    fn of(oid: ObjectIdentifier) -> Option<Self> {
        const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
        const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
        const BRAINPOOL_P256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.7");
        const BRAINPOOL_P384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.11");
        match oid {
            P256 => Some(Self::P256),
            P384 => Some(Self::P384),
            BRAINPOOL_P256R1 => Some(Self::BrainpoolP256r1),
            BRAINPOOL_P384R1 => Some(Self::BrainpoolP384r1),
            _ => None,
        }
    }
}

/// A public key of an issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its curve.
    pub curve: Curve,
    /// The point, as SEC 1 writes it.
    pub point: Vec<u8>,
}

/// Why a signature is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// It does not belong to these bytes and this key.
    #[error("the signature is wrong")]
    Wrong,
    /// A curve or algorithm that we cannot verify, such as brainpoolP224r1 or RSA.
    #[error("a key of a kind that cannot be verified here")]
    Unsupported,
}

impl PublicKey {
    /// The key in a certificate.
    ///
    /// # Errors
    /// No certificate, or a key of a kind that cannot be verified here.
    pub fn of_certificate(der: &[u8]) -> Result<Self, SignatureFault> {
        let certificate = Certificate::from_der(der).map_err(|_| SignatureFault::Unsupported)?;
        Self::of_info(&certificate.tbs_certificate.subject_public_key_info)
    }

    /// The key in a `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// A key of a kind that cannot be verified here.
    pub fn of_info(info: &SubjectPublicKeyInfoOwned) -> Result<Self, SignatureFault> {
        let named = info.algorithm.parameters.as_ref().and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
        let curve = named.and_then(Curve::of).ok_or(SignatureFault::Unsupported)?;
        let point = info.subject_public_key.as_bytes().ok_or(SignatureFault::Unsupported)?.to_vec();
        Ok(Self { curve, point })
    }

    /// Verify `r ‖ s` over a message.
    ///
    /// # Errors
    /// [`SignatureFault::Wrong`], also for a point off the curve.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
        let right = match self.curve {
            Curve::P256 => p256(&self.point, message, signature),
            Curve::P384 => p384(&self.point, message, signature),
            Curve::BrainpoolP256r1 => brainpool_256(&self.point, &Sha256::digest(message), signature),
            Curve::BrainpoolP384r1 => brainpool_384(&self.point, &Sha384::digest(message), signature),
        };
        right.ok_or(SignatureFault::Wrong)
    }

    /// Verify a signature as certificates carry it: DER of the two numbers.
    ///
    /// # Errors
    /// As [`PublicKey::verify`].
    pub fn verify_der(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
        self.verify(message, &flat(self.curve, signature).ok_or(SignatureFault::Wrong)?)
    }
}

/// `r ‖ s` of a signature as X.509 and CMS write it: a sequence of two integers.
fn flat(curve: Curve, der: &[u8]) -> Option<Vec<u8>> {
    match curve {
        Curve::P256 => Some(p256::ecdsa::Signature::from_der(der).ok()?.to_bytes().to_vec()),
        Curve::P384 => Some(p384::ecdsa::Signature::from_der(der).ok()?.to_bytes().to_vec()),
        Curve::BrainpoolP256r1 => {
            Some(ecdsa::Signature::<bp256::BrainpoolP256r1>::from_der(der).ok()?.to_bytes().to_vec())
        }
        Curve::BrainpoolP384r1 => {
            Some(ecdsa::Signature::<bp384::BrainpoolP384r1>::from_der(der).ok()?.to_bytes().to_vec())
        }
    }
}

fn p256(point: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
    let key = VerifyingKey::from_sec1_bytes(point).ok()?;
    key.verify(message, &Signature::from_slice(signature).ok()?).ok()
}

fn p384(point: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    use p384::ecdsa::{Signature, VerifyingKey, signature::Verifier};
    let key = VerifyingKey::from_sec1_bytes(point).ok()?;
    key.verify(message, &Signature::from_slice(signature).ok()?).ok()
}

fn brainpool_256(point: &[u8], hash: &[u8], signature: &[u8]) -> Option<()> {
    use ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier};
    let key = VerifyingKey::<bp256::BrainpoolP256r1>::from_sec1_bytes(point).ok()?;
    key.verify_prehash(hash, &Signature::from_slice(signature).ok()?).ok()
}

fn brainpool_384(point: &[u8], hash: &[u8], signature: &[u8]) -> Option<()> {
    use ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier};
    let key = VerifyingKey::<bp384::BrainpoolP384r1>::from_sec1_bytes(point).ok()?;
    key.verify_prehash(hash, &Signature::from_slice(signature).ok()?).ok()
}
