//! The bytes of a file, decompressed if they are compressed with gzip.

use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

/// The size of each buffer in bytes.
pub(super) const BUFFER: usize = 1 << 18;

/// The bytes of a file, decompressed if they are compressed.
pub(super) enum Bytes {
    Plain(Counted),
    Compressed(Box<BufReader<MultiGzDecoder<Counted>>>),
}

impl Bytes {
    pub fn new(file: File, compressed: bool) -> Bytes {
        let counted = Counted { reader: BufReader::with_capacity(BUFFER, file), bytes: 0 };
        match compressed {
            false => Bytes::Plain(counted),
            true => Bytes::Compressed(Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(counted)))),
        }
    }

    /// How many bytes of the file have been read.
    pub fn bytes_read(&self) -> u64 {
        match self {
            Bytes::Plain(counted) => counted.bytes,
            Bytes::Compressed(decoder) => decoder.get_ref().get_ref().bytes,
        }
    }
}

impl BufRead for Bytes {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Bytes::Plain(counted) => counted.fill_buf(),
            Bytes::Compressed(decoder) => decoder.fill_buf().map_err(of_compressed),
        }
    }

    fn consume(&mut self, bytes: usize) {
        match self {
            Bytes::Plain(counted) => counted.consume(bytes),
            Bytes::Compressed(decoder) => decoder.consume(bytes),
        }
    }
}

impl Read for Bytes {
    fn read(&mut self, output: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, output)
    }
}

/// What an error of the decoder means for the file.
fn of_compressed(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => io::Error::new(error.kind(), "the compressed file ends too early"),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            io::Error::new(io::ErrorKind::InvalidData, format!("the compressed file is damaged: {error}"))
        }
        _ => error,
    }
}

/// A file that counts the bytes read from it.
#[derive(Debug)]
pub(super) struct Counted {
    reader: BufReader<File>,
    bytes: u64,
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.reader.consume(bytes);
        self.bytes += bytes as u64;
    }
}

impl Read for Counted {
    fn read(&mut self, output: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, output)
    }
}

/// [`Read::read`] for what has a buffer.
pub(super) fn read_buffered(reader: &mut impl BufRead, output: &mut [u8]) -> io::Result<usize> {
    let read = reader.fill_buf()?.read(output)?;
    reader.consume(read);
    Ok(read)
}

/// Compresses a text, for the tests of all that reads one.
#[cfg(test)]
pub(super) fn gzip(text: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Seek, Write};

    /// What is in a file of these compressed bytes.
    fn bytes_of(compressed: &[u8]) -> Bytes {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(compressed).unwrap();
        file.rewind().unwrap();
        Bytes::new(file, true)
    }

    #[test]
    fn a_compressed_file_is_whole_or_refused() {
        let whole = gzip(b"a,b\n1,2\n3,4\n");
        let read = |bytes: &[u8]| bytes_of(bytes).read_to_end(&mut Vec::new());
        assert_eq!(read(&whole).unwrap(), 12);
        for length in 3..whole.len() {
            assert_eq!(
                read(&whole[..length]).unwrap_err().to_string(),
                "the compressed file ends too early",
                "{length}"
            );
        }
        let mut damaged = whole.clone();
        damaged[whole.len() - 6] ^= 1;
        assert!(read(&damaged).unwrap_err().to_string().starts_with("the compressed file is damaged: "));
    }
}
