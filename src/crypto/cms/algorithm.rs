//! The allow-list of algorithms, and one signature against one key. GOST stands behind the seam: [`SignatureVerifier`].

use der::{Decode, Encode, asn1::ObjectIdentifier};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::{
    BigUint, Pkcs1v15Sign, Pss, RsaPublicKey,
    pkcs1::RsaPssParams,
    traits::{PublicKeyParts, SignatureScheme},
};
use sha2_10::{Digest, Sha256, Sha384, Sha512};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

/// Bits of the shortest RSA key that is accepted (NIST SP 800-131A).
const RSA_BITS_MIN: usize = 2_048;
/// Bits of the longest: a longer one only costs time.
const RSA_BITS_MAX: usize = 8_192;

/// Shorthand for an identifier that is known when the program is built.
const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
const MGF_1: ObjectIdentifier = oid("1.2.840.113549.1.1.8");
const RSA_WITH: [(ObjectIdentifier, Hash); 3] = [
    (oid("1.2.840.113549.1.1.11"), Hash::Sha256),
    (oid("1.2.840.113549.1.1.12"), Hash::Sha384),
    (oid("1.2.840.113549.1.1.13"), Hash::Sha512),
];
const EC_KEY: ObjectIdentifier = oid("1.2.840.10045.2.1");
const ECDSA_WITH: [(ObjectIdentifier, Hash); 3] = [
    (oid("1.2.840.10045.4.3.2"), Hash::Sha256),
    (oid("1.2.840.10045.4.3.3"), Hash::Sha384),
    (oid("1.2.840.10045.4.3.4"), Hash::Sha512),
];
const P_256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
const P_384: ObjectIdentifier = oid("1.3.132.0.34");
const HASHES: [(ObjectIdentifier, Hash); 3] = [
    (oid("2.16.840.1.101.3.4.2.1"), Hash::Sha256),
    (oid("2.16.840.1.101.3.4.2.2"), Hash::Sha384),
    (oid("2.16.840.1.101.3.4.2.3"), Hash::Sha512),
];
/// What the identifiers of GOST algorithms begin with: those of Kazakhstan, and those of the Russian standards.
const GOST: [&str; 2] = ["1.2.398.3.10.", "1.2.643."];

/// Why one signature is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlgorithmFault {
    /// Not on the list, or with parameters that contradict each other.
    Refused,
    /// A GOST algorithm.
    Gost,
    /// An RSA key outside the permitted lengths.
    WeakKey,
    /// It does not fit.
    Wrong,
}

/// Says whether a signature fits a key. Another implementation may know GOST.
pub trait SignatureVerifier {
    /// Whether `signature` over `message` fits `key`. `digest` is the digest algorithm beside it (in CMS), which `algorithm` may leave open.
    ///
    /// # Errors
    /// Which rule does not hold.
    fn verify(
        &self,
        key: &SubjectPublicKeyInfoOwned,
        algorithm: (&AlgorithmIdentifierOwned, Option<&AlgorithmIdentifierOwned>),
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), AlgorithmFault>;

    /// The digest of `bytes` by an algorithm on the list.
    ///
    /// # Errors
    /// [`AlgorithmFault::Refused`] or [`AlgorithmFault::Gost`].
    fn digest(&self, algorithm: &AlgorithmIdentifierOwned, bytes: &[u8]) -> Result<Vec<u8>, AlgorithmFault> {
        Ok(Hash::of(algorithm)?.digest(bytes))
    }
}

/// RSA (PKCS #1 v1.5 and PSS) of 2048 bits and more, ECDSA over P-256 and P-384, with SHA-256, SHA-384 or SHA-512.
pub struct Standard;

/// A hash on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn of(algorithm: &AlgorithmIdentifierOwned) -> Result<Self, AlgorithmFault> {
        if !plain(algorithm) {
            return Err(AlgorithmFault::Refused);
        }
        found(&HASHES, algorithm.oid).ok_or_else(|| refused(algorithm.oid))
    }

    fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

/// The name of a GOST algorithm, or of one that is simply not on the list.
fn refused(oid: ObjectIdentifier) -> AlgorithmFault {
    let text = oid.to_string();
    if GOST.iter().any(|arc| text.starts_with(arc)) { AlgorithmFault::Gost } else { AlgorithmFault::Refused }
}

fn found(list: &[(ObjectIdentifier, Hash)], oid: ObjectIdentifier) -> Option<Hash> {
    list.iter().find(|(known, _)| *known == oid).map(|(_, hash)| *hash)
}

/// Parameters that are absent or NULL: both are written, and both say nothing.
fn plain(algorithm: &AlgorithmIdentifierOwned) -> bool {
    algorithm.parameters.as_ref().is_none_or(|parameters| parameters.is_null())
}

