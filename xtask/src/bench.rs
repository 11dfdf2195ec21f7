//! The throughput of the library beside that of other libraries, in one run on one machine.
//!
//! Ours and theirs take turns, round after round, so that whatever disturbs the machine disturbs all of them. Only the ratios
//! within a round count.

use crate::project::{Project, SPEEDS, write_if_changed};
use crate::python;
use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// The work, by the names that `benches/throughput.rs` and `benches/peers/peers.py` have for it.
const WORKLOADS: [&str; 8] = [
    "wine-f32",
    "digits-f32",
    "mnist-f32",
    "mnist-dropout-f32",
    "large-f32",
    "mnist-f64",
    "predict-1-f32",
    "predict-1000-f32",
];
/// The others, with their headings in the table. What `torch.compile` makes of it is a peer of its own.
const PEERS: [(&str, &str); 6] = [
    ("scikit-learn", "sklearn"),
    ("pytorch", "torch"),
    ("pytorch-compiled", "compiled"),
    ("jax", "jax"),
    ("burn", "burn"),
    ("candle", "candle"),
];
/// Those that are written in Rust; the others are packages of Python.
const IN_RUST: [&str; 2] = ["burn", "candle"];
/// How often everybody takes a turn.
const ROUNDS: usize = 2;

/// The medians of one workload, a number for each round: ours and each peer's, where it can do the work at all.
struct Row {
    workload: &'static str,
    ours: Vec<f64>,
    theirs: BTreeMap<&'static str, Vec<f64>>,
}

/// Runs our benchmark alone, as `cargo bench` does.
pub fn ours(project: &Project) -> Result<()> {
    python::run(&mut throughput(project))?;
    tables(project, None)
}

/// Runs our benchmark on each of these numbers of threads in turns.
pub fn threads(project: &Project, counts: &str) -> Result<()> {
    python::run(throughput(project).args(["--", "--threads", counts]))
}

/// Reads large tables, beside pandas and polars if there is a Python that has them.
fn tables(project: &Project, python: Option<&Path>) -> Result<()> {
    let mut command = cargo_bench(project, "ann-cli", "csv");
    if let Some(python) = python {
        command.args(["--", "--peers"]).arg(python);
    }
    python::run(&mut command)
}

/// Runs ours and the peers in turns, prints the table and keeps it for chapter 12. A virtual environment under `target/` is made for
/// the peers and filled first.
pub fn peers(project: &Project) -> Result<()> {
    let python = python::python(&python::environment(project, "peers", "benches/peers/requirements.txt")?);
    let script = project.root.join("benches/peers/peers.py");
    // Compiled before the first turn, those that are written in Rust for this very processor.
    let target = project.target().join("peers-rust");
    let in_rust = target.join("release/peers").with_extension(std::env::consts::EXE_EXTENSION);
    println!("compiling {} into {} (some minutes, once)", IN_RUST.join(" and "), project.name(&target).display());
    let mut cargo = Command::new("cargo");
    cargo.current_dir(project.root.join("benches/peers/rust")).env("RUSTFLAGS", "-C target-cpu=native");
    python::run(cargo.args(["build", "--quiet", "--release", "--locked", "--target-dir"]).arg(&target))?;
    python::run(throughput(project).arg("--no-run"))?;
    let style = ProgressStyle::with_template("{bar:24}  {pos}/{len}  {eta} left  {wide_msg}")?;
    let bar = ProgressBar::new((WORKLOADS.len() * ROUNDS) as u64).with_style(style);
    let ask = |peer: &str, workload: &str, threads: &str| {
        let mut command = Command::new(if IN_RUST.contains(&peer) { &in_rust } else { &python });
        command.args((!IN_RUST.contains(&peer)).then_some(&script));
        let command = command.args([peer, workload, "1"]).env("PEER_THREADS", threads);
        measure(command.env("RAYON_NUM_THREADS", threads), peer)
    };
    let mut rows = Vec::new();
    for workload in WORKLOADS {
        let mut row = Row { workload, ours: Vec::new(), theirs: BTreeMap::new() };
        // Small work goes better in one thread, large work in two: each peer may choose, once.
        let mut choices: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for _ in 0..ROUNDS {
            bar.set_message(workload);
            row.ours.push(our_speed(&mut throughput(project), workload)?);
            for (peer, _) in PEERS {
                let threads = choices.entry(peer).or_insert_with(|| vec!["1", "2"]);
                let mut speeds = Vec::new();
                for threads in threads.drain(..) {
                    speeds.extend(ask(peer, workload, threads)?.map(|speed| (speed, threads)));
                }
                // One that cannot do this work is not asked again.
                if let Some((speed, best)) = speeds.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)) {
                    row.theirs.entry(peer).or_default().push(speed);
                    threads.push(best);
                }
            }
            bar.inc(1);
        }
        rows.push(row);
    }
    bar.finish_and_clear();
    let table = format!("{}; thousand samples a second\n\n{}", processor(), table(&rows));
    print!("{table}");
    write_if_changed(&project.root.join(SPEEDS), table.as_bytes())?;
    println!("\nkept in {SPEEDS}\n");
    tables(project, Some(&python))
}

