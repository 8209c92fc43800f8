//! A running site for tests of pages: real connections, shortened deadlines.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
    time::{Instant, timeout},
};

use super::{
    door::Door,
    guard::{rate::RateLimiter, seal::SiteKey},
    route::Route,
    server::{Limits, serve},
    session::{SessionDoor, SessionFacts},
    site::{Inside, Settings, Site, StoppedClock},
};
use crate::domain::{
    account::Role,
    context::{Chance, FixedChance},
    id::Id,
};

/// The token that [`OneSession`] opens for.
pub(crate) const TOKEN: &str = "open-sesame";

/// Opens for one token only.
pub(crate) struct OneSession;

impl SessionDoor for OneSession {
    fn open(&self, token: &str, now: Timestamp) -> Option<SessionFacts> {
        (token == TOKEN).then(|| SessionFacts {
            account: Id::mint(now, &FixedChance(1)),
            name_short: "inostr i.".to_owned(),
            email: Some("test@mail.ru".to_owned()),
            role: Role::Applicant,
            expires_at: now.checked_add(jiff::SignedDuration::from_mins(20)).ok(),
            waits: false,
        })
    }
}

/// A chance that differs each time, so that visits are told apart.
pub(crate) struct CountingChance(AtomicU8);

impl Chance for CountingChance {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
    }
}

/// A site with one session and no services.
pub(crate) fn site(settings: Settings) -> Arc<Site> {
    Arc::new(Site {
        settings,
        sessions: Arc::new(OneSession),
        clock: StoppedClock::at(Timestamp::from_second(1_654_677_815).unwrap()).clock(),
        chance: Arc::new(CountingChance(1.into())),
        key: SiteKey::new([9; 32]),
        rate: RateLimiter::default(),
        ready: Arc::new(|| Ok(())),
        inside: Inside::default(),
    })
}

/// A running server; dropping it stops it.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) task: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn start(settings: Settings, limits: Limits, pages: Vec<Route>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopping) = watch::channel(false);
        let door = Door::new(site(settings), pages).with_deadline(Duration::from_millis(400));
        let task = tokio::spawn(serve(listener, None, door, (limits, stopping)));
        Self { address, stop, task }
    }

    /// A demonstration with these pages.
    pub(crate) async fn plain(pages: Vec<Route>) -> Self {
        Self::start(Settings::new("http://127.0.0.1".parse().unwrap()).demonstration(), quick(), pages).await
    }

    /// Send bytes, then read until the server closes; how long that took.
    pub(crate) async fn converse(&self, bytes: &str) -> (String, Duration) {
        let began = Instant::now();
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // A reset instead of an orderly end is an end as well.
        let _ended = timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await.expect("closed in time");
        (String::from_utf8_lossy(&answer).into_owned(), began.elapsed())
    }

    /// The answer to a request head.
    pub(crate) async fn ask(&self, head: &str) -> String {
        self.converse(&format!("{head}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")).await.0
    }

    /// The answer to a form.
    pub(crate) async fn form(&self, path: &str, (headers, body): (&str, &str)) -> String {
        let head =
            format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {}", body.len());
        let kind = "Content-Type: application/x-www-form-urlencoded";
        self.converse(&format!("{head}\r\n{kind}\r\n{headers}\r\n{body}")).await.0
    }
}

/// Deadlines shortened to 300 ms.
pub(crate) fn quick() -> Limits {
    let brief = Duration::from_millis(300);
    Limits { first_request: brief, head: brief, farewell: brief, ..Limits::default() }
}

/// The status of an answer.
pub(crate) fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("no answer")
}
