//! Plugins that misbehave, seen from the portal: it lives on, the call gets a fault, the next call gets an answer.
//!
//! The numbers are the rows of the fault matrix (P1–P18, T1–T5, I7).
#![expect(clippy::unwrap_used, reason = "what a test cannot unwrap has failed it")]

mod change;
mod confinement;
mod desk;
mod egress;
mod faults;
mod libraries;
