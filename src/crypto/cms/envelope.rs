//! The message: read as strict DER, one signer, signed attributes, content. What is hashed are the bytes that came.

use cms::{
    cert::CertificateChoices,
    content_info::ContentInfo,
    signed_data::{SignedData, SignerIdentifier, SignerInfo},
};
use data_encoding::BASE64;
use der::{
    Decode, Encode, Tag, Tagged,
    asn1::{Any, ObjectIdentifier, OctetString},
};
use sha2_10::{Digest, Sha256, Sha384, Sha512};
use x509_cert::{Certificate, attr::Attribute, ext::pkix::SubjectKeyIdentifier, spki::AlgorithmIdentifierOwned};

use super::{
    algorithm::{AlgorithmFault, SignatureVerifier},
    extensions,
    fault::CmsFault,
};

/// Bytes of the longest signature that is read: a challenge, a few certificates and a time stamp stay under 20 KiB.
pub const CMS_BYTES_MAX: usize = 64 * 1024;
/// Certificates in one message; a path has four.
const CERTIFICATES_MAX: usize = 16;
/// The names that armoured signatures bear.
const LABELS: [&str; 2] = ["CMS", "PKCS7"];

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
/// The certificate that was meant (RFC 5035): by SHA-1, and by any hash.
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// A message that was read.
pub(super) struct Envelope {
    data: SignedData,
    certificates: Vec<Certificate>,
}

/// Read a message: DER, PEM, or base 64 as NCALayer hands it over.
pub(super) fn open(sent: &[u8]) -> Result<Envelope, CmsFault> {
    // Base 64 is a third longer, and its lines end.
    if CMS_BYTES_MAX * 3 / 2 < sent.len() {
        return Err(CmsFault::TooLarge);
    }
    let bytes = unarmoured(sent)?;
    let bytes = bytes.as_slice();
    if CMS_BYTES_MAX < bytes.len() {
        return Err(CmsFault::TooLarge);
    }
    let info = ContentInfo::from_der(bytes).map_err(|fault| unreadable(bytes, &fault))?;
    if info.content_type != SIGNED_DATA {
        return Err(CmsFault::NotSigned);
    }
    let data: SignedData = info.content.decode_as().map_err(|_| CmsFault::NotCms)?;
    // The reader sorts sets. What is hashed later must be what came: the last part of the message is the set of signers.
    let signers = data.signer_infos.to_der().map_err(|_| CmsFault::NotCms)?;
    if !bytes.ends_with(&signers) {
        return Err(CmsFault::NotCms);
    }
    let choices = data.certificates.as_ref().map_or(&[][..], |set| set.0.as_slice());
    if CERTIFICATES_MAX < choices.len() {
        return Err(CmsFault::TooLarge);
    }
    let certificates = choices.iter().filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Some(certificate.clone()),
        CertificateChoices::Other(_) => None,
    });
    let certificates = certificates.collect();
    Ok(Envelope { data, certificates })
}

/// The DER of what was sent. PEM has one block and nothing around it.
fn unarmoured(sent: &[u8]) -> Result<Vec<u8>, CmsFault> {
    // DER begins with 0x30, "0"; its base 64 begins with "M".
    let armoured = sent.trim_ascii_start().starts_with(b"-----");
    if !armoured && !sent.trim_ascii_start().starts_with(b"M") {
        return Ok(sent.to_vec());
    }
    let text = std::str::from_utf8(sent).map_err(|_| CmsFault::NotCms)?.trim();
    let inside = if armoured { block(text)? } else { text };
    let packed: String = inside.split_ascii_whitespace().collect();
    BASE64.decode(packed.as_bytes()).map_err(|_| CmsFault::NotCms)
}

