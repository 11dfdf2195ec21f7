//! Runs the chapter programs and keeps what they print and draw in `book/recorded/`, step by step; [`difference`] says where two runs
//! differ, [`stamp`] whether a program would leave anything else.

pub mod difference;
mod stamp;

use crate::code::anchor::Region;
use crate::code::program::Program;
use crate::project::{Files, Project, replace};
use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use itertools::Itertools;
use lazy_regex::regex;
use serde_json::Value;
use stamp::Stamp;
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;
use walkdir::WalkDir;

/// Stands before the name of each step in the output of a program.
const MARK: char = '\u{1e}';
/// Stands for the output of a step that takes too long to be run unasked.
const LEFT_OUT: &str = "\u{1f}";
/// So many programs run at the same time.
const WORKERS: usize = 2;

/// What the recording of some programs did.
#[derive(Default)]
pub struct Recording {
    /// How many programs ran; the others were as they had been recorded.
    pub ran: usize,
    /// The programs whose recorded files changed.
    pub changed: Vec<String>,
}

/// A program and its binary.
type Built<'a> = (&'a Program, PathBuf);

/// Runs those of the programs that changed since they were last recorded, and updates `book/recorded/`; with `all` also those that
/// measure time, and the steps that take long. A program that lacks its data is left out; one that does not compile or fails stops no
/// other, but all of them together are the error.
pub fn record(project: &Project, programs: &[Program], all: bool) -> Result<Recording> {
    let is_wanted = |(program, binary): &Built| {
        let is_fresh = Stamp::new(project, program, binary).and_then(|stamp| stamp.holds()).unwrap_or(false);
        let folder = project.root.join(program.recorded());
        let is_recorded = |step: &Region| folder.join(&step.name).with_extension("txt").is_file();
        let is_whole = || program.regions(project).is_ok_and(|steps| steps.iter().all(is_recorded));
        !is_fresh && (all || program.lacks(project).is_none() && (!program.measures || !is_whole()))
    };
    run_all(
        project,
        programs,
        all,
        is_wanted,
        |program| program.measures,
        |(program, binary), files| {
            let is_changed = replace(&project.root.join(program.recorded()), files)?;
            Stamp::new(project, program, binary)?.keep()?;
            Ok(is_changed)
        },
    )
}

/// Runs all of the programs into a folder of its own, `chapter07/…` in it, with `full` also the steps that take long. Nothing in the
/// repository changes. What is measured is not kept, so those that measure run beside the others.
pub fn record_into(project: &Project, programs: &[Program], full: bool, folder: &Path) -> Result<()> {
    let keep = |(program, _): &Built, files: &Files| replace(&folder.join(&program.name), files);
    run_all(project, programs, full, |_| true, |_| false, keep).map(drop)
}

/// Builds the programs with cargo; those that compile, and what is to be said if others do not.
fn build<'a>(project: &Project, programs: &'a [Program]) -> Result<(Vec<Built<'a>>, Option<String>)> {
    let mut command = Command::new("cargo");
    command.current_dir(&project.root).stderr(Stdio::inherit());
    command.args(["build", "--release", "--keep-going", "--message-format", "json-render-diagnostics"]);
    command.args(programs.iter().flat_map(|program| ["--bin", &program.name]));
    let output = command.output().context("cannot start cargo")?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let messages = printed.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let made = |m: Value| Some((m["target"]["name"].as_str()?.to_owned(), m["executable"].as_str()?.into()));
    let mut binaries: BTreeMap<String, PathBuf> = messages.filter_map(made).collect();
    let binary =
        |program: &'a Program| binaries.remove(&program.name).map(|binary| (program, binary)).ok_or(&program.name);
    let (built, broken): (Vec<_>, Vec<_>) = programs.iter().map(binary).partition_result();
    let failed = !output.status.success() || !broken.is_empty();
    Ok((built, failed.then(|| format!("not compiled, see above: {}", broken.iter().join(", ")))))
}

/// Builds the programs, runs those that are wanted, some at a time and some alone, and does `keep` with the files that each leaves: it
/// says whether that changed anything. All failures together are the error.
fn run_all(
    project: &Project,
    programs: &[Program],
    full: bool,
    is_wanted: impl Fn(&Built) -> bool,
    is_alone: impl Fn(&Program) -> bool,
    keep: impl Fn(&Built, &Files) -> Result<bool> + Sync,
) -> Result<Recording> {
    let (mut built, not_compiled) = build(project, programs)?;
    built.retain(is_wanted);
    let style = ProgressStyle::with_template("{spinner} running the programs  {bar:24}  {pos}/{len}  {wide_msg}")?;
    let bar = if built.is_empty() { ProgressBar::hidden() } else { ProgressBar::new(built.len() as u64) };
    let bar = bar.with_style(style);
    bar.enable_steady_tick(Duration::from_millis(120));
    let one = |_, built: &Built| {
        bar.set_message(built.0.name.clone());
        let is_changed = run(project, built, full).and_then(|files| keep(built, &files));
        bar.inc(1);
        is_changed.map(|is_changed| is_changed.then(|| built.0.name.clone()))
    };
    let done = in_turns(&built, WORKERS, |(program, _)| is_alone(program), one);
    bar.finish_and_clear();
    let (changed, failed): (Vec<_>, Vec<_>) = done.into_iter().partition_result();
    let failures = not_compiled.into_iter().chain(failed.iter().map(|error| format!("{error:#}"))).join("\n");
    ensure!(failures.is_empty(), failures);
    Ok(Recording { ran: built.len(), changed: changed.into_iter().flatten().collect() })
}

