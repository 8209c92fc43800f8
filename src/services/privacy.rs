//! A person's own facts: everything that is held, handed over; what no law keeps, erased; what is over, swept away.
//!
//! Which class of facts is kept, why and how long stands in `docs/privacy.md`.

use serde_json::{Value, json};

use super::{
    Services,
    account::{link, sessions_end},
    account_email::changes_drop,
    application::{all_of, withdraw},
    audit, effect_leave,
    identity::{identities_drop, identities_held, pending_sweep},
    mail_leave,
    signature::{proof_drop, proof_held},
};
use crate::{
    crypto::token::LinkToken,
    domain::{
        account::{Account, AccountId},
        application::{Application, ApplicationId, ApplicationState},
        context::{Actor, Cx},
        effect::{Effect, Letter},
        payment::Payment,
        refusal::Refusal,
        session::{ERASE_LINK_AGE, LinkPurpose, MailedLink},
    },
    store::{Reader, StoreError, Take, Writer, tables},
};

/// Lines of the log about one account or application that an export carries, the newest.
const LINES_MAX: usize = 5_000;
/// Sessions and links that are looked at in one sweep; each sweep begins somewhere else.
const SWEPT_MAX: usize = 500;
/// A used link is kept this long after its end, so that using it again is answered in words.
const LINK_KEPT: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 7);
/// What only the program needs to talk to a provider; it says nothing about the person.
const MACHINERY: [&str; 5] = ["plugin_state", "nonce", "flight", "caps", "errand"];

/// Everything that is held about a person.
#[derive(Debug)]
pub struct Held {
    /// The facts by the name of their file.
    pub files: Vec<(&'static str, Value)>,
    /// Applications that have documents, perhaps.
    pub papers: Vec<ApplicationId>,
}

impl Services {
    /// Everything that is held about the signed-in person.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] when nobody is signed in.
    pub fn privacy_export(&self, cx: &Cx<'_>) -> Result<Held, Refusal> {
        let id = cx.actor.account().ok_or(Refusal::SignIn)?;
        let held = self.store.read(|tx: &Reader<'_>| {
            let account = tx.get(tables::ACCOUNTS, &id)?.ok_or(Refusal::SignIn)?;
            let applications = all_of(tx, id)?;
            let (mut payments, mut visas, mut log) = (Vec::new(), Vec::new(), lines(tx, &format!("account:{id}"))?);
            for application in &applications {
                log.extend(lines(tx, &format!("application:{}", application.id))?);
                if let Some(payment) =
                    application.payment.map(|id| tx.get(tables::PAYMENTS, &id)).transpose()?.flatten()
                {
                    log.extend(lines(tx, &format!("payment:{}", payment.id))?);
                    payments.push(without_machinery(shown(&payment)?));
                }
                if let Some(visa) = application.visa.map(|id| tx.get(tables::VISAS, &id)).transpose()?.flatten() {
                    log.extend(lines(tx, &format!("visa:{}", visa.id))?);
                    visas.push(shown(&visa)?);
                }
            }
            let mut sessions = Vec::new();
            for ((_, key), ()) in tx.prefix(tables::SESSIONS_OF, &id, Take::First(100))? {
                sessions.extend(tx.get(tables::SESSIONS, &key)?.as_ref().map(shown).transpose()?);
            }
            let signature = proof_held(tx, id)?.as_ref().map(shown).transpose()?;
            let papers = applications.iter().filter(|one| one.fee_paid_at.is_some()).map(|one| one.id).collect();
            let files = vec![
                ("account.json", json!({ "account": account_shown(&account)?, "signature": signature, "providers": shown(&identities_held(tx, id)?)? })),
                ("sessions.json", Value::Array(sessions)),
                ("applications.json", shown(&applications)?),
                ("payments.json", Value::Array(payments)),
                ("visas.json", Value::Array(visas)),
                ("log.json", Value::Array(log)),
            ];
            Ok::<_, Refusal>(Held { files, papers })
        })?;
        self.store.commit(|tx| Ok::<_, Refusal>(audit(tx, cx, ("account.export", &format!("account:{id}")), "")?))?;
        Ok(held)
    }

