//! What the traveller does with each payment method: a card on the bank's page, or a number and a code on ours.

use jiff::Span;
use serde_json::Value;

use super::{Traveller, browser::Page, expect};
use crate::{
    cli::{args::Method, clock, house::HouseFault},
    domain::calendar::almaty_date,
    sandbox::outcome::Outcome,
};

/// How a method is paid.
enum Way {
    /// On the bank's own page, which opens at an address with this part.
    Card(&'static str),
    /// With a number in this field of our form, and the code sent to it; with the amount that our form shows.
    Number { field: &'static str, number: String, shows: &'static str },
}

fn way(method: Method) -> Way {
    let approve = Outcome::Approve;
    match method {
        Method::HalykCard => Way::Card("/payform"),
        Method::KazpostCard => Way::Card("/jsp/process/logon.jsp"),
        // 25 KZT for the wallet, 100 KZT for a telephone, part of what is paid (figures 7 and 9).
        Method::KazpostWallet => Way::Number { field: "wallet", number: approve.wallet(), shows: "31,087.40" },
        Method::MobileKcell => Way::Number { field: "phone", number: approve.phone("701"), shows: "31,162.40" },
        Method::MobileBeeline => Way::Number { field: "phone", number: approve.phone("705"), shows: "31,162.40" },
    }
}

/// The fee as the bank shows it, which adds a card's commission itself.
const CARD_PAGE_SHOWS: &str = "31062.40";

impl Traveller {
    /// Choose the method; the bank's card page, or our form that asks for the code.
    pub(super) fn method_choose(&mut self, page: &Page) -> Result<Page, HouseFault> {
        let form = page.form("/attempts")?.press_ending("method", &format!("/{}", self.method.id()));
        let waiting = self.browser.submit(page, &form)?;
        match way(self.method) {
            Way::Card(address) => {
                let page = self.until(waiting, |page| page.form(address).is_ok())?;
                let form = page.form(address)?;
                let page = self.browser.submit(&page, &form)?;
                expect(page.text().contains(CARD_PAGE_SHOWS), "the bank does not show 31062.40")?;
                Ok(page)
            }
            Way::Number { field, number, shows } => {
                let page = self.until(waiting, |page| asks(page, field))?;
                expect(page.text().contains(shows), "the form does not show the fee with its commission")?;
                let form = page.form("/form")?.fill(&format!("f-{field}"), &number);
                let page = self.browser.submit(&page, &form)?;
                self.until(page, |page| asks(page, "code"))
            }
        }
    }

    /// Pay; the page of the portal after that.
    pub(super) fn method_pay(&mut self, page: &Page) -> Result<Page, HouseFault> {
        match way(self.method) {
            Way::Card(_) => {
                let form = page.form("/pay/")?.fill("name", "TEST JOURNEY").fill("number", &Outcome::Approve.card());
                let year = almaty_date(clock::now()).saturating_add(Span::new().years(2)).year().to_string();
                let form = form.fill("month", "12").fill("year", &year).fill("code", "123");
                let paid = self.browser.submit(page, &form)?;
                let back = paid.link("/epay/return/")?;
                self.browser.get(&back)
            }
            Way::Number { number, .. } => {
                let code = self.code_read(&number)?;
                let form = page.form("/form")?.fill("f-code", &code);
                self.browser.submit(page, &form)
            }
        }
    }

    /// The last code sent to a number, read off the console of the model bank.
    fn code_read(&mut self, number: &str) -> Result<String, HouseFault> {
        let listed = self.bank.join("control").map_err(|error| HouseFault::of("address", error))?;
        let listed: Value = serde_json::from_slice(&self.browser.get(&listed)?.body)
            .map_err(|error| HouseFault::of("the bank's control service", error))?;
        let messages = listed.get("messages").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let told = |message: &Value, name: &str| message.get(name).and_then(Value::as_str).map(str::to_owned);
        let mine = |message: &&Value| told(message, "to").is_some_and(|to| !to.is_empty() && number.ends_with(&to));
        let code = messages.iter().rev().find(mine).and_then(|message| told(message, "code"));
        code.ok_or_else(|| HouseFault(format!("the bank has sent no code to {number}")))
    }

    /// Load a page again until it is ready.
    fn until(&mut self, mut page: Page, ready: impl Fn(&Page) -> bool) -> Result<Page, HouseFault> {
        self.poll(|me| {
            if ready(&page) {
                return Ok(Some(()));
            }
            let url = page.url.clone();
            page = me.browser.get(&url)?;
            Ok(None)
        })?;
        Ok(page)
    }
}

fn asks(page: &Page, field: &str) -> bool {
    page.text().contains(&format!("name=\"f-{field}\""))
}
