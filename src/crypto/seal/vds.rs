//! The visible digital seal for constrained environments (ICAO 9303-13 §2): header, features, signature.

use jiff::civil::Date;

use super::{
    WrongFormat, c40, day,
    tlv::{self, Feature, Lengths},
};

/// The first byte of every seal.
const MAGIC: u8 = 0xDC;
/// The tag of the signature, which ends a seal.
const SIGNATURE_TAG: u8 = 0xFF;
/// Bytes of the longest seal that is looked at: more than the largest two-dimensional code holds.
pub const BYTES_MAX: usize = 4096;
/// Characters of a certificate reference in the older header.
const OLD_REFERENCE_CHARS: usize = 5;
/// The one signer that writes the length of its references in decimal.
const DECIMAL_SIGNER: &str = "DEZV";

/// Versions of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Raw byte 2, "version 3": a reference of five characters, lengths of one byte.
    V3,
    /// Raw byte 3, "version 4": a reference of stated length, DER lengths.
    V4,
}

impl Version {
    const fn lengths(self) -> Lengths {
        match self {
            Self::V3 => Lengths::Byte,
            Self::V4 => Lengths::Der,
        }
    }
}

/// Who signed, what and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// How it is written.
    pub version: Version,
    /// The issuing State, three letters, `D<<` for Germany.
    pub country: String,
    /// The signer: country and name of its certificate's subject, four letters.
    pub signer: String,
    /// The reference of the signer's certificate: its serial number in hexadecimal, as written in the seal.
    pub certificate: String,
    /// When the document was issued.
    pub issued_on: Date,
    /// When the seal was signed.
    pub signed_on: Date,
    /// The feature definition: 0x5D for a visa.
    pub definition: u8,
    /// The document type: 0x01 for a visa.
    pub document: u8,
}

/// A seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Who signed, what and when.
    pub header: Header,
    /// The sealed facts, in the order of the seal; unknown ones are kept.
    pub features: Vec<Feature>,
    /// `r ‖ s`.
    pub signature: Vec<u8>,
}

/// The bytes that are signed: header and message zone.
///
/// # Errors
/// Fields that do not fit the format.
pub fn signed_bytes(header: &Header, features: &[Feature]) -> Result<Vec<u8>, WrongFormat> {
    let mut bytes = vec![MAGIC, if header.version == Version::V4 { 3 } else { 2 }];
    if header.country.len() != 3 || header.signer.len() != 4 {
        return Err(WrongFormat("a State has three letters, a signer four"));
    }
    bytes.extend(c40::encode(&header.country)?);
    bytes.extend(c40::encode(&format!("{}{}", header.signer, reference(header)?))?);
    bytes.extend(day::encode(header.issued_on));
    bytes.extend(day::encode(header.signed_on));
    bytes.extend([header.definition, header.document]);
    features.iter().try_for_each(|feature| tlv::put(&mut bytes, feature, header.version.lengths()))?;
    Ok(bytes)
}

/// The certificate reference as the header writes it, with its length in front where there is one.
fn reference(header: &Header) -> Result<String, WrongFormat> {
    let (certificate, length) = (&header.certificate, header.certificate.len());
    match header.version {
        Version::V3 if length == OLD_REFERENCE_CHARS => Ok(certificate.clone()),
        Version::V4 if length == 0 || length > 0xFF => {
            Err(WrongFormat("a certificate reference of no or too many characters"))
        }
        Version::V4 if header.signer == DECIMAL_SIGNER && length < 100 => Ok(format!("{length:02}{certificate}")),
        Version::V4 => Ok(format!("{length:02X}{certificate}")),
        Version::V3 => Err(WrongFormat("the older header has a certificate reference of five characters")),
    }
}

impl Seal {
    /// The whole seal.
    ///
    /// # Errors
    /// Fields that do not fit the format.
    pub fn bytes(&self) -> Result<Vec<u8>, WrongFormat> {
        let mut bytes = signed_bytes(&self.header, &self.features)?;
        let signature = Feature::new(SIGNATURE_TAG, self.signature.clone());
        tlv::put(&mut bytes, &signature, self.header.version.lengths())?;
        Ok(bytes)
    }

