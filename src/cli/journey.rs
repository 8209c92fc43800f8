//! `evisa demo --journey OUT`: the whole applicant journey over real HTTP, without a browser.

pub mod browser;
mod payer;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use jiff::Span;
use serde_json::json;
use tokio::sync::watch;
use url::Url;

use self::browser::{Browser, Page};
use super::{
    args::Method,
    clock,
    demo::Demo,
    house::HouseFault,
    say::{part, say},
    seed,
};
use crate::{
    domain::{
        calendar::almaty_date,
        context::{Actor, Cx},
        iin::Strictness,
        invitation_file::{ImportRules, invitation_file_parse},
    },
    services::Services,
};

/// The longest wait for the visa after the bank took the money, in polls of [`POLL`].
const POLLS_MAX: u32 = 300;
/// The fee as the gateway shows it: 80 USD at the demonstration's rate (figures 6 and 7).
const GATEWAY_SHOWS: &str = "31,062.40";
/// The pause between two looks at a page that is not ready.
const POLL: std::time::Duration = std::time::Duration::from_millis(100);

/// Make the output folder and try to write there: better now than after the journey.
///
/// # Errors
/// It cannot be made or written.
pub fn folder_make(out: &Path) -> Result<(), HouseFault> {
    let tried = std::fs::create_dir_all(out).and_then(|()| tempfile::tempfile_in(out));
    let told =
        |error| HouseFault(format!("{} cannot be written ({error}): choose another output folder", out.display()));
    tried.map(drop).map_err(told)
}

/// Play the journey against a demonstration that was just opened, write what came of it, and stop the demonstration.
///
/// # Errors
/// The first thing that did not hold.
pub async fn play(demo: Demo, method: Method, out: &Path) -> Result<ExitCode, HouseFault> {
    let (stop, stopped) = watch::channel(false);
    let portal = Url::parse(&demo.portal_url).map_err(|error| HouseFault::of("portal address", error))?;
    let bank = Url::parse(&demo.bank_url).map_err(|error| HouseFault::of("bank address", error))?;
    let services = demo.house.services.clone();
    let running = tokio::spawn(demo.run(stopped));
    let out = out.to_path_buf();
    let traveller =
        tokio::task::spawn_blocking(move || Traveller::new((portal, bank), &services, (method, out))?.travel());
    let travelled = traveller.await.map_err(|error| HouseFault::of("journey", error))?;
    // The demonstration may have ended by itself: then its fault is reported below.
    let _ = stop.send(true);
    running.await.map_err(|error| HouseFault::of("demonstration", error))??;
    travelled?;
    Ok(ExitCode::SUCCESS)
}

/// Somebody with a fresh invitation who goes the whole way.
struct Traveller {
    browser: Browser,
    portal: Url,
    bank: Url,
    method: Method,
    out: PathBuf,
    invitation: String,
    email: String,
    steps: Vec<serde_json::Value>,
}

impl Traveller {
    fn new(
        (portal, bank): (Url, Url),
        services: &Services,
        (method, out): (Method, PathBuf),
    ) -> Result<Self, HouseFault> {
        let chance = clock::chance();
        let cx = Cx { now: clock::now(), actor: Actor::Operator, peer: None, chance: &*chance };
        let number = u64::from_be_bytes(cx.random()) % 10_000_000_000;
        let invitation = format!("{number:010}");
        invitation_make(services, &cx, &invitation)?;
        let email = format!("traveller-{invitation}@example.test");
        Ok(Self { browser: Browser::new(), portal, bank, method, out, invitation, email, steps: Vec::new() })
    }