    /// Ask to be forgotten: a letter with the last word is sent.
    ///
    /// # Errors
    /// [`Refusal::Denied`] for staff, while a decision is due, and while a payment is under way.
    pub fn account_erase_ask(&self, cx: &Cx<'_>) -> Result<(), Refusal> {
        let id = cx.actor.account().ok_or(Refusal::SignIn)?;
        let token = LinkToken::mint(cx.chance);
        self.store.commit(|tx| {
            let account = erasable(tx, cx, id)?;
            let mailed = MailedLink {
                account: id,
                purpose: LinkPurpose::EraseAccount,
                expires_at: cx.now + ERASE_LINK_AGE,
                used_at: None,
                sent_to: Some(account.email),
            };
            tx.put(tables::MAILED_LINKS, &token.hash().to_bytes(), &mailed)?;
            audit(tx, cx, ("account.erase_ask", &format!("account:{id}")), "")?;
            let key = format!("erase/{id}/{}", cx.now.as_second() / 60);
            mail_leave(tx, cx, id, Letter::EraseConfirm { token: token.text() }, &key)
        })
    }

    /// Erase an account by the mailed link: sign-in, name, address, sessions and links go; applications without a payment too. What was
    /// decided or paid stays, as the law asks (`docs/privacy.md`).
    ///
    /// # Errors
    /// As [`Self::account_erase_ask`]; [`Refusal::Denied`] for a dead link.
    pub fn account_erase(&self, cx: &Cx<'_>, token: &str) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let (key, mailed) = link(tx, token, LinkPurpose::EraseAccount)?;
            if !mailed.usable_at(cx.now) {
                return Err(Refusal::denied("account-link-dead"));
            }
            let id = mailed.account;
            let holder = cx.acting_as(Actor::Account(id));
            let account = erasable(tx, &holder, id)?;
            for application in all_of(tx, id)? {
                application_erase(tx, &holder, application)?;
            }
            sessions_end(tx, id)?;
            proof_drop(tx, id)?;
            identities_drop(tx, id)?;
            changes_drop(tx, id)?;
            tx.delete(tables::MAILED_LINKS, &key);
            tx.delete(tables::ACCOUNT_BY_EMAIL, &account.email.to_string());
            // The last letter, to an address that is not kept here any longer than the letter.
            let letter = Effect::Mail {
                to: account.email.clone(),
                lang: account.lang,
                name: account.name.clone(),
                letter: Letter::Erased { at: cx.now },
            };
            effect_leave(tx, &format!("mail/erased/{id}"), cx.now, letter)?;
            tx.put(tables::ACCOUNTS, &id, &account.erased())?;
            Ok(audit(tx, &holder, ("account.erase", &format!("account:{id}")), "")?)
        })
    }

    /// Forget sessions and links that are over, some at a time.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn privacy_sweep(&self, cx: &Cx<'_>) -> Result<usize, Refusal> {
        let from: tables::HashKey = cx.random();
        self.store.commit(|tx| {
            let mut swept = 0;
            for (key, session) in tx.scan(tables::SESSIONS, from.., Take::First(SWEPT_MAX))? {
                if !session.open_at(cx.now) {
                    super::session::session_drop(tx, session.account, key);
                    swept += 1;
                }
            }
            for (key, mailed) in tx.scan(tables::MAILED_LINKS, from.., Take::First(SWEPT_MAX))? {
                if mailed.expires_at + LINK_KEPT < cx.now {
                    tx.delete(tables::MAILED_LINKS, &key);
                    swept += 1;
                }
            }
            swept += pending_sweep(tx, cx, from, SWEPT_MAX)?;
            Ok(swept + super::account_email::changes_sweep(tx, cx, from, SWEPT_MAX)?)
        })
    }
}

