//! The model bank: a state machine that can be charged, answers as banks do, and keeps the book that the portal is compared with.

use std::collections::{BTreeMap, BTreeSet};

use evisa_plugin_sdk::proto::{Authenticity, Decline, HttpResult, Observation, RowKind, SettlementRow, Status};
use jiff::{SignedDuration, Timestamp};

use crate::{
    dice::Dice,
    pay_desk::{TERMINAL, lost, not_sent, response},
};

/// The longest that the bank takes to move money once it began, in seconds.
const CAPTURE_S_MAX: u32 = 7_200;
/// The longest delay of a callback, in seconds.
const CALLBACK_S_MAX: u32 = 10_800;

/// One order in the bank's book.
#[derive(Debug, Clone, Default)]
pub(crate) struct Order {
    /// What it was asked for.
    pub(crate) asked: u64,
    /// What it took, in tiyn; a second element is a second time.
    pub(crate) captured: Vec<u64>,
    /// Money is being moved and will have moved at this time.
    capturing_at: Option<Timestamp>,
    pub(crate) declined: Option<Decline>,
    /// It never says how it ends.
    pub(crate) silent: bool,
    /// Until when its page takes money; `None` where nobody was sent to it.
    open_until: Option<Timestamp>,
    currency: Option<&'static str>,
    terminal: Option<&'static str>,
}

impl Order {
    fn over(&self) -> bool {
        !self.captured.is_empty() || self.declined.is_some() || self.capturing_at.is_some() || self.silent
    }
}

/// A request as the bank gets it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incoming<'a> {
    pub(crate) order_ref: &'a str,
    /// The portal's number of it: the same request twice has the same.
    pub(crate) turn: u32,
    pub(crate) what: Request,
    pub(crate) amount: u64,
}

/// What may be asked of the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Request {
    Token,
    Status,
    /// Takes money.
    Pay,
    /// Sends a code to the customer's telephone.
    SendCode,
    /// Takes money if the code is right.
    Confirm,
}

impl Request {
    pub(crate) const fn mutates(self) -> bool {
        matches!(self, Self::Pay | Self::SendCode | Self::Confirm)
    }

    const fn takes_money(self) -> bool {
        matches!(self, Self::Pay | Self::Confirm)
    }
}

/// A callback that is on its way.
#[derive(Debug, Clone)]
pub(crate) struct Calling {
    pub(crate) at: Timestamp,
    pub(crate) order_ref: String,
    pub(crate) replay_key: String,
    pub(crate) authenticity: Authenticity,
    pub(crate) claims: Observation,
}

#[derive(Default)]
pub(crate) struct Bank {
    pub(crate) book: BTreeMap<String, Order>,
    /// Callbacks on their way, in no order.
    pub(crate) calling: Vec<Calling>,
    /// Requests that change something, as they came.
    seen: BTreeSet<(String, u32)>,
    /// What must never happen, when it happened.
    pub(crate) outraged: Option<String>,
    /// The bank's own clock; the portal's may be wrong.
    pub(crate) now: Timestamp,
    /// The lines of the settlement file so far.
    pub(crate) rows: Vec<SettlementRow>,
    changes: u64,
}

impl Bank {
    pub(crate) fn at(now: Timestamp) -> Self {
        Self { now, ..Self::default() }
    }

    /// A request leaves the portal: what the portal learns of it.
    pub(crate) fn request(&mut self, dice: &mut Dice, incoming: Incoming<'_>) -> HttpResult {
        if dice.once_in(25) {
            return not_sent();
        }
        let body = self.receive(dice, incoming);
        match dice.roll(120) {
            0..5 => lost(),
            5..8 => response(502, "<html>502 Bad Gateway</html>"),
            8 => response(500, ""),
            9 => response(429, "slow down"),
            10 => response(200, &body[..body.len() / 2]),
            11..13 => {
                response(200, &told(&Observation { order_ref: "another".to_owned(), ..self.status(dice, incoming) }))
            }
            _ => response(200, &body),
        }
    }

