//! Tables in CSV files (chapter 10): every way to be unusable has an error that names file, row and column.
//!
//! Read `read` (what a caller asks for), `rows` (row by row), `target_column` (classes or numbers?). `records` splits lines into
//! cells, `plain_row` is the quick way for rows that need no care, `place` says where a row stands.

mod place;
mod plain_row;
mod read;
mod records;
mod rows;
mod target_column;

pub use read::{read_csv, read_csv_with, read_features};
