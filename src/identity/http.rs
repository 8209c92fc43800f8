//! One request to the provider: TLS with the authorities of the web, a deadline, a limit, no redirects.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, Response, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName};
use tokio::net::TcpStream;
use url::{Host, Url};

use super::IdentityFault;

/// For the whole exchange: a person waits.
const TIME: Duration = Duration::from_secs(10);
/// Bytes of an answer; keys of a large provider have about 20 KiB.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// Send a request and read the answer whole.
pub(super) async fn send(request: Request<Vec<u8>>, allow_loopback: bool) -> Result<Response<Vec<u8>>, IdentityFault> {
    match tokio::time::timeout(TIME, exchange(request, allow_loopback)).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(why)) => Err(IdentityFault::Down(why)),
        Err(_) => Err(IdentityFault::Down(format!("not over within {} s", TIME.as_secs()))),
    }
}

async fn exchange(request: Request<Vec<u8>>, allow_loopback: bool) -> Result<Response<Vec<u8>>, String> {
    let url: Url = request.uri().to_string().parse().map_err(|fault: url::ParseError| fault.to_string())?;
    let (host, port) = (url.host().ok_or("an address without a host")?.to_owned(), url.port_or_known_default());
    let name = host.to_string();
    let bare = name.trim_start_matches('[').trim_end_matches(']').to_owned();
    let stream = TcpStream::connect((bare.as_str(), port.ok_or("an address without a port")?)).await;
    let stream = stream.map_err(|fault| format!("{name}: {fault}"))?;
    let here = stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback());
    match url.scheme() {
        "https" => {
            let server = match host {
                Host::Domain(name) => ServerName::try_from(name).map_err(|fault| fault.to_string())?,
                Host::Ipv4(address) => ServerName::IpAddress(std::net::IpAddr::from(address).into()),
                Host::Ipv6(address) => ServerName::IpAddress(std::net::IpAddr::from(address).into()),
            };
            let stream = tokio_rustls::TlsConnector::from(tls()?).connect(server, stream).await;
            answer(TokioIo::new(stream.map_err(|fault| format!("TLS: {fault}"))?), &url, request).await
        }
        "http" if here && allow_loopback => answer(TokioIo::new(stream), &url, request).await,
        other => Err(format!("{other} is not permitted for an identity provider")),
    }
}

async fn answer<S>(stream: S, url: &Url, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, String>
where
    S: hyper::rt::Read + hyper::rt::Write + Unpin,
{
    let (mut sender, connection) = http1::handshake(stream).await.map_err(|fault| fault.to_string())?;
    let (mut head, body) = request.into_parts();
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    head.uri = path.parse().map_err(|_| "an address that cannot be asked for".to_owned())?;
    head.headers.insert(hyper::header::HOST, host.parse().map_err(|_| "a host that cannot be named".to_owned())?);
    let exchange = async move {
        let sent = sender.send_request(Request::from_parts(head, Full::new(Bytes::from(body)))).await;
        let (head, body) = sent.map_err(|fault| format!("no response: {fault}"))?.into_parts();
        let body = Limited::new(body, BODY_BYTES_MAX).collect().await;
        let body = body.map_err(|fault| format!("no complete response: {fault}"))?.to_bytes();
        Ok(Response::from_parts(head, body.to_vec()))
    };
    let mut exchange = std::pin::pin!(exchange);
    tokio::select! {
        done = &mut exchange => done,
        _ended = connection => exchange.await,
    }
}

/// TLS with the certificate authorities of the web, built once.
fn tls() -> Result<Arc<ClientConfig>, String> {
    static CONFIG: OnceLock<Result<Arc<ClientConfig>, String>> = OnceLock::new();
    let build = || {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let config = config.with_safe_default_protocol_versions().map_err(|fault| fault.to_string())?;
        Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
    };
    CONFIG.get_or_init(build).clone()
}
