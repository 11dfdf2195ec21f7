//! Tables in CSV files (chapter 10), over the crate `csv`; every way to be unusable has a message of its own.

use super::table_target::TargetColumn;
use super::{Dataset, Task};
use crate::error::TableProblem;
use crate::{Error, Result};
use csv::{ByteRecord, Reader, ReaderBuilder};
use ndarray::{Array2, ShapeBuilder};
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

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
    let path = path.as_ref();
    let mut rows = Rows::open(path)?;
    let target_index =
        rows.index_of(target).ok_or_else(|| rows.error(Some(target), TableProblem::UnknownColumn(rows.unknown())))?;
    let features: Vec<usize> = (0..rows.columns.len()).filter(|&index| index != target_index).collect();
    if features.is_empty() {
        return Err(rows.error(Some(target), TableProblem::NoFeatures));
    }

    let mut values = Vec::new();
    let mut target_column = TargetColumn::new(task);
    while rows.advance()? {
        rows.push_numbers(&features, &mut values)?;
        let cell = rows.text(target_index)?;
        target_column.push(cell, rows.place()).map_err(|problem| rows.error_here(target_index, problem))?;
    }

    let x = rows.matrix(features.len(), values)?;
    let target_values = target_column.finish().map_err(|(place, problem)| Error::Table {
        path: path.to_owned(),
        row: rows.locate(place),
        column: Some(target.to_owned()),
        problem,
    })?;
    let names = features.iter().map(|&index| rows.columns[index].clone()).collect();
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
    let mut values = Vec::new();
    while rows.advance()? {
        rows.push_numbers(&features, &mut values)?;
    }
    rows.matrix(names.len(), values)
}

/// The row, from 1, and the byte of the file at which it was begun to be read.
pub(super) type Place = Option<(u64, u64)>;

/// A table that is read row by row.
struct Rows<'p> {
    path: &'p Path,
    columns: Vec<String>,
    reader: Reader<File>,
    record: ByteRecord,
    row: u64,
}

impl<'p> Rows<'p> {
    /// Opens the file and reads its header.
    fn open(path: &'p Path) -> Result<Self> {
        let file = File::open(path).map_err(|source| io_error(path, source))?;
        // Flexible: a ragged row is noticed here, with a better message.
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(1 << 16).from_reader(file);
        let mut rows = Rows { path, columns: Vec::new(), reader, record: ByteRecord::new(), row: 0 };
        if !rows.read()? {
            return Err(rows.error(None, TableProblem::Empty));
        }
        for (index, cell) in rows.record.iter().enumerate() {
            let name = std::str::from_utf8(cell).map_err(|_| rows.error(None, TableProblem::NotUtf8))?.trim();
            if name.is_empty() {
                return Err(rows.error(None, TableProblem::UnnamedColumn(index + 1)));
            }
            rows.columns.push(name.to_owned());
        }
        let mut seen = HashSet::new();
        if let Some(twice) = rows.columns.iter().find(|name| !seen.insert(name.as_str())) {
            return Err(rows.error(Some(twice), TableProblem::DuplicateColumn));
        }
        if let [only] = rows.columns.as_slice()
            && let Some(row) = blank_line(path)
        {
            let (path, column) = (path.to_owned(), Some(only.clone()));
            return Err(Error::Table { path, row: Some(row), column, problem: TableProblem::Missing });
        }
        Ok(rows)
    }

