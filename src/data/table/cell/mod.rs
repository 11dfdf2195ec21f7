//! What a cell of a table says: a number, a date, that something is missing.
//!
//! | file | holds |
//! |---|---|
//! | `number`, `decimal` | numbers, with their currency signs and separators; which sign sets off the fractions |
//! | `date`, `clock`, `date_format`, `date_column` | dates and times of day; how they are written; how a column writes them |
//! | `missing` | which texts say that a value is missing: nothing, `NaN`, `n/a`, `?`, … (what takes its place: [`preparation`](crate::data::preparation)) |

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
