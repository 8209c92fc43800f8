//! An application: the case from its first field to the decision, with its life as a table.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    account::AccountId, application_number::ApplicationNumber, category::Category, id::Id, invitation::InvitationId,
    payment::PaymentId, person::Traveller, visa::VisaId,
};

/// Kind mark of application identifiers.
pub enum ApplicationKind {}
/// Identifier of an application.
pub type ApplicationId = Id<ApplicationKind>;

/// Drafts of one account that may be open at once.
pub const DRAFTS_MAX: usize = 10;
/// A draft is kept this long after its last change, and the applicant is told so.
pub const DRAFT_AGE: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Characters kept of one typed field; longer ones are cut when kept as a draft.
pub const TYPED_CHARS_MAX: usize = 400;
/// Fields kept of one draft.
pub const TYPED_FIELDS_MAX: usize = 40;

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationState {
    /// Being filled in; has no number yet.
    Draft,
    /// Declared and confirmed (figure 5); the fee is due.
    Submitted,
    /// The fee is paid; a case officer decides.
    InReview,
    /// Granted: there is a visa.
    Granted,
    /// Refused, with a ground.
    Refused,
    /// Given up by the applicant before the fee was paid.
    Withdrawn,
}

impl ApplicationState {
    /// All states, for tables and tests.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Submitted, Self::InReview, Self::Granted, Self::Refused, Self::Withdrawn];
}

/// What may happen to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationEvent {
    /// The applicant declares the facts (figure 5).
    Submit,
    /// The fee was paid and the invitation was already agreed: granted at once (the manual's flow).
    FeePaid,
    /// The fee was paid and a case officer decides.
    FeePaidForReview,
    /// A case officer grants.
    Grant,
    /// A case officer refuses.
    Refuse,
    /// The applicant gives up.
    Withdraw,
}

use ApplicationEvent as E;
use ApplicationState as S;

/// Every permitted step of an application: what is absent is refused.
pub const ROWS: &[(S, E, S)] = &[
    (S::Draft, E::Submit, S::Submitted),
    (S::Draft, E::Withdraw, S::Withdrawn),
    (S::Submitted, E::FeePaid, S::Granted),
    (S::Submitted, E::FeePaidForReview, S::InReview),
    (S::Submitted, E::Withdraw, S::Withdrawn),
    (S::InReview, E::Grant, S::Granted),
    (S::InReview, E::Refuse, S::Refused),
];

/// The state after `event`, or `None` where the step is not permitted.
#[must_use]
pub fn step(from: ApplicationState, event: ApplicationEvent) -> Option<ApplicationState> {
    ROWS.iter().find(|row| row.0 == from && row.1 == event).map(|row| row.2)
}

/// Who decides after the fee is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Granted on payment: the invitation was agreed before (the manual's flow).
    Auto,
    /// A case officer decides within the promised working days (figure 3).
    Consul,
}

/// One line of the timeline that the applicant sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineLine {
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub what: ApplicationEvent,
}

/// One application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its identifier, opaque, in addresses.
    pub id: ApplicationId,
    /// Whose.
    pub account: AccountId,
    /// Where it stands.
    pub state: ApplicationState,
    /// The kind of visa asked for.
    pub category: Category,
    /// Last day of the passport, as answered before step 1: it must outlast the visa.
    #[serde(default)]
    pub passport_expires_on: Option<Date>,
    /// What was typed, field by field, exactly as typed: a draft loses nothing.
    pub typed: BTreeMap<String, String>,
    /// The passport facts, once they were checked against the invitation.
    pub traveller: Option<Traveller>,
    /// The invitation, once it was matched.
    pub invitation: Option<InvitationId>,
    /// The number, once submitted.
    pub number: Option<ApplicationNumber>,
    /// The payment of its fee, once submitted.
    pub payment: Option<PaymentId>,
    /// The visa, once granted.
    pub visa: Option<VisaId>,
    /// When it was begun.
    pub started_at: Timestamp,
    /// When a field was last kept.
    pub changed_at: Timestamp,
    /// When it was submitted.
    pub submitted_at: Option<Timestamp>,
    /// When the fee was paid.
    pub fee_paid_at: Option<Timestamp>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineLine>,
}

/// The application does not permit this step in its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an application that is {from:?} does not permit {event:?}")]
pub struct NotPermitted {
    /// The state it is in.
    pub from: ApplicationState,
    /// What was asked.
    pub event: ApplicationEvent,
}

impl Application {
    /// Take one step of the life, with its line on the timeline.
    pub fn take(&mut self, event: ApplicationEvent, at: Timestamp) -> Result<(), NotPermitted> {
        self.state = step(self.state, event).ok_or(NotPermitted { from: self.state, event })?;
        self.timeline.push(TimelineLine { at, what: event });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_one_outcome_and_ends_are_final() {
        for (index, row) in ROWS.iter().enumerate() {
            assert!(ROWS[index + 1..].iter().all(|other| (other.0, other.1) != (row.0, row.1)), "{row:?} stands twice");
            assert!(!matches!(row.0, S::Granted | S::Refused | S::Withdrawn), "{row:?} leaves an end");
        }
    }

    #[test]
    fn nothing_is_granted_without_the_fee() {
        assert_eq!(step(S::Draft, E::FeePaid), None);
        assert_eq!(step(S::Submitted, E::Grant), None);
        assert_eq!(step(S::Submitted, E::FeePaid), Some(S::Granted));
    }
}
