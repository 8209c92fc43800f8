//! Checking the seal of a visa: against the keys of this house, and against the record it was made from.

use super::{Services, audit, permission::permit};
use crate::{
    crypto::{
        seal::{check::check, visa::SealedVisa},
        trust::Trust,
    },
    domain::{
        calendar::almaty_date,
        context::Cx,
        permission::Permission,
        refusal::Refusal,
        visa::{CheckedVisa, Visa, ZoneFacts},
    },
    store::{Reader, tables, tables::HashKey},
};

pub use crate::crypto::seal::check::SealCode;

/// Characters of a passport number in a seal.
const SEAL_PASSPORT_CHARS: usize = 9;

/// What an officer learns from a seal.
#[derive(Debug, Clone)]
pub struct SealAnswer {
    /// The verdict about the signature.
    pub code: SealCode,
    /// What the seal says, where its signature holds.
    pub sealed: Option<ZoneFacts>,
    /// The record of the visa it was made for.
    pub visa: Option<Visa>,
    /// The same facts as the record has them.
    pub recorded: Option<ZoneFacts>,
}

impl Services {
    /// The verdict about the bytes of a seal, and the visa they belong to with minimal facts. For everybody.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] in a house without keys.
    pub fn visa_check_seal(&self, cx: &Cx<'_>, seal: &[u8]) -> Result<(SealCode, Option<CheckedVisa>), Refusal> {
        let (code, sealed) = check(seal, &self.own_trust(cx)?, cx.now);
        let found = self.store.read(|tx: &Reader<'_>| of_seal(tx, seal))?.filter(|_| sealed.is_some());
        Ok((code, found.map(|visa| CheckedVisa::of(&visa, almaty_date(cx.now)))))
    }

    /// The same with every fact, sealed and recorded, for the officer who has the traveller in front of them. Each look leaves an audit
    /// line on the visa. For [`Permission::BorderCheck`].
    ///
    /// # Errors
    /// Only officers may look; [`Refusal::NotFound`] in a house without keys.
    pub fn border_check_seal(&self, cx: &Cx<'_>, seal: &[u8]) -> Result<SealAnswer, Refusal> {
        let (code, sealed) = check(seal, &self.own_trust(cx)?, cx.now);
        self.store.commit(|tx| {
            permit(tx, cx, Permission::BorderCheck)?;
            let visa = of_seal(tx, seal)?.filter(|_| sealed.is_some());
            if let Some(visa) = &visa {
                audit(tx, cx, ("border.check", &format!("visa:{}", visa.id)), code.name())?;
            }
            let (recorded, sealed) = (visa.as_ref().and_then(recorded), sealed.as_ref().map(facts));
            Ok(SealAnswer { code, sealed, visa, recorded })
        })
    }

    /// Whom this house trusts: itself.
    fn own_trust(&self, cx: &Cx<'_>) -> Result<Trust, Refusal> {
        let ring = self.keys.as_ref().ok_or(Refusal::NotFound)?;
        Trust::of_ring(ring, (cx.now, false), Vec::new()).map_err(|fault| Refusal::Us(fault.to_string()))
    }
}

/// The key of a seal in the register.
pub(super) fn seal_key(seal: &[u8]) -> HashKey {
    use sha2::{Digest, Sha256};
    Sha256::digest(seal).into()
}

fn of_seal(tx: &Reader<'_>, seal: &[u8]) -> Result<Option<Visa>, Refusal> {
    let id = tx.get(tables::VISA_BY_SEAL, &seal_key(seal))?;
    Ok(id.map(|id| tx.get(tables::VISAS, &id)).transpose()?.flatten())
}

fn facts(sealed: &SealedVisa) -> ZoneFacts {
    let [first, second] = &sealed.lines;
    ZoneFacts::of([first, second], &sealed.passport, sealed.entries)
}

/// The facts of the record; a name that no zone can say has none.
fn recorded(visa: &Visa) -> Option<ZoneFacts> {
    let [first, second] = visa.machine_zone().ok()?;
    let passport: String = visa.traveller.passport.as_str().chars().take(SEAL_PASSPORT_CHARS).collect();
    Some(ZoneFacts::of([&first, &second], &passport, Some(visa.entries)))
}
