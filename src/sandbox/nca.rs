//! A stand-in for a national certification authority, with TEST keys that anybody can compute: for rooms without the real one.
//!
//! It signs texts for a handful of persons who do not exist. Its root says that it is a test; only a demonstration trusts it. Keys and
//! certificates are the same at every start, since they follow from their names.

use std::time::Duration;

use cms::{
    builder::{SignedDataBuilder, SignerInfoBuilder},
    cert::{CertificateChoices, IssuerAndSerialNumber},
    signed_data::{EncapsulatedContentInfo, SignerIdentifier},
};
use der::{
    Encode, Tag,
    asn1::{Any, BitString, GeneralizedTime, ObjectIdentifier, OctetString, SetOfVec, UtcTime},
};
use p256::{
    ecdsa::{DerSignature, SigningKey, signature::Signer},
    pkcs8::EncodePublicKey,
};
use sha2::{Digest, Sha256};
use x509_cert::{
    Certificate, TbsCertificate, Version,
    attr::AttributeTypeAndValue,
    builder::{Builder, CertificateBuilder, Profile},
    crl::{CertificateList, RevokedCert, TbsCertList},
    ext::pkix::ExtendedKeyUsage,
    name::{Name, RdnSequence, RelativeDistinguishedName},
    serial_number::SerialNumber,
    spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned},
    time::{Time, Validity},
};

/// The name of the root, which everybody sees who looks at what is trusted.
pub const ROOT_NAME: &str = "TEST root of the evisa demonstration, not a real authority";
/// Signing in.
pub const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
/// Signing documents.
pub const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";
/// The mark of a person's own certificate.
pub const INDIVIDUAL: &str = "1.2.398.3.3.4.1.1";
/// The marks of the head of an organization.
pub const HEAD: [&str; 2] = ["1.2.398.3.3.4.1.2", "1.2.398.3.3.4.1.2.1"];

const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const ECDSA_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
/// The first and the last second of the root and of good certificates: 2020 to 2049, so that no demonstration outlives them.
const DAYS: (i64, i64) = (1_577_836_800, 2_524_607_999);

/// Why the stand-in could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("the stand-in authority: {0}")]
pub struct NcaFault(String);

fn fault(why: impl std::fmt::Display) -> NcaFault {
    NcaFault(why.to_string())
}

/// A person of the demonstration with a key of its own. None of them exists; the numbers are those of the National CA's own tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// A person.
    Individual,
    /// Another person.
    Second,
    /// The first person as the head of an organization.
    Head,
    /// The first person with a certificate that is over.
    Expired,
    /// The first person with a certificate that was revoked.
    Revoked,
    /// The first person with a key for documents, which signs nobody in.
    Documents,
}

impl Person {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 6] =
        [Self::Individual, Self::Second, Self::Head, Self::Expired, Self::Revoked, Self::Documents];

    /// Its name in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Second => "second",
            Self::Head => "head",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Documents => "documents",
        }
    }

    /// What the page says of it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Individual => "ТЕСТОВ ТЕСТ, IIN 123456789011",
            Self::Second => "ТЕСТОВА АЙГУЛЬ, IIN 123456789012",
            Self::Head => "ТЕСТОВ ТЕСТ, head of the organization BIN 123456789021",
            Self::Expired => "ТЕСТОВ ТЕСТ, with a certificate that expired",
            Self::Revoked => "ТЕСТОВ ТЕСТ, with a certificate that was revoked",
            Self::Documents => "ТЕСТОВ ТЕСТ, with a key for documents instead of signing in",
        }
    }

    /// The certificate it asks for.
    #[must_use]
    pub fn wanted(self) -> Wanted {
        let first = Wanted {
            key: self.code().to_owned(),
            subject: Subject::new("123456789011", ("ТЕСТОВ", "ТЕСТ", "ТЕСТОВИЧ")),
            from_second: DAYS.0,
            until_second: DAYS.1,
            purposes: vec![CLIENT_AUTH, INDIVIDUAL],
        };
        match self {
            Self::Individual | Self::Revoked => first,
            Self::Second => Wanted {
                subject: Subject::new("123456789012", ("ТЕСТОВА", "АЙГУЛЬ", "ТЕСТОВНА")),
                ..first
            },
            Self::Head => {
                let subject = Subject { bin: Some("123456789021".to_owned()), ..first.subject };
                Wanted { subject, purposes: vec![CLIENT_AUTH, HEAD[0], HEAD[1]], ..first }
            }
            // A year, until the end of 2020.
            Self::Expired => Wanted { until_second: 1_609_459_199, ..first },
            Self::Documents => Wanted { purposes: vec![EMAIL_PROTECTION, INDIVIDUAL], ..first },
        }
    }
}

