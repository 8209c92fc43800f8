//! The audit log as people read it: searched from the newest line back, and taken away as a file, which is itself a line of it.

use jiff::civil::Date;

use super::{Services, audit, permission::permit};
use crate::{
    domain::{
        account::AccountId,
        audit::AuditLine,
        calendar::almaty_day,
        context::{Actor, Cx},
        permission::Permission,
        refusal::Refusal,
    },
    store::{Reader, tables},
};

/// Lines of one page.
pub const PAGE_LINES: usize = 50;
/// Lines of one file.
pub const EXPORT_LINES_MAX: usize = 50_000;
/// Lines read at once.
const LINES_AT_ONCE: usize = 1_000;
/// Lines looked through for one page; then the person goes on from there.
const LINES_LOOKED_MAX: usize = 50_000;

/// What is looked for; what is empty fits every line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditSearch {
    /// A record, as `application:…`, or the beginning of one.
    pub record: String,
    /// Who: an account's identifier, or `visitor`, `system`, `operator`.
    pub actor: String,
    /// What was done, or the beginning of it: `payment.`.
    pub act: String,
    /// The day in Almaty.
    pub day: Option<Date>,
    /// Only lines before this number.
    pub before: Option<u64>,
}

/// A line, with the name of the member of staff who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditSeen {
    /// Its number.
    pub number: u64,
    /// The line.
    pub line: AuditLine,
    /// The name, for staff only.
    pub name: Option<String>,
}

/// Lines that were found, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFound {
    /// The lines.
    pub lines: Vec<AuditSeen>,
    /// Where to go on: older lines stand before this number.
    pub older: Option<u64>,
}

/// The actor as it is searched for and written in files.
#[must_use]
pub fn actor_text(actor: Actor) -> String {
    match actor {
        Actor::Visitor => "visitor".to_owned(),
        Actor::Account(id) => id.to_string(),
        Actor::System => "system".to_owned(),
        Actor::Operator => "operator".to_owned(),
    }
}

impl AuditSearch {
    fn fits(&self, line: &AuditLine) -> bool {
        line.record.starts_with(&self.record)
            && line.act.starts_with(&self.act)
            && (self.actor.is_empty() || actor_text(line.actor) == self.actor)
            && self.day.is_none_or(|day| {
                let (from, to) = almaty_day(day);
                from <= line.at && line.at < to
            })
    }

    fn is_over(&self, line: &AuditLine) -> bool {
        // Lines stand in the order of time, to a clock that was put back: an hour of patience.
        self.day.is_some_and(|day| line.at + jiff::SignedDuration::from_hours(1) < almaty_day(day).0)
    }
}

impl Services {
    /// One page of what fits, newest first.
    ///
    /// # Errors
    /// Without [`Permission::AuditRead`].
    pub fn audit_search(&self, cx: &Cx<'_>, search: &AuditSearch) -> Result<AuditFound, Refusal> {
        self.store.read(|tx: &Reader<'_>| {
            permit(tx, cx, Permission::AuditRead)?;
            found(tx, search, PAGE_LINES)
        })
    }

    /// Everything that fits, newest first, to be taken away. That it was taken is written down before anything is given.
    ///
    /// # Errors
    /// Without [`Permission::AuditExport`].
    pub fn audit_export(&self, cx: &Cx<'_>, search: &AuditSearch) -> Result<Vec<AuditSeen>, Refusal> {
        self.store.commit(|tx| {
            permit(tx, cx, Permission::AuditExport)?;
            let what = format!(
                "record {:?}, actor {:?}, act {:?}, day {}",
                search.record,
                search.actor,
                search.act,
                search.day.map_or_else(|| "any".to_owned(), |day| day.to_string())
            );
            audit(tx, cx, ("audit.export", "audit:log"), &what)?;
            Ok::<_, Refusal>(())
        })?;
        self.store.read(|tx: &Reader<'_>| Ok(found(tx, search, EXPORT_LINES_MAX)?.lines))
    }
}

fn found(tx: &Reader<'_>, search: &AuditSearch, lines_max: usize) -> Result<AuditFound, Refusal> {
    let (mut lines, mut before, mut looked) = (Vec::new(), search.before, 0);
    loop {
        let page = tx.audit_page(before, LINES_AT_ONCE)?;
        let last = page.len() < LINES_AT_ONCE;
        for (number, line) in page {
            before = Some(number);
            looked += 1;
            if search.is_over(&line) {
                return Ok(AuditFound { lines, older: None });
            }
            if search.fits(&line) {
                lines.push(AuditSeen { number, name: name(tx, line.actor)?, line });
            }
            if lines.len() == lines_max || looked == LINES_LOOKED_MAX.max(lines_max) {
                return Ok(AuditFound { lines, older: before.filter(|number| 1 < *number) });
            }
        }
        if last {
            return Ok(AuditFound { lines, older: None });
        }
    }
}

/// The name of a member of staff; those of applicants stand in their records, not here.
fn name(tx: &Reader<'_>, actor: Actor) -> Result<Option<String>, Refusal> {
    let Some(id): Option<AccountId> = actor.account() else { return Ok(None) };
    let staff = tx.get(tables::ACCOUNTS, &id)?.filter(|account| account.role.is_staff());
    Ok(staff.map(|account| account.name.full()))
}
