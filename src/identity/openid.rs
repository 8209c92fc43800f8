//! OpenID Connect: discovery, and a signed answer whose issuer, audience, time, nonce and signature are checked by `openidconnect`.

use std::{collections::HashMap, str::FromStr};

use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    AdditionalClaims, ClientId, ClientSecret, IdToken, IssuerUrl, Nonce,
    core::{
        CoreGenderClaim, CoreIdTokenVerifier, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
        CoreProviderMetadata,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Exchange, IdentityFault, Settings, http};
use crate::domain::{calendar::almaty_date, identity::ProvedIdentity, iin::Iin};

/// What a provider says of itself, with its keys.
pub(super) type Metadata = CoreProviderMetadata;
/// How long that is believed; a provider that changes its keys announces the new ones longer before.
pub(super) const METADATA_AGE: SignedDuration = SignedDuration::from_mins(10);
/// Characters of the longest name of a person at a provider (OpenID Connect Core §2).
const SUBJECT_CHARS_MAX: usize = 255;

/// The claims beside the standard ones.
#[derive(Debug, Deserialize, Serialize)]
struct More(HashMap<String, Value>);
impl AdditionalClaims for More {}

type Answer = IdToken<More, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// Ask the provider about itself.
pub(super) async fn discover(settings: &Settings) -> Result<Metadata, IdentityFault> {
    let issuer = issuer(settings)?;
    let loopback = settings.allow_loopback;
    let client = move |request| http::send(request, loopback);
    let found = CoreProviderMetadata::discover_async(issuer, &client).await;
    found.map_err(|fault| IdentityFault::Down(fault.to_string()))
}

/// The issuer exactly as it names itself: with or without a slash at the end, as the settings write it.
fn issuer(settings: &Settings) -> Result<IssuerUrl, IdentityFault> {
    let text = settings.issuer.as_str();
    // An address without a path is written without the slash that `Url` adds.
    let text = if settings.issuer.path() == "/" { text.trim_end_matches('/') } else { text };
    IssuerUrl::new(text.to_owned()).map_err(|fault| IdentityFault::Down(fault.to_string()))
}

/// Who a code stands for.
pub(super) async fn identify(
    settings: &Settings,
    (now, metadata): (Timestamp, &Metadata),
    exchange: &Exchange<'_>,
    nonce: &str,
) -> Result<ProvedIdentity, IdentityFault> {
    let invalid = |why: String| IdentityFault::Invalid(why);
    let endpoint = metadata.token_endpoint().ok_or_else(|| invalid("no token endpoint".to_owned()))?;
    let told = exchange.token(settings, endpoint.url()).await?;
    let text = told.get("id_token").and_then(Value::as_str).ok_or_else(|| invalid("no ID token".to_owned()))?;
    let answer = Answer::from_str(text).map_err(|_| invalid("an ID token that cannot be read".to_owned()))?;
    let verifier = CoreIdTokenVerifier::new_confidential_client(
        ClientId::new(settings.client_id.clone()),
        ClientSecret::new(settings.client_secret.to_string()),
        issuer(settings)?,
        metadata.jwks().clone(),
    )
    // Asymmetric ones only: a secret that both sides have proves nothing to a third.
    .set_allowed_algs([
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    ]);
    let claims = answer.claims(&verifier, &Nonce::new(nonce.to_owned())).map_err(|fault| invalid(fault.to_string()))?;
    let subject = claims.subject().to_string();
    if subject.is_empty() || SUBJECT_CHARS_MAX < subject.chars().count() {
        return Err(invalid("a person without a name".to_owned()));
    }
    let said =
        settings.iin_claim.as_ref().and_then(|name| claims.additional_claims().0.get(name)).and_then(Value::as_str);
    let iin = said.map(|text| Iin::parse(text, almaty_date(now), settings.strictness)).transpose();
    let iin = iin.map_err(|_| invalid("an IIN that cannot exist".to_owned()))?;
    Ok(ProvedIdentity { issuer: claims.issuer().to_string(), subject, iin })
}
