//! What we do to the outside world, as data: a service leaves it in the outbox beside the fact that caused it.

use evisa_plugin_sdk::proto;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    application::ApplicationId,
    lang::Lang,
    payment::{AttemptId, PaymentId, RefundId},
    person::{EmailAddress, PersonName},
    visa::VisaId,
};

/// One thing to do outside, or to come back to at its time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Effect {
    /// Deliver a letter.
    Mail {
        /// To which address.
        to: EmailAddress,
        /// In which language.
        lang: Lang,
        /// Whom it greets.
        name: PersonName,
        /// What it says.
        letter: Letter,
    },
    /// Ask the plugin of an attempt for its next step. Plugins are pure, so asking twice is harmless.
    PluginTurn {
        /// The payment.
        payment: PaymentId,
        /// The attempt.
        attempt: AttemptId,
        /// The turn that the answer belongs to.
        turn: u32,
        /// What is asked.
        ask: Ask,
    },
    /// Send the provider a request that a plugin made.
    ProviderRequest {
        /// The payment.
        payment: PaymentId,
        /// The attempt.
        attempt: AttemptId,
        /// The turn that the answer belongs to.
        turn: u32,
        /// The plugin, whose hosts and secrets apply.
        plugin: String,
        /// The request; secrets are placeholders.
        request: proto::HttpRequest,
    },
    /// Come back to an attempt: its deadline, or the next question to the provider.
    AttemptWake {
        /// The payment.
        payment: PaymentId,
        /// The attempt.
        attempt: AttemptId,
    },
    /// Come back to an application that may never have been submitted: what nobody goes on with is forgotten.
    DraftEnd {
        /// The application.
        application: ApplicationId,
    },
}

impl Effect {
    /// Whether repeating it could move money: then it is begun at most once, and a restart finds it "may have happened".
    #[must_use]
    pub fn at_most_once(&self) -> bool {
        match self {
            Self::ProviderRequest { request, .. } => request.effect == proto::Effect::Mutate,
            Self::Mail { .. } | Self::PluginTurn { .. } | Self::AttemptWake { .. } | Self::DraftEnd { .. } => false,
        }
    }

    /// The effect as it is kept once it is over: without what the customer typed. Nothing where nothing has to go.
    #[must_use]
    pub fn spent(self) -> Option<Self> {
        match self {
            Self::PluginTurn {
                payment,
                attempt,
                turn,
                ask: Ask::Resume { event: proto::Event::FormSubmitted { mut values } },
            } => {
                values.values_mut().for_each(|value| proto::HIDDEN.clone_into(value));
                let event = proto::Event::FormSubmitted { values };
                Some(Self::PluginTurn { payment, attempt, turn, ask: Ask::Resume { event } })
            }
            Self::ProviderRequest { payment, attempt, turn, plugin, request } => {
                Some(Self::ProviderRequest { payment, attempt, turn, plugin, request: request.without_private() })
            }
            Self::PluginTurn { .. } | Self::Mail { .. } | Self::AttemptWake { .. } | Self::DraftEnd { .. } => None,
        }
    }
}

/// What a plugin is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "ask")]
pub enum Ask {
    /// Begin.
    Start,
    /// Go on after something happened.
    Resume {
        /// What happened.
        event: proto::Event,
    },
    /// Find out how the attempt stands at the provider.
    Query,
    /// Call the payment off.
    Cancel,
    /// Take the reserved money.
    Capture,
    /// Give money back.
    Refund {
        /// How much, and under which reference.
        refund: proto::RefundOrder,
    },
    /// Find out what became of giving it back.
    QueryRefund {
        /// How much, and under which reference.
        refund: proto::RefundOrder,
    },
}

/// A letter to an account's holder. Its link tokens are single-use and short-lived; the outbox forgets them once delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "letter")]
pub enum Letter {
    /// Confirm your address.
    ConfirmEmail {
        /// The link's token.
        token: String,
    },
    /// Somebody registered with your address, which already has an account.
    AlreadyRegistered,
    /// Set a new password.
    ResetPassword {
        /// The link's token.
        token: String,
    },
    /// Your password was changed.
    PasswordChanged {
        /// When.
        at: Timestamp,
    },
    /// Your account is to be erased: say the last word.
    EraseConfirm {
        /// The link's token.
        token: String,
    },
    /// Your account was erased.
    Erased {
        /// When.
        at: Timestamp,
    },
    /// Confirm that this address is to sign in to your account; goes to the new address.
    EmailConfirmNew {
        /// The link's token.
        token: String,
    },
    /// Another address is to sign in, or does; goes to the old address.
    EmailChanging {
        /// When it was asked for or made.
        at: Timestamp,
        /// The token of the link that objects.
        token: String,
        /// Whether it was made.
        made: bool,
    },
    /// A digital signature opens your account from now on.
    SignatureAdded {
        /// When.
        at: Timestamp,
    },
    /// You are invited to work for the service: choose a password.
    StaffInvited {
        /// The link's token.
        token: String,
    },
    /// A second factor was set up for your account.
    SecondFactorSet {
        /// When.
        at: Timestamp,
    },
    /// Your application was received: its number, and the fee that is due.
    ApplicationReceived {
        /// The application.
        application: ApplicationId,
    },
    /// Your fee is paid and your visa is granted: both documents are attached.
    VisaGranted {
        /// The application.
        application: ApplicationId,
    },
    /// Your fee is paid and a case officer will decide by the promised day.
    FeePaid {
        /// The application.
        application: ApplicationId,
    },
    /// Money was given back: how much, and what it had been paid for.
    Refunded {
        /// The payment.
        payment: PaymentId,
        /// The attempt.
        attempt: AttemptId,
        /// The refund.
        refund: RefundId,
    },
    /// The documents again, because you pressed "send" (figure 8.3).
    DocumentsAgain {
        /// The application.
        application: ApplicationId,
    },
    /// Your visa was withdrawn: which, and why.
    VisaWithdrawn {
        /// The visa.
        visa: VisaId,
    },
    /// A mistake in your visa was corrected: the new one is attached, the old one no longer counts.
    VisaCorrected {
        /// The corrected visa.
        visa: VisaId,
    },
}
