//! Tables in files, as people have them (chapter 10).
//!
//! | file | holds |
//! |---|---|
//! | [`columns`] | a [`Table`]: its columns, of numbers or of words, missing cells among them |
//! | `read` | from the bytes of a file to a table: encoding, dialect, header, rows |
//! | `cell` | what a single cell says: a number, a date, that something is missing |
//! | [`role`] | decides what a column is for: number, category, date, or nothing that can be learnt from |
//! | `strict` | tables of nothing but numbers: [`read_csv`], [`read_features`] |
//!
//! What cannot be read is an error that names file, row, line, column and cell. What a network is given of a table is decided by
//! [`preparation`](super::preparation).

mod cell;
pub mod columns;
mod read;
pub mod role;
mod strict;

#[cfg(feature = "onnx")]
pub(crate) use cell::SPELLINGS;
pub use cell::{DateFormat, Decimal};
pub(crate) use cell::{days, may_be_missing, month, weekday};
pub use columns::Table;
pub(crate) use read::Needed;
pub use read::{Delimiter, ReadOptions};
pub use role::{Reason, Role};
pub use strict::{read_csv, read_csv_with, read_features};
