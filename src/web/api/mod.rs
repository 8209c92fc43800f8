//! The JSON interface for airlines and control systems: check a visa, take the trust list. Every fault is a problem (RFC 9457).

mod check;
mod problem;

use hyper::header;

pub(super) use problem::{plain, problem, refused};

use super::{
    guard::rate::Budget,
    request::Request,
    response::Response,
    route::{Access, Route, get, post},
};
use crate::domain::{api_key::CallerName, refusal::Refusal};

/// The description of the interface; a test compares it with the routes.
const OPENAPI: &str = include_str!("openapi.json");
/// What every address of the interface begins with.
const PREFIX: &str = "/api/";
/// Calls with one key: a check-in system of many desks.
const CALLS_OF_KEY: Budget = Budget { burst: 120, refill_ms: 200 };
/// Calls of one network without a good key, or for what needs none.
const CALLS_OF_PLACE: Budget = Budget { burst: 30, refill_ms: 2_000 };

/// The addresses of the interface.
pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/api/v1/verify", Access::Public, check::verify).from_elsewhere(),
        get("/api/v1/trust-list", Access::Public, trust_list),
        get("/api/v1/health", Access::Public, health),
        get("/api/v1/openapi.json", Access::Public, |_| async {
            Response::json(OPENAPI.to_owned()).kept_for_an_hour()
        }),
    ]
}

/// Whether a path is one of the interface: then faults are problems, not pages.
pub(super) fn is_api(path: &str) -> bool {
    path.starts_with(PREFIX)
}

/// Who calls, by the key in `Authorization: Bearer …`; each call takes one permission of that caller.
async fn caller(request: &Request) -> Result<CallerName, Refusal> {
    let sent = request.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let key = sent.strip_prefix("Bearer ").unwrap_or_default().trim().to_owned();
    match request.run(move |_, inside| inside.services.api_caller(&key)).await? {
        Some(caller) => {
            request.allow(&format!("api:{caller}"), CALLS_OF_KEY)?;
            Ok(caller)
        }
        None => {
            place(request)?;
            Err(Refusal::SignIn)
        }
    }
}

/// One permission of the network that calls.
fn place(request: &Request) -> Result<(), Refusal> {
    request.allow(&format!("api-place:{}", request.cx().place().unwrap_or_default()), CALLS_OF_PLACE)
}

/// The signed trust list as it is at this moment: public, without personal data. A house without keys has none.
async fn trust_list(request: Request) -> Response {
    if let Err(refusal) = place(&request) {
        return refused(&request, refusal);
    }
    let list = request.run(|cx, inside| {
        if inside.services.keys.is_none() {
            return Err(Refusal::NotFound);
        }
        inside.services.border_list(&cx)
    });
    match list.await {
        Ok(list) => Response::bytes(list, "application/json"),
        Err(refusal) => refused(&request, refusal),
    }
}

/// Whether the interface answers just now.
async fn health(request: Request) -> Response {
    let site = request.site.clone();
    let ready = super::request::blocking(move || (site.ready)().is_ok()).await.unwrap_or(false);
    let status = if ready { hyper::StatusCode::OK } else { hyper::StatusCode::SERVICE_UNAVAILABLE };
    let word = if ready { "ok" } else { "unavailable" };
    Response::json(serde_json::json!({ "status": word, "at": request.now.to_string() }).to_string()).with_status(status)
}
