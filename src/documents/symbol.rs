//! A two-dimensional code as a picture: one path of squares, sharp at every size.

use std::fmt::Write;

use datamatrix::{DataMatrixBuilder, SymbolList, data::EncodationType};
use qrcode::{Color, EcLevel, QrCode};

use super::DocumentError;

/// Empty modules around a Data Matrix (ISO/IEC 16022 §7.1).
const DATA_MATRIX_QUIET: usize = 1;

/// The dark and light squares of a code, row by row, and the empty margin its standard asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modules {
    /// Rows from top to bottom; true is dark.
    pub rows: Vec<Vec<bool>>,
    /// Empty modules on each side: 1 for Data Matrix, 4 for QR.
    pub quiet: usize,
}

/// Empty modules around a QR code (ISO/IEC 18004).
const QR_QUIET: usize = 4;

impl Modules {
    /// Bytes as a square Data Matrix of type ECC 200 in Base 256 encodation, as readers of visible digital seals expect (ICAO 9303-13 §2.1).
    ///
    /// # Errors
    /// [`DocumentError::Matrix`] when they do not fit the largest code (about 1 550 bytes).
    pub fn data_matrix(bytes: &[u8]) -> Result<Self, DocumentError> {
        let code = DataMatrixBuilder::new()
            .with_encodation_types(EncodationType::Base256)
            .with_symbol_list(SymbolList::default().enforce_square())
            .encode(bytes)
            .map_err(|_| DocumentError::Matrix)?;
        let bitmap = code.bitmap();
        let mut rows = vec![vec![false; bitmap.width()]; bitmap.height()];
        for (x, y) in bitmap.pixels() {
            let module = rows.get_mut(y).and_then(|row| row.get_mut(x)).ok_or(DocumentError::Matrix)?;
            *module = true;
        }
        Ok(Self { rows, quiet: DATA_MATRIX_QUIET })
    }

    /// A QR code of a text, at the level of correction (M, 15 %) that survives a fold and a stamp.
    ///
    /// # Errors
    /// [`DocumentError::Matrix`] when the text is too long for a code.
    pub fn qr(text: &str) -> Result<Self, DocumentError> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| DocumentError::Matrix)?;
        let dark: Vec<bool> = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Ok(Self { rows: dark.chunks(code.width()).map(<[bool]>::to_vec).collect(), quiet: QR_QUIET })
    }

    /// An SVG picture with one unit to the module. Runs of dark modules in a row are one rectangle, so that no printer
    /// leaves a hairline between them.
    ///
    /// # Errors
    /// [`DocumentError::Matrix`] when the rows are not a square of at least one module.
    pub fn svg(&self) -> Result<String, DocumentError> {
        let side = self.rows.len();
        if side == 0 || self.rows.iter().any(|row| row.len() != side) {
            return Err(DocumentError::Matrix);
        }
        let whole = side + 2 * self.quiet;
        let path: String =
            self.rows.iter().enumerate().map(|(y, row)| row_path(row, self.quiet, y + self.quiet)).collect();
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole} {whole}\" shape-rendering=\"crispEdges\">\
             <rect width=\"{whole}\" height=\"{whole}\" fill=\"#fff\"/><path d=\"{path}\"/></svg>"
        ))
    }
}

/// The rectangles of one row, which begins at `left`, `top`.
fn row_path(row: &[bool], left: usize, top: usize) -> String {
    let mut path = String::new();
    let mut x = left;
    for run in row.chunk_by(|one, next| one == next) {
        if run.first() == Some(&true) {
            write!(path, "M{x} {top}h{width}v1h-{width}z", width = run.len()).expect("writing to a text never fails");
        }
        x += run.len();
    }
    path
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rxing::{BarcodeFormat, RXingResultMetadataType, RXingResultMetadataValue, helpers::detect_in_luma};

    use super::*;

    /// Pixels of a module in the picture that is read.
    const PIXELS: usize = 4;

    /// The bytes that somebody else's reader finds in the picture of a code.
    fn read(modules: &Modules, format: BarcodeFormat) -> Vec<u8> {
        let side = (modules.rows.len() + 2 * modules.quiet) * PIXELS;
        let dark = |x: usize, y: usize| {
            let at = |p: usize| (p / PIXELS).checked_sub(modules.quiet);
            at(y).zip(at(x)).and_then(|(y, x)| modules.rows.get(y)?.get(x).copied()).unwrap_or(false)
        };
        let luma = (0..side * side).map(|p| if dark(p % side, p / side) { 0 } else { 255 }).collect();
        let side = u32::try_from(side).unwrap();
        let found = detect_in_luma(luma, side, side, Some(format)).unwrap();
        match found.getRXingResultMetadata().get(&RXingResultMetadataType::BYTE_SEGMENTS) {
            Some(RXingResultMetadataValue::ByteSegments(segments)) if !segments.is_empty() => segments.concat(),
            _ => found.getText().as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_seal_of_155_bytes_is_a_square_of_48() {
        let modules = Modules::data_matrix(&[0xDC; 155]).unwrap();
        assert_eq!((modules.rows.len(), modules.quiet), (48, 1));
        assert_eq!(Modules::data_matrix(&[0; 4096]), Err(DocumentError::Matrix));
    }

    #[test]
    fn a_barcode_of_letters_and_digits_is_small() {
        let text = format!("RDB1B{}", "A7".repeat(141));
        let modules = Modules::qr(&text).unwrap();
        assert_eq!((modules.rows.len(), modules.quiet), (57, 4), "version 10");
        assert_eq!(read(&modules, BarcodeFormat::QR_CODE), text.as_bytes());
        assert_eq!(Modules::qr(&"a".repeat(4096)), Err(DocumentError::Matrix));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn another_reader_finds_the_same_bytes(bytes in prop::collection::vec(any::<u8>(), 100..170), end in "[A-Za-z0-9_-]{22}") {
            prop_assert_eq!(read(&Modules::data_matrix(&bytes).unwrap(), BarcodeFormat::DATA_MATRIX), bytes);
            let address = format!("https://evisa.example/verify/{end}");
            prop_assert_eq!(read(&Modules::qr(&address).unwrap(), BarcodeFormat::QR_CODE), address.as_bytes());
        }
    }

    #[test]
    fn a_qr_code_is_square_and_a_text_too_long_for_one_is_refused() {
        let code = Modules::qr("https://evisa.example/verify/AAAAAAAAAAAAAAAAAAAAAA").unwrap();
        assert!(code.rows.len() == 33 && code.rows.iter().all(|row| row.len() == 33), "version 4");
        assert!(code.rows[0][..7].iter().all(|dark| *dark), "the finder pattern stands in the corner");
        assert!(matches!(Modules::qr(&"x".repeat(10_000)), Err(DocumentError::Matrix)));
    }

    #[test]
    fn dark_runs_become_rectangles_inside_the_quiet_zone() {
        let modules = Modules { rows: vec![vec![true, true], vec![false, true]], quiet: 1 };
        let svg = modules.svg().unwrap();
        assert!(svg.contains("viewBox=\"0 0 4 4\""), "{svg}");
        assert!(svg.contains("d=\"M1 1h2v1h-2zM2 2h1v1h-1z\""), "{svg}");
    }

    #[test]
    fn what_is_not_a_square_is_refused() {
        for rows in [vec![], vec![vec![true, false]], vec![vec![true], vec![true]]] {
            assert_eq!(Modules { rows, quiet: 4 }.svg(), Err(DocumentError::Matrix));
        }
    }
}
