//! Visible digital seals for non-constrained environments: signed JSON (ICAO TR VDS-NC). Signed is the RFC 8785 form of `data`.

use data_encoding::{BASE64URL, BASE64URL_NOPAD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::WrongFormat;

/// Bytes of the longest seal that is looked at.
pub const BYTES_MAX: usize = 256 * 1024;

/// A seal. `data.hdr` names type (`t`), version (`v`) and issuer (`is`); `data.msg` is the type's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// What is signed.
    pub data: Data,
    /// By whom.
    pub sig: Signature,
}

/// What is signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// Type, version, issuer.
    pub hdr: Header,
    /// The facts.
    pub msg: Value,
}

/// Type, version, issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Type, such as `icao.vacc`.
    pub t: String,
    /// Version of the type.
    pub v: u32,
    /// Issuer, three letters.
    pub is: String,
}

/// Algorithm, certificate and signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// `ES256`, `ES384` or `ES512`.
    pub alg: String,
    /// The signer's certificate in Base64 for addresses; left out where the reader has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cer: Option<String>,
    /// `r ‖ s` in Base64 for addresses.
    pub sigvl: String,
}

/// The bytes that are signed.
///
/// # Errors
/// Facts that JSON's canonical form cannot express.
pub fn signed_bytes(data: &Data) -> Result<Vec<u8>, WrongFormat> {
    serde_json_canonicalizer::to_vec(data).map_err(|_| WrongFormat("facts without a canonical form"))
}

impl Seal {
    /// A signed seal.
    #[must_use]
    pub fn new(data: Data, certificate: &[u8], signature: &[u8]) -> Self {
        let sig = Signature {
            alg: "ES256".to_owned(),
            cer: Some(BASE64URL.encode(certificate)),
            sigvl: BASE64URL.encode(signature),
        };
        Self { data, sig }
    }

    /// Read a seal.
    ///
    /// # Errors
    /// No JSON of this shape, or too long.
    pub fn parse(text: &[u8]) -> Result<Self, WrongFormat> {
        if text.len() > BYTES_MAX {
            return Err(WrongFormat("too long"));
        }
        serde_json::from_slice(text).map_err(|_| WrongFormat("no JSON of a seal"))
    }

    /// The signer's certificate, where it is carried along.
    ///
    /// # Errors
    /// No Base64.
    pub fn certificate(&self) -> Result<Option<Vec<u8>>, WrongFormat> {
        self.sig.cer.as_deref().map(base64).transpose()
    }

    /// The signature.
    ///
    /// # Errors
    /// No Base64.
    pub fn signature(&self) -> Result<Vec<u8>, WrongFormat> {
        base64(&self.sig.sigvl)
    }
}

/// Base64 for addresses, with padding or without.
fn base64(text: &str) -> Result<Vec<u8>, WrongFormat> {
    BASE64URL_NOPAD.decode(text.trim_end_matches('=').as_bytes()).map_err(|_| WrongFormat("no Base64"))
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use sha2::{Digest, Sha256};

    use super::{
        super::curve::{PublicKey, SignatureFault},
        *,
    };

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../tests/vectors/vdsnc.json")).unwrap()
    }

    #[test]
    fn every_seal_is_read_and_verified() {
        for vector in vectors()["vectors"].as_array().unwrap() {
            let name = &vector["name"];
            let seal = Seal::parse(vector["vdsnc"].to_string().as_bytes()).unwrap();
            let signed = signed_bytes(&seal.data).unwrap();
            assert_eq!(
                HEXLOWER.encode(&Sha256::digest(&signed)),
                vector["canonical_sha256"].as_str().unwrap(),
                "{name}"
            );
            let key = PublicKey::of_certificate(&seal.certificate().unwrap().unwrap()).unwrap();
            let expected = if vector["valid"] == true { Ok(()) } else { Err(SignatureFault::Wrong) };
            assert_eq!(key.verify(&signed, &seal.signature().unwrap()), expected, "{name}");
            let mut altered = seal.clone();
            altered.data.hdr.v += 1;
            let signed = signed_bytes(&altered.data).unwrap();
            assert_eq!(key.verify(&signed, &seal.signature().unwrap()), Err(SignatureFault::Wrong), "{name}");
        }
    }

    #[test]
    fn the_canonical_form_is_rfc_8785_s() {
        for sample in vectors()["jcs"].as_array().unwrap() {
            let given = &sample["in"];
            let parsed: Value =
                given.as_str().map_or_else(|| given.clone(), |text| serde_json::from_str(text).unwrap());
            let canonical = serde_json_canonicalizer::to_string(&parsed).unwrap();
            let out = sample["out"].as_str().map_or_else(|| sample["out"].to_string(), ToOwned::to_owned);
            assert_eq!(canonical, out);
        }
    }

    #[test]
    fn what_is_no_seal_says_so() {
        for text in ["", "{}", "[]", r#"{"data":{},"sig":{}}"#, "{\"data\":"] {
            assert!(Seal::parse(text.as_bytes()).is_err(), "{text}");
        }
        assert!(Seal::parse(&vec![b' '; BYTES_MAX + 1]).is_err());
    }
}
