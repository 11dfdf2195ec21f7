//! The command `ann`, run as a reader runs it.

use ann::{Model, OutputKind};
use ndarray::{Array2, array};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A table of the book.
fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data").join(name)
}

fn ann(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ann")).args(arguments).output().expect("ann runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the output is text")
}

/// The standard output of a run that succeeds, with nothing on standard error.
#[track_caller]
fn success(arguments: &[&str]) -> String {
    let output = ann(arguments);
    assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// The one line on standard error of a run that fails with this status, with nothing on standard output.
#[track_caller]
fn failure(arguments: &[&str], status: i32) -> String {
    let output = ann(arguments);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {error}");
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    assert!(error.starts_with("ann: ") && error.ends_with('\n') && error.lines().count() == 1, "one line: {error:?}");
    error
}

fn path(path: &Path) -> &str {
    path.to_str().expect("the path is text")
}

#[test]
fn wine_from_table_to_confusion_matrix() {
    let wine = data("wine.csv");
    let output = success(&["train", path(&wine), "--target", "cultivar"]);
    for expected in
        ["samples   178 (134 to train, 44 to test)", "features  13", "cultivar_2: 71", "32 × 13", "1027", "precision"]
    {
        assert!(output.contains(expected), "{expected} in\n{output}");
    }
    let last = output.lines().last().unwrap();
    let accuracy: f64 = last.strip_prefix("test accuracy: ").expect(last).parse().unwrap();
    assert!(accuracy > 0.9);
    assert_eq!(last.len(), "test accuracy: 0.9778".len());

    let json: Value =
        serde_json::from_str(&success(&["train", path(&wine), "--target", "cultivar", "--format", "json"])).unwrap();
    assert_eq!((json["task"].as_str(), json["epochs_run"].as_u64()), (Some("classify"), Some(200)));
    assert!((json["test_accuracy"].as_f64().unwrap() - accuracy).abs() < 5e-5);
    assert!(json["seconds"].as_f64().unwrap() > 0.0);
    assert_eq!(json["parameters"], 1027);
    let counted: u64 = json["confusion_matrix"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row.as_array().unwrap())
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(counted, 44);
}

#[test]
fn a_linear_model_is_trained_to_its_minimum() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("difference.csv");
    // y = b − a, and a and b are nearly the same: the two weights are large, and 200 epochs of a step each do not get there.
    let difference = |i: usize| (0.3 * (2.3 * i as f64).cos(), (1.7 * i as f64).sin());
    let rows = (0..24).map(difference).map(|(y, a)| format!("{a:.4},{:.4},{y:.4}\n", a + y)).collect::<String>();
    std::fs::write(&table, format!("a,b,y\n{rows}")).unwrap();
    let train = |more: &[&str]| -> (f64, u64) {
        let base = ["train", path(&table), "--target", "y", "--task", "regress", "--l2", "0.1", "--format", "json"];
        let json: Value = serde_json::from_str(&success(&[&base[..], more].concat())).unwrap();
        (json["baselines"]["linear"].as_f64().unwrap(), json["epochs_run"].as_u64().unwrap())
    };
    let (baseline, epochs) = train(&[]);
    assert!(baseline > 0.97 && epochs == 200, "{baseline} {epochs}");
    assert_eq!(train(&["--hidden", "none"]), (baseline, 5000));
    assert!(train(&["--hidden", "none", "--schedule", "step"]).0 > 0.97);
    // Epochs that are asked for are kept.
    let (short, epochs) = train(&["--hidden", "none", "--epochs", "200"]);
    assert!(short < 0.5 && epochs == 200, "{short} {epochs}");
}

#[test]
fn numbers_are_predicted_too() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("line.csv");
    let rows: String = (0..200).map(|i| format!("{},{}\n", f64::from(i) / 10.0, 3.0 * f64::from(i) + 0.5)).collect();
    std::fs::write(&table, format!("a,b\n{rows}")).unwrap();
    let model = folder.path().join("line.safetensors");
    let output = success(&["train", path(&table), "--target", "b", "--epochs", "100", "--model", path(&model)]);
    let r2: f64 = output.lines().last().unwrap().strip_prefix("test r2: ").unwrap().parse().unwrap();
    assert!(r2 > 0.99, "{output}");
    let json: Value =
        serde_json::from_str(&success(&["train", path(&table), "--target", "b", "--format", "json"])).unwrap();
    assert_eq!(json["task"], "regress");
    assert!(json["test_r2"].as_f64().unwrap() > 0.99 && json["test_rmse"].is_number());

    let predicted = success(&["predict", path(&model), path(&table)]);
    let mut lines = predicted.lines();
    assert_eq!(lines.next(), Some("predicted_b"));
    let values: Vec<f64> = lines.map(|line| line.parse().unwrap()).collect();
    assert_eq!(values.len(), 200);
    assert!((values[100] - 300.5).abs() < 20.0, "{}", values[100]);
}

