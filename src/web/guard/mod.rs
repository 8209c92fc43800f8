//! What stands before every page: cookies, forged forms, headers, how often somebody may ask.

pub mod cookies;
pub mod csrf;
pub mod headers;
pub mod rate;
pub mod seal;
