//! The recorded outputs and figures against those of a fresh run. Text must be the same; the numbers of a figure may differ by
//! one in their last digit, because the last bit of a sine may differ between machines.

use crate::problem::Problem;
use crate::program::{Program, RECORDED};
use crate::project::Project;
use crate::record::record_into;
use anyhow::Result;
use itertools::Itertools;
use lazy_regex::regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The gate of the recording: all programs again, into a folder of their own.
pub fn check(project: &Project, programs: &[Program]) -> Result<Vec<Problem>> {
    let folder = tempfile::tempdir()?;
    record_into(project, programs, folder.path())?;
    let measured: Vec<&str> = programs.iter().filter(|p| p.measures).map(|p| p.name.as_str()).collect();
    compare(&project.root.join(RECORDED), folder.path(), &measured)
}

/// What differs between the tracked folder and a fresh one. Of programs that measure time only the names of the files.
fn compare(tracked: &Path, fresh: &Path, measured: &[&str]) -> Result<Vec<Problem>> {
    let (old, new) = (names(tracked)?, names(fresh)?);
    let mut problems = Vec::new();
    for name in old.union(&new) {
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

/// The first line that differs, with what it was and is, shortened.
pub fn first_difference(old: &str, new: &str, is_figure: bool) -> Option<(usize, String, String)> {
    let is_same = |a: &str, b: &str| a == b || is_figure && nearly(a, b);
    let mut lines = old.lines().zip_longest(new.lines()).zip(1..);
    let (pair, line) = lines.find(|(pair, _)| !pair.as_ref().both().is_some_and(|(a, b)| is_same(a, b)))?;
    let (a, b) = pair.or("(the end)", "(the end)");
    // Of a long line, the part where the two begin to differ.
    let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let before = if a.len().max(b.len()) > 100 { same.saturating_sub(20) } else { 0 };
    let [a, b] = [a, b].map(|text| text.chars().skip(before).take(100).collect());
    Some((line, a, b))
}

/// Two lines whose words are the same and whose numbers differ by at most one in the last digit.
fn nearly(a: &str, b: &str) -> bool {
    let number = regex!(r"-?\d+(\.\d+)?");
    let are_near = |x: &str, y: &str| {
        let digits = |text: &str| text.split_once('.').map_or(0, |(_, digits)| digits.len());
        let unit = 10f64.powi(-(digits(x).max(digits(y)) as i32));
        x.parse().ok().zip(y.parse().ok()).is_some_and(|(x, y): (f64, f64)| (x - y).abs() <= unit * 1.000_001)
    };
    number.replace_all(a, "#") == number.replace_all(b, "#")
        && number.find_iter(a).zip(number.find_iter(b)).all(|(x, y)| are_near(x.as_str(), y.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;

    #[test]
    fn a_changed_number_fails_in_text_and_only_far_in_a_figure() {
        assert_eq!(first_difference("a\nb 1.23", "a\nb 1.24", false).map(|d| d.0), Some(2));
        assert_eq!(first_difference("<r x=\"1.23\" y=\"7\"/>", "<r x=\"1.24\" y=\"8\"/>", true), None);
        assert!(first_difference("<r x=\"1.23\"/>", "<r x=\"1.25\"/>", true).is_some());
        assert!(first_difference("<r x=\"1\"/>", "<q x=\"1\"/>", true).is_some());
        assert!(first_difference("a", "a\nb", false).is_some());
    }

    #[test]
    fn a_missing_and_a_superfluous_file_fail_even_where_time_is_measured() {
        let old = folder_with([("chapter01/gone.txt", "x"), ("chapter01/time.txt", "1 s")]);
        let new = folder_with([("chapter01/made.txt", "x"), ("chapter01/time.txt", "2 s")]);
        assert_eq!(compare(old.path(), new.path(), &[]).unwrap().len(), 3);
        let problems = compare(old.path(), new.path(), &["chapter01"]).unwrap();
        assert_eq!(problems.len(), 2);
        assert!(problems[0].to_string().starts_with("book/recorded/chapter01/gone.txt"));
    }
}
