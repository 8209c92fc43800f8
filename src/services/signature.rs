//! Signing in by a digital signature: a fresh text to sign, and the account that the signer's number opens.
//!
//! An account is found by the number of the person (IIN) that a signature proved, never by an address. The text to sign names the portal
//! and the time, is bound to the browser by a mark that only we can make, and is used once; what was used is kept as a hash.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    Services,
    account::{broken, by_email, confirm_link_leave},
    audit, mail_leave,
    session::session_begin,
};
use crate::{
    crypto::{
        cms::{self, CmsFault, SignedBy},
        token::{LinkToken, SessionToken, derived, same},
    },
    domain::{
        account::{Account, AccountId, Role},
        context::{Actor, Cx},
        effect::Letter,
        id::Id,
        iin::Iin,
        lang::Lang,
        person::{EmailAddress, PersonName},
        refusal::{FieldFault, Message, Refusal},
        signature::{CHALLENGE_AGE, CHALLENGE_SKEW, PENDING_AGE, PendingProof, Proved, SignatureProof},
    },
    store::{Reader, Record, StoreError, Table, Take, Writer, tables},
};

/// The account that a person's number opens.
const PROOFS: Table<String, SignatureProof> = Table::new("signature_proofs");
/// The number that an account proved.
const PROOF_OF: Table<AccountId, Iin> = Table::new("signature_proof_of");
/// Challenges that were used, by the time they end and their hash.
const USED: Table<(Timestamp, tables::HashKey), ()> = Table::new("signature_challenges_used");
/// Who signed and has no account yet, by the hash of a token.
const PENDING: Table<tables::HashKey, PendingProof> = Table::new("signature_pending");
/// Records that are forgotten with one sign-in.
const FORGOTTEN_AT_ONCE: usize = 100;
/// Bytes of the longest challenge that is read; ours have about 200.
const CHALLENGE_BYTES_MAX: usize = 1_024;
/// The name of the secret behind the marks.
const SECRET: &str = "signature challenges";
/// The field of the form with the signature.
pub const SIGNATURE: &str = "signature";

impl Record for SignatureProof {
    const VERSION: u16 = 1;
}
impl Record for Iin {
    const VERSION: u16 = 1;
}
impl Record for PendingProof {
    const VERSION: u16 = 1;
}

/// The text to sign.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Challenge {
    /// For which portal.
    aud: String,
    /// 128 random bits.
    nonce: String,
    /// When it was made.
    iat: Timestamp,
    /// Our mark over the others and the browser.
    mark: String,
}

/// A signature as a browser sends it.
pub struct Presented {
    /// The signature: DER, PEM or base 64.
    pub signature: Vec<u8>,
    /// The text that was to be signed.
    pub challenge: String,
    /// What the browser is known by.
    pub bond: String,
    /// The address of the portal.
    pub audience: String,
}

/// What became of signing in.
pub enum Entered {
    /// The account is open: the token of the session, for the cookie and nowhere else.
    Session(String),
    /// Nobody has registered with this number yet.
    Stranger(Stranger),
}

/// Somebody who signed and may register now.
pub struct Stranger {
    /// Proves it, with the same browser, for [`PENDING_AGE`].
    pub token: String,
    /// The surname, if the certificate tells.
    pub surname: String,
    /// The given name, if the certificate tells.
    pub given: String,
    /// The patronymic, if the certificate tells.
    pub patronymic: String,
}

/// An account for somebody who signed.
pub struct SignedRegistration {
    /// From [`Stranger::token`].
    pub token: String,
    /// What the browser is known by.
    pub bond: String,
    /// The address for letters.
    pub email: EmailAddress,
    /// The name, as in the passport.
    pub name: PersonName,
    /// The language of letters.
    pub lang: Lang,
}

impl Services {
    /// A fresh text to sign, for this portal and this browser. Nothing is kept: its mark says that it is ours.
    ///
    /// # Errors
    /// The store could not be read or written.
    pub fn signature_challenge(&self, cx: &Cx<'_>, (bond, audience): (&str, &str)) -> Result<String, Refusal> {
        let nonce = BASE64URL_NOPAD.encode(&cx.random::<16>());
        let mut challenge = Challenge { aud: audience.to_owned(), nonce, iat: cx.now, mark: String::new() };
        challenge.mark = self.mark(cx, &challenge, bond)?;
        serde_json::to_string(&challenge).map_err(|fault| Refusal::Us(fault.to_string()))
    }

