//! The throughput of the library beside that of other libraries, in one run on one machine.
//!
//! Ours and theirs take turns, round after round, so that whatever disturbs the machine disturbs all of them. Only the ratios
//! within a round count.
//!
//! `cargo xtask bench --peers` installs the others and starts this: `cargo bench --bench peers -- PYTHON RUST`, with the Python that has
//! theirs and the program `peers` of benches/peers/rust. It prints the table.

mod machine;

use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::Command;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

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
pub(crate) struct Row {
    pub(crate) workload: &'static str,
    pub(crate) ours: Vec<f64>,
    pub(crate) theirs: BTreeMap<&'static str, Vec<f64>>,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [python, in_rust] = arguments.as_slice() else {
        // As one of all benchmarks it has nobody to compare with.
        eprintln!("`cargo xtask bench --peers` names the Python and the program of the peers");
        return Ok(());
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/peers.py");
    let ask = |peer: &str, workload: &str, threads: &str| {
        let mut command = Command::new(if IN_RUST.contains(&peer) { in_rust } else { python });
        command.args((!IN_RUST.contains(&peer)).then_some(&script));
        let command = command.args([peer, workload, "1"]).env("PEER_THREADS", threads);
        measure(command.env("RAYON_NUM_THREADS", threads), peer)
    };
    let mut rows = Vec::new();
    for workload in WORKLOADS {
        eprintln!("{workload}");
        let mut row = Row { workload, ours: Vec::new(), theirs: BTreeMap::new() };
        // Small work goes better in one thread, large work in two: each peer may choose, once.
        let mut choices: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for _ in 0..ROUNDS {
            let ours = measure(&mut throughput(workload), "our benchmark")?;
            row.ours.push(ours.ok_or("our benchmark printed nothing")?);
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
        }
        rows.push(row);
    }
    print!("{}; thousand samples a second\n\n{}", machine::processor(), table(&rows));
    Ok(())
}

fn throughput(workload: &str) -> Command {
    let mut command = Command::new("cargo");
    command.args(["bench", "--quiet", "--package", "ann", "--bench", "throughput", "--", "--json"]);
    command.arg(format!("{workload}-"));
    command
}

/// The `median` of the JSON line that a command prints; `None` if it says that it cannot do this work.
fn measure(command: &mut Command, what: &str) -> Result<Option<f64>> {
    let output = command.output().map_err(|error| format!("cannot run {what}: {error}"))?;
    let error = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        if error.trim_end().ends_with("has no dropout") {
            return Ok(None);
        }
        return Err(format!("{what} failed: {}", error.trim()).into());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let Some(line) = text.lines().rfind(|line| line.starts_with('{')) else { return Ok(None) };
    let answer: Value = serde_json::from_str(line).map_err(|error| format!("{what} printed {line}: {error}"))?;
    Ok(answer["median"].as_f64())
}

/// A line for each workload: the median speed of each, and ours over the best of the others, smallest to largest over rounds.
pub(crate) fn table(rows: &[Row]) -> String {
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
    sorted.get(values.len() / 2).copied().unwrap_or(0.0)
}
