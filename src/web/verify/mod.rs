//! Checking a visa, for everybody: by the address on its paper, or by two of its numbers. Minimal facts, and no word about what is not there.

mod numbers;
mod picture;
mod result;
mod token;

pub(super) use numbers::parse as numbers_parse;
pub(super) use picture::{READ_ERROR, code_words, form as picture_form, seal as seal_sent};
pub(super) use result::words_of;

use super::{
    guard::rate::Budget,
    request::Request,
    route::{Access, Route, get, post},
};
use crate::domain::refusal::Refusal;

/// Checks of one network: a queue at a check-in desk passes, a machine that tries tokens does not.
const CHECKS: Budget = Budget { burst: 40, refill_ms: 1_500 };

/// The pages of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/verify", Access::Public, numbers::page),
        post("/{lang}/verify", Access::Public, numbers::sent),
        post("/{lang}/verify/picture", Access::Public, picture::sent).with_picture(),
        get("/{lang}/verify/{token}", Access::Public, token::page),
    ]
}

/// Take one permission to check.
fn allow(request: &Request) -> Result<(), Refusal> {
    request.allow(&format!("verify:{}", request.cx().place().unwrap_or_default()), CHECKS)
}
