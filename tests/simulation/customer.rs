//! People: they click twice, open two tabs, leave, come back, hammer "update status", pay in an old tab.

use evisa::domain::payment::{Attempt, AttemptId, CustomerStep, PaymentState};
use jiff::SignedDuration;

use crate::{
    dice::Dice,
    pay_desk::Due,
    plugin::{METHODS, terms_of, typed},
    portal::polite,
    world::World,
};

pub(crate) struct Person {
    pub(crate) due: Due,
    /// Acts once in so many moments.
    calm: u64,
    /// Leaves for ever after so many more acts.
    acts_left: u64,
    nonce: u64,
}

impl Person {
    pub(crate) fn new(due: Due, dice: &mut Dice) -> Self {
        // One in eight leaves in the middle: the browser is closed at some step and never opened again.
        let acts_left = if dice.once_in(8) { dice.roll(4) } else { 40 };
        Self { due, calm: 2 + dice.roll(6), acts_left, nonce: 0 }
    }
}

impl World {
    pub(crate) fn people_act(&mut self) {
        for index in 0..self.people.len() {
            let calm = self.people[index].calm;
            if 0 < self.people[index].acts_left && self.dice.once_in(calm) {
                self.people[index].acts_left -= 1;
                self.act(index);
            }
        }
    }

    /// One person does something, sensible or not.
    fn act(&mut self, index: usize) {
        let due = self.people[index].due;
        let payment = self.desk.payment(due);
        match payment.state(self.desk.now()) {
            PaymentState::Due | PaymentState::Lapsed => {
                let _paid_meanwhile = polite(self.desk.services.payment_session_open(&self.desk.by(due), due.payment));
                self.choose(index);
            }
            PaymentState::InProgress | PaymentState::Checking => {
                if let Some(attempt) = payment.attempts.last() {
                    self.go_on(due, &payment.attempts, attempt);
                }
                if self.dice.once_in(10) {
                    // In another tab, as if nothing were under way.
                    self.choose(index);
                }
            }
            // The page of an old attempt may still be open in another tab.
            PaymentState::Paid if self.dice.once_in(2) => self.at_the_bank(&payment.attempts),
            PaymentState::Paid | PaymentState::Refunded | PaymentState::Disputed => self.people[index].acts_left = 0,
        }
        if self.dice.once_in(200) {
            let withdrawn = self.desk.services.application_withdraw(&self.desk.by(due), payment.application);
            if polite(withdrawn).is_some() {
                self.tally.add("withdrawn");
            }
        }
    }

    /// Choose a method; sometimes by a double click, sometimes in two tabs.
    fn choose(&mut self, index: usize) {
        self.people[index].nonce += 1;
        let (due, nonce) = (self.people[index].due, self.people[index].nonce);
        let method = METHODS[self.dice.index(METHODS.len())];
        let first = self.open(due, method, &format!("form-{nonce}"));
        if self.dice.once_in(8) {
            let second = self.open(due, method, &format!("form-{nonce}"));
            assert!(second.is_none() || first.is_none() || first == second, "a double click made two attempts");
        }
        if self.dice.once_in(12) {
            let other = self.open(due, method, &format!("tab-{nonce}"));
            assert!(first.is_none() || other.is_none(), "two tabs made two attempts");
        }
    }

    pub(crate) fn open(&mut self, due: Due, method: &str, nonce: &str) -> Option<AttemptId> {
        let by = self.desk.by(due);
        let opened = polite(self.desk.services.payment_attempt_open(&by, due.payment, nonce, &terms_of(method)));
        self.attempts.extend(opened.map(|id| (id, due)));
        opened
    }

    fn go_on(&mut self, due: Due, attempts: &[Attempt], attempt: &Attempt) {
        match &attempt.step {
            Some(CustomerStep::Collect(_)) => {
                for _ in 0..=u64::from(self.dice.once_in(10)) {
                    let by = self.desk.by(due);
                    let attempt = (due.payment, attempt.id);
                    let _late = polite(self.desk.services.payment_form_submitted(&by, attempt, typed()));
                }
            }
            Some(CustomerStep::Redirect(_)) => self.at_the_bank(attempts),
            None => {}
        }
        match self.dice.roll(8) {
            0 | 1 => {
                let came = self.desk.services.payment_customer_returned(&self.desk.system(), due.payment, attempt.id);
                let _disk_failed = polite(came);
            }
            2 => {
                for _ in 0..=self.dice.roll(4) {
                    let _joined = polite(self.desk.services.payment_status_update(&self.desk.by(due), due.payment));
                }
            }
            3 => {
                let _too_late = polite(self.desk.services.payment_method_switch(&self.desk.by(due), due.payment));
            }
            _ => {}
        }
    }

    /// On the bank's page of the last attempt — or, rarely, still in the tab of an older one.
    fn at_the_bank(&mut self, attempts: &[Attempt]) {
        let old = self.dice.once_in(3);
        let mut reached = attempts.iter().filter(|attempt| attempt.exposed && attempt.method == METHODS[0]);
        let Some(attempt) = (if old { reached.next() } else { reached.next_back() }) else { return };
        let asked = attempt.expected().expect("the amounts are small").minor;
        // The portal told the bank how long, by its own clock.
        let left = attempt.expires_at.duration_since(self.desk.now());
        let open_until = self.bank.now + left.max(SignedDuration::ZERO);
        self.bank.page(&mut self.dice, (&attempt.order_ref, asked), open_until);
    }
}