fn cargo_bench(project: &Project, package: &str, name: &str) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(&project.root).args(["bench", "--quiet", "--package", package, "--bench", name]);
    command
}

fn throughput(project: &Project) -> Command {
    cargo_bench(project, "ann", "throughput")
}

/// Our samples a second for a workload.
fn our_speed(throughput: &mut Command, workload: &str) -> Result<f64> {
    let speed = measure(throughput.args(["--", "--json", &format!("{workload}-")]), "our benchmark")?;
    speed.context("our benchmark printed nothing")
}

/// The `median` of the JSON line that a command prints; `None` if it says that it cannot do this work.
fn measure(command: &mut Command, what: &str) -> Result<Option<f64>> {
    let output = command.output().with_context(|| format!("cannot run {what}"))?;
    let error = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        if error.trim_end().ends_with("has no dropout") {
            return Ok(None);
        }
        bail!("{what} failed: {}", error.trim());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let Some(line) = text.lines().rfind(|line| line.starts_with('{')) else { return Ok(None) };
    let answer: Value = serde_json::from_str(line).with_context(|| format!("{what} printed {line}"))?;
    Ok(answer["median"].as_f64())
}

/// The name of the processor, and how many threads it runs at a time.
fn processor() -> String {
    let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = information.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} threads", name.trim_start_matches(['\t', ':', ' ']))
}

/// A line for each workload: the median speed of each, and ours over the best of the others, smallest to largest over rounds.
fn table(rows: &[Row]) -> String {
    let headings: String = PEERS.iter().map(|(_, heading)| format!("  {heading:>5}")).collect();
    let mut text = format!("{:<13}  {:>5}{headings}  ours / best\n", "", "ours");
    for row in rows {
        let column = |&(peer, heading): &(&str, &str)| {
            let speed = row.theirs.get(peer).map_or("–".to_owned(), |speeds| thousands(median(speeds)));
            format!("  {speed:>0$}", heading.len().max(5))
        };
        let best = |round: usize| {
            row.theirs.values().filter_map(|speeds| speeds.get(round)).copied().fold(f64::MIN_POSITIVE, f64::max)
        };
        let ratios = row.ours.iter().enumerate().map(|(round, ours)| ours / best(round));
        let (least, most) = ratios.fold((f64::MAX, 0.0_f64), |(least, most), r| (least.min(r), most.max(r)));
        // What is not said to be something else is `f32`.
        let (name, ours) = (row.workload.trim_end_matches("-f32"), thousands(median(&row.ours)));
        let theirs: String = PEERS.iter().map(column).collect();
        text += &format!("{name:<13}  {ours:>5}{theirs}  {least:.1} to {most:.1}\n");
    }
    text
}

fn thousands(speed: f64) -> String {
    let value = speed / 1000.0;
    if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_ours_over_the_best_of_the_others() {
        let theirs = BTreeMap::from([("jax", vec![50e3, 100e3]), ("pytorch", vec![40e3, 30e3])]);
        let table = table(&[Row { workload: "wine-f32", ours: vec![500e3, 400e3], theirs }]);
        assert!(table.contains("4.0 to 10.0"), "{table}");
        assert!(table.lines().all(|line| line.chars().count() <= 82), "{table}");
    }
}
