//! Thousands of payments against a model plugin and a model bank, with faults in random order. `EVISA_SIM_SEED` replays a run,
//! `EVISA_SIM_PAYMENTS` makes it longer.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use std::collections::{BTreeMap, BTreeSet};

use evisa::domain::{
    context::Cx,
    effect::{Ask, Effect},
    payment::{Attempt, AttemptState, CustomerStep, Hold, PaymentState, ledger::LedgerAccount},
};
use evisa_plugin_sdk::proto::{
    Ack, Authenticity, Callback, Event, HttpResult, Observation, RawHttp, State, Status, Step, Turn,
};
use jiff::Timestamp;

use crate::pay_desk::{Desk, Due, TERMINAL, collect, lost, mutation, not_sent, question, redirect, response};

/// Payments under way at once.
const BATCH: usize = 50;
/// Seconds after which everything must be final or held.
const END_S: i64 = 4 * 86_400;

/// Xorshift64*: enough to shuffle, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }

    fn once_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }
}

/// One order in the bank's book.
#[derive(Debug, Clone, Default)]
struct Order {
    expected: u64,
    /// Amounts taken, one for each time.
    captured: Vec<u64>,
    /// Requests that move money, seen by the bank.
    mutations: u32,
    /// Money is being moved and will have moved at this time.
    capturing_at: Option<Timestamp>,
    declined: bool,
    /// It never says how it ends.
    silent: bool,
    /// Whether the customer's page is, or was, open.
    page: bool,
}

struct World {
    desk: Desk,
    dice: Dice,
    book: BTreeMap<String, Order>,
    dues: Vec<Due>,
}

