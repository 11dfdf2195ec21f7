//! The gates: what must hold before the book changes for its readers.

pub mod browser;
mod equations;
mod fonts;
mod labs;
mod links;
pub mod pages;
mod recorded;

use crate::book;
use crate::library::Library;
use crate::memo::Memo;
use crate::problem::{Problem, count, tell_error};
use crate::project::Project;
use crate::site::Site;
use anyhow::{Result, bail};
use clap::ValueEnum;
use console::style;
use std::time::Instant;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Gate {
    /// Running every program again changes nothing in `book/recorded/`
    Record,
    /// Every numbered equation is computed in src/ and proved in tests/, and the reverse
    Equations,
    /// Every directive can be expanded, every step is shown, every figure has words, every character a font
    Pages,
    /// Every link, anchor and image inside the book resolves
    Links,
    /// Every page in Chromium and Firefox, light and dark, wide and narrow
    Browser,
    /// Every live figure in Chromium and Firefox, its numbers beside those of the native library, where it can be compiled
    Labs,
}

/// Passes through the gates in their order, one or all, with `full` also through the steps of programs that take long, and live
/// figures run for minutes. All problems are told before it fails.
pub fn check(project: &Project, only: Option<Gate>, full: bool) -> Result<()> {
    let wanted: Vec<Gate> = Gate::value_variants().iter().copied().filter(|g| only.is_none_or(|o| o == *g)).collect();
    let library = Library::read(project, &Memo::default())?;
    let folder = tempfile::tempdir()?;
    // Where the browser finds it: in a folder of its host, as a book is published.
    let site = Site { site_url: Some(format!("{}/", browser::PLACE)), ..Site::default() };
    let needs_book = wanted.iter().any(|gate| matches!(gate, Gate::Pages | Gate::Links | Gate::Browser | Gate::Labs));
    let problems =
        if needs_book { book::build(project, folder.path(), &Memo::default(), true, &site)? } else { Vec::new() };
    let built = pages::all(folder.path())?;
    let mut failed = Vec::new();
    for gate in wanted {
        let start = Instant::now();
        let found: Vec<Problem> = match gate {
            Gate::Record => recorded::check(project, &library.programs, full)?,
            Gate::Equations => [library.problems.clone(), equations::check(&library)].concat(),
            Gate::Pages => {
                [problems.clone(), pages::check(&library, &built)?, fonts::check(folder.path(), &built)?].concat()
            }
            Gate::Links => links::check(project, folder.path(), &built)?,
            Gate::Browser => browser::check(project, folder.path(), &built)?,
            Gate::Labs => labs::check(project, folder.path(), if full { 600.0 } else { 30.0 })?,
        };
        found.iter().for_each(tell_error);
        let (name, seconds) = (format!("{gate:?}").to_lowercase(), start.elapsed().as_secs_f64());
        if found.is_empty() {
            println!("{} {name}  ({seconds:.1} s)", style("good").green());
        } else {
            println!("{} {name}: {}  ({seconds:.1} s)", style("failed").red(), count(&found));
            failed.push(name);
        }
    }
    if failed.is_empty() { Ok(()) } else { bail!("not good: {}", failed.join(", ")) }
}
