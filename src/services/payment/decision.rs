//! What staff do with an attempt: one person proposes or asks with a reason, another agrees or refuses. Nobody agrees with themselves.

use serde_json::json;

use super::{Loaded, evidence, keep, load, refund, step};
use crate::{
    domain::{
        account::AccountId,
        context::Cx,
        id::Id,
        money::Money,
        payment::{
            AttemptId, Decision, EvidenceKind, Hold, Proposal, Refund, RefundId, RefundState,
            decision::WORDS_CHARS_MAX,
            refund::{RefundEvent, RefundGround},
        },
        permission::Permission,
        refusal::{Message, Refusal},
    },
    services::{Services, audit, permission::permit},
    store::{Reader, Writer, tables},
};

/// The fields of the staff's forms, as refusals name them.
const REASON: &str = "reason";
const EVIDENCE: &str = "evidence";
const AMOUNT: &str = "amount";

/// Whether the second person agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Approve,
    /// No: nothing is done.
    Reject,
}

impl Services {
    /// Propose what an attempt is to become. For [`Permission::MoneyDecide`]; another person decides.
    ///
    /// # Errors
    /// [`Refusal::Fields`] without reason or evidence; [`Refusal::Denied`] when something is proposed already or the life of the attempt
    /// does not permit it.
    pub fn money_decision_propose(
        &self,
        cx: &Cx<'_>,
        attempt: AttemptId,
        decision: Decision,
        (reason, shown): (&str, &str),
    ) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let by = person(tx, cx, Permission::MoneyDecide)?;
            let (reason, shown) = (words(REASON, reason)?, words(EVIDENCE, shown)?);
            let mut loaded = found(tx, attempt)?;
            if loaded.attempt().proposal.is_some() {
                return Err(Refusal::denied("money-proposal-waits"));
            }
            permitted(&mut loaded, decision)?;
            let body = json!({ "proposed": decision, "reason": reason, "evidence": shown, "by": by });
            loaded.attempt().proposal = Some(Proposal { decision, reason, evidence: shown, by, at: cx.now });
            noted(tx, cx, &mut loaded, ("payment.decision_propose", decision.name(), body))
        })
    }

    /// Agree to what was proposed, or refuse it. For [`Permission::MoneyApprove`], and never for whoever proposed it.
    ///
    /// # Errors
    /// [`Refusal::Denied`] when nothing is proposed, it was proposed by the same person, or the attempt has moved on meanwhile.
    pub fn money_decision_settle(&self, cx: &Cx<'_>, attempt: AttemptId, verdict: Verdict) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let by = person(tx, cx, Permission::MoneyApprove)?;
            let mut loaded = found(tx, attempt)?;
            let proposal = loaded.attempt().proposal.take().ok_or_else(|| Refusal::denied("money-nothing-proposed"))?;
            if proposal.by == by {
                return Err(Refusal::denied("money-second-person"));
            }
            let body = json!({ "proposed": proposal.decision, "verdict": format!("{verdict:?}"), "by": by });
            if verdict == Verdict::Approve {
                permitted(&mut loaded, proposal.decision)?;
                self.decision_take(tx, cx, &mut loaded, &proposal)?;
            }
            noted(
                tx,
                cx,
                &mut loaded,
                ("payment.decision_settle", &format!("{verdict:?} {}", proposal.decision.name()), body),
            )
        })
    }

    /// Ask to give money back: the whole amount is named, never implied. A suggestion of the program for the same amount is taken up.
    /// For [`Permission::RefundAsk`]; another person decides.
    ///
    /// # Errors
    /// [`Refusal::Fields`] without a reason, or for more than was taken and not given back; [`Refusal::Denied`] while another refund of the
    /// attempt is open, or when the plugin gives back only the whole.
    pub fn money_refund_ask(
        &self,
        cx: &Cx<'_>,
        attempt: AttemptId,
        (amount, reason): (Money, &str),
    ) -> Result<RefundId, Refusal> {
        self.store.commit(|tx| {
            let by = person(tx, cx, Permission::RefundAsk)?;
            let reason = words(REASON, reason)?;
            let mut loaded = found(tx, attempt)?;
            refundable(&mut loaded, amount)?;
            let attempt = loaded.attempt();
            let suggested =
                attempt.refunds.iter().position(|one| one.state == RefundState::Proposed && one.amount == amount);
            let index = suggested.unwrap_or(attempt.refunds.len());
            if suggested.is_none() {
                attempt.refunds.push(refund_new(cx, amount));
            }
            let one = &mut attempt.refunds[index];
            one.reason = reason;
            one.asked_by = Some(by);
            let id = one.id;
            refund::refund_step(tx, (self, cx), &mut loaded, (index, RefundEvent::Ask))?;
            noted(tx, cx, &mut loaded, ("payment.refund_ask", &amount.to_string(), json!({ "refund": id, "by": by })))?;
            Ok(id)
        })
    }

    /// Agree to a refund, or refuse it (also a suggestion of the program). For [`Permission::RefundApprove`], and never for whoever asked.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such refund; [`Refusal::Denied`] for the same person, or when it waits for nobody.
    pub fn money_refund_settle(
        &self,
        cx: &Cx<'_>,
        (attempt, refund): (AttemptId, RefundId),
        verdict: Verdict,
    ) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let by = person(tx, cx, Permission::RefundApprove)?;
            let mut loaded = found(tx, attempt)?;
            let attempt = loaded.attempt();
            let index = attempt.refunds.iter().position(|one| one.id == refund).ok_or(Refusal::NotFound)?;
            let by_hand = !attempt.can_send_back(attempt.refunds[index].amount);
            let one = &mut attempt.refunds[index];
            if one.asked_by == Some(by) {
                return Err(Refusal::denied("money-second-person"));
            }
            one.decided_by = Some(by);
            let event = match verdict {
                Verdict::Reject => RefundEvent::Reject,
                Verdict::Approve => {
                    one.approved_at = Some(cx.now);
                    one.by_hand = by_hand;
                    if by_hand { RefundEvent::ApproveByHand } else { RefundEvent::Approve }
                }
            };
            if !refund::refund_step(tx, (self, cx), &mut loaded, (index, event))? {
                return Err(Refusal::denied("money-refund-waits-for-nobody"));
            }
            let body = json!({ "refund": refund, "verdict": format!("{verdict:?}"), "by": by });
            noted(tx, cx, &mut loaded, ("payment.refund_settle", &format!("{verdict:?}"), body))
        })
    }

    /// Do what two people decided.
    fn decision_take(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        loaded: &mut Loaded,
        proposal: &Proposal,
    ) -> Result<(), Refusal> {
        if proposal.decision == Decision::Returned {
            let attempt = loaded.attempt();
            let left = attempt.taken().minus(attempt.returned()).unwrap_or(Money::kzt(0));
            settle_returned(tx, cx, loaded, left)?;
        }
        match proposal.decision.event() {
            Some(event) => step(tx, (self, cx), loaded, (event, None)),
            None => {
                let done = proposal.decision == Decision::RefundDone;
                let event = if done { RefundEvent::DecidedDone } else { RefundEvent::DecidedNotDone };
                match loaded.attempt().refund_under_way() {
                    Some(index) => refund::refund_step(tx, (self, cx), loaded, (index, event)).map(|_| ()),
                    None => Ok(()),
                }
            }
        }
    }
}