impl World {
    fn cx(&self) -> Cx<'_> {
        self.desk.system()
    }

    fn facts(&self, effect: (evisa::domain::payment::PaymentId, evisa::domain::payment::AttemptId)) -> Attempt {
        self.desk.services.payment_attempt_facts(effect.0, effect.1).unwrap().attempt
    }

    /// What the model plugin answers: a card method by redirect, or a wallet method by form, as the order's last digit says.
    fn plugin(&mut self, attempt: &Attempt, ask: &Ask) -> Result<Turn, String> {
        if self.dice.once_in(40) {
            return Err("the child died".to_owned());
        }
        let turn = |step, waits: &str| Ok(Turn { step, state: State(serde_json::json!(waits)), log: Vec::new() });
        let wallet = attempt.order_ref.ends_with(['1', '3', '5']);
        match (ask, attempt.plugin_state.as_str()) {
            (Ask::Start, _) if wallet => turn(collect(), "form"),
            (Ask::Start, _) => turn(Step::Http(question()), "token"),
            // A method that can neither call off, nor reserve, nor give back; `tests/it/pay_money.rs` has one that can.
            (Ask::Query | Ask::Cancel | Ask::Capture | Ask::Refund { .. } | Ask::QueryRefund { .. }, _) => {
                turn(Step::Http(question()), "status")
            }
            (Ask::Resume { event: Event::HttpResult(HttpResult::Response(_)) }, Some("token")) => {
                turn(redirect(), "page")
            }
            (Ask::Resume { event: Event::HttpResult(_) }, Some("token")) => Err("no token".to_owned()),
            (Ask::Resume { event: Event::FormSubmitted { .. } }, _) => turn(Step::Http(mutation()), "paying"),
            (Ask::Resume { event: Event::HttpResult(reply) }, _) => {
                turn(Step::Observe(self.observation(attempt, reply)), "asked")
            }
            (Ask::Resume { .. }, _) => turn(Step::Http(question()), "status"),
        }
    }

    /// A reply carries the observation as text; anything else is unknown.
    fn observation(&mut self, attempt: &Attempt, reply: &HttpResult) -> Observation {
        let body = match reply {
            HttpResult::Response(response) if response.status == 200 => response.body.text(),
            HttpResult::Response(_) | HttpResult::NotSent { .. } | HttpResult::SentNoResponse { .. } => None,
        };
        let unknown = || Observation::new(Status::Unknown, &attempt.order_ref);
        body.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_else(unknown)
    }

    /// What the bank says about an order now.
    fn status(&mut self, order_ref: &str) -> Observation {
        let now = self.desk.now();
        let order = self.book.entry(order_ref.to_owned()).or_default();
        if order.capturing_at.is_some_and(|at| at <= now) {
            order.capturing_at = None;
            order.captured.push(order.expected);
        }
        let status = match (order.captured.first(), order.declined, order.capturing_at, order.silent) {
            (Some(_), ..) => Status::Paid,
            (None, true, ..) => Status::Declined,
            (None, false, Some(_), _) | (None, false, None, true) => Status::Pending,
            (None, false, None, false) if order.page => Status::NotPaid,
            (None, false, None, false) => Status::NotFound,
        };
        Observation {
            amount_minor: order.captured.first().copied(),
            currency: Some("KZT".to_owned()),
            terminal: Some(TERMINAL.to_owned()),
            ..Observation::new(status, order_ref)
        }
    }

    /// The bank gets a request, or does not; its answer arrives, or does not.
    fn bank(&mut self, attempt: &Attempt, mutates: bool) -> HttpResult {
        if self.dice.once_in(20) {
            return not_sent();
        }
        let now = self.desk.now();
        if mutates {
            let fate = self.dice.roll(40);
            let later = i64::try_from(self.dice.roll(7_200)).unwrap();
            let order = self.book.entry(attempt.order_ref.clone()).or_default();
            order.expected = attempt.expected().unwrap().minor;
            order.mutations += 1;
            match fate {
                0..4 => order.declined = true,
                4..12 => order.capturing_at = Some(now + jiff::SignedDuration::from_secs(later)),
                12 => order.silent = true,
                _ => order.captured.push(order.expected),
            }
        }
        match self.dice.roll(20) {
            0 => lost(),
            1 => response(502, "<html>"),
            2 => {
                let other = Observation { order_ref: "another".to_owned(), ..self.status(&attempt.order_ref) };
                response(200, &serde_json::to_string(&other).unwrap())
            }
            _ => {
                let seen = self.status(&attempt.order_ref);
                response(200, &serde_json::to_string(&seen).unwrap())
            }
        }
    }

    /// Perform what is due, in random order, with faults and crashes.
    fn round(&mut self) {
        let mut claimed = self.desk.services.effects_claim(&self.cx()).unwrap();
        while !claimed.is_empty() {
            let index = usize::try_from(self.dice.roll(u64::try_from(claimed.len()).unwrap())).unwrap();
            let one = claimed.swap_remove(index);
            if self.dice.once_in(300) {
                // The portal dies with what it had claimed, and starts again.
                if let Effect::ProviderRequest { payment, attempt, request, .. } = &one.effect
                    && self.dice.once_in(2)
                {
                    let attempt = self.facts((*payment, *attempt));
                    self.bank(&attempt, request.effect == evisa_plugin_sdk::proto::Effect::Mutate);
                }
                self.recover();
                return;
            }
            self.perform(&one.effect);
            if self.dice.once_in(30) {
                // Done outside, stored inside, and the mark of it is lost: it is performed again.
                self.perform(&one.effect);
            }
            self.desk.services.effect_done(&self.cx(), &one.key).unwrap();
        }
    }

    fn recover(&mut self) {
        for doubtful in self.desk.services.effects_recover(&self.cx()).unwrap() {
            let Effect::ProviderRequest { payment, attempt, turn, .. } = doubtful.effect else {
                panic!("{doubtful:?}")
            };
            self.desk.services.payment_reply_arrived(&self.cx(), (payment, attempt, turn), &lost()).unwrap();
            self.desk.services.effect_done(&self.cx(), &doubtful.key).unwrap();
        }
    }

    fn perform(&mut self, effect: &Effect) {
        match effect {
            Effect::Mail { .. } => {}
            Effect::DraftEnd { application } => {
                self.desk.services.application_draft_end(&self.cx(), *application).unwrap();
            }
            Effect::AttemptWake { payment, attempt } => {
                self.desk.services.payment_attempt_wake(&self.cx(), *payment, *attempt).unwrap();
            }
            Effect::PluginTurn { payment, attempt, turn, ask } => {
                let facts = self.facts((*payment, *attempt));
                let answer = self.plugin(&facts, ask);
                self.desk.services.payment_turn_ended(&self.cx(), (*payment, *attempt, *turn), &answer).unwrap();
            }
            Effect::ProviderRequest { payment, attempt, turn, request, .. } => {
                let mutates = request.effect == evisa_plugin_sdk::proto::Effect::Mutate;
                let facts = self.facts((*payment, *attempt));
                // A request that moves money and is performed already never reaches this place again.
                if mutates && facts.turn != *turn {
                    return;
                }
                let reply = self.bank(&facts, mutates);
                self.desk.services.payment_reply_arrived(&self.cx(), (*payment, *attempt, *turn), &reply).unwrap();
            }
        }
    }

    /// One customer does something, sensible or not.
    fn customer(&mut self, due: Due) {
        let payment = self.desk.payment(due);
        let state = payment.state(self.desk.now());
        let last = payment.attempts.last().cloned();
        if matches!(state, PaymentState::Due | PaymentState::Lapsed) {
            let _maybe_paid_meanwhile = self.desk.services.payment_session_open(&self.desk.by(due), due.payment);
            let _maybe_refused = self.desk.try_attempt(due);
            return;
        }
        let Some(attempt) = last else { return };
        match &attempt.step {
            Some(CustomerStep::Collect(_)) => {
                let values = BTreeMap::from([("wallet".to_owned(), "77001112233".to_owned())]);
                let by = self.desk.by(due);
                let _maybe_late = self.desk.services.payment_form_submitted(&by, (due.payment, attempt.id), values);
            }
            Some(CustomerStep::Redirect(_)) => self.at_the_bank(&payment.attempts),
            None => {}
        }
        match self.dice.roll(5) {
            0 => self.desk.services.payment_customer_returned(&self.cx(), due.payment, attempt.id).unwrap(),
            1 => self.desk.services.payment_status_update(&self.desk.by(due), due.payment).unwrap(),
            2 => drop(self.desk.services.payment_method_switch(&self.desk.by(due), due.payment)),
            3 => self.callbacks(&attempt),
            _ => {}
        }
    }

    /// On the bank's page of the last attempt — or, rarely, still in the tab of an older one.
    fn at_the_bank(&mut self, attempts: &[Attempt]) {
        let reached: Vec<_> = attempts.iter().filter(|attempt| attempt.exposed).collect();
        let old = self.dice.once_in(6);
        let Some(attempt) = (if old { reached.first() } else { reached.last() }).copied() else { return };
        let now = self.desk.now();
        let (fate, wrong) = (self.dice.roll(8), self.dice.once_in(40));
        let later = i64::try_from(self.dice.roll(7_200)).unwrap();
        let order = self.book.entry(attempt.order_ref.clone()).or_default();
        order.expected = attempt.expected().unwrap().minor;
        order.page = true;
        // The bank's page closes with the session.
        if attempt.expires_at <= now || !order.captured.is_empty() || order.declined || order.capturing_at.is_some() {
            return;
        }
        match fate {
            0 => order.declined = true,
            1 => order.capturing_at = Some(now + jiff::SignedDuration::from_secs(later)),
            2..=4 => order.captured.push(if wrong { order.expected - 100 } else { order.expected }),
            _ => {}
        }
    }

    fn callbacks(&mut self, attempt: &Attempt) {
        for _ in 0..=self.dice.roll(3) {
            let raw =
                RawHttp { method: "POST".to_owned(), query: Vec::new(), headers: Vec::new(), body: Default::default() };
            let number = self.desk.services.payment_callback_keep(&self.cx(), "model", &raw).unwrap();
            let read = Callback {
                order_ref: Some(attempt.order_ref.clone()),
                authenticity: if self.dice.once_in(3) { Authenticity::None } else { Authenticity::SharedSecret },
                replay_key: Some(format!("{}", self.dice.roll(4))),
                observation: None,
                ack: Ack { status: 200, content_type: String::new(), body: String::new() },
            };
            self.desk.services.payment_callback_use(&self.cx(), number, "model", &read).unwrap();
        }
    }

    /// Time passes: to the next thing due, sometimes much further.
    fn pass(&mut self) {
        let now = self.desk.now();
        let next = self.desk.services.effects_next_due().unwrap().unwrap_or(now);
        let wait = next.duration_since(now).as_secs().clamp(0, 3_600);
        let jump = if self.dice.once_in(50) { 3_600 } else { i64::try_from(self.dice.roll(60)).unwrap() };
        self.desk.later(wait + jump);
    }

    fn batch(&mut self) {
        let begun = self.desk.now();
        let account = self.desk.applicant();
        self.dues = (0..BATCH).map(|_| self.desk.due(account)).collect();
        let mut waiting = self.dues.clone();
        let old_enough = |world: &Self, age: i64| age <= world.desk.now().duration_since(begun).as_secs();
        while !old_enough(self, END_S) {
            self.round();
            // People give up after an hour and a quarter; then only the schedule works on.
            if !old_enough(self, 4_500) {
                for due in self.dues.clone() {
                    if self.dice.once_in(8) {
                        self.customer(due);
                    }
                }
            }
            self.pass();
            if old_enough(self, 4_500) {
                waiting.retain(|due| self.desk.payment(*due).live().is_some());
                if waiting.is_empty() {
                    break;
                }
            }
        }
        for due in self.dues.clone() {
            self.judge(due);
        }
    }

    fn judge(&self, due: Due) {
        let payment = self.desk.payment(due);
        let nothing = Order::default();
        let order = |attempt: &Attempt| self.book.get(&attempt.order_ref).unwrap_or(&nothing);
        let captures: usize = payment.attempts.iter().map(|attempt| order(attempt).captured.len()).sum();
        let holds: BTreeSet<Hold> = payment.attempts.iter().flat_map(|attempt| attempt.holds.iter().copied()).collect();
        for attempt in &payment.attempts {
            let order = order(attempt);
            assert!(order.mutations <= 1, "money was moved twice: {attempt:?}");
            if attempt.state == AttemptState::Paid {
                assert_eq!(order.captured, [attempt.expected().unwrap().minor], "paid here, not there: {attempt:?}");
            }
            assert!(!attempt.state.live() || !attempt.holds.is_empty(), "neither over nor held: {attempt:?}");
            let owed = order.captured == [attempt.expected().unwrap().minor] && attempt.state == AttemptState::Closed;
            assert!(!owed, "the bank took the money and we closed the attempt: {attempt:?}");
        }
        let seen: usize = payment.attempts.iter().filter(|attempt| attempt.state.captured()).count();
        assert!(seen < 2 || holds.contains(&Hold::DuplicatePaid), "paid twice and not held: {payment:?}");
        assert!(captures < 2 || !holds.is_empty() || seen == 1, "{payment:?}");
    }
}

