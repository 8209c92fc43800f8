//! Settlement files: every line is kept once, compared with its attempt, and compared again until it matches. The file is the provider's
//! word on money: it ends what was unknown for three days, and it is how money is known to have reached the bank.

use std::collections::BTreeMap;

use evisa_plugin_sdk::proto;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Loaded, evidence, keep, ledger::post, load, query_paced, refund, step};
use crate::{
    domain::{
        calendar::almaty_date,
        context::Cx,
        money::Money,
        payment::{
            Attempt, AttemptEvent, AttemptId, AttemptState, EvidenceKind, Hold, PaymentId, RefundState,
            ledger::LedgerEntry,
            refund::{RefundEvent, RefundGround},
            schedule,
            settlement::{LineClass, SettledLine, SettlementFile, line_classify, line_day, line_key, line_observation},
        },
        permission::Permission,
        refusal::Refusal,
    },
    services::{Services, audit, permission::permit},
    store::{Reader, Record, Table, Take, Writer, tables},
};

/// Lines of one file: the largest frame of a plugin holds fewer.
const LINES_MAX: usize = 50_000;
/// Lines compared in one transaction.
const STEP: usize = 100;
/// Lines on the page of discrepancies.
const OPEN_MAX: usize = 500;

/// A line under its plugin, its order and what makes it itself.
type LineKey = (String, String, String);

/// Every line of every file, once.
const LINES: Table<LineKey, SettledLine> = Table::new("settlement_lines");
/// Lines that do not match yet.
const LINES_OPEN: Table<LineKey, ()> = Table::new("settlement_lines_open");
/// The lines of a file in its order.
const LINES_OF: Table<(String, u32), LineName> = Table::new("settlement_lines_of");
/// The files, by the time of their first import.
const FILES: Table<String, SettlementFile> = Table::new("settlement_files");
/// The last day that any line of a plugin's files was of.
const COVERED: Table<String, Covered> = Table::new("settlement_covered");

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct LineName {
    order_ref: String,
    key: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Covered {
    until: Date,
}

macro_rules! records {
    ($($record:ty),* $(,)?) => {$(
        impl Record for $record {
            const VERSION: u16 = 1;
        }
    )*};
}
records!(SettledLine, SettlementFile, LineName, Covered);

/// What a file says, compared with the attempts as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettlementReport {
    /// The file.
    pub file: SettlementFile,
    /// Its lines in its order.
    pub lines: Vec<SettledLine>,
    /// Paid here and in no file though a later day is covered: attempt and order reference.
    pub missing_there: Vec<(AttemptId, String)>,
    /// Lines that no file had brought before.
    pub new: usize,
}

impl SettlementReport {
    /// Lines of each class, also of those that have none.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<LineClass, usize> {
        let mut counts: BTreeMap<_, _> = LineClass::ALL.into_iter().map(|class| (class, 0)).collect();
        for line in &self.lines {
            *counts.entry(line.class).or_default() += 1;
        }
        counts.insert(LineClass::MissingThere, self.missing_there.len());
        counts
    }
}

