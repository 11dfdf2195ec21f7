//! Tables in CSV files (chapter 10): whatever makes a table unusable is an error that names file, row and column.
//!
//! | file | holds |
//! |---|---|
//! | `read` | what a caller asks for: [`read_csv`], [`read_features`] |
//! | `rows` | the header, then row by row; numeric cells: an empty one, text, NaN or infinity is an error here |
//! | `target_column` | the target: classes or numbers? NaN or infinity in it is an error too |
//! | `plain_row` | the fast path for rows without quotation marks whose cells are plain numbers; others go back to `rows` |
//! | `records` | lines into cells: quotation marks, CR LF, byte-order mark |
//! | `place` | where a row stands in the file, for messages |

mod place;
mod plain_row;
mod read;
mod records;
mod rows;
mod target_column;

pub use read::{read_csv, read_csv_with, read_features};
