//! What a cell of a table says: a number, a date, that something is missing.

mod clock;
mod date;
mod date_format;
mod decimal;
mod missing;
mod number;

pub(crate) use date::{days, month, weekday};
pub use date_format::DateFormat;
pub(super) use date_format::format_of;
pub(super) use decimal::{decide, decimal_evidence};
pub(super) use missing::is_missing;
pub(crate) use missing::may_be_missing;
pub use number::Decimal;
pub(super) use number::{Marks, number};