    fn read(&mut self) -> Result<bool> {
        self.reader.read_byte_record(&mut self.record).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(source) => io_error(self.path, source),
            other => io_error(self.path, std::io::Error::other(format!("{other:?}"))),
        })
    }

    /// Goes to the next row; false after the last.
    fn advance(&mut self) -> Result<bool> {
        if !self.read()? {
            return Ok(false);
        }
        self.row += 1;
        let (expected, found) = (self.columns.len() as u64, self.record.len() as u64);
        if found != expected {
            let problem = TableProblem::Ragged { expected, found };
            return Err(Error::Table {
                path: self.path.to_owned(),
                row: self.locate(self.place()),
                column: None,
                problem,
            });
        }
        Ok(true)
    }

    fn index_of(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The cell of this row in column `index`, without surrounding blanks; an empty one is an error.
    fn text(&self, index: usize) -> Result<&str> {
        let cell = self.record[index].trim_ascii();
        if cell.is_empty() {
            return Err(self.error_here(index, TableProblem::Missing));
        }
        std::str::from_utf8(cell).map_err(|_| self.error_here(index, TableProblem::NotUtf8))
    }

    /// Appends the numbers of this row in the columns `indices`.
    fn push_numbers(&self, indices: &[usize], values: &mut Vec<f64>) -> Result<()> {
        for &index in indices {
            let cell = self.text(index)?;
            let value: f64 =
                cell.parse().map_err(|_| self.error_here(index, TableProblem::NotANumber(cell.to_owned())))?;
            if !value.is_finite() {
                return Err(self.error_here(index, TableProblem::NotFinite(cell.to_owned())));
            }
            values.push(value);
        }
        Ok(())
    }

    /// The numbers of all rows, one after the other, as (features, m): a row of the file is a column of the matrix, so this
    /// moves nothing.
    fn matrix(&self, features: usize, values: Vec<f64>) -> Result<Array2<f64>> {
        if self.row == 0 {
            return Err(self.error(None, TableProblem::NoRows));
        }
        let shape = (features, values.len() / features).f();
        Array2::from_shape_vec(shape, values).map_err(|error| Error::data(error.to_string()))
    }

    /// Where the row at hand is.
    fn place(&self) -> Place {
        Some((self.row, self.record.position().map_or(0, csv::Position::byte)))
    }

    /// The row, and the line on which it starts, both from 1. The file is read once more for it, up to there: the parser
    /// itself counts lines only as far as it had to read them.
    fn locate(&self, place: Place) -> Option<(u64, u64)> {
        let (row, byte) = place?;
        let mut bytes = File::open(self.path).map(BufReader::new).ok()?.bytes().map_while(std::result::Result::ok);
        let before = bytes.by_ref().take(byte as usize).filter(|byte| *byte == b'\n').count();
        let skipped = bytes.take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| *byte == b'\n').count();
        Some((row, 1 + (before + skipped) as u64))
    }

    fn error(&self, column: Option<&str>, problem: TableProblem) -> Error {
        Error::Table { path: self.path.to_owned(), row: None, column: column.map(str::to_owned), problem }
    }

    fn error_here(&self, index: usize, problem: TableProblem) -> Error {
        let column = Some(self.columns[index].clone());
        Error::Table { path: self.path.to_owned(), row: self.locate(self.place()), column, problem }
    }

    /// What to say when a column is not there.
    fn unknown(&self) -> String {
        let all = self.columns.join(", ");
        match self.columns.as_slice() {
            [only] if only.contains([';', '\t', '|']) => format!("{all}; are its columns separated by commas?"),
            _ => all,
        }
    }
}

/// The row and line of a blank line that is followed by others. In a table of one column that is a missing cell, which the
/// parser would pass over; with more columns it is no row.
fn blank_line(path: &Path) -> Option<(u64, u64)> {
    let lines = File::open(path).map(BufReader::new).ok()?.split(b'\n').map_while(std::result::Result::ok);
    let mut blank = None;
    for (row, line) in lines.enumerate().skip(1) {
        match (line.trim_ascii().is_empty(), blank) {
            (true, None) => blank = Some((row as u64, row as u64 + 1)),
            (false, Some(_)) => return blank,
            _ => {}
        }
    }
    None
}

fn io_error(path: &Path, source: std::io::Error) -> Error {
    Error::Io { action: "read", path: path.to_owned(), source }
}
