//! The rows of a table, cell by cell: numbers, words and the target.

use super::column_pass::{ColumnPass, Want};
use super::delimiter::Delimiter;
use super::quoted::RecordError;
use super::record::Record;
use super::records::Records;
use super::target_column::TargetColumn;
use super::text::Text;
use crate::data::table::cell::{Decimal, is_missing, may_be_missing};
use crate::data::table::columns::Place;
use crate::error::TableProblem;
use memchr::memchr;
use std::io;

/// How many bytes are read between two calls of a progress callback.
const STRIDE: u64 = 1 << 20;
/// The mark of DOS for the end of a file, which stands behind the last cell of some.
const END_OF_FILE: char = '\u{1a}';

/// Why a pass ended before the table was read.
pub(super) enum Stop {
    /// A row cannot be read: its place, the index of the column, and why.
    Wrong(Option<Place>, Option<usize>, TableProblem),
    Io(io::Error),
    /// These columns were taken for numbers and hold words, too.
    HaveWords(Vec<usize>),
}

pub(super) struct Pass {
    delimiter: Delimiter,
    decimal: Decimal,
    pub columns: Vec<ColumnPass>,
    pub target: Option<TargetColumn>,
    /// The numbers of all rows, row by row, and how many a row has.
    pub numbers: Vec<f64>,
    pub width: usize,
    /// The rows that are kept, and those that have no target.
    pub rows: usize,
    pub left_out: usize,
    pub first_left_out: Option<(Place, String)>,
    /// The rows that were read, whether they are kept or not.
    read: u64,
    /// Whether rows are only looked at, because the table will be read again.
    is_in_vain: bool,
}

impl Pass {
    pub fn new(wants: &[Want], target: Option<TargetColumn>, delimiter: Delimiter, decimal: Decimal) -> Self {
        let mut width = 0;
        let column = |&want: &Want| {
            let place = width;
            width += usize::from(want.is_numbers());
            ColumnPass::new(want, place)
        };
        let columns = wants.iter().map(column).collect();
        Pass {
            delimiter,
            decimal,
            columns,
            target,
            numbers: Vec::new(),
            width,
            rows: 0,
            left_out: 0,
            first_left_out: None,
            read: 0,
            is_in_vain: false,
        }
    }

    /// Reads all rows of a file of `length` bytes.
    pub fn run(&mut self, records: &mut Records<Text>, length: u64, mut progress: impl FnMut(u64)) -> Result<(), Stop> {
        let header = records.reader().bytes_read();
        let mut tell = 0;
        loop {
            if self.numbers.capacity() - self.numbers.len() < self.width {
                self.make_room(records.reader().bytes_read(), header, length);
            }
            let begin = self.numbers.len();
            self.numbers.resize(begin + self.width, f64::NAN);
            let Some(kept) = self.row(records, begin)? else {
                self.numbers.truncate(begin);
                break;
            };
            self.read += 1;
            if !kept {
                self.left_out += 1;
                self.unlearn(self.read);
            }
            if kept && !self.is_in_vain {
                self.rows += 1;
            } else {
                self.forget(begin);
            }
            let bytes = records.reader().bytes_read();
            if bytes >= tell {
                progress(bytes);
                tell = bytes + STRIDE;
            }
        }
        progress(records.reader().bytes_read());
        let changed: Vec<usize> = (0..self.columns.len()).filter(|&index| self.columns[index].has_words).collect();
        if !changed.is_empty() {
            return Err(Stop::HaveWords(changed));
        }
        self.numbers.shrink_to_fit();
        Ok(())
    }

    /// Room for as many more rows as are to come if they are as long as those so far, and a fiftieth more: room that doubles
    /// whenever it is full would be needed three times over while it is moved. It need not be had; room for one row must.
    fn make_room(&mut self, offset: u64, header: u64, length: u64) {
        let bytes = length.saturating_sub(offset);
        let expected = 1.02 * bytes as f64 * self.rows as f64 / (offset - header).max(1) as f64;
        // The first rows are there to learn how long a row is. But a cell has two bytes at least, its comma and one more.
        let most = bytes as usize / (2 * self.columns.len()) + 1;
        // An eighth of what there is, so that a file of unknown length is not moved for every row.
        let rows = (expected as usize).max(1024).min(most).max(self.rows / 8);
        let _ = self.numbers.try_reserve_exact(rows.saturating_mul(self.width));
        let _ = self.target.as_mut().map(|target| target.reserve(rows));
        for column in self.columns.iter_mut().filter(|column| column.want.is_words()) {
            let _ = column.words.codes.try_reserve_exact(rows);
        }
    }