impl SignatureVerifier for Standard {
    fn verify(
        &self,
        key: &SubjectPublicKeyInfoOwned,
        (algorithm, digest): (&AlgorithmIdentifierOwned, Option<&AlgorithmIdentifierOwned>),
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), AlgorithmFault> {
        if refused(key.algorithm.oid) == AlgorithmFault::Gost {
            return Err(AlgorithmFault::Gost);
        }
        let beside = digest.map(Hash::of).transpose()?;
        let same = |hash: Hash| {
            if beside.is_none_or(|beside| beside == hash) { Ok(hash) } else { Err(AlgorithmFault::Refused) }
        };
        if algorithm.oid == RSA_PSS {
            let (hash, salt) = pss(algorithm)?;
            return rsa(key, pss_scheme(same(hash)?, salt), &hash.digest(message), signature);
        }
        if let Some(hash) = found(&ECDSA_WITH, algorithm.oid) {
            if algorithm.parameters.is_some() {
                return Err(AlgorithmFault::Refused);
            }
            return ecdsa(key, &same(hash)?.digest(message), signature);
        }
        // In CMS the algorithm is mostly plain `rsaEncryption`, and the hash is the one beside it (RFC 3370 §3.2).
        let hash = match (found(&RSA_WITH, algorithm.oid), beside) {
            (Some(hash), _) => same(hash)?,
            (None, Some(beside)) if algorithm.oid == RSA => beside,
            (None, _) => return Err(refused(algorithm.oid)),
        };
        if !plain(algorithm) {
            return Err(AlgorithmFault::Refused);
        }
        rsa(key, pkcs1(hash), &hash.digest(message), signature)
    }
}

/// A scheme of RSA.
enum Scheme {
    Pkcs1(Pkcs1v15Sign),
    Pss(Pss),
}

fn pkcs1(hash: Hash) -> Scheme {
    Scheme::Pkcs1(match hash {
        Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    })
}

fn pss_scheme(hash: Hash, salt: usize) -> Scheme {
    Scheme::Pss(match hash {
        Hash::Sha256 => Pss::new_with_salt::<Sha256>(salt),
        Hash::Sha384 => Pss::new_with_salt::<Sha384>(salt),
        Hash::Sha512 => Pss::new_with_salt::<Sha512>(salt),
    })
}

/// Hash and salt length of RSASSA-PSS; its mask must use the same hash (RFC 4055 §3.1).
fn pss(algorithm: &AlgorithmIdentifierOwned) -> Result<(Hash, usize), AlgorithmFault> {
    let bytes = algorithm.parameters.as_ref().and_then(|parameters| parameters.to_der().ok());
    let bytes = bytes.ok_or(AlgorithmFault::Refused)?;
    let parameters = RsaPssParams::from_der(&bytes).map_err(|_| AlgorithmFault::Refused)?;
    let hash = found(&HASHES, parameters.hash.oid).ok_or(AlgorithmFault::Refused)?;
    let mask = parameters.mask_gen.parameters.and_then(|inner| found(&HASHES, inner.oid));
    if parameters.mask_gen.oid != MGF_1 || mask != Some(hash) {
        return Err(AlgorithmFault::Refused);
    }
    Ok((hash, usize::from(parameters.salt_len)))
}

fn rsa(key: &SubjectPublicKeyInfoOwned, scheme: Scheme, digest: &[u8], signature: &[u8]) -> Result<(), AlgorithmFault> {
    if key.algorithm.oid != RSA || !plain(&key.algorithm) {
        return Err(AlgorithmFault::Refused);
    }
    let bytes = key.subject_public_key.as_bytes().ok_or(AlgorithmFault::Refused)?;
    let parts = rsa::pkcs1::RsaPublicKey::from_der(bytes).map_err(|_| AlgorithmFault::Refused)?;
    let modulus = BigUint::from_bytes_be(parts.modulus.as_bytes());
    if !(RSA_BITS_MIN..=RSA_BITS_MAX).contains(&modulus.bits()) {
        return Err(AlgorithmFault::WeakKey);
    }
    let exponent = BigUint::from_bytes_be(parts.public_exponent.as_bytes());
    let key = RsaPublicKey::new_with_max_size(modulus, exponent, RSA_BITS_MAX).map_err(|_| AlgorithmFault::WeakKey)?;
    // A signature is as long as the modulus; leading zeros cut off or put in front are another encoding.
    if signature.len() != key.size() {
        return Err(AlgorithmFault::Wrong);
    }
    let fits = match scheme {
        Scheme::Pkcs1(scheme) => scheme.verify(&key, digest, signature),
        Scheme::Pss(scheme) => scheme.verify(&key, digest, signature),
    };
    fits.map_err(|_| AlgorithmFault::Wrong)
}

fn ecdsa(key: &SubjectPublicKeyInfoOwned, digest: &[u8], signature: &[u8]) -> Result<(), AlgorithmFault> {
    if key.algorithm.oid != EC_KEY {
        return Err(AlgorithmFault::Refused);
    }
    let curve = key.algorithm.parameters.as_ref().and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
    let point = key.subject_public_key.as_bytes().ok_or(AlgorithmFault::Refused)?;
    let wrong = |_| AlgorithmFault::Wrong;
    match curve {
        Some(P_256) => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| AlgorithmFault::Refused)?;
            let signature = p256::ecdsa::Signature::from_der(signature).map_err(wrong)?;
            key.verify_prehash(digest, &signature).map_err(wrong)
        }
        Some(P_384) => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| AlgorithmFault::Refused)?;
            let signature = p384::ecdsa::Signature::from_der(signature).map_err(wrong)?;
            key.verify_prehash(digest, &signature).map_err(wrong)
        }
        _ => Err(AlgorithmFault::Refused),
    }
}