/// Whom a certificate names, as the National CA writes it.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The number of the person; none is written where it is empty.
    pub iin: String,
    /// Surname, given name, patronymic.
    pub name: (String, String, String),
    /// The number of the organization.
    pub bin: Option<String>,
}

impl Subject {
    /// A person.
    #[must_use]
    pub fn new(iin: &str, (surname, given, patronymic): (&str, &str, &str)) -> Self {
        Self { iin: iin.to_owned(), name: (surname.to_owned(), given.to_owned(), patronymic.to_owned()), bin: None }
    }

    fn written(&self) -> Result<Name, NcaFault> {
        let (surname, given, patronymic) = &self.name;
        let mut parts = vec![
            ("2.5.4.6", "KZ".to_owned()),
            ("2.5.4.3", format!("{surname} {given}")),
            ("2.5.4.4", surname.clone()),
            ("2.5.4.42", patronymic.clone()),
        ];
        if !self.iin.is_empty() {
            parts.push(("2.5.4.5", format!("IIN{}", self.iin)));
        }
        parts.extend(self.bin.as_ref().map(|bin| ("2.5.4.11", format!("BIN{bin}"))));
        name(&parts)
    }
}

/// A certificate that is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The name of the key, from which it follows.
    pub key: String,
    /// Whom it names.
    pub subject: Subject,
    /// Its first second, counted from 1970.
    pub from_second: i64,
    /// Its last second.
    pub until_second: i64,
    /// Its purposes, as object identifiers.
    pub purposes: Vec<&'static str>,
}

/// A key with its certificate.
pub struct Key {
    signing: SigningKey,
    certificate: Certificate,
}

/// The authority.
pub struct Authority {
    root: Key,
}

impl Authority {
    /// The authority of every demonstration.
    ///
    /// # Errors
    /// A fault of this program.
    pub fn new() -> Result<Self, NcaFault> {
        Self::called("evisa demonstration root", ROOT_NAME)
    }

    /// Another authority, with the key that follows from `key`, under any name: for trying who is believed.
    ///
    /// # Errors
    /// A fault of this program.
    pub fn called(key: &str, common_name: &str) -> Result<Self, NcaFault> {
        let signing = signing_key(key)?;
        let subject = name(&[("2.5.4.6", "KZ".to_owned()), ("2.5.4.3", common_name.to_owned())])?;
        let days = validity(DAYS.0, DAYS.1)?;
        let public = public_key(&signing)?;
        let builder = CertificateBuilder::new(Profile::Root, serial(key)?, days, subject, public, &signing);
        let certificate = builder.map_err(fault)?.build::<DerSignature>().map_err(fault)?;
        Ok(Self { root: Key { signing, certificate } })
    }

    /// The root, in DER.
    ///
    /// # Errors
    /// A fault of this program.
    pub fn root_der(&self) -> Result<Vec<u8>, NcaFault> {
        self.root.certificate.to_der().map_err(fault)
    }

    /// The list of revoked certificates, in DER; good as long as the root.
    ///
    /// # Errors
    /// A fault of this program.
    pub fn list_der(&self) -> Result<Vec<u8>, NcaFault> {
        let TbsCertificate { subject, .. } = &self.root.certificate.tbs_certificate;
        let revoked = RevokedCert {
            serial_number: serial(Person::Revoked.code())?,
            revocation_date: time(DAYS.0)?,
            crl_entry_extensions: None,
        };
        let algorithm = AlgorithmIdentifierOwned { oid: ECDSA_SHA_256, parameters: None };
        let list = TbsCertList {
            version: Version::V2,
            signature: algorithm.clone(),
            issuer: subject.clone(),
            this_update: time(DAYS.0)?,
            next_update: Some(time(DAYS.1)?),
            revoked_certificates: Some(vec![revoked]),
            crl_extensions: None,
        };
        let signature: DerSignature = self.root.signing.sign(&list.to_der().map_err(fault)?);
        let signature = BitString::from_bytes(signature.as_bytes()).map_err(fault)?;
        let list = CertificateList { tbs_cert_list: list, signature_algorithm: algorithm, signature };
        list.to_der().map_err(fault)
    }

