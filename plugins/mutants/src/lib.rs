//! A payment plugin with one planted fault at a time: the conformance kit must find each, and nothing in the one without.
//!
//! The clean plugin does everything a plugin can: a form, a creation, the provider's page, capture, cancellation, refunds,
//! signed callbacks, settlement files. Its provider is invented; `cassettes/till.json` plays it.

#[allow(unsafe_code, reason = "faults at the C border are planted in front of the SDK's own")]
mod border;
mod marker;
mod till;
mod wire;

pub use border::evisa_pay_plugin_v1;
