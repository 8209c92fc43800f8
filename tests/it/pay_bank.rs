//! The whole way with the real plugin in its child process, the model bank and the portal's own pages, over HTTP on this machine.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    sync::{Arc, Mutex, atomic::AtomicU64},
    time::{Duration, Instant},
};

use evisa::{
    domain::{
        lang::Lang,
        payment::{AttemptState, Hold, PaymentState},
        profile::{PROFILE_DEFAULT, Profile},
    },
    effects::{HouseFacts, Outside, SecondCode},
    jobs::Runner,
    payments::{Gateway, PluginSettings, Settings as GatewaySettings},
    sandbox::{self, BankSettings, Pace, chance::Faults, contract::contracts as contracts_of, outcome::Outcome},
    services::Services,
    web::{
        self,
        door::Door,
        guard::{rate::RateLimiter, seal::SiteKey},
        server::{Limits, serve},
        site::{Inside, Settings, Site, StoppedClock},
    },
};
use jiff::Timestamp;
use serde_json::json;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    log,
    pay_desk::{Desk, Due, MORNING, Sequence},
};

const PATIENCE: Duration = Duration::from_secs(30);
const CALLBACK_SECRET: &str = "callback-secret-of-the-test";

/// Portal, runner, plugin processes and bank, all running.
pub(crate) struct World {
    runtime: tokio::runtime::Runtime,
    pub(crate) desk: Desk,
    pub(crate) portal: String,
    pub(crate) bank: String,
    pub(crate) outside: Outside,
    _stop: watch::Sender<bool>,
}

/// What came back.
pub(crate) struct Got {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Got {
    pub(crate) fn location(&self) -> &str {
        let line = self.head.lines().find_map(|line| line.strip_prefix("location: "));
        line.unwrap_or_default()
    }

    /// A cookie that came with it, as it goes back: `name=value`.
    pub(crate) fn cookie(&self, name: &str) -> &str {
        let mut set = self.head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
        set.find(|cookie| cookie.starts_with(name)).and_then(|cookie| cookie.split(';').next()).unwrap_or_default()
    }

    pub(crate) fn between(&self, before: &str, after: &str) -> String {
        let rest = self.body.split(before).nth(1).unwrap_or_else(|| panic!("no {before} in {}", self.body));
        rest.split(after).next().unwrap().replace("&amp;", "&").replace("&quot;", "\"")
    }

