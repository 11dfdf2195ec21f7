//! A sheet of a workbook as text: the cells of a row in a line, with commas between them, as [`Records`] reads it.
//!
//! | cell | text |
//! |---|---|
//! | number | the shortest that comes back to the bit: `3`, `0.1`, `1e300` |
//! | date, time | `2024-02-29`, `2024-02-29T13:45:00`, `13:45:00`; a duration `36:15:00` |
//! | truth value | `TRUE`, `FALSE` |
//! | error | as Excel shows it: `#N/A`, `#DIV/0!` |
//! | text | itself, in quotation marks where it needs them |
//! | merged cells | the value in the first, the others empty |
//!
//! The text has the columns from the first to the last that is not empty, and the rows up to the last one that is not. Empty rows
//! above the table are empty lines, so that a line has the number of its row, as long as no cell has a line break.
//!
//! A file can claim to be much larger than it is, in three ways, and each has a limit. All files in the archive are inflated once
//! before anything is read, which also finds what is damaged; the area of a sheet, and the length of its text, are known before
//! they are kept. The sheets of an Excel workbook are read cell by cell. Those of an OpenDocument spreadsheet are held in memory
//! by `calamine`; what they take there, with the cells that are written once and repeated, is added up before.
//!
//! Old workbooks (`.xls`) and binary ones (`.xlsb`) are refused: on damaged ones `calamine` 0.38 panics, or asks for more memory
//! than there is.
//!
//! [`Records`]: super::records::Records

use calamine::Xlsx;
use calamine::{CellErrorType, DataType, ExcelDateTime, Ods, OdsError, Reader, SheetType, SheetVisible};
use memchr::memmem;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::Path;
use tempfile::NamedTempFile;
use zip::ZipArchive;

/// The most bytes that the files of an archive may have together, and the text of a sheet.
const MOST_BYTES: u64 = 4 << 30;
/// The most cells of a sheet, with the empty ones between them.
const MOST_CELLS: u64 = 1 << 28;
/// The most rows and columns of a sheet: those of Excel.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;
/// The most bytes that the cells of an OpenDocument spreadsheet may take in memory, with each repeated one counted as often as it is.
const MOST_REPEATED: u64 = 2 << 30;
/// The last day that Excel knows, 9999-12-31, as a number of days.
const LAST_DAY: f64 = 2_958_465.0;

/// A sheet as text.
pub(super) struct Sheet {
    pub name: String,
    pub text: NamedTempFile,
}

/// The sheet of this name, or the first one that is not empty: of those that are shown, or else of those that are hidden.
///
/// # Errors
///
/// If the file is damaged, protected by a password, larger than the limits, or no workbook; if it has no such sheet, or all
/// its sheets are empty.
pub(super) fn sheet(path: &Path, name: Option<&str>) -> io::Result<Sheet> {
    let mut book = Book::open(path)?;
    let sheets = book.sheets();
    let chosen: Vec<&String> = match name {
        Some(name) => vec![sheets.iter().find(|sheet| *sheet == name).ok_or_else(|| no_sheet(name, &sheets))?],
        None => sheets.iter().collect(),
    };
    for sheet in chosen {
        let mut area = None;
        book.cells(sheet, |row, column, _| Area::add(&mut area, row, column))?;
        if let Some(area) = area {
            area.check(sheet)?;
            return Ok(Sheet { name: sheet.clone(), text: text(&mut book, sheet, area)? });
        }
    }
    let listed = crate::error::listed(sheets.iter().map(String::as_str));
    Err(invalid(name.map_or_else(
        || format!("all sheets of the workbook are empty: {listed}"),
        |name| format!("the sheet '{}' is empty; the workbook has: {listed}", crate::error::excerpt(name)),
    )))
}

fn no_sheet(name: &str, sheets: &[String]) -> io::Error {
    let name = crate::error::excerpt(name);
    let listed = crate::error::listed(sheets.iter().map(String::as_str));
    io::Error::new(ErrorKind::NotFound, format!("there is no sheet '{name}'; the workbook has: {listed}"))
}

/// The rows and columns, from 0, of the cells that are not empty.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Area {
    first_row: u32,
    last_row: u32,
    first_column: u32,
    last_column: u32,
    /// The column of the cell that was added last, which is in the last row.
    column: u32,
}

