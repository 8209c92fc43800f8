//! How the program is asked to stop: Ctrl-C or SIGTERM once to finish politely, a second time to leave at once.

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
