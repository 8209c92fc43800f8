//! What providers send unasked: admitted by its unguessable address, stored, used, acknowledged in the provider's own words.

use evisa_plugin_sdk::proto::{Ack, Bytes, Pair, RawHttp};
use hyper::{StatusCode, header};

use crate::{
    domain::{context::Cx, refusal::Refusal},
    effects::CallbackFault,
    web::{guard::rate::Budget, request::Request, response::Response, site::Inside},
};

/// Callbacks of one plugin: some for each payment of a busy day, far fewer than a flood.
const CALLBACKS: Budget = Budget { burst: 200, refill_ms: 100 };
/// Header fields handed to a plugin.
const HEADERS_MAX: usize = 40;
/// What a provider may be answered with.
const ACK_BYTES_MAX: usize = 4 * 1024;

/// POST: no language, no session, no page.
pub(super) async fn receive(request: Request) -> Response {
    let (plugin, token) = (request.param("plugin").to_owned(), request.param("token").to_owned());
    let asked = request.clone();
    let taken = request.run(move |cx, inside| take(&asked, (&cx, inside), (&plugin, &token))).await;
    match taken {
        Ok(Some(ack)) => acknowledged(&ack),
        // Stored for a person; what is wrong with it is nobody else's business.
        Ok(None) => Response::text("").with_status(StatusCode::BAD_REQUEST),
        Err(Refusal::NotFound) => Response::text("").with_status(StatusCode::NOT_FOUND),
        Err(Refusal::TooMany { retry_after_s }) => Response::text("")
            .with_status(StatusCode::TOO_MANY_REQUESTS)
            .with_header(header::RETRY_AFTER, &retry_after_s.to_string()),
        Err(
            refusal @ (Refusal::Fields(_)
            | Refusal::Denied(_)
            | Refusal::SignIn
            | Refusal::NotPermitted
            | Refusal::Us(_)),
        ) => {
            // Not acknowledged: the provider repeats it.
            tracing::error!(%refusal, "a callback could not be taken");
            Response::text("").with_status(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

fn take(
    request: &Request,
    (cx, inside): (&Cx<'_>, &Inside),
    (plugin, token): (&str, &str),
) -> Result<Option<Ack>, Refusal> {
    inside.services.payment_callback_admit(plugin, token)?;
    request.allow(&format!("callback:{plugin}"), CALLBACKS)?;
    let raw = raw(request);
    let number = inside.services.payment_callback_keep(cx, plugin, &raw)?;
    match inside.outside.callback_read(cx, plugin, raw) {
        Ok(read) => {
            inside.services.payment_callback_use(cx, number, plugin, &read)?;
            Ok(Some(read.ack))
        }
        Err(CallbackFault::Unreadable(why)) => {
            inside.services.payment_callback_unreadable(cx, number, &why)?;
            Ok(None)
        }
        // It waits in the inbox; the provider's repetition or the next start brings it to its plugin.
        Err(CallbackFault::NotNow(why)) => Err(Refusal::Us(why)),
    }
}

/// The request as it came, without what belongs to our own people.
fn raw(request: &Request) -> RawHttp {
    let ours = [header::COOKIE, header::HOST];
    let headers = request.headers.iter().filter(|(name, _)| !ours.contains(name));
    let headers = headers.filter_map(|(name, value)| Some(Pair::new(name.as_str(), value.to_str().ok()?)));
    RawHttp {
        method: request.method.to_string(),
        query: request.query.iter().map(|(name, value)| Pair::new(name, value)).collect(),
        headers: headers.take(HEADERS_MAX).collect(),
        body: Bytes(request.body.to_vec()),
    }
}

/// The plugin's words as an answer that can be nothing but text.
fn acknowledged(ack: &Ack) -> Response {
    let status = StatusCode::from_u16(ack.status).unwrap_or(StatusCode::OK);
    let known = ["text/plain", "application/json", "application/xml", "text/xml"];
    let media_type = known.into_iter().find(|known| ack.content_type.starts_with(known)).unwrap_or("text/plain");
    let body: String = ack.body.chars().take(ACK_BYTES_MAX).collect();
    Response::bytes(body, media_type).with_status(status)
}
