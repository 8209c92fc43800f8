//! The card form of figure 8: what it shows, and how what was typed is read. Card number and code are forgotten at once.

use hyper::StatusCode;
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};

use super::{
    Bank,
    cards::{Card, NotACard},
    door::{self, Fields, Reply, field},
    order::{Order, Reason, Status, TRIES_MAX},
    pages::{Frame, framed, order_lines},
    words as w,
};
use crate::domain::{
    lang::{InFour, Lang},
    money::Money,
};

/// Years offered for the expiry of a card, from this year on.
const YEARS_SHOWN: i16 = 12;
/// Longest name on a card, as on the card itself.
const NAME_CHARS_MAX: usize = 32;
/// Longest e-mail address and telephone number taken.
const CONTACT_CHARS_MAX: usize = 64;

/// What is wrong with a field: its name and what to do.
pub(super) type Fault = (&'static str, InFour<&'static str>);

/// Read the card and the rest of the form; the card comes back only when nothing is wrong.
pub(super) fn card_typed(typed: &Fields, now: Timestamp) -> Result<Card, Vec<Fault>> {
    let mut faults: Vec<Fault> = Vec::new();
    let name = field(typed, "name").trim();
    let latin = name.chars().all(|c| c.is_ascii_alphabetic() || " .'-".contains(c));
    if name.is_empty() || name.len() > NAME_CHARS_MAX || !latin {
        faults.push(("name", w::BAD_NAME));
    }
    let card = Card::read(field(typed, "number"));
    match &card {
        Ok(_) => {}
        Err(NotACard::Mistyped) => faults.push(("number", w::BAD_NUMBER)),
        Err(NotACard::NotATest) => faults.push(("number", w::NOT_A_TEST)),
    }
    if !expiry_is_ahead(field(typed, "month"), field(typed, "year"), now) {
        faults.push(("month", w::BAD_EXPIRY));
    }
    let (code, digits) = (field(typed, "code"), card.as_ref().map_or(3, |card| card.code_digits));
    if code.len() != digits || !code.bytes().all(|b| b.is_ascii_digit()) {
        faults.push(("code", w::BAD_CODE));
    }
    let email = field(typed, "email").trim();
    if !email.is_empty() && (email.len() > CONTACT_CHARS_MAX || !email.contains('@')) {
        faults.push(("email", w::BAD_EMAIL));
    }
    let phone = field(typed, "phone").trim();
    if phone.len() > CONTACT_CHARS_MAX || !phone.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c)) {
        faults.push(("phone", w::BAD_PHONE));
    }
    card.ok().filter(|_| faults.is_empty()).ok_or(faults)
}

/// Month and year in Kazakhstan.
fn today(now: Timestamp) -> (i16, i8) {
    let zone = TimeZone::get("Asia/Almaty").unwrap_or(TimeZone::UTC);
    let date = now.to_zoned(zone);
    (date.year(), date.month())
}

/// A card is good until the end of its month.
fn expiry_is_ahead(month: &str, year: &str, now: Timestamp) -> bool {
    let (Ok(month), Ok(year)) = (month.parse::<i8>(), year.parse::<i16>()) else { return false };
    let (this_year, this_month) = today(now);
    let shown = (1..=12).contains(&month) && year < this_year + YEARS_SHOWN;
    shown && (this_year, this_month) <= (year, month)
}

/// Everything about one showing of the form.
pub(super) struct Sheet<'a> {
    pub(super) lang: Lang,
    pub(super) now: Timestamp,
    /// What was typed before; the card is never shown again.
    pub(super) typed: &'a Fields,
    pub(super) faults: &'a [Fault],
}

