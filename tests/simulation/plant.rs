//! Faults planted on purpose, one at a time, in what surrounds the portal: proof that the invariants can fail.

use evisa::store::engine::{Changes, TableChanges};
use evisa_plugin_sdk::proto::{Decline, HttpResult, Observation, Status};
use serde_json::Value;

/// One planted fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plant {
    /// After a power cut the doubtful request is sent once more.
    ResendOnRecovery,
    /// A lost answer counts as a refusal of the bank.
    UnknownIsDeclined,
    /// Whatever was taken counts as the amount that was asked for.
    OtherAmountAccepted,
    /// Each ledger entry is written a second time under another name.
    LedgerTwice,
    /// The hold on a second payment is lost on its way to the disk.
    DuplicateHoldLost,
    /// Money that is still being moved counts as taken.
    PaidAtPending,
    /// The wake-ups of attempts are lost on their way to the disk.
    WakeUpsLost,
}

impl Plant {
    pub(crate) const ALL: [Self; 7] = [
        Self::ResendOnRecovery,
        Self::UnknownIsDeclined,
        Self::OtherAmountAccepted,
        Self::LedgerTwice,
        Self::DuplicateHoldLost,
        Self::PaidAtPending,
        Self::WakeUpsLost,
    ];

    /// As the record of the seeds calls it.
    pub(crate) fn name(self) -> String {
        format!("{self:?}")
    }

    /// What the adapter makes of an answer.
    pub(crate) fn on_observation(self, reply: &HttpResult, seen: Observation, expected_minor: u64) -> Observation {
        match (self, seen.status) {
            (Self::UnknownIsDeclined, Status::Unknown) if !matches!(reply, HttpResult::NotSent { .. }) => {
                let decline = Decline { code: "timeout".to_owned(), is_final: true, message_key: None };
                Observation { status: Status::Declined, decline: Some(decline), ..seen }
            }
            (Self::OtherAmountAccepted, Status::Paid) => Observation { amount_minor: Some(expected_minor), ..seen },
            (Self::PaidAtPending, Status::Pending | Status::Authorised) => {
                Observation { status: Status::Paid, amount_minor: Some(expected_minor), ..seen }
            }
            _ => seen,
        }
    }

    /// What reaches the disk.
    pub(crate) fn on_disk(self, changes: Changes) -> Changes {
        match self {
            Self::LedgerTwice => rewritten(&changes, "ledger", |rows| {
                let mut twice = rows.clone();
                for (key, value) in rows {
                    // The key is the name and two bytes that end it.
                    let (name, end) = key.split_at(key.len() - 2);
                    twice.insert([name, b"-again", end].concat(), value.clone());
                }
                twice
            }),
            Self::DuplicateHoldLost => rewritten(&changes, "payments", |rows| {
                let lost = |value: &Option<Vec<u8>>| value.as_deref().map(without_duplicate);
                rows.iter().map(|(key, value)| (key.clone(), lost(value))).collect()
            }),
            Self::WakeUpsLost => {
                let wakes = |key: &[u8]| key.windows(5).any(|part| part == b"wake/");
                let kept = |rows: &TableChanges| {
                    rows.iter()
                        .filter(|(key, _)| !wakes(key))
                        .map(|(key, value)| (key.clone(), value.clone()))
                        .collect()
                };
                rewritten(&rewritten(&changes, "outbox", kept), "outbox_by_stage", kept)
            }
            Self::ResendOnRecovery | Self::UnknownIsDeclined | Self::OtherAmountAccepted | Self::PaidAtPending => {
                changes
            }
        }
    }
}

/// The same changes with one table's rows replaced.
fn rewritten(changes: &Changes, name: &str, rows: impl Fn(&TableChanges) -> TableChanges) -> Changes {
    let mut result = Changes::default();
    for (table, before) in changes.iter() {
        let after = if table == name { rows(before) } else { before.clone() };
        for (key, value) in after {
            result.set(table, key, value);
        }
    }
    result
}

/// A stored payment whose attempts have lost this hold.
fn without_duplicate(stored: &[u8]) -> Vec<u8> {
    let mut record: Value = serde_json::from_slice(stored).expect("records are JSON");
    for attempt in record["r"]["attempts"].as_array_mut().into_iter().flatten() {
        if let Some(holds) = attempt["holds"].as_array_mut() {
            holds.retain(|hold| hold != "duplicate_paid");
        }
    }
    serde_json::to_vec(&record).expect("it was JSON")
}
