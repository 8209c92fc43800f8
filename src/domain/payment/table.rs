//! The life of one payment attempt as a table: what is absent from it is refused.
//!
//! Source of the rules: figures 7–13 of the manual; the reasons stand beside the rows. `exposed` means that the customer was sent to
//! the provider or a request that moves money left us: money may move, and the attempt can only be closed by confirmation.

use serde::{Deserialize, Serialize};

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// The method was chosen; its order reference is stored.
    Created,
    /// It is the customer's turn: a form of ours, or the provider's page.
    Customer,
    /// A request that moves money has left, or may have left.
    Sent,
    /// The provider has it and has not finished.
    Pending,
    /// We do not know. Never shown as failed, never as paid.
    Unknown,
    /// The provider has taken exactly the expected amount.
    Paid,
    /// The provider refused finally, or nothing could be sent: the customer may choose again.
    Declined,
    /// Over without money, confirmed.
    Closed,
    /// Paid, then returned in full.
    Refunded,
    /// Paid, then returned in part.
    PartRefunded,
    /// Paid, then taken back by the payer's bank.
    Disputed,
}

impl AttemptState {
    /// All states, for tables and tests.
    pub const ALL: [Self; 11] = [
        Self::Created,
        Self::Customer,
        Self::Sent,
        Self::Pending,
        Self::Unknown,
        Self::Paid,
        Self::Declined,
        Self::Closed,
        Self::Refunded,
        Self::PartRefunded,
        Self::Disputed,
    ];

    /// Whether the attempt may still end either way: a payment has at most one live attempt.
    #[must_use]
    pub const fn live(self) -> bool {
        match self {
            Self::Created | Self::Customer | Self::Sent | Self::Pending | Self::Unknown => true,
            Self::Paid | Self::Declined | Self::Closed | Self::Refunded | Self::PartRefunded | Self::Disputed => false,
        }
    }

    /// Whether money was captured, whatever happened to it later.
    #[must_use]
    pub const fn captured(self) -> bool {
        match self {
            Self::Paid | Self::Refunded | Self::PartRefunded | Self::Disputed => true,
            Self::Created
            | Self::Customer
            | Self::Sent
            | Self::Pending
            | Self::Unknown
            | Self::Declined
            | Self::Closed => false,
        }
    }
}

/// What may happen to an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptEvent {
    /// The plugin asks the customer to fill a form of ours.
    AsksCustomer,
    /// The plugin sends the customer to the provider's page; stored before the browser is answered.
    RedirectsCustomer,
    /// A request that moves money is about to leave; stored before the first byte.
    SendsMutation,
    /// Certain: no byte of the request left us.
    NotSent,
    /// A request failed, or a plugin did, and we cannot tell what the provider did.
    NoAnswer,
    /// The one request that takes reserved money is about to leave; stored before the first byte.
    SendsCapture,
    /// The request that calls the payment off is about to leave; stored before the first byte.
    SendsCancel,
    /// Observed: the provider works on it.
    SeenPending,
    /// Observed: the provider holds the money, ours in every field, without having taken it.
    SeenAuthorised,
    /// Observed: paid; order, amount, currency and terminal are ours.
    SeenPaid,
    /// Observed: paid, but amount, currency or terminal are not ours.
    SeenPaidOtherwise,
    /// Observed: refused for good.
    SeenDeclined,
    /// Observed: called off at the provider.
    SeenCancelled,
    /// Observed: one try on the provider's page failed and the page stays open.
    SeenTryDeclined,
    /// Observed before the deadline and its grace: not found, or not paid yet.
    SeenNotPaidYet,
    /// Observed after the deadline and its grace, or after a confirmed cancellation: not found, or not paid.
    SeenNotPaid,
    /// A refund of ours is confirmed, and with it all is back.
    ReturnedAll,
    /// A refund of ours is confirmed, and a part is back.
    ReturnedPart,
    /// Observed: given back, in full or in part, without a refund of ours.
    SeenReturnedUnasked,
    /// Observed: taken back by the payer's bank.
    SeenChargedBack,
    /// The session's thirty minutes are over.
    Deadline,
    /// The customer wants another method.
    Switch,
    /// Three days of questions without an answer.
    Unanswered,
    /// The provider's settlement files of its day and of the next do not have it.
    FileLacksIt,
    /// The provider's settlement file has it after all.
    FileHasIt,
    /// The provider's settlement file has it once more, as other money.
    FileHasItTwice,
    /// Two people: the provider's papers show that it was paid.
    DecidedPaid,
    /// Two people: the provider's papers show that nothing was taken.
    DecidedNotPaid,
    /// Two people: the provider's papers show that it was given back.
    DecidedReturned,
    /// Two people: the payer's bank took it back.
    DecidedChargedBack,
    /// Two people looked at its holds.
    DecidedReviewed,
}

