//! The legacy signatures of the protocol: RSA PKCS#1 v1.5 with SHA-1, the signature's bytes in reverse, as base64.

use data_encoding::BASE64;
use evisa_plugin_sdk::proto::{Cx, Fault, FaultKind};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rsa::{
    Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey,
    pkcs1::{DecodeRsaPrivateKey, DecodeRsaPublicKey},
    pkcs8::{DecodePrivateKey, DecodePublicKey},
    traits::PublicKeyParts,
};
use sha1::{Digest, Sha1};
use x509_cert::{
    Certificate,
    der::{DecodePem, Encode},
};

/// Smallest key in bytes that is accepted: 1024 bits, what the bank itself signs with. Its examples of 512 bits are broken in hours.
const KEY_BYTES_MIN: usize = 128;
/// Largest key in bytes; more only costs time.
const KEY_BYTES_MAX: usize = 512;
/// Keys of the bank at once: the present one, and the next one during a change.
const BANK_KEYS_MAX: usize = 4;

/// The merchant's private key.
pub(crate) struct MerchantKey(RsaPrivateKey);

/// The bank's public keys; a signature of any of them counts.
#[derive(Default)]
pub(crate) struct BankKeys(Vec<RsaPublicKey>);

impl MerchantKey {
    /// The key from a PEM text, PKCS#8 or PKCS#1.
    pub(crate) fn read(pem: &str) -> Result<Self, &'static str> {
        let blocks = blocks(pem);
        let [block] = blocks.as_slice() else { return Err("is not one private key in PEM") };
        if block.contains("ENCRYPTED") {
            return Err("is encrypted: `openssl rsa -in cert.prv -out key.pem` takes the password off");
        }
        let key = RsaPrivateKey::from_pkcs8_pem(block).or_else(|_| RsaPrivateKey::from_pkcs1_pem(block));
        let key = key.map_err(|_| "is not an RSA private key in PEM")?;
        size_check(key.size())?;
        Ok(Self(key))
    }

    /// The signature over these very bytes. Chance blinds the computation against timing and does not change the result.
    pub(crate) fn sign(&self, cx: &Cx, bytes: &[u8]) -> Result<String, Fault> {
        let mut blinding = ChaCha20Rng::from_seed(cx.entropy);
        let signature = self.0.sign_with_rng(&mut blinding, Pkcs1v15Sign::new::<Sha1>(), &Sha1::digest(bytes));
        let mut signature = signature.map_err(|error| Fault::new(FaultKind::Internal, &error.to_string()))?;
        signature.reverse();
        Ok(BASE64.encode(&signature))
    }
}

impl BankKeys {
    /// The keys from a PEM text with one or more certificates or public keys.
    pub(crate) fn read(pem: &str) -> Result<Self, &'static str> {
        let keys: Option<Vec<_>> = blocks(pem).iter().map(|block| public_key(block)).collect();
        let keys = keys.ok_or("holds something that is neither a certificate nor an RSA public key in PEM")?;
        if keys.is_empty() || BANK_KEYS_MAX < keys.len() {
            return Err("is not one to four certificates or public keys in PEM");
        }
        for key in &keys {
            size_check(key.size())?;
        }
        Ok(Self(keys))
    }

    /// Whether the bank signed these very bytes. `+` of the base64 may have become a blank on the way through a form.
    pub(crate) fn verify(&self, bytes: &[u8], signature: &str) -> bool {
        let signature = signature.trim().replace(' ', "+").replace(['\r', '\n', '\t'], "");
        let Ok(mut signature) = BASE64.decode(signature.as_bytes()) else { return false };
        signature.reverse();
        let digest = Sha1::digest(bytes);
        self.0.iter().any(|key| key.verify(Pkcs1v15Sign::new::<Sha1>(), &digest, &signature).is_ok())
    }
}

fn size_check(bytes: usize) -> Result<(), &'static str> {
    if (KEY_BYTES_MIN..=KEY_BYTES_MAX).contains(&bytes) { Ok(()) } else { Err("is not a key of 1024 to 4096 bits") }
}

fn public_key(block: &str) -> Option<RsaPublicKey> {
    if block.starts_with("-----BEGIN CERTIFICATE-----") {
        let certificate = Certificate::from_pem(block).ok()?;
        let key = certificate.tbs_certificate.subject_public_key_info.to_der().ok()?;
        return RsaPublicKey::from_public_key_der(&key).ok();
    }
    RsaPublicKey::from_public_key_pem(block).or_else(|_| RsaPublicKey::from_pkcs1_pem(block)).ok()
}

/// The PEM blocks of a text, without the words around them and the indentation of a configuration file.
fn blocks(pem: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in pem.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with("-----BEGIN ") {
            block = Some(String::new());
        }
        if let Some(open) = &mut block {
            open.push_str(line);
            open.push('\n');
        }
        if line.starts_with("-----END ") {
            blocks.extend(block.take());
        }
    }
    blocks
}
