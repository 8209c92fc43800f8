//! A signed-in browser, and the single-use links that mails carry.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{account::AccountId, person::EmailAddress};

/// A session without a request for this long is over.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_mins(60);
/// A session this old is over, however busy.
pub const SESSION_AGE: SignedDuration = SignedDuration::from_hours(12);
/// How often a session's last use is written down; a write for each page would cost more than it tells.
pub const SESSION_SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// A link that confirms an address works this long.
pub const CONFIRM_LINK_AGE: SignedDuration = SignedDuration::from_hours(24);
/// A link that resets a password works this long (ASVS 5.0, 6.5.5).
pub const RESET_LINK_AGE: SignedDuration = SignedDuration::from_mins(10);

/// A link that erases an account works this long.
pub const ERASE_LINK_AGE: SignedDuration = SignedDuration::from_hours(1);

/// One signed-in browser; stored under the hash of its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Whose.
    pub account: AccountId,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was last used, to [`SESSION_SEEN_EVERY`].
    pub seen_at: Timestamp,
    /// Network prefix it was opened from.
    pub place: Option<String>,
    /// What the browser calls itself (see [`super::device`]).
    #[serde(default)]
    pub device: Option<String>,
    /// When a second factor was shown, where one is asked for (see [`super::staff`]).
    #[serde(default)]
    pub second_at: Option<Timestamp>,
}

impl Session {
    /// Whether the session is still good at `now`.
    #[must_use]
    pub fn open_at(&self, now: Timestamp) -> bool {
        now.duration_since(self.seen_at) < SESSION_IDLE && now.duration_since(self.opened_at) < SESSION_AGE
    }
}

/// What a mailed link does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// Confirms the address of a new account.
    ConfirmEmail,
    /// Sets a new password.
    ResetPassword,
    /// Erases the account.
    EraseAccount,
}

/// A single-use link; stored under the hash of its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailedLink {
    /// Whose.
    pub account: AccountId,
    /// What it does.
    pub purpose: LinkPurpose,
    /// Until when.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// The mailbox it was sent to, where it opens nothing once the account has another address.
    #[serde(default)]
    pub sent_to: Option<EmailAddress>,
}

impl MailedLink {
    /// Whether the link still works at `now`.
    #[must_use]
    pub fn usable_at(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}