    /// Read a seal: every byte must belong to it.
    ///
    /// # Errors
    /// Which rule of the format is broken.
    pub fn parse(bytes: &[u8]) -> Result<Self, WrongFormat> {
        if bytes.len() > BYTES_MAX {
            return Err(WrongFormat("too long"));
        }
        let (header, zone) = header_parse(bytes)?;
        let mut features = tlv::parse(zone, header.version.lengths())?;
        let last = features.pop().filter(|last| last.tag == SIGNATURE_TAG);
        let signature = last.ok_or(WrongFormat("no signature at the end"))?.value;
        if signature.is_empty() || signature.len() % 2 == 1 {
            return Err(WrongFormat("a signature of an odd length"));
        }
        if features.iter().any(|feature| feature.tag == SIGNATURE_TAG) {
            return Err(WrongFormat("two signatures"));
        }
        Ok(Self { header, features, signature })
    }

    /// The bytes that were signed: all but the signature zone of `bytes`, which [`Seal::parse`] accepted.
    ///
    /// # Errors
    /// A seal that was not read from such bytes.
    pub fn signed_part<'b>(&self, bytes: &'b [u8]) -> Result<&'b [u8], WrongFormat> {
        let mut zone = Vec::new();
        tlv::put(&mut zone, &Feature::new(SIGNATURE_TAG, self.signature.clone()), self.header.version.lengths())?;
        bytes.strip_suffix(zone.as_slice()).ok_or(WrongFormat("another seal"))
    }

    /// The first feature with this tag.
    #[must_use]
    pub fn feature(&self, tag: u8) -> Option<&[u8]> {
        self.features.iter().find(|feature| feature.tag == tag).map(|feature| feature.value.as_slice())
    }
}

fn take<'b>(bytes: &mut &'b [u8], count: usize) -> Result<&'b [u8], WrongFormat> {
    let (taken, rest) = bytes.split_at_checked(count).ok_or(WrongFormat("cut off within the header"))?;
    *bytes = rest;
    Ok(taken)
}

fn header_parse(mut bytes: &[u8]) -> Result<(Header, &[u8]), WrongFormat> {
    let rest = &mut bytes;
    let version = match take(rest, 2)? {
        [MAGIC, 2] => Version::V3,
        [MAGIC, 3] => Version::V4,
        [MAGIC, _] => return Err(WrongFormat("an unknown version")),
        _ => return Err(WrongFormat("it does not begin as seals do")),
    };
    let country = c40::decode(take(rest, 2)?)?;
    let (signer, certificate) = match version {
        Version::V3 => {
            let both = c40::decode(take(rest, 6)?)?;
            let (signer, certificate) = both.split_at_checked(4).ok_or(WrongFormat("a short signer"))?;
            (signer.to_owned(), certificate.to_owned())
        }
        Version::V4 => signer_parse(rest)?,
    };
    let mut days = [0; 2 * day::BYTES];
    days.copy_from_slice(take(rest, 2 * day::BYTES)?);
    let [a, b, c, d, e, f] = days;
    let kind = take(rest, 2)?;
    let header = Header {
        version,
        country,
        signer,
        certificate,
        issued_on: day::decode([a, b, c])?,
        signed_on: day::decode([d, e, f])?,
        definition: kind[0],
        document: kind[1],
    };
    Ok((header, bytes))
}

