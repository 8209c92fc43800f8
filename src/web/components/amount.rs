//! What is to be paid: tenge first, dollars beside, and the rate they were frozen at.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::{
    domain::{money::Money, refusal::Message},
    locale::format,
    web::request::Request,
};

/// An amount as the payment pages show it.
pub struct Amount<'a> {
    /// What it is: "To pay", "Without commission".
    pub label: &'a str,
    /// What is charged.
    pub charged: Money,
    /// The fee it comes from.
    pub fee: Money,
    /// The rate as text: `388.28`.
    pub rate: &'a str,
    /// The day of the rate.
    pub rate_on: Date,
    /// Who published the rate.
    pub source: &'a str,
}

/// The block: the amount large, how it came about small.
#[must_use]
pub fn amount(request: &Request, amount: &Amount<'_>) -> Markup {
    let lang = request.lang;
    let how = Message::new("web-amount-rate")
        .with("rate", format::rate(lang, amount.rate))
        .with("date", format::date(lang, amount.rate_on))
        .with("source", amount.source);
    html! {
        div.amount {
            p.amount-label { (amount.label) }
            p.amount-charged { (format::money(lang, amount.charged)) }
            p.amount-fee { (format::money(lang, amount.fee)) }
            p.amount-rate { (request.say(&how)) }
        }
    }
}
