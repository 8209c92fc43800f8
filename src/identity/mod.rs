//! Asks an identity provider who somebody is: OpenID Connect, or the OAuth 2 of eGov's own provider, which has no signed answer.
//!
//! The browser is sent away with a `state`, a `nonce` and a PKCE challenge; it comes back with a code, which we change for the answer over
//! a connection of our own. What the three are bound to, and that each works once, is the business of `services::identity`.

mod egov;
mod http;
mod openid;

use std::{fmt, sync::Arc};

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use url::Url;
use zeroize::Zeroizing;

use crate::domain::{context::Chance, identity::ProvedIdentity, iin::Strictness, lang::Lang};

/// Which protocol a provider speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// OpenID Connect with discovery.
    OpenId,
    /// eGov's own OAuth 2: three addresses below the issuer, no signed answer.
    Egov,
}

/// How a provider is reached.
#[derive(Clone)]
pub struct Settings {
    /// What it speaks.
    pub protocol: Protocol,
    /// Its address, as it names itself.
    pub issuer: Url,
    /// Our name there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: Zeroizing<String>,
    /// The claim of an OpenID provider that holds the IIN, where it is trusted to say it.
    pub iin_claim: Option<String>,
    /// Whether the National CA's test numbers count.
    pub strictness: Strictness,
    /// Whether plain HTTP to this machine is permitted: demonstration and tests.
    pub allow_loopback: bool,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("issuer", &self.issuer.as_str()).finish_non_exhaustive()
    }
}

/// Why nobody knows who it is. Without personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityFault {
    /// The provider cannot be reached or does not work.
    #[error("the identity provider does not answer: {0}")]
    Down(String),
    /// The answer is not one that may be believed.
    #[error("the identity provider's answer is not valid: {0}")]
    Invalid(String),
}

/// What the browser takes with it, and what has to come back.
#[derive(Clone)]
pub struct Leaving {
    /// Where the browser goes.
    pub address: Url,
    /// Comes back in the address.
    pub state: String,
    /// Comes back inside the signed answer.
    pub nonce: String,
    /// The secret behind the PKCE challenge.
    pub verifier: String,
}

/// A provider. Cheap to clone.
#[derive(Clone)]
pub struct Provider {
    settings: Arc<Settings>,
    /// What an OpenID provider said of itself, and when.
    known: Arc<Mutex<Option<Known>>>,
}

/// What was said, and when.
type Known = (Timestamp, Arc<openid::Metadata>);

impl Provider {
    /// A provider; nothing is asked yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings: Arc::new(settings), known: Arc::default() }
    }

    /// Where browsers are sent, without anybody's parameters.
    ///
    /// # Errors
    /// The provider could not be asked where that is.
    pub async fn door(&self, now: Timestamp) -> Result<Url, IdentityFault> {
        match self.settings.protocol {
            Protocol::Egov => egov::address(&self.settings, "idp/oauth/authorize"),
            Protocol::OpenId => Ok(self.metadata(now).await?.authorization_endpoint().url().clone()),
        }
    }

    /// Prepare to send a browser away. `back` is the address it returns to.
    ///
    /// # Errors
    /// As [`Self::door`].
    pub async fn leave(
        &self,
        (now, chance): (Timestamp, &dyn Chance),
        (back, lang): (&Url, Lang),
    ) -> Result<Leaving, IdentityFault> {
        let mut address = self.door(now).await?;
        let secret = || {
            let mut bytes = [0; 32];
            chance.fill(&mut bytes);
            BASE64URL_NOPAD.encode(&bytes)
        };
        let (state, nonce, verifier) = (secret(), secret(), secret());
        let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes()));
        let scope = match self.settings.protocol {
            Protocol::OpenId => "openid",
            Protocol::Egov => "user:basic:read",
        };
        let language = match (self.settings.protocol, lang) {
            (Protocol::OpenId, _) => ("ui_locales", lang.tag()),
            // It has no Chinese.
            (Protocol::Egov, Lang::Zh) => ("lang", Lang::En.code()),
            (Protocol::Egov, Lang::Kk | Lang::Ru | Lang::En) => ("lang", lang.code()),
        };
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", back.as_str())
            .append_pair("scope", scope)
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair(language.0, language.1);
        Ok(Leaving { address, state, nonce, verifier })
    }

    /// Change a code for the person it stands for.
    ///
    /// # Errors
    /// The provider does not work, or its answer may not be believed.
    pub async fn identify(
        &self,
        now: Timestamp,
        (code, back): (&str, &Url),
        (nonce, verifier): (&str, &str),
    ) -> Result<ProvedIdentity, IdentityFault> {
        let exchange = Exchange { code, back, verifier };
        match self.settings.protocol {
            Protocol::Egov => egov::identify(&self.settings, now, &exchange).await,
            Protocol::OpenId => {
                let metadata = self.metadata(now).await?;
                openid::identify(&self.settings, (now, &metadata), &exchange, nonce).await
            }
        }
    }

    async fn metadata(&self, now: Timestamp) -> Result<Arc<openid::Metadata>, IdentityFault> {
        let mut known = self.known.lock().await;
        if let Some((since, metadata)) = known.as_ref()
            && now.duration_since(*since) < openid::METADATA_AGE
        {
            return Ok(Arc::clone(metadata));
        }
        let metadata = Arc::new(openid::discover(&self.settings).await?);
        *known = Some((now, Arc::clone(&metadata)));
        Ok(metadata)
    }
}

/// A code and what proves that it is ours.
struct Exchange<'a> {
    code: &'a str,
    back: &'a Url,
    verifier: &'a str,
}

impl Exchange<'_> {
    /// Ask the token endpoint (RFC 6749 §4.1.3), with our name and secret as the head of the request.
    async fn token(&self, settings: &Settings, endpoint: &Url) -> Result<serde_json::Value, IdentityFault> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", self.code)
            .append_pair("redirect_uri", self.back.as_str())
            .append_pair("client_id", &settings.client_id)
            .append_pair("code_verifier", self.verifier)
            .finish();
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encoded(&settings.client_id), encoded(&settings.client_secret));
        let basic = format!("Basic {}", data_encoding::BASE64.encode(pair.as_bytes()));
        let request = hyper::Request::post(endpoint.as_str())
            .header("authorization", basic)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .body(form.into_bytes())
            .map_err(|fault| IdentityFault::Down(fault.to_string()))?;
        let response = http::send(request, settings.allow_loopback).await?;
        let status = response.status();
        let told: serde_json::Value = serde_json::from_slice(response.body()).unwrap_or_default();
        if status.is_success() {
            return Ok(told);
        }
        // `invalid_grant`: the code was used, is old, or another's.
        let why = told.get("error").and_then(serde_json::Value::as_str).unwrap_or("no reason").to_owned();
        let why =
            format!("{}: {}", status.as_u16(), why.chars().filter(char::is_ascii_graphic).take(40).collect::<String>());
        Err(if status.is_server_error() { IdentityFault::Down(why) } else { IdentityFault::Invalid(why) })
    }
}