impl Area {
    /// Extends the area by a cell, which must come after the others in the order of rows and columns.
    fn add(area: &mut Option<Area>, row: u32, column: u32) -> io::Result<()> {
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            let place = format!("row {} and column {}", u64::from(row) + 1, u64::from(column) + 1);
            return Err(invalid(format!(
                "a sheet has a cell in {place}; {MOST_ROWS} rows and {MOST_COLUMNS} columns are read"
            )));
        }
        let Some(all) = area else {
            *area = Some(Area { first_row: row, last_row: row, first_column: column, last_column: column, column });
            return Ok(());
        };
        if (row, column) <= (all.last_row, all.column) {
            return Err(damaged("its cells are not in the order of rows and columns"));
        }
        all.first_column = all.first_column.min(column);
        all.last_column = all.last_column.max(column);
        (all.last_row, all.column) = (row, column);
        Ok(())
    }

    fn check(&self, sheet: &str) -> io::Result<()> {
        let rows = u64::from(self.last_row - self.first_row) + 1;
        let columns = u64::from(self.last_column - self.first_column) + 1;
        if rows * columns <= MOST_CELLS {
            return Ok(());
        }
        let sheet = crate::error::excerpt(sheet);
        Err(invalid(format!(
            "the sheet '{sheet}' has cells in {rows} rows and {columns} columns, more than {MOST_CELLS} cells with those between \
             them; remove what stands far from the table"
        )))
    }
}

/// The cells of a sheet as text, of which this is the area.
fn text(book: &mut Book, sheet: &str, area: Area) -> io::Result<NamedTempFile> {
    let file = NamedTempFile::new()?;
    let mut output = BufWriter::new(Limited { file, left: MOST_BYTES });
    output.write_all(&vec![b'\n'; area.first_row as usize])?;
    // The cell that comes next.
    let (mut next_row, mut next_column) = (area.first_row, area.first_column);
    book.cells(sheet, |row, column, text| {
        while next_row < row {
            write_commas(&mut output, area.last_column.saturating_sub(next_column))?;
            output.write_all(b"\n")?;
            (next_row, next_column) = (next_row + 1, area.first_column);
        }
        write_commas(&mut output, column.saturating_sub(next_column))?;
        next_column = column;
        write_cell(&mut output, text)
    })?;
    write_commas(&mut output, area.last_column.saturating_sub(next_column))?;
    output.write_all(b"\n")?;
    output.flush()?;
    let limited = output.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(limited.file)
}

fn write_commas(output: &mut impl Write, count: u32) -> io::Result<()> {
    (0..count).try_for_each(|_| output.write_all(b","))
}

fn write_cell(output: &mut impl Write, text: &str) -> io::Result<()> {
    if text.contains(['"', ',', '\n', '\r']) {
        write!(output, "\"{}\"", text.replace('"', "\"\""))
    } else {
        output.write_all(text.as_bytes())
    }
}

/// A file that does not grow beyond a number of bytes.
struct Limited {
    file: NamedTempFile,
    left: u64,
}

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or_else(too_large)?;
        self.file.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A workbook that is open.
enum Book {
    Xlsx(Box<Xlsx<BufReader<File>>>),
    Ods(Ods<BufReader<File>>),
}

impl Book {
    fn open(path: &Path) -> io::Result<Book> {
        let file = || File::open(path).map(BufReader::new);
        let mut magic = Vec::new();
        file()?.take(2).read_to_end(&mut magic)?;
        if magic != b"PK" {
            return Err(compound(file()?)?);
        }
        let mut archive = ZipArchive::new(file()?).map_err(damaged)?;
        check(&mut archive, MOST_BYTES)?;
        let has = |name: &str| archive.index_for_name(name).is_some();
        if has("xl/workbook.bin") {
            return Err(invalid("it is an Excel workbook in binary form (.xlsb); save it as .xlsx"));
        }
        if has("mimetype") {
            check_repeated(&mut archive)?;
            return Ods::new(file()?).map(Book::Ods).map_err(|error| match error {
                OdsError::Password => protected(),
                error => damaged(error),
            });
        }
        Xlsx::new(file()?).map(|book| Book::Xlsx(Box::new(book))).map_err(damaged)
    }

