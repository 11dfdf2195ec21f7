//! What a cell of a table says: a number, a date, that something is missing.

mod clock;
mod date;
mod date_column;
mod date_format;
mod decimal;
mod missing;
mod number;

pub(crate) use date::{days, month, weekday};
pub(super) use date_column::format_of;
pub use date_format::DateFormat;
pub(super) use decimal::{decide, decimal_evidence};
#[cfg(feature = "onnx")]
pub(crate) use missing::SPELLINGS;
pub(super) use missing::is_missing;
pub(crate) use missing::may_be_missing;
pub use number::Decimal;
pub(super) use number::{Marks, number};
