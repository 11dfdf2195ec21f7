//! The notebooks: made from the pages and the programs, run, and kept with their outputs in `notebooks/`.

mod cell;
mod changes;
mod compare;
mod execute;
mod exercise;
mod plain;
mod program;
mod setup;
mod solution;
mod source;

use crate::library::Library;
use crate::problem::{Problem, count, none_of, tell_error};
use crate::project::{Project, write_if_changed};
use crate::python::{jupyter, run, temporary};
use crate::record::in_turns;
use anyhow::{Context, Result, ensure};
use execute::execute;
use serde_json::Value;
use std::path::Path;
use std::thread;
use std::time::Instant;

/// A notebook is no larger, so that it opens at once wherever it is shown.
const LARGEST: usize = 400_000;

/// What is done with a notebook that was made and run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Keep,
    /// It is compared with the one that is kept: what differs is a failure.
    Check,
    /// It is run with what it invites its reader to do, and laid down beside what the kernel compiles.
    Play,
}

/// Makes and runs the notebooks, of all chapters or of one.
pub fn notebooks(project: &Project, only: Option<u8>, purpose: Purpose) -> Result<()> {
    let start = Instant::now();
    let library = Library::read(project)?;
    // What is wrong with a page is told before anything is installed or run.
    let (mut sources, mut problems) = (Vec::new(), Vec::new());
    for &chapter in library.chapters.keys().filter(|chapter| only.is_none_or(|only| only == **chapter)) {
        let (cells, found) = source::write(&library, chapter).with_context(|| format!("chapter {chapter}"))?;
        problems.extend(found);
        sources.push((format!("chapter{chapter:02}"), cell::notebook(&cells, purpose == Purpose::Play)));
    }
    ensure!(!sources.is_empty(), "no chapter {}", only.unwrap_or(0));
    none_of(&problems)?;
    jupyter(project)?; // installed, before several ask for it
    let run = |worker: usize, (name, source): &(String, Value)| -> Result<Vec<Problem>> {
        // All that does not work is wanted where much is tried; elsewhere what follows a failure means nothing.
        let (notebook, mut found) = execute(project, worker, name, source, purpose == Purpose::Play)?;
        judge(&library, name, &notebook, purpose, &mut found)?;
        found.iter().for_each(tell_error);
        Ok(found)
    };
    let measures = |(name, _): &(String, Value)| library.program(name).is_ok_and(|program| program.measures);
    // The compiler works on one cell with one core, so several notebooks run at once. Each takes about a gigabyte.
    let workers = thread::available_parallelism().map_or(1, |cores| cores.get().min(4));
    for found in in_turns(&sources, workers, measures, run) {
        problems.extend(found?);
    }
    ensure!(problems.is_empty(), count(&problems));
    println!("{} notebooks  ({:.0} s)", sources.len(), start.elapsed().as_secs_f64());
    Ok(())
}

/// Opens the notebooks in JupyterLab, with the kernel and the Jupyter that run them here.
pub fn lab(project: &Project) -> Result<()> {
    run(jupyter(project)?.current_dir(project.root.join("notebooks")).args(["-m", "jupyterlab"]))
}

/// A notebook as the book has it, if need be without the solutions of its exercises.
pub fn shown(library: &Library, file: Vec<u8>) -> Result<Vec<u8>> {
    if !library.is_unsolved {
        return Ok(file);
    }
    let mut notebook: Value = serde_json::from_slice(&file)?;
    for cell in notebook["cells"].as_array_mut().into_iter().flatten().filter(|cell| cell["cell_type"] == "markdown") {
        cell["source"] = cell::lines(&library.shown(&cell::text(&cell["source"])));
    }
    Ok(cell::file(&notebook)?)
}

/// Finds what is wrong with a notebook that was run. One that shall be kept is written, even so, to be looked at.
fn judge(library: &Library, name: &str, notebook: &Value, purpose: Purpose, problems: &mut Vec<Problem>) -> Result<()> {
    let shown = Path::new("notebooks").join(format!("{name}.ipynb"));
    let path = library.project.root.join(&shown);
    let program = library.program(name)?;
    let file = cell::file(notebook)?;
    if purpose == Purpose::Play {
        return write_if_changed(&temporary(&library.project).join(format!("played/{name}.ipynb")), &file).map(drop);
    }
    if !program.measures && problems.is_empty() {
        problems.extend(compare::with_program(library, program, &shown, notebook)?);
    }
    if file.len() > LARGEST {
        problems.push(Problem::new(&shown, 0, format!("{} bytes; at most {LARGEST} are wanted", file.len())));
    }
    if purpose == Purpose::Keep {
        return write_if_changed(&path, &file).map(drop);
    }
    let Ok(kept) = std::fs::read(path) else {
        problems.push(Problem::new(&shown, 0, "there is none; run `cargo xtask notebooks`"));
        return Ok(());
    };
    let kept: Value = serde_json::from_slice(&kept).with_context(|| shown.display().to_string())?;
    problems.extend(compare::with_kept(&shown, &kept, notebook, program.measures));
    Ok(())
}
