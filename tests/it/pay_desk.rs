//! A cash desk without pages: services in memory, a clock that stands, and hand-made answers of plugin and bank.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use evisa::{
    domain::{
        account::{AccountId, Role},
        calendar::almaty_date,
        category::Category,
        context::{Actor, Chance, Cx, StoppedClock},
        effect::Effect,
        eligibility::Answers,
        iin::Strictness,
        invitation::InvitationNumber,
        invitation_file::{ImportRules, invitation_file_parse},
        lang::Lang,
        money::Money,
        payment::{
            Attempt, AttemptId, AttemptState, Flight, Payment, PaymentId, TurnFault,
            ledger::{LedgerAccount, LedgerEntry},
        },
        rates::DayRate,
        refusal::Refusal,
    },
    services::{
        Services, account::Registration, application::StepOne, outbox::Claimed, payment::MethodTerms, rate::Absurd,
    },
    store::{Reader, Take, tables},
};
use evisa_plugin_sdk::proto::{
    self, Capabilities, Charset, Collect, Fault, FaultKind, HttpMethod, HttpRequest, HttpResponse, HttpResult,
    Observation, OrderRefFormat, Redirect, RedirectMethod, State, Status, Step, Turn,
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

pub(crate) const MORNING: &str = "2022-06-08T08:30:00Z";
pub(crate) const FEE_KZT: u64 = 2_329_680;
pub(crate) const TERMINAL: &str = "T-1";
const HEADING: &str = "number,category,entries,valid_from,valid_to,inviter_tax_id,inviter_name,inviter_address,\
    stay_region,stay_street,stay_house,surname,given,patronymic,passport,sex,birth_date,nationality";

/// Random bytes that never repeat and are the same every time.
pub(crate) struct Sequence(pub(crate) AtomicU64);

impl Chance for Sequence {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&Sha256::digest(number.to_be_bytes())[..chunk.len()]);
        }
    }
}

pub(crate) struct Desk {
    pub(crate) services: Services,
    pub(crate) clock: StoppedClock,
    pub(crate) chance: Arc<dyn Chance>,
    made: Cell<u64>,
}

