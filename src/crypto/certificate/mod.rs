//! Certificates of the installation: the signing authority, and the signers it issues for seals, portable seals and documents
//! (ICAO 9303-12 §7.1; RFC 5280; RFC 9336). [`profile`] writes them, this module reads and judges them.

pub mod profile;

use der::{Decode, Encode, asn1::ObjectIdentifier};
use jiff::Timestamp;
use x509_cert::{
    Certificate as X509,
    crl::CertificateList,
    ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage},
};

use super::seal::curve::PublicKey;

/// Bytes of the longest certificate or revocation list that is read.
pub const BYTES_MAX: usize = 64 * 1024;

/// What a signer's key is for. Each has a key of its own: a seal's certificate may do nothing else (9303-12 §7.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// Visible digital seals (ICAO 9303-13).
    Seal,
    /// Seals for non-constrained environments: the JSON that is attached to the document.
    Portable,
    /// Signatures of PDF documents and of lists (RFC 9336).
    Document,
}

impl Use {
    /// All uses, in the order of files and tables.
    pub const ALL: [Self; 3] = [Self::Seal, Self::Portable, Self::Document];

    /// The use in file names.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Seal => "seal",
            Self::Portable => "portable",
            Self::Document => "document",
        }
    }

    /// The extended key usage that permits it: `vdsSigner`, the signer of VDS-NC, `documentSigning`.
    const fn purpose(self) -> ObjectIdentifier {
        match self {
            Self::Seal => ObjectIdentifier::new_unwrap("2.23.136.1.1.11.1"),
            Self::Portable => ObjectIdentifier::new_unwrap("2.23.136.1.1.14.2"),
            Self::Document => ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36"),
        }
    }
}

/// Why a certificate is not accepted. The codes are those of ICAO 9303-13 appendix D.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    /// Not a certificate, or one with more behind it.
    #[error("this is not a certificate")]
    Unreadable,
    /// No authority that is trusted here signed it.
    #[error("no trusted authority signed this certificate")]
    Untrusted,
    /// It does not allow this use.
    #[error("the certificate is for another use")]
    WrongUse,
    /// Its validity has not begun.
    #[error("the certificate is not valid yet: is the clock right?")]
    NotYet,
    /// Its validity has ended.
    #[error("the certificate has expired")]
    Expired,
    /// Its authority took it back.
    #[error("the certificate was revoked")]
    Revoked,
}

/// A certificate that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    read: X509,
}

impl Certificate {
    /// Read DER, all of it.
    ///
    /// # Errors
    /// [`CertificateFault::Unreadable`].
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateFault> {
        let read = (der.len() <= BYTES_MAX).then(|| X509::from_der(der).ok()).flatten();
        read.map(|read| Self { der: der.to_vec(), read }).ok_or(CertificateFault::Unreadable)
    }

    /// Its bytes.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The parsed form, for libraries that want one.
    #[must_use]
    pub const fn x509(&self) -> &X509 {
        &self.read
    }

    /// The country of its subject, such as `KZ`; empty where it names none.
    #[must_use]
    pub fn country(&self) -> String {
        subject(&self.read, profile::COUNTRY)
    }

    /// The common name of its subject.
    #[must_use]
    pub fn name(&self) -> String {
        subject(&self.read, profile::COMMON_NAME)
    }

    /// The serial number in upper-case hexadecimal without leading zeros: how a seal refers to it (9303-13 §2.2).
    #[must_use]
    pub fn serial_hex(&self) -> String {
        let hex = data_encoding::HEXUPPER.encode(self.read.tbs_certificate.serial_number.as_bytes());
        let short = hex.trim_start_matches('0');
        if short.is_empty() { "0".to_owned() } else { short.to_owned() }
    }

    /// First and last instant of validity.
    #[must_use]
    pub fn validity(&self) -> (Timestamp, Timestamp) {
        let validity = &self.read.tbs_certificate.validity;
        (instant(validity.not_before), instant(validity.not_after))
    }

    /// Whether `authority` signed it: by name and by signature.
    #[must_use]
    pub fn is_issued_by(&self, authority: &Self) -> bool {
        let tbs = &self.read.tbs_certificate;
        let signed = tbs.to_der().ok().is_some_and(|bytes| authority.signed(&bytes, self.read.signature.raw_bytes()));
        tbs.issuer == authority.read.tbs_certificate.subject && signed
    }

