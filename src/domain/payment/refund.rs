//! Giving money back: the life of one refund as a table, and the cap over everything that may leave an attempt again.
//!
//! A refund is asked by one person and approved by another. Its own reference is stored before the first byte leaves; an answer that
//! never comes leaves it `refunding` until the provider, its settlement file or two people say what became of it.

use evisa_plugin_sdk::proto;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Attempt, AttemptState};
use crate::domain::{
    account::AccountId,
    id::Id,
    money::{Currency, Money},
};

/// Kind mark of refund identifiers.
pub enum RefundKind {}
/// Identifier of a refund; also the reference the provider knows it by, and its idempotency key.
pub type RefundId = Id<RefundKind>;

/// Why money is given back. The fee itself is not refundable (figure 6), so each ground is an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundGround {
    /// The fee had been paid by another attempt.
    Duplicate,
    /// It came when the application no longer needed it.
    Late,
    /// More was taken than the fee, or another amount.
    Overpaid,
    /// A case that staff decided.
    Staff,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// The program suggests it; nobody has asked for it.
    Proposed,
    /// One person asks for it.
    Asked,
    /// A second person agreed; nothing has left yet.
    Approved,
    /// It was sent, or may have been, or is made by hand at the bank: unknown until we are told.
    Refunding,
    /// The money is back.
    Refunded,
    /// The second person said no, or nobody wants it.
    Rejected,
    /// The provider refused it for good, or two people found that it did not happen.
    Failed,
}

impl RefundState {
    /// All states, for tables and tests.
    pub const ALL: [Self; 7] =
        [Self::Proposed, Self::Asked, Self::Approved, Self::Refunding, Self::Refunded, Self::Rejected, Self::Failed];

    /// Whether somebody, or the provider, must still act. An attempt has at most one open refund beside a proposal.
    #[must_use]
    pub const fn open(self) -> bool {
        match self {
            Self::Asked | Self::Approved | Self::Refunding => true,
            Self::Proposed | Self::Refunded | Self::Rejected | Self::Failed => false,
        }
    }

    /// Whether its amount counts against the cap: it has left, may have left, or is about to.
    #[must_use]
    pub const fn counts(self) -> bool {
        match self {
            Self::Asked | Self::Approved | Self::Refunding | Self::Refunded => true,
            Self::Proposed | Self::Rejected | Self::Failed => false,
        }
    }
}

/// What may happen to a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundEvent {
    /// One person asks.
    Ask,
    /// Another person agrees; the plugin can do it.
    Approve,
    /// Another person agrees; the plugin cannot do it, so it is made by hand at the bank.
    ApproveByHand,
    /// Another person refuses it, or a proposal is put aside.
    Reject,
    /// The request is about to leave; stored before the first byte.
    Sends,
    /// Certain: nothing left us.
    NotSent,
    /// We cannot tell what the provider did.
    NoAnswer,
    /// The provider says the money is back.
    SeenDone,
    /// The provider refuses it for good.
    SeenRefused,
    /// Two people found that it was done, as the provider's papers say.
    DecidedDone,
    /// Two people found that it was not done.
    DecidedNotDone,
}

impl RefundEvent {
    /// All events, for tables and tests.
    pub const ALL: [Self; 11] = [
        Self::Ask,
        Self::Approve,
        Self::ApproveByHand,
        Self::Reject,
        Self::Sends,
        Self::NotSent,
        Self::NoAnswer,
        Self::SeenDone,
        Self::SeenRefused,
        Self::DecidedDone,
        Self::DecidedNotDone,
    ];
}

/// What goes with a step of a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundFollow {
    /// Nothing more.
    Nothing,
    /// Ask the plugin to send it.
    Send,
    /// Ask the plugin what became of it, never to send it again.
    Query,
    /// Post the reversal and tell the payer.
    Reverse,
}

/// One permitted step of a refund.
#[derive(Debug, Clone, Copy)]
pub struct RefundRow {
    /// The states it starts from.
    pub from: &'static [RefundState],
    /// What happens.
    pub event: RefundEvent,
    /// The state afterwards.
    pub to: RefundState,
    /// What goes with it.
    pub follow: RefundFollow,
}

use RefundEvent as E;
use RefundFollow as F;
use RefundState as S;

const fn row(from: &'static [S], event: E, to: S, follow: F) -> RefundRow {
    RefundRow { from, event, to, follow }
}

