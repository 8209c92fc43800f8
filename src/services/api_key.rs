//! Keys of the JSON interface: made, listed and revoked on the machine, recognised by their hash.

use super::{Services, audit};
use crate::{
    crypto::token::SessionToken,
    domain::{
        api_key::{ApiKey, CallerName, KEY_PREFIX},
        context::Cx,
        refusal::{Message, Refusal},
    },
    store::{Reader, Take, tables},
};

/// Keys of an installation.
pub const KEYS_MAX: usize = 1_000;

impl Services {
    /// Make a key for a caller. Its text is shown once: only its hash is kept. A caller may have several.
    ///
    /// # Errors
    /// [`Refusal::Denied`] when there are too many keys.
    pub fn api_key_add(&self, cx: &Cx<'_>, caller: &CallerName) -> Result<String, Refusal> {
        self.store.commit(|tx| {
            if KEYS_MAX <= tx.scan(tables::API_KEYS, .., Take::First(KEYS_MAX))?.len() {
                return Err(Refusal::Denied(Message::new("api-too-many-keys").with("max", KEYS_MAX)));
            }
            let token = SessionToken::mint(cx.chance);
            let key = ApiKey { caller: caller.clone(), made_at: cx.now, revoked_at: None };
            tx.insert_new(tables::API_KEYS, &token.hash().to_bytes(), &key)?;
            audit(tx, cx, ("api_key.add", &format!("api_key:{caller}")), "")?;
            Ok(format!("{KEY_PREFIX}{}", token.text()))
        })
    }

    /// All keys, the oldest first.
    ///
    /// # Errors
    /// Only that the store cannot be read.
    pub fn api_key_list(&self) -> Result<Vec<ApiKey>, Refusal> {
        let mut keys: Vec<ApiKey> = self
            .store
            .read(|tx: &Reader<'_>| tx.scan(tables::API_KEYS, .., Take::First(KEYS_MAX)))?
            .into_iter()
            .map(|(_, key)| key)
            .collect();
        keys.sort_by_key(|key| key.made_at);
        Ok(keys)
    }

    /// Revoke every key of a caller. Returns how many opened until now.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn api_key_revoke(&self, cx: &Cx<'_>, caller: &CallerName) -> Result<usize, Refusal> {
        self.store.commit(|tx| {
            let keys = tx.scan(tables::API_KEYS, .., Take::First(KEYS_MAX))?;
            let open: Vec<_> =
                keys.into_iter().filter(|(_, key)| key.caller == *caller && key.revoked_at.is_none()).collect();
            for (hash, key) in &open {
                let revoked = ApiKey { revoked_at: Some(cx.now), ..key.clone() };
                tx.put(tables::API_KEYS, hash, &revoked)?;
            }
            let note = format!("{} revoked", open.len());
            audit(tx, cx, ("api_key.revoke", &format!("api_key:{caller}")), &note)?;
            Ok(open.len())
        })
    }

    /// The caller of a key; `None` for a text that is no key, or one that was revoked.
    ///
    /// # Errors
    /// Only that the store cannot be read.
    pub fn api_caller(&self, key: &str) -> Result<Option<CallerName>, Refusal> {
        let Some(token) = key.strip_prefix(KEY_PREFIX).and_then(SessionToken::parse) else { return Ok(None) };
        let found = self.store.read(|tx: &Reader<'_>| tx.get(tables::API_KEYS, &token.hash().to_bytes()))?;
        Ok(found.filter(|key| key.revoked_at.is_none()).map(|key| key.caller))
    }
}
