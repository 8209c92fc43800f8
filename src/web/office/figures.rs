//! Dense tables of figures: amounts and counts stand at the right, digit under digit; cards on narrow screens.

use maud::{Markup, html};

/// One column: its head, and whether figures stand in it.
#[derive(Debug, Clone)]
pub(super) enum Column {
    /// Words.
    Words(String),
    /// Figures, at the right.
    Figures(String),
}

impl Column {
    fn head(&self) -> &str {
        match self {
            Self::Words(head) | Self::Figures(head) => head,
        }
    }

    const fn class(&self) -> Option<&'static str> {
        match self {
            Self::Words(_) => None,
            Self::Figures(_) => Some("figure"),
        }
    }
}

/// A table with figures; the first cell of a row names it, the last row may be a sum.
pub(super) struct Figures<'a> {
    /// What it shows.
    pub(super) caption: &'a str,
    /// Its columns.
    pub(super) columns: &'a [Column],
    /// Its rows, with as many cells.
    pub(super) rows: Vec<Vec<Markup>>,
    /// The sum under them.
    pub(super) foot: Option<Vec<Markup>>,
}

impl Figures<'_> {
    pub(super) fn show(&self) -> Markup {
        html! {
            div.figures {
                // The roles are said again because `display` of the narrow form would take them away.
                table.table role="table" {
                    caption { (self.caption) }
                    thead role="rowgroup" {
                        tr role="row" {
                            @for column in self.columns {
                                th class=[column.class()] scope="col" role="columnheader" { (column.head()) }
                            }
                        }
                    }
                    tbody role="rowgroup" { @for row in &self.rows { (self.row(row)) } }
                    @if let Some(foot) = &self.foot { tfoot role="rowgroup" { (self.row(foot)) } }
                }
            }
        }
    }

    fn row(&self, row: &[Markup]) -> Markup {
        debug_assert_eq!(row.len(), self.columns.len(), "a cell for each column of {}", self.caption);
        html! {
            tr role="row" {
                @for (number, (cell, column)) in row.iter().zip(self.columns).enumerate() {
                    @if number == 0 {
                        th class=[column.class()] scope="row" role="rowheader" data-column=(column.head()) { (cell) }
                    } @else {
                        td class=[column.class()] role="cell" data-column=(column.head()) { div { (cell) } }
                    }
                }
            }
        }
    }
}
