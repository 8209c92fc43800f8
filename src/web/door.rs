//! The door of the site: sizes, the deadline, panics and the access log, around all routes.

use std::{
    convert::Infallible,
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use data_encoding::BASE64URL_NOPAD;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{Method, StatusCode, body::Bytes, header};
use tower::{Service, ServiceExt};
use warp::filters::BoxedFilter;

use super::{
    answer::{self, Asked, Pattern, RequestId},
    errors,
    response::Response,
    route::{self, Route, Routes},
    server::Peer,
    site::Site,
};

/// Bytes of a path with its query; the longest of ours stays under 1 KiB.
const URI_BYTES_MAX: usize = 4 * 1024;
/// From the head of a request to the head of its answer, its body included.
pub const DEADLINE: Duration = Duration::from_secs(15);

/// All routes behind one door; what [`super::server::serve`] serves.
#[derive(Clone)]
pub struct Door {
    site: Arc<Site>,
    routes: BoxedFilter<(warp::reply::Response,)>,
    list: Arc<Routes>,
    deadline: Duration,
}

impl Door {
    /// The site with these routes and the ones every site has (assets, health, robots, the gallery).
    ///
    /// # Panics
    /// When two routes have the same method and pattern (see [`Routes::new`]).
    #[must_use]
    pub fn new(site: Arc<Site>, routes: Vec<Route>) -> Self {
        let mut all = super::basics::routes();
        all.extend(routes);
        let list = Arc::new(Routes::new(all));
        Self { routes: route::filter(&site, &list), site, list, deadline: DEADLINE }
    }

    /// Every route, in the order they are tried.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        self.list.list()
    }

    /// Another deadline, for tests.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    async fn answer<B>(self, request: hyper::Request<B>) -> warp::reply::Response
    where
        B: hyper::body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let began = Instant::now();
        let mut bytes = [0; 9];
        self.site.chance.fill(&mut bytes);
        let id = RequestId(BASE64URL_NOPAD.encode(&bytes));
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(id.clone());
        let asked = Asked {
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers.clone(),
            peer: parts.extensions.get::<Peer>().map(|peer| peer.0),
            id: id.clone(),
            body: Bytes::new(),
        };
        let method = parts.method.clone();
        let whole = unpanicked(self.within_limits(parts, body));
        let answered = match tokio::time::timeout(self.deadline, whole).await {
            Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
            Ok(Err(())) => Err(StatusCode::INTERNAL_SERVER_ERROR),
            Ok(Ok(answered)) => answered,
        };
        let answer = answered.unwrap_or_else(|status| self.refuse(asked, status));
        let pattern = answer.extensions().get::<Pattern>().map_or("", |pattern| pattern.0);
        let (status, ms) = (answer.status().as_u16(), began.elapsed().as_millis());
        tracing::info!(target: "evisa::access", id = id.0, %method, pattern, status, ms, "answered");
        answer
    }

    /// Read the body and ask the routes; a refusal here is only a status, worded by [`Self::refuse`].
    async fn within_limits<B>(
        &self,
        parts: hyper::http::request::Parts,
        body: B,
    ) -> Result<warp::reply::Response, StatusCode>
    where
        B: hyper::body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        if parts.uri.path_and_query().is_some_and(|asked| URI_BYTES_MAX < asked.as_str().len()) {
            return Err(StatusCode::URI_TOO_LONG);
        }
        let body = match parts.method {
            Method::GET | Method::HEAD => Bytes::new(),
            Method::POST => {
                let bytes_max = self.list.body_bytes_max(parts.uri.path());
                read(&parts.headers, body, bytes_max).await?
            }
            _ => return Err(StatusCode::METHOD_NOT_ALLOWED),
        };
        let request = hyper::Request::from_parts(parts, Full::new(body));
        match warp::service(self.routes.clone()).oneshot(request).await {
            Ok(answer) => Ok(answer),
            Err(never) => match never {},
        }
    }

    fn refuse(&self, asked: Asked, status: StatusCode) -> warp::reply::Response {
        let (request, _) = answer::bare(&self.site, asked);
        let mut response: Response = errors::plain(&request, status);
        if status == StatusCode::METHOD_NOT_ALLOWED {
            response = response.with_header(header::ALLOW, "GET, HEAD, POST");
        }
        if matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE) {
            // The rest of the body may still come: nothing more is read from this connection.
            response = response.with_header(header::CONNECTION, "close");
        }
        answer::finish(&request, response)
    }
}

async fn read<B>(headers: &hyper::HeaderMap, body: B, bytes_max: usize) -> Result<Bytes, StatusCode>
where
    B: hyper::body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes_max < bytes) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    match Limited::new(Box::pin(body), bytes_max).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(fault) if fault.downcast_ref::<LengthLimitError>().is_some() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}

/// Run to the end, or to a panic: one page's mistake must not end the connection of others.
async fn unpanicked<T>(work: impl Future<Output = T>) -> Result<T, ()> {
    let mut work = Box::pin(work);
    std::future::poll_fn(move |cx| {
        match std::panic::catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(cx))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(done)) => Poll::Ready(Ok(done)),
            Err(_) => {
                // The message may hold what somebody typed; the panic hook wrote the place to stderr.
                tracing::error!("a page panicked");
                Poll::Ready(Err(()))
            }
        }
    })
    .await
}

impl<B> Service<hyper::Request<B>> for Door
where
    B: hyper::body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = warp::reply::Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: hyper::Request<B>) -> Self::Future {
        let door = self.clone();
        Box::pin(async move { Ok(door.answer(request).await) })
    }
}
