//! What staff see of the money: the day's totals, what is held, what nobody knows yet, one attempt with everything about it, and the books.

use std::{collections::BTreeMap, ops::Bound};

use jiff::{Timestamp, civil::Date};

use super::{evidence, keep, ledger::entries_of, load, query_paced, refund};
use crate::{
    domain::{
        calendar::almaty_day,
        context::Cx,
        id::Id,
        money::Money,
        payment::{
            Attempt, AttemptId, AttemptState, Evidence, EvidenceKind, Payment, PaymentId,
            books::{Books, TreasuryLine, treasury_lines},
            ledger::LedgerEntry,
            schedule,
        },
        payment_code::PaymentCode,
        permission::Permission,
        refusal::Refusal,
    },
    services::{Services, permission::permit},
    store::{Reader, StoreError, Table, Take, tables},
};

/// Lines of one list on a page; whoever has more has another problem first.
pub const LINES_MAX: usize = 500;
/// Lines of evidence of one attempt.
const EVIDENCE_MAX: usize = 5_000;
/// Records read at once where all are counted.
const STEP: usize = 1_000;

/// One attempt as a line of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct AttemptLine {
    /// Its payment.
    pub payment: PaymentId,
    /// The unique payment code (figure 7).
    pub code: PaymentCode,
    /// The number of the application it pays for.
    pub application: Option<String>,
    /// The attempt.
    pub attempt: Attempt,
}

/// How many attempts of one method stand in one state, and for how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodTotal {
    /// The plugin.
    pub plugin: String,
    /// The method.
    pub method: String,
    /// The state.
    pub state: AttemptState,
    /// Attempts in it.
    pub attempts: usize,
    /// What they were to bring, or brought.
    pub amount: Money,
}

/// One day of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyDay {
    /// The day, in Almaty.
    pub day: Date,
    /// Attempts opened on it, by method and state.
    pub totals: Vec<MethodTotal>,
    /// What was posted on it.
    pub books: Books,
}

/// One attempt with everything that is known about it.
#[derive(Debug, Clone, PartialEq)]
pub struct AttemptFile {
    /// The attempt.
    pub line: AttemptLine,
    /// Its evidence, oldest first, each with its number.
    pub evidence: Vec<(u64, Evidence)>,
    /// Its entries in the ledger.
    pub entries: Vec<LedgerEntry>,
}

/// One line of the Treasury's day with what it was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreasuryRow {
    /// The line.
    pub line: TreasuryLine,
    /// The payment code it belongs to.
    pub code: Option<PaymentCode>,
    /// The number of the application.
    pub application: Option<String>,
}

