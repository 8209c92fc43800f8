//! The instructions of the service (figure 3, "download instructions"): how to get a visa, step by step.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Order,
    words::{framed, names},
};
use crate::{
    domain::{
        lang::{InFour, Lang},
        money::Money,
    },
    locale::{self, format},
};

/// Pages the instructions may have: they are printed and carried.
const PAGES_MAX: usize = 4;

/// What the instructions need to know about this installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstructionsSheet {
    /// The reader's language.
    pub lang: Lang,
    /// Since when these instructions are right; the time of the document.
    pub issued_at: Timestamp,
    /// The address of the portal.
    pub portal_address: String,
    /// The state fee of each visa category.
    pub fees: Vec<Price>,
    /// The commission of each payment method.
    pub methods: Vec<Price>,
    /// Where one may enter and leave.
    pub entry_points: Vec<InFour<String>>,
    /// Minutes a payment session lasts (figure 8: 30).
    pub payment_minutes: u16,
    /// Attempts in one session (figure 8: 5).
    pub payment_attempts: u8,
}

/// A name and an amount: one line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// What is paid for.
    pub name: InFour<String>,
    /// How much.
    pub amount: Money,
}

/// Everything the template needs.
pub(super) fn order(sheet: &InstructionsSheet) -> Order {
    Order {
        template: "instructions.typ",
        words: words(sheet),
        facts: Vec::new(),
        ident: format!("instructions:{}", sheet.lang.code()),
        issued_at: sheet.issued_at,
        pages_max: PAGES_MAX,
    }
}

fn words(sheet: &InstructionsSheet) -> Value {
    let lang = sheet.lang;
    let title = locale::text(lang, "doc-instructions-title");
    let lead = locale::text_with(lang, "doc-instructions-lead", &[("address", &sheet.portal_address)]);
    framed(lang, &title, json!({ "title": title, "lead": lead, "parts": parts(sheet) }))
}

fn parts(sheet: &InstructionsSheet) -> Vec<Value> {
    let part = |kind: &str, title: &str, lines: &[&str]| {
        let lines: Vec<String> = lines.iter().map(|line| said(sheet, line)).collect();
        json!({ "kind": kind, "title": said(sheet, title), "lines": lines, "new_page": title == "step-2" })
    };
    let need = ["need-invitation", "need-passport", "need-account", "need-payment", "need-kinds"];
    let pay = ["step-2-facts", "step-2-method", "step-2-limit", "step-2-wait"];
    vec![
        part("list", "need", &need),
        prices(
            sheet,
            part("prices", "fees", &["fees-note"]),
            &sheet.fees,
            ["doc-visa-category", "doc-instructions-fees"],
        ),
        part("text", "start", &["start-words"]),
        part("steps", "step-1", &["step-1-form", "step-1-confirm"]),
        part("steps", "step-2", &pay),
        prices(
            sheet,
            part("prices", "methods", &[]),
            &sheet.methods,
            ["doc-instructions-method", "doc-instructions-commission"],
        ),
        part("list", "step-3", &["step-3-download", "step-3-wait", "step-3-update", "term"]),
        part("list", "print", &["print-how", "print-border", "print-airports", "print-host"]),
    ]
}

/// One sentence of the instructions, with the limits of a payment session and the airports where it names them.
fn said(sheet: &InstructionsSheet, key: &str) -> String {
    let minutes = sheet.payment_minutes.to_string();
    let attempts = sheet.payment_attempts.to_string();
    let places = names(sheet.lang, &sheet.entry_points).join(&locale::text(sheet.lang, "doc-list-separator"));
    let key = format!("doc-instructions-{key}");
    locale::text_with(sheet.lang, &key, &[("minutes", &minutes), ("attempts", &attempts), ("places", &places)])
}

/// The part with a table of amounts under the two headings.
fn prices(sheet: &InstructionsSheet, mut part: Value, lines: &[Price], head: [&str; 2]) -> Value {
    let lang = sheet.lang;
    part["head"] = json!(head.map(|key| locale::text(lang, key)));
    part["prices"] = lines.iter().map(|line| json!([line.name.get(lang), format::money(lang, line.amount)])).collect();
    part
}
