//! The notebooks: made from the pages and the programs, run, and kept with their outputs in `notebooks/`.

mod cell;
mod changes;
mod compare;
mod execute;
mod kernel;
mod play;
mod program;
mod scope;
mod setup;
mod solution;
mod source;
mod steps;

use crate::book::{count, report};
use crate::library::Library;
use crate::problem::Problem;
use crate::project::{Project, write_if_changed};
use anyhow::{Context, Result, bail};
use execute::{Executed, execute};
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Jupyter, temporary};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};

/// A notebook is no larger, so that it opens at once wherever it is shown.
const LARGEST: usize = 1_000_000;

/// What is done with a notebook that was made and run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It is written.
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
    let chapters: Vec<u8> = library.chapters.keys().copied().filter(|c| only.is_none_or(|only| only == *c)).collect();
    if chapters.is_empty() {
        bail!("no chapter {}", only.unwrap_or(0));
    }
    // What is wrong with a page is told before anything is installed or run.
    let mut sources = Vec::new();
    let mut problems = Vec::new();
    for &chapter in &chapters {
        let mut written = source::write(&library, chapter).with_context(|| format!("chapter {chapter}"))?;
        problems.append(&mut written.problems);
        let cells = if purpose == Purpose::Play { play::played(&written) } else { written.cells };
        sources.push((chapter, cell::notebook(&cells)));
    }
    stop_at(&problems)?;
    let jupyter = Jupyter::install(project)?;
    let bar = ProgressBar::new(sources.len() as u64);
    if let Ok(style) =
        ProgressStyle::with_template("{spinner} running the notebooks  {bar:24}  {pos}/{len}  {wide_msg}")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    for (chapter, source) in &sources {
        let name = format!("chapter{chapter:02}");
        // All that does not work is wanted where much is tried; elsewhere what follows a failure means nothing.
        let executed = execute(project, &jupyter, &name, source, purpose == Purpose::Play, &bar)?;
        let found = judge(&library, &name, &executed, purpose)?;
        bar.suspend(|| {
            println!("{}", summary(&name, &executed, &found));
            report(&found);
        });
        problems.extend(found);
        bar.inc(1);
    }
    bar.finish_and_clear();
    if !problems.is_empty() {
        bail!("{}", count(problems.len()));
    }
    println!("{} notebooks  ({:.0} s)", sources.len(), start.elapsed().as_secs_f64());
    Ok(())
}

/// Opens the notebooks in JupyterLab, with the kernel and the Jupyter that run them here.
pub fn lab(project: &Project) -> Result<()> {
    let jupyter = Jupyter::install(project)?;
    let folder = project.root.join("notebooks");
    crate::python::run(jupyter.python(project)?.current_dir(folder).args(["-m", "jupyterlab"]))
}

fn stop_at(problems: &[Problem]) -> Result<()> {
    report(problems);
    if !problems.is_empty() {
        bail!("{}", count(problems.len()));
    }
    Ok(())
}

/// What is wrong with a notebook that was run. One that shall be kept is written, even so, to be looked at.
fn judge(library: &Library, name: &str, executed: &Executed, purpose: Purpose) -> Result<Vec<Problem>> {
    let path = library.project.root.join("notebooks").join(format!("{name}.ipynb"));
    let shown = library.project.name(&path).to_owned();
    let program = library.program(name).map_err(anyhow::Error::msg)?;
    let mut problems = executed.problems.clone();
    let file = cell::file(&executed.notebook)?;
    if purpose == Purpose::Play {
        write_if_changed(&temporary(&library.project).join(format!("played/{name}.ipynb")), &file)?;
        return Ok(problems);
    }
    if !program.measures && problems.is_empty() {
        problems.extend(compare::with_program(library, program, &shown, &executed.notebook));
    }
    if file.len() > LARGEST {
        problems.push(Problem::new(&shown, 0, format!("{} bytes; at most {LARGEST} are wanted", file.len())));
    }
    if purpose == Purpose::Check {
        problems.extend(compare_with_file(&path, &shown, &executed.notebook, program.measures)?);
    } else {
        write_if_changed(&path, &file)?;
    }
    Ok(problems)
}

fn compare_with_file(path: &Path, shown: &Path, new: &Value, measures: bool) -> Result<Vec<Problem>> {
    let Ok(kept) = std::fs::read(path) else {
        return Ok(vec![Problem::new(shown, 0, "there is none; run `cargo xtask notebooks`")]);
    };
    let kept: Value = serde_json::from_slice(&kept).with_context(|| shown.display().to_string())?;
    Ok(compare::with_kept(shown, &kept, new, measures))
}

/// `chapter07  41 cells  38.1 s  slowest: step-gap 6.2 s`.
fn summary(name: &str, executed: &Executed, found: &[Problem]) -> String {
    let mut slowest = executed.seconds.clone();
    slowest.sort_by(|a, b| b.1.total_cmp(&a.1));
    let slowest: Vec<String> = slowest.iter().take(4).map(|(id, seconds)| format!("{id} {seconds:.1}")).collect();
    let state = if found.is_empty() { "good".to_owned() } else { count(found.len()) };
    format!(
        "{name}  {state}  {} cells ran  {:.1} s; slowest: {}",
        executed.seconds.len(),
        executed.total,
        slowest.join(", ")
    )
}
