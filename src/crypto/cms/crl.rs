//! Lists of revoked certificates (RFC 5280 §5). Only whole lists of the issuer itself count; the newest of them does.

use der::Encode;
use jiff::Timestamp;
use x509_cert::{
    Certificate,
    crl::CertificateList,
    ext::pkix::{CrlNumber, KeyUsage},
};

use super::{
    algorithm::SignatureVerifier,
    extensions::{self, time},
    ocsp::CLOCK_SKEW,
    path::Standing,
};

/// Extensions of a list that may be critical: none of those that restrict it (parts, other issuers, changes only).
const KNOWN: [&str; 2] = ["2.5.29.20", "2.5.29.35"];
/// Extensions of an entry that may be critical: the reason, and since when the key counts as lost.
const KNOWN_OF_ENTRY: [&str; 2] = ["2.5.29.21", "2.5.29.24"];

/// What the lists say about a certificate.
pub(super) fn standing(
    verifier: &dyn SignatureVerifier,
    lists: &[CertificateList],
    (certificate, issuer): (&Certificate, &Certificate),
    at: Timestamp,
) -> Standing {
    let of_issuer = lists
        .iter()
        .filter(|list| list.tbs_cert_list.issuer == issuer.tbs_certificate.subject && believed(verifier, list, issuer));
    // A list with a lower number is an old one, however long it says it is good: nobody can bring it back.
    let Some(newest) = of_issuer.max_by(|one, other| age(one).cmp(&age(other))) else { return Standing::Unknown };
    let serial = &certificate.tbs_certificate.serial_number;
    let entries = newest.tbs_cert_list.revoked_certificates.as_deref().unwrap_or_default();
    if entries.iter().any(|entry| entry.serial_number == *serial) {
        return Standing::Revoked;
    }
    if fresh(newest, at) { Standing::Good } else { Standing::Unknown }
}

/// The number and the time of a list, to find the newest.
pub(super) fn age(list: &CertificateList) -> (Vec<u8>, Timestamp) {
    let extensions = list.tbs_cert_list.crl_extensions.as_deref().unwrap_or_default();
    let number = extensions::of::<CrlNumber>(extensions).ok().flatten();
    // As many bytes as the longest number (20), so that bytes compare as numbers.
    let mut padded = vec![0; 20];
    if let Some(number) = number {
        let bytes = number.0.as_bytes();
        let start = padded.len().saturating_sub(bytes.len());
        padded.splice(start.., bytes.iter().copied());
    }
    (padded, time(list.tbs_cert_list.this_update))
}

/// Whether a list is good at `at`: it has begun, and a newer one was not yet due.
fn fresh(list: &CertificateList, at: Timestamp) -> bool {
    let from = time(list.tbs_cert_list.this_update);
    let until = list.tbs_cert_list.next_update.map(time);
    from <= at + CLOCK_SKEW && until.is_some_and(|until| at < until)
}

/// Whether the issuer signed the list with a key for lists, and nothing in it is beyond us.
pub(super) fn believed(verifier: &dyn SignatureVerifier, list: &CertificateList, issuer: &Certificate) -> bool {
    let may_sign = extensions::one::<KeyUsage>(issuer).ok().flatten().is_none_or(|usage| usage.crl_sign());
    if !may_sign || list.tbs_cert_list.signature != list.signature_algorithm {
        return false;
    }
    let understood = |extensions: &Option<x509_cert::ext::Extensions>, known: [&str; 2]| {
        let all = extensions.as_deref().unwrap_or_default();
        all.iter().all(|one| !one.critical || known.contains(&one.extn_id.to_string().as_str()))
    };
    let entries = list.tbs_cert_list.revoked_certificates.as_deref().unwrap_or_default();
    if !understood(&list.tbs_cert_list.crl_extensions, KNOWN)
        || !entries.iter().all(|entry| understood(&entry.crl_entry_extensions, KNOWN_OF_ENTRY))
    {
        return false;
    }
    let Ok(signed) = list.tbs_cert_list.to_der() else { return false };
    let Some(signature) = list.signature.as_bytes() else { return false };
    let key = &issuer.tbs_certificate.subject_public_key_info;
    verifier.verify(key, (&list.signature_algorithm, None), &signed, signature).is_ok()
}
