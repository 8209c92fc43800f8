//! Giving money back: what was asked and what became of it, and the form that asks.

use maud::{Markup, html};

use super::{
    super::{
        figures::{Column, Figures},
        may, words,
    },
    address,
    decide::yes_or_no,
};
use crate::{
    domain::{
        payment::{Attempt, Refund, RefundState},
        permission::Permission,
        refusal::Message,
    },
    web::{
        components::{
            button,
            field::{Field, Width, text_area},
        },
        form::FormView,
        request::Request,
    },
};

/// The field of the reason; the form of a decision on the same page has a reason of its own.
pub(super) const REASON: &str = "refund_reason";

/// Refunds of the attempt, and the form for one more while something can be given back.
pub(super) fn section(request: &Request, attempt: &Attempt, form: &FormView<'_>) -> Markup {
    let t = |key| request.t(key);
    let can_ask = 0 < attempt.returnable().minor && attempt.refund_open().is_none();
    html! {
        @if !attempt.refunds.is_empty() { (refunds(request, attempt)) }
        @if can_ask && may(request, Permission::RefundAsk) {
            h2 { (t("office-refund")) }
            details.fold open[form.is_faulty()] {
                summary { (t("office-refund-open")) }
                (form.show(&address(request, attempt.id, "/refund"), fields(form, attempt)))
            }
        }
    }
}

fn refunds(request: &Request, attempt: &Attempt) -> Markup {
    let columns = [
        Column::Words(request.t("office-col-opened")),
        Column::Figures(request.t("office-col-amount")),
        Column::Words(request.t("office-col-state")),
        Column::Words(request.t("office-reason")),
        Column::Words(request.t("office-col-second")),
    ];
    let row = |refund: &Refund| {
        vec![
            html! { (words::time(request, refund.opened_at)) },
            html! { (words::money(request, refund.amount)) },
            words::refund_state(request, refund.state),
            html! { (refund.reason) },
            second(request, attempt, refund),
        ]
    };
    let caption = request.t("office-refunds");
    Figures { caption: &caption, columns: &columns, rows: attempt.refunds.iter().map(row).collect(), foot: None }.show()
}

/// The buttons of the second person, where one is awaited and this is another.
fn second(request: &Request, attempt: &Attempt, refund: &Refund) -> Markup {
    let me = request.session.as_ref().map(|session| session.facts.account);
    let awaited = refund.state == RefundState::Asked;
    html! {
        @if awaited && refund.asked_by == me {
            span.muted { (request.t("office-own-proposal")) }
        } @else if awaited && may(request, Permission::RefundApprove) {
            (yes_or_no(request, &address(request, attempt.id, &format!("/refunds/{}", refund.id))))
        } @else if awaited {
            span.muted { (request.t("office-waits-chief")) }
        }
    }
}

fn fields(form: &FormView<'_>, attempt: &Attempt) -> Markup {
    let request = form.request;
    let t = |key| request.t(key);
    let most = words::money(request, attempt.returnable());
    let hint = request
        .say(&Message::new("office-refund-hint").with("most", most).with("plain", attempt.returnable().decimal()));
    html! {
        (Field::text("amount", &t("office-refund-amount")).hint(&hint).width(Width::Medium).show(form))
        (text_area(form, REASON, (&t("office-reason"), Some(&t("office-reason-hint")))))
        (button::submit(&t("office-refund-ask")))
    }
}
