//! Sends the one request a plugin asks for, and says with certainty whether it may have arrived.

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use evisa_plugin_sdk::proto::{
    HTTP_BODY_BYTES_MAX, HTTP_HEADER_BYTES_MAX, HTTP_TIMEOUT_MS, HTTP_TIMEOUT_MS_MAX, HttpRequest, HttpResponse,
    HttpResult, Pair,
};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, Response, body::Bytes, client::conn::http1, header::HeaderMap};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, lookup_host},
};
use url::{Host, Url};

use super::{
    address::{endpoint, inward},
    request::{self, Prepared},
    settings::Secret,
};

/// Bytes of response headers read before giving up; what the plugin sees is capped lower.
const HEAD_BYTES_MAX: usize = 64 * 1024;
/// Header fields of a response.
const HEADERS_MAX: usize = 100;

/// What a plugin's requests may do.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// The host names it may reach.
    pub hosts: Vec<String>,
    /// The secrets that fill its placeholders.
    pub secrets: BTreeMap<String, Secret>,
    /// Whether plain HTTP to this machine is permitted: demonstration and tests.
    pub allow_loopback: bool,
}

/// Sends a request at most once, uses it up, and follows no redirect. [`HttpResult::NotSent`] is certain: no byte of the request was
/// handed to a connection. A response that is cut, too large or late is [`HttpResult::SentNoResponse`].
pub async fn send(request: HttpRequest, policy: &Policy) -> HttpResult {
    let timeout_ms = request.timeout_ms.unwrap_or(HTTP_TIMEOUT_MS).min(HTTP_TIMEOUT_MS_MAX);
    let left = Arc::new(AtomicBool::new(false));
    let exchange = async {
        let prepared = request::prepare(&request, policy)?;
        let stream = connect(&prepared.url, policy).await?;
        exchange(Watched { stream, left: Arc::clone(&left) }, prepared).await
    };
    let outcome = tokio::time::timeout(Duration::from_millis(timeout_ms.into()), exchange).await;
    let why = match outcome {
        Ok(Ok(response)) => return HttpResult::Response(response),
        Ok(Err(why)) => why,
        Err(_) => format!("not over within {timeout_ms} ms"),
    };
    // The connection is gone by now, so nothing more can leave.
    if left.load(Ordering::SeqCst) { HttpResult::SentNoResponse { why } } else { HttpResult::NotSent { why } }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn connect(url: &Url, policy: &Policy) -> Result<Box<dyn Stream>, String> {
    let (host, port) = endpoint(url).ok_or("an address without a host")?;
    let addresses = resolve(&host, port).await?;
    let plain = url.scheme() == "http";
    // All of them, and these very ones are connected to: a name cannot show a public face first and turn inward then.
    if let Some(inward) = inward(&addresses, plain, policy.allow_loopback) {
        return Err(format!("{host} is at {}, which may not be called", inward.ip()));
    }
    let stream = TcpStream::connect(addresses.as_slice()).await.map_err(|error| format!("{host}:{port}: {error}"))?;
    stream.set_nodelay(true).map_err(|error| error.to_string())?;
    if plain {
        return Ok(Box::new(stream));
    }
    let name = match host {
        Host::Domain(name) => ServerName::try_from(name).map_err(|error| error.to_string())?,
        Host::Ipv4(address) => ServerName::IpAddress(std::net::IpAddr::from(address).into()),
        Host::Ipv6(address) => ServerName::IpAddress(std::net::IpAddr::from(address).into()),
    };
    let connector = tokio_rustls::TlsConnector::from(tls()?);
    let stream = connector.connect(name, stream).await.map_err(|error| format!("TLS: {error}"))?;
    Ok(Box::new(stream))
}

async fn resolve(host: &Host<String>, port: u16) -> Result<Vec<SocketAddr>, String> {
    let addresses: Vec<SocketAddr> = match host {
        Host::Domain(name) => {
            lookup_host((name.as_str(), port)).await.map_err(|error| format!("{name}: {error}"))?.collect()
        }
        Host::Ipv4(address) => vec![(*address, port).into()],
        Host::Ipv6(address) => vec![(*address, port).into()],
    };
    if addresses.is_empty() { Err(format!("{host} has no address")) } else { Ok(addresses) }
}

/// TLS with the certificate authorities of the web, built once.
fn tls() -> Result<Arc<ClientConfig>, String> {
    static CONFIG: OnceLock<Result<Arc<ClientConfig>, String>> = OnceLock::new();
    let build = || {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let config = config.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
        Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
    };
    CONFIG.get_or_init(build).clone()
}

async fn exchange(stream: Watched, prepared: Prepared) -> Result<HttpResponse, String> {
    let mut client = http1::Builder::new();
    client.max_buf_size(HEAD_BYTES_MAX).max_headers(HEADERS_MAX);
    let (mut sender, connection) = client.handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    let answer = pin!(async move {
        let request: Request<Full<Bytes>> = prepared.request;
        let response = sender.send_request(request).await.map_err(|error| format!("no response: {error}"))?;
        read(response).await
    });
    // Connection and answer run in this one task: when it is dropped at the deadline, nothing goes on behind its back.
    let mut answer = answer;
    tokio::select! {
        answer = &mut answer => answer,
        _ended = connection => answer.await,
    }
}

async fn read(response: Response<hyper::body::Incoming>) -> Result<HttpResponse, String> {
    let status = response.status().as_u16();
    let headers = headers(response.headers());
    let body = Limited::new(response.into_body(), HTTP_BODY_BYTES_MAX).collect().await;
    let body = body.map_err(|error| format!("no complete response body: {error}"))?.to_bytes();
    Ok(HttpResponse { status, headers, body: body.to_vec().into() })
}

/// The header fields until their limit; what cannot be read as text is left out.
fn headers(all: &HeaderMap) -> Vec<Pair> {
    let mut room = HTTP_HEADER_BYTES_MAX;
    let texts = all.iter().filter_map(|(name, value)| Some(Pair::new(name.as_str(), value.to_str().ok()?)));
    let fits = |pair: &Pair| {
        let left = room.checked_sub(pair.name.len() + pair.value.len());
        room = left.unwrap_or(0);
        left.is_some()
    };
    texts.take_while(fits).collect()
}

/// A stream that notes when the first byte of a request is handed to it; TLS lies below and does not count.
struct Watched {
    stream: Box<dyn Stream>,
    left: Arc<AtomicBool>,
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if !bytes.is_empty() {
            self.left.store(true, Ordering::SeqCst);
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
