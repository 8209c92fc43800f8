//! What staff do with an attempt: each parses, calls one service, and leads back to the attempt with what happened.

use super::{
    super::or_refused,
    address,
    attempt::{self, Forms},
    refund,
};
use crate::{
    domain::{
        money::{MINOR_DIGITS, Money, decimal_parse},
        payment::{AttemptId, Decision},
        refusal::{FieldFault, Message, Refusal},
    },
    services::payment::Verdict,
    web::{components::tag::Tone, flash::Flash, form::FormView, request::Request, response::Response},
};

pub(super) async fn query(request: Request) -> Response {
    let asked = async {
        let attempt: AttemptId = request.param_as("attempt")?;
        request.run(move |cx, inside| inside.services.money_query(&cx, attempt)).await
    };
    let asked = asked.await;
    done(&request, asked, "office-query-done").await
}

pub(super) async fn propose(request: Request) -> Response {
    let proposed = async {
        let attempt: AttemptId = request.param_as("attempt")?;
        let chosen = request.form.get("decision");
        let decision = Decision::ALL.into_iter().find(|one| one.name() == chosen);
        let decision = decision.ok_or_else(|| Refusal::field("decision", "office-choose-decision"))?;
        let (reason, shown) = (request.form.get("reason").to_owned(), request.form.get("evidence").to_owned());
        request
            .run(move |cx, inside| inside.services.money_decision_propose(&cx, attempt, decision, (&reason, &shown)))
            .await
    };
    match faults("decision", proposed.await) {
        Ok(outcome) => done(&request, outcome, "office-propose-done").await,
        Err(faults) => {
            let forms = Forms { decision: FormView::again(&request, faults), ..Forms::empty(&request) };
            again(&request, forms).await
        }
    }
}

pub(super) async fn decide(request: Request) -> Response {
    let decided = async {
        let (attempt, verdict): (AttemptId, _) = (request.param_as("attempt")?, verdict(&request)?);
        request.run(move |cx, inside| inside.services.money_decision_settle(&cx, attempt, verdict)).await
    };
    let decided = decided.await;
    done(&request, decided, "office-decide-done").await
}

pub(super) async fn refund_ask(request: Request) -> Response {
    let asked = async {
        let attempt: AttemptId = request.param_as("attempt")?;
        let amount = amount(request.form.get("amount"))?;
        let reason = request.form.get(refund::REASON).to_owned();
        request.run(move |cx, inside| inside.services.money_refund_ask(&cx, attempt, (amount, &reason))).await
    };
    match faults("amount", asked.await.map(|_| ())) {
        Ok(outcome) => done(&request, outcome, "office-refund-done").await,
        Err(mut faults) => {
            faults.iter_mut().filter(|fault| fault.field == "reason").for_each(|fault| fault.field = refund::REASON);
            let forms = Forms { refund: FormView::again(&request, faults), ..Forms::empty(&request) };
            again(&request, forms).await
        }
    }
}

pub(super) async fn refund_decide(request: Request) -> Response {
    let decided = async {
        let (attempt, refund) = (request.param_as("attempt")?, request.param_as("refund")?);
        let verdict = verdict(&request)?;
        request.run(move |cx, inside| inside.services.money_refund_settle(&cx, (attempt, refund), verdict)).await
    };
    let decided = decided.await;
    done(&request, decided, "office-decide-done").await
}

/// What is to be mended in the form, so that it comes back with what was typed: what cannot be done is said beside `field`.
fn faults(field: &'static str, outcome: Result<(), Refusal>) -> Result<Result<(), Refusal>, Vec<FieldFault>> {
    match outcome {
        Err(Refusal::Fields(faults)) => Err(faults),
        Err(Refusal::Denied(message)) => Err(vec![FieldFault { field, message }]),
        Ok(())
        | Err(Refusal::SignIn | Refusal::NotPermitted | Refusal::NotFound | Refusal::TooMany { .. } | Refusal::Us(_)) => {
            Ok(outcome)
        }
    }
}

/// Which of the two buttons was pressed.
fn verdict(request: &Request) -> Result<Verdict, Refusal> {
    match request.form.get("verdict") {
        "approve" => Ok(Verdict::Approve),
        "reject" => Ok(Verdict::Reject),
        _ => Err(Refusal::denied("office-choose-verdict")),
    }
}

/// Tenge as they are typed: spaces and a decimal comma are welcome.
fn amount(typed: &str) -> Result<Money, Refusal> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let minor = decimal_parse(&plain, MINOR_DIGITS).map_err(|_| Refusal::field("amount", "office-amount-malformed"))?;
    Ok(Money::kzt(minor))
}

/// Back to the attempt with what happened, or with why it did not.
async fn done(request: &Request, outcome: Result<(), Refusal>, key: &str) -> Response {
    let to = |flash| {
        let attempt: Result<AttemptId, Refusal> = request.param_as("attempt");
        or_refused(request, attempt.map(|id| Response::go(&address(request, id, "")).with_flash(flash)))
    };
    match outcome {
        Ok(()) => to(Flash { tone: Tone::Ok, message: Message::new(key) }),
        Err(Refusal::Denied(message)) => to(Flash { tone: Tone::Bad, message }),
        Err(
            refusal @ (Refusal::Fields(_)
            | Refusal::SignIn
            | Refusal::NotPermitted
            | Refusal::NotFound
            | Refusal::TooMany { .. }
            | Refusal::Us(_)),
        ) => or_refused(request, Err(refusal)),
    }
}

/// The attempt again, with what was typed and what to mend.
async fn again(request: &Request, forms: Forms<'_>) -> Response {
    let file = attempt::read(request).await;
    or_refused(request, file.map(|file| attempt::show(request, &file, forms)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_type_it() {
        for typed in ["23296.80", "23 296,80", "23\u{a0}296.80"] {
            assert_eq!(amount(typed), Ok(Money::kzt(2_329_680)), "{typed}");
        }
        for typed in ["", "a lot", "-1", "1.234", "1e3"] {
            assert_eq!(amount(typed), Err(Refusal::field("amount", "office-amount-malformed")), "{typed}");
        }
    }
}
