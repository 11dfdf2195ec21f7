//! Samples of training and of prediction a second, for networks of several sizes (chapter 12).
//!
//! `cargo bench --bench throughput` prints a line for each workload; `-- --json` one JSON object a line; `-- digits` only the
//! workloads whose name contains that word; `-- --threads 1,2,4` times them on each of these numbers of threads in turns. Without it the
//! variable `RAYON_NUM_THREADS` says how many they may use. Each is run for a second at least, after a warm-up, and told by its median and
//! range over rounds. Beside it stands how much of the machine that is: operations in the products and the least traffic of bytes,
//! each a second and as a part of what this machine did at best in the same run.

use ann::{Activation, Loss, Network, Optimizer, Real, TrainingLoop, matmul, rng, with_threads};
use ndarray::{Array2, ShapeBuilder};
use rand::RngExt;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Work to be measured: Adam on softmax cross-entropy behind ReLUs, batches drawn anew every epoch.
struct Training {
    name: &'static str,
    samples: usize,
    sizes: &'static [usize],
    batch: usize,
    keep_prob: f64,
}

const TRAININGS: [Training; 5] = [
    Training { name: "wine", samples: 178, sizes: &[13, 16, 8, 3], batch: 32, keep_prob: 1.0 },
    Training { name: "digits", samples: 1797, sizes: &[64, 64, 32, 10], batch: 64, keep_prob: 1.0 },
    Training { name: "mnist", samples: 20_000, sizes: &[784, 256, 128, 10], batch: 128, keep_prob: 1.0 },
    Training { name: "mnist-dropout", samples: 20_000, sizes: &[784, 256, 128, 10], batch: 128, keep_prob: 0.8 },
    Training { name: "large", samples: 10_000, sizes: &[784, 1024, 1024, 10], batch: 256, keep_prob: 1.0 },
];

/// How long each workload is measured, and into how many rounds that is cut at least.
const LONG: Duration = Duration::from_millis(1500);
const ROUNDS: usize = 5;

fn main() -> ann::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let json = arguments.iter().any(|argument| argument == "--json");
    if let Some(at) = arguments.iter().position(|argument| argument == "--threads") {
        let counts = arguments.get(at + 1).map_or("", String::as_str).split(',');
        let counts: Vec<usize> = counts.map(|count| count.parse().unwrap_or(0)).collect();
        return curve(&counts);
    }
    let only = arguments.iter().find(|argument| !argument.starts_with("--"));
    let wanted = |name: &str| only.is_none_or(|only| name.contains(only.as_str()));
    let threads = ann::threads();

    // Each number type and number of threads has peaks of its own, measured when the first workload needs them.
    let mut peaks: Vec<Peaks> = Vec::new();
    let mut report = |name: &str, done: Done, cost: Cost| {
        let (rates, median) = (&done.rates, done.rates[done.rates.len() / 2]);
        let (least, most) = (rates[0], rates[rates.len() - 1]);
        let (flops, bytes) = (median * cost.flops / 1e9, median * cost.bytes / 1e9);
        if json {
            println!(
                r#"{{"name":"{name}","median":{median:.0},"min":{least:.0},"max":{most:.0},"gflops":{flops:.2},"gbytes":{bytes:.2}}}"#
            );
            return;
        }
        let is_measured = |peaks: &&Peaks| (peaks.number, peaks.threads) == (cost.number, done.threads);
        let best = match peaks.iter().find(is_measured) {
            Some(&best) => best,
            None => {
                peaks.push(Peaks::measure(cost.number, done.threads));
                peaks[peaks.len() - 1]
            }
        };
        println!(
            "{name:<28} {median:>10.0} samples/s  ({least:.0} to {most:.0})  {flops:>6.1} GF/s, {:>3.0} %  {bytes:>6.1} GB/s, {:>3.0} %",
            100.0 * flops / best.flops,
            100.0 * bytes / best.bytes,
        );
    };

    for Work { name, cost, run } in works() {
        let name = format!("{name}-{threads}threads");
        if wanted(&name) {
            report(&name, run()?, cost);
        }
    }
    if !json && !peaks.is_empty() {
        println!("\nper cent of what this machine did at best:");
    }
    for best in peaks {
        println!(
            "{}, {} thread{:<14} {:>7.1} GF/s in a product, {:.1} GB/s from memory",
            best.number,
            best.threads,
            if best.threads == 1 { "" } else { "s" },
            best.flops,
            best.bytes,
        );
    }
    Ok(())
}

