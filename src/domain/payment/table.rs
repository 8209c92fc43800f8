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
    /// Observed: the provider works on it, or holds the money without having captured it.
    SeenPending,
    /// Observed: paid; order, amount, currency and terminal are ours.
    SeenPaid,
    /// Observed: paid, but amount, currency or terminal are not ours.
    SeenPaidOtherwise,
    /// Observed: refused or cancelled for good.
    SeenDeclined,
    /// Observed: one try on the provider's page failed and the page stays open.
    SeenTryDeclined,
    /// Observed before the deadline and its grace: not found, or not paid yet.
    SeenNotPaidYet,
    /// Observed after the deadline and its grace, or after a confirmed cancellation: not found, or not paid.
    SeenNotPaid,
    /// Observed: returned in full.
    SeenRefunded,
    /// Observed: returned in part.
    SeenPartRefunded,
    /// Observed: taken back by the payer's bank.
    SeenChargedBack,
    /// The session's thirty minutes are over.
    Deadline,
    /// The customer wants another method.
    Switch,
    /// Three days of questions without an answer.
    Unanswered,
}

impl AttemptEvent {
    /// All events, for tables and tests.
    pub const ALL: [Self; 18] = [
        Self::AsksCustomer,
        Self::RedirectsCustomer,
        Self::SendsMutation,
        Self::NotSent,
        Self::NoAnswer,
        Self::SeenPending,
        Self::SeenPaid,
        Self::SeenPaidOtherwise,
        Self::SeenDeclined,
        Self::SeenTryDeclined,
        Self::SeenNotPaidYet,
        Self::SeenNotPaid,
        Self::SeenRefunded,
        Self::SeenPartRefunded,
        Self::SeenChargedBack,
        Self::Deadline,
        Self::Switch,
        Self::Unanswered,
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
    /// A settlement row without an attempt.
    UnmatchedSettlement,
    /// No answer within three days: the settlement file decides.
    Unresolved,
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
    row(LIVE, E::SeenPending, Exposure::Any, Some(S::Pending), Follow::Nothing),
    row(LIVE, E::SeenPaid, Exposure::Any, Some(S::Paid), Follow::Settle),
    row(OVER, E::SeenPaid, Exposure::Any, Some(S::Paid), Follow::SettleLate),
    row(CAPTURED, E::SeenPaid, Exposure::Any, None, Follow::Nothing),
    row(ALL, E::SeenPaidOtherwise, Exposure::Any, None, Follow::Hold(Hold::AmountMismatch)),
    row(LIVE, E::SeenDeclined, Exposure::Any, Some(S::Declined), Follow::Nothing),
    row(OVER, E::SeenDeclined, Exposure::Any, None, Follow::Nothing),
    // Freeing the attempt here would allow a second charge while the provider's page can still pay.
    row(LIVE, E::SeenTryDeclined, Exposure::Any, None, Follow::Nothing),
    row(OVER, E::SeenTryDeclined, Exposure::Any, None, Follow::Nothing),
    row(OVER, E::SeenPending, Exposure::Any, None, Follow::Nothing),
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
    row(&[S::Paid, S::PartRefunded], E::SeenRefunded, Exposure::Any, Some(S::Refunded), Follow::Nothing),
    row(&[S::Paid], E::SeenPartRefunded, Exposure::Any, Some(S::PartRefunded), Follow::Nothing),
    row(&[S::Paid, S::PartRefunded], E::SeenChargedBack, Exposure::Any, Some(S::Disputed), Follow::Nothing),
    row(LIVE, E::Deadline, Exposure::Safe, Some(S::Closed), Follow::Nothing),
    // The provider's page may still be open: ask, and close only on its word.
    row(LIVE, E::Deadline, Exposure::Exposed, Some(S::Unknown), Follow::Query),
    row(LIVE, E::Switch, Exposure::Safe, Some(S::Closed), Follow::Nothing),
    row(LIVE, E::Unanswered, Exposure::Exposed, None, Follow::Hold(Hold::Unresolved)),
    // Money came and went while we did not look: a person decides.
    row(NEVER_PAID, E::SeenRefunded, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
    row(NEVER_PAID, E::SeenPartRefunded, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
    row(NEVER_PAID, E::SeenChargedBack, Exposure::Any, None, Follow::Hold(Hold::Contradiction)),
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
            E::SeenPaid,
            E::SeenPaidOtherwise,
            E::SeenDeclined,
            E::SeenTryDeclined,
            E::SeenNotPaidYet,
            E::SeenNotPaid,
            E::SeenRefunded,
            E::SeenPartRefunded,
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
            let by_the_provider = matches!(row.event, E::SeenNotPaid | E::SeenDeclined);
            assert!(!closes || by_the_provider || row.exposure == Exposure::Safe, "{row:?}");
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
