//! What the bank posts unasked: PostLink after a success, signed over its `<bank>` element, and FailurePostLink, which nobody signs
//! and which therefore never says anything about the state.

use evisa_plugin_sdk::{
    almaty,
    decimal::minor_parse,
    form, mask,
    proto::{Ack, Authenticity, Callback, Fault, FaultKind, Observation, RawHttp, Status},
};
use roxmltree::Node;

use crate::{
    document::{self, DOCUMENT_BYTES_MAX, attribute, child},
    sign::BankKeys,
    status::{self, is_order_ref},
};

/// Read a callback. Whatever it claims, it is acknowledged with `0`: otherwise the bank repeats it three times, and a forger learns
/// that a signature failed.
pub(crate) fn parse(raw: &RawHttp, keys: &BankKeys) -> Result<Callback, Fault> {
    let documents = documents(raw);
    if let Some(bank) = documents.iter().find_map(|document| document::bank_verified(document, keys)) {
        return signed(&bank);
    }
    let order_ref = documents.iter().find_map(|document| order_named(document));
    let order_ref = order_ref.ok_or_else(|| Fault::new(FaultKind::Input, "the callback names no order"))?;
    Ok(callback(order_ref, Authenticity::None, None, None))
}

fn callback(
    order_ref: String,
    authenticity: Authenticity,
    replay_key: Option<String>,
    observation: Option<Observation>,
) -> Callback {
    let ack = Ack { status: 200, content_type: "text/plain".to_owned(), body: "0".to_owned() };
    Callback { order_ref: Some(order_ref), authenticity, replay_key, observation, ack }
}

/// What a signed PostLink says. Values are reported as they stand: whether order, amount, currency and terminal are ours is the
/// host's to compare.
fn signed(bank: &str) -> Result<Callback, Fault> {
    let input = |why: &str| Fault::new(FaultKind::Input, why);
    let parsed = document::parse(bank).ok_or_else(|| input("signed, and yet no XML"))?;
    let root = parsed.root_element();
    let order = child(root, "customer").and_then(|node| child(node, "merchant")).and_then(|node| child(node, "order"));
    let results = child(root, "results");
    let payment = results.and_then(|node| child(node, "payment"));
    let (Some(order), Some(results), Some(payment)) = (order, results, payment) else {
        return Err(input("signed, and yet not the document we know"));
    };
    let order_ref = attribute(order, "order_id").ok_or_else(|| input("signed, and yet without an order"))?;
    let part = |node: Node<'_, '_>, name: &str| attribute(node, name).unwrap_or_default();
    let code = part(payment, "response_code");
    let replay_key = format!("{order_ref}/{}/{code}/{}", part(payment, "reference"), part(results, "timestamp"));
    let observation = (code == "00").then(|| observation(&order_ref, (order, results, payment)));
    Ok(callback(order_ref, Authenticity::Signed, Some(replay_key), observation.flatten()))
}

/// A success reserves the money; whether it was taken already, only the status service says. An amount that the order and the
/// payment tell differently is told as the payment's.
fn observation(
    order_ref: &str,
    (order, results, payment): (Node<'_, '_>, Node<'_, '_>, Node<'_, '_>),
) -> Option<Observation> {
    let amount = attribute(payment, "amount").and_then(|text| minor_parse(&text, status::PLACES).ok())?;
    Some(Observation {
        amount_minor: Some(amount),
        currency: attribute(order, "currency").map(status::currency),
        terminal: attribute(payment, "merchant_id"),
        provider_ref: attribute(payment, "reference"),
        approval: attribute(payment, "approval_code"),
        occurred_at: attribute(results, "timestamp").and_then(|text| almaty::with_offset(&text)),
        masked_instrument: attribute(payment, "card").as_deref().and_then(mask::masked),
        ..Observation::new(Status::Authorised, order_ref)
    })
}

/// The order that an unproven document names: `<order order_id>` of a PostLink, `<response order_id>` of a FailurePostLink.
fn order_named(document: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(document);
    let parsed = document::parse(&text)?;
    let mut named = parsed.descendants().filter_map(|node| node.attribute("order_id"));
    let first = named.next().filter(|order| is_order_ref(order))?.to_owned();
    named.all(|other| other == first).then_some(first)
}

/// What the body may mean. A form turns a blank into `+` and a careless sender leaves `+` as it is, so both readings are tried, and
/// last the one in which a signature inside the document gets back the `+` it lost: at most one of them verifies.
fn documents(raw: &RawHttp) -> Vec<Vec<u8>> {
    let body = raw.body.0.trim_ascii();
    let mut readings = Vec::new();
    if body.starts_with(b"<") {
        readings.push(body.to_vec());
    }
    for plus in [b' ', b'+'] {
        readings.extend(form::fields(body, plus).filter(|(name, _)| name == "response").map(|(_, value)| value));
    }
    let asked = raw.query.iter().filter(|pair| pair.name == "response");
    readings.extend(asked.map(|pair| pair.value.clone().into_bytes()));
    readings.retain(|reading| reading.len() <= DOCUMENT_BYTES_MAX);
    let mended: Vec<_> = readings.iter().map(|reading| mended(reading)).collect();
    readings.extend(mended);
    let mut once: Vec<Vec<u8>> = Vec::new();
    for reading in readings {
        if !once.contains(&reading) {
            once.push(reading);
        }
    }
    once
}

/// The document with `+` for every blank inside `merchant_sign`, which is base64.
fn mended(document: &[u8]) -> Vec<u8> {
    let mut mended = document.to_vec();
    let open = document::find(document, b"<merchant_sign").and_then(|start| {
        let text = start + document::find(&document[start..], b">")? + 1;
        Some((text, text + document::find(&document[text..], b"<")?))
    });
    if let Some((start, end)) = open {
        mended[start..end].iter_mut().filter(|byte| **byte == b' ').for_each(|byte| *byte = b'+');
    }
    mended
}
