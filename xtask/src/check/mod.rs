//! The gates: what must hold before the book changes for its readers.

mod browser;
mod equations;
mod links;
mod pages;
mod recorded;

pub use recorded::first_difference;

use crate::book::{self, count, report};
use crate::library::Library;
use crate::problem::Problem;
use crate::project::Project;
use crate::record::programs;
use anyhow::{Result, bail};
use clap::ValueEnum;
use console::style;
use std::time::Instant;

/// A gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Gate {
    /// Running every program again changes nothing in `book/recorded/`
    Record,
    /// Every directive can be expanded, every step is shown, every figure has words
    Pages,
    /// Every link, anchor and image inside the book resolves
    Links,
    /// Every numbered equation is computed in src/ and proved in tests/, and the reverse
    Equations,
    /// Every page in Chromium, light and dark, wide and narrow
    Browser,
}

/// Passes through the gates in their order, one or all. All problems are told before it fails.
pub fn check(project: &Project, only: Option<Gate>) -> Result<()> {
    let wanted = |gate| only.is_none_or(|only| only == gate);
    let mut failed = Vec::new();
    let mut pass = |name: &str, start: Instant, problems: Vec<Problem>| {
        let seconds = start.elapsed().as_secs_f64();
        report(&problems);
        if problems.is_empty() {
            println!("{} {name}  ({seconds:.1} s)", style("good").green());
        } else {
            println!("{} {name}: {}  ({seconds:.1} s)", style("failed").red(), count(problems.len()));
            failed.push(name.to_owned());
        }
    };
    if wanted(Gate::Record) {
        let start = Instant::now();
        pass("record", start, check_recording(project)?);
    }
    if wanted(Gate::Equations) {
        let start = Instant::now();
        let library = Library::read(project)?;
        let mut problems = library.problems.clone();
        problems.extend(equations::check(&library));
        pass("equations", start, problems);
    }
    if only.is_none_or(|only| matches!(only, Gate::Pages | Gate::Links | Gate::Browser)) {
        let start = Instant::now();
        let folder = tempfile::tempdir()?;
        let built = book::build(project, folder.path(), None)?;
        if wanted(Gate::Pages) {
            let mut problems = built.problems;
            problems.extend(built.missing.iter().map(|page| {
                Problem::new("book/src/SUMMARY.md", 0, format!("the page {} is not written", page.display()))
            }));
            problems.extend(pages::check(&Library::read(project)?, folder.path())?);
            pass("pages", start, problems);
        }
        if wanted(Gate::Links) {
            let start = Instant::now();
            pass("links", start, links::check(project, folder.path())?);
        }
        if wanted(Gate::Browser) {
            let start = Instant::now();
            pass("browser", start, browser::check(project, folder.path())?);
        }
    }
    if !failed.is_empty() {
        bail!("not good: {}", failed.join(", "));
    }
    Ok(())
}

/// The gate of the recording: all programs again, into a folder of its own.
fn check_recording(project: &Project) -> Result<Vec<Problem>> {
    let folder = tempfile::tempdir()?;
    let programs = programs(project)?;
    crate::record::record_into(project, &programs, folder.path())?;
    let measured: Vec<&str> = programs.iter().filter(|p| p.measures).map(|p| p.name.as_str()).collect();
    recorded::compare(&project.recorded(), folder.path(), &measured)
}
