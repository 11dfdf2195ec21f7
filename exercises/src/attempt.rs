//! What the reader writes, `chapter00.rs` and so on beside this file, before its judges. `cargo exercise` compiles and runs it.
//!
//! In place of a file that does not compile, `cargo exercise` has the book's solution compiled, by `--cfg broken="3"`; it is not judged.
#![allow(clippy::todo, unused, missing_docs, reason = "the reader writes what is missing")]
#![allow(unexpected_cfgs, reason = "cargo knows nothing of `broken`")]

#[cfg_attr(broken = "0", path = "../solutions/chapter00.rs")]
mod chapter00;
#[cfg_attr(broken = "1", path = "../solutions/chapter01.rs")]
mod chapter01;
#[cfg_attr(broken = "2", path = "../solutions/chapter02.rs")]
mod chapter02;
#[cfg_attr(broken = "3", path = "../solutions/chapter03.rs")]
mod chapter03;
#[cfg_attr(broken = "4", path = "../solutions/chapter04.rs")]
mod chapter04;
#[cfg_attr(broken = "5", path = "../solutions/chapter05.rs")]
mod chapter05;
#[cfg_attr(broken = "6", path = "../solutions/chapter06.rs")]
mod chapter06;
#[cfg_attr(broken = "7", path = "../solutions/chapter07.rs")]
mod chapter07;
#[cfg_attr(broken = "8", path = "../solutions/chapter08.rs")]
mod chapter08;
#[cfg_attr(broken = "9", path = "../solutions/chapter09.rs")]
mod chapter09;
#[cfg_attr(broken = "10", path = "../solutions/chapter10.rs")]
mod chapter10;
#[cfg_attr(broken = "11", path = "../solutions/chapter11.rs")]
mod chapter11;
#[cfg_attr(broken = "12", path = "../solutions/chapter12.rs")]
mod chapter12;
mod table;

use exercises::Report;
use exercises::progress::Progress;
use std::path::Path;
use table::{EXERCISES, Judged, Row};

/// Without a chapter what is solved, and what comes next; with chapters, a report of each of their exercises. `--progress FILE` keeps what
/// was solved once, `--without CHAPTER` names one that does not compile. For `grade`: with `--list` the exercises, with
/// `--judge CHAPTER NAME` the verdict of one in a word.
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--list"] => EXERCISES.iter().for_each(|row| println!("{} {}", row.chapter, row.name)),
        ["--judge", chapter, name] => {
            let is_asked = |row: &&Row| row.chapter.to_string() == *chapter && row.name == *name;
            EXERCISES.iter().filter(is_asked).for_each(|row| println!("{}", (row.check)().word()));
        }
        arguments => {
            let of = |option: &'static str| {
                arguments.windows(2).filter(move |pair| pair[0] == option).map(move |pair| pair[1])
            };
            let broken: Vec<&str> = of("--without").collect();
            let mut judge = Judge::new(of("--progress").next());
            let chapters: Vec<&str> =
                arguments.chunks(2).filter(|pair| !pair[0].starts_with('-')).flatten().copied().collect();
            if chapters.is_empty() {
                overview(&mut judge, &broken);
            } else {
                reports(&mut judge, &chapters);
            }
            judge.end();
        }
    }
}

/// Judges, and compares with what was solved once, if this is kept.
struct Judge {
    judged: Judged,
    progress: Option<Progress>,
}

impl Judge {
    fn new(file: Option<&str>) -> Judge {
        let progress = file.map(|file| {
            let (progress, told) = Progress::read(Path::new(file));
            told.iter().for_each(|told| eprintln!("warning: {told}"));
            progress
        });
        Judge { judged: Judged::default(), progress }
    }

    /// The report of an exercise, and whether it was solved once and is not now.
    fn check(&mut self, row: &Row) -> (Report, bool) {
        let report = self.judged.judge(row);
        let was_solved = self.progress.as_mut().is_some_and(|progress| progress.note(&report));
        (report, was_solved)
    }

    fn end(&self) {
        if let Some(Err(error)) = self.progress.as_ref().map(Progress::write) {
            eprintln!("warning: what is solved cannot be kept: {error}");
        }
    }
}

fn reports(judge: &mut Judge, chapters: &[&str]) {
    for row in EXERCISES.iter().filter(|row| chapters.contains(&row.chapter.to_string().as_str())) {
        let (report, was_solved) = judge.check(row);
        println!("{report}{}", if was_solved { "\n  It was solved before." } else { "" });
    }
}

/// A line for each chapter; then the reports of what was solved once and is not now, or else of the first that is not solved.
fn overview(judge: &mut Judge, broken: &[&str]) {
    let (mut next, mut once_solved) = (None, Vec::new());
    for chapter in EXERCISES.chunk_by(|a, b| a.chapter == b.chapter) {
        let number = chapter[0].chapter;
        if broken.contains(&number.to_string().as_str()) {
            println!("chapter {number:>2}  does not compile");
            continue;
        }
        let (mut marks, mut solved) = (String::new(), 0);
        for row in chapter {
            let (report, was_solved) = judge.check(row);
            marks.push(if report.is_solved() {
                '✓'
            } else if was_solved {
                '✗'
            } else {
                '·'
            });
            if report.is_solved() {
                solved += 1;
            } else if was_solved {
                once_solved.push(report);
            } else {
                next = next.or(Some(report));
            }
        }
        println!("chapter {number:>2}  {marks:<8} {solved} of {}", chapter.len());
    }
    for report in &once_solved {
        println!("\nWas solved, now wrong: exercises/src/chapter{:02}.rs\n{report}", report.exercise.chapter);
    }
    match next {
        Some(report) if once_solved.is_empty() => {
            println!("\nNext: exercises/src/chapter{:02}.rs\n{report}", report.exercise.chapter);
        }
        None if once_solved.is_empty() && broken.is_empty() => println!("\nAll are solved."),
        _ => {}
    }
}
