//! The gates: what must hold before the book changes for its readers.
//!
//! | file | gate |
//! |---|---|
//! | `recorded` | the programs print and draw what the pages show |
//! | `equations` | what is numbered on a page is computed in `src/` and proved in `tests/`, and the reverse |
//! | `pages`, `fonts` | pages as they were built, without a browser: all is expanded, every figure has words, every character a font |
//! | `links` | every link and anchor inside the book |
//! | `browser` | every page as a browser shows it (`xtask/browser/check.mjs`) |
//! | `labs` | every live figure in a browser (`xtask/browser/labs.mjs`) |

pub mod browser;
mod equations;
mod fonts;
mod labs;
mod links;
pub mod pages;
mod recorded;

use crate::book;
use crate::book::site::Site;
use crate::kept::memo::Memo;
use crate::kept::passed::{Passed, fingerprint};
use crate::library::Library;
use crate::problem::{Problem, count, tell_error};
use crate::project::Project;
use anyhow::{Result, bail};
use clap::ValueEnum;
use console::style;
use std::path::{Path, PathBuf};
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

impl Gate {
    fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// Whether a gate in the browser was good with the book in `folder`: of the others, none takes minutes.
    fn passed(self, project: &Project, folder: &Path) -> Option<Result<Passed>> {
        let files: &[&str] = match self {
            Gate::Browser => &["xtask/browser"],
            Gate::Labs => &["xtask/browser", "labs", "src", "data", "Cargo.toml", "Cargo.lock"],
            _ => return None,
        };
        let read = || {
            let (program, commands) = (std::env::current_exe()?, browser::commands()?);
            let files: Vec<&Path> = files.iter().map(Path::new).chain([folder, &*program]).collect();
            fingerprint(project, &files, &commands.each_ref().map(PathBuf::as_path))
        };
        Some(read().map(|read| Passed::new(project, &self.name(), &read)))
    }
}

/// Passes through the gates in their order, one or all, with `full` also through the steps of programs that take long, and live
/// figures run for minutes; with `changed` those in the browser are left out that were good with the same files. All problems are told
/// before it fails.
pub fn check(project: &Project, only: Option<Gate>, full: bool, changed: bool) -> Result<()> {
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
        let passed = gate.passed(project, folder.path()).transpose()?;
        if changed && passed.as_ref().is_some_and(Passed::holds) {
            continue;
        }
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
        let (name, seconds) = (gate.name(), start.elapsed().as_secs_f64());
        if found.is_empty() {
            passed.map_or(Ok(()), |passed| passed.keep())?;
            println!("{} {name}  ({seconds:.1} s)", style("good").green());
        } else {
            println!("{} {name}: {}  ({seconds:.1} s)", style("failed").red(), count(&found));
            failed.push(name);
        }
    }
    if failed.is_empty() { Ok(()) } else { bail!("not good: {}", failed.join(", ")) }
}
