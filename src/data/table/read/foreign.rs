//! Files that are no tables of text, although one might take them for some: what they seem to be, and what would do.

use memchr::memmem;

const EXCEL: &str = "an Excel workbook";
const OLD_EXCEL: &str = "an old Excel workbook";
const OPEN_DOCUMENT: &str = "an OpenDocument spreadsheet";

/// The bytes at the beginning of a file, what it then seems to be, and what would do.
const KINDS: [(&[u8], &str, &str); 19] = [
    (b"%PDF", "a PDF document", "save the table in it as CSV"),
    (b"\x89PNG", "a picture (PNG)", "give the table itself"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "give the table itself"),
    (b"PAR1", "a Parquet file", "write the table as CSV, for example with pandas: read_parquet, to_csv"),
    (b"ARROW1", "an Arrow file", "write the table as CSV, for example with pandas: read_feather, to_csv"),
    (b"FEA1", "a Feather file", "write the table as CSV, for example with pandas: read_feather, to_csv"),
    (b"\x89HDF", "an HDF5 file", "write the table as CSV, for example with pandas: read_hdf, to_csv"),
    (b"SQLite format 3\0", "an SQLite database", "export the table as CSV: sqlite3 -header -csv"),
    (b"\xd0\xcf\x11\xe0", OLD_EXCEL, "save the sheet as CSV"),
    (b"\x93NUMPY", "an array of NumPy", "write it as CSV: numpy.savetxt with delimiter=','"),
    (b"MATLAB 5.0", "a file of MATLAB", "write the table as CSV: writetable"),
    (b"RDX", "a file of R", "write the table as CSV: write.csv"),
    (b"X\n\0\0\0", "a file of R", "write the table as CSV: write.csv"),
    (b"\x80\x04\x95", "a pickled object of Python", "write the table as CSV: to_csv"),
    (b"BZh", "compressed with bzip2", "decompress it first, or compress it with gzip"),
    (b"\xfd7zXZ", "compressed with xz", "decompress it first, or compress it with gzip"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "decompress it first, or compress it with gzip"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it first"),
    (b"version https://git-lfs", "a pointer of Git LFS to the file, not the file", "fetch it with git lfs pull"),
];

/// What a file that begins with `sample` seems to be, and what would do, in one sentence; `None` if it may be text.
pub(super) fn foreign(sample: &[u8]) -> Option<String> {
    let (kind, remedy) = kind(sample)?;
    Some(format!("it is {kind}; {remedy}"))
}

/// Whether a file that begins with `sample` seems to be a workbook.
#[cfg(feature = "spreadsheets")]
pub(super) fn is_workbook(sample: &[u8]) -> bool {
    kind(sample).is_some_and(|(kind, _)| [EXCEL, OLD_EXCEL, OPEN_DOCUMENT].contains(&kind))
}

fn kind(sample: &[u8]) -> Option<(&'static str, &'static str)> {
    // A table may have a column PAR1 or FEA1, but no control characters.
    let may_be_text = |magic: &[u8]| {
        let is_name = magic.iter().all(u8::is_ascii_alphanumeric);
        is_name && !sample.iter().any(|&byte| byte < b'\t')
    };
    if let Some(&(magic, kind, remedy)) = KINDS.iter().find(|(magic, ..)| sample.starts_with(magic))
        && !may_be_text(magic)
    {
        return Some((kind, remedy));
    }
    if sample.starts_with(b"PK\x03\x04") || sample.starts_with(b"PK\x05\x06") {
        return Some(archive(sample));
    }
    if sample.get(257..262) == Some(b"ustar") {
        return Some(("a tar archive", "unpack it first"));
    }
    if sample.starts_with(b"\xff\xfe\0\0") || sample.starts_with(b"\0\0\xfe\xff") {
        return Some(("text in UTF-32", "save it as UTF-8"));
    }
    let text = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample).trim_ascii_start();
    let begins = |tag: &[u8]| text.get(..tag.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(tag));
    if begins(b"<!doctype html") || begins(b"<html") {
        return Some(("a web page", "download the table itself"));
    }
    None
}

/// What a ZIP archive seems to hold. The names of its first files stand in the sample.
fn archive(sample: &[u8]) -> (&'static str, &'static str) {
    let holds = |name: &str| memmem::find(sample, name.as_bytes()).is_some();
    if holds("xl/") || holds("[Content_Types].xml") && !holds("word/") && !holds("ppt/") {
        (EXCEL, "save the sheet as CSV")
    } else if holds("application/vnd.oasis.opendocument.spreadsheet") {
        (OPEN_DOCUMENT, "save the sheet as CSV")
    } else if holds("[Content_Types].xml") || holds("application/vnd.oasis.opendocument") {
        ("a document of an office program", "save the table in it as CSV")
    } else {
        ("a ZIP archive", "unpack it first")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_told_by_their_beginning() {
        let workbook = b"PK\x03\x04\x14\0\x06\0.............[Content_Types].xml...xl/workbook.xml";
        let spreadsheet = b"PK\x03\x04..............mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
        for (sample, sentence) in [
            (&workbook[..], "it is an Excel workbook; save the sheet as CSV"),
            (&workbook[..40], "it is an Excel workbook; save the sheet as CSV"),
            (spreadsheet, "it is an OpenDocument spreadsheet; save the sheet as CSV"),
            (b"PK\x03\x04...[Content_Types].xml...word/document.xml", "document of an office program"),
            (b"PK\x03\x04..............train.csv", "it is a ZIP archive; unpack it first"),
            (b"%PDF-1.7", "PDF"),
            (b"\x89PNG\r\n\x1a\n", "picture"),
            (b"PAR1\x15\x04", "Parquet"),
            (b"\x89HDF\r\n\x1a\n", "HDF5"),
            (b"SQLite format 3\0", "SQLite"),
            (b"\xff\xfe\0\0a\0\0\0", "UTF-32"),
            (b"\n<!DOCTYPE HTML>", "a web page"),
            (&[&[b'x'; 257][..], b"ustar"].concat(), "tar archive"),
        ] {
            let found = foreign(sample).unwrap_or_default();
            assert!(found.contains(sentence), "{found} is not {sentence}");
        }
    }

    #[test]
    fn text_is_not_foreign() {
        for sample in [
            &b""[..],
            b"a,b\n1,2\n",
            b"PAR1,PAR2\n1,2\n",
            b"FEA1,FEA2\n",
            b"PK,x\n1,2",
            b"\xff\xfea\0,\0",
            b"\xef\xbb\xbfa,b",
            b"<x>,y\n",
            b"PARK,b",
        ] {
            assert_eq!(foreign(sample), None);
        }
    }
}
