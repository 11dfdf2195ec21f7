//! The records of a CSV file, one after the other, from one buffer (chapter 10).
//!
//! Almost every line of a table is a row, whole and without riddles; it can be read where it lies in the buffer. Everything
//! else, such as a quoted line break or a line that the end of the buffer cuts in two, goes through the state machine of
//! `csv-core`, a byte at a time.

use csv_core::{ReadRecordResult, Reader};
use memchr::memchr;
use std::io::{self, BufRead};

/// Records that are read from `R`.
pub(super) struct Records<R> {
    reader: R,
    parser: Reader,
    /// How many bytes have been read.
    offset: u64,
    /// The cells of the record at hand, one after the other, and where each of them ends.
    cells: Vec<u8>,
    ends: Vec<usize>,
    /// How many cells the record at hand has.
    len: usize,
}

impl<R: BufRead> Records<R> {
    pub fn new(reader: R) -> Self {
        Records { reader, parser: Reader::new(), offset: 0, cells: vec![0; 1024], ends: vec![0; 64], len: 0 }
    }

    /// How many bytes have been read: the next record begins there, or behind the blank lines that stand there.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Offers the next line, without its end, if the buffer holds all of it. It is used up if `take` makes something of it;
    /// otherwise it is still there for [`Records::read`].
    ///
    /// Whether the line is a record is for `take` to see: with a quotation mark in it, it may be the first line of several.
    pub fn take_line<T>(&mut self, take: impl FnOnce(&[u8]) -> Option<T>) -> io::Result<Option<T>> {
        let buffer = self.reader.fill_buf()?;
        let blank = buffer.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let Some(end) = memchr(b'\n', &buffer[blank..]) else { return Ok(None) };
        let line = &buffer[blank..blank + end];
        let taken = take(line.strip_suffix(b"\r").unwrap_or(line));
        if taken.is_some() {
            self.consume(blank + end + 1);
        }
        Ok(taken)
    }

    /// Reads the next record, whatever it looks like; false after the last.
    pub fn read(&mut self) -> io::Result<bool> {
        let mut filled = 0;
        self.len = 0;
        loop {
            let input = self.reader.fill_buf()?;
            let (result, read, written, ended) =
                self.parser.read_record(input, &mut self.cells[filled..], &mut self.ends[self.len..]);
            self.consume(read);
            filled += written;
            self.len += ended;
            match result {
                ReadRecordResult::InputEmpty => {} // An empty buffer tells the parser that the file has ended.
                ReadRecordResult::OutputFull => self.cells.resize(2 * self.cells.len(), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::Record => return Ok(true),
                ReadRecordResult::End => return Ok(false),
            }
        }
    }

    /// How many cells the record has that [`Records::read`] has read.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Its cell at `index`, which is below [`Records::len`].
    pub fn cell(&self, index: usize) -> &[u8] {
        let begin = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.cells[begin..self.ends[index]]
    }

    fn consume(&mut self, bytes: usize) {
        self.reader.consume(bytes);
        self.offset += bytes as u64;
    }
}
