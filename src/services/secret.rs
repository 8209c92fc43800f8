//! Secrets of the installation that no person needs to know: made once, kept in the store, the same at every start.

use super::Services;
use crate::{
    domain::{context::Cx, refusal::Refusal},
    store::{Blob, Reader, StoreError, Table},
};

/// The secrets, by name.
const SECRETS: Table<String, Blob> = Table::new("installation_secrets");

impl Services {
    /// The secret called `name`: 32 random bytes, made at the first call.
    ///
    /// # Errors
    /// The store could not be read or written, or the secret in it is damaged.
    pub fn installation_secret(&self, cx: &Cx<'_>, name: &str) -> Result<[u8; 32], Refusal> {
        let made_before = self.store.read(|tx: &Reader<'_>| kept(tx, name))?;
        let secret = made_before.map_or_else(|| self.secret_make(cx, name), Ok)?;
        secret.try_into().map_err(|_| Refusal::Us(format!("the installation secret `{name}` is damaged")))
    }

    fn secret_make(&self, cx: &Cx<'_>, name: &str) -> Result<Vec<u8>, Refusal> {
        self.store.commit(|tx| {
            if let Some(kept) = kept(tx, name)? {
                return Ok::<_, Refusal>(kept);
            }
            let made = cx.random::<32>().to_vec();
            tx.put(SECRETS, &name.to_owned(), &Blob(made.clone()))?;
            Ok(made)
        })
    }
}

/// The secret called `name`, if it was made.
pub(super) fn kept(tx: &Reader<'_>, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(tx.get(SECRETS, &name.to_owned())?.map(|secret| secret.0))
}
