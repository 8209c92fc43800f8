//! What the shop's server asks: tokens, the state of an order, and to take, release or give back the money.

use std::{sync::Arc, time::Duration};

use hyper::{StatusCode, header};
use subtle::ConstantTimeEq;

use super::{
    Bank, answer,
    book::Token,
    cards::Outcome,
    door::{Ask, Reply, disk_failed, field, json, plain, typed},
    order::{Order, later},
};
use crate::domain::money::decimal_parse;

/// The lifetime of a token, as the answer says.
const TOKEN_LIFE: Duration = Duration::from_secs(1_200);

/// Give a token to the shop, bound to what it asks for.
pub(super) async fn token(bank: &Arc<Bank>, ask: &Ask) -> Reply {
    let form = ask.form();
    let same = |given: &str, known: &str| bool::from(given.as_bytes().ct_eq(known.as_bytes()));
    let id_fits = same(field(&form, "client_id"), &bank.settings.client_id);
    let secret_fits = same(field(&form, "client_secret"), &bank.settings.client_secret);
    if !(id_fits && secret_fits) {
        return json(StatusCode::UNAUTHORIZED, answer::object(&[("error", answer::text("invalid_client"))]));
    }
    if field(&form, "grant_type") != "client_credentials" {
        return json(StatusCode::BAD_REQUEST, answer::object(&[("error", answer::text("unsupported_grant_type"))]));
    }
    let scope = field(&form, "scope").to_owned();
    let kept = form.into_iter().filter(|(name, _)| !name.starts_with("client_")).collect();
    let token = Token { fields: kept, issued_at: bank.now() };
    let seed = bank.settings.seed;
    match bank.change(move |book| book.token_issue(seed, token)).await {
        Ok(name) => json(StatusCode::OK, answer::token(bank, &name, &scope)),
        Err(error) => disk_failed(&error),
    }
}

/// A token by name, unless its time is over.
pub(super) fn token_of(bank: &Bank, name: &str) -> Option<Token> {
    let now = bank.now();
    bank.read(|book| book.tokens.get(name).cloned()).filter(|token| now < later(token.issued_at, TOKEN_LIFE))
}

fn bearer(bank: &Bank, ask: &Ask) -> Option<Token> {
    token_of(bank, ask.header(header::AUTHORIZATION).strip_prefix("Bearer ")?)
}

/// The state of an order.
pub(super) async fn status(bank: &Arc<Bank>, ask: &Ask, invoice: &str) -> Reply {
    let Some(token) = bearer(bank, ask) else { return unauthorised() };
    if token.field("terminal").is_empty() {
        return json(StatusCode::OK, answer::status_without(104, "No terminal in the token"));
    }
    let now = bank.now();
    let found = bank.read(|book| book.orders.get(invoice).cloned());
    let found = found.filter(|order| order.unfound_until.is_none_or(|until| until <= now));
    let Some(order) = found else {
        return json(StatusCode::OK, answer::status_without(102, "Transaction not found"));
    };
    if order.asked.terminal != token.field("terminal") {
        return json(StatusCode::OK, answer::status_without(109, "The terminal is not yours"));
    }
    match breakdown(bank, &order).await {
        Err(reply) => return reply,
        Ok(()) if order.outcome == Some(Outcome::Slow) => tokio::time::sleep(bank.settings.pace.slow).await,
        Ok(()) => {}
    }
    json(StatusCode::OK, answer::status(bank, &order, now))
}

/// Break down where the card says so: once, with a page of HTML.
async fn breakdown(bank: &Arc<Bank>, order: &Order) -> Result<(), Reply> {
    if order.breakdowns_left == 0 {
        return Ok(());
    }
    let invoice = order.asked.invoice.clone();
    let counted = bank.change(move |book| {
        let order = book.orders.get_mut(&invoice);
        order.map(|order| order.breakdowns_left = order.breakdowns_left.saturating_sub(1))
    });
    counted.await.map_err(|error| disk_failed(&error))?;
    let page = "<!DOCTYPE html><title>TEST 500</title><h1>TEST: Internal Server Error</h1>".to_owned();
    Err(typed(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", page))
}

/// Take, release or give back the money.
pub(super) async fn operate(bank: &Arc<Bank>, ask: &Ask, id: &str, operation: &str) -> Reply {
    let Some(token) = bearer(bank, ask) else { return unauthorised() };
    let amount = match field(&ask.query, "amount") {
        "" => None,
        text => match decimal_parse(text, 2) {
            Ok(minor) => Some(minor),
            Err(_) => return refused("amount is not a decimal number"),
        },
    };
    let (id, operation, now) = (id.to_owned(), operation.to_owned(), bank.now());
    let operated = bank.change(move |book| {
        let order = book.order_by_id(&id).filter(|order| order.asked.terminal == token.field("terminal"));
        order.ok_or("no such transaction")?.operate(&operation, amount, now)
    });
    match operated.await {
        Ok(Ok(())) => typed(StatusCode::OK, "application/json", String::new()),
        Ok(Err(reason)) => refused(reason),
        Err(error) => disk_failed(&error),
    }
}

fn refused(reason: &str) -> Reply {
    json(StatusCode::BAD_REQUEST, answer::object(&[("code", "100".to_owned()), ("message", answer::text(reason))]))
}

fn unauthorised() -> Reply {
    plain(StatusCode::UNAUTHORIZED, "the token is unknown or its time is over")
}
