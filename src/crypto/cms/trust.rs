//! Whom an installation trusts: pinned roots, the authorities between, lists of revoked certificates and answers about single ones.

use std::{borrow::Cow, sync::Arc};

use data_encoding::BASE64;
use der::{Decode, Encode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2_10::{Digest, Sha256};
use x509_cert::{
    Certificate,
    crl::CertificateList,
    ext::pkix::{BasicConstraints, KeyUsage},
};
use x509_ocsp::{BasicOcspResponse, OcspResponse, OcspResponseStatus};

use super::{
    algorithm::Standard,
    crl,
    extensions::{self, time},
    path::issued,
};
use crate::domain::iin::Strictness;

/// Bytes of the longest file of an authority: lists of revoked certificates grow to some megabytes.
pub const ISSUED_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Blocks in one file.
const BLOCKS_MAX: usize = 64;

/// What happens when nobody says whether a certificate was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Revocation {
    /// The signature is refused: the rule for service.
    Required,
    /// Only a known revocation refuses: for rooms that never get a list.
    WhenKnown,
}

/// What a file of an authority is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnchorKind {
    /// A certificate that an authority issued to itself: pinned.
    Root,
    /// The certificate of an authority under a root.
    Intermediate,
    /// A list of revoked certificates.
    List,
    /// An answer about one certificate.
    Answer,
}

/// Why a file gives nothing to trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnchorFault {
    /// Too many bytes or blocks.
    #[error("longer than anything an authority gives out: 32 MiB and 64 blocks are the most")]
    TooLarge,
    /// Nothing of ours.
    #[error("neither a certificate nor a list of revoked certificates nor an OCSP response, in DER or PEM")]
    Unknown,
    /// A certificate that is no authority's.
    #[error("the certificate of a person or a server, not of an authority (CA:TRUE and keyCertSign are missing)")]
    NotAuthority,
    /// A certificate that says to have issued itself, and did not.
    #[error("the signature of this root is not its own")]
    RootSignature,
}

/// One thing to trust, read and sound.
#[derive(Clone)]
pub struct Anchor {
    /// What it is.
    pub kind: AnchorKind,
    /// Whose: the subject, or the issuer of a list.
    pub name: String,
    /// Until when it is good, where it says so.
    pub until: Option<Timestamp>,
    /// Its bytes (DER).
    pub der: Vec<u8>,
    read: Read,
}

#[derive(Clone)]
enum Read {
    Certificate(Arc<Certificate>),
    List(Arc<CertificateList>),
    Answer(Arc<BasicOcspResponse>),
}

impl Anchor {
    /// SHA-256 of the bytes: its name for good.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }

    /// Everything in a file: DER, or any number of PEM blocks with words between them.
    ///
    /// # Errors
    /// The first block that is no such thing.
    pub fn read_all(bytes: &[u8]) -> Result<Vec<Self>, AnchorFault> {
        if ISSUED_BYTES_MAX < bytes.len() {
            return Err(AnchorFault::TooLarge);
        }
        let blocks = blocks(bytes)?;
        if BLOCKS_MAX < blocks.len() {
            return Err(AnchorFault::TooLarge);
        }
        blocks.into_iter().map(|block| Self::read(&block)).collect()
    }

    /// One thing in DER. It must be the very DER that we would write, since its signature is checked over that.
    ///
    /// # Errors
    /// It is none, or not to be trusted.
    pub fn read(der: &[u8]) -> Result<Self, AnchorFault> {
        let whole = |written: der::Result<Vec<u8>>| written.is_ok_and(|written| written == der);
        if let Ok(certificate) = Certificate::from_der(der) {
            return if whole(certificate.to_der()) { authority(der, certificate) } else { Err(AnchorFault::Unknown) };
        }
        if let Ok(list) = CertificateList::from_der(der) {
            let (name, until) = (list.tbs_cert_list.issuer.to_string(), list.tbs_cert_list.next_update.map(time));
            let read = Read::List(Arc::new(list.clone()));
            return if whole(list.to_der()) {
                Ok(Self { kind: AnchorKind::List, name, until, der: der.to_vec(), read })
            } else {
                Err(AnchorFault::Unknown)
            };
        }
        let answer = answer(der).ok_or(AnchorFault::Unknown)?;
        let serials = answer.tbs_response_data.responses.iter().map(|one| one.cert_id.serial_number.to_string());
        let name = serials.collect::<Vec<_>>().join(", ");
        let ends = answer.tbs_response_data.responses.iter().filter_map(|one| one.next_update);
        let until = ends.map(|end| time(x509_cert::time::Time::GeneralTime(end.0))).min();
        let read = Read::Answer(Arc::new(answer));
        Ok(Self { kind: AnchorKind::Answer, name, until, der: der.to_vec(), read })
    }