impl Services {
    /// Take in the lines of a file as its plugin read them; `sha256` names the file. Lines that are known change nothing, so a file may
    /// come twice, in parts, or in another order. For [`Permission::SettlementImport`].
    ///
    /// # Errors
    /// [`Refusal::Denied`] for a file without end; only staff may do it.
    pub fn settlement_import(
        &self,
        cx: &Cx<'_>,
        (plugin, sha256): (&str, &str),
        rows: &[proto::SettlementRow],
    ) -> Result<SettlementReport, Refusal> {
        self.store.read(|tx: &Reader<'_>| permit(tx, cx, Permission::SettlementImport))?;
        if LINES_MAX < rows.len() {
            return Err(Refusal::denied("settlement-too-long"));
        }
        let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
        let named: Vec<(LineKey, &proto::SettlementRow)> = rows
            .iter()
            .map(|row| {
                let occurrence = seen.entry((row.order_ref.clone(), line_key(row, 0))).or_default();
                *occurrence += 1;
                ((plugin.to_owned(), row.order_ref.clone(), line_key(row, *occurrence)), row)
            })
            .collect();
        let mut new = 0;
        for (chunk, some) in named.chunks(STEP).enumerate() {
            new += self.store.commit(|tx| {
                let mut new = 0;
                for (offset, (key, row)) in some.iter().enumerate() {
                    let number = u32::try_from(chunk * STEP + offset).unwrap_or(u32::MAX);
                    let name = LineName { order_ref: key.1.clone(), key: key.2.clone() };
                    tx.put(LINES_OF, &(sha256.to_owned(), number), &name)?;
                    if !tx.has(LINES, key)? {
                        let class = LineClass::Status;
                        let line = SettledLine { row: (*row).clone(), class, attempt: None, seen_at: cx.now };
                        self.line_compare(tx, cx, (key, line))?;
                        new += 1;
                    }
                }
                Ok::<_, Refusal>(new)
            })?;
        }
        self.store.commit(|tx| {
            let file = tx.get(FILES, &sha256.to_owned())?.unwrap_or_else(|| SettlementFile {
                sha256: sha256.to_owned(),
                plugin: plugin.to_owned(),
                imported_at: cx.now,
                lines: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            });
            tx.put(FILES, &sha256.to_owned(), &file)?;
            let last = rows.iter().filter_map(line_day).max();
            let before = tx.get(COVERED, &plugin.to_owned())?;
            // A day that has not come yet is a fault of the file, and must not make anything else look missing.
            let last = last.filter(|day| *day <= almaty_date(cx.now)).max(before.map(|covered| covered.until));
            if let Some(until) = last {
                tx.put(COVERED, &plugin.to_owned(), &Covered { until })?;
            }
            let note = format!("{plugin}: {} lines, {new} new", rows.len());
            Ok::<_, Refusal>(audit(tx, cx, ("settlement.import", &format!("settlement:{sha256}")), &note)?)
        })?;
        self.settlement_rematch(cx)?;
        let mut report = self.settlement_report(cx, sha256)?;
        report.new = new;
        Ok(report)
    }

    /// Compare again what did not match: the attempt may have been paid meanwhile, or its day may be covered now.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn settlement_rematch(&self, cx: &Cx<'_>) -> Result<(), Refusal> {
        let open = self.store.read(|tx: &Reader<'_>| tx.scan(LINES_OPEN, .., Take::First(LINES_MAX)))?;
        for some in open.chunks(STEP) {
            self.store.commit(|tx| {
                for (key, ()) in some {
                    if let Some(line) = tx.get(LINES, key)? {
                        self.line_compare(tx, cx, (key, line))?;
                    }
                }
                Ok::<_, Refusal>(())
            })?;
        }
        for (plugin, covered) in self.store.read(|tx: &Reader<'_>| tx.scan(COVERED, .., Take::First(LINES_MAX)))? {
            self.missing_hold(cx, &plugin, covered.until)?;
        }
        Ok(())
    }

    /// A file's lines as they compare now, and what it should have had. For [`Permission::MoneyRead`].
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such file; only staff may see it.
    pub fn settlement_report(&self, cx: &Cx<'_>, sha256: &str) -> Result<SettlementReport, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::MoneyRead)?;
            let file = tx.get(FILES, &sha256.to_owned())?.ok_or(Refusal::NotFound)?;
            let names = tx.prefix(LINES_OF, &sha256.to_owned(), Take::First(LINES_MAX))?;
            let line = |(_, name): ((String, u32), LineName)| {
                let line = tx.get(LINES, &(file.plugin.clone(), name.order_ref, name.key))?;
                line.ok_or_else(|| Refusal::Us("a file names a line that is not there".to_owned()))
            };
            let lines = names.into_iter().map(line).collect::<Result<Vec<_>, Refusal>>()?;
            let missing_there = missing(tx, &file.plugin)?;
            Ok(SettlementReport { file, lines, missing_there, new: 0 })
        })
    }

    /// Imported files, the last first. For [`Permission::MoneyRead`].
    ///
    /// # Errors
    /// Only staff may see them.
    pub fn settlement_files(&self, cx: &Cx<'_>) -> Result<Vec<SettlementFile>, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::MoneyRead)?;
            let mut files: Vec<_> =
                tx.scan(FILES, .., Take::First(LINES_MAX))?.into_iter().map(|(_, file)| file).collect();
            files.sort_by_key(|file| std::cmp::Reverse(file.imported_at));
            files.truncate(OPEN_MAX);
            Ok(files)
        })
    }

    /// Lines of all files that match nothing yet, with their plugin. For [`Permission::MoneyRead`].
    ///
    /// # Errors
    /// Only staff may see them.
    pub fn settlement_open(&self, cx: &Cx<'_>) -> Result<Vec<(String, SettledLine)>, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::MoneyRead)?;
            let mut lines = Vec::new();
            for (key, ()) in tx.scan(LINES_OPEN, .., Take::First(OPEN_MAX))? {
                lines.extend(tx.get(LINES, &key)?.map(|line| (key.0.clone(), line)));
            }
            Ok(lines)
        })
    }

    /// Compare one line with its attempt, do what follows, and keep it.
    fn line_compare(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        (key, mut line): (&LineKey, SettledLine),
    ) -> Result<(), Refusal> {
        let order = tx.get(tables::ORDER_REFS, &(key.0.clone(), key.1.clone()))?;
        let before = matched_before(tx, key, line.row.kind)?;
        match order {
            None if line.class == LineClass::MissingHere => return Ok(()),
            None => line.class = LineClass::MissingHere,
            Some(order) => {
                let mut loaded = load(tx, order.payment, order.attempt)?;
                let first = line.attempt.is_none();
                let class = line_classify(&line.row, Some(loaded.attempt()), before);
                if !first && class == line.class && !may_settle(loaded.attempt()) {
                    return Ok(());
                }
                line.attempt = Some((order.payment, order.attempt));
                line.class = class;
                if first || line.class == LineClass::Matched {
                    let attempt = loaded.attempt().clone();
                    let body = json!({ "class": line.class, "row": line.row });
                    evidence(tx, cx, &attempt, (EvidenceKind::Settlement, body))?;
                }
                self.line_follow(tx, cx, &mut loaded, (key, &mut line, first))?;
                keep(tx, &loaded.payment)?;
            }
        }
        if line.class == LineClass::Matched {
            tx.delete(LINES_OPEN, key);
        } else {
            tx.put(LINES_OPEN, key, &())?;
        }
        Ok(tx.put(LINES, key, &line)?)
    }

    /// What follows from a line, by its kind and class.
    fn line_follow(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        loaded: &mut Loaded,
        (key, line, first): (&LineKey, &mut SettledLine, bool),
    ) -> Result<(), Refusal> {
        match line.row.kind {
            proto::RowKind::Payment => self.payment_follow(tx, cx, loaded, (key, line, first)),
            proto::RowKind::Refund => self.refund_follow(tx, cx, loaded, (key, line, first)),
            proto::RowKind::Unknown => Ok(()),
        }
    }

    fn payment_follow(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        loaded: &mut Loaded,
        (key, line, first): (&LineKey, &mut SettledLine, bool),
    ) -> Result<(), Refusal> {
        let seen = line_observation(&line.row, loaded.attempt());
        match line.class {
            LineClass::Status => {
                // Three days of questions brought no answer: the file is the answer. Before that it is a reason to ask.
                if loaded.attempt().holds.contains(&Hold::Unresolved) {
                    step(tx, (self, cx), loaded, (AttemptEvent::SeenPaid, Some(&seen)))?;
                    line.class = line_classify(&line.row, Some(loaded.attempt()), 0);
                } else if first {
                    query_paced(tx, cx, loaded, schedule::FOLLOWED_EVERY_S)?;
                }
            }
            LineClass::Amount if first => {
                step(tx, (self, cx), loaded, (AttemptEvent::SeenPaidOtherwise, Some(&seen)))?;
            }
            LineClass::Duplicate if first => {
                step(tx, (self, cx), loaded, (AttemptEvent::FileHasItTwice, None))?;
                twice_suspend(tx, cx, loaded, (key, &line.row))?;
            }
            LineClass::Matched
            | LineClass::MissingHere
            | LineClass::MissingThere
            | LineClass::Amount
            | LineClass::Duplicate => {}
        }
        let attempt = loaded.attempt().clone();
        // Also with another amount, the file has it: it is not missing there.
        if line.class != LineClass::Status {
            step(tx, (self, cx), loaded, (AttemptEvent::FileHasIt, None))?;
            tx.delete(tables::ATTEMPTS_UNSETTLED, &(attempt.plugin.clone(), attempt.id));
        }
        if line.class != LineClass::Matched {
            return Ok(());
        }
        let amount = Money::kzt(line.row.amount_minor);
        match LedgerEntry::handed_over(cx.now, (attempt.id, &key.2), &attempt.method, amount) {
            Some(entry) => Ok(post(tx, &entry)?),
            None => Ok(()),
        }
    }

    fn refund_follow(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        loaded: &mut Loaded,
        (key, line, first): (&LineKey, &mut SettledLine, bool),
    ) -> Result<(), Refusal> {
        let attempt = loaded.attempt().clone();
        let ours = |index: &usize| attempt.refunds[*index].amount.minor == line.row.amount_minor;
        match (line.class, attempt.refund_under_way().filter(ours)) {
            (LineClass::Status, Some(index)) if attempt.refunds[index].state == RefundState::Refunding => {
                refund::refund_step(tx, (self, cx), loaded, (index, RefundEvent::SeenDone))?;
                line.class = LineClass::Matched;
            }
            (LineClass::Status, _) if first => {
                step(tx, (self, cx), loaded, (AttemptEvent::SeenReturnedUnasked, None))?;
            }
            (_, _) => {}
        }
        if line.class != LineClass::Matched {
            return Ok(());
        }
        let amount = Money::kzt(line.row.amount_minor);
        match LedgerEntry::kept_back(cx.now, (attempt.id, &key.2), &attempt.method, amount) {
            Some(entry) => Ok(post(tx, &entry)?),
            None => Ok(()),
        }
    }

    /// Put a hold on what was paid here before the last covered day and stands in no file.
    fn missing_hold(&self, cx: &Cx<'_>, plugin: &str, until: Date) -> Result<(), Refusal> {
        let waiting = self.store.read(|tx: &Reader<'_>| unsettled(tx, plugin))?;
        for some in waiting.chunks(STEP) {
            self.store.commit(|tx| {
                for (attempt, payment) in some {
                    let mut loaded = load(tx, *payment, *attempt)?;
                    let one = loaded.attempt();
                    let paid_on =
                        one.proof.as_ref().map(|proof| almaty_date(proof.occurred_at.unwrap_or(proof.seen_at)));
                    let held = one.holds.contains(&Hold::UnmatchedSettlement);
                    if !held && one.state != AttemptState::Disputed && paid_on.is_some_and(|day| day < until) {
                        step(tx, (self, cx), &mut loaded, (AttemptEvent::FileLacksIt, None))?;
                        keep(tx, &loaded.payment)?;
                    }
                }
                Ok::<_, Refusal>(())
            })?;
        }
        Ok(())
    }
}

