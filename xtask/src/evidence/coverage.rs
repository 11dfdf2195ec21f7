//! Which lines of the library its tests reach: `cargo tarpaulin`, and what it found when it last ran.

use super::stamp::stamp;
use crate::project::{Project, write_if_changed};
use crate::python::run;
use anyhow::{Context, Result, ensure};
use itertools::Itertools;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The lines that no test reaches, and why not.
const UNREACHED: &str = "tests/unreached-lines.toml";
/// What was found when it last ran.
const RESULTS: &str = "book/mistakes/coverage.toml";
/// The version whose counts these are.
const VERSION: &str = "0.37.5";
/// Tests that watch what a process may write or how long it takes, which is more while it counts.
const NOT_WHILE_COUNTING: [&str; 2] =
    ["a_model_that_does_not_fit_on_the_disk_leaves_the_old_one", "a_row_of_100_mb_is_refused_in_a_short_line"];
/// The part of the lines that tests have to reach.
const LEAST: f64 = 0.95;

/// Lines that no test reaches, all for one reason.
#[derive(Debug, Deserialize)]
struct Unreached {
    why: String,
    /// How many in each file.
    lines: BTreeMap<String, usize>,
}

#[derive(Default, Deserialize)]
struct Reasons {
    #[serde(default)]
    unreached: Vec<Unreached>,
}

#[derive(Default, Serialize, Deserialize)]
struct Results {
    date: String,
    rust: String,
    file: BTreeMap<String, Lines>,
}

/// Of a file, the lines with code that is compiled.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Lines {
    all: usize,
    /// The numbers of those that no test reaches.
    #[serde(default)]
    unreached: Vec<usize>,
}

/// As `cargo tarpaulin` writes it.
#[derive(Deserialize)]
struct Report {
    files: Vec<Traced>,
}

#[derive(Deserialize)]
struct Traced {
    /// The parts of its path.
    path: Vec<String>,
    traces: Vec<Trace>,
}

#[derive(Deserialize)]
struct Trace {
    line: usize,
    stats: Hits,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
enum Hits {
    Line(u64),
}

/// Runs the tests of the library and of the command `ann`, compiled to count, and keeps for the book which lines of `src/` they reach. Fails
/// if it is less than 95 of 100, or if a line that they do not reach has no reason.
pub fn measure(project: &Project) -> Result<()> {
    let install = format!("this needs cargo-tarpaulin: cargo install --locked --version {VERSION} cargo-tarpaulin");
    let folder = tempfile::tempdir()?;
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&project.root).args(["tarpaulin", "--engine", "llvm", "--release", "--locked", "--skip-clean"]);
    cargo.args(["--package", "ann", "--package", "ann-cli", "--all-features", "--follow-exec"]);
    cargo.args(["--timeout", "1200", "--out", "json"]);
    cargo.args(["--include-files", "src/*", "--include-files", "src/**/*"]);
    cargo.arg("--target-dir").arg(project.target().join("coverage")).arg("--output-dir").arg(folder.path()).arg("--");
    cargo.args(NOT_WHILE_COUNTING.iter().flat_map(|test| ["--skip", test]));
    let done = run(&mut cargo).context(install);
    let _ = fs::remove_file(project.root.join("build_rs_cov.profraw")); // where build scripts count
    done?;
    let report = fs::read(folder.path().join("tarpaulin-report.json")).context("the report of cargo-tarpaulin")?;
    let (date, rust) = stamp()?;
    let results = Results { date, rust, file: files(&serde_json::from_slice(&report)?, &project.root)? };
    write_if_changed(&project.root.join(RESULTS), toml::to_string(&results)?.as_bytes())?;
    println!("kept in {RESULTS}: {:.2} %", 100.0 * part(results.file.values()));
    judge(&results.file, &reasons(project)?)
}

/// The lines of each file below the root.
fn files(report: &Report, root: &Path) -> Result<BTreeMap<String, Lines>> {
    let lines = |traced: &Traced| {
        let path = traced.path.iter().collect::<std::path::PathBuf>();
        let name = path.strip_prefix(root).unwrap_or(&path).to_str().context("a name that is no text")?.to_owned();
        let unreached = traced.traces.iter().filter(|trace| matches!(trace.stats, Hits::Line(0)));
        let unreached = unreached.map(|trace| trace.line).sorted().collect();
        Ok((name, Lines { all: traced.traces.len(), unreached }))
    };
    report.files.iter().filter(|traced| !traced.traces.is_empty()).map(lines).collect()
}

fn reasons(project: &Project) -> Result<Vec<Unreached>> {
    let reasons: Reasons = toml::from_str(&project.read(UNREACHED)?).context(UNREACHED)?;
    Ok(reasons.unreached)
}