impl Sheet<'_> {
    fn fault(&self, name: &str) -> Option<&'static str> {
        self.faults.iter().find(|(field, _)| *field == name).map(|(_, text)| *text.get(self.lang))
    }

    /// One labelled line. The card number and code are never sent back.
    fn line(&self, line: &Line) -> Markup {
        let fault = self.fault(line.name);
        let described = fault.map(|_| format!("{}-fault", line.name));
        let value = Some(field(self.typed, line.name)).filter(|value| !line.secret && !value.is_empty());
        html! {
            div.field.faulty[fault.is_some()] {
                label for=(line.name) { (line.label.get(self.lang)) @if line.required { " " b { "*" } } }
                @if let (Some(fault), Some(id)) = (fault, &described) { p.fault id=(id) { (fault) } }
                input id=(line.name) name=(line.name) type=(line.kind) required[line.required] maxlength=(line.chars_max)
                    inputmode=[line.keyboard] autocomplete=(line.autocomplete) value=[value]
                    aria-invalid=[fault.map(|_| "true")] aria-describedby=[&described];
            }
        }
    }

    fn expiry(&self) -> Markup {
        let (lang, fault) = (self.lang, self.fault("month"));
        let (year, _) = today(self.now);
        let chosen = |name: &str, value: &str| field(self.typed, name) == value;
        html! {
            fieldset.field.faulty[fault.is_some()] {
                legend { (w::EXPIRY.get(lang)) " " b { "*" } }
                @if let Some(fault) = fault { p.fault id="month-fault" { (fault) } }
                div.pair {
                    select id="month" name="month" required aria-label=(w::MONTH.get(lang)) autocomplete="cc-exp-month" {
                        option value="" { (w::MONTH.get(lang)) }
                        @for month in 1..=12 {
                            @let value = format!("{month:02}");
                            option value=(value) selected[chosen("month", &value)] { (value) }
                        }
                    }
                    select id="year" name="year" required aria-label=(w::YEAR.get(lang)) autocomplete="cc-exp-year" {
                        option value="" { (w::YEAR.get(lang)) }
                        @for year in year..year + YEARS_SHOWN {
                            @let value = year.to_string();
                            option value=(value) selected[chosen("year", &value)] { (value) }
                        }
                    }
                }
            }
        }
    }
}

/// A line of the form.
struct Line {
    name: &'static str,
    label: InFour<&'static str>,
    kind: &'static str,
    required: bool,
    secret: bool,
    chars_max: usize,
    keyboard: Option<&'static str>,
    autocomplete: &'static str,
}

const NAME: Line = Line {
    name: "name",
    label: w::NAME,
    kind: "text",
    required: true,
    secret: false,
    chars_max: NAME_CHARS_MAX,
    keyboard: None,
    autocomplete: "cc-name",
};
/// Room for blanks between groups of digits.
const NUMBER: Line = Line {
    name: "number",
    label: w::NUMBER,
    secret: true,
    chars_max: 23,
    keyboard: Some("numeric"),
    autocomplete: "off",
    ..NAME
};
const CODE: Line = Line { name: "code", label: w::CODE, kind: "password", chars_max: 4, ..NUMBER };
const CONTACT: Line = Line { required: false, chars_max: CONTACT_CHARS_MAX, ..NAME };
const EMAIL: Line = Line { name: "email", label: w::EMAIL, kind: "email", autocomplete: "email", ..CONTACT };
const PHONE: Line = Line { name: "phone", label: w::PHONE, kind: "tel", autocomplete: "tel", ..CONTACT };

