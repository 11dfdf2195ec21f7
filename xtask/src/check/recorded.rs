//! The recorded outputs and figures against those of a fresh run.

use crate::code::program::{Program, RECORDED};
use crate::problem::Problem;
use crate::project::Project;
use crate::record::difference::first_difference;
use crate::record::record_into;
use anyhow::Result;
use console::style;
use itertools::Itertools;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The gate of the recording: all programs again, into a folder of their own, with `full` also the steps that take long. A program that
/// lacks its data is left out, and said to be.
pub fn check(project: &Project, programs: &[Program], full: bool) -> Result<Vec<Problem>> {
    let folder = tempfile::tempdir()?;
    let (there, lacking): (Vec<_>, Vec<_>) = programs.iter().cloned().partition(|p| p.lacks(project).is_none());
    for lack in lacking.iter().filter_map(|program| program.lacks(project)) {
        println!("{} {lack}", style("left out:").yellow());
    }
    record_into(project, &there, full, folder.path())?;
    let named = |of: &dyn Fn(&&Program) -> bool| programs.iter().filter(of).map(|p| p.name.as_str()).collect_vec();
    let left_out = named(&|program| lacking.contains(program));
    compare(&project.root.join(RECORDED), folder.path(), &named(&|program| program.measures), &left_out)
}

/// What differs between the tracked folder and a fresh one. Of programs that measure time only the names of the files; nothing of those
/// that were left out.
fn compare(tracked: &Path, fresh: &Path, measured: &[&str], left_out: &[&str]) -> Result<Vec<Problem>> {
    let (old, new) = (names(tracked)?, names(fresh)?);
    let mut problems = Vec::new();
    let ran = |name: &&PathBuf| !left_out.iter().any(|program| name.starts_with(program));
    for name in old.union(&new).filter(ran) {
        let mut tell = |line, message: String| {
            let message = format!("{message}; run `cargo xtask record` and look at the difference");
            problems.push(Problem::new(Path::new(RECORDED).join(name), line, message));
        };
        if !new.contains(name) {
            tell(0, "no program makes this any more".to_owned());
        } else if !old.contains(name) {
            tell(0, "this is made by a program but is not recorded".to_owned());
        } else if !measured.iter().any(|program| name.starts_with(program)) {
            let (old, new) = (fs::read_to_string(tracked.join(name))?, fs::read_to_string(fresh.join(name))?);
            let is_figure = name.extension().is_some_and(|e| e == "svg");
            if let Some((line, old, new)) = first_difference(&old, &new, is_figure) {
                tell(line, format!("recorded `{old}`, now `{new}`"));
            }
        }
    }
    Ok(problems)
}

/// The files in the folders of a folder, by their paths in it.
fn names(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let files = WalkDir::new(folder).min_depth(2).into_iter();
    files.map(|file| Ok(file?.path().strip_prefix(folder)?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;

    #[test]
    fn a_missing_and_a_superfluous_file_fail_even_where_time_is_measured() {
        let old = folder_with([("chapter01/gone.txt", "x"), ("chapter01/time.txt", "1 s")]);
        let new = folder_with([("chapter01/made.txt", "x"), ("chapter01/time.txt", "2 s")]);
        assert_eq!(compare(old.path(), new.path(), &[], &[]).unwrap().len(), 3);
        let problems = compare(old.path(), new.path(), &["chapter01"], &[]).unwrap();
        assert_eq!(problems.len(), 2);
        assert!(problems[0].to_string().starts_with("book/recorded/chapter01/gone.txt"));
        assert!(compare(old.path(), new.path(), &[], &["chapter01"]).unwrap().is_empty());
    }
}
