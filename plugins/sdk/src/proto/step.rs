//! What a plugin asks for next, what it is told, and what it saw.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::{Cx, Fault, HttpRequest, HttpResult, Level, LogLine, Order, Pair, State};

/// Longest number that is typed: with country code, brackets and blanks.
const NUMBER_CHARS_MAX: u16 = 24;
/// Longest code that is typed, with blanks.
const CODE_CHARS_MAX: u16 = 12;

/// The answer of a plugin to everything that moves an attempt: what to do next and what to remember.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

    /// A step, and what to remember with it.
    ///
    /// # Errors
    /// As [`State::of`].
    pub fn of(step: Step, memory: &impl Serialize) -> Result<Self, Fault> {
        Ok(Self::new(step, State::of(memory)?))
    }

    /// Nobody knows how the order stands, and why that is so, for the log. Never paid, never failed: the host asks again.
    ///
    /// # Errors
    /// As [`State::of`].
    pub fn unknown(order: &Order, memory: &impl Serialize, why: &str) -> Result<Self, Fault> {
        let seen = Observation::new(Status::Unknown, &order.order_ref);
        Ok(Self::of(Step::Observe(seen), memory)?.warning(&format!("the state is unknown: {why}")))
    }

    /// The same turn with a line for the log.
    #[must_use]
    pub fn warning(mut self, message: &str) -> Self {
        self.log.push(LogLine { level: Level::Warn, message: message.to_owned() });
        self
    }
}

/// What to do next. A kind the host does not know is a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum RedirectMethod {
    /// By an address.
    Get,
    /// By a form.
    Post,
}

/// Ask the customer to fill in these fields; the host builds the page. Never a card number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Collect {
    /// The key of the page's title in the portal's languages.
    pub title: String,
    /// The key of the sentence that says what was wrong with the answer before, or what happened since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    /// How often the customer may still answer, where somebody counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u32>,
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

impl Collect {
    /// A form about the whole amount of the order, open until its deadline.
    #[must_use]
    pub fn of(cx: &Cx, order: &Order, (title, fields): (&str, Vec<CollectField>)) -> Self {
        Self {
            title: title.to_owned(),
            notice: None,
            tries_left: None,
            fields,
            total_minor: order.expected_minor,
            commission_minor: order.commission_minor,
            resend: None,
            expires_s: order.seconds_left(cx),
        }
    }
}

/// What the customer is told above the fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Notice {
    /// The key of the sentence in the portal's languages.
    pub key: String,
    /// Whether something has to be corrected; otherwise it is only said.
    #[serde(default)]
    pub wrong: bool,
}

impl Notice {
    /// Something has to be corrected.
    #[must_use]
    pub fn wrong(key: &str) -> Self {
        Self { key: key.to_owned(), wrong: true }
    }

    /// Something is only said.
    #[must_use]
    pub fn said(key: &str) -> Self {
        Self { key: key.to_owned(), wrong: false }
    }
}

/// A field for the customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// What it holds at first: what the customer typed before and has to correct. Never a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl CollectField {
    /// An empty field. There is no pattern for the browser: people write a number in many ways, and [`crate::typed`] reads them.
    fn new(id: &str, kind: FieldKind, (max_len, autocomplete): (u16, &str)) -> Self {
        let autocomplete = Some(autocomplete.to_owned());
        Self { id: id.to_owned(), kind, pattern: None, max_len, autocomplete, value: None }
    }

    /// A field for a telephone number.
    #[must_use]
    pub fn phone(id: &str) -> Self {
        Self::new(id, FieldKind::Phone, (NUMBER_CHARS_MAX, "tel"))
    }

    /// A field for the number of a wallet, which is a telephone number in Kazakhstan.
    #[must_use]
    pub fn wallet_no(id: &str) -> Self {
        Self::new(id, FieldKind::WalletNo, (NUMBER_CHARS_MAX, "tel"))
    }

    /// A field for a one-time code.
    #[must_use]
    pub fn code(id: &str) -> Self {
        Self::new(id, FieldKind::Otp, (CODE_CHARS_MAX, "one-time-code"))
    }

    /// The same field, holding what was typed before.
    #[must_use]
    pub fn holding(self, typed: &str) -> Self {
        let typed = typed.trim().chars().take(usize::from(self.max_len)).collect::<String>();
        Self { value: (!typed.is_empty()).then_some(typed), ..self }
    }
}

/// What was typed is nobody else's business.
impl fmt::Debug for CollectField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CollectField").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What a field for the customer holds; decides its label and its keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Resend {
    /// Whether the provider permits it.
    pub allowed: bool,
    /// Seconds to wait before.
    #[serde(default)]
    pub after_s: u32,
}

/// Nothing to do now: ask again later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Wait {
    /// Seconds until the host may ask again.
    pub poll_after_s: u32,
    /// The key of the sentence to show in the portal's languages.
    pub message: String,
}

/// What the provider says about an order. The host compares and decides; a plugin never sets the state of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

impl Decline {
    /// Declined for good, with the sentence for the customer.
    #[must_use]
    pub fn for_good(code: &str, message_key: &str) -> Self {
        Self { code: code.to_owned(), is_final: true, message_key: Some(message_key.to_owned()) }
    }
}

/// Why a payment was declined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ack {
    /// The HTTP status.
    pub status: u16,
    /// The value of `content-type`.
    pub content_type: String,
    /// The body.
    pub body: String,
}
