//! Lists that leave the house as CSV (RFC 4180, UTF-8, a heading line): a settlement file compared, and the Treasury's day.

use csv::{Terminator, WriterBuilder};
use jiff::civil::Date;

use super::{money::TreasuryRow, settlement::SettlementReport};
use crate::domain::{
    calendar::almaty_time,
    money::{Currency, Money},
    payment::{
        ledger::{BUDGET_CODE, PURPOSE_CODE, Side, TAX_AUTHORITY_CODE},
        settlement::LineClass,
    },
};

const SETTLEMENT_HEADING: [&str; 9] =
    ["line", "class", "kind", "order_ref", "provider_ref", "amount", "currency", "occurred_at", "attempt"];
const TREASURY_HEADING: [&str; 10] =
    ["day", "time", "tax_authority", "knp", "kbk", "side", "amount", "currency", "payment_code", "application"];

/// A settlement file's lines with their class; what it should have had stands below, without a line number.
#[must_use]
pub fn settlement_csv(report: &SettlementReport) -> String {
    let present = report.lines.iter().map(|line| {
        let (row, attempt) = (&line.row, line.attempt.map(|(_, attempt)| attempt.to_string()));
        [
            row.line.to_string(),
            line.class.name().to_owned(),
            format!("{:?}", row.kind).to_lowercase(),
            row.order_ref.clone(),
            row.provider_ref.clone().unwrap_or_default(),
            decimal(row.amount_minor),
            row.currency.clone(),
            row.occurred_at.clone(),
            attempt.unwrap_or_default(),
        ]
    });
    let missing = report.missing_there.iter().map(|(attempt, order_ref)| {
        let class = LineClass::MissingThere.name().to_owned();
        let none = String::new;
        [none(), class, none(), order_ref.clone(), none(), none(), none(), none(), attempt.to_string()]
    });
    table(&SETTLEMENT_HEADING, present.chain(missing))
}

/// What was posted to the Treasury's account on a day, and off it, under its posting key (figure 6). Times are Almaty's.
#[must_use]
pub fn treasury_csv(day: Date, rows: &[TreasuryRow]) -> String {
    let line = |row: &TreasuryRow| {
        let side = match row.line.side {
            Side::Credit => "credit",
            Side::Debit => "debit",
        };
        [
            day.to_string(),
            almaty_time(row.line.at).time().strftime("%H:%M:%S").to_string(),
            TAX_AUTHORITY_CODE.to_owned(),
            PURPOSE_CODE.to_owned(),
            BUDGET_CODE.to_owned(),
            side.to_owned(),
            decimal(row.line.minor),
            Currency::Kzt.code().to_owned(),
            row.code.as_ref().map(ToString::to_string).unwrap_or_default(),
            row.application.clone().unwrap_or_default(),
        ]
    };
    table(&TREASURY_HEADING, rows.iter().map(line))
}

fn decimal(minor: u64) -> String {
    Money::kzt(minor).decimal()
}

fn table<const N: usize>(heading: &[&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    let written = writer
        .write_record(heading)
        .and_then(|()| rows.map(|row| row.map(harmless)).try_for_each(|row| writer.write_record(row)));
    written.expect("memory takes every line");
    String::from_utf8(writer.into_inner().expect("memory can be flushed")).expect("only text was written")
}

/// A cell that a spreadsheet cannot take for a formula: the provider wrote it, not we.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_of_the_provider_is_no_formula_and_commas_stay_inside() {
        let row = [r#"=HYPERLINK("http://x")"#, "a,b", "-1"].map(str::to_owned);
        let text = table(&["one", "two", "three"], std::iter::once(row));
        assert_eq!(text, "one,two,three\r\n\"'=HYPERLINK(\"\"http://x\"\")\",\"a,b\",'-1\r\n");
    }
}
