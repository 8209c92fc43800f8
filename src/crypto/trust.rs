//! What a border post needs to verify with no network: authorities, signers, what they took back, and which visas were withdrawn; one
//! signed file with a number, so that an older one is noticed.

use data_encoding::{BASE64, HEXLOWER};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    certificate::{Certificate, CertificateFault, RevocationList, Use},
    keys::KeyRing,
    seal::{curve::PublicKey, vds},
    signer::Signer,
};

/// Bytes of the longest list that is read: about 200,000 withdrawn visas.
pub const BYTES_MAX: usize = 32 * 1024 * 1024;
/// Days after which a list should be replaced.
pub const LIST_DAYS: i64 = 7;
/// Bytes of the mark by which a list names a seal: the beginning of its SHA-256.
pub const MARK_BYTES: usize = 16;

/// Why a visa is no longer good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Withdrawal {
    /// Its ground fell away.
    Revoked,
    /// It should never have been issued.
    Annulled,
    /// A corrected one took its place.
    Replaced,
}

/// A visa that was withdrawn. No personal data: the number printed on it, and the mark of its seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The printed number.
    pub number: String,
    /// The mark of its seal, in hexadecimal.
    pub seal: String,
    /// Why.
    pub why: Withdrawal,
    /// Since when.
    pub at: Timestamp,
}

/// The mark of a seal's bytes.
#[must_use]
pub fn mark(seal: &[u8]) -> String {
    HEXLOWER.encode(Sha256::digest(seal).get(..MARK_BYTES).unwrap_or_default())
}

/// Whom one trusts, and what is no longer good.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// Authorities, ours first.
    pub authorities: Vec<Certificate>,
    /// Their signers.
    pub signers: Vec<Certificate>,
    /// What they took back.
    pub lists: Vec<RevocationList>,
    /// Visas that were withdrawn.
    pub withdrawn: Vec<Withdrawn>,
    /// Number of the list, growing; seconds since 1970 of the instant it was made.
    pub number: u64,
    /// When it was made.
    pub issued_at: Option<Timestamp>,
    /// When it should be replaced.
    pub next_update: Option<Timestamp>,
    /// Whether it is of a demonstration: then nothing it verifies is a visa.
    pub demonstration: bool,
}

/// Why a list is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustFault {
    /// Not a trust list.
    #[error("this is not a trust list of evisa")]
    Unreadable,
    /// It was changed, or its signer is not of its own authority.
    #[error("the trust list was changed after it was signed, or is not signed by its own authority")]
    Altered,
    /// Signed by another authority than the one expected.
    #[error("the trust list is of another authority (fingerprint {0}) than the one trusted here")]
    OtherAuthority(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    data: Data,
    /// The certificate of the signer of documents, base 64.
    certificate: String,
    /// `r ‖ s` over the canonical JSON (RFC 8785) of `data`, base 64.
    signature: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    kind: String,
    version: u32,
    number: u64,
    issued_at: Timestamp,
    next_update: Timestamp,
    demonstration: bool,
    authorities: Vec<String>,
    signers: Vec<String>,
    revocation_lists: Vec<String>,
    withdrawn: Vec<Withdrawn>,
}

const KIND: &str = "evisa-trust-list";
const VERSION: u32 = 1;

impl Trust {
    /// The list of an installation at this instant.
    ///
    /// # Errors
    /// A clock outside what X.509 can say.
    pub fn of_ring(
        ring: &KeyRing,
        (now, demonstration): (Timestamp, bool),
        withdrawn: Vec<Withdrawn>,
    ) -> Result<Self, CertificateFault> {
        let signers = ring.generations().iter().flat_map(|one| Use::ALL.map(|usage| one.signer(usage).certificate()));
        Ok(Self {
            authorities: vec![ring.authority().clone()],
            signers: signers.cloned().collect(),
            lists: vec![ring.revocation_list(now)?],
            withdrawn,
            number: u64::try_from(now.as_second()).unwrap_or(0),
            issued_at: Some(now),
            next_update: now.checked_add((LIST_DAYS * 24).hours()).ok(),
            demonstration,
        })
    }

