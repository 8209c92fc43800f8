//! What follows from captured money: the ledger, the application, the visa and the letter, in the commit that learned of it.

use super::{
    Loaded,
    ledger::{books_of, post},
    refund,
};
use crate::{
    domain::{
        application::{ApplicationEvent, Decision},
        context::Cx,
        effect::Letter,
        money::Money,
        payment::{
            Hold,
            ledger::{LedgerAccount, LedgerEntry},
            refund::RefundGround,
        },
        refusal::Refusal,
    },
    services::{Services, audit, mail_leave},
    store::{Writer, tables},
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
        return capture_suspend(tx, cx, loaded, attempt.taken());
    }
    fee_post(tx, cx, loaded)?;
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

/// Post the fee. What had been suspended before becomes the fee where that is what was taken; otherwise the provider corrected itself.
fn fee_post(tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded) -> Result<(), Refusal> {
    let attempt = loaded.attempt().clone();
    let included = if attempt.commission_included { attempt.commission } else { Money::kzt(0) };
    let fee = (attempt.fee, included);
    let suspended = books_of(tx, attempt.id)?.held(&LedgerAccount::Suspense(attempt.method.clone()));
    if suspended.minor > 0 && suspended == attempt.taken() {
        post(tx, &LedgerEntry::fee_from_suspense(cx.now, attempt.id, &attempt.method, fee))?;
        let over = attempt.expected().and_then(|expected| suspended.minus(expected)).unwrap_or(Money::kzt(0));
        return refund::propose(tx, cx, loaded, (over, RefundGround::Overpaid));
    }
    if let Some(void) = LedgerEntry::suspense_void(cx.now, attempt.id, &attempt.method, suspended) {
        post(tx, &void)?;
    }
    Ok(post(tx, &LedgerEntry::fee_captured(cx.now, attempt.id, &attempt.method, fee))?)
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
    // Another amount than expected waits for two people; what came for nothing is suggested to go back.
    let ground = match (attempt.state.captured(), attempt.holds.contains(&Hold::DuplicatePaid)) {
        (true, true) => RefundGround::Duplicate,
        (true, false) => RefundGround::Late,
        (false, _) => return Ok(()),
    };
    refund::propose(tx, cx, loaded, (captured, ground))
}

/// The payer's bank took back what was left; what becomes of the visa is decided by staff, never by this.
pub(super) fn dispute_post(tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded) -> Result<(), Refusal> {
    let attempt = loaded.attempt().clone();
    let left = attempt.taken().minus(attempt.returned()).unwrap_or(Money::kzt(0));
    if let Some(entry) = LedgerEntry::disputed(cx.now, attempt.id, &attempt.method, left) {
        post(tx, &entry)?;
    }
    Ok(())
}
