//! The model bank: a bank, an e-wallet and a mobile operator to try the service with, where no real ones are in reach. It knows
//! nothing of the portal, speaks the protocols of all methods of figure 7, and makes every trouble real ones make, on purpose.
//!
//! ```text
//! halyk | kkb | wallet | mobile   what a shop's server and a customer's browser ask, each in its protocol
//!            └──▶ book ──▶ order   one book; what pays an order decides its whole future at once
//!                  └──▶ callbacks  what the shop is told, with lost, doubled and late ones
//! console, control, settlement     what the evaluator sees and forces
//! nca ──▶ signing                  a stand-in for the National CA, and a desk that signs with its test keys
//! ```

mod book;
mod callbacks;
pub mod cards;
pub mod chance;
mod console;
pub mod contract;
mod control;
mod door;
#[cfg(test)]
mod drive;
pub mod egov;
mod form;
mod halyk;
mod keep;
mod kkb;
mod mobile;
pub mod nca;
mod order;
pub mod outcome;
mod pages;
mod settlement;
mod shape;
mod signing;
mod trouble;
mod wallet;
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
use chance::Faults;
use order::Conditions;
pub use order::Family;

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
    /// Until another code may be asked for.
    pub code_again: Duration,
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
            code_again: Duration::from_secs(30),
            two_stage: false,
        }
    }
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
    /// The protocols it speaks.
    pub families: Vec<Family>,
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
    /// How often it makes trouble where nobody asked for it.
    pub faults: Faults,
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
            families: Family::ALL.to_vec(),
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
            faults: Faults::UNKIND,
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
    /// A TEST key of the bank cannot be read.
    #[error("the model bank has no keys: {0}")]
    Keys(String),
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
    keys: kkb::Keys,
}

impl Bank {
    fn now(&self) -> Timestamp {
        (self.settings.clock)()
    }

    /// How often there is trouble now.
    fn faults(&self) -> Faults {
        self.read(|book| book.faults).unwrap_or(self.settings.faults)
    }

    /// Under what orders move now.
    fn conditions(&self) -> Conditions {
        let BankSettings { pace, seed, .. } = self.settings;
        Conditions { pace, faults: self.faults(), seed, now: self.now() }
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
    let keys = kkb::Keys::read().map_err(BankError::Keys)?;
    let bank = Arc::new(Bank { settings, book: Mutex::new(book), bell: Notify::new(), whims: AtomicU64::new(0), keys });
    let sender = tokio::spawn(callbacks::send_forever(Arc::clone(&bank)));
    door::accept(bank, listener, shutdown).await;
    sender.abort();
    Ok(())
}
