//! The keys of what can be said about a visa: pages, letters and the command line use the same words.

use crate::domain::visa::{Standing, VisaGround, VisaState};

/// The key of what a visa is worth on a day.
#[must_use]
pub const fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::NotYetValid => "visa-standing-not-yet",
        Standing::Valid => "visa-standing-valid",
        Standing::Expired => "visa-standing-expired",
        Standing::Revoked => "visa-standing-revoked",
        Standing::Annulled => "visa-standing-annulled",
        Standing::Replaced => "visa-standing-replaced",
    }
}

/// The key of a state.
#[must_use]
pub const fn state_key(state: VisaState) -> &'static str {
    match state {
        VisaState::Issued => "visa-standing-valid",
        VisaState::Revoked => "visa-standing-revoked",
        VisaState::Annulled => "visa-standing-annulled",
        VisaState::Replaced => "visa-standing-replaced",
    }
}

/// The key of the ground of an end.
#[must_use]
pub const fn ground_key(ground: VisaGround) -> &'static str {
    match ground {
        VisaGround::PurposeGone => "visa-ground-purpose-gone",
        VisaGround::RulesBroken => "visa-ground-rules-broken",
        VisaGround::Authorities => "visa-ground-authorities",
        VisaGround::HolderAsked => "visa-ground-holder-asked",
        VisaGround::FalseFacts => "visa-ground-false-facts",
        VisaGround::IssuedInError => "visa-ground-issued-in-error",
        VisaGround::Mistake => "visa-ground-mistake",
    }
}