    /// All steps; each is printed with its time.
    fn travel(mut self) -> Result<(), HouseFault> {
        let began = Instant::now();
        self.step("register", Self::register)?;
        self.step("confirm the address from the letter", Self::confirm)?;
        self.step("sign in", Self::sign_in)?;
        let page = self.step("answer the eligibility questions", Self::eligibility)?;
        let page = self.step("step 1: five fields", |me| me.step_one(&page))?;
        let page = self.step("check and declare", |me| me.declare(&page))?;
        let page = self.step("step 2: open the payment", |me| me.pay(&page))?;
        let page = self.step("choose the method and begin to pay", |me| me.method_choose(&page))?;
        let page = self.step("pay at the model bank and come back", |me| me.method_pay(&page))?;
        let page = self.step("wait for the confirmed payment: step 3", |me| me.result(page))?;
        let (visa, receipt) = self.step("download visa and receipt", |me| me.documents(&page))?;
        self.step("find it among my visas", Self::my_visas)?;
        let report = json!({
            "invitation": self.invitation,
            "application": page.url.path().split('/').nth(3),
            "method": self.method.id(),
            "amounts_kzt": { "gateway": GATEWAY_SHOWS },
            "visa_pdf_bytes": visa,
            "receipt_pdf_bytes": receipt,
            "requests": self.browser.requests,
            "milliseconds": millis(began),
            "steps": self.steps,
        });
        self.write("journey.json", format!("{report:#}\n").as_bytes())?;
        say(format_args!("done in {} ms: {}", millis(began), self.out.display()));
        Ok(())
    }

    fn step<T>(&mut self, name: &str, go: impl FnOnce(&mut Self) -> Result<T, HouseFault>) -> Result<T, HouseFault> {
        part(format_args!("{name} … "));
        let began = Instant::now();
        let result = go(self);
        match &result {
            Ok(_) => say(format_args!("{} ms", millis(began))),
            Err(_) => say("failed"),
        }
        self.steps.push(json!({ "step": name, "milliseconds": millis(began) }));
        result.map_err(|fault| HouseFault::of(name, fault))
    }

    fn url(&self, path: &str) -> Result<Url, HouseFault> {
        self.portal.join(path).map_err(|error| HouseFault::of("address", error))
    }

    fn open(&mut self, path: &str) -> Result<Page, HouseFault> {
        let url = self.url(path)?;
        self.browser.get(&url)
    }

    fn register(&mut self) -> Result<(), HouseFault> {
        let page = self.open("/en/register")?;
        let form = page.form("/register")?.fill("surname", "Journey").fill("given", "Test").fill("lang", "en");
        let form = form.fill("email", &self.email).fill("password", seed::PASSWORD).fill("consent", "yes");
        let sent = self.browser.submit(&page, &form)?;
        expect(sent.url.path() == "/en/register/sent", "the portal did not take the registration")
    }

    fn confirm(&mut self) -> Result<(), HouseFault> {
        let email = self.email.clone();
        let letter = self.poll(|me| {
            let inbox = me.open("/en/inbox")?;
            if !inbox.text().contains(&email) {
                return Ok(None);
            }
            // The newest letter may be another traveller's, delivered late after a restart.
            for link in inbox.links("/inbox/") {
                let letter = me.browser.get(&link)?;
                let text = letter.text();
                if text.contains(&email) && text.contains("/confirm/") {
                    return Ok(Some(letter));
                }
            }
            Ok(None)
        })?;
        let link = letter.link("/confirm/")?;
        let page = self.browser.get(&link)?;
        let form = page.form("/confirm/")?;
        self.browser.submit(&page, &form).map(|_| ())
    }

    fn sign_in(&mut self) -> Result<(), HouseFault> {
        let page = self.open("/en/login")?;
        let form = page.form("/login")?.fill("email", &self.email).fill("password", seed::PASSWORD);
        let home = self.browser.submit(&page, &form)?;
        expect(home.text().contains("/en/logout"), "nobody is signed in")
    }

    fn eligibility(&mut self) -> Result<Page, HouseFault> {
        let page = self.open("/en/services/e-visa/eligibility")?;
        let until = almaty_date(clock::now()).saturating_add(Span::new().years(3)).strftime("%d.%m.%Y").to_string();
        let form = page.form("/eligibility")?.fill("nationality", "MAR").fill("category", "business");
        let form = form.fill("children", "no").fill("passport_until", &until).fill("pages", "yes");
        let next = self.browser.submit(&page, &form)?;
        if next.url.path().ends_with("/step-1") {
            return Ok(next);
        }
        // Something to consider first: go on anyway.
        let form = next.form("/eligibility")?;
        self.browser.submit(&next, &form)
    }

