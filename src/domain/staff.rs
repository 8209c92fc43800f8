//! Who works for the service: what is kept of them beside their account, and the link that makes the first administrator.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The address that makes the first administrator works this long; the program prints a new one when it has passed.
pub const SETUP_LINK_AGE: SignedDuration = SignedDuration::from_mins(60);
/// The address by which the operator lets an administrator choose a new password works this long.
pub const ADMIN_LINK_AGE: SignedDuration = SignedDuration::from_mins(60);
/// An invitation to work for the service works this long: a weekend passes.
pub const INVITE_LINK_AGE: SignedDuration = SignedDuration::from_hours(72);

/// What is kept of somebody who works for the service, beside the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRecord {
    /// Since when.
    pub since: Timestamp,
    /// Since when the person is kept out, if so.
    pub suspended_at: Option<Timestamp>,
}

/// A single-use link that makes the first administrator; stored under the hash of its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupLink {
    /// Until when.
    pub expires_at: Timestamp,
}

/// Whether staff must show a second thing besides their password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecondFactorRule {
    /// They must, from the first sign-in on.
    #[default]
    Required,
    /// Only those who have set one up: for demonstrations.
    Demonstration,
}

/// Seconds of a step of one-time codes (RFC 6238).
pub const TOTP_STEP_S: u64 = 30;
/// Recovery codes that are made at once.
pub const RECOVERY_CODES: usize = 10;

/// The secret of an authenticator app.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotpSecret(pub Vec<u8>);

impl fmt::Debug for TotpSecret {
    /// A secret never enters a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(hidden)")
    }
}

/// What an account shows besides its password.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// The authenticator app, once a code of it was seen.
    pub totp: Option<TotpSecret>,
    /// An app that is being set up: shown, and no code of it was seen yet.
    pub totp_offered: Option<TotpSecret>,
    /// The newest step (30 seconds since 1970) whose code was used; it and older ones open nothing.
    pub totp_step: u64,
    /// The hashes of the recovery codes that are left.
    pub recovery: Vec<[u8; 32]>,
}

impl SecondFactor {
    /// Whether there is something to ask for.
    #[must_use]
    pub const fn is_set(&self) -> bool {
        self.totp.is_some()
    }
}
