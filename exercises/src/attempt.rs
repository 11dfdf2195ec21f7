//! What the reader writes, `chapter00.rs` and so on beside this file, before its judges. `cargo exercise` compiles and runs it.
#![allow(clippy::todo, unused, missing_docs, reason = "the reader writes what is missing")]

mod chapter00;
mod chapter01;
mod chapter02;
mod chapter03;
mod chapter04;
mod chapter05;
mod chapter06;
mod chapter07;
mod chapter08;
mod chapter09;
mod chapter10;
mod chapter11;
mod chapter12;
mod table;

use table::{EXERCISES, Row};

/// Without an argument what is solved, and what comes next; with chapters, a report of each of their exercises. For `grade`: with
/// `--list` the exercises, with `--judge CHAPTER NAME` the verdict of one in a word.
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => overview(),
        ["--list"] => EXERCISES.iter().for_each(|row| println!("{} {}", row.chapter, row.name)),
        ["--judge", chapter, name] => {
            let is_asked = |row: &&Row| row.chapter.to_string() == *chapter && row.name == *name;
            EXERCISES.iter().filter(is_asked).for_each(|row| println!("{}", (row.check)().word()));
        }
        chapters => {
            let is_asked = |row: &&Row| chapters.contains(&row.chapter.to_string().as_str());
            EXERCISES.iter().filter(is_asked).for_each(|row| println!("{}", (row.check)()));
        }
    }
}

/// A line for each chapter, and the report of the first exercise that is not solved.
fn overview() {
    let mut next = None;
    for chapter in EXERCISES.chunk_by(|a, b| a.chapter == b.chapter) {
        let reports: Vec<_> = chapter.iter().map(|row| (row.check)()).collect();
        let marks: String = reports.iter().map(|report| if report.is_solved() { '✓' } else { '·' }).collect();
        let solved = reports.iter().filter(|report| report.is_solved()).count();
        println!("chapter {:>2}  {marks:<8} {solved} of {}", chapter[0].chapter, chapter.len());
        next = next.or_else(|| reports.into_iter().find(|report| !report.is_solved()));
    }
    match next {
        Some(report) => {
            let chapter = report.exercise.chapter;
            println!("\nNext: exercises/src/chapter{chapter:02}.rs\n{report}");
        }
        None => println!("\nAll are solved."),
    }
}
