//! The command `ann` and tables as people have them: what is right of each kind that went wrong, and what is said of it.

mod common;

use common::{Folder, text};
use serde_json::Value;
use std::time::{Duration, Instant};

impl Folder {
    /// The summary of a training of this target.
    #[track_caller]
    fn train(&self, target: &str, more: &[&str]) -> String {
        self.success(&[&["train", "t.csv", "--model", "m", "--target", target], more].concat())
    }

    /// The same as JSON.
    #[track_caller]
    fn json(&self, target: &str, more: &[&str]) -> Value {
        serde_json::from_str(&self.train(target, &[&["--format", "json"], more].concat())).unwrap()
    }

    /// The predictions for a table, and what is noted of them.
    #[track_caller]
    fn predict(&self, table: impl AsRef<[u8]>) -> (Vec<String>, String) {
        self.write("new.csv", table);
        let output = self.ann(&["predict", "m", "new.csv"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        (text(&output.stdout).lines().skip(1).map(str::to_owned).collect(), text(&output.stderr))
    }

    /// The short line of a refusal.
    #[track_caller]
    fn refusal(&self, arguments: &[&str]) -> String {
        self.failure(arguments).1
    }
}

fn rows(count: usize, row: impl Fn(usize) -> String) -> String {
    (0..count).map(|i| row(i) + "\n").collect()
}

/// Passengers of whom the women survived, and of whom much is missing.
fn passengers() -> String {
    let row = |i: usize| {
        let age = if i % 5 == 3 { String::new() } else { (i * 13 % 70).to_string() };
        let port = ["S", "C", "Q"][i % 3];
        let (sex, survived) = [("male", 0), ("female", 1)][i * 7 % 11 % 2];
        let day = format!("0{}/0{}/19{}", i % 9 + 1, i % 8 + 1, 70 + i % 30);
        format!("{i},\"Doe, Sam {i}\",{sex},{age},{port},\"${},100\",{day},{survived}", i % 50 + 1)
    };
    format!(",name,sex,age,port,fare,born,survived\n{}500,Total,,,,,,\n", rows(120, row))
}

#[test]
fn passengers_are_trained_on_and_predicted() {
    let folder = Folder::with(passengers());
    let told = folder.train("survived", &["--epochs", "30"]);
    for line in [
        "data      t.csv (UTF-8, comma)",
        "samples   120 (90 to train, 30 to test)",
        "          1 row has no target and is left out",
        "features  10",
        "          sex: category: female, male",
        "          age: number, sometimes missing",
        "          port: category: C, Q, S",
        "          born: date, month, day, year, as in 12/31/2021 (day and month could be exchanged in all of them)",
        "left out  column 1: it counts the rows",
        "          name: it is text that hardly any two rows share",
        "noted     fare: numbers read without currency signs, thousands separators",
        "target    survived, 2 classes",
    ] {
        assert!(told.lines().any(|found| found == line), "{line}\n{told}");
    }
    assert!(told.lines().last().is_some_and(|score| score > "test accuracy: 0.95"), "{told}");
    let json = folder.json("survived", &["--epochs", "30"]);
    for (key, expected) in [("encoding", "UTF-8"), ("delimiter", "comma"), ("decimal", "point")] {
        assert_eq!(json[key], expected);
    }
    assert_eq!((&json["compressed"], &json["rows_without_target"]), (&Value::from(false), &Value::from(1)));
    assert_eq!(json["left_out"][0], serde_json::json!({"column": "column 1", "what": "it counts the rows"}));
    assert_eq!((json["columns"].as_array().map(Vec::len), json["notes"].as_array().map(Vec::len)), (Some(5), Some(1)));

    let row = |sex: &str, age: &str, port: &str, fare: &str| format!("x;01/02/1980;{sex};{age};{port};{fare}\n");
    let header = "extra;born;sex;age;port;fare\n";
    let women = [row("female", "20", "S", "$1,100"), row("male", "", "C", "2100")].concat();
    let (predicted, noted) = folder.predict(format!("{header}{women}"));
    assert_eq!((predicted.iter().map(|row| &row[..2]).collect::<Vec<_>>(), noted.as_str()), (vec!["1,", "0,"], ""));
    let odd = [row("female", "20", "S", ""), row("male", "20", "X", "3"), row("", "20", "", "NA")].concat();
    let (predicted, noted) = folder.predict(format!("{header}{odd}"));
    assert_eq!(predicted.len(), 3);
    let expected = "ann: note: cells unlike all in training, so that the mean stands for them: 'sex' (1), 'port' (2), 'fare' (2)\n";
    assert_eq!(noted, expected);
    folder.write("new.csv", format!("{header}{women}{}", row("male", "young", "S", "1")));
    let told = folder.refusal(&["predict", "m", "new.csv"]);
    assert_eq!(told, "ann: new.csv, row 3 (line 4), column 'age': 'young' is not a number\n");
}

#[test]
fn options_say_what_columns_are() {
    let table = rows(80, |i| format!("{},{},{},{}", i % 4, i % 5, i * i % 9, ["u", "v"][i % 2]));
    let folder = Folder::with(format!("a,b,c,y\n{}", table.replacen("\n0,", "\nlow,", 1)));
    let fast = ["--epochs", "2"];
    let features = |more: &[&str]| folder.json("y", &[&fast, more].concat())["features"].as_u64();
    assert_eq!(features(&[]), Some(7), "a is five names");
    assert_eq!(features(&["--numbers", "a"]), Some(4), "and whether it is missing");
    assert_eq!(features(&["--categories", "a,b", "--drop", "c"]), Some(10));
    let train = |more: &[&str]| folder.refusal(&[&["train", "t.csv", "--target", "y"], more].concat());
    assert!(
        train(&["--drop", "a", "--numbers", "a"]).contains("column 'a' is in --drop and in --numbers; leave it in one")
    );
    assert!(train(&["--categories", "y"]).contains("column 'y' is the target and cannot be in --categories"));
    assert!(train(&["--drop", "d"]).contains("column 'd': there is no such column"));
    assert!(train(&["--drop", "a,b,c"]).contains("the target is the only column"));
    assert!(train(&["--delimiter", "commas"]).contains("it must be comma, semicolon, tab, bar, blanks"));
}

/// Sixty rows of two numbers that decide, with this between two cells.
fn small(delimiter: &str) -> String {
    rows(60, |i| {
        [(i + 1).to_string(), (i * 7 % 10 + 1).to_string(), ["yes", "no"][i * 7 % 10 / 5].to_owned()].join(delimiter)
    })
}

#[test]
fn kinds_that_went_wrong_are_right() {
    let comma = small(",");
    let wide: Vec<u8> = format!("\u{feff}a,b,y\n{comma}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let without = format!("a,b,y\n{}", comma.replacen("yes", "NA", 3));
    for (table, target, more, samples, features) in [
        (format!("a;b;y\n{}", small(";")).into_bytes(), "y", &[][..], 60, 2),
        (format!("a;b;y\n{}", small(",5;")).into_bytes(), "y", &[], 60, 2),
        (small("   ").into_bytes(), "3", &["--no-header"], 60, 2),
        (comma.clone().into_bytes(), "3", &["--no-header"], 60, 2),
        (wide, "y", &[], 60, 2),
        ([b"Temperature(\xb0C),b,y\n", comma.as_bytes()].concat(), "y", &[], 60, 2),
        (format!("a, b ,y \n{comma}").into_bytes(), "y", &[], 60, 2),
        (format!("a, b ,y \n{comma}").into_bytes(), "y ", &[], 60, 2),
        (without.into_bytes(), "y", &[], 57, 2),
        (format!("Id,b,y\n{comma}").into_bytes(), "y", &[], 60, 1),
        (format!(",b,y\n{comma}").into_bytes(), "y", &[], 60, 1),
        (
            format!("a,b,y\n{}", rows(60, |i| format!("{i}.5,{},{}", ["True", "False"][i % 2], i % 3))).into_bytes(),
            "y",
            &[],
            60,
            2,
        ),
    ] {
        let folder = Folder::with(&table);
        let json = folder.json(target, &[&["--epochs", "2"], more].concat());
        let found = json["train_samples"].as_u64().zip(json["test_samples"].as_u64()).map(|(train, test)| train + test);
        assert_eq!(
            (found, json["features"].as_u64()),
            (Some(samples), Some(features)),
            "{:?}",
            String::from_utf8_lossy(&table[..40])
        );
    }
    let weights =
        Folder::with(format!("height,weight\n{}", rows(15, |i| format!("{},{}", i + 58, 115 + i * 3 + i * i / 5))));
    assert_eq!(weights.json("weight", &["--epochs", "2"])["task"], "regress");
    let dollars =
        Folder::with(format!("beds,price\n{}", rows(60, |i| format!("{},\"${},{:03}\"", i % 7, i % 7 + 100, i))));
    assert!(
        dollars
            .train("price", &[])
            .contains("noted     price: numbers read without currency signs, thousands separators")
    );
    let rate = rows(60, |i| format!("{}.5,{},{}.25", i, if i == 0 { "0.30000000000000004" } else { "0.3" }, 2 * i));
    let folder = Folder::with(format!("x,rate,y\n{rate}"));
    folder.train("y", &[]);
    let (predicted, _) = folder.predict("x,rate\n5,0.3\n5,0.301\n");
    assert!(predicted.iter().all(|y| (y.parse::<f64>().unwrap() - 9.25).abs() < 3.0), "{predicted:?}");
}

#[test]
fn what_cannot_be_told_is_refused_in_a_short_line() {
    let comma = small(",");
    let name = "é".repeat(3000);
    for (table, target, problem) in [
        (
            format!("a,b,y\n{}", comma.replacen("\n21,1,yes", "\n21,1,\"yes", 1)),
            "y",
            "row 21 (line 22): the quotation mark opened here is never closed",
        ),
        (comma.clone(), "1", "the first line looks like data: 1, 1, yes; if the table has no header, say --no-header"),
        (format!("Data,All,\n\nOn,2024,\n\na,b,y\n{comma}"), "y", "what stands above line 5 looks like titles"),
        (format!("a,b,y\n{comma}"), "z", "there is no such column"),
        (format!("a,b,y\n1,{name}\n{comma}"), "y", "the row has 2 cells"),
        (format!("a,b,y\n{comma}\u{1}{name},5,yes\n"), "y", "1 of its 61 cells are no numbers, such as '\\u{1}éé"),
        ("%PDF-1.7\n".to_owned(), "y", "it is a PDF document; save the table in it as CSV"),
    ] {
        let told = Folder::with(&table).refusal(&["train", "t.csv", "--target", target]);
        assert!(told.contains(problem), "{told}\n{problem}");
    }
    let names = (0..400).map(|k| format!("{k}{name}")).collect::<Vec<_>>().join(",");
    Folder::with(format!("{names}\n{names}\n")).refusal(&["train", "t.csv", "--target", "y"]);
}

#[test]
fn names_as_a_target_are_refused_at_once() {
    for distinct in [15_000, 60_000] {
        let folder =
            Folder::with(format!("a,b,y\n{}", rows(60_000, |i| format!("{i}.5,{},name {}", i % 7, i % distinct))));
        let start = Instant::now();
        let told = folder.refusal(&["train", "t.csv", "--target", "y"]);
        assert!(told.contains("class") && start.elapsed() < Duration::from_secs(5), "{told}");
    }
}

#[test]
fn a_number_that_no_network_can_take_is_named_with_its_feature() {
    let row = |i: usize| format!("{}.5,{},{}", i % 7, i * 3 % 11, ["a", "b"][i % 2]);
    let folder = Folder::with(format!("width,height,y\n{}", rows(60, row)));
    folder.train("y", &["--epochs", "3"]);
    folder.write("new.csv", "width,height\n1.5,3\n1.5,1e300\n");
    let told = folder.refusal(&["predict", "m", "new.csv"]);
    assert!(told.starts_with("ann: sample 2: feature 'height' is 1e300, so far from the training data"), "{told}");
}