/// How many samples a second were done, round by round and sorted, and by how many threads.
struct Done {
    rates: Vec<f64>,
    threads: usize,
}

/// What one sample costs in numbers of this type.
struct Cost {
    number: &'static str,
    flops: f64,
    bytes: f64,
}

impl Training {
    fn weights(&self) -> usize {
        self.sizes.windows(2).map(|n| n[0] * n[1]).sum()
    }

    /// Additions and multiplications in the products for one sample, forward, dW, and dA in all layers but the first; and the
    /// bytes of its part of a step if each pass reads and writes each of its arrays once.
    fn cost<F: Real>(&self) -> Cost {
        let flops = 6 * self.weights() - 2 * self.sizes[0] * self.sizes[1];
        // For each weight: W read forward and backward, dW written, and the seven arrays of Adam.
        let of_weights = 10 * self.weights() - self.sizes[0] * self.sizes[1];
        // For each sample and neuron: A and dZ written, read by two products each, and read and written by activation and slope.
        let of_neurons = 2 * self.sizes[0] + 10 * self.sizes[1..].iter().sum::<usize>();
        let numbers = of_weights as f64 / self.batch as f64 + of_neurons as f64;
        Cost { number: F::NAME, flops: flops as f64, bytes: numbers * size_of::<F>() as f64 }
    }

    /// The same for the way forward alone.
    fn cost_of_prediction(&self) -> Cost {
        let of_neurons = 2 * self.sizes[0] + 4 * self.sizes[1..].iter().sum::<usize>();
        let numbers = self.weights() as f64 / self.batch as f64 + of_neurons as f64;
        Cost { number: "f32", flops: 2.0 * self.weights() as f64, bytes: 4.0 * numbers }
    }
}

/// A workload: its name, what one of its samples costs, and how it is run.
struct Work {
    name: String,
    cost: Cost,
    run: Box<dyn Fn() -> ann::Result<Done> + Sync>,
}

/// All workloads, in the order in which they are told.
fn works() -> Vec<Work> {
    let mut works = Vec::new();
    for training in &TRAININGS {
        let name = format!("{}-f32", training.name);
        works.push(Work { name, cost: training.cost::<f32>(), run: Box::new(|| train::<f32>(training)) });
    }
    let mnist = &TRAININGS[2];
    let name = "mnist-f64".to_owned();
    works.push(Work { name, cost: mnist.cost::<f64>(), run: Box::new(|| train::<f64>(mnist)) });
    for batch in [1, 1000] {
        let cost = Training { batch, ..*mnist }.cost_of_prediction();
        works.push(Work {
            name: format!("predict-{batch}-f32"),
            cost,
            run: Box::new(move || predict(mnist.sizes, batch)),
        });
    }
    works
}

