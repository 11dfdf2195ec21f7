//! Tables: read, prepared, and read again for what was prepared.

use super::{bounded, within};
use ann::Error;
use ann::data::table::{Decimal, Delimiter};
use ann::data::{Preparation, ReadOptions, Table, Target, Task, read_csv};
use ann::error::TableProblem;
use std::collections::HashSet;
use std::path::Path;

/// What a column may take besides its cells: its names, counts, marks.
const COLUMN: usize = 2048;

/// Reads the file as a table with and without a target. Where the crate `csv` would read the same, it must have read the same.
pub fn table(bytes: &[u8]) {
    if bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(b"PK") {
        return; // compressed: how large it is cannot be told from its bytes
    }
    let columns =
        bytes.split(|byte| b"\r\n".contains(byte)).map(|line| line.split(|b| b",;\t| ".contains(b)).count()).max();
    let limit = 64 * bytes.len() + (16 << 20) + COLUMN * columns.unwrap_or(0);
    within(limit, bytes, |path| {
        let Ok(table) = Table::read(path, &ReadOptions::default()) else { return };
        let last = table.names().last().map(str::to_owned);
        prepare(path, &ReadOptions::default());
        if let Some(last) = last {
            prepare(path, &ReadOptions::with_target(&last));
            if let Ok(dataset) = read_csv(path, &last, Task::Auto) {
                assert!(dataset.x.iter().all(|x| x.is_finite()));
            }
        }
    });
    as_csv(bytes);
}

/// What is learnt from a table fits the table.
fn prepare(path: &Path, options: &ReadOptions) {
    let Ok(table) = Table::read(path, options) else { return };
    let (rows, left_out) = (table.rows(), table.without_target());
    assert_eq!(table.names().count(), table.missing().len());
    let (_notes, _roles) = (table.notes().count(), table.roles());
    let Ok(preparation) = Preparation::fit(&table, &(0..rows).collect::<Vec<_>>()) else { return };
    let features = preparation.features().len();
    let x = preparation.apply(table).expect("a preparation can be applied to what it was learnt from");
    assert_eq!(x.dim(), (features, rows));
    assert!(x.iter().all(|x| x.is_finite()), "{x}");
    let again = preparation.read(path, options, |_| ()).and_then(|table| preparation.apply(table));
    // A row without a target may hold words where the others have numbers, and is then refused when it is read for a model.
    if left_out == 0 || again.is_ok() {
        assert_eq!(again.expect("it can be read again"), x);
    }
    let json = serde_json::to_string(&preparation).expect("it can be written");
    let back: Preparation = serde_json::from_str(&json).expect("it can be read");
    assert_eq!(serde_json::to_string(&back).expect("it can be written again"), json);
}

/// If it is a plain table of numbers, whose last column holds words: what the crate `csv` makes of it. True if it is one.
pub fn as_csv(bytes: &[u8]) -> bool {
    let Some((names, rows)) = plain(bytes) else { return false };
    let (target, features) = names.split_last().expect("there is a column");
    let options = ReadOptions {
        target: Some((target.clone(), Task::Classify)),
        delimiter: Some(Delimiter::Byte(b',')),
        decimal: Some(Decimal::Point),
        numbers: features.to_vec(),
        ..ReadOptions::default()
    };
    bounded(bytes, |path| {
        let table = match Table::read(path, &options) {
            // `csv` takes quotation marks as they come.
            Err(Error::Table { problem: TableProblem::UnclosedQuote | TableProblem::AfterQuote(_), .. }) => {
                return false;
            }
            table => table.expect("`csv` reads it"),
        };
        let dataset = Preparation::of_numbers(features).dataset(table).expect("they are numbers");
        assert_eq!(dataset.x.ncols(), rows.len());
        let Target::Classes { labels, names } = dataset.target else { panic!("words are classes") };
        for ((row, x), label) in rows.iter().zip(dataset.x.columns()).zip(labels) {
            let (word, numbers) = row.split_last().expect("there is a column");
            assert_eq!(&names[label], word);
            let numbers: Vec<f64> = numbers.iter().map(|cell| cell.parse().expect("it is a number")).collect();
            assert_eq!(x.to_vec(), numbers);
        }
        true
    })
}

/// The names of the columns, and the cells of the rows, of a table about which no two readers can have two opinions.
fn plain(bytes: &[u8]) -> Option<(Vec<String>, Vec<Vec<String>>)> {
    let is_word = |cell: &str| cell.starts_with("c_") && cell.is_ascii() && cell.trim() == cell;
    let is_number = |cell: &str| {
        let digits = cell.strip_prefix('-').unwrap_or(cell);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let are_digits = |digits: &str| (1..8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        are_digits(whole) && are_digits(fraction)
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let records: Result<Vec<Vec<String>>, _> = reader.deserialize().collect();
    let (names, rows) = records.ok()?.split_first().map(|(names, rows)| (names.clone(), rows.to_vec()))?;
    let are_names = names.iter().all(|name| is_word(name)) && (1..names.len()).all(|i| !names[..i].contains(&names[i]));
    let are_rows = rows.iter().all(|row| {
        let (word, numbers) = row.split_last().expect("as many cells as names");
        is_word(word) && numbers.iter().all(|cell| is_number(cell))
    });
    // Of one class, and of classes with a row each, nothing can be learnt.
    let classes: HashSet<&String> = rows.iter().filter_map(|row| row.last()).collect();
    let is_enough = names.len() > 1 && (2..rows.len().min(20)).contains(&classes.len());
    (is_enough && are_names && are_rows).then_some((names, rows))
}