/// Signer and certificate reference of the newer header: four letters, two digits that count the reference, the reference.
fn signer_parse(rest: &mut &[u8]) -> Result<(String, String), WrongFormat> {
    let front = c40::decode(take(rest, 4)?)?;
    let (signer, digits) = front.split_at_checked(4).ok_or(WrongFormat("a short signer"))?;
    let radix = if signer == DECIMAL_SIGNER { 10 } else { 16 };
    let count = usize::from_str_radix(digits, radix).ok().filter(|count| *count > 0);
    let count = count.ok_or(WrongFormat("the certificate reference has no length"))?;
    let certificate = c40::decode(take(rest, count.div_ceil(3) * 2)?)?;
    if certificate.len() != count {
        return Err(WrongFormat("a certificate reference of another length than stated"));
    }
    Ok((signer.to_owned(), certificate))
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER_PERMISSIVE;
    use proptest::prelude::*;
    use serde_json::Value;

    use super::{
        super::{
            curve::{Curve, PublicKey, SignatureFault},
            visa,
        },
        *,
    };

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../tests/vectors/vds.json")).unwrap()
    }

    fn bytes(value: &Value) -> Vec<u8> {
        HEXLOWER_PERMISSIVE.decode(value.as_str().unwrap().as_bytes()).unwrap()
    }

    fn key(vector: &Value) -> Option<PublicKey> {
        let curve = match vector["curve"].as_str().unwrap() {
            "P-256" => Curve::P256,
            "brainpoolP256r1" => Curve::BrainpoolP256r1,
            "brainpoolP384r1" => Curve::BrainpoolP384r1,
            _ => return None,
        };
        Some(PublicKey { curve, point: bytes(&vector["public_key_uncompressed_hex"]) })
    }

    #[test]
    fn every_seal_is_read_verified_and_written_again_byte_for_byte() {
        for vector in vectors()["seals"].as_array().unwrap() {
            let (name, raw) = (&vector["name"], bytes(&vector["seal_hex"]));
            let seal = Seal::parse(&raw).unwrap();
            assert_eq!(seal.bytes().unwrap(), raw, "{name}");
            let decoded = &vector["decoded"];
            assert_eq!(seal.header.country, decoded["country"].as_str().unwrap(), "{name}");
            assert_eq!(seal.header.signer, decoded["signer"].as_str().unwrap(), "{name}");
            assert_eq!(seal.header.certificate, decoded["cert_ref"].as_str().unwrap(), "{name}");
            assert_eq!(seal.header.issued_on.to_string(), decoded["issue_date"].as_str().unwrap(), "{name}");
            assert_eq!(seal.header.signed_on.to_string(), decoded["signature_date"].as_str().unwrap(), "{name}");
            assert_eq!(seal.signature, bytes(&decoded["signature_rs_hex"]), "{name}");
            let signed = seal.signed_part(&raw).unwrap();
            assert_eq!(signed.len(), usize::try_from(decoded["signed_len"].as_u64().unwrap()).unwrap(), "{name}");
            for (feature, expected) in seal.features.iter().zip(decoded["features"].as_array().unwrap()) {
                assert_eq!(u64::from(feature.tag), expected["tag"].as_u64().unwrap(), "{name}");
                assert_eq!(feature.value, bytes(&expected["hex"]), "{name}");
            }
            match key(vector) {
                Some(key) => {
                    assert_eq!(key.verify(signed, &seal.signature), Ok(()), "{name}");
                    assert_eq!(Ok(key), PublicKey::of_certificate(&bytes(&vector["certificate_der_hex"])), "{name}");
                }
                None => {
                    let of_certificate = PublicKey::of_certificate(&bytes(&vector["certificate_der_hex"]));
                    assert_eq!(of_certificate, Err(SignatureFault::Unsupported), "{name}");
                }
            }
            if seal.header.definition == visa::DEFINITION {
                visa::read(&seal).unwrap();
            }
        }
    }

    #[test]
    fn every_negative_is_refused_for_its_reason() {
        for vector in vectors()["negative"].as_array().unwrap() {
            let raw = bytes(&vector["seal_hex"]);
            match (vector["expect"].as_str().unwrap(), Seal::parse(&raw)) {
                ("WRONG_FORMAT", parsed) => assert!(parsed.is_err(), "{}", vector["name"]),
                ("INVALID_SIGNATURE", Ok(seal)) => {
                    let verdict = key(vector).unwrap().verify(seal.signed_part(&raw).unwrap(), &seal.signature);
                    assert_eq!(verdict, Err(SignatureFault::Wrong), "{}", vector["name"]);
                }
                other => panic!("{}: {other:?}", vector["name"]),
            }
        }
    }

    #[test]
    fn a_byte_too_many_or_too_few_is_no_seal() {
        let raw = bytes(&vectors()["seals"][0]["seal_hex"]);
        assert!(Seal::parse(&[raw.as_slice(), &[0]].concat()).is_err());
        assert!((0..raw.len()).all(|end| Seal::parse(&raw[..end]).is_err()));
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let vector = &vectors()["seals"][3];
        let (raw, key) = (bytes(&vector["seal_hex"]), key(vector).unwrap());
        for bit in 0..raw.len() * 8 {
            let mut flipped = raw.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(seal) = Seal::parse(&flipped) {
                assert_eq!(
                    key.verify(seal.signed_part(&flipped).unwrap(), &seal.signature),
                    Err(SignatureFault::Wrong),
                    "bit {bit}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn no_bytes_stop_the_program(bytes in prop::collection::vec(any::<u8>(), 0..200), good in any::<bool>()) {
            let bytes = if good { [&[MAGIC, 3][..], &bytes].concat() } else { bytes };
            if let Ok(seal) = Seal::parse(&bytes) {
                prop_assert_eq!(seal.bytes().unwrap(), bytes);
            }
        }
    }
}
