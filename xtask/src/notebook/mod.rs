//! The notebooks: made from the pages and the programs, run, and kept with their outputs in `notebooks/`; with the solutions of their
//! exercises and without outputs in `notebooks/solutions/`.

mod cell;
mod changes;
mod compare;
mod compiled;
mod execute;
mod exercise;
mod outputs;
mod plain;
mod program;
mod setup;
mod solution;
mod source;

use crate::code::program::{Program, RECORDED};
use crate::kept::memo::Memo;
use crate::kept::passed::{Passed, fingerprint};
use crate::library::Library;
use crate::problem::{Problem, count, none_of, tell_error};
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

/// Where those for students are.
const FOLDER: &str = "notebooks";
/// A notebook is no larger, so that it opens at once wherever it is shown; nor is one without outputs.
const LARGEST: [usize; 2] = [400_000, 200_000];

/// What is done with the notebooks when they are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Those of the students run, and both editions are kept.
    Keep,
    /// The same is compared with what is kept, and nothing is written.
    Check,
    /// Those for teachers run with what they invite their reader to do, and are laid down beside what the kernel compiles.
    Play,
    /// Only their text is kept anew, with the outputs that there are: nothing runs.
    Text,
}

/// What every notebook reads beside its own cells: the crates that it uses, the data, and what runs it.
const READ: [&str; 6] = ["src", "exercises", "data", "Cargo.toml", "Cargo.lock", "xtask/notebooks"];

