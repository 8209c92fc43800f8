//! Whom an identity provider says somebody is, and what is remembered while the person is there.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{account::AccountId, iin::Iin, lang::Lang};

/// Somebody who went to the provider comes back within this time, second factor by SMS included.
pub const IDENTITY_AWAY: SignedDuration = SignedDuration::from_mins(10);

/// A person as the provider proved: issuer and subject name one person, no address does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvedIdentity {
    /// Who says it.
    pub issuer: String,
    /// The person's name at the issuer: never given to anybody else there.
    pub subject: String,
    /// The individual identification number, where the issuer is trusted to say it.
    pub iin: Option<Iin>,
}

/// What is remembered while somebody is at the provider; stored under the hash of the `state` that comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityPending {
    /// What the browser is known by.
    pub bond: String,
    /// What the provider has to repeat inside its signed answer.
    pub nonce: String,
    /// The secret behind the PKCE challenge (RFC 7636).
    pub verifier: String,
    /// The language to go on in.
    pub lang: Lang,
    /// Whose account is to be connected; nobody's where somebody logs in.
    pub account: Option<AccountId>,
    /// Where to go on after logging in.
    pub next: Option<String>,
    /// Until when.
    pub expires_at: Timestamp,
}

/// An account's connection to a person at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityProof {
    /// Whose.
    pub account: AccountId,
    /// When it was connected.
    pub added_at: Timestamp,
    /// When it was last used.
    pub used_at: Timestamp,
}
