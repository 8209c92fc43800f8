//! The trouble of an answer to the shop: it takes its time, or it is a page of HTML with status 500.

use std::sync::{Arc, atomic::Ordering};

use hyper::StatusCode;

use super::{
    Bank,
    chance::{self, Occasion, within},
    door::{Reply, disk_failed, typed},
    order::Order,
    outcome::Outcome,
};

/// Whether a question about an order, or a payment by a program, is answered at all.
pub(super) async fn answer(bank: &Arc<Bank>, order: &Order) -> Result<(), Reply> {
    let faults = bank.faults();
    let nth = bank.whims.fetch_add(1, Ordering::Relaxed);
    let roll = |occasion| chance::roll(bank.settings.seed, occasion, (order.serial, nth));
    let slow = if order.outcome == Some(Outcome::Slow) { bank.settings.pace.slow } else { std::time::Duration::ZERO };
    tokio::time::sleep(slow + chance::delay(roll(Occasion::AnswerDelay), faults.answer_delay_ms_max)).await;
    if 0 < order.breakdowns_left {
        let key = order.asked.key();
        let counted = bank.change(move |book| {
            let order = book.orders.get_mut(&key);
            order.map(|order| order.breakdowns_left = order.breakdowns_left.saturating_sub(1))
        });
        counted.await.map_err(|error| disk_failed(&error))?;
        return Err(broken());
    }
    if within(roll(Occasion::AnswerBroken), faults.answer_broken_permille) { Err(broken()) } else { Ok(()) }
}

fn broken() -> Reply {
    let page = "<!DOCTYPE html><title>TEST 500</title><h1>TEST: Internal Server Error</h1>".to_owned();
    typed(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", page)
}

/// What a program gets that paid with something of this outcome, before the answer proper: an answer that comes too late.
pub(super) async fn paid(bank: &Arc<Bank>, order: &Order) -> Result<(), Reply> {
    if order.outcome == Some(Outcome::Timeout) {
        tokio::time::sleep(bank.settings.pace.page_timeout).await;
        let page = "<!DOCTYPE html><title>TEST 504</title><h1>TEST: Gateway Timeout</h1>".to_owned();
        return Err(typed(StatusCode::GATEWAY_TIMEOUT, "text/html; charset=utf-8", page));
    }
    answer(bank, order).await
}
