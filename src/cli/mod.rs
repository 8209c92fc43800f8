//! The command line: what may be asked, and the settings; wires the parts and runs one command.

pub mod api_key;
pub mod args;
pub mod bank_sim;
pub mod clock;
pub mod config;
pub mod control;
pub mod demo;
pub mod house;
pub mod journey;
pub mod keys;
pub mod money;
mod old_accounts;
pub mod plugin;
pub mod register;
pub mod run;
mod say;
pub mod seed;
pub mod serve;
pub mod setup;
pub mod signals;
pub mod trust;
