//! The benchmarks: alone, on several numbers of threads, and beside other libraries, which are installed for it.

use crate::data::{self, DataSet};
use crate::project::Project;
use crate::python::{environment, python, run};
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
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

/// Trains on several ranks of this machine, times their sums, and keeps the table for chapter 14.
pub fn ranks(project: &Project) -> Result<()> {
    keep(project, "ranks", bench(project, "ann", "ranks").args(["--features", "mpi"]))
}

/// Runs ours and the peers in turns, prints the table and keeps it for chapter 12. Fills a virtual environment under `target/` first.
pub fn peers(project: &Project) -> Result<()> {
    let python = with_peers(project)?;
    // Those that are written in Rust, for this very processor.
    let target = project.target().join("peers-rust");
    println!("compiling burn and candle into {} (some minutes, once)", project.name(&target).display());
    let mut cargo = Command::new("cargo");
    cargo.current_dir(project.root.join("benches/peers/rust")).env("RUSTFLAGS", "-C target-cpu=native");
    run(cargo.args(["build", "--quiet", "--release", "--locked", "--target-dir"]).arg(&target))?;
    run(bench(project, "ann", "throughput").arg("--no-run"))?;
    let in_rust = target.join("release/peers").with_extension(std::env::consts::EXE_EXTENSION);
    keep(project, "peers", bench(project, "ann", "peers").arg("--").arg(&python).arg(in_rust))?;
    run(bench(project, "ann-cli", "csv").args(["--", "--peers"]).arg(python))
}

/// Runs ours, PyTorch and JAX in turns until 98 of 100 test digits of MNIST are right, and keeps the table for chapter 13.
pub fn mnist(project: &Project) -> Result<()> {
    data::bring(project, DataSet::Mnist, None)?;
    let python = with_peers(project)?;
    keep(project, "mnist", bench(project, "ann", "to_98").arg("--").arg(python))
}

/// Runs ours and openTSNE in turns on all of MNIST, and keeps the table for chapter 9.
pub fn tsne(project: &Project) -> Result<()> {
    data::bring(project, DataSet::Mnist, None)?;
    let python = with_peers(project)?;
    keep(project, "tsne", bench(project, "ann", "tsne").args(["--", "data/cache/mnist"]).arg(python))
}

/// The Python that has the peers, which are installed first.
fn with_peers(project: &Project) -> Result<PathBuf> {
    Ok(python(&environment(project, "peers", "benches/peers/requirements.txt")?))
}

/// Runs a benchmark, and keeps what it prints for the pages.
fn keep(project: &Project, name: &str, benchmark: &mut Command) -> Result<()> {
    let output = benchmark.stderr(Stdio::inherit()).output().context("cannot run cargo")?;
    ensure!(output.status.success(), "the benchmark failed");
    print!("{}", String::from_utf8_lossy(&output.stdout));
    project.keep_measured(name, &output.stdout)
}

fn bench(project: &Project, package: &str, name: &str) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(&project.root).args(["bench", "--quiet", "--package", package, "--bench", name]);
    command
}