/// What `ann train` tells of a table with these rows (x, y), the predictions of y for it as `ann predict` prints them, the model.
fn predictions(rows: impl Iterator<Item = (f64, f64)>) -> (Value, Vec<String>, Model<f32>) {
    let folder = tempfile::tempdir().unwrap();
    let (table, model) = (folder.path().join("t.csv"), folder.path().join("t.safetensors"));
    std::fs::write(&table, format!("x,y\n{}", rows.map(|(x, y)| format!("{x},{y}\n")).collect::<String>())).unwrap();
    let told = success(&["train", path(&table), "--target", "y", "--format", "json", "--model", path(&model)]);
    let predicted = success(&["predict", path(&model), path(&table)]);
    let predicted = predicted.lines().skip(1).map(str::to_owned).collect();
    (serde_json::from_str(&told).unwrap(), predicted, Model::load(&model).unwrap())
}

#[test]
fn a_target_far_from_zero_keeps_its_digits() {
    // 1e9 and a little, and the seconds since 1970 of a week in 2024.
    for (offset, step) in [(1e9, 0.5), (1_704_067_200.0, 10_080.0)] {
        let rows = (0..60).map(|i| (f64::from(i), offset + step * f64::from(i)));
        let (told, predicted, _) = predictions(rows.clone());
        let mut distinct = predicted.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), 60, "{predicted:?}");
        let squares = predicted.iter().zip(rows).map(|(y, (_, truth))| (y.parse::<f64>().unwrap() - truth).powi(2));
        let rmse = (squares.sum::<f64>() / 60.0).sqrt();
        let reported = told["test_rmse"].as_f64().unwrap();
        assert!(rmse < 2.0 * reported, "printed: {rmse}, reported: {reported}");
    }
}

#[test]
fn a_target_is_told_with_digits_that_differ() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("t.csv");
    let told = |offset: f64| {
        let rows: String = (0..60).map(|i| format!("{i},{}\n", offset + 0.5 * f64::from(i))).collect();
        std::fs::write(&table, format!("x,y\n{rows}")).unwrap();
        let output = success(&["train", path(&table), "--target", "y", "--epochs", "1"]);
        output.lines().find(|line| line.starts_with("target")).unwrap().to_owned()
    };
    assert_eq!(told(1e9), "target    y, from 1000000000 to 1000000029.5");
    assert_eq!(told(-1234.5678), "target    y, from -1234.6 to -1205.1");
    assert_eq!(told(0.0), "target    y, from 0 to 29.5");
}

#[test]
fn no_digit_of_a_prediction_is_made_up() {
    for scale in [1.0, 1e5, 1e-5] {
        let rows = (0..60).map(|i| (f64::from(i), scale * (1e8 + f64::from(i) / 2.0)));
        let (_, predicted, model) = predictions(rows);
        let OutputKind::Values(scaler) = &model.answer else { panic!("a model of numbers") };
        let x = Array2::from_shape_fn((1, 60), |(_, i)| i as f64);
        let outputs = scaler.transform::<f32>(model.predict_values(x.view()).unwrap().view()).unwrap();
        for (text, &output) in predicted.iter().zip(&outputs) {
            let output_for = |y: f64| scaler.transform::<f32>(array![[y]].view()).unwrap()[[0, 0]];
            let number: f64 = text.parse().unwrap();
            assert_eq!(output_for(number), output, "{text} has enough digits");
            let digits = text.trim_start_matches(['-', '0', '.']).replace('.', "").trim_end_matches('0').len();
            let shorter: f64 = format!("{number:.*e}", digits - 2).parse().unwrap();
            assert_ne!(output_for(shorter), output, "{text} has more digits than needed");
        }
    }
}

