//! The answers of Halyk ePay 2, odd as the real ones: amounts as bare numbers, fields in any order, two spellings.

use jiff::Timestamp;

use super::super::{
    Bank,
    order::{Order, Reason, Status},
    shape::{amount_short as amount, object, shuffled, text, time, whim},
};

/// The bank's own name of a state. It has none for a chargeback: only the settlement file tells.
pub(in crate::sandbox) const fn named(status: Status) -> &'static str {
    match status {
        Status::New => "NEW",
        Status::Working => "3D",
        Status::Reserved => "AUTH",
        Status::Taken | Status::ChargedBack => "CHARGE",
        Status::Released => "CANCEL",
        Status::GivenBack => "REFUND",
        Status::Declined | Status::Ended => "REJECT",
        Status::TryDeclined => "FAILED",
    }
}

/// The bank's number of a reason: 455 3-D Secure failed, 462 declined by the issuer, 484 not enough money.
const fn numbered(reason: Reason) -> u16 {
    match reason {
        Reason::None => 0,
        Reason::Refused => 462,
        Reason::Short => 484,
        Reason::Code => 455,
    }
}

/// The lifetime of a token: a string or a number, as the real one.
pub(super) fn token(bank: &Bank, access_token: &str, scope: &str) -> String {
    let lifetime = if whim(bank).is_multiple_of(2) { text("1200") } else { "1200".to_owned() };
    object(&[
        ("access_token", text(access_token)),
        ("expires_in", lifetime),
        ("refresh_token", text("")),
        ("scope", text(scope)),
        ("token_type", text("Bearer")),
    ])
}

/// The answer of the status service without a transaction.
pub(super) fn status_without(code: u16, message: &str) -> String {
    object(&[("resultCode", text(&code.to_string())), ("resultMessage", text(message))])
}

/// The answer of the status service about an order.
pub(super) fn status(bank: &Bank, order: &Order, now: Timestamp) -> String {
    let whim = whim(bank);
    let change = order.now(now);
    // A card that was declined leaves no amount and no currency behind, now and then.
    let bare = change.status == Status::TryDeclined && whim % 2 == 1;
    let minor = if order.taken_minor == 0 { order.asked.amount_minor } else { order.taken_minor };
    let taken = matches!(change.status, Status::Taken | Status::ChargedBack);
    let paid_out = if taken { minor } else { 0 };
    let approval = if taken { order.approval.as_str() } else { "" };
    let fields = vec![
        ("id", text(&order.id)),
        ("createdDate", text(&time(order.opened_at, whim))),
        ("invoiceID", text(&order.asked.invoice)),
        ("amount", if bare { "0".to_owned() } else { amount(minor) }),
        ("amountBonus", "0".to_owned()),
        ("payoutAmount", amount(paid_out)),
        ("orgAmount", amount(order.asked.amount_minor)),
        ("approvalCode", text(approval)),
        (if whim % 3 == 2 { "curency" } else { "currency" }, text(if bare { "" } else { &order.asked.currency })),
        ("terminal", text(&order.asked.terminal)),
        ("accountID", text(&order.asked.account)),
        ("description", text(&order.asked.description)),
        ("language", text(&order.asked.language)),
        ("cardMask", text(&order.mask)),
        ("cardType", text("TEST")),
        ("issuer", text("")),
        ("reference", text(&order.reference)),
        ("secure", text("yes")),
        (if whim % 5 == 4 { "status" } else { "statusName" }, text(named(change.status))),
        ("reason", text("")),
        ("reasonCode", numbered(change.reason).to_string()),
        ("name", text("")),
        ("email", text("")),
        ("phone", text("")),
    ];
    let fields = shuffled(fields, whim);
    let (code, message) = if matches!(change.status, Status::Declined | Status::Ended) {
        ("101", "Rejected")
    } else {
        ("100", "Success")
    };
    object(&[("resultCode", text(code)), ("resultMessage", text(message)), ("transaction", object(&fields))])
}

/// What the bank tells the shop. It is not signed: the shop's own secret is all that it carries.
pub(in crate::sandbox) fn callback(bank: &Bank, order: &Order, paid: bool) -> String {
    let whim = whim(bank);
    let change = order.now(bank.now());
    let fields = vec![
        ("id", text(&order.id)),
        ("dateTime", text(&time(change.at, whim))),
        ("invoiceId", text(&order.asked.invoice)),
        ("amount", amount(order.taken_minor)),
        ("amountBonus", "0".to_owned()),
        ("currency", text(&order.asked.currency)),
        ("terminal", text(&order.asked.terminal)),
        ("accountId", text(&order.asked.account)),
        ("description", text(&order.asked.description)),
        ("language", text(&order.asked.language)),
        ("cardMask", text(&order.mask)),
        ("cardType", text("TEST")),
        ("reference", text(&order.reference)),
        ("secure", text("yes")),
        ("code", text(if paid { "ok" } else { "error" })),
        ("reason", text(if paid { "success" } else { "declined" })),
        ("reasonCode", numbered(change.reason).to_string()),
        ("approvalCode", text(if paid { &order.approval } else { "" })),
        ("secret_hash", text(&order.asked.secret_hash)),
    ];
    object(&shuffled(fields, whim))
}
