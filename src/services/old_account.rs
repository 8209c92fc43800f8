//! Addresses of the former portal: whoever tries to log in with one is told to register again (figure 1). Only their hashes are kept.

use sha2::{Digest, Sha256};

use super::{Services, audit};
use crate::{
    domain::{context::Cx, person::EmailAddress, refusal::Refusal},
    store::{Reader, StoreError, Table, tables},
};

/// Addresses of the former portal, by their SHA-256.
const OLD: Table<tables::HashKey, ()> = Table::new("old_accounts");
/// Addresses that are written in one commit.
const AT_ONCE: usize = 1_000;

impl Services {
    /// Bring in addresses of the former portal. Returns how many were new.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn old_account_import(&self, cx: &Cx<'_>, addresses: &[EmailAddress]) -> Result<usize, Refusal> {
        let mut new = 0;
        for chunk in addresses.chunks(AT_ONCE) {
            new += self.store.commit(|tx| {
                let mut added = 0;
                for address in chunk {
                    if !is_old(tx, address)? {
                        tx.put(OLD, &key(address), &())?;
                        added += 1;
                    }
                }
                audit(tx, cx, ("old_account.import", "old_accounts"), &format!("{added} new"))?;
                Ok::<usize, Refusal>(added)
            })?;
        }
        Ok(new)
    }
}

/// Whether an address belonged to the former portal.
pub(super) fn is_old(tx: &Reader<'_>, address: &EmailAddress) -> Result<bool, StoreError> {
    tx.has(OLD, &key(address))
}

fn key(address: &EmailAddress) -> tables::HashKey {
    Sha256::digest(address.as_str().as_bytes()).into()
}