    /// Sign in by a signature (figure 1).
    ///
    /// # Errors
    /// [`Refusal::Fields`] with what is wrong with the signature or its text; [`Refusal::Denied`] while the account's address is unconfirmed.
    pub fn signature_sign_in(&self, cx: &Cx<'_>, presented: &Presented) -> Result<Entered, Refusal> {
        let (signer, spent) = self.signer(cx, presented)?;
        let proved = proved(&signer);
        let (session, link) = (SessionToken::mint(cx.chance), LinkToken::mint(cx.chance));
        let bond = self.bond_mark(cx, &presented.bond)?;
        self.store.commit(|tx| {
            spend(tx, cx, spent)?;
            let Some((mut proof, account)) = holder(tx, &proved)? else {
                let pending =
                    PendingProof { proved: proved.clone(), bond: bond.clone(), expires_at: cx.now + PENDING_AGE };
                tx.put(PENDING, &link.hash().to_bytes(), &pending)?;
                audit(tx, cx, ("account.signature_unknown", "account:unknown"), "")?;
                return Ok(Entered::Stranger(stranger(&signer, link.text())));
            };
            proof.proved = proved.clone();
            proof.used_at = cx.now;
            tx.put(PROOFS, &proved.iin.to_string(), &proof)?;
            session_begin(tx, cx, account.id, &session)?;
            let holder = cx.acting_as(Actor::Account(account.id));
            audit(tx, &holder, ("account.sign_in", &format!("account:{}", account.id)), "by signature")?;
            Ok::<_, Refusal>(Entered::Session(session.text()))
        })
    }

    /// Register somebody who has just signed. The address is confirmed by a letter; until then the signature opens nothing. As with
    /// passwords, the answer does not tell whether the address is known.
    ///
    /// # Errors
    /// [`Refusal::Denied`] when the proof is over, was used, or belongs to another browser.
    pub fn signature_register(&self, cx: &Cx<'_>, form: &SignedRegistration) -> Result<(), Refusal> {
        let over = || Refusal::denied("signature-pending-over");
        let key = LinkToken::parse(&form.token).ok_or_else(over)?.hash().to_bytes();
        let bond = self.bond_mark(cx, &form.bond)?;
        // Nobody knows this password: whoever wants one asks for a link to choose it.
        let unknown = Zeroizing::new(SessionToken::mint(cx.chance).text());
        let password_hash = self.hasher.hash(&unknown, cx.chance).map_err(broken)?;
        self.store.commit(|tx| {
            let pending = tx.get(PENDING, &key)?.ok_or_else(over)?;
            if pending.expires_at <= cx.now || !same(&pending.bond, &bond) {
                return Err(over());
            }
            if holder(tx, &pending.proved)?.is_some() {
                return Err(over());
            }
            tx.delete(PENDING, &key);
            if let Some(known) = by_email(tx, &form.email)? {
                audit(tx, cx, ("account.register_known", &format!("account:{}", known.id)), "by signature")?;
                if is_proved_by(tx, known.id, &pending.proved)? {
                    return confirm_link_leave(tx, cx, known.id);
                }
                let hour = cx.now.as_second() / 3_600;
                return mail_leave(tx, cx, known.id, Letter::AlreadyRegistered, &format!("known/{}/{hour}", known.id));
            }
            let account = Account {
                id: Id::mint(cx.now, cx.chance),
                email: form.email.clone(),
                email_confirmed_at: None,
                name: form.name.clone(),
                lang: form.lang,
                password_hash: password_hash.clone(),
                role: Role::Applicant,
                registered_at: cx.now,
            };
            tx.insert_new(tables::ACCOUNTS, &account.id, &account)?;
            tx.insert_new(tables::ACCOUNT_BY_EMAIL, &account.email.to_string(), &account.id)?;
            proof_put(tx, cx, account.id, &pending.proved)?;
            audit(tx, cx, ("account.register", &format!("account:{}", account.id)), "by signature")?;
            confirm_link_leave(tx, cx, account.id)
        })
    }

    /// Let a signature open the account of the signed-in person, too.
    ///
    /// # Errors
    /// As [`Self::signature_sign_in`]; [`Refusal::Fields`] when another account was proved with this number.
    pub fn signature_add(&self, cx: &Cx<'_>, presented: &Presented) -> Result<(), Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        let (signer, spent) = self.signer(cx, presented)?;
        let proved = proved(&signer);
        self.store.commit(|tx| {
            spend(tx, cx, spent)?;
            if holder(tx, &proved)?.is_some_and(|(_, other)| other.id != account) {
                return Err(Refusal::field(SIGNATURE, "signature-of-another"));
            }
            proof_put(tx, cx, account, &proved)?;
            audit(tx, cx, ("account.signature_add", &format!("account:{account}")), "")?;
            let key = format!("signature/{account}/{}", cx.now.as_millisecond());
            mail_leave(tx, cx, account, Letter::SignatureAdded { at: cx.now }, &key)
        })
    }

