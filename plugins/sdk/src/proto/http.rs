//! HTTP as a plugin asks for it and as it is told what came of it.

use serde::{Deserialize, Serialize};

use super::Bytes;

/// What stands in records in the place of what the customer typed.
pub const HIDDEN: &str = "(hidden)";

/// A name and a value, as in a query string or a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pair {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

impl Pair {
    /// A name with its value.
    #[must_use]
    pub fn new(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned() }
    }
}

/// A request the host is asked to send. The host sends it at most once, follows no redirect, and calls `resume` with the
/// [`HttpResult`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HttpRequest {
    /// Whether sending it can move money.
    pub effect: Effect,
    /// The provider's own idempotency key, when it has one; for the host's records, the plugin also puts it in the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// The method.
    pub method: HttpMethod,
    /// An `https` address at one of the declared hosts.
    pub url: String,
    /// Header fields; `host`, `content-length`, `connection` and `transfer-encoding` belong to the host program.
    #[serde(default)]
    pub headers: Vec<Header>,
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// The time for all of it, in milliseconds; absent = 10 000, at most 30 000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u32>,
}

impl HttpRequest {
    /// A request that only asks.
    #[must_use]
    pub fn asking(method: HttpMethod, url: String) -> Self {
        let (headers, body) = (Vec::new(), None);
        Self { effect: Effect::Query, idempotency_key: None, method, url, headers, body, timeout_ms: None }
    }

    /// The same request as one that can move money, with the provider's idempotency key where it has one.
    #[must_use]
    pub fn moving(self, idempotency_key: Option<&str>) -> Self {
        Self { effect: Effect::Mutate, idempotency_key: idempotency_key.map(str::to_owned), ..self }
    }

    /// The same request with one more header field.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<Text>) -> Self {
        self.headers.push(Header { name: name.to_owned(), value: value.into() });
        self
    }

    /// The same request for keeping: what the customer typed is hidden.
    #[must_use]
    pub fn without_private(mut self) -> Self {
        for header in &mut self.headers {
            header.value.private_hide();
        }
        match &mut self.body {
            Some(Body::Text { text, .. }) => text.private_hide(),
            Some(Body::Form { fields }) => fields.iter_mut().for_each(|field| field.value.private_hide()),
            Some(Body::Base64 { .. }) | None => {}
        }
        self
    }

    /// The same request with a body.
    #[must_use]
    pub fn with_body(self, body: Body) -> Self {
        Self { body: Some(body), ..self }
    }
}

/// Whether a request can move money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It only asks: sending it again is harmless.
    Query,
    /// It may change something at the provider; also whatever a newer plugin calls otherwise.
    #[serde(other)]
    Mutate,
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
}

/// A header field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Header {
    /// The name.
    pub name: String,
    /// The value; may hold a secret.
    pub value: Text,
}

impl Header {
    /// A header field without a secret.
    #[must_use]
    pub fn new(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: Text::from(value) }
    }
}

/// Text with room for secrets that only the host knows: a string, `{"secret":"name"}`,
/// `{"basic":{"user":…,"password":…}}`, or a list of these, joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Text {
    /// The text itself.
    Plain(String),
    /// A secret of the configuration.
    Secret {
        /// Its name.
        secret: String,
    },
    /// The value of an `Authorization` header of the Basic scheme (RFC 7617): `Basic base64(user:password)`.
    Basic {
        /// User and password.
        basic: Box<BasicPair>,
    },
    /// What the customer typed and only the provider needs, for example a telephone number or a code: sent as it is, and
    /// hidden in everything that is kept.
    Private {
        /// The text itself.
        private: String,
    },
    /// Several, one after another.
    Join(Vec<Text>),
}

/// User and password of the Basic scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BasicPair {
    /// The user, without a colon.
    pub user: Text,
    /// The password.
    pub password: Text,
}

impl Text {
    /// The place of a secret of the configuration.
    #[must_use]
    pub fn secret(name: &str) -> Self {
        Self::Secret { secret: name.to_owned() }
    }

    /// What the customer typed and only the provider needs.
    #[must_use]
    pub fn private(text: &str) -> Self {
        Self::Private { private: text.to_owned() }
    }

