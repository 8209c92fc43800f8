//! The bank's side of Halyk ePay 2: a token for each order, a card page, a status service, JSON callbacks that nobody signs.

mod answer;
mod api;
mod open;

pub(super) use answer::{callback, named};
pub(super) use api::{operate, status, token};
pub(super) use open::open;
