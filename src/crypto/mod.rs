//! Verdicts over secrets and bytes: passwords, tokens, seals. What lies here never logs, stores or sends anything.

pub mod certificate;
pub mod cms;
pub mod common_passwords;
pub mod keys;
pub mod password;
pub mod seal;
pub mod sealing;
pub mod signer;
pub mod token;
pub mod totp;
pub mod trust;
