//! The notebooks: made from the pages and the programs, run, and kept with their outputs in `notebooks/`; with the solutions of their
//! exercises and without outputs in `notebooks/solutions/`.

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
use crate::program::Program;
use crate::project::{Project, SOLVED, write_if_changed};
use crate::python::{jupyter, run, temporary};
use crate::record::in_turns;
use anyhow::{Context, Result, ensure};
use cell::{Cell, Edition};
use execute::execute;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

/// A notebook is no larger, so that it opens at once wherever it is shown; nor is one without outputs.
const LARGEST: [usize; 2] = [400_000, 200_000];

/// Makes the notebooks, of all chapters or of one, runs those of the students and keeps both editions; `is_check` compares them
/// with what is kept instead. Where they `are_played`, those for teachers run with what they invite their reader to do, and are laid down
/// beside what the kernel compiles.
pub fn notebooks(project: &Project, only: Option<u8>, is_check: bool, are_played: bool) -> Result<()> {
    let start = Instant::now();
    let library = Library::read(project)?;
    // What is wrong with a page is told before anything is installed or run.
    let (mut sources, mut problems) = (Vec::new(), Vec::new());
    for &chapter in library.chapters.keys().filter(|chapter| only.is_none_or(|only| only == **chapter)) {
        let (cells, found) = source::write(&library, chapter).with_context(|| format!("chapter {chapter}"))?;
        problems.extend(found);
        sources.push((library.program(&format!("chapter{chapter:02}"))?, cells));
    }
    ensure!(!sources.is_empty(), "no chapter {}", only.unwrap_or(0));
    none_of(&problems)?;
    // Those for teachers are kept as they were made: they run where they are played.
    for (program, cells) in sources.iter().filter(|_| !are_played) {
        let found = keep(project, program, SOLVED, &cell::notebook(cells, Edition::Teachers), is_check)?;
        found.iter().for_each(tell_error);
        problems.extend(found);
    }
    jupyter(project)?; // installed, before several ask for it
    let run = |worker: usize, (program, cells): &(&Program, Vec<Cell>)| -> Result<Vec<Problem>> {
        let (folder, edition) = if are_played { (SOLVED, Edition::Played) } else { ("notebooks", Edition::Students) };
        let file = place(folder, program);
        let (notebook, mut found) = execute(project, worker, &file, &cell::notebook(cells, edition))?;
        if are_played {
            write_if_changed(&temporary(project).join(place("played", program)), &cell::file(&notebook)?)?;
        } else {
            if !program.measures && found.is_empty() {
                found.extend(compare::with_program(&library, program, &file, &notebook)?);
            }
            found.extend(keep(project, program, folder, &notebook, is_check)?);
        }
        found.iter().for_each(tell_error);
        Ok(found)
    };
    // The later chapters take longest, and go first: none is left to run alone while the other cores wait.
    sources.reverse();
    // The compiler works on one cell with one core, so several notebooks run at once. Each takes about a gigabyte.
    let workers = thread::available_parallelism().map_or(1, |cores| cores.get().min(4));
    // What is measured is kept only where it was alone; a check does not compare it.
    for found in in_turns(&sources, workers, |(program, _)| program.measures && !is_check, run) {
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

/// The file of a program's notebook in a folder.
fn place(folder: &str, program: &Program) -> PathBuf {
    Path::new(folder).join(&program.name).with_extension("ipynb")
}

/// Writes a notebook into its folder, even one that is too large, to be looked at, or compares it with the one that is there.
fn keep(project: &Project, program: &Program, folder: &str, new: &Value, is_check: bool) -> Result<Vec<Problem>> {
    let (shown, file) = (place(folder, program), cell::file(new)?);
    let (path, mut problems) = (project.root.join(&shown), Vec::new());
    let largest = LARGEST[usize::from(folder == SOLVED)];
    if file.len() > largest {
        problems.push(Problem::new(&shown, 0, format!("{} bytes; at most {largest} are wanted", file.len())));
    }
    if !is_check {
        write_if_changed(&path, &file)?;
    } else if let Ok(kept) = std::fs::read(path) {
        let kept: Value = serde_json::from_slice(&kept).with_context(|| shown.display().to_string())?;
        problems.extend(compare::with_kept(&shown, &kept, new, program.measures));
    } else {
        problems.push(Problem::new(&shown, 0, "there is none; run `cargo xtask notebooks`"));
    }
    Ok(problems)
}
