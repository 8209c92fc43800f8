//! Exchange rates of the National Bank: its daily XML, which day's rate to take, and when not to trust it.

use std::collections::BTreeMap;

use jiff::{Span, civil::Date};
use quick_xml::{Reader, events::Event};
use serde::{Deserialize, Serialize};

use super::{dates::date_parse, money::Rate, refusal::Message};

/// Bytes of the largest file that is read; a real one has about 15 KiB.
pub const RATES_BYTES_MAX: usize = 1024 * 1024;
/// Currencies of the largest file that is read; a real one has about 40.
pub const RATES_CURRENCIES_MAX: usize = 500;
/// Days walked back from a day without rates (a long holiday has at most six).
pub const WALK_BACK_DAYS_MAX: u8 = 10;
/// Days after which a rate is too old to set a price with; weekends and the longest holidays are shorter.
pub const RATE_AGE_DAYS_MAX: i32 = 10;
/// Percent of the last rate by which a new one may differ before a person must confirm it: a slipped comma or a changed quantity.
pub const RATE_CHANGE_PERCENT_MAX: u128 = 20;

/// The rates of one day, in tenge for one unit of each currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateTable {
    /// The day for which the National Bank set them.
    pub date: Date,
    /// Tenge for one US dollar.
    pub usd: Rate,
    /// All of them by ISO 4217 code, the dollar among them.
    pub all: BTreeMap<String, Rate>,
}

/// The dollar's rate of one day, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRate {
    /// The day it was set for.
    pub date: Date,
    /// Tenge for one US dollar.
    pub rate: Rate,
    /// Who set it: the key of a name in the Fluent files.
    pub source: String,
}

/// One currency of the file that could not be read; the others stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateFault {
    /// Line of the file, from 1.
    pub line: usize,
    /// The currency code as printed, where there was one.
    pub title: String,
    /// What is wrong: the name of an element.
    pub element: &'static str,
}

/// Why a file gives no rates at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RatesFault {
    /// More than [`RATES_BYTES_MAX`] bytes or [`RATES_CURRENCIES_MAX`] currencies.
    #[error("too large")]
    TooLarge,
    /// Not XML in UTF-8 as the National Bank writes it; declarations of entities are refused.
    #[error("not the National Bank's XML, line {line}")]
    NotXml {
        /// Line of the file, from 1.
        line: usize,
    },
    /// No date, or none of the calendar.
    #[error("no date")]
    NoDate,
    /// A day without rates: ask for the day before ([`days_to_ask`]).
    #[error("no rates on {0}")]
    NoRates(Date),
    /// Rates, but none for the dollar that can be read.
    #[error("no rate of the dollar")]
    NoDollar(Vec<RateFault>),
}

impl RatesFault {
    /// The sentence for the operator.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::TooLarge => Message::new("rates-too-large"),
            Self::NotXml { line } => Message::new("rates-not-xml").with("line", line),
            Self::NoDate => Message::new("rates-no-date"),
            Self::NoRates(date) => Message::new("rates-none-that-day").with("date", date),
            Self::NoDollar(_) => Message::new("rates-no-dollar"),
        }
    }
}

#[derive(Default)]
struct Quoted {
    line: usize,
    title: String,
    description: String,
    quant: String,
}

/// Read the National Bank's daily file (`rates/item` with `title`, `description`, `quant`). What is wrong with single currencies comes
/// beside the table.
pub fn rates_parse(bytes: &[u8]) -> Result<(RateTable, Vec<RateFault>), RatesFault> {
    if bytes.len() > RATES_BYTES_MAX {
        return Err(RatesFault::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| RatesFault::NotXml { line: 1 })?;
    let (date, quoted) = quoted_read(text)?;
    let date = date_parse(&date).map_err(|_| RatesFault::NoDate)?;
    if quoted.is_empty() {
        return Err(RatesFault::NoRates(date));
    }
    let mut all = BTreeMap::new();
    let mut faults = Vec::new();
    for one in quoted {
        match rate_of(&one) {
            // A currency that stands twice is not trusted: which one is meant cannot be known.
            Ok((code, _)) if all.contains_key(&code) => {
                all.remove(&code);
                faults.push(RateFault { line: one.line, title: one.title, element: "title" });
            }
            Ok((code, rate)) => {
                all.insert(code, rate);
            }
            Err(element) => faults.push(RateFault { line: one.line, title: one.title, element }),
        }
    }
    match all.get("USD").copied() {
        Some(usd) => Ok((RateTable { date, usd, all }, faults)),
        None => Err(RatesFault::NoDollar(faults)),
    }
}

/// The code and the rate of one unit, or the name of the element at fault. The quantity is read, never assumed: it changes.
fn rate_of(quoted: &Quoted) -> Result<(String, Rate), &'static str> {
    let code = quoted.title.trim();
    if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err("title");
    }
    let quant: u32 = quoted.quant.trim().parse().map_err(|_| "quant")?;
    let rate: Rate = quoted.description.trim().parse().map_err(|_| "description")?;
    Ok((code.to_owned(), rate.of_one(quant).map_err(|_| "quant")?))
}