/// All that was left is back without a refund of ours: post it, and remember how much.
fn settle_returned(tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded, left: Money) -> Result<(), Refusal> {
    if left.minor == 0 {
        return Ok(());
    }
    refund::given_back(tx, cx, loaded, ("decided", left))?;
    let mut returned = refund_new(cx, left);
    returned.state = RefundState::Refunded;
    returned.ended_at = Some(cx.now);
    loaded.attempt().refunds.push(returned);
    Ok(())
}

fn refund_new(cx: &Cx<'_>, amount: Money) -> Refund {
    Refund::proposed(Id::mint(cx.now, cx.chance), (amount, RefundGround::Staff), cx.now)
}

/// The person who acts: decisions about money are signed, so neither the program nor a command line makes them.
fn person(tx: &Reader<'_>, cx: &Cx<'_>, permission: Permission) -> Result<AccountId, Refusal> {
    permit(tx, cx, permission)?;
    cx.actor.account().ok_or(Refusal::SignIn)
}

fn found(tx: &Reader<'_>, attempt: AttemptId) -> Result<Loaded, Refusal> {
    let payment = tx.get(tables::ATTEMPTS, &attempt)?.ok_or(Refusal::NotFound)?;
    load(tx, payment, attempt)
}

/// Words of a person: some, and not a book.
fn words(field: &'static str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refusal::field(field, "money-say-why")),
        count if WORDS_CHARS_MAX < count => Err(Refusal::field(field, "money-too-long")),
        _ => Ok(text.to_owned()),
    }
}

/// Whether the life of the attempt permits a decision, now.
fn permitted(loaded: &mut Loaded, decision: Decision) -> Result<(), Refusal> {
    let attempt = loaded.attempt();
    if !attempt.admits(decision) {
        return Err(Refusal::denied("money-decision-impossible"));
    }
    let expected = attempt.expected().map_err(|error| Refusal::Us(error.to_string()))?;
    // Less than the fee is not the fee, whatever two people think.
    let short = attempt.captured.is_some_and(|taken| taken.minor < expected.minor);
    let unmeasured = attempt.holds.contains(&Hold::AmountMismatch) && attempt.captured.is_none();
    if decision == Decision::Paid && (short || unmeasured) {
        return Err(Refusal::denied("money-less-than-the-fee"));
    }
    // What is going back is not decided about beside it: the one would undo the other.
    let settles = matches!(decision, Decision::Paid | Decision::NotPaid | Decision::Returned);
    if settles && attempt.refund_open().is_some() {
        return Err(Refusal::denied("money-refund-open"));
    }
    Ok(())
}

/// Whether so much may be asked back.
fn refundable(loaded: &mut Loaded, amount: Money) -> Result<(), Refusal> {
    let attempt = loaded.attempt();
    if attempt.refund_open().is_some() {
        return Err(Refusal::denied("money-refund-open"));
    }
    let returnable = attempt.returnable();
    if amount.currency != returnable.currency || amount.minor == 0 || returnable.minor < amount.minor {
        let message = Message::new("money-refund-too-much").with("most", returnable.decimal());
        return Err(Refusal::Fields(vec![crate::domain::refusal::FieldFault { field: AMOUNT, message }]));
    }
    if attempt.proposal.is_some() {
        return Err(Refusal::denied("money-proposal-waits"));
    }
    // Another amount than the fee was taken: a part of it back would leave money for nothing.
    if !attempt.state.captured() && !attempt.is_whole(amount) {
        return Err(Refusal::denied("money-refund-whole-only"));
    }
    Ok(())
}

/// Keep the attempt with evidence and an audit line of what staff did. Their words stay in the evidence.
fn noted(
    tx: &mut Writer<'_>,
    cx: &Cx<'_>,
    loaded: &mut Loaded,
    (act, note, body): (&str, &str, serde_json::Value),
) -> Result<(), Refusal> {
    let attempt = loaded.attempt().clone();
    evidence(tx, cx, &attempt, (EvidenceKind::Staff, body))?;
    keep(tx, &loaded.payment)?;
    Ok(audit(tx, cx, (act, &format!("attempt:{}", attempt.id)), note)?)
}
