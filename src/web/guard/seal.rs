//! Short marks over text that prove it came from us: HMAC-SHA-256 (RFC 2104), 128 bits kept.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Bytes of a SHA-256 block (FIPS 180-4).
const BLOCK_BYTES: usize = 64;
/// Bytes of a mark that are kept: 128 bits cannot be guessed.
const MARK_BYTES: usize = 16;

/// The secret of this installation behind form tokens and one-time notices.
#[derive(Clone)]
pub struct SiteKey([u8; 32]);

impl SiteKey {
    /// A key from 32 random bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The mark of `text` for one `purpose`; marks of different purposes never match.
    #[must_use]
    pub fn mark(&self, purpose: &str, text: &str) -> String {
        let parts = [purpose.as_bytes(), &[0], text.as_bytes()].concat();
        BASE64URL_NOPAD.encode(&hmac_sha256(&self.0, &parts)[..MARK_BYTES])
    }

    /// Whether `mark` is the mark of `text`; takes as long for a near miss as for a far one.
    #[must_use]
    pub fn holds(&self, purpose: &str, (text, mark): (&str, &str)) -> bool {
        self.mark(purpose, text).as_bytes().ct_eq(mark.as_bytes()).into()
    }
}

/// HMAC-SHA-256 for keys no longer than a block.
fn hmac_sha256(key: &[u8], text: &[u8]) -> [u8; 32] {
    assert!(key.len() < BLOCK_BYTES + 1, "a longer key would have to be hashed first");
    let padded = |pad: u8| {
        let mut block = [pad; BLOCK_BYTES];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    #[test]
    fn the_second_vector_of_rfc_4231_holds() {
        let mac = hmac_sha256(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(HEXLOWER.encode(&mac), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn a_mark_holds_for_its_text_and_purpose_only() {
        let key = SiteKey::new([7; 32]);
        let mark = key.mark("form", "visit");
        assert!(key.holds("form", ("visit", &mark)));
        assert!(!key.holds("flash", ("visit", &mark)));
        assert!(!key.holds("form", ("visit2", &mark)));
        assert!(!key.holds("form", ("visit", "")));
        assert!(!SiteKey::new([8; 32]).holds("form", ("visit", &mark)));
    }
}
