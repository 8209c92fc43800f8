//! Pages for border posts: a traveller's visa beside its record, and a reader that works in the browser without a network.

mod check;
mod picture;
mod reader;
mod record;

use super::route::{Access, Route, get, post};
use crate::domain::permission::Permission;

/// The pages of this slice.
pub(super) fn routes() -> Vec<Route> {
    let may = Access::Permission;
    vec![
        get("/{lang}/border", may(Permission::BorderCheck), check::page),
        post("/{lang}/border", may(Permission::BorderCheck), check::sent),
        post("/{lang}/border/picture", may(Permission::BorderCheck), picture::sent).with_picture(),
        get("/{lang}/border/reader", Access::Public, reader::page),
        get("/border-worker.js", Access::Public, reader::worker),
    ]
}
