//! What a plugin says about itself before it is configured.

use serde::{Deserialize, Serialize};

/// A short text in the four languages of the portal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Titles {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
    /// Chinese, simplified.
    pub zh: String,
}

impl Titles {
    /// The four texts, in the order Kazakh, Russian, English, Chinese.
    #[must_use]
    pub fn new(kk: &str, ru: &str, en: &str, zh: &str) -> Self {
        Self { kk: kk.to_owned(), ru: ru.to_owned(), en: en.to_owned(), zh: zh.to_owned() }
    }
}

/// What a plugin says about itself; the same at every call, whatever the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Description {
    /// The plugin, as in its descriptor: `kz.halyk.card`.
    pub id: String,
    /// The name of the provider.
    pub titles: Titles,
    /// The methods it offers, in the order to show; at least one.
    pub methods: Vec<Method>,
    /// What it can do beyond taking a payment and asking after it.
    #[serde(default)]
    pub caps: Capabilities,
    /// The host names it sends requests or customers to, exact: the configuration may allow fewer, never more.
    pub hosts: Vec<String>,
    /// What an order reference must look like; the host makes them.
    pub order_ref: OrderRefFormat,
    /// What it must know about the payer; nothing else is passed on.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// The secrets it works with, by name.
    #[serde(default)]
    pub secrets: Vec<SecretField>,
    /// Seconds after a request during which "not found" does not yet mean that nothing happened.
    #[serde(default)]
    pub provider_grace_s: u32,
    /// The fields of its configuration.
    #[serde(default)]
    pub config_schema: Vec<ConfigField>,
}

/// One way to pay, as offered on the chooser page (figure 7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Method {
    /// The method, unique within the plugin: lower-case letters, digits and `-`, at most 32.
    pub id: String,
    /// Under which heading it is shown.
    pub category: Category,
    /// The name of the method.
    pub titles: Titles,
    /// The picture of the portal to show beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_id: Option<String>,
    /// ISO 4217 letters of the currency; always `KZT` today.
    pub currency: String,
    /// The smallest amount in minor units.
    pub min_minor: u64,
    /// The largest amount in minor units.
    pub max_minor: u64,
    /// Who takes the commission, and when it is known.
    pub commission_mode: CommissionMode,
    /// The commission in minor units, when it is the same for every amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commission_minor: Option<u64>,
}

/// The heading of a method on the chooser page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// A bank card; its number is typed on the acquirer's page only.
    Card,
    /// An electronic wallet.
    Wallet,
    /// The balance of a mobile operator.
    Mobile,
    /// Anything else, also what a newer plugin calls by a name we do not know.
    #[serde(other)]
    Other,
}

/// Who takes the commission, and when it is known (figures 6–8: the wallet page adds it, the card page does not).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CommissionMode {
    /// The amount we ask for includes it: expected = amount + commission.
    Included,
    /// The provider adds it on its own page: expected = amount.
    AddedByProvider,
    /// It is known only after `start`, and shown in a `collect` step before the customer confirms.
    QuotedLater,
    /// A mode we do not know: the host does not offer the method.
    #[serde(other)]
    Unknown,
}

/// What a plugin can do beyond taking a payment and asking after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Capabilities {
    /// A started payment can be cancelled at the provider.
    pub cancel: bool,
    /// Whether an authorised payment must be captured.
    pub capture: Capture,
    /// A paid payment can be given back.
    pub refund: bool,
    /// A part of it can be given back.
    pub partial_refund: bool,
    /// What the provider's callbacks are worth.
    pub callback: Callbacks,
    /// It reads the provider's settlement files.
    pub settlement: bool,
}

/// Whether an authorised payment must be captured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Capture {
    /// The provider captures by itself.
    #[default]
    Auto,
    /// The host calls `capture` once after an `authorised` observation.
    Manual,
    /// A way we do not know: the host does not offer the plugin.
    #[serde(other)]
    Unknown,
}

/// What the provider's callbacks are worth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Callbacks {
    /// There are none.
    #[default]
    None,
    /// They only say "ask now".
    Hint,
    /// They are signed by the provider.
    Signed,
    /// A kind we do not know: treated as a hint.
    #[serde(other)]
    Unknown,
}

/// What an order reference must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderRefFormat {
    /// The characters it may have.
    pub charset: Charset,
    /// Its shortest length in characters.
    pub min: u8,
    /// Its longest length in characters.
    pub max: u8,
    /// How many of its last characters must differ from those of every other order; 0 = only the whole must differ.
    #[serde(default)]
    pub unique_suffix: u8,
}

/// The characters of an order reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Charset {
    /// `0` to `9`, first one not 0.
    Digits,
    /// `0` to `9` and `A` to `Z`.
    UpperAlnum,
    /// A set we do not know: the host does not offer the plugin.
    #[serde(other)]
    Unknown,
}

/// Something about the payer that a provider asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// The payer's name.
    PayerName,
    /// A telephone number.
    Phone,
    /// An electronic mail address.
    Email,
    /// The individual identification number of Kazakhstan.
    Iin,
    /// Something we do not know, and do not pass on.
    #[serde(other)]
    Unknown,
}

/// A secret the plugin works with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecretField {
    /// Its name in the configuration and in placeholders.
    pub name: String,
    /// Who needs to see it.
    #[serde(rename = "use")]
    pub used_by: SecretUse,
    /// Whether it works without.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

impl SecretField {
    /// A secret that only the host puts into requests.
    #[must_use]
    pub fn egress(name: &str) -> Self {
        Self { name: name.to_owned(), used_by: SecretUse::Egress, optional: false }
    }

    /// A secret that the plugin signs or compares with.
    #[must_use]
    pub fn plugin(name: &str) -> Self {
        Self { name: name.to_owned(), used_by: SecretUse::Plugin, optional: false }
    }

    /// The same, not needed.
    #[must_use]
    pub fn optional(self) -> Self {
        Self { optional: true, ..self }
    }
}

/// Who needs to see a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SecretUse {
    /// The plugin signs or compares with it: the host passes it in the configuration.
    Plugin,
    /// It only travels in a request, as a placeholder that the host fills in; the plugin never sees it.
    #[serde(other)]
    Egress,
}

/// A field of the plugin's configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConfigField {
    /// Its name in the configuration.
    pub name: String,
    /// What it holds.
    pub kind: ConfigKind,
    /// Whether the plugin cannot work without it.
    #[serde(default)]
    pub required: bool,
    /// One English sentence for the operator.
    #[serde(default)]
    pub note: String,
}

/// What a configuration field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConfigKind {
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Flag,
    /// An address.
    Url,
    /// A line of text; also anything a newer plugin calls otherwise.
    #[serde(other)]
    Text,
}
