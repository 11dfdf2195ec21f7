//! The records of a table, one after the other.
//!
//! A line without a quotation mark is a record of its own and is cut where it lies; all others are for `quoted`.

use super::delimiter::Delimiter;
use super::lines::Lines;
use super::quoted::{Quoted, RecordError};
use super::record::{Cells, Record};
use memchr::memchr;
use std::io::{self, BufRead};

/// Records that are read from `R`, text in UTF-8 or a superset of ASCII.
#[derive(Debug)]
pub struct Records<R> {
    lines: Lines<R>,
    delimiter: Delimiter,
    cells: Cells,
    /// The record at hand, from 1, and its first line.
    record: u64,
    line: u64,
}

impl<R: BufRead> Records<R> {
    /// Records whose cells are separated by `delimiter`.
    pub fn new(reader: R, delimiter: Delimiter) -> Self {
        Records { lines: Lines::new(reader), delimiter, cells: Cells::default(), record: 0, line: 0 }
    }

    /// Reads the next record; `None` after the last. Blank lines are passed over.
    ///
    /// # Errors
    ///
    /// All of [`RecordError`]. What follows an error of the record, not of the reader, is read on from the next line.
    pub fn read(&mut self) -> Result<Option<Record<'_>>, RecordError> {
        Ok(if self.advance()? { Some(self.cells.record()) } else { None })
    }

    /// Goes on to the next record, which [`Records::current`] then gives; false after the last.
    ///
    /// # Errors
    ///
    /// As [`Records::read`].
    pub fn advance(&mut self) -> Result<bool, RecordError> {
        let end = loop {
            self.cells.clear();
            let Some(end) = self.lines.append(&mut self.cells.text)? else { return Ok(false) };
            if !self.delimiter.is_blank(&self.cells.text[..end]) {
                break end;
            }
        };
        self.begin();
        match memchr(b'"', &self.cells.text[..end]) {
            None => self.cells.split(self.delimiter, end),
            Some(_) => {
                let (lines, cells, delimiter, record) = (&mut self.lines, &mut self.cells, self.delimiter, self.record);
                Quoted { lines, cells, delimiter, record }.split(end)?;
            }
        }
        Ok(true)
    }

    /// The record that was read last.
    pub fn current(&self) -> Record<'_> {
        self.cells.record()
    }

    /// Offers the next line that is not blank, without its end, and its number from 1, if the buffer holds all of it and it has no quotation
    /// mark: it is then a record of its own. It is used up if `take` makes something of it; otherwise it is still there
    /// for [`Records::read`]. `None`, too, before the first line of all has been read.
    ///
    /// # Errors
    ///
    /// If the text cannot be read.
    pub fn take_line<T>(&mut self, take: impl FnOnce(&[u8], u64) -> Option<T>) -> io::Result<Option<T>> {
        loop {
            let number = self.lines.number() + 1;
            let Some((line, bytes)) = self.lines.peek()? else { return Ok(None) };
            if self.delimiter.is_blank(line) {
                self.lines.consume(bytes);
                continue;
            }
            if memchr(b'"', line).is_some() {
                return Ok(None);
            }
            let taken = take(line, number);
            if taken.is_some() {
                self.lines.consume(bytes);
                self.begin();
            }
            return Ok(taken);
        }
    }

    /// The line, from 1, on which the record at hand begins; 0 before the first.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// How many lines have been read.
    pub fn lines_read(&self) -> u64 {
        self.lines.number()
    }

    /// What the records are read from.
    pub fn reader(&self) -> &R {
        self.lines.reader()
    }

    /// The line that was read last is the first of a record.
    fn begin(&mut self) {
        self.record += 1;
        self.line = self.lines.number();
    }
}

#[cfg(test)]
pub(super) mod cutting {
    //! Texts cut into records, for the tests here and of quotation marks.

    use super::*;
    use std::io::BufReader;

    pub const COMMA: Delimiter = Delimiter::Byte(b',');

    /// Every record with its line, its cells joined by `¦` and quoted ones in brackets; or the error, as text.
    pub fn read(text: &[u8], delimiter: Delimiter, capacity: usize) -> Vec<(u64, String)> {
        let mut records = Records::new(BufReader::with_capacity(capacity, text), delimiter);
        let mut all = Vec::new();
        loop {
            let text = match records.read() {
                Ok(None) => return all,
                Ok(Some(record)) => {
                    let cells = record.iter().enumerate().map(|(index, cell)| {
                        let cell = String::from_utf8_lossy(cell).into_owned();
                        if record.is_quoted(index) { format!("[{cell}]") } else { cell }
                    });
                    cells.collect::<Vec<_>>().join("¦")
                }
                Err(error) => error.to_string(),
            };
            all.push((records.line(), text));
        }
    }

    /// The same, of commas, without the lines and whatever the buffer holds.
    pub fn cut(text: &str) -> Vec<String> {
        let all = read(text.as_bytes(), COMMA, 1000);
        for capacity in [1, 2, 3, 7] {
            assert_eq!(read(text.as_bytes(), COMMA, capacity), all, "{text:?} through {capacity} bytes");
        }
        all.into_iter().map(|(_, text)| text).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::cutting::{COMMA, cut, read};
    use super::*;

    #[test]
    fn lines_are_cut_into_cells() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b c,", "", "  ", "1,,\"x\"", ",", "2"].join(end);
            assert_eq!(cut(&text), ["a¦b c¦", "1¦¦[x]", "¦", "2"], "{end:?}");
            assert_eq!(read(text.as_bytes(), COMMA, 9)[1].0, 4);
        }
        assert_eq!(cut("x\na\r,b\n"), ["x", "a¦b"]);
        assert_eq!(cut(""), [""; 0]);
    }

    #[test]
    fn lines_are_taken_or_left() {
        let text = "a,b\n\n \n1,2\r\n\"3\",4\n5,6";
        let mut records = Records::new(text.as_bytes(), COMMA);
        let take = |line: &[u8], _: u64| Some(String::from_utf8(line.to_vec()).unwrap());
        assert_eq!(records.take_line(take).unwrap(), None, "the header is read");
        records.read().unwrap();
        assert_eq!(records.take_line(|line, _| (line == b"x").then_some(0)).unwrap(), None);
        assert_eq!(records.line(), 1);
        assert_eq!(records.take_line(take).unwrap().as_deref(), Some("1,2"));
        assert_eq!(records.line(), 4);
        assert_eq!(records.take_line(take).unwrap(), None, "a quotation mark");
        assert_eq!(&records.read().unwrap().unwrap()[0], b"3");
        assert_eq!(records.take_line(take).unwrap(), None, "no line end");
        assert_eq!(&records.read().unwrap().unwrap()[1], b"6");
        assert_eq!(records.line(), 6);
        assert_eq!(records.take_line(take).unwrap(), None);
        assert!(records.read().unwrap().is_none() && records.reader().is_empty());
    }
}
