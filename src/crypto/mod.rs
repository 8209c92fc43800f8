//! Verdicts over secrets and bytes: passwords and tokens. What lies here never logs, stores or sends anything.

pub mod common_passwords;
pub mod password;
pub mod token;
