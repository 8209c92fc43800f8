//! What the kit must know of one payment method to play its customer and its provider: a cassette, a JSON file beside the
//! plugin (`cassettes/*.json`, one for each method).
//!
//! ```json
//! {
//!   "config": {"shop": "42"},
//!   "secrets": {"key": "0123456789abcdef"},
//!   "order": {"method": "wallet", "order_ref": "1203450001", "amount_minor": 3106240},
//!   "customer": {"phone": "+7 701 111 22 33", "code": "123456"},
//!   "routes": [
//!     {"contains": ["POST", "/token"], "reply": {"json": {"token": "t"}}},
//!     {"contains": ["/refund"], "reply": {"json": {}}, "becomes": "refunded"},
//!     {"contains": ["/orders/"], "truth": true}
//!   ],
//!   "truths": {
//!     "paid": {"reply": {"json": {"order": "1203450001", "status": "paid", "amount": "31062.40", "currency": "KZT"}}},
//!     "other_amount": {"amount_minor": 3106241, "reply": {"json": {"…": "…"}}}
//!   },
//!   "callbacks": [{"name": "paid", "request": {"method": "POST", "body": "<base64>"}, "authenticity": "signed"}]
//! }
//! ```
//!
//! A request of the plugin is answered by the first route whose words all stand in `METHOD url body`; secrets in it read
//! as `{name}`. A route with `"truth": true` answers with the reply of the truth that the case plays: [`Truth`] lists them.

use std::{collections::BTreeMap, fs, path::Path};

use data_encoding::BASE64;
use evisa_plugin_sdk::proto::{Authenticity, Bytes, HttpResponse, Pair, Payer, RawHttp, SettlementRow};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The largest cassette in bytes: the ones we know have a few kilobytes.
const CASSETTE_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// The most cassettes of one plugin: one for each method.
const CASSETTES_MAX: usize = 16;

/// One payment method with its customer and its provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cassette {
    /// The file's name without its end; taken from the file.
    #[serde(skip)]
    pub name: String,
    /// A sentence for the reader.
    #[serde(default)]
    pub about: String,
    /// A configuration the plugin accepts.
    #[serde(default)]
    pub config: Value,
    /// Every secret of the description, with an invented value.
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
    /// Configurations it must refuse, beyond the missing fields that the kit tries by itself.
    #[serde(default)]
    pub refused_config: Vec<RefusedConfig>,
    /// What is paid.
    pub order: OrderSketch,
    /// What the customer types, by field.
    #[serde(default)]
    pub customer: BTreeMap<String, String>,
    /// How the provider answers.
    pub routes: Vec<Route>,
    /// What the provider knows about the order, by the names of [`Truth`].
    pub truths: BTreeMap<Truth, Told>,
    /// The provider's reference of the payment, as in `paid`: refunds name it.
    #[serde(default)]
    pub provider_ref: Option<String>,
    /// What the provider posts.
    #[serde(default)]
    pub callbacks: Vec<CallbackSample>,
    /// What the provider settles.
    #[serde(default)]
    pub settlement: Option<SettlementSample>,
}

/// A configuration that must be refused.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedConfig {
    /// The fields that differ from the good configuration.
    pub set: BTreeMap<String, Value>,
    /// The field that an issue must name.
    pub names: String,
}

/// What is paid; the kit adds commission and total as the plugin quotes them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderSketch {
    /// The method of the plugin.
    pub method: String,
    /// The reference, in the declared format.
    pub order_ref: String,
    /// The fee in minor units, without commission.
    pub amount_minor: u64,
    /// What the plugin may know about the payer.
    #[serde(default)]
    pub payer: Payer,
}

/// How one kind of request is answered.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Words that all stand in `METHOD url body`.
    pub contains: Vec<String>,
    /// Answer with the reply of the truth.
    #[serde(default)]
    pub truth: bool,
    /// The answer otherwise.
    #[serde(default)]
    pub reply: Option<Reply>,
    /// What is true from then on: a capture makes `paid`, a refund `refunded`, a cancellation `cancelled`.
    #[serde(default)]
    pub becomes: Option<Truth>,
}

/// A complete answer of the provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The HTTP status.
    #[serde(default = "ok")]
    pub status: u16,
    /// Header fields.
    #[serde(default)]
    pub headers: Vec<Pair>,
    /// The body as JSON.
    #[serde(default)]
    pub json: Option<Value>,
    /// The body as text.
    #[serde(default)]
    pub text: Option<String>,
}

const fn ok() -> u16 {
    200
}

impl Reply {
    /// The answer as the plugin is shown it.
    #[must_use]
    pub fn response(&self) -> HttpResponse {
        let json = self.json.as_ref().map(ToString::to_string);
        let body = json.or_else(|| self.text.clone()).unwrap_or_default();
        HttpResponse { status: self.status, headers: self.headers.clone(), body: Bytes(body.into_bytes()) }
    }
}