    fn receive(&mut self, dice: &mut Dice, incoming: Incoming<'_>) -> String {
        let Incoming { order_ref, turn, what, amount } = incoming;
        if what.mutates() && !self.seen.insert((order_ref.to_owned(), turn)) {
            self.outraged.get_or_insert(format!("a request was sent twice: turn {turn} of order {order_ref}"));
        }
        let order = self.book.entry(order_ref.to_owned()).or_default();
        order.asked = amount;
        if what.takes_money() && order.over() {
            self.outraged.get_or_insert(format!("money was to be moved twice: order {order_ref}"));
        }
        match what {
            Request::Token => r#"{"token":"of one order"}"#.to_owned(),
            Request::SendCode => r#"{"code":"sent"}"#.to_owned(),
            Request::Confirm if dice.once_in(5) => r#"{"code":"wrong"}"#.to_owned(),
            Request::Pay | Request::Confirm => {
                self.charge(dice, order_ref);
                told(&self.status(dice, incoming))
            }
            Request::Status => told(&self.status(dice, incoming)),
        }
    }

    /// Somebody pays: by a request, or on the bank's page.
    fn charge(&mut self, dice: &mut Dice, order_ref: &str) {
        let fate = dice.roll(60);
        match fate {
            0..6 => self.decline(dice, order_ref, true),
            6..14 => {
                let within = if dice.once_in(3) { CAPTURE_S_MAX } else { 60 };
                let at = self.now + SignedDuration::from_secs(dice.seconds(within));
                self.order(order_ref).capturing_at = Some(at);
            }
            14 if dice.once_in(20) => self.order(order_ref).silent = true,
            _ => self.capture(dice, order_ref),
        }
    }

    pub(crate) fn order(&mut self, order_ref: &str) -> &mut Order {
        self.book.entry(order_ref.to_owned()).or_default()
    }

    /// Take the money, nearly always exactly what was asked.
    pub(crate) fn capture(&mut self, dice: &mut Dice, order_ref: &str) {
        let oddity = dice.roll(600);
        let order = self.order(order_ref);
        order.capturing_at = None;
        order.captured.push(match oddity {
            0 => order.asked - 100,
            1 => order.asked + 10_000,
            _ => order.asked,
        });
        order.currency = (oddity == 2).then_some("USD");
        order.terminal = (oddity == 3).then_some("T-2");
        let row = SettlementRow {
            line: 0,
            kind: RowKind::Payment,
            order_ref: order_ref.to_owned(),
            provider_ref: None,
            amount_minor: order.captured[0],
            commission_minor: 0,
            currency: order.currency.unwrap_or("KZT").to_owned(),
            terminal: Some(order.terminal.unwrap_or(TERMINAL).to_owned()),
            occurred_at: self.now.to_string(),
        };
        self.rows.push(row);
        self.call(dice, order_ref);
    }

    pub(crate) fn decline(&mut self, dice: &mut Dice, order_ref: &str, is_final: bool) {
        let decline = Decline { code: "05".to_owned(), is_final, message_key: None };
        self.order(order_ref).declined = Some(decline);
        self.call(dice, order_ref);
    }

    /// The customer, sent here by the portal, does something on the bank's page. It closes at `open_until`.
    pub(crate) fn page(&mut self, dice: &mut Dice, (order_ref, asked): (&str, u64), open_until: Timestamp) {
        let (now, fate) = (self.now, dice.roll(12));
        let order = self.order(order_ref);
        order.asked = asked;
        let open_until = *order.open_until.get_or_insert(open_until);
        // What was refused for good takes money in a second tab all the same, at some banks.
        let refused = order.declined.as_ref().is_some_and(|decline| decline.is_final);
        if open_until <= now || !order.captured.is_empty() || order.capturing_at.is_some() || order.silent {
            return;
        }
        if refused {
            if dice.once_in(2) {
                self.order(order_ref).declined = None;
                self.capture(dice, order_ref);
            }
            return;
        }
        match fate {
            0..2 => self.decline(dice, order_ref, false),
            2 => self.decline(dice, order_ref, true),
            3..8 => {
                order.declined = None;
                self.charge(dice, order_ref);
            }
            // Only looks, or leaves.
            _ => {}
        }
    }