    /// The signature opens the account of the signed-in person no more.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] when nobody is signed in.
    pub fn signature_remove(&self, cx: &Cx<'_>) -> Result<(), Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.commit(|tx| {
            let Some(iin) = tx.get(PROOF_OF, &account)? else { return Ok(()) };
            tx.delete(PROOF_OF, &account);
            tx.delete(PROOFS, &iin.to_string());
            Ok(audit(tx, cx, ("account.signature_remove", &format!("account:{account}")), "")?)
        })
    }

    /// What the signed-in person proved by a signature.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] when nobody is signed in.
    pub fn signature_view(&self, cx: &Cx<'_>) -> Result<Option<SignatureProof>, Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.read(|tx: &Reader<'_>| match tx.get(PROOF_OF, &account)? {
            Some(iin) => Ok(tx.get(PROOFS, &iin.to_string())?),
            None => Ok(None),
        })
    }

    /// Who signed a text, by every rule of signing in: for the operator's question why somebody cannot.
    ///
    /// # Errors
    /// The store could not be read.
    pub fn signature_check(
        &self,
        (signature, text): (&[u8], &[u8]),
        at: Timestamp,
    ) -> Result<Result<SignedBy, CmsFault>, Refusal> {
        Ok(cms::verify(signature, text, &*self.trust()?, at))
    }

    /// Who signed, and the challenge that is spent with it. What fails is written down without a name.
    fn signer(&self, cx: &Cx<'_>, presented: &Presented) -> Result<(SignedBy, (Timestamp, tables::HashKey)), Refusal> {
        let fault = |message: Message| Refusal::Fields(vec![FieldFault { field: SIGNATURE, message }]);
        let ends_at = self.challenge_check(cx, presented).map_err(|key| fault(Message::new(key)))?;
        let spent = (ends_at, Sha256::digest(presented.challenge.as_bytes()).into());
        if self.store.read(|tx: &Reader<'_>| tx.has(USED, &spent))? {
            return Err(fault(Message::new("signature-replayed")));
        }
        let trust = self.trust()?;
        let verdict = cms::verify(&presented.signature, presented.challenge.as_bytes(), &trust, cx.now);
        match verdict {
            Ok(signer) => Ok((signer, spent)),
            Err(why) => {
                self.failure_note(cx, why)?;
                Err(fault(why.message()))
            }
        }
    }

    fn failure_note(&self, cx: &Cx<'_>, why: CmsFault) -> Result<(), Refusal> {
        self.store.commit(|tx| Ok(audit(tx, cx, ("account.signature_failed", "account:unknown"), why.name())?))
    }

    /// Until when the text is good, if it is ours, for this portal and this browser, and not over.
    fn challenge_check(&self, cx: &Cx<'_>, presented: &Presented) -> Result<Timestamp, &'static str> {
        const FOREIGN: &str = "signature-foreign-challenge";
        if CHALLENGE_BYTES_MAX < presented.challenge.len() {
            return Err(FOREIGN);
        }
        let challenge: Challenge = serde_json::from_str(&presented.challenge).map_err(|_| FOREIGN)?;
        let mark = self.mark(cx, &challenge, &presented.bond).map_err(|_| FOREIGN)?;
        if challenge.aud != presented.audience || !same(&mark, &challenge.mark) {
            return Err(FOREIGN);
        }
        let ends_at = challenge.iat + CHALLENGE_AGE;
        if ends_at <= cx.now || cx.now + CHALLENGE_SKEW < challenge.iat {
            return Err("signature-challenge-over");
        }
        Ok(ends_at)
    }

    fn mark(&self, cx: &Cx<'_>, challenge: &Challenge, bond: &str) -> Result<String, Refusal> {
        // A line for each: none of them can hold the end of one.
        let name = [&challenge.aud, &challenge.nonce, &challenge.iat.to_string(), bond].join("\n");
        Ok(derived(&self.installation_secret(cx, SECRET)?, &name))
    }

    fn bond_mark(&self, cx: &Cx<'_>, bond: &str) -> Result<String, Refusal> {
        Ok(derived(&self.installation_secret(cx, SECRET)?, &format!("pending\n{bond}")))
    }
}

fn proved(signer: &SignedBy) -> Proved {
    Proved { iin: signer.iin.clone(), bin: signer.bin.clone(), valid_until: signer.valid_until }
}

