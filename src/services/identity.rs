//! Signing in through an identity provider: who went there, who came back, and the account that the proved person opens.
//!
//! An account is found by issuer and subject, or by the number of the person (IIN) that a signature proved before; never by an address.

use super::{Services, audit, session::session_begin, signature::holder_of_iin};
use crate::{
    crypto::token::{SessionToken, Token, derived, same},
    domain::{
        account::{Account, AccountId},
        context::{Actor, Cx},
        identity::{IDENTITY_AWAY, IdentityPending, IdentityProof, ProvedIdentity},
        lang::Lang,
        refusal::Refusal,
    },
    store::{Reader, Record, StoreError, Table, Take, Writer, tables},
};
use sha2::{Digest, Sha256};

/// People at the provider, by the hash of the `state` they bring back.
const PENDING: Table<tables::HashKey, IdentityPending> = Table::new("identity_pending");
/// The account that a person at a provider opens, by the hash of issuer and subject.
const PROOFS: Table<tables::HashKey, IdentityProof> = Table::new("identity_proofs");
/// The persons that an account is connected to.
const PROOFS_OF: Table<(AccountId, tables::HashKey), ()> = Table::new("identity_proofs_of");
/// Connections of one account; nobody has more providers.
const PROOFS_MAX: usize = 20;
/// The name of the secret behind the marks of browsers.
const SECRET: &str = "identity providers";

/// A `state`: 256 bits.
type State = Token<32>;

impl Record for IdentityPending {
    const VERSION: u16 = 1;
}
impl Record for IdentityProof {
    const VERSION: u16 = 1;
}

/// What goes with a browser to the provider.
pub struct Away {
    /// Comes back in the address.
    pub state: String,
    /// Comes back in the signed answer.
    pub nonce: String,
    /// The secret behind the PKCE challenge.
    pub verifier: String,
    /// What the browser is known by.
    pub bond: String,
    /// The language to go on in.
    pub lang: Lang,
    /// Where to go on after logging in.
    pub next: Option<String>,
}

impl Services {
    /// Remember somebody who goes to the provider. Signed in, they connect their account; otherwise they log in.
    ///
    /// # Errors
    /// The store could not be written.
    pub fn identity_leave(&self, cx: &Cx<'_>, away: &Away) -> Result<(), Refusal> {
        let bond = self.identity_bond(cx, &away.bond)?;
        let key = state_key(&away.state).ok_or_else(|| Refusal::Us("a state of our own cannot be read".to_owned()))?;
        self.store.commit(|tx| {
            let pending = IdentityPending {
                bond: bond.clone(),
                nonce: away.nonce.clone(),
                verifier: away.verifier.clone(),
                lang: away.lang,
                account: cx.actor.account(),
                next: away.next.clone(),
                expires_at: cx.now + IDENTITY_AWAY,
            };
            Ok(tx.put(PENDING, &key, &pending)?)
        })
    }

    /// Somebody comes back: what was remembered, once. Another browser gets nothing and uses nothing up.
    ///
    /// # Errors
    /// [`Refusal::Denied`] for a `state` that is not ours, is over, was used, or left with another browser or account.
    pub fn identity_return(&self, cx: &Cx<'_>, (state, bond): (&str, &str)) -> Result<IdentityPending, Refusal> {
        let foreign = || Refusal::denied("egov-state");
        let bond = self.identity_bond(cx, bond)?;
        let key = state_key(state).ok_or_else(foreign)?;
        self.store
            .commit(|tx| {
                let pending =
                    tx.get(PENDING, &key)?.filter(|pending| same(&pending.bond, &bond)).ok_or_else(foreign)?;
                tx.delete(PENDING, &key);
                if pending.expires_at <= cx.now || pending.account != cx.actor.account() {
                    return Ok(None);
                }
                Ok::<_, Refusal>(Some(pending))
            })?
            .ok_or_else(foreign)
    }

    /// Sign in the proved person. Returns the token of the session, for the cookie and nowhere else.
    ///
    /// # Errors
    /// [`Refusal::Denied`] where nobody is connected to this person, and for staff.
    pub fn identity_sign_in(&self, cx: &Cx<'_>, proved: &ProvedIdentity) -> Result<String, Refusal> {
        let session = SessionToken::mint(cx.chance);
        let key = proof_key(proved);
        let answer = self.store.commit(|tx| {
            let Some(account) = account_of(tx, &key, proved)? else {
                audit(tx, cx, ("account.identity_unknown", "account:unknown"), "")?;
                return Ok(Err(Refusal::denied("egov-stranger")));
            };
            if account.role.is_staff() {
                audit(
                    tx,
                    cx,
                    ("account.sign_in_failed", &format!("account:{}", account.id)),
                    "staff by identity provider",
                )?;
                return Ok(Err(Refusal::denied("egov-staff")));
            }
            proof_put(tx, cx, (account.id, key))?;
            session_begin(tx, cx, account.id, &session)?;
            let holder = cx.acting_as(Actor::Account(account.id));
            audit(tx, &holder, ("account.sign_in", &format!("account:{}", account.id)), "by identity provider")?;
            Ok::<_, Refusal>(Ok(()))
        })?;
        answer.map(|()| session.text())
    }

