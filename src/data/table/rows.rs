//! The rows of a table in a CSV file (chapter 10); every way to be unusable has a message of its own.
//!
//! A row is read the quick way first. Only where that gives up is it read again, slowly, to find out why: so what is an error,
//! and what it says, is decided in one place.

use super::place::Place;
use super::plain_row::{Wanted, plain_row};
use super::records::Records;
use super::target_column::TargetColumn;
use crate::error::TableProblem;
use crate::{Error, Result};
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use tempfile::NamedTempFile;

/// The size of the file's buffer in bytes.
const BUFFER: usize = 1 << 18;

/// A table that is read row by row.
pub(super) struct Rows<'p> {
    path: &'p Path,
    /// What came through a pipe. It can be read once, but to tell the line of a mistake, the table is read again.
    kept: Option<NamedTempFile>,
    pub columns: Vec<String>,
    records: Records<BufReader<File>>,
    /// The column of each number of a row, in their order there, and that of the target.
    numbers: Vec<usize>,
    target: Option<usize>,
    /// The same, by column; empty if a column is wanted twice, so that no row is plain.
    wanted: Vec<Wanted>,
    /// How many bytes the file has, and how many of them are the header.
    length: u64,
    header: u64,
    /// The row at hand, from 1, and the byte at which it was begun to be read.
    row: u64,
    begin: u64,
}

impl<'p> Rows<'p> {
    /// Opens the file and reads its header.
    pub fn open(path: &'p Path) -> Result<Self> {
        let mut file = File::open(path).map_err(|source| io_error(path, source))?;
        let mut kept = None;
        if file.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
            (file, kept) = keep(path, file).map(|(file, kept)| (file, Some(kept)))?;
        }
        let length = file.metadata().map_or(0, |metadata| metadata.len());
        let records = Records::new(BufReader::with_capacity(BUFFER, file));
        let (columns, numbers, wanted) = (Vec::new(), Vec::new(), Vec::new());
        let mut rows =
            Rows { path, kept, columns, records, numbers, target: None, wanted, length, header: 0, row: 0, begin: 0 };
        if !rows.records.read().map_err(|source| io_error(path, source))? {
            return Err(rows.error(None, TableProblem::Empty));
        }
        for index in 0..rows.records.len() {
            let cell = rows.records.cell(index);
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
            && let Some(row) = blank_line(rows.file())
        {
            let (path, column) = (path.to_owned(), Some(only.clone()));
            return Err(Error::Table { path, row: Some(row), column, problem: TableProblem::Missing });
        }
        rows.header = rows.records.offset();
        Ok(rows)
    }

    /// Decides which columns are read, by their index: the numbers of each row, in this order, and its target.
    pub fn want(&mut self, numbers: Vec<usize>, target: Option<usize>) {
        self.wanted = vec![Wanted::Nothing; self.columns.len()];
        let places = numbers.iter().enumerate().map(|(place, &index)| (index, Wanted::Number(place)));
        let mut twice = false;
        for (index, wanted) in places.chain(target.map(|index| (index, Wanted::Text))) {
            twice |= std::mem::replace(&mut self.wanted[index], wanted) != Wanted::Nothing;
        }
        if twice {
            self.wanted.clear();
        }
        (self.numbers, self.target) = (numbers, target);
    }

    /// Reads the next row: its numbers into `numbers`, its target into `target`. False after the last row.
    pub fn next(&mut self, numbers: &mut [f64], mut target: Option<&mut TargetColumn>) -> Result<bool> {
        self.begin = self.records.offset();
        self.row += 1;
        let place = self.place();
        let taken = self.records.take_line(|line| {
            let text = plain_row(line, &self.wanted, numbers)?;
            Some(target.as_deref_mut().map_or(Ok(()), |target| target.push(text, place)))
        });
        match taken.map_err(|source| io_error(self.path, source))? {
            Some(Ok(())) => Ok(true),
            Some(Err(problem)) => Err(self.error_in_row(self.target, problem)),
            None => self.next_slowly(numbers, target),
        }
    }

