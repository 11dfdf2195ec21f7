//! `ann explain`, and what `ann train` tells beyond a score: folds, class weights, the choice of no hidden layer.

mod common;

use common::Folder;
use serde_json::Value;
use std::fmt::Write;

impl Folder {
    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.success(&[arguments, &["--format", "json"]].concat())).unwrap()
    }

    /// The one line of a run that fails with this status.
    #[track_caller]
    fn refusal(&self, arguments: &[&str], status: i32) -> String {
        let (code, error) = self.failure(arguments);
        assert_eq!(code, Some(status), "{arguments:?} {error}");
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

/// A number from −½ to ½ for each i, without a pattern: the mixing of SplitMix64.
fn noise(i: usize) -> f64 {
    let mut z = (i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z >> 40) as f64 / f64::from(1 << 24) - 0.5
}

/// y = 5 a and noise.
fn slope(rows: usize) -> String {
    let row = |i: usize| format!("{},{:.3}\n", (i * 29) % 97, 5.0 * ((i * 29) % 97) as f64 + 60.0 * noise(i));
    "a,y\n".to_owned() + &(0..rows).map(row).collect::<String>()
}

#[test]
fn importance_goes_column_by_column_and_warns_of_columns_that_are_alike() {
    let folder = Folder::with(colours(400));
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
    let folder = Folder::with(slope(120));
    folder.success(&["train", "t.csv", "--target", "y", "--task", "regress", "--model", "m"]);
    let told = folder.json(&["explain", "m", "t.csv"]);
    let residuals = &told["residuals"];
    assert!(told["score"].as_f64().unwrap() > 0.95 && told["calibration"].is_null());
    assert!(residuals["mean"].as_f64().unwrap().abs() < 5.0, "{residuals}");
    let quantiles: Vec<f64> = residuals["quantiles"].as_array().unwrap().iter().map(|q| q.as_f64().unwrap()).collect();
    assert!(quantiles.is_sorted() && quantiles[0] > -60.0 && quantiles[4] < 60.0, "{quantiles:?}");
    let largest = residuals["largest"].as_array().unwrap();
    let size = |one: &Value| (one["actual"].as_f64().unwrap() - one["predicted"].as_f64().unwrap()).abs();
    assert_eq!(largest.len(), 5);
    assert!(largest.iter().map(size).is_sorted_by(|a, b| a >= b));
    assert!((size(&largest[0]) - quantiles[0].abs().max(quantiles[4])).abs() < 1e-9);
    assert!(folder.success(&["explain", "m", "t.csv"]).contains("residuals, target less prediction"));
    // Six rows are fifths of one row each but for one; rows that are all the same have no R².
    folder.write("six.csv", slope(6));
    assert_eq!(folder.json(&["explain", "m", "six.csv"])["residuals"]["by_prediction"].as_array().unwrap().len(), 5);
    folder.write("flat.csv", "a,y\n1,5\n2,5\n3,5\n");
    assert!(folder.json(&["explain", "m", "flat.csv"])["score"].is_null());
}

#[test]
fn rows_that_the_model_cannot_judge_are_refused() {
    let folder = Folder::with(colours(60));
    folder.success(&["train", "t.csv", "--target", "kind", "--model", "m", "--epochs", "5", "--no-baselines"]);
    let other = |name: &str, table: &str| folder.write(name, table);
    other("maybe.csv", &colours(30).replace(",no\n", ",maybe\n"));
    let error = folder.refusal(&["explain", "m", "maybe.csv"], 1);
    assert!(error.contains("the class 'maybe' is none that the model knows: no, yes"), "{error}");
    other("without.csv", &colours(30).replace("kind", "sort"));
    assert!(folder.refusal(&["explain", "m", "without.csv"], 1).contains("kind"));
    assert!(folder.refusal(&["explain", "m", "t.csv", "--repeats", "1"], 2).contains("1 is not in 2.."));
    // A class goes by its name before its number.
    let names = |i: usize| ["01", "1", "x"][i % 3];
    other(
        "alike.csv",
        &("x,kind\n".to_owned() + &(0..90).map(|i| format!("{},{}\n", i % 3, names(i))).collect::<String>()),
    );
    folder.success(&["train", "alike.csv", "--target", "kind", "--model", "m3", "--categories", "x"]);
    assert_eq!(folder.json(&["explain", "m3", "alike.csv"])["score"], 1.0);
    // One class alone is a test, too.
    other("yes.csv", &(colours(60).lines().filter(|line| !line.ends_with("no")).collect::<Vec<_>>().join("\n") + "\n"));
    assert_eq!(folder.json(&["explain", "m", "yes.csv"])["metric"], "accuracy");
}

#[test]
fn folds_judge_the_whole_way() {
    let folder = Folder::with(colours(150));
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
    let many = folder.refusal(&[&train[..], &["--folds", "400"]].concat(), 1);
    assert!(many.contains("150 samples are too few for 400 folds"), "{many}");
}

#[test]
fn class_weights_find_more_of_a_rare_class() {
    // One in ten is rare, where x is large, but not only there.
    let rare = |i: usize| if i.is_multiple_of(10) { ("rare", 50 + (i * 7) % 50) } else { ("usual", (i * 7) % 80) };
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
    let numbers = Folder::with(slope(60));
    let error =
        numbers.refusal(&["train", "t.csv", "--target", "y", "--task", "regress", "--class-weights", "balanced"], 2);
    assert!(error.contains("--class-weights balanced is for classes"), "{error}");
}

#[test]
fn a_straight_line_needs_no_hidden_layer_and_a_bend_does() {
    let plane = |i: usize| {
        let x: Vec<f64> = (0..8).map(|k| noise(9 * i + k)).collect();
        let y = 5.0 * x[0] + 4.0 * x[1] - 3.0 * x[2] + 3.0 * noise(9 * i + 8);
        x.iter().map(|x| format!("{x:.3},")).collect::<String>() + &format!("{y:.3}\n")
    };
    let folder = Folder::with(&("a,b,c,d,e,f,g,h,y\n".to_owned() + &(0..150).map(plane).collect::<String>()));
    let train = ["train", "t.csv", "--target", "y", "--task", "regress"];
    let line = folder.json(&train);
    assert_eq!((&line["linear_was_chosen"], &line["layer_sizes"]), (&Value::from(true), &serde_json::json!([8, 1])));
    let text = folder.success(&train);
    assert!(text.contains("no hidden layer: in cross-validation that did better"), "{text}");
    let given = folder.json(&[&train[..], &["--hidden", "32,16"]].concat());
    assert_eq!(
        (&given["linear_was_chosen"], &given["layer_sizes"]),
        (&Value::from(false), &serde_json::json!([8, 32, 16, 1]))
    );

    let bend = |i: usize| format!("{},{}\n", (i * 29) % 97, (((i * 29) % 97) as f64 - 48.0).abs());
    let folder = Folder::with(&("a,y\n".to_owned() + &(0..200).map(bend).collect::<String>()));
    let told = folder.json(&train);
    assert_eq!(told["linear_was_chosen"], false);
    assert!(told["test_r2"].as_f64().unwrap() > 0.95 && told["baselines"]["linear"].as_f64().unwrap() < 0.3, "{told}");
}
