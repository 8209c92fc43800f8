//! The bank's JSON, written by hand where the real one is odd: amounts as bare numbers, fields in any order, two spellings.

use std::sync::atomic::Ordering;

use jiff::{
    Timestamp,
    tz::{self, TimeZone},
};

use super::{
    Bank, Kindness,
    order::{Order, Status},
};

/// One field of a JSON object: its name, and its value as JSON.
pub(super) type Field = (&'static str, String);

/// A JSON string.
pub(super) fn text(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

/// A JSON object with the fields in this order.
pub(super) fn object(fields: &[Field]) -> String {
    let inside: Vec<_> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", inside.join(","))
}

/// An amount as the real bank writes it, a number without needless zeros: `31062.4`.
pub(super) fn amount(minor: u64) -> String {
    let whole = format!("{}.{:02}", minor / 100, minor % 100);
    whole.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A mood of the bank: a number that grows with each answer, or 0 for ever when it is kind.
fn whim(bank: &Bank) -> usize {
    match bank.settings.kindness {
        Kindness::Kind => 0,
        Kindness::Unkind => usize::try_from(bank.whims.fetch_add(1, Ordering::Relaxed) % 1_024).unwrap_or(0),
    }
}

/// A time as the bank writes it. Kazakhstan is at +05:00 since March 2024; the real bank still says +06:00 now and then.
fn time(at: Timestamp, whim: usize) -> String {
    let hours = if whim.is_multiple_of(2) { 5 } else { 6 };
    let zone = TimeZone::fixed(tz::offset(hours));
    at.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
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
    let bare = change.status == Status::Failed && whim % 2 == 1;
    let minor = if order.taken_minor == 0 { order.asked.amount_minor } else { order.taken_minor };
    let paid_out = if change.status == Status::Charge { minor } else { 0 };
    let approval = if change.status == Status::Charge { order.approval.as_str() } else { "" };
    let mut fields = vec![
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
        (if whim % 5 == 4 { "status" } else { "statusName" }, text(change.status.name())),
        ("reason", text("")),
        ("reasonCode", change.reason.to_string()),
        ("name", text("")),
        ("email", text("")),
        ("phone", text("")),
    ];
    let middle = whim % fields.len();
    fields.rotate_left(middle);
    let (code, message) = if change.status == Status::Reject { ("101", "Rejected") } else { ("100", "Success") };
    object(&[("resultCode", text(code)), ("resultMessage", text(message)), ("transaction", object(&fields))])
}

/// What the bank tells the shop. It is not signed: the shop's own secret is all that it carries.
pub(super) fn callback(bank: &Bank, order: &Order, paid: bool) -> String {
    let whim = whim(bank);
    let change = order.changes.last().copied().unwrap_or_else(|| order.now(order.opened_at));
    let mut fields = vec![
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
        ("reasonCode", change.reason.to_string()),
        ("approvalCode", text(if paid { &order.approval } else { "" })),
        ("secret_hash", text(&order.asked.secret_hash)),
    ];
    let middle = whim % fields.len();
    fields.rotate_left(middle);
    object(&fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_bare_numbers() {
        for (minor, written) in [(3_106_240, "31062.4"), (3_106_200, "31062"), (5, "0.05"), (0, "0"), (100, "1")] {
            assert_eq!(amount(minor), written);
        }
    }

    #[test]
    fn times_carry_either_offset() {
        let at: Timestamp = "2026-03-01T05:00:00Z".parse().unwrap();
        assert_eq!(time(at, 0), "2026-03-01T10:00:00+05:00");
        assert_eq!(time(at, 1), "2026-03-01T11:00:00+06:00");
    }
}