    /// [`Rows::next`] for a row that is not plain, or is wrong.
    fn next_slowly(&mut self, numbers: &mut [f64], target: Option<&mut TargetColumn>) -> Result<bool> {
        if !self.records.read().map_err(|source| io_error(self.path, source))? {
            return Ok(false);
        }
        let (expected, found) = (self.columns.len() as u64, self.records.len() as u64);
        if found != expected {
            return Err(self.error_in_row(None, TableProblem::Ragged { expected, found }));
        }
        // In the order of the numbers, and the target last: of several mistakes in a row, that decides which one is told.
        for (number, &index) in numbers.iter_mut().zip(&self.numbers) {
            *number = self.number(index)?;
        }
        if let (Some(index), Some(target)) = (self.target, target) {
            let pushed = target.push(self.text(index)?, self.place());
            pushed.map_err(|problem| self.error_here(index, problem))?;
        }
        Ok(true)
    }

    /// The cell of this row in column `index`, without surrounding blanks; an empty one is an error.
    fn text(&self, index: usize) -> Result<&str> {
        let cell = self.records.cell(index).trim_ascii();
        if cell.is_empty() {
            return Err(self.error_here(index, TableProblem::Missing));
        }
        std::str::from_utf8(cell).map_err(|_| self.error_here(index, TableProblem::NotUtf8))
    }

    /// The number of this row in column `index`.
    fn number(&self, index: usize) -> Result<f64> {
        let cell = self.text(index)?;
        let value: f64 = cell.parse().map_err(|_| self.error_here(index, TableProblem::NotANumber(cell.to_owned())))?;
        if !value.is_finite() {
            return Err(self.error_here(index, TableProblem::NotFinite(cell.to_owned())));
        }
        Ok(value)
    }

    /// The file to read again.
    fn file(&self) -> &Path {
        self.kept.as_ref().map_or(self.path, |kept| kept.path())
    }

    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// How many bytes have been read.
    pub fn bytes(&self) -> u64 {
        self.records.offset()
    }

    /// How many more rows to make room for: as many as are to come if they are as long as those so far, and a fiftieth more.
    ///
    /// Room that doubles whenever it is full would be needed three times over while it is moved.
    pub fn to_come(&self) -> usize {
        let bytes = self.length.saturating_sub(self.bytes());
        let read = (self.bytes() - self.header).max(1);
        let expected = 1.02 * bytes as f64 * self.row as f64 / read as f64;
        // The first rows are there to learn how long a row is. But a cell has two bytes at least, its comma and one more.
        let most = bytes as usize / (2 * self.columns.len()) + 1;
        // An eighth of what there is, so that a file of unknown length is not moved for every row.
        (expected as usize).max(1024).min(most).max(self.row as usize / 8)
    }

    /// Where the row at hand is.
    fn place(&self) -> Place {
        Some((self.row, self.begin))
    }

    /// The row, and the line on which it starts, both from 1. The file is read once more for it, up to there: the parser
    /// itself counts lines only as far as it had to read them.
    pub fn locate(&self, place: Place) -> Option<(u64, u64)> {
        let (row, byte) = place?;
        let mut bytes = File::open(self.file()).map(BufReader::new).ok()?.bytes().map_while(std::result::Result::ok);
        let before = bytes.by_ref().take(byte as usize).filter(|byte| *byte == b'\n').count();
        let skipped = bytes.take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| *byte == b'\n').count();
        Some((row, 1 + (before + skipped) as u64))
    }

    pub fn error(&self, column: Option<&str>, problem: TableProblem) -> Error {
        Error::Table { path: self.path.to_owned(), row: None, column: column.map(str::to_owned), problem }
    }

    fn error_here(&self, index: usize, problem: TableProblem) -> Error {
        self.error_in_row(Some(index), problem)
    }

    fn error_in_row(&self, index: Option<usize>, problem: TableProblem) -> Error {
        let column = index.map(|index| self.columns[index].clone());
        Error::Table { path: self.path.to_owned(), row: self.locate(self.place()), column, problem }
    }

    /// What to say when a column is not there.
    pub fn unknown(&self) -> String {
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

/// All that comes through a pipe, in a file of the system's folder for temporary ones.
fn keep(path: &Path, mut pipe: File) -> Result<(File, NamedTempFile)> {
    let failed = |source| Error::Io { action: "keep what comes through", path: path.to_owned(), source };
    let mut kept = NamedTempFile::new().map_err(failed)?;
    std::io::copy(&mut pipe, &mut kept).map_err(failed)?;
    Ok((kept.reopen().map_err(failed)?, kept))
}

fn io_error(path: &Path, source: std::io::Error) -> Error {
    Error::Io { action: "read", path: path.to_owned(), source }
}
