//! What follows from captured money: the ledger, the application, the visa and the letter, in the commit that learned of it.

use super::Loaded;
use crate::{
    domain::{
        application::{ApplicationEvent, Decision},
        context::Cx,
        effect::Letter,
        money::Money,
        payment::{Hold, ledger::LedgerEntry},
        refusal::Refusal,
    },
    services::{Services, audit, mail_leave},
    store::{StoreError, Writer, tables},
};

/// The expected fee was captured: post it, and move the application on.
pub(super) fn fee_settle(
    tx: &mut Writer<'_>,
    (services, cx): (&Services, &Cx<'_>),
    loaded: &mut Loaded,
) -> Result<(), Refusal> {
    let attempt = loaded.attempt().clone();
    let mut application = tx.get(tables::APPLICATIONS, &loaded.payment.application)?.ok_or(Refusal::NotFound)?;
    let decision = services.policy.decision(application.category);
    let event = match decision {
        Decision::Auto => ApplicationEvent::FeePaid,
        Decision::Consul => ApplicationEvent::FeePaidForReview,
    };
    if application.take(event, cx.now).is_err() {
        // The money is there, but nothing it still pays for: a person decides.
        loaded.attempt().holds.insert(Hold::LateSuccess);
        return attempt.expected().map_or(Ok(()), |captured| capture_suspend(tx, cx, loaded, captured));
    }
    let included = if attempt.commission_included { attempt.commission } else { Money::kzt(0) };
    post(tx, &LedgerEntry::fee_captured(cx.now, attempt.id, &attempt.method, (attempt.fee, included)))?;
    application.fee_paid_at = Some(cx.now);
    audit(tx, cx, ("application.fee_paid", &format!("application:{}", application.id)), "")?;
    let letter = match decision {
        Decision::Auto => {
            services.visa_issue(tx, cx, (&mut application, loaded.payment.fee))?;
            Letter::VisaGranted { application: application.id }
        }
        Decision::Consul => Letter::FeePaid { application: application.id },
    };
    tx.put(tables::APPLICATIONS, &application.id, &application)?;
    mail_leave(tx, cx, application.account, letter, &format!("fee-paid/{}", application.id))
}

/// Money was captured that is not, or no longer, the fee.
pub(super) fn capture_suspend(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    loaded: &mut Loaded,
    captured: Money,
) -> Result<(), Refusal> {
    let attempt = loaded.attempt().clone();
    if let Some(entry) = LedgerEntry::suspended(cx.now, attempt.id, &attempt.method, captured) {
        post(tx, &entry)?;
    }
    Ok(())
}

/// Post an entry once: the name is deterministic, so a second post changes nothing.
fn post(tx: &mut Writer<'_>, entry: &LedgerEntry) -> Result<(), StoreError> {
    if tx.has(tables::LEDGER, &entry.name)? { Ok(()) } else { tx.insert_new(tables::LEDGER, &entry.name, entry) }
}
