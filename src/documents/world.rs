//! The Typst world: a fixed set of virtual files and fonts, and the words of one document.

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::{DocumentError, Order};
use crate::assets;

/// The main templates and what they import.
const TEMPLATES: [&str; 4] = ["frame.typ", "visa.typ", "receipt.typ", "instructions.typ"];
/// Pictures the templates show.
const PICTURES: [&str; 2] = ["sun.svg", "sun-line.svg"];
/// The fonts for people: Latin and Cyrillic in two weights, Chinese in one.
const FONTS: [&str; 3] = ["NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSansSC-Regular.ttf"];
/// The font for machines (ICAO 9303-3: OCR-B size 1).
const FONT_OCR_B: &str = "OCRB-Evisa.otf";
/// The virtual file with the words of the page.
const WORDS: &str = "words.json";
/// The virtual file that is attached to the visa.
const FACTS: &str = "facts.json";

/// What all documents share, read once.
pub(super) static EMBEDDED: LazyLock<Embedded> = LazyLock::new(Embedded::load);

/// Library, fonts, templates and pictures; the names of files are fixed, because Typst never frees a name.
pub(super) struct Embedded {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Vec<Source>,
    pictures: Vec<(FileId, Bytes)>,
    words: FileId,
    facts: FileId,
}

impl Embedded {
    fn load() -> Self {
        let fonts: Vec<Font> = FONTS.into_iter().chain([FONT_OCR_B]).map(font).collect();
        Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources: TEMPLATES
                .into_iter()
                .map(|name| {
                    let text = std::str::from_utf8(embedded(name)).expect("templates are UTF-8");
                    Source::new(file_id(name), text.to_owned())
                })
                .collect(),
            pictures: PICTURES.into_iter().map(|name| (file_id(name), Bytes::new(embedded(name)))).collect(),
            words: file_id(WORDS),
            facts: file_id(FACTS),
        }
    }

    /// Whether the fonts for people have the character, in every weight it may be set in.
    pub(super) fn covers(&self, character: char) -> bool {
        let has = |font: &Font| font.info().coverage.contains(u32::from(character));
        match self.fonts.as_slice() {
            [regular, bold, chinese, ..] => has(regular) && has(bold) || has(chinese),
            _ => false,
        }
    }
}

fn embedded(name: &str) -> &'static [u8] {
    assets::document_template(name).expect("every template named here is embedded")
}

fn font(name: &str) -> Font {
    let bytes = assets::font(name).expect("every font named here is embedded");
    Font::new(Bytes::new(bytes), 0).expect("the embedded fonts are valid")
}

fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(format!("/{name}")).expect("the names are plain");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// The world of one document.
struct OneDocument<'a> {
    embedded: &'a Embedded,
    main: FileId,
    words: Bytes,
    facts: Bytes,
}

impl World for OneDocument<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.embedded.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.embedded.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.embedded.sources.iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.embedded.words {
            return Ok(self.words.clone());
        }
        if id == self.embedded.facts {
            return Ok(self.facts.clone());
        }
        let picture = self.embedded.pictures.iter().find(|(name, _)| *name == id);
        picture.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.embedded.fonts.get(index).cloned()
    }

    /// No template may ask for the day: the same sheet gives the same bytes.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Print one document, and forget all it left in the cache of the typesetter.
pub(super) fn print(embedded: &Embedded, order: &Order) -> Result<Vec<u8>, DocumentError> {
    let world = OneDocument {
        embedded,
        main: file_id(order.template),
        words: Bytes::from_string(order.words.to_string()),
        facts: Bytes::new(order.facts.clone()),
    };
    let printed = compile(&world, order);
    // Without this the cache grows by a megabyte a document, and keeps personal particulars in memory.
    comemo::evict(0);
    printed
}

fn compile(world: &OneDocument<'_>, order: &Order) -> Result<Vec<u8>, DocumentError> {
    let compiled = typst::compile::<PagedDocument>(world);
    let document = compiled.output.map_err(|faults| refused(&faults))?;
    if !compiled.warnings.is_empty() {
        return Err(refused(&compiled.warnings));
    }
    let pages = document.pages().len();
    if order.pages_max < pages {
        return Err(DocumentError::TooLong { pages, pages_max: order.pages_max });
    }
    typst_pdf::pdf(&document, &options(order)?).map_err(|faults| refused(&faults))
}

fn options(order: &Order) -> Result<PdfOptions, DocumentError> {
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|fault| DocumentError::Typst(fault.message().to_string()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(format!("evisa:{}", order.ident)),
        creator: Smart::Custom(Some("evisa".to_owned())),
        timestamp: timestamp(order),
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    })
}

fn timestamp(order: &Order) -> Option<Timestamp> {
    let at = order.issued_at.to_zoned(TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).ok();
    let time = Datetime::from_ymd_hms(
        i32::from(at.year()),
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
    )?;
    Some(Timestamp::new_utc(time))
}

fn refused(faults: &[SourceDiagnostic]) -> DocumentError {
    DocumentError::Typst(faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; "))
}
