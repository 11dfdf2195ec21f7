//! Records with quotation marks; strict about them.
//!
//! A quotation mark at the beginning of a cell, or after nothing but blanks, opens a quoted cell. In it, delimiters and
//! line ends are text, and a doubled quotation mark is a single one. Behind the mark that closes it, only blanks may
//! stand before the next delimiter or the end of the line: anything else shows that a mark is missing somewhere, and so
//! that cells and lines would be taken for one. Elsewhere in a cell (`5" pipe`) a quotation mark is a character like
//! any other.

use super::delimiter::Delimiter;
use super::lines::Lines;
use super::record::Cells;
use memchr::{memchr, memchr2};
use std::io::{self, BufRead};

/// A quoted cell that is longer, and goes on, was never closed: so a missing quotation mark does not swallow gigabytes.
const LONGEST: usize = 1 << 20;

/// How many characters behind a closing quotation mark are shown.
const SHOWN: usize = 20;

/// Why a record cannot be read. Lines are counted from 1, and so are records, of which the header is one.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The text could not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A quotation mark was opened and never closed.
    #[error("the quotation mark opened in line {line} is never closed")]
    Unclosed {
        /// The line of the mark.
        line: u64,
        /// The record it belongs to.
        record: u64,
    },
    /// A quoted cell is followed by something else than a delimiter.
    #[error("the quotation mark opened in line {line} is closed before '{text}', where the cell does not end")]
    AfterQuote {
        /// The line of the mark that opened the cell.
        line: u64,
        /// The record it belongs to.
        record: u64,
        /// What follows the mark that closed it.
        text: String,
    },
}

/// Cuts a record in which there are quotation marks.
pub(super) struct Quoted<'r, R> {
    pub lines: &'r mut Lines<R>,
    /// The line on which the record begins; those on which it goes on are appended.
    pub cells: &'r mut Cells,
    pub delimiter: Delimiter,
    /// The number of the record.
    pub record: u64,
}