    /// Whether this authority's key made an ECDSA signature (as X.509 writes it) over these bytes.
    #[must_use]
    pub fn signed(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let key = PublicKey::of_info(&self.read.tbs_certificate.subject_public_key_info);
        key.is_ok_and(|key| key.verify_der(bytes, signature).is_ok())
    }

    /// Whether it may sign certificates.
    #[must_use]
    pub fn is_authority(&self) -> bool {
        let basic = self.extension::<BasicConstraints>().is_some_and(|basic| basic.ca);
        basic && self.extension::<KeyUsage>().is_some_and(|usage| usage.key_cert_sign())
    }

    /// Judge it as a signer: an authority of `authorities` signed it, it allows the use, it is valid at that instant, nobody revoked it.
    ///
    /// # Errors
    /// The first rule that it breaks, in the order of trust, use, revocation, time.
    pub fn check(
        &self,
        usage: Use,
        (authorities, lists): (&[Self], &[RevocationList]),
        at: Timestamp,
    ) -> Result<(), CertificateFault> {
        let issuer = authorities.iter().find(|one| one.is_authority() && self.is_issued_by(one));
        let issuer = issuer.ok_or(CertificateFault::Untrusted)?;
        let signs = self.extension::<KeyUsage>().is_none_or(|usage| usage.digital_signature());
        let purposes = self.extension::<ExtendedKeyUsage>().map(|purposes| purposes.0).unwrap_or_default();
        if !signs || !purposes.contains(&usage.purpose()) {
            return Err(CertificateFault::WrongUse);
        }
        if lists.iter().any(|list| list.is_of(issuer) && list.revokes(self)) {
            return Err(CertificateFault::Revoked);
        }
        let (from, to) = self.validity();
        match at {
            at if at < from => Err(CertificateFault::NotYet),
            at if to < at => Err(CertificateFault::Expired),
            _ => Ok(()),
        }
    }

    fn extension<'a, E: Decode<'a> + der::oid::AssociatedOid>(&'a self) -> Option<E> {
        self.read.tbs_certificate.get::<E>().ok().flatten().map(|(_, found)| found)
    }
}

fn subject(read: &X509, kind: ObjectIdentifier) -> String {
    let parts = read.tbs_certificate.subject.0.iter().flat_map(|part| part.0.iter());
    let found = parts.filter(|part| part.oid == kind).find_map(|part| std::str::from_utf8(part.value.value()).ok());
    found.unwrap_or_default().to_owned()
}

fn instant(time: x509_cert::time::Time) -> Timestamp {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

/// A list of revoked certificates (RFC 5280 §5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevocationList {
    der: Vec<u8>,
    read: CertificateList,
}

impl RevocationList {
    /// Read DER, all of it. Whose it is, is asked by [`RevocationList::is_of`].
    ///
    /// # Errors
    /// [`CertificateFault::Unreadable`].
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateFault> {
        let read = (der.len() <= BYTES_MAX).then(|| CertificateList::from_der(der).ok()).flatten();
        read.map(|read| Self { der: der.to_vec(), read }).ok_or(CertificateFault::Unreadable)
    }

    /// Its bytes.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whether this authority signed it.
    #[must_use]
    pub fn is_of(&self, authority: &Certificate) -> bool {
        let list = &self.read.tbs_cert_list;
        let signed = list.to_der().ok().is_some_and(|bytes| authority.signed(&bytes, self.read.signature.raw_bytes()));
        list.issuer == authority.read.tbs_certificate.subject && signed
    }

    /// Whether it names this certificate.
    #[must_use]
    pub fn revokes(&self, certificate: &Certificate) -> bool {
        let entries = self.read.tbs_cert_list.revoked_certificates.iter().flatten();
        entries.into_iter().any(|entry| entry.serial_number == certificate.read.tbs_certificate.serial_number)
    }

    /// The serial numbers it names, in hexadecimal, with the instants from which they hold.
    #[must_use]
    pub fn entries(&self) -> Vec<(Vec<u8>, Timestamp)> {
        let entries = self.read.tbs_cert_list.revoked_certificates.iter().flatten();
        entries.map(|entry| (entry.serial_number.as_bytes().to_vec(), instant(entry.revocation_date))).collect()
    }

    /// Until when a newer one must be there; without a date, at once.
    #[must_use]
    pub fn next_update(&self) -> Timestamp {
        self.read.tbs_cert_list.next_update.map_or(Timestamp::UNIX_EPOCH, instant)
    }
}