    /// The signed file.
    ///
    /// # Errors
    /// A list without its dates.
    pub fn sealed(&self, signer: &Signer) -> Result<Vec<u8>, TrustFault> {
        let base = |certificates: &[Certificate]| certificates.iter().map(|one| BASE64.encode(one.der())).collect();
        let data = Data {
            kind: KIND.to_owned(),
            version: VERSION,
            number: self.number,
            issued_at: self.issued_at.ok_or(TrustFault::Unreadable)?,
            next_update: self.next_update.ok_or(TrustFault::Unreadable)?,
            demonstration: self.demonstration,
            authorities: base(&self.authorities),
            signers: base(&self.signers),
            revocation_lists: self.lists.iter().map(|list| BASE64.encode(list.der())).collect(),
            withdrawn: self.withdrawn.clone(),
        };
        let signature = signer.sign(&canonical(&data)?);
        let written = Written {
            data,
            certificate: BASE64.encode(signer.certificate().der()),
            signature: BASE64.encode(&signature),
        };
        serde_json::to_vec_pretty(&written).map_err(|_| TrustFault::Unreadable)
    }

    /// Open a signed file. With `pinned`, the SHA-256 of the authority's certificate, only that authority's list is accepted.
    ///
    /// # Errors
    /// As [`TrustFault`] says.
    pub fn open(bytes: &[u8], pinned: Option<&[u8; 32]>) -> Result<Self, TrustFault> {
        let written: Option<Written> = (bytes.len() <= BYTES_MAX).then(|| serde_json::from_slice(bytes).ok()).flatten();
        let written = written.ok_or(TrustFault::Unreadable)?;
        let data = written.data;
        if data.kind != KIND || data.version != VERSION {
            return Err(TrustFault::Unreadable);
        }
        let der = |text: &String| BASE64.decode(text.as_bytes()).map_err(|_| TrustFault::Unreadable);
        let certificate = |text: &String| Certificate::from_der(&der(text)?).map_err(|_| TrustFault::Unreadable);
        let authorities = data.authorities.iter().map(certificate).collect::<Result<Vec<_>, _>>()?;
        let lists = data
            .revocation_lists
            .iter()
            .map(|text| RevocationList::from_der(&der(text)?).map_err(|_| TrustFault::Unreadable));
        let lists = lists.collect::<Result<Vec<_>, _>>()?;
        let own = authorities.first().ok_or(TrustFault::Unreadable)?;
        if let Some(pinned) = pinned
            && fingerprint(own) != *pinned
        {
            return Err(TrustFault::OtherAuthority(HEXLOWER.encode(&fingerprint(own))));
        }
        let signer = certificate(&written.certificate)?;
        let checked = signer.check(Use::Document, (std::slice::from_ref(own), &lists), data.issued_at);
        let key = PublicKey::of_info(&signer.x509().tbs_certificate.subject_public_key_info);
        let signature = der(&written.signature)?;
        let right = key.is_ok_and(|key| canonical(&data).is_ok_and(|bytes| key.verify(&bytes, &signature).is_ok()));
        if checked.is_err() || !right {
            return Err(TrustFault::Altered);
        }
        Ok(Self {
            signers: data.signers.iter().map(certificate).collect::<Result<Vec<_>, _>>()?,
            authorities,
            lists,
            withdrawn: data.withdrawn,
            number: data.number,
            issued_at: Some(data.issued_at),
            next_update: Some(data.next_update),
            demonstration: data.demonstration,
        })
    }

    /// The certificate that a seal's header names; several States may use the same letters only by mistake, so the first is it.
    #[must_use]
    pub fn signer_of(&self, header: &vds::Header) -> Option<&Certificate> {
        let reference = header.certificate.trim_start_matches('0');
        self.signers.iter().find(|one| {
            format!("{}{}", one.country(), one.name()) == header.signer
                && one.serial_hex().eq_ignore_ascii_case(reference)
        })
    }

    /// Judge a certificate by what is trusted here.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(&self, certificate: &Certificate, usage: Use, at: Timestamp) -> Result<(), CertificateFault> {
        certificate.check(usage, (&self.authorities, &self.lists), at)
    }

    /// Whether the visa of this seal was withdrawn.
    #[must_use]
    pub fn withdrawn_by_seal(&self, seal: &[u8]) -> Option<&Withdrawn> {
        let mark = mark(seal);
        self.withdrawn.iter().find(|one| one.seal == mark)
    }

    /// Whether the visa of this number was withdrawn.
    #[must_use]
    pub fn withdrawn_by_number(&self, number: &str) -> Option<&Withdrawn> {
        self.withdrawn.iter().find(|one| one.number == number)
    }
}

/// The SHA-256 of a certificate: how people compare it.
#[must_use]
pub fn fingerprint(certificate: &Certificate) -> [u8; 32] {
    Sha256::digest(certificate.der()).into()
}

fn canonical(data: &Data) -> Result<Vec<u8>, TrustFault> {
    serde_json_canonicalizer::to_vec(data).map_err(|_| TrustFault::Unreadable)
}
