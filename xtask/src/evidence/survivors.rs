//! `cargo mutants` on a file of the library: which of the mistakes that it makes there no test notices.

use super::copy::Copy;
use super::stamp::stamp;
use crate::project::{Project, write_if_changed};
use anyhow::{Context, Result, ensure};
use itertools::Itertools;
use lazy_regex::regex;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The mistakes that are none: what was changed makes no difference that anything promises.
const EQUIVALENT: &str = "tests/equivalent-mutants.toml";
/// What was found when it last ran.
const RESULTS: &str = "book/mistakes/mutants.toml";
/// The version that the names of mutants are from.
const VERSION: &str = "27.1.0";
/// Seconds after which the tests of a mutant do not end: those that wait for one another. What only computes is stopped before
/// (`copy.rs`), so that a busy machine makes no mutant look caught.
const TIMEOUT: &str = "1200";

/// A mutant that no test can notice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Equivalent {
    /// Its name without the place in the line: `src/training/backward.rs: replace > with >= in of_weights`.
    name: String,
    /// The line that it changes, or a part of it.
    line: String,
    /// Why that is no mistake.
    why: String,
}

#[derive(Default, Deserialize)]
struct Equivalents {
    #[serde(default)]
    mutant: Vec<Equivalent>,
}

#[derive(Default, Serialize, Deserialize)]
struct Results {
    file: BTreeMap<String, Counts>,
}

/// What became of the mutants of a file.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Counts {
    /// A test failed, or did not end.
    caught: usize,
    /// None did, and there is a reason.
    equivalent: usize,
    /// They did not compile.
    unviable: usize,
    date: String,
    rust: String,
}

/// A mutant that no test noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Survivor {
    name: String,
    /// The text of its line.
    text: String,
    /// As cargo mutants names it.
    whole: String,
}

/// Runs `cargo mutants` on files `src/FILE.rs`, one after the other, and keeps the numbers of each for the book. Not those of a file in which a
/// mutant survives for which there is no reason, or of which a reason is for one that does not survive: they are told at the end.
pub fn run(project: &Project, files: &[String]) -> Result<()> {
    let path = |file: &String| format!("src/{}.rs", file.trim_end_matches(".rs").trim_start_matches("src/"));
    let paths = files.iter().map(path).collect_vec();
    for path in &paths {
        ensure!(project.root.join(path).is_file(), "no file {path}");
    }
    let copy = Copy::new(project, true)?;
    let version = copy.cargo().args(["mutants", "--version"]).output().context("cannot run cargo")?;
    let install = format!("cargo install --locked --version {VERSION} cargo-mutants");
    ensure!(
        String::from_utf8_lossy(&version.stdout).contains(VERSION),
        "this needs cargo-mutants {VERSION}: {install}"
    );
    let (mut passed, mut faults) = (BTreeSet::new(), Vec::new());
    for path in paths {
        let outcome = Outcome::of(&copy, &path, &mut passed)?;
        let source = project.read(&path)?;
        let survivors: Vec<Survivor> = outcome.missed.iter().map(|name| survivor(name, &source)).try_collect()?;
        // Read anew for each file: a reason may be written down while the next file is being run.
        let known = equivalents(project)?.into_iter().filter(|known| known.name.starts_with(&format!("{path}:")));
        let Counts { caught, unviable, .. } = outcome.counts;
        println!("{path}: {caught} caught, {} not, {unviable} unviable", survivors.len());
        if let Err(fault) = judge(&survivors, &known.collect_vec()) {
            println!("{fault}");
            faults.push(fault.to_string());
            continue;
        }
        let mut results = results(project)?;
        results.file.insert(path, outcome.counts);
        write_if_changed(&project.root.join(RESULTS), toml::to_string(&results)?.as_bytes())?;
    }
    ensure!(faults.is_empty(), "{}\nwrite a test, or the reason into {EQUIVALENT}", faults.join("\n"));
    println!("kept in {RESULTS}");
    Ok(())
}

/// The settings of `cargo mutants` that say which tests a mutant of this file has to pass, one set after the other.
fn tests(path: &str) -> &'static [&'static str] {
    if path.starts_with("src/plain/") {
        &[".cargo/mutants-plain.toml"]
    } else {
        &[".cargo/mutants.toml", ".cargo/mutants-units.toml", ".cargo/mutants-rest.toml"]
    }
}

/// What `cargo mutants` found in a file.
struct Outcome {
    /// The names of those that no test noticed.
    missed: Vec<String>,
    counts: Counts,
}

impl Outcome {
    /// `passed`: the tests that have passed without a mutant in this call.
    fn of(copy: &Copy, path: &str, passed: &mut BTreeSet<&'static str>) -> Result<Outcome> {
        let out = tempfile::tempdir()?;
        let list = |name: &str| -> Result<Vec<String>> {
            let text =
                fs::read_to_string(out.path().join("mutants.out").join(name)).with_context(|| name.to_owned())?;
            Ok(text.lines().map(str::to_owned).collect())
        };
        let (date, rust) = stamp()?;
        let mut outcome = Outcome { missed: Vec::new(), counts: Counts { date, rust, ..Counts::default() } };
        let mut caught = BTreeSet::new();
        for (i, tests) in tests(path).iter().enumerate() {
            let mut cargo = copy.cargo();
            cargo.args(["mutants", "--in-place", "--package", "ann", "--config", tests, "--file", path, "--output"]);
            cargo.arg(out.path()).args(["--timeout", TIMEOUT]);
            if i > 0 {
                cargo.arg("--iterate"); // only those that were missed
            }
            if !passed.insert(tests) {
                cargo.args(["--baseline", "skip"]);
            }
            let status = cargo.status().context("cannot run cargo")?;
            // 2: some were missed; 3: some did not end.
            ensure!(matches!(status.code(), Some(0 | 2 | 3)), "cargo mutants failed on {path} ({status})");
            caught.extend([list("caught.txt")?, list("timeout.txt")?].concat());
            outcome.missed = list("missed.txt")?;
            outcome.missed.retain(|name| !caught.contains(name)); // those that did not end are tried again, too
            outcome.counts.unviable += list("unviable.txt")?.len();
            if outcome.missed.is_empty() {
                break;
            }
        }
        (outcome.counts.caught, outcome.counts.equivalent) = (caught.len(), outcome.missed.len());
        Ok(outcome)
    }
}

