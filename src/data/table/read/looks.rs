//! What a cell looks like, before anything is known of its table.

use crate::data::table::cell::{self, Decimal};

/// Whether the cell is a number, with a decimal point or a decimal comma.
pub(super) fn is_number(cell: &str) -> bool {
    [Decimal::Point, Decimal::Comma]
        .into_iter()
        .any(|decimal| cell::number(cell.trim(), decimal).is_some_and(|(value, _)| value.is_finite()))
}

/// Whether the cell says that there is no value, or may say so.
pub(super) fn is_missing(cell: &str) -> bool {
    cell::is_missing(cell) || cell::may_be_missing(cell)
}
