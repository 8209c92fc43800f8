//! The audit log: who did what to which record, when and from where; each line hashes the one before.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::context::Actor;

/// One line of the audit log as a service writes it; the store adds number and hash chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// The network prefix the request came from, where there was one.
    pub place: Option<String>,
    /// What was done: noun, dot, verb, as in `application.submit`.
    pub act: String,
    /// The record it was done to, as `kind:identifier`. Never personal data.
    pub record: String,
    /// Why, or the particulars; never personal data.
    pub note: String,
}
