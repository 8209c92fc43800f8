//! The bank's front door: a small accept loop with limits, the list of addresses, and the headers of every answer.

use std::{convert::Infallible, future::Future, net::IpAddr, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{self, HeaderName, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use maud::Markup;
use tokio::{net::TcpListener, sync::Semaphore, time};
use url::Url;

use super::{Bank, Family, console, control, egov, halyk, kkb, mobile, pages, settlement, signing, wallet};

/// Connections at once: a demonstration has a few, a careless loop must not take the machine.
const CONNECTIONS_MAX: usize = 256;
/// Bytes of a request body: the fields of a card page are 2–4 KiB.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// Time for the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Time for the body of a request.
const BODY_TIME: Duration = Duration::from_secs(10);
/// Time open connections have to end once the bank closes.
const FAREWELL: Duration = Duration::from_secs(2);
/// The pause after a failed accept: the machine is out of descriptors, and trying at once makes it worse.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

const STYLE: &str = include_str!("../../templates/sandbox/bank.css");
const HEADERS: [(&str, &str); 8] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("cache-control", "no-store"),
];

/// An answer.
pub(super) type Reply = Response<Full<Bytes>>;
/// Names and values of a form or a query.
pub(super) type Fields = Vec<(String, String)>;

/// A request, read whole.
pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Fields,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Ask {
    /// The fields of the body.
    pub(super) fn form(&self) -> Fields {
        form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// A header as text, empty when absent.
    pub(super) fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// The first value of a name, empty when absent.
pub(super) fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// Take connections until `shutdown` is over, then let the open ones end.
pub(super) async fn accept(bank: Arc<Bank>, listener: TcpListener, shutdown: impl Future<Output = ()> + Send) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let farewell = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let taken = async { (Arc::clone(&places).acquire_owned().await, listener.accept().await) };
        let (place, stream) = tokio::select! {
            taken = taken => taken,
            () = &mut shutdown => break,
        };
        let Ok((stream, _)) = stream else {
            time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let bank = Arc::clone(&bank);
        let service = service_fn(move |request| answer(Arc::clone(&bank), request));
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
        let connection = farewell.watch(builder.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to the model bank broke");
            }
            drop(place);
        });
    }
    let _all_gone_or_not = time::timeout(FAREWELL, farewell.shutdown()).await;
}

async fn answer(bank: Arc<Bank>, request: Request<Incoming>) -> Result<Reply, Infallible> {
    let (head, body) = request.into_parts();
    let body = match time::timeout(BODY_TIME, Limited::new(body, BODY_BYTES_MAX).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) => return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE, "the request is too large or broken")),
        Err(_) => return Ok(plain(StatusCode::REQUEST_TIMEOUT, "the request took too long")),
    };
    let query = form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let path = head.uri.path().to_owned();
    let ask = Ask { method: head.method, path, query, headers: head.headers, body };
    let mut reply = route(&bank, &ask).await;
    for (name, value) in HEADERS {
        reply.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    Ok(reply)
}

