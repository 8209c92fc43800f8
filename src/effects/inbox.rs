//! The inbox of a demonstration: letters that were delivered as files, read back.

use std::io;

use super::{InboxLetter, InboxLine, Outside};
use crate::mail::inbox;

impl Outside {
    /// The delivered letters, the newest first; none where letters go elsewhere. Blocking.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn inbox_list(&self) -> io::Result<Vec<InboxLine>> {
        self.inbox.as_deref().map_or_else(|| Ok(Vec::new()), inbox::inbox_list)
    }

    /// One letter by its identifier; `None` where there is no such letter. Blocking.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn inbox_read(&self, id: &str) -> io::Result<Option<InboxLetter>> {
        self.inbox.as_deref().map_or(Ok(None), |dir| inbox::inbox_read(dir, id))
    }
}