    /// The words of the page are written in its language, and nothing is missing.
    pub(crate) fn whole(self) -> Self {
        assert_eq!(self.status, 200, "{}\n{}", self.head, self.body);
        assert!(!self.body.contains('⟦'), "{}", self.body);
        self
    }
}

pub(crate) fn http(method: &str, url: &str, cookie: &str, body: Option<&str>) -> Got {
    let (authority, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    let kind = "application/x-www-form-urlencoded";
    let sent = body.map_or(String::new(), |body| format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len()));
    let cookie = if cookie.is_empty() { String::new() } else { format!("Cookie: {cookie}\r\n") };
    let body = body.unwrap_or_default();
    let head = format!("{method} /{path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n{cookie}{sent}\r\n");
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Got { status, head: head.to_owned(), body: body.to_owned() }
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

pub(crate) fn plugin(id: &str, bank: &str, token_from: &str) -> PluginSettings {
    let folder = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let model = BankSettings::new(Arc::new(|| Timestamp::UNIX_EPOCH), bank);
    let host = |url: &str| url.strip_prefix("http://").unwrap().to_owned();
    let settings = json!({
        "id": id, "path": folder.join("libevisa_pay_halyk.so"), "hosts": [host(bank), host(token_from)],
        "config": {
            "oauth_url": format!("{token_from}/oauth2/token"), "api_url": bank, "payform_url": format!("{bank}/payform"),
            "terminal": model.terminal, "client_id": model.client_id, "language_zh": "zho",
        },
        "secrets": {"client_secret": model.client_secret, "callback_secret": CALLBACK_SECRET},
    });
    serde_json::from_value(settings).unwrap()
}

/// The plugins of the other methods, as the demonstration has them.
fn contracts(bank: &str) -> Vec<PluginSettings> {
    let folder = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let model = BankSettings::new(Arc::new(|| Timestamp::UNIX_EPOCH), bank);
    let others =
        contracts_of(&model, CALLBACK_SECRET).into_iter().filter(|contract| contract.plugin != "kz.halyk.card");
    let settings = others.map(|contract| {
        json!({
            "id": contract.plugin, "path": folder.join(format!("lib{}.so", contract.library)), "live": false,
            "hosts": [bank.strip_prefix("http://").unwrap()], "config": contract.config, "secrets": contract.secrets,
        })
    });
    settings.map(|settings| serde_json::from_value(settings).unwrap()).collect()
}

impl World {
    fn open() -> Self {
        Self::of(Faults { shuffled: true, ..Faults::KIND })
    }

    /// A world whose bank makes trouble of this much.
    pub(crate) fn of(faults: Faults) -> Self {
        log::keep();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listen = || runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let (bank_listener, listener) = (listen(), listen());
        let address = |listener: &TcpListener| format!("http://{}", listener.local_addr().unwrap());
        let (bank, portal) = (address(&bank_listener), address(&listener));
        let dead = { address(&listen()) };

        let (zero, begun): (Timestamp, _) = (MORNING.parse().unwrap(), Instant::now());
        let mut settings = BankSettings::new(Arc::new(move || zero + begun.elapsed()), &bank);
        settings.pace = Pace {
            pending: Duration::from_millis(900),
            late: Duration::from_millis(1_500),
            slow: Duration::from_millis(200),
            page_timeout: Duration::from_millis(100),
            callback_again: Duration::from_millis(300),
            code_again: Duration::ZERO,
            two_stage: false,
        };
        settings.faults = faults;
        runtime.spawn(sandbox::serve(settings, bank_listener, std::future::pending()));

        let mut plugins = vec![plugin("halyk", &bank, &bank), plugin("halyk-dead", &bank, &dead)];
        plugins.extend(contracts(&bank));
        let gateway = Gateway::start(
            GatewaySettings { plugins, allow_loopback: true, ..GatewaySettings::default() },
            Path::new(env!("CARGO_BIN_EXE_evisa")),
        );
        assert!(gateway.plugins().iter().all(|plugin| plugin.state.is_ok()), "{:?}", gateway.plugins());
        let profile = Profile::named(PROFILE_DEFAULT).unwrap();
        let house =
            HouseFacts { public_url: portal.clone(), demonstration: true, profile, second_code: SecondCode::Address };
        let inner = Outside::for_trying(Arc::new(Mutex::new(Vec::new())));
        let outside = Outside { gateway: Arc::new(gateway), house: Arc::new(house), ..inner };

        let desk = Desk::of(Services::in_memory(), StoppedClock::at(zero));
        let site = Arc::new(Site {
            settings: Settings::new(portal.parse().unwrap()).demonstration(),
            sessions: Arc::new(desk.services.clone()),
            clock: desk.clock.clock(),
            chance: Arc::new(Sequence(AtomicU64::new(1 << 40))),
            key: SiteKey::new([7; 32]),
            rate: RateLimiter::default(),
            ready: Arc::new(|| Ok(())),
            inside: Inside { services: desk.services.clone(), outside: outside.clone() },
        });
        let (stop, stopping) = watch::channel(false);
        runtime.spawn(serve(listener, None, Door::new(site, web::routes()), (Limits::default(), stopping.clone())));
        let runner = Runner {
            services: desk.services.clone(),
            outside: outside.clone(),
            clock: desk.clock.clock(),
            chance: Arc::new(Sequence(AtomicU64::new(1 << 50))),
        };
        runner.recover().unwrap();
        runtime.spawn(runner.run(stopping));
        Self { runtime, desk, portal, bank, outside, _stop: stop }
    }

    /// A payer with an open session, and the cookie of the browser that signed in.
    pub(crate) fn payer(&self) -> (Due, String) {
        let due = self.desk.ready();
        let email = self.desk.services.store.read(|tx: &evisa::store::Reader<'_>| {
            tx.get(evisa::store::tables::ACCOUNTS, &due.account).map(|account| account.unwrap().email)
        });
        let cx = self.desk.cx(evisa::domain::context::Actor::Visitor);
        let token = self.desk.services.account_sign_in(&cx, &email.unwrap(), "seven quiet camels walk").unwrap();
        (due, format!("__Host-session={token}"))
    }

    pub(crate) fn get(&self, cookie: &str, path: &str) -> Got {
        http("GET", &format!("{}{path}", self.portal), cookie, None)
    }

    /// Press a button of the form at `path`, with the tokens of the page `on`.
    pub(crate) fn press(&self, cookie: &str, (on, path): (&str, &str), fields: &[(&str, &str)]) -> Got {
        let page = self.get(cookie, on).whole();
        let csrf = page.between("name=\"csrf\" value=\"", "\"");
        let nonce = page.body.contains("name=\"nonce\"").then(|| page.between("name=\"nonce\" value=\"", "\""));
        let nonce = nonce.unwrap_or_default();
        let fields = [&[("csrf", csrf.as_str()), ("nonce", nonce.as_str())], fields].concat();
        http("POST", &format!("{}{path}", self.portal), cookie, Some(&form(&fields)))
    }

    /// Choose a method; the waiting page as it is shown right after.
    pub(crate) fn choose(&self, (due, cookie): (&Due, &str), method: &str) -> Got {
        let chooser = format!("/en/epay/{}", due.payment);
        let pressed = self.press(cookie, (&chooser, &format!("{chooser}/attempts")), &[("method", method)]);
        assert_eq!((pressed.status, pressed.location()), (303, format!("{chooser}/wait").as_str()), "{}", pressed.body);
        self.get(cookie, &format!("{chooser}/wait")).whole()
    }

    /// Go on to the bank with the form of the waiting page: the address of the card page.
    pub(crate) fn at_the_bank(&self, wait: &Got) -> String {
        let (action, inputs) = wait
            .body
            .split_once("data-bank")
            .map(|(before, after)| {
                let action = before.rsplit("action=\"").next().unwrap().split('"').next().unwrap().to_owned();
                (action, after.split("</form>").next().unwrap().to_owned())
            })
            .unwrap_or_else(|| panic!("no way to the bank: {}", wait.body));
        let fields: Vec<(String, String)> = inputs
            .split("<input")
            .skip(1)
            .map(|input| {
                let of = |name: &str| {
                    let value = input.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap();
                    value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
                };
                (of("name"), of("value"))
            })
            .collect();
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let opened = http("POST", &action, "", Some(&form(&fields)));
        assert_eq!(opened.status, 303, "{}", opened.body);
        format!("{}{}", self.bank, opened.location())
    }

    pub(crate) fn pay(&self, page: &str, outcome: Outcome) {
        let fields = [("name", "TEST PAYER"), ("month", "12"), ("year", "2030"), ("code", "123")];
        let card = outcome.card();
        let pressed = http("POST", page, "", Some(&form(&[&fields[..], &[("number", card.as_str())]].concat())));
        assert!(matches!(pressed.status, 303 | 504), "{}", pressed.body);
    }

    /// Let time pass, a second for every hundredth, until this holds.
    pub(crate) fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(begun.elapsed() < PATIENCE, "it never came: {what}");
            self.runtime.block_on(async { tokio::time::sleep(Duration::from_millis(10)).await });
            self.desk.later(1);
        }
    }

    pub(crate) fn state(&self, due: Due) -> PaymentState {
        self.desk.payment(due).state(self.desk.now())
    }

    /// A page for looking at, where `EVISA_LOOK` names a folder.
    fn keep(&self, name: &str, page: &Got) {
        let Some(folder) = std::env::var_os("EVISA_LOOK") else { return };
        let css =
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/assets/site.css")).unwrap();
        let page = page.body.replace("</head>", &format!("<style>{css}</style></head>"));
        std::fs::write(Path::new(&folder).join(format!("{name}.html")), page).unwrap();
    }
}

