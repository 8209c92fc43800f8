//! Verdicts over secrets and bytes: passwords, tokens, seals. What lies here never logs, stores or sends anything.

pub mod cms;
pub mod common_passwords;
pub mod password;
pub mod seal;
pub mod token;
