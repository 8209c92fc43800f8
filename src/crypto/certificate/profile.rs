//! What is written into our certificates (reference: ICAO 9303-12 §7.1.2–7.1.3): version 3, ECDSA P-256 with SHA-256, named curve.

use std::time::Duration;

use der::{
    Any, Decode, Encode, Tag,
    asn1::{BitString, GeneralizedTime, ObjectIdentifier, OctetString, PrintableString, SetOfVec, UtcTime},
    flagset::FlagSet,
    oid::AssociatedOid,
};
use jiff::Timestamp;
use p256::{
    ecdsa::{DerSignature, SigningKey, VerifyingKey, signature::Signer as _},
    pkcs8::EncodePublicKey,
};
use sha1::{Digest, Sha1};
use x509_cert::{
    Certificate as X509, TbsCertificate, Version,
    attr::AttributeTypeAndValue,
    crl::{CertificateList, RevokedCert, TbsCertList},
    ext::{
        Extension,
        pkix::{
            AuthorityKeyIdentifier, BasicConstraints, CrlNumber, ExtendedKeyUsage, KeyUsage, KeyUsages,
            PrivateKeyUsagePeriod, SubjectKeyIdentifier,
        },
    },
    name::{Name, RelativeDistinguishedName},
    serial_number::SerialNumber,
    spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned},
    time::{Time, Validity},
};

use super::{Certificate, CertificateFault, RevocationList, Use};

/// `countryName`.
pub(super) const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
/// `commonName`.
pub(super) const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
/// `ecdsa-with-SHA256`.
const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
/// The list of document types that a signer may seal (9303-12 §7.1.2).
const DOCUMENT_TYPES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.136.1.1.6.2");
/// The years that `UTCTime` can say end with this one (RFC 5280 §4.1.2.5).
const UTC_TIME_YEAR_MAX: i16 = 2049;

/// Whose certificate, how long, under which number.
pub struct Order<'a> {
    /// Two letters.
    pub country: &'a str,
    /// The common name: two capital letters for a seal's signer.
    pub name: &'a str,
    /// Its number, unique for the authority.
    pub serial: u32,
    /// First and last instant of validity.
    pub validity: (Timestamp, Timestamp),
}

/// The certificate of an authority, signed by itself.
///
/// # Errors
/// A name or a time that X.509 cannot say.
pub fn authority(order: &Order<'_>, key: &SigningKey) -> der::Result<Certificate> {
    let basic = BasicConstraints { ca: true, path_len_constraint: Some(0) };
    let extensions = vec![
        extension(&basic, true)?,
        extension(&KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign), true)?,
        extension(&SubjectKeyIdentifier(OctetString::new(identifier(key.verifying_key())?)?), false)?,
    ];
    let name = name(order)?;
    issue(order, (name.clone(), name), (key, key.verifying_key()), extensions)
}

