//! Why a plugin gave no answer.

use evisa_plugin_sdk::proto::Fault;

/// Why a plugin gave no answer. A plugin does no input or output, so nothing happened outside by it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PluginFault {
    /// There is no such plugin, or it is off; the reason is for the operator.
    #[error("off: {0}")]
    Off(String),
    /// It failed too often and rests; [`super::Gateway::methods`] says so, too.
    #[error("resting after too many faults")]
    Resting,
    /// Too many calls wait for it.
    #[error("too many calls wait for it")]
    Busy,
    /// Its library cannot be loaded.
    #[error("cannot be loaded: {0}")]
    Load(String),
    /// It does not accept its configuration.
    #[error("misconfigured: {0}")]
    Misconfigured(String),
    /// It understood and declined: unsupported, or it could not read the provider's answer.
    #[error("refused: {0}")]
    Refused(Fault),
    /// The request breaks a limit of the protocol; it was not sent to the plugin.
    #[error("the request cannot be written: {0}")]
    Request(String),
    /// Its process ended, with this status.
    #[error("the process ended: {0}")]
    Died(String),
    /// It did not answer in time and was killed.
    #[error("no answer before the deadline")]
    Deadline,
    /// Its answer is not what the protocol says; it was not interpreted.
    #[error("malformed answer: {0}")]
    Malformed(String),
    /// It panicked.
    #[error("panicked: {0}")]
    Panicked(String),
    /// The portal is shutting down.
    #[error("shutting down")]
    Closed,
}

impl PluginFault {
    /// Whether the process must be replaced.
    pub(super) const fn is_of_the_process(&self) -> bool {
        match self {
            Self::Load(_)
            | Self::Misconfigured(_)
            | Self::Died(_)
            | Self::Deadline
            | Self::Malformed(_)
            | Self::Panicked(_) => true,
            Self::Off(_) | Self::Resting | Self::Busy | Self::Refused(_) | Self::Request(_) | Self::Closed => false,
        }
    }

    /// The same fault with another text.
    pub(super) fn map_text(self, map: impl FnOnce(&str) -> String) -> Self {
        match self {
            Self::Off(text) => Self::Off(map(&text)),
            Self::Load(text) => Self::Load(map(&text)),
            Self::Misconfigured(text) => Self::Misconfigured(map(&text)),
            Self::Refused(fault) => Self::Refused(Fault { message: map(&fault.message), ..fault }),
            Self::Request(text) => Self::Request(map(&text)),
            Self::Died(text) => Self::Died(map(&text)),
            Self::Malformed(text) => Self::Malformed(map(&text)),
            Self::Panicked(text) => Self::Panicked(map(&text)),
            Self::Resting | Self::Busy | Self::Deadline | Self::Closed => self,
        }
    }
}