impl<R: BufRead> Quoted<'_, R> {
    /// Cuts the line, which ends at `end`, together with the lines on which it goes on.
    pub fn split(&mut self, mut end: usize) -> Result<(), RecordError> {
        let mut begin = 0;
        loop {
            let mark = self.skip_padding(begin, end);
            if self.delimiter == Delimiter::Blanks {
                begin = mark;
                if begin == end {
                    return Ok(());
                }
            }
            let after;
            if mark < end && self.cells.text[mark] == b'"' {
                let line = self.lines.number();
                let closed = self.quoted(mark, &mut end)?;
                after = self.skip_padding(closed, end);
                let separated = after == end
                    || match self.delimiter {
                        Delimiter::Byte(byte) => self.cells.text[after] == byte,
                        Delimiter::Blanks => closed < after,
                    };
                if !separated {
                    let rest = String::from_utf8_lossy(&self.cells.text[after..end]);
                    let text = rest.chars().take(SHOWN).collect();
                    return Err(RecordError::AfterQuote { line, record: self.record, text });
                }
            } else {
                let rest = &self.cells.text[begin..end];
                let length = match self.delimiter {
                    Delimiter::Byte(byte) => memchr(byte, rest),
                    Delimiter::Blanks => memchr2(b' ', b'\t', rest),
                };
                after = length.map_or(end, |length| begin + length);
                self.cells.push_plain(begin, after);
            }
            if after == end {
                return Ok(());
            }
            begin = if self.delimiter == Delimiter::Blanks { after } else { after + 1 };
        }
    }

    /// The first place from `begin` on where something else than padding stands, or `end`.
    fn skip_padding(&self, begin: usize, end: usize) -> usize {
        let padding = |byte: &&u8| self.delimiter.is_padding(**byte);
        begin + self.cells.text[begin..end].iter().take_while(padding).count()
    }

    /// Finds the end of the cell that the quotation mark at `mark` opens and says what follows the mark that closes it.
    /// If the cell goes on in further lines, they are read, and `end` is where the last of them ends.
    fn quoted(&mut self, mark: usize, end: &mut usize) -> Result<usize, RecordError> {
        let (line, record) = (self.lines.number(), self.record);
        let unclosed = || RecordError::Unclosed { line, record };
        let text = &mut self.cells.text;
        // What has been read of the cell, and where its text, without the marks that double others, is written.
        let (mut read, mut written) = (mark + 1, mark + 1);
        loop {
            let found = memchr(b'"', &text[read..*end]).map(|length| read + length);
            let until = found.unwrap_or(text.len());
            text.copy_within(read..until, written);
            written += until - read;
            if found.is_none() {
                if until - mark > LONGEST {
                    return Err(unclosed());
                }
                read = until;
                *end = self.lines.append(text)?.ok_or_else(unclosed)?;
                continue;
            }
            if until + 1 == *end || text[until + 1] != b'"' {
                self.cells.push_quoted(mark + 1, written);
                return Ok(until + 1);
            }
            text[written] = b'"';
            written += 1;
            read = until + 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::records::Records;
    use super::super::records::cutting::{COMMA, cut, read};
    use super::*;

    #[test]
    fn quoted_cells_hold_anything() {
        assert_eq!(cut("\"a,b\",\"\",\"\"\"\"\n"), ["[a,b]¦[]¦[\"]"]);
        assert_eq!(cut("\"say \"\"no\"\" twice\",1"), ["[say \"no\" twice]¦1"]);
        assert_eq!(cut("x,\"a\nb\r\n\n\"\"c\",y\nz"), ["x¦[a\nb\r\n\n\"c]¦y", "z"]);
        assert_eq!(cut(" \"a,b\"\t, \"c\" \n"), ["[a,b]¦[c]"]);
        assert_eq!(cut("\"a\",\"b\",\n"), ["[a]¦[b]¦"]);
        assert_eq!(cut("\"a\rb\",c\r\nd\r\n"), ["[a\rb]¦c", "d"]);
    }

    #[test]
    fn a_mark_within_a_cell_is_a_character() {
        assert_eq!(cut("5\" pipe,x \"y\" z,3\"\n4,5"), ["5\" pipe¦x \"y\" z¦3\"", "4¦5"]);
    }

    #[test]
    fn blanks_separate_quoted_cells_too() {
        let rows = read(b"  1 \t \"a b\"  2\"\n \n\"x\" \"\" \ny 3", Delimiter::Blanks, 4);
        assert_eq!(rows, [(1, "1¦[a b]¦2\"".to_owned()), (3, "[x]¦[]".to_owned()), (4, "y¦3".to_owned())]);
        let rows = read(b"\"a\"\"b\" \"c\"d", Delimiter::Blanks, 4);
        let expected = "the quotation mark opened in line 1 is closed before 'd', where the cell does not end";
        assert_eq!(rows, [(1, expected.to_owned())]);
        let rows = read(b"\t\t\n \"a\" \t\"b\"", Delimiter::Byte(b'\t'), 4);
        assert_eq!(rows, [(1, "¦¦".to_owned()), (2, "[a]¦[b]".to_owned())]);
    }

    #[test]
    fn a_mark_that_is_never_closed_is_found_where_it_was_opened() {
        let mut records = Records::new(&b"a,b\n\n1,x\n2,\"3\n4,\"\"5\n6,7\n"[..], COMMA);
        records.read().unwrap();
        records.read().unwrap();
        let error = records.read().unwrap_err();
        assert!(matches!(error, RecordError::Unclosed { line: 4, record: 3 }), "{error:?}");
        assert!(records.read().unwrap().is_none());
    }

    #[test]
    fn a_mark_that_closes_elsewhere_is_found_where_it_was_opened() {
        let text = "a,b\n1,\"x\n2,\"y\"\n\"3\" inch, and so on without any end,5\n6,7\n";
        let mut records = Records::new(text.as_bytes(), COMMA);
        records.read().unwrap();
        let Err(RecordError::AfterQuote { line, record, text }) = records.read() else { panic!() };
        assert_eq!((line, record, text.as_str()), (2, 2, "y\""));
        let Err(RecordError::AfterQuote { line, record, text }) = records.read() else { panic!() };
        assert_eq!((line, record, text.as_str()), (4, 3, "inch, and so on with"));
        // The lines that follow are read on.
        assert_eq!(&records.read().unwrap().unwrap()[1], b"7");
    }

    #[test]
    fn a_quoted_cell_does_not_swallow_the_file() {
        let text = ["\"", &"some text\n".repeat(1 << 20)].concat();
        let mut reader = text.as_bytes();
        let mut records = Records::new(&mut reader, COMMA);
        assert!(matches!(records.read(), Err(RecordError::Unclosed { line: 1, record: 1 })));
        assert!(records.line() == 1 && reader.len() > 8 << 20);
        // One line may be as long as it likes.
        let text = ["\"", &"x".repeat(3 << 20), "\",2"].concat();
        assert_eq!(Records::new(text.as_bytes(), COMMA).read().unwrap().unwrap().len(), 2);
    }
}
