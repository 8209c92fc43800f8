//! A decision about an attempt: proposed by one person with a reason and what shows it, decided by another.

use maud::{Markup, html};

use super::{
    super::{may, words},
    address,
};
use crate::{
    domain::{
        payment::{Attempt, Decision, Proposal},
        permission::Permission,
    },
    web::{
        components::{
            button,
            choice::{Choice, radios},
            field::text_area,
            form::csrf_field,
            list::{SummaryRow, summary},
        },
        form::FormView,
        request::Request,
    },
};

/// What is proposed, or the form that proposes.
pub(super) fn section(request: &Request, attempt: &Attempt, form: &FormView<'_>) -> Markup {
    let t = |key| request.t(key);
    html! {
        @if let Some(proposal) = &attempt.proposal {
            h2 { (t("office-decision-waits")) }
            (proposed(request, proposal))
            (verdict(request, attempt, proposal))
        } @else if may(request, Permission::MoneyDecide) {
            h2 { (t("office-decide")) }
            details.fold open[form.is_faulty()] {
                summary { (t("office-decide-open")) }
                (form.show(&address(request, attempt.id, "/propose"), fields(form, attempt)))
            }
        }
    }
}

fn proposed(request: &Request, proposal: &Proposal) -> Markup {
    let t = |key| request.t(key);
    html! {
        div.dense {
            (summary(request, &[
                SummaryRow::fixed(&t("office-decision"), &t(words::decision_key(proposal.decision))),
                SummaryRow::fixed(&t("office-reason"), &proposal.reason),
                SummaryRow::fixed(&t("office-shown-by"), &proposal.evidence),
                SummaryRow::fixed(&t("office-proposed-at"), &words::time(request, proposal.at)),
            ]))
        }
    }
}

/// Yes or no, for a second person; whoever proposed it is told to wait for one.
fn verdict(request: &Request, attempt: &Attempt, proposal: &Proposal) -> Markup {
    let own = request.session.as_ref().is_some_and(|session| session.facts.account == proposal.by);
    html! {
        @if own {
            p.muted { (request.t("office-own-proposal")) }
        } @else if may(request, Permission::MoneyApprove) {
            (yes_or_no(request, &address(request, attempt.id, "/decide")))
        } @else {
            p.muted { (request.t("office-waits-chief")) }
        }
    }
}

/// The two buttons of a second person.
pub(super) fn yes_or_no(request: &Request, action: &str) -> Markup {
    html! {
        form.buttons method="post" action=(action) data-once {
            (csrf_field(request))
            button.button type="submit" name="verdict" value="approve" { (request.t("office-approve")) }
            button.button.button-quiet type="submit" name="verdict" value="reject" { (request.t("office-reject")) }
        }
    }
}

fn fields(form: &FormView<'_>, attempt: &Attempt) -> Markup {
    let request = form.request;
    let t = |key| request.t(key);
    let choices: Vec<Choice> = Decision::ALL
        .into_iter()
        .filter(|decision| attempt.admits(*decision))
        .map(|decision| (decision.name().to_owned(), t(words::decision_key(decision))))
        .collect();
    html! {
        (radios(form, "decision", (&t("office-decision"), None), &choices))
        (text_area(form, "reason", (&t("office-reason"), Some(&t("office-reason-hint")))))
        (text_area(form, "evidence", (&t("office-shown-by"), Some(&t("office-shown-by-hint")))))
        (button::submit(&t("office-propose")))
    }
}
