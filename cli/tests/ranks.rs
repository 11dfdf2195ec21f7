//! `mpirun -n 3 ann train …`: one training by three processes, which may die and go on with another number. Needs OpenMPI.

mod common;

use ann::PreparedModel;
use common::{Folder, text};
use ndarray::Array2;
use std::path::Path;
use std::process::{Command, Output, Stdio};

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
    mpirun_of(folder, ranks, &[&[env!("CARGO_BIN_EXE_ann")], arguments].concat())
}

/// A program and its arguments on so many ranks.
fn mpirun_of(folder: &Folder, ranks: usize, program: &[&str]) -> Command {
    let mut command = Command::new("mpirun");
    command.args(["--allow-run-as-root", "--oversubscribe", "-n", &ranks.to_string()]);
    command.args(program).current_dir(&folder.0).stdout(Stdio::piped()).stderr(Stdio::piped());
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

#[test]
fn three_processes_train_one_model_and_speak_with_one_voice() {
    let folder = Folder::with(table());
    let epoch: Vec<&str> =
        "train t.csv --target kind --epochs 1 --keep-prob 0.9 --l2 1 --no-baselines --patience 9".split(' ').collect();
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
    // A training of some tenths of a second, whose rounding errors do not grow.
    let training: Vec<&str> =
        "train t.csv --target kind --hidden 300,300 --optimizer sgd --epochs 60 --keep-prob 0.9 --l2 1 \
                               --no-baselines --model"
            .split(' ')
            .collect();
    folder.success(&[&training[..], &["whole"]].concat());
    let kept = [&training[..], &["gone-on", "--checkpoint", "kept", "--every", "1", "--resume"]].concat();
    for (first, second) in [(3, 1), (2, 3)] {
        killed(&folder, first, &kept);
        assert!(!folder.path("gone-on").exists());
        let resumed = succeeds(mpirun(&folder, second, &kept));
        assert!(resumed.contains("resumed   after epoch ") && !resumed.contains("after epoch 60"), "{resumed}");
        let apart = difference(&folder.path("whole"), &folder.path("gone-on"));
        assert!(apart <= 1e-5, "{apart:e} apart after {first}, then {second} ranks");
        ["kept", "gone-on"].iter().for_each(|name| std::fs::remove_file(folder.path(name)).unwrap());
    }
}

/// Starts a training, and kills its last rank when there is a checkpoint.
fn killed(folder: &Folder, ranks: usize, arguments: &[&str]) {
    // Each process writes down its number, and then becomes `ann`.
    let shell = ["sh", "-c", r#"echo $$ > pid-$OMPI_COMM_WORLD_RANK; exec "$0" "$@""#];
    let mut training = mpirun_of(folder, ranks, &[&shell[..], &[env!("CARGO_BIN_EXE_ann")], arguments].concat());
    let mut training = training.spawn().expect("mpirun runs");
    while !folder.path("kept").exists() {
        assert!(training.try_wait().unwrap().is_none(), "it ended before there was a checkpoint");
    }
    let pid = std::fs::read_to_string(folder.path(&format!("pid-{}", ranks - 1))).unwrap();
    assert!(Command::new("kill").args(["-9", pid.trim()]).status().unwrap().success());
    let output = training.wait_with_output().unwrap();
    assert!(!output.status.success() && text(&output.stderr).contains("signal 9"), "{}", text(&output.stderr));
    let out = text(&output.stdout);
    assert!(out.contains("if one dies, all end; --resume goes on from kept, with any number of ranks"), "{out}");
}
