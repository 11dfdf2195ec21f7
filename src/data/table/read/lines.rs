//! The lines of a text, whatever they end in.
//!
//! The first line end that is met decides. After LF or CRLF, every LF ends a line, and a CR elsewhere is a part of the
//! line. After a CR alone, as old Macintosh programs wrote it, each of CR, LF and CRLF ends a line.

use memchr::{memchr, memchr2};
use std::io::{self, BufRead};

/// What ends a line.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Ends {
    /// No line end has been met yet.
    Unknown,
    /// LF, after any number of CR.
    Feed,
    /// CR, LF or CRLF.
    Any,
}

/// Lines that are read from `R`.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: R,
    ends: Ends,
    /// How many lines have been read.
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub fn new(reader: R) -> Self {
        Lines { reader, ends: Ends::Unknown, number: 0 }
    }

    pub fn reader(&self) -> &R {
        &self.reader
    }

    /// The number, from 1, of the line that was read last.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Appends the next line to `text`, with its end, and says how long `text` would be without that end. `None` after
    /// the last line.
    pub fn append(&mut self, text: &mut Vec<u8>) -> io::Result<Option<usize>> {
        let begin = text.len();
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let end = match self.ends {
                Ends::Feed => memchr(b'\n', buffer),
                Ends::Unknown | Ends::Any => memchr2(b'\n', b'\r', buffer),
            };
            let read = end.map_or(buffer.len(), |end| end + 1);
            let last = end.map(|end| buffer[end]);
            text.extend_from_slice(&buffer[..read]);
            self.reader.consume(read);
            match last {
                None => continue,
                Some(b'\r') => self.finish_return(text)?,
                Some(_) if self.ends == Ends::Unknown => self.ends = Ends::Feed,
                Some(_) => {}
            }
            break;
        }
        if text.len() == begin {
            return Ok(None);
        }
        self.number += 1;
        Ok(Some(begin + without_end(&text[begin..]).len()))
    }

    /// Reads what belongs to the line end of which a CR has just been read.
    fn finish_return(&mut self, text: &mut Vec<u8>) -> io::Result<()> {
        let buffer = self.reader.fill_buf()?;
        let more = match self.ends {
            // "\r\r\n" is what a program writes that turns the LF of "\r\n" into "\r\n" once more.
            Ends::Unknown => buffer.iter().take_while(|byte| **byte == b'\r').count(),
            Ends::Feed | Ends::Any => 0,
        };
        let is_feed = buffer.get(more) == Some(&b'\n');
        if is_feed {
            text.extend_from_slice(&buffer[..=more]);
            self.reader.consume(more + 1);
        }
        if self.ends == Ends::Unknown {
            self.ends = if is_feed { Ends::Feed } else { Ends::Any };
        }
        Ok(())
    }

    /// The next line, without its end, if the buffer holds all of it, and how many bytes it has with its end. It is not
    /// read by this: see [`Lines::consume`]. `None`, too, as long as no line end has been met.
    pub fn peek(&mut self) -> io::Result<Option<(&[u8], usize)>> {
        let buffer = self.reader.fill_buf()?;
        let read = match self.ends {
            Ends::Unknown => None,
            Ends::Feed => memchr(b'\n', buffer).map(|end| end + 1),
            Ends::Any => memchr2(b'\n', b'\r', buffer).and_then(|end| match (buffer[end], buffer.get(end + 1)) {
                (b'\r', None) => None,
                (b'\r', Some(b'\n')) => Some(end + 2),
                _ => Some(end + 1),
            }),
        };
        Ok(read.map(|read| (without_end(&buffer[..read]), read)))
    }

    /// Reads past the line of so many bytes that [`Lines::peek`] has shown.
    pub fn consume(&mut self, bytes: usize) {
        self.reader.consume(bytes);
        self.number += 1;
    }
}

fn without_end(line: &[u8]) -> &[u8] {
    let more = line.iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    &line[..line.len() - more]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    /// The lines as [`Lines::append`] reads them, or as [`Lines::peek`] shows all that it can.
    fn read(text: &str, capacity: usize, peek: bool) -> Vec<String> {
        let mut lines = Lines::new(BufReader::with_capacity(capacity, text.as_bytes()));
        let mut all = Vec::new();
        loop {
            if let Some((line, bytes)) = lines.peek().unwrap().filter(|_| peek) {
                all.push(String::from_utf8(line.to_vec()).unwrap());
                lines.consume(bytes);
            } else {
                let mut line = Vec::new();
                let Some(end) = lines.append(&mut line).unwrap() else { break };
                all.push(String::from_utf8(line[..end].to_vec()).unwrap());
            }
        }
        assert_eq!(lines.number(), all.len() as u64, "{text:?}");
        all
    }

    #[test]
    fn the_first_line_end_decides() {
        for (text, lines) in [
            ("a\nbc\n", &["a", "bc"][..]),
            ("a\nbc", &["a", "bc"]),
            ("a\r\nbc\r\n", &["a", "bc"]),
            ("a\rbc\r", &["a", "bc"]),
            ("a\r\r\rbc", &["a", "", "", "bc"]),
            ("a\nb\rc\n\nd\r\n", &["a", "b\rc", "", "d"]),
            ("a\rb\nc\r\nd", &["a", "b", "c", "d"]),
            ("a", &["a"]),
            ("\n\na", &["", "", "a"]),
            ("", &[]),
        ] {
            for (capacity, peek) in [(1, false), (2, true), (3, false), (3, true), (100, false), (100, true)] {
                assert_eq!(read(text, capacity, peek), lines, "{text:?} through {capacity} bytes, {peek}");
            }
        }
    }

    #[test]
    fn a_return_too_many_is_a_part_of_the_end() {
        for peek in [false, true] {
            assert_eq!(read("a\r\r\nbc\r\r\n", 100, peek), ["a", "bc"]);
        }
    }

    #[test]
    fn the_end_is_appended_too() {
        let mut lines = Lines::new(&b"a\r\nb"[..]);
        let mut text = b"x".to_vec();
        assert_eq!(lines.append(&mut text).unwrap(), Some(2));
        assert_eq!(lines.append(&mut text).unwrap(), Some(5));
        assert_eq!(text, b"xa\r\nb");
    }
}
