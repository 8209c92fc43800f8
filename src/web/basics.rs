//! What every site has: assets, icon, robots, health, and the gallery of components in demonstrations.

use hyper::{StatusCode, header};

use super::{
    errors, gallery,
    request::{Request, blocking},
    response::Response,
    route::{Access, Route, get},
};
use crate::assets;

/// Nothing here is for search engines but the public pages.
const ROBOTS: &str = "User-agent: *\nDisallow: /*/account\nDisallow: /*/office\nDisallow: /*/login\nDisallow: /*/verify/\nDisallow: /*/border\nDisallow: /api/\nDisallow: /health/\n";

/// The routes every site has.
#[must_use]
pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![
        get("/assets/{hash}/{rest..}", Access::Public, asset),
        get("/favicon.ico", Access::Public, favicon),
        get("/favicon.svg", Access::Public, favicon),
        get("/robots.txt", Access::Public, |_| async { Response::text(ROBOTS) }),
        get("/health/live", Access::Public, |_| async { Response::text("live\n") }),
        get("/health/ready", Access::Public, ready),
    ];
    routes.extend(gallery::routes());
    routes
}

/// A file whose address carries the hash of its release: it may be kept for ever.
async fn asset(request: Request) -> Response {
    match assets::web_at(request.param("hash"), request.param("rest")) {
        Some(found) => Response::bytes(found.bytes, found.content_type).kept_for_ever(),
        None => errors::plain(&request, StatusCode::NOT_FOUND),
    }
}

async fn favicon(request: Request) -> Response {
    match assets::web("favicon.svg") {
        Some(found) => {
            Response::bytes(found.bytes, found.content_type).with_header(header::CACHE_CONTROL, "public, max-age=86400")
        }
        None => errors::plain(&request, StatusCode::NOT_FOUND),
    }
}

/// Whether the site can answer; why not goes to the log, not to the asker.
async fn ready(request: Request) -> Response {
    let site = request.site.clone();
    match blocking(move || (site.ready)()).await {
        Ok(Ok(())) => Response::text("ready\n"),
        Ok(Err(reason)) => {
            tracing::warn!(reason, "not ready");
            Response::text("not ready\n").with_status(StatusCode::SERVICE_UNAVAILABLE)
        }
        Err(_) => Response::text("not ready\n").with_status(StatusCode::SERVICE_UNAVAILABLE),
    }
}
