//! What is signed when a visa is issued.

use data_encoding::BASE64;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The signatures of one visa. They are made once, in the commit that issues; printing signs nothing, so a reprint is the same document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisaSeal {
    /// The generation of keys that signed.
    pub generation: u32,
    /// Who signed: country and name of the certificate's subject, and its serial number in hexadecimal, such as `KZEV1F`.
    pub signer: String,
    /// When.
    pub signed_at: Timestamp,
    /// The visible digital seal (ICAO 9303-13), printed as a Data Matrix.
    #[serde(with = "base64")]
    pub bytes: Vec<u8>,
    /// The travel authorisation as a barcode of letters and digits (ICAO TR Datastructure for Barcode), for those who print it.
    pub barcode: String,
    /// The signed facts in JSON (ICAO TR VDS-NC), carried inside the PDF.
    pub json: String,
}

mod base64 {
    use super::{BASE64, Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text.as_bytes()).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_stored_as_text() {
        let signed_at = "2022-06-08T08:43:35Z".parse().unwrap();
        let seal = VisaSeal {
            generation: 1,
            signer: "KZEV1F".into(),
            signed_at,
            bytes: vec![0xDC, 3, 0, 255],
            barcode: "RDB1B".into(),
            json: "{}".into(),
        };
        let stored = serde_json::to_string(&seal).unwrap();
        assert!(stored.contains(r#""bytes":"3AMA/w==""#), "{stored}");
        assert_eq!(serde_json::from_str::<VisaSeal>(&stored).unwrap(), seal);
        assert!(serde_json::from_str::<VisaSeal>(&stored.replace("3AMA", "3AM!")).is_err());
    }
}
