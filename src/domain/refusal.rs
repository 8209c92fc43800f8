//! Why a command was refused: fix your input, not permitted, try again, or our fault — and what to do next.

use serde::{Deserialize, Serialize};

/// A sentence in no language yet: a Fluent key and its arguments, worded by `locale`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The key of the sentence in the Fluent files.
    pub key: String,
    /// The arguments of the sentence, by name; already formatted or plain numbers.
    pub args: Vec<(String, String)>,
}

impl Message {
    /// A sentence without arguments.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self { key: key.to_owned(), args: Vec::new() }
    }

    /// The same sentence with one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }
}

/// What is wrong with one field of a form, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The name of the field in the form.
    pub field: &'static str,
    /// What to do, as shown beside the field and in the summary on top.
    pub message: Message,
}

/// Why a command was refused. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// You: these fields need another value. What was typed is kept.
    #[error("fields to mend: {}", .0.iter().map(|fault| fault.field).collect::<Vec<_>>().join(", "))]
    Fields(Vec<FieldFault>),
    /// You: this cannot be done (any more); the sentence says why and what to do instead.
    #[error("refused: {}", .0.key)]
    Denied(Message),
    /// You: sign in first.
    #[error("sign in first")]
    SignIn,
    /// You: your role does not include this. For staff only; to everybody else what they may not do does not exist.
    #[error("not permitted to this role")]
    NotPermitted,
    /// There is no such thing, or it is not yours: the two are never told apart.
    #[error("no such thing")]
    NotFound,
    /// Not now: try again after so many seconds.
    #[error("too many requests: again in {retry_after_s} s")]
    TooMany {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// Us: nothing was acknowledged, the operator is told. The text is for the log and carries no personal data.
    #[error("our fault: {0}")]
    Us(String),
}

impl Refusal {
    /// A refusal of one field.
    #[must_use]
    pub fn field(field: &'static str, key: &str) -> Self {
        Self::Fields(vec![FieldFault { field, message: Message::new(key) }])
    }

    /// A denial with a sentence that has no arguments.
    #[must_use]
    pub fn denied(key: &str) -> Self {
        Self::Denied(Message::new(key))
    }
}