fn quoted_read(text: &str) -> Result<(String, Vec<Quoted>), RatesFault> {
    let mut reader = Reader::from_str(text);
    let mut path: Vec<Vec<u8>> = Vec::new();
    let (mut date, mut quoted) = (String::new(), Vec::<Quoted>::new());
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let not_xml = || RatesFault::NotXml { line: line_at(text, at) };
        match reader.read_event().map_err(|_| not_xml())? {
            Event::Start(start) => {
                path.push(start.name().as_ref().to_vec());
                if path_is(&path, &["rates", "item"]) {
                    if quoted.len() == RATES_CURRENCIES_MAX {
                        return Err(RatesFault::TooLarge);
                    }
                    quoted.push(Quoted { line: line_at(text, at), ..Quoted::default() });
                }
            }
            Event::End(_) => drop(path.pop()),
            Event::Text(part) => {
                if let Some(value) = wanted(&path, &mut date, &mut quoted) {
                    value.push_str(&part.decode().map_err(|_| not_xml())?);
                }
            }
            Event::CData(part) => {
                if let Some(value) = wanted(&path, &mut date, &mut quoted) {
                    value.push_str(&part.decode().map_err(|_| not_xml())?);
                }
            }
            // No entity can grow: declarations are refused, references in a value spoil it, elsewhere they are passed over.
            Event::DocType(_) => return Err(not_xml()),
            Event::GeneralRef(_) => {
                if let Some(value) = wanted(&path, &mut date, &mut quoted) {
                    value.push('&');
                }
            }
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof if path.is_empty() => return Ok((date, quoted)),
            Event::Eof => return Err(not_xml()),
        }
    }
}

fn path_is(path: &[Vec<u8>], names: &[&str]) -> bool {
    path.len() == names.len() && path.iter().zip(names).all(|(one, name)| one == name.as_bytes())
}

/// The value that the text at `path` belongs to, where it is one that we read.
fn wanted<'a>(path: &[Vec<u8>], date: &'a mut String, quoted: &'a mut [Quoted]) -> Option<&'a mut String> {
    if path_is(path, &["rates", "date"]) {
        return Some(date);
    }
    let last = quoted.last_mut()?;
    [("title", &mut last.title), ("description", &mut last.description), ("quant", &mut last.quant)]
        .into_iter()
        .find(|(name, _)| path_is(path, &["rates", "item", name]))
        .map(|(_, value)| value)
}

fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// The days to ask the National Bank for, one after the other until one has rates: `wanted`, then back day by day.
pub fn days_to_ask(wanted: Date) -> impl Iterator<Item = Date> {
    (0..=WALK_BACK_DAYS_MAX).map_while(move |back| wanted.checked_sub(Span::new().days(i64::from(back))).ok())
}

/// Whether a rate of the day `set_on` may set a price on `today`: not older than `age_days_max`, and at most of tomorrow, as the bank
/// publishes the next day's rates in the evening.
#[must_use]
pub fn is_fresh(set_on: Date, today: Date, age_days_max: i32) -> bool {
    let age = today.since(set_on).map_or(i32::MAX, |span| span.get_days());
    (-1..=age_days_max).contains(&age)
}

