//! Random tokens for sessions and mailed links: the text goes to the person, only its hash is kept.

use std::fmt;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::domain::context::Chance;

/// Bytes of a token hash (SHA-256).
pub const TOKEN_HASH_BYTES: usize = 32;

/// `N` random bytes that let their holder in. They cannot be guessed, so an unsalted fast hash of them is enough.
#[derive(Clone)]
pub struct Token<const N: usize>(Zeroizing<[u8; N]>);

/// A session: 256 bits; 22 more characters in a cookie cost nothing.
pub type SessionToken = Token<32>;
/// A mailed single-use link or a form's token: 128 bits, the least that ASVS 7.2.3 permits.
pub type LinkToken = Token<16>;

impl<const N: usize> Token<N> {
    /// A new token.
    #[must_use]
    pub fn mint(chance: &dyn Chance) -> Self {
        const { assert!(N >= 16, "a token has at least 128 bits") }
        let mut bytes = Zeroizing::new([0; N]);
        chance.fill(bytes.as_mut());
        Self(bytes)
    }

    /// The token as text for a cookie or an address: URL-safe base 64 without padding.
    #[must_use]
    pub fn text(&self) -> String {
        BASE64URL_NOPAD.encode(self.0.as_ref())
    }

    /// The token of a text; `None` where it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // The longest text is refused before it is decoded.
        if text.len() != BASE64URL_NOPAD.encode_len(N) {
            return None;
        }
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_slice()).into())
    }
}

impl<const N: usize> fmt::Debug for Token<N> {
    /// A token never enters a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

/// A token derived from an installation's secret and a name: the same at every start, unguessable without the secret. 128 bits as text.
#[must_use]
pub fn derived(secret: &[u8], name: &str) -> String {
    // The secret has a fixed length and stands in front, so no name can imitate another; the cut leaves nothing to extend.
    let hash = Sha256::new().chain_update(Sha256::digest(secret)).chain_update(name.as_bytes()).finalize();
    BASE64URL_NOPAD.encode(&hash[..16])
}

/// Whether two texts are the same, in a time that does not tell where they differ.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// The SHA-256 of a token: what is stored and looked up. Who reads the store cannot sign in with it. Comparing takes constant time.
#[derive(Clone, Copy)]
pub struct TokenHash([u8; TOKEN_HASH_BYTES]);

impl TokenHash {
    /// The bytes, as a storage key.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; TOKEN_HASH_BYTES] {
        self.0
    }

    /// A hash from its storage key.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; TOKEN_HASH_BYTES]) -> Self {
        Self(bytes)
    }
}

impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}
impl Eq for TokenHash {}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl Serialize for TokenHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&HEXLOWER.encode(&self.0))
    }
}
impl<'de> Deserialize<'de> for TokenHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = HEXLOWER.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| de::Error::custom("not a token hash"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::context::FixedChance;

    #[test]
    fn a_token_survives_text_and_its_hash_finds_it() {
        let token = SessionToken::mint(&FixedChance(7));
        let again = SessionToken::parse(&token.text()).unwrap();
        assert_eq!((token.text().len(), again.hash()), (43, token.hash()));
        assert_ne!(token.hash(), SessionToken::mint(&FixedChance(8)).hash());
        assert_eq!(LinkToken::mint(&FixedChance(0)).text().len(), 22);
        assert_eq!(
            format!("{:?}", LinkToken::mint(&FixedChance(0)).hash()),
            "374708fff7719dd5979ec875d56cd2286f6d3cf7ec317a3b25632aab28ec37bb"
        );
    }

    #[test]
    fn other_texts_are_no_tokens() {
        let text = LinkToken::mint(&FixedChance(255)).text();
        for wrong in
            ["", "=", &text[1..], &format!("{text}A"), &text.replace('_', "/"), &"A".repeat(100_000), &"é".repeat(11)]
        {
            assert!(LinkToken::parse(wrong).is_none(), "{wrong:?}");
        }
        assert!(LinkToken::parse(&format!("{}B", "A".repeat(21))).is_none(), "bits beyond the sixteenth byte");
    }

    #[test]
    fn a_token_is_not_printed_and_its_hash_is_stored_as_text() {
        let token = LinkToken::mint(&FixedChance(1));
        assert!(!format!("{token:?}").contains(&token.text()));
        let stored = serde_json::to_string(&token.hash()).unwrap();
        assert_eq!(serde_json::from_str::<TokenHash>(&stored).unwrap(), token.hash());
        assert!(serde_json::from_str::<TokenHash>("\"00\"").is_err());
    }
}
