//! A file of text that is read more than once: to learn how it is written, to read it, to find the line of a mistake.

use super::bytes::Bytes;
use super::encoding::choose;
use super::foreign::foreign;
#[cfg(feature = "spreadsheets")]
use super::foreign::is_workbook;
use super::text::Text;
#[cfg(feature = "spreadsheets")]
use super::workbook::{self, Sheet};
use encoding_rs::Encoding;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// How many bytes of the text decide about its encoding.
const SAMPLE: usize = 1 << 16;

/// What a file compressed with gzip begins with: the magic number and the only method there is.
const GZIP: [u8; 3] = [0x1f, 0x8b, 8];

/// A file of text, or a workbook, that can be read from the beginning again.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    /// What came through a pipe, which itself can be read only once, or the text of the sheet.
    kept: Option<NamedTempFile>,
    /// The name of the sheet, if the file is a workbook.
    sheet: Option<String>,
    /// How many bytes the file has, and what is read instead of it.
    file_length: u64,
    length: u64,
    compressed: bool,
    encoding: &'static Encoding,
    guessed: bool,
    /// How many bytes the byte-order mark has.
    mark: usize,
}

impl Source {
    /// Opens the file and finds out how its text is stored: compressed with gzip or not, and in which encoding if none
    /// is given. Of a workbook, the text is that of the sheet of this name, or else of the first that is not empty.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or decompressed, and of the kind [`io::ErrorKind::InvalidData`] if it is no text; if there
    /// is no such sheet.
    pub fn open(path: &Path, encoding: Option<&'static Encoding>, sheet: Option<&str>) -> io::Result<Source> {
        let mut file = File::open(path)?;
        let mut kept = None;
        let metadata = file.metadata()?;
        if !metadata.is_file() && !metadata.is_dir() {
            let mut copy = NamedTempFile::new()?;
            io::copy(&mut file, &mut copy)?;
            file = copy.reopen()?;
            kept = Some(copy);
        }
        let length = file.metadata()?.len();
        let path = path.to_owned();
        let compressed = first(&mut file, GZIP.len())? == GZIP;
        let kept_path = kept.as_ref().map_or(path.as_path(), NamedTempFile::path);
        // One byte more shows whether there is more.
        let mut sample = first(Bytes::new(File::open(kept_path)?, compressed), SAMPLE + 1)?;
        let whole = sample.len() <= SAMPLE;
        sample.truncate(SAMPLE);
        #[cfg(feature = "spreadsheets")]
        if !compressed && is_workbook(&sample) {
            return Source::of_workbook(path, kept, sheet);
        }
        if let Some(found) = foreign(&sample) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, found));
        }
        if let Some(name) = sheet {
            let problem = format!("it is no workbook and has no sheet '{name}'; leave --sheet (`sheet`) out");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
        }
        let choice = choose(&sample, whole, encoding);
        let (encoding, guessed, mark) = (choice.encoding, choice.guessed, choice.mark);
        Ok(Source { path, kept, sheet: None, file_length: length, length, compressed, encoding, guessed, mark })
    }

    /// The text of a workbook, which is stored at `path`, or was kept from a pipe.
    #[cfg(feature = "spreadsheets")]
    fn of_workbook(path: PathBuf, piped: Option<NamedTempFile>, sheet: Option<&str>) -> io::Result<Source> {
        let stored = piped.as_ref().map_or(path.as_path(), NamedTempFile::path);
        let file_length = std::fs::metadata(stored)?.len();
        let Sheet { name, text } = workbook::sheet(stored, sheet)?;
        let length = text.as_file().metadata()?.len();
        let (kept, sheet) = (Some(text), Some(name));
        let (compressed, encoding, guessed, mark) = (false, encoding_rs::UTF_8, false, 0);
        Ok(Source { path, kept, sheet, file_length, length, compressed, encoding, guessed, mark })
    }

    /// The name of the sheet, if the file is a workbook.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// The encoding of the text in the file.
    #[must_use]
    pub fn encoding(&self) -> &'static Encoding {
        self.encoding
    }

    /// Whether the encoding is a guess from the beginning of the file: neither given nor told by a byte-order mark.
    ///
    /// What was taken for UTF-8 may turn out not to be later; it is then opened again with an encoding.
    #[must_use]
    pub fn is_guessed(&self) -> bool {
        self.guessed
    }

    /// Whether the file is compressed.
    #[must_use]
    pub fn is_compressed(&self) -> bool {
        self.compressed
    }

    /// How many bytes the file has, or the text of the sheet, or came through the pipe: [`Text::bytes_read`] at the end.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// How far into the file one is when [`Text::bytes_read`] is `bytes`: of a workbook, the same share of the file as of
    /// the text.
    #[must_use]
    pub fn bytes_of_file(&self, bytes: u64) -> u64 {
        if self.sheet.is_none() {
            return bytes;
        }
        let scaled = u128::from(bytes) * u128::from(self.file_length) / u128::from(self.length.max(1));
        u64::try_from(scaled).unwrap_or(u64::MAX)
    }

    /// The text from its beginning, without a byte-order mark, as UTF-8. If it is stored as UTF-8, it is not checked to
    /// be valid.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn reader(&self) -> io::Result<Text> {
        let path = self.kept.as_ref().map_or(self.path.as_path(), NamedTempFile::path);
        Text::new(File::open(path)?, self.compressed, self.encoding, self.mark)
    }

    /// Up to so many bytes of the text, from its beginning. The last character may be cut.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn sample(&self, bytes: usize) -> io::Result<Vec<u8>> {
        first(self.reader()?, bytes)
    }
}

