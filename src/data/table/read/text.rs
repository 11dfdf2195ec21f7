//! The text of a file as UTF-8, whatever it is stored as: compressed or not, in one encoding or another.
//!
//! Text that is stored as UTF-8 is handed on from the buffer of the file; it is not looked at here, and so it may be
//! invalid.

use super::bytes::{BUFFER, Bytes, read_buffered};
use encoding_rs::{Decoder, Encoding, UTF_8};
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

/// Text in UTF-8, from its beginning, and how much of the file has been read for it.
pub struct Text(Stored);

enum Stored {
    Utf8(Bytes),
    Encoded(BufReader<Decoded>),
}

impl Text {
    /// The text in `file`, which begins with a byte-order mark of so many bytes.
    pub(super) fn new(file: File, compressed: bool, encoding: &'static Encoding, mark: usize) -> io::Result<Text> {
        let mut bytes = Bytes::new(file, compressed);
        io::copy(&mut bytes.by_ref().take(mark as u64), &mut io::sink())?;
        Ok(Text(if encoding == UTF_8 {
            Stored::Utf8(bytes)
        } else {
            let decoder = encoding.new_decoder_without_bom_handling();
            Stored::Encoded(BufReader::with_capacity(BUFFER, Decoded { bytes, decoder, ended: false }))
        }))
    }

    /// How many bytes of the file have been read: for a plain file in UTF-8, up to where the text has been used,
    /// otherwise a buffer more.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        match &self.0 {
            Stored::Utf8(bytes) => bytes.bytes_read(),
            Stored::Encoded(decoded) => decoded.get_ref().bytes.bytes_read(),
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Text").field("bytes", &self.bytes_read()).finish_non_exhaustive()
    }
}

impl BufRead for Text {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match &mut self.0 {
            Stored::Utf8(bytes) => bytes.fill_buf(),
            Stored::Encoded(decoded) => decoded.fill_buf(),
        }
    }

    fn consume(&mut self, bytes: usize) {
        match &mut self.0 {
            Stored::Utf8(stored) => stored.consume(bytes),
            Stored::Encoded(decoded) => decoded.consume(bytes),
        }
    }
}

impl Read for Text {
    fn read(&mut self, output: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, output)
    }
}

/// Bytes that are decoded into UTF-8. What means nothing in the encoding becomes U+FFFD.
struct Decoded {
    bytes: Bytes,
    decoder: Decoder,
    ended: bool,
}

impl Read for Decoded {
    /// `output` must have room for a character: it is the buffer of a reader.
    fn read(&mut self, output: &mut [u8]) -> io::Result<usize> {
        while !self.ended {
            let input = self.bytes.fill_buf()?;
            let last = input.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(input, output, last);
            self.bytes.consume(read);
            self.ended = last && result == encoding_rs::CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::bytes::gzip;
    use super::*;
    use encoding_rs::{UTF_16BE, WINDOWS_1252};
    use std::io::{Seek, Write};

    fn text(bytes: &[u8], compressed: bool, encoding: &'static Encoding, mark: usize) -> Text {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        Text::new(file, compressed, encoding, mark).unwrap()
    }

    /// A little of everything, several buffers long.
    fn long() -> String {
        (0..60_000).map(|row| format!("{row},é°€,ü{}\n", row * 7919)).collect()
    }

    #[test]
    fn every_way_to_store_it_is_the_same_text() {
        let long = long();
        let latin = WINDOWS_1252.encode(&long).0.into_owned();
        let wide: Vec<u8> = long.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, encoding) in [(long.clone().into_bytes(), UTF_8), (latin, WINDOWS_1252), (wide, UTF_16BE)] {
            let (first, second) = bytes.split_at(bytes.len() / 3);
            for (stored, compressed) in [(bytes.clone(), false), ([gzip(first), gzip(second)].concat(), true)] {
                let mut text = text(&stored, compressed, encoding, 0);
                let mut read = String::new();
                text.read_to_string(&mut read).unwrap();
                assert!(read == long, "{} {compressed}", encoding.name());
                assert_eq!(text.bytes_read(), stored.len() as u64);
            }
        }
    }

    #[test]
    fn the_bytes_used_are_counted() {
        let mut plain = text(long().as_bytes(), false, UTF_8, 0);
        plain.fill_buf().unwrap();
        plain.consume(5);
        assert_eq!(plain.bytes_read(), 5);
        let stored = gzip(long().as_bytes());
        let mut compressed = text(&stored, true, UTF_8, 0);
        compressed.fill_buf().unwrap();
        assert!(0 < compressed.bytes_read() && compressed.bytes_read() < stored.len() as u64);
    }

    #[test]
    fn marks_and_nonsense() {
        let read = |bytes: &[u8], encoding, mark| {
            let mut read = Vec::new();
            text(bytes, false, encoding, mark).read_to_end(&mut read).unwrap();
            read
        };
        assert_eq!(read(b"\xef\xbb\xbfa\xff", UTF_8, 3), b"a\xff");
        assert_eq!(read(b"\xfe\xff\0a", UTF_16BE, 2), b"a");
        assert_eq!(read(b"\0a\0", UTF_16BE, 0), "a\u{fffd}".as_bytes());
        assert_eq!(read(b"", UTF_16BE, 0), b"");
    }
}
