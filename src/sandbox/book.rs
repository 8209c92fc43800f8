//! What the model bank knows: the tokens it gave, its orders, and the callbacks it owes.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Pace,
    order::{Asked, CallbackTry, Order, later},
};

/// Orders kept; the oldest are forgotten first. The book is written whole, so it must stay small.
const ORDERS_MAX: usize = 500;
/// Tokens kept; a token lives twenty minutes, so these are many payments at once.
const TOKENS_MAX: usize = 1_000;
/// Times a callback is sent until somebody answers 200.
const CALLBACK_TRIES_MAX: usize = 4;
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

/// A callback to send now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Delivery {
    /// Its order.
    pub(super) invoice: String,
    /// Its place in the order's list.
    pub(super) index: usize,
}

/// Everything the bank knows; written to its file after each change.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Book {
    minted: u64,
    /// Permissions, by access token.
    pub(super) tokens: BTreeMap<String, Token>,
    /// Orders, by order number.
    pub(super) orders: BTreeMap<String, Order>,
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

    /// Open the page of an order, or the same page again; its address is returned. Refused when the number is not one,
    /// shares its last six digits with another order, or comes back with another amount.
    pub(super) fn order_open(&mut self, asked: Asked, seed: u64, now: Timestamp) -> Result<String, &'static str> {
        let digits = &asked.invoice;
        if !(6..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err("invoiceId is not 6 to 15 digits");
        }
        if let Some(known) = self.orders.get(&asked.invoice) {
            let same = known.asked.amount_minor == asked.amount_minor && known.asked.currency == asked.currency;
            return if same { Ok(known.page.clone()) } else { Err("the order is known with another amount") };
        }
        let suffix = &digits[digits.len() - 6..];
        if self.orders.keys().any(|other| other.ends_with(suffix)) {
            return Err("the last six digits of invoiceId belong to another order");
        }
        let (page, chance) = (self.mint(seed), self.mint(seed));
        let id = [&chance[..8], &chance[8..12], &chance[12..16], &chance[16..20], &chance[20..]].join("-");
        let serial = self.minted % 1_000_000;
        let order = Order {
            page: page.clone(),
            id,
            reference: format!("9{:011}", self.minted),
            approval: format!("{serial:06}"),
            opened_at: now,
            tries: 0,
            mask: String::new(),
            outcome: None,
            taken_minor: 0,
            changes: Vec::new(),
            unfound_until: None,
            breakdowns_left: 0,
            callbacks: Vec::new(),
            asked,
        };
        self.orders.insert(order.asked.invoice.clone(), order);
        if self.orders.len() > ORDERS_MAX {
            let oldest = self.orders.values().min_by_key(|order| order.opened_at);
            oldest.map(|order| order.asked.invoice.clone()).and_then(|invoice| self.orders.remove(&invoice));
        }
        Ok(page)
    }

    /// The order of a page.
    #[must_use]
    pub(super) fn order_of_page(&self, page: &str) -> Option<&Order> {
        self.orders.values().find(|order| order.page == page)
    }

    /// The order with the bank's own number of the transaction.
    pub(super) fn order_by_id(&mut self, id: &str) -> Option<&mut Order> {
        self.orders.values_mut().find(|order| order.id == id)
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
                    due.push(Delivery { invoice: order.asked.invoice.clone(), index });
                }
            }
        }
        due
    }

    /// Write down what a callback came to. Anything but 200 is tried again, [`CALLBACK_TRIES_MAX`] times in all.
    pub(super) fn callback_record(&mut self, delivery: &Delivery, answer: String, now: Timestamp) {
        let order = self.orders.get_mut(&delivery.invoice);
        let Some(callback) = order.and_then(|order| order.callbacks.get_mut(delivery.index)) else { return };
        let heard = answer == "200";
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
            cards::{Card, Outcome},
            order::{PAGE_LIFE, Status, TRIES_MAX},
        },
        *,
    };

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn asked(invoice: &str) -> Asked {
        Asked { invoice: invoice.to_owned(), amount_minor: 3_106_240, currency: "KZT".into(), ..Asked::default() }
    }

    fn played(outcome: Outcome, pace: &Pace) -> Order {
        let mut book = Book::default();
        book.order_open(asked("1203450001"), 1, NOW).unwrap();
        let mut order = book.orders.pop_first().unwrap().1;
        order.play(&Card::of(outcome), pace, NOW);
        order
    }

    #[test]
    fn each_card_writes_its_future() {
        let pace = Pace::default();
        let soon = later(NOW, pace.pending);
        let end = later(NOW, pace.late);
        for (outcome, first, then, last) in [
            (Outcome::Approve, Status::Charge, Status::Charge, Status::Charge),
            (Outcome::Decline, Status::Reject, Status::Reject, Status::Reject),
            (Outcome::Insufficient, Status::Failed, Status::Failed, Status::Failed),
            (Outcome::Pending, Status::ThreeD, Status::Charge, Status::Charge),
            (Outcome::Never, Status::ThreeD, Status::ThreeD, Status::ThreeD),
            (Outcome::Timeout, Status::Charge, Status::Charge, Status::Charge),
            (Outcome::Lost, Status::Charge, Status::Charge, Status::Charge),
            (Outcome::Twice, Status::Charge, Status::Charge, Status::Charge),
            (Outcome::Amount, Status::Charge, Status::Charge, Status::Charge),
            (Outcome::Late, Status::New, Status::New, Status::Charge),
            (Outcome::Broken, Status::Charge, Status::Charge, Status::Charge),
            (Outcome::Unfound, Status::New, Status::Charge, Status::Charge),
            (Outcome::Slow, Status::Charge, Status::Charge, Status::Charge),
        ] {
            let order = played(outcome, &pace);
            let seen = [NOW, soon, end].map(|at| order.now(at).status);
            assert_eq!(seen, [first, then, last], "{outcome:?}");
            assert_eq!(order.is_open(NOW), outcome == Outcome::Insufficient, "{outcome:?}");
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
            order.play(&Card::of(Outcome::Insufficient), &pace, NOW);
        }
        assert!(!order.is_open(NOW));
        assert_eq!(order.now(NOW).status, Status::Reject);
    }

    #[test]
    fn an_order_number_is_unique_in_its_last_six_digits() {
        let mut book = Book::default();
        let page = book.order_open(asked("1203450001"), 1, NOW).unwrap();
        assert_eq!(book.order_open(asked("1203450001"), 1, NOW), Ok(page));
        assert!(book.order_open(asked("9993450001"), 1, NOW).is_err());
        assert!(book.order_open(Asked { amount_minor: 1, ..asked("1203450001") }, 1, NOW).is_err());
        for bad in ["12345", "1234567890123456", "12345a", ""] {
            assert!(book.order_open(asked(bad), 1, NOW).is_err(), "{bad}");
        }
    }

    #[test]
    fn money_is_taken_released_and_given_back_only_in_the_right_state() {
        let two_stage = Pace { two_stage: true, ..Pace::default() };
        let mut order = played(Outcome::Approve, &two_stage);
        assert!(order.operate("refund", None, NOW).is_err());
        assert!(order.operate("charge", Some(u64::MAX), NOW).is_err());
        order.operate("charge", None, NOW).unwrap();
        assert!(order.operate("cancel", None, NOW).is_err());
        assert!(order.operate("refund", Some(1), NOW).is_err());
        order.operate("refund", None, NOW).unwrap();
        assert!(order.operate("refund", None, NOW).is_err());
        let mut reserved = played(Outcome::Approve, &two_stage);
        reserved.operate("cancel", None, NOW).unwrap();
        assert_eq!(reserved.now(NOW).status, Status::Cancel);
    }

    #[test]
    fn a_callback_is_sent_until_heard() {
        let pace = Pace::default();
        let mut book = Book::default();
        book.order_open(asked("1203450001"), 1, NOW).unwrap();
        book.orders.get_mut("1203450001").unwrap().play(&Card::of(Outcome::Approve), &pace, NOW);
        let mut now = NOW;
        for _ in 0..CALLBACK_TRIES_MAX {
            let due = book.callbacks_claim(&pace, now);
            assert_eq!(due.len(), 1);
            assert!(book.callbacks_claim(&pace, now).is_empty());
            book.callback_record(&due[0], "500".to_owned(), now);
            now = later(now, pace.callback_again);
        }
        assert_eq!(book.callback_next_at(), None);
    }
}
