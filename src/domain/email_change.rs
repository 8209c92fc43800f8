//! A change of the address that signs in: asked with the password, confirmed from the new mailbox, objected to from the old one.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{account::AccountId, person::EmailAddress};

/// A link that confirms a new address works this long.
pub const EMAIL_CONFIRM_AGE: SignedDuration = SignedDuration::from_hours(24);
/// From the old mailbox a change can be objected to this long after it was asked for: a holiday of a week.
pub const EMAIL_OBJECT_AGE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Where a change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmailChangeState {
    /// The new mailbox has not answered.
    Asked,
    /// The new address signs in.
    Made,
    /// Called off: from the old mailbox, or by a later change.
    CalledOff,
}

/// One change of address; stored under the hash of the token that confirms it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailChange {
    /// Whose.
    pub account: AccountId,
    /// The address until then.
    pub old: EmailAddress,
    /// The address from then on.
    pub new: EmailAddress,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Where it stands.
    pub state: EmailChangeState,
}

impl EmailChange {
    /// Whether the new mailbox may still confirm it at `now`.
    #[must_use]
    pub fn confirmable_at(&self, now: Timestamp) -> bool {
        self.state == EmailChangeState::Asked && now < self.asked_at + EMAIL_CONFIRM_AGE
    }

    /// Whether the old mailbox may still object at `now`.
    #[must_use]
    pub fn objectable_at(&self, now: Timestamp) -> bool {
        self.state != EmailChangeState::CalledOff && now < self.asked_at + EMAIL_OBJECT_AGE
    }
}
