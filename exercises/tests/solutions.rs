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

use std::process::Command;
use table::EXERCISES;

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
