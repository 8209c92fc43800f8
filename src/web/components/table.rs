//! Tables that become cards on narrow screens, and the pages of a long one.

use maud::{Markup, html};

use crate::{domain::refusal::Message, web::request::Request};

/// A table: a caption, the heads of the columns, rows of as many cells.
pub struct Table<'a> {
    /// What the table shows.
    pub caption: &'a str,
    /// The heads of the columns; on narrow screens they stand before each cell.
    pub columns: &'a [&'a str],
    /// The rows; the first cell names the row.
    pub rows: Vec<Vec<Markup>>,
}

impl Table<'_> {
    /// The table.
    #[must_use]
    pub fn show(&self) -> Markup {
        html! {
            // The roles are said again because `display` of the narrow form would take them away.
            table.table role="table" {
                caption { (self.caption) }
                thead role="rowgroup" {
                    tr role="row" { @for column in self.columns { th scope="col" role="columnheader" { (column) } } }
                }
                tbody role="rowgroup" { @for row in &self.rows { (self.row(row)) } }
            }
        }
    }

    fn row(&self, row: &[Markup]) -> Markup {
        debug_assert_eq!(row.len(), self.columns.len(), "a cell for each column of {}", self.caption);
        html! {
            tr role="row" {
                @for (number, (cell, column)) in row.iter().zip(self.columns).enumerate() {
                    @if number == 0 {
                        th scope="row" role="rowheader" data-column=(column) { (cell) }
                    } @else {
                        td role="cell" data-column=(column) { div { (cell) } }
                    }
                }
            }
        }
    }
}

/// "Previous – page 2 of 5 – Next"; nothing for a single page. `href` makes the address of a page.
#[must_use]
pub fn pager(request: &Request, (now, of): (u32, u32), href: impl Fn(u32) -> String) -> Markup {
    let words = Message::new("pagination-position").with("a", now).with("b", of);
    html! {
        @if 1 < of {
            nav.pager aria-label=(request.t("pagination")) {
                @if 1 < now { a.button.button-quiet rel="prev" href=(href(now - 1)) { (request.t("pagination-previous")) } }
                span { (request.say(&words)) }
                @if now < of { a.button.button-quiet rel="next" href=(href(now + 1)) { (request.t("pagination-next")) } }
            }
        }
    }
}
