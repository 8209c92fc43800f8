//! What the shop's server asks: tokens, the state of an order, and to take, release or give back the money.

use std::sync::Arc;

use hyper::{StatusCode, header};
use subtle::ConstantTimeEq;

use super::{
    super::{
        Bank,
        book::{TOKEN_LIFE, Token},
        door::{Ask, Reply, disk_failed, field, json, plain, typed},
        order::{Asked, Family, later},
        shape, trouble,
    },
    answer,
};
use crate::domain::money::decimal_parse;

/// Give a token to the shop, bound to what it asks for.
pub(in crate::sandbox) async fn token(bank: &Arc<Bank>, ask: &Ask) -> Reply {
    let form = ask.form();
    let same = |given: &str, known: &str| bool::from(given.as_bytes().ct_eq(known.as_bytes()));
    let id_fits = same(field(&form, "client_id"), &bank.settings.client_id);
    let secret_fits = same(field(&form, "client_secret"), &bank.settings.client_secret);
    if !(id_fits && secret_fits) {
        return json(StatusCode::UNAUTHORIZED, shape::object(&[("error", shape::text("invalid_client"))]));
    }
    if field(&form, "grant_type") != "client_credentials" {
        return json(StatusCode::BAD_REQUEST, shape::object(&[("error", shape::text("unsupported_grant_type"))]));
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
pub(in crate::sandbox) async fn status(bank: &Arc<Bank>, ask: &Ask, invoice: &str) -> Reply {
    let Some(token) = bearer(bank, ask) else { return unauthorised() };
    if token.field("terminal").is_empty() {
        return json(StatusCode::OK, answer::status_without(104, "No terminal in the token"));
    }
    let now = bank.now();
    let key = Asked { family: Family::Halyk, invoice: invoice.to_owned(), ..Asked::default() }.key();
    let found = bank.read(|book| book.orders.get(&key).cloned()).filter(|order| order.is_found(now));
    let Some(order) = found else {
        return json(StatusCode::OK, answer::status_without(102, "Transaction not found"));
    };
    if order.asked.terminal != token.field("terminal") {
        return json(StatusCode::OK, answer::status_without(109, "The terminal is not yours"));
    }
    match trouble::answer(bank, &order).await {
        Ok(()) => json(StatusCode::OK, answer::status(bank, &order, now)),
        Err(reply) => reply,
    }
}

/// Take, release or give back the money.
pub(in crate::sandbox) async fn operate(bank: &Arc<Bank>, ask: &Ask, id: &str, operation: &str) -> Reply {
    let Some(token) = bearer(bank, ask) else { return unauthorised() };
    let amount = match field(&ask.query, "amount") {
        "" => None,
        text => match decimal_parse(text, 2) {
            Ok(minor) => Some(minor),
            Err(_) => return refused("amount is not a decimal number"),
        },
    };
    let refund = Some(field(&ask.query, "externalID")).filter(|name| !name.is_empty()).unwrap_or("refund").to_owned();
    let (id, operation, now) = (id.to_owned(), operation.to_owned(), bank.now());
    let operated = bank.change(move |book| {
        let order =
            book.order_by_id(Family::Halyk, &id).filter(|order| order.asked.terminal == token.field("terminal"));
        let order = order.ok_or("no such transaction")?;
        match operation.as_str() {
            "charge" => order.take(amount, now),
            "cancel" => order.release(now),
            "refund" if amount.is_some_and(|amount| amount != order.taken_minor) => {
                Err("the model bank gives back the whole amount only")
            }
            "refund" => order.give_back(order.taken_minor, &refund, now).map(drop),
            _ => Err("no such operation"),
        }
    });
    match operated.await {
        Ok(Ok(())) => typed(StatusCode::OK, "application/json", String::new()),
        Ok(Err(reason)) => refused(reason),
        Err(error) => disk_failed(&error),
    }
}

fn refused(reason: &str) -> Reply {
    json(StatusCode::BAD_REQUEST, shape::object(&[("code", "100".to_owned()), ("message", shape::text(reason))]))
}

fn unauthorised() -> Reply {
    plain(StatusCode::UNAUTHORIZED, "the token is unknown or its time is over")
}
