//! The model bank: an acquirer of cards to try the service with, where no real bank is in reach; it knows nothing of the
//! portal and speaks the protocol of Halyk ePay 2, with every trouble a real one makes, on purpose.

mod answer;
mod api;
mod book;
mod callbacks;
pub mod cards;
mod console;
pub mod contract;
mod door;
#[cfg(test)]
mod drive;
mod form;
mod keep;
mod order;
mod pages;
mod words;

use std::{
    future::Future,
    io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicU64},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{net::TcpListener, sync::Notify};

use book::Book;

/// Where the bank reads the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How long the bank's troubles last, and whether it reserves before it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Until a pending payment is paid, and an unfound one is found.
    pub pending: Duration,
    /// Until a late success.
    pub late: Duration,
    /// By which a slow answer is slow.
    pub slow: Duration,
    /// Until a page that gets no answer gives up.
    pub page_timeout: Duration,
    /// Until a callback that was not answered is sent again.
    pub callback_again: Duration,
    /// Whether money is reserved first and taken by `/operation/{id}/charge`.
    pub two_stage: bool,
}

impl Default for Pace {
    /// Slow enough to be seen by a person at a demonstration, short enough to wait for.
    fn default() -> Self {
        Self {
            pending: Duration::from_secs(20),
            late: Duration::from_secs(120),
            slow: Duration::from_secs(6),
            page_timeout: Duration::from_secs(15),
            callback_again: Duration::from_secs(15),
            two_stage: false,
        }
    }
}

/// Whether the answers of the status service look the same every time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kindness {
    /// Always the same fields in the same order.
    Kind,
    /// As the real one: now another order, now another spelling, now another offset of the clock.
    Unkind,
}

/// From where the bank may be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// From this machine only.
    Loopback,
    /// From anywhere: the operator said so.
    Anywhere,
}

/// Everything the bank is told at its start.
#[derive(Clone)]
pub struct BankSettings {
    /// Where browsers and shops find it, without a slash at the end: `http://127.0.0.1:8091`.
    pub public_url: String,
    /// The shop's name for tokens.
    pub client_id: String,
    /// The shop's secret for tokens.
    pub client_secret: String,
    /// The shop's terminal.
    pub terminal: String,
    /// The shop's number where orders are signed.
    pub merchant_id: String,
    /// What lets the shop in at the wallet.
    pub wallet_key: String,
    /// The shop's account with the mobile operators.
    pub mobile_username: String,
    /// The password of that account.
    pub mobile_password: String,
    /// Who gets the money, unless the order says otherwise (figure 8).
    pub recipient: String,
    /// The shop's cabinet, unless the order says otherwise (figure 8).
    pub cabinet: String,
    /// Where the book is kept; absent = in memory only.
    pub state_file: Option<PathBuf>,
    /// Where the bank's numbers come from: the same seed, the same numbers.
    pub seed: u64,
    /// Whether its answers look the same every time.
    pub kindness: Kindness,
    /// How long its troubles last.
    pub pace: Pace,
    /// From where it may be reached.
    pub reach: Reach,
    /// Where it reads the time.
    pub clock: Clock,
}

impl BankSettings {
    /// A bank for one demonstration shop.
    #[must_use]
    pub fn new(clock: Clock, public_url: &str) -> Self {
        Self {
            public_url: public_url.trim_end_matches('/').to_owned(),
            client_id: "model-shop".to_owned(),
            client_secret: "model-shop-secret".to_owned(),
            terminal: "00000000-0000-4000-8000-000000000001".to_owned(),
            merchant_id: "92061101".to_owned(),
            wallet_key: "model-wallet-key".to_owned(),
            mobile_username: "model-shop".to_owned(),
            mobile_password: "model-mobile-password".to_owned(),
            recipient: "TEST".to_owned(),
            cabinet: "E-Pay TEST".to_owned(),
            state_file: None,
            seed: 0,
            kindness: Kindness::Unkind,
            pace: Pace::default(),
            reach: Reach::Loopback,
            clock,
        }
    }
}

/// Why the bank did not open.
#[derive(Debug, thiserror::Error)]
pub enum BankError {
    /// The listener can be reached from other machines, and nobody said that it may.
    #[error("the model bank listens on {0}, which other machines can reach; it is meant for this machine only")]
    NotLoopback(std::net::SocketAddr),
    /// The book cannot be read: better to stop than to forget who paid.
    #[error("{0} cannot be read ({1}): bring back an earlier copy, or take the file away to begin with no orders")]
    Book(String, io::Error),
    /// The listener cannot be used.
    #[error("the model bank cannot open: {0}")]
    Io(#[from] io::Error),
}

/// The bank at work: settings, the book, and a bell for the sender of callbacks.
struct Bank {
    settings: BankSettings,
    book: Mutex<Book>,
    bell: Notify,
    whims: AtomicU64,
}

impl Bank {
    fn now(&self) -> Timestamp {
        (self.settings.clock)()
    }

    /// Look something up.
    fn read<R>(&self, look: impl FnOnce(&Book) -> R) -> R {
        look(&self.book.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Change the book: on disk first, then in memory, so that nothing is answered that a crash could take back.
    async fn change<R: Send + 'static>(
        self: &Arc<Self>,
        change: impl FnOnce(&mut Book) -> R + Send + 'static,
    ) -> io::Result<R> {
        let bank = Arc::clone(self);
        let written = tokio::task::spawn_blocking(move || {
            let mut book = bank.book.lock().unwrap_or_else(PoisonError::into_inner);
            let mut next = book.clone();
            let result = change(&mut next);
            if let Some(path) = &bank.settings.state_file {
                keep::save(path, &next)?;
            }
            *book = next;
            Ok(result)
        });
        let result = written.await.map_err(io::Error::other)?;
        self.bell.notify_one();
        result
    }
}

/// Open the bank and serve it until `shutdown` is over.
///
/// # Errors
/// [`BankError`] when it cannot open; nothing that a customer or a shop does ends it.
pub async fn serve(
    settings: BankSettings,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), BankError> {
    let address = listener.local_addr()?;
    if settings.reach == Reach::Loopback && !address.ip().is_loopback() {
        return Err(BankError::NotLoopback(address));
    }
    let book = match &settings.state_file {
        Some(path) => keep::load(path).map_err(|error| BankError::Book(path.display().to_string(), error))?,
        None => Book::default(),
    };
    let bank = Arc::new(Bank { settings, book: Mutex::new(book), bell: Notify::new(), whims: AtomicU64::new(0) });
    let sender = tokio::spawn(callbacks::send_forever(Arc::clone(&bank)));
    door::accept(bank, listener, shutdown).await;
    sender.abort();
    Ok(())
}