/// Every permitted step of a refund: what is absent is refused.
pub const ROWS: &[RefundRow] = &[
    row(&[S::Proposed], E::Ask, S::Asked, F::Nothing),
    row(&[S::Proposed, S::Asked], E::Reject, S::Rejected, F::Nothing),
    row(&[S::Asked], E::Approve, S::Approved, F::Send),
    row(&[S::Asked], E::ApproveByHand, S::Refunding, F::Nothing),
    row(&[S::Approved], E::Sends, S::Refunding, F::Nothing),
    // Nothing left us: the same refund, under the same reference, is tried again later.
    row(&[S::Approved, S::Refunding], E::NotSent, S::Approved, F::Nothing),
    row(&[S::Approved], E::NoAnswer, S::Approved, F::Nothing),
    row(&[S::Refunding], E::NoAnswer, S::Refunding, F::Query),
    row(&[S::Approved, S::Refunding], E::SeenDone, S::Refunded, F::Reverse),
    row(&[S::Approved, S::Refunding], E::SeenRefused, S::Failed, F::Nothing),
    row(&[S::Refunding], E::DecidedDone, S::Refunded, F::Reverse),
    row(&[S::Approved, S::Refunding], E::DecidedNotDone, S::Failed, F::Nothing),
];

/// The row for a step, or `None` where it is not permitted.
#[must_use]
pub fn find(state: RefundState, event: RefundEvent) -> Option<&'static RefundRow> {
    ROWS.iter().find(|row| row.event == event && row.from.contains(&state))
}

/// One refund of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Its identifier and its reference at the provider.
    pub id: RefundId,
    /// Where it stands.
    pub state: RefundState,
    /// How much; never implied.
    pub amount: Money,
    /// Why.
    pub ground: RefundGround,
    /// The words of whoever asked.
    pub reason: String,
    /// When it was proposed or asked for.
    pub opened_at: Timestamp,
    /// Who asked.
    pub asked_by: Option<AccountId>,
    /// Who agreed or refused: somebody else.
    pub decided_by: Option<AccountId>,
    /// When it was agreed; the schedule of questions counts from here.
    pub approved_at: Option<Timestamp>,
    /// Questions asked about it.
    pub queries: u32,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// Whether people make it at the bank, because the plugin cannot send it.
    #[serde(default)]
    pub by_hand: bool,
}

impl Refund {
    /// One that is only proposed: nobody has asked for it or agreed to it yet.
    #[must_use]
    pub const fn proposed(id: RefundId, (amount, ground): (Money, RefundGround), at: Timestamp) -> Self {
        Self {
            id,
            state: S::Proposed,
            amount,
            ground,
            reason: String::new(),
            opened_at: at,
            asked_by: None,
            decided_by: None,
            approved_at: None,
            queries: 0,
            ended_at: None,
            by_hand: false,
        }
    }
}

impl Attempt {
    /// The refund that somebody, or the provider, must still act on.
    #[must_use]
    pub fn refund_open(&self) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.state.open())
    }

    /// The refund that is with the provider, or about to be.
    #[must_use]
    pub fn refund_under_way(&self) -> Option<usize> {
        self.refunds.iter().position(|refund| matches!(refund.state, S::Approved | S::Refunding))
    }

    /// What the provider has taken and we know of: exactly what was expected, unless it told another amount.
    #[must_use]
    pub fn taken(&self) -> Money {
        let expected = || self.expected().ok().filter(|_| self.state.captured());
        self.captured.or_else(expected).unwrap_or(Money::kzt(0))
    }

    /// What was given back, in tiyn.
    #[must_use]
    pub fn returned(&self) -> Money {
        self.sum(|state| state == S::Refunded)
    }

    /// The refund that the plugin sends or is asked about.
    #[must_use]
    pub fn refund_of_plugin(&self) -> Option<usize> {
        self.refund_under_way().filter(|index| self.caps.refund && !self.refunds[*index].by_hand)
    }

    /// Whether an amount is all that one transaction took.
    #[must_use]
    pub fn is_whole(&self, amount: Money) -> bool {
        amount == self.taken() || Some(amount) == self.one_capture
    }

    /// Whether the plugin can send a refund of this amount. It cannot where it has none, where it gives back whole transactions only, and
    /// after one of this amount failed: then people give it back at the bank.
    #[must_use]
    pub fn can_send_back(&self, amount: Money) -> bool {
        let failed = self.refunds.iter().any(|one| one.state == S::Failed && one.amount == amount);
        self.caps.refund && (self.caps.partial_refund || self.is_whole(amount)) && !failed
    }

    /// Whether all that was taken has gone back.
    #[must_use]
    pub fn is_given_back(&self) -> bool {
        0 < self.taken().minor && self.returned() == self.taken()
    }

    /// What may still be asked back: what was taken, less everything that has left, may have left or is about to. After a chargeback
    /// nothing is ours to give.
    #[must_use]
    pub fn returnable(&self) -> Money {
        if self.state == AttemptState::Disputed {
            return Money::kzt(0);
        }
        let gone = self.sum(RefundState::counts);
        Money { minor: self.taken().minor.saturating_sub(gone.minor), currency: Currency::Kzt }
    }

    fn sum(&self, counts: impl Fn(RefundState) -> bool) -> Money {
        let minor = self.refunds.iter().filter(|refund| counts(refund.state)).map(|refund| refund.amount.minor);
        Money::kzt(minor.fold(0, u64::saturating_add))
    }
}