impl AttemptEvent {
    /// All events, for tables and tests.
    pub const ALL: [Self; 31] = [
        Self::AsksCustomer,
        Self::RedirectsCustomer,
        Self::SendsMutation,
        Self::NotSent,
        Self::NoAnswer,
        Self::SendsCapture,
        Self::SendsCancel,
        Self::SeenPending,
        Self::SeenAuthorised,
        Self::SeenPaid,
        Self::SeenPaidOtherwise,
        Self::SeenDeclined,
        Self::SeenCancelled,
        Self::SeenTryDeclined,
        Self::SeenNotPaidYet,
        Self::SeenNotPaid,
        Self::ReturnedAll,
        Self::ReturnedPart,
        Self::SeenReturnedUnasked,
        Self::SeenChargedBack,
        Self::Deadline,
        Self::Switch,
        Self::Unanswered,
        Self::FileLacksIt,
        Self::FileHasIt,
        Self::FileHasItTwice,
        Self::DecidedPaid,
        Self::DecidedNotPaid,
        Self::DecidedReturned,
        Self::DecidedChargedBack,
        Self::DecidedReviewed,
    ];
}

/// A review flag beside the state: it never hides the true state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The provider took another amount, currency or terminal than expected.
    AmountMismatch,
    /// Two attempts of one payment were paid.
    DuplicatePaid,
    /// The provider now denies what it confirmed.
    Contradiction,
    /// Paid after we had closed or declined it.
    LateSuccess,
    /// Paid here, and missing in the provider's settlement files of its day.
    UnmatchedSettlement,
    /// No answer within three days: the settlement file decides.
    Unresolved,
    /// The payer's bank took the money back: staff decide what becomes of the visa.
    ChargedBack,
}

/// Whether a row needs money to be able to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// The row holds either way.
    Any,
    /// Only while no money can move.
    Safe,
    /// Only once money may move.
    Exposed,
}

/// What goes with a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// Nothing more.
    Nothing,
    /// From now on money may move.
    Expose,
    /// Ask the provider at once.
    Query,
    /// Post to the ledger and settle the application.
    Settle,
    /// The same, and mark the lateness if the payment no longer needed it.
    SettleLate,
    /// Put a hold on the attempt.
    Hold(Hold),
    /// Take one hold off.
    Lift(Hold),
    /// Take every hold off.
    LiftAll,
    /// Ask the plugin to take the reserved money, once, where that is its way.
    Capture,
    /// Ask the provider at once, and call the payment off where its plugin can.
    CallOff,
    /// Post the reversal.
    Reverse,
    /// Post what the payer's bank took back, and give staff the case.
    Dispute,
}

/// One permitted step.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The states it starts from.
    pub from: &'static [AttemptState],
    /// What happens.
    pub event: AttemptEvent,
    /// Whether money must be able to move.
    pub exposure: Exposure,
    /// The state afterwards; `None` stays.
    pub to: Option<AttemptState>,
    /// What goes with it.
    pub follow: Follow,
}

use AttemptEvent as E;
use AttemptState as S;

const LIVE: &[S] = &[S::Created, S::Customer, S::Sent, S::Pending, S::Unknown];
const PAID: &[S] = &[S::Paid, S::PartRefunded];
const CAPTURED: &[S] = &[S::Paid, S::Refunded, S::PartRefunded, S::Disputed];
const OVER: &[S] = &[S::Declined, S::Closed];
const NEVER_PAID: &[S] = &[S::Created, S::Customer, S::Sent, S::Pending, S::Unknown, S::Declined, S::Closed];
const ALL: &[S] = &S::ALL;

const fn row(from: &'static [S], event: E, exposure: Exposure, to: Option<S>, follow: Follow) -> Row {
    Row { from, event, exposure, to, follow }
}

