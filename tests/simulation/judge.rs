//! What must hold whatever goes wrong.

use std::collections::{BTreeMap, BTreeSet};

use evisa::{
    domain::payment::{Attempt, AttemptState, Hold, Payment, ledger::LedgerAccount},
    store::audit::audit_verify,
};

use crate::{bank::Order, world::World};

/// How often what happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally(pub(crate) BTreeMap<String, u64>);

impl Tally {
    pub(crate) fn add(&mut self, what: &str) {
        self.add_many(what, 1);
    }

    pub(crate) fn add_many(&mut self, what: &str, more: u64) {
        *self.0.entry(what.to_owned()).or_default() += more;
    }

    pub(crate) fn of(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or(0)
    }
}

/// Broken, with what shows it.
fn holds(true_: bool, what: &str, shown: &dyn std::fmt::Debug) -> Result<(), String> {
    if true_ { Ok(()) } else { Err(format!("{what}: {shown:?}")) }
}

impl World {
    fn order(&self, attempt: &Attempt) -> Order {
        self.bank.book.get(&attempt.order_ref).cloned().unwrap_or_default()
    }

    /// At every moment.
    pub(crate) fn judge_now(&mut self) -> Result<(), String> {
        if let Some(outrage) = &self.bank.outraged {
            return Err(outrage.clone());
        }
        holds(self.disk.unpaid_visas() == 0, "a visa without a settled payment", &self.disk.unpaid_visas())?;
        for name in self.disk.posted() {
            let Some(id) = name.strip_suffix("/fee") else { continue };
            let id = id.parse().map_err(|_| format!("an entry of no attempt: {name}"))?;
            // Whoever opened it may not have heard its number: then the end judges it.
            let Some(due) = self.attempts.get(&id) else { continue };
            let attempt = self.desk.of_attempt(*due, id);
            let expected = attempt.expected().map_err(|error| error.to_string())?.minor;
            holds(self.order(&attempt).captured == [expected], "paid here and not at the bank", &attempt)?;
        }
        Ok(())
    }

    /// At the end.
    pub(crate) fn judge(&mut self) -> Result<(), String> {
        self.judge_now()?;
        let payments: Vec<_> = self.people.iter().map(|person| self.desk.payment(person.due)).collect();
        let open = self.desk.services.settlement_open(&self.desk.system()).map_err(|error| error.to_string())?;
        let reported: BTreeSet<_> = open.into_iter().map(|(_, line)| line.row.order_ref).collect();
        self.tally.add_many("reported by the file", u64::try_from(reported.len()).unwrap_or(u64::MAX));
        for payment in &payments {
            self.judge_payment(payment, &reported)?;
            self.tally.add(&format!("payment {:?}", payment.state(self.desk.now())));
            for attempt in &payment.attempts {
                self.tally.add(&format!("attempt {:?}", attempt.state));
                attempt.holds.iter().for_each(|hold| self.tally.add(&format!("hold {hold:?}")));
            }
        }
        self.tally.add_many("payments", u64::try_from(payments.len()).unwrap_or(u64::MAX));
        self.tally.add_many("commits", self.disk.commits());
        self.judge_books(&payments)
    }

    /// `reported`: orders that the settlement report shows to staff.
    fn judge_payment(&self, payment: &Payment, reported: &BTreeSet<String>) -> Result<(), String> {
        let mut taken = 0;
        for attempt in &payment.attempts {
            let (order, captured) = (self.order(attempt), attempt.state.captured());
            taken += usize::from(!order.captured.is_empty());
            holds(order.captured.len() < 2, "the bank took an order twice", attempt)?;
            let expected = attempt.expected().map_err(|error| error.to_string())?.minor;
            if attempt.state == AttemptState::Paid {
                holds(order.captured == [expected], "paid here and not at the bank", attempt)?;
            }
            // A bank that takes money after its own refusal is dealt with below.
            let refused = order.declined.is_some() || !order.captured.is_empty() || order.silent || !attempt.exposed;
            holds(attempt.state != AttemptState::Declined || refused, "refused here and not at the bank", attempt)?;
            holds(!attempt.state.live() || !attempt.holds.is_empty(), "neither over nor held", attempt)?;
            let known = captured || !attempt.holds.is_empty() || reported.contains(&attempt.order_ref);
            holds(order.captured.is_empty() || known, "the bank took money and nobody here knows", attempt)?;
        }
        let held: BTreeSet<_> = payment.attempts.iter().flat_map(|attempt| attempt.holds.iter().copied()).collect();
        let seen = payment.attempts.iter().filter(|attempt| attempt.state.captured()).count();
        holds(seen < 2 || held.contains(&Hold::DuplicatePaid), "captured twice and not held", payment)?;
        let asked_about = payment.attempts.iter().any(|attempt| reported.contains(&attempt.order_ref));
        holds(taken < 2 || !held.is_empty() || asked_about, "the bank took it twice and nothing is held", payment)
    }

    /// The ledger, the visas and the audit log against the payments.
    fn judge_books(&mut self, payments: &[Payment]) -> Result<(), String> {
        let ledger = self.desk.ledger();
        let (mut treasury, mut suspended) = (0, 0);
        for entry in &ledger {
            holds(entry.balanced(), "an entry does not sum to zero", entry)?;
            for posting in &entry.postings {
                match posting.account {
                    LedgerAccount::Treasury => treasury += posting.minor,
                    LedgerAccount::Suspense(_) => suspended += posting.minor,
                    LedgerAccount::Clearing(_)
                    | LedgerAccount::Commission(_)
                    | LedgerAccount::Disputed(_)
                    | LedgerAccount::Bank => {}
                }
            }
        }
        let fees: BTreeSet<_> = ledger.iter().filter_map(|entry| entry.name.strip_suffix("/fee")).collect();
        let (mut owed, mut visas) = (0, 0);
        for payment in payments {
            let posted: Vec<_> =
                payment.attempts.iter().filter(|attempt| fees.contains(attempt.id.to_string().as_str())).collect();
            holds(posted.len() < 2, "a fee was posted twice", payment)?;
            holds(
                posted.iter().all(|attempt| attempt.state.captured()),
                "a fee of an attempt that is not paid",
                payment,
            )?;
            let held = payment.attempts.iter().any(|attempt| !attempt.holds.is_empty());
            holds(
                !posted.is_empty() || payment.settled().is_none() || held,
                "a paid fee is not in the ledger",
                payment,
            )?;
            owed += posted.iter().map(|attempt| attempt.fee.minor).sum::<u64>();
            visas += posted.len();
        }
        holds(treasury == owed, "the treasury got other than the fees that were paid", &(treasury, owed))?;
        holds(self.desk.visas() == visas, "visas and paid fees differ", &(self.desk.visas(), visas))?;
        holds(audit_verify(&self.desk.services.store).is_ok(), "the audit log is broken", &())?;
        self.tally.add_many("suspended tiyn", suspended);
        Ok(())
    }
}