/// The certificate of a signer, which may sign with its key until `key_until`.
///
/// # Errors
/// A name or a time that X.509 cannot say.
pub fn signer(
    (order, usage, key_until): (&Order<'_>, Use, Timestamp),
    (issuer, issuer_key): (&Certificate, &SigningKey),
    key: &VerifyingKey,
) -> der::Result<Certificate> {
    let period = PrivateKeyUsagePeriod {
        not_before: Some(generalized(order.validity.0)?),
        not_after: Some(generalized(key_until)?),
    };
    let authority = AuthorityKeyIdentifier {
        key_identifier: Some(OctetString::new(identifier(issuer_key.verifying_key())?)?),
        ..Default::default()
    };
    let bits: FlagSet<KeyUsages> = match usage {
        Use::Seal | Use::Portable => KeyUsages::DigitalSignature.into(),
        Use::Document => KeyUsages::DigitalSignature | KeyUsages::NonRepudiation,
    };
    let mut extensions = vec![
        extension(&authority, false)?,
        extension(&KeyUsage(bits), true)?,
        extension(&period, false)?,
        extension(&ExtendedKeyUsage(vec![usage.purpose()]), usage != Use::Document)?,
    ];
    let kinds = match usage {
        Use::Seal => Some("V"),
        Use::Portable => Some("NV"),
        Use::Document => None,
    };
    if let Some(kind) = kinds {
        extensions.push(Extension {
            extn_id: DOCUMENT_TYPES,
            critical: false,
            extn_value: OctetString::new(document_types(kind)?)?,
        });
    }
    let names = (issuer.x509().tbs_certificate.subject.clone(), name(order)?);
    issue(order, names, (issuer_key, key), extensions)
}

/// `SEQUENCE { INTEGER 0, SET OF PrintableString }`.
fn document_types(kind: &str) -> der::Result<Vec<u8>> {
    #[derive(der::Sequence)]
    struct DocumentTypes {
        version: u8,
        kinds: SetOfVec<PrintableString>,
    }
    let kinds = SetOfVec::try_from(vec![PrintableString::new(kind)?])?;
    DocumentTypes { version: 0, kinds }.to_der()
}

/// A list of the certificates that an authority takes back, with a number that only grows (RFC 5280 §5.2.3).
///
/// # Errors
/// A time that X.509 cannot say.
pub fn revocation_list(
    (issuer, key): (&Certificate, &SigningKey),
    (number, this_update, next_update): (u32, Timestamp, Timestamp),
    revoked: &[(Vec<u8>, Timestamp)],
) -> Result<RevocationList, CertificateFault> {
    let written = || -> der::Result<Vec<u8>> {
        let entries = revoked
            .iter()
            .map(|(serial, at)| {
                Ok(RevokedCert {
                    serial_number: SerialNumber::new(serial)?,
                    revocation_date: time(*at)?,
                    crl_entry_extensions: None,
                })
            })
            .collect::<der::Result<Vec<_>>>()?;
        let authority = AuthorityKeyIdentifier {
            key_identifier: Some(OctetString::new(identifier(key.verifying_key())?)?),
            ..Default::default()
        };
        let number = CrlNumber(der::asn1::Uint::new(&number.to_be_bytes())?);
        let list = TbsCertList {
            version: Version::V2,
            signature: algorithm(),
            issuer: issuer.x509().tbs_certificate.subject.clone(),
            this_update: time(this_update)?,
            next_update: Some(time(next_update)?),
            revoked_certificates: (!entries.is_empty()).then_some(entries),
            crl_extensions: Some(vec![extension(&authority, false)?, extension(&number, false)?]),
        };
        let signature = signed(key, &list.to_der()?)?;
        CertificateList { tbs_cert_list: list, signature_algorithm: algorithm(), signature }.to_der()
    };
    RevocationList::from_der(&written().map_err(|_| CertificateFault::Unreadable)?)
}

fn issue(
    order: &Order<'_>,
    (issuer, subject): (Name, Name),
    (issuer_key, key): (&SigningKey, &VerifyingKey),
    extensions: Vec<Extension>,
) -> der::Result<Certificate> {
    let tbs = TbsCertificate {
        version: Version::V3,
        serial_number: SerialNumber::from(order.serial),
        signature: algorithm(),
        issuer,
        validity: Validity { not_before: time(order.validity.0)?, not_after: time(order.validity.1)? },
        subject,
        subject_public_key_info: SubjectPublicKeyInfoOwned::from_der(public_key(key)?.as_bytes())?,
        issuer_unique_id: None,
        subject_unique_id: None,
        extensions: Some(extensions),
    };
    let signature = signed(issuer_key, &tbs.to_der()?)?;
    let read = X509 { tbs_certificate: tbs, signature_algorithm: algorithm(), signature };
    Ok(Certificate { der: read.to_der()?, read })
}

fn signed(key: &SigningKey, bytes: &[u8]) -> der::Result<BitString> {
    let signature: DerSignature = key.sign(bytes);
    BitString::from_bytes(signature.as_bytes())
}

fn algorithm() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: ECDSA_SHA256, parameters: None }
}

fn public_key(key: &VerifyingKey) -> der::Result<der::Document> {
    key.to_public_key_der().map_err(|_| Tag::BitString.value_error())
}

/// The identifier of a key: SHA-1 of its point (RFC 5280 §4.2.1.2, method 1).
fn identifier(key: &VerifyingKey) -> der::Result<Vec<u8>> {
    Ok(Sha1::digest(key.to_encoded_point(false).as_bytes()).to_vec())
}

fn name(order: &Order<'_>) -> der::Result<Name> {
    let part = |oid, text: &str| -> der::Result<RelativeDistinguishedName> {
        let value = Any::new(Tag::PrintableString, PrintableString::new(text)?.as_bytes())?;
        Ok(RelativeDistinguishedName(SetOfVec::try_from(vec![AttributeTypeAndValue { oid, value }])?))
    };
    Ok(Name::from(vec![part(COUNTRY, order.country)?, part(COMMON_NAME, order.name)?]))
}

fn extension<E: Encode + AssociatedOid>(value: &E, critical: bool) -> der::Result<Extension> {
    Ok(Extension { extn_id: E::OID, critical, extn_value: OctetString::new(value.to_der()?)? })
}

fn unix(at: Timestamp) -> der::Result<Duration> {
    u64::try_from(at.as_second()).map(Duration::from_secs).map_err(|_| Tag::GeneralizedTime.value_error())
}

fn generalized(at: Timestamp) -> der::Result<GeneralizedTime> {
    GeneralizedTime::from_unix_duration(unix(at)?)
}

fn time(at: Timestamp) -> der::Result<Time> {
    let year = at.to_zoned(jiff::tz::TimeZone::UTC).year();
    Ok(if year <= UTC_TIME_YEAR_MAX {
        Time::UtcTime(UtcTime::from_unix_duration(unix(at)?)?)
    } else {
        Time::GeneralTime(generalized(at)?)
    })
}
