//! Every grader accepts the book's solution, and what the reader finds is not written yet.
#![allow(missing_docs, dead_code, reason = "solutions have the docs of what they solve")]

#[path = "../solutions/chapter00.rs"]
mod chapter00;
#[path = "../solutions/chapter01.rs"]
mod chapter01;
#[path = "../solutions/chapter02.rs"]
mod chapter02;
#[path = "../solutions/chapter03.rs"]
mod chapter03;
#[path = "../solutions/chapter04.rs"]
mod chapter04;
#[path = "../solutions/chapter05.rs"]
mod chapter05;
#[path = "../solutions/chapter06.rs"]
mod chapter06;
#[path = "../solutions/chapter07.rs"]
mod chapter07;
#[path = "../solutions/chapter08.rs"]
mod chapter08;
#[path = "../solutions/chapter09.rs"]
mod chapter09;
#[path = "../solutions/chapter10.rs"]
mod chapter10;
#[path = "../solutions/chapter11.rs"]
mod chapter11;
#[path = "../solutions/chapter12.rs"]
mod chapter12;
#[path = "../src/table.rs"]
mod table;

use ann::plain::Matrix;
use exercises::chapter00::{check_fit, check_slopes};
use exercises::chapter04::check_binary_cross_entropy;
use exercises::chapter08::check_in_pieces;
use ndarray::{Axis, concatenate};
use std::process::Command;
use table::{EXERCISES, Judged, Row};

#[test]
fn every_solution_is_accepted() {
    for row in EXERCISES {
        let report = (row.check)();
        assert!(report.is_solved(), "chapter {}: {report}", row.chapter);
        assert_eq!((report.exercise.chapter, report.exercise.name), (row.chapter, row.name));
    }
}

fn attempt(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_attempt")).args(arguments).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn nothing_is_written_before_the_reader_begins() {
    let listed = EXERCISES.iter().map(|row| format!("{} {}\n", row.chapter, row.name));
    assert_eq!(attempt(&["--list"]), listed.collect::<String>());
    for chapter in 0..=12 {
        let reports = attempt(&[&chapter.to_string()]);
        assert!(!reports.is_empty(), "chapter {chapter} has no exercise");
        assert!(reports.lines().all(|line| line.contains("not written yet")), "{reports}");
    }
    assert_eq!(attempt(&["--judge", "3", "backward"]), "not written\n");
    let next = attempt(&[]);
    assert!(next.contains("chapter  3  ·") && next.contains("Next: exercises/src/chapter00.rs"), "{next}");
}

#[test]
fn a_function_that_calls_a_wrong_one_is_told_so() {
    fn wrong_slopes(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
        let (dw, db) = chapter00::slopes(w, b, samples);
        (-dw, -db)
    }
    let find = |name| *EXERCISES.iter().find(|row| row.chapter == 0 && row.name == name).unwrap();
    let judged_slopes = Row { check: || check_slopes(wrong_slopes), ..find("slopes") };
    let fit = || {
        check_fit(|samples, alpha, steps| {
            let step = |(w, b): (f64, f64), _| {
                let (dw, db) = wrong_slopes(w, b, samples);
                (w - alpha * dw, b - alpha * db)
            };
            (0..steps).fold((0.0, 0.0), step)
        })
    };
    let fit = Row { check: fit, ..find("fit") };
    let mut judged = Judged::default();
    assert!(!judged.judge(&judged_slopes).is_solved());
    let said = judged.judge(&fit).to_string();
    assert!(said.starts_with("✗ fit: your own `slopes` is not solved yet."), "{said}");
    assert!(judged.judge(&find("fit")).is_solved());
    let said = Judged::default().judge(&fit).to_string();
    assert!(said.starts_with("✗ fit: It goes uphill"), "{said}");
}

#[test]
fn what_an_exercise_may_call_stands_above_it_in_the_table() {
    for (k, row) in EXERCISES.iter().enumerate() {
        let is_above =
            |name: &&str| EXERCISES[..k].iter().any(|other| (other.chapter, other.name) == (row.chapter, *name));
        assert!(row.calls.iter().all(is_above), "{row:?}");
    }
}

/// The mean over the samples of a loss of z and y.
fn mean(z: &Matrix, y: &Matrix, loss: fn(f64, f64) -> f64) -> f64 {
    z.iter().zip(y).map(|(z, y)| loss(*z, *y)).sum::<f64>() / z.ncols() as f64
}

/// How far a logit is on the wrong side.
fn wrong(z: f64, y: f64) -> f64 {
    (1.0 - 2.0 * y) * z
}

#[test]
fn other_ways_to_keep_the_digits_of_a_cross_entropy_are_accepted() {
    let ways: [fn(&Matrix, &Matrix) -> f64; 4] = [
        |z, y| mean(z, y, |z, y| z.max(0.0) - z * y + (-z.abs()).exp().ln_1p()),
        |z, y| mean(z, y, |z, y| wrong(z, y).max(0.0) + (-z.abs()).exp().ln_1p()),
        |z, y| mean(z, y, |z, y| if wrong(z, y) > 500.0 { wrong(z, y) } else { wrong(z, y).exp().ln_1p() }),
        |z, y| {
            mean(z, y, |z, y| {
                let w = wrong(z, y);
                // −log (1 − a) of the wrong answer's a.
                if w > 0.0 { w + (-w).exp().ln_1p() } else { -(-1.0 / (1.0 + (-w).exp())).ln_1p() }
            })
        },
    ];
    for (k, way) in ways.into_iter().enumerate() {
        let report = check_binary_cross_entropy(way);
        assert!(report.is_solved(), "{k}: {report}");
    }
}

#[test]
fn another_way_to_cut_a_batch_into_pieces_is_accepted() {
    let report = check_in_pieces(|pass, x, size| {
        // A pass with one column to see how many numbers an answer has.
        let rows = pass(&x.select(Axis(1), &[0])).pop().map_or(0, |a| a.nrows());
        let piece = |piece: ndarray::ArrayView2<f64>| pass(&piece.to_owned()).pop().unwrap();
        let empty = Matrix::zeros((rows, 0));
        x.axis_chunks_iter(Axis(1), size)
            .map(piece)
            .fold(empty, |all, piece| concatenate(Axis(1), &[all.view(), piece.view()]).unwrap())
    });
    assert!(report.is_solved(), "{report}");
}

#[test]
fn what_was_solved_once_and_is_not_now_is_told_first() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("progress.csv");
    let name = file.to_str().unwrap();
    std::fs::write(&file, "chapter,exercise\n3,slope\n").unwrap();
    let overview = attempt(&["--progress", name, "--without", "5"]);
    assert!(overview.contains("\nchapter  3  ·····✗·  0 of 7\n"), "{overview}");
    assert!(overview.contains("\nchapter  5  does not compile\n"), "{overview}");
    let end = "\nWas solved, now wrong: exercises/src/chapter03.rs\n✗ slope: not written yet";
    assert!(overview.contains(end) && !overview.contains("Next:"), "{overview}");
    let reports = attempt(&["--progress", name, "3"]);
    assert_eq!(reports.matches("\n  It was solved before.\n").count(), 1, "{reports}");
    std::fs::write(&file, "3,slope\n").unwrap();
    let overview = attempt(&["--progress", name]);
    assert!(overview.contains("Next: exercises/src/chapter00.rs"), "{overview}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "chapter,exercise\n");
}
