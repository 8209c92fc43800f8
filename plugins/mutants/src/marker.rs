//! Which fault is planted: written in the library file itself, so that each mutant is another file with another SHA-256.
//! The test that makes mutants replaces `none` behind the marker.

use std::hint;

/// The bytes before the name of the fault.
const PREFIX_BYTES: usize = 13;

#[used]
static MARKER: [u8; 64] = *b"EVISA-MUTANT:none;..............................................";

/// Whether this fault is planted.
pub(crate) fn planted(name: &str) -> bool {
    let marker: &[u8] = hint::black_box(&MARKER);
    let written = marker.get(PREFIX_BYTES..).unwrap_or_default();
    written.strip_prefix(name.as_bytes()).is_some_and(|rest| rest.first() == Some(&b';'))
}