    /// The names of the sheets that can hold cells, the hidden ones last.
    fn sheets(&self) -> Vec<String> {
        let sheets = match self {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Ods(book) => book.sheets_metadata(),
        };
        let mut sheets: Vec<_> = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).collect();
        sheets.sort_by_key(|sheet| sheet.visible != SheetVisible::Visible);
        sheets.into_iter().map(|sheet| sheet.name.clone()).collect()
    }

    /// Calls `each` with row and column, from 0, and the text of every cell that is not empty, in the order of the file.
    fn cells(&mut self, sheet: &str, mut each: impl FnMut(u32, u32, &str) -> io::Result<()>) -> io::Result<()> {
        let mut text = String::new();
        let mut cell = |row: u32, column: u32, cell: &dyn DataType| {
            text.clear();
            push_text(&mut text, cell);
            if text.trim().is_empty() { Ok(()) } else { each(row, column, &text) }
        };
        match self {
            Book::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(damaged)?;
                while let Some(found) = cells.next_cell().map_err(damaged)? {
                    let (row, column) = found.get_position();
                    cell(row, column, found.get_value())?;
                }
                Ok(())
            }
            Book::Ods(book) => {
                let range = book.worksheet_range(sheet).map_err(damaged)?;
                let (row, column) = range.start().unwrap_or_default();
                range
                    .used_cells()
                    .try_for_each(|(down, right, found)| cell(row + down as u32, column + right as u32, found))
            }
        }
    }
}

/// Why a compound file, the format of old workbooks and of those with a password, is not read.
fn compound(mut file: impl Read) -> io::Result<io::Error> {
    const MOST: u64 = 1 << 28;
    let mut bytes = Vec::new();
    file.by_ref().take(MOST).read_to_end(&mut bytes)?;
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    Ok(match memmem::find(&bytes, &name) {
        Some(_) => protected(),
        None => invalid("it is an old Excel workbook (.xls); save it as .xlsx, or the sheet as CSV"),
    })
}

/// Inflates all files of an archive, which together may have so many bytes; their checksums are compared.
fn check(archive: &mut ZipArchive<impl Read + io::Seek>, mut left: u64) -> io::Result<()> {
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(damaged)?;
        let inflated = io::copy(&mut file.take(left + 1), &mut io::sink()).map_err(damaged)?;
        left = left.checked_sub(inflated).ok_or_else(too_large)?;
    }
    Ok(())
}

/// Refuses an OpenDocument spreadsheet whose cells, with those that are written once and repeated, would fill the memory.
fn check_repeated(archive: &mut ZipArchive<impl Read + io::Seek>) -> io::Result<()> {
    let Ok(mut content) = archive.by_name("content.xml") else { return Ok(()) };
    let mut xml = Vec::new();
    content.by_ref().take(MOST_REPEATED).read_to_end(&mut xml).map_err(damaged)?;
    let repeated = |tag: &[u8], attribute: &[u8]| {
        let value = memmem::find(tag, attribute).and_then(|at| tag.get(at + attribute.len() + 2..));
        let digits = value.unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit());
        digits.fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0'))).max(1)
    };
    let (mut rows, mut bytes) = (1, 0_u64);
    for part in memmem::find_iter(&xml, b"<table:table-").map(|at| &xml[at + b"<table:table-".len()..]) {
        let tag = &part[..memchr::memchr(b'>', part).unwrap_or(part.len())];
        if tag.starts_with(b"row") {
            rows = repeated(tag, b"number-rows-repeated");
        } else if tag.starts_with(b"cell") && memmem::find(tag, b"value-type").is_some() {
            let length = memmem::find(part, b"</table:table-cell").unwrap_or(tag.len()) as u64;
            let cells = rows.saturating_mul(repeated(tag, b"number-columns-repeated"));
            bytes = bytes.saturating_add(cells.saturating_mul(size_of::<calamine::Data>() as u64 + length));
        }
    }
    if bytes > MOST_REPEATED {
        let limit = MOST_REPEATED >> 30;
        return Err(invalid(format!(
            "the cells of the spreadsheet would take more than {limit} GB; save the sheet as CSV"
        )));
    }
    Ok(())
}

/// Appends the text of a cell.
fn push_text(text: &mut String, cell: &dyn DataType) {
    if let Some(words) = cell.get_string().or_else(|| cell.get_datetime_iso()) {
        text.push_str(words);
    } else if let Some(number) = cell.get_float() {
        push_number(text, number);
    } else if let Some(number) = cell.get_int() {
        *text += &number.to_string();
    } else if let Some(date) = cell.get_datetime() {
        push_date(text, date);
    } else if let Some(duration) = cell.get_duration_iso() {
        *text += &clock(duration).unwrap_or_else(|| duration.to_owned());
    } else if let Some(value) = cell.get_bool() {
        text.push_str(if value { "TRUE" } else { "FALSE" });
    } else if let Some(error) = cell.get_error() {
        match error {
            CellErrorType::GettingData => text.push_str("#N/A"), // what Excel shows while it waits for a value
            error => *text += &error.to_string(),
        }
    }
}

