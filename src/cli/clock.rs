//! The edge where time and chance enter the program.

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::context::Chance;

/// The time now, from the operating system.
#[must_use]
pub fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "this is the edge: everywhere else time is an argument")]
    Timestamp::now()
}

/// Randomness from the operating system.
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no secret can be made: stopping is the only safe answer.
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// Randomness to share.
#[must_use]
pub fn chance() -> Arc<dyn Chance> {
    Arc::new(SystemChance)
}
