//! The electronic receipt (figure 8.2): what it says, worded for its page.

use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};

use super::{
    DocumentError, Order,
    words::{demonstration, framed, row},
};
use crate::{
    domain::{
        lang::{InFour, Lang},
        money::{Currency, Money, MoneyError, Rate},
        person::PersonName,
    },
    locale::{self, format, text_with},
};

/// Cents of one dollar, for the line that states the rate.
const DOLLAR: Money = Money::usd(100);
/// What stands where there is nothing to print.
const DASH: &str = "–";

/// All that one receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptSheet {
    /// The payer's language.
    pub lang: Lang,
    /// The unique payment code, such as `C0001000010101` (figure 7).
    pub code: String,
    /// The application that was paid for.
    pub application_number: String,
    /// When the payment was captured; the time of the document.
    pub paid_at: Timestamp,
    /// The payer.
    pub payer: PersonName,
    /// The payer's IIN or BIN; foreigners have none.
    pub payer_iin_bin: Option<String>,
    /// The beneficiary (figure 6).
    pub beneficiary: String,
    /// The beneficiary's bank.
    pub bank: String,
    /// Code of the tax authority (figure 6).
    pub tax_code: String,
    /// Payment purpose code (figure 6).
    pub knp: String,
    /// Budget classification code (figure 6).
    pub kbk: String,
    /// The visa category the fee is for, in words.
    pub category_name: InFour<String>,
    /// The state fee in dollars.
    pub fee: Money,
    /// The frozen exchange rate.
    pub rate: Rate,
    /// The day of the rate.
    pub rate_date: Date,
    /// Where the rate comes from.
    pub rate_source: InFour<String>,
    /// The fee in tenge, without commission.
    pub sum: Money,
    /// The commission of the payment method.
    pub commission: Commission,
    /// The payment method, as the gateway names it.
    pub method: String,
    /// The card, wallet or telephone number, masked.
    pub instrument: Option<String>,
    /// The provider's own reference.
    pub provider_reference: Option<String>,
    /// The bank's approval code.
    pub approval: Option<String>,
    /// Whether the installation is one for practice.
    pub demonstration: bool,
}

/// Who took the commission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commission {
    /// It is part of what was captured for us (wallet: 31 087,40, figure 9).
    Included(Money),
    /// The provider charges it on its own page (cards, figures 7 and 8): we know its price, not what was taken.
    ByProvider(Money),
}

impl ReceiptSheet {
    /// What was captured for us, and observed: nothing else is called paid.
    fn captured(&self) -> Result<Money, MoneyError> {
        match self.commission {
            Commission::Included(commission) => self.sum.plus(commission),
            Commission::ByProvider(_) => Ok(self.sum),
        }
    }
}

fn commission(sheet: &ReceiptSheet) -> String {
    match sheet.commission {
        Commission::Included(commission) => format::money(sheet.lang, commission),
        Commission::ByProvider(commission) => text_with(
            sheet.lang,
            "doc-receipt-commission-by-bank",
            &[("amount", &format::money(sheet.lang, commission))],
        ),
    }
}

/// Everything the template needs.
pub(super) fn order(sheet: &ReceiptSheet) -> Result<Order, DocumentError> {
    Ok(Order {
        template: "receipt.typ",
        words: words(sheet, sheet.captured()?),
        facts: Vec::new(),
        ident: format!("receipt:{}:{}", sheet.code, sheet.lang.code()),
        issued_at: sheet.paid_at,
        pages_max: 1,
    })
}

fn words(sheet: &ReceiptSheet, total: Money) -> Value {
    let lang = sheet.lang;
    let subject = locale::text_with(lang, "doc-receipt-subject", &[("code", &sheet.code)]);
    let group = |key: &str, rows: Vec<Value>| json!({ "title": locale::text(lang, key), "rows": rows });
    framed(
        lang,
        &subject,
        json!({
            "title": locale::text(lang, "doc-receipt-title"),
            "demonstration": demonstration(lang, sheet.demonstration),
            "code": { "label": locale::text(lang, "doc-receipt-code"), "value": sheet.code },
            "paid": locale::text(lang, "doc-receipt-paid"),
            "paid_at": format::date_time(lang, sheet.paid_at),
            "total": format::money(lang, total),
            "groups": [
                group("doc-receipt-amounts", amounts(sheet, total)),
                group("doc-receipt-parties", parties(sheet)),
                group("doc-receipt-payment", payment(sheet)),
            ],
            "notes": [locale::text(lang, "doc-receipt-note-keep"), locale::text(lang, "doc-receipt-note-refund")],
        }),
    )
}

fn amounts(sheet: &ReceiptSheet, total: Money) -> Vec<Value> {
    let lang = sheet.lang;
    let money = |amount| format::money(lang, amount);
    let rate = locale::text_with(
        lang,
        "doc-receipt-rate-words",
        &[
            ("dollar", &money(DOLLAR)),
            ("tenge", &rate_words(lang, sheet.rate)),
            ("source", sheet.rate_source.get(lang)),
            ("date", &format::date(lang, sheet.rate_date)),
        ],
    );
    vec![
        row(lang, "doc-receipt-fee", &[&money(sheet.fee)]),
        row(lang, "doc-receipt-rate", &[&rate]),
        row(lang, "doc-receipt-sum", &[&money(sheet.sum)]),
        row(lang, "doc-receipt-commission", &[&commission(sheet)]),
        row(lang, "doc-receipt-total", &[&money(total)]),
    ]
}

/// A rate with all its decimals, in the language's own decimal mark.
fn rate_words(lang: Lang, rate: Rate) -> String {
    let number = match lang {
        Lang::Kk | Lang::Ru => rate.to_string().replace('.', ","),
        Lang::En | Lang::Zh => rate.to_string(),
    };
    format!("{number}\u{a0}{}", Currency::Kzt.sign())
}

fn parties(sheet: &ReceiptSheet) -> Vec<Value> {
    let lang = sheet.lang;
    let category = sheet.category_name.get(lang);
    let purpose = locale::text_with(lang, "doc-receipt-purpose-words", &[("category", category)]);
    vec![
        row(lang, "doc-receipt-payer", &[&sheet.payer.as_payer()]),
        row(lang, "doc-iin-bin", &[sheet.payer_iin_bin.as_deref().unwrap_or(DASH)]),
        row(lang, "doc-receipt-beneficiary", &[&sheet.beneficiary]),
        row(lang, "doc-receipt-bank", &[&sheet.bank]),
        row(lang, "doc-receipt-tax-code", &[&sheet.tax_code]),
        row(lang, "doc-receipt-knp", &[&sheet.knp]),
        row(lang, "doc-receipt-kbk", &[&sheet.kbk]),
        row(lang, "doc-receipt-purpose", &[&purpose]),
    ]
}

fn payment(sheet: &ReceiptSheet) -> Vec<Value> {
    let lang = sheet.lang;
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| DASH.to_owned());
    vec![
        row(lang, "doc-application-number", &[&sheet.application_number]),
        row(lang, "doc-receipt-method", &[&sheet.method]),
        row(lang, "doc-receipt-instrument", &[&or_dash(&sheet.instrument)]),
        row(lang, "doc-receipt-reference", &[&or_dash(&sheet.provider_reference)]),
        row(lang, "doc-receipt-approval", &[&or_dash(&sheet.approval)]),
    ]
}