/// What a provider may know about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It does not know the order.
    NotFound,
    /// It knows the order; nothing was paid.
    NotPaid,
    /// It is working on it.
    Pending,
    /// Reserved; only for methods that capture.
    Authorised,
    /// Paid as asked. Every cassette has it.
    Paid,
    /// Refused. Every cassette has it.
    Declined,
    /// Cancelled.
    Cancelled,
    /// Given back.
    Refunded,
    /// Paid, with another amount. Every cassette has it.
    OtherAmount,
    /// Paid, in another currency.
    OtherCurrency,
    /// Paid, and it is another order's. Every cassette has it.
    OtherOrder,
    /// A status that is in no table. Every cassette has it.
    Strange,
}

impl Truth {
    /// The truths that every cassette must have.
    pub const NEEDED: [Self; 5] = [Self::Paid, Self::Declined, Self::OtherAmount, Self::OtherOrder, Self::Strange];
}

/// A truth with the provider's words for it, and what differs from the order in them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The answer.
    pub reply: Reply,
    /// The amount in it, in minor units, where it is not the order's.
    #[serde(default)]
    pub amount_minor: Option<u64>,
    /// The currency in it, where it is not the order's.
    #[serde(default)]
    pub currency: Option<String>,
    /// The reference in it, where it is not the order's.
    #[serde(default)]
    pub order_ref: Option<String>,
}

/// A request of the provider and what it is worth.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallbackSample {
    /// Its name in reports.
    pub name: String,
    /// The request as it came.
    pub request: CallbackRequest,
    /// `signed`, `shared_secret`, or `none` for a forged one.
    pub authenticity: Authenticity,
    /// The order it speaks of; absent = the cassette's.
    #[serde(default)]
    pub order_ref: Option<String>,
    /// The amount it speaks of, when a signed one says one.
    #[serde(default)]
    pub amount_minor: Option<u64>,
}

/// A request of the provider; the body as text or as base64.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallbackRequest {
    /// The HTTP method.
    #[serde(default = "post")]
    pub method: String,
    /// The query, decoded.
    #[serde(default)]
    pub query: Vec<Pair>,
    /// Header fields.
    #[serde(default)]
    pub headers: Vec<Pair>,
    /// The body as text.
    #[serde(default)]
    pub text: Option<String>,
    /// The body as JSON.
    #[serde(default)]
    pub json: Option<Value>,
    /// The body as base64.
    #[serde(default)]
    pub base64: Option<String>,
}

fn post() -> String {
    "POST".to_owned()
}

impl CallbackRequest {
    /// The request as the plugin is shown it.
    #[must_use]
    pub fn raw(&self) -> RawHttp {
        let binary = self.base64.as_ref().and_then(|text| BASE64.decode(text.as_bytes()).ok());
        let text = self.text.clone().or_else(|| self.json.as_ref().map(ToString::to_string));
        let body = binary.or_else(|| text.map(String::into_bytes)).unwrap_or_default();
        let (query, headers) = (self.query.clone(), self.headers.clone());
        RawHttp { method: self.method.clone(), query, headers, body: Bytes(body) }
    }
}

/// A settlement file and what stands in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementSample {
    /// The file.
    pub text: String,
    /// Its rows.
    pub rows: Vec<SettlementRow>,
    /// Files that must be refused.
    #[serde(default)]
    pub refused: Vec<String>,
}

impl Cassette {
    /// A cassette from its text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        let cassette: Self = serde_json::from_str(text).map_err(|error| format!("{name}: {error}"))?;
        for needed in Truth::NEEDED {
            if !cassette.truths.contains_key(&needed) {
                let known = serde_json::to_string(&needed).unwrap_or_default();
                return Err(format!("{name}: `truths` lacks {known}: what does the provider answer then?"));
            }
        }
        for (index, route) in cassette.routes.iter().enumerate() {
            if route.truth == route.reply.is_some() {
                return Err(format!("{name}: route {} needs either `reply` or `\"truth\": true`", index + 1));
            }
        }
        Ok(Self { name: name.to_owned(), ..cassette })
    }

    /// The cassettes of a folder, by name.
    ///
    /// # Errors
    /// The file that cannot be read, and why.
    pub fn folder(folder: &Path) -> Result<Vec<Self>, String> {
        let told = |path: &Path, why: String| format!("{}: {why}", path.display());
        let entries = fs::read_dir(folder).map_err(|error| told(folder, error.to_string()))?;
        let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
        paths.sort();
        if CASSETTES_MAX < paths.len() {
            return Err(told(folder, format!("{} cassettes; at most {CASSETTES_MAX} are read", paths.len())));
        }
        let read = |path: &Path| {
            let length = fs::metadata(path).map_err(|error| told(path, error.to_string()))?.len();
            if CASSETTE_BYTES_MAX < length {
                return Err(told(path, format!("{length} bytes are more than a cassette has")));
            }
            let text = fs::read_to_string(path).map_err(|error| told(path, error.to_string()))?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            Self::parse(&name, &text)
        };
        paths.iter().map(|path| read(path)).collect()
    }
}
