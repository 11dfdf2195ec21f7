//! A table in memory: its columns, of numbers or of words, as they were read.

use super::cell::{Decimal, Marks};
use super::read::Delimiter;
use crate::data::Target;
use crate::data::split::{deal, deal_folds};
use crate::{Error, Result, Rng};
use indexmap::IndexMap;
use ndarray::Array2;
use std::collections::HashMap;
use std::path::PathBuf;

/// Where a row stands: its number, from 1 after the header, and the line of the file on which it starts.
pub(crate) type Place = (u64, u64);

/// A table that was read from a file: columns of numbers and of words, in the order of the file, and the target.
///
/// [`Preparation`](crate::data::Preparation) makes features of it that a network can be given.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) path: PathBuf,
    pub(crate) columns: Vec<Column>,
    /// The cells of the columns of numbers, (columns, rows): a row of the file is contiguous.
    pub(crate) numbers: Array2<f64>,
    pub(crate) rows: usize,
    pub(crate) target: Option<TargetCells>,
    pub(super) dialect: Dialect,
}

/// The target column of a table.
#[derive(Debug, Clone)]
pub(crate) struct TargetCells {
    pub name: String,
    pub values: Target,
    /// How many rows had none, and are not in the table.
    pub left_out: usize,
    pub marks: Marks,
}

/// How a file is written. Of a workbook, all but `sheet` is said of the text that was made of the sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Dialect {
    /// The name of the sheet, if the file is a workbook.
    pub sheet: Option<String>,
    /// The name of the encoding of its characters, such as `UTF-8`.
    pub encoding: &'static str,
    /// Whether the file is compressed.
    pub compressed: bool,
    /// What separates its columns.
    pub delimiter: Delimiter,
    /// How the fraction of a number is set off.
    pub decimal: Decimal,
}

/// A column that is no target.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Which one of the file it is, from 0.
    pub index: usize,
    pub name: String,
    /// Whether the file gives it no name, and `name` is made up.
    pub unnamed: bool,
    /// Whether an earlier column has the same name, so that this one was given another.
    pub repeated: bool,
    pub cells: Cells,
    /// Whether whoever reads it has said what it is.
    pub is_told: bool,
    /// The first missing cell: where, and what stands there.
    pub first_missing: Option<(Place, String)>,
    /// The first cell that is neither a number nor missing.
    pub first_text: Option<(Place, String)>,
    /// Words that were taken for missing cells because all the others are numbers, and how often they stand there.
    pub words: IndexMap<Box<str>, u64>,
    pub marks: Marks,
}

/// The cells of a column.
#[derive(Debug, Clone)]
pub(crate) enum Cells {
    /// Numbers, in this row of [`Table::numbers`]; NaN where one is missing.
    Numbers(usize),
    Words(Words),
    /// More distinct words than are kept.
    Text {
        /// Whether nearly all of them are numbers.
        mostly_numbers: bool,
    },
}

/// The cells of a column of words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    /// For each row an index into `names`, or [`Words::MISSING`].
    pub codes: Vec<u32>,
    /// The distinct words in the order in which they came, each with its first place.
    pub names: IndexMap<Box<str>, Place>,
}

impl Words {
    /// The code of a missing cell.
    pub const MISSING: u32 = u32::MAX;

    /// How often each name occurs in these rows.
    pub fn counts(&self, rows: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut counts = vec![0; self.names.len()];
        for row in rows {
            if let Some(count) = counts.get_mut(self.codes[row] as usize) {
                *count += 1;
            }
        }
        counts
    }

    pub fn name(&self, code: u32) -> Option<&str> {
        self.names.get_index(code as usize).map(|(name, _)| &**name)
    }
}

