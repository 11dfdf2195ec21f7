//! The command where something around it fails: a full disk, a file that changes while it is read, another process that writes the same
//! model, a line without an end.
#![cfg(target_os = "linux")]

mod common;

use common::{Folder, text};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A table of two classes, with so many rows.
fn table(rows: usize) -> String {
    let row = |i: usize| format!("{},{},{}\n", i * 37 % 101, i * 53 % 97, ["yes", "no"][i * 7 % 11 % 2]);
    format!("a,b,y\n{}", (0..rows).map(row).collect::<String>())
}

/// Trains on `t.csv` and keeps the model as `m`.
fn train(seed: &str) -> [&str; 10] {
    ["train", "t.csv", "--target", "y", "--epochs", "2", "--model", "m", "--seed", seed]
}

/// Starts `ann`.
fn start(folder: &Folder, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ann"));
    command.args(arguments).current_dir(&folder.0).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("ann starts")
}

/// Fails unless it ended with status 1 and told why in one short line.
#[track_caller]
fn refused(output: &Output, why: &str) {
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.starts_with("ann: ") && error.lines().count() == 1 && error.len() < 1000, "{error}");
    assert!(error.contains(why), "{error}");
}

#[test]
fn answers_that_do_not_fit_on_a_full_disk_are_an_error() {
    let folder = Folder::with(table(50));
    folder.success(&train("1"));
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ann"));
    let output = command.args(["predict", "m", "t.csv"]).current_dir(&folder.0).stdout(full).output().unwrap();
    refused(&output, "No space left on device");
}

#[test]
fn a_model_that_does_not_fit_on_the_disk_leaves_the_old_one() {
    let folder = Folder::with(table(50));
    folder.success(&train("1"));
    let old = fs::read(folder.path("m")).unwrap();
    // No file may have more than 512 bytes, and whoever writes more is told so as by a full disk.
    let limited = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
    let mut shell = Command::new("sh");
    shell.args(["-c", limited, env!("CARGO_BIN_EXE_ann")]).args(train("2")).current_dir(&folder.0);
    refused(&shell.output().unwrap(), "cannot write");
    assert_eq!(fs::read(folder.path("m")).unwrap(), old);
    assert_eq!(folder.files(), ["m", "t.csv"], "nothing half-written is left");
}

#[test]
fn two_processes_that_write_one_model_leave_one_of_theirs() {
    let folder = Folder::with(table(50));
    let of = |seed: &'static str| {
        folder.success(&train(seed));
        fs::read(folder.path("m")).unwrap()
    };
    let wanted = [of("1"), of("2")];
    for _ in 0..20 {
        let both = ["1", "2"].map(|seed| start(&folder, &train(seed)));
        for child in both {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", text(&output.stderr));
        }
        assert!(wanted.contains(&fs::read(folder.path("m")).unwrap()), "a mixture of both");
        assert_eq!(folder.files(), ["m", "t.csv"]);
    }
}

/// Trains while something happens to the table after so many milliseconds.
fn changed_after(milliseconds: u64, change: impl Fn(&Path)) {
    let folder = Folder::with(table(100_000));
    let child = start(&folder, &train("1"));
    std::thread::sleep(Duration::from_millis(milliseconds));
    change(&folder.path("t.csv"));
    let output = child.wait_with_output().unwrap();
    match output.status.code() {
        Some(0) => assert!(folder.path("m").exists()),
        _ => {
            refused(&output, "");
            assert_eq!(folder.files(), ["t.csv"]);
        }
    }
}

#[test]
fn a_table_that_changes_while_it_is_read_is_read_or_refused() {
    let cut = |path: &Path| OpenOptions::new().write(true).open(path).unwrap().set_len(1000).unwrap();
    let grow = |path: &Path| {
        let mut file = OpenOptions::new().append(true).open(path).unwrap();
        file.write_all(&b"1,2\n".repeat(10)).unwrap();
    };
    let rewrite = |path: &Path| fs::write(path, "x;y\n1;2\n").unwrap();
    for milliseconds in [0, 4, 8, 16, 32] {
        changed_after(milliseconds, cut);
        changed_after(milliseconds, grow);
        changed_after(milliseconds, rewrite);
    }
}

#[test]
fn a_row_of_100_mb_is_refused_in_a_short_line() {
    let folder = Folder::with(table(10));
    for piece in ["1,", "x"] {
        let mut file = File::options().append(true).open(folder.path("t.csv")).unwrap();
        file.write_all(&piece.as_bytes().repeat(100_000_000 / piece.len())).unwrap();
        let start = Instant::now();
        refused(&folder.ann(&train("1")), "row");
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
        folder.write("t.csv", table(10));
    }
}
