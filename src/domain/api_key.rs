//! Keys of the callers of the JSON interface: airlines, control systems. Only the hash of a key is kept.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::person::{Malformed, text_type};

/// What every key begins with, so that one left in a program or a repository is recognised.
pub const KEY_PREFIX: &str = "evisa_";
/// Characters of the longest name of a caller.
pub const CALLER_CHARS_MAX: usize = 60;

text_type!(
    /// The name of a caller: letters A–Z and a–z, digits, `.`, `-` and `_`, 1 to 60.
    CallerName,
    |text| {
        let valid = (1..=CALLER_CHARS_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
        if valid { Ok(text.to_owned()) } else { Err(Malformed("caller name")) }
    }
);

/// One key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Whose.
    pub caller: CallerName,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was revoked, if it was: it opens nothing since.
    pub revoked_at: Option<Timestamp>,
}
