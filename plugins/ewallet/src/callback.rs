//! A callback: JSON with the secret that we gave the provider. It only says "ask now".

use evisa_plugin_sdk::{
    proto::{Ack, Authenticity, Callback, Fault, FaultKind, RawHttp},
    secret::Shared,
};
use serde::Deserialize;

/// Longest event or status that is believed.
const FIELD_CHARS_MAX: usize = 64;

#[derive(Deserialize)]
struct Posted {
    event_id: Option<String>,
    order_ref: String,
    status: Option<String>,
    callback_secret: Option<String>,
}

/// Read a callback. Whatever it claims, it is acknowledged: nobody must learn which secret is right.
pub(crate) fn parse(raw: &RawHttp, known: &Shared) -> Result<Callback, Fault> {
    let input = |why: &str| Fault::new(FaultKind::Input, why);
    let posted: Posted =
        serde_json::from_slice(&raw.body.0).map_err(|_| input("the callback is not the JSON we know"))?;
    if !crate::is_order_ref(&posted.order_ref) {
        return Err(input("the callback names no order"));
    }
    let proven = posted.callback_secret.is_some_and(|given| known.proves(given.as_bytes()));
    let part = |text: Option<String>| text.filter(|text| text.len() <= FIELD_CHARS_MAX).unwrap_or_default();
    let replay_key = format!("{}/{}/{}", posted.order_ref, part(posted.event_id), part(posted.status));
    let body = r#"{"accepted":true}"#.to_owned();
    Ok(Callback {
        order_ref: Some(posted.order_ref),
        authenticity: if proven { Authenticity::SharedSecret } else { Authenticity::None },
        replay_key: Some(replay_key),
        observation: None,
        ack: Ack { status: 200, content_type: "application/json".to_owned(), body },
    })
}
