//! The accept loop: every connection is counted, timed and ended by us, so that no client can hold the service.
//!
//! `warp::serve` sets no timer and knows no limit; hyper's protocol sniffing waits for ever. Here HTTP/1 or HTTP/2 is chosen by
//! ALPN, a connection that has asked nothing by [`Limits::first_request`] is dropped, and every connection has a greatest age.

use std::{
    collections::HashMap,
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig};
use tower::{Service, ServiceExt};

/// Headers of one request; browsers send about twenty.
const HEADERS_MAX: usize = 64;
/// Bytes of the request line and headers of HTTP/1; the read buffer of one connection.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// Bytes of all headers of an HTTP/2 request.
const HEADER_LIST_BYTES_MAX: u32 = 32 * 1024;
/// Requests at once on one HTTP/2 connection.
const STREAMS_MAX: u32 = 100;
/// How long the loop rests when the system has no more file descriptors.
const ACCEPT_REST: Duration = Duration::from_millis(100);
/// The name of HTTP/2 in ALPN (RFC 9113 §3.2).
const ALPN_H2: &[u8] = b"h2";

/// The address a request came from: the client, or what a trusted proxy says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// What a client may cost.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once.
    pub connections_max: usize,
    /// Connections at once from one address; trusted proxies are not counted.
    pub connections_per_peer_max: usize,
    /// From accepting to the end of the TLS handshake.
    pub handshake: Duration,
    /// From the handshake to the first complete request head, whatever the protocol.
    pub first_request: Duration,
    /// From the start of a request head, or of idling, to the end of the head (HTTP/1).
    pub head: Duration,
    /// Greatest age of a connection; then it is asked to leave.
    pub age: Duration,
    /// How long connections may finish when they are asked to leave.
    pub farewell: Duration,
    /// Addresses whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 2_000,
            connections_per_peer_max: 100,
            handshake: Duration::from_secs(10),
            first_request: Duration::from_secs(10),
            head: Duration::from_secs(10),
            age: Duration::from_secs(300),
            farewell: Duration::from_secs(10),
            trusted_proxies: Vec::new(),
        }
    }
}

/// The certificate or its key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsFault {
    /// The PEM text holds no certificate, or one that cannot be read.
    #[error("the certificate file: {0}")]
    Certificate(String),
    /// The PEM text holds no private key, or one that cannot be read.
    #[error("the private key file: {0}")]
    Key(String),
    /// Certificate and key do not go together.
    #[error("certificate and private key: {0}")]
    Pair(#[from] rustls::Error),
}

/// TLS 1.2 and 1.3 from a certificate chain and its key, both PEM; HTTP/2 is offered before HTTP/1.1.
pub fn tls_from_pem(chain: &[u8], key: &[u8]) -> Result<Arc<ServerConfig>, TlsFault> {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

    let chain = CertificateDer::pem_slice_iter(chain)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|fault| TlsFault::Certificate(fault.to_string()))?;
    if chain.is_empty() {
        return Err(TlsFault::Certificate("no certificate in it".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|fault| TlsFault::Key(fault.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![ALPN_H2.to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// How many connections each address holds.
#[derive(Default)]
struct Crowd(Mutex<HashMap<IpAddr, usize>>);

/// One place in the crowd; it is free again when this is dropped.
struct Place {
    crowd: Arc<Crowd>,
    peer: IpAddr,
}

impl Crowd {
    fn enter(self: &Arc<Self>, peer: IpAddr, most: usize) -> Option<Place> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(peer).or_default();
        if *count < most {
            *count += 1;
            return Some(Place { crowd: Arc::clone(self), peer });
        }
        None
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.peer) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.peer);
            }
        }
    }
}

/// Serve until `stop` turns true, then let open requests finish for at most [`Limits::farewell`].
///
/// `service` answers one request, which carries its [`Peer`] as an extension; `tls` is none behind a proxy and in demonstrations.
pub async fn serve<S, B>(
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    service: S,
    (limits, stop): (Limits, watch::Receiver<bool>),
) where
    S: Service<hyper::Request<Incoming>, Response = hyper::Response<B>, Error = Infallible>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send + 'static,
    B: hyper::body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let most = u32::try_from(limits.connections_max.min(Semaphore::MAX_PERMITS)).unwrap_or(u32::MAX);
    let places = Arc::new(Semaphore::new(limits.connections_max));
    let house = House { limits: Arc::new(limits), crowd: Arc::default(), tls: tls.map(TlsAcceptor::from), stop };
    let mut closing = house.stop.clone();
    while !*closing.borrow_and_update() {
        let arrival = tokio::select! {
            arrival = house.admit(&listener, &places) => arrival,
            changed = closing.changed() => match changed {
                Ok(()) => continue,
                Err(_) => break,
            },
        };
        if let Some(arrival) = arrival {
            let (house, service) = (house.clone(), service.clone());
            tokio::spawn(async move { house.attend(arrival, service).await });
        }
    }
    drop(listener);
    let farewell = house.limits.farewell;
    if timeout(farewell, places.acquire_many(most)).await.is_err() {
        tracing::warn!("connections were still open when the service stopped");
    }
}

/// One accepted connection with what it holds until it ends.
struct Arrival {
    stream: TcpStream,
    address: SocketAddr,
    _place: Option<Place>,
    _permit: OwnedSemaphorePermit,
}

