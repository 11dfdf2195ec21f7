//! Reading a large CSV table (chapter 10): megabytes a second on one core, and the memory that it takes at its peak.
//!
//! `cargo bench --bench csv` writes two tables of 1 GB into the temporary folder, one after the other, reads each three times
//! and trains on it for one epoch with the command `ann`; `-- 100` makes them 100 MB, and `-- --peers PYTHON` lets
//! `benches/peers/csv_peers.py` read the same files in turns. A peak is that of the whole process, as the system counts it
//! (on Linux), told as a multiple of the table as numbers: rows × columns × 8 bytes.

use ann::data::{Task, read_csv};
use rand::RngExt;
use serde_json::{Value, json};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const COLUMNS: usize = 21;
const ROUNDS: usize = 3;
/// What reads: a name, and for a peer its arguments. `polars-1` has one thread, as we and pandas have.
const PEERS: [&str; 3] = ["pandas", "polars-1", "polars"];

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["--read", path] = arguments[..] {
        return read(path);
    }
    let (python, rest) = match arguments[..] {
        ["--peers", python, ref rest @ ..] => (Some(python), rest),
        ref rest => (None, rest),
    };
    let megabytes: usize = rest.first().map_or(Ok(1000), |number| number.parse())?;
    for digits in [5, 16] {
        let table = tempfile::Builder::new().suffix(".csv").tempfile()?;
        let rows = write(table.as_file(), digits, megabytes * 1_000_000)?;
        measure(table.path(), rows, digits, python)?;
    }
    Ok(())
}

/// Writes 20 features with so many digits, and as the last column three classes, or with many digits a number. Tells the rows.
fn write(file: &std::fs::File, digits: usize, bytes: usize) -> Result<usize, Failure> {
    let mut random = ann::rng(0);
    let mut file = BufWriter::new(file);
    let names: Vec<String> = (1..COLUMNS).map(|i| format!("x{i}")).collect();
    writeln!(file, "{},y", names.join(","))?;
    let (mut written, mut rows) = (0, 0);
    let mut line = String::new();
    while written < bytes {
        line.clear();
        for _ in 1..COLUMNS {
            line += &format!("{:.digits$},", random.random_range(-3.0..3.0));
        }
        line += &match digits {
            5 => ["setosa", "versicolor", "virginica"][random.random_range(0..3)].to_owned(),
            _ => random.random_range(0.0..100.0).to_string(),
        };
        writeln!(file, "{line}")?;
        written += line.len() + 1;
        rows += 1;
    }
    file.flush()?;
    Ok(rows)
}

/// Reads the table in a process of its own, this one, and prints what it took.
fn read(path: &str) -> Result<(), Failure> {
    let start = Instant::now();
    let dataset = read_csv(path, "y", Task::Auto)?;
    let seconds = start.elapsed().as_secs_f64();
    println!("{}", json!({"seconds": seconds, "peak": peak("self"), "rows": dataset.samples()}));
    Ok(())
}

/// Lets everybody read the table in turns and prints the medians.
fn measure(path: &Path, rows: usize, digits: usize, python: Option<&str>) -> Result<(), Failure> {
    let (bytes, numbers) = (path.metadata()?.len() as f64, (rows * COLUMNS * 8) as f64);
    println!(
        "{rows} rows of {COLUMNS} columns, {digits} digits: {:.0} MB, {:.0} MB as numbers",
        bytes / 1e6,
        numbers / 1e6
    );
    let peers = if python.is_some() { &PEERS[..] } else { &[] };
    let mut results = vec![Vec::new(); 1 + peers.len()];
    for _ in 0..ROUNDS {
        let mut ours = Command::new(std::env::current_exe()?);
        results[0].push(answer(ours.arg("--read").arg(path), rows)?);
        for (peer, result) in peers.iter().zip(&mut results[1..]) {
            let mut command = Command::new(python.unwrap_or("python3"));
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../benches/peers/csv_peers.py");
            if *peer == "polars-1" {
                command.env("POLARS_MAX_THREADS", "1");
            }
            result.push(answer(command.arg(script).arg(peer.trim_end_matches("-1")).arg(path), rows)?);
        }
    }
    for (name, mut result) in ["ours"].iter().chain(peers).zip(results) {
        result.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (least, (median, peak), most) = (result[0].0, result[ROUNDS / 2], result[ROUNDS - 1].0);
        let speeds = [median, most, least].map(|seconds| bytes / 1e6 / seconds);
        let peak = peak.map_or("–".to_owned(), |peak| format!("{:.2}", peak / numbers));
        println!(
            "  {name:<10} {:>6.0} MB/s  ({:.0} to {:.0})  peak {peak:>5} × the numbers",
            speeds[0], speeds[1], speeds[2]
        );
    }
    let peak = train(path)?.map_or("–".to_owned(), |peak| format!("{:.2}", peak / numbers));
    println!("  {:<10} {:38}  peak {peak:>5} × the numbers\n", "ann train", "");
    Ok(())
}

/// The seconds and the peak in bytes that a reader prints, once it is certain that it has read all rows.
fn answer(command: &mut Command, rows: usize) -> Result<(f64, Option<f64>), Failure> {
    let output = command.stderr(Stdio::inherit()).output()?;
    let answer: Value = serde_json::from_slice(&output.stdout)?;
    if answer["rows"] != rows {
        return Err(format!("{answer} was read instead of {rows} rows").into());
    }
    Ok((answer["seconds"].as_f64().ok_or("no time was told")?, answer["peak"].as_f64()))
}

/// Trains one epoch with the command, and asks again and again how much memory it has had at its peak.
fn train(path: &Path) -> Result<Option<f64>, Failure> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ann"));
    command.arg("train").arg(path).args(["--target", "y", "--epochs", "1", "--batch-size", "1024"]);
    let mut child = command.stdout(Stdio::null()).spawn()?;
    let mut highest = None;
    while child.try_wait()?.is_none() {
        highest = peak(&child.id().to_string()).or(highest);
        std::thread::sleep(Duration::from_millis(5));
    }
    if child.wait()?.success() { Ok(highest) } else { Err("ann train failed".into()) }
}

/// The most memory that a process has had so far, in bytes; `None` where the system does not tell it in this way.
fn peak(process: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok().map(|kilobytes: f64| kilobytes * 1024.0)
}