#[test]
fn whatever_goes_wrong_money_stays_true() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = number("EVISA_SIM_SEED").unwrap_or(20_220_608);
    let payments =
        usize::try_from(number("EVISA_SIM_PAYMENTS").unwrap_or(if cfg!(debug_assertions) { 200 } else { 20_000 }))
            .unwrap();
    println!("EVISA_SIM_SEED={seed} EVISA_SIM_PAYMENTS={payments}");
    let mut states: BTreeMap<String, usize> = BTreeMap::new();
    let mut dice = Dice(seed | 1);
    for _ in 0..payments.div_ceil(BATCH) {
        let next = Dice(dice.roll(u64::MAX >> 1) | 1);
        let mut world = World { desk: Desk::new(), dice: next, book: BTreeMap::new(), dues: Vec::new() };
        world.batch();
        let paid = |due: &Due| world.desk.payment(*due).settled().is_some();
        assert_eq!(world.desk.visas(), world.dues.iter().filter(|due| paid(due)).count(), "a visa for each paid fee");
        let (mut fees, mut suspended) = (0, 0);
        for entry in world.desk.ledger() {
            assert!(entry.balanced());
            fees += usize::from(entry.postings.iter().any(|posting| posting.account == LedgerAccount::Treasury));
            suspended += usize::from(entry.name.ends_with("/suspense"));
        }
        assert_eq!(fees, world.desk.visas(), "one fee for each visa");
        *states.entry("suspended".to_owned()).or_default() += suspended;
        for due in &world.dues {
            let payment = world.desk.payment(*due);
            *states.entry(format!("{:?}", payment.state(world.desk.now()))).or_default() += 1;
            for hold in payment.attempts.iter().flat_map(|attempt| &attempt.holds) {
                *states.entry(format!("hold {hold:?}")).or_default() += 1;
            }
        }
    }
    println!("{states:?}");
    assert!(
        states.contains_key("Paid") && states.contains_key("hold Unresolved"),
        "the dice met the hard cases: {states:?}"
    );
}