/// The account, if it may be erased now.
fn erasable(tx: &Reader<'_>, cx: &Cx<'_>, id: AccountId) -> Result<Account, Refusal> {
    let account = tx.get(tables::ACCOUNTS, &id)?.filter(|one| !one.is_erased()).ok_or(Refusal::SignIn)?;
    if account.role.is_staff() {
        return Err(Refusal::denied("erase-staff"));
    }
    for application in all_of(tx, id)? {
        if application.state == ApplicationState::InReview {
            return Err(Refusal::denied("erase-in-review"));
        }
        let payment = application.payment.map(|id| tx.get(tables::PAYMENTS, &id)).transpose()?.flatten();
        if payment.is_some_and(|payment| under_way(&payment, cx)) {
            return Err(Refusal::denied("erase-payment"));
        }
    }
    Ok(account)
}

fn under_way(payment: &Payment, cx: &Cx<'_>) -> bool {
    use crate::domain::payment::PaymentState as S;
    match payment.state(cx.now) {
        S::InProgress | S::Checking => true,
        S::Due | S::Paid | S::Lapsed | S::Refunded | S::Disputed => false,
    }
}

/// What was decided stays. What was only asked for goes; a payment that was tried keeps the frame it hangs in.
fn application_erase(tx: &mut Writer<'_>, cx: &Cx<'_>, application: Application) -> Result<(), Refusal> {
    let id = application.id;
    match application.state {
        ApplicationState::Granted | ApplicationState::Refused | ApplicationState::InReview => return Ok(()),
        ApplicationState::Draft | ApplicationState::Submitted => withdraw(tx, cx, id)?,
        ApplicationState::Withdrawn => {}
    }
    let payment = application.payment.map(|id| tx.get(tables::PAYMENTS, &id)).transpose()?.flatten();
    if payment.as_ref().is_some_and(|payment| !payment.attempts.is_empty()) {
        let mut kept = tx.get(tables::APPLICATIONS, &id)?.ok_or(Refusal::NotFound)?;
        (kept.traveller, kept.passport_expires_on) = (None, None);
        kept.typed.clear();
        return Ok(tx.put(tables::APPLICATIONS, &id, &kept)?);
    }
    if let Some(payment) = payment {
        tx.delete(tables::PAYMENTS, &payment.id);
        tx.delete(tables::PAYMENT_BY_CODE, &payment.code.to_string());
    }
    if let Some(number) = &application.number {
        tx.delete(tables::APPLICATION_BY_NUMBER, &number.to_string());
    }
    tx.delete(tables::APPLICATIONS, &id);
    tx.delete(tables::APPLICATIONS_OF, &(application.account, id));
    Ok(audit(tx, cx, ("application.erase", &format!("application:{id}")), "")?)
}

fn shown<T: serde::Serialize>(fact: &T) -> Result<Value, Refusal> {
    serde_json::to_value(fact).map_err(|fault| Refusal::Us(fault.to_string()))
}

/// The account without the hash of its password, which would help a thief of the file.
fn account_shown(account: &Account) -> Result<Value, Refusal> {
    let mut value = shown(account)?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("password_hash");
    }
    Ok(value)
}

fn without_machinery(mut payment: Value) -> Value {
    let attempts = payment.get_mut("attempts").and_then(Value::as_array_mut);
    for attempt in attempts.into_iter().flatten().filter_map(Value::as_object_mut) {
        attempt.retain(|key, _| !MACHINERY.contains(&key.as_str()));
    }
    payment
}

fn lines(tx: &Reader<'_>, record: &str) -> Result<Vec<Value>, Refusal> {
    let lines: Result<Vec<_>, StoreError> = tx.audit_of(record, LINES_MAX);
    // Who of the staff did something is not the person's to take home.
    let line = |(_, line): (u64, crate::domain::audit::AuditLine)| json!({ "at": line.at, "act": line.act, "record": line.record, "place": own_place(&line, record) });
    Ok(lines?.into_iter().map(line).collect())
}

/// The network of a line, where the person was in it.
fn own_place<'a>(line: &'a crate::domain::audit::AuditLine, record: &str) -> Option<&'a str> {
    let own = line.actor.account().is_some_and(|id| record == format!("account:{id}"));
    line.place.as_deref().filter(|_| own)
}