impl Table {
    /// The number of rows; rows without a target are not counted.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The names of the columns, without that of the target.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// Which columns have these names: a place in the list of columns for each; of several of one name, the first.
    pub(crate) fn places<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<Option<usize>> {
        // With a search for each, a table of very many columns would take time with their square.
        let columns = self.columns.iter().enumerate().rev();
        let places: HashMap<&str, usize> = columns.map(|(place, column)| (column.name.as_str(), place)).collect();
        names.map(|name| places.get(name).copied()).collect()
    }

    /// The target, a value for each row; `None` if none was asked for.
    #[must_use]
    pub fn target(&self) -> Option<&Target> {
        self.target.as_ref().map(|target| &target.values)
    }

    /// How many rows had no target; they are not in the table.
    #[must_use]
    pub fn without_target(&self) -> usize {
        self.target.as_ref().map_or(0, |target| target.left_out)
    }

    /// The rows of parts of these fractions, at random; every class of the target, if there is one, in its proportion, as in
    /// [`Dataset::split`](crate::data::Dataset::split).
    ///
    /// # Errors
    ///
    /// As [`Dataset::split`](crate::data::Dataset::split); [`Error::Data`] if the table was read without a target.
    pub fn deal<const N: usize>(&self, fractions: [f64; N], rng: &mut Rng) -> Result<[Vec<usize>; N]> {
        deal(self.needed_target()?, fractions, rng)
    }

    /// The rows of `folds` parts of one size, for cross-validation, as [`Dataset::folds`](crate::data::Dataset::folds) deals them.
    ///
    /// # Errors
    ///
    /// As [`Dataset::folds`](crate::data::Dataset::folds); [`Error::Data`] if the table was read without a target.
    pub fn folds(&self, folds: usize, rng: &mut Rng) -> Result<Vec<Vec<usize>>> {
        deal_folds(self.needed_target()?, folds, rng)
    }

    fn needed_target(&self) -> Result<&Target> {
        self.target().ok_or_else(|| Error::data("the table was read without a target"))
    }

    /// How the file is written.
    #[must_use]
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// How many cells of each column are missing.
    #[must_use]
    pub fn missing(&self) -> Vec<usize> {
        let count = |column: &Column| match &column.cells {
            Cells::Numbers(row) => self.numbers.row(*row).iter().filter(|number| number.is_nan()).count(),
            Cells::Words(words) => words.codes.iter().filter(|code| **code == Words::MISSING).count(),
            Cells::Text { .. } => 0,
        };
        self.columns.iter().map(count).collect()
    }

    /// Whether a column holds 0, 1, 2, … or 1, 2, 3, …, row by row.
    fn counts_rows(&self, column: &Column) -> bool {
        let Cells::Numbers(row) = column.cells else { return false };
        let first = self.numbers[[row, 0]];
        let counts = |(i, &number): (usize, &f64)| number == first + i as f64;
        (first == 0.0 || first == 1.0) && self.rows > 2 && self.numbers.row(row).iter().enumerate().all(counts)
    }

    /// What a reader of a column should know: what was passed over around its numbers, which words were taken for missing cells.
    pub fn notes(&self) -> impl Iterator<Item = (&str, String)> {
        let of_target = self.target.iter().map(|target| (target.name.as_str(), &target.marks, None));
        let of_columns = self.columns.iter().map(|column| (column.name.as_str(), &column.marks, Some(column)));
        of_target.chain(of_columns).filter_map(|(name, marks, column)| {
            let mut notes = Vec::new();
            if *marks != Marks::default() {
                notes.push(format!("numbers read without {marks}"));
            }
            if let Some(column) = column {
                let words = column.words.iter();
                notes.extend(words.map(|(word, count)| format!("'{word}' ({count} cells) taken for missing")));
                notes.extend(column.repeated.then(|| "named like an earlier column".to_owned()));
                notes.extend(
                    self.counts_rows(column)
                        .then(|| "it counts the rows; --drop it if it only numbers them".to_owned()),
                );
            }
            (!notes.is_empty()).then(|| (name, notes.join("; ")))
        })
    }
}
