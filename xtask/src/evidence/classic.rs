//! The classic mistakes, which the book shows: each with the line that has it, the test that catches it, and what that test prints.

use super::copy::Copy;
use super::stamp::stamp;
use crate::project::{Project, write_if_changed};
use anyhow::{Context, Result, bail, ensure};
use itertools::Itertools;
use lazy_regex::regex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What is wrong, as it was written.
const MISTAKES: &str = "book/mistakes/mistakes.toml";
/// What the tests printed, as it was recorded.
const CAUGHT: &str = "book/mistakes/caught.toml";
/// How many lines of a message are kept.
const MOST: usize = 14;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// From the repository's root.
    pub file: PathBuf,
    /// A piece of one line that occurs once in the file.
    pub right: String,
    pub wrong: String,
    /// `chapters chapter03::the_gradient`: the test program and the test.
    pub test: String,
}

#[derive(Deserialize)]
struct Mistakes {
    mistake: BTreeMap<String, Change>,
}

#[derive(Default, Serialize, Deserialize)]
struct Caught {
    date: String,
    rust: String,
    mistake: BTreeMap<String, Output>,
}

#[derive(Serialize, Deserialize)]
struct Output {
    output: String,
    change: Change,
}

/// A mistake, as a page shows it.
pub struct Mistake {
    pub change: Change,
    /// The line of the file.
    pub line: usize,
    pub right: String,
    pub wrong: String,
    pub output: String,
    pub command: String,
}

impl Change {
    /// The number and the text of the line.
    fn find<'a>(&self, text: &'a str) -> Result<(usize, &'a str)> {
        let lines = text.lines().zip(1..).filter(|(line, _)| line.contains(&self.right)).collect_vec();
        match lines.as_slice() {
            [(line, number)] if line.matches(&self.right).count() == 1 => Ok((*number, line)),
            _ => bail!("{} lines of {} have `{}`; one should", lines.len(), self.file.display(), self.right),
        }
    }

    fn command(&self) -> String {
        format!("cargo test --release --test {}", self.test)
    }
}

fn mistakes(project: &Project) -> Result<BTreeMap<String, Change>> {
    let mistakes: Mistakes = toml::from_str(&project.read(MISTAKES)?).context(MISTAKES)?;
    Ok(mistakes.mistake)
}

/// The mistake of this name, with what was recorded, if that is still a record of it.
pub fn mistake(project: &Project, name: &str) -> Result<Mistake> {
    let change = mistakes(project)?.remove(name).with_context(|| format!("no mistake `{name}` in {MISTAKES}"))?;
    let mut caught: Caught = toml::from_str(&project.read(CAUGHT)?).context(CAUGHT)?;
    let recorded = caught.mistake.remove(name).filter(|recorded| recorded.change == change);
    let again = "run `cargo xtask mutants --classic`";
    let output = recorded.with_context(|| format!("{CAUGHT} has no record of this `{name}`; {again}"))?.output;
    let text = project.read(&change.file)?;
    let (number, line) = change.find(&text).with_context(|| format!("{MISTAKES}: `{name}`; mend it and {again}"))?;
    let (program, test) = change.test.split_once(' ').context("a test is a program and a name")?;
    let (module, function) = test.split_once("::").context("a test is a module and a function")?;
    let file = Path::new("tests").join(program).join(module).with_extension("rs");
    ensure!(project.read(&file)?.contains(&format!("fn {function}(")), "no test `{function}` in {}", file.display());
    let (right, wrong) = (line.trim().to_owned(), line.trim().replace(&change.right, &change.wrong));
    Ok(Mistake { line: number, right, wrong, output, command: change.command(), change })
}

/// Makes each mistake in a copy, runs its test, which must fail, and keeps what it prints.
pub fn catch(project: &Project) -> Result<()> {
    let copy = Copy::new(project, false)?;
    let (date, rust) = stamp()?;
    let mut caught = Caught { date, rust, mistake: BTreeMap::new() };
    let mistakes = mistakes(project)?;
    for (name, change) in &mistakes {
        let message = run(&copy, change)?;
        ensure!(message.is_none(), "`{}` fails without a mistake: {}", change.test, message.unwrap_or_default());
        println!("{name}: `{}` passes", change.test);
    }
    for (name, change) in mistakes {
        let text = project.read(&change.file)?;
        change.find(&text)?;
        let wrong = text.replacen(&change.right, &change.wrong, 1);
        let message = copy.with(&change.file, &wrong, || run(&copy, &change))?;
        let output = message.with_context(|| format!("`{}` does not notice `{name}`", change.test))?;
        println!("\n{name}: `{}` prints\n{output}", change.test);
        caught.mistake.insert(name, Output { output, change });
    }
    write_if_changed(&project.root.join(CAUGHT), toml::to_string(&caught)?.as_bytes())?;
    println!("\nkept in {CAUGHT}");
    Ok(())
}

