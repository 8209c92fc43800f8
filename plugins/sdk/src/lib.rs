//! Write a payment method for evisa: the trait, the messages and the C ABI.
//!
//! A plugin does no input or output of its own. Every call is a function of the message, which carries the clock, chance
//! and what the plugin remembered; it answers with a step, and the host takes it.

#[allow(unsafe_code, reason = "the C border: pointers from and to the other side")]
pub mod abi;
pub mod almaty;
pub mod decimal;
mod entry;
pub mod form;
pub mod mask;
mod plugin;
pub mod proto;
#[cfg(feature = "schema")]
pub mod schema;
pub mod secret;
pub mod settings;
pub mod settlement;
#[allow(unsafe_code, reason = "calls a plugin through the C border, as a host does")]
pub mod testing;
pub mod typed;

pub use plugin::PaymentPlugin;
