//! Finding a payment by what people have in hand: its code, its application's number, or the reference on a bank's statement.

use std::ops::Bound;

use super::money::{AttemptLine, line};
use crate::{
    domain::{
        application_number::ApplicationNumber, context::Cx, payment::PaymentId, payment_code::PaymentCode,
        permission::Permission, refusal::Refusal,
    },
    services::{Services, permission::permit},
    store::{Reader, StoreError, Take, tables},
};

impl Services {
    /// The payment that a text names: a payment code, an application number, or the order reference of an attempt of any plugin.
    /// For [`Permission::MoneyRead`].
    ///
    /// # Errors
    /// Only staff may look.
    pub fn money_find(&self, cx: &Cx<'_>, text: &str) -> Result<Option<PaymentId>, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::MoneyRead)?;
            if let Ok(code) = text.parse::<PaymentCode>()
                && let Some(payment) = tx.get(tables::PAYMENT_BY_CODE, &code.to_string())?
            {
                return Ok(Some(payment));
            }
            if let Ok(number) = text.parse::<ApplicationNumber>()
                && let Some(application) = tx.get(tables::APPLICATION_BY_NUMBER, &number.to_string())?
            {
                return Ok(tx.get(tables::APPLICATIONS, &application)?.and_then(|application| application.payment));
            }
            Ok(by_order_ref(tx, text.trim())?)
        })
    }

    /// Every attempt of a payment, oldest first: whether and how often money was taken. For [`Permission::MoneyRead`].
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is none; only staff may see it.
    pub fn money_payment(&self, cx: &Cx<'_>, payment: PaymentId) -> Result<Vec<AttemptLine>, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::MoneyRead)?;
            let payment = tx.get(tables::PAYMENTS, &payment)?.ok_or(Refusal::NotFound)?;
            payment.attempts.iter().map(|attempt| line(tx, &payment, attempt.clone())).collect()
        })
    }
}

/// References are known by plugin: each plugin that ever opened an attempt is asked, found by skipping from one to the next.
fn by_order_ref(tx: &Reader<'_>, order_ref: &str) -> Result<Option<PaymentId>, StoreError> {
    let mut from = Bound::Unbounded;
    loop {
        let next = tx.scan(tables::ORDER_REFS, (from, Bound::Unbounded), Take::First(1))?;
        let Some(((plugin, _), _)) = next.into_iter().next() else { return Ok(None) };
        if let Some(order) = tx.get(tables::ORDER_REFS, &(plugin.clone(), order_ref.to_owned()))? {
            return Ok(Some(order.payment));
        }
        from = Bound::Excluded((plugin, char::MAX.to_string()));
    }
}
