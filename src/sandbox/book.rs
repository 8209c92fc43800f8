//! What the model bank knows: the tokens it gave, its orders, and the callbacks it owes.

use std::{collections::BTreeMap, time::Duration};

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Pace,
    chance::{self, Faults, Occasion},
    order::{Asked, CallbackTry, Family, Order, later},
};

/// Orders kept; the oldest are forgotten first. The book is written whole, so it must stay small.
const ORDERS_MAX: usize = 500;
/// Tokens kept; a token lives twenty minutes, so these are many payments at once.
const TOKENS_MAX: usize = 1_000;
/// Times a callback is sent until somebody answers 200.
const CALLBACK_TRIES_MAX: usize = 4;
/// The lifetime of a token.
pub(super) const TOKEN_LIFE: Duration = Duration::from_secs(1_200);
/// Messages kept: what a telephone shows.
const MESSAGES_MAX: usize = 100;
/// How long a code is good.
pub(super) const CODE_LIFE: Duration = Duration::from_secs(300);

/// A permission to open one card page and to ask after it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Token {
    /// Everything that was asked for, by field name.
    pub(super) fields: BTreeMap<String, String>,
    /// When it was given.
    pub(super) issued_at: Timestamp,
}

impl Token {
    /// A field of the request, empty when absent.
    #[must_use]
    pub(super) fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// A message with a code to a telephone, which the console shows in place of the telephone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Message {
    /// The telephone.
    pub(super) to: String,
    /// The order it is for, where one is there already.
    pub(super) order: Option<String>,
    /// The code.
    pub(super) code: String,
    /// When it was sent.
    pub(super) at: Timestamp,
    /// Wrong codes typed since.
    pub(super) wrong: u8,
}

/// A callback to send now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Delivery {
    /// The key of its order.
    pub(super) order: String,
    /// Its place in the order's list.
    pub(super) index: usize,
}

/// Everything the bank knows; written to its file after each change.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Book {
    minted: u64,
    ordered: u64,
    sent: u64,
    /// Permissions, by access token; a session with the mobile operators is one, too.
    pub(super) tokens: BTreeMap<String, Token>,
    /// Orders, by [`Asked::key`].
    pub(super) orders: BTreeMap<String, Order>,
    /// Messages, the newest last.
    pub(super) messages: Vec<Message>,
    /// How often there is trouble, where the control service said so.
    pub(super) faults: Option<Faults>,
}

impl Book {
    /// A fresh unguessable name of 32 hexadecimal digits (as long as the seed is not known).
    pub(super) fn mint(&mut self, seed: u64) -> String {
        self.minted += 1;
        let digest = Sha256::digest([seed.to_be_bytes(), self.minted.to_be_bytes()].concat());
        HEXLOWER.encode(&digest[..16])
    }

    /// Give a token; the oldest is forgotten when there are too many.
    pub(super) fn token_issue(&mut self, seed: u64, token: Token) -> String {
        let name = self.mint(seed);
        self.tokens.insert(name.clone(), token);
        if self.tokens.len() > TOKENS_MAX {
            let oldest = self.tokens.iter().min_by_key(|(_, token)| token.issued_at).map(|(name, _)| name.clone());
            oldest.and_then(|name| self.tokens.remove(&name));
        }
        name
    }

