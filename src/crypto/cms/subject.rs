//! Who the certificate says the signer is: IIN, BIN, names, roles, as the National CA of Kazakhstan writes them.
//!
//! `serialNumber=IIN…`, `OU=BIN…`, `CN=SURNAME NAME`, `SURNAME`, and the patronymic in `GIVENNAME`; the roles are purposes.

use der::{
    Encode, Tag, Tagged,
    asn1::{Any, BmpString, Ia5StringRef, ObjectIdentifier, PrintableStringRef, Utf8StringRef},
};
use jiff::{Timestamp, tz::TimeZone};
use sha2_10::{Digest, Sha256};
use x509_cert::Certificate;

use super::{
    extensions::{self, time},
    fault::CmsFault,
};
use crate::domain::iin::{Bin, Iin, Strictness};

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const SURNAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.4");
const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
const UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const GIVEN_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.42");

/// What somebody is in the organization of the certificate, or that it is a person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignerRole {
    /// A person's own certificate.
    Individual,
    /// A certificate of an organization.
    Organization,
    /// Its head.
    Head,
    /// May sign for it.
    MaySign,
    /// May sign its payments.
    MaySignPayments,
    /// Looks after its staff.
    Personnel,
    /// Works there.
    Employee,
}

const ROLES: [(&str, SignerRole); 7] = [
    ("1.2.398.3.3.4.1.1", SignerRole::Individual),
    ("1.2.398.3.3.4.1.2", SignerRole::Organization),
    ("1.2.398.3.3.4.1.2.1", SignerRole::Head),
    ("1.2.398.3.3.4.1.2.2", SignerRole::MaySign),
    ("1.2.398.3.3.4.1.2.3", SignerRole::MaySignPayments),
    ("1.2.398.3.3.4.1.2.4", SignerRole::Personnel),
    ("1.2.398.3.3.4.1.2.5", SignerRole::Employee),
];

/// Who signed.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedBy {
    /// The number of the person.
    pub iin: Iin,
    /// The number of the organization, in whose name the person may act.
    pub bin: Option<Bin>,
    /// Surname and given name, as the certificate has them together.
    pub common_name: String,
    /// The surname alone, where it is there.
    pub surname: Option<String>,
    /// The patronymic, where it is there.
    pub patronymic: Option<String>,
    /// The roles, in the order of the certificate.
    pub roles: Vec<SignerRole>,
    /// The last moment of the certificate.
    pub valid_until: Timestamp,
    /// SHA-256 of the certificate.
    pub fingerprint: [u8; 32],
}

impl std::fmt::Debug for SignedBy {
    /// Who a person is never enters a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignedBy(hidden)")
    }
}

impl SignedBy {
    /// Whether the person acts for an organization.
    #[must_use]
    pub const fn is_representative(&self) -> bool {
        self.bin.is_some()
    }

    /// The given name: what stands beside the surname.
    #[must_use]
    pub fn given(&self) -> Option<String> {
        let surname = self.surname.as_deref()?;
        let given = self.common_name.strip_prefix(surname)?.trim();
        (!given.is_empty()).then(|| given.to_owned())
    }
}

/// Read the subject of a certificate that was found good.
pub(super) fn read(certificate: &Certificate, strictness: Strictness, at: Timestamp) -> Result<SignedBy, CmsFault> {
    let today = at.to_zoned(TimeZone::UTC).date();
    let iin = match numbers(certificate, SERIAL_NUMBER, "IIN").as_slice() {
        [] => return Err(CmsFault::NoIin),
        [one] => Iin::parse(one, today, strictness).map_err(CmsFault::Iin)?,
        // Two numbers: which of them is the person?
        _ => return Err(CmsFault::NoIin),
    };
    let bin = match numbers(certificate, UNIT, "BIN").as_slice() {
        [] => None,
        [one] => Some(Bin::parse(one, strictness).map_err(|_| CmsFault::Bin)?),
        _ => return Err(CmsFault::Bin),
    };
    let first = |oid| texts(certificate, oid).into_iter().next();
    let purposes = extensions::purposes(certificate)?.unwrap_or_default();
    let role =
        |oid: &ObjectIdentifier| ROLES.iter().find(|(known, _)| *known == oid.to_string()).map(|(_, role)| *role);
    Ok(SignedBy {
        iin,
        bin,
        common_name: first(COMMON_NAME).unwrap_or_default(),
        surname: first(SURNAME),
        patronymic: first(GIVEN_NAME),
        roles: purposes.iter().filter_map(role).collect(),
        valid_until: time(certificate.tbs_certificate.validity.not_after),
        fingerprint: Sha256::digest(certificate.to_der().map_err(|_| CmsFault::Certificate)?).into(),
    })
}

/// The numbers behind `mark` in the attributes called `oid`.
fn numbers(certificate: &Certificate, oid: ObjectIdentifier, mark: &str) -> Vec<String> {
    texts(certificate, oid).iter().filter_map(|text| text.strip_prefix(mark).map(str::to_owned)).collect()
}

/// The texts of all attributes of the subject called `oid`.
fn texts(certificate: &Certificate, oid: ObjectIdentifier) -> Vec<String> {
    let parts = certificate.tbs_certificate.subject.0.iter().flat_map(|part| part.0.iter());
    parts.filter(|part| part.oid == oid).filter_map(|part| text(&part.value)).collect()
}

/// A text of X.509; forms that nobody uses any more are none.
fn text(value: &Any) -> Option<String> {
    let tag = value.tag();
    if tag == Tag::Utf8String {
        return value.decode_as::<Utf8StringRef<'_>>().ok().map(|text| text.as_str().to_owned());
    }
    if tag == Tag::PrintableString {
        return value.decode_as::<PrintableStringRef<'_>>().ok().map(|text| text.as_str().to_owned());
    }
    if tag == Tag::Ia5String {
        return value.decode_as::<Ia5StringRef<'_>>().ok().map(|text| text.as_str().to_owned());
    }
    if tag == Tag::BmpString { value.decode_as::<BmpString>().ok().map(|text| text.to_string()) } else { None }
}
