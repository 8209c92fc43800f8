//! The provider's settlement file compared with our attempts, line by line.
//!
//! A line that was seen before changes nothing, so the same file twice, a longer one after a partial one, or the same lines in another
//! order are all harmless. Days are those of Almaty; a payment of one evening may stand in the file of the next day, so nothing is
//! missing in a file before the file of the next day lacks it, too.

use evisa_plugin_sdk::proto;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Attempt, AttemptId, PaymentId, RefundState};
use crate::domain::calendar::almaty_date;

/// What a line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineClass {
    /// Here and there, and equal.
    Matched,
    /// We know no such order.
    MissingHere,
    /// Paid here; the file of its day and the next do not have it.
    MissingThere,
    /// Another amount, currency or terminal than ours.
    Amount,
    /// The same order once more.
    Duplicate,
    /// We know the order and it stands otherwise here.
    Status,
}

impl LineClass {
    /// All classes, for reports and tests.
    pub const ALL: [Self; 6] =
        [Self::Matched, Self::MissingHere, Self::MissingThere, Self::Amount, Self::Duplicate, Self::Status];

    /// Its name in a report.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::MissingHere => "missing here",
            Self::MissingThere => "missing there",
            Self::Amount => "amount",
            Self::Duplicate => "duplicate",
            Self::Status => "status",
        }
    }
}

/// One line as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledLine {
    /// As the plugin read it.
    pub row: proto::SettlementRow,
    /// What it means now.
    pub class: LineClass,
    /// The attempt it is about, where we know one.
    pub attempt: Option<(PaymentId, AttemptId)>,
    /// When we first saw it.
    pub seen_at: Timestamp,
}

/// One imported file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettlementFile {
    /// SHA-256 of its bytes, hexadecimal: its name everywhere.
    pub sha256: String,
    /// Which plugin read it.
    pub plugin: String,
    /// When it was first imported.
    pub imported_at: Timestamp,
    /// Lines in it.
    pub lines: u32,
}

/// What makes a line itself, beside its order: everything but its place, and which of several equal ones of one file it is.
#[must_use]
pub fn line_key(row: &proto::SettlementRow, occurrence: u32) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let kind = match row.kind {
        proto::RowKind::Payment => "payment",
        proto::RowKind::Refund => "refund",
        proto::RowKind::Unknown => "other",
    };
    let (provider_ref, terminal) = (text(&row.provider_ref), text(&row.terminal));
    format!("{kind}|{provider_ref}|{}|{}|{terminal}|{}|{occurrence}", row.amount_minor, row.currency, row.occurred_at)
}

/// The day of a line in Almaty; `None` where its time cannot be read.
#[must_use]
pub fn line_day(row: &proto::SettlementRow) -> Option<Date> {
    row.occurred_at.parse::<Timestamp>().ok().map(almaty_date)
}

/// Compare a line with the attempt of its order. `before` says how many lines of the same kind and order were matched already.
#[must_use]
pub fn line_classify(row: &proto::SettlementRow, attempt: Option<&Attempt>, before: usize) -> LineClass {
    let Some(attempt) = attempt else { return LineClass::MissingHere };
    let tenge = matches!(row.currency.as_str(), "KZT" | "398");
    let terminal = attempt.terminal.is_none() || row.terminal.is_none() || row.terminal == attempt.terminal;
    match row.kind {
        proto::RowKind::Payment if 0 < before => LineClass::Duplicate,
        proto::RowKind::Payment
            if !tenge || !terminal || attempt.expected().is_ok_and(|expected| expected.minor != row.amount_minor) =>
        {
            LineClass::Amount
        }
        proto::RowKind::Payment if attempt.state.captured() => LineClass::Matched,
        proto::RowKind::Payment => LineClass::Status,
        proto::RowKind::Refund if !tenge => LineClass::Amount,
        proto::RowKind::Refund => {
            let done = |refund: &&super::Refund| {
                refund.state == RefundState::Refunded && refund.amount.minor == row.amount_minor
            };
            if before < attempt.refunds.iter().filter(done).count() { LineClass::Matched } else { LineClass::Status }
        }
        proto::RowKind::Unknown => LineClass::Status,
    }
}

/// A line as the observation that its plugin would have made.
#[must_use]
pub fn line_observation(row: &proto::SettlementRow, attempt: &Attempt) -> proto::Observation {
    proto::Observation {
        amount_minor: Some(row.amount_minor),
        currency: Some(row.currency.clone()),
        terminal: row.terminal.clone().or_else(|| attempt.terminal.clone()),
        provider_ref: row.provider_ref.clone(),
        occurred_at: Some(row.occurred_at.clone()),
        ..proto::Observation::new(proto::Status::Paid, &row.order_ref)
    }
}