    fn private_hide(&mut self) {
        match self {
            Self::Private { private } => HIDDEN.clone_into(private),
            Self::Basic { basic } => {
                basic.user.private_hide();
                basic.password.private_hide();
            }
            Self::Join(parts) => parts.iter_mut().for_each(Self::private_hide),
            Self::Plain(_) | Self::Secret { .. } => {}
        }
    }

    /// An `Authorization` value of the Basic scheme.
    #[must_use]
    pub fn basic(user: impl Into<Self>, password: impl Into<Self>) -> Self {
        Self::Basic { basic: Box::new(BasicPair { user: user.into(), password: password.into() }) }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// Text, for example JSON or XML. A secret is put in as it is, without escaping.
    Text {
        /// The value of `content-type`.
        content_type: String,
        /// The text.
        text: Text,
    },
    /// Bytes.
    Base64 {
        /// The value of `content-type`.
        content_type: String,
        /// The bytes.
        bytes: Bytes,
    },
    /// `application/x-www-form-urlencoded`; secrets are escaped like every value.
    Form {
        /// The fields, in order.
        fields: Vec<FormField>,
    },
}

/// A field of a form that is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FormField {
    /// The name.
    pub name: String,
    /// The value; may hold a secret.
    pub value: Text,
}

impl FormField {
    /// A field with its value.
    #[must_use]
    pub fn new(name: &str, value: impl Into<Text>) -> Self {
        Self { name: name.to_owned(), value: value.into() }
    }
}

/// What came of a request. The difference between the first two is the most important one of this protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum HttpResult {
    /// Certain: no byte of the request left the portal. Nothing happened; it is safe to try again.
    NotSent {
        /// Why, for the log.
        why: String,
    },
    /// The request may have arrived and no complete response came: nobody knows. Ask, never send again.
    SentNoResponse {
        /// Why, for the log.
        why: String,
    },
    /// A complete response.
    Response(HttpResponse),
}

impl HttpResult {
    /// The body of a complete answer with status 200; otherwise what became of the request, for the log, without its content.
    ///
    /// # Errors
    /// `not sent: …`, `no answer: …` or `HTTP 502`.
    pub fn ok_body(&self) -> Result<&[u8], String> {
        match self {
            Self::Response(response) if response.status == 200 => Ok(&response.body.0),
            Self::Response(response) => Err(format!("HTTP {}", response.status)),
            Self::NotSent { why } => Err(format!("not sent: {why}")),
            Self::SentNoResponse { why } => Err(format!("no answer: {why}")),
        }
    }
}

/// A complete response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HttpResponse {
    /// The status, 200 to 599; redirects are not followed.
    pub status: u16,
    /// Header fields, names in lower case, at most 16 KiB.
    #[serde(default)]
    pub headers: Vec<Pair>,
    /// The body, at most 256 KiB; as it came, never decompressed.
    #[serde(default)]
    pub body: Bytes,
}

impl HttpResponse {
    /// The first header field of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|pair| pair.name.eq_ignore_ascii_case(name)).map(|pair| pair.value.as_str())
    }
}

/// A request that came in from the provider, as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RawHttp {
    /// The method: `POST`.
    pub method: String,
    /// The query string, decoded.
    #[serde(default)]
    pub query: Vec<Pair>,
    /// Header fields, names in lower case.
    #[serde(default)]
    pub headers: Vec<Pair>,
    /// The body.
    #[serde(default)]
    pub body: Bytes,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_kept_without_what_the_customer_typed() {
        let private = || Text::Join(vec![Text::from("a"), Text::private("77001112233"), Text::secret("key")]);
        let fields = vec![FormField::new("phone", Text::private("77001112233")), FormField::new("sum", "100")];
        let json = Body::Text { content_type: "application/json".to_owned(), text: private() };
        for body in [json, Body::Form { fields }] {
            let request = HttpRequest::asking(HttpMethod::Post, "https://pay.kz".to_owned())
                .with_header("x-phone", Text::basic(private(), "p"))
                .with_body(body);
            let kept = serde_json::to_string(&request.clone().without_private()).unwrap();
            assert!(!kept.contains("77001112233") && kept.contains(HIDDEN), "{kept}");
            assert!(serde_json::to_string(&request).unwrap().contains("77001112233"), "it is sent as it is");
        }
    }
}
