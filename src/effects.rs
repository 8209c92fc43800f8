//! The one list of what we do to the outside world: ask plugins, send providers' requests, deliver letters, print documents.

mod inbox;
mod letters;
mod papers;
mod quotes;
mod scan;
mod turns;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use evisa_plugin_sdk::proto;
use jiff::{Timestamp, civil::Date};
use tokio::sync::Semaphore;

pub use self::scan::ScanFault;
pub use crate::identity::{IdentityFault, Provider};
pub use crate::mail::{
    Attachment,
    inbox::{InboxLetter, InboxLine, Piece},
};
use crate::{
    documents,
    domain::{
        application::Application,
        application_number::ApplicationNumber,
        lang::Lang,
        money::Money,
        papers::Papers,
        payment::{Attempt, Payment},
        payment_code::PaymentCode,
        person::{EmailAddress, PersonName},
        profile::{PROFILE_DEFAULT, Profile},
        visa::Visa,
    },
    mail::{self, Delivery, Transport, Way},
    payments::{self, Gateway},
};

pub use crate::documents::SecondCode;
pub use crate::payments::{MethodOffer, PluginState};

/// The outside world. Cheap to clone.
#[derive(Clone)]
pub struct Outside {
    /// Payment plugins.
    pub gateway: Arc<Gateway>,
    /// Says who people are, where one is set up.
    pub identity: Option<Provider>,
    /// Prints documents.
    pub documents: documents::Engine,
    /// Delivers letters.
    pub mail: Arc<Transport>,
    /// The folder that letters are delivered to, where a demonstration shows them.
    pub inbox: Option<PathBuf>,
    /// What documents and letters say about this installation.
    pub house: Arc<HouseFacts>,
    /// As many documents at once as there are cores.
    pub presses: Arc<Semaphore>,
}

/// What documents and letters say about this installation.
#[derive(Debug, Clone)]
pub struct HouseFacts {
    /// The address of the portal, without a slash at the end.
    pub public_url: String,
    /// Everything is marked as a demonstration.
    pub demonstration: bool,
    /// Entry points, fees and names of the visa rules in force.
    pub profile: &'static Profile,
    /// What the second code of a visa holds.
    pub second_code: SecondCode,
}

/// Whom a letter goes to.
#[derive(Debug, Clone)]
pub struct Addressee {
    /// The address.
    pub to: EmailAddress,
    /// The language.
    pub lang: Lang,
    /// Whom it greets.
    pub name: PersonName,
}

/// What a letter tells.
#[derive(Debug, Clone)]
pub enum LetterFacts {
    /// Confirm your address.
    ConfirmEmail {
        /// The link's token.
        token: String,
    },
    /// Your address already has an account.
    AlreadyRegistered,
    /// Set a new password.
    ResetPassword {
        /// The link's token.
        token: String,
    },
    /// You are invited to work for the service.
    StaffInvited {
        /// The link's token.
        token: String,
    },
    /// A second factor was set up.
    SecondFactorSet {
        /// When.
        at: Timestamp,
    },
    /// Your password was changed.
    PasswordChanged {
        /// When.
        at: Timestamp,
    },
    /// Your account is to be erased.
    EraseConfirm {
        /// The link's token.
        token: String,
    },
    /// Your account was erased.
    Erased {
        /// When.
        at: Timestamp,
    },
    /// Confirm that this address is to sign in.
    EmailConfirmNew {
        /// The link's token.
        token: String,
    },
    /// Another address is to sign in, or does.
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
    /// Your application was received.
    ApplicationReceived {
        /// The application.
        application: Box<Application>,
        /// The fee that is due.
        fee: Money,
    },
    /// Your documents: the receipt, and the visa once it is granted.
    Documents {
        /// What they are printed from.
        papers: Box<Papers>,
        /// The promised day of the decision.
        due: Option<Date>,
    },
    /// Money was given back.
    Refunded {
        /// The application it had been paid for.
        number: ApplicationNumber,
        /// The payment code.
        code: PaymentCode,
        /// How much.
        amount: Money,
    },
    /// Your visa was withdrawn.
    VisaWithdrawn {
        /// The visa, with how it ended.
        visa: Box<Visa>,
    },
    /// A mistake in your visa was corrected.
    VisaCorrected {
        /// What the corrected visa is printed from.
        papers: Box<Papers>,
        /// The number of the visa with the mistake.
        old: String,
    },
    /// Your documents again, because you asked.
    DocumentsAgain {
        /// What they are printed from.
        papers: Box<Papers>,
    },
}

/// Why a letter was not delivered. Without personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterFault {
    /// It never will be.
    Permanent(String),
    /// It may be later.
    Temporary(String),
}

/// Why a callback was not read. Without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallbackFault {
    /// The plugin works and cannot make sense of it.
    Unreadable(String),
    /// The plugin does not work just now; it may read it later.
    NotNow(String),
}

/// What a plugin is told about an attempt.
pub struct PluginCall<'a> {
    /// The payment.
    pub payment: &'a Payment,
    /// The attempt.
    pub attempt: &'a Attempt,
    /// The application's number, for the purpose line.
    pub application_number: &'a str,
    /// The payer's language.
    pub lang: Lang,
    /// The unguessable end of the plugin's callback address.
    pub callback_token: &'a str,
}

impl Outside {
    /// An outside world without payment methods, whose letters go into a list: for tests.
    #[must_use]
    pub fn for_trying(letters: Delivery) -> Self {
        let from = "evisa <visa@example.test>".parse().expect("a mailbox");
        let mail = Transport::new(mail::Settings { from, reply_to: None, way: Way::Memory(letters) });
        let profile = Profile::named(PROFILE_DEFAULT).expect("the default profile is embedded");
        let house = HouseFacts {
            public_url: "http://127.0.0.1".to_owned(),
            demonstration: false,
            profile,
            second_code: SecondCode::Address,
        };
        Self {
            gateway: Arc::new(Gateway::start(payments::Settings::default(), Path::new("/"))),
            identity: None,
            documents: documents::Engine::new(),
            mail: Arc::new(mail.expect("a list needs no certificates")),
            inbox: None,
            house: Arc::new(house),
            presses: Arc::new(Semaphore::new(1)),
        }
    }

    /// Send a request that a plugin made, under that plugin's hosts and secrets.
    pub async fn provider_request(&self, plugin: &str, request: proto::HttpRequest) -> proto::HttpResult {
        self.gateway.send(plugin, request).await
    }
}
