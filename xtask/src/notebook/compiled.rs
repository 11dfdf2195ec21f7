//! What notebooks stand on is compiled once for all workers, and in a check with the same settings for all notebooks.

use super::cell::{lines, list, text};
use super::execute::execute;
use super::setup::{FAST, SOON};
use crate::problem::{Problem, none_of};
use crate::project::Project;
use crate::python::temporary;
use anyhow::Result;
use itertools::Itertools;
use serde_json::Value;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The cell that names the crates.
const DEPENDENCIES: &str = "dependencies";

/// Where a worker's notebooks keep what they compile: cargo lets no two compile in one folder at once.
fn folder(project: &Project, worker: usize) -> PathBuf {
    temporary(project).join(worker.to_string()).join("ann-notebooks")
}

/// Unless all have it: a worker compiles what this notebook stands on, with all cores, and those who have nothing get a copy.
pub fn share(project: &Project, workers: usize, notebook: &Value) -> Result<()> {
    let (with, without): (Vec<usize>, Vec<usize>) = (0..workers).partition(|&worker| folder(project, worker).exists());
    if without.is_empty() {
        return Ok(());
    }
    let first = with.first().copied().unwrap_or(0);
    let mut dependencies = notebook.clone();
    if let Some(cells) = dependencies["cells"].as_array_mut() {
        cells.retain(|cell| cell["id"] == DEPENDENCIES);
    }
    none_of(&execute(project, first, Path::new("notebooks/dependencies.ipynb"), &dependencies)?.1)?;
    let others = without.into_iter().filter(|worker| *worker != first);
    others.map(|other| folder(project, other)).try_for_each(|to| {
        // Only a whole copy is taken for one: what is half a file looks up to date to cargo.
        let part = to.with_extension("part");
        if part.exists() {
            fs::remove_dir_all(&part)?;
        }
        copy(&folder(project, first), &part)?;
        Ok(fs::rename(&part, &to)?)
    })
}

/// Copies a folder with the times of its files, by which cargo knows what is out of date.
fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in WalkDir::new(from) {
        let entry = entry?;
        let new = to.join(entry.path().strip_prefix(from)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(new)?;
        } else {
            fs::copy(entry.path(), &new)?;
            File::options().write(true).open(new)?.set_modified(entry.metadata()?.modified()?)?;
        }
    }
    Ok(())
}

/// Runs a notebook that measures without its settings for speed: where times are not looked at, what it stands on need not be compiled a
/// second time. What comes back has them.
pub fn execute_soon(project: &Project, worker: usize, file: &Path, notebook: &Value) -> Result<(Value, Vec<Problem>)> {
    let settings = |settings: &[&str]| settings.iter().map(|setting| format!(":build_env {setting}")).join("\n");
    let mut soon = notebook.clone();
    for cell in cells(&mut soon).filter(|cell| cell["id"] == DEPENDENCIES) {
        cell["source"] = lines(&text(&cell["source"]).replace(&settings(&FAST), &settings(&SOON)));
    }
    let (mut ran, problems) = execute(project, worker, file, &soon)?;
    for (ran, written) in cells(&mut ran).zip(list(&notebook["cells"])) {
        ran["source"] = written["source"].clone();
    }
    Ok((ran, problems))
}

fn cells(notebook: &mut Value) -> impl Iterator<Item = &mut Value> {
    notebook["cells"].as_array_mut().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;
    use std::time::{Duration, SystemTime};

    #[test]
    fn a_copy_has_the_times_of_what_was_copied() {
        let folder = folder_with([("from/deps/a.rlib", "a")]);
        let (from, to) = (folder.path().join("from"), folder.path().join("0/to"));
        let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        File::options().write(true).open(from.join("deps/a.rlib")).unwrap().set_modified(then).unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(fs::read(to.join("deps/a.rlib")).unwrap(), b"a");
        assert_eq!(fs::metadata(to.join("deps/a.rlib")).unwrap().modified().unwrap(), then);
    }
}
