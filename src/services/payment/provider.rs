//! What providers send unasked: stored, acknowledged, then used. A callback is a reason to ask, never an authority.

use evisa_plugin_sdk::proto;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{evidence, keep, load, query_paced};
use crate::{
    crypto::token,
    domain::{
        context::Cx,
        payment::{EvidenceKind, schedule},
        permission::Permission,
        refusal::Refusal,
    },
    services::{Services, audit, permission::permit, secret},
    store::{Reader, Record, StoreError, Table, Take, Writer, tables},
};

/// The secret of the installation behind callback addresses.
const CALLBACK_SECRET: &str = "callbacks";
/// Callbacks as they came.
const CALLBACKS: Table<u64, CallbackKept> = Table::new("callbacks");
/// Callbacks that were stored and not used yet.
const CALLBACKS_WAITING: Table<u64, ()> = Table::new("callbacks_waiting");
/// Callbacks that may wait at once: each is used within milliseconds, so more means that something is broken or hostile.
const CALLBACKS_WAITING_MAX: usize = 1_000;
/// Callbacks are kept as they came for this long: disputes about card payments are raised within 120 days.
const CALLBACKS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 180);
/// Callbacks forgotten in one transaction.
const CALLBACKS_PURGED: usize = 64;
/// Callbacks already used, by plugin and what is the same when the provider repeats them.
const CALLBACKS_SEEN: Table<(String, String), u64> = Table::new("callbacks_seen");
/// Callbacks about orders that we do not know (yet), by plugin, order and number.
const ORPHANS: Table<(String, String, u64), Orphan> = Table::new("callbacks_orphaned");
/// Orphans read at once; the page shows as many.
const ORPHANS_MAX: usize = 500;

/// A callback as it came. Body and query stay out of logs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallbackKept {
    /// When.
    pub at: Timestamp,
    /// For which plugin.
    pub plugin: String,
    /// As it came.
    pub raw: proto::RawHttp,
    /// Under which mark its repetitions are known: forgotten together with it.
    #[serde(default)]
    pub seen: Option<(String, String)>,
}

impl Record for CallbackKept {
    const VERSION: u16 = 1;
}

/// A callback about an order we do not know: perhaps a backup was restored and the attempt is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orphan {
    /// The stored callback.
    pub number: u64,
    /// For which plugin.
    pub plugin: String,
    /// The order it speaks of; empty where it names none.
    pub order_ref: String,
    /// When it came.
    pub at: Timestamp,
    /// How sure the plugin was that its provider sent it.
    pub authenticity: proto::Authenticity,
}

impl Record for Orphan {
    const VERSION: u16 = 1;
}

