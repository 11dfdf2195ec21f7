//! Tables of nothing but numbers, besides the target (chapter 10): whatever is none is an error at its place.

use super::columns::{Cells, Place, Table};
use super::read::{Needed, ReadOptions};
use crate::data::{Dataset, Task};
use crate::error::TableProblem;
use crate::{Error, Result};
use ndarray::Array2;
use std::path::Path;

/// Reads a table with a header row; the column named `target` is the target, every other one a numeric feature.
///
/// Of the ways in which a table can be written, [`Table::read`] knows more; this is for those that hold nothing but numbers and a
/// target, every cell of them. Class labels may be text; classes are sorted, by number if all labels are numbers.
///
/// # Errors
///
/// [`Error::Io`] if the file cannot be read; [`Error::Table`], with the file and where it applies row and column, for everything in
/// [`TableProblem`], among that the first cell that is missing or no number.
pub fn read_csv(path: impl AsRef<Path>, target: &str, task: Task) -> Result<Dataset> {
    read_csv_with(path, target, task, |_| ())
}

/// [`read_csv`] for tables so large that one wants to see how far it is: `progress` is told the number of bytes read so far,
/// after every megabyte and at the end.
///
/// # Errors
///
/// As [`read_csv`].
pub fn read_csv_with(path: impl AsRef<Path>, target: &str, task: Task, progress: impl FnMut(u64)) -> Result<Dataset> {
    let options = ReadOptions { target: Some((target.to_owned(), task)), ..ReadOptions::default() };
    let table = Table::read_needed(path.as_ref(), &options, &Needed::AllAsNumbers, progress)?;
    if let Some(column) = table.columns.iter().find(|column| column.unnamed) {
        return Err(table.error(None, None, TableProblem::UnnamedColumn(column.index + 1)));
    }
    if let Some(column) = table.columns.iter().find(|column| column.repeated) {
        let name = column.name.rsplit_once('.').map(|(name, _)| name);
        return Err(table.error(None, name, TableProblem::DuplicateColumn));
    }
    table.numbers_only()?;
    let features = table.names().map(str::to_owned).collect();
    let Some(target) = table.target else { return Err(Error::data("the table has no target")) };
    Dataset::with_names(table.numbers, target.values, features, target.name)
}

/// Reads the named feature columns of a table, in the order of `names`, as x: (names.len(), m). Other columns are ignored.
///
/// # Errors
///
/// As [`read_csv`], and if a named column is not in the file.
pub fn read_features(path: impl AsRef<Path>, names: &[String]) -> Result<Array2<f64>> {
    let needed = Needed::These(names.iter().map(|name| (name.clone(), true)).collect());
    let table = Table::read_needed(path.as_ref(), &ReadOptions::default(), &needed, |_| ())?;
    table.numbers_only()?;
    let rows: Vec<usize> = names.iter().filter_map(|name| table.row_of(name)).collect();
    if rows.iter().copied().eq(0..table.numbers.nrows()) {
        return Ok(table.numbers);
    }
    Ok(super::super::columns::select_rows(&table.numbers, &rows))
}

impl Table {
    /// The row of the numbers that holds the column of this name.
    pub(crate) fn row_of(&self, name: &str) -> Option<usize> {
        self.columns.iter().find(|column| column.name == name).and_then(|column| match column.cells {
            Cells::Numbers(row) => Some(row),
            Cells::Words(_) | Cells::Text { .. } => None,
        })
    }

    /// Refuses a table in which a cell is missing; the first in the order of the file is told.
    fn numbers_only(&self) -> Result<()> {
        let missing =
            self.columns.iter().filter_map(|column| column.first_missing.as_ref().map(|first| (column, first)));
        match missing.min_by_key(|(_, (place, _))| *place) {
            None => Ok(()),
            Some((column, (place, cell))) => {
                Err(self.error(Some(*place), Some(&column.name), TableProblem::Missing(cell.clone())))
            }
        }
    }

    fn error(&self, row: Option<Place>, column: Option<&str>, problem: TableProblem) -> Error {
        Error::Table { path: self.path.clone(), row, column: column.map(str::to_owned), problem }
    }
}
