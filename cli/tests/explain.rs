//! `ann explain`, and what `ann train` tells beyond a score: folds, class weights, the choice of no hidden layer.

use serde_json::Value;
use std::fmt::Write;
use std::process::{Command, Output};

/// `ann` in a folder of its own.
struct Folder(tempfile::TempDir);

impl Folder {
    /// With this table as `t.csv`.
    fn with(table: &str) -> Self {
        let folder = Folder(tempfile::tempdir().unwrap());
        std::fs::write(folder.0.path().join("t.csv"), table).unwrap();
        folder
    }

    fn ann(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_ann")).args(arguments).current_dir(&self.0).output().expect("ann runs")
    }

    /// What a run that succeeds prints.
    #[track_caller]
    fn success(&self, arguments: &[&str]) -> String {
        let output = self.ann(arguments);
        assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("the output is text")
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.success(&[arguments, &["--format", "json"]].concat())).unwrap()
    }

    /// The one line of a run that fails.
    #[track_caller]
    fn refusal(&self, arguments: &[&str], status: i32) -> String {
        let output = self.ann(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), error.lines().count()), (Some(status), 1), "{arguments:?} {error}");
        assert!(output.stdout.is_empty());
        error
    }
}

/// A target that is the colour and, less so, the sign of `x`; `copy` says what `x` says, and `noise` nothing.
fn colours(rows: usize) -> String {
    let mut table = "colour,x,copy,noise,kind\n".to_owned();
    for i in 0..rows {
        let colour = ["red", "green", "blue"][i % 3];
        let x = ((i * 37) % 101) as f64 - 50.0;
        let kind = if colour == "red" || (colour == "blue" && x > 0.0) { "yes" } else { "no" };
        writeln!(table, "{colour},{x},{},{},{kind}", 2.0 * x + 0.01 * (i % 7) as f64, (i * 53) % 89).unwrap();
    }
    table
}

/// y = 5 a and noise that repeats.
fn slope(rows: usize) -> String {
    let row = |i: usize| format!("{},{}\n", (i * 29) % 97, 5.0 * ((i * 29) % 97) as f64 + ((i * 13) % 11) as f64 - 5.0);
    "a,y\n".to_owned() + &(0..rows).map(row).collect::<String>()
}

#[test]
fn importance_goes_column_by_column_and_warns_of_columns_that_are_alike() {
    let folder = Folder::with(&colours(400));
    folder.success(&["train", "t.csv", "--target", "kind", "--model", "m", "--hidden", "32,16"]);
    let told = folder.json(&["explain", "m", "t.csv"]);
    let importance = |name: &str| {
        let all = told["importance"].as_array().unwrap();
        all.iter().find(|one| one["column"] == name).unwrap()["fall"].as_f64().unwrap()
    };
    // The three features of the colour are one column.
    assert_eq!(told["importance"].as_array().unwrap().len(), 4);
    assert_eq!(told["importance"][0]["column"], "colour");
    assert!(
        importance("colour") > 0.3 && importance("noise") < 0.05 && importance("x") + importance("copy") > 0.02,
        "{told}"
    );
    let pairs = told["correlated"].as_array().unwrap();
    assert_eq!((pairs.len(), &pairs[0][0], &pairs[0][1]), (1, &Value::from("x"), &Value::from("copy")));
    assert_eq!(told["samples"], 400);
    let bins = told["calibration"].as_array().unwrap();
    assert_eq!(bins.iter().map(|bin| bin["samples"].as_u64().unwrap()).sum::<u64>(), 400);
    assert!(told["residuals"].is_null());

    let text = folder.success(&["explain", "m", "t.csv"]);
    for expected in ["accuracy falls by", "x and copy  1.00", "expected calibration error", "▇"] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert_eq!(told, folder.json(&["explain", "m", "t.csv"]), "the same seed shuffles the same");
    assert_ne!(told["importance"], folder.json(&["explain", "m", "t.csv", "--seed", "1"])["importance"]);
}

#[test]
fn residuals_of_numbers_are_told() {
    let folder = Folder::with(&slope(120));
    folder.success(&["train", "t.csv", "--target", "y", "--task", "regress", "--model", "m"]);
    let told = folder.json(&["explain", "m", "t.csv"]);
    let residuals = &told["residuals"];
    assert!(told["score"].as_f64().unwrap() > 0.99 && told["calibration"].is_null());
    assert!(residuals["mean"].as_f64().unwrap().abs() < 1.0, "{residuals}");
    let quantiles: Vec<f64> = residuals["quantiles"].as_array().unwrap().iter().map(|q| q.as_f64().unwrap()).collect();
    assert!(quantiles.is_sorted() && quantiles[0] > -15.0 && quantiles[4] < 15.0, "{quantiles:?}");
    let largest = residuals["largest"].as_array().unwrap();
    let size = |one: &Value| (one["actual"].as_f64().unwrap() - one["predicted"].as_f64().unwrap()).abs();
    assert_eq!(largest.len(), 5);
    assert!(largest.iter().map(size).is_sorted_by(|a, b| a >= b));
    assert!((size(&largest[0]) - quantiles[0].abs().max(quantiles[4])).abs() < 1e-9);
    assert!(folder.success(&["explain", "m", "t.csv"]).contains("residuals, target less prediction"));
}