#[test]
fn a_card_pays_the_fee_and_the_whole_way_is_told_in_four_languages() {
    let world = World::open();
    let (due, cookie) = world.payer();
    for lang in Lang::ALL {
        let page = world.get(&cookie, &format!("/{}/epay/{}", lang.code(), due.payment)).whole();
        assert!(page.body.contains("C000100000") && page.body.contains("620301"), "{}", page.body);
        world.keep(&format!("chooser-{}", lang.code()), &page);
    }
    let page = world.get(&cookie, &format!("/ru/epay/{}", due.payment)).whole();
    for seen in ["23\u{a0}296,80\u{a0}₸", "100,00\u{a0}₸", "23\u{a0}396,80\u{a0}₸", "60,26\u{a0}$", "388,28"] {
        assert!(page.body.contains(seen), "{seen}: {}", page.body);
    }
    assert!(world.desk.payment(due).attempts.is_empty(), "looking changes nothing");

    let wait = world.choose((&due, &cookie), "halyk/halyk-card");
    world.keep("bank", &wait);
    assert!(wait.head.contains("form-action 'self' http://127.0.0.1:"), "{}", wait.head);
    let again = world.get(&cookie, &format!("/en/epay/{}", due.payment));
    assert_eq!(again.location(), format!("/en/epay/{}/wait", due.payment), "no second method while one is live");
    let page = world.at_the_bank(&wait);

    // Back without having paid, with parameters that say otherwise: nothing is believed.
    let attempt = world.desk.payment(due).attempts[0].id;
    let back = format!("/en/epay/return/{}/{attempt}", due.payment);
    let stranger = world.get("", &format!("{back}?status=CHARGE&success=true")).whole();
    world.keep("return", &stranger);
    assert!(!stranger.body.contains("inostr") && !stranger.body.contains("C0001"), "{}", stranger.body);
    let posted = http("POST", &format!("{}{back}", world.portal), "", Some("status=PAID"));
    assert_eq!((posted.status, posted.location()), (303, back.as_str()));
    let owner = world.get(&cookie, &back);
    assert_eq!(owner.location(), format!("/en/epay/{}/wait?back=1", due.payment));
    world.keep("back", &world.get(&cookie, owner.location()).whole());
    assert_eq!(world.state(due), PaymentState::InProgress);

    world.pay(&page, Outcome::Approve);
    world.until("the visa", |world| world.state(due) == PaymentState::Paid);
    let done = world.get(&cookie, &format!("/en/epay/{}/wait", due.payment));
    let application = world.desk.payment(due).application;
    assert_eq!((done.status, done.location()), (303, format!("/en/applications/{application}/step-3").as_str()));
    assert_eq!(world.desk.visas(), 1);
    assert!(world.desk.payment(due).settled().unwrap().proof.as_ref().unwrap().masked_instrument.is_some());
    let live = world.get(&cookie, &format!("/en/epay/{}/status?at=bank", due.payment));
    assert_eq!(live.status, 204, "the page is loaded anew");
}