    /// Issue a certificate.
    ///
    /// # Errors
    /// The wanted dates lie outside 1970 to 2049, or a purpose is none.
    pub fn issue(&self, wanted: &Wanted) -> Result<Key, NcaFault> {
        let signing = signing_key(&wanted.key)?;
        let profile = Profile::Leaf {
            issuer: self.root.certificate.tbs_certificate.subject.clone(),
            enable_key_agreement: false,
            enable_key_encipherment: false,
        };
        let days = validity(wanted.from_second, wanted.until_second)?;
        let (number, subject, public) = (serial(&wanted.key)?, wanted.subject.written()?, public_key(&signing)?);
        let mut builder =
            CertificateBuilder::new(profile, number, days, subject, public, &self.root.signing).map_err(fault)?;
        let purposes = wanted.purposes.iter().map(|purpose| ObjectIdentifier::new(purpose).map_err(fault));
        let purposes = purposes.collect::<Result<_, _>>()?;
        builder.add_extension(&ExtendedKeyUsage(purposes)).map_err(fault)?;
        let certificate = builder.build::<DerSignature>().map_err(fault)?;
        Ok(Key { signing, certificate })
    }

    /// The text signed for a person of the demonstration.
    ///
    /// # Errors
    /// A fault of this program.
    pub fn sign(&self, person: Person, text: &[u8]) -> Result<Vec<u8>, NcaFault> {
        signed(&[&self.issue(&person.wanted())?], text)
    }
}

/// The text, signed by everybody in `keys`, as CMS in DER with certificates and text inside.
///
/// # Errors
/// A fault of this program.
pub fn signed(keys: &[&Key], text: &[u8]) -> Result<Vec<u8>, NcaFault> {
    let text = OctetString::new(text).and_then(|text| Any::encode_from(&text)).map_err(fault)?;
    let content = EncapsulatedContentInfo { econtent_type: DATA, econtent: Some(text) };
    let digest = AlgorithmIdentifierOwned { oid: SHA_256, parameters: None };
    let mut builder = SignedDataBuilder::new(&content);
    builder.add_digest_algorithm(digest.clone()).map_err(fault)?;
    for key in keys {
        let tbs = &key.certificate.tbs_certificate;
        let sid = SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: tbs.issuer.clone(),
            serial_number: tbs.serial_number.clone(),
        });
        let signer = SignerInfoBuilder::new(&key.signing, sid, digest.clone(), &content, None).map_err(fault)?;
        builder.add_certificate(CertificateChoices::Certificate(key.certificate.clone())).map_err(fault)?;
        builder.add_signer_info::<SigningKey, DerSignature>(signer).map_err(fault)?;
    }
    builder.build().map_err(fault)?.to_der().map_err(fault)
}

/// The TEST key that follows from a name.
fn signing_key(name: &str) -> Result<SigningKey, NcaFault> {
    SigningKey::from_slice(&Sha256::digest(format!("TEST key: {name}"))).map_err(fault)
}

fn public_key(signing: &SigningKey) -> Result<SubjectPublicKeyInfoOwned, NcaFault> {
    let document = signing.verifying_key().to_public_key_der().map_err(fault)?;
    SubjectPublicKeyInfoOwned::try_from(document.as_bytes()).map_err(fault)
}

fn serial(name: &str) -> Result<SerialNumber, NcaFault> {
    let mut bytes = Sha256::digest(format!("number: {name}")).to_vec();
    bytes.truncate(16);
    SerialNumber::new(&bytes).map_err(fault)
}

fn name(parts: &[(&str, String)]) -> Result<Name, NcaFault> {
    let part = |(oid, text): &(&str, String)| {
        // The country is written in the narrow alphabet (RFC 5280 §4.1.2.4).
        let tag = if *oid == "2.5.4.6" { Tag::PrintableString } else { Tag::Utf8String };
        let value = Any::new(tag, text.as_bytes()).map_err(fault)?;
        let oid = ObjectIdentifier::new(oid).map_err(fault)?;
        let one = SetOfVec::try_from(vec![AttributeTypeAndValue { oid, value }]).map_err(fault)?;
        Ok::<_, NcaFault>(RelativeDistinguishedName(one))
    };
    Ok(RdnSequence(parts.iter().map(part).collect::<Result<_, _>>()?))
}

fn validity(from: i64, until: i64) -> Result<Validity, NcaFault> {
    Ok(Validity { not_before: time(from)?, not_after: time(until)? })
}

fn time(second: i64) -> Result<Time, NcaFault> {
    let since = Duration::from_secs(u64::try_from(second).map_err(fault)?);
    // Until 2049 in two digits, from then on in four (RFC 5280 §4.1.2.5).
    if second <= DAYS.1 {
        return UtcTime::from_unix_duration(since).map(Time::UtcTime).map_err(fault);
    }
    GeneralizedTime::from_unix_duration(since).map(Time::GeneralTime).map_err(fault)
}
