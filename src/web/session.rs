//! Who is signed in, as pages see it; how sessions are kept is the business of the services.

use jiff::Timestamp;

use crate::{
    domain::account::{AccountId, Role},
    services::Services,
};

/// What a page knows of the person signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFacts {
    /// Whose session it is.
    pub account: AccountId,
    /// As the header greets the holder: `inostr i.` (figure 8.3).
    pub name_short: String,
    /// The address that signed in.
    pub email: Option<String>,
    /// What the account may do.
    pub role: Role,
    /// When the session ends unless it is used, for the notice before it does.
    pub expires_at: Option<Timestamp>,
    /// Whether it still waits for a second factor: until then it opens nothing.
    pub waits: bool,
}

/// A session and the token that opened it.
#[derive(Clone)]
pub struct Session {
    /// The secret from the cookie; services need it to end the session.
    pub token: String,
    /// Whose it is.
    pub facts: SessionFacts,
}

/// Opens sessions by their token. Blocking: called off the async workers.
pub trait SessionDoor: Send + Sync {
    /// The session of this token, when it is still valid at `now`; using it prolongs it.
    fn open(&self, token: &str, now: Timestamp) -> Option<SessionFacts>;
}

impl SessionDoor for Services {
    fn open(&self, token: &str, now: Timestamp) -> Option<SessionFacts> {
        let found = self.session_open(now, token).unwrap_or_else(|refusal| {
            // Nobody is let in on a guess: the page asks to sign in again.
            tracing::error!(%refusal, "sessions cannot be read");
            None
        });
        found.map(|facts| SessionFacts {
            account: facts.account,
            name_short: facts.short_name,
            email: Some(facts.email.to_string()),
            role: facts.role,
            expires_at: Some(facts.expires_at),
            waits: facts.waits,
        })
    }
}

/// A door that opens to nobody: for tests, and until there are accounts.
pub struct NobodySignedIn;

impl SessionDoor for NobodySignedIn {
    fn open(&self, _token: &str, _now: Timestamp) -> Option<SessionFacts> {
        None
    }
}
