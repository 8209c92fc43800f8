//! Answers of an issuer about one certificate (OCSP, RFC 6960), kept as they came.

use der::{Encode, asn1::ObjectIdentifier};
use jiff::{SignedDuration, Timestamp};
use sha1::{Digest as _, Sha1};
use sha2_10::{Sha256, Sha384, Sha512};
use x509_cert::Certificate;
use x509_ocsp::{BasicOcspResponse, CertId, CertStatus, ResponderId, SingleResponse};

use super::{
    algorithm::SignatureVerifier,
    crl, extensions,
    path::{Standing, issued},
    trust::Trust,
};

/// How far clocks may differ.
pub(super) const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);
/// How long an answer counts that does not say when the next one is due.
const AGE_MAX: SignedDuration = SignedDuration::from_hours(12);
/// The purpose "signs answers about certificates".
const OCSP_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");
/// "Do not ask whether this certificate was revoked" (RFC 6960 §4.2.2.2.1).
const NO_CHECK: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.5");

/// What the answers say about a certificate.
pub(super) fn standing(
    (verifier, trust): (&dyn SignatureVerifier, &Trust),
    (certificate, issuer): (&Certificate, &Certificate),
    at: Timestamp,
) -> Standing {
    let mut found = Standing::Unknown;
    for answer in trust.answers() {
        let about = answer.tbs_response_data.responses.iter().filter(|one| concerns(&one.cert_id, certificate, issuer));
        let said: Vec<Standing> = about.map(|one| said(one, at)).collect();
        if said.iter().all(|one| *one == Standing::Unknown) || !believed((verifier, trust), answer, issuer, at) {
            continue;
        }
        if said.contains(&Standing::Revoked) {
            return Standing::Revoked;
        }
        found = Standing::Good;
    }
    found
}

/// What one answer says: "revoked" stays true, "good" only while it is fresh.
fn said(one: &SingleResponse, at: Timestamp) -> Standing {
    let critical = one.single_extensions.as_deref().unwrap_or_default().iter().any(|extension| extension.critical);
    if critical {
        return Standing::Unknown;
    }
    match one.cert_status {
        CertStatus::Revoked(_) => Standing::Revoked,
        CertStatus::Unknown(_) => Standing::Unknown,
        CertStatus::Good(_) => {
            let from = time(one.this_update);
            let until = one.next_update.map_or(from + AGE_MAX, time);
            if from <= at + CLOCK_SKEW && at < until { Standing::Good } else { Standing::Unknown }
        }
    }
}

fn time(time: x509_ocsp::OcspGeneralizedTime) -> Timestamp {
    extensions::time(x509_cert::time::Time::GeneralTime(time.0))
}

/// Whether an answer is about this certificate of this issuer: number, and the hashes of the issuer's name and key.
fn concerns(id: &CertId, certificate: &Certificate, issuer: &Certificate) -> bool {
    let key = issuer.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes();
    let Ok(name) = certificate.tbs_certificate.issuer.to_der() else { return false };
    let hash = |bytes: &[u8]| match id.hash_algorithm.oid.to_string().as_str() {
        // Here a hash only names; nothing rests on its strength.
        "1.3.14.3.2.26" => Some(Sha1::digest(bytes).to_vec()),
        "2.16.840.1.101.3.4.2.1" => Some(Sha256::digest(bytes).to_vec()),
        "2.16.840.1.101.3.4.2.2" => Some(Sha384::digest(bytes).to_vec()),
        "2.16.840.1.101.3.4.2.3" => Some(Sha512::digest(bytes).to_vec()),
        _ => None,
    };
    id.serial_number == certificate.tbs_certificate.serial_number
        && hash(&name).is_some_and(|hash| hash == id.issuer_name_hash.as_bytes())
        && hash(key).is_some_and(|hash| hash == id.issuer_key_hash.as_bytes())
}

/// Whether the issuer signed the answer, or somebody it made a signer of answers.
fn believed(
    (verifier, trust): (&dyn SignatureVerifier, &Trust),
    answer: &BasicOcspResponse,
    issuer: &Certificate,
    at: Timestamp,
) -> bool {
    let critical = answer.tbs_response_data.response_extensions.as_deref().unwrap_or_default();
    if critical.iter().any(|extension| extension.critical) {
        return false;
    }
    if named(&answer.tbs_response_data.responder_id, issuer) && signed(verifier, answer, issuer) {
        return true;
    }
    answer.certs.as_deref().unwrap_or_default().iter().any(|delegate| {
        named(&answer.tbs_response_data.responder_id, delegate)
            && delegated((verifier, trust), (delegate, issuer), at)
            && signed(verifier, answer, delegate)
    })
}

/// Whether the issuer itself made this certificate a signer of answers, and did not take that back.
fn delegated(
    (verifier, trust): (&dyn SignatureVerifier, &Trust),
    (delegate, issuer): (&Certificate, &Certificate),
    at: Timestamp,
) -> bool {
    let purposes = extensions::purposes(delegate).ok().flatten().unwrap_or_default();
    // The mark "do not check" is no extension of those that restrict.
    let unchecked = extensions::all(delegate).iter().any(|extension| extension.extn_id == NO_CHECK);
    purposes.contains(&OCSP_SIGNING)
        && extensions::sound(delegate).is_ok()
        && extensions::valid(delegate, at).is_ok()
        && issued(verifier, delegate, issuer)
        && match crl::standing(verifier, trust.lists(), (delegate, issuer), at) {
            Standing::Good => true,
            Standing::Revoked => false,
            Standing::Unknown => unchecked,
        }
}

/// Whether the answer names this certificate as the one of its signer.
fn named(responder: &ResponderId, certificate: &Certificate) -> bool {
    let tbs = &certificate.tbs_certificate;
    match responder {
        ResponderId::ByName(name) => *name == tbs.subject,
        ResponderId::ByKey(hash) => {
            hash.as_bytes() == Sha1::digest(tbs.subject_public_key_info.subject_public_key.raw_bytes()).as_slice()
        }
    }
}

fn signed(verifier: &dyn SignatureVerifier, answer: &BasicOcspResponse, by: &Certificate) -> bool {
    let Ok(bytes) = answer.tbs_response_data.to_der() else { return false };
    let Some(signature) = answer.signature.as_bytes() else { return false };
    let key = &by.tbs_certificate.subject_public_key_info;
    verifier.verify(key, (&answer.signature_algorithm, None), &bytes, signature).is_ok()
}
