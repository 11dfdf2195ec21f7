//! Runs the chapter programs and keeps what they print and draw in `book/recorded/`, step by step.

use crate::anchor::{Region, regions};
use crate::project::{Project, read, write_if_changed};
use anyhow::{Context, Result, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Stands before the name of each step in the output of a program.
const MARK: char = '\u{1e}';
/// A line of its source that begins so says that a program measures time: what it prints is different each time.
const MEASURES: &str = "// MEASURES TIME";
/// So many programs run at the same time.
const WORKERS: usize = 2;

/// A program of the book: `chapter07` or `solutions07`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Program {
    /// The name of its binary.
    pub name: String,
    /// Its source, `chapters/chapter07.rs`.
    pub source: PathBuf,
    /// Its chapter.
    pub chapter: u8,
    /// Whether it measures time. Then it is recorded when it is asked for by name, or lacks a step, and nothing is expected of
    /// its numbers.
    pub measures: bool,
}

/// All programs of the book.
pub fn programs(project: &Project) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    for source in project.files("chapters", &["rs"])? {
        let name = source.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let digits = name.strip_prefix("chapter").or_else(|| name.strip_prefix("solutions"));
        if let Some(chapter) = digits.and_then(|d| d.parse().ok()) {
            let measures = read(&source)?.lines().any(|line| line.starts_with(MEASURES));
            programs.push(Program { name, source, chapter, measures });
        }
    }
    Ok(programs)
}

/// What the recording of some programs did.
pub struct Recording {
    /// The programs that ran; the others were as they had been recorded.
    pub ran: Vec<String>,
    /// The programs whose recorded files changed.
    pub changed: Vec<String>,
}

/// Runs those of the programs that changed since they were last recorded, and updates `book/recorded/`. A program that does
/// not compile or fails stops no other, but all of them together are the error. With `measure`, those that measure time run
/// again, too.
pub fn record(project: &Project, programs: &[Program], measure: bool) -> Result<Recording> {
    if programs.is_empty() {
        return Ok(Recording { ran: Vec::new(), changed: Vec::new() });
    }
    let (binaries, mut failures) = build(project, programs)?;
    let data = hash_of_files(&project.files("data", &["csv"])?)?;
    let mut waiting = Vec::new();
    for program in programs {
        let folder = project.recorded().join(&program.name);
        let Some(binary) = binaries.get(&program.name) else { continue };
        let anchors = anchors(project, program)?;
        let input = input_hash(binary, data, &anchors)?;
        let stamp = stamp_path(project, &program.name);
        let is_fresh = fs::read_to_string(&stamp).is_ok_and(|old| {
            hash_of_folder(&folder).is_ok_and(|recorded| old == format!("{input:016x} {recorded:016x}"))
        });
        let is_measured = program.measures
            && !measure
            && anchors.iter().all(|region| folder.join(&region.name).with_extension("txt").is_file());
        if !is_fresh && !is_measured {
            waiting.push((program, binary.clone(), anchors, input));
        }
    }
    let bar = progress(waiting.len());
    let changed = Mutex::new(Vec::new());
    failures.extend(each(&waiting, &bar, |(program, binary, anchors, input)| {
        let folder = project.recorded().join(&program.name);
        let files = run(project, program, binary, anchors)?;
        if replace(&folder, &files)? {
            changed.lock().map_err(|_| anyhow!("a worker stopped"))?.push(program.name.clone());
        }
        let stamp = format!("{input:016x} {:016x}", hash_of_folder(&folder)?);
        write_if_changed(&stamp_path(project, &program.name), stamp.as_bytes())?;
        Ok(())
    }));
    all_well(failures)?;
    let changed = changed.into_inner().unwrap_or_default();
    Ok(Recording { ran: waiting.iter().map(|w| w.0.name.clone()).collect(), changed })
}

/// Runs all of the programs into a folder of its own, `chapter07/…` in it. Nothing in the repository changes.
pub fn record_into(project: &Project, programs: &[Program], folder: &Path) -> Result<()> {
    let (binaries, mut failures) = build(project, programs)?;
    let bar = progress(programs.len());
    let mut waiting = Vec::new();
    for program in programs {
        let Some(binary) = binaries.get(&program.name) else { continue };
        waiting.push((program, binary.clone(), anchors(project, program)?, 0));
    }
    failures.extend(each(&waiting, &bar, |(program, binary, anchors, _)| {
        replace(&folder.join(&program.name), &run(project, program, binary, anchors)?).map(drop)
    }));
    all_well(failures)
}

/// No failure, or all of them as one.
fn all_well(failures: Vec<anyhow::Error>) -> Result<()> {
    if failures.is_empty() {
        return Ok(());
    }
    let messages: Vec<String> = failures.iter().map(|error| format!("{error:#}")).collect();
    bail!("{}", messages.join("\n"))
}

type Task<'a> = (&'a Program, PathBuf, Vec<Region>, u64);

/// Carries out the tasks, some at a time; what failed.
fn each(tasks: &[Task], bar: &ProgressBar, work: impl Fn(&Task) -> Result<()> + Sync) -> Vec<anyhow::Error> {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let running = Mutex::new(BTreeSet::new());
    let show = |change: &dyn Fn(&mut BTreeSet<String>)| {
        if let Ok(mut running) = running.lock() {
            change(&mut running);
            bar.set_message(running.iter().cloned().collect::<Vec<_>>().join(", "));
        }
    };
    let worker = || {
        while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
            let name = &task.0.name;
            show(&|running| {
                running.insert(name.clone());
            });
            if let (Err(error), Ok(mut failures)) = (work(task), failures.lock()) {
                failures.push(error);
            }
            show(&|running| {
                running.remove(name);
            });
            bar.inc(1);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(worker);
        }
    });
    bar.finish_and_clear();
    failures.into_inner().unwrap_or_default()
}