fn stranger(signer: &SignedBy, token: String) -> Stranger {
    let text = |part: Option<&String>| part.cloned().unwrap_or_default();
    let surname = text(signer.surname.as_ref());
    let given = signer.given().unwrap_or_default();
    Stranger { token, surname, given, patronymic: text(signer.patronymic.as_ref()) }
}

/// The account that a number opens. One whose address was never confirmed opens nothing: it may have been mistyped.
fn holder(tx: &Reader<'_>, proved: &Proved) -> Result<Option<(SignatureProof, Account)>, StoreError> {
    let Some(proof) = tx.get(PROOFS, &proved.iin.to_string())? else { return Ok(None) };
    let account = tx.get(tables::ACCOUNTS, &proof.account)?.filter(|account| account.email_confirmed_at.is_some());
    Ok(account.map(|account| (proof, account)))
}

fn is_proved_by(tx: &Reader<'_>, account: AccountId, proved: &Proved) -> Result<bool, StoreError> {
    Ok(tx.get(PROOF_OF, &account)?.is_some_and(|iin| iin == proved.iin))
}

/// One number, one account; one account, one number.
fn proof_put(tx: &mut Writer<'_>, cx: &Cx<'_>, account: AccountId, proved: &Proved) -> Result<(), StoreError> {
    let iin = proved.iin.to_string();
    if let Some(before) = tx.get(PROOF_OF, &account)?.filter(|before| *before != proved.iin) {
        tx.delete(PROOFS, &before.to_string());
    }
    if let Some(other) = tx.get(PROOFS, &iin)?.filter(|other| other.account != account) {
        tx.delete(PROOF_OF, &other.account);
    }
    let proof = SignatureProof { account, proved: proved.clone(), added_at: cx.now, used_at: cx.now };
    tx.put(PROOFS, &iin, &proof)?;
    tx.put(PROOF_OF, &account, &proved.iin)
}

/// Forget a signature from before the account's address was confirmed: whoever signed then may not be who holds the address now, and
/// the holder of the address has just said, by a mailed link, that the account is theirs.
pub(super) fn proof_from_before_drop(tx: &mut Writer<'_>, id: AccountId) -> Result<(), StoreError> {
    let Some(iin) = tx.get(PROOF_OF, &id)? else { return Ok(()) };
    let added_at = tx.get(PROOFS, &iin.to_string())?.map(|proof| proof.added_at);
    let confirmed_at = tx.get(tables::ACCOUNTS, &id)?.and_then(|account| account.email_confirmed_at);
    if confirmed_at.is_none_or(|confirmed| added_at.is_none_or(|added| added <= confirmed)) {
        tx.delete(PROOF_OF, &id);
        tx.delete(PROOFS, &iin.to_string());
    }
    Ok(())
}

/// The account that proved a number by a signature. One whose address was never confirmed opens nothing.
pub(super) fn holder_of_iin(tx: &Reader<'_>, iin: &Iin) -> Result<Option<Account>, StoreError> {
    let Some(proof) = tx.get(PROOFS, &iin.to_string())? else { return Ok(None) };
    Ok(tx.get(tables::ACCOUNTS, &proof.account)?.filter(|account| account.email_confirmed_at.is_some()))
}

/// What an account proved by a signature.
pub(super) fn proof_held(tx: &Reader<'_>, id: AccountId) -> Result<Option<SignatureProof>, StoreError> {
    match tx.get(PROOF_OF, &id)? {
        Some(iin) => tx.get(PROOFS, &iin.to_string()),
        None => Ok(None),
    }
}

/// A signature opens the account no more.
pub(super) fn proof_drop(tx: &mut Writer<'_>, id: AccountId) -> Result<(), StoreError> {
    if let Some(iin) = tx.get(PROOF_OF, &id)? {
        tx.delete(PROOF_OF, &id);
        tx.delete(PROOFS, &iin.to_string());
    }
    Ok(())
}

/// Use a challenge up, and forget what was used or left long ago.
fn spend(tx: &mut Writer<'_>, cx: &Cx<'_>, spent: (Timestamp, tables::HashKey)) -> Result<(), Refusal> {
    for (key, ()) in tx.scan(USED, .., Take::First(FORGOTTEN_AT_ONCE))? {
        if key.0 < cx.now {
            tx.delete(USED, &key);
        }
    }
    for (key, pending) in tx.scan(PENDING, .., Take::First(FORGOTTEN_AT_ONCE))? {
        if pending.expires_at < cx.now {
            tx.delete(PENDING, &key);
        }
    }
    if tx.has(USED, &spent)? {
        return Err(Refusal::field(SIGNATURE, "signature-replayed"));
    }
    Ok(tx.put(USED, &spent, &())?)
}
