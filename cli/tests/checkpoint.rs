//! `ann train --checkpoint`: killed at any moment, it goes on to the model of a training that was never disturbed.

use rand::RngExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data").join(name)
}

/// `ann train` on the wines with these options, dropout and early stopping among them.
fn training(epochs: &str, options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ann"));
    command.arg("train").arg(data("wine.csv")).args(["--target", "cultivar", "--keep-prob", "0.9", "--no-baselines"]);
    // A penalty that is given needs no time to be chosen.
    let is_told = options.contains(&"--l2") || options.contains(&"adamw");
    command.args(if is_told { &[][..] } else { &["--l2", "1"] });
    command.args(["--patience", "1000", "--batch-size", "8", "--epochs", epochs]).args(options);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn succeeds(mut command: Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    output
}

/// The error of a training that is refused.
#[track_caller]
fn refused(mut command: Command) -> String {
    let output = command.output().unwrap();
    let error = text(&output.stderr);
    assert!(!output.status.success() && error.lines().count() == 1, "{error}{}", text(&output.stdout));
    error
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The signal that a terminal sends for Ctrl-C.
#[cfg(unix)]
fn interrupt(child: &std::process::Child) {
    let told = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_after_an_epoch_with_what_the_network_has_learnt_and_it_goes_on_from_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (model, checkpoint) = (path("model"), path("checkpoint"));
    // It would take hours, and is evaluated and kept only in the middle of that.
    let options = ["--model", &model, "--checkpoint", &checkpoint, "--resume", "--every", "400000"];
    let rarely = [&options[..], &["--evaluate-every", "400000"]].concat();
    let interrupted = || {
        let mut child = training("100000000", &rarely).spawn().unwrap();
        // It trains as soon as it has told the network.
        let mut told = String::new();
        let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
        while !told.contains("total") {
            assert!(std::io::BufRead::read_line(&mut out, &mut told).unwrap() > 0, "{told}");
        }
        std::thread::sleep(Duration::from_millis(300));
        interrupt(&child);
        std::io::Read::read_to_string(&mut out, &mut told).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        let error = text(&output.stderr);
        let (_, epoch) = error
            .strip_suffix(" of 100000000; the result is of what the network had learnt by then\n")
            .unwrap()
            .split_once("ann: interrupted after epoch ")
            .unwrap();
        (told, epoch.parse::<usize>().unwrap())
    };
    let (told, first) = interrupted();
    assert!(told.contains(&format!("trained   {first} epochs")) && told.contains("test accuracy: "), "{told}");
    let mut predict = Command::new(env!("CARGO_BIN_EXE_ann"));
    predict.arg("predict").arg(&model).arg(data("wine.csv"));
    assert_eq!(text(&succeeds(predict).stdout).lines().count(), 179);
    let (told, second) = interrupted();
    assert!(told.contains(&format!("resumed   after epoch {first}\n")), "{told}");
    assert!(told.contains(&format!("trained   {second} epochs")) && second > first, "{told}");
}

#[test]
fn killed_fifty_times_at_random_it_ends_with_the_same_model() {
    const EPOCHS: &str = "300";
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (whole, model, checkpoint) = (path("whole"), path("model"), path("checkpoint"));
    let begun = Instant::now();
    succeeds(training(EPOCHS, &["--model", &whole]));
    let undisturbed = begun.elapsed();
    let whole = std::fs::read(whole).unwrap();

    // Delays of up to a few times of what starting takes; so it is killed while it reads, trains, and writes.
    let longest = (undisturbed / 4).max(Duration::from_millis(30));
    let mut random = ann::rng(7);
    let (mut kills, mut completed, mut resumed) = (0, 0, 0);
    while kills < 50 || completed == 0 {
        let options = ["--model", &model, "--checkpoint", &checkpoint, "--every", "1", "--resume"];
        let mut child = training(EPOCHS, &options).spawn().unwrap();
        // After fifty kills it may go on to the end.
        let until = begun + begun.elapsed() + longest.mul_f64(random.random::<f64>());
        while child.try_wait().unwrap().is_none() && (kills >= 50 || Instant::now() < until) {
            std::thread::sleep(Duration::from_millis(1));
        }
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap(); // SIGKILL
            kills += 1;
        }
        let output = child.wait_with_output().unwrap();
        resumed += usize::from(text(&output.stdout).contains("resumed   after epoch"));
        if output.status.success() {
            assert_eq!(std::fs::read(&model).unwrap(), whole, "after {kills} kills");
            assert_eq!(names(folder.path()), ["checkpoint", "model", "whole"], "nothing half-written is left");
            completed += 1;
            [&model, &checkpoint].into_iter().for_each(|path| std::fs::remove_file(path).unwrap());
        } else {
            // Killed, and not refused: whatever the moment, what is on the disk can be continued.
            assert_eq!(text(&output.stderr), "", "after {kills} kills");
        }
    }
    assert!(resumed > 5, "only {resumed} of the runs had a checkpoint to go on from");
    println!("{kills} kills, {completed} trainings completed, {resumed} resumed, undisturbed in {undisturbed:?}");
}

#[test]
fn every_optimiser_and_task_goes_on_to_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (whole, model, checkpoint) = (path("whole"), path("model"), path("checkpoint"));
    for optimizer in ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"] {
        let rule = ["--optimizer", optimizer, "--learning-rate", "0.002"];
        succeeds(training("12", &[&rule[..], &["--model", &whole]].concat()));
        // The checkpoint of epoch 5, as a killed process would have left it: the training goes on from there.
        let kept = [&rule[..], &["--checkpoint", &checkpoint, "--every", "5"]].concat();
        let mut child = training("12", &kept).spawn().unwrap();
        while !Path::new(&checkpoint).exists() && child.try_wait().unwrap().is_none() {}
        child.kill().ok();
        child.wait().unwrap();
        let output = succeeds(training("12", &[&kept[..], &["--resume", "--model", &model]].concat()));
        assert!(text(&output.stdout).contains("resumed   after epoch "), "{}", text(&output.stdout));
        assert_eq!(std::fs::read(&model).unwrap(), std::fs::read(&whole).unwrap(), "{optimizer}");
        std::fs::remove_file(&checkpoint).unwrap();
    }
}