/// Every permitted step of an attempt. For one state, event and exposure at most one row holds.
pub const ROWS: &[Row] = &[
    // From `Sent` when the provider answered and asks for more, such as a one-time code.
    row(&[S::Created, S::Customer, S::Sent], E::AsksCustomer, Exposure::Any, Some(S::Customer), Follow::Nothing),
    row(&[S::Created, S::Customer, S::Sent], E::RedirectsCustomer, Exposure::Any, Some(S::Customer), Follow::Expose),
    row(&[S::Created, S::Customer, S::Pending], E::SendsMutation, Exposure::Any, Some(S::Sent), Follow::Expose),
    // Nothing left us before and nothing left us now: the customer may simply try again.
    row(LIVE, E::NotSent, Exposure::Safe, Some(S::Declined), Follow::Nothing),
    row(LIVE, E::NotSent, Exposure::Exposed, None, Follow::Nothing),
    // Before exposure a failed question or a crashed plugin has moved no money.
    row(LIVE, E::NoAnswer, Exposure::Safe, Some(S::Declined), Follow::Nothing),
    row(&[S::Sent], E::NoAnswer, Exposure::Exposed, Some(S::Unknown), Follow::Query),
    // A question without an answer changes nothing: it is asked again later.
    row(&[S::Created, S::Customer, S::Pending, S::Unknown], E::NoAnswer, Exposure::Exposed, None, Follow::Nothing),
    // Reserved money is taken by one request; a lost answer is asked about before there can be a second.
    row(&[S::Pending], E::SendsCapture, Exposure::Exposed, Some(S::Sent), Follow::Nothing),
    // Calling off takes nothing: its outcome is seen, never assumed.
    row(LIVE, E::SendsCancel, Exposure::Exposed, None, Follow::Nothing),
    row(LIVE, E::SeenPending, Exposure::Any, Some(S::Pending), Follow::Nothing),
    row(LIVE, E::SeenAuthorised, Exposure::Any, Some(S::Pending), Follow::Capture),
    row(LIVE, E::SeenPaid, Exposure::Any, Some(S::Paid), Follow::Settle),
    row(OVER, E::SeenPaid, Exposure::Any, Some(S::Paid), Follow::SettleLate),
    row(CAPTURED, E::SeenPaid, Exposure::Any, None, Follow::Nothing),
    row(ALL, E::SeenPaidOtherwise, Exposure::Any, None, Follow::Hold(Hold::AmountMismatch)),
    row(LIVE, E::SeenDeclined, Exposure::Any, Some(S::Declined), Follow::Nothing),
    row(OVER, E::SeenDeclined, Exposure::Any, None, Follow::Nothing),
    row(LIVE, E::SeenCancelled, Exposure::Any, Some(S::Closed), Follow::Nothing),
    row(OVER, E::SeenCancelled, Exposure::Any, None, Follow::Nothing),
    // Freeing the attempt here would allow a second charge while the provider's page can still pay.
    row(LIVE, E::SeenTryDeclined, Exposure::Any, None, Follow::Nothing),
    row(OVER, E::SeenTryDeclined, Exposure::Any, None, Follow::Nothing),
    row(OVER, E::SeenPending, Exposure::Any, None, Follow::Nothing),
    row(OVER, E::SeenAuthorised, Exposure::Any, None, Follow::Nothing),
    row(LIVE, E::SeenNotPaidYet, Exposure::Any, None, Follow::Nothing),
    row(OVER, E::SeenNotPaidYet, Exposure::Any, None, Follow::Nothing),
    row(LIVE, E::SeenNotPaid, Exposure::Any, Some(S::Closed), Follow::Nothing),
    row(OVER, E::SeenNotPaid, Exposure::Any, None, Follow::Nothing),
    // Paid is never downgraded: what contradicts it is held for a person.
    row(&[S::Paid], E::SeenPending, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
    row(&[S::Paid], E::SeenDeclined, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
    row(&[S::Paid], E::SeenTryDeclined, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
    row(&[S::Paid], E::SeenNotPaidYet, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
    row(&[S::Paid], E::SeenNotPaid, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
    row(&[S::Paid], E::SeenAuthorised, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
    row(&[S::Paid], E::SeenCancelled, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
    row(PAID, E::ReturnedAll, Exposure::Any, Some(S::Refunded), Follow::Reverse),
    row(PAID, E::ReturnedPart, Exposure::Any, Some(S::PartRefunded), Follow::Reverse),
    // Another amount than the fee was taken, and all of it is back: nothing was ever paid.
    row(LIVE, E::ReturnedAll, Exposure::Any, Some(S::Closed), Follow::Reverse),
    // Money that came or went while we did not look: a person decides.
    row(NEVER_PAID, E::SeenReturnedUnasked, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
    row(PAID, E::SeenReturnedUnasked, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
    row(NEVER_PAID, E::SeenChargedBack, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
    row(&[S::Refunded], E::SeenChargedBack, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
    row(PAID, E::SeenChargedBack, Exposure::Any, Some(S::Disputed), Follow::Dispute),
    row(LIVE, E::Deadline, Exposure::Safe, Some(S::Closed), Follow::Nothing),
    // The provider's page may still be open: ask, and close only on its word.
    row(LIVE, E::Deadline, Exposure::Exposed, Some(S::Unknown), Follow::CallOff),
    row(LIVE, E::Switch, Exposure::Safe, Some(S::Closed), Follow::Nothing),
    row(LIVE, E::Switch, Exposure::Exposed, None, Follow::CallOff),
    row(LIVE, E::Unanswered, Exposure::Exposed, None, Follow::Hold(Hold::Unresolved)),
    row(CAPTURED, E::Unanswered, Exposure::Any, None, Follow::Hold(Hold::Unresolved)),
    row(CAPTURED, E::FileLacksIt, Exposure::Any, None, Follow::Hold(Hold::UnmatchedSettlement)),
    row(CAPTURED, E::FileHasIt, Exposure::Any, None, Follow::Lift(Hold::UnmatchedSettlement)),
    row(CAPTURED, E::FileHasItTwice, Exposure::Any, None, Follow::Hold(Hold::DuplicatePaid)),
    // Corrected to match the provider, by two people.
    row(LIVE, E::DecidedPaid, Exposure::Any, Some(S::Paid), Follow::Settle),
    row(OVER, E::DecidedPaid, Exposure::Any, Some(S::Paid), Follow::SettleLate),
    row(LIVE, E::DecidedNotPaid, Exposure::Any, Some(S::Closed), Follow::LiftAll),
    row(PAID, E::DecidedReturned, Exposure::Any, Some(S::Refunded), Follow::Reverse),
    row(PAID, E::DecidedChargedBack, Exposure::Any, Some(S::Disputed), Follow::Dispute),
    row(ALL, E::DecidedReviewed, Exposure::Any, None, Follow::LiftAll),
];

/// The row for a step, or `None` where the step is not permitted.
#[must_use]
pub fn find(state: AttemptState, exposed: bool, event: AttemptEvent) -> Option<&'static Row> {
    ROWS.iter().find(|row| {
        row.event == event
            && row.from.contains(&state)
            && match row.exposure {
                Exposure::Any => true,
                Exposure::Safe => !exposed,
                Exposure::Exposed => exposed,
            }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holding(state: S, exposed: bool, event: E) -> usize {
        let holds = |exposure| match exposure {
            Exposure::Any => true,
            Exposure::Safe => !exposed,
            Exposure::Exposed => exposed,
        };
        ROWS.iter().filter(|row| row.event == event && row.from.contains(&state) && holds(row.exposure)).count()
    }

    #[test]
    fn at_most_one_row_holds_for_any_situation() {
        for state in S::ALL {
            for event in E::ALL {
                for exposed in [false, true] {
                    assert!(holding(state, exposed, event) <= 1, "{state:?} {event:?} exposed={exposed}");
                }
            }
        }
    }

    #[test]
    fn whatever_a_live_or_over_attempt_is_told_by_the_provider_there_is_a_row() {
        let seen = [
            E::SeenPending,
            E::SeenAuthorised,
            E::SeenPaid,
            E::SeenPaidOtherwise,
            E::SeenDeclined,
            E::SeenTryDeclined,
            E::SeenCancelled,
            E::SeenNotPaidYet,
            E::SeenNotPaid,
            E::SeenReturnedUnasked,
            E::SeenChargedBack,
        ];
        for state in LIVE.iter().chain(OVER).chain(&[S::Paid]) {
            for event in seen {
                assert_eq!(holding(*state, true, event), 1, "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn money_that_may_move_is_closed_only_on_the_provider_s_word() {
        for row in ROWS {
            let closes = matches!(row.to, Some(S::Closed | S::Declined));
            let by_the_provider =
                matches!(row.event, E::SeenNotPaid | E::SeenDeclined | E::SeenCancelled | E::ReturnedAll);
            let by_two_people = row.event == E::DecidedNotPaid;
            assert!(!closes || by_the_provider || by_two_people || row.exposure == Exposure::Safe, "{row:?}");
        }
    }

    proptest! {
        #[test]
        fn paid_is_never_downgraded(events in proptest::collection::vec(proptest::sample::select(E::ALL.to_vec()), 0..40)) {
            let (mut state, mut exposed, mut captured) = (S::Created, false, false);
            for event in events {
                if let Some(row) = find(state, exposed, event) {
                    state = row.to.unwrap_or(state);
                    exposed |= row.follow == Follow::Expose;
                }
                captured |= state.captured();
                prop_assert!(!captured || state.captured(), "{state:?} after being paid");
            }
        }
    }
}