/// Does `one` with each of the jobs, as many at a time as there are workers, which it is told by their numbers; last, when no other runs,
/// with each that is to be alone.
pub fn in_turns<T: Sync, R: Send>(
    jobs: &[T],
    workers: usize,
    is_alone: impl Fn(&T) -> bool,
    one: impl Fn(usize, &T) -> R + Sync,
) -> Vec<R> {
    let (alone, together): (Vec<&T>, Vec<&T>) = jobs.iter().partition(|job| is_alone(job));
    let waiting = Mutex::new(together.into_iter());
    let next = || waiting.lock().ok()?.next();
    let work = |worker| std::iter::from_fn(next).map(|job| one(worker, job)).collect_vec();
    let mut done: Vec<R> = thread::scope(|scope| {
        let workers = (0..workers).map(|worker| scope.spawn(move || work(worker))).collect_vec();
        workers.into_iter().flat_map(|worker| worker.join().expect("no worker panics")).collect()
    });
    done.extend(alone.into_iter().map(|job| one(0, job)));
    done
}

/// Runs a program; the files that it leaves: its outputs and its figures. Those of steps that it left out are as they were recorded.
fn run(project: &Project, (program, binary): &Built, full: bool) -> Result<Files> {
    let figures = tempfile::tempdir()?;
    let steps = program.regions(project)?;
    let mut command = Command::new(binary);
    command.current_dir(&project.root).env("ANN_BOOK", "1").env("ANN_FIGURES", figures.path());
    if full {
        command.arg("--full");
    }
    let output = command.output().with_context(|| format!("cannot run {}", binary.display()))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{} failed ({}):\n{}", program.name, output.status, stderr.trim_end());
    let printed = String::from_utf8(output.stdout).with_context(|| format!("{} prints no UTF-8", program.name))?;
    let outputs = take_apart(&printed, steps.len()).with_context(|| program.name.clone())?;
    let recorded = project.root.join(program.recorded());
    let mut files = Files::new();
    for (step, output) in steps.iter().zip(outputs) {
        if output == LEFT_OUT {
            files.extend(of_step(&recorded, step)?);
        } else {
            files.insert(format!("{}.txt", step.name).into(), format!("{output}\n").into());
        }
    }
    for drawn in WalkDir::new(figures.path()).min_depth(2) {
        let drawn = drawn?;
        files.insert(drawn.file_name().into(), fs::read(drawn.path())?);
    }
    Ok(files)
}

/// What is recorded of a step: its output, and the figures that its code draws.
fn of_step(recorded: &Path, step: &Region) -> Result<Files> {
    let drawn = regex!(r#"\bdraw\(\s*"([^"]+)""#).captures_iter(&step.code).map(|name| name[1].to_owned());
    let figures = drawn.flat_map(|name| [format!("{name}.svg"), format!("{name}.wide.svg")]);
    let mut files = Files::new();
    for name in std::iter::once(format!("{}.txt", step.name)).chain(figures) {
        match fs::read(recorded.join(&name)) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            content => drop(files.insert(name.into(), content?)),
        }
    }
    Ok(files)
}

/// What each of the steps printed, without its name and sentence.
fn take_apart(printed: &str, steps: usize) -> Result<Vec<String>> {
    let chunks: Vec<&str> = printed.split(MARK).skip(1).collect();
    // Below the last step, the program names the figures that it drew.
    ensure!(
        (steps..=steps + 1).contains(&chunks.len()),
        "{steps} anchor regions but {} steps ({}): each region stands directly after its `step(…)`, one a step",
        chunks.len(),
        chunks.iter().filter_map(|chunk| chunk.lines().next()).join(", ")
    );
    let output = |chunk: &&str| chunk.split_once("\n\n").map_or("", |(_, output)| output).trim_end().to_owned();
    Ok(chunks.iter().take(steps).map(output).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;

    #[test]
    fn the_output_is_taken_apart_at_its_marks() {
        let printed = "Chapter 1 · A\n\n\u{1e}Step\nA sentence\nof two lines.\n\n  1 2\n\n  3\n\n\u{1e}Second\nS.\n\n\n\u{1e}Drawn in x:\na\n";
        assert_eq!(take_apart(printed, 2).unwrap(), ["  1 2\n\n  3", ""]);
        assert!(take_apart(printed, 4).is_err());
        assert!(take_apart(printed, 1).unwrap_err().to_string().contains("Second"));
    }

    #[test]
    fn what_a_step_left_behind_is_its_output_and_its_figures() {
        let text = "draw(\"one\", figure)?;\ndraw(\n    \"two\", figure)?;\nredraw(\"other\")";
        let step = Region { name: "step".to_owned(), line: 1, code: text.to_owned() };
        let names = ["step.txt", "one.svg", "one.wide.svg", "two.svg", "other.svg", "step2.txt"];
        let folder = folder_with(names.map(|name| (name, name)));
        let kept: Vec<_> = of_step(folder.path(), &step).unwrap().into_keys().collect();
        assert_eq!(kept, ["one.svg", "one.wide.svg", "step.txt", "two.svg"].map(PathBuf::from));
    }
}
