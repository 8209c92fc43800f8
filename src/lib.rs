//! evisa: a complete electronic-visa service in one executable.
//!
//! The layers and the import table that keeps them apart stand in `ARCHITECTURE.md`; `tests/tidy.rs` checks it.

pub mod domain;
