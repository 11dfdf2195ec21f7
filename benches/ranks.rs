//! Training on several ranks, and the time of their sums (chapter 14). Needs OpenMPI.
//!
//! `cargo xtask bench --ranks` keeps what `cargo bench --features mpi --bench ranks` prints, which starts itself with `mpirun`. It prints how many samples a second the ranks train together,
//! for several numbers of ranks and threads; then how long an all-reduce takes for several lengths, beside the one of MPI itself, and the
//! latency and bandwidth of a model of it, t = latency + bytes / bandwidth. All ranks are on this machine.

mod machine;

use ann::training::{AllReduce, Mpi};
use ann::{Activation, Cost, Loss, Network, Optimizer, Ranks, Samples, TrainingLoop, rng};
use mpi::collective::{CommunicatorCollectives, SystemOperation};
use mpi::topology::SimpleCommunicator;
use ndarray::{Array2, ShapeBuilder};
use rand::RngExt;
use std::error::Error;
use std::process::Command;
use std::time::Instant;

/// The network and the batches of chapter 12's `mnist`, and larger batches.
const SIZES: [usize; 4] = [784, 256, 128, 10];
const SAMPLES: usize = 20_000;
const BATCHES: [usize; 2] = [128, 1024];
/// Ranks, and threads of each.
const TRAININGS: [[usize; 2]; 5] = [[1, 1], [1, 2], [2, 1], [2, 2], [4, 1]];
const RANKS: [usize; 3] = [2, 3, 4];
/// For how long each training and each sum is timed.
const LONG: f64 = 2.0;
const SHORT: f64 = 0.2;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["train", batch] => {
            let mpi = Mpi::join()?;
            train(&mpi.ranks(), batch.parse()?)
        }
        ["sum"] => {
            let mpi = Mpi::join()?;
            sums(&mpi.ranks())
        }
        _ => launch(),
    }
}

/// Starts itself on each number of ranks in turns, and prints what rank 0 printed.
fn launch() -> Result<(), Box<dyn Error>> {
    println!("{}; networks of {SIZES:?}, f32, Adam\n", machine::processor());
    println!(
        "{:>5}  {:>7}{}",
        "ranks",
        "threads",
        BATCHES.map(|batch| format!("  samples/s, batch {batch:<6}")).concat()
    );
    let mut best = [[0.0_f64; BATCHES.len()]; TRAININGS.len()];
    for _ in 0..3 {
        for ([ranks, threads], best) in TRAININGS.into_iter().zip(&mut best) {
            for (batch, best) in BATCHES.into_iter().zip(best) {
                *best = best.max(mpirun(ranks, threads, &["train", &batch.to_string()])?.trim().parse()?);
            }
        }
    }
    for ([ranks, threads], best) in TRAININGS.into_iter().zip(best) {
        println!("{ranks:>5}  {threads:>7}{}", best.map(|rate| format!("  {rate:>23.0}")).concat());
    }
    println!("\nall-reduce, a thread each\n{:>5}  {:>10}  {:>10}  {:>12}", "ranks", "bytes", "µs", "of MPI, µs");
    let mut models = String::new();
    for ranks in RANKS {
        let printed = mpirun(ranks, 1, &["sum"])?;
        let (times, model) = printed.split_once("\n\n").ok_or("the sums end with a model of their time")?;
        println!("{times}");
        models += model;
    }
    print!("\n{models}");
    Ok(())
}

