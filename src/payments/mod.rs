//! Runs payment plugins and sends the requests they ask for. Names no bank.
//!
//! A plugin is a library in a child process of its own. It answers messages and does nothing else; what leaves the portal
//! on its behalf leaves through [`send`], and what it saw is compared and decided elsewhere.

mod abi;
mod address;
mod breaker;
mod child;
mod confine;
mod egress;
mod fault;
mod gateway;
mod library;
mod offer;
mod process;
mod request;
mod running;
mod settings;
mod specimen;
mod supervisor;
mod trial;
mod verified;
mod wire;

pub use child::run as child_run;
pub use confine::{Confinement, Sandbox};
pub use egress::{Policy, send};
pub use evisa_plugin_sdk::proto;
pub use fault::PluginFault;
pub use gateway::{Done, Exchange, Gateway, PluginChange, PluginState};
pub use library::{LIBRARY_BYTES_MAX, signature_check};
pub use offer::MethodOffer;
pub use settings::{PluginLimits, PluginSettings, Secret, Settings};
pub use specimen::{Specimen, SpecimenChild, SpecimenHere};
pub use trial::Trial;
pub use verified::{LEVEL_ENABLED, Verification, Verified};

use crate::domain::{context::Cx, lang::Lang};

/// The circumstances of a call from those of a command: its time, fresh randomness, and the customer's language.
#[must_use]
pub fn call_cx(cx: &Cx<'_>, lang: Lang) -> proto::Cx {
    let mut entropy = [0; 32];
    cx.chance.fill(&mut entropy);
    proto::Cx { now: cx.now.to_string(), entropy, lang: lang.code().to_owned(), features: Vec::new() }
}
