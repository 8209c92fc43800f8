//! The signatures of KKB: RSA PKCS#1 v1.5 with SHA-1, the signature's bytes in reverse, as base64. The keys are TEST keys.

use data_encoding::BASE64;
use rsa::{Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey, pkcs1::DecodeRsaPrivateKey, pkcs8::DecodePrivateKey};
use sha1::{Digest, Sha1};

use super::super::contract::MERCHANT_KEY;

const BANK_KEY: &str = include_str!("../../../templates/sandbox/bank_key_test_only.pem");

/// What the bank signs with, and what it verifies the shop's signatures with.
pub(in crate::sandbox) struct Keys {
    bank: RsaPrivateKey,
    shop: RsaPublicKey,
}

impl Keys {
    /// The two TEST keys of this repository; the words say which cannot be read.
    pub(in crate::sandbox) fn read() -> Result<Self, String> {
        let bank =
            RsaPrivateKey::from_pkcs1_pem(block(BANK_KEY)).map_err(|error| format!("the bank's key: {error}"))?;
        let shop =
            RsaPrivateKey::from_pkcs8_pem(block(MERCHANT_KEY)).map_err(|error| format!("the shop's key: {error}"))?;
        Ok(Self { bank, shop: shop.to_public_key() })
    }

    /// The bank's signature over these very bytes.
    pub(super) fn sign(&self, bytes: &[u8]) -> Result<String, rsa::Error> {
        let mut signature = self.bank.sign(Pkcs1v15Sign::new::<Sha1>(), &Sha1::digest(bytes))?;
        signature.reverse();
        Ok(BASE64.encode(&signature))
    }

    /// Whether the shop signed these very bytes.
    pub(super) fn verify(&self, bytes: &[u8], signature: &str) -> bool {
        let Ok(mut signature) = BASE64.decode(signature.trim().as_bytes()) else { return false };
        signature.reverse();
        self.shop.verify(Pkcs1v15Sign::new::<Sha1>(), &Sha1::digest(bytes), &signature).is_ok()
    }
}

/// The PEM block without the words before it.
fn block(pem: &str) -> &str {
    pem.find("-----BEGIN ").map_or(pem, |start| &pem[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_bytes_are_signed() {
        let keys = Keys::read().unwrap();
        assert_eq!(keys.sign(b"<bank/>").unwrap().len(), 172);
        let signed = include_str!("../../../plugins/kazpost/fixtures/signed_order.xml");
        let (merchant, rest) = signed.split_once("<merchant_sign type=\"RSA\">").unwrap();
        let merchant = merchant.strip_prefix("<document>").unwrap();
        let signature = rest.split('<').next().unwrap();
        assert!(keys.verify(merchant.as_bytes(), signature), "what another program signed");
        assert!(!keys.verify(merchant.replace("31062.40", "1.00").as_bytes(), signature));
        assert!(!keys.verify(merchant.as_bytes(), "AAAA"));
        assert!(!keys.verify(merchant.as_bytes(), "no base64"));
    }
}
