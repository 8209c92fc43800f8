//! The trust list of this installation, as it is at this moment: what a border post verifies with when there is no network.

use super::Services;
use crate::{
    crypto::trust::{Trust, Withdrawal, Withdrawn, mark},
    domain::{
        context::Cx,
        iin::Strictness,
        refusal::Refusal,
        visa::{Visa, VisaState},
    },
    store::{Take, tables},
};

impl Services {
    /// The signed list: certificates, what was revoked, visas that were withdrawn. Public; it holds no personal data.
    ///
    /// # Errors
    /// The house has no keys, or none that is valid now.
    pub fn border_list(&self, cx: &Cx<'_>) -> Result<Vec<u8>, Refusal> {
        let us = |fault: &dyn std::fmt::Display| Refusal::Us(format!("trust list: {fault}"));
        let ring = self.keys.as_ref().ok_or_else(|| us(&"this house has no keys"))?;
        let signer = &ring.current(cx.now).map_err(|fault| us(&fault))?.document;
        let demonstration = self.policy.strictness == Strictness::Demonstration;
        let list = Trust::of_ring(ring, (cx.now, demonstration), self.withdrawn()?).map_err(|fault| us(&fault))?;
        list.sealed(signer).map_err(|fault| us(&fault))
    }

    /// Every visa that ended before its last day.
    fn withdrawn(&self) -> Result<Vec<Withdrawn>, Refusal> {
        self.store.read(|tx| {
            let ended = tx.scan(tables::VISAS_ENDED, .., Take::First(usize::MAX))?;
            let found = ended.into_iter().map(|((at, visa), ())| Ok((at, tx.get(tables::VISAS, &visa)?)));
            let found = found.collect::<Result<Vec<_>, Refusal>>()?;
            Ok(found.into_iter().filter_map(|(at, visa)| withdrawn(visa?, at)).collect())
        })
    }
}

fn withdrawn(visa: Visa, at: jiff::Timestamp) -> Option<Withdrawn> {
    let why = match visa.state {
        VisaState::Issued => return None,
        VisaState::Revoked => Withdrawal::Revoked,
        VisaState::Annulled => Withdrawal::Annulled,
        VisaState::Replaced => Withdrawal::Replaced,
    };
    let seal = visa.seal.map(|seal| mark(&seal.bytes)).unwrap_or_default();
    Some(Withdrawn { number: visa.number, seal, why, at })
}