fn progress(length: usize) -> ProgressBar {
    if length == 0 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} running the programs  {bar:24}  {pos}/{len}  {wide_msg}");
    let bar = ProgressBar::new(length as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// Builds the programs; where each binary is, and a failure if one does not compile.
fn build(project: &Project, programs: &[Program]) -> Result<(BTreeMap<String, PathBuf>, Vec<anyhow::Error>)> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(&project.root).stderr(Stdio::inherit());
    command.args(["build", "--release", "--keep-going", "--message-format", "json-render-diagnostics"]);
    for program in programs {
        command.args(["--bin", &program.name]);
    }
    let output = command.output().context("cannot start cargo")?;
    let mut binaries = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        if let (Some(path), Some(name)) = (message["executable"].as_str(), message["target"]["name"].as_str()) {
            binaries.insert(name.to_owned(), PathBuf::from(path));
        }
    }
    let broken = programs.iter().filter(|program| !binaries.contains_key(&program.name));
    let broken: Vec<&str> = broken.map(|program| program.name.as_str()).collect();
    if output.status.success() && broken.is_empty() {
        return Ok((binaries, Vec::new()));
    }
    Ok((binaries, vec![anyhow!("not compiled, see above: {}", broken.join(", "))]))
}

fn anchors(project: &Project, program: &Program) -> Result<Vec<Region>> {
    regions(&read(&program.source)?)
        .map_err(|(line, message)| anyhow!("{}:{line}: {message}", project.name(&program.source).display()))
}

/// Runs a program; the files that it leaves: its outputs and its figures.
fn run(project: &Project, program: &Program, binary: &Path, anchors: &[Region]) -> Result<BTreeMap<String, Vec<u8>>> {
    let figures = tempfile::tempdir()?;
    let output = Command::new(binary)
        .current_dir(&project.root)
        .env("ANN_BOOK", "1")
        .env("ANN_FIGURES", figures.path())
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot run {}", binary.display()))?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed ({}):\n{}", program.name, output.status, stderr.trim_end());
    }
    let printed = String::from_utf8(output.stdout).with_context(|| format!("{} prints no UTF-8", program.name))?;
    let outputs = take_apart(&printed, anchors.len()).with_context(|| program.name.clone())?;
    let mut files = BTreeMap::new();
    for (region, output) in anchors.iter().zip(outputs) {
        files.insert(format!("{}.txt", region.name), format!("{output}\n").into_bytes());
    }
    let drawn = figures.path().join(&program.name);
    if drawn.is_dir() {
        for entry in fs::read_dir(&drawn)? {
            let entry = entry?;
            files.insert(entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?);
        }
    }
    Ok(files)
}

/// What each of the steps printed, without its name and sentence.
fn take_apart(printed: &str, steps: usize) -> Result<Vec<String>> {
    let chunks: Vec<&str> = printed.split(MARK).skip(1).collect();
    if chunks.len() < steps {
        bail!(
            "{steps} anchor regions but {} steps: each region stands directly after its `step(…)`, one a step",
            chunks.len()
        );
    }
    if chunks.len() > steps + 1 {
        let name = chunks[steps].lines().next().unwrap_or_default();
        bail!("{steps} anchor regions but {} steps: step “{name}” has none", chunks.len());
    }
    let outputs = chunks.iter().take(steps);
    Ok(outputs.map(|chunk| chunk.split_once("\n\n").map_or("", |(_, output)| output).trim_end().to_owned()).collect())
}

/// Makes the folder hold exactly these files. True if that changed anything.
fn replace(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<bool> {
    fs::create_dir_all(folder)?;
    let mut changed = false;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !files.contains_key(entry.file_name().to_string_lossy().as_ref()) {
            fs::remove_file(entry.path())?;
            changed = true;
        }
    }
    for (name, content) in files {
        changed |= write_if_changed(&folder.join(name), content)?;
    }
    Ok(changed)
}

fn stamp_path(project: &Project, name: &str) -> PathBuf {
    project.target().join("recorded").join(name)
}

fn input_hash(binary: &Path, data: u64, anchors: &[Region]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    fs::read(binary)?.hash(&mut hasher);
    data.hash(&mut hasher);
    for region in anchors {
        region.name.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

fn hash_of_files(files: &[PathBuf]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.file_name().hash(&mut hasher);
        fs::read(file).with_context(|| format!("cannot read {}", file.display()))?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

fn hash_of_folder(folder: &Path) -> Result<u64> {
    let mut files = fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    hash_of_files(&files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_is_taken_apart_at_its_marks() {
        let printed = "Chapter 1 · A\n\n\u{1e}Step\nA sentence\nof two lines.\n\n  1 2\n\n  3\n\n\u{1e}Second\nS.\n\n\n\u{1e}Drawn in x:\na\n";
        assert_eq!(take_apart(printed, 2).unwrap(), ["  1 2\n\n  3", ""]);
        assert!(take_apart(printed, 4).is_err());
        assert!(take_apart(printed, 1).unwrap_err().to_string().contains("Second"));
    }

    #[test]
    fn files_no_longer_made_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let files = |names: &[&str]| names.iter().map(|n| ((*n).to_owned(), b"x".to_vec())).collect();
        assert!(replace(folder.path(), &files(&["a.txt", "b.txt"])).unwrap());
        assert!(!replace(folder.path(), &files(&["a.txt", "b.txt"])).unwrap());
        assert!(replace(folder.path(), &files(&["b.txt"])).unwrap());
        assert!(!folder.path().join("a.txt").exists());
    }
}