/// Prints for each workload thousand samples a second on each of these numbers of threads, the faster of two rounds in turns, and how many
/// times as many that is as on the first.
fn curve(counts: &[usize]) -> ann::Result<()> {
    println!("thousand samples a second, the faster of two rounds; times the first\n");
    println!("{:<17}{}", "threads", counts.iter().map(|threads| format!("  {threads:>13}")).collect::<String>());
    for Work { name, run, .. } in works() {
        let mut best = vec![0.0_f64; counts.len()];
        for _ in 0..2 {
            for (best, &threads) in best.iter_mut().zip(counts) {
                let rates = with_threads(threads, &*run)??.rates;
                *best = best.max(rates[rates.len() / 2]);
            }
        }
        let column = |speed: &f64| format!("  {:>6.1} {:>6.2}", speed / 1e3, speed / best[0]);
        println!("{name:<17}{}", best.iter().map(column).collect::<String>());
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if counts.iter().any(|&threads| threads > cores) {
        println!(
            "\nThis machine has {cores} cores. More threads than that take turns on them: such a column shows what sharing out costs."
        );
    }
    Ok(())
}

/// Random samples and classes: (n_x, m) and one-hot (n_y, m).
fn data<F: Real>(sizes: &[usize], m: usize) -> (Array2<F>, Array2<F>) {
    let mut random = rng(0);
    let n_y = sizes[sizes.len() - 1];
    let x = Array2::from_shape_simple_fn((sizes[0], m).f(), || F::from_f64(random.random_range(-1.0..1.0)));
    let labels: Vec<usize> = (0..m).map(|_| random.random_range(0..n_y)).collect();
    (x, ann::data::one_hot(&labels, n_y))
}

fn train<F: Real>(training: &Training) -> ann::Result<Done> {
    let (x, y) = data::<F>(training.sizes, training.samples);
    let mut random = rng(1);
    let mut network = Network::<F>::new(training.sizes, Activation::Relu, Activation::Softmax, &mut random)?
        .with_keep_prob(training.keep_prob)?;
    let cost = Loss::CategoricalCrossEntropy.into();
    let mut descent = TrainingLoop::new(&network, training.samples, training.batch, cost, Optimizer::ADAM)?;
    let mut failure = Ok(());
    let rates = rounds(training.samples, || {
        let epoch = descent.epoch(&mut network, x.view(), y.view(), |_| 1e-3, &mut random);
        failure = std::mem::replace(&mut failure, Ok(())).and(epoch);
    });
    let threads = if descent.groups() > 1 { ann::threads() } else { 1 };
    failure.map(|()| Done { rates, threads })
}

fn predict(sizes: &[usize], batch: usize) -> ann::Result<Done> {
    let (x, _) = data::<f32>(sizes, batch);
    let network = Network::<f32>::new(sizes, Activation::Relu, Activation::Softmax, &mut rng(1))?;
    let mut failure = Ok(());
    let rates = rounds(batch, || {
        let answer = network.predict(x.view()).map(|a| drop(black_box(a)));
        failure = std::mem::replace(&mut failure, Ok(())).and(answer);
    });
    let threads = if batch == 1 { 1 } else { ann::threads() };
    failure.map(|()| Done { rates, threads })
}

/// Runs the work again and again, and tells for each round how many of its samples were done a second.
fn rounds(samples: usize, mut work: impl FnMut()) -> Vec<f64> {
    work();
    let (start, mut rates) = (Instant::now(), Vec::new());
    while rates.len() < ROUNDS || start.elapsed() < LONG {
        let round = Instant::now();
        let mut times = 0;
        while round.elapsed() < LONG / (2 * ROUNDS as u32) {
            work();
            times += 1;
        }
        rates.push((times * samples) as f64 / round.elapsed().as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    rates
}

/// What the machine can do at best.
#[derive(Clone, Copy)]
struct Peaks {
    number: &'static str,
    threads: usize,
    /// Billions of operations a second in a product that stays in the caches.
    flops: f64,
    /// Billions of bytes a second in adding two long arrays that do not.
    bytes: f64,
}

impl Peaks {
    fn measure(number: &'static str, threads: usize) -> Self {
        let one = || if number == f32::NAME { best_of_one::<f32>() } else { best_of_one::<f64>() };
        let (flops, bytes) = std::thread::scope(|scope| {
            let all: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
            let done = all.into_iter().map(|one| one.join().unwrap_or_default());
            done.fold((0.0, 0.0), |(flops, bytes), one| (flops + one.0, bytes + one.1))
        });
        Peaks { number, threads, flops, bytes }
    }
}

/// What one thread did at best while the others did the same: operations in a product, and bytes of two arrays, both in billions a
/// second.
fn best_of_one<F: Real>() -> (f64, f64) {
    let n = 768;
    let (a, b) = (Array2::<F>::ones((n, n).f()), Array2::<F>::ones((n, n).f()));
    let mut c = Array2::<F>::zeros((n, n).f());
    let rates = rounds(1, || matmul(F::one(), &a, &b, F::zero(), black_box(&mut c)));
    let product = rates[rates.len() - 1] * 2.0 * (n as f64).powi(3) / 1e9;
    let long = 1 << 24;
    let (mut from, mut to) = (vec![F::one(); long], vec![F::zero(); long]);
    let rates = rounds(1, || {
        for (to, from) in black_box(&mut to).iter_mut().zip(black_box(&mut from).iter()) {
            *to += *from;
        }
    });
    (product, rates[rates.len() - 1] * (3 * size_of::<F>() * long) as f64 / 1e9)
}
