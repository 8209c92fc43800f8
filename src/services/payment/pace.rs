//! How fast one provider is asked on our own account: after a restart thousands of questions may be due at once.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    domain::context::Cx,
    store::{Reader, Record, StoreError, Table, Writer},
};

/// One question of ours in this time, for one plugin, once the burst is used up.
pub(super) const EVERY: SignedDuration = SignedDuration::from_millis(200);
/// Questions that may be asked at once, measured in the time they use up: fifty.
const BURST: SignedDuration = SignedDuration::from_secs(10);
/// More than this ahead is no pace, but a clock that was put back.
const BELIEVED: SignedDuration = SignedDuration::from_mins(5);
/// Times a byte of chance: up to a minute.
const SPREAD: SignedDuration = SignedDuration::from_millis(235);

/// By plugin: until when its questions so far have used up the time (the generic cell rate algorithm).
const PACES: Table<String, Pace> = Table::new("query_paces");

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Pace {
    used_until: Timestamp,
}

impl Record for Pace {
    const VERSION: u16 = 1;
}

/// One more question was asked. What a customer or a callback causes is never put off here: it has a limit of its own.
pub(super) fn taken(tx: &mut Writer<'_>, cx: &Cx<'_>, plugin: &str) -> Result<(), StoreError> {
    let key = plugin.to_owned();
    let before = tx.get(PACES, &key)?.map(|pace| pace.used_until);
    let used_until =
        before.filter(|until| cx.now < *until && *until < cx.now + BURST + BELIEVED).unwrap_or(cx.now) + EVERY;
    tx.put(PACES, &key, &Pace { used_until })
}

/// When the schedule may ask again, spread over a minute so that those put off do not come back together; `None` is now.
pub(super) fn put_off(tx: &Reader<'_>, cx: &Cx<'_>, plugin: &str) -> Result<Option<Timestamp>, StoreError> {
    let pace = tx.get(PACES, &plugin.to_owned())?;
    let earliest = pace.map(|pace| pace.used_until - BURST);
    let earliest = earliest.filter(|earliest| cx.now < *earliest && *earliest < cx.now + BELIEVED);
    let [chance] = cx.random::<1>();
    Ok(earliest.map(|earliest| earliest + SPREAD * i32::from(chance)))
}
