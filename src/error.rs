//! What can go wrong, in words that say what, where, and what would be right.
//!
//! A message does not repeat the error that caused it: that is kept as [`source`](std::error::Error::source), for those who print
//! the whole chain, such as [`Error::with_causes`] does.

use std::fmt;
use std::num::NonZero;
use std::path::PathBuf;

/// Everything that the library refuses. Each message names the place and the remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Two arrays that have to fit together do not.
    #[error("{what} has shape {found:?}, but {expected:?} is needed: {because}")]
    Shape {
        /// The array, by its name in the book.
        what: String,
        /// The shape that it has, (rows, columns).
        found: (usize, usize),
        /// The shape that it should have.
        expected: (usize, usize),
        /// Which other shape asks for it.
        because: String,
    },

    /// A hyper-parameter outside its range.
    #[error("{name} is {value}, but it must be {requirement}")]
    Setting {
        /// The setting, as it is written in code or on the command line.
        name: &'static str,
        /// The value that was given.
        value: String,
        /// The values that are allowed.
        requirement: &'static str,
    },

    /// A word that names none of the choices.
    #[error("there is no {what} '{given}'; choose one of: {choices}")]
    Choice {
        /// What was being chosen.
        what: &'static str,
        /// The word that was given.
        given: String,
        /// Every word that would do.
        choices: String,
    },

    /// Data in memory that no network can learn from.
    #[error("{problem}")]
    Data {
        /// What is wrong and what would be right.
        problem: String,
    },

    /// A table in a file that cannot be used as it is.
    #[error("{}{}{}: {problem}", .path.display(), in_row(.row), in_column(.column))]
    Table {
        /// The file.
        path: PathBuf,
        /// The data row, counted from 1 after the header, and the line of the file on which it starts.
        row: Option<(u64, u64)>,
        /// The column's name.
        column: Option<String>,
        /// What is wrong there.
        problem: TableProblem,
    },

    /// The loss stopped being a number.
    #[error("training diverged: after epoch {epoch} the loss is {loss}; {cause}")]
    Diverged {
        /// The epoch, counted from 1, after which it was noticed.
        epoch: usize,
        /// The value of the loss, infinite or not a number.
        loss: f64,
        /// The likely cause, and what to try.
        cause: String,
    },

    /// Ranks that cannot train together any more.
    #[error("rank {rank} {problem}")]
    Rank {
        /// The rank that is the cause.
        rank: usize,
        /// What it did, and what would be right.
        problem: String,
    },

    /// A file that does not hold what was asked for, or no longer.
    #[error("{}: not a usable {what}: {problem}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What it should be: "model file", "network file", "checkpoint".
        what: &'static str,
        /// What is wrong with it.
        problem: String,
        /// What the reader of the format said, if it was the one to notice.
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },

    /// An error of linfa, from inside its cross-validation or metrics.
    #[cfg(feature = "linfa")]
    #[error(transparent)]
    Linfa(#[from] linfa::Error),

    /// The operating system refused a file.
    #[error("cannot {action} {}", .path.display())]
    Io {
        /// What was tried: "read", "write".
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's own words.
        source: std::io::Error,
    },
}

