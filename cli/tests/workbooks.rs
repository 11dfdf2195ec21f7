//! The command `ann` and workbooks: a sheet is read as the same table in a file of text would be.

mod common;

use common::{Folder, text};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use serde_json::Value;
use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::process::Output;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

impl Folder {
    fn train(&self, file: &str, target: &str, more: &[&str]) -> Output {
        self.ann(&arguments(file, target, more))
    }

    /// The summary, without the line that names the file and the one with the seconds.
    #[track_caller]
    fn summary(&self, file: &str, target: &str) -> (String, Vec<String>) {
        let output = self.train(file, target, &[]);
        let lines: Vec<String> = text(&output.stdout).lines().map(str::to_owned).collect();
        assert!(output.status.success() && lines.len() > 5, "{}", text(&output.stderr));
        let same = |line: &&String| !line.starts_with("data ") && !line.contains(" seconds");
        (lines[0].clone(), lines.iter().filter(same).cloned().collect())
    }

    #[track_caller]
    fn json(&self, file: &str, target: &str, more: &[&str]) -> Value {
        let output = self.train(file, target, &[&["--format", "json"], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The short line of a refusal.
    #[track_caller]
    fn refusal(&self, file: &str, target: &str, more: &[&str]) -> String {
        self.failure(&arguments(file, target, more)).1
    }
}

fn arguments<'a>(file: &'a str, target: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["train", file, "--model", "m", "--target", target, "--epochs", "3"], more].concat()
}

/// Writes a cell as a number if it is one, and nothing if it is missing.
fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &str) {
    match cell.parse::<f64>() {
        Ok(number) => sheet.write_number(row, column, number).unwrap(),
        Err(_) if ["", "NA"].contains(&cell) => return,
        Err(_) => sheet.write_string(row, column, cell).unwrap(),
    };
}

/// Sheets of these names, each with rows of cells.
fn workbook(sheets: &[(&str, &[Vec<String>])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                write_cell(sheet, row as u32, column as u16, cell);
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// An OpenDocument spreadsheet with one sheet, whose rows and cells are given as XML.
fn open_document(rows: &str) -> Vec<u8> {
    let mimetype = "application/vnd.oasis.opendocument.spreadsheet";
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"Data\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("mimetype", mimetype), ("META-INF/manifest.xml", "<manifest/>"), ("content.xml", &content)] {
        // The type of an OpenDocument file stands in it as it is.
        let method = if name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        archive.start_file(name, SimpleFileOptions::default().compression_method(method)).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn row_of_open_document(cells: &[String]) -> String {
    let cell = |cell: &String| match cell.parse::<f64>() {
        Ok(_) => format!("<table:table-cell office:value-type=\"float\" office:value=\"{cell}\"/>"),
        Err(_) if cell == "NA" => "<table:table-cell/>".to_owned(),
        Err(_) => {
            format!("<table:table-cell office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>")
        }
    };
    format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
}

fn penguins() -> (Vec<u8>, Vec<Vec<String>>) {
    let csv = std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../data/penguins.csv")).unwrap();
    let rows = text(&csv).lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    (csv, rows)
}

/// Sixty rows of two numbers that decide, below these names.
fn small(names: [&str; 3]) -> Vec<Vec<String>> {
    let row = |i: usize| {
        [format!("{}.5", i + 1), (i * 7 % 10 + 1).to_string(), ["yes", "no"][i * 7 % 10 / 5].to_owned()].to_vec()
    };
    std::iter::once(names.map(str::to_owned).to_vec()).chain((0..60).map(row)).collect()
}

#[test]
fn a_sheet_is_the_table_that_it_is_as_csv() {
    let (csv, rows) = penguins();
    let (found, expected) = Folder::of("t.csv", csv).summary("t.csv", "species");
    assert_eq!(found, "data      t.csv (UTF-8, comma)");
    let of_rows: String = rows.iter().map(|cells| row_of_open_document(cells)).collect();
    for (name, content) in [("t.xlsx", workbook(&[("Data", &rows)])), ("t.ods", open_document(&of_rows))] {
        let folder = Folder::of(name, content);
        let (found, summary) = folder.summary(name, "species");
        assert_eq!(found, format!("data      {name} (workbook, sheet 'Data')"));
        assert_eq!(summary, expected, "{name}");
        let json = folder.json(name, "species", &[]);
        assert_eq!(
            (&json["sheet"], &json["encoding"], &json["delimiter"]),
            (&"Data".into(), &Value::Null, &Value::Null)
        );
        let output = folder.ann(&["predict", "m", name]);
        assert_eq!(text(&output.stdout).lines().count(), 345);
    }
}

#[test]
fn a_table_may_stand_anywhere_but_below_titles() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in small(["a", "b", "y"]).iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            write_cell(sheet, row as u32 + 4, column as u16 + 2, cell);
        }
    }
    sheet.write_blank(90, 9, &Format::new().set_bold()).unwrap();
    sheet.write_string(91, 1, "  ").unwrap();
    let json = Folder::of("t.xlsx", book.save_to_buffer().unwrap()).json("t.xlsx", "y", &[]);
    assert_eq!((&json["features"], &json["rows_without_target"]), (&2.into(), &0.into()));
    // The line of a mistake is the row of the sheet.
    book.worksheet_from_index(0).unwrap().write_string(10, 2, "many").unwrap();
    let told = Folder::of("t.xlsx", book.save_to_buffer().unwrap()).refusal("t.xlsx", "y", &[]);
    assert!(told.contains("row 6 (line 11), column 'a': 1 of its 60 cells are no numbers, such as 'many'"), "{told}");
    book.worksheet_from_index(0).unwrap().write_string(1, 2, "Report of 2024").unwrap();
    let told = Folder::of("t.xlsx", book.save_to_buffer().unwrap()).refusal("t.xlsx", "y", &[]);
    assert!(
        told.contains("what stands above line 5 looks like titles above the table: remove it; line 5 seems"),
        "{told}"
    );
}

