//! What was solved once, in a file beside this package, so that `cargo exercise` can say what is broken now. Git ignores the file.

use crate::Report;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

const HEADER: &str = "chapter,exercise";

/// What was solved once.
#[derive(Debug)]
pub struct Progress {
    file: PathBuf,
    solved: BTreeSet<(u8, String)>,
    has_changed: bool,
}

impl Progress {
    /// Reads a file of lines such as `3,gradient`. Where there is none, nothing was solved. Of one that is damaged, and will be written
    /// anew, it says so in the second value.
    #[must_use]
    pub fn read(file: &Path) -> (Progress, Option<String>) {
        let (solved, problem) = match fs::read_to_string(file) {
            Ok(text) => parse(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (BTreeSet::new(), None),
            Err(error) => (BTreeSet::new(), Some(error.to_string())),
        };
        let told = problem.map(|problem| format!("{} cannot be read and is begun anew: {problem}", file.display()));
        (Progress { file: file.to_owned(), solved, has_changed: told.is_some() }, told)
    }

    /// Notes a verdict. Whether the exercise was solved once, and is not now.
    pub fn note(&mut self, report: &Report) -> bool {
        let exercise = (report.exercise.chapter, report.exercise.name.to_owned());
        if report.is_solved() {
            self.has_changed |= self.solved.insert(exercise);
            return false;
        }
        self.solved.contains(&exercise)
    }

    /// Writes the file, if something has changed.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write(&self) -> io::Result<()> {
        if !self.has_changed {
            return Ok(());
        }
        let lines = self.solved.iter().map(|(chapter, exercise)| format!("{chapter},{exercise}\n"));
        // At once, so that it is never half written.
        let new = self.file.with_extension("new");
        fs::write(&new, format!("{HEADER}\n{}", lines.collect::<String>()))?;
        fs::rename(&new, &self.file)
    }
}

/// The exercises of a file, or none and what is wrong with it.
fn parse(text: &str) -> (BTreeSet<(u8, String)>, Option<String>) {
    let exercise = |line: &str| {
        let (chapter, exercise) = line.split_once(',')?;
        let is_name = !exercise.is_empty() && exercise.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        is_name.then_some((chapter.parse().ok()?, exercise.to_owned()))
    };
    if text.lines().next() != Some(HEADER) {
        return (BTreeSet::new(), Some(format!("its first line is not `{HEADER}`")));
    }
    let mut solved = BTreeSet::new();
    for (number, line) in text.lines().enumerate().skip(1) {
        match exercise(line) {
            Some(exercise) => _ = solved.insert(exercise),
            None => return (BTreeSet::new(), Some(format!("line {} is no chapter and exercise", number + 1))),
        }
    }
    (solved, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Exercise, Verdict};

    fn report(name: &'static str, verdict: Verdict) -> Report {
        Report { exercise: Exercise { chapter: 3, name, see: "" }, verdict, wrong_too: Vec::new() }
    }

    #[test]
    fn what_was_solved_once_is_known_the_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("progress.csv");
        let (mut progress, told) = Progress::read(&file);
        assert_eq!(told, None);
        assert!(!progress.note(&report("slope", Verdict::NotWritten)));
        progress.write().unwrap();
        assert!(!file.exists(), "nothing was solved");
        assert!(!progress.note(&report("gradient", Verdict::Solved)));
        progress.write().unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "chapter,exercise\n3,gradient\n");
        let (mut progress, told) = Progress::read(&file);
        assert_eq!(told, None);
        assert!(progress.note(&report("gradient", Verdict::Endless)));
        assert!(!progress.note(&report("slope", Verdict::Endless)));
    }

    #[test]
    fn a_damaged_file_is_told_and_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("progress.csv");
        for damaged in
            [&b"3,gradient\n"[..], b"", b"chapter,exercise\n3,gradient\nthree", b"chapter,exercise\n300,slope", b"\xff"]
        {
            fs::write(&file, damaged).unwrap();
            let (mut progress, told) = Progress::read(&file);
            assert!(told.is_some_and(|says| says.contains("is begun anew")), "{damaged:?}");
            assert!(!progress.note(&report("gradient", Verdict::Endless)));
            progress.write().unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), "chapter,exercise\n");
        }
    }
}