/// One payer's open payment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due {
    pub(crate) account: AccountId,
    pub(crate) payment: PaymentId,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::of(Services::in_memory(), StoppedClock::at(MORNING.parse().unwrap()))
    }

    pub(crate) fn of(services: Services, clock: StoppedClock) -> Self {
        let chance: Arc<dyn Chance> = Arc::new(Sequence(AtomicU64::new(0)));
        let desk = Self { services, clock, chance, made: Cell::new(0) };
        desk.rate("388.28");
        desk.services.callback_secret_make(&desk.system()).unwrap();
        desk
    }

    pub(crate) fn rate(&self, rate: &str) {
        let rate = DayRate {
            date: almaty_date(self.now()),
            rate: rate.parse().unwrap(),
            source: "rate-source-nbk".to_owned(),
        };
        self.services.rate_import(&self.system(), &rate, Absurd::Accepted).unwrap();
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock.clock())()
    }

    pub(crate) fn later(&self, seconds: i64) {
        self.clock.put(self.now() + SignedDuration::from_secs(seconds));
    }

    pub(crate) fn cx(&self, actor: Actor) -> Cx<'_> {
        Cx { now: self.now(), actor, peer: None, chance: &*self.chance }
    }

    pub(crate) fn system(&self) -> Cx<'_> {
        self.cx(Actor::System)
    }

    pub(crate) fn by(&self, due: Due) -> Cx<'_> {
        self.cx(Actor::Account(due.account))
    }

    fn number(&self) -> u64 {
        self.made.set(self.made.get() + 1);
        self.made.get()
    }

    pub(crate) fn applicant(&self) -> AccountId {
        self.person(Role::Applicant)
    }

    /// An account of a role.
    pub(crate) fn person(&self, role: Role) -> AccountId {
        let form = Registration {
            email: format!("payer{}@mail.example", self.number()).parse().unwrap(),
            name: evisa::domain::person::PersonName {
                surname: "inostr".parse().unwrap(),
                given: Some("inostr".parse().unwrap()),
                patronymic: None,
            },
            lang: Lang::En,
            password: "seven quiet camels walk".to_owned().into(),
        };
        self.services.account_create(&self.system(), &form, role).unwrap()
    }

    /// A submitted application whose fee of 60 dollars is due.
    pub(crate) fn due(&self, account: AccountId) -> Due {
        let number = 3_000_000_000 + self.number();
        let row = format!(
            "{number},tourist,single,05.06.2022,30.06.2022,123456789021,Solar,\"KOPERNIKA, 2\",Almaty,AYVA,2585,\
             Test,Turism,-,E12345678,M,19.01.1985,CHN"
        );
        let rules = ImportRules { today: almaty_date(self.now()), strictness: Strictness::Demonstration };
        let report = invitation_file_parse(format!("{HEADING}\n{row}\n").as_bytes(), rules).unwrap();
        assert_eq!(report.faults, []);
        let traveller = report.rows[0].traveller.clone();
        self.services.invitation_import(&self.system(), &report.rows).unwrap();
        let cx = self.cx(Actor::Account(account));
        let answers = Answers::new(traveller.nationality.clone(), Category::Tourist);
        let application = self.services.application_begin(&cx, &answers).unwrap();
        let invitation: InvitationNumber = number.to_string().parse().unwrap();
        self.services.application_match(&cx, application, &StepOne { invitation, traveller }).unwrap();
        Due { account, payment: self.services.application_submit(&cx, application).unwrap() }
    }

    /// A payer with a payment and an open session.
    pub(crate) fn ready(&self) -> Due {
        let due = self.due(self.applicant());
        self.services.payment_session_open(&self.by(due), due.payment).unwrap();
        due
    }

    pub(crate) fn try_attempt(&self, due: Due) -> Result<AttemptId, Refusal> {
        let nonce = format!("nonce-{}", self.number());
        self.services.payment_attempt_open(&self.by(due), due.payment, &nonce, &terms())
    }

    pub(crate) fn attempt(&self, due: Due) -> AttemptId {
        self.try_attempt(due).unwrap()
    }

    pub(crate) fn payment(&self, due: Due) -> Payment {
        self.services.payment_view(&self.by(due), due.payment).unwrap().payment
    }

    pub(crate) fn of_attempt(&self, due: Due, id: AttemptId) -> Attempt {
        self.payment(due).attempt(id).unwrap().clone()
    }

    pub(crate) fn state(&self, due: Due, id: AttemptId) -> AttemptState {
        self.of_attempt(due, id).state
    }

    /// The plugin answers the open question with a step.
    pub(crate) fn plugin_says(&self, due: Due, id: AttemptId, step: Step) {
        let answer = Ok(Turn { step, state: State(serde_json::json!({"seen": 1})), log: Vec::new() });
        self.plugin_answers(due, id, &answer);
    }

    pub(crate) fn plugin_fails(&self, due: Due, id: AttemptId) {
        self.plugin_answers(due, id, &Err("the child died".into()));
    }

    /// The plugin says itself what is wrong.
    pub(crate) fn plugin_refuses(&self, due: Due, id: AttemptId, kind: FaultKind) {
        self.plugin_answers(due, id, &Err(Fault::new(kind, "so it is").into()));
    }

    fn plugin_answers(&self, due: Due, id: AttemptId, answer: &Result<Turn, TurnFault>) {
        let attempt = self.of_attempt(due, id);
        assert_eq!(attempt.flight, Flight::Plugin, "the plugin was not asked");
        self.services.payment_turn_ended(&self.system(), (due.payment, id, attempt.turn), answer).unwrap();
    }

    /// The request under way ends like this.
    pub(crate) fn bank_says(&self, due: Due, id: AttemptId, reply: &HttpResult) {
        let attempt = self.of_attempt(due, id);
        assert!(matches!(attempt.flight, Flight::Question | Flight::Mutation), "no request is under way");
        self.services.payment_reply_arrived(&self.system(), (due.payment, id, attempt.turn), reply).unwrap();
    }

    /// Start and go to the bank's page.
    pub(crate) fn at_the_bank(&self, due: Due) -> AttemptId {
        let id = self.attempt(due);
        self.plugin_says(due, id, redirect());
        assert!(self.of_attempt(due, id).exposed);
        id
    }

    /// Paid, by a method that can do this.
    pub(crate) fn paid_with(&self, caps: Capabilities) -> (Due, AttemptId) {
        let due = self.ready();
        let id = self.attempt_with(due, caps);
        self.plugin_says(due, id, redirect());
        self.services.payment_customer_returned(&self.system(), due.payment, id).unwrap();
        self.asked_and_told(due, id, self.seen(due, id, Status::Paid));
        assert_eq!(self.state(due, id), AttemptState::Paid);
        self.wake();
        (due, id)
    }

    /// An attempt with a method that can do this.
    pub(crate) fn attempt_with(&self, due: Due, caps: Capabilities) -> AttemptId {
        let nonce = format!("nonce-{}", self.number());
        let terms = MethodTerms { caps, ..terms() };
        self.services.payment_attempt_open(&self.by(due), due.payment, &nonce, &terms).unwrap()
    }

    /// The provider is asked about an attempt once more, because its callback came, and says this.
    pub(crate) fn told_again(&self, due: Due, id: AttemptId, seen: Observation) {
        self.later(60);
        self.services.payment_customer_returned(&self.system(), due.payment, id).unwrap();
        if self.of_attempt(due, id).flight == Flight::None {
            self.services.money_query(&self.system(), id).unwrap();
        }
        self.asked_and_told(due, id, seen);
    }

    /// The books: they balance, and this is what an account holds on its credit side.
    pub(crate) fn holds(&self, account: &LedgerAccount) -> u64 {
        let books = self.services.money_balance(&self.system()).unwrap();
        assert!(books.balanced(), "{books:?}");
        books.held(account).minor
    }

    /// The provider is asked (by whatever reason the story gives before) and says this.
    pub(crate) fn asked_and_told(&self, due: Due, id: AttemptId, seen: Observation) {
        self.plugin_says(due, id, Step::Http(question()));
        self.bank_says(due, id, &response(200, "{}"));
        self.plugin_says(due, id, Step::Observe(seen));
    }

    /// What is due now, and what that makes due, is claimed; wake-ups are performed, everything else is returned.
    pub(crate) fn wake(&self) -> Vec<Effect> {
        let mut rest = Vec::new();
        loop {
            let claimed = self.services.effects_claim(&self.system()).unwrap();
            if claimed.is_empty() {
                return rest;
            }
            for Claimed { key, effect, .. } in claimed {
                match effect {
                    Effect::AttemptWake { payment, attempt } => {
                        self.services.payment_attempt_wake(&self.system(), payment, attempt).unwrap();
                        self.services.effect_done(&self.system(), &key).unwrap();
                    }
                    Effect::DraftEnd { application } => {
                        self.services.application_draft_end(&self.system(), application).unwrap();
                        self.services.effect_done(&self.system(), &key).unwrap();
                    }
                    other @ (Effect::Mail { .. } | Effect::PluginTurn { .. } | Effect::ProviderRequest { .. }) => {
                        rest.push(other);
                    }
                }
            }
        }
    }

    /// What the provider would be sent now.
    pub(crate) fn requests_due(&self) -> usize {
        self.wake().iter().filter(|effect| matches!(effect, Effect::ProviderRequest { .. })).count()
    }

    /// What the observation of this attempt's own order says.
    pub(crate) fn seen(&self, due: Due, id: AttemptId, status: Status) -> Observation {
        let attempt = self.of_attempt(due, id);
        Observation {
            amount_minor: Some(attempt.expected().unwrap().minor),
            currency: Some("KZT".to_owned()),
            terminal: Some(TERMINAL.to_owned()),
            ..Observation::new(status, &attempt.order_ref)
        }
    }

    pub(crate) fn ledger(&self) -> Vec<LedgerEntry> {
        let all = self.services.store.read(|tx: &Reader<'_>| tx.scan(tables::LEDGER, .., Take::First(100_000)));
        all.unwrap().into_iter().map(|(_, entry)| entry).collect()
    }

    pub(crate) fn visas(&self) -> usize {
        let all = self.services.store.read(|tx: &Reader<'_>| tx.scan(tables::VISAS, .., Take::First(100_000)));
        all.unwrap().len()
    }

    pub(crate) fn evidence(&self, id: AttemptId) -> String {
        let all = self.services.store.read(|tx: &Reader<'_>| tx.prefix(tables::EVIDENCE, &id, Take::First(1_000)));
        all.unwrap().into_iter().map(|(_, line)| format!("{line:?}\n")).collect()
    }
}

pub(crate) fn terms() -> MethodTerms {
    MethodTerms {
        plugin: "model".to_owned(),
        method: "card".to_owned(),
        commission: Money::kzt(10_000),
        commission_included: false,
        order_ref: OrderRefFormat { charset: Charset::Digits, min: 6, max: 15, unique_suffix: 6 },
        terminal: Some(TERMINAL.to_owned()),
        grace: SignedDuration::from_mins(10),
        caps: Capabilities::default(),
    }
}

pub(crate) fn redirect() -> Step {
    let url = "https://bank.example/pay".to_owned();
    Step::Redirect(Redirect { method: RedirectMethod::Get, url, fields: Vec::new() })
}

pub(crate) fn collect() -> Step {
    let fields = serde_json::json!([{"id": "wallet", "kind": "wallet_no", "max_len": 11}]);
    Step::Collect(Collect {
        title: "wal-num".to_owned(),
        notice: None,
        tries_left: None,
        fields: serde_json::from_value(fields).unwrap(),
        total_minor: FEE_KZT,
        commission_minor: 0,
        resend: None,
        expires_s: 600,
    })
}

fn request(effect: proto::Effect) -> HttpRequest {
    HttpRequest {
        effect,
        idempotency_key: None,
        method: HttpMethod::Post,
        url: "https://bank.example/api".to_owned(),
        headers: vec![proto::Header::new("authorization", "Bearer top-secret")],
        body: None,
        timeout_ms: None,
    }
}

pub(crate) fn question() -> HttpRequest {
    request(proto::Effect::Query)
}

pub(crate) fn mutation() -> HttpRequest {
    request(proto::Effect::Mutate)
}

pub(crate) fn response(status: u16, body: &str) -> HttpResult {
    HttpResult::Response(HttpResponse { status, headers: Vec::new(), body: proto::Bytes::from(body) })
}

pub(crate) fn not_sent() -> HttpResult {
    HttpResult::NotSent { why: "refused".to_owned() }
}

pub(crate) fn lost() -> HttpResult {
    HttpResult::SentNoResponse { why: "timeout".to_owned() }
}