#[test]
fn cells_of_every_kind_are_read() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (column, name) in ["day", "flag", "ratio", "word", "y"].iter().enumerate() {
        sheet.write_string(0, column as u16, *name).unwrap();
    }
    for i in 0..60 {
        let date = ExcelDateTime::from_ymd(2024, (i % 12 + 1) as u8, (i % 28 + 1) as u8).unwrap();
        sheet.write_datetime_with_format(i + 1, 0, date, &day).unwrap();
        sheet.write_boolean(i + 1, 1, i % 2 == 0).unwrap();
        let ratio = Formula::new("=A1/B1").set_result(if i % 6 == 0 { "#DIV/0!".into() } else { format!("{i}.25") });
        sheet.write_formula(i + 1, 2, ratio).unwrap();
        sheet.write_string(i + 1, 3, ["plain", "a,b", "say \"so\"", "two\nlines"][i as usize % 4]).unwrap();
        sheet.write_string(i + 1, 4, ["yes", "no"][i as usize * 7 % 10 / 5]).unwrap();
    }
    let json = Folder::of("t.xlsx", book.save_to_buffer().unwrap()).json("t.xlsx", "y", &[]);
    let columns: Vec<String> = json["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| format!("{}: {}", column["column"].as_str().unwrap(), column["what"].as_str().unwrap()))
        .collect();
    assert_eq!(
        columns,
        [
            "day: date, year, month, day, as in 2021-12-31",
            "flag: category: FALSE, TRUE",
            "ratio: number, sometimes missing",
            "word: category: a,b, plain, say \"so\", two\nlines",
        ]
    );
}

#[test]
fn a_sheet_is_chosen_by_its_name() {
    let book = workbook(&[("Empty", &[]), ("First", &small(["a", "b", "y"])), ("Second", &small(["c", "d", "z"]))]);
    let folder = Folder::of("t.xlsx", book);
    assert_eq!(folder.json("t.xlsx", "y", &[])["sheet"], "First");
    assert_eq!(folder.json("t.xlsx", "z", &["--sheet", "Second"])["sheet"], "Second");
    assert_eq!(
        folder.refusal("t.xlsx", "y", &["--sheet", "Third"]),
        "ann: cannot read t.xlsx: there is no sheet 'Third'; the workbook has: Empty, First, Second\n"
    );
    let told = folder.refusal("t.xlsx", "y", &["--sheet", "Empty"]);
    assert!(told.contains("the sheet 'Empty' is empty"), "{told}");
    let told = Folder::of("t.csv", "a,y\n1,2\n").refusal("t.csv", "y", &["--sheet", "Data"]);
    assert!(told.contains("it is no workbook and has no sheet 'Data'"), "{told}");
}

#[test]
fn what_does_not_apply_or_is_damaged_is_refused() {
    let book = workbook(&[("Data", &small(["a", "b", "y"]))]);
    let folder = Folder::of("t.xlsx", &book);
    for option in [["--delimiter", "comma"], ["--decimal", "comma"], ["--encoding", "utf-8"]] {
        assert!(
            folder.refusal("t.xlsx", "y", &option).contains("it is a workbook, to which --delimiter"),
            "{option:?}"
        );
    }
    let refusal = |content: &[u8]| Folder::of("t.xlsx", content).refusal("t.xlsx", "y", &[]);
    let damaged = "the workbook is damaged, or of a kind that is not read";
    assert!(refusal(&book[..book.len() / 2]).contains(damaged));
    // A byte within a compressed file.
    let mut flipped = book.clone();
    flipped[book.len() / 2] ^= 0x10;
    assert!(refusal(&flipped).contains(damaged));
    let compound = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; 600]].concat();
    assert!(refusal(&compound).contains("it is an old Excel workbook (.xls); save it as .xlsx"));
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(refusal(&[compound, name].concat()).contains("the workbook is protected by a password"));
    assert!(
        refusal(&workbook(&[("One", &[]), ("Two", &[])])).contains("all sheets of the workbook are empty: One, Two")
    );
    let mut far = Workbook::new();
    far.add_worksheet().write_number(0, 0, 1).unwrap().write_number(1_048_575, 16_383, 1).unwrap();
    let told = refusal(&far.save_to_buffer().unwrap());
    assert!(told.contains("has cells in 1048576 rows and 16384 columns"), "{told}");

    // A few bytes that stand for a hundred million cells, or for some long texts ten thousand times.
    let cell = |repeated: usize, text: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"{repeated}\" office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |rows: usize, cell: &str| {
        format!("<table:table-row table:number-rows-repeated=\"{rows}\">{cell}</table:table-row>")
    };
    for rows in [row(6000, &cell(16_000, "x")), row(10_000, &cell(2, &"x".repeat(200_000)))] {
        let folder = Folder::of("t.ods", open_document(&rows));
        let told = folder.refusal("t.ods", "y", &[]);
        assert!(told.contains("the cells of the spreadsheet would take more than 2 GB"), "{told}");
    }
}