    /// Reads the next row: whether it is kept; `None` after the last.
    fn row(&mut self, records: &mut Records<Text>, begin: usize) -> Result<Option<bool>, Stop> {
        let number = self.read + 1;
        let before = records.lines_read();
        let taken = match self.delimiter {
            Delimiter::Byte(byte) => records.take_line(|line, at| Some(self.line(line, byte, (number, at), begin))),
            Delimiter::Blanks => Ok(None),
        };
        let kept = match taken.map_err(Stop::Io)? {
            Some(result) => result?,
            None if records.advance()? => self.record(records.current(), (number, records.line()), begin)?,
            None => return Ok(None),
        };
        // In a table of one column a blank line is a missing cell; with more columns it is no row.
        if self.columns.len() == 1 && records.line() > before + 1 {
            let place = Some((number, before + 1));
            return Err(Stop::Wrong(place, Some(0), TableProblem::Missing(String::new())));
        }
        Ok(Some(kept))
    }

    /// A line without quotation marks. A plain number ends where its digits end, so its cell need not be looked for first.
    fn line(&mut self, line: &[u8], delimiter: u8, place: Place, begin: usize) -> Result<bool, Stop> {
        let (mut rest, mut kept) = (Some(line), true);
        for index in 0..self.columns.len() {
            let Some(text) = rest else { return Err(self.ragged(index, place)) };
            let column = &self.columns[index];
            if self.decimal == Decimal::Point
                && column.want.is_numbers()
                && let Ok((value, length)) = fast_float2::parse_partial::<f64, _>(text)
                && value.is_finite()
                && text.get(length).is_none_or(|&next| next == delimiter)
            {
                self.numbers[begin + column.place] = value;
                rest = text.get(length + 1..);
                continue;
            }
            let end = memchr(delimiter, text).unwrap_or(text.len());
            kept &= self.cell(index, &text[..end], place, begin)?;
            rest = text.get(end + 1..);
        }
        match rest {
            None => Ok(kept),
            Some(more) => {
                let found = self.columns.len() + 1 + memchr::memchr_iter(delimiter, more).count();
                Err(self.ragged(found, place))
            }
        }
    }

    fn record(&mut self, record: Record<'_>, place: Place, begin: usize) -> Result<bool, Stop> {
        if record.len() != self.columns.len() {
            return Err(self.ragged(record.len(), place));
        }
        let mut kept = true;
        for (index, cell) in record.iter().enumerate() {
            kept &= self.cell(index, cell, place, begin)?;
        }
        Ok(kept)
    }

    /// Takes a cell: false if it says that the row has no target.
    fn cell(&mut self, index: usize, cell: &[u8], place: Place, begin: usize) -> Result<bool, Stop> {
        let column = &mut self.columns[index];
        let wrong = |problem| Stop::Wrong(Some(place), Some(index), problem);
        if column.want == Want::Nothing {
            return Ok(true);
        }
        let text = std::str::from_utf8(cell).map_err(|_| wrong(TableProblem::NotUtf8))?;
        let text = text.trim_end_matches(END_OF_FILE).trim();
        match column.want {
            Want::Nothing => {}
            Want::Target | Want::TargetOfNumbers
                if is_missing(text) || (column.want == Want::TargetOfNumbers && may_be_missing(text)) =>
            {
                self.first_left_out.get_or_insert_with(|| (place, text.to_owned()));
                return Ok(false);
            }
            Want::Target | Want::TargetOfNumbers => {
                let target = self.target.as_mut();
                target.map_or(Ok(()), |target| target.push(text, place)).map_err(wrong)?;
            }
            Want::Words | Want::WordsAsTold => column.word(text, place, self.decimal, self.rows),
            Want::Numbers | Want::NumbersAsTold | Want::NumbersOnly => {
                self.numbers[begin + column.place] = column.number(text, place, self.decimal).map_err(wrong)?;
                self.is_in_vain |= column.has_words;
            }
        }
        Ok(true)
    }

    /// Takes back what the columns have learnt of this row, the last one, which has no target: it may be a total or a remark.
    fn unlearn(&mut self, row: u64) {
        for column in &mut self.columns {
            column.first_missing.take_if(|((first, _), _)| *first == row);
            if column.first_text.take_if(|((first, _), _)| *first == row).is_some() {
                column.has_words = false;
            }
            let names = &mut column.words.names;
            while names.last().is_some_and(|(_, (first, _))| *first == row) {
                names.pop();
            }
        }
        self.is_in_vain = self.columns.iter().any(|column| column.has_words);
    }

    /// Takes back the row that was read last.
    fn forget(&mut self, begin: usize) {
        self.numbers.truncate(begin);
        self.columns.iter_mut().for_each(|column| column.words.codes.truncate(self.rows));
        if let Some(target) = &mut self.target {
            target.truncate(self.rows);
        }
    }

    fn ragged(&self, found: usize, place: Place) -> Stop {
        let expected = self.columns.len() as u64;
        Stop::Wrong(Some(place), None, TableProblem::Ragged { expected, found: found as u64 })
    }
}

impl From<RecordError> for Stop {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Io(error) => Stop::Io(error),
            RecordError::Unclosed { line, record } => {
                Stop::Wrong(record.checked_sub(1).map(|row| (row, line)), None, TableProblem::UnclosedQuote)
            }
            RecordError::AfterQuote { line, record, text } => {
                Stop::Wrong(record.checked_sub(1).map(|row| (row, line)), None, TableProblem::AfterQuote(text))
            }
        }
    }
}
