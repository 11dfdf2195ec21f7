//! Chapter 10, large and odd tables: the quick way through a file and the slow one give the same numbers and the same errors.

use crate::common::message;
use ann::data::{Dataset, ReadOptions, Table, Target, Task, read_csv, read_csv_with, read_features, synthetic};
use ann::{Activation, Architecture, EarlyStopping, Error, Model, Trainer, rng};
use proptest::prelude::*;
use std::io::Write;
use tempfile::NamedTempFile;

pub(crate) fn file(content: impl AsRef<[u8]>) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content.as_ref()).unwrap();
    file
}

/// The data set, or what is wrong after the name of the file.
fn read(content: impl AsRef<[u8]>, task: Task) -> Result<Dataset, String> {
    let file = file(content);
    let path = file.path().display().to_string();
    read_csv(file.path(), "y", task).map_err(|error| error.to_string().replace(&path, "FILE"))
}

/// The same table with quotation marks around every cell, which no quick way reads.
fn quoted(content: &str) -> String {
    let cell = |cell: &str| format!("\"{cell}\"");
    let line = |line: &str| {
        if line.is_empty() { String::new() } else { line.split(',').map(cell).collect::<Vec<_>>().join(",") }
    };
    content.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_mistake_far_down_is_told_with_its_row_and_line() {
    let mut content = String::from("x,y\r\n");
    for i in 1..1_000_003 {
        content += if i % 7 == 0 { "2.5,\"a\nb\"\r\n" } else { "-1.5,c\r\n" };
    }
    let breaks = 1_000_002 / 7;
    let expected = format!("FILE, row 1000003 (line {}), column 'x': '1.2.3' is not a number", 1_000_004 + breaks);
    assert_eq!(read(content + "1.2.3,c\r\n", Task::Auto).unwrap_err(), expected);
}

#[test]
fn the_quick_and_the_slow_way_refuse_the_same() {
    for (row, problem) in [
        ("1.5m,a,2", "column 'x': '1.5m' is not a number"),
        ("1.5,a,1e999", "column 'z': '1e999' is not a finite number"),
        ("NaN,a,2", "column 'x': 'NaN' says that the value is missing; fill it in or leave the row out"),
        ("1.5,a,-Infinity", "column 'z': '-Infinity' is not a finite number"),
        (",a,2", "column 'x': the cell is empty; fill it in or leave the row out"),
        ("1.5,  ,2", "column 'y': the cell is empty; fill it in or leave the row out"),
        ("1.5,a", "the row has 2 cells, but the header has 3"),
        ("1.5,a,2,", "the row has 4 cells, but the header has 3"),
        ("0x10,a,2", "column 'x': '0x10' is not a number"),
        ("1_000,a,2", "column 'x': '1_000' is not a number"),
        ("\u{feff}1,a,2", "column 'x': '\u{feff}1' is not a number"),
        // Of several mistakes in a row, the first number that is wrong is told, and the target last.
        ("1,,x", "column 'z': 'x' is not a number"),
    ] {
        let content = format!("x,y,z\n1,a,2\n\n3,b,4\n{row}\n5,a,6\n");
        let place = if row.split(',').count() == 3 { ", " } else { ": " };
        let expected = format!("FILE, row 3 (line 5){place}{problem}");
        assert_eq!(read(&content, Task::Auto).unwrap_err(), expected);
        assert_eq!(read(quoted(&content), Task::Auto).unwrap_err(), expected, "quoted");
        assert_eq!(read(content.replace('\n', "\r\n"), Task::Auto).unwrap_err(), expected, "with CRLF");
    }
    let not_utf8 = file(b"x,y,z\n1,a,2\n3,b\xff,4\n");
    let options = ReadOptions { encoding: Some("utf-8".to_owned()), ..ReadOptions::with_target("y") };
    let told = message(Table::read(not_utf8.path(), &options));
    assert!(told.contains("row 2 (line 3), column 'y': the text is not valid UTF-8"), "{told}");
    let infinite = read("x,y\n1,2.5\n2,inf\n", Task::Auto).unwrap_err();
    assert_eq!(infinite, "FILE, row 2 (line 3), column 'y': 'inf' is not a finite number");
}

#[test]
fn odd_lines_among_plain_ones_are_rows() {
    let content =
        "\u{feff}x,y,z\n1,a,2\n 3 ,b,4\n\n\r\n5,\"a\",6\n7,\"c\"\"d\",8\r\n\"9\",\"e\nf\",1e1\n11,b \"g\",12.";
    let dataset = read(content, Task::Auto).unwrap();
    assert_eq!(dataset.features, ["x", "z"]);
    let numbers: Vec<f64> = dataset.x.t().iter().copied().collect();
    assert_eq!(numbers, (1..=12).map(f64::from).collect::<Vec<_>>());
    let Target::Classes { labels, names } = dataset.target else { panic!("classes were expected") };
    let labels: Vec<&str> = labels.iter().map(|&label| names[label].as_str()).collect();
    assert_eq!(labels, ["a", "b", "a", "c\"d", "e\nf", "b \"g\""]);
}

#[test]
fn cells_and_lines_longer_than_the_buffer_are_read() {
    let long = "long".repeat(200_000);
    let dataset = read(format!("x,y\n1,{long}\n2,b\n3,\"{long}\"\n"), Task::Auto).unwrap();
    assert!(matches!(dataset.target, Target::Classes { names, .. } if names == ["b".to_owned(), long.clone()]));
    let error = read(format!("x,y\n1,a\n{long},b\n"), Task::Auto).unwrap_err();
    assert_eq!(error, format!("FILE, row 2 (line 3), column 'x': '{}…' is not a number", "long".repeat(15)));
    let columns = |cell: &dyn Fn(usize) -> String| (0..100_000).map(|i| cell(i) + ",").collect::<String>();
    let wide = format!(
        "{}y\n{}a\n{}b\n",
        columns(&|i| format!("x{i}")),
        columns(&|i| i.to_string()),
        columns(&|_| "1".into())
    );
    let dataset = read(wide, Task::Auto).unwrap();
    assert_eq!((dataset.x.dim(), dataset.x[[99_999, 0]], dataset.x[[99_999, 1]]), ((100_000, 2), 99_999.0, 1.0));
}

#[test]
fn rows_that_get_longer_and_shorter_are_all_read() {
    // What the first rows say about the number of rows is wrong in both ways.
    for [first, second] in [["1", "-1.234567890123456"], ["-1.234567890123456", "1"]] {
        let content: String =
            (0..60_000).map(|i| format!("{},{i}\n", if i < 20_000 { first } else { second })).collect();
        let dataset = read(format!("x,y\n{content}"), Task::Regress).unwrap();
        assert_eq!(dataset.samples(), 60_000);
        assert_eq!(dataset.x[[0, 59_999]], second.parse::<f64>().unwrap());
        assert!(matches!(dataset.target, Target::Values(y) if (0..60_000).all(|i| y[[0, i]] == i as f64)));
    }
}

#[test]
fn progress_rises_to_the_length_of_the_file() {
    let content = "x,y\n".to_owned() + &"1.25,a\n-3.5,b\n".repeat(300_000);
    let (table, mut told) = (file(&content), Vec::new());
    read_csv_with(table.path(), "y", Task::Auto, |bytes| told.push(bytes)).unwrap();
    assert!(told.is_sorted() && told.len() >= 4, "{told:?}");
    assert_eq!(told.last(), Some(&(content.len() as u64)));
}

#[test]
fn a_feature_that_is_asked_for_twice_is_there_twice() {
    let table = file("a,b\n1,2\n3,4\n");
    let names = ["b".to_owned(), "a".to_owned(), "b".to_owned()];
    let x = read_features(table.path(), &names).unwrap();
    assert_eq!(x, ndarray::array![[2.0, 4.0], [1.0, 3.0], [2.0, 4.0]]);
    assert!(message(read_features(file("a,b\n").path(), &names)).contains("not one row of data"));
}

#[test]
fn a_split_in_place_is_the_same_split() {
    let classes = synthetic::blobs(101, 3, 0.5, &mut rng(0)).unwrap();
    let values = synthetic::curve(57, 0.0, 1.0, f64::sin, 0.1, &mut rng(0)).unwrap();
    let mut rows_first = classes.clone();
    rows_first.x = rows_first.x.as_standard_layout().into_owned();
    for dataset in [classes, values, rows_first] {
        for fractions in [[0.7, 0.1, 0.2], [0.1, 0.2, 0.7], [0.2, 0.6, 0.2]] {
            let copied = dataset.split(fractions, &mut rng(1)).unwrap();
            assert_eq!(dataset.clone().into_split(fractions, &mut rng(1)).unwrap(), copied);
        }
        assert!(message(dataset.into_split([0.5, 0.6], &mut rng(0))).contains("1 together"));
    }
}

#[test]
fn samples_that_are_given_away_train_the_same_model() -> Result<(), Error> {
    let moons = synthetic::moons(120, 0.1, &mut rng(0))?;
    let early_stopping = Some(EarlyStopping { patience: 2, validation_fraction: 0.2 });
    for early_stopping in [None, early_stopping] {
        let architecture = Architecture { activation: Activation::Tanh, ..Architecture::default() };
        let trainer = Trainer { epochs: 3, early_stopping, ..Trainer::default() };
        let (lent, history) = Model::<f32>::fit(&architecture, &trainer, &moons, &mut rng(1))?;
        let mut random = rng(1);
        let (train, validation) = trainer.set_aside(moons.clone(), &mut random)?;
        let mut given = Model::new(&architecture, &train, &mut random)?;
        let validation = validation.as_ref();
        let same = given.train(&trainer, train, validation, &mut random)?;
        assert_eq!((given, same), (lent, history));
    }
    Ok(())
}

/// Finite numbers of every size.
fn number() -> impl Strategy<Value = f64> {
    use prop::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    prop_oneof![NORMAL | SUBNORMAL | ZERO | POSITIVE | NEGATIVE, -10.0..10.0_f64, (-1000_i32..1000).prop_map(f64::from)]
}

/// A number as some program may write it.
fn written(number: f64, style: u8) -> String {
    match style % 6 {
        0 => format!("{number:e}"),
        1 => format!("{number:E}"),
        2 => format!("\"{number}\""),
        3 => format!(" {number:?} "),
        4 if number.is_sign_positive() => format!("+{number}"),
        _ => number.to_string(),
    }
}

proptest! {
    #[test]
    fn a_table_comes_back_to_the_bit(
        rows in prop::collection::vec((number(), any::<u8>(), number(), any::<u8>(), 0..4_u8), 3..60), style: u8,
    ) {
        let end = ["\n", "\r\n", "\n\n", "\r"][usize::from(if style < 100 { 0 } else { rows[0].4 })];
        let mut content = String::from("a,y,b") + end;
        for (a, style_a, b, style_b, _) in &rows {
            // All in one style, or each cell in its own.
            let [style_a, style_b] = if style < 200 { [5; 2] } else { [*style_a, *style_b] };
            content += &format!("{},{a:e},{}{end}", written(*a, style_a), written(*b, style_b));
        }
        let constant = rows.iter().all(|row| row.0 == rows[0].0);
        prop_assume!(!constant);
        let dataset = read(&content, Task::Regress).unwrap();
        prop_assert_eq!(dataset.samples(), rows.len());
        let Target::Values(y) = &dataset.target else { panic!("numbers were expected") };
        for (j, row) in rows.iter().enumerate() {
            let found = [dataset.x[[0, j]], dataset.x[[1, j]], y[[0, j]]].map(f64::to_bits);
            prop_assert_eq!(found, [row.0, row.2, row.0].map(f64::to_bits));
        }
    }

    #[test]
    fn both_ways_take_the_same_for_a_number(
        text in "[-+ ]?[0-9.]{0,25}([eE][-+]?[0-9]{0,3})?[ ._xe]?|[-+]?(inf|nan|Infinity|NAN|infin|0x1|1_0)",
    ) {
        let quick = format!("x,y\n1,a\n{text},b\n");
        prop_assert_eq!(read(quoted(&quick), Task::Auto), read(quick, Task::Auto));
    }
}
