//! The applicants' portal: one slice of pages per file or folder, each with its routes.

pub(super) mod account;
mod apply;
mod help;
mod inbox;
mod service;
mod start;
mod visas;
mod words;

use super::route::Route;

/// The pages of the portal; each slice adds its own in one line.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(visas::routes());
    routes.extend(inbox::routes());
    routes.extend(account::routes());
    routes.extend(start::routes());
    routes.extend(service::routes());
    routes.extend(apply::routes());
    routes.extend(help::routes());
    routes
}