#[test]
fn rows_that_the_model_cannot_judge_are_refused() {
    let folder = Folder::with(&colours(60));
    folder.success(&["train", "t.csv", "--target", "kind", "--model", "m", "--epochs", "5", "--no-baselines"]);
    let other = |name: &str, table: &str| std::fs::write(folder.0.path().join(name), table).unwrap();
    other("maybe.csv", &colours(30).replace(",no\n", ",maybe\n"));
    let error = folder.refusal(&["explain", "m", "maybe.csv"], 1);
    assert!(error.contains("the class 'maybe' is none that the model knows: no, yes"), "{error}");
    other("without.csv", &colours(30).replace("kind", "sort"));
    assert!(folder.refusal(&["explain", "m", "without.csv"], 1).contains("kind"));
    assert!(folder.refusal(&["explain", "m", "t.csv", "--repeats", "1"], 2).contains("1 is not in 2.."));
    // One class alone is a test, too.
    other("yes.csv", &(colours(60).lines().filter(|line| !line.ends_with("no")).collect::<Vec<_>>().join("\n") + "\n"));
    assert_eq!(folder.json(&["explain", "m", "yes.csv"])["metric"], "accuracy");
}

#[test]
fn folds_judge_the_whole_way() {
    let folder = Folder::with(&colours(150));
    let train = ["train", "t.csv", "--target", "kind", "--epochs", "30"];
    let told = folder.json(&[&train[..], &["--folds", "4"]].concat());
    let scores: Vec<f64> = told["folds"]["scores"].as_array().unwrap().iter().map(|s| s.as_f64().unwrap()).collect();
    let mean = scores.iter().sum::<f64>() / 4.0;
    let spread = scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / 3.0;
    assert_eq!(scores.len(), 4);
    assert!((told["folds"]["mean"].as_f64().unwrap() - mean).abs() < 1e-12);
    assert!((told["folds"]["error"].as_f64().unwrap() - (spread / 4.0).sqrt()).abs() < 1e-12);
    // They change nothing of the rest.
    let without = folder.json(&train);
    assert!(without["folds"].is_null());
    assert_eq!(without["train_loss"], told["train_loss"]);
    assert!(folder.success(&[&train[..], &["--folds", "4"]].concat()).contains("\n4 folds, accuracy: 0."));
    assert!(folder.refusal(&[&train[..], &["--folds", "1"]].concat(), 2).contains("1 is not in 2.."));
    assert!(folder.refusal(&[&train[..], &["--folds", "400"]].concat(), 1).contains("too few"));
}

#[test]
fn class_weights_find_more_of_a_rare_class() {
    // One in ten is rare, where x is large, but not only there.
    let rare = |i: usize| if i % 10 == 0 { ("rare", 60 + (i * 7) % 40) } else { ("usual", (i * 7) % 80) };
    let row = |i: usize| format!("{},{},{}\n", rare(i).1, (i * 31) % 17, rare(i).0);
    let folder = Folder::with(&("x,noise,kind\n".to_owned() + &(0..400).map(row).collect::<String>()));
    let train = |weights: &str| folder.json(&["train", "t.csv", "--target", "kind", "--class-weights", weights]);
    let (equal, balanced) = (train("equal"), train("balanced"));
    let score = |told: &Value, name: &str| told[name].as_f64().unwrap();
    assert!(
        score(&balanced, "test_balanced_accuracy") > score(&equal, "test_balanced_accuracy") + 0.02,
        "{equal}\n{balanced}"
    );
    assert!(score(&equal, "test_auc") > 0.85 && score(&equal, "calibration_error") < 0.15, "{equal}");
    assert!(
        folder
            .refusal(&["train", "t.csv", "--target", "kind", "--class-weights", "fair"], 2)
            .contains("equal, balanced")
    );
    let numbers = Folder::with(&slope(60));
    let error =
        numbers.refusal(&["train", "t.csv", "--target", "y", "--task", "regress", "--class-weights", "balanced"], 2);
    assert!(error.contains("class_weights is balanced"), "{error}");
}

#[test]
fn a_straight_line_needs_no_hidden_layer_and_a_bend_does() {
    let folder = Folder::with(&slope(200));
    let train = ["train", "t.csv", "--target", "y", "--task", "regress"];
    let line = folder.json(&train);
    assert_eq!((&line["linear_was_chosen"], &line["layer_sizes"]), (&Value::from(true), &serde_json::json!([1, 1])));
    let text = folder.success(&train);
    assert!(text.contains("no hidden layer: in cross-validation that did better"), "{text}");
    let given = folder.json(&[&train[..], &["--hidden", "32,16"]].concat());
    assert_eq!(
        (&given["linear_was_chosen"], &given["layer_sizes"]),
        (&Value::from(false), &serde_json::json!([1, 32, 16, 1]))
    );

    let bend = |i: usize| format!("{},{}\n", (i * 29) % 97, (((i * 29) % 97) as f64 - 48.0).abs());
    let folder = Folder::with(&("a,y\n".to_owned() + &(0..200).map(bend).collect::<String>()));
    let told = folder.json(&train);
    assert_eq!(told["linear_was_chosen"], false);
    assert!(told["test_r2"].as_f64().unwrap() > 0.95 && told["baselines"]["linear"].as_f64().unwrap() < 0.3, "{told}");
}