/// The list of addresses.
async fn route(bank: &Arc<Bank>, ask: &Ask) -> Reply {
    let parts: Vec<&str> = ask.path.split('/').skip(1).collect();
    if family_of(&parts).is_some_and(|family| !bank.settings.families.contains(&family)) {
        return plain(StatusCode::NOT_FOUND, "this bank was told not to speak this protocol (--profile)");
    }
    match (ask.method.as_str(), parts.as_slice()) {
        ("POST", ["oauth2", "token"]) => halyk::token(bank, ask).await,
        ("GET", ["check-status", "payment", "transaction", invoice]) => halyk::status(bank, ask, invoice).await,
        ("POST", ["operation", id, operation]) => halyk::operate(bank, ask, id, operation).await,
        ("GET" | "POST", ["payform"]) => halyk::open(bank, ask).await,
        ("POST", ["jsp", "process", "logon.jsp"]) => kkb::open(bank, ask).await,
        ("GET", ["jsp", "remote", "checkOrdern.jsp"]) => kkb::check(bank, ask).await,
        ("GET", ["jsp", "remote", "control.jsp"]) => kkb::command(bank, ask).await,
        (_, ["wallet", "v1", "payments", path @ ..]) => wallet::answer(bank, ask, path).await,
        ("POST", ["mobile", method]) => mobile::answer(bank, ask, method).await,
        ("GET", ["pay", page]) => pages::show(bank, ask, page),
        ("POST", ["pay", page]) => pages::pay(bank, ask, page).await,
        ("GET", ["style.css"]) => typed(StatusCode::OK, "text/css; charset=utf-8", STYLE.to_owned()),
        (_, ["idp", path @ ..]) => egov::answer(bank, ask, path),
        // The portal's page sends its text here by a form.
        ("GET" | "POST", ["signature"]) => signing::show(ask),
        ("POST", ["signature", "sign"]) if is_ours(bank, ask) => signing::sign(ask),
        ("GET", [""]) if is_ours(bank, ask) => console::show(bank, ask),
        (_, ["control", path @ ..]) if is_ours(bank, ask) => control::answer(bank, ask, path).await,
        ("GET", ["settlement", family, file]) if is_ours(bank, ask) => settlement::download(bank, ask, (family, file)),
        _ => plain(StatusCode::NOT_FOUND, "no such page"),
    }
}

/// The protocol of an address; absent for pages and the console.
fn family_of(parts: &[&str]) -> Option<Family> {
    match parts.first().copied()? {
        "oauth2" | "check-status" | "operation" | "payform" => Some(Family::Halyk),
        "jsp" => Some(Family::Kkb),
        "wallet" => Some(Family::Wallet),
        "mobile" => Some(Family::Mobile),
        _ => None,
    }
}

/// Whether a request to the console comes from this bank's own pages or from a program, not from a foreign page: the name
/// it was called by is ours or a bare address (no DNS rebinding), and a browser does not say "cross-site".
fn is_ours(bank: &Bank, ask: &Ask) -> bool {
    let site = ask.headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()).unwrap_or("none");
    let foreign_post = ask.method == Method::POST && !["none", "same-origin"].contains(&site);
    let called = Url::parse(&format!("http://{}/", ask.header(header::HOST))).ok();
    let host = called.as_ref().and_then(Url::host_str).unwrap_or_default();
    let bare = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() || host == "localhost";
    let own = Url::parse(&bank.settings.public_url).ok();
    !foreign_post && (bare || own.as_ref().and_then(Url::host_str) == Some(host))
}

/// An answer with a body of this type.
pub(super) fn typed(status: StatusCode, content_type: &'static str, body: String) -> Reply {
    bytes(status, content_type, body.into_bytes())
}

/// An answer with a body of these bytes.
pub(super) fn bytes(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Reply {
    let mut reply = Response::new(Full::new(Bytes::from(body)));
    *reply.status_mut() = status;
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply
}

/// A sentence for a program or a careless visitor.
pub(super) fn plain(status: StatusCode, text: &str) -> Reply {
    typed(status, "text/plain; charset=utf-8", format!("TEST: {text}\n"))
}

/// JSON.
pub(super) fn json(status: StatusCode, body: String) -> Reply {
    typed(status, "application/json", body)
}

/// A page.
pub(super) fn page(status: StatusCode, page: Markup) -> Reply {
    typed(status, "text/html; charset=utf-8", page.into_string())
}

/// Look there instead, with GET.
pub(super) fn see_other(path: &str) -> Reply {
    let mut reply = plain(StatusCode::SEE_OTHER, "see the other page");
    match HeaderValue::from_str(path) {
        Ok(value) => reply.headers_mut().insert(header::LOCATION, value),
        Err(_) => return plain(StatusCode::BAD_REQUEST, "no such page"),
    };
    reply
}

/// The book could not be written; nothing happened.
pub(super) fn disk_failed(error: &std::io::Error) -> Reply {
    tracing::error!(%error, "the model bank cannot write its book");
    plain(StatusCode::INTERNAL_SERVER_ERROR, "the bank cannot write its book; nothing happened")
}