/// Whether a line that was compared before may settle the attempt now: nobody answered for three days, or a refund is on its way.
fn may_settle(attempt: &Attempt) -> bool {
    attempt.holds.contains(&Hold::Unresolved) || attempt.refund_under_way().is_some()
}

/// Lines of the same order and kind that were matched before this one.
fn matched_before(tx: &Reader<'_>, key: &LineKey, kind: proto::RowKind) -> Result<usize, Refusal> {
    let same = tx.prefix(LINES, &(key.0.clone(), key.1.clone()), Take::First(LINES_MAX))?;
    let others = same.iter().filter(|(other, line)| {
        other != key && line.row.kind == kind && matches!(line.class, LineClass::Matched | LineClass::Duplicate)
    });
    Ok(others.count())
}

/// The provider took the money of one order once more: it waits in suspense, and is suggested to go back.
fn twice_suspend(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    loaded: &mut Loaded,
    (key, row): (&LineKey, &proto::SettlementRow),
) -> Result<(), Refusal> {
    let attempt = loaded.attempt().clone();
    let amount = Money::kzt(row.amount_minor);
    let Some(mut entry) = LedgerEntry::suspended(cx.now, attempt.id, &attempt.method, amount) else { return Ok(()) };
    entry.name = format!("{}/{}", entry.name, key.2);
    post(tx, &entry)?;
    loaded.attempt().one_capture = attempt.one_capture.or_else(|| Some(attempt.taken()));
    loaded.attempt().captured = attempt.taken().plus(amount).ok();
    refund::propose(tx, cx, loaded, (amount, RefundGround::Duplicate))
}

fn unsettled(tx: &Reader<'_>, plugin: &str) -> Result<Vec<(AttemptId, PaymentId)>, Refusal> {
    let waiting = tx.prefix(tables::ATTEMPTS_UNSETTLED, &plugin.to_owned(), Take::First(LINES_MAX))?;
    Ok(waiting.into_iter().map(|((_, attempt), payment)| (attempt, payment)).collect())
}

/// What was paid here and stands in no file, by its hold.
fn missing(tx: &Reader<'_>, plugin: &str) -> Result<Vec<(AttemptId, String)>, Refusal> {
    let mut missing = Vec::new();
    for (attempt, payment) in unsettled(tx, plugin)? {
        let mut loaded = load(tx, payment, attempt)?;
        let one = loaded.attempt();
        if one.holds.contains(&Hold::UnmatchedSettlement) {
            missing.push((attempt, one.order_ref.clone()));
        }
    }
    Ok(missing)
}
