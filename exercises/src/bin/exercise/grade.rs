//! Judges a folder of submissions, each exercise in a child process with limits of time and memory.
//!
//! A submission is compiled in a package of its own, which has the reader's files of this one for what was not handed in. Its code
//! runs with the rights of who grades: the limits are for loops without end, not for malice.

use super::package::{Result, cargo, folder};
use super::sheet;
use clap::Args;
use exercises::sheet::Verdict;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Args)]
pub struct Settings {
    /// The folder with the submissions
    #[arg(value_name = "DIR")]
    submissions: PathBuf,
    /// The seconds that an exercise may take
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// The megabytes of memory that an exercise may take (on Windows there is no limit)
    #[arg(long, default_value_t = 2000)]
    megabytes: u64,
}

/// Prints a line for each exercise of each submission: `submission,chapter,exercise,verdict`; then, if it has a `sheet.md`, one for each
/// question of its sheet.
pub fn grade(settings: &Settings) -> Result<()> {
    let mut submissions = Vec::new();
    let name = |error| format!("{}: {error}", settings.submissions.display());
    for entry in fs::read_dir(&settings.submissions).map_err(name)? {
        let path = entry?.path();
        if path.is_dir() {
            submissions.push(path);
        }
    }
    if submissions.is_empty() {
        let message = "holds no submissions; each is a folder with files such as chapter03.rs";
        return Err(format!("{} {message}", settings.submissions.display()).into());
    }
    submissions.sort();
    let package = Package::new()?;
    let mut names = BTreeMap::new();
    let mut table = csv::Writer::from_writer(std::io::stdout());
    table.write_record(["submission", "chapter", "exercise", "verdict"])?;
    for submission in submissions {
        let name = submission.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let refused = package.take(&submission)?;
        for (chapter, exercise) in package.exercises()? {
            let verdict = match refused.contains(&chapter) {
                true => "does not compile".to_owned(),
                false => package.judge(&chapter, &exercise, settings)?,
            };
            table.write_record([name.as_str(), &chapter, &exercise, &verdict])?;
            table.flush()?;
        }
        for (chapter, question, verdict) in sheet_of(&submission, &name, &mut names) {
            table.write_record([name.as_str(), &chapter, &question, verdict])?;
        }
        table.flush()?;
    }
    Ok(())
}

/// The verdicts of a submission's sheet: chapter, question and verdict. What is wrong with a sheet itself is told aside; `names` are those
/// of the sheets before it, with their submissions.
fn sheet_of(
    folder: &Path,
    submission: &str,
    names: &mut BTreeMap<String, String>,
) -> Vec<(String, String, &'static str)> {
    let file = folder.join("sheet.md");
    if !file.exists() {
        return Vec::new();
    }
    let (sheet, written) = match sheet::read(&file) {
        Ok(read) => read,
        Err(error) => {
            eprintln!("error: {error}");
            return vec![(String::new(), "sheet".to_owned(), "not readable")];
        }
    };
    if let Some(other) = names.insert(sheet.name.clone(), submission.to_owned()) {
        eprintln!("warning: {submission} and {other} have the sheet of the same name, {}", sheet.name);
    }
    let judge = |(question, written): (&exercises::sheet::Question, &String)| {
        let (chapter, number) = question.label;
        let verdict = match question.judge(written) {
            Verdict::Solved => "solved",
            Verdict::Wrong(_) => "wrong",
            Verdict::NotWritten => "not written",
        };
        (chapter.to_string(), format!("sheet {chapter}.{number}"), verdict)
    };
    sheet.questions.iter().zip(&written).map(judge).collect()
}

/// The package in which a submission is compiled.
struct Package {
    folder: tempfile::TempDir,
    /// Where all submissions are compiled, so that what they stand on is compiled once.
    target: PathBuf,
}

const MANIFEST: &str = r#"[package]
name = "submission"
edition = "2024"
[workspace]
[[bin]]
name = "attempt"
path = "src/attempt.rs"
[dependencies]
ann = { path = "ANN" }
exercises = { path = "ANN/exercises", default-features = false }
ndarray = "0.16"
rand = { version = "0.10", default-features = false, features = ["std"] }
[profile.release]
opt-level = 3
"#;

impl Package {
    fn new() -> Result<Package> {
        let root = folder().parent().unwrap_or(folder());
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let package = Package { folder: tempfile::tempdir()?, target: target.join("submissions") };
        if !package.target.is_dir() {
            eprintln!("compiling the library for the submissions, once; it can take some minutes");
        }
        let own = package.folder.path();
        fs::create_dir(own.join("src"))?;
        // A path in TOML, on Windows too.
        let root_text = root.display().to_string().replace('\\', "/");
        fs::write(own.join("Cargo.toml"), MANIFEST.replace("ANN", &root_text))?;
        fs::copy(root.join("Cargo.lock"), own.join("Cargo.lock"))?;
        Ok(package)
    }

