//! The whole portal in one process, in memory, with a clock that stands: where stories happen.
//!
//! When a story ends, the house looks after itself: audit chain unbroken, ledger balanced, nothing personal in the log.

use std::{
    cell::RefCell,
    collections::BTreeSet,
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use evisa::{
    domain::{
        calendar::almaty_date,
        context::{Actor, Chance, Cx},
        effect::{Effect, Letter},
        iin::Strictness,
        invitation_file::{ImportRules, invitation_file_parse},
        lang::Lang,
        rates::DayRate,
    },
    effects::Outside,
    services::{Services, rate::Absurd},
    store::{
        Reader, Take,
        audit::{AuditFault, audit_verify},
        outbox::Stage,
        tables,
    },
    web::{
        self,
        door::Door,
        guard::{rate::RateLimiter, seal::SiteKey},
        site::{Inside, Settings, Site, StoppedClock},
    },
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::{
    browser::{Browser, Page},
    log,
};

/// The morning of the manual's receipt: 8 June 2022, 08:30 in Greenwich, 14:30 in Almaty.
pub(crate) const MORNING: &str = "2022-06-08T08:30:00Z";
/// A password nobody would refuse.
pub(crate) const PASSWORD: &str = "seven quiet camels walk";
/// The manual's invitation (figures 5 and 8.3), as a file of invitations has it; stories change words of it.
pub(crate) const INVITATION: &str = "3622000299,tourist,single,05.06.2022,08.06.2022,123456789021,\
    Товарищество с ограниченной ответственностью Солар Сан Казахстан,\"АЛМАТУ, КОПЕРНИКА, 2\",г.Алматы,АЫВА,2585,\
    Test,Turism,-,E12345678,M,19.01.1985,CHN";
const HEADING: &str = "number,category,entries,valid_from,valid_to,inviter_tax_id,inviter_name,inviter_address,\
    stay_region,stay_street,stay_house,surname,given,patronymic,passport,sex,birth_date,nationality";
/// More letters and entries than any story leaves.
const MANY: usize = 10_000;

/// Random bytes that never repeat within a story and are the same every time it is told.
struct Sequence(AtomicU64);

impl Chance for Sequence {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&Sha256::digest(number.to_be_bytes())[..chunk.len()]);
        }
    }
}

/// A letter that waits in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Post {
    pub(crate) to: String,
    pub(crate) lang: Lang,
    pub(crate) letter: Letter,
}

/// The portal, and everybody who works in it.
pub(crate) struct House {
    pub(crate) services: Services,
    site: Arc<Site>,
    door: Door,
    clock: StoppedClock,
    chance: Arc<dyn Chance>,
    runtime: tokio::runtime::Runtime,
    planted: RefCell<BTreeSet<String>>,
}

impl House {
    pub(crate) fn new() -> Self {
        let settings = Settings::new("https://evisa.example".parse().expect("an address"));
        Self::furnished(Services::in_memory(), Outside::for_trying(Arc::default()), settings)
    }

    /// A house with another policy, another outside world or other settings.
    pub(crate) fn furnished(services: Services, outside: Outside, settings: Settings) -> Self {
        log::keep();
        let clock = StoppedClock::at(MORNING.parse().expect("a time"));
        let chance: Arc<dyn Chance> = Arc::new(Sequence(AtomicU64::new(0)));
        let site = Arc::new(Site {
            settings,
            sessions: Arc::new(services.clone()),
            clock: clock.clock(),
            chance: Arc::clone(&chance),
            key: SiteKey::new([7; 32]),
            rate: RateLimiter::default(),
            ready: Arc::new(|| Ok(())),
            inside: Inside { services: services.clone(), outside },
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let door = Door::new(Arc::clone(&site), web::routes());
        Self { services, site, door, clock, chance, runtime, planted: RefCell::default() }
    }

    /// A browser in a network of its own (documentation addresses, RFC 5737).
    pub(crate) fn browser(&self) -> Browser<'_> {
        self.browser_at(Ipv4Addr::new(192, 0, 2, 1))
    }

    /// A browser in another network.
    pub(crate) fn browser_at(&self, peer: Ipv4Addr) -> Browser<'_> {
        Browser::new(self, peer)
    }