#[test]
fn predictions_are_csv_and_columns_go_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("wine.safetensors");
    let wine = data("wine.csv");
    success(&["train", path(&wine), "--target", "cultivar", "--model", path(&model), "--epochs", "30"]);
    let predicted = success(&["predict", path(&model), path(&wine)]);
    let mut reader = csv::Reader::from_reader(predicted.as_bytes());
    assert_eq!(
        reader.headers().unwrap(),
        vec!["predicted_cultivar", "probability_cultivar_1", "probability_cultivar_2", "probability_cultivar_3"]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 178);
    for row in &rows {
        let p: Vec<f64> = row.iter().skip(1).map(|p| p.parse().unwrap()).collect();
        assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-5);
        let best = (0..3).max_by(|&i, &j| p[i].total_cmp(&p[j])).unwrap();
        assert_eq!(row[0], format!("cultivar_{}", best + 1));
    }

    // The columns in reverse order, without the target: the same answers.
    let reversed = folder.path().join("reversed.csv");
    let mut writer = csv::Writer::from_path(&reversed).unwrap();
    for row in csv::ReaderBuilder::new().has_headers(false).from_path(&wine).unwrap().records() {
        let row = row.unwrap();
        writer.write_record(row.iter().take(13).collect::<Vec<_>>().into_iter().rev()).unwrap();
    }
    writer.flush().unwrap();
    assert_eq!(success(&["predict", path(&model), path(&reversed)]), predicted);
}

#[test]
fn the_seed_decides_the_model() {
    let folder = tempfile::tempdir().unwrap();
    let wine = data("wine.csv");
    let train = |name: &str, seed: &str| {
        let model = folder.path().join(name);
        success(&[
            "train",
            path(&wine),
            "--target",
            "cultivar",
            "--epochs",
            "5",
            "--seed",
            seed,
            "--model",
            path(&model),
        ]);
        std::fs::read(model).unwrap()
    };
    let first = train("a", "1");
    assert_eq!(first, train("b", "1"));
    assert_ne!(first, train("c", "2"));
}

#[test]
fn every_setting_is_used() {
    let wine = data("wine.csv");
    let base = ["train", path(&wine), "--target", "cultivar", "--format", "json", "--epochs"];
    let train = |epochs: &str, more: &[&str]| -> Value {
        serde_json::from_str(&success(&[&base[..], &[epochs], more].concat())).unwrap()
    };
    let loss = |more: &[&str]| train("20", more)["train_loss"].as_f64().unwrap();
    let plain = loss(&[]);
    for more in [
        ["--activation", "tanh"],
        ["--optimizer", "rmsprop"],
        ["--learning-rate", "0.02"],
        ["--schedule", "constant"],
        ["--schedule", "step"],
        ["--warm-up", "5"],
        ["--batch-size", "16"],
        ["--keep-prob", "0.8"],
        ["--l2", "0"],
        ["--seed", "5"],
        ["--hidden", "8"],
        ["--test-fraction", "0.5"],
    ] {
        assert_ne!(loss(&more), plain, "{more:?} changes the training");
    }
    assert_eq!(train("20", &["--hidden", "none"])["layer_sizes"], serde_json::json!([13, 3]));
    let adamw = |decay: &[&str]| loss(&[&["--optimizer", "adamw"], decay].concat());
    assert_eq!(adamw(&[]), adamw(&["--weight-decay", "0.3"]));
    assert_eq!(adamw(&["--weight-decay", "0"]), loss(&["--l2", "0"]), "without its decay AdamW is Adam");
    assert_ne!(adamw(&["--weight-decay", "0"]), adamw(&[]));
    assert_eq!(loss(&["--evaluate-every", "7"]), plain, "evaluating changes nothing");
    let patient = train("500", &["--patience", "3", "--l2", "0", "--seed", "1"]);
    assert!(patient["epochs_run"].as_u64().unwrap() < 500);
    assert_eq!(patient["epochs_run"].as_u64(), patient["kept_epoch"].as_u64().map(|kept| kept + 3));
}

