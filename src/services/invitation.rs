//! The register of invitations: imports, and the look-up that an application stands on.

use super::{Services, audit};
use crate::{
    domain::{
        calendar::almaty_date,
        context::Cx,
        id::Id,
        invitation::{Invitation, InvitationId, InvitationNumber, InvitationState, Inviter, Mismatch, StayAddress},
        invitation_file::InvitationRow,
        refusal::Refusal,
    },
    store::{Reader, Writer, tables},
};

/// What came of importing one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    /// It entered the register.
    New,
    /// The register already has this number; nothing was changed.
    Known,
}

impl Services {
    /// Enter rows into the register, all in one transaction. A number that is already there is left as it is.
    ///
    /// # Errors
    /// Only that the store could not be written; then no row was entered.
    pub fn invitation_import(&self, cx: &Cx<'_>, rows: &[InvitationRow]) -> Result<Vec<Imported>, Refusal> {
        self.store.commit(|tx| {
            let outcomes = rows.iter().map(|row| register(tx, cx, row)).collect::<Result<Vec<_>, _>>()?;
            let new = outcomes.iter().filter(|outcome| **outcome == Imported::New).count();
            audit(tx, cx, ("invitation.import", "invitations"), &format!("{new} new of {}", rows.len()))?;
            Ok(outcomes)
        })
    }

    /// Withdraw an invitation that no application stands on.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for an unknown number; [`Refusal::Denied`] once an application stands on it.
    pub fn invitation_revoke(&self, cx: &Cx<'_>, number: &InvitationNumber) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let mut invitation = by_number(tx, number)?.ok_or(Refusal::NotFound)?;
            match invitation.state {
                InvitationState::Used { .. } => return Err(Refusal::denied("invitation-in-use")),
                InvitationState::Valid | InvitationState::Revoked => invitation.state = InvitationState::Revoked,
            }
            tx.put(tables::INVITATIONS, &invitation.id, &invitation)?;
            Ok(audit(tx, cx, ("invitation.revoke", &format!("invitation:{}", invitation.id)), "")?)
        })
    }
}

fn register(tx: &mut Writer<'_>, cx: &Cx<'_>, row: &InvitationRow) -> Result<Imported, Refusal> {
    let number = row.number.clone();
    if tx.has(tables::INVITATION_BY_NUMBER, &number)? {
        return Ok(Imported::Known);
    }
    let id: InvitationId = Id::mint(cx.now, cx.chance);
    let invitation = Invitation {
        id,
        number: number.parse().map_err(|_| Refusal::Us("an imported number is malformed".to_owned()))?,
        state: InvitationState::Valid,
        category: row.category,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        inviter: Inviter {
            tax_id: row.inviter.tax_id.as_str().to_owned(),
            name: row.inviter.name.clone(),
            address: row.inviter.address.clone(),
        },
        stay: StayAddress {
            region: row.stay.region.clone(),
            street: row.stay.street.clone(),
            house: row.stay.house.clone(),
        },
        name: row.name.clone(),
        traveller: row.traveller.clone(),
        registered_at: cx.now,
    };
    tx.insert_new(tables::INVITATIONS, &id, &invitation)?;
    tx.insert_new(tables::INVITATION_BY_NUMBER, &number, &id)?;
    Ok(Imported::New)
}

/// The invitation with this number.
pub(super) fn by_number(tx: &Reader<'_>, number: &InvitationNumber) -> Result<Option<Invitation>, Refusal> {
    match tx.get(tables::INVITATION_BY_NUMBER, &number.to_string())? {
        Some(id) => Ok(tx.get(tables::INVITATIONS, &id)?),
        None => Ok(None),
    }
}

/// Why an applicant's look-up failed, in words. The first two cases share one sentence: which field differs would help a guesser.
pub(super) fn refusal_of(mismatch: Mismatch) -> Refusal {
    match mismatch {
        Mismatch::Traveller | Mismatch::Revoked => Refusal::denied("invitation-no-match"),
        Mismatch::Expired => Refusal::denied("invitation-expired"),
        Mismatch::Used => Refusal::denied("invitation-used"),
    }
}

/// The invitation that `traveller` may apply on, or one generic refusal.
pub(super) fn admit(
    tx: &Reader<'_>,
    cx: &Cx<'_>,
    number: &InvitationNumber,
    (traveller, application): (&crate::domain::person::Traveller, crate::domain::application::ApplicationId),
) -> Result<Invitation, Refusal> {
    let invitation = by_number(tx, number)?.ok_or_else(|| refusal_of(Mismatch::Traveller))?;
    invitation.admit(traveller, application, almaty_date(cx.now)).map_err(refusal_of)?;
    Ok(invitation)
}
