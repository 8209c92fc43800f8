//! What a plugin asks for next, what it is told, and what it saw.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{HttpRequest, HttpResult, LogLine, Pair, State};

/// The answer of a plugin to everything that moves an attempt: what to do next and what to remember.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// What to do next.
    pub step: Step,
    /// What to remember; replaces what was remembered before.
    #[serde(default)]
    pub state: State,
    /// Lines for the operator's log; no personal data, no secrets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<LogLine>,
}

impl Turn {
    /// A turn without log lines.
    #[must_use]
    pub fn new(step: Step, state: State) -> Self {
        Self { step, state, log: Vec::new() }
    }
}

/// What to do next. A kind the host does not know is a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Step {
    /// Send this request, then call `resume` with its result.
    Http(HttpRequest),
    /// Send the customer to the provider's page.
    Redirect(Redirect),
    /// Ask the customer to fill in these fields.
    Collect(Collect),
    /// Nothing to do now: ask again later.
    Wait(Wait),
    /// This is what the provider says about the order.
    Observe(Observation),
}

/// Send the customer to the provider's page. The host checks the host name and builds the page itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// How.
    pub method: RedirectMethod,
    /// An `https` address at one of the declared hosts.
    pub url: String,
    /// The fields of the form for a POST, added to the query for a GET.
    #[serde(default)]
    pub fields: Vec<Pair>,
}

/// How the customer's browser goes to the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RedirectMethod {
    /// By an address.
    Get,
    /// By a form.
    Post,
}

/// Ask the customer to fill in these fields; the host builds the page. Never a card number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collect {
    /// The key of the page's title in the portal's languages.
    pub title: String,
    /// The fields, in order.
    pub fields: Vec<CollectField>,
    /// The whole amount the customer agrees to, in minor units.
    pub total_minor: u64,
    /// The commission within it, in minor units.
    #[serde(default)]
    pub commission_minor: u64,
    /// Whether a one-time code can be sent once more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resend: Option<Resend>,
    /// Seconds until the provider gives up waiting.
    pub expires_s: u32,
}

/// A field for the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectField {
    /// The name under which the value comes back.
    pub id: String,
    /// What it holds.
    pub kind: FieldKind,
    /// A regular expression of HTML for the browser; the plugin checks the value itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Most characters.
    pub max_len: u16,
    /// The value of the HTML attribute: `tel`, `one-time-code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<String>,
}

/// What a field for the customer holds; decides its label and its keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A telephone number.
    Phone,
    /// The number of a wallet.
    WalletNo,
    /// A one-time code.
    Otp,
    /// A line of text; also what a newer plugin calls otherwise.
    #[serde(other)]
    Text,
}

/// Whether a one-time code can be sent once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resend {
    /// Whether the provider permits it.
    pub allowed: bool,
    /// Seconds to wait before.
    #[serde(default)]
    pub after_s: u32,
}

/// Nothing to do now: ask again later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// Seconds until the host may ask again.
    pub poll_after_s: u32,
    /// The key of the sentence to show in the portal's languages.
    pub message: String,
}

/// What the provider says about an order. The host compares and decides; a plugin never sets the state of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// What the provider says.
    pub status: Status,
    /// The order reference as the provider returned it, never as it was asked.
    pub order_ref: String,
    /// The amount as the provider returned it, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_minor: Option<u64>,
    /// The currency as the provider returned it, ISO 4217 letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The terminal as the provider returned it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
    /// The provider's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_ref: Option<String>,
    /// The approval code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<String>,
    /// When according to the provider, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<String>,
    /// What it was paid with, masked by the provider: `440043…4242`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub masked_instrument: Option<String>,
    /// Why it was declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decline: Option<Decline>,
}

impl Observation {
    /// An observation that carries nothing but status and order reference.
    #[must_use]
    pub fn new(status: Status, order_ref: &str) -> Self {
        Self {
            status,
            order_ref: order_ref.to_owned(),
            amount_minor: None,
            currency: None,
            terminal: None,
            provider_ref: None,
            approval: None,
            occurred_at: None,
            masked_instrument: None,
            decline: None,
        }
    }
}

/// What a provider says about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It does not know the order.
    NotFound,
    /// It knows the order; nothing was paid.
    NotPaid,
    /// It is working on it.
    Pending,
    /// The money is reserved, not taken.
    Authorised,
    /// The money is taken.
    Paid,
    /// The payment was refused.
    Declined,
    /// The order was cancelled.
    Cancelled,
    /// All of it was given back.
    Refunded,
    /// A part of it was given back.
    PartRefunded,
    /// The customer's bank took it back.
    ChargedBack,
    /// Nobody knows; never paid, never failed.
    #[serde(other)]
    Unknown,
}

/// Why a payment was declined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    /// The provider's code.
    pub code: String,
    /// Whether the provider will not let the same order be paid any more.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// The key of a sentence in the portal's languages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_key: Option<String>,
}

/// What happened since the plugin's last step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The request of the last `http` step is over.
    HttpResult(HttpResult),
    /// The customer filled in the fields of the last `collect` step.
    FormSubmitted {
        /// The values, by field.
        values: BTreeMap<String, String>,
    },
    /// The customer asks for another one-time code.
    Resend,
    /// The customer's browser came back; what it brings is no evidence.
    CustomerReturned {
        /// The query string, decoded.
        #[serde(default)]
        query: Vec<Pair>,
        /// The form, decoded.
        #[serde(default)]
        form: Vec<Pair>,
    },
    /// The time of the last `wait` step is over; also whatever a newer host calls otherwise.
    #[serde(other)]
    Tick,
}

/// What a request from the provider says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    /// The order it speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_ref: Option<String>,
    /// How sure we are that the provider sent it.
    pub authenticity: Authenticity,
    /// What is the same when the provider repeats it, and different otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay_key: Option<String>,
    /// What it says about the order; counts as evidence only when signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observation: Option<Observation>,
    /// What to answer once it is stored.
    pub ack: Ack,
}

/// How sure a plugin is that the provider sent a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authenticity {
    /// A signature over it was checked.
    Signed,
    /// It carries a secret that we gave the provider.
    SharedSecret,
    /// Not at all, or in a way we do not know.
    #[serde(other)]
    None,
}

/// What to answer the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// The HTTP status.
    pub status: u16,
    /// The value of `content-type`.
    pub content_type: String,
    /// The body.
    pub body: String,
}
