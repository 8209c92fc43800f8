//! A notice for the next page: sealed in a cookie that lives a minute and is removed when it is shown. Nothing stands in the address.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

use super::{components::tag::Tone, guard::seal::SiteKey};
use crate::domain::refusal::Message;

/// What the mark is for.
const PURPOSE: &str = "flash";

/// A notice shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Good news, bad news, or something to know.
    pub tone: Tone,
    /// The sentence.
    pub message: Message,
}

impl Flash {
    /// As a cookie value.
    #[must_use]
    pub fn seal(&self, key: &SiteKey) -> String {
        let text = BASE64URL_NOPAD.encode(&serde_json::to_vec(self).expect("a notice is plain text"));
        format!("{text}.{}", key.mark(PURPOSE, &text))
    }

    /// From a cookie value; none unless we wrote it.
    #[must_use]
    pub fn open(key: &SiteKey, value: &str) -> Option<Self> {
        let (text, mark) = value.split_once('.')?;
        let ours = key.holds(PURPOSE, (text, mark));
        let bytes = ours.then(|| BASE64URL_NOPAD.decode(text.as_bytes()).ok()).flatten()?;
        serde_json::from_slice(&bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_notices_are_shown() {
        let key = SiteKey::new([3; 32]);
        let flash = Flash { tone: Tone::Ok, message: Message::new("flash-sent").with("email", "test@mail.ru") };
        let sealed = flash.seal(&key);
        assert_eq!(Flash::open(&key, &sealed), Some(flash));
        assert_eq!(Flash::open(&SiteKey::new([4; 32]), &sealed), None);
        assert_eq!(Flash::open(&key, sealed.split('.').next().unwrap()), None);
    }
}