#[test]
fn every_card_of_the_model_bank_ends_as_it_must() {
    let world = World::open();
    let paid = |world: &World, due| world.state(due) == PaymentState::Paid;
    for outcome in [
        Outcome::Pending,
        Outcome::Timeout,
        Outcome::Lost,
        Outcome::Twice,
        Outcome::Broken,
        Outcome::Unfound,
        Outcome::Slow,
        Outcome::Late,
    ] {
        let (due, cookie) = world.payer();
        let page = world.at_the_bank(&world.choose((&due, &cookie), "halyk/halyk-card"));
        world.pay(&page, outcome);
        world.until(&format!("{outcome:?}"), |world| paid(world, due));
        let payment = world.desk.payment(due);
        assert_eq!((payment.attempts.len(), payment.attempts[0].holds.len()), (1, 0), "{outcome:?}: {payment:?}");
    }
    assert_eq!((world.desk.visas(), world.desk.ledger().len()), (8, 8));

    let (due, cookie) = world.payer();
    let page = world.at_the_bank(&world.choose((&due, &cookie), "halyk/halyk-card"));
    world.pay(&page, Outcome::Decline);
    world.until("declined", |world| world.desk.payment(due).attempts[0].state == AttemptState::Declined);
    let told = world.get(&cookie, &format!("/en/epay/{}/wait", due.payment)).whole();
    assert!(told.body.contains("Attempts left: 4 of 5"), "{}", told.body);
    world.keep("declined", &told);

    let (due, cookie) = world.payer();
    let page = world.at_the_bank(&world.choose((&due, &cookie), "halyk/halyk-card"));
    world.pay(&page, Outcome::Insufficient);
    world.pay(&page, Outcome::Approve);
    world.until("another card on the same page", |world| paid(world, due));

    let (due, cookie) = world.payer();
    let page = world.at_the_bank(&world.choose((&due, &cookie), "halyk/halyk-card"));
    world.pay(&page, Outcome::Amount);
    world.until("held", |world| world.desk.payment(due).attempts[0].holds.contains(&Hold::AmountMismatch));
    world.keep("held", &world.get(&cookie, &format!("/en/epay/{}/wait", due.payment)).whole());

    let (due, cookie) = world.payer();
    let page = world.at_the_bank(&world.choose((&due, &cookie), "halyk/halyk-card"));
    world.pay(&page, Outcome::Never);
    world.until("pending", |world| world.desk.payment(due).attempts[0].state == AttemptState::Pending);
    world.keep("working", &world.get(&cookie, &format!("/en/epay/{}/wait", due.payment)).whole());
    world.until("checking", |world| world.state(due) == PaymentState::Checking);
    world.keep("checking", &world.get(&cookie, &format!("/en/epay/{}/wait", due.payment)).whole());
    let wait = format!("/en/epay/{}/wait", due.payment);
    let switched = world.press(&cookie, (&wait, &format!("/en/epay/{}/switch", due.payment)), &[]);
    assert_eq!((switched.status, switched.location()), (303, wait.as_str()), "no other method while money may move");
    let updated =
        world.press(&cookie, (&wait, &format!("/en/epay/{}/update", due.payment)), &[("next", "/en/account/visas")]);
    assert_eq!(updated.location(), "/en/account/visas");
    assert_eq!(world.desk.visas(), 9);
}

