//! Signatures that people make with their keys (CMS and CAdES, RFC 5652, RFC 5126): who signed this challenge, and is it to be believed?
//!
//! DER only, nothing behind it, exactly one signer with its certificate inside, signed attributes, an allow-list of algorithms, a path
//! to a pinned root, a certificate for signing in, and a known state of revocation. What is unclear is refused. The rules are those of
//! RFC 5652 and RFC 5280; each has a test beside it.

mod algorithm;
mod crl;
mod envelope;
mod extensions;
mod fault;
mod ocsp;
mod path;
mod subject;
#[cfg(test)]
mod tests;
mod trust;

use jiff::Timestamp;

pub use self::{
    algorithm::{AlgorithmFault, SignatureVerifier, Standard},
    envelope::CMS_BYTES_MAX,
    fault::CmsFault,
    subject::{SignedBy, SignerRole},
    trust::{Anchor, AnchorFault, AnchorKind, ISSUED_BYTES_MAX, Revocation, Trust},
};

/// Who signed `challenge`. `signature` is DER, PEM, or the base 64 of DER; the challenge is inside (then it must be the very same bytes) or
/// was signed apart. `at` is the time of the question: certificates and lists must be good then.
///
/// # Errors
/// Which rule does not hold, as one [`CmsFault`]; its message says what to do.
pub fn verify(signature: &[u8], challenge: &[u8], trust: &Trust, at: Timestamp) -> Result<SignedBy, CmsFault> {
    verify_with(&Standard, (signature, challenge), trust, at)
}

/// The same with another verifier of single signatures: the seam for GOST.
///
/// # Errors
/// As [`verify`].
pub fn verify_with(
    verifier: &dyn SignatureVerifier,
    (signature, challenge): (&[u8], &[u8]),
    trust: &Trust,
    at: Timestamp,
) -> Result<SignedBy, CmsFault> {
    let envelope = envelope::open(signature)?;
    let signer = envelope.signer()?;
    envelope.check(verifier, signer, challenge)?;
    extensions::signer_check(signer, at)?;
    let path = path::build((verifier, trust), (signer, envelope.certificates()), at)?;
    path::unrevoked((verifier, trust), &path, at)?;
    subject::read(signer, trust.strictness(), at)
}