    /// Open an order, or the same order again; its key is returned. Refused when the number is not one, comes back with
    /// another amount, or, where the protocol says so, shares its last six digits with another order.
    pub(super) fn order_open(&mut self, asked: Asked, seed: u64, now: Timestamp) -> Result<String, &'static str> {
        let (digits, key) = (&asked.invoice, asked.key());
        if !(6..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err("the order number is not 6 to 15 digits");
        }
        if let Some(known) = self.orders.get(&key) {
            let same = known.asked.amount_minor == asked.amount_minor && known.asked.currency == asked.currency;
            return if same { Ok(key) } else { Err("the order is known with another amount") };
        }
        let suffix = &digits[digits.len() - 6..];
        let halyk = |order: &Order| order.asked.family == Family::Halyk && order.asked.invoice.ends_with(suffix);
        if asked.family == Family::Halyk && self.orders.values().any(halyk) {
            return Err("the last six digits of the order number belong to another order");
        }
        let order = self.order_new(asked, seed, now);
        self.orders.insert(key.clone(), order);
        if self.orders.len() > ORDERS_MAX {
            let oldest = self.orders.values().min_by_key(|order| order.opened_at).map(|order| order.asked.key());
            oldest.and_then(|key| self.orders.remove(&key));
        }
        Ok(key)
    }

    fn order_new(&mut self, asked: Asked, seed: u64, now: Timestamp) -> Order {
        let (page, chance) = (self.mint(seed), self.mint(seed));
        self.ordered += 1;
        let id = match asked.family {
            Family::Halyk | Family::Kkb => {
                [&chance[..8], &chance[8..12], &chance[12..16], &chance[16..20], &chance[20..]].join("-")
            }
            Family::Wallet => format!("w-{}", self.ordered),
            Family::Mobile => (1_000 + self.ordered).to_string(),
        };
        Order {
            serial: self.ordered,
            page,
            id,
            reference: format!("9{:011}", self.minted),
            approval: format!("{:06}", self.minted % 1_000_000),
            opened_at: now,
            tries: 0,
            mask: String::new(),
            outcome: None,
            taken_minor: 0,
            given_back_minor: 0,
            refunds: BTreeMap::new(),
            changes: Vec::new(),
            unfound_until: None,
            breakdowns_left: 0,
            callbacks: Vec::new(),
            asked,
        }
    }

    /// The order that a person means: its key, or its number where only one protocol has it.
    pub(super) fn order_key(&self, named: &str) -> Option<String> {
        if self.orders.contains_key(named) {
            return Some(named.to_owned());
        }
        let mut found = self.orders.iter().filter(|(_, order)| order.asked.invoice == named).map(|(key, _)| key);
        let first = found.next()?;
        found.next().is_none().then(|| first.clone())
    }

    /// Send a code to a telephone; an earlier code for the same is worth nothing any more.
    pub(super) fn code_send(&mut self, to: &str, order: Option<&str>, (seed, now): (u64, Timestamp)) {
        self.sent += 1;
        let code = format!("{:06}", chance::roll(seed, Occasion::Code, (self.sent, 0)) % 1_000_000);
        let message = Message { to: to.to_owned(), order: order.map(str::to_owned), code, at: now, wrong: 0 };
        self.messages.push(message);
        if MESSAGES_MAX < self.messages.len() {
            self.messages.remove(0);
        }
    }

    /// The last code that was sent to a telephone, for this order where one is named.
    pub(super) fn code_last(&mut self, to: &str, order: Option<&str>) -> Option<&mut Message> {
        self.messages.iter_mut().rev().find(|message| message.to == to && message.order.as_deref() == order)
    }

    /// The order of a page.
    #[must_use]
    pub(super) fn order_of_page(&self, page: &str) -> Option<&Order> {
        self.orders.values().find(|order| order.page == page)
    }

    /// The order with the bank's own number of the transaction.
    pub(super) fn order_by_id(&mut self, family: Family, id: &str) -> Option<&mut Order> {
        self.orders.values_mut().find(|order| order.asked.family == family && order.id == id)
    }

    /// When the next callback is due.
    #[must_use]
    pub(super) fn callback_next_at(&self) -> Option<Timestamp> {
        self.orders.values().flat_map(|order| &order.callbacks).filter_map(|callback| callback.next_at).min()
    }

    /// The callbacks due now. Each is put off first, so that a bank killed while sending sends again: at least once.
    pub(super) fn callbacks_claim(&mut self, pace: &Pace, now: Timestamp) -> Vec<Delivery> {
        let mut due = Vec::new();
        for order in self.orders.values_mut() {
            for (index, callback) in order.callbacks.iter_mut().enumerate() {
                if callback.next_at.is_some_and(|at| at <= now) {
                    callback.next_at = Some(later(now, pace.callback_again));
                    due.push(Delivery { order: order.asked.key(), index });
                }
            }
        }
        due
    }

    /// Write down what a callback came to. What was not heard is tried again, [`CALLBACK_TRIES_MAX`] times in all.
    pub(super) fn callback_record(&mut self, delivery: &Delivery, (heard, answer): (bool, String), now: Timestamp) {
        let order = self.orders.get_mut(&delivery.order);
        let Some(callback) = order.and_then(|order| order.callbacks.get_mut(delivery.index)) else { return };
        callback.log.push(CallbackTry { at: now, answer });
        if heard || CALLBACK_TRIES_MAX <= callback.log.len() {
            callback.next_at = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            order::{Conditions, Instrument, PAGE_LIFE, Status, TRIES_MAX},
            outcome::Outcome,
        },
        *,
    };

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn asked(invoice: &str) -> Asked {
        Asked { invoice: invoice.to_owned(), amount_minor: 3_106_240, currency: "KZT".into(), ..Asked::default() }
    }

    fn conditions(pace: &Pace) -> Conditions {
        Conditions { pace: *pace, faults: Faults::KIND, seed: 1, now: NOW }
    }

    fn instrument(outcome: Outcome) -> Instrument {
        Instrument { outcome, mask: String::new() }
    }

    fn played_by(family: Family, outcome: Outcome, pace: &Pace) -> Order {
        let mut book = Book::default();
        book.order_open(Asked { family, ..asked("1203450001") }, 1, NOW).unwrap();
        let mut order = book.orders.pop_first().unwrap().1;
        order.play(&instrument(outcome), &conditions(pace));
        order
    }

    fn played(outcome: Outcome, pace: &Pace) -> Order {
        played_by(Family::Halyk, outcome, pace)
    }

    #[test]
    fn each_card_writes_its_future() {
        let pace = Pace::default();
        let soon = later(NOW, pace.pending);
        let end = later(NOW, pace.late);
        for (outcome, first, then, last) in [
            (Outcome::Approve, Status::Taken, Status::Taken, Status::Taken),
            (Outcome::Decline, Status::Declined, Status::Declined, Status::Declined),
            (Outcome::Insufficient, Status::TryDeclined, Status::TryDeclined, Status::TryDeclined),
            (Outcome::Pending, Status::Working, Status::Taken, Status::Taken),
            (Outcome::Never, Status::Working, Status::Working, Status::Working),
            (Outcome::Timeout, Status::Taken, Status::Taken, Status::Taken),
            (Outcome::Lost, Status::Taken, Status::Taken, Status::Taken),
            (Outcome::Twice, Status::Taken, Status::Taken, Status::Taken),
            (Outcome::Amount, Status::Taken, Status::Taken, Status::Taken),
            (Outcome::Late, Status::New, Status::New, Status::Taken),
            (Outcome::Broken, Status::Taken, Status::Taken, Status::Taken),
            (Outcome::Unfound, Status::Working, Status::Taken, Status::Taken),
            (Outcome::Code, Status::TryDeclined, Status::TryDeclined, Status::TryDeclined),
            (Outcome::Chargeback, Status::Taken, Status::Taken, Status::ChargedBack),
            (Outcome::Slow, Status::Taken, Status::Taken, Status::Taken),
        ] {
            let order = played(outcome, &pace);
            let seen = [NOW, soon, end].map(|at| order.now(at).status);
            assert_eq!(seen, [first, then, last], "{outcome:?}");
            let another_may_do = matches!(outcome, Outcome::Insufficient | Outcome::Code);
            assert_eq!(order.is_open(NOW), another_may_do, "{outcome:?}");
        }
        assert_eq!(played(Outcome::Twice, &pace).callbacks.len(), 3);
        assert_eq!(played(Outcome::Amount, &pace).taken_minor, 3_106_140);
    }

    #[test]
    fn a_page_closes_after_thirty_minutes_or_five_cards() {
        let pace = Pace::default();
        let mut order = played(Outcome::Insufficient, &pace);
        assert!(order.is_open(NOW) && !order.is_open(later(NOW, PAGE_LIFE)));
        for _ in 1..TRIES_MAX {
            order.play(&instrument(Outcome::Insufficient), &conditions(&pace));
        }
        assert!(!order.is_open(NOW));
        assert_eq!(order.now(NOW).status, Status::Declined);
    }

    #[test]
    fn an_order_number_is_unique_in_its_last_six_digits() {
        let mut book = Book::default();
        let key = book.order_open(asked("1203450001"), 1, NOW).unwrap();
        assert_eq!(book.order_open(asked("1203450001"), 1, NOW), Ok(key.clone()));
        assert!(book.order_open(asked("9993450001"), 1, NOW).is_err());
        assert!(book.order_open(Asked { amount_minor: 1, ..asked("1203450001") }, 1, NOW).is_err());
        for bad in ["12345", "1234567890123456", "12345a", ""] {
            assert!(book.order_open(asked(bad), 1, NOW).is_err(), "{bad}");
        }
        assert_eq!(book.order_key("1203450001").as_ref(), Some(&key));
        // Another protocol counts for itself: the same number is another order, and then only its key names one.
        for invoice in ["1203450001", "9993450001"] {
            assert!(book.order_open(Asked { family: Family::Wallet, ..asked(invoice) }, 1, NOW).is_ok());
        }
        assert_eq!(book.order_key("1203450001"), None);
        assert_eq!(book.order_key(&key).as_ref(), Some(&key));
    }

    #[test]
    fn money_is_taken_released_and_given_back_only_in_the_right_state() {
        let mut order = played_by(Family::Kkb, Outcome::Approve, &Pace::default());
        assert!(order.give_back(1, "r1", NOW).is_err());
        assert!(order.take(Some(u64::MAX), NOW).is_err());
        order.take(None, NOW).unwrap();
        assert!(order.release(NOW).is_err());
        assert!(order.give_back(3_106_241, "r1", NOW).is_err());
        assert_eq!(order.give_back(240, "r1", NOW), Ok(3_106_000));
        assert_eq!(order.give_back(240, "r1", NOW), Ok(3_106_000), "one refund, told twice");
        assert!(order.give_back(241, "r1", NOW).is_err());
        assert_eq!(order.give_back(3_106_000, "r2", NOW), Ok(0));
        assert_eq!((order.now(NOW).status, order.given_back_minor), (Status::GivenBack, 3_106_240));
        assert!(order.give_back(1, "r3", NOW).is_err());
        let mut reserved = played_by(Family::Kkb, Outcome::Approve, &Pace::default());
        reserved.release(NOW).unwrap();
        assert_eq!(reserved.now(NOW).status, Status::Released);
        assert!(reserved.charge_back(NOW).is_err());
    }

    #[test]
    fn what_nobody_paid_ends_at_its_deadline_and_not_a_payment_under_way() {
        let mut book = Book::default();
        let end = later(NOW, PAGE_LIFE);
        let asked = Asked { family: Family::Wallet, expires_at: Some(end), ..asked("1203450001") };
        let key = book.order_open(asked, 1, NOW).unwrap();
        let order = book.orders.get_mut(&key).unwrap();
        assert_eq!((order.now(NOW).status, order.now(end).status), (Status::New, Status::Ended));
        order.play(&instrument(Outcome::Never), &conditions(&Pace::default()));
        assert_eq!(order.now(end).status, Status::Working);
        order.hurry(&Conditions { now: end, ..conditions(&Pace::default()) }).unwrap();
        assert_eq!(order.now(end).status, Status::Taken);
    }

    #[test]
    fn an_unkind_bank_loses_doubles_and_delays_and_the_same_seed_does_the_same() {
        let play = |seed| {
            let mut book = Book::default();
            let faults = Faults { callback_lost_permille: 300, callback_doubled_permille: 300, ..Faults::UNKIND };
            for number in 0..200_u32 {
                let key = book.order_open(asked(&format!("12034{number:05}")), seed, NOW).unwrap();
                let conditions = Conditions { faults, seed, ..conditions(&Pace::default()) };
                book.orders.get_mut(&key).unwrap().play(&instrument(Outcome::Approve), &conditions);
            }
            let told = |order: &Order| order.callbacks.iter().map(|callback| callback.next_at).collect::<Vec<_>>();
            book.orders.values().map(told).collect::<Vec<_>>()
        };
        let all = play(5);
        assert_eq!(all, play(5));
        assert_ne!(all, play(6));
        assert!(all.iter().any(|order| order == &[None]), "one is lost");
        assert!(all.iter().any(|order| order.len() == 2), "one is doubled");
        let late = later(NOW, Pace::default().late);
        assert!(all.iter().flatten().any(|at| *at == Some(late)), "one is late");
        assert!(all.iter().flatten().any(|at| at.is_some_and(|at| NOW < at && at < late)), "one is delayed");
    }

    #[test]
    fn a_callback_is_sent_until_heard() {
        let pace = Pace::default();
        let mut book = Book::default();
        let key = book.order_open(asked("1203450001"), 1, NOW).unwrap();
        book.orders.get_mut(&key).unwrap().play(&instrument(Outcome::Approve), &conditions(&pace));
        let mut now = NOW;
        for _ in 0..CALLBACK_TRIES_MAX {
            let due = book.callbacks_claim(&pace, now);
            assert_eq!(due.len(), 1);
            assert!(book.callbacks_claim(&pace, now).is_empty());
            book.callback_record(&due[0], (false, "500".to_owned()), now);
            now = later(now, pace.callback_again);
        }
        assert_eq!(book.callback_next_at(), None);
    }
}