#[test]
fn a_bank_that_cannot_be_reached_costs_an_attempt_and_nothing_more() {
    let world = World::open();
    let (due, cookie) = world.payer();
    let wait = world.choose((&due, &cookie), "halyk-dead/halyk-card");
    world.keep("technical", &wait);
    let attempt = world.desk.payment(due).attempts[0].clone();
    assert_eq!((attempt.state, attempt.exposed), (AttemptState::Declined, false));
    assert!(wait.body.contains("no money was taken"), "{}", wait.body);
    let chooser = format!("/en/epay/{}", due.payment);
    let forged = world.press(&cookie, (&chooser, &format!("{chooser}/attempts")), &[("method", "halyk/none")]);
    assert_eq!(forged.location(), format!("{chooser}/wait"));
    assert_eq!(world.desk.payment(due).attempts.len(), 1);
    world.at_the_bank(&world.choose((&due, &cookie), "halyk/halyk-card"));
    let (_, thief) = world.payer();
    assert_eq!(world.get(&thief, &chooser).status, 404);
    world.desk.later(31 * 60);
    let (late, cookie) = world.payer();
    world.desk.later(31 * 60);
    world.keep("over", &world.get(&cookie, &format!("/en/epay/{}", late.payment)).whole());
}

#[test]
fn callbacks_come_through_their_own_door_only() {
    let world = World::open();
    let (due, cookie) = world.payer();
    let page = world.at_the_bank(&world.choose((&due, &cookie), "halyk/halyk-card"));
    let attempt = world.desk.payment(due).attempts[0].clone();
    let facts = world.desk.services.payment_attempt_facts(due.payment, attempt.id).unwrap();
    let door = format!("{}/callback/halyk/{}", world.portal, facts.callback_token);
    let wrong = http("POST", &format!("{}/callback/halyk/AAAAAAAAAAAAAAAAAAAAAA", world.portal), "", Some("x=1"));
    let foreign = http("POST", &format!("{}/callback/other/{}", world.portal, facts.callback_token), "", Some("x=1"));
    assert_eq!((wrong.status, foreign.status), (404, 404));
    let broken = http("POST", &door, "", Some("hello=1"));
    assert_eq!((broken.status, broken.body.as_str()), (400, ""));
    let large = http("POST", &door, "", Some(&"a".repeat(70_000)));
    assert_eq!(large.status, 413);
    let claim = form(&[("invoiceId", &attempt.order_ref), ("code", "ok"), ("id", "x"), ("secret_hash", "guess")]);
    let forged = http("POST", &door, "", Some(&claim));
    assert_eq!((forged.status, forged.body.as_str()), (200, "OK"), "it learns nothing");
    world.until("the question is answered", |world| {
        world.desk.payment(due).attempts[0].flight == evisa::domain::payment::Flight::None
    });
    assert_eq!(world.state(due), PaymentState::InProgress, "a claim is no payment");
    assert!(world.desk.services.payment_callbacks_waiting().unwrap().is_empty());
    world.pay(&page, Outcome::Twice);
    world.until("paid", |world| world.state(due) == PaymentState::Paid);
    assert_eq!(world.desk.visas(), 1);
}
