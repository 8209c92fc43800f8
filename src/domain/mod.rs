//! Facts, rules and transition tables of the visa service: pure, without I/O, clock, randomness or async.

pub mod account;
pub mod audit;
pub mod context;
pub mod id;
pub mod lang;
pub mod money;
pub mod person;
pub mod refusal;
