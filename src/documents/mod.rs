//! Facts become PDF: one Typst world with embedded templates and fonts, no disk and no network.
//!
//! The same sheet gives the same bytes. Every document is PDF/A-3a and PDF/UA-1 at once: archivable, accessible, and
//! the visa carries its facts as an attached file. Templates hold layout only; every word they print comes from `locale`.

mod instructions;
mod receipt;
pub mod scan;
mod symbol;
#[cfg(test)]
mod tests;
mod visa;
mod words;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;

pub use self::{
    instructions::{InstructionsSheet, Price},
    receipt::{Commission, ReceiptSheet},
    symbol::Modules,
    visa::{CheckCode, SecondCode, VisaSheet},
};
use crate::domain::money::MoneyError;

/// A document to print, with all it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// The electronic visa (figures 11 and 15): one A4 page.
    Visa(Box<VisaSheet>),
    /// The electronic receipt (figure 8.2).
    Receipt(Box<ReceiptSheet>),
    /// The instructions of the service (figure 3).
    Instructions(InstructionsSheet),
}

/// Why a document was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// You: the fonts of the documents lack these characters; ask for another spelling.
    #[error("the fonts of the documents lack {characters:?}")]
    MissingGlyph {
        /// Each missing character once.
        characters: String,
    },
    /// Us: the lines of the machine-readable zone are not two of 44 characters `A`–`Z`, `0`–`9`, `<` (ICAO 9303-7).
    #[error("the machine-readable zone is malformed")]
    MachineZone,
    /// Us: the signed JSON of a seal cannot be read.
    #[error("the signed facts of a seal cannot be read")]
    Seal,
    /// Us: the matrix of a seal or a code is empty or not square.
    #[error("the matrix of a code is not a square")]
    Matrix,
    /// Us: amounts that cannot be added.
    #[error("the amounts do not add up: {0}")]
    Money(#[from] MoneyError),
    /// Us: the document has more pages than it may; what was printed is too long.
    #[error("{pages} pages instead of {pages_max}")]
    TooLong {
        /// Pages it came to.
        pages: usize,
        /// Pages allowed.
        pages_max: usize,
    },
    /// Us: Typst refused, warned or panicked. The text names places in templates, never what was printed.
    #[error("typst: {0}")]
    Typst(String),
}

/// Makes documents; cheap to clone, usable from every thread.
///
/// A render is about ten milliseconds of pure computing in a release build: call it from a blocking thread, as many at
/// once as there are cores.
#[derive(Clone, Copy)]
pub struct Engine(&'static world::Embedded);

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

impl Engine {
    /// Load fonts and templates (once in a process, a few milliseconds).
    #[must_use]
    pub fn new() -> Self {
        Self(&world::EMBEDDED)
    }

    /// The PDF of a document. Blocking.
    ///
    /// # Errors
    /// See [`DocumentError`]; a character that no embedded font has is an error, never a box on the page.
    pub fn render(&self, document: &Document) -> Result<Vec<u8>, DocumentError> {
        let order = match document {
            Document::Visa(sheet) => visa::order(sheet)?,
            Document::Receipt(sheet) => receipt::order(sheet)?,
            Document::Instructions(sheet) => instructions::order(sheet),
        };
        words::check_glyphs(&order.words)?;
        // A bug in the typesetter costs one document, never the thread that serves others.
        catch_unwind(AssertUnwindSafe(|| world::print(self.0, &order)))
            .unwrap_or_else(|_| Err(DocumentError::Typst("panicked".to_owned())))
    }
}

/// Whether the fonts of the documents have every character of a text; otherwise each missing character once. For the
/// door: a name that cannot be printed is refused in the form, not after payment.
pub fn can_print(text: &str) -> Result<(), Vec<char>> {
    let mut missing = Vec::new();
    for character in text.chars() {
        if !world::EMBEDDED.covers(character) && !missing.contains(&character) {
            missing.push(character);
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(missing) }
}

/// What the world needs to print one document.
struct Order {
    /// Name of the main template.
    template: &'static str,
    /// All words and formatted values of the page.
    words: serde_json::Value,
    /// The attached facts; empty where the document carries none.
    facts: Vec<u8>,
    /// What identifies the document for ever (hashed into the PDF's `/ID`).
    ident: String,
    /// The document's own time: its creation date. Never the clock.
    issued_at: Timestamp,
    /// Pages it may have.
    pages_max: usize,
}
