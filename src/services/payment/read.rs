//! What pages show of a payment.

use jiff::Timestamp;

use super::{customer::own, load};
use crate::{
    domain::{
        application_number::ApplicationNumber,
        context::Cx,
        lang::Lang,
        money::Money,
        payment::{Attempt, AttemptId, Payment, PaymentId, PaymentState, RefundId, SESSION_ATTEMPTS_MAX},
        payment_code::PaymentCode,
        refusal::Refusal,
    },
    services::Services,
    store::{Reader, tables},
};

/// A payment as its owner sees it.
#[derive(Debug, Clone)]
pub struct PaymentView {
    /// The payment.
    pub payment: Payment,
    /// Where it stands now.
    pub state: PaymentState,
    /// Attempts left in the open session.
    pub attempts_left: usize,
    /// Until when the open session lasts.
    pub expires_at: Option<Timestamp>,
}

impl PaymentView {
    fn of(payment: Payment, now: Timestamp) -> Self {
        let open = payment.session_open(now);
        let attempts_left =
            open.map_or(0, |(index, _)| SESSION_ATTEMPTS_MAX.saturating_sub(payment.attempts_in(index)));
        let expires_at = open.map(|(_, session)| session.expires_at);
        Self { state: payment.state(now), attempts_left, expires_at, payment }
    }
}

/// What a plugin is told about an attempt.
#[derive(Debug, Clone)]
pub struct AttemptFacts {
    /// The payment.
    pub payment: Payment,
    /// The attempt.
    pub attempt: Attempt,
    /// The application's number, for the purpose line.
    pub application_number: String,
    /// The payer's language.
    pub lang: Lang,
    /// The unguessable end of the plugin's callback address.
    pub callback_token: String,
}

impl Services {
    /// The signed-in person's payment.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for somebody else's.
    pub fn payment_view(&self, cx: &Cx<'_>, payment: PaymentId) -> Result<PaymentView, Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.read(|tx| Ok(PaymentView::of(own(tx, account, payment)?, cx.now)))
    }

    /// What a plugin is told about an attempt; for effects only.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such attempt.
    pub fn payment_attempt_facts(&self, payment: PaymentId, attempt: AttemptId) -> Result<AttemptFacts, Refusal> {
        self.store.read(|tx: &Reader<'_>| {
            let mut loaded = load(tx, payment, attempt)?;
            let attempt = loaded.attempt().clone();
            let application = tx.get(tables::APPLICATIONS, &loaded.payment.application)?.ok_or(Refusal::NotFound)?;
            let application_number = application.number.map(|number| number.to_string()).unwrap_or_default();
            let lang = tx.get(tables::ACCOUNTS, &loaded.payment.account)?.ok_or(Refusal::NotFound)?.lang;
            let callback_token = self.callback_token(tx, &attempt.plugin)?;
            Ok(AttemptFacts { payment: loaded.payment, attempt, application_number, lang, callback_token })
        })
    }

    /// What the letter about a refund tells: the application's number, the payment code, the amount. For effects only.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such refund.
    pub fn refund_for_letter(
        &self,
        payment: PaymentId,
        attempt: AttemptId,
        refund: RefundId,
    ) -> Result<(ApplicationNumber, PaymentCode, Money), Refusal> {
        self.store.read(|tx: &Reader<'_>| {
            let mut loaded = load(tx, payment, attempt)?;
            let amount = loaded.attempt().refunds.iter().find(|one| one.id == refund).ok_or(Refusal::NotFound)?.amount;
            let application = tx.get(tables::APPLICATIONS, &loaded.payment.application)?;
            let number = application.and_then(|application| application.number).ok_or(Refusal::NotFound)?;
            Ok((number, loaded.payment.code, amount))
        })
    }
}
