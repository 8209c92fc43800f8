//! What the program says on standard output: each line at once, and a reader who left is no fault.

use std::{
    fmt::Display,
    io::{Write, stdout},
};

/// Say a line. `println!` would panic when the reader has gone (`evisa config show | head`).
pub(super) fn say(line: impl Display) {
    part(format_args!("{line}\n"));
}

/// Say the beginning of a line, to be seen before the rest of it is known.
pub(super) fn part(text: impl Display) {
    let mut out = stdout().lock();
    // Nobody is left to be told.
    let _ = write!(out, "{text}").and_then(|()| out.flush());
}
