//! HTTP to commands and read models: the server, the routes, the guards, the page shell and its components.
//!
//! A request goes `server` → `door` (deadline, sizes, log) → `route` (which page) → `answer` (session, guards) → the page, which
//! parses, calls one service through [`request::Request::run`] and shows. What every answer carries is written in `answer`.

pub mod answer;
mod api;
pub mod basics;
mod border;
pub mod components;
pub mod door;
mod epay;
pub mod errors;
pub mod fields;
pub mod flash;
pub mod form;
pub mod gallery;
pub mod guard;
pub mod layout;
mod office;
pub mod paths;
mod portal;
pub mod request;
pub mod response;
pub mod route;
pub mod server;
pub mod session;
pub mod site;
mod upload;
mod verify;
mod words;
mod zip;

/// The one list of pages, for [`door::Door`]; the routes every site has join it there.
#[must_use]
pub fn routes() -> Vec<route::Route> {
    let mut routes = portal::routes();
    routes.extend(epay::routes());
    routes.extend(office::routes());
    routes.extend(verify::routes());
    routes.extend(border::routes());
    routes.extend(api::routes());
    routes
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
