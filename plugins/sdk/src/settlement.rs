//! The settlement file that contracts agree on: what the provider has taken and given back in a day, line by line.
//!
//! ```text
//! date;order;reference;type;amount;commission;currency;terminal;note
//! 2026-03-02 10:05:00;170000000000017;w-1;payment;31087.40;25.00;KZT;KZP-1;…
//! ```
//!
//! Fields are separated by `;`, lines end with LF or CRLF, times are Almaty's. The note is the provider's free text, in UTF-8 or
//! windows-1251; it is not read, so it does not matter which. Everything else is strict: a file that is wrong in one line is wrong, for
//! half a file of money is worse than none.

use crate::{
    almaty,
    decimal::minor_parse,
    proto::{Fault, FaultKind, RowKind, SettlementRow},
};

/// The heading line: the names of the fields.
pub const HEADING: &str = "date;order;reference;type;amount;commission;currency;terminal;note";
/// Most lines of a file: far more than an embassy's busiest day, and what one frame holds.
const LINES_MAX: usize = 5_000;
/// Longest reference, order or terminal that is believed.
const NAME_CHARS_MAX: usize = 64;
/// Decimal places of the tenge.
const PLACES: u8 = 2;
/// The mark some programs put in front of UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The rows of a file.
///
/// # Errors
/// [`FaultKind::Input`] with the number of the first line that is wrong, counted from 1, and what is wrong with it.
pub fn parse(file: &[u8]) -> Result<Vec<SettlementRow>, Fault> {
    let file = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    let mut lines = file.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    if lines.next().map(<[u8]>::trim_ascii) != Some(HEADING.as_bytes()) {
        return Err(wrong(1, &format!("the heading is not `{HEADING}`")));
    }
    let mut rows = Vec::new();
    for (number, line) in (2u32..).zip(lines) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        if LINES_MAX <= rows.len() {
            return Err(wrong(number, &format!("more than {LINES_MAX} lines: split the file")));
        }
        rows.push(row(number, line).map_err(|why| wrong(number, &why))?);
    }
    Ok(rows)
}

fn wrong(line: u32, why: &str) -> Fault {
    Fault::new(FaultKind::Input, &format!("line {line}: {why}"))
}

fn row(line: u32, bytes: &[u8]) -> Result<SettlementRow, String> {
    // Only the note may hold anything but ASCII.
    let text = String::from_utf8_lossy(bytes);
    let fields: Vec<&str> = text.splitn(9, ';').map(str::trim).collect();
    let [date, order, reference, kind, amount, commission, currency, terminal, _note] = fields[..] else {
        return Err(format!("{} fields where there should be 9: was the file cut off?", fields.len()));
    };
    let minor = |name: &str, text: &str| minor_parse(text, PLACES).map_err(|_| format!("`{name}` is not an amount"));
    Ok(SettlementRow {
        line,
        kind: match kind {
            "payment" => RowKind::Payment,
            "refund" => RowKind::Refund,
            // A chargeback, or what the next contract brings: a person looks at it.
            _ => RowKind::Unknown,
        },
        order_ref: named("order", order)?.ok_or("`order` is empty")?,
        provider_ref: named("reference", reference)?,
        amount_minor: minor("amount", amount)?,
        commission_minor: if commission.is_empty() { 0 } else { minor("commission", commission)? },
        currency: match currency {
            "KZT" | "398" => "KZT".to_owned(),
            other if other.len() == 3 && other.bytes().all(|b| b.is_ascii_uppercase()) => other.to_owned(),
            _ => return Err("`currency` is not three letters".to_owned()),
        },
        terminal: named("terminal", terminal)?,
        occurred_at: almaty::with_offset(date).ok_or("`date` is not like 2026-03-02 10:05:00")?,
    })
}

