//! What a certificate says about its use: extensions, validity, purpose.

use der::{Decode, asn1::ObjectIdentifier, oid::AssociatedOid};
use jiff::Timestamp;
use x509_cert::{
    Certificate,
    ext::{
        Extension,
        pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage},
    },
    time::Time,
};

use super::fault::CmsFault;

/// Extensions that we look at, or that restrict nothing: they may be critical.
const KNOWN: [&str; 9] = [
    "2.5.29.14",         // subject key identifier
    "2.5.29.15",         // key usage
    "2.5.29.17",         // other names of the subject
    "2.5.29.19",         // basic constraints
    "2.5.29.31",         // where lists of revoked certificates are
    "2.5.29.32",         // policies: every one is accepted
    "2.5.29.35",         // authority key identifier
    "2.5.29.37",         // extended key usage
    "1.3.6.1.5.5.7.1.1", // where the issuer tells more
];
/// Signing in: "client authentication", the mark of an AUTH key of the National CA.
const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
const ANY_PURPOSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");

/// A time of X.509, to the second.
pub(super) fn time(time: Time) -> Timestamp {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

/// Whether `at` lies in the validity of a certificate; both ends belong to it.
pub(super) fn valid(certificate: &Certificate, at: Timestamp) -> Result<(), CmsFault> {
    let validity = &certificate.tbs_certificate.validity;
    let (from, until) = (time(validity.not_before), time(validity.not_after));
    if at < from {
        return Err(CmsFault::NotYetValid(from));
    }
    if until.as_second() < at.as_second() { Err(CmsFault::Expired(until)) } else { Ok(()) }
}

/// All extensions of a certificate.
pub(super) fn all(certificate: &Certificate) -> &[Extension] {
    certificate.tbs_certificate.extensions.as_deref().unwrap_or_default()
}

/// An extension that may be there once.
pub(super) fn one<T: for<'a> Decode<'a> + AssociatedOid>(certificate: &Certificate) -> Result<Option<T>, CmsFault> {
    of::<T>(all(certificate)).map_err(|_| CmsFault::Certificate)
}

/// An extension of a list that may be there once.
pub(super) fn of<T: for<'a> Decode<'a> + AssociatedOid>(extensions: &[Extension]) -> der::Result<Option<T>> {
    let mut found = extensions.iter().filter(|extension| extension.extn_id == T::OID);
    match (found.next(), found.next()) {
        (None, _) => Ok(None),
        (Some(extension), None) => T::from_der(extension.extn_value.as_bytes()).map(Some),
        (Some(_), Some(_)) => Err(der::ErrorKind::Failed.into()),
    }
}

/// Whether every critical extension is known and none comes twice (RFC 5280 §4.2), and the algorithm is named twice alike.
pub(super) fn sound(certificate: &Certificate) -> Result<(), CmsFault> {
    if certificate.tbs_certificate.signature != certificate.signature_algorithm {
        return Err(CmsFault::Certificate);
    }
    let extensions = all(certificate);
    for (place, extension) in extensions.iter().enumerate() {
        if extensions.iter().take(place).any(|before| before.extn_id == extension.extn_id) {
            return Err(CmsFault::Certificate);
        }
        if extension.critical && !KNOWN.contains(&extension.extn_id.to_string().as_str()) {
            return Err(CmsFault::CriticalExtension);
        }
    }
    Ok(())
}

/// The purposes of a certificate; none where it is not restricted.
pub(super) fn purposes(certificate: &Certificate) -> Result<Option<Vec<ObjectIdentifier>>, CmsFault> {
    Ok(one::<ExtendedKeyUsage>(certificate)?.map(|usage| usage.0))
}

/// Whether a certificate is one that a person signs in with: an end certificate, valid now, with a key for signatures, for client
/// authentication. A key for documents only does not sign in.
pub(super) fn signer_check(certificate: &Certificate, at: Timestamp) -> Result<(), CmsFault> {
    sound(certificate)?;
    valid(certificate, at)?;
    if one::<BasicConstraints>(certificate)?.is_some_and(|basic| basic.ca) {
        return Err(CmsFault::Purpose);
    }
    let usage = one::<KeyUsage>(certificate)?.ok_or(CmsFault::Purpose)?;
    if !usage.digital_signature() && !usage.non_repudiation() {
        return Err(CmsFault::Purpose);
    }
    let purposes = purposes(certificate)?.unwrap_or_default();
    if purposes.contains(&CLIENT_AUTH) { Ok(()) } else { Err(CmsFault::Purpose) }
}

/// Whether a certificate may stand above others: an authority with a key for certificates, valid at `at`. `below` counts the authorities
/// under it (RFC 5280 §4.2.1.9).
pub(super) fn authority_check(certificate: &Certificate, below: usize, at: Timestamp) -> Result<(), CmsFault> {
    sound(certificate)?;
    valid(certificate, at)?;
    let basic = one::<BasicConstraints>(certificate)?.filter(|basic| basic.ca).ok_or(CmsFault::Untrusted)?;
    if basic.path_len_constraint.is_some_and(|most| usize::from(most) < below) {
        return Err(CmsFault::Untrusted);
    }
    if !one::<KeyUsage>(certificate)?.is_some_and(|usage| usage.key_cert_sign()) {
        return Err(CmsFault::Untrusted);
    }
    let restricted = purposes(certificate)?;
    let permits = |purposes: &Vec<ObjectIdentifier>| purposes.contains(&CLIENT_AUTH) || purposes.contains(&ANY_PURPOSE);
    if restricted.as_ref().is_none_or(permits) { Ok(()) } else { Err(CmsFault::Untrusted) }
}