/// Whether `new` differs from `last` by more than [`RATE_CHANGE_PERCENT_MAX`], so that a person must confirm it.
#[must_use]
pub fn is_absurd_change(last: Rate, new: Rate) -> bool {
    let (last, new) = (u128::from(last.millionths()), u128::from(new.millionths()));
    last.abs_diff(new) * 100 > last * RATE_CHANGE_PERCENT_MAX
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn file(rows: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rates>\n<generator>x</generator><title>Official &amp; rates</title>\n\
             <description>text</description>\n<date>06.05.2024</date>\n{rows}</rates>"
        )
    }

    fn row(title: &str, description: &str, quant: &str) -> String {
        format!(
            "<item><fullname>ДОЛЛАР</fullname><title>{title}</title><description>{description}</description>\
             <quant>{quant}</quant><index></index><change>0.00</change></item>\n"
        )
    }

    #[test]
    fn the_day_s_rates_are_read() {
        let rows = row("AUD", "291.85", "1")
            + &row("AMD", "11.40", "10")
            + &row("USD", "441.77", "1")
            + &row("IRR", "10.5", "1000");
        let (table, faults) = rates_parse(file(&rows).as_bytes()).unwrap();
        assert_eq!(table.date, date(2024, 5, 6));
        assert_eq!(table.usd.to_string(), "441.77");
        assert_eq!(table.all["AMD"].to_string(), "1.14");
        assert_eq!(table.all["IRR"].to_string(), "0.0105");
        assert_eq!(faults, []);
    }

    #[test]
    fn faults_are_told_by_line_and_currency_and_the_rest_stands() {
        let rows = row("AUD", "291,8x", "1")
            + &row("AMD", "11.40", "0")
            + &row("USD", "441.77", "1")
            + &row("us", "1", "1")
            + &row("EUR", "1&#50;", "1")
            + &row("RUB", "5.94", "1")
            + &row("RUB", "5.95", "1");
        let (table, faults) = rates_parse(file(&rows).as_bytes()).unwrap();
        let told: Vec<_> = faults.iter().map(|fault| (fault.line, fault.title.as_str(), fault.element)).collect();
        assert_eq!(
            told,
            [
                (6, "AUD", "description"),
                (7, "AMD", "quant"),
                (9, "us", "title"),
                (10, "EUR", "description"),
                (12, "RUB", "title")
            ]
        );
        assert_eq!(table.all.len(), 1);
    }

    #[test]
    fn files_without_rates_say_so() {
        assert_eq!(rates_parse(file("").as_bytes()), Err(RatesFault::NoRates(date(2024, 5, 6))));
        assert!(matches!(rates_parse(file(&row("AUD", "291.85", "1")).as_bytes()), Err(RatesFault::NoDollar(_))));
        assert_eq!(rates_parse(b"<rates></rates>"), Err(RatesFault::NoDate));
        assert_eq!(rates_parse(b""), Err(RatesFault::NoDate));
        assert!(matches!(rates_parse(b"<html><body>503"), Err(RatesFault::NotXml { .. })));
        assert!(matches!(rates_parse(b"<rates></item>"), Err(RatesFault::NotXml { .. })));
        assert!(matches!(rates_parse(&[0xFF, 0xFE, 0]), Err(RatesFault::NotXml { .. })));
    }

    #[test]
    fn no_file_is_too_large_or_grows() {
        assert_eq!(rates_parse(&vec![b' '; RATES_BYTES_MAX + 1]), Err(RatesFault::TooLarge));
        assert_eq!(
            rates_parse(file(&row("AUD", "1", "1").repeat(RATES_CURRENCIES_MAX + 1)).as_bytes()),
            Err(RatesFault::TooLarge)
        );
        let bomb = "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><rates><date>&b;</date></rates>";
        assert!(matches!(rates_parse(bomb.as_bytes()), Err(RatesFault::NotXml { .. })));
    }

    #[test]
    fn days_without_rates_are_walked_back() {
        let asked: Vec<Date> = days_to_ask(date(2024, 1, 3)).collect();
        assert_eq!(asked.len(), 11);
        assert_eq!((asked[0], asked[10]), (date(2024, 1, 3), date(2023, 12, 24)));
    }

    #[test]
    fn an_old_rate_sets_no_price() {
        let set_on = date(2026, 8, 15);
        for (today, fresh) in [
            (date(2026, 8, 13), false),
            (date(2026, 8, 14), true),
            (date(2026, 8, 15), true),
            (date(2026, 8, 25), true),
            (date(2026, 8, 26), false),
            (date(2027, 8, 15), false),
        ] {
            assert_eq!(is_fresh(set_on, today, RATE_AGE_DAYS_MAX), fresh, "{today}");
        }
    }

    #[test]
    fn a_slipped_comma_needs_a_person() {
        let rate = |text: &str| text.parse::<Rate>().unwrap();
        assert!(!is_absurd_change(rate("388.28"), rate("465.936")));
        assert!(is_absurd_change(rate("388.28"), rate("465.94")));
        assert!(is_absurd_change(rate("388.28"), rate("38.828")));
        assert!(!is_absurd_change(rate("473.59"), rate("464.02")));
    }

    proptest! {
        #[test]
        fn no_file_stops_the_program(text in "(<rates>|<date>|<item>|<title>|USD|</|>|&a;|<!DOCTYPE|[a-z0-9<>/&;\\[\\]]){0,40}") {
            let _ = rates_parse(text.as_bytes());
        }
    }
}
