//! The portal's disk: it survives a power cut, fails now and then, tells what was written, and takes its fingerprint.

use std::sync::{Arc, Mutex, PoisonError};

use evisa::store::{
    Engine, StoreError,
    engine::{Changes, ReadTx},
    memory::{Fault, MemoryEngine},
};

use crate::plant::Plant;

/// The portal's process ended here: what it held in memory is gone.
pub(crate) struct PowerCut;

/// When the power goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut {
    /// At which commit from now, counting from 1.
    pub(crate) at: u64,
    /// After it is on the disk, or before.
    pub(crate) kept: bool,
}

/// Tables that survive their portal. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Disk(Arc<Inner>);

#[derive(Default)]
struct Inner {
    tables: MemoryEngine,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    commits: u64,
    fingerprint: u64,
    cut: Option<Cut>,
    plant: Option<Plant>,
    /// Names of ledger entries since somebody looked.
    posted: Vec<String>,
    /// Commits that wrote a visa and no fee.
    unpaid_visas: u64,
}

impl Disk {
    pub(crate) fn with(plant: Option<Plant>) -> Self {
        let disk = Self::default();
        disk.notes(|notes| notes.plant = plant);
        disk
    }

    fn notes<T>(&self, with: impl FnOnce(&mut Notes) -> T) -> T {
        with(&mut self.0.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Let the power go, or not.
    pub(crate) fn cut(&self, cut: Option<Cut>) {
        self.notes(|notes| notes.cut = cut);
    }

    /// Let the next commit fail.
    pub(crate) fn fail(&self, fault: Fault) {
        self.0.tables.fail(1, fault);
    }

    pub(crate) fn commits(&self) -> u64 {
        self.notes(|notes| notes.commits)
    }

    /// The same for the same commits in the same order, to the byte.
    pub(crate) fn fingerprint(&self) -> u64 {
        self.notes(|notes| notes.fingerprint)
    }

    /// The ledger entries that were posted since the last call.
    pub(crate) fn posted(&self) -> Vec<String> {
        self.notes(|notes| std::mem::take(&mut notes.posted))
    }

    pub(crate) fn unpaid_visas(&self) -> u64 {
        self.notes(|notes| notes.unpaid_visas)
    }

    /// A commit is about to be made, as far as anybody can see from here.
    fn see(&self, changes: &Changes) {
        let posted: Vec<_> = changes.table("ledger").into_iter().flatten().map(|(key, _)| name_of(key)).collect();
        let visa = changes.table("visas").is_some();
        self.notes(|notes| {
            for (table, rows) in changes.iter() {
                mix(&mut notes.fingerprint, table.as_bytes());
                for (key, value) in rows {
                    mix(&mut notes.fingerprint, key);
                    mix(&mut notes.fingerprint, value.as_deref().unwrap_or_default());
                }
            }
            notes.unpaid_visas += u64::from(visa && !posted.iter().any(|name| name.ends_with("/fee")));
            notes.posted.extend(posted);
        });
    }

    /// Nobody hears of it: no panic message, only the end of the process.
    fn power_goes(&self, kept: bool) {
        let now = self.notes(|notes| notes.cut.take_if(|cut| cut.at == 1 && cut.kept == kept));
        if now.is_some() {
            std::panic::resume_unwind(Box::new(PowerCut));
        }
    }

    fn count(&self) {
        self.notes(|notes| {
            notes.commits += 1;
            if let Some(cut) = &mut notes.cut {
                cut.at -= 1;
            }
        });
    }
}

impl Engine for Disk {
    fn read(&self, body: &mut dyn FnMut(&dyn ReadTx)) -> Result<(), StoreError> {
        self.0.tables.read(body)
    }

    fn write(&self, body: &mut dyn FnMut(&dyn ReadTx) -> Option<Changes>) -> Result<(), StoreError> {
        let plant = self.notes(|notes| notes.plant);
        let mut changed = false;
        let written = self.0.tables.write(&mut |tx| {
            let changes = body(tx).filter(|changes| !changes.is_empty())?;
            let changes = match plant {
                Some(plant) => plant.on_disk(changes),
                None => changes,
            };
            changed = true;
            self.see(&changes);
            self.power_goes(false);
            Some(changes)
        });
        if changed {
            self.power_goes(true);
            self.count();
        }
        written
    }

    fn fault(&self) -> Option<String> {
        None
    }
}

/// A ledger entry's name, from its key: the text and two bytes that end it.
fn name_of(key: &[u8]) -> String {
    String::from_utf8_lossy(&key[..key.len().saturating_sub(2)]).into_owned()
}

/// Eight bytes at a time: nobody attacks this fingerprint, and a slow build takes it of every commit.
fn mix(into: &mut u64, bytes: &[u8]) {
    let (words, rest) = bytes.as_chunks::<8>();
    let last =
        rest.iter().fold(u64::try_from(bytes.len()).unwrap_or(u64::MAX), |word, byte| word << 8 | u64::from(*byte));
    for word in words.iter().map(|word| u64::from_le_bytes(*word)).chain([last]) {
        *into = (into.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}