/// What stands between the two lines of a PEM block.
fn block(text: &str) -> Result<&str, CmsFault> {
    for label in LABELS {
        let Some(rest) = text.strip_prefix(&format!("-----BEGIN {label}-----")) else { continue };
        let (inside, behind) = rest.split_once(&format!("-----END {label}-----")).ok_or(CmsFault::NotCms)?;
        return if behind.is_empty() { Ok(inside) } else { Err(CmsFault::TrailingBytes) };
    }
    Err(CmsFault::NotCms)
}

/// Whether only something behind the message is wrong: that has a sentence of its own.
fn unreadable(bytes: &[u8], fault: &der::Error) -> CmsFault {
    let der::ErrorKind::TrailingData { decoded, .. } = fault.kind() else { return CmsFault::NotCms };
    let whole = usize::try_from(decoded).ok().and_then(|length| bytes.get(..length));
    let read = whole.is_some_and(|message| ContentInfo::from_der(message).is_ok());
    if read { CmsFault::TrailingBytes } else { CmsFault::NotCms }
}

impl Envelope {
    /// The certificates in the message.
    pub(super) fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    fn info(&self) -> Result<&SignerInfo, CmsFault> {
        match self.data.signer_infos.0.as_slice() {
            [one] => Ok(one),
            others => Err(CmsFault::Signers { signers: others.len() }),
        }
    }

    /// The certificate of the one signer.
    pub(super) fn signer(&self) -> Result<&Certificate, CmsFault> {
        let info = self.info()?;
        let found = |certificate: &&Certificate| match &info.sid {
            SignerIdentifier::IssuerAndSerialNumber(of) => {
                certificate.tbs_certificate.issuer == of.issuer
                    && certificate.tbs_certificate.serial_number == of.serial_number
            }
            SignerIdentifier::SubjectKeyIdentifier(id) => key_identifier(certificate).as_ref() == Some(id),
        };
        let mut fitting = self.certificates.iter().filter(found);
        let one = fitting.next().ok_or(CmsFault::NoCertificate)?;
        // Two certificates with the same name and number: which of them is meant?
        if fitting.next().is_some() { Err(CmsFault::Certificate) } else { Ok(one) }
    }

    /// Content, attributes and signature; the content must be the challenge.
    pub(super) fn check(
        &self,
        verifier: &dyn SignatureVerifier,
        signer: &Certificate,
        challenge: &[u8],
    ) -> Result<(), CmsFault> {
        let info = self.info()?;
        let attributes = info.signed_attrs.as_ref().ok_or(CmsFault::NoAttributes)?;
        let inside = self.content()?;
        let content = inside.as_ref().map_or(challenge, |inside| inside.as_bytes());
        if only(attributes.as_slice(), CONTENT_TYPE)?.decode_as::<ObjectIdentifier>() != Ok(DATA) {
            return Err(CmsFault::Attributes);
        }
        // Its bytes are those that came: `open` has compared them. In the signature they are a SET OF, not the tag of the field.
        let signed = attributes.to_der().map_err(|_| CmsFault::NotCms)?;
        let key = &signer.tbs_certificate.subject_public_key_info;
        let algorithm = (&info.signature_algorithm, Some(&info.digest_alg));
        verifier.verify(key, algorithm, &signed, info.signature.as_bytes()).map_err(of_signature)?;
        let promised = only(attributes.as_slice(), MESSAGE_DIGEST)?.decode_as::<OctetString>();
        let promised = promised.map_err(|_| CmsFault::Attributes)?;
        let digest = verifier.digest(&info.digest_alg, content).map_err(of_signature)?;
        if promised.as_bytes() != digest {
            return Err(CmsFault::Digest);
        }
        meant(attributes.as_slice(), signer)?;
        if content == challenge { Ok(()) } else { Err(CmsFault::WrongChallenge) }
    }

    /// The content inside, if it is there.
    fn content(&self) -> Result<Option<OctetString>, CmsFault> {
        let content = &self.data.encap_content_info;
        if content.econtent_type != DATA {
            return Err(CmsFault::NotSigned);
        }
        let Some(inside) = &content.econtent else { return Ok(None) };
        if inside.tag() != Tag::OctetString {
            return Err(CmsFault::NotCms);
        }
        inside.decode_as().map(Some).map_err(|_| CmsFault::NotCms)
    }
}