/// The page with the form.
pub(super) fn form_page(bank: &Bank, order: &Order, sheet: &Sheet<'_>) -> Reply {
    let (lang, now) = (sheet.lang, sheet.now);
    let here = format!("/pay/{}", order.page);
    let minutes = order.closes_at().duration_since(now).as_mins() + 1;
    let change = order.now(now);
    let failed = (change.status == Status::TryDeclined && sheet.faults.is_empty()).then_some(change.reason);
    let failed = failed.map(|reason| if reason == Reason::Code { w::CODE_REFUSED } else { w::SHORT_OF_MONEY });
    let notify = sheet.typed.is_empty() || !field(sheet.typed, "notify").is_empty();
    let body = html! {
        (order_lines(bank, order, lang))
        p.secure { (w::SECURE.get(lang)) }
        @if let Some(why) = &failed { p.notice.bad role="alert" { (why.get(lang)) } }
        @if !sheet.faults.is_empty() {
            div.notice.bad role="alert" tabindex="-1" {
                h2 { (w::ERRORS.get(lang)) }
                ul { @for (name, text) in sheet.faults { li { a href={ "#" (name) } { (text.get(lang)) } } } }
            }
        }
        form method="post" action=(here) autocomplete="off" {
            input type="hidden" name="language" value=(lang.code());
            p.hint { (w::ACCEPTED.get(lang)) " " a href={ "/?language=" (lang.code()) } target="_blank" { (w::CARDS_LINK.get(lang)) } }
            p.hint { (w::REQUIRED.get(lang)) }
            (sheet.line(&NAME))
            (sheet.line(&NUMBER))
            (sheet.expiry())
            (sheet.line(&CODE))
            details { summary { (w::CODE_WHERE.get(lang)) } p { (w::CODE_THERE.get(lang)) } }
            (sheet.line(&EMAIL))
            label.check { input type="checkbox" name="notify" value="1" checked[notify]; (w::NOTIFY.get(lang)) }
            (sheet.line(&PHONE))
            div.notice.wait {
                p { (w::LIMIT.get(lang)) }
                p { (w::LEFT_MINUTES.get(lang)) ": " b { (minutes) } " · "
                    (w::LEFT_TRIES.get(lang)) ": " b { (TRIES_MAX.saturating_sub(order.tries)) } }
                p { b { (w::WAIT.get(lang)) } }
            }
            button.pay { (w::PAY.get(lang)) " " (Money::kzt(order.asked.amount_minor)) }
            a.away href=(order.asked.failure_back_link) { (w::BACK.get(lang)) }
        }
    };
    let faulty = !sheet.faults.is_empty();
    let status = if faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = w::PAY_TITLE.get(lang);
    door::page(status, framed(&Frame { lang, title, here: &here, wide: false, faulty, onward: None }, &body))
}

#[cfg(test)]
mod tests {
    use super::{super::outcome::Outcome, *};

    #[test]
    fn a_card_is_good_until_its_month_is_over() {
        let now: Timestamp = "2026-03-31T18:59:59Z".parse().unwrap();
        for (month, year, good) in [
            ("03", "2026", true),
            ("02", "2026", false),
            ("12", "2025", false),
            ("01", "2027", true),
            ("13", "2027", false),
            ("00", "2027", false),
            ("01", "2038", false),
            ("", "", false),
        ] {
            assert_eq!(expiry_is_ahead(month, year, now), good, "{month}/{year}");
        }
        let midnight_in_astana: Timestamp = "2026-03-31T19:00:00Z".parse().unwrap();
        assert!(!expiry_is_ahead("03", "2026", midnight_in_astana));
    }

    #[test]
    fn each_field_is_named_when_it_is_wrong() {
        let now: Timestamp = "2026-03-31T00:00:00Z".parse().unwrap();
        let good =
            [("name", "TEST PAYER"), ("month", "01"), ("year", "2028"), ("code", "123"), ("email", ""), ("phone", "")];
        let typed = |name: &str, value: &str| -> Fields {
            let mut fields: Fields = good.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            fields.push(("number".to_owned(), Outcome::Approve.card()));
            fields.retain(|(n, _)| n != name);
            fields.push((name.to_owned(), value.to_owned()));
            fields
        };
        assert!(card_typed(&typed("phone", "+7 (700) 111-22-33"), now).is_ok());
        for (name, bad) in [
            ("name", ""),
            ("name", "Иван"),
            ("number", "1"),
            ("number", "4000000000000002"),
            ("month", "x"),
            ("code", "1234"),
            ("code", "12x"),
            ("email", "nobody"),
            ("phone", "<b>"),
        ] {
            let faults = card_typed(&typed(name, bad), now).unwrap_err();
            assert_eq!(faults.iter().map(|fault| fault.0).collect::<Vec<_>>(), [name], "{bad}");
        }
        let four = card_typed(&typed("number", &super::super::cards::amex_like()), now).unwrap_err();
        assert_eq!(four[0].0, "code");
    }
}
