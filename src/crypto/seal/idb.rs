//! The ICAO Datastructure for Barcode: a seal in letters and digits, which a QR code holds in its small alphanumeric mode.

use data_encoding::BASE32_NOPAD;
use sha1::{Digest, Sha1};

use super::{
    WrongFormat, c40, day,
    tlv::{self, Feature, Lengths},
};

/// Characters of the longest code that is looked at: the most a QR code holds.
pub const CHARS_MAX: usize = 4296;
/// Bytes of the largest payload after unpacking.
const UNPACKED_MAX: usize = 64 * 1024;
const MESSAGES: u8 = 0x61;
const CERTIFICATE: u8 = 0x7E;
const SIGNATURE: u8 = 0x7F;
/// The message of a visa.
pub const VISA: u8 = 0x01;
/// The message of a digital travel authorisation.
pub const TRAVEL_AUTHORISATION: u8 = 0x06;

/// The signer of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// 1 to 3: ES256, ES384, ES512.
    pub algorithm: u8,
    /// The last five bytes of the SHA-1 of the signer's certificate.
    pub reference: [u8; 5],
    /// When it was signed, `YYYY-MM-DD`; unknown digits are `x`.
    pub signed_on: String,
}

/// The reference by which a code names its signer's certificate.
#[must_use]
pub fn reference_of(certificate: &[u8]) -> [u8; 5] {
    let mut reference = [0; 5];
    reference.copy_from_slice(&Sha1::digest(certificate)[15..]);
    reference
}

/// A code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Whether it is of a document with national extensions (`NDB1`).
    pub national: bool,
    /// Whether the payload is packed by zlib.
    pub packed: bool,
    /// The issuing State, without fillers.
    pub country: String,
    /// Who signed; `None` for a code without signature.
    pub signer: Option<Signer>,
    /// The messages.
    pub messages: Vec<Feature>,
    /// The signer's certificate, where it is carried along.
    pub certificate: Option<Vec<u8>>,
    /// `r ‖ s`; present exactly when there is a signer.
    pub signature: Option<Vec<u8>>,
}

impl Code {
    /// The bytes that are signed: header and messages.
    ///
    /// # Errors
    /// Fields that do not fit the format.
    pub fn signed_bytes(&self) -> Result<Vec<u8>, WrongFormat> {
        let mut bytes = c40::encode(&format!("{:<<3}", self.country))?;
        if bytes.len() != 2 {
            return Err(WrongFormat("a State has three letters"));
        }
        if let Some(signer) = &self.signer {
            bytes.push(signer.algorithm);
            bytes.extend(signer.reference);
            bytes.extend(day::encode_masked(&signer.signed_on)?);
        }
        let mut zone = Vec::new();
        self.messages.iter().try_for_each(|message| tlv::put(&mut zone, message, Lengths::Der))?;
        tlv::put(&mut bytes, &Feature::new(MESSAGES, zone), Lengths::Der)?;
        Ok(bytes)
    }

    /// The text of the code.
    ///
    /// # Errors
    /// Fields that do not fit the format.
    pub fn text(&self) -> Result<String, WrongFormat> {
        let mut payload = self.signed_bytes()?;
        for (tag, value) in [(CERTIFICATE, &self.certificate), (SIGNATURE, &self.signature)] {
            if let Some(value) = value {
                tlv::put(&mut payload, &Feature::new(tag, value.clone()), Lengths::Der)?;
            }
        }
        let flag = match (self.signer.is_some(), self.packed) {
            (false, false) => 'A',
            (true, false) => 'B',
            (false, true) => 'C',
            (true, true) => 'D',
        };
        if self.packed {
            payload = miniz_oxide::deflate::compress_to_vec_zlib(&payload, 9);
        }
        let kind = if self.national { "NDB1" } else { "RDB1" };
        Ok(format!("{kind}{flag}{}", BASE32_NOPAD.encode(&payload)))
    }