#[test]
fn wrong_arguments_end_with_status_2_and_one_line() {
    let wine = data("wine.csv");
    let with = |more: &[&str]| failure(&[&["train", path(&wine), "--target", "cultivar"], more].concat(), 2);
    assert!(with(&["--optimizer", "magic"]).contains("choose one of: sgd, momentum"));
    assert!(with(&["--activation", "magic"]).contains("choose one of: relu"));
    assert!(with(&["--keep-prob", "0"]).contains("above 0 and at most 1"));
    assert!(with(&["--epochs", "0"]).contains("at least 1"));
    assert!(with(&["--evaluate-every", "0"]).contains("evaluate_every is 0"));
    assert!(with(&["--hidden", "3,,4"]).contains("whole numbers above 0"));
    assert!(with(&["--test-fraction", "1"]).contains("below 1"));
    assert!(with(&["--learning-rate", "fast"]).contains("'fast'"));
    assert!(with(&["--seed", "-1"]).contains("'-1'"));
    assert!(with(&["--l2", "-1"]).contains("l2 is -1, but it must be finite and not negative"));
    assert!(with(&["--warm-up", "500"]).contains("below the number of epochs"));
    assert!(with(&["--hidden", "9223372036854775807"]).contains("at most 2³¹ weights"));
    let both = with(&["--optimizer", "adamw", "--l2", "1"]);
    assert!(
        both.contains("l2 is 1, but it must be 0 with adamw, whose weight decay shrinks the weights already"),
        "{both}"
    );
    assert!(with(&["--weight-decay", "0.1"]).contains("--weight-decay is for --optimizer adamw; with adam use --l2"));
    assert!(with(&["--optimizer", "adamw", "--weight-decay", "-1"]).contains("weight_decay is -1"));
    assert!(with(&["--nonsense"]).contains("--nonsense"));
    assert!(failure(&["train", path(&wine)], 2).contains("--target"));
    assert!(failure(&["fly"], 2).contains("fly"));
    assert!(failure(&[], 2).contains("train or predict"));
}

#[test]
fn bad_input_ends_with_status_1_and_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let wine = data("wine.csv");
    let missing = failure(&["train", "no.csv", "--target", "y"], 1);
    assert!(missing.contains("cannot read no.csv: ") && missing.matches("os error").count() == 1, "{missing}");
    assert!(failure(&["train", path(&wine), "--target", "colour"], 1).contains("the file has: alcohol, malic_acid"));
    let broken = folder.path().join("broken.csv");
    let numbers: String = (0..30).map(|i| format!("{i}.5,{}\n", ["u", "v"][i % 2])).collect();
    std::fs::write(&broken, format!("a,y\n{numbers}\"x\nz\",u\n")).unwrap();
    let mixed = failure(&["train", path(&broken), "--target", "y"], 1);
    assert!(
        mixed
            .contains("row 31 (line 32), column 'a': 1 of its 31 cells are no numbers, such as 'x\\nz'; say --numbers"),
        "{mixed}"
    );

    // A place that cannot be written is noticed before training, and nothing is left behind.
    let nowhere = folder.path().join("no/model.safetensors");
    assert!(
        failure(&["train", path(&wine), "--target", "cultivar", "--model", path(&nowhere)], 1)
            .contains("its folder does not exist")
    );
    assert!(
        failure(&["train", path(&wine), "--target", "cultivar", "--model", path(folder.path())], 1)
            .contains("it is a folder")
    );
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);

    assert!(failure(&["predict", path(&wine), path(&wine)], 1).contains("not a usable model file"));
    let model = folder.path().join("model.safetensors");
    success(&["train", path(&wine), "--target", "cultivar", "--epochs", "1", "--model", path(&model)]);
    assert!(
        failure(&["predict", path(&model), path(&broken)], 1).contains("column 'alcohol': the model needs this column")
    );
}

#[test]
fn a_reader_may_leave_early() {
    use std::io::Read;
    use std::process::Stdio;
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("digits.safetensors");
    let digits = data("digits.csv");
    let commands = [
        vec!["train", path(&digits), "--target", "digit", "--epochs", "1", "--model", path(&model)],
        vec!["predict", path(&model), path(&digits)],
    ];
    for arguments in commands {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ann"))
            .args(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0; 1];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap(); // and the pipe is closed
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}: {}", text(&output.stderr));
        assert!(model.exists(), "the work was done all the same");
    }
}

