//! The staff page "money": the day's totals, what is held, what nobody knows yet, and one attempt with everything about it.

mod act;
mod attempt;
mod day;
mod decide;
mod evidence;
mod find;
mod refund;

pub(super) use day::day_of;

use crate::{
    domain::{payment::AttemptId, permission::Permission},
    web::{
        request::Request,
        route::{Access, Route, get, post},
    },
};

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    let may = Access::Permission;
    vec![
        get("/{lang}/office/money", may(Permission::MoneyRead), day::page),
        post("/{lang}/office/money/find", may(Permission::MoneyRead), find::sent),
        get("/{lang}/office/money/payments/{payment}", may(Permission::MoneyRead), find::page),
        get("/{lang}/office/money/attempts/{attempt}", may(Permission::MoneyRead), attempt::page),
        post("/{lang}/office/money/attempts/{attempt}/query", may(Permission::MoneyQuery), act::query),
        post("/{lang}/office/money/attempts/{attempt}/propose", may(Permission::MoneyDecide), act::propose),
        post("/{lang}/office/money/attempts/{attempt}/decide", may(Permission::MoneyApprove), act::decide),
        post("/{lang}/office/money/attempts/{attempt}/refund", may(Permission::RefundAsk), act::refund_ask),
        post(
            "/{lang}/office/money/attempts/{attempt}/refunds/{refund}",
            may(Permission::RefundApprove),
            act::refund_decide,
        ),
    ]
}

/// The address of the page of one attempt, or of what is done there.
fn address(request: &Request, attempt: AttemptId, act: &str) -> String {
    request.to(&format!("/office/money/attempts/{attempt}{act}"))
}
