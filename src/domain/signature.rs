//! Signing in by a digital signature: what is signed, and what a signature has proved about an account.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    account::AccountId,
    iin::{Bin, Iin},
};

/// How long the text to sign is good: long enough to find the key and type its password, too short to be asked for in advance.
pub const CHALLENGE_AGE: SignedDuration = SignedDuration::from_mins(5);
/// How far the clocks of two machines of one installation may differ.
pub const CHALLENGE_SKEW: SignedDuration = SignedDuration::from_secs(30);
/// How long somebody who has signed, and has no account yet, may take to register.
pub const PENDING_AGE: SignedDuration = SignedDuration::from_mins(30);

/// What somebody proved by signing: the number of the person, and of the organization they may act for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proved {
    /// The person.
    pub iin: Iin,
    /// The organization in the certificate, if any: its holder is a representative.
    pub bin: Option<Bin>,
    /// Until when the certificate is good.
    pub valid_until: Timestamp,
}

/// The account that a person's number opens.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureProof {
    /// The account.
    pub account: AccountId,
    /// What the last signature proved.
    pub proved: Proved,
    /// Since when the signature opens the account.
    pub added_at: Timestamp,
    /// When it last did.
    pub used_at: Timestamp,
}

/// Somebody who signed and has no account yet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingProof {
    /// What was proved.
    pub proved: Proved,
    /// The browser that did, as a mark of its secret.
    pub bond: String,
    /// Until when it may be used.
    pub expires_at: Timestamp,
}
