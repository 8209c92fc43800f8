//! Looking for a seal in a picture, off the threads that serve pages, as many at once as there are cores.

use super::Outside;
use crate::documents::scan;
pub use crate::documents::scan::ScanFault;

impl Outside {
    /// The bytes of the first seal in a picture (PNG or JPEG); `None` where there is none.
    ///
    /// # Errors
    /// A file that is no picture, or one too large to be opened.
    pub async fn seal_scan(&self, picture: Vec<u8>) -> Result<Option<Vec<u8>>, ScanFault> {
        let permit = std::sync::Arc::clone(&self.presses).acquire_owned().await.map_err(|_| ScanFault::Unreadable)?;
        let looked = tokio::task::spawn_blocking(move || {
            let found = scan::seal_in(&picture);
            drop(permit);
            found
        });
        looked.await.unwrap_or(Err(ScanFault::Unreadable))
    }
}
