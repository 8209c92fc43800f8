//! An order of Halyk ePay 2: a form from the customer's browser, which a token permits.

use std::sync::Arc;

use hyper::Method;

use super::{
    super::{
        Bank,
        door::{Ask, Fields, Reply, field},
        order::{Asked, Family},
        pages::{self, field_kept, is_link},
    },
    api,
};
use crate::domain::money::decimal_parse;

/// `/payform`: the shop sends the customer here with the fields of the order and its token.
pub(in crate::sandbox) async fn open(bank: &Arc<Bank>, ask: &Ask) -> Reply {
    let fields = if ask.method == Method::POST { ask.form() } else { ask.query.clone() };
    let lang = pages::lang_asked(&fields, None);
    pages::opened(bank, lang, order_asked(bank, &fields)).await
}

/// The order of the fields, when a token of ours was given for exactly this order.
fn order_asked(bank: &Bank, fields: &Fields) -> Result<Asked, &'static str> {
    let get = |name: &str| field_kept(fields, name);
    let auth: serde_json::Value = serde_json::from_str(field(fields, "auth")).map_err(|_| "auth is not JSON")?;
    let name = auth.get("access_token").and_then(serde_json::Value::as_str).ok_or("auth has no access_token")?;
    let token = api::token_of(bank, name).ok_or("the token is unknown or its time is over")?;
    let amount = decimal_parse(&get("amount"), 2).map_err(|_| "amount is not a decimal number")?;
    if decimal_parse(token.field("amount"), 2) != Ok(amount) || amount == 0 {
        return Err("the token is for another amount");
    }
    for (given, bound) in [("invoiceId", "invoiceID"), ("terminal", "terminal"), ("currency", "currency")] {
        if get(given) != token.field(bound) {
            return Err("the token is for another order");
        }
    }
    if get("terminal") != bank.settings.terminal || get("currency") != "KZT" {
        return Err("the terminal or the currency is not ours");
    }
    if !is_link(&get("backLink")) || !is_link(&get("failureBackLink")) {
        return Err("backLink or failureBackLink is not an address");
    }
    Ok(Asked {
        family: Family::Halyk,
        invoice: get("invoiceId"),
        amount_minor: amount,
        currency: get("currency"),
        terminal: get("terminal"),
        description: get("description"),
        language: get("language"),
        account: get("accountId"),
        recipient: get("recipient"),
        cabinet: get("cabinet"),
        back_link: get("backLink"),
        failure_back_link: get("failureBackLink"),
        post_link: token.field("postLink").to_owned(),
        failure_post_link: token.field("failurePostLink").to_owned(),
        secret_hash: token.field("secret_hash").to_owned(),
        expires_at: None,
    })
}
