//! The benchmarks: alone, on several numbers of threads, and beside other libraries, which are installed for it.

use crate::data::{self, DataSet};
use crate::project::{Project, SPEEDS, write_if_changed};
use crate::python::{environment, python, run};
use anyhow::{Context, Result, ensure};
use std::process::{Command, Stdio};

/// Runs our benchmark alone, as `cargo bench` does.
pub fn ours(project: &Project) -> Result<()> {
    run(&mut bench(project, "ann", "throughput"))?;
    run(&mut bench(project, "ann-cli", "csv"))
}

/// Runs our benchmark on each of these numbers of threads in turns.
pub fn threads(project: &Project, counts: &str) -> Result<()> {
    run(bench(project, "ann", "throughput").args(["--", "--threads", counts]))
}

/// Trains on several ranks of this machine, and times their sums.
pub fn ranks(project: &Project) -> Result<()> {
    run(bench(project, "ann", "ranks").args(["--features", "mpi"]))
}

/// Runs ours and the peers in turns, prints the table and keeps it for chapter 12. Fills a virtual environment under `target/` first.
pub fn peers(project: &Project) -> Result<()> {
    let python = python(&environment(project, "peers", "benches/peers/requirements.txt")?);
    // Those that are written in Rust, for this very processor.
    let target = project.target().join("peers-rust");
    println!("compiling burn and candle into {} (some minutes, once)", project.name(&target).display());
    let mut cargo = Command::new("cargo");
    cargo.current_dir(project.root.join("benches/peers/rust")).env("RUSTFLAGS", "-C target-cpu=native");
    run(cargo.args(["build", "--quiet", "--release", "--locked", "--target-dir"]).arg(&target))?;
    run(bench(project, "ann", "throughput").arg("--no-run"))?;
    let in_rust = target.join("release/peers").with_extension(std::env::consts::EXE_EXTENSION);
    let mut turns = bench(project, "ann", "peers");
    turns.arg("--").arg(&python).arg(in_rust).stderr(Stdio::inherit());
    let turns = turns.output().context("cannot run cargo")?;
    ensure!(turns.status.success(), "the benchmark failed");
    print!("{}", String::from_utf8_lossy(&turns.stdout));
    write_if_changed(&project.root.join(SPEEDS), &turns.stdout)?;
    println!("\nkept in {SPEEDS}\n");
    run(bench(project, "ann-cli", "csv").args(["--", "--peers"]).arg(python))
}

/// Runs ours, PyTorch and JAX in turns until 98 of 100 test digits of MNIST are right.
pub fn mnist(project: &Project) -> Result<()> {
    data::bring(project, DataSet::Mnist, None)?;
    let python = python(&environment(project, "peers", "benches/peers/requirements.txt")?);
    run(bench(project, "ann", "to_98").arg("--").arg(python))
}

fn bench(project: &Project, package: &str, name: &str) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(&project.root).args(["bench", "--quiet", "--package", package, "--bench", name]);
    command
}