/// The part of lines that is reached.
fn part<'a>(files: impl IntoIterator<Item = &'a Lines>) -> f64 {
    let (mut all, mut unreached) = (0, 0);
    for lines in files {
        (all, unreached) = (all + lines.all, unreached + lines.unreached.len());
    }
    1.0 - unreached as f64 / all.max(1) as f64
}

/// Fails unless there are enough, and each file has as many reasons as lines that are not reached.
fn judge(files: &BTreeMap<String, Lines>, reasons: &[Unreached]) -> Result<()> {
    let mut faults = Vec::new();
    for (file, lines) in files {
        let (known, found) = (known(reasons, file), lines.unreached.len());
        if known != found {
            let numbers = lines.unreached.iter().join(", ");
            faults.push(format!("{file}: no test reaches {found} lines ({numbers}), and {UNREACHED} knows {known}"));
        }
    }
    let gone = reasons.iter().flat_map(|reason| reason.lines.keys()).filter(|file| !files.contains_key(*file));
    faults.extend(gone.map(|gone| format!("{UNREACHED} has {gone}, which has no lines")));
    let part = part(files.values());
    if part < LEAST {
        faults.push(format!("tests reach {:.2} % of the lines, less than {} %", 100.0 * part, 100.0 * LEAST));
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

/// How many lines of a file have a reason.
fn known(reasons: &[Unreached], file: &str) -> usize {
    reasons.iter().filter_map(|reason| reason.lines.get(file)).sum()
}

/// What was found, room by room, and how many lines each reason has, as Markdown.
pub fn lines(project: &Project) -> Result<String> {
    let results: Results = toml::from_str(&project.read(RESULTS)?).context(RESULTS)?;
    let reasons = reasons(project)?;
    judge(&results.file, &reasons).with_context(|| format!("{RESULTS} and {UNREACHED} do not agree"))?;
    // The rooms of the library; what stands beside them is one of its own.
    let room = |file: &str| file.match_indices('/').take(2).last().map_or("", |(end, _)| &file[..end]).to_owned();
    let rooms = results.file.iter().map(|(file, lines)| (room(file), lines)).into_group_map();
    let mut table = String::from("| Room | Lines | Not reached |\n|:---|---:|---:|\n");
    let mut row = |name: &str, files: &[&Lines]| {
        let unreached: usize = files.iter().map(|lines| lines.unreached.len()).sum();
        let all: usize = files.iter().map(|lines| lines.all).sum();
        table += &format!("| {name} | {all} | {unreached} |\n");
    };
    for (room, files) in rooms.iter().sorted_by_key(|(room, _)| *room) {
        row(&format!("`{room}`"), files);
    }
    row("**together**", &results.file.values().collect_vec());
    let Results { date, rust, .. } = &results;
    let reached = 100.0 * part(results.file.values());
    table += &format!(
        "\n{reached:.1} % are reached ({date}, {rust}). Why the others are not:\n\n| Why | Lines |\n|:---|---:|\n"
    );
    for Unreached { why, lines } in &reasons {
        table += &format!("| {why} | {} |\n", lines.values().sum::<usize>());
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_no_test_reaches_needs_a_reason_and_a_reason_its_line() {
        let report = r#"{"files": [
            {"path": ["/", "r", "src", "a.rs"], "content": "", "traces": [
                {"line": 2, "address": [], "length": 0, "stats": {"Line": 3}},
                {"line": 5, "address": [], "length": 0, "stats": {"Line": 0}}]},
            {"path": ["/", "r", "src", "b.rs"], "content": "", "traces": []}]}"#;
        let mut files = files(&serde_json::from_str(report).unwrap(), Path::new("/r")).unwrap();
        assert_eq!(files.keys().collect_vec(), ["src/a.rs"]);
        assert_eq!(files["src/a.rs"], Lines { all: 2, unreached: vec![5] });
        files.insert("src/c.rs".into(), Lines { all: 98, unreached: Vec::new() });
        assert_eq!(part(files.values()), 0.99);
        let reason = |file: &str, lines| Unreached { why: "a full disk".into(), lines: [(file.into(), lines)].into() };
        assert!(judge(&files, &[reason("src/a.rs", 1)]).is_ok());
        for (reasons, told) in [
            (vec![], "src/a.rs: no test reaches 1 lines (5)"),
            (vec![reason("src/a.rs", 2)], "knows 2"),
            (vec![reason("src/a.rs", 1), reason("src/gone.rs", 1)], "src/gone.rs, which has no lines"),
        ] {
            let fault = judge(&files, &reasons).unwrap_err().to_string();
            assert!(fault.contains(told), "{fault}");
        }
        let few = BTreeMap::from([("src/a.rs".to_owned(), files["src/a.rs"].clone())]);
        assert!(judge(&few, &[reason("src/a.rs", 1)]).unwrap_err().to_string().contains("50.00 %"));
    }
}