    /// A new browser that registered, confirmed its address through the mailed link and signed in.
    pub(crate) fn register_and_confirm(&self, email: &str, name: (&str, &str)) -> Browser<'_> {
        let browser = self.browser();
        self.register(&browser, email, name);
        self.confirm(&browser, email);
        let answer = self.sign_in(&browser, email, PASSWORD);
        answer.is(303);
        browser
    }

    /// Fill in the registration form.
    pub(crate) fn register(&self, browser: &Browser<'_>, email: &str, (surname, given): (&str, &str)) -> Page {
        let fields = [
            ("surname", surname),
            ("given", given),
            ("email", email),
            ("password", PASSWORD),
            ("lang", "en"),
            ("consent", "yes"),
        ];
        browser.post("/en/register", &fields)
    }

    /// Open the newest mailed confirmation link and press its button.
    pub(crate) fn confirm(&self, browser: &Browser<'_>, email: &str) -> Page {
        browser.post(&self.confirm_link(email), &[])
    }

    /// Fill in the login form; the answer is shown as it comes: 303 where it leads on.
    pub(crate) fn sign_in(&self, browser: &Browser<'_>, email: &str, password: &str) -> Page {
        browser.submit("/en/login", &[("email", email), ("password", password)])
    }

    /// The address in the newest letter that confirms an address.
    pub(crate) fn confirm_link(&self, email: &str) -> String {
        let token = |letter| if let Letter::ConfirmEmail { token } = letter { Some(token) } else { None };
        format!("/en/confirm/{}", self.newest_token(email, token))
    }

    /// The address in the newest letter that sets a new password.
    pub(crate) fn reset_link(&self, email: &str) -> String {
        let token = |letter| if let Letter::ResetPassword { token } = letter { Some(token) } else { None };
        format!("/en/reset/{}", self.newest_token(email, token))
    }

    fn newest_token(&self, email: &str, token: fn(Letter) -> Option<String>) -> String {
        self.letters_to(email).into_iter().filter_map(token).next_back().expect("such a letter was sent")
    }

    /// Enter the manual's own invitation, number 3622000299, into the register.
    pub(crate) fn invitation(&self) {
        self.invitation_row(INVITATION);
    }

    /// Enter an invitation as a row of the file has it (see [`INVITATION`]).
    pub(crate) fn invitation_row(&self, row: &str) {
        let rules = ImportRules { today: almaty_date(self.now()), strictness: Strictness::Demonstration };
        let report = invitation_file_parse(format!("{HEADING}\n{row}\n").as_bytes(), rules).expect("a readable file");
        assert_eq!(report.faults, [], "{row}");
        self.services.invitation_import(&self.operator(), &report.rows).expect("the register can be written");
    }

    /// Enter today's rate of the dollar: the manual's is `388.28`.
    pub(crate) fn rate(&self, rate: &str) {
        let date = almaty_date(self.now());
        let rate = DayRate { date, rate: rate.parse().expect("a rate"), source: "rate-source-nbk".to_owned() };
        self.services.rate_import(&self.operator(), &rate, Absurd::Accepted).expect("rates can be written");
    }

    /// The letters that wait in the outbox, oldest first.
    pub(crate) fn letters(&self) -> Vec<Post> {
        let waiting = self.services.store.read(|tx: &Reader<'_>| tx.effects_in::<Effect>(Stage::Waiting, MANY));
        let letter = |effect| match effect {
            Effect::Mail { to, lang, letter, .. } => Some(Post { to: to.to_string(), lang, letter }),
            Effect::PluginTurn { .. }
            | Effect::ProviderRequest { .. }
            | Effect::AttemptWake { .. }
            | Effect::DraftEnd { .. } => None,
        };
        waiting.expect("the outbox can be read").into_iter().filter_map(|(_, entry)| letter(entry.effect)).collect()
    }

    /// The letters that wait for one address, oldest first.
    pub(crate) fn letters_to(&self, email: &str) -> Vec<Letter> {
        self.letters().into_iter().filter(|post| post.to == email).map(|post| post.letter).collect()
    }

    /// Time passes.
    pub(crate) fn later(&self, minutes: i64) {
        self.clock.put(self.now() + SignedDuration::from_mins(minutes));
    }

    /// The time of the house.
    pub(crate) fn now(&self) -> Timestamp {
        (self.site.clock)()
    }

    /// The circumstances of a command that the operator gives.
    pub(crate) fn operator(&self) -> Cx<'_> {
        Cx { now: self.now(), actor: Actor::Operator, peer: None, chance: &*self.chance }
    }

    /// The circumstances of a command that the holder of this address gives.
    pub(crate) fn holder(&self, email: &str) -> Cx<'_> {
        let email = email.parse().expect("an address");
        let found = self.services.store.read(|tx: &Reader<'_>| tx.get(tables::ACCOUNT_BY_EMAIL, &email));
        let account = found.expect("accounts can be read").expect("an account of this address");
        Cx { actor: Actor::Account(account), ..self.operator() }
    }

    /// What must never be logged.
    pub(crate) fn plant(&self, text: &str) {
        // A shorter word stands in a log by accident.
        if 7 < text.chars().count() {
            self.planted.borrow_mut().insert(text.to_owned());
        }
    }

    pub(crate) fn door(&self) -> Door {
        self.door.clone()
    }

    pub(crate) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    fn check(&self) {
        let lines: Result<u64, AuditFault> = audit_verify(&self.services.store);
        assert!(lines.is_ok(), "the audit chain: {lines:?}");
        let entries = self
            .services
            .store
            .read(|tx: &Reader<'_>| tx.scan(tables::LEDGER, .., Take::First(MANY)))
            .expect("the ledger can be read");
        for (name, entry) in entries {
            assert!(entry.balanced(), "the ledger: {name}");
        }
        let log = log::text();
        for planted in self.planted.borrow().iter() {
            assert!(!log.contains(planted), "the log holds what it must not: {planted}");
        }
        assert!(!log.contains("a page panicked"), "a page panicked");
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.check();
        }
    }
}