/// What all connections share.
#[derive(Clone)]
struct House {
    limits: Arc<Limits>,
    crowd: Arc<Crowd>,
    tls: Option<TlsAcceptor>,
    stop: watch::Receiver<bool>,
}

impl House {
    /// Wait for a free place, then for a client; none when the client was turned away.
    async fn admit(&self, listener: &TcpListener, places: &Arc<Semaphore>) -> Option<Arrival> {
        let permit = Arc::clone(places).acquire_owned().await.ok()?;
        let (stream, address) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(fault) => {
                tracing::warn!(%fault, "a connection could not be accepted");
                sleep(ACCEPT_REST).await;
                return None;
            }
        };
        let ip = address.ip().to_canonical();
        let place = if self.limits.trusted_proxies.contains(&ip) {
            None
        } else {
            Some(self.crowd.enter(ip, self.limits.connections_per_peer_max)?)
        };
        Some(Arrival { stream, address, _place: place, _permit: permit })
    }

    async fn attend<S, B>(&self, arrival: Arrival, service: S)
    where
        S: Service<hyper::Request<Incoming>, Response = hyper::Response<B>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
        B: hyper::body::Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let Arrival { stream, address, _place, _permit } = arrival;
        // A page is one write: waiting for more (Nagle) only delays it.
        if let Err(fault) = stream.set_nodelay(true) {
            tracing::debug!(%fault, "no delay could not be set");
        }
        let ip = address.ip().to_canonical();
        match &self.tls {
            None => self.converse(stream, false, (ip, service)).await,
            Some(tls) => {
                if let Ok(Ok(stream)) = timeout(self.limits.handshake, tls.accept(stream)).await {
                    let h2 = stream.get_ref().1.alpn_protocol() == Some(ALPN_H2);
                    self.converse(stream, h2, (ip, service)).await;
                }
            }
        }
    }

    /// Carry one connection to its end: by itself, for asking nothing, for its age, or because the service stops.
    async fn converse<I, S, B>(&self, stream: I, h2: bool, (ip, service): (IpAddr, S))
    where
        I: AsyncRead + AsyncWrite + Send + Unpin + 'static,
        S: Service<hyper::Request<Incoming>, Response = hyper::Response<B>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
        B: hyper::body::Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let asked = Arc::new(AtomicBool::new(false));
        let (mark, limits) = (Arc::clone(&asked), Arc::clone(&self.limits));
        let answer = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
            mark.store(true, Ordering::Relaxed);
            let peer = forwarded_for(request.headers(), ip, &limits.trusted_proxies);
            request.extensions_mut().insert(Peer(peer));
            service.clone().oneshot(request)
        });
        let builder = self.protocol(h2);
        let connection = builder.serve_connection(TokioIo::new(stream), answer);
        tokio::pin!(connection);
        let (began, mut stop) = (Instant::now(), self.stop.clone());
        let (mut waiting, mut leaving) = (true, None);
        loop {
            tokio::select! {
                ended = connection.as_mut() => {
                    if let Err(fault) = ended { tracing::debug!(%fault, "a connection ended early"); }
                    return;
                }
                () = sleep_until(began + self.limits.first_request), if waiting => {
                    if !asked.load(Ordering::Relaxed) { return; }
                    waiting = false;
                }
                () = sleep_until(leaving.unwrap_or(began + self.limits.age)) => {
                    if leaving.is_some() { return; }
                    leaving = Some(Instant::now() + self.limits.farewell);
                    connection.as_mut().graceful_shutdown();
                }
                _ = stop.wait_for(|stop| *stop), if leaving.is_none() => {
                    leaving = Some(Instant::now() + self.limits.farewell);
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }

    fn protocol(&self, h2: bool) -> auto::Builder<TokioExecutor> {
        let mut builder = auto::Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head)
            .max_headers(HEADERS_MAX)
            .max_buf_size(HEAD_BYTES_MAX);
        builder
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(self.limits.head)
            .keep_alive_timeout(self.limits.head)
            .max_concurrent_streams(STREAMS_MAX)
            .max_header_list_size(HEADER_LIST_BYTES_MAX);
        if h2 { builder.http2_only() } else { builder.http1_only() }
    }
}

/// The client's address: of the socket, or — when the socket is a trusted proxy — the last one in `X-Forwarded-For` that is none.
fn forwarded_for(headers: &hyper::HeaderMap, socket: IpAddr, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&socket) {
        return socket;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map_while(|part| part.trim().parse::<IpAddr>().ok())
        .map(|address| address.to_canonical())
        .filter(|address| !trusted.contains(address))
        .last()
        .unwrap_or(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarded_addresses_are_believed_from_trusted_proxies_only() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let mut headers = hyper::HeaderMap::new();
        headers.append("x-forwarded-for", "6.6.6.6, 203.0.113.9, 10.0.0.2".parse().unwrap());
        let trusted = [ip("10.0.0.1"), ip("10.0.0.2")];
        assert_eq!(forwarded_for(&headers, ip("10.0.0.1"), &trusted), ip("203.0.113.9"));
        assert_eq!(forwarded_for(&headers, ip("198.51.100.1"), &trusted), ip("198.51.100.1"));
        assert_eq!(forwarded_for(&hyper::HeaderMap::new(), ip("10.0.0.1"), &trusted), ip("10.0.0.1"));
    }
}
