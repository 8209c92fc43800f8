//! Signals: Ctrl-C or SIGTERM once to finish politely, a second time to leave at once; SIGHUP to read settings again.

use std::sync::Arc;

use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use super::house::HouseFault;

/// A signal that turns true when the program is asked to stop.
///
/// # Errors
/// The operating system gives no signals.
pub fn stop_signal() -> Result<watch::Receiver<bool>, HouseFault> {
    let (told, stop) = watch::channel(false);
    let listen = |kind| signal(kind).map_err(|error| HouseFault::of("signals", error));
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    tokio::spawn(async move {
        for again in [false, true] {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if again {
                std::process::exit(130);
            }
            tracing::info!("stopping: open requests are finished first");
            if told.send(true).is_err() {
                return;
            }
        }
    });
    Ok(stop)
}

/// Does something, which may block, at each SIGHUP.
///
/// # Errors
/// The operating system gives no signals.
pub fn on_hangup(act: impl Fn() + Send + Sync + 'static) -> Result<(), HouseFault> {
    let mut hangup = signal(SignalKind::hangup()).map_err(|error| HouseFault::of("signals", error))?;
    let act = Arc::new(act);
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            let act = Arc::clone(&act);
            if tokio::task::spawn_blocking(move || act()).await.is_err() {
                tracing::error!("what SIGHUP asks for failed on the way");
            }
        }
    });
    Ok(())
}