/// Makes the notebooks, of all chapters or of one, and does this with them; with `changed`, those are left out that were good with the
/// same files.
pub fn notebooks(project: &Project, only: Option<u8>, task: Task, changed: bool) -> Result<()> {
    let start = Instant::now();
    let library = Library::read(project, &Memo::default())?;
    // What is wrong with a page is told before anything is installed or run.
    let (mut sources, mut problems) = (Vec::new(), Vec::new());
    for &chapter in library.chapters.keys().filter(|chapter| only.is_none_or(|only| only == **chapter)) {
        let program = library.program(&format!("chapter{chapter:02}"))?;
        if program.is_notebook(project)? {
            let (cells, found) = source::write(&library, chapter).with_context(|| format!("chapter {chapter}"))?;
            problems.extend(found);
            sources.push((program, cells));
        }
    }
    ensure!(!sources.is_empty(), "no notebook of chapter {}", only.unwrap_or(0));
    none_of(&problems)?;
    // Those for teachers are kept as they were made: they run where they are played.
    for (program, cells) in sources.iter().filter(|_| task != Task::Play) {
        let mut found = keep(project, program, SOLVED, &cell::notebook(cells, Edition::Teachers), task)?;
        if task == Task::Text {
            found.extend(keep_text(project, program, cells)?);
        }
        found.iter().for_each(tell_error);
        problems.extend(found);
    }
    if task == Task::Text {
        ensure!(problems.is_empty(), count(&problems));
        return Ok(());
    }
    // What they read is looked at before anything runs: meanwhile it may change.
    let (mut waiting, program) = (Vec::new(), std::env::current_exe()?);
    let files: Vec<&Path> = READ.iter().map(Path::new).chain([&*program]).collect();
    let common = (task == Task::Check).then(|| fingerprint(project, &files, &[Path::new("rustc")])).transpose()?;
    for (program, cells) in sources {
        let passed = common.map(|common| passed(project, program, &cells, common)).transpose()?;
        if !(changed && passed.as_ref().is_some_and(Passed::holds)) {
            waiting.push((program, cells, passed));
        }
    }
    jupyter(project)?; // installed, before several ask for it
    let run =
        |worker: usize, (program, cells, passed): &(&Program, Vec<Cell>, Option<Passed>)| -> Result<Vec<Problem>> {
            let is_played = task == Task::Play;
            let (folder, edition) = if is_played { (SOLVED, Edition::Played) } else { (FOLDER, Edition::Students) };
            let file = place(folder, program);
            let execute = if task == Task::Check && program.measures { compiled::execute_soon } else { execute };
            let (notebook, mut found) = execute(project, worker, &file, &cell::notebook(cells, edition))?;
            if is_played {
                write_if_changed(&temporary(project).join(place("played", program)), &cell::file(&notebook)?)?;
            } else {
                if !program.measures && found.is_empty() {
                    found.extend(compare::with_program(&library, program, &file, &notebook)?);
                }
                found.extend(keep(project, program, folder, &notebook, task)?);
                if found.is_empty() {
                    passed.as_ref().map_or(Ok(()), Passed::keep)?;
                }
            }
            found.iter().for_each(tell_error);
            Ok(found)
        };
    // The later chapters take longest, and go first: none is left to run alone while the other cores wait.
    waiting.reverse();
    // The compiler works on one cell with one core, so several notebooks run at once. Each takes about a gigabyte.
    let workers = thread::available_parallelism().map_or(1, |cores| cores.get().min(4));
    if let [.., _, (_, cells, _)] = &waiting[..] {
        compiled::share(project, workers, &cell::notebook(cells, Edition::Students))?;
    }
    // What is measured is kept only where it was alone; a check does not compare it.
    for found in in_turns(&waiting, workers, |(program, ..)| program.measures && task != Task::Check, run) {
        problems.extend(found?);
    }
    ensure!(problems.is_empty(), count(&problems));
    println!("{} notebooks  ({:.0} s)", waiting.len(), start.elapsed().as_secs_f64());
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

/// Whether a notebook with these cells was good, where `common` stands for what all of them read: with what is kept of it, and what the
/// program printed.
fn passed(project: &Project, program: &Program, cells: &[Cell], common: u64) -> Result<Passed> {
    let own = fingerprint(project, &[&place(FOLDER, program), &Path::new(RECORDED).join(&program.name)], &[])?;
    let cells = cell::file(&cell::notebook(cells, Edition::Students))?;
    Ok(Passed::new(project, &format!("notebook of {}", program.name), &(common, own, cells)))
}

/// The file of a program's notebook in a folder.
fn place(folder: &str, program: &Program) -> PathBuf {
    Path::new(folder).join(&program.name).with_extension("ipynb")
}

/// Writes the notebook of a chapter with the outputs that are kept, if its code is as it was.
fn keep_text(project: &Project, program: &Program, cells: &[Cell]) -> Result<Vec<Problem>> {
    let (file, mut new) = (place(FOLDER, program), cell::notebook(cells, Edition::Students));
    let kept = serde_json::from_str(&project.read(&file)?).with_context(|| file.display().to_string())?;
    let problems = outputs::taken_over(&file, &kept, &mut new);
    if problems.is_empty() { keep(project, program, FOLDER, &new, Task::Text) } else { Ok(problems) }
}

/// Writes a notebook into its folder, even one that is too large, to be looked at, or compares it with the one that is there.
fn keep(project: &Project, program: &Program, folder: &str, new: &Value, task: Task) -> Result<Vec<Problem>> {
    let (shown, file) = (place(folder, program), cell::file(new)?);
    let (path, mut problems) = (project.root.join(&shown), Vec::new());
    let largest = LARGEST[usize::from(folder == SOLVED)];
    if file.len() > largest {
        problems.push(Problem::new(&shown, 0, format!("{} bytes; at most {largest} are wanted", file.len())));
    }
    if task != Task::Check {
        write_if_changed(&path, &file)?;
    } else if let Ok(kept) = std::fs::read(path) {
        let kept: Value = serde_json::from_slice(&kept).with_context(|| shown.display().to_string())?;
        problems.extend(compare::with_kept(&shown, &kept, new, program.measures));
    } else {
        problems.push(Problem::new(&shown, 0, "there is none; run `cargo xtask notebooks`"));
    }
    Ok(problems)
}
