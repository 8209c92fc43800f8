//! The verdict about a seal: who signed it, whether that still counts, and what it says (codes of ICAO 9303-13 appendix D).

use jiff::Timestamp;

use super::{
    curve::PublicKey,
    vds::Seal,
    visa::{DEFINITION, DOCUMENT, SealedVisa, read},
};
use crate::crypto::{
    certificate::{CertificateFault, Use},
    trust::Trust,
};

/// What the check of a seal comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SealCode {
    /// The signature holds, and whoever made it is trusted.
    Valid,
    /// The bytes are not a seal.
    WrongFormat,
    /// A seal, but not of a visa.
    InvalidDocumentType,
    /// Nobody here knows who signed.
    UnknownCertificate,
    /// The signer's certificate is of no authority that is trusted, or for another use.
    UntrustedCertificate,
    /// The signer's certificate is not valid at this time.
    ExpiredCertificate,
    /// The signer's certificate was taken back.
    RevokedCertificate,
    /// Altered: the signature does not fit.
    InvalidSignature,
}

impl SealCode {
    /// All codes, for tables and tests.
    pub const ALL: [Self; 8] = [
        Self::Valid,
        Self::WrongFormat,
        Self::InvalidDocumentType,
        Self::UnknownCertificate,
        Self::UntrustedCertificate,
        Self::ExpiredCertificate,
        Self::RevokedCertificate,
        Self::InvalidSignature,
    ];

    /// The code as ICAO names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Valid => "VALID",
            Self::WrongFormat => "WRONG_FORMAT",
            Self::InvalidDocumentType => "INVALID_DOCUMENTTYPE",
            Self::UnknownCertificate => "UNKNOWN_CERTIFICATE",
            Self::UntrustedCertificate => "UNTRUSTED_CERTIFICATE",
            Self::ExpiredCertificate => "EXPIRED_CERTIFICATE",
            Self::RevokedCertificate => "REVOKED_CERTIFICATE",
            Self::InvalidSignature => "INVALID_SIGNATURE",
        }
    }
}

/// Check the bytes of a code at `at`. What it says comes back only where the signature holds: what nobody signed is shown to nobody.
#[must_use]
pub fn check(bytes: &[u8], trust: &Trust, at: Timestamp) -> (SealCode, Option<SealedVisa>) {
    let Ok(seal) = Seal::parse(bytes) else { return (SealCode::WrongFormat, None) };
    if (seal.header.definition, seal.header.document) != (DEFINITION, DOCUMENT) {
        return (SealCode::InvalidDocumentType, None);
    }
    let Some(signer) = trust.signer_of(&seal.header) else { return (SealCode::UnknownCertificate, None) };
    let key = PublicKey::of_certificate(signer.der());
    let holds =
        key.is_ok_and(|key| seal.signed_part(bytes).is_ok_and(|part| key.verify(part, &seal.signature).is_ok()));
    if !holds {
        return (SealCode::InvalidSignature, None);
    }
    let Ok(said) = read(&seal) else { return (SealCode::WrongFormat, None) };
    let code = match trust.check(signer, Use::Seal, at) {
        Ok(()) => SealCode::Valid,
        Err(CertificateFault::NotYet | CertificateFault::Expired) => SealCode::ExpiredCertificate,
        Err(CertificateFault::Revoked) => SealCode::RevokedCertificate,
        Err(CertificateFault::Unreadable | CertificateFault::Untrusted | CertificateFault::WrongUse) => {
            SealCode::UntrustedCertificate
        }
    };
    (code, Some(said))
}
