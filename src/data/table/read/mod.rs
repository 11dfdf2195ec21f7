//! From the bytes of a file to a table.
//!
//! A table is read in one pass where the first rows say what its columns hold; where a later row proves them wrong, the whole is read
//! once more.
//!
//! | file | holds |
//! |---|---|
//! | `source`, `bytes`, `encoding`, `foreign`, `text` | the text of a file: how its characters are encoded, whether it is compressed, or no text at all |
//! | `workbook` | a sheet of a workbook as text |
//! | `lines`, `records`, `record`, `quoted` | lines into cells: ends of lines, quotation marks |
//! | `delimiter` | what may separate the columns, as it is told: comma, semicolon, tab, … |
//! | `dialect` | what separates them where nobody tells, found out from the first lines |
//! | `row` | one of the first rows, while they are looked at |
//! | `looks` | whether a cell looks like a number or like nothing, before anything is known of its column |
//! | `header`, `titles` | the names of the columns, what they seem to hold, lines above the table |
//! | `pass`, `column_pass`, `target_column` | the rows, cell by cell; a column; the target: classes or numbers? |
//! | `options`, `open` | what may be told instead of guessed; all of it, in order |

mod bytes;
mod column_pass;
mod delimiter;
mod dialect;

mod encoding;
mod foreign;
mod header;
mod lines;
mod looks;
mod open;
mod options;
mod pass;
mod quoted;
mod record;
mod records;
mod row;
mod source;
mod target_column;
mod text;
mod titles;
#[cfg(feature = "spreadsheets")]
mod workbook;

pub use delimiter::Delimiter;
pub(crate) use options::Needed;
pub use options::ReadOptions;