fn equivalents(project: &Project) -> Result<Vec<Equivalent>> {
    let equivalents: Equivalents = toml::from_str(&project.read(EQUIVALENT)?).context(EQUIVALENT)?;
    Ok(equivalents.mutant)
}

fn results(project: &Project) -> Result<Results> {
    if !project.root.join(RESULTS).exists() {
        return Ok(Results::default());
    }
    toml::from_str(&project.read(RESULTS)?).context(RESULTS)
}

/// `src/a.rs:3:5: replace + with - in f`, and the line that it stands in.
fn survivor(whole: &str, source: &str) -> Result<Survivor> {
    let found = regex!(r"^([^:]+):(\d+):\d+: (.*)$").captures(whole).with_context(|| format!("`{whole}`?"))?;
    let text = source.lines().nth(found[2].parse::<usize>()? - 1).unwrap_or_default().trim().to_owned();
    Ok(Survivor { name: format!("{}: {}", &found[1], &found[3]), text, whole: whole.to_owned() })
}

/// Fails unless each survivor has its reason, and each reason its survivor.
fn judge(survivors: &[Survivor], known: &[Equivalent]) -> Result<()> {
    let is =
        |known: &Equivalent, survivor: &Survivor| known.name == survivor.name && survivor.text.contains(&known.line);
    let new = survivors.iter().filter(|survivor| !known.iter().any(|known| is(known, survivor))).collect_vec();
    let gone = known.iter().filter(|known| !survivors.iter().any(|survivor| is(known, survivor))).collect_vec();
    let told = new.iter().map(|new| format!("no test notices {}\n    {}", new.whole, new.text));
    let told = told.chain(gone.iter().map(|gone| format!("{EQUIVALENT} has `{}`, which does not survive", gone.name)));
    let told = told.collect_vec();
    ensure!(told.is_empty(), "{}", told.join("\n"));
    Ok(())
}

/// The numbers of each file, and the reasons, as Markdown.
pub fn mutants(project: &Project) -> Result<String> {
    let results = results(project)?;
    ensure!(!results.file.is_empty(), "no file has been run; `cargo xtask mutants --file training/backward`");
    let mut table =
        String::from("| File | Caught | Equivalent | Do not compile | On | With |\n|:---|---:|---:|---:|:---|:---|\n");
    for (file, Counts { caught, equivalent, unviable, date, rust }) in &results.file {
        ensure!(project.root.join(file).is_file(), "{RESULTS} has {file}, which is no more");
        table += &format!("| `{file}` | {caught} | {equivalent} | {unviable} | {date} | {rust} |\n");
    }
    let all = results.file.values();
    let (caught, equivalent) = all.fold((0, 0), |(c, e), counts| (c + counts.caught, e + counts.equivalent));
    table += &format!("| **together** | **{caught}** | **{equivalent}** | | | |\n\n");
    let known = equivalents(project)?.into_iter().filter(|known| {
        let file = known.name.split_once(": ").map_or("", |(file, _)| file);
        results.file.contains_key(Path::new(file).to_str().unwrap_or_default())
    });
    for (file, reasons) in
        &known.sorted().chunk_by(|known| known.name.split_once(": ").map_or("", |(f, _)| f).to_owned())
    {
        table += &format!("`{file}`:\n\n");
        for Equivalent { name, line, why } in reasons {
            let change = name.split_once(": ").map_or(name.as_str(), |(_, change)| change);
            table += &format!("- `{change}`, in `{line}`: {why}\n");
        }
        table.push('\n');
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_survivor_and_a_reason_without_one_are_told() {
        let source = "fn f() {\n    a + b\n}\n";
        let survivor = survivor("src/a.rs:2:7: replace + with - in f", source).unwrap();
        assert_eq!((survivor.name.as_str(), survivor.text.as_str()), ("src/a.rs: replace + with - in f", "a + b"));
        let known =
            |line: &str| Equivalent { name: survivor.name.clone(), line: line.to_owned(), why: "b is 0".into() };
        assert!(judge(std::slice::from_ref(&survivor), &[known("a + b")]).is_ok());
        let told = |survivors: &[Survivor], known: &[Equivalent]| judge(survivors, known).unwrap_err().to_string();
        assert!(told(std::slice::from_ref(&survivor), &[]).contains("no test notices src/a.rs:2:7"));
        assert!(told(&[], &[known("a + b")]).contains("does not survive"));
        let both = told(std::slice::from_ref(&survivor), &[known("c + d")]);
        assert!(both.contains("no test notices") && both.contains("does not survive"), "another line of the function");
    }
}
