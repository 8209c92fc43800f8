//! A callback: a request of the address that we gave with the invoice, which carries our secret. It only says "ask now".

use evisa_plugin_sdk::{
    proto::{Ack, Authenticity, Callback, Fault, FaultKind, RawHttp},
    secret::Shared,
};

/// Read a callback. Whatever it claims, it is acknowledged: nobody must learn which secret is right.
pub(crate) fn parse(raw: &RawHttp, known: &Shared) -> Result<Callback, Fault> {
    let only = |name: &str| {
        let mut values = raw.query.iter().filter(|pair| pair.name == name).map(|pair| pair.value.as_str());
        let first = values.next()?;
        values.next().is_none().then_some(first)
    };
    let order_ref = only("order").filter(|order| crate::is_order_ref(order));
    let order_ref = order_ref.ok_or_else(|| Fault::new(FaultKind::Input, "the callback names no order"))?;
    let proven = only("secret").is_some_and(|given| known.proves(given.as_bytes()));
    Ok(Callback {
        order_ref: Some(order_ref.to_owned()),
        authenticity: if proven { Authenticity::SharedSecret } else { Authenticity::None },
        // It says nothing about what happened, so two of them cannot be told from one that is repeated: each makes us ask.
        replay_key: None,
        observation: None,
        ack: Ack { status: 200, content_type: "application/json".to_owned(), body: r#"{"data":1}"#.to_owned() },
    })
}