fn mpirun(ranks: usize, threads: usize, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let mut command = Command::new("mpirun");
    command.args(["--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-n", &ranks.to_string()]);
    command.env("RAYON_NUM_THREADS", threads.to_string()).arg(std::env::current_exe()?).args(arguments);
    let output = command.output()?;
    if !output.status.success() {
        return Err(format!("mpirun failed: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Prints how many samples of all ranks are done in a second, in the fastest epoch.
fn train(ranks: &Ranks, batch: usize) -> Result<(), Box<dyn Error>> {
    let mut random = rng(0);
    let mut network = Network::<f32>::new(&SIZES, Activation::Relu, Activation::Softmax, &mut random)?;
    let x = Array2::from_shape_simple_fn((SIZES[0], SAMPLES).f(), || random.random_range(-1.0..1.0));
    let y = ann::data::one_hot(&(0..SAMPLES).map(|_| random.random_range(0..10)).collect::<Vec<_>>(), 10);
    let mine = Samples { x: x.view(), y: y.view() }.part(ranks);
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let mut training = TrainingLoop::on_ranks(ranks, &network, mine.x.ncols(), batch, cost, Optimizer::ADAM)?;
    let (mut best, mut took) = (f64::INFINITY, 0.0);
    while took < LONG {
        let mut seconds = [0.0];
        let start = Instant::now();
        training.epoch(&mut network, mine.x, mine.y, |_| 0.001, &mut random)?;
        seconds[0] = start.elapsed().as_secs_f64();
        // The same on all ranks, so that they end together.
        ranks.sum(&mut seconds)?;
        let seconds = seconds[0] / ranks.size() as f64;
        (best, took) = (best.min(seconds), took + seconds);
    }
    if ranks.is_first() {
        println!("{}", SAMPLES as f64 / best);
    }
    Ok(())
}

/// Prints a line for each length of a vector, and the model that fits.
fn sums(ranks: &Ranks) -> Result<(), Box<dyn Error>> {
    let world = SimpleCommunicator::world();
    let (mut ours, mut of_mpi) = (Vec::new(), Vec::new());
    for length in (0..=22).step_by(2).map(|power| 1_usize << power) {
        let (mut numbers, mut sum) = (vec![1.0_f32; length], vec![0.0_f32; length]);
        let mut buffers = AllReduce::default();
        let own = fastest(ranks, || {
            numbers.fill(1.0);
            ranks.sum_with(&mut buffers, &mut numbers)
        })?;
        let theirs = fastest(ranks, || {
            world.all_reduce_into(&numbers[..], &mut sum[..], SystemOperation::sum());
            Ok(())
        })?;
        let bytes = 4 * length;
        ours.push([bytes as f64, own]);
        of_mpi.push([bytes as f64, theirs]);
        if ranks.is_first() {
            println!("{:>5}  {bytes:>10}  {:>10.1}  {:>12.1}", ranks.size(), own * 1e6, theirs * 1e6);
        }
    }
    if ranks.is_first() {
        println!();
        for (points, what) in [(ours, "ours"), (of_mpi, "of MPI")] {
            let [latency, bandwidth] = fit(&points);
            println!("{} ranks, {what}: {:.1} µs + bytes / {:.2} GB/s", ranks.size(), latency * 1e6, bandwidth / 1e9);
        }
    }
    Ok(())
}

/// The least time that some work of all ranks together took on rank 0, in seconds: what else the machine does only adds to it.
fn fastest(ranks: &Ranks, mut work: impl FnMut() -> ann::Result<()>) -> ann::Result<f64> {
    let (mut least, mut goes_on, begun) = (f64::INFINITY, true, Instant::now());
    while goes_on {
        // Rank 0 says how long; it is asked seldom, as that takes about as long as a small sum.
        for _ in 0..20 {
            let start = Instant::now();
            work()?;
            least = least.min(start.elapsed().as_secs_f64());
        }
        let mut wish = [if ranks.is_first() && begun.elapsed().as_secs_f64() < SHORT { 1.0 } else { 0.0 }];
        ranks.sum(&mut wish)?;
        goes_on = wish[0] > 0.0;
    }
    Ok(least)
}

/// Latency and bandwidth of t = latency + bytes / bandwidth, by least squares of the relative errors.
fn fit(points: &[[f64; 2]]) -> [f64; 2] {
    // Of (latency + bytes s) / t = 1, the normal equations in latency and s.
    let [mut a, mut b, mut c, mut d, mut e] = [0.0; 5];
    for [bytes, t] in points {
        (a, b, c) = (a + 1.0 / (t * t), b + bytes / (t * t), c + bytes * bytes / (t * t));
        (d, e) = (d + 1.0 / t, e + bytes / t);
    }
    let determinant = a * c - b * b;
    [(c * d - b * e) / determinant, determinant / (a * e - b * d)]
}
