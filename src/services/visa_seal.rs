//! Seals: set in the commit that issues, or, when no key may sign just then, as soon as one may.
//!
//! A fee that was paid is recorded whatever the keys do. Such a visa waits in a list of its own, and its documents with it.

use super::{Services, audit, verify_seal::seal_key};
use crate::{
    crypto::sealing,
    domain::{
        context::Cx,
        papers::Papers,
        refusal::Refusal,
        visa::{Visa, VisaState},
    },
    store::{Reader, Take, Writer, tables},
};

/// Visas sealed in one commit.
const AT_ONCE_MAX: usize = 100;

impl Services {
    /// Seal a visa that is being entered, or let it wait for a key.
    pub(super) fn visa_seal(&self, tx: &mut Writer<'_>, cx: &Cx<'_>, visa: &mut Visa) -> Result<(), Refusal> {
        visa.seal = None;
        if let Err(why) = self.seal_set(cx, visa) {
            tx.put(tables::VISAS_UNSEALED, &visa.id, &())?;
            return Ok(audit(tx, cx, ("visa.seal_waits", &format!("visa:{}", visa.id)), &why)?);
        }
        seal_register(tx, visa)
    }

    /// Seal what waited for a key. Returns how many visas wait on, and why.
    ///
    /// # Errors
    /// Only that the store could not be read or written.
    pub fn visas_seal(&self, cx: &Cx<'_>) -> Result<Option<(usize, String)>, Refusal> {
        let waiting =
            self.store.read(|tx: &Reader<'_>| tx.scan(tables::VISAS_UNSEALED, .., Take::First(AT_ONCE_MAX)))?;
        if waiting.is_empty() {
            return Ok(None);
        }
        self.store.commit(|tx| {
            let mut left = None;
            for (id, ()) in &waiting {
                let visa = tx.get(tables::VISAS, id)?.filter(|visa| visa.state == VisaState::Issued);
                // A visa that ended meanwhile needs no seal any more.
                let Some(mut visa) = visa else {
                    tx.delete(tables::VISAS_UNSEALED, id);
                    continue;
                };
                match self.seal_set(cx, &mut visa) {
                    Ok(()) => {
                        tx.delete(tables::VISAS_UNSEALED, id);
                        tx.put(tables::VISAS, id, &visa)?;
                        seal_register(tx, &visa)?;
                        audit(tx, cx, ("visa.seal", &format!("visa:{id}")), &visa.number)?;
                    }
                    Err(why) => left = Some((left.map_or(0, |(count, _)| count) + 1, why)),
                }
            }
            Ok(left)
        })
    }

    fn seal_set(&self, cx: &Cx<'_>, visa: &mut Visa) -> Result<(), String> {
        let keys = self.keys.as_ref().ok_or_else(|| "this command has no keys".to_owned())?;
        let generation = keys.current(cx.now).map_err(|fault| fault.to_string())?;
        let seal = sealing::visa_seal(visa, generation, cx.now).map_err(|fault| fault.to_string())?;
        visa.seal = Some(seal);
        Ok(())
    }
}

/// Let the visa be found by its seal.
fn seal_register(tx: &mut Writer<'_>, visa: &Visa) -> Result<(), Refusal> {
    match &visa.seal {
        Some(seal) => Ok(tx.put(tables::VISA_BY_SEAL, &seal_key(&seal.bytes), &visa.id)?),
        None => Ok(()),
    }
}

/// Whether the visa among these papers waits for its seal: then its documents do not leave the house.
pub(super) fn seal_waits(tx: &Reader<'_>, papers: &Papers) -> Result<bool, Refusal> {
    Ok(papers.visa.as_ref().map(|visa| tx.has(tables::VISAS_UNSEALED, &visa.id)).transpose()?.unwrap_or(false))
}