    /// Let the proved person open the account of the signed-in person, too.
    ///
    /// # Errors
    /// [`Refusal::Denied`] when this person opens another account; [`Refusal::SignIn`] when nobody is signed in.
    pub fn identity_add(&self, cx: &Cx<'_>, proved: &ProvedIdentity) -> Result<(), Refusal> {
        let id = cx.actor.account().ok_or(Refusal::SignIn)?;
        let key = proof_key(proved);
        self.store.commit(|tx| {
            if account_of(tx, &key, proved)?.is_some_and(|other| other.id != id) {
                return Err(Refusal::denied("egov-of-another"));
            }
            proof_put(tx, cx, (id, key))?;
            Ok(audit(tx, cx, ("account.identity_add", &format!("account:{id}")), "")?)
        })
    }

    /// No person at a provider opens the account of the signed-in person any more.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] when nobody is signed in.
    pub fn identity_remove(&self, cx: &Cx<'_>) -> Result<(), Refusal> {
        let id = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.commit(|tx| {
            identities_drop(tx, id)?;
            Ok(audit(tx, cx, ("account.identity_remove", &format!("account:{id}")), "")?)
        })
    }

    /// The connections of the signed-in person.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] when nobody is signed in.
    pub fn identity_view(&self, cx: &Cx<'_>) -> Result<Vec<IdentityProof>, Refusal> {
        let id = cx.actor.account().ok_or(Refusal::SignIn)?;
        Ok(self.store.read(|tx: &Reader<'_>| identities_held(tx, id))?)
    }

    fn identity_bond(&self, cx: &Cx<'_>, bond: &str) -> Result<String, Refusal> {
        Ok(derived(&self.installation_secret(cx, SECRET)?, bond))
    }
}

/// What an account is connected to.
pub(super) fn identities_held(tx: &Reader<'_>, id: AccountId) -> Result<Vec<IdentityProof>, StoreError> {
    let mut held = Vec::new();
    for ((_, key), ()) in tx.prefix(PROOFS_OF, &id, Take::First(PROOFS_MAX))? {
        held.extend(tx.get(PROOFS, &key)?);
    }
    Ok(held)
}

/// Disconnect an account from everybody.
pub(super) fn identities_drop(tx: &mut Writer<'_>, id: AccountId) -> Result<(), StoreError> {
    for ((_, key), ()) in tx.prefix(PROOFS_OF, &id, Take::First(PROOFS_MAX))? {
        tx.delete(PROOFS, &key);
        tx.delete(PROOFS_OF, &(id, key));
    }
    Ok(())
}

/// Forget those who never came back. Returns how many.
pub(super) fn pending_sweep(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    from: tables::HashKey,
    limit: usize,
) -> Result<usize, StoreError> {
    let over: Vec<_> = tx.scan(PENDING, from.., Take::First(limit))?;
    let over: Vec<_> = over.into_iter().filter(|(_, pending)| pending.expires_at < cx.now).collect();
    for (key, _) in &over {
        tx.delete(PENDING, key);
    }
    Ok(over.len())
}

fn state_key(state: &str) -> Option<tables::HashKey> {
    State::parse(state).map(|state| state.hash().to_bytes())
}

/// Issuer and subject as one key; a line between them, and neither of them has one.
fn proof_key(proved: &ProvedIdentity) -> tables::HashKey {
    let issuer = Sha256::digest(proved.issuer.as_bytes());
    Sha256::new().chain_update(issuer).chain_update(proved.subject.as_bytes()).finalize().into()
}

/// The account of the person: connected to it, or proved by a signature with the same number.
fn account_of(tx: &Reader<'_>, key: &tables::HashKey, proved: &ProvedIdentity) -> Result<Option<Account>, StoreError> {
    if let Some(proof) = tx.get(PROOFS, key)? {
        return tx.get(tables::ACCOUNTS, &proof.account);
    }
    proved.iin.as_ref().map_or(Ok(None), |iin| holder_of_iin(tx, iin))
}

fn proof_put(tx: &mut Writer<'_>, cx: &Cx<'_>, (account, key): (AccountId, tables::HashKey)) -> Result<(), StoreError> {
    let added_at = tx.get(PROOFS, &key)?.map_or(cx.now, |proof| proof.added_at);
    tx.put(PROOFS, &key, &IdentityProof { account, added_at, used_at: cx.now })?;
    tx.put(PROOFS_OF, &(account, key), &())
}