fn key_identifier(certificate: &Certificate) -> Option<SubjectKeyIdentifier> {
    extensions::one::<SubjectKeyIdentifier>(certificate).ok().flatten()
}

/// The one value of an attribute that must be there once, with one value (RFC 5652 §11).
fn only(attributes: &[Attribute], oid: ObjectIdentifier) -> Result<&Any, CmsFault> {
    let mut found = attributes.iter().filter(|attribute| attribute.oid == oid);
    let (Some(attribute), None) = (found.next(), found.next()) else { return Err(CmsFault::Attributes) };
    match attribute.values.as_slice() {
        [value] => Ok(value),
        _ => Err(CmsFault::Attributes),
    }
}

/// One certificate as a CAdES attribute names it; the fields behind the hash only repeat issuer and number.
#[derive(der::Sequence)]
struct CertificateId {
    hash: OctetString,
    issuer_serial: Option<Any>,
}

/// The same with the hash algorithm; absent, it is SHA-256.
#[derive(der::Sequence)]
struct CertificateIdV2 {
    algorithm: Option<AlgorithmIdentifierOwned>,
    hash: OctetString,
    issuer_serial: Option<Any>,
}

/// Where CAdES names the certificate that was meant, it is this one: nobody exchanged it for another with the same key.
fn meant(attributes: &[Attribute], signer: &Certificate) -> Result<(), CmsFault> {
    let der = signer.to_der().map_err(|_| CmsFault::Certificate)?;
    let named = |oid| attributes.iter().any(|attribute| attribute.oid == oid);
    if named(SIGNING_CERTIFICATE_V2) {
        let first = first_of(only(attributes, SIGNING_CERTIFICATE_V2)?)?;
        let id = CertificateIdV2::from_der(&first).map_err(|_| CmsFault::Attributes)?;
        let hash = match id.algorithm.map(|algorithm| algorithm.oid.to_string()).as_deref() {
            None | Some("2.16.840.1.101.3.4.2.1") => Sha256::digest(&der).to_vec(),
            Some("2.16.840.1.101.3.4.2.2") => Sha384::digest(&der).to_vec(),
            Some("2.16.840.1.101.3.4.2.3") => Sha512::digest(&der).to_vec(),
            Some(_) => return Err(CmsFault::Algorithm),
        };
        if id.hash.as_bytes() != hash {
            return Err(CmsFault::Attributes);
        }
    }
    if named(SIGNING_CERTIFICATE) {
        let first = first_of(only(attributes, SIGNING_CERTIFICATE)?)?;
        let id = CertificateId::from_der(&first).map_err(|_| CmsFault::Attributes)?;
        if id.hash.as_bytes() != <sha1::Sha1 as sha1::Digest>::digest(&der).as_slice() {
            return Err(CmsFault::Attributes);
        }
    }
    Ok(())
}

/// The first of `SEQUENCE { certs SEQUENCE OF …, policies OPTIONAL }`: the signer's.
fn first_of(value: &Any) -> Result<Vec<u8>, CmsFault> {
    let parts: Vec<Any> = value.decode_as().map_err(|_| CmsFault::Attributes)?;
    let ids: Vec<Any> = parts.first().ok_or(CmsFault::Attributes)?.decode_as().map_err(|_| CmsFault::Attributes)?;
    ids.first().ok_or(CmsFault::Attributes)?.to_der().map_err(|_| CmsFault::Attributes)
}

pub(super) const fn of_signature(fault: AlgorithmFault) -> CmsFault {
    match fault {
        AlgorithmFault::Refused => CmsFault::Algorithm,
        AlgorithmFault::Gost => CmsFault::Gost,
        AlgorithmFault::WeakKey => CmsFault::WeakKey,
        AlgorithmFault::Wrong => CmsFault::Signature,
    }
}
