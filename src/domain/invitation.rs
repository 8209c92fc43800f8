//! An invitation: what the inviting side obtained from the migration service, and what an applicant must match.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    application::ApplicationId,
    category::Category,
    id::Id,
    person::{Malformed, PersonName, Traveller, text_type},
};

/// Kind mark of invitation identifiers.
pub enum InvitationKind {}
/// Identifier of an invitation.
pub type InvitationId = Id<InvitationKind>;

/// Digits of an invitation number (`3622000299`, figure 8.3).
pub const INVITATION_NUMBER_DIGITS: usize = 10;

text_type!(
    /// An invitation number: ten digits; spaces and hyphens are dropped when parsing.
    InvitationNumber,
    |text| {
        let number: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let valid = number.len() == INVITATION_NUMBER_DIGITS && number.bytes().all(|b| b.is_ascii_digit());
        if valid { Ok(number) } else { Err(Malformed("invitation number")) }
    }
);

/// Who invites (figure 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inviter {
    /// IIN or BIN, twelve digits; the manual's own `123456789021` fails the check digit, so it is kept as imported.
    pub tax_id: String,
    /// Name of the organization or person.
    pub name: String,
    /// Address.
    pub address: String,
}

/// Where the traveller will stay (figure 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StayAddress {
    /// Region or city.
    pub region: String,
    /// Street.
    pub street: String,
    /// House.
    pub house: String,
}

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum InvitationState {
    /// May be used.
    Valid,
    /// An application stands on it; one invitation, one application.
    Used {
        /// The application.
        by: ApplicationId,
    },
    /// Withdrawn by the inviting side or the service.
    Revoked,
}

/// One invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its identifier.
    pub id: InvitationId,
    /// The number that the inviter passes on.
    pub number: InvitationNumber,
    /// Where it stands.
    pub state: InvitationState,
    /// The visa it invites to.
    pub category: Category,
    /// First day of the visa (figure 8.3, "from").
    pub valid_from: Date,
    /// Last day of the visa (figure 8.3, "to").
    pub valid_to: Date,
    /// Who invites.
    pub inviter: Inviter,
    /// Where the traveller will stay.
    pub stay: StayAddress,
    /// The invited person's name.
    pub name: PersonName,
    /// The invited person's passport facts.
    pub traveller: Traveller,
    /// When it entered the register.
    pub registered_at: Timestamp,
}

/// Why an invitation does not carry an application. A visitor sees one sentence for the first three: which field differs would help a
/// guesser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mismatch {
    /// The passport facts are not those of the invited person.
    Traveller,
    /// It was revoked.
    Revoked,
    /// Its last day is over.
    Expired,
    /// Another application stands on it.
    Used,
}

impl Invitation {
    /// Check that `traveller` may apply on this invitation on the day `today` as `application`.
    pub fn admit(&self, traveller: &Traveller, application: ApplicationId, today: Date) -> Result<(), Mismatch> {
        if self.traveller != *traveller {
            return Err(Mismatch::Traveller);
        }
        match self.state {
            InvitationState::Revoked => Err(Mismatch::Revoked),
            InvitationState::Used { by } if by != application => Err(Mismatch::Used),
            InvitationState::Valid | InvitationState::Used { .. } if self.valid_to < today => Err(Mismatch::Expired),
            InvitationState::Valid | InvitationState::Used { .. } => Ok(()),
        }
    }
}