#[test]
fn nothing_of_the_readers_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("wine.csv");
    std::fs::copy(data("wine.csv"), &table).unwrap();
    let before = std::fs::read(&table).unwrap();
    let train = ["train", path(&table), "--target", "cultivar", "--model"];
    assert!(failure(&[&train[..], &[path(&table)]].concat(), 1).contains("it is the table itself"));
    assert_eq!(std::fs::read(&table).unwrap(), before);
    #[cfg(unix)]
    {
        let (link, target) = (folder.path().join("link"), folder.path().join("target.safetensors"));
        std::fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        success(&[&train[..], &[path(&link), "--epochs", "1"]].concat());
        assert!(link.is_symlink() && std::fs::read(&target).unwrap().len() > 3);
    }
}

#[test]
fn a_test_part_of_equal_values_has_no_r2() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("flat.csv");
    std::fs::write(&table, "x,y\n1,0.5\n2,0.5\n3,0.5\n4,1.5\n").unwrap();
    let printed = success(&["train", path(&table), "--target", "y"]);
    assert!(
        printed.ends_with("test r2: none, as the test part has a single value; another --seed may help\n"),
        "{printed}"
    );
    let json: Value =
        serde_json::from_str(&success(&["train", path(&table), "--target", "y", "--format", "json"])).unwrap();
    assert!(json["test_r2"].is_null() && json["test_rmse"].is_number());
}

#[test]
fn the_wines_want_less_penalty_than_the_default_and_get_the_same_answers() {
    let wine = data("wine.csv");
    let json = |more: &[&str]| -> Value {
        let train = ["train", path(&wine), "--target", "cultivar", "--no-baselines", "--format", "json"];
        serde_json::from_str(&success(&[&train[..], more].concat())).unwrap()
    };
    let (chosen, usual) = (json(&[]), json(&["--l2", "1"]));
    assert!(chosen["l2"].as_f64().unwrap() < 1.0 && chosen["linear_was_chosen"] == false, "{chosen}");
    assert_eq!(chosen["confusion_matrix"], usual["confusion_matrix"]); // chapter 11 says so
}

#[test]
fn the_simplest_things_are_told_beside_the_network() {
    let wine = data("wine.csv");
    let train = ["train", path(&wine), "--target", "cultivar", "--epochs", "30"];
    let json = |more: &[&str]| -> Value {
        serde_json::from_str(&success(&[&train[..], &["--format", "json"], more].concat())).unwrap()
    };
    let chosen = json(&[]);
    assert_eq!(chosen["l2_was_chosen"], true);
    assert!(chosen["baselines"]["linear"].as_f64().unwrap() > 0.9);
    let most = chosen["baselines"]["constant"].as_f64().unwrap();
    assert!((most - 17.0 / 44.0).abs() < 1e-12, "cultivar_2 is the most frequent: {most}");
    assert_eq!(
        (json(&["--l2", "3"])["l2"].as_f64(), json(&["--l2", "3"])["l2_was_chosen"].as_bool()),
        (Some(3.0), Some(false))
    );
    assert!(json(&["--no-baselines"])["baselines"].is_null());
    // What the linear model is said to reach is what it reaches when it is asked for.
    let linear = json(&["--hidden", "none", "--no-baselines"]);
    assert_eq!(chosen["baselines"]["linear"], linear["test_accuracy"]);
    assert_eq!(chosen["baselines"]["linear_l2"], linear["l2"]);
    let printed = success(&train);
    assert!(
        printed.contains("chosen by cross-validation") && printed.contains("a linear model (--hidden none)"),
        "{printed}"
    );
    assert!(failure(&[&train[..], &["--l2", "auto", "--optimizer", "adamw"]].concat(), 2).contains("--weight-decay"));
    assert!(failure(&[&train[..], &["--l2", "much"]].concat(), 2).contains("a number is needed, or 'auto'"));
}

#[test]
fn help_is_help() {
    assert!(success(&["--help"]).contains("train"));
    let help = success(&["train", "--help"]);
    for option in [
        "--target",
        "--task",
        "--hidden",
        "--activation",
        "--optimizer",
        "--learning-rate",
        "--batch-size",
        "--epochs",
        "--keep-prob",
        "--l2",
        "--weight-decay",
        "--evaluate-every",
        "--test-fraction",
        "--seed",
        "--model",
        "--format",
    ] {
        assert!(help.contains(option), "{option}");
    }
    assert!(success(&["--version"]).starts_with("ann "));
}

