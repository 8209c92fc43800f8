//! What the shop's server asks of KKB: the state of an order, and to take, release or give back its money.

use std::sync::Arc;

use hyper::StatusCode;
use jiff::Timestamp;

use super::{
    super::{
        Bank,
        door::{self, Ask, Reply, disk_failed},
        order::{Asked, Family, Order, Status},
        shape::{almaty, amount, shuffled, whim},
        trouble,
    },
    TENGE, document, response_code,
};
use crate::domain::money::decimal_parse;

/// The document of a request: all that stands behind the `?`.
fn asked(ask: &Ask) -> String {
    let parts: Vec<_> = ask.query.iter().map(|(name, value)| [name.as_str(), value.as_str()].concat()).collect();
    parts.concat()
}

fn key_of(invoice: &str) -> String {
    Asked { family: Family::Kkb, invoice: invoice.to_owned(), ..Asked::default() }.key()
}

fn error(why: &str) -> Reply {
    xml(format!("<document><error>TEST: {why}</error></document>").into_bytes())
}

fn xml(body: Vec<u8>) -> Reply {
    door::bytes(StatusCode::OK, "text/xml", body)
}

fn signed(bank: &Bank, inside: &str, whim: usize) -> Reply {
    match document::signed(&bank.keys, inside, whim) {
        Ok(body) => xml(body),
        Err(why) => error(&why.to_string()),
    }
}

/// `GET /jsp/remote/checkOrdern.jsp?<document>`: the state of an order.
pub(in crate::sandbox) async fn check(bank: &Arc<Bank>, ask: &Ask) -> Reply {
    let document = asked(ask);
    let (merchant, raw) = match document::merchant(&document, &bank.keys) {
        Ok(found) => found,
        Err(why) => return error(why),
    };
    if merchant.id.as_deref() != Some(bank.settings.merchant_id.as_str()) {
        return error("the merchant is not the one who signed");
    }
    let invoice = merchant.order.and_then(|order| order.id).unwrap_or_default();
    let now = bank.now();
    let order = bank.read(|book| book.orders.get(&key_of(&invoice)).cloned()).filter(|order| order.is_found(now));
    if let Some(order) = &order
        && let Err(reply) = trouble::answer(bank, order).await
    {
        return reply;
    }
    let whim = whim(bank);
    let response = document::element("response", &shuffled(state(order.as_ref(), now), whim));
    signed(bank, &format!(r#"{raw}<merchant_sign type="RSA"/>{response}"#), whim)
}

/// The attributes of a state, by the table of the protocol.
fn state(order: Option<&Order>, now: Timestamp) -> Vec<(&'static str, String)> {
    let change = order.map(|order| order.now(now));
    let refused = change.map_or("00", |change| response_code(change.reason));
    let (payment, status, result) = match change.map(|change| change.status) {
        Some(Status::Reserved) => ("true", "0", "0"),
        Some(Status::Taken | Status::ChargedBack) => ("true", "2", "0"),
        Some(Status::Released | Status::GivenBack | Status::Declined | Status::TryDeclined) => ("false", "2", refused),
        Some(Status::New | Status::Ended) => ("false", "8", "8"),
        // Somebody else is asked, and the protocol has no word for it but this.
        Some(Status::Working) => ("false", "9", "9"),
        None => ("false", "7", "7"),
    };
    let told = |of: fn(&Order) -> String| order.map(of).unwrap_or_default();
    let moved = payment == "true";
    vec![
        ("payment", payment.to_owned()),
        ("status", status.to_owned()),
        ("result", result.to_owned()),
        (
            "amount",
            if moved {
                told(|order| amount(order.taken_minor))
            } else {
                told(|order| amount(order.asked.amount_minor))
            },
        ),
        ("currencycode", TENGE.to_owned()),
        ("timestamp", change.map(|change| almaty(change.at)).unwrap_or_default()),
        ("reference", if moved { told(|order| order.reference.clone()) } else { String::new() }),
        ("cardhash", told(|order| order.mask.replace("...", "-XX-XXXX-"))),
        ("approval_code", if moved { told(|order| order.approval.clone()) } else { String::new() }),
        ("msg", String::new()),
        ("secure", "Yes".to_owned()),
        ("card_bin", "KAZ".to_owned()),
        ("payername", String::new()),
        ("payermail", String::new()),
        ("payerphone", String::new()),
        ("c_hash", String::new()),
    ]
}

/// `GET /jsp/remote/control.jsp?<document>`: complete, reverse or refund.
pub(in crate::sandbox) async fn command(bank: &Arc<Bank>, ask: &Ask) -> Reply {
    let document = asked(ask);
    let (merchant, raw) = match document::merchant(&document, &bank.keys) {
        Ok(found) => found,
        Err(why) => return error(why),
    };
    let (Some(command), Some(payment)) = (merchant.command, merchant.payment) else {
        return error("there is no command, or no payment");
    };
    if merchant.id.as_deref() != Some(bank.settings.merchant_id.as_str()) || payment.currency != TENGE {
        return error("the merchant or the currency is not ours");
    }
    let Ok(amount_minor) = decimal_parse(&payment.amount, 2) else {
        return error("the amount is not a decimal number");
    };
    let (key, now) = (key_of(&payment.order), bank.now());
    let done = bank.change(move |book| {
        let order = book.orders.get_mut(&key).ok_or("no such order")?;
        if order.reference != payment.reference || order.approval != payment.approval_code {
            return Err("the reference or the approval code is of another payment");
        }
        match command.kind.as_str() {
            "complete" => order.take(Some(amount_minor), now).map(|()| 0),
            "reverse" => order.release(now).map(|()| 0),
            // The protocol has no name for a refund: each command is one more.
            "refund" => order.give_back(amount_minor, &format!("refund {}", order.refunds.len() + 1), now),
            _ => Err("no such command"),
        }
    });
    let (code, message, left) = match done.await {
        Ok(Ok(left)) => ("00", "Approved", left),
        Ok(Err(why)) => ("99", why, 0),
        Err(error) => return disk_failed(&error),
    };
    let whim = whim(bank);
    let response =
        vec![("code", code.to_owned()), ("message", format!("TEST: {message}")), ("remaining_amount", amount(left))];
    let response = document::element("response", &shuffled(response, whim));
    signed(bank, &format!(r#"{raw}<merchant_sign type="RSA"/>{response}"#), whim)
}
