//! Tables in CSV files (chapter 10): which columns are wanted, and how many rows will come.

use super::rows::Rows;
use super::target_column::TargetColumn;
use crate::data::{Dataset, Task};
use crate::error::TableProblem;
use crate::{Error, Result};
use ndarray::{Array2, ShapeBuilder};
use std::path::Path;

/// How many bytes are read between two calls of a progress callback.
const STRIDE: u64 = 1 << 20;

/// Reads a table with a header row; the column named `target` is the target, every other one a numeric feature.
///
/// Fields may be quoted, lines may end in LF or CRLF, and a byte-order mark is skipped. Class labels may be text; classes
/// are sorted, by number if all labels are numbers.
///
/// # Errors
///
/// [`Error::Io`] if the file cannot be read; [`Error::Table`], with the file and where it applies row and column, for
/// everything in [`TableProblem`].
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
    let path = path.as_ref();
    let mut rows = Rows::open(path)?;
    let target_index =
        rows.index_of(target).ok_or_else(|| rows.error(Some(target), TableProblem::UnknownColumn(rows.unknown())))?;
    let features: Vec<usize> = (0..rows.columns.len()).filter(|&index| index != target_index).collect();
    if features.is_empty() {
        return Err(rows.error(Some(target), TableProblem::NoFeatures));
    }
    let names: Vec<String> = features.iter().map(|&index| rows.columns[index].clone()).collect();

    rows.want(features, Some(target_index));
    let mut target_column = TargetColumn::new(task);
    let x = read(&mut rows, names.len(), Some(&mut target_column), progress)?;
    let target_values = target_column.finish().map_err(|(place, problem)| Error::Table {
        path: path.to_owned(),
        row: rows.locate(place),
        column: Some(target.to_owned()),
        problem,
    })?;
    Dataset::with_names(x, target_values, names, target.to_owned())
}

/// Reads the named feature columns of a table, in the order of `names`, as x: (names.len(), m). Other columns are ignored.
///
/// # Errors
///
/// As [`read_csv`], and if a named column is not in the file.
pub fn read_features(path: impl AsRef<Path>, names: &[String]) -> Result<Array2<f64>> {
    let mut rows = Rows::open(path.as_ref())?;
    let mut features = Vec::with_capacity(names.len());
    for name in names {
        let index = rows.index_of(name);
        features.push(index.ok_or_else(|| rows.error(Some(name), TableProblem::ColumnOfModelMissing(rows.unknown())))?);
    }
    rows.want(features, None);
    read(&mut rows, names.len(), None, |_| ())
}

/// Reads all rows, the numbers as x: (features, m) and the target, if there is one, into `target`.
///
/// The numbers of the rows stand one after the other: a row of the file is a column of the matrix, so nothing is moved.
fn read(
    rows: &mut Rows,
    features: usize,
    mut target: Option<&mut TargetColumn>,
    mut progress: impl FnMut(u64),
) -> Result<Array2<f64>> {
    let mut values: Vec<f64> = Vec::new();
    let mut tell = 0;
    loop {
        if values.capacity() - values.len() < features {
            let more = rows.to_come();
            // Room for a guess need not be had; room for a row must, and is then made by `resize`.
            let _ = values.try_reserve_exact(more * features);
            if let Some(target) = &mut target {
                target.reserve(more);
            }
        }
        let filled = values.len();
        values.resize(filled + features, 0.0);
        if !rows.next(&mut values[filled..], target.as_deref_mut())? {
            values.truncate(filled);
            break;
        }
        if rows.bytes() >= tell {
            progress(rows.bytes());
            tell = rows.bytes() + STRIDE;
        }
    }
    progress(rows.bytes());
    if values.is_empty() {
        return Err(rows.error(None, TableProblem::NoRows));
    }
    values.shrink_to_fit();
    let shape = (features, values.len() / features).f();
    Array2::from_shape_vec(shape, values).map_err(|error| Error::data(error.to_string()))
}