fn push_number(text: &mut String, number: f64) {
    let shortest = format!("{number:?}");
    *text += shortest.strip_suffix(".0").unwrap_or(&shortest);
}

/// Less than a day is a time. What is before the first day of Excel's calendar, or after the last, is a number.
fn push_date(text: &mut String, date: ExcelDateTime) {
    let days = date.as_f64();
    if !(0.0..LAST_DAY + 1.0).contains(&days) {
        return push_number(text, days);
    }
    let time = |hours: u64, minutes: u64, seconds: u64, milliseconds: u64| {
        let fraction = if milliseconds == 0 { String::new() } else { format!(".{milliseconds:03}") };
        format!("{hours:02}:{minutes:02}:{seconds:02}{fraction}")
    };
    if date.is_duration() || days < 1.0 {
        let all = (days * 86_400_000.0).round() as u64;
        *text += &time(all / 3_600_000, all / 60_000 % 60, all / 1000 % 60, all % 1000);
        return;
    }
    let (year, month, day, hour, minute, second, millisecond) = date.to_ymd_hms_milli();
    *text += &format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second, millisecond) != (0, 0, 0, 0) {
        *text += &format!("T{}", time(hour.into(), minute.into(), second.into(), millisecond.into()));
    }
}

/// `13:45:00` for a duration `PT13H45M00S`.
fn clock(duration: &str) -> Option<String> {
    let (hours, rest) = duration.strip_prefix("PT")?.split_once('H')?;
    let (minutes, seconds) = rest.split_once('M')?;
    Some(format!("{hours:0>2}:{minutes:0>2}:{:0>2}", seconds.strip_suffix('S')?))
}

fn invalid(problem: impl Into<String>) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, problem.into())
}

fn damaged(problem: impl Display) -> io::Error {
    invalid(format!("the workbook is damaged, or of a kind that is not read: {problem}"))
}

fn protected() -> io::Error {
    invalid("the workbook is protected by a password; save it without one")
}