impl Services {
    /// The totals of a day by method and state, and what was posted on it. For [`Permission::MoneyRead`].
    ///
    /// # Errors
    /// Only staff may see it.
    pub fn money_day(&self, cx: &Cx<'_>, day: Date) -> Result<MoneyDay, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::MoneyRead)?;
            let mut totals: BTreeMap<(String, String, AttemptState), (usize, u64)> = BTreeMap::new();
            opened_on(tx, day, &mut |_, attempt| {
                let key = (attempt.plugin.clone(), attempt.method.clone(), attempt.state);
                let (attempts, minor) = totals.entry(key).or_default();
                let amount = if attempt.state.captured() { attempt.taken().minor } else { attempt.fee.minor };
                *attempts += 1;
                *minor = minor.saturating_add(amount);
            })?;
            let mut books = Books::default();
            posted_on(tx, day, &mut |entry| books.add(&entry))?;
            let totals = totals.into_iter().map(|((plugin, method, state), (attempts, minor))| MethodTotal {
                plugin,
                method,
                state,
                attempts,
                amount: Money::kzt(minor),
            });
            Ok(MoneyDay { day, totals: totals.collect(), books })
        })
    }

    /// The attempts that were opened on a day, oldest first. For [`Permission::MoneyRead`].
    ///
    /// # Errors
    /// Only staff may see them.
    pub fn money_attempts(&self, cx: &Cx<'_>, day: Date) -> Result<Vec<AttemptLine>, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::MoneyRead)?;
            let mut lines = Vec::new();
            opened_on(tx, day, &mut |payment, attempt| lines.push((payment.clone(), attempt.clone())))?;
            lines.into_iter().map(|(payment, attempt)| line(tx, &payment, attempt)).collect()
        })
    }

    /// Discrepancies: attempts with a hold, an open proposal or a refund that is not over, oldest first. For [`Permission::MoneyRead`].
    ///
    /// # Errors
    /// Only staff may see them.
    pub fn money_held(&self, cx: &Cx<'_>) -> Result<Vec<AttemptLine>, Refusal> {
        self.listed_attempts(cx, tables::ATTEMPTS_HELD)
    }

    /// Attempts whose outcome the provider has not told, oldest first. For [`Permission::MoneyRead`].
    ///
    /// # Errors
    /// Only staff may see them.
    pub fn money_unknown(&self, cx: &Cx<'_>) -> Result<Vec<AttemptLine>, Refusal> {
        self.listed_attempts(cx, tables::ATTEMPTS_OPEN)
    }

    /// One attempt with its evidence in order and its entries. For [`Permission::MoneyRead`].
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is none; only staff may see it.
    pub fn money_attempt(&self, cx: &Cx<'_>, attempt: AttemptId) -> Result<AttemptFile, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::MoneyRead)?;
            let payment = tx.get(tables::ATTEMPTS, &attempt)?.ok_or(Refusal::NotFound)?;
            let mut loaded = load(tx, payment, attempt)?;
            let one = loaded.attempt().clone();
            let evidence = tx.prefix(tables::EVIDENCE, &attempt, Take::First(EVIDENCE_MAX))?;
            Ok(AttemptFile {
                line: line(tx, &loaded.payment, one)?,
                evidence: evidence.into_iter().map(|((_, number), evidence)| (number, evidence)).collect(),
                entries: entries_of(tx, attempt)?,
            })
        })
    }

    /// Ask the provider about an attempt now; a question under way is joined. For [`Permission::MoneyQuery`].
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is none; only staff may ask.
    pub fn money_query(&self, cx: &Cx<'_>, attempt: AttemptId) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            permit(tx, cx, Permission::MoneyQuery)?;
            let payment = tx.get(tables::ATTEMPTS, &attempt)?.ok_or(Refusal::NotFound)?;
            let mut loaded = load(tx, payment, attempt)?;
            let one = loaded.attempt().clone();
            evidence(
                tx,
                cx,
                &one,
                (EvidenceKind::Staff, serde_json::json!({ "asked": "the provider", "by": cx.actor })),
            )?;
            if one.refund_under_way().is_some() {
                refund::go(tx, (self, cx), &mut loaded)?;
            } else {
                query_paced(tx, cx, &mut loaded, schedule::ASKED_EVERY_S)?;
            }
            Ok(keep(tx, &loaded.payment)?)
        })
    }

    /// The trial balance over the whole ledger. For [`Permission::LedgerRead`].
    ///
    /// # Errors
    /// Only staff may see it.
    pub fn money_balance(&self, cx: &Cx<'_>) -> Result<Books, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::LedgerRead)?;
            let mut books = Books::default();
            let mut from = Bound::Unbounded;
            loop {
                let entries = tx.scan(tables::LEDGER, (from, Bound::Unbounded), Take::First(STEP))?;
                let Some((last, _)) = entries.last() else { return Ok(books) };
                from = Bound::Excluded(last.clone());
                entries.iter().for_each(|(_, entry)| books.add(entry));
            }
        })
    }

    /// What was posted to the Treasury's account, and off it, on a day. For [`Permission::LedgerRead`].
    ///
    /// # Errors
    /// Only staff may see it.
    pub fn money_treasury(&self, cx: &Cx<'_>, day: Date) -> Result<Vec<TreasuryRow>, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::LedgerRead)?;
            let mut lines = Vec::new();
            posted_on(tx, day, &mut |entry| lines.extend(treasury_lines(&entry)))?;
            let row = |treasury: TreasuryLine| {
                let attempt = treasury.entry.split('/').next().and_then(|id| id.parse::<AttemptId>().ok());
                let payment = match attempt {
                    Some(attempt) => tx.get(tables::ATTEMPTS, &attempt)?,
                    None => None,
                };
                let payment = payment.map(|id| tx.get(tables::PAYMENTS, &id)).transpose()?.flatten();
                let application = match &payment {
                    Some(payment) => application_number(tx, payment)?,
                    None => None,
                };
                Ok(TreasuryRow { line: treasury, code: payment.map(|payment| payment.code), application })
            };
            lines.into_iter().map(row).collect()
        })
    }

    fn listed_attempts(&self, cx: &Cx<'_>, list: Table<AttemptId, PaymentId>) -> Result<Vec<AttemptLine>, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::MoneyRead)?;
            let listed = tx.scan(list, .., Take::First(LINES_MAX))?;
            let of = |(attempt, payment): (AttemptId, PaymentId)| {
                let mut loaded = load(tx, payment, attempt)?;
                let one = loaded.attempt().clone();
                line(tx, &loaded.payment, one)
            };
            listed.into_iter().map(of).collect()
        })
    }
}

fn application_number(tx: &Reader<'_>, payment: &Payment) -> Result<Option<String>, StoreError> {
    let application = tx.get(tables::APPLICATIONS, &payment.application)?;
    Ok(application.and_then(|application| application.number).map(|number| number.to_string()))
}

pub(super) fn line(tx: &Reader<'_>, payment: &Payment, attempt: Attempt) -> Result<AttemptLine, Refusal> {
    let application = application_number(tx, payment)?;
    Ok(AttemptLine { payment: payment.id, code: payment.code.clone(), application, attempt })
}

/// Every attempt opened on a day, oldest first.
fn opened_on(tx: &Reader<'_>, day: Date, each: &mut impl FnMut(&Payment, &Attempt)) -> Result<(), StoreError> {
    let (begins, ends) = almaty_day(day);
    let mut from = Bound::Included(Id::first_at(begins));
    loop {
        let some = tx.scan(tables::ATTEMPTS, (from, Bound::Excluded(Id::first_at(ends))), Take::First(STEP))?;
        let Some((last, _)) = some.last() else { return Ok(()) };
        from = Bound::Excluded(*last);
        for (attempt, payment) in some {
            let payment = tx.get(tables::PAYMENTS, &payment)?;
            if let Some((payment, attempt)) = payment.as_ref().and_then(|one| Some((one, one.attempt(attempt)?))) {
                each(payment, attempt);
            }
        }
    }
}

/// Every entry posted on a day, oldest first.
fn posted_on(tx: &Reader<'_>, day: Date, each: &mut impl FnMut(LedgerEntry)) -> Result<(), StoreError> {
    let (begins, ends) = almaty_day(day);
    let key = |at: Timestamp| (at, String::new());
    let mut from = Bound::Included(key(begins));
    loop {
        let some = tx.scan(tables::LEDGER_BY_TIME, (from, Bound::Excluded(key(ends))), Take::First(STEP))?;
        let Some((last, ())) = some.last() else { return Ok(()) };
        from = Bound::Excluded(last.clone());
        for ((_, name), ()) in some {
            if let Some(entry) = tx.get(tables::LEDGER, &name)? {
                each(entry);
            }
        }
    }
}
