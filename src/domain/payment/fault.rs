//! Why a plugin gave no step.

use std::fmt;

use evisa_plugin_sdk::proto::{self, FaultKind};

/// What went wrong with one call of a plugin, for the evidence and the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnFault {
    words: String,
    kind: Option<FaultKind>,
}

impl TurnFault {
    /// Whether it cannot read what it remembered of the attempt: asking again would tell the same (fault matrix P18).
    #[must_use]
    pub fn lost_its_memory(&self) -> bool {
        self.kind == Some(FaultKind::State)
    }

    /// Whether it says that it will never do what it was asked for.
    #[must_use]
    pub const fn is_for_good(&self) -> bool {
        matches!(self.kind, Some(FaultKind::Unsupported | FaultKind::Input))
    }
}

impl From<proto::Fault> for TurnFault {
    fn from(fault: proto::Fault) -> Self {
        Self { words: fault.to_string(), kind: Some(fault.kind) }
    }
}

/// A call that did not reach it, or an answer that is none: it may go better the next time.
impl From<String> for TurnFault {
    fn from(words: String) -> Self {
        Self { words, kind: None }
    }
}

impl From<&str> for TurnFault {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl fmt::Display for TurnFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}
