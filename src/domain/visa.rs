//! An issued visa: the facts that the document prints and a border officer checks, and its life as a table.

mod check;
mod facts;
mod life;
mod seal;
mod zone;

pub use check::CheckedVisa;
pub use facts::ZoneFacts;
pub use life::{
    Correction, NotPermitted, ROWS, Standing, VisaEnd, VisaEvent, VisaGround, VisaProposal, WORDS_CHARS_MAX, step,
};
pub use seal::VisaSeal;
pub use zone::{ISSUER, PLACE_OF_ISSUE};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    application::ApplicationId,
    application_number::ApplicationNumber,
    category::Category,
    id::Id,
    invitation::{InvitationNumber, Inviter, StayAddress},
    money::Money,
    person::{PersonName, Traveller},
};

/// Kind mark of visa identifiers.
pub enum VisaKind {}
/// Identifier of a visa.
pub type VisaId = Id<VisaKind>;

/// Where a visa stands. Expiry is a matter of dates, not of state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisaState {
    /// Issued and not withdrawn.
    Issued,
    /// Withdrawn because its ground fell away.
    Revoked,
    /// Withdrawn because it should never have been issued.
    Annulled,
    /// A mistake was found in it, and a corrected visa stands in its place.
    Replaced,
}

impl VisaState {
    /// All states, for tables and tests.
    pub const ALL: [Self; 4] = [Self::Issued, Self::Revoked, Self::Annulled, Self::Replaced];
}

/// One visa.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visa {
    /// Its identifier.
    pub id: VisaId,
    /// The printed number: nine characters, so that it fits the machine-readable zone (ICAO 9303-7 §4.2.2).
    pub number: String,
    /// Where it stands.
    pub state: VisaState,
    /// The application it answers.
    pub application: ApplicationId,
    /// That application's number.
    pub application_number: ApplicationNumber,
    /// The invitation it rests on.
    pub invitation_number: InvitationNumber,
    /// The kind of visa.
    pub category: Category,
    /// The holder's name.
    pub name: PersonName,
    /// The holder's passport facts.
    pub traveller: Traveller,
    /// First day on which the holder may enter.
    pub valid_from: Date,
    /// Last day of the visa.
    pub valid_to: Date,
    /// Entries allowed; the e-visa is for one (figure 3).
    pub entries: u8,
    /// Longest stay in days.
    pub stay_days: u16,
    /// Who invites.
    pub inviter: Inviter,
    /// Where the holder will stay.
    pub stay: StayAddress,
    /// The state fee that was paid.
    pub fee: Money,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// What the address in its printed code ends in: whoever has the paper can look it up. Empty for visas from before there was one.
    #[serde(default)]
    pub check_token: String,
    /// How it ended before its last day, if it did.
    #[serde(default)]
    pub end: Option<VisaEnd>,
    /// What one person proposes and another has to decide.
    #[serde(default)]
    pub proposal: Option<VisaProposal>,
    /// The visa with the mistake that this one corrects.
    #[serde(default)]
    pub replaces: Option<VisaId>,
    /// The corrected visa that stands in the place of this one.
    #[serde(default)]
    pub replaced_by: Option<VisaId>,
    /// What was signed at its issue; none while it waits for a key, and in records from before there were seals.
    #[serde(default)]
    pub seal: Option<VisaSeal>,
}

/// The printed number of the `sequence`-th visa: `EV` and seven digits.
#[must_use]
pub fn visa_number(sequence: u64) -> String {
    format!("{NUMBER_PREFIX}{sequence:0NUMBER_DIGITS$}")
}

/// Letters in front of the digits of a visa's number.
const NUMBER_PREFIX: &str = "EV";
/// Digits of a visa's number : with its letters the number fills the nine characters of the zone.
const NUMBER_DIGITS: usize = 7;

/// Whether a text can be a visa's number, in capital letters and without spaces.
#[must_use]
pub fn is_visa_number(text: &str) -> bool {
    text.strip_prefix(NUMBER_PREFIX)
        .is_some_and(|digits| digits.len() == NUMBER_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit()))
}
