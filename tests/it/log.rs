//! Everything the program logs during all stories, so that they can check what must never stand there.

use std::{
    io,
    sync::{Mutex, Once, PoisonError},
};

static WRITTEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Paper;

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keep what is logged from now on: everything evisa says, however quietly. One log for all stories, since they share threads.
pub(crate) fn keep() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let filter = tracing_subscriber::EnvFilter::new("info,evisa=trace");
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(|| Paper).init();
    });
}

/// What was logged so far.
pub(crate) fn text() -> String {
    String::from_utf8_lossy(&WRITTEN.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}