#[test]
fn another_training_is_not_continued_from_this_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (checkpoint, model) = (path("checkpoint"), path("model"));
    let kept = ["--checkpoint", checkpoint.as_str()];
    succeeds(training("4", &kept));
    let before = std::fs::read(&checkpoint).unwrap();

    let told = refused(training("4", &kept));
    assert!(told.contains("there is a file already: add --resume to go on from it, or remove it"), "{told}");
    for (options, why) in [
        (&["--learning-rate", "0.02"][..], "learning_rate 0.01, and now it is 0.02"),
        (&["--optimizer", "rmsprop"], "made with optimizer Adam"),
        (&["--schedule", "constant"], "made with schedule"),
        (&["--l2", "0.5"], "l2 1, and now it is 0.5"),
        (&["--hidden", "8"], "a network of other layers"),
        (&["--activation", "tanh"], "a network of other layers"),
        (&["--seed", "1"], "other samples: another table, another seed or another split"),
        (&["--test-fraction", "0.3"], "other samples"),
    ] {
        let told = refused(training("4", &[&kept[..], &["--resume"], options].concat()));
        assert!(told.contains(why) && told.contains("only as it was begun"), "{told}");
    }
    let told = refused(training("5", &[&kept[..], &["--resume"]].concat()));
    assert!(told.contains("epochs 4, and now it is 5"), "{told}");

    // Another table with the same columns.
    let table = path("wine.csv");
    let wine = std::fs::read_to_string(data("wine.csv")).unwrap();
    std::fs::write(&table, wine.replacen("14.23", "14.24", 1)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ann"));
    command.args([
        "train",
        &table,
        "--target",
        "cultivar",
        "--keep-prob",
        "0.9",
        "--l2",
        "1",
        "--no-baselines",
        "--patience",
        "1000",
    ]);
    let told = refused({
        command.args(["--batch-size", "8", "--epochs", "4", "--resume"]).args(kept);
        command
    });
    assert!(told.contains("other samples"), "{told}");

    assert_eq!(std::fs::read(&checkpoint).unwrap(), before, "what is refused changes nothing");
    // A training that is over is over; its model can be had again.
    succeeds(training("4", &[&kept[..], &["--resume", "--model", &model]].concat()));
    assert_eq!(std::fs::read(&checkpoint).unwrap(), before);
    std::fs::write(&checkpoint, &before[..before.len() - 1]).unwrap();
    let told = refused(training("4", &[&kept[..], &["--resume"]].concat()));
    assert!(told.contains("not a usable checkpoint: it is damaged, cut short"), "{told}");
    let told = refused(training("4", &["--checkpoint", &model, "--resume"]));
    assert!(told.contains("it is a model of `ann`, which `Model::load` reads"), "{told}");

    assert!(refused(training("4", &["--resume"])).contains("--checkpoint"));
    assert!(refused(training("4", &["--checkpoint", &model, "--model", &model, "--resume"])).contains("the same file"));
    assert!(refused(training("4", &[&kept[..], &["--every", "0"]].concat())).contains("at least 1 epoch"));
}

#[test]
fn a_network_that_does_not_fit_into_the_memory_is_refused() {
    let free = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:").map(str::to_owned))?;
        line.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    });
    // Where so much is free, or nothing is said about it, it would be trained.
    if free.is_some_and(|kilobytes| kilobytes < 24_000_000) {
        // Before a penalty is chosen by cross-validation, which would train it, too.
        for l2 in ["1", "auto"] {
            let told = refused(training("1", &["--hidden", "40000,40000", "--l2", l2]));
            assert!(told.contains("13-40000-40000-3 takes at least 32") && told.contains("GB are free"), "{told}");
        }
    }
}