/// Runs the test; what it prints if it fails.
fn run(copy: &Copy, change: &Change) -> Result<Option<String>> {
    let mut cargo = copy.cargo();
    cargo.args(["test", "--release", "--quiet", "--locked", "--package", "ann", "--test"]);
    let output = cargo.args(change.test.split(' ')).args(["--", "--exact"]).output().context("cannot run cargo")?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let has_run = |outcome: &str| printed.contains(&format!("test result: {outcome}. "));
    if output.status.success() && has_run("ok") && printed.contains("1 passed") {
        return Ok(None);
    }
    ensure!(has_run("FAILED"), "`{}` has not run:\n{}", change.test, String::from_utf8_lossy(&output.stderr));
    Ok(Some(message(&printed)))
}

/// What the failed test said: from its panic to the hint on backtraces, without the number of its thread.
fn message(printed: &str) -> String {
    let from = printed.find("\nthread '").map_or(0, |at| at + 1);
    let end = printed[from..].find("\nnote: run with").map_or(printed.len(), |length| from + length);
    let all = printed[from..end].lines().collect_vec();
    let shown = all.iter().take(MOST).join("\n");
    let shown = regex!(r"^(thread '[^']*') \(\d+\)").replace(&shown, "$1").into_owned();
    if all.len() > MOST { shown + "\n…" } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;

    const ONE: &str = "[mistake.sum]\nfile = \"src/a.rs\"\nright = \"a + b\"\nwrong = \"a - b\"\ntest = \"chapters chapter01::adds\"\n";

    fn project(source: &str, recorded: &str) -> (tempfile::TempDir, Project) {
        let caught = format!("date = \"d\"\nrust = \"r\"\n[mistake.sum]\noutput = \"left: 1\"\n{recorded}");
        let tests = "#[test]\nfn adds() {}\n";
        let files = [(MISTAKES, ONE), (CAUGHT, &caught), ("src/a.rs", source), ("tests/chapters/chapter01.rs", tests)];
        let root = folder_with(files);
        let project = Project { root: root.path().to_owned() };
        (root, project)
    }

    #[test]
    fn a_record_is_shown_only_of_the_line_that_there_is() {
        let recorded = ONE.replace("[mistake.sum]", "[mistake.sum.change]");
        let told = |source: &str, recorded: &str| {
            let (_root, project) = project(source, recorded);
            mistake(&project, "sum").map_err(|error| format!("{error:#}"))
        };
        let shown = told("fn f() {\n    let c = a + b; // (1.1)\n}\n", &recorded).unwrap();
        assert_eq!((shown.line, shown.right.as_str()), (2, "let c = a + b; // (1.1)"));
        assert_eq!((shown.wrong.as_str(), shown.output.as_str()), ("let c = a - b; // (1.1)", "left: 1"));
        assert_eq!(shown.command, "cargo test --release --test chapters chapter01::adds");
        let error = |source: &str, recorded: &str| told(source, recorded).err().unwrap();
        assert!(error("let c = b + a;", &recorded).contains("0 lines of src/a.rs"));
        assert!(error("a + b\na + b", &recorded).contains("2 lines of src/a.rs"));
        assert!(error("a + b", &recorded.replace("a - b", "a * b")).contains("no record of this `sum`"));
    }

    #[test]
    fn the_message_of_a_test_is_what_it_panicked_with() {
        let printed = "\nrunning 1 test\nF\nfailures:\n\n---- chapter07::a stdout ----\n\nthread 'chapter07::a' (4711) panicked at tests/a.rs:3:5:\n\
            assertion failed\n  left: 1\nnote: run with `RUST_BACKTRACE=1`\n\nfailures:\n";
        let expected = "thread 'chapter07::a' panicked at tests/a.rs:3:5:\nassertion failed\n  left: 1";
        assert_eq!(message(printed), expected);
    }
}
