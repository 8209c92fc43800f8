//! What the payer does: chooses a method, fills its form, changes it, asks how it stands. Each leads back to a page that tells.

use std::collections::BTreeMap;

use super::{FORMS, chooser, chooser_path, offers, own, settled_down, wait_path};
use crate::{
    domain::{
        payment::{AttemptId, PaymentId},
        refusal::{Message, Refusal},
    },
    services::payment::{PaymentView, Switched},
    web::{
        components::tag::Tone,
        errors,
        flash::Flash,
        request::{Request, local_path},
        response::Response,
    },
};

/// Fields of a method's form that are read; the longest has two.
const FIELDS_MAX: usize = 10;

/// POST: open an attempt. The same form twice is the same attempt.
pub(super) async fn attempt(request: Request) -> Response {
    acted(&request, attempt_open(&request).await).await
}

async fn attempt_open(request: &Request) -> Result<PaymentId, Refusal> {
    let (payment, view) = counted(request).await?;
    let nonce = request.form.get("nonce").to_owned();
    if !chooser::nonce_is_ours(request, payment, &nonce) {
        return Err(Refusal::denied("payment-choose-again"));
    }
    let (form, lang) = (request.form.clone(), request.lang);
    request
        .run(move |cx, inside| {
            // A repeated form is answered even when its method rests by now: nothing new is begun.
            if view.payment.attempts.iter().any(|attempt| attempt.nonce == nonce) {
                return Ok(());
            }
            let fee = view.payment.sessions.last().map(|session| session.quote.tenge);
            let fee = fee.ok_or_else(|| Refusal::denied("payment-choose-again"))?;
            let terms = offers::terms((&cx, inside), (&form, lang), (&view.payment, fee))?;
            inside.services.payment_attempt_open(&cx, payment, &nonce, &terms).map(|_| ())
        })
        .await?;
    Ok(payment)
}

/// POST: the form of a method, or another one-time code.
pub(super) async fn form(request: Request) -> Response {
    acted(&request, form_submit(&request).await).await
}

async fn form_submit(request: &Request) -> Result<PaymentId, Refusal> {
    let (payment, _) = counted(request).await?;
    let attempt: AttemptId = request.form.get("attempt").parse().map_err(|_| Refusal::NotFound)?;
    let again = request.form.ticked("resend");
    let field = |(name, value): (&str, &str)| Some((name.strip_prefix("f-")?.to_owned(), value.to_owned()));
    let values: BTreeMap<_, _> = request.form.iter().filter_map(field).take(FIELDS_MAX).collect();
    request
        .run(move |cx, inside| match again {
            true => inside.services.payment_code_resend(&cx, (payment, attempt)),
            false => inside.services.payment_form_submitted(&cx, (payment, attempt), values),
        })
        .await?;
    Ok(payment)
}

/// POST: give up the method. Where money may move, the provider is asked to call it off first.
pub(super) async fn switch(request: Request) -> Response {
    let switched = async {
        let (payment, _) = counted(&request).await?;
        let switched = request.run(move |cx, inside| inside.services.payment_method_switch(&cx, payment)).await?;
        Ok((payment, switched))
    };
    match switched.await {
        Ok((payment, Switched::Free)) => Response::go(&chooser_path(&request, payment)),
        Ok((payment, Switched::Asked)) => {
            let flash = Flash { tone: Tone::Wait, message: Message::new("payment-calling-off") };
            Response::go(&wait_path(&request, payment)).with_flash(flash)
        }
        Err(refusal) => refused(&request, refusal),
    }
}

/// POST: "update status" (figure 13), from here or from the table of visas.
pub(super) async fn update(request: Request) -> Response {
    let updated = async {
        let (payment, _) = counted(&request).await?;
        request.run(move |cx, inside| inside.services.payment_status_update(&cx, payment)).await?;
        Ok(payment)
    };
    match (updated.await, local_path(request.form.get("next"))) {
        (Ok(payment), Some(next)) => {
            settled_down(&request, payment).await;
            Response::go(next)
        }
        (updated, _) => acted(&request, updated).await,
    }
}

/// The payment of a form, counted.
async fn counted(request: &Request) -> Result<(PaymentId, PaymentView), Refusal> {
    let (payment, view) = own(request).await?;
    request.allow(&format!("epay:{payment}"), FORMS)?;
    Ok((payment, view))
}

async fn acted(request: &Request, done: Result<PaymentId, Refusal>) -> Response {
    match done {
        Ok(payment) => {
            settled_down(request, payment).await;
            Response::go(&wait_path(request, payment))
        }
        Err(refusal) => refused(request, refusal),
    }
}

/// What cannot be done is said on the page that shows how the payment stands.
fn refused(request: &Request, refusal: Refusal) -> Response {
    let said = |message: Message| {
        let page = request.to(&format!("/epay/{}/wait", request.param("payment")));
        Response::go(&page).with_flash(Flash { tone: Tone::Wait, message })
    };
    match refusal {
        Refusal::Denied(message) => said(message),
        other @ (Refusal::Fields(_)
        | Refusal::SignIn
        | Refusal::NotPermitted
        | Refusal::NotFound
        | Refusal::TooMany { .. }
        | Refusal::Us(_)) => errors::refused(request, other),
    }
}