/// What `ann` answers when a table comes through a pipe.
#[cfg(unix)]
fn piped(arguments: &[&str], table: &str) -> Output {
    use std::io::Write;
    use std::process::Stdio;
    let mut command = Command::new(env!("CARGO_BIN_EXE_ann"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("ann runs");
    let mut pipe = child.stdin.take().unwrap();
    let table = table.to_owned();
    let writer = std::thread::spawn(move || pipe.write_all(table.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output
}

#[cfg(unix)]
#[test]
fn a_table_from_a_pipe_is_read_as_one_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let (table, model) = (folder.path().join("a.csv"), folder.path().join("a.safetensors"));
    let rows: String = (0..40).map(|i| format!("{i},{}\n", 2 * i)).collect();
    std::fs::write(&table, format!("x,y\n{rows}")).unwrap();
    success(&["train", path(&table), "--target", "y", "--epochs", "2", "--model", path(&model)]);

    // One column and a hundred thousand rows, more than the buffer holds.
    let column: String = (0..100_000).map(|i| format!("{i}.5\n")).collect();
    let output = piped(&["predict", path(&model), "/dev/stdin"], &format!("x\n{column}"));
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).lines().count(), 100_001);

    let broken = format!("x\n{column}1 cm\n");
    let output = piped(&["predict", path(&model), "/dev/stdin"], &broken);
    assert!(text(&output.stderr).contains("row 100001 (line 100002)"), "{}", text(&output.stderr));
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_is_a_line_of_error() {
    use std::os::unix::ffi::OsStrExt;
    let argument = std::ffi::OsStr::from_bytes(b"\xff");
    let output = Command::new(env!("CARGO_BIN_EXE_ann")).arg(argument).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stderr).lines().count(), 1);
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_the_training() {
    let folder = tempfile::tempdir().unwrap();
    let wine = data("wine.csv");
    let place = format!("{}/new/", folder.path().display());
    let told = failure(&["train", path(&wine), "--target", "cultivar", "--model", &place], 1);
    assert!(told.contains("it is a folder"), "{told}");
}

#[test]
fn a_model_that_cannot_be_written_does_not_take_the_result_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let wine = data("wine.csv");
    let too_long = folder.path().join("m".repeat(300));
    let output = ann(&["train", path(&wine), "--target", "cultivar", "--epochs", "2", "--model", path(&too_long)]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stdout);
    assert!(told.contains("test accuracy: ") && !told.contains("\nmodel "), "{told}");
    assert!(text(&output.stderr).starts_with("ann: cannot write "), "{}", text(&output.stderr));
}

#[cfg(unix)]
#[test]
fn a_link_to_a_model_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let wine = data("wine.csv");
    let (model, link) = (folder.path().join("real.safetensors"), folder.path().join("link"));
    let train = |model: &Path| {
        success(&["train", path(&wine), "--target", "cultivar", "--epochs", "2", "--model", path(model)])
    };
    train(&model);
    std::os::unix::fs::symlink(&model, &link).unwrap();
    train(&link);
    assert!(link.is_symlink() && model.is_file());
}

/// With the feature `mpi` it meets the others instead: `tests/ranks.rs`.
#[cfg(not(feature = "mpi"))]
#[test]
fn several_processes_without_mpi_are_refused_before_each_of_them_trains() {
    let wine = data("wine.csv");
    for [size, rank] in [
        ["OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"],
        ["PMI_SIZE", "PMI_RANK"],
        ["SLURM_STEP_NUM_TASKS", "SLURM_PROCID"],
    ] {
        let run = |ranks: &str, number: &str| {
            let mut ann = Command::new(env!("CARGO_BIN_EXE_ann"));
            ann.args(["train", path(&wine), "--target", "cultivar", "--epochs", "1", "--l2", "1", "--no-baselines"]);
            ann.env(size, ranks).env(rank, number).output().expect("ann runs")
        };
        let first = run("4", "0");
        let told = text(&first.stderr);
        assert!(first.status.code() == Some(2) && first.stdout.is_empty());
        assert!(
            told.starts_with("ann: 4 processes were started together") && told.contains("--features mpi"),
            "{told}"
        );
        let other = run("4", "3");
        assert!(other.stdout.is_empty() && other.stderr.is_empty(), "one of them says so");
        assert!(run("1", "0").status.success(), "one process is no several");
    }
}
