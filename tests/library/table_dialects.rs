//! Chapter 10, tables as people have them: however a table is written, it is the same table; what cannot be told is refused.

use crate::common::message;
use crate::tables::file;
use ann::data::table::{DateFormat, Decimal, Delimiter, Reason, Role};
use ann::data::{Dataset, Preparation, ReadOptions, Table, Target, Task};
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::Write as _;

fn with_target(target: &str) -> ReadOptions {
    ReadOptions::with_target(target)
}

/// A table read from these bytes, or why not, after the name of the file.
fn read(content: impl AsRef<[u8]>, options: &ReadOptions) -> Result<Table, String> {
    let file = file(content);
    let path = file.path().display().to_string();
    Table::read(file.path(), options).map_err(|error| error.to_string().replace(&path, "FILE"))
}

#[track_caller]
fn refused(content: impl AsRef<[u8]>, options: &ReadOptions) -> String {
    let error = read(content, options).expect_err("this should have been refused");
    assert!(error.len() < 1000, "{error}");
    error
}

/// All of a table that can be learnt from.
fn dataset(table: Table) -> Dataset {
    let rows: Vec<usize> = (0..table.rows()).collect();
    Preparation::fit(&table, &rows).unwrap().dataset(table).unwrap()
}

/// Forty rows of two numbers, a port and a target, with this between two cells, before a fraction, and behind a line.
fn written(delimiter: &str, decimal: &str, end: &str) -> String {
    let mut text = ["a", "b", "port", "y"].join(delimiter) + end;
    for i in 0..40 {
        let number = |x: f64| x.to_string().replace('.', decimal);
        let (a, b) = (number(f64::from(i) * 0.75 - 7.125), number(f64::from(i * i % 17) + 0.25));
        text += &([&a, &b, ["S", "C", "é"][i as usize % 3], ["no", "yes"][i as usize / 2 % 2]].join(delimiter) + end);
    }
    text
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn however_it_is_written_it_is_the_same_table() {
    let plain = written(",", ".", "\n");
    let utf_16 = |order: fn(u16) -> [u8; 2]| plain.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let latin = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>();
    let quoted =
        |text: &str| text.replace(',', "\",\"").lines().fold(String::new(), |all, line| all + "\"" + line + "\"\n");
    let of = |delimiter, decimal| written(delimiter, decimal, "\n").into_bytes();
    let expected = dataset(read(&plain, &with_target("y")).unwrap());
    assert_eq!(expected.features, ["a", "b", "port = C", "port = S", "port = é"]);
    for (content, encoding, dialect) in [
        (of(",", "."), "UTF-8", "comma Point"),
        (of(", ", "."), "UTF-8", "comma Point"),
        (of(";", "."), "UTF-8", "semicolon Point"),
        (of(";", ","), "UTF-8", "semicolon Comma"),
        (of("\t", "."), "UTF-8", "tab Point"),
        (of("\t", ","), "UTF-8", "tab Comma"),
        (of(" | ", "."), "UTF-8", "bar Point"),
        (of("   ", "."), "UTF-8", "blanks Point"),
        (of(" ", ","), "UTF-8", "blanks Comma"),
        (written("  ", ".", "\n   ").into_bytes(), "UTF-8", "blanks Point"),
        (written(",", ".", "\r\n").into_bytes(), "UTF-8", "comma Point"),
        (written(";", ",", "\r").into_bytes(), "UTF-8", "semicolon Comma"),
        (written(",", ".", "\n\n  \n").into_bytes(), "UTF-8", "comma Point"),
        (format!("{plain}\u{1a}").replace("\n\u{1a}", "\u{1a}").into_bytes(), "UTF-8", "comma Point"),
        (format!("\u{feff}{plain}").into_bytes(), "UTF-8", "comma Point"),
        (quoted(&plain).into_bytes(), "UTF-8", "comma Point"),
        (utf_16(u16::to_le_bytes), "UTF-16LE", "comma Point"),
        ([b"\xff\xfe".to_vec(), utf_16(u16::to_le_bytes)].concat(), "UTF-16LE", "comma Point"),
        ([b"\xfe\xff".to_vec(), utf_16(u16::to_be_bytes)].concat(), "UTF-16BE", "comma Point"),
        (latin(&plain), "windows-1252", "comma Point"),
    ] {
        for (bytes, compressed) in [(gzip(&content), true), (content, false)] {
            let table = read(&bytes, &with_target("y")).unwrap();
            let found = table.dialect();
            let label = format!("{} {:?}", found.delimiter, found.decimal);
            assert_eq!((found.encoding, label.as_str(), found.compressed), (encoding, dialect, compressed));
            assert_eq!(dataset(table), expected, "{encoding} {dialect}");
        }
    }
}

#[test]
fn what_is_told_is_obeyed() {
    let read = |content: &str, options: ReadOptions| read(content, &options).unwrap();
    let odd =
        read(&written("~", ".", "\n"), ReadOptions { delimiter: Some(Delimiter::Byte(b'~')), ..with_target("y") });
    assert_eq!(odd.names().collect::<Vec<_>>(), ["a", "b", "port"]);
    // 1,200 is a thousand and more, or a little more than one.
    let numbers = "a;y\n1,200;1\n2,300;2\n3,400;3\n";
    for (decimal, first) in [(None, 1.2), (Some(Decimal::Comma), 1.2), (Some(Decimal::Point), 1200.0)] {
        let table = read(numbers, ReadOptions { decimal, ..with_target("y") });
        assert_eq!(dataset(table).x[[0, 0]], first, "{decimal:?}");
    }
    let codes: String = (0..40).map(|i| format!("{},{},z\n", i % 3, i % 2)).collect();
    let codes = format!("code,y,dropped\n{codes}");
    let options =
        ReadOptions { categories: vec!["code".to_owned()], drop: vec![" dropped".to_owned()], ..with_target("y") };
    assert_eq!(dataset(read(&codes, options)).features, ["code = 0", "code = 1", "code = 2"]);
    // Also of more names than are kept of a column that nobody has said anything of.
    let many: String = (0..40_000).map(|i| format!("{},{}\n", if i % 2 == 0 { i } else { 7 }, i % 3)).collect();
    let options = ReadOptions { categories: vec!["code".to_owned()], ..with_target("y") };
    assert_eq!(dataset(read(&format!("code,y\n{many}"), options)).features, ["code = 7", "code = (other)"]);
    let sparse: String =
        (0..40).map(|i| format!("{},{}\n", if i % 2 == 0 { "low".into() } else { i.to_string() }, i % 3)).collect();
    let table = read(&format!("a,y\n{sparse}"), ReadOptions { numbers: vec!["a".to_owned()], ..with_target("y") });
    assert_eq!((table.roles().unwrap(), table.missing()), (vec![Role::Number], vec![20]));
    assert_eq!(table.notes().collect::<Vec<_>>(), [("a", "'low' (20 cells) taken for missing".to_owned())]);
    let wrong = ReadOptions { encoding: Some("klingon".to_owned()), ..with_target("y") };
    assert!(message(Table::read(file("a,y\n").path(), &wrong)).contains("no encoding 'klingon'; choose one of: utf-8"));
}

#[test]
fn encodings_are_told_late_and_given() {
    // The first byte that is no UTF-8 stands far behind what is looked at first.
    let rows = |name: &[u8]| [b"a,y\n".to_vec(), b"1,x\n2,z\n".repeat(20_000), [b"3,", name, b"\n"].concat()].concat();
    for (options, encoding, name) in [
        (with_target("y"), "windows-1252", "\u{e9}t"),
        (ReadOptions { encoding: Some("iso-8859-5".to_owned()), ..with_target("y") }, "ISO-8859-5", "\u{449}t"),
    ] {
        let table = read(rows(b"\xe9t"), &options).unwrap();
        assert_eq!(table.dialect().encoding, encoding);
        assert!(matches!(table.target(), Some(Target::Classes { names, .. }) if names[2] == name || names[0] == name));
    }
    let latin = ReadOptions { encoding: Some("utf-8".to_owned()), ..with_target("y") };
    assert!(
        refused(rows(b"\xe9t"), &latin).contains("row 40001 (line 40002), column 'y': the text is not valid UTF-8")
    );
    let header = read(b"Temperature(\xb0C),b,y\n1,7,yes\n2,3,no\n3,1,no\n", &with_target("y")).unwrap();
    assert_eq!(header.names().next(), Some("Temperature(°C)"));
}

#[test]
fn columns_have_names() {
    let rows = "1,7,yes\n2,3,no\n3,10,yes\n4,6,no\n";
    let names = |header: &str, rows: &str, options: &ReadOptions| {
        let table = read(format!("{header}{rows}"), options).unwrap();
        table.names().map(str::to_owned).collect::<Vec<_>>()
    };
    for (header, expected) in [
        ("a,b,y\n", ["a", "b"]),
        (" a , \"b\" ,y \n", ["a", "b"]),
        (",b,y\n", ["column 1", "b"]),
        ("b,b,y\n", ["b", "b.2"]),
        ("b.2,,y\n", ["b.2", "column 2"]),
        ("b,y\n", ["column 1", "b"]),
        ("y.2,y.2,y\n", ["y.2", "y.2.2"]),
    ] {
        for target in ["y", " y "] {
            assert_eq!(names(header, rows, &with_target(target)), expected, "{header}");
        }
    }
    assert_eq!(names("b,y\n", "7,yes,\n3,no,\n10,yes,\n", &with_target("y")), ["b", "column 3"]);
    let blanks = rows.replace(',', " ");
    assert_eq!(names("b y\n", &blanks, &with_target("y")), ["column 1", "b"], "as R writes it");
    assert_eq!(names("", rows, &ReadOptions { no_header: true, ..with_target("3") }), ["1", "2"]);
    for (header, problem) in [
        ("", "FILE: the first line looks like data: 1, 7, yes; if the table has no header, say --no-header"),
        (
            "Source,Indicators,\n\nUpdated,2024-01-01,\n\na,b,y\n",
            "FILE: what stands above line 5 looks like titles above the table: remove it; line 5 seems to be the header: a, b, y",
        ),
        ("y,b,y\n", "FILE, column 'y': the header names this column twice"),
        ("a,b,Y\n", "FILE, column 'y': there is no such column (perhaps 'Y'); the file has: a, b, Y"),
        ("a,b,kind\n", "FILE, column 'y': there is no such column; the file has: a, b, kind"),
        ("a,b,y,z\n", "FILE, row 1 (line 2): the row has 3 cells, but the header has 4"),
    ] {
        let found = refused(format!("{header}{rows}"), &with_target("y"));
        assert!(found.starts_with(problem), "{found}\n{problem}");
    }
    assert!(refused("y\n1\n2\n", &with_target("y")).contains("the target is the only column"));
}

#[test]
fn mistakes_are_told_at_their_place() {
    let numbers = |rows: usize| (0..rows).map(|i| format!("{i},{}\n", i % 2)).collect::<String>();
    for (content, problem) in [
        ("".to_owned(), "FILE: the file is empty"),
        ("a,y\n".to_owned(), "FILE: there is a header but not one row of data below it"),
        ("a,y\n1,x\n2,\"z\n3,x\n".to_owned(), "FILE, row 2 (line 3): the quotation mark opened here is never closed"),
        ("a,y\n1,\"x\" z\n2,x\n".to_owned(), "FILE, row 1 (line 2): after the closing quotation mark stands 'z'"),
        ("a,y\n1,x\n2\n3,x\n".to_owned(), "FILE, row 2 (line 3): the row has 1 cells, but the header has 2"),
        ("a,y\n1,x\n2,x\n3\n".to_owned(), "FILE, row 3 (line 4): the last line has 1 cells, but the header has 2"),
        ("a,y\n1,NA\n2,\n".to_owned(), "FILE: none of the 2 rows has a target"),
        ("a,y\n1,x\ninf,z\n".to_owned(), "FILE, row 2 (line 3), column 'a': 'inf' is not a finite number"),
        // A word far down makes the numbers words, and the rows behind it are counted on.
        (
            format!("a,y\n{}z,1\n{}5\n1,1\n", numbers(2000), numbers(7)),
            "FILE, row 2009 (line 2010): the row has 1 cells, but the header has 2",
        ),
    ] {
        let found = refused(&content, &with_target("y"));
        assert!(found.starts_with(problem), "{found}\n{problem}");
    }
    let mixed = format!("a,b,y\n{}z,q,1\n", numbers(2000).replace(',', ",5,"));
    let table = read(mixed, &ReadOptions { drop: vec!["b".to_owned()], ..with_target("y") }).unwrap();
    let found = message(table.roles());
    assert!(
        found.contains(
            "row 2001 (line 2002), column 'a': 1 of its 2001 cells are no numbers, such as 'z'; say --numbers"
        )
    );
}

/// What stands in each cell of a column.
type Cell<'c> = &'c dyn Fn(u32) -> String;

/// What a column of forty cells is for.
fn role(name: &str, cell: impl Fn(u32) -> String) -> Result<Role, String> {
    let mut content = format!("{name},other,y\n");
    (0..40).for_each(|i| writeln!(content, "\"{}\",{},{}", cell(i), i % 7, i % 2).unwrap());
    let table = read(content, &with_target("y"))?;
    table.roles().map(|roles| roles[0]).map_err(|error| error.to_string())
}

#[test]
fn a_column_says_what_it_is_for() {
    let date = |format, is_ambiguous| Role::Date { format, is_ambiguous };
    let (mixed, left_out) = ((|i: u32| i * 17 % 40) as fn(u32) -> u32, Role::LeftOut);
    let cases: [(&str, Cell<'_>, Role); 26] = [
        ("width", &|i| i.to_string(), Role::Number),
        ("Id", &|i| (i + 1).to_string(), left_out(Reason::Counts)),
        ("", &|i| i.to_string(), left_out(Reason::Counts)),
        ("customerId", &|i| mixed(i).to_string(), left_out(Reason::Counts)),
        ("row_no", &|i| (mixed(i) * 3 + 100).to_string(), left_out(Reason::Identifies)),
        ("", &|i| (mixed(i) * 3 + 100).to_string(), left_out(Reason::Identifies)),
        ("number", &|i| (i % 9).to_string(), Role::Number),
        ("id", &|i| format!("{i}.5"), Role::Number),
        ("passenger_id", &|i| format!("p{i}"), left_out(Reason::Identifies)),
        ("name", &|i| format!("Doe, Mx. Sam {i}"), left_out(Reason::Text)),
        ("remark", &|i| format!("text {}", i % 35), left_out(Reason::Text)),
        ("port", &|i| format!("text {}", i % 12), Role::Category),
        ("sex_female", &|i| ["True", "False"][i as usize % 2].to_owned(), Role::Category),
        ("a", &|_| "NA".to_owned(), left_out(Reason::Empty)),
        ("a", &|i| ["", "?", "N/A", "null", "-", "unknown", "7"][i as usize % 7].to_owned(), Role::Number),
        ("a", &|i| ["None", "Gold", "Silver"][i as usize % 3].to_owned(), Role::Category),
        ("price", &|i| format!("${},000.50", i + 1), Role::Number),
        ("share", &|i| format!("{i}.5%"), Role::Number),
        ("when", &|i| format!("2021-03-{:02}", i % 28 + 1), date(DateFormat::YearMonthDay, false)),
        ("when", &|i| format!("{}.03.2021", i % 28 + 1), date(DateFormat::DayMonthYear, false)),
        ("when", &|i| format!("03/{}/2021 10:0{}", i % 28 + 1, i % 9), date(DateFormat::MonthDayYear, false)),
        ("when", &|i| format!("{}/{}/2021", i % 12 + 1, i % 7 + 1), date(DateFormat::MonthDayYear, true)),
        ("when", &|i| format!("{}.{}.2021", i % 12 + 1, i % 7 + 1), date(DateFormat::DayMonthYear, true)),
        ("when", &|i| format!("202{}Q{}", i % 9, i % 4 + 1), date(DateFormat::Quarter, false)),
        (
            "when",
            &|i| if i % 9 == 4 { "unknown".to_owned() } else { format!("2021-{}-{}", i % 12 + 1, i % 28 + 1) },
            date(DateFormat::YearMonthDay, false),
        ),
        ("year", &|i| (1990 + i).to_string(), Role::Number),
    ];
    for (name, cell, expected) in cases {
        assert_eq!(role(name, cell), Ok(expected), "{name}: {}, {}, …", cell(0), cell(1));
    }
    let several = role("a", |i| if i == 30 { "abc".to_owned() } else { i.to_string() }).unwrap_err();
    assert!(
        several.contains("row 31 (line 32), column 'a': 1 of its 40 cells are no numbers, such as 'abc'"),
        "{several}"
    );
    // What counts the rows is what is measured where there is nothing else.
    assert_eq!(read("id,y\n1,3\n2,5\n3,7\n4,9\n", &with_target("y")).unwrap().roles().unwrap(), [Role::Number]);
}

/// The target of forty rows.
fn target(cell: impl Fn(u32) -> String) -> Result<Table, String> {
    let rows: String = (0..40).map(|i| format!("{i},\"{}\"\n", cell(i))).collect();
    read(format!("a,y\n{rows}"), &with_target("y"))
}

#[test]
fn a_target_is_classes_or_numbers_and_may_be_missing() {
    let cases: [(Cell<'_>, Option<&[&str]>, usize); 8] = [
        (&|i| ["yes", "no"][i as usize % 2].to_owned(), Some(&["no", "yes"]), 0),
        (&|i| ["yes", "NA", "no", ""][i as usize % 4].to_owned(), Some(&["no", "yes"]), 20),
        (&|i| ["yes", "none", "no", "none"][i as usize % 4].to_owned(), Some(&["no", "none", "yes"]), 0),
        (&|i| ["1", "NA", "0", "1"][i as usize % 4].to_owned(), Some(&["0", "1"]), 10),
        (&|i| ["1", "-", "0", "1"][i as usize % 4].to_owned(), Some(&["0", "1"]), 10),
        (&|i| format!("${},000", i + 1), None, 0),
        (&|i| (i * 7 % 15 + 115).to_string(), None, 0),
        (&|i| if i % 2 == 0 { format!("{i}.5") } else { "unknown".to_owned() }, None, 20),
    ];
    for (cell, expected, without) in cases {
        let table = target(cell).unwrap();
        let classes = match table.target().unwrap() {
            Target::Classes { names, .. } => Some(names.iter().map(String::as_str).collect::<Vec<_>>()),
            Target::Values(_) => None,
        };
        assert_eq!((classes.as_deref(), table.without_target()), (expected, without), "{}, {}", cell(0), cell(1));
        assert_eq!(table.rows() + without, 40);
    }
    assert_eq!(
        target(|i| format!("${},000", i + 1)).unwrap().notes().next().unwrap().1,
        "numbers read without currency signs, thousands separators"
    );
    for (problem, cell) in [
        ("each of the 40 rows has a class of its own", &(|i| format!("name {i}")) as &dyn Fn(u32) -> String),
        ("every row has the same class 'x'", &|_| "x".to_owned()),
        ("every row has the same value 2.5", &|_| "2.5".to_owned()),
        ("row 31 (line 32), column 'y': 'abc' is not a number, though other cells", &|i| {
            if i == 30 { "abc".into() } else { format!("{i}.5") }
        }),
    ] {
        let found = target(cell).err().unwrap_or_default();
        assert!(found.contains(problem), "{found}");
    }
}

#[test]
fn a_target_of_names_may_hold_the_word_inf_but_no_infinite_number() {
    let classes = ReadOptions { target: Some(("y".to_owned(), Task::Classify)), ..ReadOptions::default() };
    let told = refused("a,y\n1,0\n2,inf\n3,1\n4,-inf\n5,0\n", &classes);
    assert_eq!(told, "FILE, row 2 (line 3), column 'y': 'inf' is not a finite number");
    let table = read("a,y\n1,sup\n2,inf\n3,sup\n4,inf\n", &classes).unwrap();
    let expected = Target::Classes { labels: vec![1, 0, 1, 0], names: vec!["inf".into(), "sup".into()] };
    assert_eq!(table.target(), Some(&expected));
}

#[test]
fn a_target_of_very_many_names_is_refused_before_the_end() {
    // The last row, which has a cell too many, is not read any more.
    let rows: String = (1..=100_001).map(|i| format!("{},name {i}\n", i % 7)).collect();
    let told = refused(format!("a,y\n{rows}1,2,3\n"), &with_target("y"));
    let expected = "FILE, row 100001 (line 100002), column 'y': the target has 100001 different values, too many for classes \
                    (at most 1000); names or identifiers cannot be predicted: choose another target";
    assert_eq!(told, expected);
}

/// A table of seventeen thousand rows: a column `a`, and a target.
fn many(cell: impl Fn(u32) -> String) -> Table {
    let rows: String = (1..=17_000).map(|i| format!("{},{}\n", cell(i), i % 2)).collect();
    read(format!("a,y\n{rows}"), &with_target("y")).unwrap()
}

#[test]
fn a_column_of_very_many_different_words_is_text_unless_they_are_dates() {
    let text = many(|i| format!("text {i}"));
    assert_eq!((text.roles().unwrap(), text.missing()), (vec![Role::LeftOut(Reason::Text)], vec![0]));
    let date = |i: u32| format!("2021-03-{:02} {:02}:{:02}", i / 1440 + 1, i / 60 % 24, i % 60);
    let role = Role::Date { format: DateFormat::YearMonthDay, is_ambiguous: false };
    assert_eq!(many(date).roles().unwrap(), [role]);
}

#[test]
fn one_word_among_very_many_numbers_is_told_wherever_it_stands() {
    for place in [1, 3, 9000, 16_383, 16_384, 16_385, 17_000] {
        let table = many(|i| if i == place { "abc".to_owned() } else { format!("{i}.5") });
        let told = message(table.roles());
        let expected = format!(
            ", row {place} (line {}), column 'a': some of its 17000 cells are no numbers, such as 'abc'; say --numbers \
             COLUMN if these are missing (`numbers`), or --categories COLUMN if all are names (`categories`)",
            place + 1
        );
        assert!(told.ends_with(&expected), "{told}");
    }
    // A row without a target does not count.
    let rows: String = (1..=17_000).map(|i| format!("{i}.5,{}\n", i % 2)).collect();
    let table = read(format!("a,y\nTotal,\n{rows}"), &with_target("y")).unwrap();
    assert_eq!((table.roles().unwrap(), table.rows()), (vec![Role::Number], 17_000));
}

#[test]
fn a_row_without_a_target_says_nothing_of_the_columns() {
    let rows = |end: &str| {
        let row = |i: u32| format!("{}.5,{}-0{}-11,{},{}\n", i, 2000 + i, i % 8 + 1, ["S", "C"][i as usize % 2], i % 2);
        "a,when,port,y\n".to_owned() + &(0..1500).map(|i| row(i % 900)).collect::<String>() + end
    };
    let expected = dataset(read(rows(""), &with_target("y")).unwrap());
    for end in ["Total,,remarks,\n", "Total,sum,,NA\nTotal,sum,,NA\n"] {
        assert_eq!(dataset(read(rows(end), &with_target("y")).unwrap()), expected);
        // The same where it is among the first rows.
        let first = rows("").replacen("\n", &format!("\n{end}"), 1);
        assert_eq!(dataset(read(first, &with_target("y")).unwrap()), expected);
    }
}

proptest! {
    #[test]
    fn no_bytes_are_a_panic(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..300),
            "[-0-3a,;\t\"\n\r .|é$%/:]{0,200}".prop_map(String::into_bytes),
            "a,b,y\n([0-9a.]{0,3},[-/0-9]{0,8},[01x]?\n){0,30}".prop_map(String::into_bytes),
        ],
        no_header: bool,
        target in prop::option::of("[a1y3]"),
    ) {
        let file = file(&bytes);
        let options = ReadOptions { no_header, target: target.map(|name| (name, Task::Auto)), ..ReadOptions::default() };
        if let Ok(table) = Table::read(file.path(), &options) {
            prop_assert!(table.rows() > 0);
            let rows: Vec<usize> = (0..table.rows()).collect();
            if let Ok(preparation) = Preparation::fit(&table, &rows) {
                prop_assert_eq!(preparation.unknown_cells(&table), []);
                let x = preparation.apply(table).unwrap();
                prop_assert!(x.ncols() == rows.len() && x.iter().all(|x| x.is_finite()));
            }
        }
    }

    #[test]
    fn quotation_marks_around_every_cell_change_nothing(
        rows in prop::collection::vec(prop::collection::vec("-?[0-9]{1,2}(\\.5)?|NA||[ab] ?|1/2/202[0-3]| 7|unknown|\\$5", 3), 1..40),
    ) {
        let line = |row: &Vec<String>, mark: &str| row.iter().map(|cell| format!("{mark}{cell}{mark}")).collect::<Vec<_>>().join(",") + "\n";
        let told = |mark: &str| {
            let content: String = rows.iter().map(|row| line(row, mark)).collect();
            let options = ReadOptions { delimiter: Some(Delimiter::Byte(b',')), ..with_target("y") };
            let table = read(format!("a,b,y\n{content}"), &options)?;
            let roles = table.roles().map_err(|error| error.to_string().split_once("row").map(|(_, told)| told.to_owned()));
            let notes: Vec<_> = table.notes().map(|(name, note)| (name.to_owned(), note)).collect();
            Ok::<_, String>((roles, notes, table.missing(), table.without_target(), table.target().cloned()))
        };
        prop_assert_eq!(told("\""), told(""));
    }
}
