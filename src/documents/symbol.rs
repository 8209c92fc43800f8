//! A two-dimensional code as a picture: one path of squares, sharp at every size.

use std::fmt::Write;

use super::DocumentError;

/// The dark and light squares of a code, row by row, and the empty margin its standard asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modules {
    /// Rows from top to bottom; true is dark.
    pub rows: Vec<Vec<bool>>,
    /// Empty modules on each side: 1 for Data Matrix, 4 for QR.
    pub quiet: usize,
}

impl Modules {
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
    use super::*;

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
