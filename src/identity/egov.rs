//! eGov's provider (`idp.egov.kz`): plain OAuth 2, and a page of its own for the person's facts. TLS to the issuer is what is believed.

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::{Exchange, IdentityFault, Settings, http};
use crate::domain::{calendar::almaty_date, identity::ProvedIdentity, iin::Iin};

/// An address below the issuer.
pub(super) fn address(settings: &Settings, path: &str) -> Result<Url, IdentityFault> {
    let mut issuer = settings.issuer.clone();
    if !issuer.path().ends_with('/') {
        issuer.set_path(&format!("{}/", issuer.path()));
    }
    issuer.join(path).map_err(|fault| IdentityFault::Down(fault.to_string()))
}

/// Who a code stands for.
pub(super) async fn identify(
    settings: &Settings,
    now: Timestamp,
    exchange: &Exchange<'_>,
) -> Result<ProvedIdentity, IdentityFault> {
    let invalid = |why: &str| IdentityFault::Invalid(why.to_owned());
    let told = exchange.token(settings, &address(settings, "idp/oauth/token")?).await?;
    let token = told.get("access_token").and_then(Value::as_str).ok_or_else(|| invalid("no access token"))?;
    let resource = address(settings, "idp/resource/user/basic")?;
    let request = hyper::Request::get(resource.as_str())
        .header("authorization", format!("Bearer {token}"))
        .header("accept", "application/json")
        .body(Vec::new())
        .map_err(|_| invalid("an access token that no header can hold"))?;
    let response = http::send(request, settings.allow_loopback).await?;
    if !response.status().is_success() {
        return Err(IdentityFault::Down(format!("the person's facts: {}", response.status().as_u16())));
    }
    let facts: Value = serde_json::from_slice(response.body()).map_err(|_| invalid("facts that are no JSON"))?;
    // Two shapes were seen: the person inside `person`, and flat.
    let person = facts.get("person").unwrap_or(&facts);
    let iin = person.get("iin").and_then(Value::as_str).ok_or_else(|| invalid("no IIN"))?;
    let iin =
        Iin::parse(iin, almaty_date(now), settings.strictness).map_err(|_| invalid("an IIN that cannot exist"))?;
    Ok(ProvedIdentity {
        issuer: settings.issuer.as_str().trim_end_matches('/').to_owned(),
        subject: iin.as_str().to_owned(),
        iin: Some(iin),
    })
}