    /// Whether this list is older than `other` of the same authority.
    #[must_use]
    pub fn is_older_than(&self, other: &Self) -> bool {
        match (&self.read, &other.read) {
            (Read::List(one), Read::List(other)) => {
                one.tbs_cert_list.issuer == other.tbs_cert_list.issuer && crl::age(one) < crl::age(other)
            }
            _ => false,
        }
    }
}

fn answer(der: &[u8]) -> Option<BasicOcspResponse> {
    let response = OcspResponse::from_der(der).ok()?;
    let bytes = response.response_bytes.filter(|_| response.response_status == OcspResponseStatus::Successful)?;
    BasicOcspResponse::from_der(bytes.response.as_bytes()).ok()
}

fn authority(der: &[u8], certificate: Certificate) -> Result<Anchor, AnchorFault> {
    let is_ca = extensions::one::<BasicConstraints>(&certificate).ok().flatten().is_some_and(|basic| basic.ca);
    let may_sign = extensions::one::<KeyUsage>(&certificate).ok().flatten().is_some_and(|usage| usage.key_cert_sign());
    if !is_ca || !may_sign {
        return Err(AnchorFault::NotAuthority);
    }
    let itself = certificate.tbs_certificate.issuer == certificate.tbs_certificate.subject;
    // A root under GOST cannot be checked here; nothing below it can be either, so it does no harm.
    if itself && !issued(&Standard, &certificate, &certificate) {
        return Err(AnchorFault::RootSignature);
    }
    Ok(Anchor {
        kind: if itself { AnchorKind::Root } else { AnchorKind::Intermediate },
        name: certificate.tbs_certificate.subject.to_string(),
        until: Some(time(certificate.tbs_certificate.validity.not_after)),
        der: der.to_vec(),
        read: Read::Certificate(Arc::new(certificate)),
    })
}

/// The DER blocks of a file.
fn blocks(bytes: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, AnchorFault> {
    if bytes.first() == Some(&0x30) {
        return Ok(vec![Cow::Borrowed(bytes)]);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| AnchorFault::Unknown)?;
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, begun)) = rest.split_once("-----BEGIN ") {
        let (_, inside) = begun.split_once("-----").ok_or(AnchorFault::Unknown)?;
        let (inside, behind) = inside.split_once("-----END ").ok_or(AnchorFault::Unknown)?;
        let packed: String = inside.split_ascii_whitespace().collect();
        found.push(Cow::Owned(BASE64.decode(packed.as_bytes()).map_err(|_| AnchorFault::Unknown)?));
        rest = behind;
    }
    if found.is_empty() { Err(AnchorFault::Unknown) } else { Ok(found) }
}

/// Whom an installation trusts, and how strictly.
#[derive(Clone)]
pub struct Trust {
    roots: Vec<Certificate>,
    intermediates: Vec<Certificate>,
    lists: Vec<CertificateList>,
    answers: Vec<BasicOcspResponse>,
    revocation: Revocation,
    strictness: Strictness,
}

impl Trust {
    /// Trust in nobody yet.
    #[must_use]
    pub fn new(revocation: Revocation, strictness: Strictness) -> Self {
        let (roots, intermediates, lists, answers) = Default::default();
        Self { roots, intermediates, lists, answers, revocation, strictness }
    }

    /// Trust this too.
    pub fn add(&mut self, anchor: &Anchor) {
        match (&anchor.read, anchor.kind) {
            (Read::Certificate(root), AnchorKind::Root) => self.roots.push(Certificate::clone(root)),
            (Read::Certificate(authority), _) => self.intermediates.push(Certificate::clone(authority)),
            (Read::List(list), _) => self.lists.push(CertificateList::clone(list)),
            (Read::Answer(answer), _) => self.answers.push(BasicOcspResponse::clone(answer)),
        }
    }

    /// Whether there is any root: without one nobody can sign in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// Whether a list is signed by one of the authorities here.
    #[must_use]
    pub fn believes(&self, list: &Anchor) -> bool {
        match &list.read {
            Read::List(list) => self.roots.iter().chain(&self.intermediates).any(|authority| {
                list.tbs_cert_list.issuer == authority.tbs_certificate.subject
                    && crl::believed(&Standard, list, authority)
            }),
            Read::Certificate(_) | Read::Answer(_) => false,
        }
    }

    pub(super) fn roots(&self) -> &[Certificate] {
        &self.roots
    }

    pub(super) fn intermediates(&self) -> &[Certificate] {
        &self.intermediates
    }

    pub(super) fn lists(&self) -> &[CertificateList] {
        &self.lists
    }

    pub(super) fn answers(&self) -> &[BasicOcspResponse] {
        &self.answers
    }

    pub(super) const fn revocation(&self) -> Revocation {
        self.revocation
    }

    pub(super) const fn strictness(&self) -> Strictness {
        self.strictness
    }
}
