//! The path from a certificate to a pinned root, and whether anything on it was revoked.

use der::Encode;
use jiff::Timestamp;
use x509_cert::Certificate;

use super::{
    algorithm::SignatureVerifier,
    crl, extensions,
    fault::CmsFault,
    ocsp,
    trust::{Revocation, Trust},
};

/// Certificates of the longest path, the root and the signer's included; the National CA's has three.
const PATH_MAX: usize = 6;
/// Signatures that are tried for one path: who sends many certificates of the same name costs no more than this.
const TRIES_MAX: usize = 64;

/// What is known about one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Its issuer says it is good.
    Good,
    /// Its issuer revoked it.
    Revoked,
    /// Nobody says, or not freshly.
    Unknown,
}

/// Whether the key of `issuer` signed `certificate`, and the names agree.
pub(super) fn issued(verifier: &dyn SignatureVerifier, certificate: &Certificate, issuer: &Certificate) -> bool {
    if certificate.tbs_certificate.issuer != issuer.tbs_certificate.subject {
        return false;
    }
    let Ok(signed) = certificate.tbs_certificate.to_der() else { return false };
    let Some(signature) = certificate.signature.as_bytes() else { return false };
    let key = &issuer.tbs_certificate.subject_public_key_info;
    verifier.verify(key, (&certificate.signature_algorithm, None), &signed, signature).is_ok()
}

/// Looks for a path, depth first.
struct Search<'a> {
    verifier: &'a dyn SignatureVerifier,
    roots: &'a [Certificate],
    /// From the message and from the installation.
    between: Vec<&'a Certificate>,
    at: Timestamp,
    tries_left: usize,
    /// The last reason why an authority that had signed was no good.
    why: CmsFault,
}

/// The certificates from the signer's to a pinned root's.
pub(super) fn build<'a>(
    (verifier, trust): (&'a dyn SignatureVerifier, &'a Trust),
    (signer, beside): (&'a Certificate, &'a [Certificate]),
    at: Timestamp,
) -> Result<Vec<&'a Certificate>, CmsFault> {
    let between = beside.iter().chain(trust.intermediates()).filter(|one| *one != signer).collect();
    let (roots, why) = (trust.roots(), CmsFault::Untrusted);
    let mut search = Search { verifier, roots, between, at, tries_left: TRIES_MAX, why };
    let mut path = vec![signer];
    if search.climb(&mut path) { Ok(path) } else { Err(search.why) }
}

impl<'a> Search<'a> {
    fn climb(&mut self, path: &mut Vec<&'a Certificate>) -> bool {
        let Some(last) = path.last().copied() else { return false };
        let roots = self.roots;
        for root in roots {
            if self.stands_above(root, last, path) {
                path.push(root);
                return true;
            }
        }
        // One place is the root's.
        if PATH_MAX < path.len() + 2 {
            return false;
        }
        for place in 0..self.between.len() {
            let Some(authority) = self.between.get(place).copied() else { continue };
            if path.contains(&authority) || !self.stands_above(authority, last, path) {
                continue;
            }
            path.push(authority);
            if self.climb(path) {
                return true;
            }
            path.pop();
        }
        false
    }

    fn stands_above(&mut self, authority: &Certificate, last: &Certificate, path: &[&Certificate]) -> bool {
        if last.tbs_certificate.issuer != authority.tbs_certificate.subject || self.tries_left < 1 {
            return false;
        }
        self.tries_left -= 1;
        if !issued(self.verifier, last, authority) {
            return false;
        }
        let self_issued = |one: &&&Certificate| one.tbs_certificate.issuer == one.tbs_certificate.subject;
        let below = path.iter().skip(1).filter(|one| !self_issued(one)).count();
        match extensions::authority_check(authority, below, self.at) {
            Ok(()) => true,
            Err(why) => {
                // The days are those of an authority: for the person it is one that nobody can trust now.
                let days = matches!(why, CmsFault::Expired(_) | CmsFault::NotYetValid(_));
                self.why = if days { CmsFault::Untrusted } else { why };
                false
            }
        }
    }
}

/// Whether every certificate of the path but the root is known not to be revoked, as the installation's policy asks.
pub(super) fn unrevoked(
    (verifier, trust): (&dyn SignatureVerifier, &Trust),
    path: &[&Certificate],
    at: Timestamp,
) -> Result<(), CmsFault> {
    let steps = path.iter().zip(path.iter().skip(1));
    for (certificate, issuer) in steps {
        match standing((verifier, trust), (certificate, issuer), at) {
            Standing::Good => {}
            Standing::Revoked => return Err(CmsFault::Revoked),
            Standing::Unknown => match trust.revocation() {
                Revocation::Required => return Err(CmsFault::RevocationUnknown),
                Revocation::WhenKnown => {}
            },
        }
    }
    Ok(())
}

/// What the issuer says about a certificate, by list or by answer. One "revoked" outweighs every "good".
fn standing(
    (verifier, trust): (&dyn SignatureVerifier, &Trust),
    (certificate, issuer): (&Certificate, &Certificate),
    at: Timestamp,
) -> Standing {
    let listed = crl::standing(verifier, trust.lists(), (certificate, issuer), at);
    let answered = ocsp::standing((verifier, trust), (certificate, issuer), at);
    match (listed, answered) {
        (Standing::Revoked, _) | (_, Standing::Revoked) => Standing::Revoked,
        (Standing::Good, _) | (_, Standing::Good) => Standing::Good,
        (Standing::Unknown, Standing::Unknown) => Standing::Unknown,
    }
}
