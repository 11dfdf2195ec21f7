//! The recorded outputs and figures against those of a fresh run. Text must be the same; the numbers of a figure may differ by
//! one in their last digit, because the last bit of a sine may differ between machines.

use crate::problem::Problem;
use anyhow::Result;
use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// What differs between the tracked folder and a fresh one. Of programs that measure time only the names of the files.
pub fn compare(tracked: &Path, fresh: &Path, measured: &[&str]) -> Result<Vec<Problem>> {
    let (old, new) = (names(tracked)?, names(fresh)?);
    let mut problems = Vec::new();
    for name in old.union(&new) {
        let file = Path::new("book/recorded").join(name);
        let remedy = "run `cargo xtask record` and look at the difference";
        if !new.contains(name) {
            problems.push(Problem::new(file, 0, format!("no program makes this any more; {remedy}")));
        } else if !old.contains(name) {
            problems.push(Problem::new(file, 0, format!("this is made by a program but is not recorded; {remedy}")));
        } else if !measured.iter().any(|program| name.starts_with(program)) {
            let (old, new) = (fs::read_to_string(tracked.join(name))?, fs::read_to_string(fresh.join(name))?);
            let is_figure = name.extension().is_some_and(|e| e == "svg");
            if let Some((line, old, new)) = first_difference(&old, &new, is_figure) {
                problems.push(Problem::new(file, line, format!("recorded `{old}`, now `{new}`; {remedy}")));
            }
        }
    }
    Ok(problems)
}

/// The files in the folders of a folder.
fn names(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut names = BTreeSet::new();
    if !folder.is_dir() {
        return Ok(names);
    }
    for program in fs::read_dir(folder)? {
        let program = program?;
        if program.file_type()?.is_dir() {
            for file in fs::read_dir(program.path())? {
                names.insert(Path::new(&program.file_name()).join(file?.file_name()));
            }
        }
    }
    Ok(names)
}

/// The first line that differs, with what it was and is, shortened.
pub fn first_difference(old: &str, new: &str, is_figure: bool) -> Option<(usize, String, String)> {
    let (mut old_lines, mut new_lines) = (old.lines(), new.lines());
    let mut line = 0;
    loop {
        line += 1;
        match (old_lines.next(), new_lines.next()) {
            (None, None) => return None,
            (Some(a), Some(b)) if a == b || is_figure && nearly(a, b) => {}
            (a, b) => {
                let short = |text: Option<&str>| match text {
                    None => "the end of the file".to_owned(),
                    Some(text) => shorten(text, a.unwrap_or_default(), b.unwrap_or_default()),
                };
                return Some((line, short(a), short(b)));
            }
        }
    }
}

/// The part of a long line where the two begin to differ.
fn shorten(text: &str, a: &str, b: &str) -> String {
    let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let before = if text.chars().count() > 100 { same.saturating_sub(20) } else { 0 };
    text.chars().skip(before).take(100).collect()
}

/// Two lines whose words are the same and whose numbers differ by at most one in the last digit.
fn nearly(a: &str, b: &str) -> bool {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"-?\d+(\.\d+)?").expect("a valid pattern"));
    if NUMBER.replace_all(a, "#") != NUMBER.replace_all(b, "#") {
        return false;
    }
    NUMBER.find_iter(a).zip(NUMBER.find_iter(b)).all(|(x, y)| {
        let (x, y) = (x.as_str(), y.as_str());
        let digits = |text: &str| text.split_once('.').map_or(0, |(_, digits)| digits.len());
        let unit = 10f64.powi(-(digits(x).max(digits(y)) as i32));
        match (x.parse::<f64>(), y.parse::<f64>()) {
            (Ok(x), Ok(y)) => (x - y).abs() <= unit * 1.000_001,
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for (folder, file) in [(&old, "gone.txt"), (&new, "made.txt")] {
            fs::create_dir(folder.path().join("chapter01")).unwrap();
            fs::write(folder.path().join("chapter01").join(file), "x").unwrap();
        }
        for (folder, content) in [(&old, "1 s"), (&new, "2 s")] {
            fs::write(folder.path().join("chapter01/time.txt"), content).unwrap();
        }
        assert_eq!(compare(old.path(), new.path(), &[]).unwrap().len(), 3);
        let problems = compare(old.path(), new.path(), &["chapter01"]).unwrap();
        assert_eq!(problems.len(), 2);
        assert!(problems[0].to_string().starts_with("book/recorded/chapter01/gone.txt"));
    }
}
