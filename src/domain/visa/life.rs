//! The life of a visa: issued, then at most one end. One person proposes an end with its ground, another decides.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Visa, VisaState};
use crate::domain::{
    account::AccountId,
    person::{PersonName, Traveller},
};

/// Characters of the longest reason that staff write down.
pub const WORDS_CHARS_MAX: usize = 1_000;

/// What may happen to a visa.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisaEvent {
    /// It is withdrawn from now on: its ground fell away.
    Revoke,
    /// It is withdrawn as if it had never been: it should not have been issued.
    Annul,
    /// It carries a mistake: a corrected visa with a number and a seal of its own takes its place.
    Replace,
}

impl VisaEvent {
    /// All events, for tables and forms.
    pub const ALL: [Self; 3] = [Self::Revoke, Self::Annul, Self::Replace];

    /// The event in addresses, forms and the audit log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Revoke => "revoke",
            Self::Annul => "annul",
            Self::Replace => "reissue",
        }
    }
}

/// Every permitted step of a visa: what is absent is refused. An end is final: nothing brings a withdrawn visa back.
pub const ROWS: &[(VisaState, VisaEvent, VisaState)] = &[
    (VisaState::Issued, VisaEvent::Revoke, VisaState::Revoked),
    (VisaState::Issued, VisaEvent::Annul, VisaState::Annulled),
    (VisaState::Issued, VisaEvent::Replace, VisaState::Replaced),
];

/// The state after `event`, or `None` where the step is not permitted.
#[must_use]
pub fn step(from: VisaState, event: VisaEvent) -> Option<VisaState> {
    ROWS.iter().find(|row| row.0 == from && row.1 == event).map(|row| row.2)
}

/// Why a visa ended before its last day; the holder is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisaGround {
    /// The inviting side withdrew, or the purpose of the journey fell away.
    PurposeGone,
    /// The holder broke the rules of stay.
    RulesBroken,
    /// The competent authorities decided so.
    Authorities,
    /// The holder asked for it: another passport, a journey given up.
    HolderAsked,
    /// It was obtained by false statements or documents.
    FalseFacts,
    /// It was issued by oversight: the conditions were not met.
    IssuedInError,
    /// A fact in it is wrong; a corrected visa was issued.
    Mistake,
}

impl VisaGround {
    /// All grounds, in the order of the form.
    pub const ALL: [Self; 7] = [
        Self::PurposeGone,
        Self::RulesBroken,
        Self::Authorities,
        Self::HolderAsked,
        Self::FalseFacts,
        Self::IssuedInError,
        Self::Mistake,
    ];

    /// The ground in forms and the audit log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PurposeGone => "purpose-gone",
            Self::RulesBroken => "rules-broken",
            Self::Authorities => "authorities",
            Self::HolderAsked => "holder-asked",
            Self::FalseFacts => "false-facts",
            Self::IssuedInError => "issued-in-error",
            Self::Mistake => "mistake",
        }
    }

    /// Whether it can be the ground of that end.
    #[must_use]
    pub const fn carries(self, event: VisaEvent) -> bool {
        match event {
            VisaEvent::Revoke => {
                matches!(self, Self::PurposeGone | Self::RulesBroken | Self::Authorities | Self::HolderAsked)
            }
            VisaEvent::Annul => matches!(self, Self::FalseFacts | Self::IssuedInError | Self::Authorities),
            VisaEvent::Replace => matches!(self, Self::Mistake),
        }
    }
}

/// How a visa ended before its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisaEnd {
    /// When.
    pub at: Timestamp,
    /// Why, as the holder is told.
    pub ground: VisaGround,
    /// Why, in the words of whoever proposed it; for staff only.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: AccountId,
    /// Who decided: somebody else.
    pub decided_by: AccountId,
}

/// The facts of a corrected visa.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The holder's name as the passport has it.
    pub name: PersonName,
    /// The holder's passport facts.
    pub traveller: Traveller,
}

/// An end that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisaProposal {
    /// What is to happen.
    pub event: VisaEvent,
    /// Why, as the holder will be told.
    pub ground: VisaGround,
    /// Why, in words; for staff only.
    pub reason: String,
    /// Who proposes it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// The facts of the corrected visa; with [`VisaEvent::Replace`] only.
    pub correction: Option<Correction>,
}

/// What a visa is worth on a day: state and dates in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its first day is still to come.
    NotYetValid,
    /// Today it opens the border.
    Valid,
    /// Its last day is over.
    Expired,
    /// It was revoked.
    Revoked,
    /// It was annulled.
    Annulled,
    /// A corrected visa stands in its place.
    Replaced,
}

impl Standing {
    /// All standings, for tables and tests.
    pub const ALL: [Self; 6] =
        [Self::NotYetValid, Self::Valid, Self::Expired, Self::Revoked, Self::Annulled, Self::Replaced];
}

/// The life of the visa does not permit this step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a visa that is {from:?} does not permit {event:?}")]
pub struct NotPermitted {
    /// The state it is in.
    pub from: VisaState,
    /// What was asked.
    pub event: VisaEvent,
}

impl Visa {
    /// What it is worth on the day `today`. A withdrawn visa is withdrawn whatever its dates say.
    #[must_use]
    pub fn standing(&self, today: Date) -> Standing {
        match self.state {
            VisaState::Revoked => Standing::Revoked,
            VisaState::Annulled => Standing::Annulled,
            VisaState::Replaced => Standing::Replaced,
            VisaState::Issued if today < self.valid_from => Standing::NotYetValid,
            VisaState::Issued if self.valid_to < today => Standing::Expired,
            VisaState::Issued => Standing::Valid,
        }
    }

    /// End it as `proposal` asks, decided by `decided_by` at `at`.
    ///
    /// # Errors
    /// The life of the visa does not permit it, or the ground does not carry it.
    pub fn finish(
        &mut self,
        proposal: &VisaProposal,
        (decided_by, at): (AccountId, Timestamp),
    ) -> Result<(), NotPermitted> {
        let refused = NotPermitted { from: self.state, event: proposal.event };
        if !proposal.ground.carries(proposal.event) {
            return Err(refused);
        }
        self.state = step(self.state, proposal.event).ok_or(refused)?;
        self.proposal = None;
        self.end = Some(VisaEnd {
            at,
            ground: proposal.ground,
            reason: proposal.reason.clone(),
            proposed_by: proposal.by,
            decided_by,
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issued_visa_has_each_end_and_an_end_has_none() {
        for event in VisaEvent::ALL {
            assert!(step(VisaState::Issued, event).is_some(), "{event:?}");
            for end in [VisaState::Revoked, VisaState::Annulled, VisaState::Replaced] {
                assert_eq!(step(end, event), None, "{end:?} {event:?}");
            }
        }
    }

    #[test]
    fn every_ground_carries_some_end_and_every_end_has_a_ground() {
        for ground in VisaGround::ALL {
            assert!(VisaEvent::ALL.into_iter().any(|event| ground.carries(event)), "{ground:?}");
        }
        for event in VisaEvent::ALL {
            assert!(VisaGround::ALL.into_iter().any(|ground| ground.carries(event)), "{event:?}");
        }
        assert!(!VisaGround::Mistake.carries(VisaEvent::Revoke), "a mistake is corrected, not punished");
    }
}
