//! Commands and read models: one public function checks access, loads, lets the domain decide, and commits in one transaction.
//!
//! Services never call out: what has to happen outside is left in the outbox beside the fact that caused it.

pub mod account;
pub mod account_email;
pub mod api_key;
pub mod application;
pub mod audit_log;
pub mod border_list;
pub mod identity;
pub mod invitation;
pub mod old_account;
pub mod outbox;
pub mod payment;
pub mod people;
mod permission;
pub mod privacy;
pub mod rate;
pub mod second;
pub mod secret;
pub mod session;
pub mod signature;
pub mod staff;
pub mod trust;
pub mod verify;
pub mod verify_seal;
pub mod visa;
pub mod visa_life;
mod visa_seal;

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    sync::{Arc, LazyLock},
};

use jiff::Timestamp;

use crate::{
    crypto::{
        cms::Revocation,
        keys::KeyRing,
        password::{self, Hasher},
    },
    domain::{
        account::AccountId,
        application::Decision,
        audit::AuditLine,
        category::Category,
        context::{Cx, FixedChance},
        effect::{Effect, Letter},
        iin::Strictness,
        profile::{PROFILE_DEFAULT, Profile},
        refusal::Refusal,
        staff::SecondFactorRule,
    },
    store::{
        Store, StoreError, Writer,
        outbox::{Delivery, Entry},
        tables,
    },
};

/// How this installation decides what the manual leaves open.
#[derive(Clone)]
pub struct Policy {
    /// Who decides after the fee is paid, by category.
    pub decision: BTreeMap<Category, Decision>,
    /// Fees, stays, entry points, nationalities, passport rules.
    pub profile: &'static Profile,
    /// Whether the National CA's test identities are accepted.
    pub strictness: Strictness,
    /// Days after which an exchange rate is too old to pay at.
    pub rate_age_days_max: i32,
    /// Whether a signature needs to be known not to be revoked.
    pub revocation: Revocation,
    /// Whether staff must show a second thing besides their password.
    pub second_factor: SecondFactorRule,
}

impl Policy {
    /// Who decides on a category.
    #[must_use]
    pub fn decision(&self, category: Category) -> Decision {
        self.decision.get(&category).copied().unwrap_or(Decision::Auto)
    }
}

/// Everything a command works with. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// Where facts are kept.
    pub store: Store,
    /// Hashes passwords, as many at once as there are cores.
    pub hasher: Arc<Hasher>,
    /// What this installation decided.
    pub policy: Arc<Policy>,
    /// What was read last of whom it trusts: a memory, empty at first.
    pub trust_kept: trust::TrustKept,
    /// The keys that seal and sign; none in a command that needs no passphrase: what it grants is sealed by the portal within a minute.
    pub keys: Option<Arc<KeyRing>>,
}

impl Services {
    /// The services over an open store.
    #[must_use]
    pub fn new(store: Store, hasher: Hasher, policy: Policy) -> Self {
        Self { store, hasher: Arc::new(hasher), policy: Arc::new(policy), keys: None, trust_kept: Arc::default() }
    }

    /// A house in memory with the default policy, cheap password hashes and keys that everybody knows: for tests and simulation, never for
    /// people.
    #[must_use]
    pub fn in_memory() -> Self {
        let cheap = password::Settings { memory_kib: 64, passes: 1, lanes: 1 };
        let hasher =
            Hasher::new(cheap, NonZeroUsize::MIN, &FixedChance(7)).expect("the costs are within Argon2's bounds");
        let profile = Profile::named(PROFILE_DEFAULT).expect("the default profile is embedded");
        let policy = Policy {
            decision: BTreeMap::new(),
            profile,
            strictness: Strictness::Demonstration,
            rate_age_days_max: 10,
            revocation: Revocation::Required,
            second_factor: SecondFactorRule::Demonstration,
        };
        Self { keys: Some(trial_keys()), ..Self::new(Store::in_memory(), hasher, policy) }
    }
}

/// The keys of houses in memory, made once: making them costs more than a test.
fn trial_keys() -> Arc<KeyRing> {
    static KEYS: LazyLock<Arc<KeyRing>> = LazyLock::new(|| Arc::new(KeyRing::for_tests()));
    Arc::clone(&KEYS)
}

/// Write one line of the audit log: the act and the record it was done to, and why or how.
pub(crate) fn audit(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    (act, record): (&str, &str),
    note: &str,
) -> Result<(), StoreError> {
    let line = AuditLine {
        at: cx.now,
        actor: cx.actor,
        place: cx.place(),
        act: act.to_owned(),
        record: record.to_owned(),
        note: note.to_owned(),
    };
    tx.audit(&line).map(|_| ())
}

/// Leave an effect in the outbox, due at `due_at`. One `key`, one effect, however often it is left.
pub(crate) fn effect_leave(
    tx: &mut Writer<'_>,
    key: &str,
    due_at: Timestamp,
    effect: Effect,
) -> Result<(), StoreError> {
    let delivery = if effect.at_most_once() { Delivery::AtMostOnce } else { Delivery::AtLeastOnce };
    tx.effect_add(key, &Entry::new(effect, due_at, delivery)).map(|_| ())
}

/// Leave a letter to an account's holder, in the holder's language. One `key`, one letter, however often it is left.
pub(crate) fn mail_leave(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    account: AccountId,
    letter: Letter,
    key: &str,
) -> Result<(), Refusal> {
    let account = tx.get(tables::ACCOUNTS, &account)?.ok_or(Refusal::NotFound)?;
    if account.is_erased() {
        return Ok(());
    }
    let effect = Effect::Mail { to: account.email, lang: account.lang, name: account.name, letter };
    Ok(effect_leave(tx, &format!("mail/{key}"), cx.now, effect)?)
}
