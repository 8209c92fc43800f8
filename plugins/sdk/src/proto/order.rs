//! What is to be paid, back, or was paid according to a settlement file; and the plugin's own state.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Cx, Fault, FaultKind, STATE_BYTES_MAX, Titles};

/// "What would this method cost for this amount?", asked for every method of the chooser page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuoteRequest {
    /// The method of the plugin.
    pub method: String,
    /// The fee in minor units.
    pub amount_minor: u64,
    /// ISO 4217 letters.
    pub currency: String,
}

/// What a method costs, and whether it can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Quote {
    /// The commission in minor units; absent when it is known only later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commission_minor: Option<u64>,
    /// Whether the method can be chosen for this amount.
    pub available: bool,
    /// Why not, for the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Quote {
    /// The same commission with each of the methods, for every amount from `least` to `most` minor units of tenge.
    #[must_use]
    pub fn fixed(
        request: &QuoteRequest,
        methods: &[&str],
        (commission_minor, (least, most)): (u64, (u64, u64)),
    ) -> Self {
        let reason = if !methods.contains(&request.method.as_str()) {
            Some(format!("there is no method {}", request.method))
        } else if request.currency != "KZT" {
            Some(format!("the currency {} is not taken", request.currency))
        } else if !(least..=most).contains(&request.amount_minor) {
            Some(format!("{} is not between {least} and {most}", request.amount_minor))
        } else {
            None
        };
        Self { commission_minor: Some(commission_minor), available: reason.is_none(), reason }
    }
}

/// One attempt to pay, made and stored by the host before the plugin hears of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Order {
    /// The method of the plugin.
    pub method: String,
    /// The payment code that the applicant knows: `C0001000010101` (figure 6).
    pub payment_code: String,
    /// The attempt, unique in the portal.
    pub attempt_id: String,
    /// The reference by which the provider knows it, in the declared format.
    pub order_ref: String,
    /// The fee in minor units, without commission.
    pub amount_minor: u64,
    /// The commission as quoted, in minor units.
    #[serde(default)]
    pub commission_minor: u64,
    /// What an observation of "paid" must carry, in minor units.
    pub expected_minor: u64,
    /// ISO 4217 letters: `KZT`.
    pub currency: String,
    /// Decimal places of the minor unit: 2.
    pub exponent: u8,
    /// What is paid for, for the provider's page.
    pub purpose: Titles,
    /// To whom it goes.
    pub beneficiary: Beneficiary,
    /// What the plugin may know about the payer.
    #[serde(default)]
    pub payer: Payer,
    /// Where the provider sends the customer back to.
    pub return_url: String,
    /// Where the provider sends its callbacks.
    pub callback_url: String,
    /// The end of the session, RFC 3339: the provider's own deadline should not be later.
    pub expires_at: String,
}

impl Order {
    /// Seconds until the deadline; none when it is over, or no time.
    #[must_use]
    pub fn seconds_left(&self, cx: &Cx) -> u32 {
        let left = self.until_deadline(cx).map(|left| left.as_secs());
        left.and_then(|left| u32::try_from(left).ok()).unwrap_or_default()
    }

    /// Whether the provider's page is closed for certain: the deadline is longer ago than the grace of `grace_s` seconds. Until then
    /// one declined card ends nothing, for another may be tried on the same page (figure 8: 30 minutes or 5 attempts).
    #[must_use]
    pub fn is_over(&self, cx: &Cx, grace_s: u32) -> bool {
        let grace = SignedDuration::from_secs(i64::from(grace_s));
        self.until_deadline(cx).is_some_and(|left| left <= -grace)
    }

    fn until_deadline(&self, cx: &Cx) -> Option<SignedDuration> {
        let end: Timestamp = self.expires_at.parse().ok()?;
        Some(end.duration_since(cx.now.parse().ok()?))
    }
}

/// To whom the fee goes (figure 6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Beneficiary {
    /// The name of the payee.
    pub name: String,
    /// The code of the tax authority: `620301`.
    pub tax_code: String,
    /// The code of the purpose of payment: `911`.
    pub knp: String,
    /// The budget classification code: `108126`.
    pub kbk: String,
}

/// What a plugin may know about the payer: what it declared in `needs`, nothing else. Its `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Payer {
    /// The payer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A telephone number with a leading `+`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// An electronic mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The individual identification number of Kazakhstan, twelve digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iin: Option<String>,
}

impl fmt::Debug for Payer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Payer(…)")
    }
}

/// A part or all of a paid amount to give back, approved by staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RefundOrder {
    /// The refund, unique in the portal; also its idempotency key.
    pub refund_id: String,
    /// The amount in minor units.
    pub amount_minor: u64,
    /// What was really taken, where it is known: another amount than the order's when the provider took another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured_minor: Option<u64>,
    /// The provider's reference of the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_ref: Option<String>,
    /// Why, for the provider.
    #[serde(default)]
    pub reason: String,
}

impl RefundOrder {
    /// The whole of what can be given back, in minor units.
    #[must_use]
    pub fn whole_minor(&self, order: &Order) -> u64 {
        self.captured_minor.unwrap_or(order.expected_minor)
    }
}

/// What the plugin wants to remember between two calls of one attempt: JSON that the host stores and hands back, at most
/// [`STATE_BYTES_MAX`]. It is the only memory a plugin has: any call may reach a freshly started process.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct State(pub Value);

impl State {
    /// The state as JSON.
    ///
    /// # Errors
    /// [`FaultKind::State`] when it cannot be written or is too large.
    pub fn of<T: Serialize>(value: &T) -> Result<Self, Fault> {
        let value = serde_json::to_value(value).map_err(|error| Fault::new(FaultKind::State, &error.to_string()))?;
        if value.to_string().len() > STATE_BYTES_MAX {
            return Err(Fault::new(FaultKind::State, "the state is larger than 16 KiB"));
        }
        Ok(Self(value))
    }

    /// The state as the plugin's own type.
    ///
    /// # Errors
    /// [`FaultKind::State`] when it is of another shape, for example of an older version.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        T::deserialize(&self.0).map_err(|error| Fault::new(FaultKind::State, &error.to_string()))
    }
}

/// One line of a provider's settlement file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SettlementRow {
    /// The line in the file, from 1.
    pub line: u32,
    /// What happened.
    pub kind: RowKind,
    /// The order reference.
    pub order_ref: String,
    /// The provider's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_ref: Option<String>,
    /// The amount in minor units.
    pub amount_minor: u64,
    /// The provider's commission in minor units.
    #[serde(default)]
    pub commission_minor: u64,
    /// ISO 4217 letters.
    pub currency: String,
    /// The terminal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
    /// When, RFC 3339.
    pub occurred_at: String,
}

/// What a line of a settlement file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// A payment.
    Payment,
    /// A refund.
    Refund,
    /// Something else: staff look at it.
    #[serde(other)]
    Unknown,
}