/// The ways in which a table can be unusable, each at a place given by [`Error::Table`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableProblem {
    /// No header.
    #[error("the file is empty; a header row with the column names is needed, then one row per sample")]
    Empty,
    /// The first line is a sample: the cells of it.
    #[error(
        "the first line looks like data: {0}; if the table has no header, say --no-header (`no_header`): the columns are \
         then named 1, 2, …"
    )]
    NoHeader(String),
    /// Lines above the table: the number of the line that seems to be the header, and its cells.
    #[error(
        "what stands above line {0} looks like titles above the table: remove it; line {0} seems to be the header: {1}"
    )]
    Titles(u64, String),
    /// A quotation mark without a second one.
    #[error("the quotation mark opened here is never closed; close it, or double a mark that belongs to the text")]
    UnclosedQuote,
    /// Text behind a quoted cell: an earlier mark is missing, or one too many.
    #[error(
        "after the closing quotation mark stands '{}', and not the end of the cell: a mark was opened and never closed, or one \
         inside the text is not doubled",
        excerpt(.0)
    )]
    AfterQuote(String),
    /// A header and nothing else.
    #[error("there is a header but not one row of data below it")]
    NoRows,
    /// Two columns of one name.
    #[error("the header names this column twice; every column needs a name of its own")]
    DuplicateColumn,
    /// A column that has no name.
    #[error("column {0} of the header has no name")]
    UnnamedColumn(usize),
    /// A column that the table does not have: those that it has, and the one that may be meant.
    #[error("there is no such column{}; the file has: {}", meant(.1), .0)]
    UnknownColumn(String, Option<String>),
    /// A column that the model was trained on is missing.
    #[error("the model needs this column{} and the file does not have {}; the file has: {has}", and_others(*others), if *others == 0 { "it" } else { "them" })]
    ColumnOfModelMissing {
        /// The columns that the file has.
        has: String,
        /// How many other columns are missing, too.
        others: usize,
    },
    /// Nothing left to learn from.
    #[error("the target is the only column; at least one feature column is needed")]
    NoFeatures,
    /// A row with too many or too few cells.
    #[error("the row has {found} cells, but the header has {expected}")]
    Ragged {
        /// Cells in the header.
        expected: u64,
        /// Cells in the row.
        found: u64,
    },
    /// The last line is of another length.
    #[error(
        "the last line has {found} cells, but the header has {expected}; if it is a total or a remark below the table, remove it"
    )]
    RaggedEnd {
        /// Cells in the header.
        expected: u64,
        /// Cells in the line.
        found: u64,
    },
    /// A cell that is empty, or says that its value is missing, where numbers are needed in every row.
    #[error("{}; fill it in or leave the row out", missing(.0))]
    Missing(String),
    /// Every row lacks its target: so many.
    #[error("none of the {0} rows has a target: all its cells are missing")]
    NoTarget(usize),
    /// Nearly all cells of a column are numbers, and some are not.
    #[error(
        "{} of its {cells} cells are no numbers, such as '{}'; say --numbers COLUMN if these are missing (`numbers`), or \
         --categories COLUMN if all are names (`categories`)",
        some(*words),
        excerpt(.first)
    )]
    Mixed {
        /// How many cells are no numbers, if they were counted.
        words: Option<NonZero<usize>>,
        /// How many are not missing.
        cells: usize,
        /// The first that is no number.
        first: String,
    },
    /// Of no column can be learnt.
    #[error("no column is left to learn from: {0}")]
    NothingToLearnFrom(String),
    /// A target of which no two rows have the same: so many classes as there are rows.
    #[error(
        "each of the {0} rows has a class of its own, so nothing can be learnt of one from the others; choose another target"
    )]
    EachItsOwn(usize),
    /// A target of so many classes that it must be something else.
    #[error(
        "the target has {count} different values, too many for classes (at most {}); names or identifiers cannot be predicted: \
         choose another target",
        crate::data::Task::MOST_CLASSES,
        count = .0
    )]
    TooManyClasses(usize),
    /// A cell that is not a number.
    #[error("'{}' is not a number", excerpt(.0))]
    NotANumber(String),
    /// A cell that is no date as the others of its column, or those that a model was trained on.
    #[error("'{}' is not a date as the model knows them in this column", excerpt(.0))]
    NotADate(String),
    /// A column of numbers where names were learnt, and the file was not read for the model.
    #[error("it holds numbers, and the model needs names or dates; read the file with `Preparation::read`")]
    NumbersForWords,
    /// A column of numbers that was read as names, where a model needs the numbers.
    #[error("it was read as names, and the model needs numbers; read the file with `Preparation::read`")]
    WordsForNumbers,
    /// A column of names or dates that a model needs, of which so many differ that the table has not kept them.
    #[error(
        "it has too many different words for a table to keep, and the model needs them; read the file with \
         `Preparation::read`"
    )]
    TooManyWords,
    /// A cell that is infinite.
    #[error("'{}' is not a finite number", excerpt(.0))]
    NotFinite(String),
    /// Bytes that are not text.
    #[error("the text is not valid UTF-8")]
    NotUtf8,
    /// A target for classification with a single class.
    #[error("every row has the same class '{}'; at least two classes are needed to learn to tell them apart", excerpt(.0))]
    SingleClass(String),
    /// A target that looks like numbers, but for a few cells.
    #[error(
        "'{}' is not a number, though other cells of this target column are; mend it, or ask for classes if the target is a \
         label",
        excerpt(.0)
    )]
    MixedTarget(String),
    /// A regression target whose values are all the same.
    #[error("every row has the same value {0}; there is nothing to predict")]
    ConstantTarget(String),
}

