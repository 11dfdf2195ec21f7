//! The command and files that somebody, or a disk, has spoilt: it ends soon, says why in one line, and leaves nothing half-written.
//!
//! 200 spoilt tables and 200 spoilt models; `PROPTEST_CASES=2000 cargo test --release --package ann-cli --test mutated` tries as many as are
//! asked for. The same are drawn each time.

mod common;
#[path = "../../tests/common/mutation.rs"]
mod mutation;

use common::{Folder, text};
use mutation::{Change, changed, changes, runner};
use proptest::prelude::*;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Tables that are read without a word as they are, with targets of theirs: of numbers, of names and gaps, and one with quotes, dates,
/// money, decimal commas and semicolons.
fn tables() -> [(Vec<u8>, &'static str); 5] {
    let head = |name: &str, lines: usize| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data").join(name);
        let table = std::fs::read_to_string(file).unwrap();
        // Of all classes some: the rows lie in their order.
        let step = table.lines().count() / lines;
        table.lines().take(1).chain(table.lines().skip(1).step_by(step)).map(|line| format!("{line}\n")).collect()
    };
    let bought = |i: usize| {
        let (name, money) = (["\"Doe; Jane\"", "Ö", "\"the \"\"best\"\"\""][i % 3], i * 37 % 50);
        let when = format!("2024-0{}-{:02}", i % 9 + 1, i % 28 + 1);
        format!("{name};{when};€{money},5;{},{i};{}\n", i * 13 % 40, ["yes", "no"][i * 7 % 11 % 2])
    };
    let bought: String = (0..60).map(bought).collect();
    let (wine, penguins): (String, String) = (head("wine.csv", 60), head("penguins.csv", 60));
    let bought = format!("who;when;price;size;bought\n{bought}");
    let [wine, penguins, bought] = [wine, penguins, bought].map(Vec::from);
    let numbers = [(wine.clone(), "alcohol"), (bought.clone(), "price")];
    let [of_wine, of_bought] = numbers;
    [(wine, "cultivar"), (penguins, "species"), (bought, "bought"), of_wine, of_bought]
}

/// Runs `ann`, and ends it after ten seconds.
fn ann(folder: &Folder, arguments: &[&str]) -> Result<Output, TestCaseError> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ann"));
    let command = command.args(arguments).current_dir(&folder.0).stdout(Stdio::piped()).stderr(Stdio::piped());
    let (mut child, start) = (command.spawn().expect("ann starts"), Instant::now());
    while child.try_wait().expect("ann can be waited for").is_none() {
        if start.elapsed() > Duration::from_secs(10) {
            child.kill().expect("ann can be ended");
            return Err(TestCaseError::fail("ten seconds were not enough"));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(child.wait_with_output().expect("what ann printed"))
}

/// Whether a run told its end as it must. True if it did what it was asked to do.
fn told(output: &Output) -> Result<bool, TestCaseError> {
    let error = text(&output.stderr);
    if output.status.success() {
        prop_assert!(error.is_empty() || error.starts_with("ann: note: ") && error.lines().count() == 1, "{error}");
    } else {
        prop_assert!(matches!(output.status.code(), Some(1 | 2)), "{}: {error}", output.status);
        prop_assert!(error.starts_with("ann: ") && error.lines().count() == 1 && error.len() < 1000, "{error}");
    }
    Ok(output.status.success())
}

#[test]
fn a_spoilt_table_is_trained_on_and_read_again_or_refused_in_one_line() {
    let tables = tables();
    let case = (0..tables.len(), changes());
    let test = |(table, changes): (usize, Vec<Change>)| {
        let (table, target) = &tables[table];
        let folder = Folder::with(changed(table, &changes));
        let train = ["train", "t.csv", "--target", target, "--epochs", "3", "--l2", "1", "--model", "m"];
        if told(&ann(&folder, &train)?)? {
            prop_assert_eq!(folder.files(), ["m", "t.csv"]);
            // What it was trained on it can also answer.
            let answers = ann(&folder, &["predict", "m", "t.csv"])?;
            prop_assert!(told(&answers)?, "{}", text(&answers.stderr));
        } else {
            prop_assert_eq!(folder.files(), ["t.csv"]);
        }
        Ok(())
    };
    runner().run(&case, test).unwrap();
}

#[test]
fn a_spoilt_model_answers_or_is_refused_in_one_line() {
    let (table, target) = &tables()[1];
    let folder = Folder::with(table);
    folder.success(&["train", "t.csv", "--target", target, "--epochs", "3", "--l2", "1", "--model", "m"]);
    let model = std::fs::read(folder.path("m")).unwrap();
    runner()
        .run(&changes(), |changes| {
            let spoilt = changed(&model, &changes);
            folder.write("m", &spoilt);
            let answers = told(&ann(&folder, &["predict", "m", "t.csv"])?)?;
            prop_assert!(!answers || spoilt == model, "a changed model answers");
            Ok(())
        })
        .unwrap();
}
