//! The layers of the program that neither wait nor call out, from the program's own files. Compiled here once more because a hundred
//! thousand payments want fast code, and the rest of the program (pages, documents) does not.
#![allow(dead_code, reason = "what only pages, jobs and commands use")]

#[path = "../../src/crypto/mod.rs"]
pub mod crypto;
#[path = "../../src/domain/mod.rs"]
pub mod domain;
#[path = "../../src/services/mod.rs"]
pub mod services;
#[path = "../../src/store/mod.rs"]
pub mod store;