/// What an observation means for the refund under way. `None` leaves it open: the order still "paid" only says that the money is not
/// back yet.
#[must_use]
pub fn classify(attempt: &Attempt, refund: &Refund, seen: &proto::Observation) -> Option<RefundEvent> {
    use proto::Status;
    if seen.order_ref != attempt.order_ref {
        return None;
    }
    match seen.status {
        Status::Refunded => Some(E::SeenDone).filter(|_| goes_with(attempt, refund, seen.amount_minor)),
        Status::PartRefunded if refund.amount.minor < attempt.taken().minor => {
            Some(E::SeenDone).filter(|_| goes_with(attempt, refund, seen.amount_minor))
        }
        Status::Declined if seen.decline.as_ref().is_some_and(|decline| decline.is_final) => Some(E::SeenRefused),
        Status::Declined
        | Status::PartRefunded
        | Status::NotFound
        | Status::NotPaid
        | Status::Pending
        | Status::Authorised
        | Status::Paid
        | Status::Cancelled
        | Status::ChargedBack
        | Status::Unknown => None,
    }
}

/// Whether the told amount can be this refund's: its own, or all that is back with it. After an earlier refund a provider that tells no
/// amount, or the earlier one, may only be repeating itself.
fn goes_with(attempt: &Attempt, refund: &Refund, told: Option<u64>) -> bool {
    let (mine, before) = (refund.amount.minor, attempt.returned().minor);
    match told {
        Some(told) => told == before.saturating_add(mine) || (told == mine && told != before),
        None => before == 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_step_has_one_outcome_and_ends_are_final() {
        for state in S::ALL {
            for event in E::ALL {
                let rows = ROWS.iter().filter(|row| row.event == event && row.from.contains(&state)).count();
                assert!(rows <= 1, "{state:?} {event:?}");
                assert!(rows == 0 || !matches!(state, S::Refunded | S::Rejected | S::Failed), "{state:?} is left");
            }
        }
    }

    #[test]
    fn nothing_is_sent_that_was_not_approved_and_nothing_is_sent_twice() {
        let sends: Vec<_> = ROWS.iter().filter(|row| row.event == E::Sends).collect();
        assert_eq!((sends.len(), sends[0].from), (1, &[S::Approved][..]));
        for row in ROWS.iter().filter(|row| row.to == S::Approved && row.from.contains(&S::Refunding)) {
            assert_eq!(row.event, E::NotSent, "only certainty leads back: {row:?}");
        }
    }

    proptest! {
        #[test]
        fn a_refund_reaches_the_provider_only_through_two_people(
            events in proptest::collection::vec(proptest::sample::select(E::ALL.to_vec()), 0..30),
        ) {
            let (mut state, mut asked, mut approved) = (S::Proposed, false, false);
            for event in events {
                let Some(row) = find(state, event) else { continue };
                asked |= event == E::Ask;
                approved |= asked && matches!(event, E::Approve | E::ApproveByHand);
                state = row.to;
                prop_assert!(!matches!(state, S::Approved | S::Refunding | S::Refunded) || approved);
            }
        }
    }
}
