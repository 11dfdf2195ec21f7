//! Typical wrong solutions: every grader rejects them, each with its own diagnosis. The table is printed with `--nocapture`.
#![allow(missing_docs, clippy::ptr_arg, reason = "each is a function as a reader writes it")]

#[path = "mistakes/chapter00/mod.rs"]
mod chapter00;
#[path = "mistakes/chapter01/mod.rs"]
mod chapter01;
#[path = "mistakes/chapter02/mod.rs"]
mod chapter02;
#[path = "mistakes/chapter03/mod.rs"]
mod chapter03;
#[path = "mistakes/chapter04/mod.rs"]
mod chapter04;
#[path = "mistakes/chapter05/mod.rs"]
mod chapter05;
#[path = "mistakes/chapter06/mod.rs"]
mod chapter06;
#[path = "mistakes/chapter07/mod.rs"]
mod chapter07;
#[path = "mistakes/chapter08/mod.rs"]
mod chapter08;
#[path = "mistakes/chapter09/mod.rs"]
mod chapter09;
#[path = "mistakes/chapter10/mod.rs"]
mod chapter10;
#[path = "mistakes/chapter11/mod.rs"]
mod chapter11;
#[path = "mistakes/chapter12.rs"]
mod chapter12;

use exercises::Report;
use exercises::report::Verdict;
use std::collections::BTreeMap;
use std::process::Command;

/// A wrong solution: what is wrong with it, some words that the diagnosis must have, and the grader's report.
#[derive(Debug, Clone, Copy)]
pub struct Mistake {
    pub what: &'static str,
    /// None where a reader can only be told which number is wrong.
    pub words: Option<&'static str>,
    pub report: fn() -> Report,
}

pub const fn mistake(what: &'static str, words: &'static str, report: fn() -> Report) -> Mistake {
    Mistake { what, words: Some(words), report }
}

/// One that has no name of its own.
pub const fn unnamed(what: &'static str, report: fn() -> Report) -> Mistake {
    Mistake { what, words: None, report }
}

#[test]
fn every_mistake_is_rejected_and_diagnosed() {
    let all = [
        chapter00::MISTAKES,
        chapter01::MISTAKES,
        chapter02::MISTAKES,
        chapter03::MISTAKES,
        chapter04::MISTAKES,
        chapter05::MISTAKES,
        chapter06::MISTAKES,
        chapter07::MISTAKES,
        chapter08::MISTAKES,
        chapter09::MISTAKES,
        chapter10::MISTAKES,
        chapter11::MISTAKES,
        chapter12::MISTAKES,
    ]
    .concat()
    .concat();
    let mut of_exercise: BTreeMap<(u8, &str), usize> = BTreeMap::new();
    let mut sentences: BTreeMap<String, &str> = BTreeMap::new();
    let (mut named, mut problems) = (0, Vec::new());
    for Mistake { what, words, report } in &all {
        let report = report();
        let exercise = (report.exercise.chapter, report.exercise.name);
        let said = report.to_string();
        println!("{} | {} | {what} | {said}", exercise.0, exercise.1);
        *of_exercise.entry(exercise).or_default() += 1;
        if report.is_solved() || report.verdict == Verdict::NotWritten {
            problems.push(format!("{exercise:?}: accepted, though {what}"));
        } else if let Some(words) = words {
            if !said.contains(words) {
                problems.push(format!("{exercise:?}: {what}: expected `{words}` in: {said}"));
            } else if let Some(other) = sentences.insert(said.clone(), what) {
                problems.push(format!("{exercise:?}: {what}: said too of {other}: {said}"));
            }
            named += 1;
        }
    }
    let list = Command::new(env!("CARGO_BIN_EXE_attempt")).arg("--list").output().unwrap();
    for exercise in String::from_utf8(list.stdout).unwrap().lines() {
        let (chapter, name) = exercise.split_once(' ').unwrap();
        let mistakes = of_exercise.get(&(chapter.parse().unwrap(), name)).copied().unwrap_or(0);
        if mistakes < 4 {
            problems.push(format!("{exercise}: {mistakes} wrong solutions, and at least 4 are wanted"));
        }
    }
    println!("{} wrong solutions of {} exercises, {named} of them named", all.len(), of_exercise.len());
    assert!(named as f64 >= 0.95 * all.len() as f64);
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
