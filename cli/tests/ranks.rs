//! `mpirun -n 3 ann train …`: one training by three processes, which may die and go on with another number. Needs OpenMPI.

mod common;

use ann::PreparedModel;
use common::{Folder, text};
use ndarray::Array2;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Classes in three groups that overlap; more samples than fit into a batch.
fn table() -> String {
    let mut table = "a,b,c,kind\n".to_owned();
    for i in 0..301_u64 {
        let wave = |k: u64| ((i * k) as f64).sin();
        let kind = i * i % 7 % 3;
        table += &format!("{:.4},{:.4},{:.4},k{kind}\n", wave(3) + kind as f64, wave(5), wave(7) - 0.5 * kind as f64);
    }
    table
}

/// `ann` with these arguments on so many ranks.
fn mpirun(folder: &Folder, ranks: usize, arguments: &[&str]) -> Command {
    let mut command = Command::new("mpirun");
    command.args(["--allow-run-as-root", "--oversubscribe", "-n", &ranks.to_string()]);
    command.arg(env!("CARGO_BIN_EXE_ann")).args(arguments).current_dir(&folder.0);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[track_caller]
fn succeeds(mut command: Command) -> String {
    let output = command.output().expect("mpirun runs");
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// The lines on standard error that are of `ann`; `mpirun` has others.
fn told(output: &Output) -> Vec<String> {
    text(&output.stderr).lines().filter(|line| line.starts_with("ann: ")).map(str::to_owned).collect()
}

/// The largest difference of the networks of two model files in a weight or a bias.
fn difference(a: &Path, b: &Path) -> f32 {
    let load = |path| PreparedModel::<f32>::load(path).unwrap().model.network;
    let (a, b) = (load(a), load(b));
    let apart = |a: &Array2<f32>, b: &Array2<f32>| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    a.layers().iter().zip(b.layers()).map(|(a, b)| apart(&a.w, &b.w).max(apart(&a.b, &b.b))).fold(0.0, f32::max)
}

const TRAINING: [&str; 12] = [
    "train",
    "t.csv",
    "--target",
    "kind",
    "--keep-prob",
    "0.9",
    "--l2",
    "1",
    "--no-baselines",
    "--patience",
    "900",
    "--epochs",
];

#[test]
fn three_processes_train_one_model_and_speak_with_one_voice() {
    let folder = Folder::with(table());
    let epoch = [&TRAINING[..], &["1"]].concat();
    let alone = folder.success(&[&epoch[..], &["--model", "alone"]].concat());
    let out = succeeds(mpirun(&folder, 3, &[&epoch[..], &["--model", "three"]].concat()));
    assert!(difference(&folder.path("alone"), &folder.path("three")) <= 1e-6);

    // The same report, but for the ranks, the time and the file.
    let lines = |out: &str| -> Vec<String> {
        let is_same = |line: &&str| {
            !["ranks", "          if one", "trained", "model"].iter().any(|start| line.starts_with(start))
        };
        out.lines().filter(is_same).map(str::to_owned).collect()
    };
    assert_eq!(lines(&out), lines(&alone));
    assert!(out.contains("ranks     3, each with ") && out.matches("test accuracy").count() == 1, "{out}");
    let names = |folder: &Folder| folder.0.path().read_dir().unwrap().count();
    assert_eq!(names(&folder), 3, "the table and two models");

    // What happens before and after the training, and what has none.
    let all = ["--epochs", "2", "--folds", "2", "--report", "r.html", "--format", "json", "--model", "all"];
    let out = succeeds(mpirun(&folder, 2, &[&["train", "t.csv", "--target", "kind"][..], &all].concat()));
    assert!(out.starts_with('{') && out.lines().count() == 1 && out.contains("\"ranks\":2,"), "{out}");
    assert!(folder.path("r.html").exists());
    let answers = succeeds(mpirun(&folder, 2, &["predict", "all", "t.csv"]));
    assert_eq!(answers, folder.success(&["predict", "all", "t.csv"]));
}

#[test]
fn an_error_is_told_once() {
    let folder = Folder::with(table());
    for (arguments, why) in [
        (&["train", "missing.csv", "--target", "kind"][..], "ann: cannot read missing.csv"),
        (&["train", "t.csv", "--target", "nothing"], "ann: t.csv, column 'nothing': there is no such column"),
        (&["train", "t.csv", "--target", "kind", "--epochs", "0"], "ann: epochs is 0"),
        (&["train", "t.csv"], "ann: the following required arguments were not provided"),
        // Found by all ranks, in the middle of the training.
        (
            &["train", "t.csv", "--target", "a", "--optimizer", "sgd", "--learning-rate", "1e9"],
            "ann: training diverged",
        ),
    ] {
        let output = mpirun(&folder, 3, arguments).output().expect("mpirun runs");
        let told = told(&output);
        assert!(!output.status.success(), "{arguments:?}");
        assert!(told.len() == 1 && told[0].starts_with(why), "{told:?}");
    }
    assert!(succeeds(mpirun(&folder, 2, &["--help"])).matches("Usage:").count() == 1);
}

#[test]
fn a_rank_that_is_killed_ends_all_and_any_number_goes_on_from_the_checkpoint() {
    let folder = Folder::with(table());
    let kept = ["--checkpoint", "kept", "--every", "1", "--resume"];

    // Each process writes down its number, and then becomes `ann`.
    let mut command = Command::new("mpirun");
    command.args(["--allow-run-as-root", "--oversubscribe", "-n", "3", "sh", "-c"]);
    command.args([r#"echo $$ > pid-$OMPI_COMM_WORLD_RANK; exec "$0" "$@""#, env!("CARGO_BIN_EXE_ann")]);
    command.args([&TRAINING[..], &["100000", "--model", "never"], &kept].concat()).current_dir(&folder.0);
    let mut mpirun_3 = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("mpirun runs");
    while !folder.path("kept").exists() {
        assert!(mpirun_3.try_wait().unwrap().is_none(), "it ended before there was a checkpoint");
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = std::fs::read_to_string(folder.path("pid-2")).unwrap();
    assert!(Command::new("kill").args(["-9", pid.trim()]).status().unwrap().success());
    let killed = Instant::now();
    let output = mpirun_3.wait_with_output().unwrap();
    assert!(killed.elapsed() < Duration::from_secs(30), "the others do not wait for it");
    assert!(!output.status.success() && !folder.path("never").exists());
    assert!(text(&output.stderr).contains("signal 9"), "{}", text(&output.stderr));
    let out = text(&output.stdout);
    assert!(out.contains("if one dies, all end; --resume goes on from kept, with any number of ranks"), "{out}");

    // The number of epochs belongs to a training, so another one goes on: interrupted, with other ranks, to its end.
    std::fs::remove_file(folder.path("kept")).unwrap();
    folder.success(&[&SLOW[..], &["--model", "whole"]].concat());
    let training = [&SLOW[..], &["--model", "gone-on"], &kept].concat();
    for (first, second) in [(3, 2), (2, 1), (1, 3)] {
        interrupted(&folder, first, &training);
        let resumed = succeeds(mpirun(&folder, second, &training));
        assert!(resumed.contains("resumed   after epoch ") && !resumed.contains("after epoch 40"), "{resumed}");
        let apart = difference(&folder.path("whole"), &folder.path("gone-on"));
        assert!(apart <= 1e-5, "{apart:e} apart after {first}, then {second} ranks");
        std::fs::remove_file(folder.path("kept")).unwrap();
    }
}

/// A training of some tenths of a second, whose rounding errors do not grow.
const SLOW: [&str; 14] = [
    "train",
    "t.csv",
    "--target",
    "kind",
    "--hidden",
    "300,300",
    "--optimizer",
    "sgd",
    "--l2",
    "1",
    "--no-baselines",
    "--keep-prob",
    "0.9",
    "--epochs=40",
];

/// Starts a training, and ends it when there is a checkpoint.
fn interrupted(folder: &Folder, ranks: usize, arguments: &[&str]) {
    let mut training = mpirun(folder, ranks, arguments).spawn().expect("mpirun runs");
    while !folder.path("kept").exists() {
        assert!(training.try_wait().unwrap().is_none(), "it ended before there was a checkpoint");
    }
    // Then it ends its processes, and itself.
    assert!(Command::new("kill").arg(training.id().to_string()).status().unwrap().success());
    assert!(!training.wait().unwrap().success());
}