    /// Read a code.
    ///
    /// # Errors
    /// Which rule of the format is broken.
    pub fn parse(text: &str) -> Result<Self, WrongFormat> {
        if text.len() > CHARS_MAX {
            return Err(WrongFormat("too long"));
        }
        let national = text.starts_with("NDB1");
        if !national && !text.starts_with("RDB1") {
            return Err(WrongFormat("it does not begin with RDB1 or NDB1"));
        }
        let (signed, packed) = match text.as_bytes().get(4) {
            Some(b'A') => (false, false),
            Some(b'B') => (true, false),
            Some(b'C') => (false, true),
            Some(b'D') => (true, true),
            _ => return Err(WrongFormat("an unknown flag")),
        };
        let mut payload = BASE32_NOPAD.decode(&text.as_bytes()[5..]).map_err(|_| WrongFormat("no Base32"))?;
        if packed {
            payload = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&payload, UNPACKED_MAX)
                .map_err(|_| WrongFormat("a payload that cannot be unpacked"))?;
        }
        Self {
            national,
            packed,
            country: String::new(),
            signer: None,
            messages: Vec::new(),
            certificate: None,
            signature: None,
        }
        .filled(&payload, signed)
    }

    fn filled(mut self, payload: &[u8], signed: bool) -> Result<Self, WrongFormat> {
        let cut = WrongFormat("cut off within the header");
        let (country, mut rest) = payload.split_at_checked(2).ok_or(cut)?;
        self.country = c40::decode_bare(country)?;
        if signed {
            let [algorithm @ 1..=3, a, b, c, d, e, m, x, y, z, after @ ..] = rest else {
                return Err(WrongFormat("no signer, or an unknown algorithm"));
            };
            let signed_on = day::decode_masked([*m, *x, *y, *z])?;
            self.signer = Some(Signer { algorithm: *algorithm, reference: [*a, *b, *c, *d, *e], signed_on });
            rest = after;
        }
        let (messages, mut rest) = tlv::take(rest, Lengths::Der)?;
        if messages.tag != MESSAGES {
            return Err(WrongFormat("no messages"));
        }
        self.messages = tlv::parse(&messages.value, Lengths::Der)?;
        while !rest.is_empty() {
            let (zone, after) = tlv::take(rest, Lengths::Der)?;
            let slot = match zone.tag {
                CERTIFICATE if self.signature.is_none() => &mut self.certificate,
                SIGNATURE => &mut self.signature,
                _ => return Err(WrongFormat("an unknown zone")),
            };
            if slot.replace(zone.value).is_some() {
                return Err(WrongFormat("a zone that comes twice"));
            }
            rest = after;
        }
        if self.signer.is_some() != self.signature.is_some() {
            return Err(WrongFormat("a signer without signature, or a signature without signer"));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;
    use serde_json::Value;

    use super::{
        super::curve::{Curve, PublicKey, SignatureFault},
        *,
    };

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../tests/vectors/idb.json")).unwrap()
    }

    fn bytes(value: &Value) -> Vec<u8> {
        HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
    }

    #[test]
    fn every_code_is_read_verified_and_written_again() {
        for vector in vectors()["vectors"].as_array().unwrap() {
            let (name, text) = (&vector["name"], vector["barcode"].as_str().unwrap());
            let code = Code::parse(text).unwrap();
            assert_eq!(code.text().unwrap(), text, "{name}");
            assert_eq!(code.country, vector["country"].as_str().unwrap(), "{name}");
            let signer = code.signer.clone().unwrap();
            assert_eq!(signer.reference.to_vec(), bytes(&vector["cert_ref_hex"]), "{name}");
            assert_eq!(signer.signed_on, vector["signing_date"].as_str().unwrap(), "{name}");
            for (message, expected) in code.messages.iter().zip(vector["messages"].as_array().unwrap()) {
                assert_eq!(u64::from(message.tag), expected["tag"].as_u64().unwrap(), "{name}");
                assert_eq!(message.value, bytes(&expected["hex"]), "{name}");
            }
            let curve = if vector["curve"] == "P-256" { Curve::P256 } else { Curve::BrainpoolP256r1 };
            let key = PublicKey { curve, point: bytes(&vector["public_key_uncompressed_hex"]) };
            let signature = code.signature.clone().unwrap();
            let expected = if vector["valid"] == true { Ok(()) } else { Err(SignatureFault::Wrong) };
            assert_eq!(key.verify(&code.signed_bytes().unwrap(), &signature), expected, "{name}");
            if let Some(certificate) = vector.get("certificate_der_hex") {
                assert_eq!(reference_of(&bytes(certificate)), signer.reference, "{name}");
            }
        }
    }

    #[test]
    fn packed_codes_and_sub_messages_are_read() {
        let vectors = vectors();
        let vector = &vectors["vectors"][2];
        let mut code = Code::parse(vector["barcode"].as_str().unwrap()).unwrap();
        code.packed = true;
        let text = code.text().unwrap();
        assert_eq!((&text[..5], Code::parse(&text)), ("RDB1D", Ok(code.clone())));
        let parts = tlv::parse(&code.messages[0].value, Lengths::Der).unwrap();
        assert_eq!(
            (code.messages[0].tag, parts.len()),
            (TRAVEL_AUTHORISATION, vector["sub_messages"].as_array().unwrap().len())
        );
    }

    #[test]
    fn a_bomb_and_a_stranger_are_refused() {
        let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; UNPACKED_MAX * 2], 9);
        let text = format!("RDB1C{}", BASE32_NOPAD.encode(&bomb));
        assert_eq!(Code::parse(&text), Err(WrongFormat("a payload that cannot be unpacked")));
        for text in ["", "RDB1", "RDB2A", "RDB1E", "RDB1A1", "XDB1AAAAA", "RDB1ö"] {
            assert!(Code::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_stops_the_program(text in "\\PC{0,60}", code in "[RN]DB1[ABCD][A-Z2-7]{0,200}") {
            let _ = Code::parse(&text);
            let _ = Code::parse(&code);
        }
    }
}
