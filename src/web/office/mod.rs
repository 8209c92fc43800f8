//! The staff pages: their own navigation, one slice per matter. What a role may not do it is not shown; services refuse it besides.

mod audit;
mod figures;
mod home;
mod ledger;
mod money;
mod people;
mod plugins;
mod settlements;
mod visas;
mod words;

use super::{errors, request::Request, response::Response, route::Route};
use crate::domain::{permission::Permission, refusal::Refusal};

/// The pages of the staff; each slice adds its own in one line.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(home::routes());
    routes.extend(money::routes());
    routes.extend(settlements::routes());
    routes.extend(ledger::routes());
    routes.extend(plugins::routes());
    routes.extend(people::routes());
    routes.extend(audit::routes());
    routes.extend(visas::routes());
    routes
}

/// Whether whoever is signed in may do that: for what a page offers. The service asks again.
fn may(request: &Request, permission: Permission) -> bool {
    request.session.as_ref().is_some_and(|session| session.facts.role.may(permission))
}

/// The answer, or why there is none.
fn or_refused(request: &Request, answer: Result<Response, Refusal>) -> Response {
    answer.unwrap_or_else(|refusal| errors::refused(request, refusal))
}