    /// Takes the files of a submission, and compiles them. The chapters that do not compile, of which it has the file of this package
    /// instead.
    fn take(&self, submission: &Path) -> Result<Vec<String>> {
        let (given, own) = (folder().join("src"), self.folder.path().join("src"));
        let chapters = (0..=12).map(|chapter: u8| (chapter.to_string(), format!("chapter{chapter:02}.rs")));
        let (submitted, missing): (Vec<_>, Vec<_>) = chapters.partition(|(_, file)| submission.join(file).is_file());
        for file in missing.iter().chain(&submitted).map(|(_, file)| file.as_str()).chain(["attempt.rs", "table.rs"]) {
            fs::copy(given.join(file), own.join(file))?;
        }
        let mut refused = Vec::new();
        // All at once, and if that fails, one after the other.
        for (_, file) in &submitted {
            fs::copy(submission.join(file), own.join(file))?;
        }
        if self.compiles()? {
            return Ok(refused);
        }
        for (_, file) in &submitted {
            fs::copy(given.join(file), own.join(file))?;
        }
        for (chapter, file) in submitted {
            fs::copy(submission.join(&file), own.join(&file))?;
            if !self.compiles()? {
                fs::copy(given.join(&file), own.join(&file))?;
                refused.push(chapter);
            }
        }
        if !self.compiles()? {
            return Err("a file in exercises/src does not compile itself; `cargo exercise` says which".into());
        }
        Ok(refused)
    }

    fn compiles(&self) -> Result<bool> {
        let mut build = Command::new(cargo());
        build.args(["build", "--release", "--quiet", "--manifest-path"]).arg(self.folder.path().join("Cargo.toml"));
        let output = build.arg("--target-dir").arg(&self.target).stdin(Stdio::null()).output()?;
        let errors = String::from_utf8_lossy(&output.stderr);
        // What is wrong with a submission names one of its files; what does not is wrong here.
        if !output.status.success() && !errors.contains("src/chapter") && !errors.contains("src\\chapter") {
            return Err(errors.into_owned().into());
        }
        Ok(output.status.success())
    }

    /// Each exercise: its chapter and its name.
    fn exercises(&self) -> Result<Vec<(String, String)>> {
        let output = Command::new(self.program()).arg("--list").output()?;
        let list = String::from_utf8(output.stdout)?;
        let pair = |line: &str| line.split_once(' ').map(|(chapter, name)| (chapter.to_owned(), name.to_owned()));
        Ok(list.lines().filter_map(pair).collect())
    }

    /// The verdict of one exercise.
    fn judge(&self, chapter: &str, exercise: &str, settings: &Settings) -> Result<String> {
        let mut command = limited(&self.program(), settings.megabytes);
        command.args(["--judge", chapter, exercise]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let Some(status) = wait(&mut child, Duration::from_secs(settings.seconds))? else {
            return Ok("endless".to_owned());
        };
        let mut verdict = String::new();
        if let Some(mut output) = child.stdout.take() {
            output.read_to_string(&mut verdict)?;
        }
        // Without an orderly end: the stack or the memory was used up.
        Ok(if status.success() { verdict.trim().to_owned() } else { "aborted".to_owned() })
    }

    fn program(&self) -> PathBuf {
        self.target.join("release").join(format!("attempt{}", std::env::consts::EXE_SUFFIX))
    }
}

/// The program under a limit of memory, which the shell sets where there is one.
fn limited(program: &Path, megabytes: u64) -> Command {
    if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", "ulimit -v \"$1\"; shift; exec \"$@\"", "sh"])
            .arg((megabytes * 1024).to_string())
            .arg(program);
        shell
    } else {
        Command::new(program)
    }
}

/// Waits for the end of a child, and ends it when its time is over.
fn wait(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    while start.elapsed() < limit {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(5));
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_child_ends_by_itself_or_is_ended() {
        let child = |arguments: &[&str]| Command::new("sh").args(["-c"]).args(arguments).spawn().unwrap();
        let limit = Duration::from_millis(300);
        assert!(wait(&mut child(&["exit 3"]), Duration::from_secs(10)).unwrap().is_some_and(|s| s.code() == Some(3)));
        let start = Instant::now();
        assert!(wait(&mut child(&["exec sleep 60"]), limit).unwrap().is_none());
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn a_limit_of_memory_is_set_before_the_program_starts() {
        let mut shell = limited(Path::new("sh"), 100);
        let output = shell.args(["-c", "ulimit -v; echo \"$0 $1\"", "--judge", "3"]).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "102400\n--judge 3\n");
    }
}
