//! Settlement files: what each protocol's side settled on a day in Almaty, one line for each payment, refund and chargeback.
//!
//! `date;order;reference;type;amount;commission;currency;terminal;note`, a heading line first, UTF-8 and LF. On request with the
//! faults that real files have.

use encoding_rs::WINDOWS_1251;
use hyper::{StatusCode, header, header::HeaderValue};
use jiff::{Timestamp, civil::Date};

use super::{
    Bank,
    door::{self, Ask, Reply, field, plain},
    mobile,
    order::{Family, Order, Status},
    shape::{almaty, amount},
    wallet,
};
use crate::domain::calendar::almaty_date;

const HEADING: &str = "date;order;reference;type;amount;commission;currency;terminal;note";
/// What a card costs the payer on the bank's side (figure 7): 100 KZT.
const CARD_COMMISSION_MINOR: u64 = 10_000;
/// An order that no shop ever asked for.
const STRANGER: &str = "199999999999999";

/// A fault of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The first line is missing.
    Missing,
    /// There is a line of an order that nobody knows.
    Extra,
    /// The first line has another amount.
    Amount,
    /// The first line stands there twice.
    Duplicate,
    /// The file is windows-1251.
    Cp1251,
    /// Lines end with CR LF.
    Crlf,
    /// Amounts have a decimal comma.
    Comma,
}

impl Fault {
    /// All faults.
    pub(super) const ALL: [Self; 7] =
        [Self::Missing, Self::Extra, Self::Amount, Self::Duplicate, Self::Cp1251, Self::Crlf, Self::Comma];

    /// Its name in an address.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Amount => "amount",
            Self::Duplicate => "duplicate",
            Self::Cp1251 => "cp1251",
            Self::Crlf => "crlf",
            Self::Comma => "comma",
        }
    }
}

/// One line.
#[derive(Debug, Clone)]
struct Row {
    at: Timestamp,
    order: String,
    reference: String,
    kind: &'static str,
    minor: u64,
    commission_minor: u64,
    terminal: String,
}

/// The file of a family and a day, as bytes.
pub(super) fn file(orders: &[Order], (family, day, now): (Family, Date, Timestamp), faults: &[Fault]) -> Vec<u8> {
    let mine = orders.iter().filter(|order| order.asked.family == family);
    let mut rows: Vec<Row> = mine.flat_map(|order| rows(order, now)).filter(|row| almaty_date(row.at) == day).collect();
    rows.sort_by_key(|row| row.at);
    let has = |fault| faults.contains(&fault);
    if has(Fault::Amount)
        && let Some(first) = rows.first_mut()
    {
        first.minor += 100;
    }
    if has(Fault::Duplicate)
        && let Some(first) = rows.first().cloned()
    {
        rows.push(first);
    }
    if has(Fault::Missing) && !rows.is_empty() {
        rows.remove(0);
    }
    if has(Fault::Extra) {
        let at = day.at(12, 0, 0, 0).in_tz("Asia/Almaty").map_or(now, |noon| noon.timestamp());
        let (order, reference) = (STRANGER.to_owned(), "900000000000".to_owned());
        let terminal = rows.first().map(|row| row.terminal.clone()).unwrap_or_default();
        rows.push(Row { at, order, reference, kind: "payment", minor: 123_400, commission_minor: 0, terminal });
    }
    let money = |minor| if has(Fault::Comma) { amount(minor).replace('.', ",") } else { amount(minor) };
    let currency = if family == Family::Kkb { "398" } else { "KZT" };
    let line = |row: &Row| {
        let Row { at, order, reference, kind, terminal, .. } = row;
        let (minor, commission) = (money(row.minor), money(row.commission_minor));
        format!("{};{order};{reference};{kind};{minor};{commission};{currency};{terminal};ТЕСТ, э-виза", almaty(*at))
    };
    let lines: Vec<_> = std::iter::once(HEADING.to_owned()).chain(rows.iter().map(line)).collect();
    let end = if has(Fault::Crlf) { "\r\n" } else { "\n" };
    let text = lines.iter().map(|line| format!("{line}{end}")).collect::<String>();
    if has(Fault::Cp1251) { WINDOWS_1251.encode(&text).0.into_owned() } else { text.into_bytes() }
}

/// Everything that was settled of an order until now.
fn rows(order: &Order, now: Timestamp) -> Vec<Row> {
    let reference = match order.asked.family {
        Family::Kkb => order.reference.clone(),
        Family::Halyk | Family::Wallet | Family::Mobile => order.id.clone(),
    };
    let commission_minor = match order.asked.family {
        Family::Halyk | Family::Kkb => CARD_COMMISSION_MINOR,
        Family::Wallet => wallet::COMMISSION_MINOR,
        Family::Mobile => mobile::COMMISSION_MINOR,
    };
    let row = |at, kind, minor, commission_minor| {
        let (order_ref, terminal) = (order.asked.invoice.clone(), order.asked.terminal.clone());
        Row { at, order: order_ref, reference: reference.clone(), kind, minor, commission_minor, terminal }
    };
    let due = order.changes.iter().filter(|change| change.at <= now);
    let moved = due.filter_map(|change| match change.status {
        Status::Taken => Some(row(change.at, "payment", order.taken_minor, commission_minor)),
        Status::ChargedBack => Some(row(change.at, "chargeback", order.taken_minor, 0)),
        Status::New
        | Status::Working
        | Status::Reserved
        | Status::Released
        | Status::GivenBack
        | Status::Declined
        | Status::TryDeclined
        | Status::Ended => None,
    });
    let given_back = order.refunds.values().map(|(minor, at)| row(*at, "refund", *minor, 0));
    moved.chain(given_back).collect()
}

/// The days on which something of a family was settled, the newest first.
pub(super) fn days(orders: &[Order], family: Family, now: Timestamp) -> Vec<Date> {
    let mine = orders.iter().filter(|order| order.asked.family == family);
    let mut days: Vec<_> = mine.flat_map(|order| rows(order, now)).map(|row| almaty_date(row.at)).collect();
    days.sort_unstable();
    days.dedup();
    days.reverse();
    days
}

/// `GET /settlement/{family}/{day}.csv?faults=missing,comma`.
pub(super) fn download(bank: &Bank, ask: &Ask, (family, file_name): (&str, &str)) -> Reply {
    let family = Family::ALL.into_iter().find(|known| known.name() == family);
    let day = file_name.strip_suffix(".csv").and_then(|day| day.parse::<Date>().ok());
    let (Some(family), Some(day)) = (family, day) else {
        return plain(
            StatusCode::NOT_FOUND,
            "no such file; ask for /settlement/{halyk|kkb|wallet|mobile}/{YYYY-MM-DD}.csv",
        );
    };
    let mut faults = Vec::new();
    for name in field(&ask.query, "faults").split(',').filter(|name| !name.is_empty()) {
        let Some(fault) = Fault::ALL.into_iter().find(|fault| fault.name() == name) else {
            let names = Fault::ALL.map(Fault::name).join(", ");
            return plain(StatusCode::BAD_REQUEST, &format!("faults are some of {names}"));
        };
        faults.push(fault);
    }
    let orders: Vec<_> = bank.read(|book| book.orders.values().cloned().collect());
    let body = file(&orders, (family, day, bank.now()), &faults);
    let mut reply = door::bytes(StatusCode::OK, "text/csv", body);
    let name = format!("attachment; filename=\"TEST-{}-{day}.csv\"", family.name());
    if let Ok(name) = HeaderValue::from_str(&name) {
        reply.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    reply
}
