//! What a chain of questions and requests is for, and the two errands beside taking the fee: taking reserved money, and calling off.

use evisa_plugin_sdk::proto;
use jiff::SignedDuration;

use super::{Loaded, ask, outcome::fee_wanted, query};
use crate::{
    domain::{
        context::Cx,
        effect::Ask,
        payment::{CallingOff, Errand, Flight},
        refusal::Refusal,
    },
    store::Writer,
};

/// How long after a request to take reserved money a question must be asked before "still reserved" means that it did not arrive.
const CAPTURE_SETTLED: SignedDuration = SignedDuration::from_secs(60);

/// The errand of a question to the plugin. Going on keeps the errand, but for what the customer typed: that is to pay.
pub(super) const fn of(ask: &Ask, before: Errand) -> Errand {
    match ask {
        Ask::Start => Errand::Pay,
        Ask::Resume { event } => match event {
            proto::Event::FormSubmitted { .. } | proto::Event::Resend => Errand::Pay,
            proto::Event::HttpResult(_) | proto::Event::CustomerReturned { .. } | proto::Event::Tick => before,
        },
        Ask::Query => Errand::Query,
        Ask::Cancel => Errand::Cancel,
        Ask::Capture => Errand::Capture,
        Ask::Refund { .. } => Errand::Refund,
        Ask::QueryRefund { .. } => Errand::QueryRefund,
    }
}

/// Nobody wants the payment any more: ask how it stands, and remember to call it off where the plugin can.
pub(super) fn call_off(tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded) -> Result<(), Refusal> {
    let attempt = loaded.attempt();
    if attempt.caps.cancel && attempt.calling_off == CallingOff::No {
        attempt.calling_off = CallingOff::Wanted;
    }
    Ok(query(tx, cx, loaded)?)
}

/// The provider said that nothing was taken: now it may be called off, once.
pub(super) fn call_off_go(tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded) -> Result<(), Refusal> {
    let attempt = loaded.attempt();
    if attempt.calling_off == CallingOff::Wanted && attempt.flight == Flight::None && attempt.outcome_open() {
        attempt.calling_off = CallingOff::Asked;
        attempt.requests = 0;
        ask(tx, cx, loaded, Ask::Cancel)?;
    }
    Ok(())
}

/// The money is reserved, ours in every field: take it, once. A second request needs a question that was asked well after the first;
/// what is not wanted any more is called off instead.
pub(super) fn capture(tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded) -> Result<(), Refusal> {
    let wanted = fee_wanted(tx, loaded)?;
    let attempt = loaded.attempt();
    if attempt.caps.capture != proto::Capture::Manual || attempt.flight != Flight::None {
        return Ok(());
    }
    if !wanted {
        if attempt.caps.cancel && attempt.calling_off == CallingOff::No {
            attempt.calling_off = CallingOff::Wanted;
        }
        return Ok(());
    }
    let asked_since = |sent| attempt.queried_at.is_some_and(|asked| sent + CAPTURE_SETTLED <= asked);
    if attempt.capture_sent_at.is_none_or(asked_since) {
        attempt.requests = 0;
        ask(tx, cx, loaded, Ask::Capture)?;
    }
    Ok(())
}