/// The beginning of a text from a file: a message stays short, whatever a cell holds.
pub(crate) fn excerpt(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The first of these names, and how many more there are.
#[cfg(feature = "files")]
pub(crate) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    joined(&names.into_iter().map(excerpt).collect::<Vec<_>>())
}

/// The first of these short texts, and how many more there are.
#[cfg(feature = "files")]
pub(crate) fn joined(texts: &[String]) -> String {
    const MOST: usize = 400;
    let mut joined = String::new();
    for (shown, text) in texts.iter().enumerate() {
        if joined.len() + text.len() > MOST {
            return format!("{joined} and {} more", texts.len() - shown);
        }
        joined += if shown == 0 { "" } else { ", " };
        joined += text;
    }
    joined
}

/// The name that is spelt most like this one, if one is.
#[cfg(feature = "files")]
pub(crate) fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let likeness = |other: &str| strsim::jaro_winkler(&name.to_lowercase(), &other.to_lowercase());
    let nearest = names.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(nearest) > 0.8).then(|| nearest.to_owned())
}

fn meant(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |name| format!(" (perhaps '{}')", excerpt(name)))
}

fn and_others(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => " and another one".to_owned(),
        _ => format!(" and {count} others"),
    }
}

fn some(count: Option<NonZero<usize>>) -> String {
    count.map_or_else(|| "some".to_owned(), |count| count.to_string())
}

fn missing(cell: &str) -> String {
    if cell.is_empty() {
        "the cell is empty".to_owned()
    } else {
        format!("'{}' says that the value is missing", excerpt(cell))
    }
}

fn in_row(row: &Option<(u64, u64)>) -> String {
    row.map_or_else(String::new, |(row, line)| format!(", row {row} (line {line})"))
}

fn in_column(column: &Option<String>) -> String {
    column.as_ref().map_or_else(String::new, |name| format!(", column '{}'", excerpt(name)))
}

/// The result of everything in this library that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The message of an error with those of its causes behind it, each once: some errors of other libraries repeat their cause.
#[must_use]
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    for cause in std::iter::successors(error.source(), |error| error.source()) {
        let cause = cause.to_string();
        if !text.ends_with(&cause) {
            text = text + ": " + &cause;
        }
    }
    text
}

impl Error {
    /// The message with those of its causes behind it, each once: `cannot read wine.csv: No such file or directory`.
    #[must_use]
    pub fn with_causes(&self) -> String {
        with_causes(self)
    }

    /// A setting out of range.
    pub(crate) fn setting(name: &'static str, value: impl ToString, requirement: &'static str) -> Self {
        Error::Setting { name, value: value.to_string(), requirement }
    }

    /// Data in memory that cannot be used.
    pub(crate) fn data(problem: impl Into<String>) -> Self {
        Error::Data { problem: problem.into() }
    }

    /// Checks that `found` is `expected`; otherwise says which array is wrong and why.
    ///
    /// The words come as [`fmt::Arguments`], so that nothing is allocated while all is well.
    pub(crate) fn check_shape(
        what: fmt::Arguments<'_>,
        found: (usize, usize),
        expected: (usize, usize),
        because: fmt::Arguments<'_>,
    ) -> Result<()> {
        if found == expected {
            return Ok(());
        }
        Err(Error::Shape { what: what.to_string(), found, expected, because: because.to_string() })
    }
}
