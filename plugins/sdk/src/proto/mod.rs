//! Every message between the host and a plugin, as JSON, with its limits.
//!
//! Rules of the wire: UTF-8; money is whole minor units from 0 to 2^53 − 1; no floats anywhere, decimals are strings;
//! bytes are base64; times are RFC 3339 with an offset; a key occurs once; unknown fields are ignored; an unknown value of
//! an enumeration reads as `unknown`, which never means paid and never means failed; an unknown step is a fault.

mod bytes;
mod check;
mod describe;
mod frame;
mod http;
mod order;
mod step;
#[cfg(test)]
mod tests;

pub use bytes::Bytes;
pub use check::{decode, encode, json_check};
pub use describe::{
    Callbacks, Capabilities, Capture, Category, Charset, CommissionMode, ConfigField, ConfigKind, Description, Method,
    Need, OrderRefFormat, SecretField, SecretUse, Titles,
};
pub use frame::{Answer, Config, Cx, Fault, FaultKind, Hello, Issue, Level, LogLine, Op, Request, Response};
pub use http::{
    BasicPair, Body, Effect, FormField, HIDDEN, Header, HttpMethod, HttpRequest, HttpResponse, HttpResult, Pair,
    RawHttp, Text,
};
pub use order::{Beneficiary, Order, Payer, Quote, QuoteRequest, RefundOrder, RowKind, SettlementRow, State};
pub use step::{
    Ack, Authenticity, Callback, Collect, CollectField, Decline, Event, FieldKind, Notice, Observation, Redirect,
    RedirectMethod, Resend, Status, Step, Turn, Wait,
};

/// The protocol version this crate speaks. The host also speaks the one before, once there is one.
pub const PROTO_VERSION: u16 = 1;
/// The largest frame in bytes: a settlement file of a busy day fits, a flood does not.
pub const FRAME_BYTES_MAX: usize = 1024 * 1024;
/// The largest `state` in bytes of JSON: it is stored with every attempt.
pub const STATE_BYTES_MAX: usize = 16 * 1024;
/// The deepest nesting of arrays and objects in a frame.
pub const DEPTH_MAX: usize = 32;
/// The largest whole number in a frame, 2^53 − 1: every JSON reader keeps it exactly.
pub const INTEGER_MAX: u64 = 9_007_199_254_740_991;
/// HTTP requests a plugin may ask for within one operation.
pub const HTTP_STEPS_MAX: usize = 8;
/// The longest time in milliseconds one HTTP request may take.
pub const HTTP_TIMEOUT_MS_MAX: u32 = 30_000;
/// The time in milliseconds an HTTP request may take when the plugin names none.
pub const HTTP_TIMEOUT_MS: u32 = 10_000;
/// The largest response body in bytes that a plugin is shown.
pub const HTTP_BODY_BYTES_MAX: usize = 256 * 1024;
/// The largest sum in bytes of response header names and values; more is cut off.
pub const HTTP_HEADER_BYTES_MAX: usize = 16 * 1024;
/// Log lines kept of one answer; the rest is counted, not kept.
pub const LOG_LINES_MAX: usize = 64;
/// Bytes kept of one log line.
pub const LOG_LINE_BYTES_MAX: usize = 1024;