    /// What has happened by itself since.
    pub(crate) fn pass(&mut self, dice: &mut Dice) {
        let now = self.now;
        let due = |order: &Order| order.capturing_at.is_some_and(|at| at <= now);
        let ready: Vec<_> = self.book.iter().filter(|(_, order)| due(order)).map(|(name, _)| name.clone()).collect();
        for order_ref in ready {
            self.capture(dice, &order_ref);
        }
    }

    /// The truth about an order, without accidents.
    fn truth(&self, order_ref: &str) -> Observation {
        let nothing = Order::default();
        let order = self.book.get(order_ref).unwrap_or(&nothing);
        let status = match (order.captured.first(), &order.declined) {
            (Some(_), _) => Status::Paid,
            (None, Some(_)) => Status::Declined,
            (None, None) if order.capturing_at.is_some() => Status::Pending,
            (None, None) if order.silent => Status::Authorised,
            (None, None) if order.open_until.is_some() => Status::NotPaid,
            (None, None) => Status::NotFound,
        };
        Observation {
            amount_minor: order.captured.first().copied(),
            currency: Some(order.currency.unwrap_or("KZT").to_owned()),
            terminal: Some(order.terminal.unwrap_or(TERMINAL).to_owned()),
            decline: order.declined.clone().filter(|_| status == Status::Declined),
            ..Observation::new(status, order_ref)
        }
    }

    /// What it says about an order now: sometimes out of a copy that lags behind, sometimes nothing.
    fn status(&self, dice: &mut Dice, incoming: Incoming<'_>) -> Observation {
        let truth = self.truth(incoming.order_ref);
        match dice.roll(300) {
            0..3 => Observation { status: Status::Unknown, ..truth },
            3 if truth.status == Status::Paid => Observation { status: Status::Pending, ..truth },
            4 if truth.status == Status::Paid => Observation { currency: Some("398".to_owned()), ..truth },
            _ => truth,
        }
    }

    /// Callbacks about what changed: lost, late, several, in any order, sometimes signed and sometimes forged.
    fn call(&mut self, dice: &mut Dice, order_ref: &str) {
        self.changes += 1;
        let replay_key = format!("{}", self.changes);
        let copies = if dice.once_in(4) { 0 } else { 1 + dice.roll(3).saturating_sub(1) };
        for _ in 0..copies {
            let authenticity = match dice.roll(3) {
                0 => Authenticity::None,
                1 => Authenticity::SharedSecret,
                _ => Authenticity::Signed,
            };
            let delay = if dice.once_in(3) { dice.seconds(CALLBACK_S_MAX) } else { dice.seconds(20) };
            self.calling.push(Calling {
                at: self.now + SignedDuration::from_secs(delay),
                order_ref: order_ref.to_owned(),
                replay_key: replay_key.clone(),
                authenticity,
                claims: self.truth(order_ref),
            });
        }
        if dice.once_in(30) {
            // Somebody else says that it is paid.
            let claims = Observation { status: Status::Paid, amount_minor: Some(1), ..self.truth(order_ref) };
            let (at, order_ref) = (self.now, order_ref.to_owned());
            self.calling.push(Calling { at, order_ref, replay_key, authenticity: Authenticity::None, claims });
        }
    }

    /// The callbacks that arrive now.
    pub(crate) fn calls(&mut self) -> Vec<Calling> {
        let now = self.now;
        let (arrived, later) = std::mem::take(&mut self.calling).into_iter().partition(|call| call.at <= now);
        self.calling = later;
        arrived
    }
}

fn told(seen: &Observation) -> String {
    serde_json::to_string(seen).expect("an observation is JSON")
}