/// Up to so many bytes of what `reader` has to give.
fn first(reader: impl Read, bytes: usize) -> io::Result<Vec<u8>> {
    let mut read = Vec::new();
    reader.take(bytes as u64).read_to_end(&mut read)?;
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::super::bytes::gzip;
    use super::*;
    use encoding_rs::{UTF_8, UTF_16LE, WINDOWS_1252};
    use std::io::Write;

    fn file(bytes: &[u8]) -> NamedTempFile {
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    /// The encoding, whether it is a guess, whether the file is compressed, and the text.
    fn open(bytes: &[u8], given: Option<&'static Encoding>) -> (&'static Encoding, bool, bool, String) {
        let file = file(bytes);
        let source = Source::open(file.path(), given, None).unwrap();
        assert_eq!(source.length(), bytes.len() as u64);
        let text = source.sample(1000).unwrap();
        let mut again = Vec::new();
        source.reader().unwrap().read_to_end(&mut again).unwrap();
        assert_eq!(again, text);
        (source.encoding(), source.is_guessed(), source.is_compressed(), String::from_utf8(text).unwrap())
    }

    #[test]
    fn text_is_read_as_it_is_stored() {
        let text = "a,é\n1,2\n";
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (marked, marked_wide) = (["\u{feff}", text].concat(), [b"\xff\xfe", &wide[..]].concat());
        let latin = b"a,\xe9\n1,2\n";
        for (bytes, given, encoding, guessed) in [
            (text.as_bytes(), None, UTF_8, true),
            (marked.as_bytes(), None, UTF_8, false),
            (&wide, None, UTF_16LE, true),
            (&marked_wide, None, UTF_16LE, false),
            (latin, None, WINDOWS_1252, true),
            (latin, Some(WINDOWS_1252), WINDOWS_1252, false),
        ] {
            assert_eq!(open(bytes, given), (encoding, guessed, false, text.to_owned()));
            assert_eq!(open(&gzip(bytes), given), (encoding, guessed, true, text.to_owned()));
        }
        assert_eq!(open(b"", None), (UTF_8, true, false, String::new()));
    }

    #[test]
    fn a_guess_is_from_the_beginning() {
        // The sample ends within a character, and the wrong byte comes later.
        let bytes = [&[b'a'; SAMPLE - 1], "é".as_bytes(), &[0xff]].concat();
        let file = file(&bytes);
        let source = Source::open(file.path(), None, None).unwrap();
        assert_eq!((source.encoding(), source.is_guessed()), (UTF_8, true));
        assert_eq!(source.sample(10).unwrap(), [b'a'; 10]);
        // Here the same character is cut by the end of the file.
        assert_eq!(open(&bytes[SAMPLE - 9..SAMPLE], None).0, WINDOWS_1252);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let workbook = b"PK\x03\x04....[Content_Types].xml";
        for (bytes, message) in [
            (b"%PDF-1.7".to_vec(), "it is a PDF document; save the table in it as CSV"),
            (gzip(workbook), "it is an Excel workbook; save the sheet as CSV"),
            #[cfg(not(feature = "spreadsheets"))]
            (workbook.to_vec(), "it is an Excel workbook; save the sheet as CSV"),
        ] {
            let error = Source::open(file(&bytes).path(), None, None).unwrap_err();
            assert_eq!((error.kind(), error.to_string().as_str()), (io::ErrorKind::InvalidData, message));
        }
        let error = Source::open(file(b"a,b\n1,2\n").path(), None, Some("x")).unwrap_err();
        assert_eq!(error.to_string(), "it is no workbook and has no sheet 'x'; leave --sheet (`sheet`) out");
        let whole = gzip(b"a,b\n1,2\n");
        let error = Source::open(file(&whole[..20]).path(), None, None).unwrap_err();
        assert_eq!(error.to_string(), "the compressed file ends too early");
        assert!(Source::open(&std::env::temp_dir(), None, None).is_err(), "a folder");
        assert_eq!(Source::open(Path::new("no such file"), None, None).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_is_read_again() {
        use std::os::fd::AsRawFd;
        let (reader, mut writer) = io::pipe().unwrap();
        writer.write_all(b"a,b\n1,2\n").unwrap();
        drop(writer);
        let path = format!("/proc/self/fd/{}", reader.as_raw_fd());
        let source = Source::open(Path::new(&path), None, None).unwrap();
        assert_eq!(source.length(), 8);
        for _ in 0..2 {
            assert_eq!(source.sample(100).unwrap(), b"a,b\n1,2\n");
        }
    }
}