    fn step_one(&mut self, page: &Page) -> Result<Page, HouseFault> {
        let form = page.form("/step-1")?.fill("invitation", &self.invitation).fill("passport", "JT1234567");
        let form = form.fill("sex", "F").fill("birth_date", "02.11.1990").fill("nationality", "MAR");
        let next = self.browser.submit(page, &form)?;
        expect(next.url.path().ends_with("/confirm"), "step 1 was not accepted")?;
        Ok(next)
    }

    fn declare(&mut self, page: &Page) -> Result<Page, HouseFault> {
        let form = page.form("/confirm")?.fill("confirm", "yes");
        let next = self.browser.submit(page, &form)?;
        expect(next.text().contains("108126"), "step 2 does not show the budget code")?;
        Ok(next)
    }

    fn pay(&mut self, page: &Page) -> Result<Page, HouseFault> {
        let form = page.form("/pay")?;
        let next = self.browser.submit(page, &form)?;
        expect(next.text().contains(GATEWAY_SHOWS), "the gateway does not show 31 062.40 tenge")?;
        Ok(next)
    }

    fn result(&mut self, mut page: Page) -> Result<Page, HouseFault> {
        self.poll(|me| {
            if page.url.path().ends_with("/step-3") && page.text().contains("visa.pdf") {
                return Ok(Some(()));
            }
            let url = page.url.clone();
            page = me.browser.get(&url)?;
            Ok(None)
        })?;
        Ok(page)
    }

    fn documents(&mut self, page: &Page) -> Result<(usize, usize), HouseFault> {
        let mut sizes = Vec::new();
        for name in ["visa.pdf", "receipt.pdf"] {
            let link = page.link(name)?;
            let document = self.browser.get(&link)?;
            expect(document.body.starts_with(b"%PDF"), "a document is no PDF")?;
            self.write(name, &document.body)?;
            sizes.push(document.body.len());
        }
        Ok((sizes[0], sizes[1]))
    }

    fn my_visas(&mut self) -> Result<(), HouseFault> {
        let page = self.open("/en/account/visas")?.text();
        expect(
            page.contains(&self.invitation) && page.contains("Approved") && page.contains("Paid"),
            "it is not listed",
        )
    }

    /// Look again and again until there is something, for at most half a minute.
    fn poll<T>(&mut self, mut look: impl FnMut(&mut Self) -> Result<Option<T>, HouseFault>) -> Result<T, HouseFault> {
        for _ in 0..POLLS_MAX {
            if let Some(found) = look(self)? {
                return Ok(found);
            }
            #[expect(clippy::disallowed_methods, reason = "this thread is a person who waits")]
            std::thread::sleep(POLL);
        }
        Err(HouseFault("it did not happen within half a minute".to_owned()))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), HouseFault> {
        let file = self.out.join(name);
        let told = |error| HouseFault(format!("{} cannot be written: {error}", file.display()));
        std::fs::write(&file, bytes).map_err(told)
    }
}

fn expect(holds: bool, otherwise: &str) -> Result<(), HouseFault> {
    if holds { Ok(()) } else { Err(HouseFault(otherwise.to_owned())) }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// The invitation of this journey, entered as the inviting side's import would.
fn invitation_make(services: &Services, cx: &Cx<'_>, number: &str) -> Result<(), HouseFault> {
    let today = almaty_date(cx.now);
    let day = |days: i32| today.saturating_add(Span::new().days(days)).strftime("%d.%m.%Y").to_string();
    let all = seed::invitations_csv(today);
    let heading = all.lines().next().unwrap_or_default();
    let csv = format!(
        "{heading}\n{number},business,single,{},{},120340000014,ТОО «Степной ветер»,\"г. Астана, ул. Достык, 5\",г.Астана,Достык,5,\
         Journey,Test,,JT1234567,F,02.11.1990,MAR\n",
        day(7),
        day(20)
    );
    let rules = ImportRules { today, strictness: Strictness::Demonstration };
    let report = invitation_file_parse(csv.as_bytes(), rules)
        .map_err(|fault| HouseFault::of("invitation", format!("{fault:?}")))?;
    expect(report.faults.is_empty(), "the journey's invitation is faulty")?;
    services.invitation_import(cx, &report.rows).map(|_| ()).map_err(|refusal| HouseFault::of("invitation", refusal))
}
