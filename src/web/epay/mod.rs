//! The gateway (E-Pay): choosing a method, waiting for the bank, coming back from it, and what banks send unasked.
//!
//! Pages never change anything; forms do, and each leads back to the waiting page, which always tells the truth of the moment.

mod act;
mod callback;
mod chooser;
mod form;
mod offers;
mod returned;
mod standing;
mod wait;

use std::time::Duration;

use super::{
    guard::rate::Budget,
    request::Request,
    route::{Access, Route, get, post},
};
use crate::{
    domain::{
        application::ApplicationId,
        payment::{Flight, PaymentId},
        refusal::Refusal,
    },
    services::payment::PaymentView,
};

/// How long a form waits for the bank, so that people without a script see the next step at once.
const PATIENCE: Duration = Duration::from_secs(3);
/// The forms of one payment: more than anybody presses, fewer than a robot.
const FORMS: Budget = Budget { burst: 20, refill_ms: 3_000 };
/// Returns to one payment from its bank's page.
const RETURNS: Budget = Budget { burst: 20, refill_ms: 3_000 };

/// The routes of the gateway.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/epay/{payment}", Access::APPLICANT, chooser::show),
        post("/{lang}/epay/{payment}/attempts", Access::APPLICANT, act::attempt),
        get("/{lang}/epay/{payment}/wait", Access::APPLICANT, wait::show),
        get("/{lang}/epay/{payment}/status", Access::APPLICANT, wait::status),
        post("/{lang}/epay/{payment}/form", Access::APPLICANT, act::form),
        post("/{lang}/epay/{payment}/switch", Access::APPLICANT, act::switch),
        post("/{lang}/epay/{payment}/update", Access::APPLICANT, act::update),
        get("/{lang}/epay/return/{payment}/{attempt}", Access::Public, returned::show),
        post("/{lang}/epay/return/{payment}/{attempt}", Access::Public, returned::posted).from_elsewhere(),
        post("/callback/{plugin}/{token}", Access::Public, callback::receive).from_elsewhere(),
    ]
}

fn chooser_path(request: &Request, payment: PaymentId) -> String {
    request.to(&format!("/epay/{payment}"))
}

fn wait_path(request: &Request, payment: PaymentId) -> String {
    request.to(&format!("/epay/{payment}/wait"))
}

/// Step 2 of the application, where a new session is opened (figure 6).
fn step_two_path(request: &Request, application: ApplicationId) -> String {
    request.to(&format!("/applications/{application}/step-2"))
}

/// The result (figure 11).
fn step_three_path(request: &Request, application: ApplicationId) -> String {
    request.to(&format!("/applications/{application}/step-3"))
}

/// The payment of the page, if it is the asker's.
async fn own(request: &Request) -> Result<(PaymentId, PaymentView), Refusal> {
    let payment: PaymentId = request.param_as("payment")?;
    let view = request.run(move |cx, inside| inside.services.payment_view(&cx, payment)).await?;
    Ok((payment, view))
}

/// Wait until nothing is under way for the payment's last attempt, but no longer than [`PATIENCE`].
async fn settled_down(request: &Request, payment: PaymentId) {
    let mut commits = request.site.inside.services.store.subscribe();
    let waiting = async {
        loop {
            commits.borrow_and_update();
            let looked = request.run(move |cx, inside| inside.services.payment_view(&cx, payment)).await;
            let busy =
                |view: &PaymentView| view.payment.attempts.last().is_some_and(|last| last.flight != Flight::None);
            if !looked.as_ref().is_ok_and(busy) || commits.changed().await.is_err() {
                return;
            }
        }
    };
    // Too long is no fault: the page says what is awaited.
    let _in_time = tokio::time::timeout(PATIENCE, waiting).await;
}
