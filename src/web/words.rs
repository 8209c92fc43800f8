//! Words that pages of several audiences share.

use crate::domain::category::Category;

/// The key of a category's name.
pub(super) const fn category_key(category: Category) -> &'static str {
    match category {
        Category::Business => "type-business",
        Category::Tourist => "type-tourist",
        Category::Medical => "type-medical",
    }
}