fn too_large() -> io::Error {
    invalid(format!("the workbook holds more than {} GB", MOST_BYTES >> 30))
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, ExcelDateTimeType};
    use std::io::Cursor;
    use zip::write::SimpleFileOptions;

    fn text_of(cell: &Data) -> String {
        let mut text = String::new();
        push_text(&mut text, cell);
        text
    }

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    /// The text of the sheet of a workbook whose rows are given as XML, or what is wrong with it.
    fn text_of_rows(rows: &str) -> Result<String, String> {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let relation = |kind: &str, target: &str| {
            format!(
                "<Relationships><Relationship Id=\"r\" Type=\"{office}/{kind}\" Target=\"{target}\"></Relationship></Relationships>"
            )
        };
        let (root, sheets) = (relation("officeDocument", "xl/workbook.xml"), relation("worksheet", "worksheets/s.xml"));
        let book = format!("<workbook xmlns:r=\"{office}\"><sheets><sheet name=\"S\" r:id=\"r\"/></sheets></workbook>");
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let bytes = archive(&[
            ("_rels/.rels", root.as_bytes()),
            ("xl/workbook.xml", book.as_bytes()),
            ("xl/_rels/workbook.xml.rels", sheets.as_bytes()),
            ("xl/worksheets/s.xml", sheet.as_bytes()),
        ]);
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        let sheet = super::sheet(file.path(), None).map_err(|error| error.to_string())?;
        Ok(std::fs::read_to_string(sheet.text.path()).unwrap())
    }

    #[test]
    fn numbers_come_back_to_the_bit() {
        for (number, text) in
            [(3.0, "3"), (-0.5, "-0.5"), (0.1 + 0.2, "0.30000000000000004"), (1e15, "1000000000000000")]
        {
            assert_eq!(text_of(&Data::Float(number)), text);
        }
        assert_eq!(text_of(&Data::Int(-42)), "-42");
        for number in [1e300, 5e-324, 1e16, -0.0, f64::MAX, 1.0 / 3.0] {
            let back: f64 = text_of(&Data::Float(number)).parse().unwrap();
            assert_eq!(back.to_bits(), number.to_bits());
        }
    }

    #[test]
    fn dates_and_times_are_written_as_iso_8601() {
        let of = |days, kind| text_of(&Data::DateTime(ExcelDateTime::new(days, kind, false)));
        for (days, text) in [
            (45_351.0, "2024-02-29"),
            (45_351.572_916_666_664, "2024-02-29T13:45:00"),
            (0.572_916_666_666_666_6, "13:45:00"),
            (1.0, "1900-01-01"),
            (LAST_DAY, "9999-12-31"),
            (-2.5, "-2.5"),
            (3e6, "3000000"),
        ] {
            assert_eq!(of(days, ExcelDateTimeType::DateTime), text);
        }
        assert_eq!(of(1.510_416_666_666_666_7, ExcelDateTimeType::TimeDelta), "36:15:00");
        assert_eq!(of(0.999_999_999_999, ExcelDateTimeType::TimeDelta), "24:00:00");
        assert_eq!(text_of(&Data::DurationIso("PT13H5M00S".to_owned())), "13:05:00");
        assert_eq!(text_of(&Data::DateTimeIso("2024-02-29".to_owned())), "2024-02-29");
    }

    #[test]
    fn errors_are_missing_values() {
        use CellErrorType::{Div0, GettingData, NA, Name, Null, Num, Ref, Value};
        for error in [Div0, GettingData, NA, Name, Null, Num, Ref, Value] {
            let text = text_of(&Data::Error(error));
            assert!(crate::data::table::cell::is_missing(&text), "{text}");
        }
    }

    #[test]
    fn rows_are_lines_and_what_is_empty_around_them_is_left_out() {
        let text = text_of_rows(
            "<row r=\"3\"><c r=\"B3\" t=\"str\"><v>a,\"b\"</v></c><c r=\"D3\"><v>1.50</v></c><c r=\"F3\" t=\"str\"><v> </v></c></row>\
             <row r=\"5\"><c r=\"C5\" t=\"b\"><v>1</v></c></row><row r=\"6\"><c r=\"A6\" s=\"0\"/></row>",
        );
        assert_eq!(text.unwrap(), "\n\n\"a,\"\"b\"\"\",,1.5\n,,\n,TRUE,\n");
        let disorder = "<row r=\"3\"><c r=\"B3\"><v>1</v></c></row><row r=\"2\"><c r=\"B2\"><v>1</v></c></row>";
        assert!(text_of_rows(disorder).unwrap_err().contains("not in the order of rows and columns"));
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let bytes = archive(&[("a", &[0; 1000]), ("b", &[0; 1000])]);
        let check = |most| super::check(&mut ZipArchive::new(Cursor::new(&bytes)).unwrap(), most);
        check(2000).unwrap();
        assert_eq!(check(1999).unwrap_err().to_string(), "the workbook holds more than 4 GB");
        let mut limited = Limited { file: NamedTempFile::new().unwrap(), left: 5 };
        limited.write_all(b"12345").unwrap();
        assert!(limited.write_all(b"6").is_err());
    }

    #[test]
    fn workbooks_that_cannot_be_read_say_what_to_do() {
        let told = |files: &[(&str, &[u8])]| {
            let mut file = NamedTempFile::new().unwrap();
            file.write_all(&archive(files)).unwrap();
            super::sheet(file.path(), None).map(drop).unwrap_err().to_string()
        };
        let binary = told(&[("xl/workbook.bin", b"")]);
        assert_eq!(binary, "it is an Excel workbook in binary form (.xlsb); save it as .xlsx");
        let manifest = b"<manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\">\
            <manifest:encryption-data></manifest:encryption-data></manifest:file-entry></manifest:manifest>";
        let kind = b"application/vnd.oasis.opendocument.spreadsheet";
        let locked = told(&[("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", b"")]);
        assert_eq!(locked, "the workbook is protected by a password; save it without one");
        for (row, column, place) in
            [(MOST_ROWS, 2, "row 1048577 and column 3"), (0, MOST_COLUMNS, "row 1 and column 16385")]
        {
            let far = Area::add(&mut None, row, column).unwrap_err().to_string();
            assert_eq!(far, format!("a sheet has a cell in {place}; 1048576 rows and 16384 columns are read"));
        }
    }
}
