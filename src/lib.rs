//! evisa: a complete electronic-visa service in one executable.
//!
//! The layers and the import table that keeps them apart stand in `ARCHITECTURE.md`; `tests/tidy.rs` checks it.

pub mod assets;
pub mod cli;
pub mod crypto;
pub mod documents;
pub mod domain;
pub mod effects;
pub mod identity;
pub mod jobs;
pub mod locale;
pub mod mail;
pub mod payments;
pub mod sandbox;
pub mod services;
pub mod store;
pub mod web;
