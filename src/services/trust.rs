//! Whom this installation trusts to say who people are: roots, authorities, lists of revoked certificates, answers about single ones.
//!
//! They are brought in as files ("evisa trust import"), so a room without a network has them too.

use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::HEXLOWER;

use super::{Services, audit};
use crate::{
    crypto::cms::{Anchor, AnchorKind, Trust},
    domain::{
        context::Cx,
        refusal::{Message, Refusal},
    },
    store::{Blob, Reader, Table, Take},
};

/// Things to trust, in DER, by the SHA-256 of their bytes in hexadecimal digits.
const TRUST: Table<String, Blob> = Table::new("trust");
/// Counts the changes of that table.
const CHANGES: &str = "trust changes";
/// Things that are trusted at once: a country has a dozen of authorities, each with one list.
const TRUST_MAX: usize = 500;

/// What was read last, and after how many changes: lists of revoked certificates are long.
pub type TrustKept = Arc<Mutex<Option<(u64, Arc<Trust>)>>>;

/// One thing that is trusted.
#[derive(Clone)]
pub struct Trusted {
    /// Its name: SHA-256 in hexadecimal digits.
    pub fingerprint: String,
    /// What it is.
    pub anchor: Anchor,
}

impl Services {
    /// Trust these too. A new list takes the place of the old one of the same authority.
    ///
    /// # Errors
    /// [`Refusal::Denied`] for a list of nobody who is trusted, or one that is older than the one that is kept.
    pub fn trust_import(&self, cx: &Cx<'_>, anchors: &[Anchor]) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            for anchor in anchors {
                let kept = all(tx)?;
                if anchor.kind == AnchorKind::List {
                    let mut known = self.nobody();
                    kept.iter().map(|one| &one.anchor).chain(anchors).for_each(|one| known.add(one));
                    if !known.believes(anchor) {
                        return Err(Refusal::Denied(Message::new("trust-list-unknown").with("name", &anchor.name)));
                    }
                    if kept.iter().any(|one| anchor.is_older_than(&one.anchor)) {
                        return Err(Refusal::Denied(Message::new("trust-list-old").with("name", &anchor.name)));
                    }
                    for old in kept.iter().filter(|one| one.anchor.is_older_than(anchor)) {
                        tx.delete(TRUST, &old.fingerprint);
                    }
                }
                let fingerprint = HEXLOWER.encode(&anchor.fingerprint());
                tx.put(TRUST, &fingerprint, &Blob(anchor.der.clone()))?;
                audit(tx, cx, ("trust.import", &format!("trust:{fingerprint}")), &anchor.name)?;
            }
            tx.next_number(CHANGES)?;
            Ok(())
        })
    }

    /// Everything that is trusted: roots first.
    ///
    /// # Errors
    /// The store could not be read, or something in it is damaged.
    pub fn trust_list(&self) -> Result<Vec<Trusted>, Refusal> {
        let mut found = self.store.read(|tx: &Reader<'_>| all(tx))?;
        found.sort_by(|one, other| (one.anchor.kind, &one.anchor.name).cmp(&(other.anchor.kind, &other.anchor.name)));
        Ok(found)
    }

    /// Trust this no more. `fingerprint` may be cut short as long as it names one thing.
    ///
    /// # Errors
    /// [`Refusal::Denied`] where it names nothing, or several.
    pub fn trust_remove(&self, cx: &Cx<'_>, fingerprint: &str) -> Result<Trusted, Refusal> {
        self.store.commit(|tx| {
            let mut named = all(tx)?.into_iter().filter(|one| one.fingerprint.starts_with(fingerprint));
            let (Some(one), None) = (named.next(), named.next()) else {
                return Err(Refusal::denied("trust-not-one"));
            };
            tx.delete(TRUST, &one.fingerprint);
            tx.next_number(CHANGES)?;
            audit(tx, cx, ("trust.remove", &format!("trust:{}", one.fingerprint)), &one.anchor.name)?;
            Ok(one)
        })
    }

    /// Whether anybody is trusted: without a root nobody can sign in by signature.
    ///
    /// # Errors
    /// As [`Self::trust_list`].
    pub fn signature_ready(&self) -> Result<bool, Refusal> {
        Ok(!self.trust()?.is_empty())
    }

    /// Whom this installation trusts now.
    pub(super) fn trust(&self) -> Result<Arc<Trust>, Refusal> {
        let changes = self.store.read(|tx: &Reader<'_>| tx.number(CHANGES))?;
        let kept = self.trust_kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, trust)) = kept.filter(|(then, _)| *then == changes) {
            return Ok(trust);
        }
        let (changes, all) = self.store.read(|tx: &Reader<'_>| Ok::<_, Refusal>((tx.number(CHANGES)?, all(tx)?)))?;
        let mut trust = self.nobody();
        all.iter().for_each(|one| trust.add(&one.anchor));
        let trust = Arc::new(trust);
        *self.trust_kept.lock().unwrap_or_else(PoisonError::into_inner) = Some((changes, Arc::clone(&trust)));
        Ok(trust)
    }

    fn nobody(&self) -> Trust {
        Trust::new(self.policy.revocation, self.policy.strictness)
    }
}

fn all(tx: &Reader<'_>) -> Result<Vec<Trusted>, Refusal> {
    let kept = tx.scan(TRUST, .., Take::First(TRUST_MAX))?;
    let read = |(fingerprint, bytes): (String, Blob)| {
        let anchor = Anchor::read(&bytes.0).map_err(|fault| Refusal::Us(format!("table trust: {fault}")))?;
        Ok(Trusted { fingerprint, anchor })
    };
    kept.into_iter().map(read).collect()
}