/// A name of letters, digits and a few signs; nothing when it is empty.
fn named(field: &str, text: &str) -> Result<Option<String>, String> {
    let plain = text.len() <= NAME_CHARS_MAX && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b));
    if plain { Ok(Some(text.to_owned()).filter(|text| !text.is_empty())) } else { Err(format!("`{field}` is no name")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = "2026-03-02 10:05:00;170000000000017;w-1;payment;31087.40;25.00;KZT;KZP-1;Оплата; виза";

    fn file(rows: &[&str]) -> String {
        std::iter::once(&HEADING).chain(rows).map(|line| format!("{line}\n")).collect()
    }

    #[test]
    fn a_row_is_read_with_its_line() {
        let rows = parse(file(&[ROW]).as_bytes()).unwrap();
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((row.line, row.kind, row.order_ref.as_str()), (2, RowKind::Payment, "170000000000017"));
        assert_eq!((row.amount_minor, row.commission_minor, row.currency.as_str()), (3_108_740, 2_500, "KZT"));
        assert_eq!((row.provider_ref.as_deref(), row.terminal.as_deref()), (Some("w-1"), Some("KZP-1")));
        assert_eq!(row.occurred_at, "2026-03-02T10:05:00+05:00");
        assert_eq!(parse(file(&[]).as_bytes()).unwrap(), []);
    }

    #[test]
    fn s2_bytes_of_another_kind_give_the_same_rows() {
        let expected = parse(file(&[ROW]).as_bytes()).unwrap();
        let (plain, note) = ROW.rsplit_once("KZP-1;").unwrap();
        // "Оплата" in windows-1251.
        let mut cp1251 = file(&[]).into_bytes();
        cp1251.extend_from_slice(format!("{plain}KZP-1;").as_bytes());
        cp1251.extend_from_slice(&[0xce, 0xef, 0xeb, 0xe0, 0xf2, 0xe0]);
        let crlf = file(&[ROW]).replace('\n', "\r\n");
        let marked = format!("\u{feff}{}\n\n", file(&[ROW]));
        let comma = file(&[ROW]).replace("31087.40", "31087,4").replace("25.00", "25");
        let number = file(&[ROW]).replace("KZT", "398").replace(note, "");
        for other in [cp1251, crlf.into(), marked.into(), comma.into(), number.into()] {
            assert_eq!(parse(&other).unwrap(), expected, "{}", String::from_utf8_lossy(&other));
        }
    }

    #[test]
    fn s2_a_wrong_line_is_named_and_refuses_the_file() {
        for (from, to, why) in [
            ("31087.40", "31087.401", "line 3: `amount`"),
            ("31087.40", "-1", "line 3: `amount`"),
            ("31087.40", "3.1E4", "line 3: `amount`"),
            ("2026-03-02 10:05:00", "02.03.2026", "line 3: `date`"),
            ("170000000000017", "", "line 3: `order`"),
            ("170000000000017", "<script>", "line 3: `order`"),
            ("KZT", "tenge", "line 3: `currency`"),
            (";KZP-1;Оплата; виза", "", "line 3: 7 fields"),
        ] {
            let bad = ROW.replacen(from, to, 1);
            let fault = parse(file(&[ROW, &bad]).as_bytes()).unwrap_err();
            assert!(fault.kind == FaultKind::Input && fault.message.starts_with(why), "{to}: {}", fault.message);
        }
        for headless in ["", ROW, "date;order"] {
            assert!(parse(headless.as_bytes()).unwrap_err().message.starts_with("line 1"), "{headless}");
        }
    }

    #[test]
    fn what_is_neither_payment_nor_refund_is_for_a_person() {
        for (word, kind) in [("refund", RowKind::Refund), ("chargeback", RowKind::Unknown), ("fee", RowKind::Unknown)] {
            let row = ROW.replace("payment", word);
            assert_eq!(parse(file(&[&row]).as_bytes()).unwrap()[0].kind, kind, "{word}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let mut whole = file(&[]).into_bytes();
            whole.extend_from_slice(&bytes);
            let _ = parse(&whole);
        }
    }
}
