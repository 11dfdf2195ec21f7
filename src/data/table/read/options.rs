//! How a table is to be read, as far as that is not told from the file.

use super::delimiter::Delimiter;
use crate::data::Task;
use crate::data::table::cell::Decimal;
use crate::{Error, Result};
use encoding_rs::Encoding;

/// How a table is to be read; what is not said here is told from the file.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The column to be predicted, and whether it holds classes or numbers. Rows where it is missing are left out.
    pub target: Option<(String, Task)>,
    /// What separates the columns.
    pub delimiter: Option<Delimiter>,
    /// How the fraction of a number is set off.
    pub decimal: Option<Decimal>,
    /// The encoding of the characters by a name that the web knows, such as `utf-8`, `utf-16le` or `windows-1252`.
    pub encoding: Option<String>,
    /// The sheet of a workbook. If none is named, the first that is not empty is read.
    pub sheet: Option<String>,
    /// Whether the first line is a row of the table. The columns are then named `1`, `2`, ….
    pub no_header: bool,
    /// Columns that are not read.
    pub drop: Vec<String>,
    /// Columns whose cells are names, also where they look like numbers.
    pub categories: Vec<String>,
    /// Columns of numbers; other cells of theirs are missing.
    pub numbers: Vec<String>,
}

/// Which columns are read, besides the target.
#[derive(Debug, Clone)]
pub(crate) enum Needed {
    All,
    /// All, and a cell that is no number is an error.
    AllAsNumbers,
    /// Those that a model needs, and whether it needs numbers of them.
    These(Vec<(String, bool)>),
}

impl ReadOptions {
    /// Everything told from the file, with this column as the target.
    #[must_use]
    pub fn with_target(target: impl Into<String>) -> Self {
        ReadOptions { target: Some((target.into(), Task::Auto)), ..ReadOptions::default() }
    }
}

/// The encoding of this name.
pub(super) fn encoding_of(name: &str) -> Result<&'static Encoding> {
    Encoding::for_label(name.as_bytes()).ok_or_else(|| Error::Choice {
        what: "encoding",
        given: name.to_owned(),
        choices: "utf-8, utf-16le, utf-16be, windows-1252, iso-8859-2, shift_jis and others that the web knows"
            .to_owned(),
    })
}