impl Services {
    /// Make the installation's secret for callback addresses, once. Call it at every start.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn callback_secret_make(&self, cx: &Cx<'_>) -> Result<(), Refusal> {
        self.installation_secret(cx, CALLBACK_SECRET).map(|_| ())
    }

    /// The unguessable end of a plugin's callback address: nobody else can send us callbacks.
    pub(super) fn callback_token(&self, tx: &Reader<'_>, plugin: &str) -> Result<String, Refusal> {
        let secret = secret::kept(tx, CALLBACK_SECRET)?.ok_or_else(|| Refusal::Us("no callback secret".to_owned()))?;
        Ok(token::derived(&secret, plugin))
    }

    /// Whether a callback came to the plugin's own address.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for any other address.
    pub fn payment_callback_admit(&self, plugin: &str, token: &str) -> Result<(), Refusal> {
        let expected = self.store.read(|tx: &Reader<'_>| self.callback_token(tx, plugin))?;
        if token::same(&expected, token) { Ok(()) } else { Err(Refusal::NotFound) }
    }

    /// Store a callback before anything else happens to it. Returns its number.
    ///
    /// # Errors
    /// Only that the store could not be written: then it must not be acknowledged, and the provider repeats it.
    pub fn payment_callback_keep(&self, cx: &Cx<'_>, plugin: &str, raw: &proto::RawHttp) -> Result<u64, Refusal> {
        self.store.commit(|tx| {
            if CALLBACKS_WAITING_MAX <= tx.scan(CALLBACKS_WAITING, .., Take::First(CALLBACKS_WAITING_MAX))?.len() {
                return Err(Refusal::Us("the inbox of callbacks is full".to_owned()));
            }
            let number = tx.next_number("callbacks")?;
            let kept = CallbackKept { at: cx.now, plugin: plugin.to_owned(), raw: raw.clone(), seen: None };
            tx.insert_new(CALLBACKS, &number, &kept)?;
            tx.put(CALLBACKS_WAITING, &number, &())?;
            Ok(number)
        })
    }

    /// The stored callbacks that were not used yet, oldest first: a stop or a crash came between.
    ///
    /// # Errors
    /// Only that the store cannot be read.
    pub fn payment_callbacks_waiting(&self) -> Result<Vec<(u64, CallbackKept)>, Refusal> {
        self.store.read(|tx: &Reader<'_>| {
            let waiting = tx.scan(CALLBACKS_WAITING, .., Take::First(CALLBACKS_WAITING_MAX))?;
            let kept =
                waiting.into_iter().map(|(number, ())| Ok(tx.get(CALLBACKS, &number)?.map(|kept| (number, kept))));
            Ok(kept.collect::<Result<Vec<_>, StoreError>>()?.into_iter().flatten().collect())
        })
    }

    /// Its plugin cannot read a stored callback: it stays in the inbox for a person, and is not tried again.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn payment_callback_unreadable(&self, cx: &Cx<'_>, number: u64, fault: &str) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            tx.delete(CALLBACKS_WAITING, &number);
            Ok(audit(tx, cx, ("payment.callback_unreadable", &format!("callback:{number}")), fault)?)
        })
    }

    /// Use a stored callback: whatever it claims, the provider is asked. A repeated one does nothing; one about an order that is not
    /// ours stays in the inbox of orphans.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn payment_callback_use(
        &self,
        cx: &Cx<'_>,
        number: u64,
        plugin: &str,
        read: &proto::Callback,
    ) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            tx.delete(CALLBACKS_WAITING, &number);
            // What proves nothing must not make the provider's own word look repeated.
            let proven = read.authenticity != proto::Authenticity::None;
            let order_ref = read.order_ref.as_deref().unwrap_or_default();
            let key = read.replay_key.as_ref().filter(|_| proven);
            let key = key.map(|key| (plugin.to_owned(), format!("{order_ref}/{key}")));
            if let Some(key) = &key
                && tx.has(CALLBACKS_SEEN, key)?
            {
                return Ok(());
            }
            let ours = self.callback_follow(tx, cx, (number, plugin), read)?;
            if let (Some(key), true) = (&key, ours) {
                tx.put(CALLBACKS_SEEN, key, &number)?;
                if let Some(kept) = tx.get(CALLBACKS, &number)? {
                    tx.put(CALLBACKS, &number, &CallbackKept { seen: Some(key.clone()), ..kept })?;
                }
            }
            Ok(())
        })
    }

    /// Forget callbacks as they came, half a year after: what they caused stands in the evidence, without what a bank may tell beside.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn payment_callbacks_purge(&self, now: Timestamp) -> Result<(), Refusal> {
        let purge = |tx: &mut Writer<'_>| {
            let oldest = tx.scan(CALLBACKS, .., Take::First(CALLBACKS_PURGED))?;
            let old: Vec<_> = oldest.into_iter().take_while(|(_, kept)| kept.at + CALLBACKS_KEPT <= now).collect();
            for (number, kept) in &old {
                tx.delete(CALLBACKS, number);
                tx.delete(CALLBACKS_WAITING, number);
                if let Some(key) = &kept.seen {
                    tx.delete(CALLBACKS_SEEN, key);
                }
            }
            for (key, orphan) in tx.scan(ORPHANS, .., Take::First(ORPHANS_MAX))? {
                if orphan.at + CALLBACKS_KEPT <= now {
                    tx.delete(ORPHANS, &key);
                }
            }
            Ok::<_, Refusal>(old.len())
        };
        while self.store.commit(purge)? == CALLBACKS_PURGED {}
        Ok(())
    }

    /// Callbacks about orders we do not know. For [`Permission::MoneyRead`].
    ///
    /// # Errors
    /// Only staff may see them.
    pub fn payment_callbacks_orphaned(&self, cx: &Cx<'_>) -> Result<Vec<Orphan>, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::MoneyRead)?;
            Ok(tx.scan(ORPHANS, .., Take::First(ORPHANS_MAX))?.into_iter().map(|(_, orphan)| orphan).collect())
        })
    }

    /// Follow the callbacks whose order is known by now. Returns how many still wait: somebody should look at them.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn payment_callbacks_rematch(&self, cx: &Cx<'_>) -> Result<usize, Refusal> {
        let known = |tx: &Reader<'_>| {
            let orphans = tx.scan(ORPHANS, .., Take::First(ORPHANS_MAX))?;
            let mut known = Vec::new();
            for (key, orphan) in &orphans {
                if tx.has(tables::ORDER_REFS, &(key.0.clone(), key.1.clone()))? {
                    known.push((key.clone(), orphan.authenticity));
                }
            }
            Ok::<_, Refusal>((orphans.len(), known))
        };
        let (all, known) = self.store.read(known)?;
        for (key, authenticity) in &known {
            self.store.commit(|tx| {
                tx.delete(ORPHANS, key);
                let order = tx.get(tables::ORDER_REFS, &(key.0.clone(), key.1.clone()))?.ok_or(Refusal::NotFound)?;
                order_follow(tx, cx, order, json!({ "callback": key.2, "authenticity": authenticity }))
            })?;
        }
        Ok(all - known.len())
    }

    /// Whether it was about an order of ours.
    fn callback_follow(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        (number, plugin): (u64, &str),
        read: &proto::Callback,
    ) -> Result<bool, Refusal> {
        let order = match &read.order_ref {
            Some(order_ref) => tx.get(tables::ORDER_REFS, &(plugin.to_owned(), order_ref.clone()))?,
            None => None,
        };
        let Some(order) = order else {
            let order_ref = read.order_ref.clone().unwrap_or_default();
            let orphan = Orphan {
                number,
                plugin: plugin.to_owned(),
                order_ref: order_ref.clone(),
                at: cx.now,
                authenticity: read.authenticity,
            };
            tx.put(ORPHANS, &(plugin.to_owned(), order_ref, number), &orphan)?;
            audit(tx, cx, ("payment.callback_orphaned", &format!("callback:{number}")), plugin)?;
            return Ok(false);
        };
        let body = json!({ "callback": number, "authenticity": read.authenticity, "claims": read.observation });
        order_follow(tx, cx, order, body).map(|()| true)
    }
}

/// A callback about an order of ours: evidence, and a reason to ask.
fn order_follow(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    order: tables::OrderOf,
    body: serde_json::Value,
) -> Result<(), Refusal> {
    let mut loaded = load(tx, order.payment, order.attempt)?;
    let attempt = loaded.attempt().clone();
    evidence(tx, cx, &attempt, (EvidenceKind::Callback, body))?;
    // A forged callback costs one question, and not many forged ones many.
    query_paced(tx, cx, &mut loaded, schedule::FOLLOWED_EVERY_S)?;
    Ok(keep(tx, &loaded.payment)?)
}
